//! What is known of a request's context: the keys that conditions and variables ask for.

use std::collections::BTreeMap;

use crate::pattern::Substitute;
use crate::reference::{self, KeyType};

/// What is known of the keys of one check.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Context {
    /// The action that is checked, whose keys the reference lists: `ec2:CopySnapshot`.
    action: String,
    /// The type of the resource that is checked: `snapshot`.
    resource_type: String,
    /// Facts about keys, by their names in lower case.
    facts: BTreeMap<String, Fact>,
    /// Facts about all keys that begin so, unless a fact speaks of the key itself: `aws:requesttag/`.
    families: Vec<(&'static str, Fact)>,
    /// Whether an empty value counts as none, which is documented nowhere.
    empty_is_none: Option<bool>,
}

/// What is known of one key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// What it holds.
    pub state: State,
    /// Whether this is only inferred.
    pub inferred: bool,
    /// Of what is only inferred, what holds if it is wrong, if that is known.
    pub otherwise: Option<State>,
}

/// What a key holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// These values.
    Values(Vec<String>),
    /// One value, which matches one of these patterns.
    Like(Vec<String>),
    /// A value, but which is not known.
    Present,
    /// Nothing: the key is not there.
    Absent,
    /// Not known, nor whether it is there.
    Unknown,
}

impl Fact {
    /// A certain fact.
    pub fn new(state: State) -> Self {
        Self { state, inferred: false, otherwise: None }
    }

    /// A fact that is only inferred.
    pub fn inferred(state: State) -> Self {
        Self { state, inferred: true, otherwise: None }
    }

    /// A fact that is only inferred, and what holds if it is wrong.
    pub fn inferred_or(state: State, otherwise: State) -> Self {
        Self { state, inferred: true, otherwise: Some(otherwise) }
    }
}

/// Global keys that every request carries (IAM User Guide, "AWS global condition context keys",
/// section "Availability" of each).
const ALWAYS_PRESENT: [&str; 8] = [
    "aws:currenttime",
    "aws:epochtime",
    "aws:principalaccount",
    "aws:principalarn",
    "aws:principaltype",
    "aws:requestedregion",
    "aws:securetransport",
    "aws:userid",
];

/// Whether a key may hold a text of any form, as a tag may, so that it need not be what an operator for
/// numbers, addresses or booleans can read.
pub(super) fn holds_any_text(key: &str) -> bool {
    let is_text = |key_type: KeyType| key_type.element() == KeyType::String;
    match reference::global_key(key) {
        Some(global) => is_text(global.key_type),
        None => reference::key_definitions(key).iter().any(|(_, key)| is_text(key.key_type)),
    }
}

/// Whether one request never carries several values of a key. Of keys of services, not all that can are listed so.
pub(super) fn is_single_valued(key: &str) -> bool {
    reference::global_key(key).is_some_and(|global| !global.multivalued)
}

/// Whether one request can carry several values of a key.
pub(super) fn is_multivalued(key: &str) -> bool {
    match reference::global_key(key) {
        Some(global) => global.multivalued,
        None => reference::key_definitions(key).iter().any(|(_, key)| key.key_type.is_multivalued()),
    }
}

impl Context {
    /// A context of which nothing is known but the action and the type of the resource.
    pub fn new(action: &str, resource_type: &str) -> Self {
        Self { action: action.to_owned(), resource_type: resource_type.to_owned(), ..Self::default() }
    }

    /// Adds a fact about a key.
    pub fn set(&mut self, key: &str, fact: Fact) {
        self.facts.insert(key.to_ascii_lowercase(), fact);
    }

    /// Adds a fact about a key of whose value nothing is told.
    pub(super) fn complete(&mut self, key: &str, fact: Fact) {
        let told = self.facts.get(&key.to_ascii_lowercase()).map(|fact| &fact.state);
        if !matches!(told, Some(State::Values(_) | State::Absent)) {
            self.set(key, fact);
        }
    }

    /// Adds a fact about all keys that begin with `prefix` (in lower case) and that no other fact
    /// speaks of.
    pub fn set_family(&mut self, prefix: &'static str, fact: Fact) {
        self.families.push((prefix, fact));
    }

    /// Whether any fact is only inferred.
    pub fn has_inferred_facts(&self) -> bool {
        self.facts.values().chain(self.families.iter().map(|(_, fact)| fact)).any(|fact| fact.inferred)
    }

