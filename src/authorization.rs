//! May this action be done on this resource, under these policies?
//!
//! Knows nothing of copies: a [`Query`] names an action, a resource of which parts may be unknown,
//! and what is known of the request's context. The answer has three values, because of much that
//! a policy asks nothing can be known beforehand.
//!
//! The rules: IAM User Guide, "Policy evaluation logic" and "IAM JSON policy elements".

use crate::pattern::{self, has_wildcard};
use crate::policy::{Effect, Policy, Statement};

mod answer;
mod condition;
mod context;
mod mismatch;
mod resource;
mod wanted;
mod worlds;

pub use answer::{Answer, Dependency, DependencyKind, Verdict};
pub use context::{Context, Fact, State};
pub use mismatch::{Mismatch, PatternMismatch, closest, explain};
use worlds::Undecided;

pub use resource::{Part, Resource, matches as matches_resource, matches_by_field};

/// One question.
#[derive(Clone, Debug)]
pub struct Query {
    /// The action: `ec2:CopySnapshot`.
    pub action: String,
    /// The resource. More than one if it is not known which of them is checked: then the answer is
    /// certain only if it is the same for all.
    pub resources: Vec<Resource>,
    /// What is known of the context.
    pub context: Context,
}

/// The answer to a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// A statement allows it, and none denies it.
    Allowed,
    /// A statement denies it.
    ExplicitDeny,
    /// No statement allows it.
    ImplicitDeny,
    /// It cannot be known beforehand.
    Depends,
}

impl Decision {
    /// The word for it in every format; the first three are AWS's own.
    pub fn name(self) -> &'static str {
        match self {
            Self::Allowed => "allowed",
            Self::ExplicitDeny => "explicitDeny",
            Self::ImplicitDeny => "implicitDeny",
            Self::Depends => "depends",
        }
    }
}

/// An answer with its reasons.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The answer.
    pub decision: Decision,
    /// The statements that decided it.
    pub by: Vec<StatementRef>,
    /// What it depends on, if it does.
    pub depends_on: Vec<Dependency>,
    /// Whether the answer rests on a fact of the context that is only inferred.
    pub inferred: bool,
}

/// Which statement of which policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StatementRef {
    /// The place among the policies that were asked.
    pub policy: usize,
    /// The place among its statements.
    pub statement: usize,
}

