//! Runs every example of every rule's page through the program's front door.
//!
//! Flagged examples must raise exactly the findings that the page says, at the text that it says;
//! accepted ones nothing of the page's own rule, and nothing at the level of a warning or above from any other. All that
//! differs is shown at once, each example with what it promised, what was found, and the report for people.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test fails by panicking"
)]

use std::env;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Mutex;
use std::thread;

use copylint::request::aws_cli;
use copylint::text::Sources;
use serde_json::Value;

#[allow(dead_code, reason = "other tests use the rest")]
mod page;

use page::{Example, Kind, Page, Promise};

#[test]
fn every_example_does_what_its_page_says() {
    let pages = page::all().unwrap_or_else(|errors| panic!("\n{}\n", errors.join("\n")));
    let mut work: Vec<(&Page, &Example, bool)> = Vec::new();
    for page in &pages {
        work.extend(page.flagged.iter().map(|example| (page, example, true)));
        work.extend(page.accepted.iter().map(|example| (page, example, false)));
    }
    assert!(work.len() > 100, "only {} examples were found", work.len());
    let failures = in_parallel(&work, |number, (page, example, flagged)| {
        let run = Run::new(number, example);
        let complaint = run.judge(page, *flagged)?;
        let section = if *flagged { "Flagged" } else { "Accepted" };
        Some(format!(
            "=== rules/{}/{}.md, {section}: {}\n{complaint}\n{}",
            page.family,
            page.rule,
            example.title,
            run.pretty()
        ))
    });
    assert!(
        failures.is_empty(),
        "{} of {} examples do not do what their page says\n\n{}",
        failures.len(),
        work.len(),
        failures.join("\n")
    );
}

/// Does something with each of many, on every processor; gives what came of it, in their order.
fn in_parallel<T: Sync, R: Send>(work: &[T], each: impl Fn(usize, &T) -> Option<R> + Sync) -> Vec<R> {
    let queue = Mutex::new(work.iter().enumerate());
    let results = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(2, usize::from) {
            scope.spawn(|| {
                loop {
                    let Some((number, item)) = queue.lock().unwrap().next() else { break };
                    if let Some(result) = each(number, item) {
                        results.lock().unwrap().push((number, result));
                    }
                }
            });
        }
    });
    let mut results = results.into_inner().unwrap();
    results.sort_by_key(|(number, _)| *number);
    results.into_iter().map(|(_, result)| result).collect()
}

/// An example, laid out in a folder of its own.
struct Run<'a> {
    example: &'a Example,
    folder: PathBuf,
    /// Arguments behind `check`, without the format.
    arguments: Vec<String>,
    /// The words of the command, if there is one.
    words: Option<Vec<String>>,
}

impl<'a> Run<'a> {
    fn new(number: usize, example: &'a Example) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("pages").join(number.to_string());
        if folder.exists() {
            fs::remove_dir_all(&folder).unwrap();
        }
        fs::create_dir_all(&folder).unwrap();
        // A policy beside a copy is that of whoever makes the copy; alone it is a file to be linted.
        let is_copy = example.blocks.iter().any(|block| block.kind != Kind::Policy);
        let mut arguments = example.options.clone();
        let mut words = None;
        for block in &example.blocks {
            if block.kind == Kind::Command {
                words = Some(shell_words::split(&block.text).unwrap());
                continue;
            }
            fs::write(folder.join(&block.file), &block.text).unwrap();
            match block.kind {
                Kind::Policy if is_copy => arguments.push("--policy".to_owned()),
                Kind::Source => arguments.push("--source".to_owned()),
                Kind::Option(option) => arguments.push(option.to_owned()),
                _ => {}
            }
            arguments.push(block.file.clone());
        }
        if let Some(words) = &words {
            arguments.push("--".to_owned());
            arguments.extend(words.iter().cloned());
        }
        Self { example, folder, arguments, words }
    }

