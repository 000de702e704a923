//! Whether policies of every kind decide together as AWS's documentation says.
//!
//! `testdata/authorization/kinds` holds lists of cases, by theme. A case has a `page` that says why, and `rows`, of
//! which each changes what the case asks and says what must come of it:
//!
//! - `policies` by how they take part: `identity`, `boundary`, `session`, `scp 0` (the root of the organization),
//!   `scp 1` …, `rcp 0` …, `endpoint`, `resource`. Each is a list of statements; an empty list is a kind that is there
//!   and allows nothing. A row replaces some of them, `null` takes one away.
//! - A statement is an object, or short: `Allow s3:Get*, s3:List* on arn:aws:s3:::a/* to 111122223333 if StringEquals
//!   aws:PrincipalOrgID o-1`. Without `on` it is about all resources; `to all but` is `NotPrincipal`; principals are
//!   `*`, `AWS *`, names of services or identity providers, or whatever else goes under `AWS`.
//! - `caller`, perhaps with its `role`; without, it is not known who asks. `someone in 111122223333` is not known
//!   either. `owner` is the account of the resource, `management` that of the organization.
//! - `action`, `resource` (`*` for what knows none), `context` as in the tables of conditions: what is not named is
//!   absent, but for what follows from the caller.
//! - `decision`, `blocked_by`, `by` (the deciding statements: how their policy takes part, and their `Sid` or short
//!   form), `depends_on`, `inferred` (whether the answer rests on what is only likely).

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that panics has failed"
)]

mod common;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;

use common::folder;
use copylint::authorization::{
    Attachment, Caller, Context, Fact, Outcome, Part, Policies, Query, Request, Resource, State, decide,
};
use copylint::policy::{self, CURRENT_VERSION, PolicyKind};
use copylint::text::Sources;
use copylint::tree::json;
use serde::Deserialize;
use serde_json::{Map, Value, json};

/// What is asked.
#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    page: Option<String>,
    #[expect(dead_code, reason = "for whoever reads the table")]
    note: Option<String>,
    #[serde(default)]
    policies: BTreeMap<String, Option<Vec<Value>>>,
    caller: Option<String>,
    role: Option<String>,
    owner: Option<String>,
    management: Option<String>,
    action: Option<String>,
    resource: Option<String>,
    context: Option<Map<String, Value>>,
    #[serde(default)]
    rows: Vec<Row>,
}

/// What is asked else, and what must come of it.
#[derive(Clone, Deserialize)]
struct Row {
    #[serde(flatten)]
    asked: Value,
}

/// What must come of a row.
#[derive(Deserialize)]
struct Expected {
    decision: String,
    blocked_by: Option<String>,
    by: Option<Vec<String>>,
    #[serde(default)]
    depends_on: Vec<String>,
    inferred: Option<bool>,
}

impl Case {
    /// The case with what a row changes.
    fn with(&self, row: &Row) -> (Self, Expected) {
        let mut fields = row.asked.as_object().unwrap().clone();
        let mut expected = Map::new();
        for key in ["decision", "blocked_by", "by", "depends_on", "inferred"] {
            if let Some(value) = fields.remove(key) {
                expected.insert(key.to_owned(), value);
            }
        }
        let other: Self = serde_json::from_value(Value::Object(fields)).unwrap();
        let mut policies = self.policies.clone();
        policies.extend(other.policies);
        let one = |own: &Option<String>, other: Option<String>| other.or(own.clone());
        let asked = Self {
            page: one(&self.page, other.page),
            note: None,
            policies,
            caller: one(&self.caller, other.caller),
            role: one(&self.role, other.role),
            owner: one(&self.owner, other.owner),
            management: one(&self.management, other.management),
            action: one(&self.action, other.action),
            resource: one(&self.resource, other.resource),
            context: other.context.or(self.context.clone()),
            rows: Vec::new(),
        };
        (asked, serde_json::from_value(Value::Object(expected)).unwrap())
    }

