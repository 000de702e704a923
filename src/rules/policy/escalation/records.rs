//! The records of the rules about handing out roles, by how the action and the roles are named.

use crate::rule::{Family, Level, Rule};

/// Every rule of this theme.
pub(crate) const RULES: &[&Rule] = &[
    &CREATE_SLR_WITH_STAR_IN_RESOURCE,
    &CREATE_SLR_WITH_NOT_RESOURCE,
    &CREATE_SLR_WITH_STAR_IN_ACTION_AND_RESOURCE,
    &CREATE_SLR_WITH_STAR_IN_ACTION_AND_NOT_RESOURCE,
    &CREATE_SLR_WITH_STAR_IN_RESOURCE_AND_NOT_ACTION,
    &CREATE_SLR_WITH_NOT_ACTION_AND_NOT_RESOURCE,
    &PASS_ROLE_WITH_STAR_IN_RESOURCE,
    &PASS_ROLE_WITH_NOT_RESOURCE,
    &PASS_ROLE_WITH_STAR_IN_ACTION_AND_RESOURCE,
    &PASS_ROLE_WITH_STAR_IN_ACTION_AND_NOT_RESOURCE,
    &PASS_ROLE_WITH_STAR_IN_RESOURCE_AND_NOT_ACTION,
    &PASS_ROLE_WITH_NOT_ACTION_AND_NOT_RESOURCE,
];

/// The rules about `iam:CreateServiceLinkedRole`: named literally, by a pattern, not excepted; on `*`, with `NotResource`.
pub(super) const CREATE_SLR: [[&Rule; 2]; 3] = [
    [&CREATE_SLR_WITH_STAR_IN_RESOURCE, &CREATE_SLR_WITH_NOT_RESOURCE],
    [&CREATE_SLR_WITH_STAR_IN_ACTION_AND_RESOURCE, &CREATE_SLR_WITH_STAR_IN_ACTION_AND_NOT_RESOURCE],
    [&CREATE_SLR_WITH_STAR_IN_RESOURCE_AND_NOT_ACTION, &CREATE_SLR_WITH_NOT_ACTION_AND_NOT_RESOURCE],
];

/// The rules about `iam:PassRole`: named literally, by a pattern, not excepted; on `*`, with `NotResource`.
pub(super) const PASS_ROLE: [[&Rule; 2]; 3] = [
    [&PASS_ROLE_WITH_STAR_IN_RESOURCE, &PASS_ROLE_WITH_NOT_RESOURCE],
    [&PASS_ROLE_WITH_STAR_IN_ACTION_AND_RESOURCE, &PASS_ROLE_WITH_STAR_IN_ACTION_AND_NOT_RESOURCE],
    [&PASS_ROLE_WITH_STAR_IN_RESOURCE_AND_NOT_ACTION, &PASS_ROLE_WITH_NOT_ACTION_AND_NOT_RESOURCE],
];

static CREATE_SLR_WITH_STAR_IN_RESOURCE: Rule = Rule::new(
    Family::Policy,
    "create-slr-with-star-in-resource",
    Level::Warning,
    include_str!("../../../../rules/policy/create-slr-with-star-in-resource.md"),
)
.access_analyzer("CREATE_SLR_WITH_STAR_IN_RESOURCE");

static CREATE_SLR_WITH_NOT_RESOURCE: Rule = Rule::new(
    Family::Policy,
    "create-slr-with-not-resource",
    Level::Warning,
    include_str!("../../../../rules/policy/create-slr-with-not-resource.md"),
)
.access_analyzer("CREATE_SLR_WITH_NOT_RESOURCE");

static CREATE_SLR_WITH_STAR_IN_ACTION_AND_RESOURCE: Rule = Rule::new(
    Family::Policy,
    "create-slr-with-star-in-action-and-resource",
    Level::Warning,
    include_str!("../../../../rules/policy/create-slr-with-star-in-action-and-resource.md"),
)
.access_analyzer("CREATE_SLR_WITH_STAR_IN_ACTION_AND_RESOURCE");

