//! The version of the policy language.

use crate::policy::{CURRENT_VERSION, Policy, VERSIONS, is_version};
use crate::rule::{Family, Finding, Level, Rule};
use crate::suggest;
use crate::text::Span;
use crate::words::shorten;

use super::variable;

pub(super) static INVALID_VERSION: Rule = Rule::new(
    Family::Policy,
    "invalid-version",
    Level::Error,
    include_str!("../../../rules/policy/invalid-version.md"),
)
.access_analyzer("INVALID_VERSION");

pub(super) static MISSING_VERSION: Rule = Rule::new(
    Family::Policy,
    "missing-version",
    Level::Warning,
    include_str!("../../../rules/policy/missing-version.md"),
)
.access_analyzer("MISSING_VERSION");

pub(super) fn check(policy: &Policy<'_>, findings: &mut Vec<Finding>) {
    match &policy.version {
        Some(version) if is_version(&version.value) => {}
        Some(version) => {
            let help = match suggest::nearest(&version.value, VERSIONS) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("write `{CURRENT_VERSION}`"),
            };
            findings.push(
                Finding::new(
                    &INVALID_VERSION,
                    version.span,
                    if version.value.is_empty() {
                        "`Version` is an empty string".to_owned()
                    } else {
                        format!("`{}` is not a version of the policy language", shorten(&version.value))
                    },
                )
                .label(format!("the versions are `{CURRENT_VERSION}` and the old `2008-10-17`"))
                .help(help),
            );
        }
        // Without any statement the lack of a version is not what is wrong, and one that is no string is
        // another fault.
        None if policy.incomplete || policy.statement_key.is_none() || policy.version_key.is_some() => {}
        // A variable without a version that knows it is a fault of its own, which says the same and more.
        None if variable::is_of_old_version(policy) => {}
        None => findings.push(missing(policy)),
    }
}

fn missing(policy: &Policy<'_>) -> Finding {
    let opening = Span { end: policy.span.end.min(policy.span.start.saturating_add(1)), ..policy.span };
    Finding::new(&MISSING_VERSION, opening, "the policy has no `Version`, so it is read by the rules of 2008")
        .label("no `Version` in this document")
        .help(format!("add `\"Version\": \"{CURRENT_VERSION}\"`"))
}
