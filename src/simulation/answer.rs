//! The answers.

use super::check::{Target, is_account};
use super::keys;
use super::{Given, Simulation};
use crate::authorization::{
    Attachment, Caller, Context, Decision, Mismatch, Outcome, Policies, Query, Request, StatementRef,
    closest, decide,
};
use crate::policy::{self, Effect, Policy};
use crate::text::Sources;
use crate::tree::json;

/// The answer to one question.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The action.
    pub action: String,
    /// The resource: an ARN, or `*` for all.
    pub resource: String,
    /// What AWS would answer; of what is uncertain, the denial that it may come to.
    pub decision: Decided,
    /// The answer with its reasons; places of policies are those in [`Simulation::policies`].
    pub outcome: Outcome,
    /// The statements that decided.
    pub matched: Vec<StatementRef>,
    /// Context keys that statements about the action ask for, and that are not given.
    pub missing: Vec<String>,
    /// Whether the permissions boundary by itself allows it, if there is one.
    pub allowed_by_boundary: Option<bool>,
    /// Whether every level of service control policies allows it, if there are any.
    pub allowed_by_organization: Option<bool>,
    /// What the policies of the caller and of the resource come to, if they belong to two accounts.
    pub sides: Option<Sides>,
    /// Of an implicit denial, the statements that come closest to allowing it.
    pub closest: Vec<Mismatch>,
}

impl Answer {
    /// Whether something keeps the answer from being certain.
    pub fn is_uncertain(&self) -> bool {
        self.outcome.decision == Decision::Depends
    }
}

/// What AWS's simulator answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decided {
    /// It is allowed.
    Allowed,
    /// A statement denies it.
    ExplicitDeny,
    /// Nothing allows it.
    ImplicitDeny,
}

impl Decided {
    /// AWS's word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Allowed => Decision::Allowed.name(),
            Self::ExplicitDeny => Decision::ExplicitDeny.name(),
            Self::ImplicitDeny => Decision::ImplicitDeny.name(),
        }
    }
}

/// Answers, and whether there are others.
#[derive(Clone, Debug)]
pub struct Results {
    /// The answers: for each action, one for each resource.
    pub answers: Vec<Answer>,
    /// How many were given with these, if there are others.
    pub next: Option<usize>,
}

/// What policies of the caller and of the resource come to, each by themselves, if they belong to two accounts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sides {
    /// The policies of the caller, with all that limits them.
    pub caller: Decided,
    /// The policy of the resource.
    pub resource: Decided,
}

impl Simulation<'_> {
    /// Answers what is asked.
    pub fn run(&self) -> Results {
        let questions = self.actions.len() * self.targets.len();
        let start = self.start.min(questions);
        let end = self.most.map_or(questions, |most| questions.min(start.saturating_add(most)));
        let pairs =
            self.actions.iter().flat_map(|action| self.targets.iter().map(move |target| (action, target)));
        let asking = Asking::new(self);
        let answers =
            pairs.skip(start).take(end - start).map(|(action, target)| asking.answer(action, target));
        Results { answers: answers.collect(), next: (end < questions).then_some(end) }
    }

    /// The policy of a statement.
    pub fn given(&self, at: StatementRef) -> Option<&Given<'_>> {
        self.policies.get(at.policy)
    }

    /// Whether it was said who asks.
    pub fn knows_caller(&self) -> bool {
        self.caller.is_some()
    }

    /// What a statement does.
    pub fn effect(&self, at: StatementRef) -> Option<Effect> {
        self.given(at)?.policy.statements.get(at.statement)?.effect
    }
}

/// The policies, ready to be asked.
struct Asking<'a> {
    simulation: &'a Simulation<'a>,
    caller: Caller,
    /// The context with what the caller tells.
    known: Context,
    all: Policies<'a>,
    /// The permissions boundary as if it were all that there is.
    boundary: Option<Policies<'a>>,
    /// Each level of service control policies as if it were all that there is.
    organization: Vec<Policies<'a>>,
}

impl<'a> Asking<'a> {
    fn new(simulation: &'a Simulation<'a>) -> Self {
        let mut all = Policies::new();
        for given in &simulation.policies {
            all.add(given.attachment, &given.policy);
        }
        for level in &simulation.empty_levels {
            all.add_level(*level);
        }
        let of = |attachment: Attachment| {
            let given = simulation.policies.iter().filter(|given| given.attachment == attachment);
            let policies: Vec<&Policy<'_>> = given.map(|given| &given.policy).collect();
            all.has(attachment).then(|| Policies::identity(&policies))
        };
        let boundary = of(Attachment::Boundary);
        let organization = (0..).map_while(|level| of(Attachment::ServiceControl { level })).collect();
        let caller = simulation.caller.clone().unwrap_or_else(Caller::unknown);
        let known = caller.complete(simulation.context.clone());
        Self { simulation, caller, known, all, boundary, organization }
    }

