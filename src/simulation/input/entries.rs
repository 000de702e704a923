//! The context entries of a request.

use super::Reader;
use super::values::is_meant;
use crate::simulation::Place;
use crate::simulation::context::{ContextType, Entry};
use crate::suggest;
use crate::tree::{Member, Node, Value};
use crate::words::quoted;

const ENTRY_MEMBERS: [&str; 3] = ["ContextKeyName", "ContextKeyValues", "ContextKeyType"];

impl Reader<'_, '_> {
    pub(super) fn context(&mut self, member: &Member<'_>) {
        let Some(entries) = self.list(&member.value, "`ContextEntries`", "objects") else { return };
        for node in entries {
            if !matches!(node.value, Value::Object(_)) {
                self.wrong_type(node, "each of `ContextEntries`", "an object");
                continue;
            }
            self.entry(node);
        }
    }

    pub(super) fn entry(&mut self, node: &Node<'_>) {
        let unknown = node.members().iter().filter(|member| !ENTRY_MEMBERS.contains(&member.key.as_ref()));
        for member in unknown {
            let hint = suggest::hint(&member.key, ENTRY_MEMBERS);
            let hint = hint.unwrap_or_else(|| {
                "it has `ContextKeyName`, `ContextKeyValues` and `ContextKeyType`".to_owned()
            });
            self.fault(
                member.key_range,
                format!("{} is no member of a context entry: {hint}", quoted(&member.key)),
            );
        }
        // The AWS CLI does not even send an entry without members.
        if node.members().is_empty() || node.incomplete {
            return;
        }
        let name = self.wanted(node, "ContextKeyName", "says which key it is for");
        let context_type = self.wanted(node, "ContextKeyType", "says what the values are, such as `string`");
        let values = self.wanted(node, "ContextKeyValues", "holds the values of the key");
        let name = name.and_then(|name| self.string(name, "`ContextKeyName`", 0, usize::MAX));
        let context_type = context_type.and_then(|node| {
            let name = self.string(node, "`ContextKeyType`", 0, usize::MAX)?;
            let context_type = ContextType::parse(&name);
            if context_type.is_none() {
                self.fault(node.range, ContextType::unknown(&name));
            }
            context_type
        });
        let values = values.and_then(|node| {
            let values = self.list_of_strings(node, "ContextKeyValues", 0, usize::MAX)?;
            if values.is_empty() && !node.incomplete && node.elements().is_empty() {
                self.fault(
                    node.range,
                    "`ContextKeyValues` is empty: leave out the entry of a key that is absent",
                );
                return None;
            }
            Some(values)
        });
        if let (Some(name), Some(context_type), Some(values)) = (name, context_type, values) {
            let values = values.into_iter().map(|said| said.text).collect();
            let place = Place::Text(self.span(node.range));
            self.draft.context.push(Entry { name, place, context_type: Some(context_type), values });
        }
    }

    /// A member that an entry must have.
    pub(super) fn wanted<'n, 'v>(
        &mut self,
        node: &'n Node<'v>,
        name: &str,
        what: &str,
    ) -> Option<&'n Node<'v>> {
        let found = node.get(name);
        if found.is_none() && !is_meant(node, name, &ENTRY_MEMBERS) {
            self.fault(node.range, format!("a context entry has no `{name}`, which {what}"));
        }
        found
    }
}
