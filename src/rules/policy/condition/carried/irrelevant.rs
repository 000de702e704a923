//! Keys that make sense in the policy of an identity and not in that of a resource.

use super::super::Tested;
use crate::arn::Arn;
use crate::pattern::has_wildcard;
use crate::policy::{PolicyKind, Statement};
use crate::rule::{Certainty, Family, Finding, Level, Rule};

pub(super) static IRRELEVANT_CONDITION_KEY_IN_POLICY: Rule = Rule::new(
    Family::Policy,
    "irrelevant-condition-key-in-policy",
    Level::Note,
    include_str!("../../../../../rules/policy/irrelevant-condition-key-in-policy.md"),
)
.access_analyzer("IRRELEVANT_CONDITION_KEY_IN_POLICY");

const KEY: &str = "s3:ResourceAccount";

pub(super) fn check(tested: &Tested<'_, '_>, findings: &mut Vec<Finding>) {
    if tested.policy.kind != PolicyKind::Resource {
        return;
    }
    let Some(test) = tested.tests.iter().find(|test| test.condition.is_about(KEY)) else { return };
    let Some(what) = holder(tested.statement) else { return };
    findings.push(
        Finding::new(
            &IRRELEVANT_CONDITION_KEY_IN_POLICY,
            test.condition.key.span,
            format!("`{KEY}` says nothing in the policy of {what}: it always is the account that owns it"),
        )
        .label("the same for every request that this policy is asked about")
        .help(
            "remove it, or use it in the policies of those who make the requests, to say whose buckets they may use",
        )
        .certainty(Certainty::Documented),
    );
}

/// What holds a policy, if it is a bucket or an access point: the policy of an endpoint is about the buckets of all.
fn holder(statement: &Statement<'_>) -> Option<&'static str> {
    let resources = statement.resources.as_ref().filter(|resources| !resources.negated)?;
    let mut what = None;
    for text in &resources.patterns {
        let arn = Arn::parse(&text.value).ok().filter(|arn| arn.service.text == "s3")?;
        let name = arn.resource.text.split('/').next().unwrap_or_default();
        if arn.resource.text.starts_with("accesspoint/") {
            what = Some("an access point");
        } else if name.is_empty() || has_wildcard(name) {
            return None;
        } else {
            what = Some("a bucket");
        }
    }
    what
}
