//! Tests that never hold, always hold, or that a caller gets around.

use super::Tested;
use crate::rule::{Finding, Rule};

/// Every rule of this theme.
pub(super) const RULES: &[&Rule] = &[];

pub(super) fn check(_tested: &Tested<'_, '_>, _findings: &mut Vec<Finding>) {}
