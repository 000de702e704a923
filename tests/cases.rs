//! Whole cases: policies, a planned copy, and everything that must be said about both.
//!
//! A case is a folder of `testdata/cases`:
//!
//! - `command.sh`, one command of the AWS CLI, or `request.json`
//! - `source.json`, if there is one: what describes the source
//! - `policy.json`, or the policies that `expected.json` lists
//! - `expected.json`: `why` the case is as it is, by the rules of AWS; `options` and `policies` for
//!   copylint; files that are `linted` besides, by `check` alone; the `exit` code; every finding with its rule, level, file and underlined text; every plan with
//!   its route, its verdict, and every permission with the decision and the statements that make it
//!   (`FILE#SID`, or `FILE#POINTER` where there is no Sid). What a decision depends on is `key NAME`,
//!   `resource` or `fact`. `encryption` is compared where it is given, and so is
//!   `decided_by`, the tests that decide by themselves, in words.
//!
//! Nothing may be missing and nothing may be there in addition. The underlined texts are read again
//! from the files, at the offsets of the report.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test that panics has failed"
)]

mod common;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use common::{encryption_row, folder, run, shell_words};
use copylint::request::aws_cli;
use copylint::text::Sources;
use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    why: String,
    #[serde(default)]
    options: Vec<String>,
    policies: Option<Vec<String>>,
    #[serde(default)]
    linted: Vec<String>,
    exit: i32,
    findings: Vec<Finding>,
    plans: Vec<Plan>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Finding {
    rule: String,
    level: String,
    file: String,
    text: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Plan {
    route: String,
    verdict: String,
    encryption: Option<Vec<String>>,
    decided_by: Option<Vec<String>>,
    permissions: Vec<Permission>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Permission {
    action: String,
    resource: String,
    decision: Option<String>,
    #[serde(default)]
    by: Vec<String>,
    #[serde(default)]
    depends_on: Vec<String>,
}

/// A case, ready to be run.
struct Case {
    folder: std::path::PathBuf,
    expected: Expected,
    words: Vec<String>,
}

impl Case {
    fn read(folder: &Path) -> Self {
        let text = fs::read_to_string(folder.join("expected.json")).unwrap();
        let expected: Expected =
            serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        assert!(!expected.why.is_empty());
        let words = fs::read_to_string(folder.join("command.sh")).map(|line| shell_words(&line));
        let words = words.unwrap_or_default();
        assert_ne!(words.is_empty(), !folder.join("request.json").exists(), "{}", folder.display());
        Self { folder: folder.to_owned(), expected, words }
    }

    fn arguments<'a>(&'a self, command: &'a str) -> Vec<&'a str> {
        let mut arguments = vec![command, "--format", "json"];
        arguments.extend(self.expected.options.iter().map(String::as_str));
        match &self.expected.policies {
            Some(policies) => arguments.extend(policies.iter().flat_map(|file| ["--policy", file])),
            None if self.folder.join("policy.json").exists() => {
                arguments.extend(["--policy", "policy.json"]);
            }
            None => {}
        }
        if self.folder.join("source.json").exists() {
            arguments.extend(["--source", "source.json"]);
        }
        if command == "check" {
            arguments.extend(self.expected.linted.iter().map(String::as_str));
        }
        if self.words.is_empty() {
            arguments.push("request.json");
        } else {
            arguments.push("--");
            arguments.extend(self.words.iter().map(String::as_str));
        }
        arguments
    }

    /// The text of what a report calls by this name.
    fn text(&self, path: &str) -> String {
        if path == "<command>" {
            let sources = Sources::new();
            return aws_cli::command_source(&sources, &self.words).0.text().to_owned();
        }
        let file = path.split('#').next().unwrap();
        fs::read_to_string(self.folder.join(file)).unwrap()
    }

    /// The findings of a report, a line each, sorted.
    fn found(&self, report: &Value) -> Vec<String> {
        let line = |finding: &Value| {
            let path = finding["path"].as_str().unwrap();
            let text = self.text(path);
            let offset = |end: &str| usize::try_from(finding[end]["offset"].as_u64().unwrap()).unwrap();
            let (start, end) = (offset("start"), offset("end"));
            for end in ["start", "end"] {
                let before = &text[..offset(end)];
                let column = before.rsplit('\n').next().unwrap().chars().count() + 1;
                assert_eq!(finding[end]["line"], before.matches('\n').count() + 1, "{finding}");
                assert_eq!(finding[end]["column"], column, "{finding}");
            }
            shown(string(&finding["rule"]), string(&finding["level"]), path, &text[start..end])
        };
        sorted(report["findings"].as_array().unwrap().iter().map(line))
    }

    /// The findings of a command, of which `check` alone reads what is linted besides.
    fn expected_findings(&self, command: &str) -> Vec<String> {
        let is_read =
            |finding: &&Finding| command == "check" || !self.expected.linted.contains(&finding.file);
        sorted(self.expected.findings.iter().filter(is_read).map(|finding| {
            let Finding { rule, level, file, text } = finding;
            shown(rule, level, file, text)
        }))
    }

    /// Every difference between what should be said and what is said.
    fn differences(&self) -> String {
        let mut differences = String::new();
        let check = run(&self.folder, &self.arguments("check"));
        let plan = run(&self.folder, &self.arguments("plan"));
        for (command, run) in [("check", &check), ("plan", &plan)] {
            let findings = self.expected_findings(command);
            let is_spared = findings.is_empty() && !self.expected.findings.is_empty();
            let exit = if is_spared { 0 } else { self.expected.exit };
            if run.code != exit {
                let code = run.code;
                let _ =
                    writeln!(differences, "  {command} exits with {code}, not with {exit}: {}", run.stderr);
            }
            let found = self.found(&run.json());
            compare(&mut differences, &format!("findings of {command}"), &findings, &found);
        }
        let plan = plan.json();
        let plans = plan["plans"].as_array().unwrap();
        if plans.len() != self.expected.plans.len() {
            let _ = writeln!(differences, "  {} plans, not {}", plans.len(), self.expected.plans.len());
        }
        for (found, expected) in plans.iter().zip(&self.expected.plans) {
            compare(&mut differences, "plan", &expected.lines(), &lines(found, expected));
        }
        differences
    }
}

impl Plan {
    fn lines(&self) -> Vec<String> {
        let mut lines = vec![format!("route {}", self.route), format!("verdict {}", self.verdict)];
        lines.extend(self.encryption.iter().flatten().map(|line| format!("encryption {line}")));
        lines.extend(self.decided_by.iter().flatten().cloned());
        lines.extend(self.permissions.iter().map(|permission| {
            let Permission { action, resource, decision, by, depends_on } = permission;
            let decision = decision.as_deref().unwrap_or("not asked");
            answered(action, resource, decision, by, depends_on)
        }));
        lines
    }
}

fn lines(plan: &Value, expected: &Plan) -> Vec<String> {
    let list = |value: &Value, one: &dyn Fn(&Value) -> String| -> Vec<String> {
        value.as_array().unwrap().iter().map(one).collect()
    };
    let kind = plan["route"]["kind"].as_str().unwrap_or("?");
    let mut lines = vec![
        format!("route {kind} {}", string(&plan["route"]["verdict"])),
        format!("verdict {}", string(&plan["verdict"])),
    ];
    if expected.encryption.is_some() {
        lines.extend(list(&plan["encryption"], &|row| format!("encryption {}", encryption_row(row))));
    }
    if expected.decided_by.is_some() {
        let permissions = plan["permissions"].as_array().unwrap().iter();
        let dependencies = permissions.flat_map(|one| one["depends_on"].as_array().unwrap());
        let tests: BTreeSet<&str> = dependencies.filter_map(|on| on["decided_by"].as_str()).collect();
        lines.extend(tests.into_iter().map(str::to_owned));
    }
    lines.extend(list(&plan["permissions"], &|permission| {
        let by = list(&permission["by"], &|by| {
            let place = by["sid"].as_str().or(by["pointer"].as_str()).unwrap();
            format!("{}#{place}", string(&by["path"]))
        });
        let depends_on = list(&permission["depends_on"], &|on| match string(&on["kind"]) {
            "key" => format!("key {}", string(&on["name"])),
            kind => kind.to_owned(),
        });
        let decision = permission["decision"].as_str().unwrap_or("not asked");
        answered(string(&permission["action"]), string(&permission["resource"]), decision, &by, &depends_on)
    }));
    lines
}

fn string(value: &Value) -> &str {
    value.as_str().unwrap()
}

fn shown(rule: &str, level: &str, path: &str, text: &str) -> String {
    format!("{level}[{rule}] {path}: {text}")
}

fn answered(action: &str, resource: &str, decision: &str, by: &[String], depends_on: &[String]) -> String {
    let mut line = format!("{action} on {resource}: {decision}");
    for (word, list) in [("by", by), ("depends on", depends_on)] {
        if !list.is_empty() {
            let _ = write!(line, " {word} {}", list.join(", "));
        }
    }
    line
}

fn sorted(lines: impl Iterator<Item = String>) -> Vec<String> {
    let mut lines: Vec<String> = lines.collect();
    lines.sort();
    lines
}

/// Writes what is in one list and not in the other; if only the order differs, both.
fn compare(differences: &mut String, what: &str, expected: &[String], found: &[String]) {
    if expected == found {
        return;
    }
    let _ = writeln!(differences, "  {what}:");
    let mut left: Vec<&String> = found.iter().collect();
    for line in expected {
        match left.iter().position(|other| *other == line) {
            Some(at) => drop(left.remove(at)),
            None => writeln!(differences, "    - {line}").unwrap(),
        }
    }
    for line in left {
        let _ = writeln!(differences, "    + {line}");
    }
    if sorted(expected.iter().cloned()) == sorted(found.iter().cloned()) {
        let _ = writeln!(differences, "    the order should be {expected:#?}, not {found:#?}");
    }
}

#[test]
fn every_case_comes_out_as_expected() {
    let mut cases: Vec<_> =
        fs::read_dir(folder("testdata/cases")).unwrap().map(|entry| entry.unwrap().path()).collect();
    cases.sort();
    assert!(cases.len() > 50);
    let mut report = String::new();
    for path in &cases {
        let case = Case::read(path);
        let differences = case.differences();
        if !differences.is_empty() {
            let name = path.file_name().unwrap().display();
            let _ = writeln!(report, "{name}: {}\n{differences}", case.expected.why);
        }
    }
    assert!(report.is_empty(), "`-` is expected and missing, `+` is there and not expected\n\n{report}");
}
