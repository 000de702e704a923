//! Operators and values by themselves: what can be said of a test without knowing its key.

use super::Tested;
use crate::rule::{Finding, Rule};

/// Every rule of this theme.
pub(super) const RULES: &[&Rule] = &[];

pub(super) fn check(_tested: &Tested<'_, '_>, _findings: &mut Vec<Finding>) {}
