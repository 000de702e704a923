//! Keys in resource control policies: whom a test of a key hits besides those that it is meant for.
//!
//! Such a policy is about users and roles and about services of AWS alike, and each of them lacks keys that the
//! others have. A Deny under a test that holds without its key hits those that never have it.

use crate::policy::{Condition, Effect, Policy, PolicyKind, Statement};
use crate::reference::{CallerKey, caller_key};
use crate::rule::{Certainty, Finding, Level};
use crate::words::shorten;

use super::slip;

mod records;

pub(super) use records::RULES;
use records::{
    RCP_MISSING_RELATED_PRINCIPAL_CONDITION_KEY, RCP_MISSING_RELATED_SERVICE_PRINCIPAL_CONDITION_KEY,
    RCP_MISSING_SERVICE_CONDITION_KEY_NULL_CHECK,
};

/// Whether a service of AWS makes the request by itself.
const IS_SERVICE: &str = "aws:PrincipalIsAWSService";

/// The key that only services have.
const SERVICE_NAMES: [&str; 2] = ["aws:PrincipalServiceName", "aws:PrincipalServiceNamesList"];

/// The sources of which one is to be there.
const SOURCES: [&str; 2] = ["aws:SourceAccount", "aws:SourceArn"];

/// The keys that tell whom a Deny is meant for.
const TELLING: [&str; 5] = [IS_SERVICE, SERVICE_NAMES[0], SERVICE_NAMES[1], SOURCES[0], SOURCES[1]];

/// Keys that every request for a resource has: a test of one does not tell requests apart.
const OF_RESOURCES: [&str; 3] = ["aws:ResourceAccount", "aws:ResourceOrgID", "aws:ResourceOrgPaths"];

pub(super) fn check(policy: &Policy<'_>, findings: &mut Vec<Finding>) {
    if policy.kind != PolicyKind::ResourceControl {
        return;
    }
    let is_deny =
        |statement: &&Statement<'_>| statement.effect == Some(Effect::Deny) && !statement.incomplete;
    for statement in policy.statements.iter().filter(is_deny) {
        judge(statement, findings);
    }
}

/// What a condition says about whom a Deny hits.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Says {
    /// It holds without its key, which tells this of the caller.
    HoldsWithout(CallerKey),
    /// It wants what services do not have.
    NoServices,
    /// It wants what users and roles do not have.
    NoUsers,
    /// It wants a source, which users and roles do not have.
    Source,
    /// It wants the account or the ARN of a source, which every service has that acts on somebody's behalf.
    SureSource,
    /// It is about some requests only, for another reason than who makes them.
    SomeRequests,
}

impl Says {
    fn of(condition: &Condition<'_>) -> Option<Self> {
        if condition.is_about(IS_SERVICE) {
            let no_services = wants(condition, "false").then_some(Self::NoServices);
            return no_services.or_else(|| wants(condition, "true").then_some(Self::NoUsers));
        }
        // A test of which it is not known what it makes of an absent key says nothing.
        let holds_without = condition.without_key()?;
        if SERVICE_NAMES.iter().any(|name| condition.is_about(name)) {
            return match (condition.is_null(), holds_without) {
                (_, false) => Some(Self::NoUsers),
                (true, true) => Some(Self::NoServices),
                (false, true) => None,
            };
        }
        match (caller_key(&condition.key.value), holds_without) {
            (Some(meaning), true) => Some(Self::HoldsWithout(meaning)),
            (Some(CallerKey::Organization | CallerKey::Principal), false) => Some(Self::NoServices),
            (Some(CallerKey::Source), false) => {
                let is_sure = SOURCES.iter().any(|source| condition.is_about(source));
                Some(if is_sure { Self::SureSource } else { Self::Source })
            }
            (None, false) => {
                let is_of_resource = OF_RESOURCES.iter().any(|key| condition.is_about(key));
                (!is_of_resource).then_some(Self::SomeRequests)
            }
            (None, true) => None,
        }
    }
}

