//! What is not known may come to the same whatever it is: of two statements, one may apply just where the
//! other does not.
//!
//! For each key of unknown value, a few values stand for all that it can have: for each way to pass some of the
//! tests of the key and not the others, one. Where such values cannot be found, or there are too many, it
//! stays with "it depends".

use super::Decision;
use super::answer::{Answer, Dependency, DependencyKind};
use super::context::{Context, Fact, State, holds_any_text, is_multivalued, is_single_valued};
use super::resource::Resource;
use super::statement::applies;
use super::wanted::Wanted;
use super::wanted::values::{Asked, Empty};
use crate::pattern::{Pattern, has_variable};
use crate::policy::{Comparison, Policy, Statement, Text};

/// The statements of which it is not known whether they apply, and what they are asked.
pub(super) struct Undecided<'a> {
    /// The statements, each with its policy.
    pub(super) statements: Vec<(&'a Policy<'a>, &'a Statement<'a>)>,
    /// The decision that follows from the answers of these statements, in their order; `None` if they leave it
    /// open.
    pub(super) decision: &'a dyn Fn(&[Answer]) -> Option<Decision>,
    /// The action, in lower case.
    pub(super) action: &'a str,
    /// The resource.
    pub(super) resource: &'a Resource,
    /// What is known.
    pub(super) context: &'a Context,
}

/// How many combinations of values are looked at: first of a few values for each key, which nearly always
/// show that it depends, then of all.
const FEW: usize = 128;
const ALL: usize = 2_048;

/// If there are so many combinations of a few values, there are too many of all.
const HOPELESS: usize = 4 * ALL;

/// How many keys can have two values each without being more than all combinations.
const KEYS: usize = ALL.ilog2() as usize;

/// How often a statement is asked at the most.
const ASKED: usize = 100_000;

/// How many values are a few, and of how many every set is looked at.
const VALUES: usize = 64;
const SET: usize = 6;

impl Undecided<'_> {
    /// The decision, if it is the same whatever these keys hold.
    pub(super) fn common(&self, depends_on: &[Dependency]) -> Option<Decision> {
        let worlds = Worlds::of(self);
        let names = depends_on.iter().filter(|dependency| dependency.kind == DependencyKind::Key);
        let keys: Vec<Key<'_>> =
            names.filter_map(|dependency| worlds.key(&dependency.name)).take(KEYS + 1).collect();
        if keys.len() > KEYS {
            return None;
        }
        let few = |key: &Key<'_>| {
            let mut values = key.asked().few()?;
            values.truncate(VALUES);
            Some(key.states(&values))
        };
        let few: Vec<Vec<State>> = keys.iter().map(few).collect::<Option<_>>()?;
        if combinations(&few).is_none_or(|count| count > HOPELESS) {
            return None;
        }
        let most = ASKED / self.statements.len().max(1);
        worlds.common_decision(&keys, &few, FEW.min(most))?;
        let all = keys.iter().map(|key| key.all_states(&key.asked().all()?));
        let all: Vec<Vec<State>> = all.collect::<Option<_>>()?;
        let most = ALL.min(most);
        if combinations(&all)? > most { None } else { worlds.common_decision(&keys, &all, most) }
    }
}

/// How many combinations of states there are; `None` if they cannot be counted.
fn combinations(states: &[Vec<State>]) -> Option<usize> {
    states.iter().try_fold(1_usize, |count, states| count.checked_mul(states.len()))
}

/// What each combination of values is asked.
struct Worlds<'a> {
    undecided: &'a Undecided<'a>,
    /// For each statement, whether it stays open though the keys are known.
    open: Vec<bool>,
}

impl<'a> Worlds<'a> {
    fn of(undecided: &'a Undecided<'a>) -> Self {
        // For what a variable stands for, values are not looked for.
        let is_open = |(policy, statement): &(&Policy<'_>, &Statement<'_>)| {
            has_unknown_variables(policy, statement, undecided.context)
        };
        Self { undecided, open: undecided.statements.iter().map(is_open).collect() }
    }

