//! Takes texts in, one after the other, and gives out what was found in all of them.

use std::borrow::Cow;
use std::collections::HashMap;

use super::{Failure, Levels, Raised, Roots, Summary, point};
use crate::access::{Ability, Access};
use crate::account;
use crate::authorization::Attachment;
use crate::copy::CopyPlan;
use crate::facts::{AllFacts, describe};
use crate::policy::{self, Found, Policy, PolicyKind};
use crate::request::{CopyRequest, Region, RegionFrom, api_json, aws_cli, shell};
use crate::rule::Finding;
use crate::text::{Source, SourceId, Sources};
use crate::tree::{Node, Value, json};

mod accounts;
mod finish;
mod keys;
mod policies;

use accounts::Snapshot;
pub use policies::Given;

/// What holds for the whole run.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// What is known besides the requests.
    pub facts: AllFacts,
    /// The destination Region, where a request leaves it open.
    pub region: Option<String>,
    /// What policies are attached to, where neither content nor an option of its own says so.
    pub policy_kind: Option<PolicyKind>,
    /// The levels of rules.
    pub levels: Levels,
    /// The keys whose policies are given, in any form of a `KmsKeyId`: `None` for the only key that copies name.
    pub keys: Vec<Option<String>>,
    /// Whether to work out who of an account can make the copies.
    pub who: bool,
}

/// What a text is taken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Whatever its content says.
    Any,
    /// An identity policy of whoever makes the copies, to be asked for permissions; or all policies of an
    /// account, of which those of whoever makes the copies are asked.
    IdentityPolicy,
    /// A policy of another kind that is asked for permissions.
    Policy(Attachment),
    /// The policy of a key, asked for permissions; its place among [`Settings::keys`].
    KeyPolicy(usize),
    /// A description of images or snapshots that are to be copied.
    Source,
}

impl Role {
    /// How a policy takes part in decisions, if it does.
    fn attachment(self) -> Option<Attachment> {
        match self {
            Self::IdentityPolicy => Some(Attachment::Identity),
            Self::Policy(attachment) => Some(attachment),
            Self::KeyPolicy(_) => Some(Attachment::Resource),
            Self::Any | Self::Source => None,
        }
    }
}

/// What became of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Taken {
    /// It was read.
    Read,
    /// It is neither a policy nor a request; why, for people.
    Neither(String),
}

/// A copy that was asked for, and what it comes to.
pub struct Planned<'t> {
    /// The request.
    pub request: CopyRequest<'t>,
    /// What it would do; `None` if the client itself would refuse it.
    pub plan: Option<CopyPlan>,
    /// What the policies say.
    pub access: Option<Access>,
    /// Which of the policies were asked.
    pub asked: Vec<Given>,
    /// Whether these are others than those that are asked about all copies.
    pub is_special: bool,
    /// Who of the accounts can make it, in the order of the texts, if that was to be worked out.
    pub who: Option<Vec<Ability>>,
}

/// Takes texts in.
pub struct Linter<'t> {
    sources: &'t Sources,
    settings: Settings,
    raised: Vec<Raised>,
    summary: Summary,
    errors: Vec<Failure>,
    requests: Vec<CopyRequest<'t>>,
    /// The policies that are asked for permissions, and all policies of accounts.
    policies: Vec<Policy<'t>>,
    /// Those of them that are asked about every copy.
    given: Vec<Given>,
    accounts: Vec<Snapshot<'t>>,
    /// Whether a policy that was to be asked could not be read.
    unread_policy: bool,
    /// The documents that findings about access may point into.
    roots: HashMap<SourceId, Node<'t>>,
}

impl<'t> Linter<'t> {
    /// A linter that keeps texts in `sources`.
    pub fn new(sources: &'t Sources, settings: Settings) -> Self {
        Self {
            sources,
            settings,
            raised: Vec::new(),
            summary: Summary::default(),
            errors: Vec::new(),
            requests: Vec::new(),
            policies: Vec::new(),
            given: Vec::new(),
            accounts: Vec::new(),
            unread_policy: false,
            roots: HashMap::new(),
        }
    }

