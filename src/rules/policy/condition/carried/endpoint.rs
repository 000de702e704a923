//! Keys about the VPC endpoint of a request that only some services set.

use super::super::Tested;
use super::actions::Entry;
use crate::policy::{PolicyKind, Text};
use crate::reference::{self, KeyMeaning};
use crate::rule::{Certainty, Family, Finding, Level, RELATED, Rule};
use crate::text::Span;
use crate::words::{shorten, some, verb};

pub(super) static USE_CONDITION_KEY_ONLY_WITH_SUPPORTED_SERVICES: Rule = Rule::new(
    Family::Policy,
    "use-condition-key-only-with-supported-services",
    Level::Warning,
    include_str!("../../../../../rules/policy/use-condition-key-only-with-supported-services.md"),
)
.access_analyzer("USE_CONDITION_KEY_ONLY_WITH_SUPPORTED_SERVICES");

/// The keys of which Access Analyzer says so.
const KEYS: [&str; 3] = ["aws:VpceAccount", "aws:VpceOrgID", "aws:VpceOrgPaths"];

pub(super) fn check(tested: &Tested<'_, '_>, findings: &mut Vec<Finding>) {
    if tested.policy.kind == PolicyKind::Trust {
        return;
    }
    let Some(actions) = &tested.statement.actions else { return };
    for key in KEYS {
        let is_it = |name: &KeyMeaning| matches!(name, KeyMeaning::Global(global) if global.name == key);
        let Some(test) = tested.tests.iter().find(|test| is_it(&test.key)) else { continue };
        let span = test.condition.key.span;
        if actions.negated {
            findings.push(finding(
                key,
                span,
                "this statement is about all services but those of `NotAction`",
            ));
            continue;
        }
        let mut last = None;
        let beyond: Vec<&Text<'_>> = actions
            .patterns
            .iter()
            .filter(|action| {
                if action.value == "*" {
                    // The policy of a resource is asked about the actions of its service only.
                    return tested.policy.kind != PolicyKind::Resource;
                }
                Entry::of(action, &mut last).is_some_and(|entry| is_beyond(key, &entry))
            })
            .collect();
        if beyond.is_empty() {
            continue;
        }
        let names: Vec<String> = beyond.iter().map(|action| shorten(&action.value)).collect();
        let is = verb(names.len(), "is", "are");
        let mut found = finding(key, span, &format!("{} {is} beyond them", some(&names)));
        for action in beyond.iter().take(RELATED) {
            found = found.related(action.span, "requests for it do not carry the key, or not all of them");
        }
        findings.push(found);
    }
}

fn finding(key: &str, span: Span, but: &str) -> Finding {
    Finding::new(
        &USE_CONDITION_KEY_ONLY_WITH_SUPPORTED_SERVICES,
        span,
        format!("`{key}` works with some services only, and {but}"),
    )
    .label("absent from requests to other services, whatever endpoint they come through")
    .help("name the actions of services that set the key, such as `s3:*` and `kms:*`, and use `aws:SourceVpce` for the others")
    .certainty(Certainty::Documented)
}

fn is_beyond(key: &str, entry: &Entry<'_, '_>) -> bool {
    !reference::sets_endpoint_key(key, entry.service.prefix)
        || entry.service.prefix == "iam" && entry.name.eq_ignore_ascii_case("PassRole")
}
