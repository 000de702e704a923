//! The driver: reads texts, has the rules look at them, and decides what is reported: levels,
//! precedence, order.

use std::collections::HashMap;

use crate::rule::{Finding, Level, Rule};
use crate::text::{SourceId, Sources, Span};
use crate::tree::Node;

mod linter;

pub use linter::{Given, Linter, Planned, Role, Settings, Taken, is_meant};

/// What a run found, ready to be reported.
pub struct Report<'a> {
    /// The texts that spans point into.
    pub sources: &'a Sources,
    /// The findings, in the order in which they are reported: path, offset, rule.
    pub findings: Vec<Reported>,
    /// What could not be read or written.
    pub errors: Vec<Failure>,
    /// The counts.
    pub summary: Summary,
    /// Sentences for the end of a report for people: "permissions not checked: no policy given".
    pub remarks: Vec<String>,
}

/// A finding and what the driver decided about it.
#[derive(Debug)]
pub struct Reported {
    /// The finding.
    pub finding: Finding,
    /// Its level in this run.
    pub level: Level,
    /// The JSON pointer (RFC 6901) of its place, if the place lies in a JSON document.
    pub pointer: Option<String>,
    /// The pointers of the related places, in their order.
    pub related_pointers: Vec<Option<String>>,
}

/// Something that could not be read or written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// What: a path, or `<stdin>`.
    pub path: String,
    /// Why.
    pub message: String,
}

/// What was seen, and how much was found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Texts read.
    pub files: usize,
    /// Policies among them.
    pub policies: usize,
    /// Copy requests among them.
    pub requests: usize,
    /// Findings of level error.
    pub errors: usize,
    /// Findings of level warning.
    pub warnings: usize,
    /// Findings of level note.
    pub notes: usize,
    /// Files that are neither.
    pub skipped: usize,
}

/// The level of a rule as configured; `None` turns it off.
#[derive(Clone, Debug, Default)]
pub struct Levels(HashMap<&'static str, Option<Level>>);

impl Levels {
    /// Sets the level of a rule.
    pub fn set(&mut self, rule: &'static Rule, level: Option<Level>) {
        self.0.insert(rule.id, level);
    }

    /// The level at which a finding is reported; `None` if it is not.
    fn of(&self, finding: &Finding) -> Option<Level> {
        self.0.get(finding.rule.id).copied().unwrap_or_else(|| Some(finding.level()))
    }
}

/// A finding with the pointers that were worked out while its document was at hand.
struct Raised {
    finding: Finding,
    pointer: Option<String>,
    related: Vec<Option<String>>,
}

/// Drops what is turned off and what another finding at the same place says better, and puts the rest in
/// order.
fn settle(raised: Vec<Raised>, levels: &Levels, sources: &Sources) -> Vec<Reported> {
    let mut kept: Vec<Reported> = raised
        .into_iter()
        .filter_map(|Raised { finding, pointer, related }| {
            let level = levels.of(&finding)?;
            Some(Reported { finding, level, pointer, related_pointers: related })
        })
        .collect();
    let mut superseded: HashMap<Span, Vec<&'static str>> = HashMap::new();
    for reported in &kept {
        if let (Some(span), false) = (reported.finding.span(), reported.finding.rule.supersedes.is_empty()) {
            superseded.entry(span).or_default().extend(reported.finding.rule.supersedes);
        }
    }
    kept.retain(|reported| {
        let finding = &reported.finding;
        let better = finding.span().and_then(|span| superseded.get(&span));
        !better.is_some_and(|rules| rules.contains(&finding.rule.id))
    });
    let place = |reported: &Reported| {
        let span = reported.finding.span();
        let path = span.map_or("", |span| sources.name(span.source));
        (path, span.map(|span| (span.start, span.end)), reported.finding.rule.id)
    };
    kept.sort_by(|one, other| place(one).cmp(&place(other)));
    // A command in a loop makes several copies, and what is wrong with all of them is said once.
    kept.dedup_by(|later, first| {
        let (later, first) = (&later.finding, &first.finding);
        (later.rule, later.span(), &later.message) == (first.rule, first.span(), &first.message)
    });
    kept
}

/// The documents at hand, by their sources.
type Roots<'n, 't> = HashMap<SourceId, &'n Node<'t>>;

/// Works out the JSON pointers of findings.
fn point(findings: Vec<Finding>, roots: &Roots<'_, '_>) -> Vec<Raised> {
    let pointer = |span: Span| roots.get(&span.source)?.pointer(span.range());
    let raised = |finding: Finding| Raised {
        pointer: finding.span().and_then(pointer),
        related: finding.related.iter().map(|label| pointer(label.span)).collect(),
        finding,
    };
    findings.into_iter().map(raised).collect()
}
