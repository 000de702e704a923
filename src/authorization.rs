//! May this action be done on this resource, under these policies?
//!
//! Knows nothing of copies: a [`Query`] names an action, a resource of which parts may be unknown,
//! and what is known of the request's context. The answer has three values, because of much that
//! a policy asks nothing can be known beforehand.
//!
//! The rules: IAM User Guide, "Policy evaluation logic" and "IAM JSON policy elements".

use std::collections::BTreeSet;

use crate::pattern::{self, has_wildcard};
use crate::policy::{Effect, Policy, Statement};

mod answer;
mod caller;
mod combination;
mod condition;
mod context;
mod layers;
mod mismatch;
mod policies;
mod principal;
mod resource;
mod wanted;
mod worlds;

use combination::{Node, Ruling};
use layers::Layers;
use worlds::Undecided;

pub use answer::{Answer, Dependency, DependencyKind, Verdict};
pub use caller::{Caller, CallerKind, InvalidCaller};
pub use context::{Context, Fact, State};
pub use mismatch::{Mismatch, PatternMismatch, closest, explain};
pub use policies::{Attachment, Policies};
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
    /// The statements that decided it, of policies of every kind.
    pub by: Vec<StatementRef>,
    /// If it is denied, the first kind of policy, in the order in which AWS asks, without which it would not be:
    /// that of the Deny, or the one that does not allow.
    pub blocked_by: Option<Attachment>,
    /// What it depends on, if it does.
    pub depends_on: Vec<Dependency>,
    /// Whether the answer rests on a fact of the context that is only inferred.
    pub inferred: bool,
    /// The context keys that statements about the action and the resource ask for, and that the request does not give:
    /// in lower case, sorted.
    pub missing_keys: BTreeSet<String>,
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

/// A statement that names the action and the resource, and whether it applies.
struct Entry<'a> {
    at: StatementRef,
    attachment: Attachment,
    policy: &'a Policy<'a>,
    statement: &'a Statement<'a>,
    verdict: Verdict,
}

/// Asks policies of every kind.
///
/// Statements of policies that are not [usable](Policy::usable) count too: who asks decides what an
/// answer of theirs is worth.
pub fn decide(request: Request<'_>, policies: &Policies<'_>) -> Outcome {
    let query = request.query;
    let mut outcome = decide_with(request, policies);
    if query.context.has_inferred_facts() {
        let query = Query { context: query.context.without_inferred_facts(), ..query.clone() };
        let certain = decide_with(Request { query: &query, ..request }, policies);
        let may_deny = certain.by.iter().any(|at| {
            let statement =
                policies.get(at.policy).and_then(|(_, policy)| policy.statements.get(at.statement));
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

fn decide_with(request: Request<'_>, policies: &Policies<'_>) -> Outcome {
    let resources = &request.query.resources;
    let outcomes = resources.iter().map(|resource| decide_on(request, resource, policies));
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
        first.depends_on.extend(other.depends_on);
        first.missing_keys.extend(other.missing_keys);
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
            inferred: false,
            missing_keys: BTreeSet::new(),
        }
    }
}

fn decide_on(request: Request<'_>, resource: &Resource, policies: &Policies<'_>) -> Outcome {
    let action = request.query.action.to_ascii_lowercase();
    let (entries, missing_keys) = entries(&action, resource, &request.query.context, policies);
    let owner = request.owner.or(resource.account.text().filter(|account| !account.is_empty()));
    let layers = Layers { caller: request.caller, policies, entries: &entries, action: &action, owner };
    let asked = Asked { entries: &entries, action: &action, resource, context: &request.query.context };
    let denials = layers.denials();
    let relations = layers.relations().into_iter();
    let outcomes = relations.map(|relation| asked.decide(&denials, &layers.allowances(relation)));
    let outcome = merge(outcomes, layers::relation_is_unknown);
    Outcome { missing_keys, ..outcome.unwrap_or_else(|| Outcome::of(Decision::ImplicitDeny)) }
}

/// The statements that may apply, and the keys that they ask for in vain.
fn entries<'a>(
    action: &str,
    resource: &Resource,
    context: &Context,
    policies: &Policies<'a>,
) -> (Vec<Entry<'a>>, BTreeSet<String>) {
    let mut entries = Vec::new();
    let mut missing_keys = BTreeSet::new();
    for (policy_index, (attachment, policy)) in policies.iter().enumerate() {
        for (statement_index, statement) in policy.statements.iter().enumerate() {
            if statement.effect.is_none()
                || names(policy, statement, action, resource, context).answer == Answer::No
            {
                continue;
            }
            let keys = statement.conditions.iter().map(|condition| condition.key.value.as_ref());
            let missing = keys.filter(|key| !matches!(context.state(key), State::Values(_)));
            missing_keys.extend(missing.map(str::to_ascii_lowercase));
            let verdict = applies(policy, statement, action, resource, context);
            if verdict.answer != Answer::No {
                let at = StatementRef { policy: policy_index, statement: statement_index };
                entries.push(Entry { at, attachment, policy, statement, verdict });
            }
        }
    }
    (entries, missing_keys)
}

/// The statements that may apply, and what they were asked.
struct Asked<'a> {
    entries: &'a [Entry<'a>],
    action: &'a str,
    resource: &'a Resource,
    context: &'a Context,
}

