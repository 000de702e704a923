//! The values of options, as the AWS CLI turns them into parameters.
//!
//! A list is written as JSON or as shorthand; any value can be `file://…`, which only a command that
//! is about to be run here may use, so the file is read.

use std::borrow::Cow;
use std::fs;

use serde_json::Value as Json;

use crate::rule::Finding;
use crate::text::TextRange;
use crate::tree::{Member, Node, Value, json};

use super::arguments::{Given, Piece};
use super::shorthand::{self, SyntaxFault, SyntaxFaultKind};
use super::words::{Word, is_dynamic};
use super::{Meaning, Reader, Type, UNREAD_OPTION};

/// The largest file that a `file://` value is read from, in bytes.
const MAX_FILE: u64 = 1 << 20;

impl Reader<'_> {
    /// A string or a number.
    pub(super) fn scalar(&mut self, given: &Given<'_, Meaning>, kind: Type) -> Node<'static> {
        let Some(piece) = given.values.first().copied() else {
            return Node::new(self.word_span(given.word).range(), Value::Unknown);
        };
        let range = self.piece_span(piece).range();
        let option = given.spec.name.as_str();
        let value = match self.load(piece, option) {
            None => Value::Unknown,
            Some(text) if kind == Type::Integer => {
                let Some(number) = integer(&text) else {
                    let message = format!("`{option}` takes a whole number, not `{}`", text.trim());
                    self.invalid(range.of(self.source.id()), &message, None);
                    return Node::new(range, Value::Unknown);
                };
                Value::Number(Cow::Owned(number))
            }
            Some(text) => Value::String(Cow::Owned(text)),
        };
        Node::new(range, value)
    }

    /// A list, as JSON or as shorthand.
    pub(super) fn list(&mut self, given: &Given<'_, Meaning>, parameter: &'static str) -> Node<'static> {
        let pieces = given.values.as_slice();
        let option = given.spec.name.as_str();
        let (Some(first), Some(last)) = (pieces.first().copied(), pieces.last().copied()) else {
            return Node::new(self.word_span(given.word).range(), Value::Array(Vec::new()));
        };
        let range = TextRange { start: self.piece_span(first).start, end: self.piece_span(last).end };
        // Among as many values as follow there may be options.
        self.incomplete |= pieces.iter().any(|piece| self.words.get(piece.word).is_some_and(Word::is_many));
        let starts = |text: &str, open: char| text.trim_start().starts_with(open);
        if pieces.len() == 1 && is_file(self.text(first)) {
            return self.list_from_file(first, option);
        }
        let text = self.text(first);
        if pieces.len() == 1 && starts(text, '[') {
            return self.json(first, option);
        }
        let json = starts(text, '[') || starts(text, '{');
        let elements = pieces.iter().map(|piece| {
            if json { self.json_object(*piece, option) } else { self.shorthand(*piece, option, parameter) }
        });
        let elements = elements.collect();
        Node::new(range, Value::Array(elements))
    }

    /// A list in a file: only JSON works there.
    fn list_from_file(&mut self, piece: Piece, option: &str) -> Node<'static> {
        let span = self.piece_span(piece);
        let unknown = Node::new(span.range(), Value::Unknown);
        let Some(text) = self.load(piece, option) else { return unknown };
        if !text.trim_start().starts_with('[') {
            let message = format!("a file for `{option}` must hold a JSON list");
            self.invalid(span, &message, Some("write `[{…}]` into the file".to_owned()));
            return unknown;
        }
        let mut faults = Vec::new();
        let mut node = owned(&json::read_text(&text, self.source.id(), &mut faults));
        if serde_json::from_str::<serde::de::IgnoredAny>(&text).is_err() {
            self.invalid(span, &format!("the file for `{option}` is not JSON"), None);
            return unknown;
        }
        place_all(&mut node, span.range());
        node
    }

    /// One of several JSON values behind an option: each must be an object.
    fn json_object(&mut self, piece: Piece, option: &str) -> Node<'static> {
        let span = self.piece_span(piece);
        let text = self.text(piece);
        if text.trim_start().starts_with('{') || is_dynamic(text) {
            return self.json(piece, option);
        }
        let message = format!("`{option}` begins with JSON, but not every value behind it is a JSON object");
        self.invalid(
            span,
            &message,
            Some("write all of them as JSON, or all of them as shorthand".to_owned()),
        );
        Node::new(span.range(), Value::Unknown)
    }

    fn json(&mut self, piece: Piece, option: &str) -> Node<'static> {
        let words = self.words;
        let Some(word) = words.get(piece.word) else {
            return Node::new(TextRange::default(), Value::Unknown);
        };
        let whole = self.piece_span(piece).range();
        let text = self.text(piece).to_owned();
        let moved = |range: TextRange| place_in(word, piece.start, range);
        let mut faults = Vec::new();
        let mut node = owned(&json::read_text(&text, self.source.id(), &mut faults));
        if serde_json::from_str::<serde::de::IgnoredAny>(&text).is_err() {
            if is_dynamic(&text) {
                return Node::new(whole, Value::Unknown);
            }
            self.refused = true;
            if faults.is_empty() {
                self.invalid(whole.of(self.source.id()), &format!("the JSON of `{option}` is broken"), None);
            }
        }
        for mut fault in faults {
            for label in fault.place.iter_mut().chain(&mut fault.related) {
                label.span = moved(label.span.range()).of(self.source.id());
            }
            self.push(fault);
        }
        node.relocate(&moved);
        forget_dynamic(&mut node);
        node
    }

    fn shorthand(&mut self, piece: Piece, option: &str, parameter: &'static str) -> Node<'static> {
        let whole = self.piece_span(piece);
        let unknown = Node::new(whole.range(), Value::Unknown);
        let words = self.words;
        let Some(word) = words.get(piece.word) else { return unknown };
        let text = self.text(piece);
        let dynamic = is_dynamic(text);
        match shorthand::parse(text) {
            Ok(mut node) => {
                node.relocate(&|range| place_in(word, piece.start, range));
                node.range = whole.range();
                if let Some(operation) = self.operation {
                    let elements = operation.schema(parameter).and_then(|schema| schema.get("items"));
                    wrap_lists(&mut node, elements, &operation.parameters);
                }
                node
            }
            Err(_) if dynamic => unknown,
            Err(fault) => {
                self.shorthand_fault(piece, option, &fault);
                unknown
            }
        }
    }

    fn shorthand_fault(&mut self, piece: Piece, option: &str, fault: &SyntaxFault) {
        let text = self.text(piece);
        let found = text.get(fault.at..).unwrap_or_default().chars().next();
        let words = self.words;
        let span = match (found, words.get(piece.word)) {
            (Some(found), Some(word)) => {
                let start = piece.start + fault.at;
                let length = match &fault.kind {
                    SyntaxFaultKind::Repeated(name) => name.len(),
                    _ => found.len_utf8(),
                };
                self.span(word.part(start, start + length))
            }
            _ => self.piece_span(piece),
        };
        let (message, help) = match (&fault.kind, found) {
            (SyntaxFaultKind::Expected(expected), Some(found)) => (
                format!(
                    "the value of `{option}` has `{found}` where the shorthand syntax wants `{expected}`"
                ),
                match (*expected, found) {
                    (",", ']' | '}') => Some("write an empty value as `\"\"`".to_owned()),
                    ("=", _) => Some("put a value that holds a comma in double quotes".to_owned()),
                    _ => None,
                },
            ),
            (SyntaxFaultKind::Expected(expected), None) => {
                (format!("the value of `{option}` ends where the shorthand syntax wants `{expected}`"), None)
            }
            (SyntaxFaultKind::Repeated(name), _) => (
                format!("`{name}` is given twice in one value of `{option}`"),
                Some("separate several values by spaces, not by commas".to_owned()),
            ),
            (SyntaxFaultKind::TooDeep, _) => (format!("the value of `{option}` is nested too deeply"), None),
        };
        self.invalid(span, &message, help);
    }

    /// The text of a value, or of the file that it names; `None` if that cannot be known.
    fn load(&mut self, piece: Piece, option: &str) -> Option<String> {
        let text = self.text(piece);
        if is_dynamic(text) || (is_file(text) && !self.reading.follows_files) {
            return None;
        }
        if text.starts_with("fileb://") {
            let message = format!("the bytes that `{option}` takes from a file are not read");
            self.push(Finding::new(&UNREAD_OPTION, self.piece_span(piece), message));
            return None;
        }
        let Some(path) = text.strip_prefix("file://") else { return Some(text.to_owned()) };
        let path = expand_home(path);
        let span = self.piece_span(piece);
        match fs::metadata(&path) {
            Err(error) => {
                self.invalid(span, &format!("the file `{path}` of `{option}` cannot be read: {error}"), None);
                return None;
            }
            Ok(metadata) if !metadata.is_file() || metadata.len() > MAX_FILE => {
                let message =
                    format!("the file `{path}` of `{option}` is not a regular file of at most 1 MB");
                self.push(Finding::new(&UNREAD_OPTION, span, message).label("its value is taken as unknown"));
                return None;
            }
            Ok(_) => {}
        }
        match fs::read(&path).map(String::from_utf8) {
            Ok(Ok(text)) => Some(text.replace("\r\n", "\n").replace('\r', "\n")),
            Ok(Err(_)) => {
                self.invalid(span, &format!("the file `{path}` of `{option}` is not UTF-8 text"), None);
                None
            }
            Err(error) => {
                self.invalid(span, &format!("the file `{path}` of `{option}` cannot be read: {error}"), None);
                None
            }
        }
    }
}

