//! The policies of a request: lists of them, and lists for each level of an organization.

use super::Reader;
use crate::authorization::Attachment;
use crate::simulation::draft::service_level;
use crate::suggest;
use crate::tree::{Member, Node, Value};
use crate::words::quoted;

impl Reader<'_, '_> {
    pub(super) fn policies(&mut self, member: &Member<'_>, attachment: Attachment) {
        let Some(elements) =
            self.list(&member.value, &format!("`{}`", member.key), "policies as JSON strings")
        else {
            return;
        };
        for (index, element) in elements.iter().enumerate() {
            if attachment == Attachment::Boundary && index > 0 {
                let message = "`PermissionsBoundaryPolicyInputList` holds one policy at the most: a user or a role has one boundary";
                self.fault(element.range, message);
                break;
            }
            let ids =
                (self.name(&format!("/{}/{index}", member.key)), format!("{}.{}", member.key, index + 1));
            self.policy(element, &member.key, attachment, ids);
        }
    }

    pub(super) fn policy(
        &mut self,
        node: &Node<'_>,
        list: &str,
        attachment: Attachment,
        ids: (String, String),
    ) {
        match &node.value {
            Value::String(text) => {
                let at = (text.as_ref(), self.span(node.range));
                self.draft.add_string(self.sources, attachment, ids, at);
            }
            Value::Unknown => {}
            _ => {
                let given = node.type_name();
                self.fault(node.range, format!("`{list}` holds policies as JSON strings, not {given}: put the text of the policy into quotes"));
            }
        }
    }

    /// Control policies: a list for each level, each a list of policies; so many levels are known already.
    pub(super) fn levels(&mut self, member: &Member<'_>, before: usize, attachment: fn(usize) -> Attachment) {
        let key = format!("`{}`", member.key);
        let Some(levels) =
            self.list(&member.value, &key, "lists of policies, one for each level of the organization")
        else {
            return;
        };
        for (level, node) in levels.iter().enumerate() {
            let what = format!("each level of {key}");
            let Some(elements) = self.list(node, &what, "policies as JSON strings") else { continue };
            if elements.is_empty() {
                self.draft.empty_levels.push(attachment(before + level));
            }
            for (index, element) in elements.iter().enumerate() {
                let ids = (
                    self.name(&format!("/{}/{level}/{index}", member.key)),
                    format!("{}.{}.{}", member.key, level + 1, index + 1),
                );
                self.policy(element, &member.key, attachment(before + level), ids);
            }
        }
    }

    /// Service control policies as AWS takes them: an object for each level.
    pub(super) fn organization(&mut self, member: &Member<'_>) {
        const LIST: &str = "ServiceControlPolicyInputList";
        let key = format!("`{}`", member.key);
        let Some(levels) = self.list(&member.value, &key, "an object for each level of the organization")
        else {
            return;
        };
        let before = self.draft.levels(service_level);
        for (index, node) in levels.iter().enumerate() {
            let Some(list) = self.only_member(node, &format!("a level of {key}"), LIST) else { continue };
            let Some(elements) = self.list(list, &format!("`{LIST}`"), "policies as JSON strings") else {
                continue;
            };
            if elements.is_empty() {
                self.fault(
                    list.range,
                    format!(
                        "`{LIST}` of level {} is empty: at every level there is at least one policy",
                        index + 1
                    ),
                );
            }
            for (place, element) in elements.iter().enumerate() {
                let ids = (
                    self.name(&format!("/{}/{index}/{LIST}/{place}", member.key)),
                    format!("{}.{}.{}", member.key, index + 1, place + 1),
                );
                self.policy(element, LIST, Attachment::ServiceControl { level: before + index }, ids);
            }
        }
    }

    pub(super) fn only_member<'n, 'v>(
        &mut self,
        node: &'n Node<'v>,
        what: &str,
        name: &str,
    ) -> Option<&'n Node<'v>> {
        if !matches!(node.value, Value::Object(_)) {
            self.wrong_type(node, what, &format!("an object with `{name}`"));
            return None;
        }
        for member in node.members().iter().filter(|member| member.key != name) {
            let hint = suggest::hint(&member.key, [name]).unwrap_or_else(|| format!("it has `{name}` alone"));
            self.fault(member.key_range, format!("{} is no member of {what}: {hint}", quoted(&member.key)));
        }
        if node.get(name).is_none() && node.members().is_empty() && !node.incomplete {
            self.fault(node.range, format!("{what} must be an object with `{name}`"));
        }
        node.get(name)
    }
}
