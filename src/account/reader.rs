//! The reader of an account: users, groups, roles and managed policies (AWS CLI Command Reference, `iam
//! get-account-authorization-details`).

use std::collections::HashMap;

use super::{Account, Boundary, Principal};
use crate::tree::{Node, Value};

/// Whether a document is such an answer.
pub fn recognizes(root: &Node<'_>) -> bool {
    let is_list = |name| root.get(name).is_some_and(|node| matches!(node.value, Value::Array(_)));
    ["UserDetailList", "GroupDetailList", "RoleDetailList"].into_iter().any(is_list)
}

/// Reads an account. `number` gives the number of the policy document at a JSON pointer, if one could be read
/// there.
pub fn read(root: &Node<'_>, number: &impl Fn(&str) -> Option<usize>) -> Account {
    let reader = Reader { managed: managed(root, number), number };
    let groups: HashMap<&str, Attached> = listed(root, "GroupDetailList")
        .filter_map(|(pointer, group)| {
            let attached = reader.attached(group, "GroupPolicyList", &pointer);
            Some((group.get("GroupName")?.as_str()?, attached))
        })
        .collect();
    let mut principals = Vec::new();
    for (list, policies) in [("UserDetailList", "UserPolicyList"), ("RoleDetailList", "RolePolicyList")] {
        for (pointer, node) in listed(root, list) {
            let Some(arn) = node.get("Arn").and_then(Node::as_str) else { continue };
            let mut attached = reader.attached(node, policies, &pointer);
            for name in node.get("GroupList").map(Node::elements).unwrap_or_default() {
                match name.as_str().and_then(|name| Some((name, groups.get(name)?))) {
                    Some((_, group)) => attached.extend(group),
                    None => attached.unread.push(format!("the group {}", called(name))),
                }
            }
            principals.push(Principal {
                arn: arn.to_owned(),
                identity: distinct(attached.documents),
                boundary: reader.boundary(node),
                unread: distinct(attached.unread),
                hides: attached.hides,
            });
        }
    }
    let is_cut = ["Marker", "NextToken"].iter().any(|name| root.get(name).is_some_and(is_text))
        || root.get("IsTruncated").is_some_and(|node| matches!(node.value, Value::Bool(true)));
    Account::new(principals, is_cut || root.incomplete)
}

/// What is attached to a user, a group or a role.
#[derive(Clone, Default)]
struct Attached {
    documents: Vec<usize>,
    unread: Vec<String>,
    /// Whether faults of the text may hide more.
    hides: bool,
}

impl Attached {
    fn extend(&mut self, other: &Self) {
        self.documents.extend(&other.documents);
        self.unread.extend(other.unread.iter().cloned());
        self.hides |= other.hides;
    }

    fn push(&mut self, document: Option<usize>, name: impl FnOnce() -> String) {
        match document {
            Some(document) => self.documents.push(document),
            None => self.unread.push(name()),
        }
    }
}

struct Reader<'n, F> {
    /// The numbers of the managed policies, by ARN.
    managed: HashMap<&'n str, usize>,
    number: &'n F,
}

impl<F: Fn(&str) -> Option<usize>> Reader<'_, F> {
    /// The policies that stand in a user, a group or a role itself, and those that are attached to it.
    fn attached(&self, node: &Node<'_>, inline: &str, pointer: &str) -> Attached {
        let is_list =
            |name| node.get(name).is_none_or(|list| matches!(list.value, Value::Array(_) | Value::Null));
        let hides = node.incomplete || !is_list(inline) || !is_list("AttachedManagedPolicies");
        let mut attached = Attached { hides, ..Attached::default() };
        for (index, policy) in node.get(inline).map(Node::elements).unwrap_or_default().iter().enumerate() {
            let document = (self.number)(&format!("{pointer}/{inline}/{index}/PolicyDocument"));
            attached.push(document, || named(policy, "PolicyName"));
        }
        for policy in node.get("AttachedManagedPolicies").map(Node::elements).unwrap_or_default() {
            attached.push(self.managed(policy, "PolicyArn"), || named(policy, "PolicyArn"));
        }
        attached
    }

    fn boundary(&self, node: &Node<'_>) -> Option<Boundary> {
        let boundary = node.get("PermissionsBoundary").filter(|node| !matches!(node.value, Value::Null))?;
        Some(match self.managed(boundary, "PermissionsBoundaryArn") {
            Some(document) => Boundary::Document(document),
            None => Boundary::Unread(named(boundary, "PermissionsBoundaryArn")),
        })
    }

    fn managed(&self, node: &Node<'_>, arn: &str) -> Option<usize> {
        self.managed.get(node.get(arn)?.as_str()?).copied()
    }
}

/// The version in force of each managed policy, by the policy's ARN.
fn managed<'n>(root: &'n Node<'_>, number: &impl Fn(&str) -> Option<usize>) -> HashMap<&'n str, usize> {
    let in_force = |(pointer, policy): (String, &'n Node<'_>)| {
        let default = policy.get("DefaultVersionId").and_then(Node::as_str);
        let versions = policy.get("PolicyVersionList")?.elements();
        let place =
            versions.iter().position(|version| match version.get("IsDefaultVersion").map(|n| &n.value) {
                Some(Value::Bool(is_default)) => *is_default,
                _ => version.get("VersionId").and_then(Node::as_str) == default,
            })?;
        let document = number(&format!("{pointer}/PolicyVersionList/{place}/Document"))?;
        Some((policy.get("Arn")?.as_str()?, document))
    };
    listed(root, "Policies").filter_map(in_force).collect()
}

/// The elements of a list and their JSON pointers.
fn listed<'n, 't>(root: &'n Node<'t>, list: &'static str) -> impl Iterator<Item = (String, &'n Node<'t>)> {
    let elements = root.get(list).map(Node::elements).unwrap_or_default();
    elements.iter().enumerate().map(move |(index, node)| (format!("/{list}/{index}"), node))
}

/// The name that a member of an object holds.
fn named(node: &Node<'_>, member: &str) -> String {
    node.get(member).map_or_else(|| "a policy without a name".to_owned(), called)
}

fn called(name: &Node<'_>) -> String {
    name.as_str().map_or_else(|| "without a name".to_owned(), |name| format!("`{name}`"))
}

fn is_text(node: &Node<'_>) -> bool {
    node.as_str().is_some_and(|text| !text.is_empty())
}

/// Each once, in order of first occurrence.
fn distinct<T: Clone + Eq + std::hash::Hash>(list: Vec<T>) -> Vec<T> {
    let mut seen = std::collections::HashSet::new();
    list.into_iter().filter(|one| seen.insert(one.clone())).collect()
}
