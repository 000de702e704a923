//! Condition keys by themselves: whether there is such a key, and whether the operator fits its type.

use super::Tested;
use crate::rule::{Finding, Rule};

/// Every rule of this theme.
pub(super) const RULES: &[&Rule] = &[];

pub(super) fn check(_tested: &Tested<'_, '_>, _findings: &mut Vec<Finding>) {}
