//! What is not known may come to the same whatever it is: of two statements, one may apply just where the
//! other does not.
//!
//! For each key of unknown value, a few values stand for all that it can have: for each way to pass some of the
//! tests of the key and not the others, one. Where such values cannot be found, or there are too many, it
//! stays with "it depends".

use super::answer::{Answer, Dependency, DependencyKind};
use super::context::{Context, Fact, State, holds_any_text, is_multivalued};
use super::resource::Resource;
use super::wanted::{Wanted, values};
use super::{Decision, applies};
use crate::pattern::{Pattern, has_variable};
use crate::policy::{Comparison, Operator, Policy, Statement};

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

/// How many keys can have two values each without being more than all combinations.
const KEYS: usize = ALL.ilog2() as usize;

/// How often a statement is asked at the most.
const ASKED: usize = 100_000;

/// How many values are a few, and of how many every set is looked at.
const VALUES: usize = 64;
const SET: usize = 6;

impl<'a> Undecided<'a> {
    /// The decision, if it is the same whatever these keys hold.
    pub(super) fn common(&self, depends_on: &[Dependency]) -> Option<Decision> {
        let names = depends_on.iter().filter(|dependency| dependency.kind == DependencyKind::Key);
        let names: Vec<&str> = names.map(|name| name.name.as_str()).collect();
        if names.is_empty() || names.len() > KEYS || self.has_unknown_variables() {
            return None;
        }
        let keys: Vec<Key<'_>> = names.iter().map(|name| self.key(name)).collect::<Option<_>>()?;
        let few = |key: &Key<'_>| {
            let mut values = values::few(&key.wanted)?;
            values.truncate(VALUES);
            Some(key.states(&values))
        };
        let few: Vec<Vec<State>> = keys.iter().map(few).collect::<Option<_>>()?;
        self.common_decision(&keys, &few, FEW.min(ASKED / self.statements.len().max(1)))?;
        let all = keys.iter().map(|key| key.all_states(&values::all(&key.wanted)?));
        let all: Vec<Vec<State>> = all.collect::<Option<_>>()?;
        let count = all.iter().try_fold(1_usize, |count, states| count.checked_mul(states.len()))?;
        let most = ALL.min(ASKED / self.statements.len().max(1));
        if count > most { None } else { self.common_decision(&keys, &all, most) }
    }

    /// Whether a text depends on a key in another way than by a test of its value.
    fn has_unknown_variables(&self) -> bool {
        let unknown = |text: &str| {
            has_variable(text)
                && Pattern::with_variables(text, true, |key| self.context.substitute(key))
                    .is_some_and(|pattern| pattern.has_unknown_variables())
        };
        self.statements.iter().filter(|(policy, _)| policy.has_variables()).any(|(_, statement)| {
            let resources = statement.resources.iter().flat_map(|resources| &resources.patterns);
            let wanted = statement.conditions.iter().flat_map(|condition| &condition.values);
            resources.chain(wanted).any(|text| unknown(&text.value))
        })
    }

    /// What the statements ask of a key; `None` if what they ask has no documented meaning.
    fn key(&self, name: &'a str) -> Option<Key<'a>> {
        let may_be_absent = match self.context.state(name) {
            State::Present => false,
            State::Unknown => true,
            State::Absent | State::Values(_) => return None,
        };
        let mut key = Key { name, may_be_absent, is_set: is_multivalued(name), wanted: Vec::new() };
        for (policy, statement) in &self.statements {
            let variables = policy.has_variables().then_some(self.context);
            for condition in &statement.conditions {
                if !condition.key.value.eq_ignore_ascii_case(name) {
                    continue;
                }
                let operator = Operator::parse(&condition.operator.value)?;
                match operator.comparison {
                    Comparison::Null => continue,
                    Comparison::Bool | Comparison::Number(_) if holds_any_text(name) => return None,
                    _ => {}
                }
                key.is_set |= operator.qualifier.is_some();
                for text in &condition.values {
                    key.wanted.push(Wanted::read(operator.comparison, &text.value, variables).ok()?);
                }
            }
        }
        Some(key)
    }

    /// The decision that it is with every combination of states, of which so many are looked at; `None` if it is
    /// not always the same.
    fn common_decision(&self, keys: &[Key<'_>], states: &[Vec<State>], most: usize) -> Option<Decision> {
        let mut common = None;
        for world in 0..most {
            let mut context = self.context.clone();
            let mut rest = world;
            for (key, states) in keys.iter().zip(states) {
                context.set(key.name, Fact::new(states.get(rest.checked_rem(states.len())?)?.clone()));
                rest /= states.len();
            }
            if rest > 0 {
                break;
            }
            let decision = self.decision_in(&context)?;
            common = match common {
                None => Some(decision),
                Some(other) if other == decision => common,
                Some(Decision::Allowed) => return None,
                Some(_) if decision == Decision::Allowed => return None,
                Some(_) => Some(Decision::ImplicitDeny),
            };
        }
        common
    }

    fn decision_in(&self, world: &Context) -> Option<Decision> {
        let answer = |(policy, statement): &(&Policy<'_>, &Statement<'_>)| {
            applies(policy, statement, self.action, self.resource, world).answer
        };
        let answers: Vec<Answer> = self.statements.iter().map(answer).collect();
        (self.decision)(&answers)
    }
}

/// A key of unknown value.
struct Key<'a> {
    name: &'a str,
    may_be_absent: bool,
    /// Whether it may have several values.
    is_set: bool,
    /// What its value is compared with.
    wanted: Vec<Wanted<'a>>,
}

impl Key<'_> {
    /// What it may hold, of these values: each alone, and all together.
    fn states(&self, values: &[String]) -> Vec<State> {
        let mut states: Vec<State> = self.absent().collect();
        let alone = self.possible(values).map(|value| State::Values(vec![value.clone()]));
        states.extend(alone);
        if self.is_set {
            states.push(State::Values(self.possible(values).cloned().collect()));
        }
        states
    }

    /// What it may hold, of these values: each alone, and every set of them; `None` if these are too many.
    fn all_states(&self, values: &[String]) -> Option<Vec<State>> {
        if !self.is_set {
            return Some(self.states(values));
        }
        let values: Vec<&String> = self.possible(values).collect();
        let sets = (values.len() <= SET).then(|| 1_usize << values.len())?;
        let set = |number: usize| {
            let chosen = values.iter().enumerate().filter(|(place, _)| number >> place & 1 == 1);
            State::Values(chosen.map(|(_, value)| (*value).clone()).collect())
        };
        Some(self.absent().chain((1..sets).map(set)).collect())
    }

    fn absent(&self) -> impl Iterator<Item = State> {
        self.may_be_absent.then_some(State::Absent).into_iter()
    }

    /// An empty text in a set is no value.
    fn possible<'v>(&self, values: &'v [String]) -> impl Iterator<Item = &'v String> {
        values.iter().filter(|value| !self.is_set || !value.is_empty())
    }
}
