//! What a trust policy requires of sessions that nobody may set.

use super::super::Tested;
use crate::pattern::{begins_caseless, matches_caseless};
use crate::policy::{Effect, Policy, PolicyKind, Statement, split_action};
use crate::rule::{Certainty, Family, Finding, Level, Rule};
use crate::text::Span;
use crate::words::shorten;

pub(super) static MISSING_ACTION_FOR_CONDITION_KEY: Rule = Rule::new(
    Family::Policy,
    "missing-action-for-condition-key",
    Level::Error,
    include_str!("../../../../../rules/policy/missing-action-for-condition-key.md"),
)
.access_analyzer("MISSING_ACTION_FOR_CONDITION_KEY");

/// Keys, and the action that must be allowed for a value of theirs to be set (IAM User Guide, "Pass session tags in
/// AWS STS" and "Monitor and control actions taken with assumed roles").
const NEEDS: [(&str, &str); 4] = [
    ("aws:RequestTag/${TagKey}", "sts:TagSession"),
    ("aws:TagKeys", "sts:TagSession"),
    ("sts:TransitiveTagKeys", "sts:TagSession"),
    ("sts:SourceIdentity", "sts:SetSourceIdentity"),
];

/// Of how many statements it is asked whether they allow the action: more than a trust policy can hold.
const MOST: usize = 64;

pub(super) fn check(tested: &Tested<'_, '_>, findings: &mut Vec<Finding>) {
    let (policy, statement) = (tested.policy, tested.statement);
    if policy.kind != PolicyKind::Trust
        || policy.incomplete
        || statement.effect != Some(Effect::Allow)
        || policy.statements.len() > MOST
    {
        return;
    }
    let mut said: Vec<&str> = Vec::new();
    for test in &tested.tests {
        let condition = test.condition;
        let Some(name) = test.key.name() else { continue };
        let Some((_, needed)) = NEEDS.iter().find(|(key, _)| *key == name) else { continue };
        // One finding for each action that is missing.
        if condition.without_key() != Some(false) || said.contains(needed) || is_allowed(policy, needed) {
            continue;
        }
        let Some(assumes) = assuming(statement) else { continue };
        said.push(needed);
        findings.push(
            Finding::new(
                &MISSING_ACTION_FOR_CONDITION_KEY,
                condition.key.span,
                format!(
                    "`{}` is required, but nothing in this policy allows `{needed}`, without which no session has it",
                    shorten(&condition.key.value)
                ),
            )
            .label("no request that is allowed has a value for it")
            .related(assumes, "the role can never be assumed by this statement")
            .help(format!("add `{needed}` to the actions of this statement"))
            .certainty(Certainty::Documented),
        );
    }
}

/// The place of the action by which a statement lets a role be assumed.
fn assuming(statement: &Statement<'_>) -> Option<Span> {
    let actions = statement.actions.as_ref().filter(|actions| !actions.negated)?;
    let assumes = |text: &str| {
        split_action(text).is_some_and(|(prefix, name)| {
            prefix.eq_ignore_ascii_case("sts") && begins_caseless(name, "AssumeRole")
        })
    };
    actions.patterns.iter().find(|action| assumes(&action.value)).map(|action| action.span)
}

/// Whether some statement allows an action.
fn is_allowed(policy: &Policy<'_>, action: &str) -> bool {
    let action = action.to_ascii_lowercase();
    policy.statements.iter().any(|statement| {
        statement.effect == Some(Effect::Allow)
            && statement.actions.as_ref().is_none_or(|actions| {
                actions.negated
                    || actions.patterns.iter().any(|pattern| matches_caseless(&pattern.value, &action))
            })
    })
}
