//! Trust in identity providers of OpenID Connect: conditions that a trust policy for one must have.

use crate::policy::Policy;
use crate::rule::{Finding, Rule};

/// Every rule of this theme.
pub(super) const RULES: &[&Rule] = &[];

pub(super) fn check(_policy: &Policy<'_>, _findings: &mut Vec<Finding>) {}
