//! The rules about principals that are raised from the model.

use crate::rule::{Family, Level, Rule};

/// Every rule of this theme.
pub(in super::super) const RULES: &[&Rule] = &[
    &UNSUPPORTED_WILDCARD_IN_PRINCIPAL,
    &IMPOSSIBLE_PRINCIPAL,
    &REDUNDANT_PRINCIPAL,
    &INVALID_ROLE_REFERENCE,
    &INVALID_USER_REFERENCE,
    &FEDERATED_PRINCIPAL_NOT_SUPPORTED,
    &INVALID_SERVICE_PRINCIPAL_FORMAT,
    &UNKNOWN_SERVICE_PRINCIPAL,
    &ALLOW_WITH_NOT_PRINCIPAL,
    &EXCEPTED_PRINCIPAL_WITHOUT_ACCOUNT,
    &RESTRICT_ACCESS_TO_SERVICE_PRINCIPAL,
    &RECOMMENDED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL,
    &UNSUPPORTED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL,
    &ROLE_TRUST_POLICY_SYNTAX_ERROR_NOTPRINCIPAL,
    &ROLE_TRUST_POLICY_SYNTAX_ERROR_RESOURCE,
    &ROLE_TRUST_POLICY_UNSUPPORTED_WILDCARD_IN_PRINCIPAL,
    &INVALID_FEDERATED_PRINCIPAL_SYNTAX_IN_ROLE_TRUST_POLICY,
    &MISMATCHED_ACTION_FOR_PRINCIPAL,
    &FOREIGN_ACTION_IN_TRUST_POLICY,
    &MISSING_ACTION_FOR_ROLES_ANYWHERE_TRUST_POLICY,
    &REDUNDANT_PRINCIPAL_IN_ROLE_TRUST_POLICY,
    &RCP_SYNTAX_ERROR_PRINCIPAL,
    &RCP_SYNTAX_ERROR_ALLOW,
];

pub(super) static UNSUPPORTED_WILDCARD_IN_PRINCIPAL: Rule = Rule::new(
    Family::Policy,
    "unsupported-wildcard-in-principal",
    Level::Error,
    include_str!("../../../../rules/policy/unsupported-wildcard-in-principal.md"),
)
.access_analyzer("UNSUPPORTED_WILDCARD_IN_PRINCIPAL");

pub(super) static IMPOSSIBLE_PRINCIPAL: Rule = Rule::new(
    Family::Policy,
    "impossible-principal",
    Level::Error,
    include_str!("../../../../rules/policy/impossible-principal.md"),
);

pub(super) static REDUNDANT_PRINCIPAL: Rule = Rule::new(
    Family::Policy,
    "redundant-principal",
    Level::Note,
    include_str!("../../../../rules/policy/redundant-principal.md"),
);

pub(super) static INVALID_ROLE_REFERENCE: Rule = Rule::new(
    Family::Policy,
    "invalid-role-reference",
    Level::Warning,
    include_str!("../../../../rules/policy/invalid-role-reference.md"),
)
.access_analyzer("INVALID_ROLE_REFERENCE");

pub(super) static INVALID_USER_REFERENCE: Rule = Rule::new(
    Family::Policy,
    "invalid-user-reference",
    Level::Warning,
    include_str!("../../../../rules/policy/invalid-user-reference.md"),
)
.access_analyzer("INVALID_USER_REFERENCE");

pub(super) static FEDERATED_PRINCIPAL_NOT_SUPPORTED: Rule = Rule::new(
    Family::Policy,
    "federated-principal-not-supported",
    Level::Error,
    include_str!("../../../../rules/policy/federated-principal-not-supported.md"),
)
.access_analyzer("FEDERATED_PRINCIPAL_NOT_SUPPORTED");

pub(in super::super) static INVALID_SERVICE_PRINCIPAL_FORMAT: Rule = Rule::new(
    Family::Policy,
    "invalid-service-principal-format",
    Level::Error,
    include_str!("../../../../rules/policy/invalid-service-principal-format.md"),
)
.access_analyzer("INVALID_SERVICE_PRINCIPAL_FORMAT");

pub(super) static UNKNOWN_SERVICE_PRINCIPAL: Rule = Rule::new(
    Family::Policy,
    "unknown-service-principal",
    Level::Warning,
    include_str!("../../../../rules/policy/unknown-service-principal.md"),
);

pub(super) static ALLOW_WITH_NOT_PRINCIPAL: Rule = Rule::new(
    Family::Policy,
    "allow-with-not-principal",
    Level::Warning,
    include_str!("../../../../rules/policy/allow-with-not-principal.md"),
)
.access_analyzer("ALLOW_WITH_NOT_PRINCIPAL");

pub(super) static EXCEPTED_PRINCIPAL_WITHOUT_ACCOUNT: Rule = Rule::new(
    Family::Policy,
    "excepted-principal-without-account",
    Level::Warning,
    include_str!("../../../../rules/policy/excepted-principal-without-account.md"),
);

