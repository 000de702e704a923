//! Dates that have passed for good.

use super::{Test, nothing};
use crate::policy::value::date::Date;
use crate::policy::{Comparison, Effect, Order};
use crate::reference;
use crate::rule::{Certainty, Family, Finding, Level, Rule};
use crate::words::shorten;

pub(in super::super) static EXPIRED_CONDITION: Rule = Rule::new(
    Family::Policy,
    "expired-condition",
    Level::Note,
    include_str!("../../../../../rules/policy/expired-condition.md"),
);

/// The keys that hold the time of the request.
const NOW: [&str; 2] = ["aws:CurrentTime", "aws:EpochTime"];

/// No clock is asked: what lies before the date of the reference lies in the past, whenever this runs.
pub(super) fn check(test: &Test<'_, '_>, effect: Effect, findings: &mut Vec<Finding>) {
    let operator = test.operator;
    let Comparison::Date(Order::Less | Order::LessOrEqual | Order::Equal) = operator.comparison else {
        return;
    };
    let condition = test.condition;
    if operator.negated || operator.qualifier.is_some() || !NOW.iter().any(|key| condition.is_about(key)) {
        return;
    }
    let now = Date::read(reference::date());
    let has_passed = |text: &str| {
        // Digits alone are a fault of their own: they can be read in several ways.
        let (date, now) = (Date::read(text).filter(|_| text.contains('-'))?, now.as_ref()?);
        date.is(Order::Less, now)
    };
    let [.., last] = condition.values.as_slice() else { return };
    if !condition.values.iter().all(|value| has_passed(&value.value) == Some(true)) {
        return;
    }
    let message =
        format!("`{}` has passed: this statement {} any more", shorten(&last.value), nothing(effect));
    let finding = Finding::new(&EXPIRED_CONDITION, last.span, message)
        .label("no request can be made before this date")
        .help("remove the statement, or give it a new date")
        .certainty(Certainty::Deduced);
    findings.push(finding);
}
