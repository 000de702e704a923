//! The rules about condition keys by themselves.

use crate::rule::{Family, Level, Rule};

/// One of the checks of Access Analyzer: its code in lower case is the name of the page.
macro_rules! record {
    ($name:ident, $level:ident, $id:literal, $code:literal) => {
        pub(super) static $name: Rule = Rule::new(
            Family::Policy,
            $id,
            Level::$level,
            include_str!(concat!("../../../../../rules/policy/", $id, ".md")),
        )
        .access_analyzer($code);
    };
}

record!(INVALID_CONDITION_KEY_FORMAT, Error, "invalid-condition-key-format", "INVALID_CONDITION_KEY_FORMAT");
record!(INVALID_GLOBAL_CONDITION_KEY, Error, "invalid-global-condition-key", "INVALID_GLOBAL_CONDITION_KEY");
record!(
    UNSUPPORTED_GLOBAL_CONDITION_KEY,
    Error,
    "unsupported-global-condition-key",
    "UNSUPPORTED_GLOBAL_CONDITION_KEY"
);
record!(
    DEPRECATED_GLOBAL_CONDITION_KEY,
    Warning,
    "deprecated-global-condition-key",
    "DEPRECATED_GLOBAL_CONDITION_KEY"
);
record!(
    INVALID_SERVICE_CONDITION_KEY,
    Error,
    "invalid-service-condition-key",
    "INVALID_SERVICE_CONDITION_KEY"
);
record!(MISSING_QUALIFIER, Error, "missing-qualifier", "MISSING_QUALIFIER");
record!(
    FORALLVALUES_WITH_SINGLE_VALUED_KEY,
    Warning,
    "forallvalues-with-single-valued-key",
    "FORALLVALUES_WITH_SINGLE_VALUED_KEY"
);
record!(MISSING_TAG_KEY_IN_CONDITION, Error, "missing-tag-key-in-condition", "MISSING_TAG_KEY_IN_CONDITION");
record!(
    MISSING_PAIRED_CONDITION_KEYS,
    Warning,
    "missing-paired-condition-keys",
    "MISSING_PAIRED_CONDITION_KEYS"
);
record!(UNTRUSTWORTHY_CONDITION_KEY, Warning, "untrustworthy-condition-key", "UNTRUSTWORTHY_CONDITION_KEY");
record!(
    STRING_LIKE_OPERATOR_WITH_ARN_CONDITION_KEYS,
    Warning,
    "string-like-operator-with-arn-condition-keys",
    "STRING_LIKE_OPERATOR_WITH_ARN_CONDITION_KEYS"
);
record!(TYPE_MISMATCH, Warning, "type-mismatch", "TYPE_MISMATCH");

pub(super) static UNKNOWN_CONDITION_KEY_PREFIX: Rule = Rule::new(
    Family::Policy,
    "unknown-condition-key-prefix",
    Level::Error,
    include_str!("../../../../../rules/policy/unknown-condition-key-prefix.md"),
);

pub(super) const RULES: &[&Rule] = &[
    &INVALID_CONDITION_KEY_FORMAT,
    &INVALID_GLOBAL_CONDITION_KEY,
    &UNSUPPORTED_GLOBAL_CONDITION_KEY,
    &DEPRECATED_GLOBAL_CONDITION_KEY,
    &INVALID_SERVICE_CONDITION_KEY,
    &MISSING_QUALIFIER,
    &FORALLVALUES_WITH_SINGLE_VALUED_KEY,
    &MISSING_TAG_KEY_IN_CONDITION,
    &MISSING_PAIRED_CONDITION_KEYS,
    &UNTRUSTWORTHY_CONDITION_KEY,
    &STRING_LIKE_OPERATOR_WITH_ARN_CONDITION_KEYS,
    &TYPE_MISMATCH,
    &UNKNOWN_CONDITION_KEY_PREFIX,
];
