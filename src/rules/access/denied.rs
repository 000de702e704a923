//! Permissions that a statement denies.

use std::collections::{HashMap, HashSet};

use super::Case;
use crate::access::{Asked, certainty, one_of};
use crate::authorization::{Attachment, Decision, Outcome, StatementRef};
use crate::copy::Need;
use crate::policy::Statement;
use crate::rule::{Certainty, Family, Finding, Level, Rule};
use crate::words::{joined, listed, quoted};

pub(super) static DENIED_PERMISSION: Rule = Rule::new(
    Family::Access,
    "denied-permission",
    Level::Error,
    include_str!("../../../rules/access/denied-permission.md"),
);

/// Needs that the same statements deny on the same resource: one finding.
struct Group<'a> {
    needs: Vec<&'a Need>,
    outcome: &'a Outcome,
    certainty: Certainty,
    /// The highest level: of a key that the request does not name, it is not known that it is needed.
    at_most: Level,
}

pub(super) fn check(case: Case<'_>, findings: &mut Vec<Finding>) {
    let mut groups: Vec<Group<'_>> = Vec::new();
    let named = case.plan.needs.iter().zip(&case.access.outcomes).map(|pair| (pair, Level::Error));
    // A statement that stops the copy itself need not be named again for a key.
    let stops = |at: &StatementRef| {
        let denials =
            case.access.outcomes.iter().filter(|outcome| outcome.decision == Decision::ExplicitDeny);
        denials.into_iter().any(|outcome| outcome.by.contains(at))
    };
    let key_outcomes = case.plan.key_needs.iter().zip(&case.access.key_outcomes);
    let unnamed = key_outcomes.filter(|(_, outcome)| !outcome.by.iter().any(stops)).map(|pair| {
        let level = if pair.0.proviso.is_some() { Level::Note } else { Level::Warning };
        (pair, level)
    });
    let mut places = HashMap::new();
    let mut told: HashSet<&[StatementRef]> = HashSet::new();
    for (((need, outcome), at_most), is_named) in
        named.map(|need| (need, true)).chain(unnamed.map(|need| (need, false)))
    {
        if outcome.decision != Decision::ExplicitDeny {
            continue;
        }
        // AWS's documents contradict one another about whether some actions are needed at all; that a
        // statement denies one on purpose is worth more than a note.
        let certainty = match certainty(need, outcome) {
            Certainty::Contradicted => Certainty::Inferred,
            other => other,
        };
        let reason = (certainty, at_most, &outcome.by, &need.query.resources);
        if let Some(group) = places.get(&reason).and_then(|place: &usize| groups.get_mut(*place)) {
            group.needs.push(need);
        // What a statement denies for one key that nothing names need not be said of another.
        } else if is_named || !told.contains(outcome.by.as_slice()) {
            told.insert(&outcome.by);
            places.insert(reason, groups.len());
            groups.push(Group { needs: vec![need], outcome, certainty, at_most });
        }
    }
    findings.extend(groups.iter().filter_map(|group| finding(case, group)));
}

fn finding(case: Case<'_>, group: &Group<'_>) -> Option<Finding> {
    let need = group.needs.first()?;
    let resource = need.query.resources.first()?;
    let actions: Vec<&str> = group.needs.iter().map(|need| need.permission.action.as_str()).collect();
    let deciding = |at: &StatementRef| {
        let asked = case.asked.get(at.policy)?;
        Some((asked, asked.policy.statements.get(at.statement)?))
    };
    let statements: Vec<_> = group.outcome.by.iter().filter_map(deciding).collect();
    let names: Vec<String> = statements.iter().map(|(asked, at)| name(case, asked, at)).collect();
    let mut finding = Finding::new(
        &DENIED_PERMISSION,
        need.cause,
        format!(
            "{} on `{resource}`, {}, {} explicitly denied by {}",
            listed(&actions, "and"),
            need.permission.text,
            if actions.len() == 1 { "is" } else { "are" },
            joined(&names, "and"),
        ),
    )
    .label("this needs what is denied")
    .certainty(group.certainty)
    .at_most(group.at_most)
    .help(
        "an explicit Deny outweighs every Allow: change the Deny, or the request so that it needs no such permission",
    );
    if need.proviso.is_some() {
        finding = finding.at_most(group.at_most.min(Level::Warning));
    }
    for (_, statement) in statements {
        finding = finding.related(statement.span, "this statement denies it");
    }
    Some(finding)
}

/// What a statement is called: its `Sid`, or where it stands; and in which of several policies, of which kind.
fn name(case: Case<'_>, asked: &Asked<'_>, statement: &Statement<'_>) -> String {
    let Asked { attachment, policy, .. } = *asked;
    let source = case.sources.get(policy.source);
    let line = source.map_or(1, |source| source.position(statement.span.start).line);
    let name = match &statement.sid {
        Some(sid) if !sid.value.is_empty() => quoted(&sid.value),
        _ => format!("the statement on line {line}"),
    };
    let file = || quoted(case.sources.name(policy.source));
    match case.asked {
        _ if attachment != Attachment::Identity => format!("{name} of {}, {}", one_of(attachment), file()),
        [_] => name,
        _ => format!("{name} of {}", file()),
    }
}