    /// What the statements ask of a key; `None` if they ask nothing of it, or it is known.
    fn key<'k>(&self, name: &'k str) -> Option<Key<'k>>
    where
        'a: 'k,
    {
        let context = self.undecided.context;
        let (may_be_absent, forms): (bool, &[String]) = match context.state(name) {
            State::Like(forms) => (false, forms),
            State::Present => (false, &[]),
            State::Unknown => (true, &[]),
            State::Absent | State::Values(_) => return None,
        };
        let is_single = is_single_valued(name);
        let is_set = is_multivalued(name);
        let (empty, is_plain, wanted) = (Empty::Value, false, Vec::new());
        let mut key = Key { name, may_be_absent, is_set, empty, is_plain, forms, wanted };
        let mut is_asked = false;
        let statements = self.undecided.statements.iter().zip(&self.open);
        for ((policy, statement), _) in statements.filter(|(_, open)| !**open) {
            let variables = policy.has_variables().then_some(context);
            for condition in &statement.conditions {
                if !condition.is_about(name) {
                    continue;
                }
                is_asked = true;
                // What has no documented meaning is in doubt whatever the value is.
                let Some(operator) = condition.meaning else { continue };
                if operator.comparison == Comparison::Null {
                    continue;
                }
                match operator.qualifier {
                    Some(_) => key.empty = Empty::Apart,
                    None => key.is_plain = true,
                }
                key.is_set |= operator.qualifier.is_some() && !is_single;
                let read = |text: &'a Text<'a>| Wanted::read(operator.comparison, &text.value, variables);
                if let Ok(wanted) = condition.values.iter().map(read).collect::<Result<Vec<_>, _>>() {
                    key.wanted.extend(wanted);
                }
            }
        }
        is_asked.then_some(key)
    }

    /// The decision that it is with every combination of states, of which so many are looked at; `None` if it is
    /// not always the same.
    fn common_decision(&self, keys: &[Key<'_>], states: &[Vec<State>], most: usize) -> Option<Decision> {
        let mut common = None;
        for world in 0..most {
            let mut context = self.undecided.context.clone();
            let mut rest = world;
            for (key, states) in keys.iter().zip(states) {
                context.set(key.name, Fact::new(states.get(rest.checked_rem(states.len())?)?.clone()));
                rest /= states.len();
            }
            if rest > 0 {
                break;
            }
            let decision = self.decision_in(&context).or_else(|| {
                // What is in doubt may be the same either way.
                let [none, value] = [true, false]
                    .map(|is_none| self.decision_in(&context.clone().with_empty_as_none(is_none)));
                same(none?, value?)
            })?;
            common = match common {
                None => Some(decision),
                Some(other) => Some(same(decision, other)?),
            };
        }
        common
    }

    fn decision_in(&self, world: &Context) -> Option<Decision> {
        let Undecided { statements, action, resource, .. } = self.undecided;
        let answer = |((policy, statement), open): (&(&Policy<'_>, &Statement<'_>), &bool)| {
            if *open { Answer::Maybe } else { applies(policy, statement, action, resource, world).answer }
        };
        let answers: Vec<Answer> = statements.iter().zip(&self.open).map(answer).collect();
        (self.undecided.decision)(&answers)
    }
}

/// Whether a text of a statement depends on a key in another way than by a test of its value.
fn has_unknown_variables(policy: &Policy<'_>, statement: &Statement<'_>, context: &Context) -> bool {
    let unknown = |text: &str| {
        has_variable(text)
            && Pattern::with_variables(text, true, |key| context.substitute(key))
                .is_some_and(|pattern| pattern.has_unknown_variables())
    };
    let resources = statement.resources.iter().flat_map(|resources| &resources.patterns);
    let wanted = statement.conditions.iter().flat_map(|condition| &condition.values);
    policy.has_variables() && resources.chain(wanted).any(|text| unknown(&text.value))
}

/// What two decisions have in common; `None` if only one of them allows it.
fn same(one: Decision, other: Decision) -> Option<Decision> {
    match (one, other) {
        _ if one == other => Some(one),
        (Decision::Allowed, _) | (_, Decision::Allowed) => None,
        _ => Some(Decision::ImplicitDeny),
    }
}

/// A key of unknown value.
struct Key<'a> {
    name: &'a str,
    may_be_absent: bool,
    /// Whether it may have several values.
    is_set: bool,
    /// What the empty text is to the tests of it, if it has one value.
    empty: Empty,
    /// Whether a test of it has none.
    is_plain: bool,
    /// Patterns of which its value matches one; empty if it can have any.
    forms: &'a [String],
    /// What its value is compared with.
    wanted: Vec<Wanted<'a>>,
}

impl<'a> Key<'a> {
    fn asked(&self) -> Asked<'_, 'a> {
        let any_text = holds_any_text(self.name);
        // An empty text in a set is no value.
        let empty = if self.is_set { Empty::Never } else { self.empty };
        Asked { wanted: &self.wanted, any_text, empty, forms: self.forms }
    }

    /// What it may hold, of these values: each alone, all together, and two that are alike.
    fn states(&self, values: &[String]) -> Vec<State> {
        let alone = values.iter().map(|value| State::Values(vec![value.clone()]));
        let mut states: Vec<State> = self.absent().chain(alone).collect();
        if self.is_set {
            states.push(State::Values(values.to_vec()));
            states.extend(self.pairs(values));
        }
        states
    }

    /// Two of each of these values, in the place of two that pass the same tests. To an operator without a qualifier
    /// they are not the same as one.
    fn pairs(&self, values: &[String]) -> Vec<State> {
        let is_only_one =
            |value: &String| self.wanted.iter().any(|one| matches!(one, Wanted::Text(text) if text == value));
        let values = values.iter().filter(|value| self.is_plain && !is_only_one(value));
        values.map(|value| State::Values(vec![value.clone(), value.clone()])).collect()
    }

    /// What it may hold, of these values: each alone, and every set of them; `None` if these are too many.
    fn all_states(&self, values: &[String]) -> Option<Vec<State>> {
        if !self.is_set {
            return Some(self.states(values));
        }
        let sets = (values.len() <= SET).then(|| 1_usize << values.len())?;
        let set = |number: usize| {
            let chosen = values.iter().enumerate().filter(|(place, _)| number >> place & 1 == 1);
            State::Values(chosen.map(|(_, value)| value.clone()).collect())
        };
        Some(self.absent().chain((1..sets).map(set)).chain(self.pairs(values)).collect())
    }

    fn absent(&self) -> impl Iterator<Item = State> {
        self.may_be_absent.then_some(State::Absent).into_iter()
    }
}