/// Whether a condition wants this value.
fn wants(condition: &Condition<'_>, wanted: &str) -> bool {
    let is_plain = condition.meaning.is_some_and(|operator| !operator.negated) && !condition.is_null();
    is_plain && condition.is_only(wanted)
}

fn judge(statement: &Statement<'_>, findings: &mut Vec<Finding>) {
    let said: Vec<(Says, &Condition<'_>)> =
        statement.conditions.iter().filter_map(|condition| Some((Says::of(condition)?, condition))).collect();
    let find = |what: Says| said.iter().find(|(says, _)| *says == what).map(|(_, condition)| *condition);
    if find(Says::NoServices).is_some() || slip::may_test(statement, &TELLING) {
        return;
    }
    let is_narrow = find(Says::SomeRequests).is_some();
    let spares_users = find(Says::NoUsers).is_some();
    let wants_source = find(Says::SureSource).or_else(|| find(Says::Source)).is_some();
    let of_organization = find(Says::HoldsWithout(CallerKey::Organization));
    let of_user = of_organization.or_else(|| find(Says::HoldsWithout(CallerKey::Principal)));
    // Beside what users never have, it is services that the statement is about.
    if let Some(condition) = of_user.filter(|_| !spares_users && !wants_source) {
        findings.push(lower(hits_services(condition), of_organization.is_none() || is_narrow));
    }
    let Some(condition) = find(Says::HoldsWithout(CallerKey::Source)) else { return };
    if wants_source && !spares_users {
        findings.push(lower(without_service(condition), true));
    } else if !spares_users {
        findings.push(lower(hits_users(condition), is_narrow));
    }
    if find(Says::SureSource).is_none() {
        findings.push(lower(hits_services_without_source(condition), is_narrow));
    }
}

/// A finding that is a note if it is not clear whom the statement is meant for.
fn lower(finding: Finding, is_unclear: bool) -> Finding {
    if is_unclear { finding.certainty(Certainty::Inferred).at_most(Level::Note) } else { finding }
}

fn hits_services(condition: &Condition<'_>) -> Finding {
    let key = shorten(&condition.key.value);
    let message = format!("services of AWS have no `{key}` of yours, so this Deny hits them too");
    Finding::new(&RCP_MISSING_RELATED_PRINCIPAL_CONDITION_KEY, condition.key.span, message)
        .label("a key about users and roles")
        .help(format!("add `\"BoolIfExists\": {{\"{IS_SERVICE}\": \"false\"}}` to the condition"))
}

fn hits_users(condition: &Condition<'_>) -> Finding {
    let key = shorten(&condition.key.value);
    let message = format!("users and roles have no `{key}`, so this Deny hits all of them");
    Finding::new(&RCP_MISSING_RELATED_SERVICE_PRINCIPAL_CONDITION_KEY, condition.key.span, message)
        .label("a key about services that act on somebody's behalf")
        .help(format!("add `\"Bool\": {{\"{IS_SERVICE}\": \"true\"}}` to the condition"))
}

/// What is meant for services only, and says so by the source alone.
fn without_service(condition: &Condition<'_>) -> Finding {
    let key = shorten(&condition.key.value);
    let message =
        format!("`{key}` is tested without `{IS_SERVICE}`, by which Access Analyzer tells services");
    Finding { message, ..hits_users(condition) }
}

fn hits_services_without_source(condition: &Condition<'_>) -> Finding {
    let key = shorten(&condition.key.value);
    let message = format!("a service that acts on nobody's behalf has no `{key}`, so this Deny hits it too");
    Finding::new(&RCP_MISSING_SERVICE_CONDITION_KEY_NULL_CHECK, condition.key.span, message)
        .label("no condition that the source is there")
        .help("add `\"Null\": {\"aws:SourceAccount\": \"false\"}`, or the same for `aws:SourceArn`, to the condition")
}
