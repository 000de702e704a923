//! What copies come to, in tables: a file of `testdata/plans` holds copies of one kind, a row each.
//!
//! - `about`, and where the facts come from: `cites`
//! - `command`, which every row may extend (`adding`) or replace (`command`), and `options` of copylint,
//!   which it may extend
//! - `sources`: descriptions of sources, by a name that rows refer to
//! - `rows`: a `case`, what it `cites`, and what must come of it: every finding with the text that it
//!   underlines; the route, the encryption, the transfer and the duration of the plan, as far as the row
//!   names them; and words that the plan for people must hold (`printed`) and must not (`unprinted`), line
//!   breaks apart
//!
//! A row that names no findings must have none.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test that panics has failed"
)]

mod common;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::sync::Mutex;
use std::thread;

use common::{encryption_row, folder, run, scratch, shell_words};
use copylint::request::aws_cli;
use copylint::text::Sources;
use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    about: String,
    cites: Vec<String>,
    command: Option<String>,
    #[serde(default)]
    options: String,
    #[serde(default)]
    sources: BTreeMap<String, Value>,
    rows: Vec<Row>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    case: String,
    cites: String,
    command: Option<String>,
    #[serde(default)]
    adding: String,
    #[serde(default)]
    options: String,
    source: Option<String>,
    #[serde(default)]
    findings: Vec<String>,
    route: Option<String>,
    encryption: Option<Vec<String>>,
    untold: Option<String>,
    transfer: Option<String>,
    duration: Option<String>,
    #[serde(default)]
    printed: Vec<String>,
    #[serde(default)]
    unprinted: Vec<String>,
}

/// A row, ready to be run.
struct Case<'a> {
    name: String,
    table: &'a Table,
    row: &'a Row,
    schema: &'a jsonschema::Validator,
}

impl Case<'_> {
    /// Every difference between what must come of it and what does.
    fn differences(&self) -> String {
        let Self { table, row, name, schema } = self;
        assert!(!table.about.is_empty() && !table.cites.is_empty() && !row.cites.is_empty(), "{name}");
        let folder =
            scratch(&format!("plans-{}", name.replace(|letter: char| !letter.is_alphanumeric(), "-")));
        let command = row.command.as_ref().or(table.command.as_ref()).unwrap();
        let words = shell_words(&format!("{command} {}", row.adding));
        let options = shell_words(&format!("{} {}", table.options, row.options));
        let mut arguments: Vec<&str> = options.iter().map(String::as_str).collect();
        if let Some(source) = &row.source {
            let described = table.sources.get(source).unwrap_or_else(|| panic!("{name}: no source {source}"));
            fs::write(folder.join("source.json"), described.to_string()).unwrap();
            arguments.extend(["--source", "source.json"]);
        }
        arguments.push("--");
        arguments.extend(words.iter().map(String::as_str));

        let json = run(&folder, &[&["plan", "--format", "json"], &arguments[..]].concat());
        let pretty = run(&folder, &[&["plan"], &arguments[..]].concat());
        let mut differences = String::new();
        let report = json.json();
        if let Some(error) = schema.iter_errors(&report).next() {
            let _ = writeln!(differences, "  not by the schema, at {}: {error}", error.instance_path());
        }
        let mut compare = |what: &str, expected: &str, found: &str| {
            if expected != found {
                let _ = writeln!(differences, "  {what}\n    - {expected}\n    + {found}");
            }
        };
        let findings = report["findings"].as_array().unwrap().iter();
        let mut found: Vec<String> = findings.map(|finding| shown(finding, &words)).collect();
        let mut expected = row.findings.clone();
        found.sort();
        expected.sort();
        compare("findings", &expected.join("\n      "), &found.join("\n      "));
        let fails = row.findings.iter().any(|finding| !finding.starts_with("note["));
        compare("exit", &i32::from(fails).to_string(), &json.code.to_string());

        let plan = &report["plans"][0];
        let text = |value: &Value| value.as_str().unwrap_or("?").to_owned();
        if let Some(route) = &row.route {
            let (kind, verdict) = (text(&plan["route"]["kind"]), text(&plan["route"]["verdict"]));
            compare("route", route, &format!("{kind} {verdict}, {}", text(&plan["route"]["certainty"])));
        }
        if let Some(rows) = &row.encryption {
            let found: Vec<String> =
                plan["encryption"].as_array().unwrap().iter().map(encryption_row).collect();
            compare("encryption", &rows.join("\n      "), &found.join("\n      "));
            let untold = plan["encryption_untold"].as_str().unwrap_or_default();
            compare("untold", row.untold.as_deref().unwrap_or_default(), untold);
        }
        if let Some(transfer) = &row.transfer {
            compare("transfer", transfer, &text(&plan["transfer"]));
        }
        if let Some(duration) = &row.duration {
            let number = |value: &Value| value.as_u64().map_or("?".to_owned(), |number| number.to_string());
            let found = &plan["duration"];
            let (verdict, least) = (text(&found["verdict"]), number(&found["least_minutes"]));
            compare("duration", duration, &format!("{verdict}, at least {least}"));
        }
        let picture: Vec<&str> = pretty.stdout.split_whitespace().collect();
        let picture = picture.join(" ");
        for words in row.printed.iter().filter(|words| !picture.contains(words.as_str())) {
            let _ = writeln!(differences, "  not printed: {words}\n{}", pretty.stdout);
        }
        for words in row.unprinted.iter().filter(|words| picture.contains(words.as_str())) {
            let _ = writeln!(differences, "  printed: {words}\n{}", pretty.stdout);
        }
        differences
    }
}

