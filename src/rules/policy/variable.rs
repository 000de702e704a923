//! Policy variables: their form, where they may stand, and those that never have a value.

use crate::policy::Policy;
use crate::rule::{Finding, Rule};

/// Every rule of this theme.
pub(super) const RULES: &[&Rule] = &[];

pub(super) fn check(_policy: &Policy<'_>, _findings: &mut Vec<Finding>) {}
