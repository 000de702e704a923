//! Findings as JSON, for programs: `--format json`.
//!
//! The structs here are the format, version 1, and are independent of the types that findings are
//! kept in. [`SCHEMA`] describes them. Nothing is collected before it is written.

use std::io;

use serde::{Serialize, Serializer};

use super::place;
use crate::lint::{Report, Reported};
use crate::rule::Label;
use crate::text::{Source, Sources};

/// The JSON Schema (draft 2020-12) of what [`write()`] writes.
pub const SCHEMA: &str = include_str!("findings.schema.json");

/// The version of the format; grows when a program that reads it would have to change.
pub(super) const VERSION: u32 = 1;

/// Writes a report as one JSON object on one line.
///
/// `reference_date` is the day (`YYYY-MM-DD`) on which the data about actions and Regions was taken.
///
/// # Errors
///
/// Whatever the writer fails with.
pub fn write(report: &Report, reference_date: &str, out: &mut dyn io::Write) -> io::Result<()> {
    let summary = &report.summary;
    let document = Document {
        version: VERSION,
        tool: Tool::new(reference_date),
        findings: Findings::of(report),
        errors: Failures::of(report),
        summary: Summary {
            files: summary.files,
            policies: summary.policies,
            requests: summary.requests,
            errors: summary.errors,
            warnings: summary.warnings,
            notes: summary.notes,
            skipped: summary.skipped,
        },
    };
    serde_json::to_writer(&mut *out, &document).map_err(io::Error::from)?;
    out.write_all(b"\n")
}

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    tool: Tool<'a>,
    findings: Findings<'a>,
    errors: Failures<'a>,
    summary: Summary,
}

#[derive(Serialize)]
pub(super) struct Tool<'a> {
    name: &'static str,
    version: &'static str,
    reference_date: &'a str,
}

pub(super) struct Findings<'a>(&'a Report<'a>);

impl<'a> Tool<'a> {
    pub(super) fn new(reference_date: &'a str) -> Self {
        Self { name: env!("CARGO_PKG_NAME"), version: env!("CARGO_PKG_VERSION"), reference_date }
    }
}

impl<'a> Findings<'a> {
    pub(super) fn of(report: &'a Report<'a>) -> Self {
        Self(report)
    }
}

impl<'a> Failures<'a> {
    pub(super) fn of(report: &'a Report<'a>) -> Self {
        Self(report)
    }
}

impl Serialize for Findings<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(report) = self;
        serializer.collect_seq(report.findings.iter().map(|reported| Finding::new(report.sources, reported)))
    }
}

#[derive(Serialize)]
struct Finding<'a> {
    rule: &'static str,
    family: &'static str,
    access_analyzer: Option<&'static str>,
    level: &'static str,
    certainty: &'static str,
    message: &'a str,
    help: Option<&'a str>,
    #[serde(flatten)]
    place: Place<'a>,
    related: RelatedPlaces<'a>,
    /// Kept for edits that a program could make.
    fix: Option<()>,
}

impl<'a> Finding<'a> {
    fn new(sources: &'a Sources, reported: &'a Reported) -> Self {
        let finding = &reported.finding;
        Self {
            rule: finding.rule.id,
            family: finding.rule.family.name(),
            access_analyzer: finding.rule.access_analyzer,
            level: reported.level.name(),
            certainty: finding.certainty.name(),
            message: &finding.message,
            help: finding.help.as_deref(),
            place: Place::new(place(sources, finding), reported.pointer.as_deref()),
            related: RelatedPlaces { sources, reported },
            fix: None,
        }
    }
}

struct RelatedPlaces<'a> {
    sources: &'a Sources,
    reported: &'a Reported,
}

impl Serialize for RelatedPlaces<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let pointers =
            self.reported.related_pointers.iter().map(Option::as_deref).chain(std::iter::repeat(None));
        serializer.collect_seq(self.reported.finding.related.iter().zip(pointers).map(|(label, pointer)| {
            let place = self.sources.get(label.span.source).map(|source| (source, label));
            Related { message: &label.text, place: Place::new(place, pointer) }
        }))
    }
}

#[derive(Serialize)]
struct Related<'a> {
    message: &'a str,
    #[serde(flatten)]
    place: Place<'a>,
}

/// Where something is; all null if it is nowhere.
#[derive(Serialize)]
struct Place<'a> {
    path: Option<&'a str>,
    pointer: Option<&'a str>,
    start: Option<Position>,
    end: Option<Position>,
}

impl<'a> Place<'a> {
    fn new(place: Option<(&'a Source, &'a Label)>, pointer: Option<&'a str>) -> Self {
        let Some((source, label)) = place else {
            return Self { path: None, pointer: None, start: None, end: None };
        };
        Self {
            path: Some(source.name()),
            pointer,
            start: Some(Position::new(source, label.span.start)),
            end: Some(Position::new(source, label.span.end)),
        }
    }
}

#[derive(Serialize)]
struct Position {
    line: u32,
    column: u32,
    offset: u32,
}

impl Position {
    fn new(source: &Source, offset: u32) -> Self {
        let offset = offset.min(source.range().end);
        let position = source.position(offset);
        Self { line: position.line, column: position.column, offset }
    }
}

pub(super) struct Failures<'a>(&'a Report<'a>);

impl Serialize for Failures<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let failures = self.0.errors.iter();
        serializer.collect_seq(failures.map(|one| Failure { path: &one.path, message: &one.message }))
    }
}

#[derive(Serialize)]
struct Failure<'a> {
    path: &'a str,
    message: &'a str,
}

#[derive(Serialize)]
struct Summary {
    files: usize,
    policies: usize,
    requests: usize,
    errors: usize,
    warnings: usize,
    notes: usize,
    skipped: usize,
}
