//! Tests that were probably meant for a key, but miss it by a slip, which has a finding of its own.
//!
//! Of what a policy seems to lack nothing is said as long as it may be the very thing that is misspelt.

use crate::policy::value::read_bool;
use crate::policy::{Comparison, Condition, Statement};
use crate::reference::KeyMeaning;
use crate::suggest;

/// Whether a test of a statement was probably meant to be one of these keys, and is none.
pub(super) fn may_test(statement: &Statement<'_>, keys: &[&str]) -> bool {
    statement.conditions.iter().any(|condition| {
        if keys.iter().any(|key| condition.is_about(key)) {
            return is_unreadable(condition);
        }
        let name = condition.key.value.as_ref();
        keys.iter().any(|key| is_near(name, key)) && is_none(name)
    })
}

/// Whether a name differs from that of a key by a slip, before the colon or behind it.
fn is_near(name: &str, key: &str) -> bool {
    let near = |one: &str, other: &str| suggest::nearest(one, [other]).is_some();
    match (name.rsplit_once(':'), key.rsplit_once(':')) {
        (Some((prefix, local)), Some((known_prefix, known))) => {
            let is_same = local.eq_ignore_ascii_case(known);
            is_same || prefix.eq_ignore_ascii_case(known_prefix) && near(local, known)
        }
        _ => near(name, key),
    }
}

/// Whether it is known that there is no such key. Identity providers are not all known.
fn is_none(name: &str) -> bool {
    match KeyMeaning::of(name) {
        KeyMeaning::Global(_) | KeyMeaning::Defined(_) => false,
        KeyMeaning::UnknownPrefix => !name.contains('.'),
        KeyMeaning::NotGlobal | KeyMeaning::NotDefined(_) | KeyMeaning::Malformed => true,
    }
}

/// Whether an operator does not exist, or takes no such values.
fn is_unreadable(condition: &Condition<'_>) -> bool {
    let Some(operator) = condition.meaning else { return true };
    let wants_bool = matches!(operator.comparison, Comparison::Null | Comparison::Bool);
    condition.incomplete
        || operator.comparison == Comparison::Null && operator.if_exists
        || wants_bool && condition.values.iter().any(|value| read_bool(&value.value).is_none())
}
