//! Statements that say the same.

use std::collections::HashMap;
use std::fmt::Write;

use rustc_hash::FxBuildHasher;

use crate::policy::{Effect, Element, Policy, Statement};
use crate::rule::{Certainty, Family, Finding, Level, Rule};
use crate::text::Span;
use crate::words::{joined, quoted};

pub(in super::super) static REDUNDANT_STATEMENT: Rule = Rule::new(
    Family::Policy,
    "redundant-statement",
    Level::Note,
    include_str!("../../../../rules/policy/redundant-statement.md"),
)
.access_analyzer("REDUNDANT_STATEMENT");

pub(super) fn check(policy: &Policy<'_>, findings: &mut Vec<Finding>) {
    if policy.statements.len() < 2 {
        return;
    }
    // Hardly any two statements are even of the same size.
    let mut sizes: HashMap<Size, Vec<usize>, FxBuildHasher> = HashMap::default();
    for (number, statement) in policy.statements.iter().enumerate() {
        if let Some(size) = Size::of(statement) {
            sizes.entry(size).or_default().push(number);
        }
    }
    let mut alike: Vec<Vec<usize>> = Vec::new();
    for numbers in sizes.into_values().filter(|numbers| numbers.len() > 1) {
        let mut contents: HashMap<String, Vec<usize>> = HashMap::new();
        for number in numbers {
            if let Some(statement) = policy.statements.get(number) {
                contents.entry(content(statement)).or_default().push(number);
            }
        }
        alike.extend(contents.into_values().filter(|numbers| numbers.len() > 1));
    }
    alike.sort_unstable();
    findings.extend(alike.iter().filter_map(|numbers| finding(policy, numbers)));
}

/// What equal statements have in common, and others hardly ever.
#[derive(PartialEq, Eq, Hash)]
struct Size {
    denies: bool,
    actions: (bool, usize, usize),
    resources: Option<(bool, usize, usize)>,
    principals: usize,
    conditions: usize,
}

impl Size {
    /// `None` for statements with a fault that must be mended first.
    fn of(statement: &Statement<'_>) -> Option<Self> {
        let of = |element: &Element<'_>| {
            let length = element.patterns.iter().map(|text| text.value.len()).sum();
            (element.negated, element.patterns.len(), length)
        };
        if statement.incomplete {
            return None;
        }
        Some(Self {
            denies: statement.effect? == Effect::Deny,
            actions: of(statement.actions.as_ref()?),
            resources: statement.resources.as_ref().map(of),
            principals: statement.principal.as_ref().map_or(0, |principal| principal.members.len() + 1),
            conditions: statement.conditions.len(),
        })
    }
}

/// All that a statement says but its Sid, in one order and one spelling.
fn content(statement: &Statement<'_>) -> String {
    let mut content = String::new();
    let mut list = |name: &str, mut entries: Vec<String>| {
        entries.sort_unstable();
        // Writing to a string cannot fail.
        let _ = write!(content, "{name}{entries:?}");
    };
    let texts = |element: &Element<'_>| element.patterns.iter().map(|text| text.value.to_string()).collect();
    if let Some(principal) = &statement.principal {
        let member = |(kind, name): &(_, crate::policy::Text<'_>)| format!("{kind}={}", name.value);
        list(if principal.negated { "!p" } else { "p" }, principal.members.iter().map(member).collect());
    }
    if let Some(actions) = &statement.actions {
        let actions_of = |text: &crate::policy::Text<'_>| text.value.to_ascii_lowercase();
        list(if actions.negated { "!a" } else { "a" }, actions.patterns.iter().map(actions_of).collect());
    }
    if let Some(resources) = &statement.resources {
        list(if resources.negated { "!r" } else { "r" }, texts(resources));
    }
    let condition = |condition: &crate::policy::Condition<'_>| {
        let mut values: Vec<&str> = condition.values.iter().map(|value| value.value.as_ref()).collect();
        values.sort_unstable();
        let (operator, key) = (&condition.operator.value, &condition.key.value);
        format!("{} {} {values:?}", operator.to_ascii_lowercase(), key.to_ascii_lowercase())
    };
    list("c", statement.conditions.iter().map(condition).collect());
    content
}

fn finding(policy: &Policy<'_>, numbers: &[usize]) -> Option<Finding> {
    let statements = || numbers.iter().filter_map(|number| Some((*number, policy.statements.get(*number)?)));
    let name = |(number, statement): (usize, &Statement<'_>)| match &statement.sid {
        Some(sid) if !sid.value.is_empty() => quoted(&sid.value),
        _ => format!("number {}", number + 1),
    };
    let names: Vec<String> = statements().take(5).map(name).collect();
    let shown = if numbers.len() > names.len() {
        format!("{} and {} more", names.join(", "), numbers.len() - names.len())
    } else {
        joined(&names, "and")
    };
    let opening = |statement: &Statement<'_>| {
        let span = statement.span;
        Span { end: span.end.min(span.start.saturating_add(1)), ..span }
    };
    let (_, first) = statements().next()?;
    let finding =
        Finding::new(&REDUNDANT_STATEMENT, opening(first), format!("the statements {shown} say the same"))
            .label("the first")
            .help("keep one of them")
            .certainty(Certainty::Inferred);
    Some(
        statements()
            .skip(1)
            .fold(finding, |finding, (_, statement)| finding.related(opening(statement), "the same again")),
    )
}
