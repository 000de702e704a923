//! Reads the request of SimulateCustomPolicy, as `--cli-input-json` of the AWS CLI takes it.
//!
//! The members and their limits: IAM API Reference, "SimulateCustomPolicy" and "SimulatePrincipalPolicy". Those
//! that AWS does not have are for policies that its simulator does not take.

use super::context::{ContextType, Entry};
use super::draft::Document;
use super::{Draft, Place, Said};
use crate::authorization::Attachment;
use crate::suggest;
use crate::text::{Source, Sources, Span, TextRange};
use crate::tree::{Member, Node, Value, json};
use crate::words::quoted;

/// The members that a request may have.
pub const MEMBERS: [&str; 17] = [
    "PolicyInputList",
    "PermissionsBoundaryPolicyInputList",
    "OrderedOrganizationPolicyInputList",
    "SessionPolicyInputList",
    "EndpointPolicyInputList",
    "ServiceControlPolicyInputLists",
    "ResourceControlPolicyInputLists",
    "ActionNames",
    "ResourceArns",
    "ResourcePolicy",
    "ResourceOwner",
    "CallerArn",
    "PolicySourceArn",
    "ContextEntries",
    "ResourceHandlingOption",
    "MaxItems",
    "Marker",
];

const ENTRY_MEMBERS: [&str; 3] = ["ContextKeyName", "ContextKeyValues", "ContextKeyType"];

/// The scenarios of `ResourceHandlingOption`. None changes a decision: they say which resources must be named.
const SCENARIOS: [&str; 4] =
    ["EC2-VPC-InstanceStore", "EC2-VPC-InstanceStore-Subnet", "EC2-VPC-EBS", "EC2-VPC-EBS-Subnet"];

/// Whether a member is there, or another that was probably meant to be it.
fn is_meant(node: &Node<'_>, name: &str, known: &[&'static str]) -> bool {
    let names_it = |key: &str| key == name || (!known.contains(&key) && near(key, known) == Some(name));
    node.members().iter().any(|member| names_it(&member.key))
}

