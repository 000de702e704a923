//! Policies for copies that are incomplete, or of which a part can never work.
//!
//! One policy is judged without a request. Another policy may add what this one lacks, so that what is
//! merely missing is never an error; what can never work is one.

use crate::policy::{Policy, PolicyKind, Statement};
use crate::rule::{Finding, Rule};

mod asking;
mod fit;
mod keys;
mod reach;
pub(super) mod statements;
mod stores;
mod tags;

/// Every rule of this theme.
pub(super) const RULES: &[&Rule] = &[
    &fit::ACTION_RESOURCE_MISMATCH,
    &fit::KEY_ACTION_ON_ALIAS,
    &fit::UNSCOPABLE_ACTION,
    &fit::UNUSED_RESOURCE,
    &reach::INCOMPLETE_COPY_RESOURCES,
    &reach::REQUEST_TAG_ON_COPY_SOURCE,
    &reach::REQUIRED_TAG_WITHOUT_CREATE_TAGS,
    &stores::INCOMPLETE_S3_PERMISSIONS,
    &stores::UNREADABLE_BUCKET_ACL,
    &stores::UNPREDICTABLE_BUCKET_NAME,
    &tags::INCOMPLETE_TAG_PERMISSIONS,
    &keys::INCOMPLETE_KEY_PERMISSIONS,
];

/// Looks at one policy.
pub(super) fn check(policy: &Policy<'_>, findings: &mut Vec<Finding>) {
    // A trust policy has no resources; that it names some is another fault.
    if policy.kind != PolicyKind::Trust {
        fit::check(policy, findings);
    }
}

/// Looks at policies that hold together for one user, group or role, and at what they lack. What a planned
/// copy lacks is found out by asking them; then only what such questions do not reach is looked at.
pub(super) fn check_together(policies: &[&Policy<'_>], asked: bool, findings: &mut Vec<Finding>) {
    // What stands in a part that could not be read is not known.
    if policies.iter().any(|policy| policy.incomplete || policy.kind != PolicyKind::Identity) {
        return;
    }
    let together = Together { policies };
    let stores = stores::Stores::of(together);
    if !asked {
        let without_tags = reach::check(together, stores.is_some(), findings);
        tags::check(together, stores.is_some(), &without_tags, findings);
        keys::check(together, findings);
    }
    if let Some(stores) = stores {
        stores.check(findings);
    }
}

/// Policies that hold together for one user, group or role.
#[derive(Clone, Copy)]
struct Together<'p, 't> {
    policies: &'p [&'p Policy<'t>],
}

impl<'p, 't> Together<'p, 't> {
    fn statements(self) -> impl Iterator<Item = &'p Statement<'t>> {
        self.statements_of_policies().map(|(_, statement)| statement)
    }

    /// The statements, each with its policy.
    fn statements_of_policies(self) -> impl Iterator<Item = (&'p Policy<'t>, &'p Statement<'t>)> {
        self.policies
            .iter()
            .flat_map(|policy| policy.statements.iter().map(move |statement| (*policy, statement)))
    }
}
