//! Policies of KMS keys that do not let whoever makes a copy use the key.
//!
//! AWS KMS Developer Guide, "Key policies in AWS KMS" and "Allowing users in other accounts to use a KMS key"; EBS
//! User Guide, "Share the KMS key that was used to encrypt a shared Amazon EBS snapshot".

use super::{Case, late_failure, late_failure_help};
use crate::access::{Asked, certainty};
use crate::authorization::{Answer, Attachment, CallerKind, Decision, closest, names_caller};
use crate::copy::Need;
use crate::policy::{Effect, Policy, Statement};
use crate::rule::{Certainty, Family, Finding, Level, Rule};
use crate::text::Span;
use crate::words::{joined, listed};

pub(super) static KEY_POLICY_WITHOUT_COPIER: Rule = Rule::new(
    Family::Access,
    "key-policy-without-copier",
    Level::Error,
    include_str!("../../../rules/access/key-policy-without-copier.md"),
);

pub(super) static INCOMPLETE_KEY_POLICY: Rule = Rule::new(
    Family::Access,
    "incomplete-key-policy",
    Level::Warning,
    include_str!("../../../rules/access/incomplete-key-policy.md"),
);

pub(super) fn check(case: Case<'_>, findings: &mut Vec<Finding>) {
    let of_key = |asked: &&Asked<'_>| asked.attachment == Attachment::Resource && asked.policy.usable;
    for asked in case.asked.iter().filter(of_key) {
        check_policy(case, asked, findings);
    }
}

/// A need that the policy of the key does not allow.
struct Lack<'a> {
    need: &'a Need,
    certainty: Certainty,
}

impl Lack<'_> {
    fn level(&self) -> Level {
        let level = self.certainty.ceiling().min(Level::Warning);
        // A need that depends on what is not known is a note.
        if self.need.proviso.is_some() { Level::Note } else { level }
    }
}

fn check_policy(case: Case<'_>, asked: &Asked<'_>, findings: &mut Vec<Finding>) {
    let answers = case.access.outcomes.iter().zip(&case.access.reasons);
    let lacks: Vec<Lack<'_>> = case
        .plan
        .needs
        .iter()
        .zip(answers)
        .filter(|(need, (_, reason))| {
            asked.concerns(need) && reason.resource_policy == Some(Decision::ImplicitDeny)
        })
        .map(|(need, (outcome, _))| Lack { need, certainty: certainty(need, outcome) })
        .collect();
    if lacks.is_empty() {
        return;
    }
    let speaks = |statement: &&Statement<'_>| {
        statement.effect == Some(Effect::Allow) && names_caller(statement, case.caller) != Answer::No
    };
    let speaking: Vec<Statement<'_>> = asked.policy.statements.iter().filter(speaks).cloned().collect();
    if speaking.is_empty() {
        findings.extend(without_copier(case, asked.policy, &lacks));
        return;
    }
    let speaking = Policy { statements: speaking, ..asked.policy.clone() };
    for level in [Level::Warning, Level::Note] {
        let lacks: Vec<&Lack<'_>> = lacks.iter().filter(|lack| lack.level() == level).collect();
        findings.extend(incomplete(case, &speaking, &lacks, level));
    }
}

