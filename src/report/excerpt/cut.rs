//! Which parts of a line that is too wide are drawn.

use std::ops::Range;

use unicode_width::UnicodeWidthChar;

use super::super::escape::{is_hidden, is_plain};
use super::{Frame, TAB};

/// The parts of a line to draw, in order: all of it if it fits, else what lies around the anchors.
pub(super) fn segments(line: &str, anchors: &[Range<usize>], frame: Frame) -> Vec<Range<usize>> {
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

pub(super) fn width(character: char) -> usize {
    character.width().unwrap_or_default()
}
