//! What a request must be told and what it must not, as a table: `testdata/requests/rules.json`.
//!
//! An entry has a number, says what holds in a few words and where that is written, and has examples that are
//! flagged and others that are accepted. `X1` to `X27` are what parameters mean for one another and what the
//! service answers; `R1` to `R30` are requests as people write them (most are whole cases, `testdata/cases/rNN-…`;
//! `R23` to `R26` are of another vendor). An example is one of
//!
//! - `"command"`: a command line
//! - `"snapshot"`, `"image"`: words behind a copy that is fine without them ([`SNAPSHOT`], [`IMAGE`])
//! - `"request"`: a request document, or a list of them; with `"times"`, so many of it
//!
//! and may have `options`, a `source` (for `--source`) and a `policy` (for `--policy`). Its `findings` are all
//! that is found, each as `LEVEL[RULE] TEXT`, where the text is what is underlined. An accepted example is
//! told nothing at the level of a warning or above.
//!
//! In every string, `[3*x]` stands for `xxx`, `[3*x;,]` for `x,x,x`, and `##` (two or more) for the number of
//! a repetition, from 1, with so many digits at least.

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
use std::path::PathBuf;

use common::examples::{IMAGE, SNAPSHOT, expanded, numbered};
use common::{folder, run, scratch, shell_words};
use copylint::request::aws_cli;
use copylint::text::Sources;
use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    about: String,
    rules: Vec<Entry>,
    left_out: Vec<LeftOut>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    id: String,
    says: String,
    source: String,
    flagged: Vec<Example>,
    accepted: Vec<Example>,
}

/// A fact that no example can show.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LeftOut {
    id: String,
    why: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Example {
    command: Option<String>,
    snapshot: Option<String>,
    image: Option<String>,
    request: Option<Value>,
    times: Option<usize>,
    #[serde(default)]
    options: Vec<String>,
    source: Option<Value>,
    policy: Option<Value>,
    #[serde(default)]
    findings: Vec<String>,
}

/// An example, laid out in a folder of its own.
struct Run {
    folder: PathBuf,
    arguments: Vec<String>,
    words: Vec<String>,
}

impl Example {
    fn lay_out(&self, name: &str) -> Run {
        let folder = scratch(&format!("request-rules/{name}"));
        let mut arguments = self.options.clone();
        for (option, file, document) in
            [("--source", "source.json", &self.source), ("--policy", "policy.json", &self.policy)]
        {
            if let Some(document) = document {
                fs::write(folder.join(file), document.to_string()).unwrap();
                arguments.extend([option.to_owned(), file.to_owned()]);
            }
        }
        let line = match (&self.command, &self.snapshot, &self.image, &self.request) {
            (Some(line), None, None, None) => Some(line.clone()),
            (None, Some(words), None, None) => Some(format!("{SNAPSHOT} {words}")),
            (None, None, Some(words), None) => Some(format!("{IMAGE} {words}")),
            (None, None, None, Some(_)) => None,
            _ => panic!("{name}: an example is one of command, snapshot, image and request"),
        };
        let words = line.map(|line| shell_words(&expanded(&line))).unwrap_or_default();
        if let Some(request) = &self.request {
            let text = request.to_string();
            let text = match self.times {
                Some(times) => {
                    let each = (1..=times).map(|number| numbered(&text, number));
                    format!("[{}]", each.collect::<Vec<_>>().join(",\n"))
                }
                None => text,
            };
            fs::write(folder.join("request.json"), expanded(&text)).unwrap();
            arguments.push("request.json".to_owned());
        } else {
            arguments.push("--".to_owned());
            arguments.extend(words.iter().cloned());
        }
        Run { folder, arguments, words }
    }
}

