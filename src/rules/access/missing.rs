//! Permissions that no statement grants.

use std::collections::HashMap;

use super::{Case, late_failure, late_failure_help};
use crate::access::{certainty, may_be_granted_elsewhere};
use crate::authorization::{Decision, closest};
use crate::copy::{Grants, Need, Statement};
use crate::rule::{Certainty, Family, Finding, Level, Rule};
use crate::words::{joined, listed};

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

pub(super) static MISSING_S3_PERMISSION: Rule = Rule::new(
    Family::Access,
    "missing-s3-permission",
    Level::Warning,
    include_str!("../../../rules/access/missing-s3-permission.md"),
);

fn rule_for(action: &str) -> &'static Rule {
    if action.starts_with("kms:") {
        &MISSING_KMS_PERMISSION
    } else if action.starts_with("s3:") {
        &MISSING_S3_PERMISSION
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
    let mut places = HashMap::new();
    let named = case.plan.needs.iter().zip(&case.access.outcomes);
    // Of other keys that nothing names, their own policies may allow the use.
    let looked_at = |need: &Need| need.permission.resource == "default-key" && need.proviso.is_none();
    let default = case.plan.key_needs.iter().zip(&case.access.key_outcomes);
    for (need, outcome) in named.chain(default.filter(|(need, _)| looked_at(need))) {
        if outcome.decision != Decision::ImplicitDeny {
            continue;
        }
        let rule = rule_for(&need.permission.action);
        let certainty = certainty(need, outcome);
        // A need that depends on what is not known is a note.
        let level = if need.proviso.is_some() { Level::Note } else { rule.level.min(certainty.ceiling()) };
        let reason = (rule.id, level, need.proviso, &need.query.resources);
        let place = *places.entry(reason).or_insert(groups.len());
        match groups.get_mut(place) {
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
    let with_proviso = on_key || group.rule == &MISSING_S3_PERMISSION;
    let proviso = need.proviso.filter(|_| with_proviso);
    let proviso = proviso.map(|proviso| format!(", needed {}", proviso.words())).unwrap_or_default();
    let consequence = late_failure(&actions);
    let mut finding = Finding::new(
        group.rule,
        need.cause,
        format!(
            "no statement of the given policies allows {} on `{resource}`, {purpose}{proviso}{consequence}",
            listed(&actions, "or"),
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
        "missing-kms-permission" if need.permission.resource == "default-key" => {
            "this source is encrypted, which may make it necessary"
        }
        "missing-kms-permission" => "this key makes it necessary",
        "missing-s3-permission" => "copying an image that is backed by S3 needs it",
        _ => "this copy needs it",
    })
    .certainty(group.certainty)
    .at_most(group.level)
    .help(format!("{}{}", help(case, group), late_failure_help(&actions)));
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

/// The statements that would grant it.
fn help(case: Case<'_>, group: &Group<'_>) -> String {
    let mut grants = Grants::default();
    for need in &group.needs {
        grants.add(case.request, need);
    }
    let statements = grants.statements();
    let elsewhere = match group.rule.id {
        "missing-kms-permission" => "unless the policy of the key allows it to whoever makes the copy, ",
        "missing-s3-permission" if group.needs.iter().all(|need| may_be_granted_elsewhere(need)) => {
            "unless the policy of the bucket allows it to whoever makes the copy, "
        }
        _ => "",
    };
    let noun = if statements.len() == 1 { "statement" } else { "statements" };
    // In the old version of the policy language a variable is plain text.
    let is_old = case.policies.iter().any(|policy| !policy.has_variables());
    let version = if is_old && statements.iter().any(Statement::has_variables) {
        ", in a policy with \"Version\": \"2012-10-17\""
    } else {
        ""
    };
    let statements: Vec<String> = statements.iter().map(Statement::to_line).collect();
    format!("{elsewhere}add the {noun} {}{version}", joined(&statements, "and"))
}
