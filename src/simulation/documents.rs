//! Policies, as strings of a request and as files.

use std::path::Path;

use super::draft::{resource_level, service_level};
use super::{Draft, Given, Place};
use crate::account;
use crate::authorization::Attachment;
use crate::policy::{self, Policy, PolicyKind};
use crate::rule::{Finding, Level};
use crate::rules;
use crate::text::{Source, Sources, Span};
use crate::tree::{Node, Value, json};
use crate::words::quoted;

/// The longest policy that the simulator takes, in characters (IAM API Reference, "SimulateCustomPolicy").
const MAX_LENGTH: usize = 131_072;

impl<'t> Draft<'t> {
    /// Adds the policy that a string of a request holds; `name` says where in the request it stands, and `id`
    /// what answers call it by.
    pub(super) fn add_string(
        &mut self,
        sources: &'t Sources,
        attachment: Attachment,
        (name, id): (String, String),
        (text, span): (&str, Span),
    ) {
        if let Some(path) = text.strip_prefix("file://") {
            self.fault(
                Place::Text(span),
                format!("{} is a path, and not the text of a policy: name the file with an option such as --policy", quoted(path)),
            );
            return;
        }
        if text.chars().count() > MAX_LENGTH {
            self.fault(
                Place::Text(span),
                format!("`{id}` is longer than {MAX_LENGTH} characters, the most that a policy may have"),
            );
            return;
        }
        let source = sources.add_within(name, text, span);
        let mut findings = Vec::new();
        let root = json::read(source, &mut findings);
        self.add_policy(source, &root, attachment, id, findings);
    }

    /// How the policies of the next file take part: each file, or each folder, is one level of control policies.
    pub fn attachment(&self, kind: FileKind) -> Attachment {
        match kind {
            FileKind::Identity => Attachment::Identity,
            FileKind::Boundary => Attachment::Boundary,
            FileKind::Session => Attachment::Session,
            FileKind::Endpoint => Attachment::Endpoint,
            FileKind::Resource => Attachment::Resource,
            FileKind::ServiceControl => Attachment::ServiceControl { level: self.levels(service_level) },
            FileKind::ResourceControl => Attachment::ResourceControl { level: self.levels(resource_level) },
        }
    }

    /// Adds the policies of a file: a policy, the answer of a command of AWS that holds some, or a list of
    /// these; of an account that is described as a whole, those of whoever asks.
    pub fn add_file(
        &mut self,
        sources: &'t Sources,
        source: &'t Source,
        attachment: Attachment,
        option: &'static str,
    ) {
        let mut findings = Vec::new();
        let root = json::read(source, &mut findings);
        let mut found = Vec::new();
        let elements = match &root.value {
            Value::Array(elements) => elements.as_slice(),
            _ => std::slice::from_ref(&root),
        };
        for element in elements {
            found.extend(policy::find(sources, source, element, &mut findings));
        }
        if attachment == Attachment::Identity && account::recognizes(&root) {
            if let Some(finding) = findings.first() {
                self.is_unread = true;
                self.unusable(source, source.name(), Some(finding));
            } else {
                self.add_account(source, &root, &found, option);
            }
            return;
        }
        // Who may assume a role is not what the role may do.
        found.retain(|found| attachment == Attachment::Resource || found.kind != Some(PolicyKind::Trust));
        // Of what cannot be taken as it is, nothing is said to be absent.
        self.is_unread |= found.is_empty() || !findings.is_empty() || found.iter().any(|found| found.of_many);
        if found.iter().any(|found| found.of_many) {
            let name = quoted(source.name());
            self.fault(
                Place::Option(option),
                format!("{name} holds the policies of several users, groups or roles: name a file with those of one"),
            );
            return;
        }
        if let Some(finding) = findings.into_iter().next() {
            self.unusable(source, source.name(), Some(&finding));
            return;
        }
        if found.is_empty() {
            self.add_empty(Path::new(source.name()), option);
            return;
        }
        for one in found {
            let id = one.source.name().to_owned();
            self.add_policy(one.source, &one.root, attachment, id, Vec::new());
        }
    }

    /// Says that what was named holds no policy.
    pub fn add_empty(&mut self, path: &Path, option: &'static str) {
        self.is_unread = true;
        self.fault(Place::Option(option), format!("{} holds no policy", quoted(&path.display().to_string())));
    }

    pub(super) fn add_policy(
        &mut self,
        source: &'t Source,
        root: &Node<'t>,
        attachment: Attachment,
        id: String,
        mut findings: Vec<Finding>,
    ) {
        let kind = match attachment {
            Attachment::Resource if PolicyKind::of(root) == PolicyKind::Trust => PolicyKind::Trust,
            Attachment::Resource | Attachment::Endpoint | Attachment::ResourceControl { .. } => {
                PolicyKind::Resource
            }
            _ => PolicyKind::Identity,
        };
        let policy = policy::read(root, source.id(), Some(kind), &mut findings);
        if policy.usable && findings.iter().all(|finding| finding.rule.level < Level::Error) {
            self.policies.push(Given { attachment, id, policy });
            return;
        }
        rules::policy::check(&policy, &mut findings);
        let first = first_error(&findings);
        self.unusable(source, &id, first);
        // It is a policy of its kind all the same, so that nobody is told that there is none.
        self.policies.push(Given { attachment, id, policy: without_statements(policy) });
    }

    fn unusable(&mut self, source: &Source, id: &str, finding: Option<&Finding>) {
        let place = finding.and_then(|finding| finding.place.as_ref()).map(|label| label.span);
        let why = finding.map_or("`copylint check` says why", |finding| finding.message.as_str());
        self.fault(
            Place::Text(place.unwrap_or_else(|| source.range().of(source.id()))),
            format!("{} is no policy that can be asked: {why}", quoted(id)),
        );
    }
}

/// What a file holds policies of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// A user, a group or a role.
    Identity,
    /// The permissions boundary of a user or a role.
    Boundary,
    /// What was passed when a session began.
    Session,
    /// A VPC endpoint.
    Endpoint,
    /// The resource.
    Resource,
    /// A level of the organization of the caller.
    ServiceControl,
    /// A level of the organization of the resource.
    ResourceControl,
}

/// The first fault in the order of the text.
fn first_error(findings: &[Finding]) -> Option<&Finding> {
    let is_error = |finding: &&Finding| {
        let ceiling = finding.rule.level.min(finding.certainty.ceiling());
        ceiling.min(finding.at_most.unwrap_or(Level::Error)) == Level::Error
    };
    findings.iter().filter(is_error).min_by_key(|finding| finding.place.as_ref().map(|label| label.span))
}

fn without_statements(mut policy: Policy<'_>) -> Policy<'_> {
    policy.statements.clear();
    policy
}
