//! The fields of a description, each with its place; what has the wrong type is said, and counts as unknown.

use crate::rule::Finding;
use crate::text::TextRange;
use crate::tree::{Node, Value};

use super::super::source::Stated;
use super::{INVALID_SOURCE_DESCRIPTION, Reader, Thing};

impl Reader<'_> {
    /// The objects of a list, and whether they are all that is in it.
    pub(super) fn list<'n, 't>(
        &mut self,
        node: &'n Node<'t>,
        thing: Thing,
        name: &str,
    ) -> Option<(Vec<&'n Node<'t>>, bool)> {
        let list = node.get(name)?;
        let field = format!("`{name}` of {}", thing.name());
        match &list.value {
            Value::Array(elements) => {
                let (objects, others): (Vec<_>, Vec<_>) =
                    elements.iter().partition(|element| matches!(element.value, Value::Object(_)));
                let complete = others.is_empty() && !list.incomplete;
                for other in others {
                    if !matches!(other.value, Value::Unknown) {
                        self.invalid(other, &format!("an element of {field}"), "an object", thing.command());
                    }
                }
                Some((objects, complete))
            }
            Value::Null | Value::Unknown => None,
            _ => {
                self.invalid(list, &field, "a list", thing.command());
                None
            }
        }
    }

    pub(super) fn string(&mut self, node: &Node<'_>, thing: Thing, name: &str) -> Option<Stated<String>> {
        self.field(node, thing, name, "a string", |value| match value {
            Value::String(text) => Some(text.clone().into_owned()),
            _ => None,
        })
    }

    pub(super) fn boolean(&mut self, node: &Node<'_>, thing: Thing, name: &str) -> Option<Stated<bool>> {
        self.field(node, thing, name, "true or false", |value| match value {
            Value::Bool(value) => Some(*value),
            _ => None,
        })
    }

    pub(super) fn number(&mut self, node: &Node<'_>, thing: Thing, name: &str) -> Option<Stated<u64>> {
        self.field(node, thing, name, "a whole number", |value| match value {
            Value::Number(digits) => digits.parse().ok(),
            _ => None,
        })
    }

    fn field<T>(
        &mut self,
        node: &Node<'_>,
        thing: Thing,
        name: &str,
        expected: &str,
        take: impl FnOnce(&Value<'_>) -> Option<T>,
    ) -> Option<Stated<T>> {
        let found = node.get(name)?;
        if is_empty(&found.value) {
            return None;
        }
        let value = take(&found.value);
        if value.is_none() {
            self.invalid(found, &format!("`{name}` of {}", thing.name()), expected, thing.command());
        }
        Some(Stated { value: value?, span: found.range.of(self.source) })
    }

    pub(super) fn invalid(&mut self, node: &Node<'_>, what: &str, expected: &str, command: &str) {
        let found = match &node.value {
            Value::Number(digits) => format!("`{digits}`"),
            _ => node.type_name().to_owned(),
        };
        let message = format!("{what} is {found}, but must be {expected}");
        let help = format!("give the JSON as `aws ec2 {command}` prints it");
        self.raise(node.range, &message, &help);
    }

    pub(super) fn raise(&mut self, range: TextRange, message: &str, help: &str) {
        let finding = Finding::new(&INVALID_SOURCE_DESCRIPTION, range.of(self.source), message);
        self.findings.push(finding.label("not read").help(help));
    }
}

/// Whether a field says nothing: what `--query` prints for what is not there, and what cannot be read.
pub(super) fn is_empty(value: &Value<'_>) -> bool {
    match value {
        Value::Null | Value::Unknown => true,
        Value::String(text) => text.is_empty(),
        _ => false,
    }
}