/// Where the schema wants a list and something else stands, the AWS CLI makes a list of it.
fn wrap_lists(node: &mut Node<'static>, schema: Option<&Json>, root: &Json) {
    let Some(schema) = schema.and_then(|schema| resolve(schema, root)) else { return };
    let is_list = schema.get("type").and_then(Json::as_str) == Some("array");
    match &mut node.value {
        Value::Array(elements) if is_list => {
            for element in elements {
                wrap_lists(element, schema.get("items"), root);
            }
        }
        Value::Object(members) if !is_list => {
            for member in members {
                let property = schema.get("properties").and_then(|properties| properties.get(&*member.key));
                wrap_lists(&mut member.value, property, root);
            }
        }
        Value::Unknown => {}
        _ if is_list => {
            let element = node.clone();
            *node = Node::new(element.range, Value::Array(vec![element]));
        }
        _ => {}
    }
}

fn resolve<'s>(schema: &'s Json, root: &'s Json) -> Option<&'s Json> {
    match schema.get("$ref").and_then(Json::as_str) {
        Some(reference) => root.pointer(reference.strip_prefix('#')?),
        None => Some(schema),
    }
}

/// The place of a part of a value that begins at `start` of a word.
fn place_in(word: &Word, start: usize, range: TextRange) -> TextRange {
    word.part(start + range.start as usize, start + range.end as usize)
}

