//! Keys in resource control policies: whom a test of a key hits besides those that it is meant for.

use crate::policy::Policy;
use crate::rule::{Finding, Rule};

/// Every rule of this theme.
pub(super) const RULES: &[&Rule] = &[];

pub(super) fn check(_policy: &Policy<'_>, _findings: &mut Vec<Finding>) {}
