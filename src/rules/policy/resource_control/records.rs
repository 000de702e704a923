//! The records of the rules about keys in resource control policies.

use crate::rule::{Family, Level, Rule};

/// Every rule of this theme.
pub(crate) const RULES: &[&Rule] = &[
    &RCP_MISSING_RELATED_PRINCIPAL_CONDITION_KEY,
    &RCP_MISSING_RELATED_SERVICE_PRINCIPAL_CONDITION_KEY,
    &RCP_MISSING_SERVICE_CONDITION_KEY_NULL_CHECK,
];

pub(super) static RCP_MISSING_RELATED_PRINCIPAL_CONDITION_KEY: Rule = Rule::new(
    Family::Policy,
    "rcp-missing-related-principal-condition-key",
    Level::Warning,
    include_str!("../../../../rules/policy/rcp-missing-related-principal-condition-key.md"),
)
.access_analyzer("RCP_MISSING_RELATED_PRINCIPAL_CONDITION_KEY");

pub(super) static RCP_MISSING_RELATED_SERVICE_PRINCIPAL_CONDITION_KEY: Rule = Rule::new(
    Family::Policy,
    "rcp-missing-related-service-principal-condition-key",
    Level::Warning,
    include_str!("../../../../rules/policy/rcp-missing-related-service-principal-condition-key.md"),
)
.access_analyzer("RCP_MISSING_RELATED_SERVICE_PRINCIPAL_CONDITION_KEY");

pub(super) static RCP_MISSING_SERVICE_CONDITION_KEY_NULL_CHECK: Rule = Rule::new(
    Family::Policy,
    "rcp-missing-service-condition-key-null-check",
    Level::Warning,
    include_str!("../../../../rules/policy/rcp-missing-service-condition-key-null-check.md"),
)
.access_analyzer("RCP_MISSING_SERVICE_CONDITION_KEY_NULL_CHECK");