fn without_copier(case: Case<'_>, policy: &Policy<'_>, lacks: &[Lack<'_>]) -> Option<Finding> {
    let first = lacks.first()?.need;
    let resource = first.query.resources.first()?;
    let actions: Vec<&str> = lacks.iter().map(|lack| lack.need.permission.action.as_str()).collect();
    let message = format!(
        "no statement of this key policy lets {} use `{resource}`, {}{}",
        copier(case),
        first.permission.text,
        late_failure(&actions)
    );
    // Which actions are needed on which of two keys is inferred; that a key of which none is allowed cannot be used,
    // follows.
    let level = if first.proviso.is_some() { Level::Note } else { Level::Error };
    Some(
        Finding::new(&KEY_POLICY_WITHOUT_COPIER, policy.statement_key?, message)
            .label(format!("no `Principal` here names {}", copier(case)))
            .certainty(Certainty::Deduced)
            .at_most(level)
            .related(first.cause, "this copy needs the key")
            .help(help(case, &actions)),
    )
}

fn incomplete(case: Case<'_>, speaking: &Policy<'_>, lacks: &[&Lack<'_>], level: Level) -> Option<Finding> {
    let first = lacks.first()?.need;
    let actions: Vec<&str> = lacks.iter().map(|lack| lack.need.permission.action.as_str()).collect();
    let resource = first.query.resources.first()?;
    let mismatch = lacks
        .iter()
        .find_map(|lack| closest(&lack.need.query, &[speaking]).into_iter().flatten().next())
        .map(|mismatch| (mismatch.span, mismatch.reason));
    let (span, label) = mismatch.or_else(|| {
        let place = speaking.statements.iter().filter_map(actions_of).next_back()?;
        Some((place, format!("{} not among these", if actions.len() == 1 { "it is" } else { "they are" })))
    })?;
    let message = format!(
        "this key policy does not allow {} on `{resource}`, {}, to {}{}",
        listed(&actions, "or"),
        first.permission.text,
        copier(case),
        late_failure(&actions)
    );
    let certainty = lacks.iter().map(|lack| lack.certainty).min_by_key(|certainty| certainty.ceiling())?;
    Some(
        Finding::new(&INCOMPLETE_KEY_POLICY, span, message)
            .label(label)
            .certainty(certainty)
            .at_most(level)
            .related(first.cause, "this copy needs the key")
            .help(help(case, &actions)),
    )
}

/// The place of the actions of a statement, from the first to the last.
fn actions_of(statement: &Statement<'_>) -> Option<Span> {
    let patterns = &statement.actions.as_ref()?.patterns;
    let (first, last) = (patterns.first()?.span, patterns.last()?.span);
    Some(Span { end: last.end, ..first })
}

/// Whoever makes the copy, in words.
fn copier(case: Case<'_>) -> String {
    match (case.caller.name(), case.caller.account()) {
        (Some(arn), _) => format!("`{arn}`"),
        (None, Some(account)) => format!("account `{account}`"),
        (None, None) => "whoever makes the copy".to_owned(),
    }
}

/// The statements that would let the copier in.
fn help(case: Case<'_>, actions: &[&str]) -> String {
    let account = case.caller.account().unwrap_or("ACCOUNT");
    let principal = match (case.caller.kind(), case.caller.name()) {
        (CallerKind::User | CallerKind::Role, Some(arn)) => arn.to_owned(),
        (CallerKind::Session { role: Some(role) }, _) => role.clone(),
        _ => format!("arn:aws:iam::{account}:root"),
    };
    let mut distinct: Vec<&str> = Vec::new();
    for action in actions {
        if !distinct.contains(action) {
            distinct.push(action);
        }
    }
    // Grants are given through a statement of their own, as other actions do not carry what its condition asks for.
    let (grants, uses): (Vec<&str>, Vec<&str>) =
        distinct.into_iter().partition(|action| *action == "kms:CreateGrant");
    let statement = |actions: Vec<&str>, condition: &str| {
        let actions: Vec<String> = actions.iter().map(|action| format!("\"{action}\"")).collect();
        format!(
            "`{{\"Effect\": \"Allow\", \"Principal\": {{\"AWS\": \"{principal}\"}}, \"Action\": [{}], \
             \"Resource\": \"*\"{condition}}}`",
            actions.join(", ")
        )
    };
    let mut statements = Vec::new();
    if !uses.is_empty() {
        statements.push(statement(uses, ""));
    }
    if !grants.is_empty() {
        let condition = ", \"Condition\": {\"Bool\": {\"kms:GrantIsForAWSResource\": \"true\"}}";
        statements.push(statement(grants, condition));
    }
    format!(
        "unless a grant allows it, have the owner of the key add {} to its policy{}",
        joined(&statements, "and"),
        late_failure_help(actions)
    )
}
