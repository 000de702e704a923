//! The needs of a copy, put to the policies.

use crate::authorization::{
    Caller, Decision, Dependency, DependencyKind, Outcome, Policies, Request, closest, decide,
};
use crate::copy::{CopyPlan, Need, Proviso};
use crate::policy::Policy;
use crate::rule::{Certainty, Level};

/// The answers to all needs of a copy.
#[derive(Clone, Debug)]
pub struct Access {
    /// One outcome for each need of the plan, in their order; empty if no policy was given.
    pub outcomes: Vec<Outcome>,
    /// One outcome for each need of the plan on a key that the request does not name, of which only a
    /// denial says something.
    pub key_outcomes: Vec<Outcome>,
    /// What it comes to.
    pub verdict: AccessVerdict,
}

/// What the answers come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccessVerdict {
    /// Every need is allowed, by the given policies.
    Allowed,
    /// A need that is certain is surely denied.
    Denied,
    /// It cannot be known beforehand.
    Depends,
    /// There is no policy that could be asked.
    Unknown,
}

impl AccessVerdict {
    /// The word for it in every format.
    pub fn name(self) -> &'static str {
        match self {
            Self::Allowed => "allowed",
            Self::Denied => "denied",
            Self::Depends => "depends",
            Self::Unknown => "unknown",
        }
    }
}

/// Asks identity policies for all needs of a plan.
///
/// A policy that is not usable answers nothing: what the others do not surely deny then depends on it.
///
/// `unread` says that there are policies which could not even be read.
pub fn ask(plan: &CopyPlan, policies: &[&Policy<'_>], unread: bool) -> Access {
    if policies.is_empty() {
        return Access { outcomes: Vec::new(), key_outcomes: Vec::new(), verdict: AccessVerdict::Unknown };
    }
    let ask = |needs: &[Need]| needs.iter().map(|need| ask_one(need, policies, unread)).collect::<Vec<_>>();
    let (outcomes, key_outcomes) = (ask(&plan.needs), ask(&plan.key_needs));
    let key_denied = key_outcomes.iter().any(|outcome| outcome.decision == Decision::ExplicitDeny);
    let verdict = match verdict(plan, &outcomes) {
        _ if !policies.iter().any(|policy| policy.usable) => AccessVerdict::Unknown,
        AccessVerdict::Allowed if key_denied => AccessVerdict::Depends,
        verdict => verdict,
    };
    Access { outcomes, key_outcomes, verdict }
}

fn ask_one(need: &Need, policies: &[&Policy<'_>], unread: bool) -> Outcome {
    let usable: Vec<&Policy<'_>> = policies.iter().copied().filter(|policy| policy.usable).collect();
    let request = Request { query: &need.query, caller: &Caller::unknown(), owner: None };
    let mut outcome = decide(request, &Policies::identity(&usable));
    for statement in &mut outcome.by {
        // The place among the usable policies becomes the place among all.
        let place = policies.iter().enumerate().filter(|(_, policy)| policy.usable).nth(statement.policy);
        statement.policy = place.map_or(statement.policy, |(index, _)| index);
    }
    // An account in the ARN of an image or a snapshot matches nothing by the ARN's format, yet the EBS User
    // Guide prints policies of that form.
    if outcome.decision == Decision::ImplicitDeny
        && closest(&need.query, &usable).iter().flatten().any(|mismatch| mismatch.only_account)
    {
        outcome.inferred = true;
    }
    let doubt = match (unread, usable.len() < policies.len()) {
        (true, _) => "what the policy says that could not be read",
        (false, true) => "what the policy with faults says once it is mended",
        (false, false) => return outcome,
    };
    if outcome.decision != Decision::ExplicitDeny {
        outcome.decision = Decision::Depends;
        outcome.by.clear();
        outcome.depends_on.push(Dependency { kind: DependencyKind::Fact, name: doubt.to_owned() });
    }
    outcome
}

fn verdict(plan: &CopyPlan, outcomes: &[Outcome]) -> AccessVerdict {
    let mut verdict = AccessVerdict::Allowed;
    for (need, outcome) in plan.needs.iter().zip(outcomes) {
        match outcome.decision {
            Decision::Allowed => {}
            Decision::ExplicitDeny if is_certain(need, outcome) => return AccessVerdict::Denied,
            Decision::ImplicitDeny if is_certain(need, outcome) && !may_be_granted_elsewhere(need) => {
                return AccessVerdict::Denied;
            }
            _ => verdict = AccessVerdict::Depends,
        }
    }
    verdict
}

/// Whether a need and its answer rest on nothing that is only inferred.
fn is_certain(need: &Need, outcome: &Outcome) -> bool {
    certainty(need, outcome).ceiling() == Level::Error && need.proviso.is_none()
}

/// How sure it is that a need is answered so: as sure as the weaker of the two facts.
pub fn certainty(need: &Need, outcome: &Outcome) -> Certainty {
    let fact = need.permission.certainty;
    if outcome.inferred && fact.ceiling() > Certainty::Inferred.ceiling() {
        Certainty::Inferred
    } else {
        fact
    }
}

/// Whether something other than an identity policy can grant a need: the policy of a key or of a bucket can,
/// so that a missing statement proves nothing.
pub fn may_be_granted_elsewhere(need: &Need) -> bool {
    let of_bucket = matches!(
        need.permission.resource.as_str(),
        "source-bucket" | "source-objects" | "destination-bucket" | "destination-objects"
    );
    let exists = need.proviso != Some(Proviso::NewBucket);
    need.permission.action.starts_with("kms:") || (of_bucket && exists)
}
