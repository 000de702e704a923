//! Whether somebody, one of many, can make a copy, and what they lack for it.

use super::{Access, AccessVerdict, is_certain};
use crate::authorization::{Attachment, Decision};
use crate::copy::{CopyPlan, Need};
use crate::operation::Permission;

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
#[derive(Clone, Debug)]
pub struct Lack {
    /// What is needed.
    pub permission: &'static Permission,
    /// The resource that it is needed on.
    pub resource: String,
    /// What the policies say.
    pub why: Why,
    /// Why the copy may be possible even so.
    pub loophole: Option<Loophole>,
}

/// Why a copy may be possible although the policies do not allow a need.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Loophole {
    /// It is open, not denied.
    Open,
    /// The policy of the key, which was not given, may allow it.
    KeyPolicy,
    /// The policy of the bucket, which was not given, may allow it.
    BucketPolicy,
    /// It is not certain that it is needed.
    Need,
    /// It is needed only of a key that AWS does not manage, and the request names none.
    Key,
}

/// Why a need is not surely allowed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Why {
    /// These kinds of policies do not allow it.
    NotAllowed(Vec<Attachment>),
    /// A policy of this kind denies it.
    Denied(Option<Attachment>),
    /// It depends on these: names of context keys, or words.
    Depends(Vec<String>),
}

impl Why {
    /// The decision that it stands for.
    pub fn decision(&self) -> Decision {
        match self {
            Self::NotAllowed(_) => Decision::ImplicitDeny,
            Self::Denied(_) => Decision::ExplicitDeny,
            Self::Depends(_) => Decision::Depends,
        }
    }

    /// What it depends on.
    pub fn depends_on(&self) -> &[String] {
        match self {
            Self::Depends(names) => names,
            Self::NotAllowed(_) | Self::Denied(_) => &[],
        }
    }

    /// The kinds of policies that stand in the way.
    pub fn blocked_by(&self) -> &[Attachment] {
        match self {
            Self::NotAllowed(kinds) => kinds,
            Self::Denied(kind) => kind.as_slice(),
            Self::Depends(_) => &[],
        }
    }
}

/// What the answers to a plan mean for somebody.
pub fn ability(arn: &str, plan: &CopyPlan, access: &Access) -> Ability {
    let answers = access.outcomes.iter().zip(&access.reasons);
    let lacks = plan.needs.iter().zip(answers).filter_map(|(need, (outcome, reason))| {
        let why = match outcome.decision {
            Decision::Allowed => return None,
            Decision::ImplicitDeny => Why::NotAllowed(reason.lacking.clone()),
            Decision::ExplicitDeny => Why::Denied(outcome.blocked_by),
            Decision::Depends => {
                Why::Depends(outcome.depends_on.iter().map(|dependency| dependency.name.clone()).collect())
            }
        };
        let loophole = match why {
            Why::Depends(_) => Some(Loophole::Open),
            Why::NotAllowed(_) if reason.may_be_granted_elsewhere(need) => {
                let of_key = need.permission.action.starts_with("kms:");
                Some(if of_key { Loophole::KeyPolicy } else { Loophole::BucketPolicy })
            }
            _ if !is_certain(need, outcome) => Some(Loophole::Need),
            _ => None,
        };
        Some(Lack { permission: need.permission, resource: resource(need), why, loophole })
    });
    let keys = plan.key_needs.iter().zip(&access.key_outcomes);
    let denied = keys.filter(|(_, outcome)| outcome.decision == Decision::ExplicitDeny);
    let key_lacks = denied.map(|(need, outcome)| Lack {
        permission: need.permission,
        resource: resource(need),
        why: Why::Denied(outcome.blocked_by),
        loophole: Some(Loophole::Key),
    });
    Ability { arn: arn.to_owned(), verdict: access.verdict, lacks: lacks.chain(key_lacks).collect() }
}

fn resource(need: &Need) -> String {
    need.query.resources.first().map(ToString::to_string).unwrap_or_default()
}
