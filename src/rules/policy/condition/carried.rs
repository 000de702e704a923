//! Condition keys and the actions of their statement: which requests carry the key.

use super::Tested;
use crate::rule::{Finding, Rule};

/// Every rule of this theme.
pub(super) const RULES: &[&Rule] = &[];

pub(super) fn check(_tested: &Tested<'_, '_>, _findings: &mut Vec<Finding>) {}
