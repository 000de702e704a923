//! The rules about operators and values by themselves.

use crate::rule::{Family, Level, Rule};

/// Every rule of this theme.
pub(in crate::rules::policy::condition) const RULES: &[&Rule] = &[
    &NULL_WITH_IF_EXISTS,
    &NULL_WITH_QUALIFIER,
    &INVALID_CONDITION_MULTIPLE_BOOLEAN,
    &TYPE_MISMATCH_BOOLEAN,
    &TYPE_MISMATCH_DATE,
    &INVALID_DATE_VALUE,
    &TYPE_MISMATCH_IP_RANGE,
    &TYPE_MISMATCH_NUMBER,
    &TYPE_MISMATCH_STRING,
    &WILDCARD_WITHOUT_LIKE_OPERATOR,
    &EMPTY_ARRAY_CONDITION,
    &EMPTY_ARRAY_CONDITION_FORALLVALUES,
    &EMPTY_ARRAY_CONDITION_FORANYVALUE,
    &EMPTY_ARRAY_CONDITION_IFEXISTS,
    &REDUNDANT_CONDITION_VALUE_NUM,
    &IMPROVE_IP_RANGE,
    &PRIVATE_IP_ADDRESS,
    &PRIVATE_IP_ADDRESS_SUBSET,
    &PRIVATE_NOT_IP_ADDRESS,
    &PRIVATE_NOT_IP_ADDRESS_SUBSET,
    &EQUIVALENT_TO_NULL_FALSE,
    &EQUIVALENT_TO_NULL_TRUE,
    &REDUNDANT_KEY_DUE_TO_WILDCARD_IN_CONDITION,
    &REDUNDANT_STATEMENT_DUE_TO_WILDCARD_IN_CONDITION,
];

pub(super) static NULL_WITH_IF_EXISTS: Rule = Rule::new(
    Family::Policy,
    "null-with-if-exists",
    Level::Error,
    include_str!("../../../../../rules/policy/null-with-if-exists.md"),
)
.access_analyzer("NULL_WITH_IF_EXISTS");

pub(super) static NULL_WITH_QUALIFIER: Rule = Rule::new(
    Family::Policy,
    "null-with-qualifier",
    Level::Note,
    include_str!("../../../../../rules/policy/null-with-qualifier.md"),
)
.access_analyzer("NULL_WITH_QUALIFIER");

pub(super) static INVALID_CONDITION_MULTIPLE_BOOLEAN: Rule = Rule::new(
    Family::Policy,
    "invalid-condition-multiple-boolean",
    Level::Error,
    include_str!("../../../../../rules/policy/invalid-condition-multiple-boolean.md"),
)
.access_analyzer("INVALID_CONDITION_MULTIPLE_BOOLEAN");

pub(super) static TYPE_MISMATCH_BOOLEAN: Rule = Rule::new(
    Family::Policy,
    "type-mismatch-boolean",
    Level::Warning,
    include_str!("../../../../../rules/policy/type-mismatch-boolean.md"),
)
.access_analyzer("TYPE_MISMATCH_BOOLEAN");

pub(super) static TYPE_MISMATCH_DATE: Rule = Rule::new(
    Family::Policy,
    "type-mismatch-date",
    Level::Warning,
    include_str!("../../../../../rules/policy/type-mismatch-date.md"),
)
.access_analyzer("TYPE_MISMATCH_DATE");

pub(super) static INVALID_DATE_VALUE: Rule = Rule::new(
    Family::Policy,
    "invalid-date-value",
    Level::Warning,
    include_str!("../../../../../rules/policy/invalid-date-value.md"),
)
.access_analyzer("INVALID_DATE_VALUE");

pub(super) static TYPE_MISMATCH_IP_RANGE: Rule = Rule::new(
    Family::Policy,
    "type-mismatch-ip-range",
    Level::Error,
    include_str!("../../../../../rules/policy/type-mismatch-ip-range.md"),
)
.access_analyzer("TYPE_MISMATCH_IP_RANGE");

pub(super) static TYPE_MISMATCH_NUMBER: Rule = Rule::new(
    Family::Policy,
    "type-mismatch-number",
    Level::Warning,
    include_str!("../../../../../rules/policy/type-mismatch-number.md"),
)
.access_analyzer("TYPE_MISMATCH_NUMBER");

pub(super) static TYPE_MISMATCH_STRING: Rule = Rule::new(
    Family::Policy,
    "type-mismatch-string",
    Level::Warning,
    include_str!("../../../../../rules/policy/type-mismatch-string.md"),
)
.access_analyzer("TYPE_MISMATCH_STRING");

pub(super) static WILDCARD_WITHOUT_LIKE_OPERATOR: Rule = Rule::new(
    Family::Policy,
    "wildcard-without-like-operator",
    Level::Warning,
    include_str!("../../../../../rules/policy/wildcard-without-like-operator.md"),
)
.access_analyzer("WILDCARD_WITHOUT_LIKE_OPERATOR");

