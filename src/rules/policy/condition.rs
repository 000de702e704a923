//! Conditions: operators, keys and values, each by itself, for the actions of its statement, and together.

use std::collections::HashMap;
use std::rc::Rc;

use crate::authorization::Effort;
use crate::policy::{Condition, Operator, Policy, Statement};
use crate::reference::KeyMeaning;
use crate::rule::{Finding, Rule};

mod carried;
mod domain;
mod form;
mod keys;
mod logic;

/// Every rule of this theme.
pub(super) fn rules() -> impl Iterator<Item = &'static &'static Rule> {
    [form::RULES, keys::RULES, carried::RULES, domain::RULES, logic::RULES].into_iter().flatten()
}

/// What the checks of a statement's conditions look at.
struct Tested<'p, 't> {
    policy: &'p Policy<'t>,
    statement: &'p Statement<'t>,
    /// Its tests that have an operator, in the order of the text.
    tests: Vec<Test<'p, 't>>,
    /// How much may still be looked at in this policy.
    effort: &'p Effort,
}

/// One key under one operator.
struct Test<'p, 't> {
    condition: &'p Condition<'t>,
    operator: Operator,
    /// What the key stands for.
    key: Rc<KeyMeaning>,
}

/// The keys that were looked up: a policy names the same ones again and again.
#[derive(Default)]
struct Memory<'p> {
    keys: HashMap<&'p str, Rc<KeyMeaning>>,
}

impl<'p> Memory<'p> {
    fn key(&mut self, name: &'p str) -> Rc<KeyMeaning> {
        Rc::clone(self.keys.entry(name).or_insert_with(|| Rc::new(KeyMeaning::of(name))))
    }
}

/// Looks at the conditions of a policy.
pub(super) fn check(policy: &Policy<'_>, findings: &mut Vec<Finding>) {
    let mut memory = Memory::default();
    let effort = Effort::default();
    for statement in policy.statements.iter().filter(|statement| !statement.conditions.is_empty()) {
        let test = |condition| Test::of(condition, &mut memory);
        let tests = statement.conditions.iter().filter_map(test).collect();
        let tested = Tested { policy, statement, tests, effort: &effort };
        form::check(&tested, findings);
        keys::check(&tested, findings);
        carried::check(&tested, findings);
        domain::check(&tested, findings);
        logic::check(&tested, findings);
    }
}

impl<'p, 't> Test<'p, 't> {
    fn of(condition: &'p Condition<'t>, memory: &mut Memory<'p>) -> Option<Self> {
        Some(Self { condition, operator: condition.meaning?, key: memory.key(&condition.key.value) })
    }
}
