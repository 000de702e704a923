//! Reads the request of SimulateCustomPolicy, as `--cli-input-json` of the AWS CLI takes it.
//!
//! The members and their limits: IAM API Reference, "SimulateCustomPolicy" and "SimulatePrincipalPolicy". Those
//! that AWS does not have are for policies that its simulator does not take.

use super::draft::{Document, resource_level, service_level};
use super::{Draft, Place};
use crate::authorization::Attachment;
use crate::suggest;
use crate::text::{Source, Sources, TextRange};
use crate::tree::{Member, Node, Value, json};
use crate::words::quoted;

mod entries;
mod policies;
mod values;

use values::is_meant;

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

/// The scenarios of `ResourceHandlingOption`. None changes a decision: they say which resources must be named.
const SCENARIOS: [&str; 4] =
    ["EC2-VPC-InstanceStore", "EC2-VPC-InstanceStore-Subnet", "EC2-VPC-EBS", "EC2-VPC-EBS-Subnet"];

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

/// Reads one request into a draft.
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
                let before = self.draft.levels(service_level);
                self.levels(member, before, |level| Attachment::ServiceControl { level });
            }
            "ResourceControlPolicyInputLists" => {
                let before = self.draft.levels(resource_level);
                self.levels(member, before, |level| Attachment::ResourceControl { level });
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
}