/// Asks identity policies.
///
/// Statements of policies that are not [usable](Policy::usable) count too: who asks decides what an
/// answer of theirs is worth.
pub fn decide(query: &Query, policies: &[&Policy<'_>]) -> Outcome {
    let mut outcome = decide_with(query, policies);
    if query.context.has_inferred_facts() {
        let query = Query { context: query.context.without_inferred_facts(), ..query.clone() };
        let certain = decide_with(&query, policies);
        let may_deny = certain.by.iter().any(|at| {
            let statement = policies.get(at.policy).and_then(|policy| policy.statements.get(at.statement));
            statement.is_some_and(|statement| statement.effect == Some(Effect::Deny))
        });
        if outcome.decision == Decision::Allowed && certain.decision == Decision::Depends && may_deny {
            // That a Deny does not apply must be more than likely.
            return certain;
        }
        outcome.inferred = !alike(certain.decision, outcome.decision);
    }
    outcome
}

fn decide_with(query: &Query, policies: &[&Policy<'_>]) -> Outcome {
    let mut outcomes = query.resources.iter().map(|resource| decide_on(query, resource, policies));
    let Some(mut first) = outcomes.next() else {
        return Outcome {
            decision: Decision::ImplicitDeny,
            by: Vec::new(),
            depends_on: Vec::new(),
            inferred: false,
        };
    };
    for other in outcomes {
        if other.decision != first.decision {
            first.decision = if alike(other.decision, first.decision) {
                Decision::ImplicitDeny
            } else {
                first.depends_on.push(resource::which_is_checked(&query.resources));
                Decision::Depends
            };
        }
        first.by.extend(other.by);
        first.depends_on.extend(other.depends_on);
    }
    first.by.sort_unstable();
    first.by.dedup();
    if first.decision == Decision::Depends {
        first.depends_on = answer::distinct(first.depends_on);
    } else {
        first.depends_on.clear();
    }
    first
}

/// Whether two answers come to the same for whoever asks: a denial is one, explicit or not.
fn alike(one: Decision, other: Decision) -> bool {
    let denied = |decision| matches!(decision, Decision::ExplicitDeny | Decision::ImplicitDeny);
    one == other || (denied(one) && denied(other))
}

fn decide_on(query: &Query, resource: &Resource, policies: &[&Policy<'_>]) -> Outcome {
    let mut sure_deny = Vec::new();
    let mut sure_allow = Vec::new();
    let mut maybe_deny = Vec::new();
    let mut maybe_allow = Vec::new();
    let mut deny_needs = Vec::new();
    let mut allow_needs = Vec::new();
    let mut undecided = Vec::new();
    let action = query.action.to_ascii_lowercase();
    for (policy_index, policy) in policies.iter().enumerate() {
        for (statement_index, statement) in policy.statements.iter().enumerate() {
            let Some(effect) = statement.effect else { continue };
            let at = StatementRef { policy: policy_index, statement: statement_index };
            let verdict = applies(policy, statement, &action, resource, &query.context);
            let (sure, maybe, needs) = match effect {
                Effect::Allow => (&mut sure_allow, &mut maybe_allow, &mut allow_needs),
                Effect::Deny => (&mut sure_deny, &mut maybe_deny, &mut deny_needs),
            };
            match verdict.answer {
                Answer::Yes => sure.push(at),
                Answer::No => {}
                Answer::Maybe => {
                    maybe.push(at);
                    needs.extend(verdict.depends_on);
                    undecided.push((*policy, statement));
                }
            }
        }
    }
    let outcome = |decision, by, depends_on| Outcome { decision, by, depends_on, inferred: false };
    if !sure_deny.is_empty() {
        return outcome(Decision::ExplicitDeny, sure_deny, Vec::new());
    }
    if sure_allow.is_empty() && maybe_allow.is_empty() {
        return outcome(Decision::ImplicitDeny, Vec::new(), Vec::new());
    }
    if undecided.is_empty() || (maybe_deny.is_empty() && !sure_allow.is_empty()) {
        return outcome(Decision::Allowed, sure_allow, Vec::new());
    }
    let allowed = !sure_allow.is_empty();
    if allowed {
        allow_needs.clear();
        maybe_allow.clear();
        undecided.retain(|(_, statement)| statement.effect == Some(Effect::Deny));
    }
    allow_needs.extend(deny_needs);
    let needs = answer::distinct(allow_needs);
    let undecided =
        Undecided { statements: undecided, allowed, action: &action, resource, context: &query.context };
    match undecided.decision(&needs) {
        Some(Decision::Allowed) if allowed => outcome(Decision::Allowed, sure_allow, Vec::new()),
        Some(Decision::Allowed) => outcome(Decision::Allowed, maybe_allow, Vec::new()),
        Some(Decision::ExplicitDeny) => outcome(Decision::ExplicitDeny, maybe_deny, Vec::new()),
        Some(_) => outcome(Decision::ImplicitDeny, Vec::new(), Vec::new()),
        None => {
            maybe_allow.extend(maybe_deny);
            outcome(Decision::Depends, maybe_allow, needs)
        }
    }
}

/// Whether a statement speaks of this action on this resource in this context.
fn applies(
    policy: &Policy<'_>,
    statement: &Statement<'_>,
    action: &str,
    resource: &Resource,
    context: &Context,
) -> Verdict {
    let mut verdict = names_action(statement, action);
    if verdict.answer != Answer::No {
        verdict = verdict.and(resource::names(policy, statement, resource, context));
    }
    for condition in &statement.conditions {
        if verdict.answer == Answer::No {
            break;
        }
        verdict = verdict.and(condition::holds(policy, condition, context));
    }
    verdict
}

/// Whether a statement names an action (in lower case), by `Action` or by `NotAction`. Wildcards
/// count, case does not, variables are not supported here.
fn names_action(statement: &Statement<'_>, action: &str) -> Verdict {
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
