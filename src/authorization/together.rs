//! What several tests of one key come to, whatever a request carries: whether they can hold together, whether
//! one holds whenever another does, whether one always holds.
//!
//! A few values stand for all that the key can have: for each way to pass some of the tests and not the others,
//! one. Each test is asked of each of them as it would be of a request, so that nothing is said here of what a
//! test means.

use std::cell::Cell;

use super::answer::Answer;
use super::condition;
use super::context::{Context, Fact, State, holds_any_text, is_multivalued, is_single_valued};
use super::wanted::Wanted;
use super::wanted::values::{Asked, Empty};
use crate::policy::{Comparison, Condition, Operator, Policy, Qualifier, Text};
use crate::reference;

/// How much may be looked at: steps of reading patterns, and comparisons of two values.
#[derive(Debug)]
pub struct Effort(Cell<usize>);

/// What one look may cost, so that many of them are possible.
const ONE_LOOK: usize = 100_000;

/// What a step costs, in comparisons, and how much of one it costs to read a byte.
const STEP: usize = 4;
const READING: usize = 2;

impl Default for Effort {
    fn default() -> Self {
        Self(Cell::new(3_000_000))
    }
}

impl Effort {
    /// Takes some, if so much is left for this look and for all.
    fn take(&self, look: &mut usize, count: usize) -> bool {
        let (Some(rest), Some(all)) = (look.checked_sub(count), self.0.get().checked_sub(count)) else {
            return false;
        };
        *look = rest;
        self.0.set(all);
        true
    }
}

/// Tests of one key, and what they come to in each state of the key.
#[derive(Debug)]
pub struct Together<'a> {
    policy: &'a Policy<'a>,
    tests: Vec<(&'a Condition<'a>, Operator)>,
    /// Whether a request may carry several values of the key.
    is_set: bool,
    /// The states, and the answers of the tests in each, in their order.
    rows: Vec<(State, Vec<Answer>)>,
}

/// When a test holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    /// Always.
    Always,
    /// If the key is there, whatever it holds.
    IfPresent,
    /// If the key is not there.
    IfAbsent,
    /// Never.
    Never,
}

impl<'a> Together<'a> {
    /// Looks at tests that are all about one key; `None` if an operator is not known, if there is no test, or if no
    /// effort is left.
    ///
    /// Where values that stand for all cannot be found, or looking at them would take too long, what is said
    /// rests on whether the key is there alone.
    pub fn new(policy: &'a Policy<'a>, tests: &[&'a Condition<'a>], effort: &Effort) -> Option<Self> {
        let name = &tests.first()?.key.value;
        let length =
            |test: &&Condition<'_>| test.values.iter().map(|value| value.value.len() + 1).sum::<usize>();
        let mut look = ONE_LOOK;
        if !effort.take(&mut look, tests.iter().map(length).sum::<usize>() * READING + STEP) {
            return None;
        }
        let tests: Vec<_> = tests.iter().map(|test| Some((*test, test.meaning?))).collect::<Option<_>>()?;
        let is_qualified = tests.iter().any(|(_, operator)| operator.qualifier.is_some());
        let is_known = reference::global_key(name).is_some() || !reference::key_definitions(name).is_empty();
        let is_set = !is_single_valued(name) && (is_qualified || !is_known || is_multivalued(name));
        let mut together = Self { policy, tests, is_set, rows: Vec::new() };
        let states = together.states(name, is_known, effort, look);
        together.rows = states.into_iter().map(|state| (state.clone(), together.ask(state))).collect();
        Some(together)
    }

    /// Whether these tests, named by their places, never hold all at once.
    pub fn never_hold(&self, places: &[usize]) -> bool {
        let fails = |answers: &[Answer]| places.iter().any(|place| answers.get(*place) == Some(&Answer::No));
        if !self.rows.iter().all(|(_, answers)| fails(answers)) {
            return false;
        }
        // Of the sets that pass each `ForAllValues` test, the largest passes most of the others.
        let each = |place: &&usize| {
            let test = self.tests.get(**place);
            test.is_some_and(|(_, operator)| operator.qualifier == Some(Qualifier::All))
        };
        let passes = |answers: &[Answer]| {
            !places.iter().filter(each).any(|place| answers.get(*place) == Some(&Answer::No))
        };
        self.set_of(passes).is_none_or(|set| fails(&self.ask(set)))
    }

