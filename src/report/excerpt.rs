//! The few lines of a text that a snippet shows, made fit to be shown.
//!
//! An excerpt holds the lines that its marks lie on, a line of context around them, and where each
//! mark lies in the text so made. Nothing in it acts on a terminal, tabs are blanks, and of a line
//! that is wider than the screen only the parts around the marks are there. Its cost depends on the
//! marks and the width, not on the length of the text or of its lines.

use std::collections::BTreeMap;
use std::ops::Range;

use super::escape::{is_hidden, is_plain, push_escape};
use crate::text::{Position, Source};

mod cut;
mod mark;

use cut::{segments, width};
pub(super) use mark::Mark;

/// Lines shown before and after each mark.
pub(super) const CONTEXT: u32 = 1;

/// Columns between two tab stops.
const TAB: usize = 4;

/// A line is never cut to less than this.
const MIN_WIDTH: usize = 40;

/// How wide an excerpt may be, and what stands for what was left out.
#[derive(Clone, Copy)]
pub(super) struct Frame {
    /// Columns for line number, gutter and text together.
    pub(super) width: usize,
    /// `…`, or what can be drawn in its stead.
    pub(super) ellipsis: &'static str,
}

/// Lines of a source, ready to be drawn.
#[derive(Debug, Default)]
pub(super) struct Excerpt {
    text: String,
    lines: Vec<Line>,
    marks: Vec<(Range<usize>, Position)>,
}

/// One line of an excerpt.
#[derive(Debug)]
struct Line {
    /// Its number in the source, from 1.
    number: u32,
    /// Its bytes in the excerpt, with the line break that each line of an excerpt ends in.
    range: Range<usize>,
}

/// Some whole, consecutive lines of an excerpt.
pub(super) struct Window<'a> {
    /// Their bytes in the excerpt.
    pub(super) range: Range<usize>,
    /// Their text.
    pub(super) text: &'a str,
    /// The number of the first one in the source, from 1.
    pub(super) first_line: u32,
    /// How many they are.
    pub(super) line_count: usize,
}

impl Excerpt {
    /// The excerpt of a source for some marks in it. [`Self::marks`] has the same order.
    pub(super) fn new(source: &Source, marks: &[Mark], frame: Frame) -> Self {
        let shown = shown_lines(source, marks);
        let number_width = shown.keys().next_back().map_or(1, |last| last.to_string().len());
        let gutter = if marks.iter().any(Mark::spans_lines) { 4 } else { 0 };
        let width = frame.width.saturating_sub(number_width + 4 + gutter).max(MIN_WIDTH);

        let mut excerpt = Self {
            marks: marks.iter().map(|mark| (Range::default(), mark.position)).collect(),
            ..Self::default()
        };
        for (number, anchors) in shown {
            excerpt.push_line(source, number, &anchors, marks, Frame { width, ..frame });
        }
        excerpt
    }

