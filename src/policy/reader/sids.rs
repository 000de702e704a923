//! The names of statements.

use std::collections::HashMap;

use super::Reader;
use super::rules::{EMPTY_SID_VALUE, UNIQUE_SIDS_RECOMMENDED, UNIQUE_SIDS_REQUIRED, UNSUPPORTED_SID};
use crate::policy::{Statement, Text};
use crate::rule::Finding;
use crate::text::Span;
use crate::words::{quoted, shorten};

/// Looks at the Sids of all statements.
pub(super) fn check(reader: &mut Reader<'_>, statements: &[Statement<'_>]) {
    let mut first: HashMap<&str, Span> = HashMap::new();
    for sid in statements.iter().filter_map(|statement| statement.sid.as_ref()) {
        if sid.value.is_empty() {
            // The form that IAM names, `[0-9A-Za-z]*`, holds the empty string.
            reader.findings.push(
                Finding::new(&EMPTY_SID_VALUE, sid.span, "`Sid` is an empty string")
                    .label("names nothing")
                    .help("give the statement a name, or remove `Sid`"),
            );
            continue;
        }
        if !reader.kind.is_of_resource() {
            characters(reader, sid);
        }
        match first.get(sid.value.as_ref()) {
            Some(span) => repeated(reader, sid, *span),
            None => {
                first.insert(&sid.value, sid.span);
            }
        }
    }
}

fn characters(reader: &mut Reader<'_>, sid: &Text<'_>) {
    let Some(other) = sid.value.chars().find(|one| !one.is_ascii_alphanumeric()) else { return };
    let clean: String = sid.value.chars().filter(char::is_ascii_alphanumeric).collect();
    let message =
        format!("the Sid {} has other characters than `A`–`Z`, `a`–`z` and `0`–`9`", quoted(&sid.value));
    reader.fault(
        Finding::new(&UNSUPPORTED_SID, sid.span, message)
            .label(format!("{} cannot stand here", quoted(other.encode_utf8(&mut [0; 4]))))
            .help(if clean.is_empty() {
                "name the statement with letters and digits, or remove `Sid`".to_owned()
            } else {
                format!("write `{}`", shorten(&clean))
            }),
    );
}

fn repeated(reader: &mut Reader<'_>, sid: &Text<'_>, first: Span) {
    let name = quoted(&sid.value);
    let required = !reader.kind.is_of_resource();
    let rule = if required { &UNIQUE_SIDS_REQUIRED } else { &UNIQUE_SIDS_RECOMMENDED };
    let finding = Finding::new(rule, sid.span, format!("another statement has the Sid {name} already"))
        .related(first, "the first one is here")
        .help("rename one of the two, or remove its `Sid`");
    if required {
        let phrase = reader.kind.phrase();
        reader.fault(finding.label(format!("AWS refuses {phrase} with a Sid that stands in it twice")));
    } else {
        reader.findings.push(finding.label("a report that names the Sid could mean either"));
    }
}
