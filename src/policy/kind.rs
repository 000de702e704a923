//! What a policy is attached to, and how content tells.

use super::is_version;
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
}

impl PolicyKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Identity, Self::Resource, Self::Trust];

    /// The word for it in options and messages.
    pub fn name(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::Resource => "resource",
            Self::Trust => "trust",
        }
    }

    /// What the content of a document says about its kind: statements with a principal belong to a
    /// resource; if all of these only let roles be assumed and name no resource, to a role.
    pub fn of(root: &Node<'_>) -> Self {
        let mut principals = false;
        let mut only_assuming = true;
        for statement in statements(root) {
            principals |= has(statement, "Principal") || has(statement, "NotPrincipal");
            only_assuming &= !has(statement, "Resource")
                && !has(statement, "NotResource")
                && member(statement, "Action").is_some_and(all_assume_roles);
        }
        match (principals, only_assuming) {
            (false, _) => Self::Identity,
            (true, true) => Self::Trust,
            (true, false) => Self::Resource,
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
    match member(root, "Statement") {
        Some(node) => match &node.value {
            Value::Array(elements) => elements,
            _ => std::slice::from_ref(node),
        },
        None => &[],
    }
}

fn all_assume_roles(actions: &Node<'_>) -> bool {
    let one = |node: &Node<'_>| {
        node.as_str().is_some_and(|action| {
            let action = action.to_ascii_lowercase();
            action.starts_with("sts:assumerole")
                || matches!(action.as_str(), "sts:tagsession" | "sts:setsourceidentity" | "sts:setcontext")
        })
    };
    match &actions.value {
        Value::Array(elements) => elements.iter().all(one),
        _ => one(actions),
    }
}

fn member<'n, 't>(node: &'n Node<'t>, name: &str) -> Option<&'n Node<'t>> {
    node.members().iter().find(|member| member.key.eq_ignore_ascii_case(name)).map(|member| &member.value)
}

fn has(node: &Node<'_>, name: &str) -> bool {
    member(node, name).is_some()
}
