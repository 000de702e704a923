//! The words of POSIX shells and bash, and their quotes and escapes.

use super::raw::{Literal, Part, RawWord, is_name};
use super::reader::Reader;
use crate::request::aws_cli::UNKNOWN;
use crate::text::TextRange;

/// What ends a word unless it is quoted.
const ENDS: &[u8] = b" \t\n;&|()<>";

/// What has a meaning in a word unless it is quoted.
const SPECIAL: &[u8] = b" \t\n;&|()<>\\'\"`$*?[{~\r";

impl<'t> Reader<'t> {
    /// Takes a word. There must be no stop here and no redirection.
    pub(super) fn word(&mut self) -> RawWord<'t> {
        let start = self.at;
        let mut parts = Vec::new();
        let mut quoted = false;
        while let Some(byte) = self.peek() {
            let at = self.at;
            match byte {
                b'<' | b'>' if self.word_in_angles(&mut parts) => {}
                b'(' if is_assignment_so_far(&parts) => self.array(&mut parts),
                b'(' if ends_with_wildcard(&parts) => self.extended_pattern(&mut parts),
                _ if ENDS.contains(&byte) => break,
                b'\r' if self.newline_length(at).is_some() => break,
                b'\\' if self.spaced_backslash(at).is_some() && at > start => break,
                b'\\' => self.escape(&mut parts),
                b'\'' => {
                    quoted = true;
                    self.single_quoted(&mut parts);
                }
                b'"' => {
                    quoted = true;
                    self.at += 1;
                    self.parts_until(b'"', true, at, &mut parts);
                }
                b'`' => self.backquoted(false, &mut parts),
                b'$' => quoted |= self.dollar(false, &mut parts),
                b'*' | b'?' | b'[' => {
                    self.at += 1;
                    self.add_literal(&mut parts, at, at + 1, Literal::Wildcard);
                }
                b'~' if at == start => {
                    self.at += 1;
                    parts.push(Part::Unknown { place: TextRange::new(at, at + 1), many: false });
                }
                b'{' if self.template("{{", &mut parts) => {}
                _ => {
                    let rest = self.rest();
                    let length = rest.bytes().skip(1).position(|byte| SPECIAL.contains(&byte));
                    self.at += length.map_or(rest.len(), |length| length + 1);
                    self.add_literal(&mut parts, at, self.at, Literal::Plain);
                }
            }
        }
        RawWord { range: TextRange::new(start, self.at), parts, quoted }
    }

    /// Takes a backslash and what it stands before.
    fn escape(&mut self, parts: &mut Vec<Part<'t>>) {
        let start = self.at;
        if let Some(length) = self.newline_length(start + 1) {
            self.at += 1 + length;
            return;
        }
        let Some(escaped) = self.rest().chars().nth(1) else {
            self.at += 1;
            self.add_literal(parts, start, self.at, Literal::Quoted);
            return;
        };
        self.at += 1 + escaped.len_utf8();
        parts.push(Part::Text { text: escaped.to_string(), place: TextRange::new(start, self.at) });
    }

    /// Takes text in single quotes.
    fn single_quoted(&mut self, parts: &mut Vec<Part<'t>>) {
        let start = self.at + 1;
        let Some(length) = self.between(start, self.limit).find('\'') else {
            self.break_off(self.at);
            return;
        };
        self.add_literal(parts, start, start + length, Literal::Quoted);
        self.at = start + length + 1;
    }

    /// Takes everything up to what closes it, and that too: the rest of text in double quotes, or of
    /// `${…}`. `opened` is where it begins.
    pub(super) fn parts_until(
        &mut self,
        closer: u8,
        in_double: bool,
        opened: usize,
        parts: &mut Vec<Part<'t>>,
    ) {
        let read = |reader: &mut Self| {
            while let Some(byte) = reader.peek() {
                let at = reader.at;
                match byte {
                    _ if byte == closer => {
                        reader.at += 1;
                        return;
                    }
                    b'\\' if in_double => reader.escape_in_double(closer, parts),
                    b'\\' => reader.escape(parts),
                    b'\'' if !in_double => reader.single_quoted(parts),
                    b'"' => {
                        reader.at += 1;
                        reader.parts_until(b'"', true, at, parts);
                    }
                    b'`' => reader.backquoted(true, parts),
                    b'$' => {
                        reader.dollar(true, parts);
                    }
                    _ => {
                        let rest = reader.rest();
                        let special = |byte: u8| byte == closer || b"\\'\"`$".contains(&byte);
                        let length = rest.bytes().skip(1).position(special);
                        reader.at += length.map_or(rest.len(), |length| length + 1);
                        reader.add_literal(parts, at, reader.at, Literal::Quoted);
                    }
                }
            }
            reader.break_off(opened);
        };
        self.nested(read);
    }

    /// Takes a backslash in double quotes, where it has a meaning before a few characters only.
    fn escape_in_double(&mut self, closer: u8, parts: &mut Vec<Part<'t>>) {
        match self.byte(self.at + 1) {
            Some(b'$' | b'`' | b'"' | b'\\') => self.escape(parts),
            Some(byte) if byte == closer => self.escape(parts),
            _ if self.newline_length(self.at + 1).is_some() => self.escape(parts),
            _ => {
                self.at += 1;
                self.add_literal(parts, self.at - 1, self.at, Literal::Quoted);
            }
        }
    }

    /// Takes `$'…'`, whose escapes are those of C. `at` is the quote.
    pub(super) fn ansi_quoted(&mut self, parts: &mut Vec<Part<'t>>) {
        let opened = self.at;
        self.at += 1;
        while let Some(byte) = self.peek() {
            let start = self.at;
            match byte {
                b'\'' => {
                    self.at += 1;
                    return;
                }
                b'\\' => {
                    let (text, length) = ansi_escape(self.rest());
                    self.at += length;
                    parts.push(Part::Text { text, place: TextRange::new(start, self.at) });
                }
                _ => {
                    let rest = self.rest();
                    self.at += rest.find(['\'', '\\']).unwrap_or(rest.len());
                    self.add_literal(parts, start, self.at, Literal::Quoted);
                }
            }
        }
        self.break_off(opened);
    }
}

