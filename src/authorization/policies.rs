//! The policies that decide a request, and how each of them takes part.

use std::collections::BTreeSet;

use super::StatementRef;
use super::answer::{Answer, DependencyKind, Verdict};
use crate::policy::{Effect, Policy};

/// How a policy takes part in a decision. The order is that in which AWS asks them (IAM User Guide, "How AWS
/// enforcement code logic evaluates requests to allow or deny access", which leaves out VPC endpoints).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Attachment {
    /// A resource control policy of the organization that the resource belongs to. It only denies: beside it stands
    /// AWS's own `RCPFullAWSAccess`, which cannot be detached.
    ResourceControl {
        /// How far below the root of the organization it is attached: 0 is the root.
        level: usize,
    },
    /// A service control policy of the organization that the caller belongs to. Each level must allow.
    ServiceControl {
        /// How far below the root of the organization it is attached: 0 is the root.
        level: usize,
    },
    /// The policy of the VPC endpoint that the request comes through.
    Endpoint,
    /// The policy of the resource: of a bucket, of a KMS key, the trust policy of a role.
    Resource,
    /// A policy of the user or the role, or of a group of the user.
    Identity,
    /// The permissions boundary of the user or the role.
    Boundary,
    /// A policy that was passed when the session began.
    Session,
}

impl Attachment {
    /// The word for the kind in every format.
    pub fn name(self) -> &'static str {
        match self {
            Self::ResourceControl { .. } => "resourceControlPolicy",
            Self::ServiceControl { .. } => "serviceControlPolicy",
            Self::Endpoint => "endpointPolicy",
            Self::Resource => "resourcePolicy",
            Self::Identity => "identityPolicy",
            Self::Boundary => "permissionsBoundary",
            Self::Session => "sessionPolicy",
        }
    }
}

/// The policies that decide a request: a flat list, in which
/// [`StatementRef::policy`](super::StatementRef::policy) counts.
///
/// What is not given does not take part: without a boundary, a session policy, control policies, an endpoint
/// policy or a resource policy, only the others decide. [`add_level`](Self::add_level) says that there is something
/// all the same that allows nothing.
#[derive(Clone, Debug, Default)]
pub struct Policies<'a> {
    list: Vec<(Attachment, &'a Policy<'a>)>,
    attachments: BTreeSet<Attachment>,
    management_account: Option<String>,
}

impl<'a> Policies<'a> {
    /// No policy: nothing is allowed but to root users.
    pub fn new() -> Self {
        Self::default()
    }

    /// Identity policies and nothing else.
    pub fn identity(policies: &[&'a Policy<'a>]) -> Self {
        let mut all = Self::new();
        for policy in policies {
            all.add(Attachment::Identity, policy);
        }
        all
    }

    /// Adds a policy behind the others.
    pub fn add(&mut self, attachment: Attachment, policy: &'a Policy<'a>) {
        self.add_level(attachment);
        self.list.push((attachment, policy));
    }

    /// Says that there are policies of a kind, or control policies of a level: without any in the list, they allow
    /// nothing. For [`Attachment::Resource`], that the policy of the resource counts, and is empty or not there.
    pub fn add_level(&mut self, attachment: Attachment) {
        self.attachments.insert(attachment);
    }

    /// Tells the management account of the organization, in which control policies have no effect (AWS
    /// Organizations User Guide, "Service control policies" and "Resource control policies").
    pub fn set_management_account(&mut self, account: &str) {
        self.management_account = Some(account.to_owned());
    }

    /// The policy at a place, and how it takes part.
    pub fn get(&self, index: usize) -> Option<(Attachment, &'a Policy<'a>)> {
        self.list.get(index).copied()
    }

    /// What a statement of theirs does.
    pub fn effect(&self, at: StatementRef) -> Option<Effect> {
        let (_, policy) = self.get(at.policy)?;
        policy.statements.get(at.statement)?.effect
    }

    /// All of them in their order.
    pub fn iter(&self) -> impl Iterator<Item = (Attachment, &'a Policy<'a>)> {
        self.list.iter().copied()
    }

    /// How many they are.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Whether no kind and no level takes part, not even one without any policy in the list.
    pub fn has_none(&self) -> bool {
        self.attachments.is_empty()
    }

    /// Whether policies of this kind, or of this level, take part.
    pub fn has(&self, attachment: Attachment) -> bool {
        self.attachments.contains(&attachment)
    }

    /// Whether there are resource control policies.
    pub(super) fn has_resource_control(&self) -> bool {
        self.attachments().any(|attachment| matches!(attachment, Attachment::ResourceControl { .. }))
    }

    /// Every kind and every level that takes part, in AWS's order.
    pub(super) fn attachments(&self) -> impl Iterator<Item = Attachment> {
        self.attachments.iter().copied()
    }

    /// Whether an account is the management account of the organization: surely not, if that is not told.
    pub(super) fn is_of_management(&self, account: Option<&str>) -> Verdict {
        match (&self.management_account, account) {
            (None, _) => Verdict::of(Answer::No),
            (Some(management), Some(account)) => Verdict::of(Answer::from(management == account)),
            (Some(_), None) => {
                Verdict::maybe(DependencyKind::Fact, "whether the account is the management account")
            }
        }
    }
}
