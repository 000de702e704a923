//! Which policies must allow a request, and which may deny it: the trees of [`Node`]s for a caller and a resource.
//!
//! IAM User Guide, "Policy evaluation for requests within a single account" and "Cross-account policy evaluation
//! logic"; AWS Organizations User Guide, "SCP evaluation" and "Resource control policies"; AWS KMS Developer Guide,
//! "Key policies in AWS KMS".

use super::answer::{Answer, Dependency, DependencyKind, Verdict};
use super::caller::{Caller, CallerKind};
use super::combination::{Layer, Node, Voice};
use super::principal::{Way, speaks_in, speaks_of};
use super::{Attachment, Entry, Policies};
use crate::policy::Effect;

/// Services whose resources resource control policies speak of (AWS Organizations User Guide, "List of AWS services
/// that support RCPs").
const WITH_RESOURCE_CONTROL: [&str; 5] = ["kms", "s3", "secretsmanager", "sqs", "sts"];

/// Whether the resource belongs to the account of whoever asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Relation {
    SameAccount,
    CrossAccount,
}

/// Who asks for what, and the statements that may speak of it.
pub(super) struct Layers<'a> {
    pub(super) caller: &'a Caller,
    pub(super) policies: &'a Policies<'a>,
    pub(super) entries: &'a [Entry<'a>],
    /// The action, in lower case.
    pub(super) action: &'a str,
    /// The account of the resource, if it is known.
    pub(super) owner: Option<&'a str>,
}

