//! Services that a resource policy lets in: on whose behalf?
//!
//! A service acts for whoever asks it to. Without a condition on the source it may act so for a stranger, who
//! thereby uses it as a deputy (IAM User Guide, "The confused deputy problem").

use crate::pattern::begins_caseless;
use crate::policy::{Comparison, Condition, Effect, Policy, Statement, Text};
use crate::rule::{Finding, Level};
use crate::words::{listed, named};

use super::super::{slip, subject};
use super::of_type;
use super::records::{
    RECOMMENDED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL, RESTRICT_ACCESS_TO_SERVICE_PRINCIPAL,
    UNSUPPORTED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL,
};

/// The keys that tell on whose behalf a service acts.
const SOURCES: [&str; 4] = ["aws:SourceArn", "aws:SourceAccount", "aws:SourceOrgID", "aws:SourceOrgPaths"];

/// Other keys by which a service can be kept to one caller.
const TOKENS: [&str; 3] = ["lambda:EventSourceToken", "aws:SourceOwner", "kms:CallerAccount"];

/// The beginning of keys with what a KMS key is used for: `kms:EncryptionContext:aws:logs:arn`.
const ENCRYPTION_CONTEXT: &str = "kms:EncryptionContext:";

/// Keys with something that a service passes on, and that others can pass on as well.
const WEAK: [&str; 2] = ["aws:Referer", "aws:UserAgent"];

/// Keys about the user or role that makes a request: a service that makes one by itself is neither.
const OF_USERS: [&str; 2] = ["aws:PrincipalOrgID", "aws:PrincipalOrgPaths"];

/// Services for which AWS's own instructions give no such key.
const UNRESTRICTED: [&str; 1] = ["logdelivery.elasticloadbalancing.amazonaws.com"];

pub(super) fn check(policy: &Policy<'_>, statement: &Statement<'_>, findings: &mut Vec<Finding>) {
    let is_negated = statement.principal.as_ref().is_none_or(|principal| principal.negated);
    if is_negated || statement.effect != Some(Effect::Allow) || statement.incomplete {
        return;
    }
    let services: Vec<&Text<'_>> = of_type(statement, "Service").filter(|name| name.value != "*").collect();
    let Some(first) = services.first() else { return };
    if let Some(condition) = find(statement, &OF_USERS).filter(|condition| tests_value(condition)) {
        findings.push(unsupported(condition, first));
        return;
    }
    let is_kept = find(statement, &SOURCES).is_some() || find(statement, &TOKENS).is_some();
    let keys = || SOURCES.into_iter().chain(TOKENS).collect::<Vec<_>>();
    if is_kept
        || slip::may_test(statement, &keys())
        || statement.conditions.iter().any(is_of_encryption_context)
    {
        return;
    }
    if let Some(condition) = find(statement, &WEAK) {
        findings.push(recommended(condition, first));
        return;
    }
    let mut open = services.iter().filter(|name| !UNRESTRICTED.contains(&name.value.as_ref()));
    if let Some(name) = open.next() {
        let finding = unrestricted(name);
        // Which services tell their source to which resources is written down for buckets at the best.
        findings.push(if subject::is_bucket(policy) { finding } else { finding.at_most(Level::Note) });
    }
}

fn find<'p, 't>(statement: &'p Statement<'t>, keys: &[&str]) -> Option<&'p Condition<'t>> {
    let is_one = |condition: &&Condition<'_>| keys.iter().any(|key| condition.is_about(key));
    statement.conditions.iter().find(is_one)
}

fn is_of_encryption_context(condition: &Condition<'_>) -> bool {
    begins_caseless(&condition.key.value, ENCRYPTION_CONTEXT)
}

/// Whether a condition is about what a key holds, and not only about whether it is there.
fn tests_value(condition: &Condition<'_>) -> bool {
    condition.meaning.is_some_and(|operator| operator.comparison != Comparison::Null)
}

fn unrestricted(name: &Text<'_>) -> Finding {
    let service = named(&name.value);
    let message = format!("{service} is let in on behalf of whoever asks it, in any account");
    Finding::new(&RESTRICT_ACCESS_TO_SERVICE_PRINCIPAL, name.span, message)
        .label("no condition on the source")
        .help(format!(
            "add a condition on {}: with `aws:SourceAccount` the service acts for your account only",
            listed(&SOURCES, "or")
        ))
}

fn recommended(condition: &Condition<'_>, name: &Text<'_>) -> Finding {
    let (key, service) = (named(&condition.key.value), named(&name.value));
    let message = format!("{key} keeps {service} to a caller less surely than a key of its source");
    Finding::new(&RECOMMENDED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL, condition.key.span, message)
        .label("whoever sends a request can write this")
        .related(name.span, "the service")
        .help(format!("use {} instead", listed(&SOURCES, "or")))
}

fn unsupported(condition: &Condition<'_>, name: &Text<'_>) -> Finding {
    let (key, service) = (named(&condition.key.value), named(&name.value));
    let operator = condition.meaning;
    let is_met = operator.is_some_and(|operator| operator.negated || operator.if_exists);
    let outcome =
        if is_met { "so this condition keeps nobody out" } else { "so this statement never lets it in" };
    let message = format!("{key} is never there in a request of {service}, {outcome}");
    Finding::new(&UNSUPPORTED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL, condition.key.span, message)
        .label("a key about users and roles, which a service is not")
        .related(name.span, "the service")
        .help("use `aws:SourceOrgID` or `aws:SourceOrgPaths` for the organization that the service acts for")
}