/// Whether a word, as far as it was read, is `NAME=` or `NAME+=`.
fn is_assignment_so_far(parts: &[Part<'_>]) -> bool {
    let [Part::Literal { text, kind: Literal::Plain, .. }] = parts else { return false };
    text.strip_suffix('=').is_some_and(|name| is_name(name.strip_suffix('+').unwrap_or(name)))
}

fn ends_with_wildcard(parts: &[Part<'_>]) -> bool {
    match parts.last() {
        Some(Part::Literal { kind: Literal::Wildcard, text, .. }) => !text.ends_with('['),
        Some(Part::Literal { kind: Literal::Plain, text, .. }) => text.ends_with(['@', '+', '!']),
        _ => false,
    }
}

/// What an escape of `$'…'` stands for, and its length. A text that is no escape stands for itself.
fn ansi_escape(text: &str) -> (String, usize) {
    let mut rest = text.chars().skip(1);
    let Some(letter) = rest.next() else { return (text.to_owned(), text.len()) };
    let simple = match letter {
        'n' => Some('\n'),
        't' => Some('\t'),
        'r' => Some('\r'),
        'a' => Some('\u{7}'),
        'b' => Some('\u{8}'),
        'e' | 'E' => Some('\u{1b}'),
        'f' => Some('\u{c}'),
        'v' => Some('\u{b}'),
        '\\' | '\'' | '"' | '?' => Some(letter),
        _ => None,
    };
    if let Some(simple) = simple {
        return (simple.to_string(), 2);
    }
    let (radix, longest, skipped) = match letter {
        'x' => (16, 2, 2),
        'u' => (16, 4, 2),
        'U' => (16, 8, 2),
        '0'..='7' => (8, 3, 1),
        _ => (0, 0, 0),
    };
    let digits: String = if radix == 0 {
        String::new()
    } else {
        text.chars().skip(skipped).take(longest).take_while(|digit| digit.is_digit(radix)).collect()
    };
    match u32::from_str_radix(&digits, radix.max(2)).ok().and_then(char::from_u32) {
        // A byte that is no character by itself is not put together with its neighbours.
        Some(character) if letter == 'u' || letter == 'U' || character.is_ascii() => {
            (character.to_string(), skipped + digits.len())
        }
        Some(_) => (UNKNOWN.to_string(), skipped + digits.len()),
        None => (format!("\\{letter}"), 1 + letter.len_utf8()),
    }
}
