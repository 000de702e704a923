//! The values of options, as the AWS CLI turns them into parameters.
//!
//! A list is written as JSON or as shorthand; any value can stand in a file.

use std::borrow::Cow;

use super::arguments::{Given, Piece};
use super::files::Place;
use super::nodes::{forget_dynamic, is_json, keep_last, owned, place_all, place_in, wrap_lists};
use super::numbers::{Number, number};
use super::shorthand::{self, SyntaxFault, SyntaxFaultKind};
use super::words::{UNKNOWN, Word, is_dynamic};
use super::{Meaning, Reader, Type, is_space};
use crate::rule::Finding;
use crate::text::{Span, TextRange};
use crate::tree::{Node, Value, json};

impl Reader<'_> {
    /// A string or a number.
    pub(super) fn scalar(&mut self, given: &Given<'_, Meaning>, kind: Type) -> Node<'static> {
        let Some(piece) = given.values.first().copied() else {
            return Node::new(self.word_span(given.word).range(), Value::Unknown);
        };
        let span = self.piece_span(piece);
        let (text, option) = (self.text(piece), given.spec.name.as_str());
        let value = if kind == Type::String {
            self.fetched(text, span, option);
            self.load(text, span, option).map(|text| Value::String(Cow::Owned(text)))
        } else {
            self.number_text(text, span, option, kind).and_then(|text| self.number(&text, span, option))
        };
        Node::new(span.range(), value.unwrap_or(Value::Unknown))
    }

    /// The text that a number is read from.
    fn number_text(&mut self, text: &str, span: Span, option: &str, kind: Type) -> Option<String> {
        match Place::of(text) {
            // Python reads a number from bytes, too.
            Place::Bytes(path) if kind == Type::Integer => {
                let bytes = self.read_file(path, span, option)?;
                Some(String::from_utf8(bytes).unwrap_or_default())
            }
            _ => self.load(text, span, option),
        }
    }

    fn number(&mut self, text: &str, span: Span, option: &str) -> Option<Value<'static>> {
        match number(text) {
            Number::Whole(number) => Some(Value::Number(Cow::Owned(number))),
            Number::Unread => None,
            Number::None => {
                self.no_number(text, span, option);
                None
            }
        }
    }

    fn no_number(&mut self, text: &str, span: Span, option: &str) {
        let message = format!("`{option}` takes a whole number, not `{}`", text.trim_matches(is_space));
        self.invalid(span, &message, None);
    }

    /// Whether a value is no whole number; each is looked at, also if the option is given again.
    pub(super) fn is_no_long(&mut self, given: &Given<'_, Meaning>) -> bool {
        let Some(piece) = given.values.first().copied() else { return true };
        let (text, span, option) = (self.text(piece), self.piece_span(piece), given.spec.name.as_str());
        if is_dynamic(text) || number(text) != Number::None {
            return false;
        }
        if Place::of(text) == Place::Here {
            self.no_number(text, span, option);
        } else {
            self.takes_no_file(span, option);
        }
        true
    }

    /// A list, as JSON or as shorthand.
    pub(super) fn list(&mut self, given: &Given<'_, Meaning>, parameter: &'static str) -> Node<'static> {
        let pieces = given.values.as_slice();
        let option = given.spec.name.as_str();
        let Some(first) = pieces.first().copied() else {
            return Node::new(self.word_span(given.word).range(), Value::Array(Vec::new()));
        };
        // Among as many values as follow there may be options.
        self.incomplete |= pieces.iter().any(|piece| self.words.get(piece.word).is_some_and(Word::is_many));
        let text = self.text(first);
        let starts = |open: char| text.trim_start_matches(is_space).starts_with(open);
        if pieces.len() == 1 && Place::of(text) != Place::Here {
            return self.list_from_file(first, option);
        }
        if pieces.len() == 1 && starts('[') {
            return self.json(first, option);
        }
        let json = starts('[') || starts('{');
        let elements = pieces.iter().map(|piece| {
            if json { self.json_object(*piece, option) } else { self.shorthand(*piece, option) }
        });
        let mut elements: Vec<_> = elements.collect();
        if !json {
            self.tags_without_braces(&mut elements, pieces, option);
            if let Some(operation) = self.operation {
                let schema = operation.schema(parameter).and_then(|schema| schema.get("items"));
                for element in &mut elements {
                    wrap_lists(element, schema, &operation.parameters);
                }
            }
        }
        Node::new(self.values_span(given.word, pieces).range(), Value::Array(elements))
    }

    /// A list in a file: only JSON works there.
    fn list_from_file(&mut self, piece: Piece, option: &str) -> Node<'static> {
        let span = self.piece_span(piece);
        let unknown = Node::new(span.range(), Value::Unknown);
        let Some(text) = self.load(self.text(piece), span, option) else { return unknown };
        if !text.trim_start_matches(is_space).starts_with('[') {
            let message = format!("a file for `{option}` must hold a JSON list");
            self.invalid(span, &message, Some("write `[{…}]` into the file".to_owned()));
            return unknown;
        }
        self.json_of_file(&text, span, option).unwrap_or(unknown)
    }

    /// The JSON of a file; every place in it is that of the word which names the file.
    pub(super) fn json_of_file(&mut self, text: &str, span: Span, option: &str) -> Option<Node<'static>> {
        let mut faults = Vec::new();
        let mut node = owned(&json::read_text(text, self.source.id(), &mut faults));
        let broken = !is_json(text);
        let breaks: Vec<usize> = text.match_indices('\n').map(|(at, _)| at).collect();
        let line = |fault: &Finding| {
            let start = fault.span().map_or(0, |span| span.start as usize);
            breaks.partition_point(|at| *at < start) + 1
        };
        if broken {
            let what = faults.first().map(|fault| format!(": {} on line {}", fault.message, line(fault)));
            let message = format!("the file for `{option}` is not JSON{}", what.unwrap_or_default());
            self.invalid(span, &message, None);
            return None;
        }
        for mut fault in faults {
            fault.message = format!("{} on line {} of the file for `{option}`", fault.message, line(&fault));
            fault.related.clear();
            if let Some(place) = &mut fault.place {
                place.span = span;
            }
            self.push(fault);
        }
        place_all(&mut node, span.range());
        keep_last(&mut node);
        Some(node)
    }

    /// One of several JSON values behind an option: each must be an object.
    fn json_object(&mut self, piece: Piece, option: &str) -> Node<'static> {
        let span = self.piece_span(piece);
        let text = self.text(piece);
        if text.trim_start_matches(is_space).starts_with('{') || is_dynamic(text) {
            return self.json(piece, option);
        }
        let message = format!("`{option}` begins with JSON, but not every value behind it is a JSON object");
        let help = "write all of them as JSON, or all of them as shorthand".to_owned();
        self.invalid(span, &message, Some(help));
        Node::new(span.range(), Value::Unknown)
    }

    /// JSON in a word.
    pub(super) fn json(&mut self, piece: Piece, option: &str) -> Node<'static> {
        let words = self.words;
        let Some(word) = words.get(piece.word) else {
            return Node::new(TextRange::default(), Value::Unknown);
        };
        let whole = self.piece_span(piece);
        let text = self.text(piece);
        let moved = |range: TextRange| place_in(word, piece.start, range);
        let mut faults = Vec::new();
        let mut node = owned(&json::read_text(text, self.source.id(), &mut faults));
        if !is_json(text) {
            if is_dynamic(text) {
                return Node::new(whole.range(), Value::Unknown);
            }
            self.refused = true;
            if faults.is_empty() {
                self.invalid(whole, &format!("the JSON of `{option}` is broken"), None);
            }
        }
        // A key of which a part is unknown may be another one.
        faults.retain(|fault| !fault.message.contains(UNKNOWN));
        for mut fault in faults {
            for label in fault.place.iter_mut().chain(&mut fault.related) {
                label.span = moved(label.span.range()).of(self.source.id());
            }
            self.push(fault);
        }
        node.relocate(&moved);
        forget_dynamic(&mut node);
        keep_last(&mut node);
        node
    }

    fn shorthand(&mut self, piece: Piece, option: &str) -> Node<'static> {
        let whole = self.piece_span(piece);
        let unknown = Node::new(whole.range(), Value::Unknown);
        let words = self.words;
        let Some(word) = words.get(piece.word) else { return unknown };
        let text = self.text(piece);
        let place = |range: TextRange| place_in(word, piece.start, range);
        let source = self.source.id();
        let parsed =
            shorthand::parse(text, &mut |range, text| self.load(text, place(range).of(source), option));
        match parsed {
            Ok(mut node) => {
                node.relocate(&place);
                node.range = whole.range();
                self.lost_members(&node);
                keep_last(&mut node);
                node
            }
            Err(_) if is_dynamic(text) => unknown,
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
                    SyntaxFaultKind::Repeated(name) => name.len().max(1),
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
}
