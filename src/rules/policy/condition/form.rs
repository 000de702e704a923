//! Operators and values by themselves: what can be said of a test without knowing its key.
//!
//! Values with variables have no form that could be judged: operators that take none have a rule of their own.

use super::{Test, Tested};
use crate::policy::{Comparison, Effect};
use crate::reference::{KeyMeaning, KeyType};
use crate::rule::Finding;

mod address;
mod boolean;
mod bytes;
mod date;
mod empty;
mod null;
mod number;
mod private;
mod records;
mod wildcard;

pub(super) use records::RULES;

pub(super) fn check(tested: &Tested<'_, '_>, findings: &mut Vec<Finding>) {
    null::check(tested, findings);
    for test in &tested.tests {
        if test.condition.values.is_empty() {
            findings.extend(empty::check(test));
            continue;
        }
        match test.operator.comparison {
            Comparison::Text | Comparison::TextIgnoringCase => wildcard::literal(tested, test, findings),
            Comparison::Like => wildcard::everything(tested, test, findings),
            Comparison::Arn => {}
            Comparison::Bool | Comparison::Null => boolean::check(test, findings),
            Comparison::Number(order) => number::check(test, order, findings),
            Comparison::Date(_) => date::check(test, findings),
            Comparison::Bytes => bytes::check(test, findings),
            Comparison::Address => address::check(test, findings),
        }
    }
}

impl Test<'_, '_> {
    /// Whether the values must be as the operator wants them: if the key is of another type, the operator is
    /// what is wrong, and another rule says so. The texts of services and tags can be anything.
    fn takes(&self, types: &[KeyType]) -> bool {
        let Some(of_key) = self.key.key_type().map(KeyType::element) else { return true };
        let is_global = matches!(*self.key, KeyMeaning::Global(key) if !key.name.contains('$'));
        types.contains(&of_key) || of_key == KeyType::String && !is_global
    }
}

/// What becomes of a statement one of whose tests never holds.
fn never(tested: &Tested<'_, '_>) -> &'static str {
    match tested.statement.effect {
        Some(Effect::Allow) => "the statement allows nothing",
        Some(Effect::Deny) => "the statement denies nothing",
        None => "the statement never applies",
    }
}

/// What to write instead of a value, if that can be guessed.
fn instead(meant: Option<String>, else_help: &str) -> String {
    meant.map_or_else(|| else_help.to_owned(), |meant| format!("did you mean `{meant}`?"))
}
