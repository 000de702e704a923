//! Statements that hand out roles: `iam:PassRole` and `iam:CreateServiceLinkedRole`.

use crate::policy::Policy;
use crate::rule::{Finding, Rule};

/// Every rule of this theme.
pub(super) const RULES: &[&Rule] = &[];

pub(super) fn check(_policy: &Policy<'_>, _findings: &mut Vec<Finding>) {}