fn near(key: &str, known: &[&'static str]) -> Option<&'static str> {
    suggest::nearest(key, known.iter().copied())
}

/// How many results AWS gives at once, at the most and if nothing is said.
const MAX_ITEMS: usize = 1000;
const DEFAULT_ITEMS: usize = 100;

impl<'t> Draft<'t> {
    /// Adds what a request says. Faults of every sort are kept, for [`Simulation::new`](super::Simulation::new)
    /// to tell.
    pub fn add_request(&mut self, sources: &'t Sources, source: &'t Source) {
        let mut findings = Vec::new();
        let root = json::read(source, &mut findings);
        for finding in findings {
            let place = finding.place.map_or(Place::Nowhere, |label| Place::Text(label.span));
            self.fault(place, format!("the request is not JSON as it should be: {}", finding.message));
        }
        let mut reader = Reader { draft: self, sources, source };
        if !matches!(root.value, Value::Object(_)) {
            reader.draft.is_unread = true;
            if !root.incomplete {
                let given = root.type_name();
                reader.fault(
                    root.range,
                    format!("a request is an object with members such as `ActionNames`, not {given}"),
                );
            }
            return;
        }
        reader.request(&root);
    }
}

struct Reader<'d, 't> {
    draft: &'d mut Draft<'t>,
    sources: &'t Sources,
    source: &'t Source,
}

impl Reader<'_, '_> {
    fn request(&mut self, root: &Node<'_>) {
        self.draft.is_unread |= root.incomplete;
        self.draft.document = Some(Document {
            place: Place::Text(
                TextRange { start: root.range.start, end: root.range.start + 1 }.of(self.source.id()),
            ),
            has_policies: is_meant(root, "PolicyInputList", &MEMBERS),
            has_actions: is_meant(root, "ActionNames", &MEMBERS),
        });
        self.draft.most = Some(DEFAULT_ITEMS);
        for member in root.members() {
            self.member(member);
        }
    }

    fn member(&mut self, member: &Member<'_>) {
        match member.key.as_ref() {
            "PolicyInputList" => self.policies(member, Attachment::Identity),
            "PermissionsBoundaryPolicyInputList" => self.policies(member, Attachment::Boundary),
            "SessionPolicyInputList" => self.policies(member, Attachment::Session),
            "EndpointPolicyInputList" => self.policies(member, Attachment::Endpoint),
            "ServiceControlPolicyInputLists" => {
                self.levels(member, |level| Attachment::ServiceControl { level });
            }
            "ResourceControlPolicyInputLists" => {
                self.levels(member, |level| Attachment::ResourceControl { level });
            }
            "OrderedOrganizationPolicyInputList" => self.organization(member),
            "ResourcePolicy" => {
                if let Some(text) = self.string(&member.value, "`ResourcePolicy`", 1, usize::MAX) {
                    let name = self.name("/ResourcePolicy");
                    let at = (text.as_str(), self.span(member.value.range));
                    let ids = (name, "ResourcePolicy".to_owned());
                    self.draft.add_string(self.sources, Attachment::Resource, ids, at);
                }
            }
            "ActionNames" => {
                let actions = self.strings(member, 1, 128);
                if actions.is_empty() && member.value.elements().is_empty() && matches!(member.value.value, Value::Array(_)) {
                    self.fault(member.value.range, "`ActionNames` is empty: name at least one action, such as `ec2:CopySnapshot`");
                }
                self.draft.actions.extend(actions);
            }
            "ResourceArns" => {
                let resources = self.strings(member, 1, 2048);
                self.draft.resources.extend(resources);
            }
            "ResourceOwner" => self.draft.owner = self.said(member, 2048),
            "CallerArn" => self.draft.caller = self.said(member, 2048),
            "PolicySourceArn" => self.draft.policy_source = self.said(member, 2048),
            "ContextEntries" => self.context(member),
            "ResourceHandlingOption" => self.scenario(member),
            "MaxItems" => self.most(member),
            "Marker" => self.marker(member),
            "PolicyExclusionList" => self.fault(
                member.key_range,
                "`PolicyExclusionList` leaves out policies that only AWS knows of: leave them out of the lists instead",
            ),
            other => {
                let hint = suggest::hint(other, MEMBERS);
                let hint = hint.unwrap_or_else(|| "`copylint schema simulate-request` lists them".to_owned());
                self.fault(member.key_range, format!("{} is no member of a request: {hint}", quoted(other)));
            }
        }
    }

    fn policies(&mut self, member: &Member<'_>, attachment: Attachment) {
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

    fn policy(&mut self, node: &Node<'_>, list: &str, attachment: Attachment, ids: (String, String)) {
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

    /// Control policies: a list for each level, each a list of policies.
    fn levels(&mut self, member: &Member<'_>, attachment: fn(usize) -> Attachment) {
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
                self.draft.empty_levels.push(attachment(level));
            }
            for (index, element) in elements.iter().enumerate() {
                let ids = (
                    self.name(&format!("/{}/{level}/{index}", member.key)),
                    format!("{}.{}.{}", member.key, level + 1, index + 1),
                );
                self.policy(element, &member.key, attachment(level), ids);
            }
        }
    }

    /// Service control policies as AWS takes them: an object for each level.
    fn organization(&mut self, member: &Member<'_>) {
        const LIST: &str = "ServiceControlPolicyInputList";
        let key = format!("`{}`", member.key);
        let Some(levels) = self.list(&member.value, &key, "an object for each level of the organization")
        else {
            return;
        };
        let before = self.draft.levels(super::draft::service_level);
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

    fn only_member<'n, 'v>(&mut self, node: &'n Node<'v>, what: &str, name: &str) -> Option<&'n Node<'v>> {
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

    fn context(&mut self, member: &Member<'_>) {
        let Some(entries) = self.list(&member.value, "`ContextEntries`", "objects") else { return };
        for node in entries {
            if !matches!(node.value, Value::Object(_)) {
                self.wrong_type(node, "each of `ContextEntries`", "an object");
                continue;
            }
            self.entry(node);
        }
    }

    fn entry(&mut self, node: &Node<'_>) {
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
    fn wanted<'n, 'v>(&mut self, node: &'n Node<'v>, name: &str, what: &str) -> Option<&'n Node<'v>> {
        let found = node.get(name);
        if found.is_none() && !is_meant(node, name, &ENTRY_MEMBERS) {
            self.fault(node.range, format!("a context entry has no `{name}`, which {what}"));
        }
        found
    }

    fn scenario(&mut self, member: &Member<'_>) {
        let Some(name) = self.string(&member.value, "`ResourceHandlingOption`", 1, 64) else { return };
        if !SCENARIOS.contains(&name.as_str()) {
            let hint = suggest::hint(&name, SCENARIOS);
            let hint = hint.unwrap_or_else(|| format!("it is one such as `{}`", SCENARIOS[0]));
            self.fault(
                member.value.range,
                format!("{} is no scenario of `ResourceHandlingOption`: {hint}", quoted(&name)),
            );
        }
    }

    fn most(&mut self, member: &Member<'_>) {
        let Value::Number(number) = &member.value.value else {
            self.wrong_type(&member.value, "`MaxItems`", "a number");
            return;
        };
        match number.parse() {
            Ok(most @ 1..=MAX_ITEMS) => self.draft.most = Some(most),
            _ => self.fault(
                member.value.range,
                format!("`MaxItems` is {}, but goes from 1 to {MAX_ITEMS}", quoted(number)),
            ),
        }
    }

    fn marker(&mut self, member: &Member<'_>) {
        let Some(marker) = self.string(&member.value, "`Marker`", 1, 320) else { return };
        match marker.parse() {
            Ok(start) if !marker.starts_with('+') => self.draft.start = start,
            _ => self.fault(
                member.value.range,
                format!("{} is no `Marker` of an answer that was truncated", quoted(&marker)),
            ),
        }
    }

    fn said(&mut self, member: &Member<'_>, longest: usize) -> Option<Said> {
        let text = self.string(&member.value, &format!("`{}`", member.key), 1, longest)?;
        Some(Said { text, place: Place::Text(self.span(member.value.range)) })
    }

    fn strings(&mut self, member: &Member<'_>, shortest: usize, longest: usize) -> Vec<Said> {
        self.list_of_strings(&member.value, &member.key, shortest, longest).unwrap_or_default()
    }

    fn list_of_strings(
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
    fn list<'n, 'v>(&mut self, node: &'n Node<'v>, what: &str, of: &str) -> Option<&'n [Node<'v>]> {
        let Value::Array(elements) = &node.value else {
            self.wrong_type(node, what, &format!("a list of {of}"));
            return None;
        };
        Some(elements)
    }

    fn string(&mut self, node: &Node<'_>, what: &str, shortest: usize, longest: usize) -> Option<String> {
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

    fn wrong_type(&mut self, node: &Node<'_>, what: &str, wanted: &str) {
        // What cannot be read has been told already.
        if !matches!(node.value, Value::Unknown) {
            let given = node.type_name();
            self.fault(node.range, format!("{what} must be {wanted}, not {given}"));
        }
    }

    fn fault(&mut self, range: TextRange, message: impl Into<String>) {
        let place = Place::Text(self.span(range));
        self.draft.fault(place, message);
    }

    fn span(&self, range: TextRange) -> Span {
        range.of(self.source.id())
    }

    fn name(&self, pointer: &str) -> String {
        format!("{}#{pointer}", self.source.name())
    }
}
