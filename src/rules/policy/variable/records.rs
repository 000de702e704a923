//! The rules about policy variables.

use crate::rule::{Family, Level, Rule};

/// Every rule of this theme.
pub(in super::super) const RULES: &[&Rule] = &[
    &EMPTY_VARIABLE,
    &MISSING_BRACE_IN_VARIABLE,
    &MISSING_QUOTE_IN_VARIABLE,
    &UNSUPPORTED_SPACE_IN_VARIABLE,
    &VARIABLE_UNSUPPORTED_IN_ELEMENT,
    &VARIABLE_UNSUPPORTED_IN_VERSION,
    &INVALID_VARIABLE_FOR_OPERATOR,
    &UNRESOLVED_VARIABLE,
    &VARIABLE_IN_ARN_FIELD,
    &DENY_WITH_ABSENT_VARIABLE,
];

pub(super) static EMPTY_VARIABLE: Rule = Rule::new(
    Family::Policy,
    "empty-variable",
    Level::Error,
    include_str!("../../../../rules/policy/empty-variable.md"),
)
.access_analyzer("EMPTY_VARIABLE");

pub(super) static MISSING_BRACE_IN_VARIABLE: Rule = Rule::new(
    Family::Policy,
    "missing-brace-in-variable",
    Level::Error,
    include_str!("../../../../rules/policy/missing-brace-in-variable.md"),
)
.access_analyzer("MISSING_BRACE_IN_VARIABLE");

pub(super) static MISSING_QUOTE_IN_VARIABLE: Rule = Rule::new(
    Family::Policy,
    "missing-quote-in-variable",
    Level::Error,
    include_str!("../../../../rules/policy/missing-quote-in-variable.md"),
)
.access_analyzer("MISSING_QUOTE_IN_VARIABLE");

pub(super) static UNSUPPORTED_SPACE_IN_VARIABLE: Rule = Rule::new(
    Family::Policy,
    "unsupported-space-in-variable",
    Level::Error,
    include_str!("../../../../rules/policy/unsupported-space-in-variable.md"),
)
.access_analyzer("UNSUPPORTED_SPACE_IN_VARIABLE");

pub(super) static VARIABLE_UNSUPPORTED_IN_ELEMENT: Rule = Rule::new(
    Family::Policy,
    "variable-unsupported-in-element",
    Level::Error,
    include_str!("../../../../rules/policy/variable-unsupported-in-element.md"),
)
.supersedes(&["unsupported-sid", "invalid-principal-format"])
.access_analyzer("VARIABLE_UNSUPPORTED_IN_ELEMENT");

pub(super) static VARIABLE_UNSUPPORTED_IN_VERSION: Rule = Rule::new(
    Family::Policy,
    "variable-unsupported-in-version",
    Level::Error,
    include_str!("../../../../rules/policy/variable-unsupported-in-version.md"),
)
.access_analyzer("VARIABLE_UNSUPPORTED_IN_VERSION");

pub(super) static INVALID_VARIABLE_FOR_OPERATOR: Rule = Rule::new(
    Family::Policy,
    "invalid-variable-for-operator",
    Level::Error,
    include_str!("../../../../rules/policy/invalid-variable-for-operator.md"),
)
.access_analyzer("INVALID_VARIABLE_FOR_OPERATOR");

pub(super) static UNRESOLVED_VARIABLE: Rule = Rule::new(
    Family::Policy,
    "unresolved-variable",
    Level::Error,
    include_str!("../../../../rules/policy/unresolved-variable.md"),
)
.supersedes(&["variable-in-arn-field"]);

pub(super) static VARIABLE_IN_ARN_FIELD: Rule = Rule::new(
    Family::Policy,
    "variable-in-arn-field",
    Level::Warning,
    include_str!("../../../../rules/policy/variable-in-arn-field.md"),
);

pub(super) static DENY_WITH_ABSENT_VARIABLE: Rule = Rule::new(
    Family::Policy,
    "deny-with-absent-variable",
    Level::Note,
    include_str!("../../../../rules/policy/deny-with-absent-variable.md"),
);
