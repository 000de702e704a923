//! Whether conditions are decided as the IAM User Guide says.
//!
//! `testdata/authorization` holds tables. In `operators.json` stands, for each operator and the operator that
//! negates it, the `source`, what a policy may say, what matches the first or the second of its values, and what
//! matches none; what follows for one value and for several, on either side, for qualifiers,
//! `IfExists` and absent keys is the same for all operators, and is said here.
//!
//! Every other file is a list of tables: the `source`, the `condition` (or other elements) of a `statement`, and
//! requests. A key that a `context` does not name is absent; `{"is": "present"}` has a value that is not known, and
//! of `{"is": "unknown"}` not even that is known; `{"like": […]}` has a value of one of these forms. The `decision` is that of a policy with one statement, which
//! allows. What follows for a statement that denies, beside one that allows everything, is checked too.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that panics has failed"
)]

mod common;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;

use common::folder;
use copylint::authorization::{
    self, Caller, Context, Decision, DependencyKind, Fact, Outcome, Part, Policies, Query, Resource, State,
    decide,
};
use copylint::policy::{self, Operator};
use copylint::text::Sources;
use copylint::tree::json;
use serde::Deserialize;
use serde_json::{Map, Value, json};

const RESOURCE: &str = "arn:aws:example:eu-central-1:111122223333:thing/one";

fn state(value: &Value) -> State {
    match value {
        Value::String(text) => State::Values(vec![text.clone()]),
        Value::Array(values) => {
            State::Values(values.iter().map(|value| value.as_str().unwrap().to_owned()).collect())
        }
        Value::Object(is) if is.contains_key("like") => {
            let forms = is["like"].as_array().unwrap().iter();
            State::Like(forms.map(|form| form.as_str().unwrap().to_owned()).collect())
        }
        Value::Object(is) if is["is"] == "present" => State::Present,
        Value::Object(is) if is["is"] == "unknown" => State::Unknown,
        other => panic!("{other}"),
    }
}

/// A query about an action of no known service, so that nothing is known of its keys but the context.
fn query(context: &Map<String, Value>, resource: &str) -> Query {
    let mut known = Context::new("example:Do", "thing");
    known.set_family("", Fact::new(State::Absent));
    for (key, value) in context {
        known.set(key, Fact::new(state(value)));
    }
    let fields: Vec<&str> = resource.splitn(6, ':').collect();
    let [_, partition, service, region, account, id] = fields[..] else { panic!("{resource}") };
    let [partition, service, region, account, id] =
        [partition, service, region, account, id].map(Part::known);
    let resource = Resource { partition, service, region, account, id };
    Query { action: "example:Do".to_owned(), resources: vec![resource], context: known }
}

fn ask(query: &Query, document: &Value) -> Outcome {
    let sources = Sources::new();
    let source = sources.add("policy.json", document.to_string());
    let tree = json::read(source, &mut Vec::new());
    let policy = policy::read(&tree, source.id(), None, &mut Vec::new());
    let request = authorization::Request { query, caller: &Caller::unknown(), owner: None };
    decide(request, &Policies::identity(&[&policy]))
}

fn shown(outcome: &Outcome) -> (&'static str, Vec<String>) {
    let on = outcome.depends_on.iter().map(|on| match on.kind {
        DependencyKind::Key => format!("key {}", on.name),
        kind => kind.name().to_owned(),
    });
    (outcome.decision.name(), on.collect())
}

/// What a statement comes to that allows, and one that denies, beside one that allows everything.
fn both(statement: &Value, version: Option<&str>, query: &Query) -> [(&'static str, Vec<String>); 2] {
    let with = |effect: &str| {
        let mut statement = statement.clone();
        statement["Effect"] = json!(effect);
        statement["Action"] = json!("*");
        if statement.get("Resource").is_none() && statement.get("NotResource").is_none() {
            statement["Resource"] = json!("*");
        }
        let everything = json!({"Effect": "Allow", "Action": "*", "Resource": "*"});
        let statements = if effect == "Allow" { vec![statement] } else { vec![everything, statement] };
        let mut document = json!({"Statement": statements});
        if let Some(version) = version {
            document["Version"] = json!(version);
        }
        shown(&ask(query, &document))
    };
    [with("Allow"), with("Deny")]
}

/// What a statement that denies comes to if one that allows comes to this.
fn turned(decision: &str) -> &'static str {
    match decision {
        "allowed" => "explicitDeny",
        "implicitDeny" => "allowed",
        "depends" => "depends",
        other => panic!("{other}"),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    source: String,
    #[expect(dead_code, reason = "for whoever reads the table")]
    note: Option<String>,
    /// `null` is none.
    #[serde(default = "current")]
    version: Value,
    condition: Option<Value>,
    #[serde(default)]
    statement: Map<String, Value>,
    requests: Vec<Request>,
}

fn current() -> Value {
    json!(policy::CURRENT_VERSION)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Request {
    context: Map<String, Value>,
    resource: Option<String>,
    decision: String,
    #[serde(default)]
    depends_on: Vec<String>,
}

#[test]
fn every_table_comes_out_as_expected() {
    let mut report = String::new();
    let mut count = 0;
    for entry in fs::read_dir(folder("testdata/authorization")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if name == "operators.json" || path.is_dir() {
            continue;
        }
        let tables: Vec<Table> = serde_json::from_str(&fs::read_to_string(&path).unwrap())
            .unwrap_or_else(|error| panic!("{name}: {error}"));
        for table in tables {
            assert!(table.source.starts_with("https://"), "{name}");
            let mut statement = Value::Object(table.statement.clone());
            if let Some(condition) = &table.condition {
                statement["Condition"] = condition.clone();
            }
            for request in &table.requests {
                let query = query(&request.context, request.resource.as_deref().unwrap_or(RESOURCE));
                let [allow, deny] = both(&statement, table.version.as_str(), &query);
                let expected = (request.decision.as_str(), request.depends_on.clone());
                let denied = (turned(&request.decision), request.depends_on.clone());
                if allow != expected || deny != denied {
                    let context = json!(request.context);
                    let _ = writeln!(
                        report,
                        "{name}: {statement} in {context}: {expected:?}, not {allow:?}, {deny:?}"
                    );
                }
                count += 1;
            }
        }
    }
    assert!(report.is_empty(), "\n{report}");
    assert!(count > 250, "only {count}");
}

/// An operator, and what it makes of some values.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sample {
    source: String,
    #[expect(dead_code, reason = "for whoever reads the table")]
    note: String,
    operator: String,
    negated: Option<String>,
    policy: Vec<String>,
    /// Two values: the first matches the first value of the policy, the second any.
    matching: Vec<String>,
    /// These match none.
    other: Vec<String>,
}

/// What is to come of a test, for values of the policy and of the request.
struct Line<'a> {
    prefix: &'a str,
    suffix: &'a str,
    policy: &'a [String],
    found: Value,
    /// Whether the test holds, if that is certain.
    holds: Option<bool>,
}

