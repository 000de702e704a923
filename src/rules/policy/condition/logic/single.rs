//! A single test that every value passes, or none.
//!
//! Texts that are like `*` are AWS's own checks; here are the addresses.

use super::{Test, Tested, nothing};
use crate::authorization::{Holds, Together};
use crate::policy::{Comparison, Effect, Qualifier};
use crate::rule::{Certainty, Family, Finding, Level, Rule};
use crate::words::shorten;

pub(in super::super) static UNLIMITED_ADDRESSES: Rule = Rule::new(
    Family::Policy,
    "unlimited-addresses",
    Level::Warning,
    include_str!("../../../../../rules/policy/unlimited-addresses.md"),
);

pub(super) fn check(
    tested: &Tested<'_, '_>,
    test: &Test<'_, '_>,
    effect: Effect,
    findings: &mut Vec<Finding>,
) {
    let values = &test.condition.values;
    if test.operator.comparison != Comparison::Address
        || !values.iter().any(|value| whole_family(&value.value).is_some())
    {
        return;
    }
    let holds =
        Together::new(tested.policy, &[test.condition], tested.effort).and_then(|together| together.holds(0));
    let (operator, key) = (&test.condition.operator.value, shorten(&test.condition.key.value));
    let (message, label, help) = match holds {
        Some(Holds::Always) => (
            format!("`{operator}` on `{key}` always holds: it restricts nothing"),
            "every address there is",
            "remove the test, or name the addresses that are meant",
        ),
        Some(Holds::IfPresent) => (
            format!("`{operator}` on `{key}` holds for every address"),
            "every address there is",
            "name the addresses that are meant; if the key need only be there, write `Null` with false",
        ),
        Some(Holds::IfAbsent) => (
            format!("`{operator}` on `{key}` holds for no address, only where the key is not there"),
            "every address there is",
            "name the addresses that are meant; if the key must not be there, write `Null` with true",
        ),
        Some(Holds::Never) => (
            format!("`{operator}` on `{key}` never holds: this statement {}", nothing(effect)),
            "every address there is",
            "name the addresses that are meant",
        ),
        None => return findings.extend(one_family(test, effect)),
    };
    let finding =
        Finding::new(&UNLIMITED_ADDRESSES, test.condition.key.span, message).label(label).help(help);
    findings.push(finding.certainty(Certainty::Deduced));
}

/// The family of which a range holds all addresses. With other bits it is a slip of another kind.
fn whole_family(range: &str) -> Option<&'static str> {
    match range {
        "0.0.0.0/0" => Some("IPv4"),
        "::/0" => Some("IPv6"),
        _ => None,
    }
}

/// All addresses of one family, which tell nobody apart but by the family.
fn one_family(test: &Test<'_, '_>, effect: Effect) -> Option<Finding> {
    let operator = test.operator;
    // A Deny of one whole family can be meant.
    if effect == Effect::Deny || operator.negated || operator.qualifier == Some(Qualifier::All) {
        return None;
    }
    let values = &test.condition.values;
    let (value, family) = values.iter().find_map(|value| Some((value, whole_family(&value.value)?)))?;
    let message = format!("`{}` is every {family} address there is", shorten(&value.value));
    let finding = Finding::new(&UNLIMITED_ADDRESSES, value.span, message)
        .label("restricts no caller that has such an address")
        .help("name the addresses that are meant, or remove the test");
    Some(finding.certainty(Certainty::Deduced))
}
