//! Tests of keys that requests for actions of the statement never carry.
//!
//! Without its key a test fails or holds, whatever the request: an allowance never applies, a denial never denies, or
//! the test does nothing. Of most keys the service reference merely does not say that an action carries them, which
//! proves little: see [`Ground`].

use std::collections::HashSet;

use unicase::Ascii;

use super::super::{Test, Tested};
use super::actions::Entry;
use super::grounds::Ground;
use crate::policy::{Comparison, Effect, Element, PolicyKind, Text};
use crate::rule::{Certainty, Family, Finding, Level, RELATED, Rule};
use crate::words::{shorten, some, verb};

pub(super) static ABSENT_CONDITION_KEY: Rule = Rule::new(
    Family::Policy,
    "absent-condition-key",
    Level::Error,
    include_str!("../../../../../rules/policy/absent-condition-key.md"),
);

pub(super) static VACUOUS_CONDITION: Rule = Rule::new(
    Family::Policy,
    "vacuous-condition",
    Level::Warning,
    include_str!("../../../../../rules/policy/vacuous-condition.md"),
);

pub(super) static UNSUPPORTED_ACTION_FOR_CONDITION_KEY: Rule = Rule::new(
    Family::Policy,
    "unsupported-action-for-condition-key",
    Level::Error,
    include_str!("../../../../../rules/policy/unsupported-action-for-condition-key.md"),
)
.access_analyzer("UNSUPPORTED_ACTION_FOR_CONDITION_KEY");

/// How many pairs of a test and an action are looked at in one statement: far more than any policy in use has.
const MOST: usize = 1 << 16;

pub(super) fn check(tested: &Tested<'_, '_>, findings: &mut Vec<Finding>) {
    let Some(actions) = tested.statement.actions.as_ref().filter(|actions| !actions.negated) else { return };
    let Some(effect) = tested.statement.effect else { return };
    let mut entries: Option<Entries<'_, '_>> = None;
    let mut said: HashSet<Ascii<&str>> = HashSet::new();
    // A test that fails for want of its key says more than another of the same key that then holds.
    for fails in [true, false] {
        for test in &tested.tests {
            if test.condition.without_key() != Some(!fails) {
                continue;
            }
            let Some(ground) = Ground::of(test, tested.policy.kind) else { continue };
            let entries = entries.get_or_insert_with(|| Entries::of(actions, tested.statement.incomplete));
            if entries.list.len().saturating_mul(tested.tests.len()) > MOST || entries.has_everything {
                return;
            }
            let name = Ascii::new(test.condition.key.value.as_ref());
            if said.contains(&name) {
                continue;
            }
            let case = Case { test, ground, effect, fails, kind: tested.policy.kind };
            if let Some(finding) = case.judge(entries) {
                said.insert(name);
                findings.push(finding);
            }
        }
    }
}

/// The entries of `Action` that can be judged.
struct Entries<'p, 't> {
    list: Vec<Entry<'p, 't>>,
    /// Whether there are others: of unknown services, patterns of services, or unreadable ones.
    has_others: bool,
    has_everything: bool,
}

impl<'p, 't> Entries<'p, 't> {
    fn of(actions: &'p Element<'t>, incomplete: bool) -> Self {
        let mut service = None;
        let list: Vec<_> =
            actions.patterns.iter().filter_map(|action| Entry::of(action, &mut service)).collect();
        Self {
            has_others: incomplete || list.len() < actions.patterns.len(),
            has_everything: actions.patterns.iter().any(|action| action.value == "*"),
            list,
        }
    }
}

/// One test, and what is made of a key that is absent.
struct Case<'p, 't, 'c> {
    test: &'c Test<'p, 't>,
    ground: Ground,
    effect: Effect,
    /// Whether the test fails without its key; else it holds.
    fails: bool,
    kind: PolicyKind,
}