/// Everything that follows for an operator, negated or not.
fn lines(sample: &Sample, negated: bool) -> Vec<Line<'_>> {
    let (all, first) = (sample.policy.as_slice(), &sample.policy[..1]);
    let (matching, other) = (&sample.matching, &sample.other);
    let mut lines = Vec::new();
    let mut add = |prefix, suffix, policy, found, holds| {
        lines.push(Line { prefix, suffix, policy, found, holds });
    };
    let (yes, no) = (Some(!negated), Some(negated));
    for suffix in ["", "IfExists"] {
        let absent = Some(negated || suffix == "IfExists");
        add("", suffix, all, Value::Null, absent);
        add("", suffix, all, json!([]), absent);
        add("", suffix, all, json!({"is": "present"}), None);
        add("", suffix, all, json!({"is": "unknown"}), None);
        // One value of the policy; several, of which one is enough, and none for a negated operator.
        add("", suffix, first, json!(matching[0]), yes);
        add("", suffix, all, json!(matching[0]), yes);
        add("", suffix, all, json!(matching[1]), yes);
        for other in other {
            add("", suffix, first, json!(other), no);
            add("", suffix, all, json!(other), no);
        }
        // Several values of the request are for qualifiers; without one, only what is the same however it
        // is read is certain.
        add("", suffix, all, json!(matching), None);
        add("", suffix, all, json!([matching[0], other[0]]), None);
        add("", suffix, all, json!(other), if negated { None } else { Some(false) });

        for (prefix, absent) in [("ForAllValues:", Some(true)), ("ForAnyValue:", Some(false))] {
            add(prefix, suffix, all, Value::Null, absent);
            add(prefix, suffix, all, json!([]), absent);
            add(prefix, suffix, all, json!({"is": "present"}), None);
            add(prefix, suffix, all, json!({"is": "unknown"}), None);
            add(prefix, suffix, all, json!([matching[0]]), yes);
            add(prefix, suffix, all, json!(matching), yes);
            add(prefix, suffix, all, json!([other[0]]), no);
            add(prefix, suffix, all, json!(other), no);
            // One that matches and one that does not: of all, it is not true, of any it is.
            let mixed = Some(prefix == "ForAnyValue:");
            add(prefix, suffix, all, json!([matching[1], other[1]]), mixed);
            add(prefix, suffix, all, json!([other[0], matching[0], other[1]]), mixed);
        }
    }
    lines
}

#[test]
fn every_operator_does_what_all_operators_do() {
    let text = fs::read_to_string(folder("testdata/authorization").join("operators.json")).unwrap();
    let samples: Vec<Sample> = serde_json::from_str(&text).unwrap();
    let mut seen = BTreeSet::from(["Null".to_owned()]);
    let mut report = String::new();
    for sample in &samples {
        assert!(sample.source.starts_with("https://"), "{}", sample.operator);
        let names = [(Some(&sample.operator), false), (sample.negated.as_ref(), true)];
        for (name, negated) in names {
            let Some(name) = name else { continue };
            seen.insert(name.clone());
            for line in lines(sample, negated) {
                let operator = format!("{}{name}{}", line.prefix, line.suffix);
                assert!(Operator::parse(&operator).is_some(), "{operator}");
                let statement = json!({"Condition": {&operator: {"example:Key": line.policy}}});
                let mut context = Map::new();
                if !line.found.is_null() {
                    context.insert("example:Key".to_owned(), line.found.clone());
                }
                let [allow, deny] =
                    both(&statement, Some(policy::CURRENT_VERSION), &query(&context, RESOURCE));
                let expected = match line.holds {
                    Some(true) => "allowed",
                    Some(false) => "implicitDeny",
                    None => "depends",
                };
                if allow.0 != expected || deny.0 != turned(expected) {
                    let _ = writeln!(
                        report,
                        "{operator} {:?} on {}: {expected}, not {allow:?}, {deny:?}",
                        line.policy, line.found
                    );
                }
            }
        }
    }
    assert!(report.is_empty(), "\n{report}");
    assert_eq!(seen, Operator::names().map(str::to_owned).collect());
}

#[test]
fn what_is_certain_needs_no_reasons() {
    let query = query(&Map::new(), RESOURCE);
    let document = json!({"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}});
    let outcome = ask(&query, &document);
    assert_eq!((outcome.decision, outcome.depends_on.len()), (Decision::Allowed, 0));
}
