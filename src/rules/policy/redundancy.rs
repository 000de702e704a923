//! What a policy says twice: entries of one list that cover one another, and equal statements.
//!
//! Only what stands in one list is compared, as Access Analyzer does: statements with overlapping actions
//! are how most policies are written.

use std::collections::HashSet;

use super::expansion;
use crate::pattern::has_wildcard;
use crate::policy::{Element, Policy, Statement, Text};
use crate::rule::{Family, Finding, Level, Rule};
use crate::words::{listed, shorten, some, verb};

mod groups;
mod statements;

use groups::{Group, groups};
pub(super) use statements::REDUNDANT_STATEMENT;

pub(super) static REDUNDANT_ACTION: Rule = Rule::new(
    Family::Policy,
    "redundant-action",
    Level::Note,
    include_str!("../../../rules/policy/redundant-action.md"),
)
.access_analyzer("REDUNDANT_ACTION");

pub(super) static REDUNDANT_RESOURCE: Rule = Rule::new(
    Family::Policy,
    "redundant-resource",
    Level::Note,
    include_str!("../../../rules/policy/redundant-resource.md"),
)
.access_analyzer("REDUNDANT_RESOURCE");

pub(super) fn check(policy: &Policy<'_>, findings: &mut Vec<Finding>) {
    for statement in &policy.statements {
        lists(statement, findings);
    }
    statements::check(policy, findings);
}

fn lists(statement: &Statement<'_>, findings: &mut Vec<Finding>) {
    let has_several = |element: &&Element<'_>| element.patterns.len() > 1;
    if let Some(actions) = statement.actions.as_ref().filter(has_several) {
        let lower = in_lower_case(actions);
        let mut rest = lower.as_str();
        let next = |text: &Text<'_>| {
            let (entry, after) = rest.split_at_checked(text.value.len()).unwrap_or_default();
            rest = after;
            entry
        };
        let entries: Vec<&str> = actions.patterns.iter().map(next).collect();
        redundant(&REDUNDANT_ACTION, actions, &entries, findings);
    }
    if let Some(resources) = statement.resources.as_ref().filter(has_several) {
        let entries: Vec<&str> = resources.patterns.iter().map(|text| text.value.as_ref()).collect();
        redundant(&REDUNDANT_RESOURCE, resources, &entries, findings);
    }
}

/// The entries of a list in lower case, one right behind the other: lists are long, and a string for each entry
/// would take longer than comparing them.
fn in_lower_case(element: &Element<'_>) -> String {
    let length = element.patterns.iter().map(|text| text.value.len()).sum();
    let mut lower = String::with_capacity(length);
    lower.extend(element.patterns.iter().map(|text| text.value.as_ref()));
    lower.make_ascii_lowercase();
    lower
}

fn redundant(rule: &'static Rule, element: &Element<'_>, entries: &[&str], findings: &mut Vec<Finding>) {
    findings.extend(groups(entries).iter().filter_map(|group| finding(rule, element, entries, group)));
}

fn finding(rule: &'static Rule, element: &Element<'_>, entries: &[&str], group: &Group) -> Option<Finding> {
    let members = || group.members.iter().filter_map(|index| element.patterns.get(*index));
    let first = members().next()?;
    let covering = &group.covering;
    let covers: Vec<String> = covering
        .iter()
        .filter_map(|index| element.patterns.get(*index))
        .map(|text| shorten(&text.value))
        .collect();
    // Each of the others once, and not what merely repeats a covering entry.
    let mut seen: Vec<&str> = covering.iter().filter_map(|index| entries.get(*index).copied()).collect();
    seen.sort_unstable();
    let is_other =
        |index: &&usize| entries.get(**index).is_some_and(|entry| seen.binary_search(entry).is_err());
    let mut said: HashSet<&str> = HashSet::new();
    let covered: Vec<String> = group
        .members
        .iter()
        .filter(is_other)
        .filter(|index| entries.get(**index).is_some_and(|entry| said.insert(*entry)))
        .filter_map(|index| element.patterns.get(*index))
        .map(|text| shorten(&text.value))
        .collect();
    let finding = if covered.is_empty() {
        let count = match group.members.len() {
            2 => "twice".to_owned(),
            several => format!("{several} times"),
        };
        Finding::new(rule, first.span, format!("{} stands in this list {count}", some(&covers)))
            .help("keep one of them")
    } else {
        let cover = verb(covers.len(), "covers", "cover");
        let message = format!("{} {cover} {} in the same list", some(&covers), some(&covered));
        Finding::new(rule, first.span, message).help(remedy(rule, &covers, &covered))
    };
    // Both lists are in the order of the text.
    let label = |index: usize| {
        if covering.binary_search(&index).is_ok() { "covers others" } else { "covered" }
    };
    let finding =
        finding.label(if covered.is_empty() { "the first" } else { label(*group.members.first()?) });
    let others =
        group.members.iter().skip(1).filter_map(|index| Some((*index, element.patterns.get(*index)?)));
    Some(others.fold(finding, |finding, (index, text)| {
        finding.related(text.span, if covered.is_empty() { "the same again" } else { label(index) })
    }))
}

/// What to do about entries that others cover.
fn remedy(rule: &'static Rule, covers: &[String], covered: &[String]) -> String {
    let it = verb(covered.len(), "it says", "they say");
    let remove = format!("remove {}: {it} nothing that is not said already", some(covered));
    match covers {
        [only] if *rule == REDUNDANT_ACTION && has_wildcard(only) => match expansion::of(only) {
            Some(stands_for) => format!("{remove}; {} stands for {stands_for}", listed(&[only], "and")),
            None => remove,
        },
        _ => remove,
    }
}
