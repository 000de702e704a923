//! One need, put to the policies of every kind.

use std::borrow::Cow;

use super::deciders::{Asked, Deciders};
use super::may_be_granted_elsewhere;
use crate::authorization::{
    Attachment, Caller, Decision, Dependency, DependencyKind, Outcome, Policies, Request, closest, decide,
};
use crate::copy::Need;
use crate::policy::{Effect, Element, Policy, PolicyKind, Statement, Text};
use crate::text::Span;

/// What stands behind an outcome.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reason {
    /// Of an implicit denial, the kinds of policies that do not allow it.
    pub lacking: Vec<Attachment>,
    /// What the policy of the resource comes to if all others allow everything; `None` if it was not given.
    pub resource_policy: Option<Decision>,
}

impl Reason {
    /// Whether something that was not asked can grant the need. What a service control policy does not allow, no
    /// policy of a resource can (AWS Organizations User Guide, "Service control policies").
    pub fn may_be_granted_elsewhere(&self, need: &Need) -> bool {
        let is_limited = self.lacking.iter().any(|kind| matches!(kind, Attachment::ServiceControl { .. }));
        self.resource_policy.is_none() && !is_limited && may_be_granted_elsewhere(need)
    }
}

/// Puts a need to the policies.
pub(super) fn ask(need: &Need, deciders: &Deciders<'_>) -> (Outcome, Reason) {
    let everything = everything(need.cause);
    let stack = Stack::new(need, deciders, &everything);
    let mut outcome = stack.decide();
    let mut lacking = match outcome.decision {
        Decision::ImplicitDeny => stack.lacking(),
        _ => Vec::new(),
    };
    // Kinds of which each allows a part.
    if outcome.decision == Decision::ImplicitDeny && lacking.is_empty() {
        lacking.extend(outcome.blocked_by);
    }
    let reason = Reason { lacking, resource_policy: stack.resource_policy() };
    let identity: Vec<&Policy<'_>> = stack.of_kind(Attachment::Identity).collect();
    // An account in the ARN of an image or a snapshot matches nothing by the ARN's format, yet the EBS User
    // Guide prints policies of that form.
    if outcome.decision == Decision::ImplicitDeny
        && closest(&need.query, &identity).iter().flatten().any(|mismatch| mismatch.only_account)
    {
        outcome.inferred = true;
    }
    let mut doubts: Vec<String> = deciders.doubts.to_vec();
    if deciders.asked.iter().any(|asked| asked.concerns(need) && !asked.policy.usable) {
        doubts.push("what the policy with faults says once it is mended".to_owned());
    }
    if !doubts.is_empty() && outcome.decision != Decision::ExplicitDeny {
        outcome.decision = Decision::Depends;
        outcome.by.clear();
        outcome.decided_by = None;
        outcome.depends_on.extend(doubts.into_iter().map(fact));
    }
    (outcome, reason)
}

fn fact(name: String) -> Dependency {
    Dependency { kind: DependencyKind::Fact, name }
}

/// The policies that decide one need, and what is assumed of those that were not given.
struct Stack<'a> {
    need: &'a Need,
    deciders: &'a Deciders<'a>,
    /// The usable policies that have a say, by their places among all.
    places: Vec<(usize, Asked<'a>)>,
    /// What allows everything.
    everything: &'a Policy<'a>,
}

impl<'a> Stack<'a> {
    fn new(need: &'a Need, deciders: &'a Deciders<'a>, everything: &'a Policy<'a>) -> Self {
        let all = deciders.asked.iter().copied().enumerate();
        let places = all.filter(|(_, asked)| asked.policy.usable && asked.concerns(need)).collect();
        Self { need, deciders, places, everything }
    }

