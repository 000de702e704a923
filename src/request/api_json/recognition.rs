//! Which documents are requests.

use crate::operation::{self, DISTINCTIVE, Operation};
use crate::tree::{Member, Node, Value};

/// Keys that stand in what the service answers, never in what it is asked: `describe-images` lists
/// images with their `SourceImageId`.
const ANSWERED: [&str; 3] = ["ImageId", "SnapshotId", "OwnerId"];

/// Whether a document is a request, or a list of requests.
pub fn recognizes(root: &Node<'_>) -> bool {
    match &root.value {
        Value::Object(_) => recognizes_one(root),
        Value::Array(elements) => !elements.iter().any(is_answer) && elements.iter().any(recognizes_one),
        _ => false,
    }
}

fn recognizes_one(node: &Node<'_>) -> bool {
    if is_answer(node) {
        return false;
    }
    envelope(node).is_some_and(|envelope| {
        let name = envelope.operation.value.as_str().map(plain_name).unwrap_or_default();
        match envelope.parameters {
            Some(parameters) => name.starts_with("copy") || is_bare(parameters),
            None => operation::all().iter().any(|operation| plain_name(&operation.name) == name),
        }
    }) || is_bare(node)
}

fn is_answer(node: &Node<'_>) -> bool {
    ANSWERED.iter().any(|key| node.member(key).is_some())
}

/// Whether these are parameters of a copy: one that only copies have is among them, or `SourceRegion`
/// is, and everything else fits exactly one operation too.
pub(super) fn is_bare(node: &Node<'_>) -> bool {
    bare_operation(node).is_some()
}

/// The name of the operation that bare parameters are for, and the key that shows it.
pub(super) fn bare_operation<'n, 't>(node: &'n Node<'t>) -> Option<(&'static Operation, &'n Member<'t>)> {
    let distinctive = |member: &'n Member<'t>| {
        let (_, name) = DISTINCTIVE.iter().find(|(known, _)| known.eq_ignore_ascii_case(&member.key))?;
        Some((name, member))
    };
    if let Some((name, member)) = node.members().iter().find_map(distinctive) {
        return Some((operation::by_api_name(name)?, member));
    }
    let region = node.members().iter().find(|member| member.key.eq_ignore_ascii_case("SourceRegion"))?;
    let fits = |operation: &&Operation| {
        node.members().iter().all(|member| operation.parameter_of_any_case(&member.key).is_some())
    };
    let mut fitting = operation::all().iter().filter(fits);
    match (fitting.next(), fitting.next()) {
        (Some(only), None) => Some((only, region)),
        _ => None,
    }
}

/// The fields that make an object an envelope.
pub(super) struct Envelope<'n, 't> {
    pub(super) operation: &'n Member<'t>,
    /// `None` if they were forgotten.
    pub(super) parameters: Option<&'n Node<'t>>,
}

pub(super) fn envelope<'n, 't>(node: &'n Node<'t>) -> Option<Envelope<'n, 't>> {
    let field = |name: &str| node.members().iter().rev().find(|member| member.key.eq_ignore_ascii_case(name));
    Some(Envelope {
        operation: field("operation")?,
        parameters: field("parameters").map(|parameters| &parameters.value),
    })
}

/// An operation's name in lower case, without the service in front and without hyphens.
pub(super) fn plain_name(name: &str) -> String {
    let name = name.rsplit(':').next().unwrap_or(name);
    name.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_lowercase()).collect()
}
