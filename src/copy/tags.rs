//! The tags that a request puts on what it makes.

use crate::request::CopyRequest;
use crate::text::Span;
use crate::tree::{Node, Value};

/// The tags for one type of resource.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tags {
    /// The tags, as far as they are known: key and value; the value is `None` if it is unknown.
    pub known: Vec<(String, Option<String>)>,
    /// Whether all of them are known.
    pub complete: bool,
    /// The first entry of `TagSpecifications` for this type, if there is any.
    pub entry: Option<Span>,
}

impl Tags {
    /// Whether the request surely tags.
    pub fn any(&self) -> bool {
        !self.known.is_empty()
    }
}

impl Tags {
    /// The tags of a request for a type of resource: `snapshot`.
    pub fn of(request: &CopyRequest<'_>, resource_type: &str) -> Self {
        let mut tags = Self { complete: !request.incomplete, ..Self::default() };
        let Some(parameter) = request.parameter("TagSpecifications") else { return tags };
        let Value::Array(entries) = &parameter.value.value else {
            tags.complete = false;
            return tags;
        };
        for entry in entries {
            match entry.get("ResourceType").map(|node| &node.value) {
                Some(Value::String(found)) if found == resource_type => {
                    tags.entry = tags.entry.or(Some(request.place(entry.range)));
                    tags.add(entry.get("Tags"));
                }
                Some(Value::String(_)) => {}
                _ => tags.complete = false,
            }
        }
        tags
    }

    fn add(&mut self, list: Option<&Node<'_>>) {
        let Some(Value::Array(entries)) = list.map(|node| &node.value) else {
            self.complete &= list.is_none();
            return;
        };
        for entry in entries {
            let Some(key) = entry.get("Key").and_then(Node::as_str) else {
                self.complete = false;
                continue;
            };
            // A tag without a value has the value "".
            let value = match entry.get("Value") {
                None => Some(String::new()),
                Some(node) => node.as_str().map(str::to_owned),
            };
            self.known.push((key.to_owned(), value));
        }
    }
}
