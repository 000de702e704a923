//! May this action be done on this resource, under these policies?
//!
//! Knows nothing of copies: a [`Query`] names an action, a resource of which parts may be unknown,
//! and what is known of the request's context. The answer has three values, because of much that
//! a policy asks nothing can be known beforehand.
//!
//! The rules: IAM User Guide, "Policy evaluation logic" and "IAM JSON policy elements".

use crate::arn::is_account;
use crate::pattern::begins_caseless;
use crate::policy::Effect;

mod answer;
mod caller;
mod combination;
mod condition;
mod context;
mod deciding;
mod evaluation;
mod layers;
mod mismatch;
mod outside;
mod policies;
mod principal;
mod resource;
mod statement;
mod together;
mod wanted;
mod worlds;

use evaluation::Asked;
use layers::Layers;
use outside::Target;

pub use answer::{Answer, Dependency, DependencyKind, Verdict};
pub use caller::{Caller, CallerKind, InvalidCaller};
pub use context::{Context, Fact, State};
pub use mismatch::{Mismatch, PatternMismatch, closest, explain};
pub use policies::{Attachment, Policies};
pub use principal::names_caller;
pub use resource::{Part, Resource, matches as matches_resource, matches_by_field};
pub use statement::applies_to;
pub use together::{Effort, Holds, Together};

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
    /// The statements that decided it, of policies of every kind.
    pub by: Vec<StatementRef>,
    /// If it is denied, the first kind of policy, in the order in which AWS asks, without which it would not be:
    /// that of the Deny, or the one that does not allow.
    pub blocked_by: Option<Attachment>,
    /// What it depends on, if it does.
    pub depends_on: Vec<Dependency>,
    /// The test that decides, in words, if it depends on one key and a single line says how: "allowed only if
    /// `aws:SourceIp` is within `203.0.113.0/24`".
    pub decided_by: Option<String>,
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

/// One question, and who asks it.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// What is asked.
    pub query: &'a Query,
    /// Who asks.
    pub caller: &'a Caller,
    /// The account of the resource, if it is known and does not stand in its ARN.
    pub owner: Option<&'a str>,
}

/// Asks policies of every kind.
///
/// What follows from who asks need not stand in the context. Statements of policies that are not
/// [usable](crate::policy::Policy::usable) count too: who asks decides what an answer of theirs is worth. Grants of
/// KMS keys, which allow things without a policy, do not count.
pub fn decide(request: Request<'_>, policies: &Policies<'_>) -> Outcome {
    let completed = completed(request);
    let query = completed.as_ref().unwrap_or(request.query);
    let request = Request { query, ..request };
    let mut outcome = decide_with(request, policies, false);
    let is_key = begins_caseless(&query.action, "kms:");
    if query.context.has_inferred_facts() || (is_key && policies.has_resource_control()) {
        let with = |context: Context| Query { context, ..request.query.clone() };
        let query = with(query.context.without_inferred_facts());
        let certain = decide_with(Request { query: &query, ..request }, policies, true);
        let may_deny = certain.by.iter().any(|at| policies.effect(*at) == Some(Effect::Deny));
        if outcome.decision == Decision::Allowed && certain.decision == Decision::Depends && may_deny {
            // That a Deny does not apply must be more than likely.
            let is_allowed = |context: Context| {
                let query = with(context);
                let outcome = decide_with(Request { query: &query, ..request }, policies, true);
                outcome.decision == Decision::Allowed
            };
            if !request.query.context.possibilities().into_iter().all(is_allowed) {
                return certain;
            }
        }
        outcome.inferred = !alike(certain.decision, outcome.decision);
    }
    outcome
}

/// Whether the permissions boundary and the service control policies among the policies surely allow it by
/// themselves, whatever else gives or takes it.
pub fn is_within_limits(request: Request<'_>, policies: &Policies<'_>) -> bool {
    let completed = completed(request);
    let request = Request { query: completed.as_ref().unwrap_or(request.query), ..request };
    request.query.resources.iter().all(|resource| {
        ask(request, resource, policies, false, |layers, asked| {
            asked.decide(&layers.denials(), &layers.limits()).decision == Decision::Allowed
        })
    })
}

