//! Finds the policies in a document: the document itself, or the policies inside the answers of
//! AWS's own commands, some of which hold them as encoded strings.

use std::borrow::Cow;

use super::{PolicyKind, looks_like_policy};
use crate::rule::Finding;
use crate::text::{Source, Sources};
use crate::tree::{Node, Value, json};

/// A policy document that was found.
pub struct Found<'n, 't> {
    /// The text that its places lie in, under the name that reports call it by.
    pub source: &'t Source,
    /// The JSON pointer of where it stands in the file: `/PolicyVersion/Document`; empty for the whole.
    pub pointer: String,
    /// The document.
    pub root: Cow<'n, Node<'t>>,
    /// What it is attached to, if where it was found says so.
    pub kind: Option<PolicyKind>,
    /// Whether it is one of the policies of several users, groups or roles.
    pub of_many: bool,
}

impl<'n, 't> Found<'n, 't> {
    /// A document that is a policy as a whole.
    pub fn whole(source: &'t Source, root: Cow<'n, Node<'t>>) -> Self {
        Self { source, pointer: String::new(), root, kind: None, of_many: false }
    }
}

/// A place where answers hold policies.
struct Place {
    /// The path to it, in which `*` stands for every element of a list.
    path: &'static [&'static str],
    /// What the policies there are attached to, if that is certain.
    kind: Option<PolicyKind>,
    /// Whether they may belong to several users, groups or roles.
    of_many: bool,
}

const fn place(path: &'static [&'static str], kind: Option<PolicyKind>, of_many: bool) -> Place {
    Place { path, kind, of_many }
}

/// The shapes are those of the AWS CLI's output (AWS CLI Command Reference): `iam
/// get-policy-version`, `get-role-policy` (also user and group), `get-role`, `list-roles`,
/// `get-account-authorization-details`, `kms get-key-policy`, `s3api get-bucket-policy`, `organizations
/// describe-policy`, `secretsmanager get-resource-policy`, `ecr get-repository-policy`, `sns
/// get-topic-attributes`, `sqs get-queue-attributes`.
const PLACES: &[Place] = &[
    place(&["PolicyVersion", "Document"], Some(PolicyKind::Identity), false),
    place(&["PolicyDocument"], Some(PolicyKind::Identity), false),
    place(&["Role", "AssumeRolePolicyDocument"], Some(PolicyKind::Trust), false),
    place(&["Roles", "*", "AssumeRolePolicyDocument"], Some(PolicyKind::Trust), true),
    place(&["Policy"], None, false),
    place(&["Policy", "Content"], None, false),
    place(&["ResourcePolicy"], Some(PolicyKind::Resource), false),
    place(&["policyText"], Some(PolicyKind::Resource), false),
    place(&["Attributes", "Policy"], Some(PolicyKind::Resource), false),
    place(&["Policies", "*", "PolicyVersionList", "*", "Document"], Some(PolicyKind::Identity), true),
    place(
        &["UserDetailList", "*", "UserPolicyList", "*", "PolicyDocument"],
        Some(PolicyKind::Identity),
        true,
    ),
    place(
        &["GroupDetailList", "*", "GroupPolicyList", "*", "PolicyDocument"],
        Some(PolicyKind::Identity),
        true,
    ),
    place(
        &["RoleDetailList", "*", "RolePolicyList", "*", "PolicyDocument"],
        Some(PolicyKind::Identity),
        true,
    ),
    place(&["RoleDetailList", "*", "AssumeRolePolicyDocument"], Some(PolicyKind::Trust), true),
];

