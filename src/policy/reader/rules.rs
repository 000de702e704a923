//! The rules that the policy reader raises.

use crate::rule::{Family, Level, Rule};

/// Every rule of this reader.
pub const RULES: &[&Rule] = &[
    &DATA_TYPE_MISMATCH,
    &INVALID_POLICY_ELEMENT,
    &MISSING_STATEMENT,
    &MISSING_EFFECT,
    &INVALID_EFFECT,
    &MISSING_ACTION,
    &MISSING_RESOURCE,
    &MISSING_PRINCIPAL,
    &UNSUPPORTED_PRINCIPAL,
    &UNSUPPORTED_ELEMENT_COMBINATION,
    &UNSUPPORTED_SID,
    &UNIQUE_SIDS_REQUIRED,
    &UNIQUE_SIDS_RECOMMENDED,
    &EMPTY_SID_VALUE,
    &EMPTY_ARRAY_ACTION,
    &EMPTY_ARRAY_RESOURCE,
    &EMPTY_OBJECT_CONDITION,
    &INVALID_CONDITION_OPERATOR,
    &INVALID_CONDITION_DATA_TYPE,
    &EMPTY_ARRAY_PRINCIPAL,
    &EMPTY_OBJECT_PRINCIPAL,
    &DUPLICATE_KEYS_WITH_DIFFERENT_CASE,
    &SCP_SYNTAX_ERROR_ACTION_WILDCARD,
    &RCP_SYNTAX_ERROR_ACTION,
    &RCP_SYNTAX_ERROR_NOTACTION,
    &INVALID_PRINCIPAL_FORMAT,
    &INVALID_PRINCIPAL_KEY,
    &SCP_SYNTAX_ERROR_PRINCIPAL,
];

pub(super) static DATA_TYPE_MISMATCH: Rule = Rule::new(
    Family::Policy,
    "data-type-mismatch",
    Level::Error,
    include_str!("../../../rules/policy/data-type-mismatch.md"),
)
.access_analyzer("DATA_TYPE_MISMATCH");

pub(super) static INVALID_POLICY_ELEMENT: Rule = Rule::new(
    Family::Policy,
    "invalid-policy-element",
    Level::Error,
    include_str!("../../../rules/policy/invalid-policy-element.md"),
)
.access_analyzer("INVALID_POLICY_ELEMENT");

pub(super) static MISSING_STATEMENT: Rule = Rule::new(
    Family::Policy,
    "missing-statement",
    Level::Error,
    include_str!("../../../rules/policy/missing-statement.md"),
)
.access_analyzer("MISSING_STATEMENT");

pub(super) static MISSING_EFFECT: Rule = Rule::new(
    Family::Policy,
    "missing-effect",
    Level::Error,
    include_str!("../../../rules/policy/missing-effect.md"),
)
.access_analyzer("MISSING_EFFECT");

pub(super) static INVALID_EFFECT: Rule = Rule::new(
    Family::Policy,
    "invalid-effect",
    Level::Error,
    include_str!("../../../rules/policy/invalid-effect.md"),
)
.access_analyzer("INVALID_EFFECT");

pub(super) static MISSING_ACTION: Rule = Rule::new(
    Family::Policy,
    "missing-action",
    Level::Error,
    include_str!("../../../rules/policy/missing-action.md"),
)
.access_analyzer("MISSING_ACTION");

pub(super) static MISSING_RESOURCE: Rule = Rule::new(
    Family::Policy,
    "missing-resource",
    Level::Error,
    include_str!("../../../rules/policy/missing-resource.md"),
)
.access_analyzer("MISSING_RESOURCE");

pub(super) static MISSING_PRINCIPAL: Rule = Rule::new(
    Family::Policy,
    "missing-principal",
    Level::Error,
    include_str!("../../../rules/policy/missing-principal.md"),
)
.access_analyzer("MISSING_PRINCIPAL");

pub(super) static UNSUPPORTED_PRINCIPAL: Rule = Rule::new(
    Family::Policy,
    "unsupported-principal",
    Level::Error,
    include_str!("../../../rules/policy/unsupported-principal.md"),
)
.access_analyzer("UNSUPPORTED_PRINCIPAL");

pub(super) static UNSUPPORTED_ELEMENT_COMBINATION: Rule = Rule::new(
    Family::Policy,
    "unsupported-element-combination",
    Level::Error,
    include_str!("../../../rules/policy/unsupported-element-combination.md"),
)
.access_analyzer("UNSUPPORTED_ELEMENT_COMBINATION");

pub(super) static UNSUPPORTED_SID: Rule = Rule::new(
    Family::Policy,
    "unsupported-sid",
    Level::Error,
    include_str!("../../../rules/policy/unsupported-sid.md"),
)
.access_analyzer("UNSUPPORTED_SID");

pub(super) static UNIQUE_SIDS_REQUIRED: Rule = Rule::new(
    Family::Policy,
    "unique-sids-required",
    Level::Error,
    include_str!("../../../rules/policy/unique-sids-required.md"),
)
.access_analyzer("UNIQUE_SIDS_REQUIRED");