    fn caller(&self) -> Caller {
        let caller = match &self.caller {
            None => Caller::unknown(),
            Some(text) => match text.strip_prefix("someone in ") {
                Some(account) => Caller::unknown_in(account),
                None => Caller::parse(text).unwrap(),
            },
        };
        match &self.role {
            Some(role) => caller.with_role(role),
            None => caller,
        }
    }

    fn query(&self) -> Query {
        let action = self.action.clone().unwrap();
        let mut context = Context::new(&action, "");
        context.set_family("", Fact::new(State::Absent));
        for (key, value) in self.context.iter().flatten() {
            context.set(key, Fact::new(state(value)));
        }
        Query { action, resources: vec![resource(self.resource.as_deref().unwrap())], context }
    }

    /// Asks, and names the deciding statements.
    fn ask(&self) -> (Outcome, Vec<String>) {
        let sources = Sources::new();
        let documents: Vec<(&String, Vec<Value>)> = self
            .policies
            .iter()
            .filter_map(|(name, statements)| Some((name, statements.as_ref()?)))
            .map(|(name, statements)| (name, statements.iter().map(statement).collect()))
            .collect();
        let trees: Vec<_> = documents
            .iter()
            .map(|(name, statements)| {
                let document = json!({"Version": CURRENT_VERSION, "Statement": statements});
                let source = sources.add(name.as_str(), document.to_string());
                (source, json::read(source, &mut Vec::new()))
            })
            .collect();
        let read: Vec<_> = trees
            .iter()
            .map(|(source, tree)| {
                let mut findings = Vec::new();
                let kind = Some(PolicyKind::of(tree));
                let policy = policy::read(tree, source.id(), kind, &mut findings);
                assert!(
                    findings.iter().all(|finding| finding.rule.id != "data-type-mismatch"),
                    "{findings:?}"
                );
                policy
            })
            .collect();
        let mut policies = Policies::new();
        for ((name, statements), policy) in documents.iter().zip(&read) {
            assert_eq!(policy.statements.len(), statements.len());
            let attachment = attachment(name);
            if statements.is_empty() {
                policies.add_level(attachment);
            } else {
                policies.add(attachment, policy);
            }
        }
        if let Some(account) = &self.management {
            policies.set_management_account(account);
        }
        let (query, caller) = (self.query(), self.caller());
        let request = Request { query: &query, caller: &caller, owner: self.owner.as_deref() };
        let outcome = decide(request, &policies);
        let name = |attachment: Attachment| {
            let documents = documents.iter().find(|(name, _)| crate::attachment(name) == attachment);
            documents.unwrap().0.clone()
        };
        let by = outcome.by.iter().map(|at| {
            let (attachment, policy) = policies.get(at.policy).unwrap();
            let sid = policy.statements[at.statement].sid.as_ref().unwrap();
            format!("{}: {}", name(attachment), sid.value)
        });
        let by = by.collect();
        (outcome, by)
    }
}

fn attachment(name: &str) -> Attachment {
    let level = || name.split_once(' ').unwrap().1.parse().unwrap();
    match name {
        "identity" => Attachment::Identity,
        "boundary" => Attachment::Boundary,
        "session" => Attachment::Session,
        "resource" => Attachment::Resource,
        "endpoint" => Attachment::Endpoint,
        _ if name.starts_with("scp ") => Attachment::ServiceControl { level: level() },
        _ if name.starts_with("rcp ") => Attachment::ResourceControl { level: level() },
        other => panic!("{other}"),
    }
}

fn state(value: &Value) -> State {
    match value {
        Value::String(text) => State::Values(vec![text.clone()]),
        Value::Array(values) => {
            State::Values(values.iter().map(|value| value.as_str().unwrap().to_owned()).collect())
        }
        Value::Object(is) if is["is"] == "present" => State::Present,
        Value::Object(is) if is["is"] == "unknown" => State::Unknown,
        other => panic!("{other}"),
    }
}

