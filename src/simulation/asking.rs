//! Puts questions to the policies.

use super::answer::{Answer, Decided, Sides};
use super::check::Target;
use super::{Simulation, keys};
use crate::arn::is_account;
use crate::authorization::{
    Attachment, Caller, Context, Decision, Dependency, DependencyKind, Mismatch, Outcome, Policies, Query,
    Request, State, StatementRef, closest, decide, is_within_limits,
};
use crate::policy::{Effect, Policy};

/// The policies, ready to be asked.
pub(super) struct Asking<'a> {
    simulation: &'a Simulation<'a>,
    caller: Caller,
    /// The context with what the caller tells.
    known: Context,
    all: Policies<'a>,
    /// A policy that allows everything.
    everything: &'a Policy<'a>,
    /// The permissions boundary, if there is one.
    boundary: Option<Policies<'a>>,
    /// The service control policies, if there are any.
    organization: Option<Policies<'a>>,
}

impl<'a> Asking<'a> {
    pub(super) fn new(simulation: &'a Simulation<'a>, everything: &'a Policy<'a>) -> Self {
        let some = |is: fn(Attachment) -> bool| {
            let mut policies = Policies::new();
            for given in simulation.policies.iter().filter(|given| is(given.attachment)) {
                policies.add(given.attachment, &given.policy);
            }
            let levels = simulation.empty_levels.iter().filter(|level| is(**level));
            levels.for_each(|level| policies.add_level(*level));
            policies
        };
        let is_any = |policies: &Policies<'_>| !policies.has_none();
        let all = some(|_| true);
        let boundary = Some(some(|attachment| attachment == Attachment::Boundary)).filter(is_any);
        let organization =
            Some(some(|attachment| matches!(attachment, Attachment::ServiceControl { .. }))).filter(is_any);
        let caller = simulation.caller.clone().unwrap_or_else(Caller::unknown);
        let known = caller.complete(simulation.context.clone());
        Self { simulation, caller, known, all, everything, boundary, organization }
    }

    pub(super) fn answer(&self, action: &str, target: &Target) -> Answer {
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
        // Services and the like have no identity policies, but there may be limits for others.
        let anyone = Caller::unknown();
        let limited = if self.caller.account().is_some() { &self.caller } else { &anyone };
        let allows =
            |policies: &Policies<'_>| is_within_limits(Request { caller: limited, ..request }, policies);
        let is_decisive = |at: &StatementRef| self.is_decisive(*at, outcome.decision);
        let asked = simulation.policies.iter().map(|given| &given.policy);
        let missing = keys::missing(asked, action, &self.known);
        Answer {
            action: action.to_owned(),
            resource: target.name.clone(),
            decision: self.decided(&outcome),
            matched: outcome.by.iter().copied().filter(is_decisive).collect(),
            taken_for_absent: missing
                .iter()
                .filter(|key| *self.known.state(key) == State::Absent)
                .cloned()
                .collect(),
            missing,
            allowed_by_boundary: self.boundary.as_ref().map(allows),
            allowed_by_organization: self.organization.as_ref().map(allows),
            uncertain: self.uncertain(&outcome, owner),
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

    /// What the policies leave open; and what the owner of the resource may say, who is another and whose policy is not
    /// given. The policy simulator does not ask for it either.
    fn uncertain(&self, outcome: &Outcome, owner: Option<&str>) -> Vec<Dependency> {
        let mut uncertain = outcome.depends_on.clone();
        if outcome.decision == Decision::Allowed
            && !self.all.has(Attachment::Resource)
            && let (Some(own), Some(owner)) = (self.caller.account(), owner)
            && own != owner
        {
            let name =
                format!("whether the policy of the resource, which belongs to account {owner}, allows it");
            uncertain.push(Dependency { kind: DependencyKind::Fact, name });
        }
        uncertain
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
        let mut of_caller = Policies::new();
        let mut of_resource = Policies::identity(&[self.everything]);
        for (attachment, policy) in self.all.iter() {
            match attachment {
                Attachment::Resource | Attachment::ResourceControl { .. } => {
                    of_resource.add(attachment, policy);
                }
                _ => of_caller.add(attachment, policy),
            }
        }
        for level in &self.simulation.empty_levels {
            of_caller.add_level(*level);
        }
        let decided = |policies: &Policies<'_>| {
            let outcome = decide(request, policies);
            let may_deny = outcome.by.iter().any(|at| policies.effect(*at) == Some(Effect::Deny));
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
