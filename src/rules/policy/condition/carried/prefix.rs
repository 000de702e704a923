//! Listings of a bucket that are kept from a prefix, and not from the shorter ones.

use super::super::{Test, Tested};
use super::actions::some_carry;
use crate::policy::{Comparison, Effect, PolicyKind};
use crate::rule::{Certainty, Family, Finding, Level, Rule};

pub(super) static S3_PREFIX_IN_NEGATIVE_CONTEXT: Rule = Rule::new(
    Family::Policy,
    "s3-prefix-in-negative-context",
    Level::Warning,
    include_str!("../../../../../rules/policy/s3-prefix-in-negative-context.md"),
)
.access_analyzer("S3_PREFIX_IN_NEGATIVE_CONTEXT");

const KEY: &str = "s3:prefix";

pub(super) fn check(tested: &Tested<'_, '_>, findings: &mut Vec<Finding>) {
    let Some(effect) = tested.statement.effect else { return };
    let undercut = |test: &&Test<'_, '_>| {
        test.condition.is_about(KEY)
            && test.operator.comparison != Comparison::Null
            && test.operator.negated == (effect == Effect::Allow)
    };
    let Some(test) = tested.tests.iter().find(undercut) else { return };
    // Of actions that never carry the key more is wrong.
    let may_list = |actions| some_carry(actions, "s3", KEY);
    if tested.policy.kind == PolicyKind::Trust || !tested.statement.actions.as_ref().is_some_and(may_list) {
        return;
    }
    let (is, instead) = match effect {
        Effect::Allow => {
            ("allowed for all prefixes but some", "allow the prefixes that may be listed, with `StringLike`")
        }
        Effect::Deny => (
            "denied for some prefixes",
            "deny all other prefixes than those that may be listed, with `StringNotLike`",
        ),
    };
    findings.push(
        Finding::new(
            &S3_PREFIX_IN_NEGATIVE_CONTEXT,
            test.condition.key.span,
            format!("listing is {is}, and a request with a shorter `{KEY}`, or none, lists the same objects"),
        )
        .label("the prefix that the caller asks for, not that of the objects")
        .help(instead)
        .certainty(Certainty::Documented),
    );
}
