//! The values of `Bool` and `Null`.

use super::super::Test;
use super::instead;
use super::records::{INVALID_CONDITION_MULTIPLE_BOOLEAN, TYPE_MISMATCH_BOOLEAN};
use crate::pattern::has_variable;
use crate::policy::Comparison;
use crate::policy::value::read_bool;
use crate::reference::KeyType;
use crate::rule::Finding;
use crate::suggest;
use crate::words::{quoted, shorten};

pub(super) fn check(test: &Test<'_, '_>, findings: &mut Vec<Finding>) {
    let condition = test.condition;
    let is_null = test.operator.comparison == Comparison::Null;
    if !is_null && !test.takes(&[KeyType::Bool]) {
        return;
    }
    let wrong = |text: &str| !has_variable(text) && read_bool(text).is_none();
    for value in condition.values.iter().filter(|value| wrong(&value.value)) {
        let message = format!("{} is neither `true` nor `false`", quoted(&value.value));
        let help = if is_null {
            "write `true` if the key must be absent, or `false`"
        } else {
            "write `true` or `false`"
        };
        findings.push(
            Finding::new(&TYPE_MISMATCH_BOOLEAN, value.span, message)
                .label(format!("{} takes nothing else", quoted(&condition.operator.value)))
                .help(instead(meant(&value.value), help)),
        );
    }
    // A key with several booleans in one request can be compared with several.
    let is_array = !is_null && test.key.key_type() == Some(KeyType::ArrayOfBool);
    let count = condition.values.len();
    // Where none is a boolean, it is the operator that is wrong.
    let is_boolean = || condition.values.iter().any(|value| read_bool(&value.value).is_some());
    if count > 1 && !is_array && is_boolean() {
        let key = shorten(&condition.key.value);
        let operator = quoted(&condition.operator.value);
        let has = |wanted: bool| condition.values.iter().any(|value| read_bool(&value.value) == Some(wanted));
        let label = if has(true) && has(false) { "one of them always matches" } else { "one is enough" };
        findings.push(
            Finding::new(
                &INVALID_CONDITION_MULTIPLE_BOOLEAN,
                condition.values_span,
                format!("`{key}` has {count} values under {operator}, which takes one"),
            )
            .label(label)
            .help("keep the one that is meant"),
        );
    }
}

/// The boolean that a word stands for.
fn meant(text: &str) -> Option<String> {
    let text = text.trim().to_ascii_lowercase();
    let meant = match text.as_str() {
        "true" | "yes" | "y" | "on" | "1" => "true",
        "false" | "no" | "n" | "off" | "0" => "false",
        other => suggest::nearest(other, ["true", "false"])?,
    };
    Some(meant.to_owned())
}
