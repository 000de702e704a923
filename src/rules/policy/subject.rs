//! What a resource policy is the policy of, as its actions and resources tell.

use crate::arn::Arn;
use crate::policy::{Policy, PolicyKind, split_action};
use crate::reference::{PolicyQuota, resource_policy_quota};

/// The service that all actions of a resource policy belong to, if it is one.
pub(super) fn service<'p>(policy: &'p Policy<'_>) -> Option<&'p str> {
    if policy.kind != PolicyKind::Resource {
        return None;
    }
    let actions = policy.statements.iter().filter_map(|statement| statement.actions.as_ref());
    let mut prefixes = actions
        .flat_map(|element| &element.patterns)
        .filter_map(|action| split_action(&action.value))
        .map(|(prefix, _)| prefix)
        .filter(|prefix| *prefix != "*");
    let first = prefixes.next()?;
    prefixes.all(|prefix| prefix.eq_ignore_ascii_case(first)).then_some(first)
}

/// The resource fields of the ARNs that a policy names.
pub(super) fn resources<'p>(policy: &'p Policy<'_>) -> impl Iterator<Item = &'p str> {
    let elements = policy.statements.iter().filter_map(|statement| statement.resources.as_ref());
    let patterns = elements.flat_map(|element| &element.patterns);
    patterns.filter_map(|pattern| Some(Arn::parse(&pattern.value).ok()?.resource.text))
}

/// The quota of the policy of such a resource, if it is known what it is and how long it may be.
pub(super) fn quota(policy: &Policy<'_>) -> Option<&'static PolicyQuota> {
    let service = service(policy)?;
    resource_policy_quota(service, resources(policy).next().unwrap_or_default())
}

/// Whether it is the policy of an S3 bucket.
pub(super) fn is_bucket(policy: &Policy<'_>) -> bool {
    service(policy).is_some_and(|service| service.eq_ignore_ascii_case("s3"))
        && !resources(policy).any(|resource| resource.starts_with("accesspoint/"))
}
