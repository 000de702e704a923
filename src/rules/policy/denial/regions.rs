//! A Deny of other Regions that also hits services with one endpoint for all Regions.

use crate::pattern::{Pattern, begins_caseless, has_variable, matches};
use crate::policy::{Comparison, Condition, Effect, Element, Policy, PolicyKind, Statement};
use crate::reference::{self, GlobalService, global_services};
use crate::rule::{Family, Finding, Level, Rule};
use crate::text::Span;
use crate::words::listed;

pub(super) static REGION_DENY_OF_GLOBAL_SERVICES: Rule = Rule::new(
    Family::Policy,
    "region-deny-of-global-services",
    Level::Warning,
    include_str!("../../../../rules/policy/region-deny-of-global-services.md"),
);

const KEY: &str = "aws:RequestedRegion";

/// Keys about the caller: a test of one makes no difference between services.
const OF_CALLERS: [&str; 6] = [
    "aws:Principal",
    "aws:CalledVia",
    "aws:ViaAWSService",
    "aws:userid",
    "aws:username",
    "aws:MultiFactorAuth",
];

pub(super) fn check(policy: &Policy<'_>, findings: &mut Vec<Finding>) {
    if !policy.kind.is_of_identity() && policy.kind != PolicyKind::ServiceControl {
        return;
    }
    for statement in &policy.statements {
        if statement.effect == Some(Effect::Deny) && !statement.incomplete {
            findings.extend(judge(policy, statement));
        }
    }
}

fn judge(policy: &Policy<'_>, statement: &Statement<'_>) -> Option<Finding> {
    let (actions, resources) = (statement.actions.as_ref()?, statement.resources.as_ref()?);
    let is_wide = !resources.negated && resources.patterns.iter().any(|pattern| pattern.value == "*");
    let of_others = statement.conditions.iter().filter(|condition| !condition.is_about(KEY));
    if !is_wide || !of_others.into_iter().all(is_of_caller) {
        return None;
    }
    let place = place_of_all(policy, actions)?;
    let of_regions = || statement.conditions.iter().filter(|condition| condition.is_about(KEY));
    let is_hit = |service: &GlobalService| of_regions().all(|condition| holds_for(condition, service.region));
    let hit: Vec<&GlobalService> = global_services().iter().filter(|service| is_hit(service)).collect();
    let is_spared = |service: &GlobalService| actions.negated && is_touched(actions, service.prefix);
    let missed = hit.iter().filter(|service| service.is_popular && !is_spared(service));
    let missed: Vec<String> = missed.map(|service| format!("{}:*", service.prefix)).collect();
    let first = missed.first()?;
    let others = hit.iter().filter(|service| !service.is_popular && !is_spared(service));
    let others: Vec<&str> = others.map(|service| service.prefix).collect();
    let region = hit.first().map_or("", |service| service.region);
    let message =
        format!("this Deny also hits {}, which everybody requests in `{region}`", listed(&missed, "and"));
    let so_far = if actions.negated { "add" } else { "write `NotAction` instead of `Action`, with" };
    let also = match others.as_slice() {
        [] => String::new(),
        others => format!(", and those of {} if they are used", listed(others, "and")),
    };
    let of_region = of_regions().next()?;
    let finding = Finding::new(&REGION_DENY_OF_GLOBAL_SERVICES, place, message)
        .label("services with one endpoint for all Regions are not spared")
        .related(of_region.key.span, format!("holds in `{region}`"))
        .help(format!("{so_far} {}{also}", listed(&missed, "and")));
    // Without IAM there is little to be done; the others may not be used.
    Some(if first == "iam:*" { finding } else { finding.at_most(Level::Note) })
}

fn is_of_caller(condition: &Condition<'_>) -> bool {
    OF_CALLERS.iter().any(|begin| begins_caseless(&condition.key.value, begin))
}

/// The place of what makes the statement about nearly all actions: `NotAction`, or in a policy for whole accounts
/// a `*`. What else a role has to do than to work in its Regions cannot be known.
fn place_of_all(policy: &Policy<'_>, actions: &Element<'_>) -> Option<Span> {
    if actions.negated {
        return Some(actions.key_span);
    }
    let is_for_accounts = policy.kind == PolicyKind::ServiceControl;
    actions.patterns.iter().find(|action| is_for_accounts && action.value == "*").map(|all| all.span)
}

/// Whether one of the patterns is about actions of a service.
fn is_touched(actions: &Element<'_>, prefix: &str) -> bool {
    let of_service = Pattern::plain(&format!("{prefix}:*"));
    actions.patterns.iter().any(|action| Pattern::caseless(&action.value).meets(&of_service))
}

/// Whether a test surely holds for requests in a Region of the partition `aws`. Each has one Region, of which a
/// qualifier makes nothing else.
fn holds_for(condition: &Condition<'_>, region: &str) -> bool {
    let Some(operator) = condition.meaning else { return false };
    let is_like = match operator.comparison {
        Comparison::Like => true,
        Comparison::Text | Comparison::TextIgnoringCase => false,
        _ => return false,
    };
    let values = || condition.values.iter().map(|value| value.value.as_ref());
    if condition.incomplete || values().any(has_variable) || values().next().is_none() {
        return false;
    }
    let is_hit = values()
        .any(|value| if is_like { matches(value, region) } else { value.eq_ignore_ascii_case(region) });
    // Other partitions have their endpoints elsewhere.
    let is_of_aws = || values().all(|value| is_like && is_beginning_in_aws(value) || is_in_aws(value));
    if operator.negated { !is_hit && is_of_aws() } else { is_hit }
}

fn is_in_aws(region: &str) -> bool {
    reference::region(region).partition().is_some_and(|partition| partition.id == "aws")
}

/// Whether a pattern matches Regions of the partition `aws`.
fn is_beginning_in_aws(pattern: &str) -> bool {
    let partition = reference::partition("aws");
    partition.is_some_and(|aws| aws.regions.iter().any(|region| matches(pattern, region)))
}