    /// Says that something could not be read.
    pub fn fail(&mut self, path: impl Into<String>, message: impl Into<String>) {
        self.errors.push(Failure { path: path.into(), message: message.into() });
    }

    /// Says that a policy that was to be asked for permissions could not be read.
    pub fn fail_policy(&mut self, path: impl Into<String>, message: impl Into<String>) {
        self.unread_policy = true;
        self.fail(path, message);
    }

    /// Says that a description of sources could not be read.
    pub fn fail_description(&mut self, path: impl Into<String>, message: impl Into<String>) {
        self.settings.facts.described.mark_partial();
        self.fail(path, message);
    }

    /// Says that files were not looked at.
    pub fn skip(&mut self, count: usize) {
        self.summary.skipped += count;
    }

    /// Looks at a document.
    pub fn add_text(&mut self, name: &str, text: String, role: Role) -> Taken {
        let source = self.sources.add(name, text);
        let may_hold_commands = role == Role::Any && !is_document(source);
        if may_hold_commands && !begins_like_json(source.text()) && self.add_commands(source) {
            return Taken::Read;
        }
        let mut findings = Vec::new();
        let root = json::read(source, &mut findings);
        let syntax = findings.len();
        if role == Role::Source {
            self.add_description(source, root, findings);
            return Taken::Read;
        }
        let mut found = policy::find(self.sources, source, &root, &mut findings);
        if role == Role::IdentityPolicy && account::recognizes(&root) {
            let documents = self.read_documents(found);
            self.add_account(source, root, documents, findings);
            return Taken::Read;
        }
        let is_level = matches!(
            role.attachment(),
            Some(Attachment::ServiceControl { .. } | Attachment::ResourceControl { .. })
        );
        let is_list = is_level || (role == Role::Any && is_list_of_policies(&root));
        if is_list && found.is_empty() {
            found = policy::find_list(self.sources, source, &root, &mut findings);
        }
        if !found.is_empty() {
            self.summary.files += 1;
            self.add_policies(found, role, findings);
            return Taken::Read;
        }
        if role == Role::Any && api_json::recognizes(&root) {
            self.summary.files += 1;
            self.add_requests(source, root, findings);
            return Taken::Read;
        }
        if role.attachment().is_some() || (syntax > 0 && is_meant(source.text())) {
            // It was meant to be a policy: what is wrong with it must be said.
            self.summary.files += 1;
            self.summary.policies += 1;
            let whole = Found::whole(source, Cow::Owned(root));
            self.read_policy(whole, role, findings);
            return Taken::Read;
        }
        if may_hold_commands && syntax > 0 && self.add_commands(source) {
            return Taken::Read;
        }
        self.summary.skipped += 1;
        Taken::Neither(match describe::recognizes(&root) {
            Some(command) => format!("is what {command} prints: give it with `--source`"),
            None => format!("{NEITHER}{}", why_unread(source, &findings, self.sources)),
        })
    }

    /// Takes in what describes sources.
    fn add_description(&mut self, source: &'t Source, root: Node<'t>, mut findings: Vec<Finding>) {
        let is_meant = ["\"Images\"", "\"Snapshots\"", "\"ImageId\"", "\"SnapshotId\""]
            .iter()
            .any(|word| source.text().contains(word));
        let is_broken = !findings.is_empty();
        // What `--query 'Images[]'` prints if there is none.
        let is_nothing = matches!(&root.value, Value::Array(elements) if elements.is_empty());
        if is_nothing || describe::recognizes(&root).is_some() {
            let described = describe::read(source.id(), &root, &mut findings);
            self.settings.facts.described.add(described);
        } else if is_broken && is_meant {
            self.settings.facts.described.mark_partial();
        } else {
            let why = why_unread(source, &findings, self.sources);
            let message =
                format!("is not what `aws ec2 describe-images` or `describe-snapshots` prints{why}");
            self.fail_description(source.name(), message);
            return;
        }
        self.summary.files += 1;
        let roots: Roots<'_, '_> = std::iter::once((source.id(), &root)).collect();
        self.raised.extend(point(findings, &roots));
        self.roots.insert(source.id(), root);
    }

