//! `aws:ARN`, which AWS withdrew in favour of `aws:PrincipalArn` and `aws:SourceArn`.
//!
//! Access Analyzer says two things about it, and nowhere which of them when: that it is not supported, use one of
//! the two keys; and that it should be updated to `aws:PrincipalArn`. The values tell which key can be meant: where
//! one is the ARN of something that cannot be a principal, it is not the second.

use super::super::Test;
use super::records::{DEPRECATED_GLOBAL_CONDITION_KEY, UNSUPPORTED_GLOBAL_CONDITION_KEY};
use crate::arn::Arn;
use crate::pattern::{has_variable, has_wildcard};
use crate::policy::Text;
use crate::rule::{Certainty, Finding};
use crate::words::shorten;

pub(super) fn judge(test: &Test<'_, '_>) -> Finding {
    let key = &test.condition.key;
    let shown = shorten(&key.value);
    let Some(resource) = test.condition.values.iter().find(|value| is_resource(value)) else {
        return Finding::new(
            &DEPRECATED_GLOBAL_CONDITION_KEY,
            key.span,
            format!("the condition key `{shown}` has been replaced by `aws:PrincipalArn`"),
        )
        .label("no longer documented")
        .help("use `aws:PrincipalArn`; for a role it has the ARN of the role, not that of the session");
    };
    Finding::new(
        &UNSUPPORTED_GLOBAL_CONDITION_KEY,
        key.span,
        format!("the condition key `{shown}` is not supported, and never was about resources"),
    )
    .label("the ARN of whoever asks, not of a resource")
    .related(resource.span, "not the ARN of a principal")
    .help("use `aws:SourceArn` for the resource that a service acts for, `aws:PrincipalArn` for who asks")
    .certainty(Certainty::Inferred)
}

/// Whether a value is an ARN, and of nothing that can be a principal.
fn is_resource(value: &Text<'_>) -> bool {
    Arn::parse(&value.value).is_ok_and(|arn| {
        let service = arn.service.text;
        !service.is_empty()
            && !has_wildcard(service)
            && !has_variable(service)
            && !["iam", "sts"].contains(&service)
    })
}