/// The policies in a document, in the order of the text; none if it is something else.
pub fn find<'n, 't>(
    sources: &'t Sources,
    source: &'t Source,
    root: &'n Node<'t>,
    findings: &mut Vec<Finding>,
) -> Vec<Found<'n, 't>> {
    if looks_like_policy(root) {
        return vec![Found::whole(source, Cow::Borrowed(root))];
    }
    let mut found = Vec::new();
    let described = kind_of_description(root);
    for Place { path, kind, of_many } in PLACES {
        descend(root, path, &mut String::new(), &mut |node, pointer| {
            let document = document(sources, source, node, pointer, findings);
            found.extend(document.map(|found| Found {
                kind: kind.or(described),
                of_many: *of_many,
                ..found
            }));
        });
    }
    found.sort_by_key(|found| (found.source.within().map(|span| span.start), found.root.range.start));
    found
}

/// What the policy of an organization is, as its description says (AWS Organizations API Reference,
/// "PolicySummary").
fn kind_of_description(root: &Node<'_>) -> Option<PolicyKind> {
    match root.get("Policy")?.get("PolicySummary")?.get("Type")?.as_str()? {
        "SERVICE_CONTROL_POLICY" => Some(PolicyKind::ServiceControl),
        "RESOURCE_CONTROL_POLICY" => Some(PolicyKind::ResourceControl),
        _ => None,
    }
}

/// The policies in a list of policies, each as it stands or as a string; none if the document is no list.
pub fn find_list<'n, 't>(
    sources: &'t Sources,
    source: &'t Source,
    root: &'n Node<'t>,
    findings: &mut Vec<Finding>,
) -> Vec<Found<'n, 't>> {
    let elements = root.elements().iter().enumerate();
    elements
        .filter_map(|(index, node)| document(sources, source, node, &format!("/{index}"), findings))
        .collect()
}

/// The policy that a node is, or that its text holds.
fn document<'n, 't>(
    sources: &'t Sources,
    source: &'t Source,
    node: &'n Node<'t>,
    pointer: &str,
    findings: &mut Vec<Finding>,
) -> Option<Found<'n, 't>> {
    let name = format!("{}#{pointer}", source.name());
    let found = |source, root| Found { pointer: pointer.to_owned(), ..Found::whole(source, root) };
    match &node.value {
        Value::Object(_) if looks_like_policy(node) => {
            Some(found(sources.add_view(name, source), Cow::Borrowed(node)))
        }
        Value::String(text) => {
            let source = sources.add_within(name, decoded(text)?, node.range.of(source.id()));
            let mut faults = Vec::new();
            let root = json::read(source, &mut faults);
            if !looks_like_policy(&root) {
                return None;
            }
            findings.append(&mut faults);
            Some(found(source, Cow::Owned(root)))
        }
        _ => None,
    }
}

/// Calls `visit` with every node at a path and its JSON pointer.
fn descend<'n, 't>(
    node: &'n Node<'t>,
    path: &[&str],
    pointer: &mut String,
    visit: &mut dyn FnMut(&'n Node<'t>, &str),
) {
    let Some((step, rest)) = path.split_first() else {
        visit(node, pointer);
        return;
    };
    let length = pointer.len();
    if *step == "*" {
        for (index, element) in node.elements().iter().enumerate() {
            // Of the versions of a policy only the default one is in force.
            if matches!(element.get("IsDefaultVersion").map(|node| &node.value), Some(Value::Bool(false))) {
                continue;
            }
            pointer.push('/');
            pointer.push_str(&index.to_string());
            descend(element, rest, pointer, visit);
            pointer.truncate(length);
        }
    } else if let Some(value) = node.get(step) {
        pointer.push('/');
        pointer.push_str(step);
        descend(value, rest, pointer, visit);
        pointer.truncate(length);
    }
}

/// The JSON text in a string: as it stands, or percent-encoded as the IAM API sends it (RFC 3986).
fn decoded(text: &str) -> Option<String> {
    let trimmed = text.trim_start();
    if trimmed.starts_with('{') {
        return Some(text.to_owned());
    }
    if !trimmed.get(..3)?.eq_ignore_ascii_case("%7B") {
        return None;
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let digit =
            |byte: Option<u8>| char::from(byte?).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
        bytes.push(digit(rest.next())? << 4 | digit(rest.next())?);
    }
    String::from_utf8(bytes).ok()
}