    /// The same context, knowing nothing of what is only inferred.
    #[must_use]
    pub fn without_inferred_facts(&self) -> Self {
        self.choosing(|_| State::Unknown)
    }

    /// What may hold if nothing is inferred but what leaves two possibilities: both of them.
    #[must_use]
    pub(super) fn possibilities(&self) -> [Self; 2] {
        let inferred = self.choosing(|fact| match fact.otherwise {
            Some(_) => fact.state.clone(),
            None => State::Unknown,
        });
        let otherwise = self.choosing(|fact| fact.otherwise.clone().unwrap_or(State::Unknown));
        [inferred, otherwise]
    }

    /// The same context with other states in the place of those that are only inferred.
    fn choosing(&self, choose: impl Fn(&Fact) -> State) -> Self {
        let chosen = |fact: &Fact| if fact.inferred { Fact::new(choose(fact)) } else { fact.clone() };
        Self {
            facts: self.facts.iter().map(|(key, fact)| (key.clone(), chosen(fact))).collect(),
            families: self.families.iter().map(|(prefix, fact)| (*prefix, chosen(fact))).collect(),
            ..self.clone()
        }
    }

    /// The same context, an empty value being taken for none, or for a value.
    #[must_use]
    pub(super) fn with_empty_as_none(self, empty_is_none: bool) -> Self {
        Self { empty_is_none: Some(empty_is_none), ..self }
    }

    /// Whether an empty value is taken for none; `None` if that is not known.
    pub(super) fn empty_is_none(&self) -> Option<bool> {
        self.empty_is_none
    }

    /// What is known of a key, by its name in any case.
    pub fn state(&self, key: &str) -> &State {
        static ABSENT: State = State::Absent;
        static PRESENT: State = State::Present;
        static UNKNOWN: State = State::Unknown;
        let key = key.to_ascii_lowercase();
        if !self.can_carry(&key) {
            return &ABSENT;
        }
        let family =
            || self.families.iter().find(|(prefix, _)| key.starts_with(prefix)).map(|(_, fact)| fact);
        if let Some(fact) = self.facts.get(&key).or_else(family) {
            return &fact.state;
        }
        if ALWAYS_PRESENT.contains(&key.as_str()) { &PRESENT } else { &UNKNOWN }
    }

    /// The values of a key, if they are known.
    pub fn values(&self, key: &str) -> Option<&[String]> {
        match &self.facts.get(&key.to_ascii_lowercase())?.state {
            State::Values(values) => Some(values),
            _ => None,
        }
    }

    /// Whether this check can carry a key.
    ///
    /// A key of a service is carried only if the reference lists it for the action or for the
    /// action's row of this resource type. For services other than EC2, whose rows are explicit, the keys of
    /// the resource type count too. Tags of the resource are used in practice although rows do
    /// not list them, and of a key that the reference does not know nothing can be said.
    fn can_carry(&self, key: &str) -> bool {
        let Some((prefix, name)) = key.split_once(':') else { return true };
        if prefix == "aws" || name.starts_with("resourcetag/") {
            return true;
        }
        let Some(defining) = reference::service(prefix) else { return true };
        if defining.condition_key(key).is_none() {
            return true;
        }
        let Some((service, action)) = self.action.split_once(':') else { return true };
        let Some(service) = reference::service(service) else { return true };
        let Some(action) = service.action(action) else { return true };
        let rows = action.resources.iter().filter(|row| row.resource_type == self.resource_type);
        let of_type = service
            .resource_type(&self.resource_type)
            .filter(|_| !service.prefix.eq_ignore_ascii_case("ec2"))
            .map(|resource_type| resource_type.keys.iter());
        action
            .keys
            .iter()
            .chain(rows.flat_map(|row| row.keys.iter()))
            .chain(of_type.into_iter().flatten())
            .any(|known| known.matches(key))
    }

    /// What a policy variable stands for.
    pub(super) fn substitute(&self, key: &str) -> Substitute {
        match self.state(key) {
            State::Values(values) => match values.as_slice() {
                [] => Substitute::Absent,
                // Whether an empty text is a value, and what several are, is not documented.
                [value] if !value.is_empty() => Substitute::Text(value.clone()),
                _ => Substitute::Unknown,
            },
            State::Like(_) | State::Present => Substitute::Present,
            State::Unknown => Substitute::Unknown,
            State::Absent => Substitute::Absent,
        }
    }
}