    /// Where the marks lie in the excerpt.
    pub(super) fn marks(&self) -> impl Iterator<Item = Range<usize>> + '_ {
        self.marks.iter().map(|(range, _)| range.clone())
    }

    /// Where the mark that begins at a place of the excerpt lies in the source.
    pub(super) fn position(&self, at: usize) -> Option<Position> {
        self.marks.iter().find(|(range, _)| range.start == at).map(|(_, position)| *position)
    }

    /// The lines of a range of the excerpt with some lines around them, as far as these follow one
    /// another in the source; nothing if there is a gap inside the range itself.
    pub(super) fn window(&self, range: Range<usize>, before: usize, after: usize) -> Option<Window<'_>> {
        let mut first = self.line_at(range.start)?;
        let mut last = self.line_at(range.end)?;
        let follows = |at: usize| {
            let number = |at: usize| self.lines.get(at).map(|line| line.number);
            number(at + 1).is_some_and(|next| number(at).is_some_and(|number| number + 1 == next))
        };
        if !(first..last).all(follows) {
            return None;
        }
        let wanted = first.saturating_sub(before);
        while first > wanted && follows(first - 1) {
            first -= 1;
        }
        let wanted = last + after;
        while last < wanted && follows(last) {
            last += 1;
        }
        let (start, end) = (self.lines.get(first)?, self.lines.get(last)?);
        let range = start.range.start..end.range.end;
        Some(Window {
            text: self.text.get(range.clone())?,
            range,
            first_line: start.number,
            line_count: last - first + 1,
        })
    }

    fn line_at(&self, at: usize) -> Option<usize> {
        self.lines.partition_point(|line| line.range.start <= at).checked_sub(1)
    }

    /// Adds a line of the source and records where the edges of the marks on it come to lie.
    fn push_line(&mut self, source: &Source, number: u32, anchors: &[usize], marks: &[Mark], frame: Frame) {
        let range = source.line(number);
        let (line_start, line) = (range.start as usize, source.slice(range));
        // A mark may begin or end in the line break, which is not drawn.
        let within = |at: usize| at.saturating_sub(line_start).min(line.len());
        let mut edges = Vec::new();
        let mut anchored = Vec::new();
        for &at in anchors {
            let Some(mark) = marks.get(at) else { continue };
            let starts_here = mark.first_line == number;
            let ends_here = mark.last_line == number;
            let (start, end) = (within(mark.range.start), within(mark.range.end));
            if starts_here {
                edges.push((start, at, Edge::Start));
            }
            if ends_here {
                edges.push((end, at, Edge::End));
            }
            match (starts_here, ends_here) {
                (true, true) => anchored.push(start..end),
                (true, false) => anchored.push(start..start),
                (false, true) => anchored.push(end..end),
                (false, false) => {}
            }
        }
        edges.sort_unstable_by_key(|(at, ..)| *at);

        let begins = self.text.len();
        let mut edges = edges.into_iter().peekable();
        let mut column = 0;
        let mut drawn = 0;
        for segment in segments(line, &anchored, frame) {
            if segment.start > drawn {
                self.text.push_str(frame.ellipsis);
                column += frame.ellipsis.chars().count();
            }
            drawn = segment.start;
            while let Some((at, mark, edge)) = edges.next_if(|(at, ..)| *at <= segment.end) {
                column = self.push_visible(line.get(drawn..at).unwrap_or_default(), column);
                drawn = drawn.max(at);
                if let Some((range, _)) = self.marks.get_mut(mark) {
                    match edge {
                        Edge::Start => range.start = self.text.len(),
                        Edge::End => range.end = self.text.len(),
                    }
                }
            }
            column = self.push_visible(line.get(drawn..segment.end).unwrap_or_default(), column);
            drawn = segment.end;
        }
        if drawn < line.len() {
            self.text.push_str(frame.ellipsis);
        }
        self.text.push('\n');
        self.lines.push(Line { number, range: begins..self.text.len() });
    }

    /// Adds text as it is shown, from a column on; gives the column after it.
    fn push_visible(&mut self, text: &str, mut column: usize) -> usize {
        if is_plain(text) {
            self.text.push_str(text);
            return column + text.len();
        }
        for character in text.chars() {
            if character == '\t' {
                let blanks = TAB - column % TAB;
                self.text.extend(std::iter::repeat_n(' ', blanks));
                column += blanks;
            } else if is_hidden(character) {
                let before = self.text.len();
                // Writing to a `String` cannot fail.
                let _ = push_escape(&mut self.text, character);
                column += self.text.len() - before;
            } else {
                self.text.push(character);
                column += width(character);
            }
        }
        column
    }
}

#[derive(Clone, Copy)]
enum Edge {
    Start,
    End,
}

/// The numbers of the lines to show, each with the marks (by index) that touch it.
fn shown_lines(source: &Source, marks: &[Mark]) -> BTreeMap<u32, Vec<usize>> {
    let mut shown = BTreeMap::<u32, Vec<usize>>::new();
    for (at, mark) in marks.iter().enumerate() {
        let first = mark.first_line.saturating_sub(CONTEXT).max(1);
        let last = mark.last_line.saturating_add(CONTEXT).min(source.line_count());
        for number in first..=last {
            let touching = shown.entry(number).or_default();
            if (mark.first_line..=mark.last_line).contains(&number) {
                touching.push(at);
            }
        }
    }
    // The empty line after a final line break is no line to a reader, unless a mark lies on it.
    if let Some(last) = shown.last_entry()
        && last.get().is_empty()
        && *last.key() > 1
        && source.line(*last.key()).start == source.range().end
    {
        last.remove();
    }
    shown
}

/// An offset in a source, none of which is longer than `u32` can say.
fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
