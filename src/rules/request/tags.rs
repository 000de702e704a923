//! Tags that a request puts on what it makes: the specifications here, keys and values, and how many
//! there are, in files of their own.

mod copied;
mod count;
mod keys;

use std::collections::HashMap;

use crate::facts::Facts;
use crate::request::CopyRequest;
use crate::rule::{Certainty, Family, Finding, Level, Rule};
use crate::suggest::nearest;
use crate::tree::{Node, Value};

use super::shown;

/// Tags are given for a kind of resource that the copy does not make.
pub(super) static UNTAGGABLE_RESOURCE_TYPE: Rule = Rule::new(
    Family::Request,
    "untaggable-resource-type",
    Level::Error,
    include_str!("../../../rules/request/untaggable-resource-type.md"),
);

/// A tag specification without tags.
pub(super) static EMPTY_TAG_SPECIFICATION: Rule = Rule::new(
    Family::Request,
    "empty-tag-specification",
    Level::Warning,
    include_str!("../../../rules/request/empty-tag-specification.md"),
);

/// Two tag specifications for one type of resource.
pub(super) static REPEATED_TAG_SPECIFICATION: Rule = Rule::new(
    Family::Request,
    "repeated-tag-specification",
    Level::Warning,
    include_str!("../../../rules/request/repeated-tag-specification.md"),
);

/// One entry of `TagSpecifications`.
struct Specification<'r, 't> {
    node: &'r Node<'t>,
    /// The type of resource, if it is known, and its place.
    kind: Option<(&'r str, &'r Node<'t>)>,
    /// The value of `Tags`, if it is there.
    tags: Option<&'r Node<'t>>,
}

impl<'r, 't> Specification<'r, 't> {
    /// Every entry of a request.
    fn all(request: &'r CopyRequest<'t>) -> Vec<Self> {
        let entries = request.parameter("TagSpecifications").map(|parameter| parameter.value.elements());
        entries.unwrap_or_default().iter().map(Self::read).collect()
    }

    fn read(node: &'r Node<'t>) -> Self {
        let kind = last(node, "ResourceType").and_then(|kind| Some((kind.as_str()?, kind)));
        Self { node, kind, tags: last(node, "Tags") }
    }

    /// Its tags: each with its key, as far as the key is a known string.
    fn tags(&self) -> impl Iterator<Item = Tag<'r, 't>> {
        self.tags.into_iter().flat_map(Node::elements).map(|node| {
            let key = last(node, "Key").and_then(|key| Some((key.as_str()?, key)));
            Tag { node, key, value: last(node, "Value") }
        })
    }
}

/// One tag of a specification.
struct Tag<'r, 't> {
    node: &'r Node<'t>,
    /// The key, if it is known, and its place.
    key: Option<(&'r str, &'r Node<'t>)>,
    value: Option<&'r Node<'t>>,
}

/// The value of a name in an object; of several members of that name, the last counts.
fn last<'r, 't>(node: &'r Node<'t>, name: &str) -> Option<&'r Node<'t>> {
    node.members().iter().rev().find(|member| member.key == name).map(|member| &member.value)
}

/// The rules that are raised here.
pub(super) const RULES: &[&Rule] = &[
    &UNTAGGABLE_RESOURCE_TYPE,
    &EMPTY_TAG_SPECIFICATION,
    &REPEATED_TAG_SPECIFICATION,
    &copied::AMBIGUOUS_IMAGE_TAG,
    &count::TOO_MANY_TAGS,
    &keys::RESERVED_TAG_KEY,
    &keys::DUPLICATE_TAG_KEY,
    &keys::UNPORTABLE_TAG_CHARACTER,
];

pub(super) fn check(request: &CopyRequest<'_>, facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    let specifications = Specification::all(request);
    let mut seen: HashMap<&str, &Node<'_>> = HashMap::new();
    for specification in &specifications {
        if let Some((kind, node)) = specification.kind {
            if request.operation.taggable().any(|taggable| taggable == kind) {
                findings.extend(empty(request, kind, specification));
                match seen.get(kind) {
                    Some(first) => findings.push(repeated(request, kind, node, first)),
                    None => {
                        seen.insert(kind, node);
                    }
                }
            } else {
                findings.push(untaggable(request, kind, node));
            }
        }
        keys::check(request, specification, findings);
    }
    count::check(request, facts, &specifications, findings);
}

fn untaggable(request: &CopyRequest<'_>, kind: &str, node: &Node<'_>) -> Finding {
    let operation = request.operation;
    let taggable: Vec<_> = operation.taggable().map(|taggable| format!("`{taggable}`")).collect();
    let help = match nearest(kind, operation.taggable()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("{} tags {}", operation.name, taggable.join(" and ")),
    };
    let message = if kind.is_empty() {
        "a tag specification has an empty `ResourceType`".to_owned()
    } else {
        format!("`{}` is not a resource type that {} can tag", shown(kind), operation.name)
    };
    let finding = Finding::new(&UNTAGGABLE_RESOURCE_TYPE, request.place(node.range), message);
    finding.label("the request is refused").help(help)
}

fn repeated(request: &CopyRequest<'_>, kind: &str, node: &Node<'_>, first: &Node<'_>) -> Finding {
    let message = format!("tags for `{kind}` are specified a second time");
    Finding::new(&REPEATED_TAG_SPECIFICATION, request.place(node.range), message)
        .certainty(Certainty::Inferred)
        .label("what this does is not documented")
        .related(request.place(first.range), "the first time")
        .help(format!("put all tags for `{kind}` into one specification"))
}

fn empty(request: &CopyRequest<'_>, kind: &str, specification: &Specification<'_, '_>) -> Option<Finding> {
    let node = specification.node;
    let place = match specification.tags {
        Some(Node { value: Value::Array(tags), incomplete: false, range }) if tags.is_empty() => *range,
        // A member of another name probably holds the tags, and is a fault of its own.
        None if !node.incomplete && node.members().iter().all(|member| member.key == "ResourceType") => {
            node.range
        }
        _ => return None,
    };
    let message = format!("the tag specification for `{}` has no tags", shown(kind));
    let finding = Finding::new(&EMPTY_TAG_SPECIFICATION, request.place(place), message);
    Some(
        finding
            .certainty(Certainty::Inferred)
            .label("probably refused")
            .help("add `Tags`, or drop the specification"),
    )
}