pub(super) static EMPTY_ARRAY_CONDITION: Rule = Rule::new(
    Family::Policy,
    "empty-array-condition",
    Level::Note,
    include_str!("../../../../../rules/policy/empty-array-condition.md"),
)
.access_analyzer("EMPTY_ARRAY_CONDITION");

pub(super) static EMPTY_ARRAY_CONDITION_FORALLVALUES: Rule = Rule::new(
    Family::Policy,
    "empty-array-condition-forallvalues",
    Level::Note,
    include_str!("../../../../../rules/policy/empty-array-condition-forallvalues.md"),
)
.access_analyzer("EMPTY_ARRAY_CONDITION_FORALLVALUES");

pub(super) static EMPTY_ARRAY_CONDITION_FORANYVALUE: Rule = Rule::new(
    Family::Policy,
    "empty-array-condition-foranyvalue",
    Level::Note,
    include_str!("../../../../../rules/policy/empty-array-condition-foranyvalue.md"),
)
.access_analyzer("EMPTY_ARRAY_CONDITION_FORANYVALUE");

pub(super) static EMPTY_ARRAY_CONDITION_IFEXISTS: Rule = Rule::new(
    Family::Policy,
    "empty-array-condition-ifexists",
    Level::Note,
    include_str!("../../../../../rules/policy/empty-array-condition-ifexists.md"),
)
.access_analyzer("EMPTY_ARRAY_CONDITION_IFEXISTS");

pub(super) static REDUNDANT_CONDITION_VALUE_NUM: Rule = Rule::new(
    Family::Policy,
    "redundant-condition-value-num",
    Level::Note,
    include_str!("../../../../../rules/policy/redundant-condition-value-num.md"),
)
.access_analyzer("REDUNDANT_CONDITION_VALUE_NUM");

pub(super) static IMPROVE_IP_RANGE: Rule = Rule::new(
    Family::Policy,
    "improve-ip-range",
    Level::Note,
    include_str!("../../../../../rules/policy/improve-ip-range.md"),
)
.access_analyzer("IMPROVE_IP_RANGE");

pub(super) static PRIVATE_IP_ADDRESS: Rule = Rule::new(
    Family::Policy,
    "private-ip-address",
    Level::Error,
    include_str!("../../../../../rules/policy/private-ip-address.md"),
)
.access_analyzer("PRIVATE_IP_ADDRESS");

pub(super) static PRIVATE_IP_ADDRESS_SUBSET: Rule = Rule::new(
    Family::Policy,
    "private-ip-address-subset",
    Level::Note,
    include_str!("../../../../../rules/policy/private-ip-address-subset.md"),
)
.access_analyzer("PRIVATE_IP_ADDRESS_SUBSET");

pub(super) static PRIVATE_NOT_IP_ADDRESS: Rule = Rule::new(
    Family::Policy,
    "private-not-ip-address",
    Level::Error,
    include_str!("../../../../../rules/policy/private-not-ip-address.md"),
)
.access_analyzer("PRIVATE_NOT_IP_ADDRESS");

pub(super) static PRIVATE_NOT_IP_ADDRESS_SUBSET: Rule = Rule::new(
    Family::Policy,
    "private-not-ip-address-subset",
    Level::Note,
    include_str!("../../../../../rules/policy/private-not-ip-address-subset.md"),
)
.access_analyzer("PRIVATE_NOT_IP_ADDRESS_SUBSET");

pub(super) static EQUIVALENT_TO_NULL_FALSE: Rule = Rule::new(
    Family::Policy,
    "equivalent-to-null-false",
    Level::Note,
    include_str!("../../../../../rules/policy/equivalent-to-null-false.md"),
)
.access_analyzer("EQUIVALENT_TO_NULL_FALSE");

pub(super) static EQUIVALENT_TO_NULL_TRUE: Rule = Rule::new(
    Family::Policy,
    "equivalent-to-null-true",
    Level::Note,
    include_str!("../../../../../rules/policy/equivalent-to-null-true.md"),
)
.access_analyzer("EQUIVALENT_TO_NULL_TRUE");

pub(super) static REDUNDANT_KEY_DUE_TO_WILDCARD_IN_CONDITION: Rule = Rule::new(
    Family::Policy,
    "redundant-key-due-to-wildcard-in-condition",
    Level::Note,
    include_str!("../../../../../rules/policy/redundant-key-due-to-wildcard-in-condition.md"),
)
.access_analyzer("REDUNDANT_KEY_DUE_TO_WILDCARD_IN_CONDITION");

pub(super) static REDUNDANT_STATEMENT_DUE_TO_WILDCARD_IN_CONDITION: Rule = Rule::new(
    Family::Policy,
    "redundant-statement-due-to-wildcard-in-condition",
    Level::Note,
    include_str!("../../../../../rules/policy/redundant-statement-due-to-wildcard-in-condition.md"),
)
.access_analyzer("REDUNDANT_STATEMENT_DUE_TO_WILDCARD_IN_CONDITION");
