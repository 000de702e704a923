//! Rules about one policy by itself.
//!
//! - what an element holds: `version`, `action`, `arn` (resources), `principal`, `size`; `holder` for what the policy
//!   of a bucket cannot hold
//! - conditions: `condition`, with `form` (operators and values), `keys`, `carried` (which requests carry a key),
//!   `domain` (which values a key can have) and `logic` (what tests say together); `variable` for policy variables
//! - statements that say too much, or not what is meant: `escalation` (handing out roles), `tagging`, `federation`
//!   (trust in identity providers), `resource_control`, `denial`
//! - statements beside one another: `redundancy` (said twice), `shadow` (without effect)
//! - policies for copies: `copying`
//! - what several of these ask: `subject` (what a resource policy belongs to), `region`, `expansion`

use crate::policy::Policy;
use crate::rule::{Finding, Rule};

mod action;
mod arn;
mod condition;
mod copying;
mod denial;
mod escalation;
mod expansion;
mod federation;
mod holder;
mod principal;
mod redundancy;
mod region;
mod resource_control;
mod shadow;
mod size;
mod slip;
mod subject;
mod tagging;
mod variable;
mod version;

/// Every rule of this family that is raised from the model.
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    RULES
        .iter()
        .chain(principal::RULES)
        .chain(shadow::RULES)
        .chain(size::RULES)
        .chain(condition::rules())
        .chain(variable::RULES)
        .chain(escalation::RULES)
        .chain(federation::RULES)
        .chain(resource_control::RULES)
        .chain(denial::RULES)
        .chain(copying::RULES)
        .copied()
}

const RULES: &[&Rule] = &[
    &version::INVALID_VERSION,
    &version::MISSING_VERSION,
    &action::INVALID_ACTION,
    &action::INVALID_SERVICE_IN_ACTION,
    &arn::MISSING_ARN_FIELD,
    &arn::INVALID_ARN_PREFIX,
    &arn::INVALID_PARTITION,
    &arn::INVALID_SERVICE,
    &arn::INVALID_ARN_SERVICE_CASE,
    &arn::INVALID_ARN_REGION,
    &arn::ARN_REGION_NOT_ALLOWED,
    &arn::MISSING_ARN_REGION,
    &arn::INVALID_ARN_ACCOUNT,
    &arn::ARN_ACCOUNT_NOT_ALLOWED,
    &arn::MISSING_ARN_ACCOUNT,
    &tagging::UNRESTRICTED_CREATE_TAGS,
    &arn::INVALID_ARN_RESOURCE,
    &arn::UNMATCHED_ARN_RESOURCE,
    &action::WILDCARD_IN_SERVICE_NAME,
    &redundancy::REDUNDANT_ACTION,
    &redundancy::REDUNDANT_RESOURCE,
    &redundancy::REDUNDANT_STATEMENT,
    &holder::UNSUPPORTED_ACTION_IN_POLICY,
    &holder::UNSUPPORTED_RESOURCE_ARN_IN_POLICY,
];

/// Looks at a policy by itself.
pub fn check(policy: &Policy<'_>, findings: &mut Vec<Finding>) {
    let mut memory = action::Memory::default();
    version::check(policy, findings);
    for statement in &policy.statements {
        action::check(statement, &mut memory, findings);
        arn::check(policy.kind, statement, findings);
    }
    redundancy::check(policy, findings);
    holder::check(policy, findings);
    principal::check(policy, findings);
    size::check(policy, findings);
    shadow::check(policy, findings);
    tagging::check(policy, findings);
    condition::check(policy, findings);
    variable::check(policy, findings);
    escalation::check(policy, findings);
    federation::check(policy, findings);
    resource_control::check(policy, findings);
    denial::check(policy, findings);
    copying::check(policy, findings);
}

/// Looks at policies that hold together for one user, group or role; `asked` says whether a planned copy is
/// put to them, which finds out what they do not allow.
pub fn check_together(policies: &[&Policy<'_>], asked: bool, findings: &mut Vec<Finding>) {
    copying::check_together(policies, asked, findings);
}
