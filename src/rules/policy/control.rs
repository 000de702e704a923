//! Keys in resource control policies: whom a test of a key hits besides those that it is meant for.
//!
//! Such a policy is about users and roles and about services of AWS alike, and each of them lacks keys that the
//! others have. A Deny under a test that holds without its key hits those that never have it.

use crate::policy::{Comparison, Condition, Effect, Policy, PolicyKind, Statement};
use crate::reference::{CallerKey, caller_key};
use crate::rule::{Certainty, Finding, Level};
use crate::words::shorten;

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

/// Whom the conditions of a statement spare, and the first tests that hold without their key.
#[derive(Default)]
struct Tests<'p, 't> {
    of_organization: Option<&'p Condition<'t>>,
    of_principal: Option<&'p Condition<'t>>,
    of_source: Option<&'p Condition<'t>>,
    spares_services: bool,
    spares_users: bool,
    /// Whether a source must be there, which users and roles never have.
    wants_source: bool,
    /// Whether it is one of those that services always send, if they act on somebody's behalf.
    wants_sure_source: bool,
    /// Whether it is about some requests only, for another reason than who makes them.
    is_narrow: bool,
}

impl<'p, 't> Tests<'p, 't> {
    fn of(statement: &'p Statement<'t>) -> Self {
        let mut tests = Self::default();
        for condition in &statement.conditions {
            tests.read(condition);
        }
        tests
    }

    fn read(&mut self, condition: &'p Condition<'t>) {
        let key = condition.key.value.as_ref();
        if condition.is_about(IS_SERVICE) {
            self.spares_services |= says(condition, "false");
            self.spares_users |= says(condition, "true");
            return;
        }
        // A test of which it is not known what it makes of an absent key says nothing.
        let Some(holds_without) = condition.without_key() else { return };
        if SERVICE_NAMES.iter().any(|name| condition.is_about(name)) {
            let is_absence =
                condition.meaning.is_some_and(|operator| operator.comparison == Comparison::Null);
            self.spares_services |= is_absence && holds_without;
            self.spares_users |= !holds_without;
            return;
        }
        let meaning = caller_key(key);
        match (meaning, holds_without) {
            (Some(CallerKey::Organization), true) => {
                self.of_organization.get_or_insert(condition);
            }
            (Some(CallerKey::Principal), true) => {
                self.of_principal.get_or_insert(condition);
            }
            (Some(CallerKey::Source), true) => {
                self.of_source.get_or_insert(condition);
            }
            (Some(CallerKey::Organization | CallerKey::Principal), false) => self.spares_services = true,
            (Some(CallerKey::Source), false) => {
                self.wants_source = true;
                self.wants_sure_source |= SOURCES.iter().any(|source| condition.is_about(source));
            }
            (None, false) => self.is_narrow |= !OF_RESOURCES.iter().any(|key| condition.is_about(key)),
            (None, true) => {}
        }
    }
}

/// Whether a condition wants this value.
fn says(condition: &Condition<'_>, wanted: &str) -> bool {
    let is_plain = condition
        .meaning
        .is_some_and(|operator| !operator.negated && operator.comparison != Comparison::Null);
    is_plain && condition.values.iter().all(|value| value.value.eq_ignore_ascii_case(wanted))
}

fn judge(statement: &Statement<'_>, findings: &mut Vec<Finding>) {
    let tests = Tests::of(statement);
    let lower = |finding: Finding, is_unclear: bool| match is_unclear {
        true => finding.certainty(Certainty::Inferred).at_most(Level::Note),
        false => finding,
    };
    let of_user = tests.of_organization.or(tests.of_principal).filter(|_| !tests.spares_services);
    // Beside a test of the source, which users never have, it is services that the statement is about.
    if let Some(condition) = of_user.filter(|_| !tests.spares_users && !tests.wants_source) {
        let is_unclear = tests.of_organization.is_none() || tests.is_narrow;
        findings.push(lower(hits_services(condition), is_unclear));
    }
    let Some(condition) = tests.of_source.filter(|_| !tests.spares_services) else { return };
    if tests.wants_source && !tests.spares_users {
        findings.push(lower(without_service(condition), true));
    } else if !tests.spares_users {
        findings.push(lower(hits_users(condition), tests.is_narrow));
    }
    if !tests.wants_sure_source {
        findings.push(lower(hits_services_without_source(condition), tests.is_narrow));
    }
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