/// `LEVEL[RULE] TEXT`, with the text that is underlined.
fn shown(finding: &Value, words: &[String]) -> String {
    let offset = |end: &str| usize::try_from(finding[end]["offset"].as_u64().unwrap()).unwrap();
    assert_eq!(finding["path"], "<command>", "{finding}");
    let sources = Sources::new();
    let text = aws_cli::command_source(&sources, words).0.text();
    let underlined = &text[offset("start")..offset("end")];
    format!("{}[{}] {underlined}", finding["level"].as_str().unwrap(), finding["rule"].as_str().unwrap())
}

/// The schema of plans.
fn schema() -> Value {
    serde_json::from_str(copylint::report::plan::SCHEMA).unwrap()
}

#[test]
fn the_schema_knows_every_kind_of_route() {
    let schema = schema();
    let kinds = schema.pointer("/$defs/route/properties/kind/enum").unwrap().as_array().unwrap();
    let kinds: Vec<&str> = kinds.iter().filter_map(Value::as_str).collect();
    assert_eq!(kinds, copylint::operation::ROUTE_KINDS);
}

#[test]
fn every_row_of_every_table_comes_out_as_it_says() {
    let mut paths: Vec<_> =
        fs::read_dir(folder("testdata/plans")).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let tables: Vec<(String, Table)> = paths
        .iter()
        .map(|path| {
            let text = fs::read_to_string(path).unwrap();
            let table =
                serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            (path.file_stem().unwrap().to_str().unwrap().to_owned(), table)
        })
        .collect();
    let schema = jsonschema::validator_for(&schema()).unwrap();
    let schema = &schema;
    let cases: Vec<Case<'_>> = tables
        .iter()
        .flat_map(|(file, table)| {
            table.rows.iter().map(move |row| Case {
                name: format!("{file}: {}", row.case),
                table,
                row,
                schema,
            })
        })
        .collect();
    let names: std::collections::BTreeSet<&str> = cases.iter().map(|case| case.name.as_str()).collect();
    assert_eq!(names.len(), cases.len(), "two rows have the same name");
    let queue = Mutex::new(cases.iter());
    let failures = Mutex::new(BTreeMap::new());
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(2, usize::from) {
            scope.spawn(|| {
                loop {
                    let Some(case) = queue.lock().unwrap().next() else { break };
                    let differences = case.differences();
                    if !differences.is_empty() {
                        failures.lock().unwrap().insert(&case.name, differences);
                    }
                }
            });
        }
    });
    let failures = failures.into_inner().unwrap();
    let report: Vec<String> = failures.iter().map(|(name, text)| format!("{name}\n{text}")).collect();
    assert!(
        report.is_empty(),
        "`-` is expected, `+` is found; {} of {} rows differ\n\n{}",
        report.len(),
        cases.len(),
        report.join("\n")
    );
}