static CREATE_SLR_WITH_STAR_IN_ACTION_AND_NOT_RESOURCE: Rule = Rule::new(
    Family::Policy,
    "create-slr-with-star-in-action-and-not-resource",
    Level::Warning,
    include_str!("../../../../rules/policy/create-slr-with-star-in-action-and-not-resource.md"),
)
.access_analyzer("CREATE_SLR_WITH_STAR_IN_ACTION_AND_NOT_RESOURCE");

static CREATE_SLR_WITH_STAR_IN_RESOURCE_AND_NOT_ACTION: Rule = Rule::new(
    Family::Policy,
    "create-slr-with-star-in-resource-and-not-action",
    Level::Warning,
    include_str!("../../../../rules/policy/create-slr-with-star-in-resource-and-not-action.md"),
)
.access_analyzer("CREATE_SLR_WITH_STAR_IN_RESOURCE_AND_NOT_ACTION");

static CREATE_SLR_WITH_NOT_ACTION_AND_NOT_RESOURCE: Rule = Rule::new(
    Family::Policy,
    "create-slr-with-not-action-and-not-resource",
    Level::Warning,
    include_str!("../../../../rules/policy/create-slr-with-not-action-and-not-resource.md"),
)
.access_analyzer("CREATE_SLR_WITH_NOT_ACTION_AND_NOT_RESOURCE");

static PASS_ROLE_WITH_STAR_IN_RESOURCE: Rule = Rule::new(
    Family::Policy,
    "pass-role-with-star-in-resource",
    Level::Warning,
    include_str!("../../../../rules/policy/pass-role-with-star-in-resource.md"),
)
.access_analyzer("PASS_ROLE_WITH_STAR_IN_RESOURCE");

static PASS_ROLE_WITH_NOT_RESOURCE: Rule = Rule::new(
    Family::Policy,
    "pass-role-with-not-resource",
    Level::Warning,
    include_str!("../../../../rules/policy/pass-role-with-not-resource.md"),
)
.access_analyzer("PASS_ROLE_WITH_NOT_RESOURCE");

static PASS_ROLE_WITH_STAR_IN_ACTION_AND_RESOURCE: Rule = Rule::new(
    Family::Policy,
    "pass-role-with-star-in-action-and-resource",
    Level::Warning,
    include_str!("../../../../rules/policy/pass-role-with-star-in-action-and-resource.md"),
)
.access_analyzer("PASS_ROLE_WITH_STAR_IN_ACTION_AND_RESOURCE");

static PASS_ROLE_WITH_STAR_IN_ACTION_AND_NOT_RESOURCE: Rule = Rule::new(
    Family::Policy,
    "pass-role-with-star-in-action-and-not-resource",
    Level::Warning,
    include_str!("../../../../rules/policy/pass-role-with-star-in-action-and-not-resource.md"),
)
.access_analyzer("PASS_ROLE_WITH_STAR_IN_ACTION_AND_NOT_RESOURCE");

static PASS_ROLE_WITH_STAR_IN_RESOURCE_AND_NOT_ACTION: Rule = Rule::new(
    Family::Policy,
    "pass-role-with-star-in-resource-and-not-action",
    Level::Warning,
    include_str!("../../../../rules/policy/pass-role-with-star-in-resource-and-not-action.md"),
)
.access_analyzer("PASS_ROLE_WITH_STAR_IN_RESOURCE_AND_NOT_ACTION");

static PASS_ROLE_WITH_NOT_ACTION_AND_NOT_RESOURCE: Rule = Rule::new(
    Family::Policy,
    "pass-role-with-not-action-and-not-resource",
    Level::Warning,
    include_str!("../../../../rules/policy/pass-role-with-not-action-and-not-resource.md"),
)
.access_analyzer("PASS_ROLE_WITH_NOT_ACTION_AND_NOT_RESOURCE");
