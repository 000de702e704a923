//! Tags of resources, required of actions that know none.
//!
//! Which actions do is as Access Analyzer has it: those whose rows, or the types of whose resources, list
//! `aws:ResourceTag`; besides those that list `aws:RequestTag`, which tag what they make.

use super::super::{Test, Tested};
use super::actions::{Entry, carries};
use crate::policy::{Effect, Element, PolicyKind, Qualifier};
use crate::reference::{Action, ConditionKey, KeyMeaning, Service};
use crate::rule::{Certainty, Family, Finding, Level, Rule};
use crate::words::{joined, listed, shorten};

pub(super) static ALLOW_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE: Rule = Rule::new(
    Family::Policy,
    "allow-with-unsupported-tag-condition-key-for-service",
    Level::Note,
    include_str!("../../../../../rules/policy/allow-with-unsupported-tag-condition-key-for-service.md"),
)
.access_analyzer("ALLOW_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE");

pub(super) static DENY_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE: Rule = Rule::new(
    Family::Policy,
    "deny-with-unsupported-tag-condition-key-for-service",
    Level::Warning,
    include_str!("../../../../../rules/policy/deny-with-unsupported-tag-condition-key-for-service.md"),
)
.access_analyzer("DENY_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE");

pub(super) static ALLOW_NOTACTION_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE: Rule = Rule::new(
    Family::Policy,
    "allow-notaction-with-unsupported-tag-condition-key-for-service",
    Level::Note,
    include_str!(
        "../../../../../rules/policy/allow-notaction-with-unsupported-tag-condition-key-for-service.md"
    ),
)
.access_analyzer("ALLOW_NOTACTION_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE");

pub(super) static DENY_NOTACTION_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE: Rule = Rule::new(
    Family::Policy,
    "deny-notaction-with-unsupported-tag-condition-key-for-service",
    Level::Warning,
    include_str!(
        "../../../../../rules/policy/deny-notaction-with-unsupported-tag-condition-key-for-service.md"
    ),
)
.access_analyzer("DENY_NOTACTION_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE");

pub(super) fn check(tested: &Tested<'_, '_>, findings: &mut Vec<Finding>) {
    let mut keys = tested.tests.iter().filter(|test| requires_tag(test));
    let Some(test) = keys.next() else { return };
    let Some(effect) = tested.statement.effect else { return };
    let kind = tested.policy.kind;
    if kind == PolicyKind::Trust || kind == PolicyKind::Resource && effect == Effect::Allow {
        return;
    }
    let Some(actions) = &tested.statement.actions else { return };
    if actions.negated {
        findings.push(with_not_action(test, effect, actions));
    } else if let Some(finding) = with_action(test, keys, effect, actions) {
        findings.push(finding);
    }
}

/// Whether a test fails without a tag of the resource. Of other operators than those for text, and of `Null`, Access
/// Analyzer says nothing.
fn requires_tag(test: &Test<'_, '_>) -> bool {
    let operator = test.operator;
    operator.comparison.is_of_strings()
        && !operator.negated
        && !operator.if_exists
        && operator.qualifier != Some(Qualifier::All)
        && matches!(&*test.key, KeyMeaning::Global(key) if key.per_action && key.name == "aws:ResourceTag/${TagKey}")
}

fn with_not_action(test: &Test<'_, '_>, effect: Effect, actions: &Element<'_>) -> Finding {
    let key = &test.condition.key;
    let shown = shorten(&key.value);
    let (rule, message) = match effect {
        Effect::Allow => (
            &ALLOW_NOTACTION_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE,
            format!(
                "`{shown}` is required of all actions but those of `NotAction`, and some of them know no tags of a resource, so this statement does not allow these"
            ),
        ),
        Effect::Deny => (
            &DENY_NOTACTION_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE,
            format!(
                "`{shown}` is required of all actions but those of `NotAction`, and some of them know no tags of a resource, so this statement does not deny these"
            ),
        ),
    };
    Finding::new(rule, key.span, message)
        .label("absent from requests that are about no resource with tags")
        .related(actions.key_span, "all other actions of all services")
        .help("name the actions with `Action`")
        .certainty(Certainty::Documented)
}

