//! The records of the rules about identity providers.

use crate::rule::{Family, Level, Rule};

/// Every rule of this theme.
pub(crate) const RULES: &[&Rule] = &[
    &MISSING_CONDITION_KEY_FOR_OIDC_PRINCIPAL,
    &MISSING_GITHUB_REPO_CONDITION_KEY,
    &SPECIFIC_GITHUB_REPO_AND_BRANCH_RECOMMENDED,
    &CONFIRM_AUDIENCE_CLAIM_TYPE,
    &FORANYVALUE_WITH_AUDIENCE_CLAIM_TYPE,
    &UNIDENTIFIED_OIDC_TENANT,
    &OPEN_OIDC_TENANT,
    &OPEN_SERVICE_ACCOUNTS,
];

pub(super) static MISSING_CONDITION_KEY_FOR_OIDC_PRINCIPAL: Rule = Rule::new(
    Family::Policy,
    "missing-condition-key-for-oidc-principal",
    Level::Warning,
    include_str!("../../../../rules/policy/missing-condition-key-for-oidc-principal.md"),
)
.access_analyzer("MISSING_CONDITION_KEY_FOR_OIDC_PRINCIPAL");

pub(super) static MISSING_GITHUB_REPO_CONDITION_KEY: Rule = Rule::new(
    Family::Policy,
    "missing-github-repo-condition-key",
    Level::Warning,
    include_str!("../../../../rules/policy/missing-github-repo-condition-key.md"),
)
.access_analyzer("MISSING_GITHUB_REPO_CONDITION_KEY")
.supersedes(&["missing-condition-key-for-oidc-principal"]);

pub(super) static SPECIFIC_GITHUB_REPO_AND_BRANCH_RECOMMENDED: Rule = Rule::new(
    Family::Policy,
    "specific-github-repo-and-branch-recommended",
    Level::Warning,
    include_str!("../../../../rules/policy/specific-github-repo-and-branch-recommended.md"),
)
.access_analyzer("SPECIFIC_GITHUB_REPO_AND_BRANCH_RECOMMENDED");

pub(super) static CONFIRM_AUDIENCE_CLAIM_TYPE: Rule = Rule::new(
    Family::Policy,
    "confirm-audience-claim-type",
    Level::Note,
    include_str!("../../../../rules/policy/confirm-audience-claim-type.md"),
)
.access_analyzer("CONFIRM_AUDIENCE_CLAIM_TYPE");

pub(super) static FORANYVALUE_WITH_AUDIENCE_CLAIM_TYPE: Rule = Rule::new(
    Family::Policy,
    "foranyvalue-with-audience-claim-type",
    Level::Warning,
    include_str!("../../../../rules/policy/foranyvalue-with-audience-claim-type.md"),
)
.access_analyzer("FORANYVALUE_WITH_AUDIENCE_CLAIM_TYPE");

pub(super) static UNIDENTIFIED_OIDC_TENANT: Rule = Rule::new(
    Family::Policy,
    "unidentified-oidc-tenant",
    Level::Error,
    include_str!("../../../../rules/policy/unidentified-oidc-tenant.md"),
)
.supersedes(&["missing-condition-key-for-oidc-principal"]);

pub(super) static OPEN_OIDC_TENANT: Rule = Rule::new(
    Family::Policy,
    "open-oidc-tenant",
    Level::Warning,
    include_str!("../../../../rules/policy/open-oidc-tenant.md"),
)
.supersedes(&["specific-github-repo-and-branch-recommended"]);

pub(super) static OPEN_SERVICE_ACCOUNTS: Rule = Rule::new(
    Family::Policy,
    "open-service-accounts",
    Level::Warning,
    include_str!("../../../../rules/policy/open-service-accounts.md"),
);