impl Layers<'_> {
    /// The relations that are possible and may make a difference.
    pub(super) fn relations(&self) -> Vec<Relation> {
        use Relation::{CrossAccount, SameAccount};
        match (self.caller.account(), self.owner) {
            _ if !self.policies.has(Attachment::Resource) => vec![SameAccount],
            (Some(own), Some(owner)) if own == owner => vec![SameAccount],
            (Some(_), Some(_)) => vec![CrossAccount],
            _ if matches!(self.caller.kind, CallerKind::Service | CallerKind::Anonymous) => vec![SameAccount],
            _ => vec![SameAccount, CrossAccount],
        }
    }

    /// What denies: one statement is enough.
    pub(super) fn denials(&self) -> Node {
        let denials = self.policies.attachments().map(|attachment| {
            let outside = self.outside(attachment);
            self.layer(attachment, Effect::Deny, |entry| {
                let speaks = match attachment {
                    Attachment::Resource | Attachment::Endpoint => {
                        let has_boundary = self.policies.has(Attachment::Boundary);
                        speaks_of(entry.statement.principal.as_ref(), self.caller, has_boundary)
                    }
                    _ => Verdict::of(Answer::Yes),
                };
                outside.clone().opposite().and(speaks)
            })
        });
        Node::Any(denials.collect())
    }

    /// What must allow.
    pub(super) fn allowances(&self, relation: Relation) -> Node {
        let mut all: Vec<Node> = Vec::new();
        for attachment in self.policies.attachments() {
            let layer = match attachment {
                Attachment::ServiceControl { .. } | Attachment::ResourceControl { .. } => {
                    self.layer(attachment, Effect::Allow, |_| Verdict::of(Answer::Yes))
                }
                Attachment::Endpoint => self.layer(attachment, Effect::Allow, |entry| {
                    speaks_of(entry.statement.principal.as_ref(), self.caller, false)
                }),
                _ => continue,
            };
            all.push(Node::Any(vec![Node::Known(self.outside(attachment)), layer]));
        }
        all.push(self.grant(relation));
        Node::All(all)
    }

    /// What gives the permission that control policies only limit: policies of the caller, of the resource, or both.
    fn grant(&self, relation: Relation) -> Node {
        let by_resource = |way: Way| {
            self.layer(Attachment::Resource, Effect::Allow, |entry| {
                speaks_in(entry.statement.principal.as_ref(), self.caller, way)
            })
        };
        if matches!(self.caller.kind, CallerKind::Service | CallerKind::Anonymous) {
            return by_resource(Way::Directly);
        }
        let own = |attachment| self.layer(attachment, Effect::Allow, |_| Verdict::of(Answer::Yes));
        let identity = match self.caller.kind {
            CallerKind::Root => Node::Known(Verdict::of(Answer::Yes)),
            _ => own(Attachment::Identity),
        };
        let mut limits = Vec::new();
        if self.policies.has(Attachment::Boundary) && self.outside(Attachment::Boundary).answer == Answer::No
        {
            limits.push(own(Attachment::Boundary));
        }
        // A federated user to whom no policy was passed has only what the policies of resources give.
        if self.policies.has(Attachment::Session) || self.caller.kind == CallerKind::FederatedUser {
            limits.push(own(Attachment::Session));
        }
        let limited = |node: Node, limits: Vec<Node>| {
            let mut all = vec![node];
            all.extend(limits);
            Node::All(all)
        };
        if !self.policies.has(Attachment::Resource) {
            return limited(identity, limits);
        }
        let [directly, by_origin, by_account] =
            [Way::Directly, Way::ByOrigin, Way::ByAccount].map(by_resource);
        match relation {
            Relation::CrossAccount => {
                let resource = Node::Any(vec![directly, by_origin, by_account]);
                Node::All(vec![resource, limited(identity, limits)])
            }
            Relation::SameAccount if self.is_ruled_by_resource() => {
                let delegated = Node::All(vec![by_account, identity]);
                Node::Any(vec![directly, limited(Node::Any(vec![by_origin, delegated]), limits)])
            }
            Relation::SameAccount => {
                Node::Any(vec![directly, limited(Node::Any(vec![by_origin, identity]), limits)])
            }
        }
    }

    /// Whether the policy of the resource must allow even what is asked in its own account: that of a KMS key, and
    /// the trust policy of a role.
    fn is_ruled_by_resource(&self) -> bool {
        self.action.starts_with("kms:") || self.action.starts_with("sts:")
    }

    /// Whether a kind of policy does not speak of this caller, or of this resource.
    fn outside(&self, attachment: Attachment) -> Verdict {
        let kind = &self.caller.kind;
        let no_identity = matches!(kind, CallerKind::Service | CallerKind::Anonymous);
        let always = |outside: bool| Verdict::of(Answer::from(outside));
        match attachment {
            Attachment::ResourceControl { .. } => {
                let service = self.action.split(':').next().unwrap_or_default();
                let exempt = !WITH_RESOURCE_CONTROL.contains(&service)
                    || self.policies.is_management_account(self.owner);
                always(exempt).or(self.caller.service_linked())
            }
            Attachment::ServiceControl { .. } => {
                let exempt = no_identity || self.policies.is_management_account(self.caller.account());
                always(exempt).or(self.caller.service_linked())
            }
            Attachment::Identity | Attachment::Boundary => always(no_identity || *kind == CallerKind::Root),
            Attachment::Session => always(no_identity),
            Attachment::Resource | Attachment::Endpoint => always(false),
        }
    }

    /// The statements of one kind and one effect, each with whether it speaks of the caller.
    fn layer(
        &self,
        attachment: Attachment,
        effect: Effect,
        principal: impl Fn(&Entry<'_>) -> Verdict,
    ) -> Node {
        let of_layer = |(_, entry): &(usize, &Entry<'_>)| {
            entry.attachment == attachment && entry.statement.effect == Some(effect)
        };
        let voice = |(place, entry): (usize, &Entry<'_>)| Voice { entry: place, principal: principal(entry) };
        let voices = self.entries.iter().enumerate().filter(of_layer).map(voice);
        Node::Layer(Layer {
            attachment,
            voices: voices.filter(|voice| voice.principal.answer != Answer::No).collect(),
        })
    }
}

/// What it depends on if the account of the resource, or that of the caller, is not known.
pub(super) fn relation_is_unknown() -> Dependency {
    let name = "whether the resource belongs to the account of whoever asks".to_owned();
    Dependency { kind: DependencyKind::Fact, name }
}