impl Case<'_, '_, '_> {
    fn judge(&self, entries: &Entries<'_, '_>) -> Option<Finding> {
        let key = &self.test.condition.key;
        let mut asked = self.ground.asking(&key.value);
        let without: Vec<&Entry<'_, '_>> =
            entries.list.iter().filter(|entry| asked.is_absent(entry)).collect();
        let all = without.len() == entries.list.len() && !entries.has_others;
        if without.is_empty() || !(self.fails || all || self.is_meant_for_each()) {
            return None;
        }
        // What of several tests that together deny does nothing for some of the actions may be meant so.
        if !self.fails && !all && !self.ground.is_documented() && self.effect == Effect::Deny {
            return None;
        }
        let one: Vec<&Text<'_>> =
            without.iter().filter(|entry| entry.is_one()).map(|entry| entry.text).collect();
        let every: Vec<&Text<'_>> = without.iter().map(|entry| entry.text).collect();
        let (rule, places) = match one.is_empty() {
            false if self.is_of_access_analyzer() => (&UNSUPPORTED_ACTION_FOR_CONDITION_KEY, &one),
            _ if self.fails => (&ABSENT_CONDITION_KEY, &every),
            _ => (&VACUOUS_CONDITION, &every),
        };
        let mut finding = Finding::new(rule, key.span, self.message(places)).label(format!(
            "absent, so that `{}` is {} true",
            self.test.condition.operator.value,
            if self.fails { "never" } else { "always" }
        ));
        for place in places.iter().take(RELATED) {
            finding = finding.related(place.span, "requests for it do not carry the key");
        }
        finding = finding.help(self.ground.help(&key.value));
        if self.ground.is_contradicted() {
            return Some(finding.certainty(Certainty::Contradicted));
        }
        if self.ground.is_documented() {
            let finding = finding.certainty(Certainty::Deduced);
            // Of patterns Access Analyzer says nothing, and AWS's own examples have them beside what carries the key.
            let is_aside = self.ground.is_reported() && one.is_empty() && !all;
            return Some(if is_aside { finding.at_most(Level::Note) } else { finding });
        }
        // Where AWS's documents say different things, which of them is right is not known.
        let most =
            if all && !matches!(self.ground, Ground::Confined(_)) { Level::Warning } else { Level::Note };
        Some(finding.certainty(Certainty::Inferred).at_most(most))
    }

    /// Of a test that holds without its key: whether the author does not say that the key may be absent.
    fn is_meant_for_each(&self) -> bool {
        let operator = self.test.operator;
        // To allow what does not carry a key is sense.
        let is_null = operator.comparison == Comparison::Null && self.effect == Effect::Allow;
        !operator.if_exists && !is_null
    }

    fn is_of_access_analyzer(&self) -> bool {
        use PolicyKind::{Boundary, Identity, Resource, Session, Trust};
        self.fails
            && self.ground.is_reported()
            && matches!(self.kind, Identity | Boundary | Session | Resource | Trust)
    }

    fn message(&self, places: &[&Text<'_>]) -> String {
        let names: Vec<String> = places.iter().map(|action| shorten(&action.value)).collect();
        let carry = verb(names.len(), "carries", "carry");
        let it = verb(names.len(), "it", "them");
        let key = shorten(&self.test.condition.key.value);
        let by = if self.ground.is_by_reference() { ", by AWS's reference" } else { "" };
        let head = format!("{} never {carry} `{key}`{by}", some(&names));
        if self.ground.is_contradicted() {
            let do_not = verb(names.len(), "does not", "do not");
            return format!(
                "{} {do_not} carry `{key}` for Access Analyzer, though AWS's own examples have them together",
                some(&names)
            );
        }
        match (self.fails, self.effect) {
            (true, Effect::Allow) => format!("{head}, so this statement never allows {it}"),
            (true, Effect::Deny) => format!("{head}, so this statement never denies {it}"),
            (false, Effect::Allow) => {
                format!("{head}, so this test always holds and restricts nothing of {it}")
            }
            (false, Effect::Deny) => format!("{head}, so this test always holds and spares nothing of {it}"),
        }
    }
}
