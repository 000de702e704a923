//! Statements with `Deny` that miss whom they are for, or hit more than they are for.

use crate::policy::Policy;
use crate::rule::{Finding, Rule};

mod mfa;
mod regions;

/// Every rule of this theme.
pub(super) const RULES: &[&Rule] = &[&mfa::ESCAPABLE_MFA_DENY, &regions::REGION_DENY_OF_GLOBAL_SERVICES];

pub(super) fn check(policy: &Policy<'_>, findings: &mut Vec<Finding>) {
    mfa::check(policy, findings);
    regions::check(policy, findings);
}
