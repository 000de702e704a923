//! Whether somebody, one of many, can make a copy, and what they lack for it.

use super::{Access, AccessVerdict};
use crate::authorization::{Attachment, Decision};

/// Whether somebody can make a copy.
#[derive(Clone, Debug)]
pub struct Ability {
    /// Their ARN.
    pub arn: String,
    /// What it comes to.
    pub verdict: AccessVerdict,
    /// What is not surely allowed, in the order of the needs.
    pub lacks: Vec<Lack>,
}

/// A need that is not surely allowed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Lack {
    /// The place among the needs of the plan.
    pub need: usize,
    /// What holds of it.
    pub why: Why,
}

/// Why a need is not surely allowed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Why {
    /// These kinds of policies do not allow it.
    NotAllowed(Vec<Attachment>),
    /// A policy of this kind denies it.
    Denied(Option<Attachment>),
    /// It depends on these.
    Depends(Vec<String>),
}

/// What the answers to a plan mean for somebody.
pub fn ability(arn: &str, access: &Access) -> Ability {
    let mut lacks = Vec::new();
    for (need, (outcome, reason)) in access.outcomes.iter().zip(&access.reasons).enumerate() {
        let why = match outcome.decision {
            Decision::Allowed => continue,
            Decision::ImplicitDeny => Why::NotAllowed(reason.lacking.clone()),
            Decision::ExplicitDeny => Why::Denied(outcome.blocked_by),
            Decision::Depends => {
                Why::Depends(outcome.depends_on.iter().map(|dependency| dependency.name.clone()).collect())
            }
        };
        lacks.push(Lack { need, why });
    }

    Ability { arn: arn.to_owned(), verdict: access.verdict, lacks }
}
