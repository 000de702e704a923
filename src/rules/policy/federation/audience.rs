//! Qualifiers on the audience of a token, which is one value.

use crate::policy::{Condition, Qualifier, Statement};
use crate::rule::Finding;
use crate::words::shorten;

use super::super::principal::is_domain;
use super::records::{CONFIRM_AUDIENCE_CLAIM_TYPE, FORANYVALUE_WITH_AUDIENCE_CLAIM_TYPE};

pub(super) fn check(statement: &Statement<'_>, findings: &mut Vec<Finding>) {
    findings.extend(statement.conditions.iter().filter_map(judge));
}

fn judge(condition: &Condition<'_>) -> Option<Finding> {
    let qualifier = condition.meaning?.qualifier?;
    let (provider, claim) = condition.key.value.rsplit_once(':')?;
    if !claim.eq_ignore_ascii_case("aud") || !is_domain(provider) {
        return None;
    }
    let key = shorten(&condition.key.value);
    let (rule, message) = match qualifier {
        Qualifier::Any => (
            &FORANYVALUE_WITH_AUDIENCE_CLAIM_TYPE,
            format!("`ForAnyValue` stands on `{key}`, which has one value only"),
        ),
        Qualifier::All => (
            &CONFIRM_AUDIENCE_CLAIM_TYPE,
            format!("`ForAllValues` stands on `{key}`, which has one value only, and holds without it too"),
        ),
    };
    let plain = condition.plain_operator();
    Some(
        Finding::new(rule, condition.key.span, message)
            .label("the audience of a token is one value")
            .related(condition.operator.span, "the qualifier")
            .help(format!("write `{plain}`")),
    )
}
