//! What stands between brackets and is no string: numbers, words of other languages, and text that
//! means nothing.

use std::borrow::Cow;

use super::reader::{Place, Reader};
use crate::text::TextRange;
use crate::tree::{Node, Value};
use crate::words::{is_invisible, quoted};

impl<'t> Reader<'t, '_> {
    /// The number that begins at the next byte.
    pub(super) fn number(&mut self) -> Node<'t> {
        let start = self.at;
        let rest = self.text.as_bytes().get(start..).unwrap_or_default();
        if let Some(length) = number_length(rest)
            && !self.wordish(start + length)
            && !self.ends_with_lone_quote(start + length)
            && !self.is_before_string(start + length)
        {
            self.at = start + length;
            let text = Cow::Borrowed(self.slice(start, self.at));
            return Node::new(TextRange::new(start, self.at), Value::Number(text));
        }
        self.text_for_value()
    }

    /// Text that is no value as JSON writes them.
    #[cold]
    pub(super) fn odd_value(&mut self) -> Node<'t> {
        let start = self.at;
        if self.byte(start) == Some(b'\\') && self.byte(start + 1) == Some(b'"') {
            self.give_up_on_escaped_text();
            return Self::unknown(start, start + 2);
        }
        let faults = self.faults.count();
        if let Some(quoted) = self.other_quotes(Place::Value) {
            return self.string_node(quoted, faults);
        }
        self.text_for_value()
    }

    #[cold]
    fn text_for_value(&mut self) -> Node<'t> {
        let start = self.at;
        let (word, has_quote) = self.word(Place::Value);
        if !has_quote && self.is_before_string(self.at) {
            return self.string_behind(start, word);
        }
        self.not_a_value(start, word, has_quote)
    }

    /// Whether a string that is a value begins here.
    fn is_before_string(&self, at: usize) -> bool {
        let Some(rest) = self.rest(at).strip_prefix('"') else { return false };
        let inside = rest.find(['"', '\\', '\n']).unwrap_or(rest.len());
        let behind = rest.get(inside..).and_then(|rest| rest.strip_prefix('"')).map(str::trim_start);
        behind.is_some_and(|rest| rest.starts_with([',', '}', ']']) || rest.is_empty())
    }

    /// A string with something before its quote: `u"text"`.
    #[cold]
    fn string_behind(&mut self, start: usize, word: &str) -> Node<'t> {
        let faults = self.faults.count();
        let range = TextRange::new(start, self.at);
        self.faults
            .raise(range, || format!("unexpected {} before a string", quoted(word)))
            .label("nothing stands before the opening quote")
            .help("remove it, or put it behind the quote");
        let string = self.string(Place::Value);
        self.string_node(string, faults)
    }

    #[cold]
    fn not_a_value(&mut self, start: usize, word: &str, has_quote: bool) -> Node<'t> {
        let range = TextRange::new(start, self.at);
        let shown = quoted(word);
        let lower = if word.len() < 16 { word.to_ascii_lowercase() } else { String::new() };
        let value = match lower.as_str() {
            "true" => Value::Bool(true),
            "false" => Value::Bool(false),
            _ => Value::Unknown,
        };
        let (message, label, help) = match lower.as_str() {
            "true" | "false" => (
                format!("{shown} is not how JSON writes a boolean"),
                "a boolean of another language",
                format!("write `{lower}`"),
            ),
            "null" | "none" | "nil" | "undefined" => (
                format!("{shown} is not a value of JSON"),
                "a value of another language",
                "write `null`, or leave it out".to_owned(),
            ),
            "nan" | "inf" | "infinity" | "-nan" | "-inf" | "-infinity" => (
                format!("{shown} is not a number of JSON"),
                "JSON has finite numbers only",
                "leave it out, or write it as a string".to_owned(),
            ),
            _ if has_quote => (
                format!("the string {shown} has no opening quote"),
                "no `\"` before this",
                "put a `\"` before it".to_owned(),
            ),
            _ if looks_like_number(word) => (
                format!("{shown} is not a number as JSON writes them"),
                number_fault(word),
                format!("if it is meant as text, write {}", quoted(&format!("\"{word}\""))),
            ),
            _ if word
                .starts_with(|first: char| first.is_alphanumeric() || matches!(first, '_' | '$' | '*')) =>
            {
                (
                    format!("the text {shown} is not in double quotes"),
                    "text without quotes",
                    format!("write {}", quoted(&format!("\"{word}\""))),
                )
            }
            _ => (
                format!("unexpected {shown}"),
                "a value belongs here",
                "remove it, or put it in quotes".to_owned(),
            ),
        };
        self.faults.raise(range, || message).label(label).help(help);
        if self.at == self.text.len() {
            // The text was cut off: that brackets are open as well is no fault of its own.
            self.settled = Some(self.at);
        }
        Node { range, value, incomplete: true }
    }

    /// Text up to where the next thing may begin, and whether a quote that was opened nowhere ends
    /// it. At least one character is passed over.
    pub(super) fn word(&mut self, place: Place) -> (&'t str, bool) {
        let start = self.at;
        let rest = self.rest(start);
        let mut end = rest.len();
        let mut template_until = 0;
        for (at, character) in rest.char_indices() {
            if at == 0 || at < template_until {
                continue;
            }
            let next = start + at + character.len_utf8();
            let goes_on = match character {
                '{' if rest.get(..at).is_some_and(|before| before.ends_with('$')) => {
                    template_until = self.end_of_template(start + at) - start;
                    template_until > at
                }
                ',' | '[' | ']' | '{' | '}' | '"' | ';' | '\\' => false,
                ':' if place == Place::Key => self.wordish(next) && self.ends_with_quote(next),
                ':' => self.wordish(next) || matches!(self.byte(next), Some(b':' | b'/')),
                '=' => place == Place::Value,
                ' ' | '\t' if place == Place::Value => self.goes_on_with_word(start + at),
                other => !other.is_whitespace() && !is_invisible(other) && !other.is_control(),
            };
            if !goes_on {
                end = at;
                break;
            }
        }
        let word = rest.get(..end).unwrap_or_default();
        self.at = start + end;
        let has_quote = match place {
            Place::Key => {
                self.byte(self.at) == Some(b'"') && matches!(self.byte(self.at + 1), Some(b':' | b' '))
            }
            Place::Value => self.ends_with_lone_quote(self.at),
        };
        if has_quote {
            self.at += 1;
        }
        (word, has_quote)
    }

    /// Whether the text from here on up to the next separator ends with the closing quote of a key.
    fn ends_with_quote(&mut self, mut at: usize) -> bool {
        loop {
            let end = self.end_of_token(at);
            match self.byte(end) {
                Some(b':') if end > at && self.wordish(end + 1) => at = end + 1,
                byte => return byte == Some(b'"') && self.byte(end + 1) == Some(b':'),
            }
        }
    }

    /// Where a template (`${name}`) that begins here ends, if it does so on this line; else where it
    /// begins.
    fn end_of_template(&mut self, at: usize) -> usize {
        let rest = self.look_ahead(at);
        let length = rest.find(['\n', '}']);
        self.ahead = self.ahead.saturating_sub(length.unwrap_or(rest.len()) + 1);
        let length = length.filter(|length| rest.as_bytes().get(*length) == Some(&b'}'));
        length.map_or(at, |length| at + length + 1)
    }

    /// Whether a text without quotes goes on after the spaces here.
    fn goes_on_with_word(&self, at: usize) -> bool {
        if self.slice(at - 1, at + 1).starts_with([' ', '\t']) {
            // The first of several spaces was asked, and the others follow it.
            return true;
        }
        let rest = self.rest(at).trim_start_matches([' ', '\t']);
        let ends = |next: char| {
            matches!(next, ',' | ':' | ';' | '[' | ']' | '{' | '}' | '"' | '\\' | '#')
                || next.is_whitespace()
                || next.is_control()
                || is_invisible(next)
        };
        !rest.is_empty() && !rest.starts_with(ends) && !rest.starts_with("//") && !rest.starts_with("/*")
    }
}