/// The question with what follows from who asks, if anything does.
fn completed(request: Request<'_>) -> Option<Query> {
    let Request { query, caller, .. } = request;
    let context = || caller.complete(query.context.clone());
    caller.tells().then(|| Query { context: context(), ..query.clone() })
}

/// `strict` says that only what is certain counts.
fn decide_with(request: Request<'_>, policies: &Policies<'_>, strict: bool) -> Outcome {
    let resources = &request.query.resources;
    let outcomes = resources.iter().map(|resource| decide_on(request, resource, policies, strict));
    let which = || resource::which_is_checked(resources);
    merge(outcomes, which).unwrap_or_else(|| Outcome::of(Decision::ImplicitDeny))
}

/// What several outcomes come to of which one holds, but it is not known which; `None` if there is none.
fn merge(outcomes: impl Iterator<Item = Outcome>, which: impl Fn() -> Dependency) -> Option<Outcome> {
    let mut outcomes = outcomes;
    let mut first = outcomes.next()?;
    for other in outcomes {
        if other.decision != first.decision {
            first.decision = if alike(other.decision, first.decision) {
                Decision::ImplicitDeny
            } else {
                first.depends_on.push(which());
                Decision::Depends
            };
        }
        first.blocked_by = match (first.blocked_by, other.blocked_by) {
            (Some(one), Some(other)) => Some(one.min(other)),
            (one, other) => one.or(other),
        };
        first.by.extend(other.by);
        if first.decided_by != other.decided_by {
            first.decided_by = None;
        }
        first.depends_on.extend(other.depends_on);
    }
    first.by.sort_unstable();
    first.by.dedup();
    if first.decision == Decision::Depends {
        first.depends_on = answer::distinct(first.depends_on);
    } else {
        first.depends_on.clear();
    }
    if !matches!(first.decision, Decision::ExplicitDeny | Decision::ImplicitDeny) {
        first.blocked_by = None;
    }
    Some(first)
}

/// Whether two answers come to the same for whoever asks: a denial is one, explicit or not.
fn alike(one: Decision, other: Decision) -> bool {
    let denied = |decision| matches!(decision, Decision::ExplicitDeny | Decision::ImplicitDeny);
    one == other || (denied(one) && denied(other))
}

impl Outcome {
    fn of(decision: Decision) -> Self {
        Self {
            decision,
            by: Vec::new(),
            blocked_by: None,
            depends_on: Vec::new(),
            decided_by: None,
            inferred: false,
        }
    }
}

fn decide_on(request: Request<'_>, resource: &Resource, policies: &Policies<'_>, strict: bool) -> Outcome {
    ask(request, resource, policies, strict, |layers, asked| {
        let denials = layers.denials();
        let relations = layers.relations().into_iter();
        let outcomes = relations.map(|relation| asked.decide(&denials, &layers.allowances(relation)));
        merge(outcomes, layers::relation_is_unknown).unwrap_or_else(|| Outcome::of(Decision::ImplicitDeny))
    })
}

/// Finds the statements that may speak of a request, and has them asked.
fn ask<T>(
    request: Request<'_>,
    resource: &Resource,
    policies: &Policies<'_>,
    strict: bool,
    how: impl FnOnce(&Layers<'_>, &Asked<'_>) -> T,
) -> T {
    let Request { query, caller, owner } = request;
    let (action, context) = (query.action.to_ascii_lowercase(), &query.context);
    let owner = owner.or(resource.account.text().filter(|account| is_account(account)));
    let target = Target { action: &action, resource, owner, context, strict };
    let entries = evaluation::entries(&action, resource, context, policies);
    let layers = Layers { caller, policies, target: &target, entries: &entries };
    how(&layers, &Asked { entries: &entries, action: &action, resource, context })
}
