//! Takes texts in, one after the other, and gives out what was found in all of them.

use std::borrow::Cow;
use std::collections::HashMap;

use super::{Failure, Levels, Raised, Report, Roots, Summary, point, settle};
use crate::access::{self, Access};
use crate::copy::{self, CopyPlan};
use crate::facts::{AllFacts, describe};
use crate::policy::{self, Found, Policy, PolicyKind};
use crate::request::{CopyRequest, Region, RegionFrom, api_json, aws_cli, shell};
use crate::rule::Finding;
use crate::rules;
use crate::text::{Source, SourceId, Sources};
use crate::tree::{Node, Value, json};

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
}

/// What a text is taken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Whatever its content says.
    Any,
    /// An identity policy of whoever makes the copies, to be asked for permissions.
    IdentityPolicy,
    /// A description of images or snapshots that are to be copied.
    Source,
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
    pub asked: Vec<usize>,
}

/// Takes texts in.
pub struct Linter<'t> {
    sources: &'t Sources,
    settings: Settings,
    raised: Vec<Raised>,
    summary: Summary,
    errors: Vec<Failure>,
    requests: Vec<CopyRequest<'t>>,
    /// The policies that are asked for permissions.
    policies: Vec<Policy<'t>>,
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
        let found = policy::find(self.sources, source, &root, &mut findings);
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
        if role == Role::IdentityPolicy || (syntax > 0 && is_meant(source.text())) {
            // It was meant to be a policy: what is wrong with it must be said.
            self.summary.files += 1;
            self.summary.policies += 1;
            let whole = Found { source, root: Cow::Owned(root), kind: None, of_many: false };
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

    fn add_policies(&mut self, found: Vec<Found<'_, 't>>, mut role: Role, mut findings: Vec<Finding>) {
        if role == Role::IdentityPolicy {
            let name =
                found.first().map_or("", |found| found.source.name().split('#').next().unwrap_or_default());
            let unfit = if found.iter().any(|found| found.of_many) {
                // What one may do another may not, and attached policies and boundaries stand elsewhere.
                Some("tells of users, groups or roles as a whole: name a file with the policy itself")
            } else if found.iter().all(|found| found.kind == Some(PolicyKind::Trust)) {
                Some("says who may assume a role, not what the role may do")
            } else {
                None
            };
            if let Some(unfit) = unfit {
                self.fail_policy(name, unfit);
                role = Role::Any;
            }
        }
        for found in found {
            self.summary.policies += 1;
            self.read_policy(found, role, std::mem::take(&mut findings));
        }
    }

    fn read_policy(&mut self, found: Found<'_, 't>, role: Role, mut findings: Vec<Finding>) {
        let asked = role == Role::IdentityPolicy;
        let option = self.settings.policy_kind;
        let kind = match found.kind {
            _ if asked => Some(PolicyKind::Identity),
            // A managed policy may also be meant for a boundary or a session.
            Some(PolicyKind::Identity) if option.is_some_and(PolicyKind::is_of_identity) => option,
            found => found.or(option),
        };
        let id = found.source.id();
        // What cannot be read at all has been said already.
        let before = findings.len();
        let unreadable = before > 0 && found.root.members().is_empty();
        let policy = policy::read(&found.root, id, kind, &mut findings);
        if unreadable {
            findings.truncate(before);
        } else {
            rules::policy::check(&policy, &mut findings);
            if !asked {
                rules::policy::check_together(&[&policy], false, &mut findings);
            }
        }
        let roots: Roots<'_, '_> = std::iter::once((id, found.root.as_ref())).collect();
        self.raised.extend(point(findings, &roots));
        if asked {
            self.policies.push(policy);
            self.roots.insert(id, found.root.into_owned());
        }
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

    /// Puts requests and policies together, and decides what is reported.
    pub fn finish(mut self) -> (Report<'t>, Vec<Planned<'t>>, Vec<Policy<'t>>) {
        let mut findings = Vec::new();
        let requests = std::mem::take(&mut self.requests);
        let mut policies = std::mem::take(&mut self.policies);
        let of_all: Vec<usize> = (0..policies.len()).collect();
        let mut planned = Vec::with_capacity(requests.len());
        for request in requests {
            let mut asked = of_all.clone();
            asked.extend(self.own_policies(&request, &mut policies));
            planned.push(self.plan(request, &policies, asked, &mut findings));
        }
        let cases: Vec<_> = planned
            .iter()
            .map(|Planned { request, plan, .. }| {
                let facts = self.settings.facts.about(request);
                rules::request::Case { request, facts, plan: plan.as_ref() }
            })
            .collect();
        rules::request::check_together(&cases, &mut findings);
        self.check_together(&of_all, &planned, &policies, &mut findings);
        let roots: Roots<'_, '_> = self.roots.iter().map(|(id, root)| (*id, root)).collect();
        let mut raised = std::mem::take(&mut self.raised);
        raised.extend(point(findings, &roots));
        let findings = settle(raised, &self.settings.levels, self.sources);
        let remarks = remarks(&planned);
        let mut summary = self.summary;
        for reported in &findings {
            match reported.level {
                crate::rule::Level::Error => summary.errors += 1,
                crate::rule::Level::Warning => summary.warnings += 1,
                crate::rule::Level::Note => summary.notes += 1,
            }
        }
        let report = Report { sources: self.sources, findings, errors: self.errors, summary, remarks };
        (report, planned, policies)
    }

    /// The policies that stand in the request itself.
    fn own_policies(&mut self, request: &CopyRequest<'t>, policies: &mut Vec<Policy<'t>>) -> Vec<usize> {
        let mut own = Vec::new();
        for node in &request.policies {
            let mut findings = Vec::new();
            let source = request.span.source;
            let mut policy = policy::read(node, source, Some(PolicyKind::Identity), &mut findings);
            rules::policy::check(&policy, &mut findings);
            // Pointers are into the document that holds the request.
            let base = self.roots.get(&source).and_then(|root| root.pointer(node.range)).unwrap_or_default();
            for statement in &mut policy.statements {
                statement.pointer.insert_str(0, &base);
            }
            let roots: Roots<'_, '_> = self.roots.iter().map(|(id, root)| (*id, root)).collect();
            self.raised.extend(point(findings, &roots));
            self.summary.policies += 1;
            own.push(policies.len());
            policies.push(policy);
        }
        own
    }

    /// Looks at the policies that hold together: those of all copies, and those that a request adds.
    fn check_together(
        &self,
        of_all: &[usize],
        planned: &[Planned<'t>],
        policies: &[Policy<'t>],
        findings: &mut Vec<Finding>,
    ) {
        // What cannot be read may allow what the others do not.
        if self.unread_policy {
            return;
        }
        let pick = |indices: &[usize]| -> Vec<&Policy<'t>> {
            indices.iter().filter_map(|index| policies.get(*index)).collect()
        };
        let is_asked = planned.iter().any(|planned| planned.plan.is_some());
        rules::policy::check_together(&pick(of_all), is_asked, findings);
        for planned in planned.iter().filter(|planned| planned.asked.len() > of_all.len()) {
            let mut own = Vec::new();
            rules::policy::check_together(&pick(&planned.asked), true, &mut own);
            let source = planned.request.span.source;
            findings
                .extend(own.into_iter().filter(|one| one.span().is_some_and(|span| span.source == source)));
        }
    }

    fn plan(
        &self,
        request: CopyRequest<'t>,
        policies: &[Policy<'t>],
        asked: Vec<usize>,
        findings: &mut Vec<Finding>,
    ) -> Planned<'t> {
        let own = request.source.as_ref().map(|node| describe::read(request.span.source, node, findings));
        let facts = self.settings.facts.about_with(&request, own.as_ref());
        let plan = (!request.refused).then(|| copy::plan(&request, &facts));
        rules::request::check(
            rules::request::Case { request: &request, facts, plan: plan.as_ref() },
            findings,
        );
        let Some(plan) = plan else {
            return Planned { request, plan: None, access: None, asked };
        };
        let to_ask: Vec<&Policy<'_>> = asked.iter().filter_map(|index| policies.get(*index)).collect();
        let access = access::ask(&plan, &to_ask, self.unread_policy);
        let case = rules::access::Case {
            sources: self.sources,
            request: &request,
            plan: &plan,
            policies: &to_ask,
            access: &access,
        };
        rules::access::check(case, findings);
        Planned { plan: Some(plan), access: Some(access), asked, request }
    }
}

/// What people should know who read only the end.
fn remarks(planned: &[Planned<'_>]) -> Vec<String> {
    if planned.iter().any(|planned| planned.plan.is_some() && planned.asked.is_empty()) {
        return vec!["permissions not checked: no policy given (`--policy FILE`)".to_owned()];
    }
    Vec::new()
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