/// Puts a whole tree at one place: that of the word which names the file it was read from.
fn place_all(node: &mut Node<'_>, range: TextRange) {
    node.range = range;
    match &mut node.value {
        Value::Array(elements) => elements.iter_mut().for_each(|element| place_all(element, range)),
        Value::Object(members) => {
            for member in members {
                member.key_range = range;
                place_all(&mut member.value, range);
            }
        }
        _ => {}
    }
}

/// Forgets the strings that a shell would still change.
fn forget_dynamic(node: &mut Node<'_>) {
    match &mut node.value {
        Value::String(text) if is_dynamic(text) => node.value = Value::Unknown,
        Value::Array(elements) => elements.iter_mut().for_each(forget_dynamic),
        Value::Object(members) => members.iter_mut().for_each(|member| forget_dynamic(&mut member.value)),
        _ => {}
    }
}

/// The tree with texts of its own.
fn owned(node: &Node<'_>) -> Node<'static> {
    let value = match &node.value {
        Value::Unknown => Value::Unknown,
        Value::Null => Value::Null,
        Value::Bool(value) => Value::Bool(*value),
        Value::Number(text) => Value::Number(Cow::Owned(text.clone().into_owned())),
        Value::String(text) => Value::String(Cow::Owned(text.clone().into_owned())),
        Value::Array(elements) => Value::Array(elements.iter().map(owned).collect()),
        Value::Object(members) => Value::Object(
            members
                .iter()
                .map(|member| Member {
                    key_range: member.key_range,
                    key: Cow::Owned(member.key.clone().into_owned()),
                    value: owned(&member.value),
                })
                .collect(),
        ),
    };
    Node { range: node.range, value, incomplete: node.incomplete }
}

/// A whole number as Python reads it (space around it, a sign, single underscores), written plainly.
pub(super) fn integer(text: &str) -> Option<String> {
    let text = text.trim();
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", text.strip_prefix('+').unwrap_or(text)),
    };
    let groups_fit =
        digits.split('_').all(|group| !group.is_empty() && group.bytes().all(|byte| byte.is_ascii_digit()));
    if !groups_fit {
        return None;
    }
    let digits = digits.replace('_', "");
    let digits = digits.trim_start_matches('0');
    Some(if digits.is_empty() { "0".to_owned() } else { format!("{sign}{digits}") })
}

fn is_file(text: &str) -> bool {
    text.starts_with("file://") || text.starts_with("fileb://")
}

fn expand_home(path: &str) -> String {
    match (path.strip_prefix("~/"), std::env::var("HOME")) {
        (Some(rest), Ok(home)) => format!("{home}/{rest}"),
        _ => path.to_owned(),
    }
}
