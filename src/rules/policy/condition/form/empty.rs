//! Lists of values that are empty.

use super::super::Test;
use super::records::{
    EMPTY_ARRAY_CONDITION, EMPTY_ARRAY_CONDITION_FORALLVALUES, EMPTY_ARRAY_CONDITION_FORANYVALUE,
    EMPTY_ARRAY_CONDITION_IFEXISTS,
};
use crate::policy::{Comparison, Operator, Qualifier};
use crate::rule::Finding;
use crate::words::{quoted, shorten};

const ABSENT: &str = "it holds only if the key is absent";

/// What to say of a test without values; nothing if some could not be read.
///
/// What a negated operator makes of none is documented nowhere, nor what `Null` does.
pub(super) fn check(test: &Test<'_, '_>) -> Option<Finding> {
    let condition = test.condition;
    let Operator { qualifier, comparison, negated, if_exists } = test.operator;
    let is_null = comparison == Comparison::Null;
    if condition.incomplete || is_null && (qualifier.is_some() || if_exists) {
        return None;
    }
    let (rule, label) = match qualifier {
        Some(Qualifier::All) => (&EMPTY_ARRAY_CONDITION_FORALLVALUES, ABSENT),
        Some(Qualifier::Any) => (&EMPTY_ARRAY_CONDITION_FORANYVALUE, "it never holds"),
        None if if_exists => (&EMPTY_ARRAY_CONDITION_IFEXISTS, ABSENT),
        None => (&EMPTY_ARRAY_CONDITION, "there is nothing to compare with"),
    };
    let key = shorten(&condition.key.value);
    let help = if label == ABSENT && !negated {
        format!(
            "write the values; to ask whether the key is absent, write `\"Null\": {{\"{key}\": \"true\"}}`"
        )
    } else {
        "write the values, or remove the key".to_owned()
    };
    let message = format!("`{key}` has no values under {}", quoted(&condition.operator.value));
    let label = if negated { "there is nothing to compare with" } else { label };
    Some(Finding::new(rule, condition.values_span, message).label(label).help(help))
}