    fn add_requests(&mut self, source: &'t Source, root: Node<'t>, mut findings: Vec<Finding>) {
        let requests = api_json::read(source, &root, &mut findings);
        self.summary.requests += requests.len();
        for mut request in requests {
            self.use_region_option(&mut request);
            self.requests.push(request);
        }
        let roots: Roots<'_, '_> = std::iter::once((source.id(), &root)).collect();
        self.raised.extend(point(findings, &roots));
        self.roots.insert(source.id(), root);
    }

    /// Looks at a command line. `environment` is the Region of the environment and the variable that
    /// says so.
    pub fn add_command(&mut self, words: &[String], environment: Option<(&'static str, String)>) {
        let (source, words) = aws_cli::command_source(self.sources, words);
        let mut findings = Vec::new();
        if let Some(mut request) = aws_cli::read_command(source, &words, &mut findings) {
            self.summary.requests += 1;
            self.use_region_option(&mut request);
            if request.region.is_none() {
                request.region = environment.map(|(variable, name)| {
                    let from = RegionFrom::Environment(variable);
                    Region { name: Some(name), span: None, from }
                });
            }
            self.requests.push(request);
        }
        self.raised.extend(point(findings, &HashMap::new()));
    }

    /// Looks at the commands in a text; says whether there is one that makes a copy.
    fn add_commands(&mut self, source: &'t Source) -> bool {
        let mut findings = Vec::new();
        let requests =
            if shell::mentions_copy(source.text()) { shell::read(source, &mut findings) } else { Vec::new() };
        if requests.is_empty() {
            return false;
        }
        self.summary.files += 1;
        self.summary.requests += requests.len();
        for mut request in requests {
            self.use_region_option(&mut request);
            self.requests.push(request);
        }
        self.raised.extend(point(findings, &HashMap::new()));
        true
    }

    fn use_region_option(&self, request: &mut CopyRequest<'t>) {
        if request.region.is_none()
            && let Some(region) = &self.settings.region
        {
            let name = Some(region.clone());
            request.region = Some(Region { name, span: None, from: RegionFrom::Option });
        }
    }

    /// Whether there is anything that was looked at.
    pub fn is_empty(&self) -> bool {
        self.summary.policies == 0 && self.summary.requests == 0
    }
}

/// Whether a text that cannot be read in full was meant to be a policy or a request.
pub fn is_meant(text: &str) -> bool {
    ["\"Statement\"", "\"Effect\"", "\"SourceSnapshotId\"", "\"SourceImageId\""]
        .iter()
        .any(|word| text.contains(word))
}

/// Whether the name of a text says that it is a JSON document.
fn is_document(source: &Source) -> bool {
    source.name().rsplit_once('.').is_some_and(|(_, extension)| extension.eq_ignore_ascii_case("json"))
}

/// Whether a text begins as a JSON document does. Scripts can begin so too.
fn begins_like_json(text: &str) -> bool {
    text.trim_start_matches('\u{feff}').trim_start().starts_with(['{', '[', '"'])
}

/// Whether a document is a list of policies, each as it stands.
fn is_list_of_policies(root: &Node<'_>) -> bool {
    let elements = root.elements();
    !elements.is_empty() && elements.iter().all(policy::looks_like_policy)
}

/// What to say of a text that is not looked at.
const NEITHER: &str = "is neither a policy nor a copy request";

/// Why a text is nothing that was looked for, if its form shows it.
fn why_unread(source: &Source, findings: &[Finding], sources: &Sources) -> String {
    if source.text().trim().is_empty() {
        return ": it is empty".to_owned();
    }
    match findings.first() {
        Some(finding) => {
            let line = finding
                .span()
                .and_then(|span| Some(sources.get(span.source)?.position(span.start).line))
                .unwrap_or(1);
            format!(", and not JSON: {} on line {line}", finding.message)
        }
        None => String::new(),
    }
}
