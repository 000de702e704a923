//! The values of `BinaryEquals`.

use super::super::Test;
use super::instead;
use super::records::TYPE_MISMATCH_STRING;
use crate::pattern::has_variable;
use crate::policy::value::bytes;
use crate::rule::{Certainty, Finding};
use crate::words::{quoted, shorten};

pub(super) fn check(test: &Test<'_, '_>, findings: &mut Vec<Finding>) {
    let wrong = |text: &str| !has_variable(text) && bytes::decode(text).is_none();
    for value in test.condition.values.iter().filter(|value| wrong(&value.value)) {
        let meant = meant(&value.value);
        // Other spellings may be base64 to IAM.
        let certainty = if meant.is_some() { Certainty::Inferred } else { Certainty::Documented };
        findings.push(
            Finding::new(
                &TYPE_MISMATCH_STRING,
                value.span,
                format!("{} is not base64", quoted(&value.value)),
            )
            .label(format!("{} compares bytes", quoted(&test.condition.operator.value)))
            .help(instead(meant, "encode the bytes in base64, with `=` at the end if they need it"))
            .certainty(certainty),
        );
    }
}

/// The usual spelling of base64 without padding, in the letters of URLs, or in lines.
fn meant(text: &str) -> Option<String> {
    let text: String = text
        .chars()
        .filter(|character| !character.is_whitespace())
        .map(|character| match character {
            '-' => '+',
            '_' => '/',
            other => other,
        })
        .collect();
    let text = text.trim_end_matches('=');
    let padding = text.len().next_multiple_of(4) - text.len();
    let text = format!("{text}{}", "=".repeat(padding));
    bytes::decode(&text).map(|_| shorten(&text))
}
