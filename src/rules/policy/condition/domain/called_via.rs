//! Services that conditions name: the keys `aws:CalledVia`, `aws:CalledViaFirst` and `aws:CalledViaLast`.
//!
//! Access Analyzer looks at these, and is silent about other names under `iam:PassedToService`,
//! `iam:AWSServiceName` and `organizations:ServicePrincipal`. `kms:ViaService` has a rule of its own.

use crate::pattern::{has_variable, has_wildcard};
use crate::policy::Text;
use crate::reference::{self, ServicePrincipal};
use crate::rule::{Certainty, Finding, Level};
use crate::text::TextRange;
use crate::words::{named, newer, shorten};

use super::super::super::arn::INVALID_SERVICE;
use super::super::super::principal::{INVALID_SERVICE_PRINCIPAL_FORMAT, service};
use super::super::Test;

const KEYS: [&str; 3] = ["aws:CalledVia", "aws:CalledViaFirst", "aws:CalledViaLast"];

/// The suffixes that Access Analyzer's answer names.
const SUFFIXES: [&str; 3] = [".amazonaws.com", ".amazon.com", ".amazonaws.com.cn"];

pub(super) fn check(test: &Test<'_, '_>, findings: &mut Vec<Finding>) {
    let condition = test.condition;
    if KEYS.iter().any(|key| condition.is_about(key)) && test.operator.comparison.is_of_strings() {
        findings.extend(condition.values.iter().filter_map(judge));
    }
}

fn judge(value: &Text<'_>) -> Option<Finding> {
    let text = value.value.as_ref();
    if has_wildcard(text) || has_variable(text) {
        return None;
    }
    if is_service(text) {
        return unknown(value);
    }
    let name = named(text);
    let finding = |message: String| {
        Finding::new(&INVALID_SERVICE_PRINCIPAL_FORMAT, value.span, message)
            .label("Access Analyzer wants `service.amazonaws.com` here")
    };
    if let Some(near) = service::meant(text) {
        let finding = finding(format!("{name} is not the name of a service that calls another"));
        return Some(finding.help(format!("did you mean `{near}`?")).certainty(Certainty::Observed));
    }
    if service::is_well_formed(text) {
        // AWS's own policies have such names, and Access Analyzer reports them all the same.
        let message =
            format!("{name} is no service that calls another for Access Analyzer, though it may be one");
        let help = "make sure that the service calls others by this name, and not by one like `SERVICE.amazonaws.com`";
        return Some(finding(message).help(help).certainty(Certainty::Observed).at_most(Level::Note));
    }
    let message = format!("{name} is not the name of a service that calls another");
    Some(finding(message).help("write the service as `SERVICE.amazonaws.com`").certainty(Certainty::Observed))
}

/// A finding about a name of the right form that no known service has, neither as its principal nor as the prefix
/// of its actions.
fn unknown(value: &Text<'_>) -> Option<Finding> {
    let text = value.value.as_ref();
    let (label, _) = text.split_once('.')?;
    let is_known = reference::service(label).is_some()
        || reference::retired_service(label).is_some()
        || reference::service_principal(text) == ServicePrincipal::Known;
    if is_known {
        return None;
    }
    let place = value.part(TextRange::new(0, label.len()));
    let message = format!("there is no service `{}`, which {} names", shorten(label), named(text));
    let finding = Finding::new(&INVALID_SERVICE, place, message).label("not a service");
    Some(match service::meant(text) {
        Some(near) => finding.help(format!("did you mean `{near}`?")),
        None => finding.at_most(Level::Warning).help(newer("services", reference::date())),
    })
}

/// Whether a value is one label with one of the suffixes.
fn is_service(text: &str) -> bool {
    SUFFIXES.iter().any(|suffix| {
        text.strip_suffix(suffix).is_some_and(|label| {
            !label.is_empty()
                && label
                    .bytes()
                    .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
        })
    })
}
