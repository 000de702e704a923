//! The policies that are named: each is looked at as what it is, and kept if copies are put to it.

use super::{Finding, Found, HashMap, Linter, Role, Roots, point};
use crate::authorization::Attachment;
use crate::policy::{self, PolicyKind};
use crate::rules;

/// A policy that is asked for permissions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Given {
    /// Its place among all policies.
    pub policy: usize,
    /// How it takes part.
    pub attachment: Attachment,
    /// Of the policy of a key: the place of the key among [`Settings::keys`](super::Settings::keys).
    pub key: Option<usize>,
}

impl Given {
    /// A policy that takes part so.
    pub(super) fn new(policy: usize, attachment: Attachment) -> Self {
        Self { policy, attachment, key: None }
    }
}

/// What a policy that takes part so must be.
fn kind_of(attachment: Attachment) -> PolicyKind {
    match attachment {
        Attachment::Identity => PolicyKind::Identity,
        Attachment::Boundary => PolicyKind::Boundary,
        Attachment::Session => PolicyKind::Session,
        Attachment::ServiceControl { .. } => PolicyKind::ServiceControl,
        Attachment::ResourceControl { .. } => PolicyKind::ResourceControl,
        Attachment::Resource | Attachment::Endpoint => PolicyKind::Resource,
    }
}

impl<'t> Linter<'t> {
    pub(super) fn add_policies(
        &mut self,
        found: Vec<Found<'_, 't>>,
        mut role: Role,
        mut findings: Vec<Finding>,
    ) {
        if role.attachment().is_some() {
            let name =
                found.first().map_or("", |found| found.source.name().split('#').next().unwrap_or_default());
            if let Some(unfit) = unfit(&found, role) {
                self.fail_policy(name, unfit);
                role = Role::Any;
            }
        }
        for found in found {
            self.summary.policies += 1;
            self.read_policy(found, role, std::mem::take(&mut findings));
        }
    }

    pub(super) fn read_policy(&mut self, found: Found<'_, 't>, role: Role, mut findings: Vec<Finding>) {
        let attachment = role.attachment();
        let option = self.settings.policy_kind;
        let kind = match (attachment, found.kind) {
            (Some(attachment), _) => Some(kind_of(attachment)),
            // A managed policy may also be meant for a boundary or a session.
            (None, Some(PolicyKind::Identity)) if option.is_some_and(PolicyKind::is_of_identity) => option,
            (None, found) => found.or(option),
        };
        let id = found.source.id();
        // What cannot be read at all has been said already.
        let before = findings.len();
        let unreadable = before > 0 && found.root.members().is_empty();
        let policy = policy::read(&found.root, id, kind, &mut findings);
        if unreadable {
            findings.truncate(before);
        } else {
            rules::policy::check(&policy, &mut findings);
            if attachment.is_none() {
                rules::policy::check_together(&[&policy], false, &mut findings);
            }
        }
        let roots: Roots<'_, '_> = std::iter::once((id, found.root.as_ref())).collect();
        self.raised.extend(point(findings, &roots));
        if let Some(attachment) = attachment {
            let key = match role {
                Role::KeyPolicy(key) => Some(key),
                _ => None,
            };
            self.given.push(Given { policy: self.policies.len(), attachment, key });
            self.policies.push(policy);
            self.roots.insert(id, found.root.into_owned());
        }
    }

    /// The documents that findings about policies can point into.
    pub(super) fn roots(&self) -> Roots<'_, 't> {
        let mut roots: HashMap<_, _> = self.roots.iter().map(|(id, root)| (*id, root)).collect();
        roots.extend(self.accounts.iter().flat_map(super::Snapshot::roots));
        roots
    }
}

/// Why the policies of a text cannot be asked in a role, if they cannot.
fn unfit(found: &[Found<'_, '_>], role: Role) -> Option<&'static str> {
    if found.iter().any(|found| found.of_many) {
        // What one may do another may not, and attached policies and boundaries stand elsewhere.
        return Some("tells of users, groups or roles as a whole: name a file with the policy itself");
    }
    let is_resource = matches!(role, Role::KeyPolicy(_) | Role::Policy(Attachment::Resource));
    let is_trust = found.iter().all(|found| found.kind == Some(PolicyKind::Trust));
    (is_trust && !is_resource).then_some("says who may assume a role, not what the role may do")
}
