//! Condition keys and the actions of their statement: which requests carry the key.

use super::Tested;
use crate::rule::{Finding, Rule};

mod absent;
mod actions;
mod attributes;
mod confined;
mod endpoint;
mod grounds;
mod irrelevant;
mod prefix;
mod session;
mod tags;

/// Every rule of this theme.
pub(super) const RULES: &[&Rule] = &[
    &absent::ABSENT_CONDITION_KEY,
    &absent::VACUOUS_CONDITION,
    &absent::UNSUPPORTED_ACTION_FOR_CONDITION_KEY,
    &session::MISSING_ACTION_FOR_CONDITION_KEY,
    &irrelevant::IRRELEVANT_CONDITION_KEY_IN_POLICY,
    &endpoint::USE_CONDITION_KEY_ONLY_WITH_SUPPORTED_SERVICES,
    &tags::ALLOW_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE,
    &tags::DENY_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE,
    &tags::ALLOW_NOTACTION_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE,
    &tags::DENY_NOTACTION_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE,
    &attributes::DYNAMODB_ATTRIBUTES_WITHOUT_SELECT,
    &prefix::S3_PREFIX_IN_NEGATIVE_CONTEXT,
];

pub(super) fn check(tested: &Tested<'_, '_>, findings: &mut Vec<Finding>) {
    absent::check(tested, findings);
    session::check(tested, findings);
    irrelevant::check(tested, findings);
    endpoint::check(tested, findings);
    tags::check(tested, findings);
    attributes::check(tested, findings);
    prefix::check(tested, findings);
}