impl Asked<'_> {
    fn decide(&self, denials: &Node, allowances: &Node) -> Outcome {
        let verdict = |entry: usize| {
            self.entries.get(entry).map_or(Verdict::of(Answer::No), |entry| entry.verdict.clone())
        };
        let answer = |entry: usize| self.entries.get(entry).map_or(Answer::No, |entry| entry.verdict.answer);
        let outcome = |decision, ruling: Option<&Ruling>| Outcome {
            by: ruling.map(|ruling| self.places(&ruling.by)).unwrap_or_default(),
            ..Outcome::of(decision)
        };
        let (denied, allowed) = (denials.ruling(&verdict), allowances.ruling(&verdict));
        let implicitly =
            || Outcome { blocked_by: allowances.blocker(&answer), ..outcome(Decision::ImplicitDeny, None) };
        match (denied.answer, allowed.answer) {
            (Answer::Yes, _) => {
                let blocked_by = denials.first(&answer);
                return Outcome { blocked_by, ..outcome(Decision::ExplicitDeny, Some(&denied)) };
            }
            (_, Answer::No) => return implicitly(),
            (Answer::No, Answer::Yes) => return outcome(Decision::Allowed, Some(&allowed)),
            _ => {}
        }
        let mut depends_on = Vec::new();
        if allowed.answer == Answer::Maybe {
            depends_on.extend(allowed.depends_on.iter().cloned());
        }
        depends_on.extend(denied.depends_on.iter().cloned());
        let depends_on = answer::distinct(depends_on);
        match self.in_every_world(denials, allowances, &depends_on) {
            Some(Decision::Allowed) => outcome(Decision::Allowed, Some(&allowed)),
            Some(Decision::ExplicitDeny) => {
                let perhaps = |entry: usize| Answer::from(answer(entry) != Answer::No);
                let blocked_by = denials.first(&perhaps);
                Outcome { blocked_by, ..outcome(Decision::ExplicitDeny, Some(&denied)) }
            }
            Some(_) => implicitly(),
            None => {
                let mut by = denied.by;
                if allowed.answer == Answer::Maybe {
                    by.extend(allowed.by);
                }
                Outcome { by: self.places(&by), depends_on, ..Outcome::of(Decision::Depends) }
            }
        }
    }

    /// The decision, if it is the same whatever the unknown keys hold.
    fn in_every_world(
        &self,
        denials: &Node,
        allowances: &Node,
        depends_on: &[Dependency],
    ) -> Option<Decision> {
        let answer = |entry: usize| self.entries.get(entry).map_or(Answer::No, |entry| entry.verdict.answer);
        let or_known =
            |node: &Node| node.undecided(&answer).unwrap_or(Node::Known(Verdict::of(node.answer(&answer))));
        let (denials, allowances) = (or_known(denials), or_known(allowances));
        let mut open: Vec<usize> = denials.entries();
        open.extend(allowances.entries());
        open.sort_unstable();
        open.dedup();
        let statements = open.iter().filter_map(|entry| self.entries.get(*entry));
        let undecided = Undecided {
            statements: statements.map(|entry| (entry.policy, entry.statement)).collect(),
            decision: &|answers: &[Answer]| {
                let answer = |entry: usize| {
                    let place = open.binary_search(&entry).ok();
                    place.and_then(|place| answers.get(place)).copied().unwrap_or(Answer::Maybe)
                };
                match (denials.answer(&answer), allowances.answer(&answer)) {
                    (Answer::Yes, _) => Some(Decision::ExplicitDeny),
                    (_, Answer::No) => Some(Decision::ImplicitDeny),
                    (Answer::No, Answer::Yes) => Some(Decision::Allowed),
                    _ => None,
                }
            },
            action: self.action,
            resource: self.resource,
            context: self.context,
        };
        undecided.common(depends_on)
    }

    fn places(&self, by: &[usize]) -> Vec<StatementRef> {
        combination::places(by, |entry| self.entries.get(entry).map(|entry| entry.at))
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
    let mut verdict = names(policy, statement, action, resource, context);
    for condition in &statement.conditions {
        if verdict.answer == Answer::No {
            break;
        }
        verdict = verdict.and(condition::holds(policy, condition, context));
    }
    verdict
}

/// Whether a statement names this action and this resource.
fn names(
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
