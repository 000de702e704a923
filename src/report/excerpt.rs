//! The few lines of a text that a snippet shows, made fit to be shown.
//!
//! An excerpt holds the lines that its marks lie on, a line of context around them, and where each
//! mark lies in the text so made. Nothing in it acts on a terminal, tabs are blanks, and of a line
//! that is wider than the screen only the parts around the marks are there. Its cost depends on the
//! marks and the width, not on the length of the text or of its lines.

use std::collections::BTreeMap;
use std::ops::Range;

use unicode_width::UnicodeWidthChar;

use super::escape::{is_hidden, is_plain, push_escape};
use crate::rule::Label;
use crate::text::{Position, Source};

/// Lines shown before and after each mark.
pub(super) const CONTEXT: u32 = 1;

/// A mark over more lines than this shows only its first one, and says where it ends.
const MAX_LINES: u32 = 8;

/// More marks than this are never put into one excerpt, so that each has room on its line.
const MAX_MARKS: usize = 4;

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

/// A range of a source to be marked, and what is to be said about it.
#[derive(Debug)]
pub(super) struct Mark {
    /// Bytes in the source, at the edges of characters; the line breaks at its end left out.
    range: Range<usize>,
    first_line: u32,
    last_line: u32,
    position: Position,
    /// What is to be said; may be empty.
    pub(super) text: String,
    /// Whether it is the place of the finding itself.
    pub(super) primary: bool,
}

impl Mark {
    /// Makes any label drawable: offsets past the end of the text, or within a character, move to
    /// the nearest place where a mark can be.
    pub(super) fn new(source: &Source, label: &Label, primary: bool) -> Self {
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

    fn spans_lines(&self) -> bool {
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
    pub(super) fn shares_row(&self, other: &Self) -> bool {
        !self.spans_lines() && !other.spans_lines() && self.first_line == other.first_line
    }

    /// Whether it can be drawn together with others.
    pub(super) fn fits(&self, others: &[Self]) -> bool {
        others.len() < MAX_MARKS && !others.iter().any(|other| self.collides(other))
    }
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

/// The parts of a line to draw, in order: all of it if it fits, else what lies around the anchors.
fn segments(line: &str, anchors: &[Range<usize>], frame: Frame) -> Vec<Range<usize>> {
    let everything = forward(line, frame.width);
    if everything.bytes == line.len() {
        return vec![Range { start: 0, end: line.len() }];
    }
    let ellipsis = frame.ellipsis.chars().count();
    if anchors.is_empty() {
        return vec![Range { start: 0, end: forward(line, frame.width - ellipsis).bytes }];
    }
    let room = frame.width.saturating_sub(ellipsis * (anchors.len() + 1)) / anchors.len();
    let mut parts = Vec::new();
    for anchor in anchors {
        let before = line.get(..anchor.start).unwrap_or_default();
        let inside = line.get(anchor.clone()).unwrap_or_default();
        let after = line.get(anchor.end..).unwrap_or_default();
        let covered = forward(inside, room);
        if covered.bytes == inside.len() {
            let spare = room - covered.columns;
            let right = forward(after, spare - backward(before, spare / 2).columns);
            let left = backward(before, spare - right.columns);
            parts.push(anchor.start - left.bytes..anchor.end + right.bytes);
        } else {
            // Too long itself: both of its ends, the beginning with more of it.
            let room = room.saturating_sub(ellipsis);
            let margin = room / 8;
            let first = inside.chars().next().map_or(0, char::len_utf8);
            let (head, tail) = (forward(inside, room / 2).bytes.max(first), backward(inside, room / 4));
            parts.push(anchor.start - backward(before, margin).bytes..anchor.start + head);
            parts.push(anchor.end - tail.bytes..anchor.end + forward(after, margin).bytes);
        }
    }
    parts.sort_unstable_by_key(|part| part.start);
    parts.dedup_by(|next, part| {
        let touches = next.start <= part.end + ellipsis;
        if touches {
            part.end = part.end.max(next.end);
        }
        touches
    });
    parts
}

/// Some text at an edge of another one.
#[derive(Clone, Copy, Default)]
struct Reach {
    bytes: usize,
    columns: usize,
}

/// As much from the start of a text as fits into some columns.
fn forward(text: &str, columns: usize) -> Reach {
    if text.len() <= columns && is_plain(text) {
        return Reach { bytes: text.len(), columns: text.len() };
    }
    let mut reach = Reach::default();
    // Marks that combine take no column; the count of characters is limited for their sake.
    for character in text.chars().take(columns.saturating_mul(4)) {
        let next = reach.columns + shown_width(character);
        if next > columns {
            break;
        }
        reach = Reach { bytes: reach.bytes + character.len_utf8(), columns: next };
    }
    reach
}

/// As much from the end of a text as fits into some columns; does not begin with a combining mark.
fn backward(text: &str, columns: usize) -> Reach {
    let mut reach = Reach::default();
    let mut bytes = 0;
    for character in text.chars().rev().take(columns.saturating_mul(4)) {
        let shown = shown_width(character);
        if reach.columns + shown > columns {
            break;
        }
        bytes += character.len_utf8();
        if shown > 0 {
            reach = Reach { bytes, columns: reach.columns + shown };
        }
    }
    reach
}

/// The columns that a character takes in an excerpt, at most.
fn shown_width(character: char) -> usize {
    match character {
        '\t' => TAB,
        '\n' | '\r' => 2,
        // `\u{…}` with the digits of the number.
        hidden if is_hidden(hidden) => 4 + (u32::from(hidden).max(1).ilog(16) as usize + 1),
        other => width(other),
    }
}

fn width(character: char) -> usize {
    character.width().unwrap_or_default()
}

/// An offset in a source, none of which is longer than `u32` can say.
fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
