//! Permissions that no statement grants.

use std::collections::HashMap;

use super::{Case, late_failure, late_failure_help};
use crate::access::{Reason, certainty, kind_words};
use crate::authorization::{Attachment, Decision, closest};
use crate::copy::{Grants, Need, Statement};
use crate::policy::Policy;
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
    reason: &'a Reason,
    /// The kinds of policies that do not allow them. Of the policies of keys, other rules speak.
    lacking: Vec<Attachment>,
    level: Level,
    certainty: Certainty,
    needs: Vec<&'a Need>,
}

pub(super) fn check(case: Case<'_>, findings: &mut Vec<Finding>) {
    let mut groups: Vec<Group<'_>> = Vec::new();
    let mut places = HashMap::new();
    let answers = case.access.outcomes.iter().zip(&case.access.reasons);
    let named = case.plan.needs.iter().zip(answers);
    // Of other keys that nothing names, their own policies may allow the use.
    let looked_at = |need: &Need| need.permission.resource == "default-key" && need.proviso.is_none();
    let answers = case.access.key_outcomes.iter().zip(&case.access.key_reasons);
    let default = case.plan.key_needs.iter().zip(answers);
    for (need, (outcome, reason)) in named.chain(default.filter(|(need, _)| looked_at(need))) {
        if outcome.decision != Decision::ImplicitDeny {
            continue;
        }
        let lacking: Vec<Attachment> =
            reason.lacking.iter().copied().filter(|kind| *kind != Attachment::Resource).collect();
        if lacking.is_empty() && !reason.lacking.is_empty() {
            continue;
        }
        let rule = rule_for(&need.permission.action);
        let certainty = certainty(need, outcome);
        // A need that depends on what is not known is a note.
        let level = if need.proviso.is_some() { Level::Note } else { rule.level.min(certainty.ceiling()) };
        let place = (rule.id, level, need.proviso, &need.query.resources, lacking.clone());
        let place = *places.entry(place).or_insert(groups.len());
        match groups.get_mut(place) {
            Some(group) => {
                if certainty.ceiling() < group.certainty.ceiling() {
                    group.certainty = certainty;
                }
                group.needs.push(need);
            }
            None => groups.push(Group { rule, reason, lacking, level, certainty, needs: vec![need] }),
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
            "no statement of {} allows {} on `{resource}`, {purpose}{proviso}{consequence}",
            blockers(case, group),
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
    let lacking = group.lacking.iter().flat_map(|kind| case.of_kind(*kind));
    let lacking: Vec<&Policy<'_>> = lacking.collect();
    for (policy, mismatch) in lacking.iter().zip(closest(&need.query, &lacking)) {
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

/// The policies that do not allow it, in words.
fn blockers(case: Case<'_>, group: &Group<'_>) -> String {
    if case.is_of_identity() || group.lacking.is_empty() {
        return "the given policies".to_owned();
    }
    let kinds: Vec<String> = group.lacking.iter().map(|kind| kind_words(*kind)).collect();
    joined(&kinds, "or of")
}

/// The statements that would grant it.
fn help(case: Case<'_>, group: &Group<'_>) -> String {
    let mut grants = Grants::default();
    for need in &group.needs {
        grants.add(case.request, need);
    }
    let statements = grants.statements();
    let may_be_elsewhere = group.needs.iter().all(|need| group.reason.may_be_granted_elsewhere(need));
    let elsewhere = match group.rule.id {
        "missing-kms-permission" if may_be_elsewhere => {
            "unless the policy of the key allows it to whoever makes the copy, "
        }
        "missing-s3-permission" if may_be_elsewhere => {
            "unless the policy of the bucket allows it to whoever makes the copy, "
        }
        _ => "",
    };
    let noun = if statements.len() == 1 { "statement" } else { "statements" };
    // In the old version of the policy language a variable is plain text.
    let lacking = || group.lacking.iter().flat_map(|kind| case.of_kind(*kind));
    let is_old = lacking().any(|policy| !policy.has_variables());
    let version = if is_old && statements.iter().any(Statement::has_variables) {
        ", in a policy with \"Version\": \"2012-10-17\""
    } else {
        ""
    };
    let statements: Vec<String> = statements.iter().map(Statement::to_line).collect();
    let place = match group.lacking.as_slice() {
        [] | [Attachment::Identity] => String::new(),
        kinds => {
            let kinds: Vec<String> = kinds.iter().map(|kind| kind_words(*kind)).collect();
            format!("to {} ", joined(&kinds, "and to"))
        }
    };
    format!("{elsewhere}add {place}the {noun} {}{version}", joined(&statements, "and"))
}
