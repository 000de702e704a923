//! Tests that never hold, always hold, or that a caller gets around.

use super::{Test, Tested};
use crate::pattern::{Piece, has_wildcard, pieces};
use crate::policy::{Comparison, Effect};
use crate::rule::{Finding, Rule};

mod optional;
mod single;
mod time;
mod together;

/// Every rule of this theme.
pub(super) const RULES: &[&Rule] = &[
    &together::CONTRADICTORY_CONDITIONS,
    &together::IMPLIED_CONDITION,
    &single::UNLIMITED_ADDRESSES,
    &time::EXPIRED_CONDITION,
    &optional::UNGUARDED_FOR_ALL_VALUES,
    &optional::ESCAPABLE_DENY,
];

pub(super) fn check(tested: &Tested<'_, '_>, findings: &mut Vec<Finding>) {
    let Some(effect) = tested.statement.effect.filter(|_| !tested.statement.incomplete) else { return };
    together::check(tested, effect, findings);
    for test in tested.tests.iter().filter(|test| is_clear(test)) {
        single::check(tested, test, effect, findings);
        time::check(test, effect, findings);
        optional::check(tested, test, effect, findings);
    }
}

/// Whether a test says what it seems to say, as far as other checks have no fault to find with it.
fn is_clear(test: &Test<'_, '_>) -> bool {
    let (condition, operator) = (test.condition, test.operator);
    let is_one = condition.values.len() == 1;
    let has_form = match operator.comparison {
        Comparison::Null => is_one && operator.qualifier.is_none() && !operator.if_exists,
        Comparison::Bool => is_one,
        // A wildcard that is none is a fault of its own.
        Comparison::Text | Comparison::TextIgnoringCase => {
            !condition.values.iter().any(|value| pieces(&value.value).any(is_wild))
        }
        _ => true,
    };
    has_form && !condition.incomplete && !condition.values.is_empty() && test.key.name().is_some()
}

fn is_wild(piece: Piece<'_>) -> bool {
    matches!(piece, Piece::Plain(text) if has_wildcard(text))
}

/// What a statement never does that a test of it never lets do.
fn nothing(effect: Effect) -> &'static str {
    match effect {
        Effect::Allow => "allows nothing",
        Effect::Deny => "denies nothing",
    }
}
