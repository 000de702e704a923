//! Values of members, each of the type that it must have.

use super::Reader;
use crate::simulation::{Place, Said};
use crate::suggest;
use crate::text::{Span, TextRange};
use crate::tree::{Member, Node, Value};

/// Whether a member is there, or another that was probably meant to be it.
pub(super) fn is_meant(node: &Node<'_>, name: &str, known: &[&'static str]) -> bool {
    let names_it = |key: &str| key == name || (!known.contains(&key) && near(key, known) == Some(name));
    node.members().iter().any(|member| names_it(&member.key))
}

fn near(key: &str, known: &[&'static str]) -> Option<&'static str> {
    suggest::nearest(key, known.iter().copied())
}

impl Reader<'_, '_> {
    pub(super) fn said(&mut self, member: &Member<'_>, longest: usize) -> Option<Said> {
        let text = self.string(&member.value, &format!("`{}`", member.key), 1, longest)?;
        Some(Said { text, place: Place::Text(self.span(member.value.range)) })
    }

    pub(super) fn strings(&mut self, member: &Member<'_>, shortest: usize, longest: usize) -> Vec<Said> {
        self.list_of_strings(&member.value, &member.key, shortest, longest).unwrap_or_default()
    }

    pub(super) fn list_of_strings(
        &mut self,
        node: &Node<'_>,
        name: &str,
        shortest: usize,
        longest: usize,
    ) -> Option<Vec<Said>> {
        let elements = self.list(node, &format!("`{name}`"), "strings")?;
        let mut strings = Vec::with_capacity(elements.len());
        for element in elements {
            let what = format!("each of `{name}`");
            if let Some(text) = self.string(element, &what, shortest, longest) {
                strings.push(Said { text, place: Place::Text(self.span(element.range)) });
            }
        }
        Some(strings)
    }

    /// The elements of a list.
    pub(super) fn list<'n, 'v>(
        &mut self,
        node: &'n Node<'v>,
        what: &str,
        of: &str,
    ) -> Option<&'n [Node<'v>]> {
        let Value::Array(elements) = &node.value else {
            self.wrong_type(node, what, &format!("a list of {of}"));
            return None;
        };
        Some(elements)
    }

    pub(super) fn string(
        &mut self,
        node: &Node<'_>,
        what: &str,
        shortest: usize,
        longest: usize,
    ) -> Option<String> {
        let Value::String(text) = &node.value else {
            self.wrong_type(node, what, "a string");
            return None;
        };
        let length = text.chars().count();
        if length < shortest {
            self.fault(node.range, format!("{what} must not be empty"));
            return None;
        }
        if length > longest {
            self.fault(node.range, format!("{what} must not be longer than {longest} characters"));
            return None;
        }
        Some(text.to_string())
    }

    pub(super) fn wrong_type(&mut self, node: &Node<'_>, what: &str, wanted: &str) {
        // What cannot be read has been told already.
        if !matches!(node.value, Value::Unknown) {
            let given = node.type_name();
            self.fault(node.range, format!("{what} must be {wanted}, not {given}"));
        }
    }

    pub(super) fn fault(&mut self, range: TextRange, message: impl Into<String>) {
        let place = Place::Text(self.span(range));
        self.draft.fault(place, message);
    }

    pub(super) fn span(&self, range: TextRange) -> Span {
        range.of(self.source.id())
    }

    pub(super) fn name(&self, pointer: &str) -> String {
        format!("{}#{pointer}", self.source.name())
    }
}