impl Run {
    /// Every finding as a table has it, in the order of the report, and the exit code.
    fn findings(&self) -> (Vec<String>, i32) {
        let arguments = ["check", "--format", "json"].into_iter();
        let arguments: Vec<&str> = arguments.chain(self.arguments.iter().map(String::as_str)).collect();
        let run = run(&self.folder, &arguments);
        assert_eq!(run.stderr, "", "{arguments:?}");
        let report = run.json();
        let findings = report["findings"].as_array().unwrap().iter().map(|finding| {
            let string = |name: &str| finding[name].as_str().unwrap();
            let text = self.text(string("path"));
            let offset = |end: &str| usize::try_from(finding[end]["offset"].as_u64().unwrap()).unwrap();
            let underlined = &text[offset("start")..offset("end")];
            format!("{}[{}] {underlined}", string("level"), string("rule"))
        });
        (findings.collect(), run.code)
    }

    fn text(&self, path: &str) -> String {
        if path == "<command>" {
            let sources = Sources::new();
            return aws_cli::command_source(&sources, &self.words).0.text().to_owned();
        }
        fs::read_to_string(self.folder.join(path)).unwrap()
    }
}

#[test]
fn repetitions_are_written_out() {
    for (text, expected) in [
        ("a[3*b]c", "abbbc"),
        ("[2*ä]", "ää"),
        ("Tags=[[3*{Key=k##};,]]", "Tags=[{Key=k01},{Key=k02},{Key=k03}]"),
        ("Tags=[{Key=a}] [x]", "Tags=[{Key=a}] [x]"),
    ] {
        assert_eq!(expanded(text), expected);
    }
}

fn table() -> Table {
    let text = fs::read_to_string(folder("testdata/requests/rules.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

#[test]
fn every_fact_has_a_flagged_and_an_accepted_example() {
    let table = table();
    assert!(!table.about.is_empty());
    let mut ids = BTreeSet::new();
    for entry in &table.rules {
        assert!(ids.insert(entry.id.clone()), "{} is there twice", entry.id);
        assert!(!entry.says.is_empty() && entry.source.starts_with("https://"), "{}", entry.id);
        assert!(!entry.flagged.is_empty() && !entry.accepted.is_empty(), "{}", entry.id);
    }
    for left_out in &table.left_out {
        assert!(ids.insert(left_out.id.clone()), "{} is there twice", left_out.id);
        assert!(!left_out.why.is_empty());
    }
    // Whole cases show the rest of the requests.
    for case in fs::read_dir(folder("testdata/cases")).unwrap() {
        let name = case.unwrap().file_name().into_string().unwrap();
        let number = name.strip_prefix('r').and_then(|name| name.split('-').next()?.parse::<u32>().ok());
        ids.extend(number.map(|number| format!("R{number}")));
    }
    let facts = (1..=27).map(|number| format!("X{number}"));
    let requests = (1..=22).chain(27..=30).map(|number| format!("R{number}"));
    let missing: Vec<String> = facts.chain(requests).filter(|id| !ids.contains(id)).collect();
    assert_eq!(missing, Vec::<String>::new());
}

#[test]
fn every_example_is_judged_as_the_table_says() {
    let mut complaints = String::new();
    for entry in table().rules {
        for (kind, examples) in [("flagged", &entry.flagged), ("accepted", &entry.accepted)] {
            for (number, example) in examples.iter().enumerate() {
                let name = format!("{}/{kind}-{number}", entry.id);
                let run = example.lay_out(&name);
                let (mut found, code) = run.findings();
                let mut expected: Vec<String> =
                    example.findings.iter().map(|finding| expanded(finding)).collect();
                assert_eq!(expected.is_empty(), kind == "accepted", "{name}");
                let flagged = found.iter().any(|finding| !finding.starts_with("note["));
                assert_eq!(code, i32::from(flagged), "{name}");
                if kind == "accepted" {
                    found.retain(|finding| !finding.starts_with("note["));
                }
                found.sort();
                expected.sort();
                if found != expected {
                    let _ = writeln!(
                        complaints,
                        "{name}: {}\n  expected {expected:#?}\n  found {found:#?}",
                        entry.says
                    );
                }
            }
        }
    }
    assert!(complaints.is_empty(), "\n{complaints}");
}
