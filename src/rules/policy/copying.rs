//! Policies for copies that are incomplete, or of which a part can never work.
//!
//! One policy is judged without a request. Another policy may add what this one lacks, so that what is
//! merely missing is never an error; what can never work is one.

use crate::policy::Policy;
use crate::rule::{Finding, Rule};

mod absent_keys;
mod create_action;
mod fit;
pub(super) mod statements;
mod via_service;

/// Every rule of this theme.
pub(super) const RULES: &[&Rule] = &[
    &fit::ACTION_RESOURCE_MISMATCH,
    &fit::KEY_ACTION_ON_ALIAS,
    &fit::UNSCOPABLE_ACTION,
    &absent_keys::ABSENT_CONDITION_KEY,
    &create_action::UNKNOWN_CREATE_ACTION,
    &via_service::INVALID_VIA_SERVICE,
];

/// Looks at one policy.
pub(super) fn check(policy: &Policy<'_>, findings: &mut Vec<Finding>) {
    fit::check(policy, findings);
    for statement in &policy.statements {
        absent_keys::check(statement, findings);
        create_action::check(statement, findings);
        via_service::check(statement, findings);
    }
}
