//! Which policies must allow a request, and which may deny it: the trees of [`Node`]s for a caller and a resource.
//!
//! IAM User Guide, "How AWS enforcement code logic evaluates requests to allow or deny access", "Policy evaluation
//! for requests within a single account" and "Cross-account policy evaluation logic"; AWS Organizations User Guide,
//! "SCP evaluation" and "RCP evaluation"; AWS KMS Developer Guide, "Key policies in AWS KMS".

use super::answer::{Answer, Dependency, DependencyKind, Verdict};
use super::caller::{Caller, CallerKind};
use super::combination::{Layer, Node, Voice};
use super::evaluation::Entry;
use super::outside::{Relation, Target};
use super::principal::{Naming, naming, speaks_of, speaks_through_endpoint};
use super::{Attachment, Policies};
use crate::policy::Effect;

/// Who asks for what, and the statements that may speak of it.
pub(super) struct Layers<'a> {
    pub(super) caller: &'a Caller,
    pub(super) policies: &'a Policies<'a>,
    pub(super) target: &'a Target<'a>,
    pub(super) entries: &'a [Entry<'a>],
}

impl Layers<'_> {
    /// The relations that are possible and may make a difference.
    pub(super) fn relations(&self) -> Vec<Relation> {
        use Relation::{CrossAccount, SameAccount};
        match (self.caller.account(), self.target.owner) {
            _ if !self.has_resource_policy() || !self.caller.has_identity() => vec![SameAccount],
            (Some(own), Some(owner)) if own == owner => vec![SameAccount],
            (Some(_), Some(_)) => vec![CrossAccount],
            _ => vec![SameAccount, CrossAccount],
        }
    }

    /// Whether there is a policy of the resource that has a say.
    fn has_resource_policy(&self) -> bool {
        self.policies.has(Attachment::Resource) && self.outside(Attachment::Resource).answer == Answer::No
    }

    /// Whether a kind of policy has no say about this caller and this resource.
    fn outside(&self, attachment: Attachment) -> Verdict {
        self.target.outside(attachment, self.caller, self.policies)
    }

    /// What denies: one statement is enough.
    pub(super) fn denials(&self) -> Node {
        let denials = self.policies.attachments().map(|attachment| {
            let inside = self.outside(attachment).opposite();
            self.layer(attachment, Effect::Deny, |entry| inside.clone().and(self.speaks(entry)))
        });
        Node::Any(denials.collect())
    }

    /// Whether a statement speaks of the caller, in whatever way.
    fn speaks(&self, entry: &Entry<'_>) -> Verdict {
        let principal = entry.statement.principal.as_ref();
        let has_boundary = self.policies.has(Attachment::Boundary);
        let Some(effect) = entry.statement.effect else { return Verdict::of(Answer::No) };
        match entry.attachment {
            Attachment::Resource => speaks_of(principal, effect, self.caller, has_boundary),
            Attachment::Endpoint => {
                speaks_through_endpoint(principal, effect, self.caller, self.target.action, has_boundary)
            }
            _ => Verdict::of(Answer::Yes),
        }
    }

    /// What must allow. Resource control policies only deny: beside each of them stands `RCPFullAWSAccess`, which
    /// cannot be detached.
    pub(super) fn allowances(&self, relation: Relation) -> Node {
        let mut all = self.each(|attachment| {
            matches!(attachment, Attachment::ServiceControl { .. } | Attachment::Endpoint)
        });
        all.push(self.grant(relation));
        Node::All(all)
    }

    /// What boundaries and service control policies must allow, whatever gives the permission.
    pub(super) fn limits(&self) -> Node {
        Node::All(self.each(|attachment| {
            matches!(attachment, Attachment::ServiceControl { .. } | Attachment::Boundary)
        }))
    }

    /// For each of these kinds that has a say, that it allows.
    fn each(&self, is: impl Fn(Attachment) -> bool) -> Vec<Node> {
        let mut all = Vec::new();
        for attachment in self.policies.attachments().filter(|attachment| is(*attachment)) {
            let outside = self.outside(attachment);
            if outside.answer != Answer::Yes {
                let layer = self.layer(attachment, Effect::Allow, |entry| self.speaks(entry));
                all.push(Node::Any(vec![Node::Known(outside), layer]));
            }
        }
        all
    }

    /// What gives the permission that control policies only limit: policies of the caller, of the resource, or both;
    /// or nothing, where it needs none.
    fn grant(&self, relation: Relation) -> Node {
        let free = self.target.is_free_to(self.caller);
        let closed = self.target.is_closed_to(self.caller, relation);
        let given = match closed.answer {
            _ if free.answer == Answer::Yes => return Node::Known(free),
            Answer::No => self.granted(relation),
            Answer::Maybe => Node::All(vec![Node::Known(closed), self.granted(relation)]),
            Answer::Yes => Node::Known(closed.opposite()),
        };
        match free.answer {
            Answer::Maybe => Node::Any(vec![given, Node::Known(free)]),
            _ => given,
        }
    }

    fn granted(&self, relation: Relation) -> Node {
        if !self.caller.has_identity() {
            return self.resource(|naming| naming.directly.or(naming.as_everyone));
        }
        let identity = match self.caller.kind() {
            CallerKind::Root => Node::Known(Verdict::of(Answer::Yes)),
            _ => self.own(Attachment::Identity),
        };
        if !self.has_resource_policy() {
            return self.limited(identity);
        }
        let directly = self.resource(|naming| naming.directly);
        let as_everyone = self.resource(|naming| naming.as_everyone);
        let by_origin = self.resource(|naming| naming.by_origin);
        let by_account = self.resource(|naming| naming.by_account);
        if relation == Relation::CrossAccount {
            let by_resource = Node::Any(vec![directly, as_everyone, by_origin, by_account]);
            return Node::All(vec![by_resource, self.limited(identity)]);
        }
        let delegated =
            if self.target.is_ruled_by_resource() { Node::All(vec![by_account, identity]) } else { identity };
        if *self.caller.kind() == CallerKind::FederatedUser {
            // Only what names the session itself goes past the session policy (AWS STS API Reference,
            // "`GetFederationToken`"). Whether what speaks of everyone needs an identity policy, is said of users
            // and roles only.
            let doubt =
                Verdict::maybe(DependencyKind::Fact, "whether `*` alone gives it to a federated user");
            let as_everyone = Node::All(vec![as_everyone, Node::Known(doubt)]);
            return Node::Any(vec![
                directly,
                self.limited(Node::Any(vec![as_everyone, by_origin, delegated])),
            ]);
        }
        let directly = self.direct(Node::Any(vec![directly, as_everyone]));
        Node::Any(vec![directly, self.limited(Node::Any(vec![by_origin, delegated]))])
    }

    /// What the policy of a resource gives to the caller directly. Boundaries and session policies do not limit that,
    /// with an exception: the boundary of a user must allow what a trust policy gives (IAM User Guide, "Update a
    /// role trust policy"). Of sessions that page says nothing.
    fn direct(&self, directly: Node) -> Node {
        match self.caller.kind() {
            _ if !self.target.is_role() => directly,
            CallerKind::User => self.limited(directly),
            _ => {
                let doubt =
                    "whether a permissions boundary or a session policy limits what a trust policy gives";
                let doubt = Node::Known(Verdict::maybe(DependencyKind::Fact, doubt));
                Node::All(vec![directly, Node::Any(vec![doubt, self.limited(Node::All(Vec::new()))])])
            }
        }
    }

    /// What boundary and session policy limit. A federated user to whom no policy was passed has only what the
    /// policies of resources give (AWS STS API Reference, "`GetFederationToken`").
    fn limited(&self, node: Node) -> Node {
        let is_federated = *self.caller.kind() == CallerKind::FederatedUser;
        let limits = [
            (Attachment::Boundary, self.policies.has(Attachment::Boundary)),
            (Attachment::Session, self.policies.has(Attachment::Session) || is_federated),
        ];
        let mut all = vec![node];
        for (attachment, is_there) in limits {
            if is_there && self.outside(attachment).answer == Answer::No {
                all.push(self.own(attachment));
            }
        }
        Node::All(all)
    }

    fn own(&self, attachment: Attachment) -> Node {
        self.layer(attachment, Effect::Allow, |_| Verdict::of(Answer::Yes))
    }

    /// The statements of the resource's policy that allow it to the caller by one name.
    fn resource(&self, name: impl Fn(Naming) -> Verdict) -> Node {
        self.layer(Attachment::Resource, Effect::Allow, |entry| {
            name(naming(entry.statement.principal.as_ref(), self.caller))
        })
    }

    /// The statements of one kind and one effect, each with whether it speaks of the caller.
    fn layer(
        &self,
        attachment: Attachment,
        effect: Effect,
        principal: impl Fn(&Entry<'_>) -> Verdict,
    ) -> Node {
        let entries = self.entries.iter().enumerate();
        let of_layer = entries
            .filter(|(_, entry)| entry.attachment == attachment && entry.statement.effect == Some(effect));
        let voices = of_layer.map(|(entry, of)| Voice { entry, principal: principal(of) });
        let voices = voices.filter(|voice| voice.principal.answer != Answer::No).collect();
        Node::Layer(Layer { attachment, voices })
    }
}

/// What it depends on if the account of the resource, or that of the caller, is not known.
pub(super) fn relation_is_unknown() -> Dependency {
    let name = "whether the resource belongs to the account of whoever asks".to_owned();
    Dependency { kind: DependencyKind::Fact, name }
}