pub(super) static RESTRICT_ACCESS_TO_SERVICE_PRINCIPAL: Rule = Rule::new(
    Family::Policy,
    "restrict-access-to-service-principal",
    Level::Warning,
    include_str!("../../../../rules/policy/restrict-access-to-service-principal.md"),
)
.access_analyzer("RESTRICT_ACCESS_TO_SERVICE_PRINCIPAL");

pub(super) static RECOMMENDED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL: Rule = Rule::new(
    Family::Policy,
    "recommended-condition-key-for-service-principal",
    Level::Note,
    include_str!("../../../../rules/policy/recommended-condition-key-for-service-principal.md"),
)
.access_analyzer("RECOMMENDED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL");

pub(super) static UNSUPPORTED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL: Rule = Rule::new(
    Family::Policy,
    "unsupported-condition-key-for-service-principal",
    Level::Error,
    include_str!("../../../../rules/policy/unsupported-condition-key-for-service-principal.md"),
)
.access_analyzer("UNSUPPORTED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL");

pub(super) static ROLE_TRUST_POLICY_SYNTAX_ERROR_NOTPRINCIPAL: Rule = Rule::new(
    Family::Policy,
    "role-trust-policy-syntax-error-notprincipal",
    Level::Error,
    include_str!("../../../../rules/policy/role-trust-policy-syntax-error-notprincipal.md"),
)
.access_analyzer("ROLE_TRUST_POLICY_SYNTAX_ERROR_NOTPRINCIPAL");

pub(super) static ROLE_TRUST_POLICY_SYNTAX_ERROR_RESOURCE: Rule = Rule::new(
    Family::Policy,
    "role-trust-policy-syntax-error-resource",
    Level::Error,
    include_str!("../../../../rules/policy/role-trust-policy-syntax-error-resource.md"),
)
.access_analyzer("ROLE_TRUST_POLICY_SYNTAX_ERROR_RESOURCE");

pub(super) static ROLE_TRUST_POLICY_UNSUPPORTED_WILDCARD_IN_PRINCIPAL: Rule = Rule::new(
    Family::Policy,
    "role-trust-policy-unsupported-wildcard-in-principal",
    Level::Error,
    include_str!("../../../../rules/policy/role-trust-policy-unsupported-wildcard-in-principal.md"),
)
.access_analyzer("ROLE_TRUST_POLICY_UNSUPPORTED_WILDCARD_IN_PRINCIPAL");

pub(super) static INVALID_FEDERATED_PRINCIPAL_SYNTAX_IN_ROLE_TRUST_POLICY: Rule = Rule::new(
    Family::Policy,
    "invalid-federated-principal-syntax-in-role-trust-policy",
    Level::Error,
    include_str!("../../../../rules/policy/invalid-federated-principal-syntax-in-role-trust-policy.md"),
)
.access_analyzer("INVALID_FEDERATED_PRINCIPAL_SYNTAX_IN_ROLE_TRUST_POLICY");

pub(super) static MISMATCHED_ACTION_FOR_PRINCIPAL: Rule = Rule::new(
    Family::Policy,
    "mismatched-action-for-principal",
    Level::Error,
    include_str!("../../../../rules/policy/mismatched-action-for-principal.md"),
)
.access_analyzer("MISMATCHED_ACTION_FOR_PRINCIPAL");

pub(super) static FOREIGN_ACTION_IN_TRUST_POLICY: Rule = Rule::new(
    Family::Policy,
    "foreign-action-in-trust-policy",
    Level::Error,
    include_str!("../../../../rules/policy/foreign-action-in-trust-policy.md"),
);

pub(super) static MISSING_ACTION_FOR_ROLES_ANYWHERE_TRUST_POLICY: Rule = Rule::new(
    Family::Policy,
    "missing-action-for-roles-anywhere-trust-policy",
    Level::Error,
    include_str!("../../../../rules/policy/missing-action-for-roles-anywhere-trust-policy.md"),
)
.access_analyzer("MISSING_ACTION_FOR_ROLES_ANYWHERE_TRUST_POLICY");

pub(super) static REDUNDANT_PRINCIPAL_IN_ROLE_TRUST_POLICY: Rule = Rule::new(
    Family::Policy,
    "redundant-principal-in-role-trust-policy",
    Level::Note,
    include_str!("../../../../rules/policy/redundant-principal-in-role-trust-policy.md"),
)
.access_analyzer("REDUNDANT_PRINCIPAL_IN_ROLE_TRUST_POLICY");

pub(super) static RCP_SYNTAX_ERROR_PRINCIPAL: Rule = Rule::new(
    Family::Policy,
    "rcp-syntax-error-principal",
    Level::Error,
    include_str!("../../../../rules/policy/rcp-syntax-error-principal.md"),
)
.access_analyzer("RCP_SYNTAX_ERROR_PRINCIPAL");

pub(super) static RCP_SYNTAX_ERROR_ALLOW: Rule = Rule::new(
    Family::Policy,
    "rcp-syntax-error-allow",
    Level::Error,
    include_str!("../../../../rules/policy/rcp-syntax-error-allow.md"),
)
.access_analyzer("RCP_SYNTAX_ERROR_ALLOW");
