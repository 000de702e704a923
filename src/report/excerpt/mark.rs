//! Ranges of a source that are to be marked.

use std::ops::Range;

use super::offset;
use crate::rule::Label;
use crate::text::{Position, Source};

/// More marks than this are never put into one excerpt, so that each has room on its line.
const MAX_MARKS: usize = 4;

/// A mark over more lines than this shows only its first one, and says where it ends.
const MAX_LINES: u32 = 8;

/// A range of a source to be marked, and what is to be said about it.
#[derive(Debug)]
pub(in super::super) struct Mark {
    /// Bytes in the source, at the edges of characters; the line breaks at its end left out.
    pub(super) range: Range<usize>,
    pub(super) first_line: u32,
    pub(super) last_line: u32,
    pub(super) position: Position,
    /// What is to be said; may be empty.
    pub(in super::super) text: String,
    /// Whether it is the place of the finding itself.
    pub(in super::super) primary: bool,
}

impl Mark {
    /// Makes any label drawable: offsets past the end of the text, or within a character, move to
    /// the nearest place where a mark can be.
    pub(in super::super) fn new(source: &Source, label: &Label, primary: bool) -> Self {
        let text = source.text();
        let mut start = (label.span.start as usize).min(text.len());
        while !text.is_char_boundary(start) {
            start -= 1;
        }
        let mut end = (label.span.end as usize).clamp(start, text.len());
        while !text.is_char_boundary(end) {
            end += 1;
        }
        let mut covered = text.get(start..end).unwrap_or_default();
        while let Some(rest) = covered.strip_suffix('\n') {
            covered = rest.strip_suffix('\r').unwrap_or(rest);
        }
        end = start + covered.len();

        let position = source.position(offset(start));
        let first_line = position.line;
        let mut last_line = source.position(offset(end)).line;
        let mut said = label.text.clone();
        if last_line - first_line >= MAX_LINES {
            let until = format!("to line {last_line}");
            said = if said.is_empty() { until } else { format!("{said} ({until})") };
            last_line = first_line;
            end = (source.line(first_line).end as usize).max(start);
        }
        Self { range: start..end, first_line, last_line, position, text: said, primary }
    }

    pub(super) fn spans_lines(&self) -> bool {
        self.first_line != self.last_line
    }

    /// Whether the two cannot be drawn in one excerpt without getting in each other's way.
    fn collides(&self, other: &Self) -> bool {
        if self.spans_lines() != other.spans_lines() {
            return false;
        }
        self.spans_lines()
            || (self.range.start < other.range.end.max(other.range.start + 1)
                && other.range.start < self.range.end.max(self.range.start + 1))
    }

    /// Whether both are drawn on one row.
    pub(in super::super) fn shares_row(&self, other: &Self) -> bool {
        !self.spans_lines() && !other.spans_lines() && self.first_line == other.first_line
    }

    /// Whether it can be drawn together with others.
    pub(in super::super) fn fits(&self, others: &[Self]) -> bool {
        others.len() < MAX_MARKS && !others.iter().any(|other| self.collides(other))
    }
}
