//! Statements about an action that a copy needs, on resources that no copy of this kind ever checks.

use super::Case;
use crate::arn::Arn;
use crate::authorization::{
    Answer, Attachment, Decision, Part, Resource, explain, matches_by_field, matches_resource,
};
use crate::copy::Need;
use crate::pattern::Pattern;
use crate::policy::{Effect, Policy, Statement, Text};
use crate::rule::{Family, Finding, Level, Rule};
use crate::words::shorten;

pub(super) static UNCHECKED_RESOURCE: Rule = Rule::new(
    Family::Access,
    "unchecked-resource",
    Level::Warning,
    include_str!("../../../rules/access/unchecked-resource.md"),
);

pub(super) fn check(case: Case<'_>, findings: &mut Vec<Finding>) {
    for policy in case.of_kind(Attachment::Identity).filter(|policy| policy.usable) {
        for statement in &policy.statements {
            findings.extend(judge(case, policy, statement));
        }
    }
}

/// A finding if nothing that a statement names can be what this copy checks, for a reason that would be the
/// same with every other Region and every other source.
fn judge(case: Case<'_>, policy: &Policy<'_>, statement: &Statement<'_>) -> Option<Finding> {
    let actions = statement.actions.as_ref().filter(|actions| !actions.negated)?;
    let resources = statement.resources.as_ref().filter(|resources| !resources.negated)?;
    let names = |need: &&Need| {
        let action = need.permission.action.to_ascii_lowercase();
        actions.patterns.iter().any(|pattern| {
            let wide = pattern.value.split(':').next_back().is_none_or(|name| name.starts_with('*'));
            !wide && Pattern::caseless(&pattern.value).matches(&action)
        })
    };
    let needs: Vec<&Need> = case.plan.needs.iter().filter(names).collect();
    let first = *needs.first()?;
    let variables = policy.has_variables();
    let is_met = |need: &&Need| {
        let context = &need.query.context;
        need.query.resources.iter().any(|resource| {
            // The unknown parts of another copy hold no colons.
            let other = relaxed(resource, is_copy(case, need));
            resources.patterns.iter().any(|pattern| {
                matches_resource(pattern, variables, resource, context).answer != Answer::No
                    || matches_by_field(pattern, variables, &other, context).answer != Answer::No
            })
        })
    };
    if needs.iter().any(is_met) {
        return None;
    }
    // An allowance without effect does no harm where another one has it.
    let is_missing = needs.iter().any(|need| decision(case, need) == Some(Decision::ImplicitDeny));
    let harmless = statement.effect == Some(Effect::Allow) && !is_missing;
    let level = if harmless { Level::Note } else { Level::Warning };
    // A variable that is none is another fault, which is told where it stands.
    if !variables && resources.patterns.iter().any(Text::has_variable) {
        return None;
    }
    let wanted = first.query.resources.first()?;
    let (pattern, mismatch) = resources
        .patterns
        .iter()
        .filter(|pattern| is_of_type(&pattern.value, wanted))
        .map(|pattern| (pattern, explain(policy, pattern, wanted, &first.query.context)))
        .reduce(|best, next| if next.1.matching > best.1.matching { next } else { best })?;
    let verb = match statement.effect? {
        Effect::Allow => "allowed",
        Effect::Deny => "denied",
    };
    let action = &first.permission.action;
    Some(
        Finding::new(
            &UNCHECKED_RESOURCE,
            mismatch.span,
            format!("`{action}` is {verb} on `{}`, which this copy never checks", shorten(&pattern.value)),
        )
        .label(mismatch.reason)
        .related(case.request.name, format!("this copy checks `{action}` on `{wanted}`"))
        .help(format!(
            "to speak of this copy, the statement must name `{wanted}`, or a pattern that matches it"
        ))
        .at_most(level),
    )
}

/// What the policies say to a need.
fn decision(case: Case<'_>, need: &Need) -> Option<Decision> {
    let mut outcomes = case.plan.needs.iter().zip(&case.access.outcomes);
    outcomes.find(|(other, _)| std::ptr::eq(*other, need)).map(|(_, outcome)| outcome.decision)
}

/// Whether a need is for the action of the copy itself, which no other operation asks for.
fn is_copy(case: Case<'_>, need: &Need) -> bool {
    need.permission.action.strip_prefix("ec2:") == Some(&case.request.operation.name)
}

/// Whether a pattern is about the type of a resource at all: a statement may list others for other actions.
fn is_of_type(pattern: &str, wanted: &Resource) -> bool {
    let id = wanted.id.text().or(wanted.id.form().map(|(form, _)| form)).unwrap_or_default();
    let type_of = |id: &str| id.split(['/', ':']).next().unwrap_or_default().to_owned();
    Arn::parse(pattern).is_ok_and(|arn| {
        let is_arn = arn.prefix.text == "arn" && wanted.service.text() == Some(arn.service.text);
        is_arn
            && match arn.service.text {
                // No types are named: there are buckets, and objects in them.
                "s3" => arn.resource.text.contains('/') == id.contains('/'),
                _ => arn.resource_type() == type_of(id),
            }
    })
}

/// The same resource of another copy: any Region, and any source. Of an action that other operations ask
/// for as well, on what exists already: any resource of the type.
fn relaxed(resource: &Resource, is_copy: bool) -> Resource {
    let like = |form, name| Part::Like { form, name };
    let id = match &resource.id {
        id if resource.service.text() == Some("s3") => {
            if id.to_string().contains('/') {
                like("*/*", "the object")
            } else {
                like("*", "the bucket")
            }
        }
        Part::Known(id) if !is_copy && id.starts_with("snapshot/") => like("snapshot/*", "the snapshot"),
        Part::Known(id) if !is_copy && id.starts_with("image/") => like("image/*", "the image"),
        Part::Known(id) if id.starts_with("snapshot/snap-") => like("snapshot/snap-*", "the source snapshot"),
        Part::Known(id) if id.starts_with("image/ami-") => like("image/ami-*", "the source image"),
        Part::Known(id) if id.starts_with("key/") => like("key/*", "the key"),
        other => other.clone(),
    };
    // What has no Region or no account in its ARN has none in another copy.
    let any = |part: &Part, any| if part.text() == Some("") { Part::known("") } else { any };
    let region = any(&resource.region, like("*-*-*", "the Region"));
    let account = any(&resource.account, like("????????????", "the account"));
    Resource { region, account, id, ..resource.clone() }
}
