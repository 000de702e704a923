//! Whether a statement applies: its action, its resource, its conditions.

use super::answer::{Answer, DependencyKind, Verdict};
use super::{Context, Query, Resource, condition, resource};
use crate::pattern::{self, has_wildcard};
use crate::policy::{Policy, Statement};

/// Whether a statement speaks of this action on this resource in this context.
pub(super) fn applies(
    policy: &Policy<'_>,
    statement: &Statement<'_>,
    action: &str,
    resource: &Resource,
    context: &Context,
) -> Verdict {
    let mut verdict = names(policy, statement, action, resource, context);
    for condition in &statement.conditions {
        if verdict.answer == Answer::No {
            break;
        }
        verdict = verdict.and(condition::holds(policy, condition, context));
    }
    verdict
}

/// Whether a statement applies to a question, if the answer is the same for all its resources.
pub fn applies_to(policy: &Policy<'_>, statement: &Statement<'_>, query: &Query) -> Answer {
    let action = query.action.to_ascii_lowercase();
    let answer = |resource: &Resource| applies(policy, statement, &action, resource, &query.context).answer;
    let answers = query.resources.iter().map(answer);
    answers.reduce(|one, other| if one == other { one } else { Answer::Maybe }).unwrap_or(Answer::No)
}

/// Whether a statement names this action and this resource.
pub(super) fn names(
    policy: &Policy<'_>,
    statement: &Statement<'_>,
    action: &str,
    resource: &Resource,
    context: &Context,
) -> Verdict {
    let verdict = names_action(statement, action);
    match verdict.answer {
        Answer::No => verdict,
        _ => verdict.and(resource::names(policy, statement, resource, context)),
    }
}

/// Whether a statement names an action (in lower case), by `Action` or by `NotAction`. Wildcards
/// count, case does not, variables are not supported here.
pub(super) fn names_action(statement: &Statement<'_>, action: &str) -> Verdict {
    let Some(actions) = &statement.actions else { return Verdict::of(Answer::No) };
    let mut verdict = Verdict::of(Answer::No);
    for name in &actions.patterns {
        if !pattern::matches_caseless(&name.value, action) {
            continue;
        }
        // Whether IAM takes a pattern for a service is documented nowhere.
        let prefix = name.value.split_once(':').map_or("", |(prefix, _)| prefix);
        verdict = verdict.or(if has_wildcard(prefix) {
            Verdict::maybe(DependencyKind::Fact, format!("what the service `{prefix}` of an action matches"))
        } else {
            Verdict::of(Answer::Yes)
        });
    }
    if actions.negated { verdict.opposite() } else { verdict }
}