    /// Whether one test holds whenever another does; false if that is not certain.
    pub fn implies(&self, one: usize, other: usize) -> bool {
        let (Some((_, mine)), Some((_, theirs))) = (self.tests.get(one), self.tests.get(other)) else {
            return false;
        };
        let is_about_presence = [mine, theirs].iter().any(|test| test.comparison == Comparison::Null);
        let is_alike = mine.qualifier.is_some() && mine.qualifier == theirs.qualifier;
        if self.is_set && !is_about_presence && !is_alike {
            return false;
        }
        let follows = |answers: &[Answer]| {
            answers.get(one) == Some(&Answer::No) || answers.get(other) == Some(&Answer::Yes)
        };
        self.rows.iter().all(|(_, answers)| follows(answers))
            && self.set_of(|_| true).is_none_or(|set| follows(&self.ask(set)))
    }

    /// When a test holds, if it is one of these.
    pub fn holds(&self, place: usize) -> Option<Holds> {
        let (absent, present): (Vec<_>, Vec<_>) =
            self.rows.iter().partition(|(state, _)| *state == State::Absent);
        let all = self.set_of(|_| true).map(|set| self.ask(set));
        let common = |answers: &mut dyn Iterator<Item = &Vec<Answer>>| {
            let answers = answers.map(|answers| answers.get(place).copied());
            answers.reduce(|one, other| one.filter(|_| one == other)).flatten()
        };
        let absent = common(&mut absent.iter().map(|(_, answers)| answers))?;
        let present = common(&mut present.iter().map(|(_, answers)| answers).chain(&all))?;
        match (absent, present) {
            (Answer::Yes, Answer::Yes) => Some(Holds::Always),
            (Answer::No, Answer::Yes) => Some(Holds::IfPresent),
            (Answer::Yes, Answer::No) => Some(Holds::IfAbsent),
            (Answer::No, Answer::No) => Some(Holds::Never),
            _ => None,
        }
    }

    /// Several values, if a request may carry several: all whose answers are as wanted, twice if there is but one,
    /// for it stands for others like it.
    fn set_of(&self, is_wanted: impl Fn(&[Answer]) -> bool) -> Option<State> {
        let values: Vec<String> = self
            .rows
            .iter()
            .filter_map(|(state, answers)| match state {
                // An empty value by itself is none.
                State::Values(values) if is_wanted(answers) => {
                    values.first().filter(|value| !value.is_empty())
                }
                _ => None,
            })
            .cloned()
            .collect();
        let again = values.first().filter(|_| values.len() == 1).cloned();
        let is_there = self.is_set && !values.is_empty();
        is_there.then(|| State::Values(values.into_iter().chain(again).collect()))
    }

    /// What each test comes to in a state.
    fn ask(&self, state: State) -> Vec<Answer> {
        let is_some_value = state == State::Present;
        let mut context = Context::new("", "");
        if let Some((first, _)) = self.tests.first() {
            context.set(&first.key.value, Fact::new(state));
        }
        let several = self.is_set && is_some_value;
        let answer = |(test, operator): &(&Condition<'_>, Operator)| {
            if several && operator.qualifier.is_none() && operator.comparison != Comparison::Null {
                // How it takes several values is documented nowhere.
                return Answer::Maybe;
            }
            condition::holds(self.policy, test, &context).answer
        };
        self.tests.iter().map(answer).collect()
    }

    /// What a request may carry of the key: nothing, or each of the values that stand for all.
    fn states(&self, name: &str, is_known: bool, effort: &Effort, look: usize) -> Vec<State> {
        // An empty text counts as none for some tests and as a value for others, so that it stands for itself alone.
        let is_text = |comparison: Comparison| comparison.takes_variables() || comparison == Comparison::Null;
        let may_be_empty = self.tests.iter().all(|(_, operator)| is_text(operator.comparison));
        let empty = may_be_empty.then(String::new);
        let one = |value| State::Values(vec![value]);
        let none = [State::Absent].into_iter().chain(empty.map(one));
        match self.values(name, is_known, effort, look) {
            Some(values) => none.chain(values.into_iter().map(one)).collect(),
            None => none.chain([State::Present]).collect(),
        }
    }

    fn values(&self, name: &str, is_known: bool, effort: &Effort, mut look: usize) -> Option<Vec<String>> {
        let mut wanted = Vec::new();
        for (test, operator) in self.tests.iter().filter(|(_, test)| test.comparison != Comparison::Null) {
            let is_open = |value: &Text<'_>| self.policy.has_variables() && value.has_variable();
            for value in &test.values {
                if is_open(value) {
                    return None;
                }
                wanted.push(Wanted::read(operator.comparison, &value.value, None).ok()?);
            }
        }
        let any_text = !is_known || holds_any_text(name);
        let asked = Asked { wanted: &wanted, any_text, empty: Empty::Never, forms: &[] };
        let values = asked.within(|steps| effort.take(&mut look, steps * STEP))?;
        effort.take(&mut look, values.len() * (wanted.len() + 1)).then_some(values)
    }
}
