//! What becomes of a tree of values that was read from a word or from a file that a word names.

use std::borrow::Cow;
use std::collections::HashSet;

use serde_json::Value as Json;

use super::words::{Word, is_dynamic};
use crate::text::TextRange;
use crate::tree::{Member, Node, Value};

/// Where the schema wants a list and something else stands, the AWS CLI makes a list of it.
pub(super) fn wrap_lists(node: &mut Node<'static>, schema: Option<&Json>, root: &Json) {
    let Some(schema) = schema.and_then(|schema| resolve(schema, root)) else { return };
    let is_list = schema.get("type").and_then(Json::as_str) == Some("array");
    match &mut node.value {
        Value::Array(elements) if is_list => {
            for element in elements {
                wrap_lists(element, schema.get("items"), root);
            }
        }
        Value::Object(members) if !is_list => {
            for member in members {
                let property = schema.get("properties").and_then(|properties| properties.get(&*member.key));
                wrap_lists(&mut member.value, property, root);
            }
        }
        Value::Unknown => {}
        _ if is_list => {
            let element = node.clone();
            *node = Node::new(element.range, Value::Array(vec![element]));
        }
        _ => {}
    }
}

fn resolve<'s>(schema: &'s Json, root: &'s Json) -> Option<&'s Json> {
    match schema.get("$ref").and_then(Json::as_str) {
        Some(reference) => root.pointer(reference.strip_prefix('#')?),
        None => Some(schema),
    }
}

/// Whether a text is JSON, and nothing else.
pub(super) fn is_json(text: &str) -> bool {
    serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok()
}

/// The place of a part of a value that begins at `start` of a word.
pub(super) fn place_in(word: &Word, start: usize, range: TextRange) -> TextRange {
    word.part(start + range.start as usize, start + range.end as usize)
}

/// Puts a whole tree at one place: that of the word which names the file it was read from.
pub(super) fn place_all(node: &mut Node<'_>, range: TextRange) {
    node.range = range;
    match &mut node.value {
        Value::Array(elements) => elements.iter_mut().for_each(|element| place_all(element, range)),
        Value::Object(members) => {
            for member in members {
                member.key_range = range;
                place_all(&mut member.value, range);
            }
        }
        _ => {}
    }
}

/// Forgets what a shell would still change. Which member a key stands for that is not known, cannot be
/// known either.
pub(super) fn forget_dynamic(node: &mut Node<'_>) {
    match &mut node.value {
        Value::String(text) if is_dynamic(text) => node.value = Value::Unknown,
        Value::Array(elements) => elements.iter_mut().for_each(forget_dynamic),
        Value::Object(members) => {
            let all = members.len();
            members.retain(|member| !is_dynamic(&member.key));
            node.incomplete |= members.len() < all;
            for member in members {
                forget_dynamic(&mut member.value);
            }
        }
        _ => {}
    }
}

/// Of members with the same name, keeps the last: it alone is sent.
pub(super) fn keep_last(node: &mut Node<'_>) {
    match &mut node.value {
        Value::Array(elements) => elements.iter_mut().for_each(keep_last),
        Value::Object(members) => {
            let mut seen = HashSet::new();
            let mut kept: Vec<bool> =
                members.iter().rev().map(|member| seen.insert(member.key.clone().into_owned())).collect();
            // From the back, as they were looked at.
            members.retain(|_| kept.pop().unwrap_or(true));
            for member in members {
                keep_last(&mut member.value);
            }
        }
        _ => {}
    }
}

/// The tree with texts of its own.
pub(super) fn owned(node: &Node<'_>) -> Node<'static> {
    let value = match &node.value {
        Value::Unknown => Value::Unknown,
        Value::Null => Value::Null,
        Value::Bool(value) => Value::Bool(*value),
        Value::Number(text) => Value::Number(Cow::Owned(text.clone().into_owned())),
        Value::String(text) => Value::String(Cow::Owned(text.clone().into_owned())),
        Value::Array(elements) => Value::Array(elements.iter().map(owned).collect()),
        Value::Object(members) => Value::Object(
            members
                .iter()
                .map(|member| Member {
                    key_range: member.key_range,
                    key: Cow::Owned(member.key.clone().into_owned()),
                    value: owned(&member.value),
                })
                .collect(),
        ),
    };
    Node { range: node.range, value, incomplete: node.incomplete }
}
