//! Permissions that no statement grants.

use super::Case;
use crate::access::certainty;
use crate::authorization::{Decision, Part, Resource, closest};
use crate::copy::Need;
use crate::rule::{Certainty, Family, Finding, Level, Rule};
use crate::words::listed;

pub(super) static MISSING_COPY_PERMISSION: Rule = Rule::new(
    Family::Access,
    "missing-copy-permission",
    Level::Error,
    include_str!("../../../rules/access/missing-copy-permission.md"),
);

pub(super) static MISSING_TAG_PERMISSION: Rule = Rule::new(
    Family::Access,
    "missing-tag-permission",
    Level::Error,
    include_str!("../../../rules/access/missing-tag-permission.md"),
);

pub(super) static MISSING_KMS_PERMISSION: Rule = Rule::new(
    Family::Access,
    "missing-kms-permission",
    Level::Warning,
    include_str!("../../../rules/access/missing-kms-permission.md"),
);

fn rule_for(action: &str) -> &'static Rule {
    if action.starts_with("kms:") {
        &MISSING_KMS_PERMISSION
    } else if action == "ec2:CreateTags" {
        &MISSING_TAG_PERMISSION
    } else {
        &MISSING_COPY_PERMISSION
    }
}

/// Needs that are missing for the same reason: one finding.
struct Group<'a> {
    rule: &'static Rule,
    level: Level,
    certainty: Certainty,
    needs: Vec<&'a Need>,
}

pub(super) fn check(case: Case<'_>, findings: &mut Vec<Finding>) {
    let mut groups: Vec<Group<'_>> = Vec::new();
    for (need, outcome) in case.plan.needs.iter().zip(&case.access.outcomes) {
        if outcome.decision != Decision::ImplicitDeny {
            continue;
        }
        let rule = rule_for(&need.permission.action);
        let certainty = certainty(need, outcome);
        // A need that depends on what is not known is a note.
        let level = if need.proviso.is_some() { Level::Note } else { rule.level.min(certainty.ceiling()) };
        let same = |group: &&mut Group<'_>| {
            group.rule == rule
                && group.level == level
                && group.needs.iter().all(|other| {
                    other.proviso == need.proviso && other.query.resources == need.query.resources
                })
        };
        match groups.iter_mut().find(same) {
            Some(group) => {
                if certainty.ceiling() < group.certainty.ceiling() {
                    group.certainty = certainty;
                }
                group.needs.push(need);
            }
            None => groups.push(Group { rule, level, certainty, needs: vec![need] }),
        }
    }
    findings.extend(groups.iter().filter_map(|group| finding(case, group)));
}

fn finding(case: Case<'_>, group: &Group<'_>) -> Option<Finding> {
    let need = group.needs.first()?;
    let resource = need.query.resources.first()?;
    let actions: Vec<&str> = group.needs.iter().map(|need| need.permission.action.as_str()).collect();
    let purpose = &need.permission.text;
    let on_key = group.rule == &MISSING_KMS_PERMISSION;
    let proviso = need.proviso.map(|proviso| format!(", needed {}", proviso.words()));
    // AWS checks keys after it has answered.
    let consequence = if on_key { ": the call would succeed and the copy fail later" } else { "" };
    let mut finding = Finding::new(
        group.rule,
        need.cause,
        format!(
            "no statement of the given policies allows {} on `{resource}`, {purpose}{}{consequence}",
            listed(&actions, "or"),
            proviso.filter(|_| on_key).unwrap_or_default(),
        ),
    )
    .label(match group.rule.id {
        "missing-tag-permission" if need.proviso.is_some() => {
            "this needs the permission if there are tags to be copied"
        }
        "missing-tag-permission" => "these tags make it necessary",
        "missing-kms-permission" if need.permission.resource == "source-key" => {
            "the key of this source makes it necessary"
        }
        "missing-kms-permission" => "this key makes it necessary",
        _ => "this copy needs it",
    })
    .certainty(group.certainty)
    .at_most(group.level)
    .help(help(group, resource));
    for (policy, mismatch) in case.policies.iter().zip(closest(&need.query, case.policies)) {
        finding = match (mismatch, policy.statement_key) {
            (Some(mismatch), _) => finding.related(mismatch.span, mismatch.reason),
            (None, Some(key)) => {
                finding.related(key, format!("no statement here allows {}", listed(&actions, "or")))
            }
            (None, None) => finding,
        };
    }
    Some(finding)
}

/// The statement that would grant it.
fn help(group: &Group<'_>, resource: &Resource) -> String {
    let actions: Vec<String> =
        group.needs.iter().map(|need| format!("\"{}\"", need.permission.action)).collect();
    let actions = if actions.len() == 1 { actions.concat() } else { format!("[{}]", actions.join(", ")) };
    let alternatives = group.needs.first().map_or(0, |need| need.query.resources.len());
    let part = |part: &Part| part.text().unwrap_or("*").to_owned();
    // Which Region stands in the ARN of the source is not known: both must match.
    let region = if alternatives > 1 { "*".to_owned() } else { part(&resource.region) };
    let id = match &resource.id {
        Part::Known(id) => id.clone(),
        Part::Like { form, .. } => (*form).to_owned(),
    };
    let arn = format!(
        "arn:{}:{}:{region}:{}:{id}",
        part(&resource.partition),
        part(&resource.service),
        part(&resource.account)
    );
    let condition = match group.needs.first().and_then(|need| need.query.context.values("ec2:CreateAction")) {
        Some([operation]) => {
            format!(", \"Condition\": {{\"StringEquals\": {{\"ec2:CreateAction\": \"{operation}\"}}}}")
        }
        _ => String::new(),
    };
    let elsewhere = if group.rule == &MISSING_KMS_PERMISSION {
        "unless the policy of the key allows it to whoever makes the copy, "
    } else {
        ""
    };
    format!(
        "{elsewhere}add the statement {{\"Effect\": \"Allow\", \"Action\": {actions}, \"Resource\": \"{arn}\"{condition}}}"
    )
}