    fn answer(&self, action: &str, target: &Target) -> Answer {
        let simulation = self.simulation;
        let query = Query {
            action: action.to_owned(),
            resources: vec![target.resource.clone()],
            context: simulation.context.clone(),
        };
        // The owner that an ARN tells comes before the one that is given; without either, it is the caller.
        let in_arn = target.resource.account.text().filter(|account| is_account(account));
        let owner = in_arn.or(simulation.owner.as_deref()).or(self.caller.account());
        let request = Request { query: &query, caller: &self.caller, owner };
        let outcome = decide(request, &self.all);
        let allows = |policies: &Policies<'_>| {
            let caller = &Caller::unknown();
            decide(Request { caller, ..request }, policies).decision == Decision::Allowed
        };
        let is_decisive = |at: &StatementRef| self.is_decisive(*at, outcome.decision);
        let asked = simulation.policies.iter().map(|given| &given.policy);
        Answer {
            action: action.to_owned(),
            resource: target.name.clone(),
            decision: self.decided(&outcome),
            matched: outcome.by.iter().copied().filter(is_decisive).collect(),
            missing: keys::missing(asked, action, &self.known),
            allowed_by_boundary: self.boundary.as_ref().map(allows),
            allowed_by_organization: (!self.organization.is_empty())
                .then(|| self.organization.iter().all(allows)),
            sides: self.sides(request),
            closest: self.closest(&query, &outcome),
            outcome,
        }
    }

    /// AWS's word for an outcome. What is uncertain is never allowed.
    fn decided(&self, outcome: &Outcome) -> Decided {
        let may_deny = || outcome.by.iter().any(|at| self.simulation.effect(*at) == Some(Effect::Deny));
        match outcome.decision {
            Decision::Allowed => Decided::Allowed,
            Decision::ExplicitDeny => Decided::ExplicitDeny,
            Decision::Depends if may_deny() => Decided::ExplicitDeny,
            Decision::ImplicitDeny | Decision::Depends => Decided::ImplicitDeny,
        }
    }

    /// Whether a statement is one of those that a decision is put down to: not the limits around what grants.
    fn is_decisive(&self, at: StatementRef, decision: Decision) -> bool {
        let given = self.simulation.given(at);
        let grants = given
            .is_some_and(|given| matches!(given.attachment, Attachment::Identity | Attachment::Resource));
        match decision {
            Decision::Allowed => grants,
            Decision::ExplicitDeny => self.simulation.effect(at) == Some(Effect::Deny),
            Decision::ImplicitDeny => false,
            Decision::Depends => true,
        }
    }

    /// What each side comes to, if there are two and the policy of the resource is known.
    fn sides(&self, request: Request<'_>) -> Option<Sides> {
        let (own, owner) = (self.caller.account()?, request.owner?);
        if own == owner || !self.all.has(Attachment::Resource) {
            return None;
        }
        let sources = Sources::new();
        let source = sources.add("", EVERYTHING);
        let everything =
            policy::read(&json::read(source, &mut Vec::new()), source.id(), None, &mut Vec::new());
        let mut of_caller = Policies::new();
        let mut of_resource = Policies::identity(&[&everything]);
        for (attachment, policy) in self.all.iter() {
            match attachment {
                Attachment::Resource => of_resource.add(attachment, policy),
                _ => of_caller.add(attachment, policy),
            }
        }
        for level in &self.simulation.empty_levels {
            of_caller.add_level(*level);
        }
        let decided = |policies: &Policies<'_>| {
            let outcome = decide(request, policies);
            let may_deny = outcome.by.iter().any(|at| {
                let statement =
                    policies.get(at.policy).and_then(|(_, policy)| policy.statements.get(at.statement));
                statement.is_some_and(|statement| statement.effect == Some(Effect::Deny))
            });
            match outcome.decision {
                Decision::Allowed => Decided::Allowed,
                _ if may_deny => Decided::ExplicitDeny,
                _ => Decided::ImplicitDeny,
            }
        };
        Some(Sides { caller: decided(&of_caller), resource: decided(&of_resource) })
    }

    /// Of an implicit denial, what comes closest to allowing it, in the policies that would have to.
    fn closest(&self, query: &Query, outcome: &Outcome) -> Vec<Mismatch> {
        if outcome.decision != Decision::ImplicitDeny {
            return Vec::new();
        }
        let policies: Vec<&Policy<'_>> = self.simulation.policies.iter().map(|given| &given.policy).collect();
        let mismatches = closest(query, &policies).into_iter().flatten();
        let of_blocker = |mismatch: &Mismatch| {
            let given = self.simulation.given(mismatch.at);
            given.map(|given| given.attachment) == outcome.blocked_by
        };
        mismatches.filter(of_blocker).collect()
    }
}

/// A policy that allows everything, to see what the others come to.
const EVERYTHING: &str =
    r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}"#;
