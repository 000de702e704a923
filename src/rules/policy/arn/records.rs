//! The records of the rules about ARNs.

use crate::rule::{Family, Level, Rule};

pub(in super::super) static MISSING_ARN_FIELD: Rule = Rule::new(
    Family::Policy,
    "missing-arn-field",
    Level::Error,
    include_str!("../../../../rules/policy/missing-arn-field.md"),
)
.supersedes(&["unchecked-resource"])
.access_analyzer("MISSING_ARN_FIELD");

pub(in super::super) static INVALID_ARN_PREFIX: Rule = Rule::new(
    Family::Policy,
    "invalid-arn-prefix",
    Level::Error,
    include_str!("../../../../rules/policy/invalid-arn-prefix.md"),
)
.supersedes(&["unchecked-resource"])
.access_analyzer("INVALID_ARN_PREFIX");

pub(in super::super) static INVALID_PARTITION: Rule = Rule::new(
    Family::Policy,
    "invalid-partition",
    Level::Error,
    include_str!("../../../../rules/policy/invalid-partition.md"),
)
.supersedes(&["unchecked-resource"])
.access_analyzer("INVALID_PARTITION");

pub(in super::super) static INVALID_SERVICE: Rule = Rule::new(
    Family::Policy,
    "invalid-service",
    Level::Error,
    include_str!("../../../../rules/policy/invalid-service.md"),
)
.supersedes(&["unchecked-resource"])
.access_analyzer("INVALID_SERVICE");

pub(in super::super) static INVALID_ARN_SERVICE_CASE: Rule = Rule::new(
    Family::Policy,
    "invalid-arn-service-case",
    Level::Error,
    include_str!("../../../../rules/policy/invalid-arn-service-case.md"),
)
.supersedes(&["unchecked-resource"])
.access_analyzer("INVALID_ARN_SERVICE_CASE");

pub(in super::super) static INVALID_ARN_REGION: Rule = Rule::new(
    Family::Policy,
    "invalid-arn-region",
    Level::Error,
    include_str!("../../../../rules/policy/invalid-arn-region.md"),
)
.supersedes(&["unchecked-resource"])
.access_analyzer("INVALID_ARN_REGION");

pub(in super::super) static ARN_REGION_NOT_ALLOWED: Rule = Rule::new(
    Family::Policy,
    "arn-region-not-allowed",
    Level::Error,
    include_str!("../../../../rules/policy/arn-region-not-allowed.md"),
)
.supersedes(&["unchecked-resource"])
.access_analyzer("ARN_REGION_NOT_ALLOWED");

pub(in super::super) static MISSING_ARN_REGION: Rule = Rule::new(
    Family::Policy,
    "missing-arn-region",
    Level::Error,
    include_str!("../../../../rules/policy/missing-arn-region.md"),
)
.supersedes(&["unchecked-resource"])
.access_analyzer("MISSING_ARN_REGION");

pub(in super::super) static INVALID_ARN_ACCOUNT: Rule = Rule::new(
    Family::Policy,
    "invalid-arn-account",
    Level::Error,
    include_str!("../../../../rules/policy/invalid-arn-account.md"),
)
.supersedes(&["unchecked-resource"])
.access_analyzer("INVALID_ARN_ACCOUNT");

pub(in super::super) static ARN_ACCOUNT_NOT_ALLOWED: Rule = Rule::new(
    Family::Policy,
    "arn-account-not-allowed",
    Level::Error,
    include_str!("../../../../rules/policy/arn-account-not-allowed.md"),
)
.supersedes(&["unchecked-resource"])
.access_analyzer("ARN_ACCOUNT_NOT_ALLOWED");

pub(in super::super) static MISSING_ARN_ACCOUNT: Rule = Rule::new(
    Family::Policy,
    "missing-arn-account",
    Level::Error,
    include_str!("../../../../rules/policy/missing-arn-account.md"),
)
.supersedes(&["unchecked-resource"])
.access_analyzer("MISSING_ARN_ACCOUNT");

pub(in super::super) static INVALID_ARN_RESOURCE: Rule = Rule::new(
    Family::Policy,
    "invalid-arn-resource",
    Level::Error,
    include_str!("../../../../rules/policy/invalid-arn-resource.md"),
)
.access_analyzer("INVALID_ARN_RESOURCE");

pub(in super::super) static UNMATCHED_ARN_RESOURCE: Rule = Rule::new(
    Family::Policy,
    "unmatched-arn-resource",
    Level::Warning,
    include_str!("../../../../rules/policy/unmatched-arn-resource.md"),
);
