//! The needs of a copy, put to the policies.

use crate::authorization::{Decision, Outcome};
use crate::copy::{CopyPlan, Need, Proviso};
use crate::rule::{Certainty, Level};

mod ask;
mod deciders;
mod who;

pub use ask::Reason;
pub use deciders::{Asked, Deciders, kind_words, one_of};
pub use who::{Ability, Lack, Loophole, Why, ability};

/// The answers to all needs of a copy.
#[derive(Clone, Debug)]
pub struct Access {
    /// One outcome for each need of the plan, in their order; empty if no policy was given.
    pub outcomes: Vec<Outcome>,
    /// What stands behind each of these outcomes, in their order.
    pub reasons: Vec<Reason>,
    /// One outcome for each need of the plan on a key that the request does not name, of which only a
    /// denial says something.
    pub key_outcomes: Vec<Outcome>,
    /// What stands behind each of these outcomes, in their order.
    pub key_reasons: Vec<Reason>,
    /// What it comes to.
    pub verdict: AccessVerdict,
}

/// What the answers come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AccessVerdict {
    /// Every need is allowed, by the given policies.
    Allowed,
    /// It cannot be known beforehand.
    Depends,
    /// A need that is certain is surely denied.
    Denied,
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

/// Asks policies for all needs of a plan.
///
/// A policy that is not usable answers nothing: what the others do not surely deny then depends on it.
pub fn ask(plan: &CopyPlan, deciders: &Deciders<'_>) -> Access {
    if deciders.asked.is_empty() && !deciders.all_identity {
        let verdict = AccessVerdict::Unknown;
        return Access {
            outcomes: Vec::new(),
            reasons: Vec::new(),
            key_outcomes: Vec::new(),
            key_reasons: Vec::new(),
            verdict,
        };
    }
    let ask = |need: &Need| ask::ask(need, deciders);
    let (outcomes, reasons): (Vec<Outcome>, Vec<Reason>) = plan.needs.iter().map(ask).unzip();
    let (key_outcomes, key_reasons): (Vec<Outcome>, Vec<Reason>) = plan.key_needs.iter().map(ask).unzip();
    let key_denied = key_outcomes.iter().any(|outcome| outcome.decision == Decision::ExplicitDeny);
    let verdict = match verdict(plan, &outcomes, &reasons) {
        _ if !deciders.all_identity && !deciders.asked.iter().any(|asked| asked.policy.usable) => {
            AccessVerdict::Unknown
        }
        AccessVerdict::Allowed if key_denied => AccessVerdict::Depends,
        verdict => verdict,
    };
    Access { outcomes, reasons, key_outcomes, key_reasons, verdict }
}

fn verdict(plan: &CopyPlan, outcomes: &[Outcome], reasons: &[Reason]) -> AccessVerdict {
    let mut verdict = AccessVerdict::Allowed;
    for ((need, outcome), reason) in plan.needs.iter().zip(outcomes).zip(reasons) {
        match outcome.decision {
            Decision::Allowed => {}
            Decision::ExplicitDeny if is_certain(need, outcome) => return AccessVerdict::Denied,
            Decision::ImplicitDeny if is_certain(need, outcome) && !reason.may_be_granted_elsewhere(need) => {
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
