//! Tagging on creation, granted wider than creation needs.

use super::copying::statements::allowing;
use crate::arn::Arn;
use crate::pattern::{Pattern, Substitute};
use crate::policy::{Effect, Element, Policy, PolicyKind, Statement, Text};
use crate::rule::{Family, Finding, Level, Rule};

pub(super) static UNRESTRICTED_CREATE_TAGS: Rule = Rule::new(
    Family::Policy,
    "unrestricted-create-tags",
    Level::Note,
    include_str!("../../../rules/policy/unrestricted-create-tags.md"),
);

/// The operations that make images and snapshots by copying.
const COPIES: [(&str, &str); 2] = [("ec2:copyimage", "CopyImage"), ("ec2:copysnapshot", "CopySnapshot")];

/// Keys that keep tagging within bounds: `ec2:CreateAction` ties it to a creation (EC2 User Guide,
/// "Grant permission to tag Amazon EC2 resources during creation"), tags of the resource tie it to some
/// of them.
const BOUNDS: [&str; 3] = ["ec2:createaction", "ec2:resourcetag/", "aws:resourcetag/"];

pub(super) fn check(policy: &Policy<'_>, findings: &mut Vec<Finding>) {
    if policy.kind != PolicyKind::Identity {
        return;
    }
    let mut unrestricted =
        policy.statements.iter().filter_map(|statement| tags_freely(policy, statement)).peekable();
    if unrestricted.peek().is_none() {
        return;
    }
    // Only where the policy is about copies; elsewhere tagging may be what it is for.
    let copies: Vec<String> = COPIES
        .iter()
        .filter(|(action, _)| policy.statements.iter().any(|statement| allowing(statement, action).is_some()))
        .map(|(_, operation)| format!("\"{operation}\""))
        .collect();
    if copies.is_empty() {
        return;
    }
    findings.extend(unrestricted.map(|tags| finding(tags, &copies.join(", "))));
}

/// The action `ec2:CreateTags` of a statement that allows it on what exists too.
fn tags_freely<'p, 't>(policy: &Policy<'t>, statement: &'p Statement<'t>) -> Option<&'p Text<'t>> {
    let actions = statement.actions.as_ref().filter(|actions| !actions.negated)?;
    let tags = actions.patterns.iter().find(|action| action.value.eq_ignore_ascii_case("ec2:CreateTags"))?;
    let bounded = |key: &str| BOUNDS.iter().any(|bound| key.to_ascii_lowercase().starts_with(bound));
    let free = statement.effect == Some(Effect::Allow)
        && !statement.conditions.iter().any(|condition| bounded(&condition.key.value))
        && statement.resources.as_ref().is_some_and(|resources| reaches_more_than_copies(policy, resources));
    free.then_some(tags)
}

fn finding(tags: &Text<'_>, copies: &str) -> Finding {
    Finding::new(
        &UNRESTRICTED_CREATE_TAGS,
        tags.span,
        "`ec2:CreateTags` is allowed on what exists already too, not only on what a copy makes",
    )
    .label("no condition on `ec2:CreateAction` in this statement")
    .help(format!(
        "to allow tagging during a copy only, give `ec2:CreateTags` a statement of its own with \
         `\"Condition\": {{\"StringEquals\": {{\"ec2:CreateAction\": [{copies}]}}}}`"
    ))
}

/// Whether one of these resources is what a copy makes, which is checked with the id `*`, and what exists
/// already as well. A statement about other resources, or about existing ones only, is not meant for
/// copies; one on `snapshot/${*}` cannot reach what exists.
fn reaches_more_than_copies(policy: &Policy<'_>, resources: &Element<'_>) -> bool {
    const NEW_AND_OLD: [(&str, &str); 2] = [("image/*", "image/ami-*"), ("snapshot/*", "snapshot/snap-*")];
    let reaches = |text: &str| {
        if text == "*" {
            return true;
        }
        let id = Arn::parse(text).ok().map(|arn| arn.resource.text);
        let pattern = id.and_then(|id| {
            if policy.has_variables() {
                Pattern::with_variables(id, true, |_| Substitute::Unknown)
            } else {
                Some(Pattern::plain(id))
            }
        });
        pattern.is_some_and(|pattern| {
            NEW_AND_OLD.iter().any(|(new, old)| pattern.matches(new) && pattern.meets(&Pattern::plain(old)))
        })
    };
    resources.negated || resources.patterns.iter().any(|pattern| reaches(&pattern.value))
}