    fn run(&self, format: &str) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_copylint"));
        command.args(["check", "--color", "never", "--format", format]).args(&self.arguments);
        for (name, _) in env::vars_os() {
            if name.to_string_lossy().starts_with("AWS_") {
                command.env_remove(name);
            }
        }
        command.current_dir(&self.folder).output().unwrap()
    }

    fn pretty(&self) -> String {
        let output = self.run("pretty");
        format!(
            "$ copylint check {}\n{}{}",
            shell_words::join(&self.arguments),
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        )
    }

    /// What is wrong with what the example does, if anything is.
    fn judge(&self, page: &Page, flagged: bool) -> Option<String> {
        let output = self.run("json");
        let code = output.status.code();
        let errors = String::from_utf8_lossy(&output.stderr);
        let Ok(report) = serde_json::from_slice::<Value>(&output.stdout) else {
            return Some(format!("no report, exit code {code:?}: {errors}"));
        };
        if !errors.is_empty() {
            return Some(format!("standard error: {errors}"));
        }
        let mut found = Vec::new();
        for finding in report["findings"].as_array().unwrap() {
            match self.found(finding) {
                Ok(promise) => found.push(promise),
                Err(error) => return Some(error),
            }
        }
        let expected_code = i32::from(found.iter().any(|promise| promise.level != "note"));
        if code != Some(expected_code) {
            return Some(format!("exit code {code:?} instead of {expected_code}"));
        }
        let lines = |promises: &[Promise]| {
            promises.iter().fold(String::new(), |mut text, promise| {
                writeln!(text, "    {}", promise.line(&page.rule)).unwrap();
                text
            })
        };
        let expected = &self.example.findings;
        if !flagged {
            if !expected.is_empty() {
                return Some("an accepted example promises findings".to_owned());
            }
            found.retain(|promise| promise.level != "note" || promise.rule == page.rule);
            return (!found.is_empty())
                .then(|| format!("  found, though it is accepted:\n{}", lines(&found)));
        }
        if !expected.iter().any(|promise| promise.rule == page.rule) {
            return Some(format!(
                "a flagged example without a finding of its page; found:\n{}",
                lines(&found)
            ));
        }
        (*expected != found).then(|| format!("  expected:\n{}  found:\n{}", lines(expected), lines(&found)))
    }

    /// A finding of the JSON report, with the underlined text as it stands in the file.
    fn found(&self, finding: &Value) -> Result<Promise, String> {
        let string = |name: &str| finding[name].as_str().unwrap_or_default().to_owned();
        let path = string("path");
        let text = self.text(&path).ok_or_else(|| format!("there is no text {path:?}: {finding}"))?;
        let ends = [&finding["start"], &finding["end"]].map(|end| {
            let number = |name: &str| usize::try_from(end[name].as_u64().unwrap()).unwrap();
            let (offset, line, column) = (number("offset"), number("line"), number("column"));
            (offset_of(&text, line, column) == Some(offset)).then_some(offset).ok_or_else(|| {
                format!("line {line}, column {column} is not byte {offset} of {path}: {finding}")
            })
        });
        let [start, end] = ends;
        let underlined =
            text.get(start?..end?).ok_or_else(|| format!("the place does not lie in {path}: {finding}"))?;
        Ok(Promise {
            rule: string("rule"),
            level: string("level"),
            underlined: underlined.to_owned(),
            message: string("message"),
        })
    }

    /// The text that a report calls so: a file, the command, or a document inside a file.
    fn text(&self, path: &str) -> Option<String> {
        if path == "<command>" {
            let sources = Sources::new();
            let (source, _) = aws_cli::command_source(&sources, self.words.as_ref()?);
            return Some(source.text().to_owned());
        }
        let (file, pointer) = path.split_once('#').unwrap_or((path, ""));
        let text = fs::read_to_string(self.folder.join(file)).ok()?;
        let document: Option<Value> = serde_json::from_str(&text).ok();
        match document.as_ref().and_then(|document| document.pointer(pointer)) {
            Some(Value::String(inner)) => Some(inner.clone()),
            _ => Some(text),
        }
    }
}

/// The byte at a line and a column, both from 1; columns count characters, and the one behind the last
/// character of a line is its end.
fn offset_of(text: &str, line: usize, column: usize) -> Option<usize> {
    let start = match line {
        1 => 0,
        _ => text.match_indices('\n').nth(line - 2)?.0 + 1,
    };
    let rest = &text[start..];
    let length = rest.find('\n').unwrap_or(rest.len());
    let mut places = rest[..length].char_indices().map(|(at, _)| at).chain([length]);
    places.nth(column - 1).map(|at| start + at)
}

#[test]
fn places_are_found_again_by_line_and_column() {
    let text = "aé\n\nb";
    let places = [(1, 1), (1, 2), (1, 3), (1, 4), (2, 1), (2, 2), (3, 1), (3, 2), (4, 1)];
    let offsets = places.map(|(line, column)| offset_of(text, line, column));
    assert_eq!(offsets, [Some(0), Some(1), Some(3), None, Some(4), None, Some(5), Some(6), None]);
}