    fn of_kind(&self, attachment: Attachment) -> impl Iterator<Item = &'a Policy<'a>> {
        let of_kind =
            move |(_, asked): &(usize, Asked<'a>)| (asked.attachment == attachment).then_some(asked.policy);
        self.places.iter().filter_map(of_kind)
    }

    /// The kinds and levels that take part, each once.
    fn kinds(&self) -> Vec<Attachment> {
        let mut kinds: Vec<Attachment> = self.places.iter().map(|(_, asked)| asked.attachment).collect();
        kinds.sort_unstable();
        kinds.dedup();
        kinds
    }

    fn resource_policy(&self) -> Option<Decision> {
        self.of_kind(Attachment::Resource).next()?;
        Some(self.alone(Attachment::Resource))
    }

    /// Whether identity policies were given at all.
    fn knows_identity(&self) -> bool {
        let is_of_identity = |asked: &Asked<'_>| asked.attachment == Attachment::Identity;
        self.deciders.all_identity || self.deciders.asked.iter().any(is_of_identity)
    }

    /// Whether the given policies of a level only deny. AWS attaches `FullAWSAccess` to every level unless someone
    /// takes it away, and nobody has it as a file; a level that allows nothing at all would stop everything.
    fn only_denies(&self, attachment: Attachment) -> bool {
        matches!(attachment, Attachment::ServiceControl { .. })
            && !self
                .of_kind(attachment)
                .flat_map(|policy| &policy.statements)
                .any(|statement| statement.effect == Some(Effect::Allow))
    }

    fn decide(&self) -> Outcome {
        let levels: Vec<Attachment> =
            self.kinds().into_iter().filter(|kind| self.only_denies(*kind)).collect();
        let mut outcome = self.decide_assuming(&levels, !self.knows_identity());
        let mut assumed: Vec<Dependency> = Vec::new();
        // The policy of a key may allow it to a principal of the account without any other policy.
        if !self.knows_identity() && self.decide_assuming(&levels, false).decision != Decision::Allowed {
            assumed.push(fact("what the identity policies of whoever makes the copy say".to_owned()));
        }
        for level in levels {
            let Attachment::ServiceControl { level } = level else { continue };
            let level = level + 1;
            assumed.push(fact(format!(
                "whether another service control policy of level {level} allows it, such as `FullAWSAccess`"
            )));
        }
        let is_open = matches!(outcome.decision, Decision::Allowed | Decision::Depends);
        if is_open && !assumed.is_empty() {
            outcome.decision = Decision::Depends;
            outcome.depends_on.extend(assumed);
        }
        outcome
    }

    /// Decides as if these levels, and identity policies that were not given, allowed everything.
    fn decide_assuming(&self, levels: &[Attachment], identity: bool) -> Outcome {
        let mut policies = Policies::new();
        for (_, asked) in &self.places {
            policies.add(asked.attachment, asked.policy);
        }
        for kind in self.kinds() {
            // `RCPFullAWSAccess` is attached to every level, and cannot be taken away (AWS Organizations User Guide,
            // "Resource control policies").
            if levels.contains(&kind) || matches!(kind, Attachment::ResourceControl { .. }) {
                policies.add(kind, self.everything);
            }
        }
        if identity {
            policies.add(Attachment::Identity, self.everything);
        }
        let mut outcome = self.put(&policies);
        outcome.by.retain_mut(|at| match self.places.get(at.policy) {
            // The place among those that have a say becomes the place among all.
            Some((place, _)) => {
                at.policy = *place;
                true
            }
            None => false,
        });
        outcome
    }

    fn put(&self, policies: &Policies<'_>) -> Outcome {
        decide(Request { query: &self.need.query, caller: self.deciders.caller, owner: None }, policies)
    }

    /// What the policies of one kind come to if all others allow everything.
    fn alone(&self, kind: Attachment) -> Decision {
        let mut alone = Policies::new();
        let mut caller = Cow::Borrowed(self.deciders.caller);
        let of_resource = kind == Attachment::Resource;
        for policy in self.of_kind(kind) {
            alone.add(if of_resource { kind } else { Attachment::Identity }, policy);
        }
        if of_resource {
            alone.add(Attachment::Identity, self.everything);
        } else {
            // What limits federated and root users is no matter of this kind.
            caller = Cow::Owned(Caller::unknown());
        }
        decide(Request { query: &self.need.query, caller: &caller, owner: None }, &alone).decision
    }

    /// The kinds that do not allow what all of them together do not.
    fn lacking(&self) -> Vec<Attachment> {
        let mut kinds = self.kinds();
        if self.knows_identity() && !kinds.contains(&Attachment::Identity) {
            kinds.push(Attachment::Identity);
        }
        kinds.retain(|kind| match kind {
            Attachment::ResourceControl { .. } => false,
            // They have no effect on roles that services made for themselves.
            Attachment::ServiceControl { .. } if self.deciders.caller.is_service_linked() => false,
            _ => !self.only_denies(*kind) && self.alone(*kind) == Decision::ImplicitDeny,
        });
        kinds
    }
}

/// A policy that allows everything, in the place of one that was not given.
fn everything(span: Span) -> Policy<'static> {
    let every = || {
        let patterns = vec![Text::new(Cow::Borrowed("*"), span)];
        Some(Element { key_span: span, negated: false, patterns })
    };
    let statement = Statement {
        pointer: String::new(),
        span,
        sid: None,
        effect: Some(Effect::Allow),
        principal: None,
        actions: every(),
        resources: every(),
        conditions: Vec::new(),
        incomplete: false,
    };
    Policy {
        source: span.source,
        span,
        kind: PolicyKind::Identity,
        version_key: None,
        version: None,
        id: None,
        statement_key: None,
        statements: vec![statement],
        size: None,
        usable: true,
        incomplete: false,
    }
}
