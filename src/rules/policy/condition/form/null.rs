//! `Null` with a qualifier or a suffix.

use super::super::Tested;
use super::never;
use super::records::{NULL_WITH_IF_EXISTS, NULL_WITH_QUALIFIER};
use crate::policy::{Comparison, Qualifier};
use crate::rule::Finding;
use crate::words::quoted;

/// Looks at the operators of a statement, each once, however many keys stand under it.
pub(super) fn check(tested: &Tested<'_, '_>, findings: &mut Vec<Finding>) {
    let mut last = None;
    for test in &tested.tests {
        let operator = &test.condition.operator;
        if test.operator.comparison != Comparison::Null || last.replace(operator.span) == Some(operator.span)
        {
            continue;
        }
        let name = quoted(&operator.value);
        if test.operator.if_exists {
            let message = format!("{name} puts `IfExists` behind `Null`, which takes no suffix");
            findings.push(
                Finding::new(&NULL_WITH_IF_EXISTS, operator.span, message)
                    .label("`Null` asks whether a key is there: it always has an answer")
                    .help("write `Null`"),
            );
        } else if let Some(qualifier) = test.operator.qualifier {
            let (answer, label) = match qualifier {
                Qualifier::All => ("true", "it restricts nothing"),
                Qualifier::Any => ("false", never(tested)),
            };
            findings.push(
                Finding::new(&NULL_WITH_QUALIFIER, operator.span, format!("{name} is always {answer}"))
                    .label(label)
                    .help("write `Null` without a qualifier: it asks whether the key is there at all"),
            );
        }
    }
}
