//! The faults of one text: counted, worded for people, and limited in number.

use super::{DUPLICATE_JSON_KEY, JSON_SYNTAX_ERROR, MAX_DUPLICATES, MAX_FAULTS};
use crate::rule::{Finding, Label};
use crate::text::{SourceId, Span, TextRange};
use crate::words::quoted;

/// Collects the findings of one text.
pub(super) struct Faults<'f> {
    source: SourceId,
    findings: &'f mut Vec<Finding>,
    /// How many findings there were before this text.
    before: usize,
    marks: usize,
    syntax: usize,
    duplicates: usize,
}

impl<'f> Faults<'f> {
    pub(super) fn new(source: SourceId, findings: &'f mut Vec<Finding>) -> Self {
        let before = findings.len();
        Self { source, findings, before, marks: 0, syntax: 0, duplicates: 0 }
    }

    /// A number that grows with every fault of syntax, reported or not: a node during which it grew
    /// is incomplete.
    pub(super) fn count(&self) -> usize {
        self.marks
    }

    /// Counts a fault that is part of one reported before.
    pub(super) fn mark(&mut self) {
        self.marks += 1;
    }

    /// Whether no further fault of syntax will be reported.
    pub(super) fn exhausted(&self) -> bool {
        self.syntax > MAX_FAULTS
    }

    fn span(&self, range: TextRange) -> Span {
        range.of(self.source)
    }

    /// One fault of syntax. Its message is only made if it is still reported.
    #[cold]
    #[inline(never)]
    pub(super) fn raise<M: Into<String>>(
        &mut self,
        range: TextRange,
        message: impl FnOnce() -> M,
    ) -> Raised<'_> {
        self.marks += 1;
        self.syntax += 1;
        let span = self.span(range);
        if self.syntax <= MAX_FAULTS {
            self.findings.push(Finding::new(&JSON_SYNTAX_ERROR, span, message()));
            return Raised { finding: self.findings.last_mut(), source: self.source };
        }
        if self.syntax == MAX_FAULTS + 1 {
            let message = format!("there are more than {MAX_FAULTS} faults of syntax here");
            let finding = Finding::new(&JSON_SYNTAX_ERROR, span, message)
                .label("faults from here on are not reported")
                .help("correct those before, then lint again; is this text meant to be JSON?");
            self.findings.push(finding);
        }
        Raised { finding: None, source: self.source }
    }

    /// A key that an object has already.
    #[cold]
    #[inline(never)]
    pub(super) fn duplicate(&mut self, key: &str, range: TextRange, first: TextRange) {
        self.duplicates += 1;
        let span = self.span(range);
        if self.duplicates > MAX_DUPLICATES + 1 {
            return;
        }
        let finding = if self.duplicates > MAX_DUPLICATES {
            let message = format!("more than {MAX_DUPLICATES} keys are repeated here");
            Finding::new(&DUPLICATE_JSON_KEY, span, message)
                .label("repeated keys from here on are not reported")
                .help("correct those before, then lint again")
        } else {
            let message = format!(
                "the key {} is repeated in the same object: most readers keep only the last value, others the first",
                quoted(key)
            );
            Finding::new(&DUPLICATE_JSON_KEY, span, message)
                .label("repeated here")
                .related(self.span(first), "first given here")
                .help(
                    "keep one of them, or put all values into one list or object; \
                     IAM does not allow the same key twice in an element",
                )
        };
        self.findings.push(finding);
    }

    /// Puts the findings of this text in the order of the text.
    pub(super) fn finish(&mut self) {
        if let Some(own) = self.findings.get_mut(self.before..) {
            own.sort_by_key(Finding::span);
        }
    }
}

/// A fault just raised, to be explained further; it may be one that is not reported any more.
pub(super) struct Raised<'f> {
    finding: Option<&'f mut Finding>,
    source: SourceId,
}

impl Raised<'_> {
    /// Says what is underlined.
    pub(super) fn label(mut self, text: impl Into<String>) -> Self {
        if let Some(place) = self.finding.as_mut().and_then(|finding| finding.place.as_mut()) {
            place.text = text.into();
        }
        self
    }

    /// Adds a place that explains the fault.
    pub(super) fn related(mut self, range: TextRange, text: impl Into<String>) -> Self {
        let span = range.of(self.source);
        if let Some(finding) = &mut self.finding {
            finding.related.push(Label { span, text: text.into() });
        }
        self
    }

    /// Says what to do, which is the last that is to be said.
    pub(super) fn help(self, text: impl Into<String>) {
        if let Some(finding) = self.finding {
            finding.help = Some(text.into());
        }
    }
}
