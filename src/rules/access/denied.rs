//! Permissions that a statement denies.

use std::collections::{HashMap, HashSet};

use super::{Case, late_failure, late_failure_help};
use crate::access::{Asked, certainty, one_of};
use crate::authorization::{Attachment, Decision, Outcome, Resource, StatementRef};
use crate::copy::{Need, Proviso};
use crate::policy::Statement;
use crate::rule::{Certainty, Family, Finding, Level, Rule};
use crate::text::Span;
use crate::words::{joined, listed, quoted};

pub(super) static DENIED_PERMISSION: Rule = Rule::new(
    Family::Access,
    "denied-permission",
    Level::Error,
    include_str!("../../../rules/access/denied-permission.md"),
);

/// How many phrases about actions and resources a message has.
const MOST: usize = 4;

/// Needs that the same statements deny: one finding.
struct Group<'a> {
    by: &'a [StatementRef],
    denials: Vec<Denial<'a>>,
}

impl Group<'_> {
    /// Whether it tells already that this action is denied on this key: the key of a copy may be looked at twice.
    fn has(&self, need: &Need) -> bool {
        let is_same = |denial: &Denial<'_>| {
            let Need { permission, query, .. } = denial.need;
            permission.action == need.permission.action && query.resources == need.query.resources
        };
        need.permission.resource == "default-key" && self.denials.iter().any(is_same)
    }
}

/// A need that is denied.
#[derive(Clone, Copy)]
struct Denial<'a> {
    need: &'a Need,
    certainty: Certainty,
    at_most: Level,
}

impl Denial<'_> {
    fn level(self) -> Level {
        self.certainty.ceiling().min(self.at_most)
    }
}

pub(super) fn check(case: Case<'_>, findings: &mut Vec<Finding>) {
    let mut groups: Vec<Group<'_>> = Vec::new();
    let mut places: HashMap<&[StatementRef], usize> = HashMap::new();
    let named = case.plan.needs.iter().zip(&case.access.outcomes).map(|pair| (pair, true));
    let unnamed = case.plan.key_needs.iter().zip(&case.access.key_outcomes).map(|pair| (pair, false));
    let mut stops: HashSet<StatementRef> = HashSet::new();
    let mut first_key: HashMap<&[StatementRef], &[Resource]> = HashMap::new();
    for ((need, outcome), is_named) in named.chain(unnamed) {
        if outcome.decision != Decision::ExplicitDeny {
            continue;
        }
        let by = outcome.by.as_slice();
        if is_named {
            stops.extend(by);
        } else if by.iter().any(|at| stops.contains(at))
            || *first_key.entry(by).or_insert(&need.query.resources) != need.query.resources
        {
            // A statement that stops the copy itself need not be named again for a key, and what it denies for
            // one key that nothing names need not be said of another.
            continue;
        }
        let denial =
            Denial { need, certainty: certainty_of(need, outcome), at_most: highest(need, is_named) };
        let place = *places.entry(by).or_insert(groups.len());
        match groups.get_mut(place) {
            Some(group) if group.has(need) => {}
            Some(group) => group.denials.push(denial),
            None => groups.push(Group { by, denials: vec![denial] }),
        }
    }
    findings.extend(groups.iter().filter_map(|group| finding(case, group)));
}

/// AWS's documents contradict one another about whether some actions are needed at all; that a statement denies
/// one on purpose is worth more than a note.
fn certainty_of(need: &Need, outcome: &Outcome) -> Certainty {
    match certainty(need, outcome) {
        Certainty::Contradicted => Certainty::Inferred,
        other => other,
    }
}

/// The highest level: of a key that the request does not name, it is not known that it is needed.
fn highest(need: &Need, is_named: bool) -> Level {
    match (is_named, need.proviso) {
        (true, None) => Level::Error,
        (false, Some(_)) => Level::Note,
        _ => Level::Warning,
    }
}