fn with_action<'c>(
    test: &Test<'_, '_>,
    others: impl Iterator<Item = &'c Test<'c, 'c>>,
    effect: Effect,
    actions: &Element<'_>,
) -> Option<Finding> {
    /// How many places of actions explain a finding at the most.
    const MOST: usize = 64;
    let mut memory = Memory::default();
    let mut last = None;
    let without: Vec<Entry<'_, '_>> = actions
        .patterns
        .iter()
        .filter_map(|action| Entry::of(action, &mut last))
        .filter(|entry| memory.knows_no_tags(entry))
        .collect();
    let (first, rest) = without.split_first()?;
    let mut prefixes: Vec<&str> = without.iter().map(|entry| entry.service.prefix).collect();
    prefixes.sort_unstable();
    prefixes.dedup();
    let key = &test.condition.key;
    let several = without.len() > 1 || !first.is_one();
    let knows = if several { "know" } else { "knows" };
    let head = format!("{} {knows} no `{}`", phrase(&without), shorten(&key.value));
    let it = if several { "them" } else { "it" };
    let (rule, message, label) = match effect {
        Effect::Allow => (
            &ALLOW_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE,
            format!("{head}, so this statement does not allow {it}"),
            "not allowed here",
        ),
        Effect::Deny => (
            &DENY_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE,
            format!("{head}, so this statement does not deny {it}"),
            "not denied here",
        ),
    };
    let label = |entry: &Entry<'_, '_>| {
        if entry.is_one() { label.to_owned() } else { format!("some of these actions are {label}") }
    };
    let mut finding = Finding::new(rule, first.text.span, message).label(label(first));
    for entry in rest.iter().take(MOST) {
        finding = finding.related(entry.text.span, label(entry));
    }
    finding = finding.related(key.span, "absent from requests for these actions");
    for other in others.take(MOST) {
        finding = finding.related(other.condition.key.span, "and this one, too");
    }
    let of = listed(&prefixes, "and");
    let help = match effect {
        Effect::Allow => format!(
            "give the actions of {of} that know no tags of a resource a statement without this condition"
        ),
        Effect::Deny => format!(
            "deny the actions of {of} that know no tags of a resource by ARN, in a statement without this condition"
        ),
    };
    Some(finding.help(help).certainty(Certainty::Observed))
}

/// The entries in words: of more than three, the first two and how many more there are.
fn phrase(entries: &[Entry<'_, '_>]) -> String {
    const MOST: usize = 3;
    let shown = if entries.len() > MOST { MOST - 1 } else { entries.len() };
    let of = |entry: &Entry<'_, '_>| {
        let name = shorten(&entry.text.value);
        if entry.is_one() { format!("`{name}`") } else { format!("some actions of `{name}`") }
    };
    let mut phrases: Vec<String> = entries.iter().take(shown).map(of).collect();
    if entries.len() > shown {
        phrases.push(format!("{} more", entries.len() - shown));
    }
    joined(&phrases, "and")
}

/// What the service that was asked last knows of tags.
#[derive(Default)]
struct Memory {
    last: Option<(&'static Service, [Option<&'static ConditionKey>; 2])>,
}

impl Memory {
    /// Whether some action that an entry stands for knows neither tags of its resource nor tags that it sets.
    fn knows_no_tags(&mut self, entry: &Entry<'_, '_>) -> bool {
        let service = entry.service;
        let keys = match self.last {
            Some((last, keys)) if std::ptr::eq(last, service) => keys,
            _ => ["aws:ResourceTag/x", "aws:RequestTag/x"].map(|key| service.condition_key(key)),
        };
        self.last = Some((service, keys));
        let knows = |action: &Action| keys.iter().flatten().any(|key| carries(service, action, key));
        entry.actions().any(|action| !knows(action))
    }
}