pub(super) static UNIQUE_SIDS_RECOMMENDED: Rule = Rule::new(
    Family::Policy,
    "unique-sids-recommended",
    Level::Warning,
    include_str!("../../../rules/policy/unique-sids-recommended.md"),
)
.access_analyzer("UNIQUE_SIDS_RECOMMENDED");

pub(super) static EMPTY_SID_VALUE: Rule = Rule::new(
    Family::Policy,
    "empty-sid-value",
    Level::Note,
    include_str!("../../../rules/policy/empty-sid-value.md"),
)
.access_analyzer("EMPTY_SID_VALUE");

pub(super) static EMPTY_ARRAY_ACTION: Rule = Rule::new(
    Family::Policy,
    "empty-array-action",
    Level::Note,
    include_str!("../../../rules/policy/empty-array-action.md"),
)
.access_analyzer("EMPTY_ARRAY_ACTION");

pub(super) static EMPTY_ARRAY_RESOURCE: Rule = Rule::new(
    Family::Policy,
    "empty-array-resource",
    Level::Note,
    include_str!("../../../rules/policy/empty-array-resource.md"),
)
.access_analyzer("EMPTY_ARRAY_RESOURCE");

pub(super) static EMPTY_OBJECT_CONDITION: Rule = Rule::new(
    Family::Policy,
    "empty-object-condition",
    Level::Note,
    include_str!("../../../rules/policy/empty-object-condition.md"),
)
.access_analyzer("EMPTY_OBJECT_CONDITION");

pub(super) static INVALID_CONDITION_OPERATOR: Rule = Rule::new(
    Family::Policy,
    "invalid-condition-operator",
    Level::Error,
    include_str!("../../../rules/policy/invalid-condition-operator.md"),
)
.access_analyzer("INVALID_CONDITION_OPERATOR");

pub(super) static INVALID_CONDITION_DATA_TYPE: Rule = Rule::new(
    Family::Policy,
    "invalid-condition-data-type",
    Level::Error,
    include_str!("../../../rules/policy/invalid-condition-data-type.md"),
)
.access_analyzer("INVALID_CONDITION_DATA_TYPE");

pub(super) static EMPTY_ARRAY_PRINCIPAL: Rule = Rule::new(
    Family::Policy,
    "empty-array-principal",
    Level::Note,
    include_str!("../../../rules/policy/empty-array-principal.md"),
)
.access_analyzer("EMPTY_ARRAY_PRINCIPAL");

pub(super) static EMPTY_OBJECT_PRINCIPAL: Rule = Rule::new(
    Family::Policy,
    "empty-object-principal",
    Level::Note,
    include_str!("../../../rules/policy/empty-object-principal.md"),
)
.access_analyzer("EMPTY_OBJECT_PRINCIPAL");

pub(super) static DUPLICATE_KEYS_WITH_DIFFERENT_CASE: Rule = Rule::new(
    Family::Policy,
    "duplicate-keys-with-different-case",
    Level::Error,
    include_str!("../../../rules/policy/duplicate-keys-with-different-case.md"),
)
.access_analyzer("DUPLICATE_KEYS_WITH_DIFFERENT_CASE");

pub(super) static INVALID_PRINCIPAL_FORMAT: Rule = Rule::new(
    Family::Policy,
    "invalid-principal-format",
    Level::Error,
    include_str!("../../../rules/policy/invalid-principal-format.md"),
)
.access_analyzer("INVALID_PRINCIPAL_FORMAT");

pub(super) static INVALID_PRINCIPAL_KEY: Rule = Rule::new(
    Family::Policy,
    "invalid-principal-key",
    Level::Error,
    include_str!("../../../rules/policy/invalid-principal-key.md"),
)
.access_analyzer("INVALID_PRINCIPAL_KEY");

pub(super) static SCP_SYNTAX_ERROR_PRINCIPAL: Rule = Rule::new(
    Family::Policy,
    "scp-syntax-error-principal",
    Level::Error,
    include_str!("../../../rules/policy/scp-syntax-error-principal.md"),
)
.access_analyzer("SCP_SYNTAX_ERROR_PRINCIPAL");

pub(super) static SCP_SYNTAX_ERROR_ACTION_WILDCARD: Rule = Rule::new(
    Family::Policy,
    "scp-syntax-error-action-wildcard",
    Level::Note,
    include_str!("../../../rules/policy/scp-syntax-error-action-wildcard.md"),
)
.access_analyzer("SCP_SYNTAX_ERROR_ACTION_WILDCARD");

pub(super) static RCP_SYNTAX_ERROR_ACTION: Rule = Rule::new(
    Family::Policy,
    "rcp-syntax-error-action",
    Level::Error,
    include_str!("../../../rules/policy/rcp-syntax-error-action.md"),
)
.access_analyzer("RCP_SYNTAX_ERROR_ACTION");

pub(super) static RCP_SYNTAX_ERROR_NOTACTION: Rule = Rule::new(
    Family::Policy,
    "rcp-syntax-error-notaction",
    Level::Error,
    include_str!("../../../rules/policy/rcp-syntax-error-notaction.md"),
)
.access_analyzer("RCP_SYNTAX_ERROR_NOTACTION");