fn resource(text: &str) -> Resource {
    if text == "*" {
        return Resource::all();
    }
    let fields: Vec<&str> = text.splitn(6, ':').collect();
    let [_, partition, service, region, account, id] = fields[..] else { panic!("{text}") };
    let part = |text: &str| match text {
        "?" => Part::Like { form: "*", name: "the account" },
        known => Part::known(known),
    };
    let [partition, service, region, account, id] = [partition, service, region, account, id].map(part);
    Resource { partition, service, region, account, id }
}

/// A statement in full.
fn statement(short: &Value) -> Value {
    let Some(text) = short.as_str() else { return short.clone() };
    let (rest, condition) = cut(text, " if ");
    let (rest, principal) = cut(rest, " to ");
    let (rest, resources) = cut(rest, " on ");
    let (effect, actions) = rest.split_once(' ').unwrap();
    let list = |text: &str| text.split(", ").map(str::to_owned).collect::<Vec<_>>();
    let mut statement = json!({
        "Sid": text,
        "Effect": effect,
        "Action": list(actions),
        "Resource": resources.map_or_else(|| vec!["*".to_owned()], list),
    });
    if let Some(principal) = principal {
        match principal.strip_prefix("all but ") {
            Some(rest) => statement["NotPrincipal"] = principals(&list(rest)),
            None => statement["Principal"] = principals(&list(principal)),
        }
    }
    if let Some(condition) = condition {
        let words: Vec<&str> = condition.splitn(3, ' ').collect();
        let [operator, key, values] = words[..] else { panic!("{condition}") };
        statement["Condition"] = json!({operator: {key: list(values)}});
    }
    statement
}

fn cut<'t>(text: &'t str, word: &str) -> (&'t str, Option<&'t str>) {
    text.split_once(word).map_or((text, None), |(before, after)| (before, Some(after)))
}

fn principals(names: &[String]) -> Value {
    if names == ["*"] {
        return json!("*");
    }
    let mut by_kind: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for name in names {
        let (kind, name) = match name.split_once(' ') {
            Some((kind, name)) => (kind, name),
            None if name.contains("-provider/") => ("Federated", name.as_str()),
            None if name.contains(".amazonaws.com") => ("Service", name.as_str()),
            None => ("AWS", name.as_str()),
        };
        by_kind.entry(kind).or_default().push(name);
    }
    json!(by_kind)
}

#[test]
fn every_row_comes_out_as_it_says() {
    let mut report = String::new();
    let mut count = 0;
    for entry in fs::read_dir(folder("testdata/authorization/kinds")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let cases: Vec<Case> = serde_json::from_str(&fs::read_to_string(&path).unwrap())
            .unwrap_or_else(|error| panic!("{name}: {error}"));
        for case in &cases {
            for row in &case.rows {
                let (asked, expected) = case.with(row);
                let page = asked.page.as_deref().unwrap();
                assert!(page.starts_with("https://docs.aws.amazon.com/"), "{name}: {page}");
                let (outcome, by) = asked.ask();
                let on: Vec<&str> = outcome.depends_on.iter().map(|on| on.name.as_str()).collect();
                let blocked_by = outcome.blocked_by.map(Attachment::name);
                let as_expected = outcome.decision.name() == expected.decision
                    && blocked_by == expected.blocked_by.as_deref()
                    && on == expected.depends_on
                    && expected.inferred.is_none_or(|expected| expected == outcome.inferred)
                    && expected.by.as_ref().is_none_or(|expected| *expected == by);
                if !as_expected {
                    let decision = outcome.decision.name();
                    let _ = writeln!(
                        report,
                        "{name}: {}\n    is {decision}, blocked by {blocked_by:?}, by {by:?}, depends on {on:?}",
                        row.asked
                    );
                }
                count += 1;
            }
        }
    }
    assert!(report.is_empty(), "\n{report}");
    assert!(count >= 350, "only {count}");
}