/// Quotes that word processors make.
pub(super) fn is_typographic_quote(character: char) -> bool {
    is_typographic_double(character) || is_typographic_single(character)
}

pub(super) fn is_typographic_double(character: char) -> bool {
    matches!(character, '\u{201c}'..='\u{201f}' | '\u{2033}' | '\u{2036}' | '\u{ff02}')
}

pub(super) fn is_typographic_single(character: char) -> bool {
    matches!(character, '\u{2018}'..='\u{201b}' | '\u{2032}' | '\u{2035}' | '\u{ff07}')
}

/// The length of the number that the bytes begin with.
fn number_length(bytes: &[u8]) -> Option<usize> {
    let byte = |at: usize| bytes.get(at).copied().unwrap_or_default();
    let digits = |from: usize| {
        bytes.get(from..).unwrap_or_default().iter().take_while(|byte| byte.is_ascii_digit()).count()
    };
    let mut at = usize::from(byte(0) == b'-');
    at += match byte(at) {
        b'0' => 1,
        b'1'..=b'9' => digits(at),
        _ => return None,
    };
    if byte(at) == b'.' && byte(at + 1).is_ascii_digit() {
        at += 1 + digits(at + 1);
    }
    if matches!(byte(at), b'e' | b'E') {
        let sign = usize::from(matches!(byte(at + 1), b'+' | b'-'));
        if byte(at + 1 + sign).is_ascii_digit() {
            at += 1 + sign + digits(at + 1 + sign);
        }
    }
    Some(at)
}

fn looks_like_number(word: &str) -> bool {
    word.trim_start_matches(['+', '-', '.']).starts_with(|first: char| first.is_ascii_digit())
        && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.' | b'_'))
}

/// What is wrong with a number.
fn number_fault(number: &str) -> &'static str {
    let unsigned = number.trim_start_matches(['+', '-']);
    let has_prefix = |prefix| unsigned.get(..2).is_some_and(|start| start.eq_ignore_ascii_case(prefix));
    if number.starts_with('+') {
        "no `+` before a number"
    } else if unsigned.starts_with('.') {
        "a digit must stand before the point"
    } else if has_prefix("0x") || has_prefix("0o") || has_prefix("0b") {
        "only decimal numbers"
    } else if unsigned.len() > 1 && unsigned.bytes().all(|byte| byte.is_ascii_digit()) {
        "no zero before a number"
    } else if unsigned.ends_with('.') || unsigned.contains(".e") || unsigned.contains(".E") {
        "a digit must follow the point"
    } else if unsigned.ends_with(['e', 'E', '+', '-']) {
        "a digit must follow the exponent"
    } else {
        "neither a number nor a string"
    }
}