fn finding(case: Case<'_>, group: &Group<'_>) -> Option<Finding> {
    let level = group.denials.iter().map(|denial| denial.level()).max()?;
    // What is surest stands in the message, at its place.
    let (surest, others): (Vec<Denial<'_>>, Vec<Denial<'_>>) =
        group.denials.iter().partition(|denial| denial.level() == level);
    let first = surest.first()?;
    let statements: Vec<_> = group.by.iter().filter_map(|at| deciding(case, *at)).collect();
    let names: Vec<String> = statements.iter().map(|(asked, at)| name(case, asked, at)).collect();
    let denied = on_resources(&surest);
    let actions: Vec<&str> = surest.iter().map(|denial| denial.need.permission.action.as_str()).collect();
    let (what, is) = match denied.as_slice() {
        [one] if one.resources.len() == 1 => {
            let is = if one.actions.len() == 1 { "is" } else { "are" };
            let proviso = one.proviso.map(|proviso| format!(" needed {},", proviso.words()));
            (format!("{}, {},{}", one.words(), one.purpose, proviso.unwrap_or_default()), is)
        }
        several => (all_of(several), "are"),
    };
    let by = joined(&names, "and");
    let mut finding = Finding::new(
        &DENIED_PERMISSION,
        first.need.cause,
        format!("{what} {is} explicitly denied by {by}{}", late_failure(&actions)),
    )
    .certainty(first.certainty)
    .at_most(level)
    .help(format!(
        "an explicit Deny outweighs every Allow: change the Deny, or the request so that it needs no such \
         permission{}",
        late_failure_help(&actions)
    ));
    for (_, statement) in statements {
        finding = finding.related(statement.span, "this statement denies it");
    }
    let elsewhere: Vec<Denial<'_>> =
        surest.iter().copied().filter(|denial| denial.need.cause != first.need.cause).chain(others).collect();
    let mut causes: Vec<Span> = elsewhere.iter().map(|denial| denial.need.cause).collect();
    causes.sort_unstable_by_key(|cause| (cause.start, cause.end));
    causes.dedup();
    finding = finding.label("this needs what is denied");
    for cause in causes {
        let here: Vec<Denial<'_>> =
            elsewhere.iter().copied().filter(|denial| denial.need.cause == cause).collect();
        let what = all_of(&on_resources(&here));
        finding = if cause == first.need.cause {
            finding.label(format!("this needs what is denied, and {what}"))
        } else {
            finding.related(cause, format!("this needs {what}"))
        };
    }
    Some(finding)
}

/// The same actions on one resource or on several.
struct OnResources<'a> {
    actions: Vec<&'a str>,
    resources: Vec<&'a Resource>,
    purpose: &'a str,
    proviso: Option<Proviso>,
}

impl OnResources<'_> {
    fn words(&self) -> String {
        let resources: Vec<String> = self.resources.iter().map(ToString::to_string).collect();
        format!("{} on {}", listed(&self.actions, "and"), listed(&resources, "and"))
    }

    fn words_with_proviso(&self) -> String {
        match self.proviso {
            Some(proviso) => format!("{} {}", self.words(), proviso.words()),
            None => self.words(),
        }
    }
}

/// Phrases for the first of several, and how many more there are.
fn all_of(denied: &[OnResources<'_>]) -> String {
    let mut phrases: Vec<String> = denied.iter().take(MOST).map(OnResources::words_with_proviso).collect();
    if denied.len() > MOST {
        phrases.push(format!("{} more", denied.len() - MOST));
    }
    phrases.join(", and ")
}

/// What is denied, in the order in which it is checked.
fn on_resources<'a>(denials: &[Denial<'a>]) -> Vec<OnResources<'a>> {
    type Place<'a> = (&'a Resource, Option<Proviso>);
    let mut order: Vec<Place<'_>> = Vec::new();
    let mut named: HashMap<Place<'_>, (Vec<&str>, &str)> = HashMap::new();
    for Denial { need, .. } in denials {
        let Some(resource) = need.query.resources.first() else { continue };
        let permission = need.permission;
        let (actions, _) = named.entry((resource, need.proviso)).or_insert_with(|| {
            order.push((resource, need.proviso));
            (Vec::new(), &permission.text)
        });
        if !actions.contains(&permission.action.as_str()) {
            actions.push(&permission.action);
        }
    }
    let mut groups: Vec<OnResources<'a>> = Vec::new();
    let mut places = HashMap::new();
    for place in order {
        let Some((actions, purpose)) = named.remove(&place) else { continue };
        let (resource, proviso) = place;
        let group = *places.entry((actions.clone(), proviso)).or_insert(groups.len());
        match groups.get_mut(group) {
            Some(group) => group.resources.push(resource),
            None => groups.push(OnResources { actions, resources: vec![resource], purpose, proviso }),
        }
    }
    groups
}

/// A deciding statement, with its policy.
fn deciding(case: Case<'_>, at: StatementRef) -> Option<(&Asked<'_>, &Statement<'_>)> {
    let asked = case.asked.get(at.policy)?;
    Some((asked, asked.policy.statements.get(at.statement)?))
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
