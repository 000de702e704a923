//! What a policy is attached to, and how content tells.

use super::is_version;
use crate::pattern::begins_caseless;
use crate::tree::{Node, Value};

/// What a policy is attached to, which decides what it may and must say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PolicyKind {
    /// A user, a group or a role.
    Identity,
    /// A resource: a key, a bucket.
    Resource,
    /// A role, to say who may assume it.
    Trust,
    /// An organization, a unit of it or an account, as a service control policy (SCP).
    ServiceControl,
    /// An organization, a unit of it or an account, as a resource control policy (RCP).
    ResourceControl,
    /// A user or a role, as its permissions boundary.
    Boundary,
    /// A session, for which it is handed over when a role is assumed.
    Session,
}

impl PolicyKind {
    /// Every kind.
    pub const ALL: [Self; 7] = [
        Self::Identity,
        Self::Resource,
        Self::Trust,
        Self::ServiceControl,
        Self::ResourceControl,
        Self::Boundary,
        Self::Session,
    ];

    /// The word for it in options.
    pub fn name(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::Resource => "resource",
            Self::Trust => "trust",
            Self::ServiceControl => "scp",
            Self::ResourceControl => "rcp",
            Self::Boundary => "boundary",
            Self::Session => "session",
        }
    }

    /// What such a policy is called in a sentence, with its article.
    pub fn phrase(self) -> &'static str {
        match self {
            Self::Identity => "an identity policy",
            Self::Resource => "a resource policy",
            Self::Trust => "a trust policy",
            Self::ServiceControl => "a service control policy",
            Self::ResourceControl => "a resource control policy",
            Self::Boundary => "a permissions boundary",
            Self::Session => "a session policy",
        }
    }

    /// Whether it is written as an identity policy is: about whoever it is attached to or handed over for.
    pub fn is_of_identity(self) -> bool {
        matches!(self, Self::Identity | Self::Boundary | Self::Session)
    }

    /// Whether its statements say in `Principal` whom they are about.
    pub fn has_principals(self) -> bool {
        matches!(self, Self::Resource | Self::Trust | Self::ResourceControl)
    }

    /// Whether it belongs to one resource or role, whose service is then the one that stores it.
    pub fn is_of_resource(self) -> bool {
        matches!(self, Self::Resource | Self::Trust)
    }

    /// What the content of a document says about its kind: statements with a principal belong to a
    /// resource; if all of these only let roles be assumed, or one lets a service or a provider assume one,
    /// to a role. Of the other kinds content cannot tell.
    pub fn of(root: &Node<'_>) -> Self {
        let mut principals = false;
        let mut only_assuming = true;
        let mut services_assume = false;
        for statement in statements(root) {
            principals |= has(statement, "Principal") || has(statement, "NotPrincipal");
            let actions = || member(statement, "Action").map(one_or_many).unwrap_or_default();
            // The policy of an endpoint of STS has resources too.
            only_assuming &= !has(statement, "Resource")
                && !has(statement, "NotResource")
                && has(statement, "Action")
                && actions().iter().all(is_about_assuming);
            services_assume |= names_service(statement) && actions().iter().any(assumes_role);
        }
        match principals {
            false => Self::Identity,
            true if only_assuming || services_assume => Self::Trust,
            true => Self::Resource,
        }
    }
}

/// Whether a document is a policy: an object with `Statement`, with a version of the policy language, or
/// with `Effect` and one of `Action` and `Resource`, names compared without case.
pub fn looks_like_policy(root: &Node<'_>) -> bool {
    let statement_like = |value: &Node<'_>| match &value.value {
        Value::Object(_) | Value::Unknown => true,
        Value::Array(elements) => {
            has(root, "Version") || elements.iter().all(|element| !matches!(element.value, Value::Number(_)))
        }
        _ => has(root, "Version"),
    };
    let version = member(root, "Version").and_then(Node::as_str);
    member(root, "Statement").is_some_and(statement_like)
        || version.is_some_and(is_version)
        || (has(root, "Effect") && (has(root, "Action") || has(root, "Resource")))
}

fn statements<'n, 't>(root: &'n Node<'t>) -> &'n [Node<'t>] {
    member(root, "Statement").map(one_or_many).unwrap_or_default()
}

/// The elements of a list, or the one value that stands for a list.
fn one_or_many<'n, 't>(node: &'n Node<'t>) -> &'n [Node<'t>] {
    match &node.value {
        Value::Array(elements) => elements,
        _ => std::slice::from_ref(node),
    }
}

/// Whether a service or an identity provider is among the principals of a statement.
fn names_service(statement: &Node<'_>) -> bool {
    let principal = member(statement, "Principal");
    principal.is_some_and(|principal| has(principal, "Service") || has(principal, "Federated"))
}

/// Whether an action is one by which a role is assumed.
fn assumes_role(action: &Node<'_>) -> bool {
    action.as_str().is_some_and(|action| begins_caseless(action, "sts:AssumeRole"))
}

/// Whether an action is one of those that stand in trust policies.
fn is_about_assuming(action: &Node<'_>) -> bool {
    let others = ["sts:TagSession", "sts:SetSourceIdentity", "sts:SetContext"];
    let is_other = |action: &str| others.iter().any(|other| action.eq_ignore_ascii_case(other));
    assumes_role(action) || action.as_str().is_some_and(is_other)
}

fn member<'n, 't>(node: &'n Node<'t>, name: &str) -> Option<&'n Node<'t>> {
    node.members().iter().find(|member| member.key.eq_ignore_ascii_case(name)).map(|member| &member.value)
}

fn has(node: &Node<'_>, name: &str) -> bool {
    member(node, name).is_some()
}
