//! The structure: white space, lists, objects, and what stands between their items.

use std::borrow::Cow;
use std::collections::HashMap;

use super::faults::Faults;
use super::{MAX_DEPTH, words};
use crate::rule::Finding;
use crate::text::{SourceId, TextRange};
use crate::tree::{Member, Node, Value};
use crate::words::quoted;

/// Reads one text from front to back.
pub(super) struct Reader<'t, 'f> {
    pub(super) text: &'t str,
    /// The next byte to be read. Always at a character's start.
    pub(super) at: usize,
    /// The lists and objects that are open, outermost first.
    pub(super) open: Vec<Open>,
    /// What was read so far of the lists that are open, and of the objects: once such a one is closed, it gets room
    /// for just what it holds.
    elements: Vec<Node<'t>>,
    members: Vec<Member<'t>>,
    pub(super) faults: Faults<'f>,
    /// How many more bytes may be looked at ahead of time. Looking ahead happens after faults only;
    /// without it faults are told apart less well, but it must not make the reader slow.
    pub(super) ahead: usize,
    /// The closing bracket, or the end of the text, whose fault has been reported already: what it
    /// closes on the way is no fault of its own.
    pub(super) settled: Option<usize>,
    too_deep: bool,
    /// A place, and where the text before it ends: many lists may end at the same place.
    trimmed: (usize, usize),
}

/// A list or an object that is not closed yet.
#[derive(Clone, Copy)]
pub(super) struct Open {
    pub(super) kind: Kind,
    /// The place of its opening bracket.
    pub(super) start: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Array,
    Object,
}

impl Kind {
    pub(super) fn opener(self) -> char {
        match self {
            Self::Array => '[',
            Self::Object => '{',
        }
    }

    pub(super) fn closer(self) -> char {
        match self {
            Self::Array => ']',
            Self::Object => '}',
        }
    }
}

/// Whether a text is read as a key or as a value.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Key,
    Value,
}

/// What stood last in a list or an object.
#[derive(Clone, Copy)]
pub(super) enum After {
    /// The opening bracket.
    Start,
    /// A value.
    Value,
    /// The comma at this place.
    Comma(usize),
    /// A separator that has been reported already.
    Reported,
}

/// A list or an object while it is read.
pub(super) struct Frame {
    pub(super) kind: Kind,
    pub(super) start: usize,
    /// How many faults there were before it.
    faults: usize,
    pub(super) after: After,
    /// The last comma in it.
    pub(super) comma: Option<usize>,
    /// Whether a colon in a list has been reported.
    pub(super) colon: bool,
    /// Whether its last element turned out to be the key of a member of the object around it.
    pub(super) gave_back: bool,
    /// Whether its closing bracket was there.
    pub(super) closed: bool,
}

/// What stands between two commas in an object.
enum Item<'t> {
    Member(Member<'t>),
    /// Nothing that can be known.
    Nothing,
    /// All but the first value of a list without an opening bracket; the first is the value of the
    /// member before.
    Rest(Node<'t>),
}

/// A string as it was read, in whatever quotes.
pub(super) struct Quoted<'t> {
    pub(super) range: TextRange,
    pub(super) text: Cow<'t, str>,
    /// Whether the text is what was meant.
    pub(super) known: bool,
}

impl<'t, 'f> Reader<'t, 'f> {
    pub(super) fn new(text: &'t str, source: SourceId, findings: &'f mut Vec<Finding>) -> Self {
        Self {
            text,
            at: 0,
            open: Vec::with_capacity(16),
            elements: Vec::new(),
            members: Vec::new(),
            faults: Faults::new(source, findings),
            ahead: 1 << 24,
            settled: None,
            too_deep: false,
            trimmed: (0, 0),
        }
    }

    /// The whole text as one value.
    pub(super) fn document(mut self) -> Node<'t> {
        if self.text.starts_with('\u{feff}') {
            self.at = '\u{feff}'.len_utf8();
            self.faults
                .raise(TextRange::new(0, self.at), || "the text begins with a byte order mark".to_owned())
                .label("an invisible U+FEFF stands here")
                .help("save the file as UTF-8 without a byte order mark");
        }
        self.skip_space();
        let mut root = if self.at < self.text.len() {
            let faults = self.faults.count();
            let root = self.value_or_headless_object();
            // Where not even the one value could be read, what follows is part of the same fault.
            let garbled = matches!(root.value, Value::Unknown) && self.faults.count() > faults;
            if !garbled {
                self.trailing_text();
            }
            root
        } else {
            self.nothing()
        };
        root.incomplete |= self.faults.count() > 0;
        self.faults.finish();
        root
    }

    fn nothing(&mut self) -> Node<'t> {
        if self.settled != Some(self.at) {
            self.faults
                .raise(TextRange::new(0, self.text.len()), || "the text holds no JSON value".to_owned())
                .help("a document holds one value, such as `{}`");
        }
        Self::unknown(self.at, self.at)
    }

    fn trailing_text(&mut self) {
        self.skip_space();
        let rest = self.rest(self.at);
        let Some(line) = rest.lines().next().map(str::trim_end).filter(|line| !line.is_empty()) else {
            return;
        };
        let range = TextRange::new(self.at, self.at + line.len());
        if matches!(rest.trim_end(), "}" | "]") {
            self.faults
                .raise(range, || format!("{} closes nothing", quoted(line)))
                .label("without an opening bracket")
                .help("remove it");
        } else {
            self.faults
                .raise(range, || format!("the document is over, but {} follows", quoted(line)))
                .label("text after the end of the document")
                .help(if rest.starts_with(':') {
                    "the members of an object stand between `{` and `}`"
                } else {
                    "a document is one value; several policies or requests go into files of their own"
                });
        }
    }

    /// The value that begins at the next byte. White space has been skipped.
    pub(super) fn value(&mut self) -> Node<'t> {
        match self.byte(self.at) {
            Some(b'"') => {
                let faults = self.faults.count();
                let string = self.string(Place::Value);
                self.string_node(string, faults)
            }
            Some(b'{') => self.object(true),
            Some(b'[') => self.array(true),
            Some(b'-' | b'0'..=b'9') => self.number(),
            Some(b't') if self.literal("true") => self.take_literal("true", Value::Bool(true)),
            Some(b'f') if self.literal("false") => self.take_literal("false", Value::Bool(false)),
            Some(b'n') if self.literal("null") => self.take_literal("null", Value::Null),
            _ => self.odd_value(),
        }
    }

    /// The value that begins at the next byte, or the object that begins there without its brace: a
    /// string with a colon behind it.
    fn value_or_headless_object(&mut self) -> Node<'t> {
        let value = self.value();
        if !matches!(value.value, Value::String(_)) || value.incomplete {
            return value;
        }
        let faults = self.faults.count();
        self.skip_space();
        if self.byte(self.at) == Some(b':')
            && self.faults.count() == faults
            && self.opener_is_missing(Kind::Object, value.range)
        {
            self.at = value.range.start as usize;
            return self.object(false);
        }
        value
    }

    fn take_literal(&mut self, literal: &str, value: Value<'t>) -> Node<'t> {
        let start = self.at;
        self.at += literal.len();
        Node::new(TextRange::new(start, self.at), value)
    }

    pub(super) fn literal(&self, literal: &str) -> bool {
        self.text.as_bytes().get(self.at..).is_some_and(|rest| rest.starts_with(literal.as_bytes()))
            && !self.wordish(self.at + literal.len())
            && !self.ends_with_lone_quote(self.at + literal.len())
    }

    /// Whether a quote stands here that can only be the closing one of a string: what is before it
    /// lacks its opening quote.
    pub(super) fn ends_with_lone_quote(&self, at: usize) -> bool {
        self.byte(at) == Some(b'"')
            && matches!(self.byte(at + 1), None | Some(b',' | b'}' | b']' | b'\n' | b'\r'))
    }

    pub(super) fn string_node(&self, string: Quoted<'t>, faults: usize) -> Node<'t> {
        let value = if string.known { Value::String(string.text) } else { Value::Unknown };
        Node { range: string.range, value, incomplete: self.faults.count() > faults }
    }

    pub(super) fn unknown(start: usize, end: usize) -> Node<'t> {
        Node { range: TextRange::new(start, end), value: Value::Unknown, incomplete: true }
    }

    fn array(&mut self, has_bracket: bool) -> Node<'t> {
        let Some(mut frame) = self.enter(Kind::Array, has_bracket) else {
            return self.skip_too_deep();
        };
        let first = self.elements.len();
        while self.next_item(&mut frame) {
            let element = self.value_or_headless_object();
            self.elements.push(element);
            frame.after = After::Value;
        }
        let mut elements: Vec<Node<'t>> = self.elements.drain(first..).collect();
        if frame.gave_back {
            elements.pop();
        }
        self.leave(&frame, Value::Array(elements))
    }

    fn object(&mut self, has_bracket: bool) -> Node<'t> {
        let Some(mut frame) = self.enter(Kind::Object, has_bracket) else {
            return self.skip_too_deep();
        };
        let first = self.members.len();
        while self.next_item(&mut frame) {
            match self.member() {
                Item::Member(member) => self.members.push(member),
                Item::Nothing => {}
                Item::Rest(list) => continue_list(self.members.get_mut(first..), list),
            }
            frame.after = After::Value;
        }
        let members: Vec<Member<'t>> = self.members.drain(first..).collect();
        self.find_duplicates(&members);
        self.leave(&frame, Value::Object(members))
    }

    fn enter(&mut self, kind: Kind, has_bracket: bool) -> Option<Frame> {
        if self.open.len() >= MAX_DEPTH {
            return None;
        }
        let start = self.at;
        self.open.push(Open { kind, start });
        self.at += usize::from(has_bracket);
        // What has no bracket is incomplete whatever comes.
        let faults = if has_bracket { self.faults.count() } else { usize::MAX };
        Some(Frame {
            kind,
            start,
            faults,
            after: After::Start,
            comma: None,
            colon: false,
            gave_back: false,
            closed: false,
        })
    }

    fn leave(&mut self, frame: &Frame, value: Value<'t>) -> Node<'t> {
        self.open.pop();
        let end = if frame.closed { self.at } else { self.end_of_text_before(self.at) };
        let incomplete = self.faults.count() != frame.faults;
        Node { range: TextRange::new(frame.start, end), value, incomplete }
    }

    /// Goes to the next item of a list or object. `false`: there is none, and the list or object is
    /// over.
    fn next_item(&mut self, frame: &mut Frame) -> bool {
        loop {
            self.skip_space();
            match (self.byte(self.at), frame.after) {
                (Some(b','), After::Value) => {
                    frame.after = After::Comma(self.at);
                    frame.comma = Some(self.at);
                    self.at += 1;
                }
                (None, _) => {
                    self.end_within();
                    return false;
                }
                (Some(b'}' | b']'), after) => {
                    if let After::Comma(comma) = after {
                        self.trailing_comma(comma);
                        frame.after = After::Reported;
                    }
                    if self.close(frame) {
                        return false;
                    }
                }
                (Some(b','), after) => {
                    self.extra_comma(after);
                    self.at += 1;
                    frame.after = After::Reported;
                }
                (Some(b':'), after) => {
                    if matches!(after, After::Value) && self.list_ends_before_key(frame) {
                        return false;
                    }
                    self.stray_colon(frame);
                }
                (Some(b'{'), After::Comma(comma)) if self.object_ends_before(frame, comma) => return false,
                (Some(b';'), After::Value) => {
                    self.separator(";", ",");
                    frame.after = After::Reported;
                }
                (Some(_), After::Value) => {
                    if self.begins_item(frame.kind) {
                        self.missing_comma();
                        return true;
                    }
                    self.unexpected(Place::Value);
                }
                (Some(_), _) => return true,
            }
        }
    }

    /// Whether an item without a comma before it begins here, and not just text that does not belong.
    fn begins_item(&mut self, kind: Kind) -> bool {
        match self.byte(self.at) {
            Some(b'"' | b'{' | b'[' | b'-' | b'0'..=b'9' | b'\'') => true,
            _ if kind == Kind::Object => self.member_at(self.at),
            _ => {
                self.literal("true")
                    || self.literal("false")
                    || self.literal("null")
                    || self.character().is_some_and(words::is_typographic_quote)
            }
        }
    }

    /// One key and its value.
    fn member(&mut self) -> Item<'t> {
        if self.byte(self.at) == Some(b'{') {
            let brace = TextRange::new(self.at, self.at + 1);
            if self.opener_is_missing(Kind::Array, brace) {
                return Item::Rest(self.array(false));
            }
        }
        let Some(key) = self.key() else {
            return Item::Nothing;
        };
        self.skip_space();
        if matches!(self.byte(self.at), Some(b',' | b']'))
            && key.known
            && self.opener_is_missing(Kind::Array, key.range)
        {
            self.at = key.range.start as usize;
            return Item::Rest(self.array(false));
        }
        let value = if self.colon(&key) {
            self.value_or_headless_object()
        } else {
            let end = key.range.end as usize;
            Self::unknown(end, end)
        };
        if key.known {
            Item::Member(Member { key_range: key.range, key: key.text, value })
        } else {
            Item::Nothing
        }
    }

    fn key(&mut self) -> Option<Quoted<'t>> {
        match self.byte(self.at) {
            Some(b'"') => return Some(self.string(Place::Key)),
            Some(opener @ (b'{' | b'[')) => {
                let range = TextRange::new(self.at, self.at + 1);
                if self.opener_is_superfluous() {
                    self.at += 1;
                    self.faults
                        .raise(range, || format!("there is one `{}` too many", char::from(opener)))
                        .label("a key belongs here")
                        .help("remove it");
                    self.skip_space();
                    return self.key();
                }
                self.faults
                    .raise(range, || format!("`{}` stands where a key belongs", char::from(opener)))
                    .label("a value without a key")
                    .help("an object holds keys and values: `\"Key\": …`; a list stands in `[` and `]`");
                self.value();
                return None;
            }
            Some(b'\\') if self.byte(self.at + 1) == Some(b'"') => {
                self.give_up_on_escaped_text();
                return None;
            }
            _ => {}
        }
        if let Some(quoted) = self.other_quotes(Place::Key) {
            return Some(quoted);
        }
        let start = self.at;
        let (word, has_quote) = self.word(Place::Key);
        let word_at = self.at;
        self.skip_space();
        if !matches!(self.byte(self.at), Some(b':' | b'=')) {
            let range = TextRange::new(start, word_at);
            self.faults
                .raise(range, || format!("unexpected {} in an object", quoted(word)))
                .label("neither a key nor a bracket");
            return None;
        }
        let range = TextRange::new(start, word_at);
        self.faults
            .raise(range, || {
                if has_quote {
                    format!("the key {} has no opening quote", quoted(word))
                } else {
                    format!("the key {} is not in double quotes", quoted(word))
                }
            })
            .label("an unquoted key")
            .help(format!("write {}", quoted(&format!("\"{word}\""))));
        Some(Quoted { range, text: Cow::Borrowed(word), known: true })
    }

    /// Goes to the value of a key. `false` if it has none.
    fn colon(&mut self, key: &Quoted<'t>) -> bool {
        self.skip_space();
        match self.byte(self.at) {
            Some(b':') => self.at += 1,
            Some(b'=') => {
                let arrow = self.byte(self.at + 1) == Some(b'>');
                self.separator(if arrow { "=>" } else { "=" }, ":");
            }
            None | Some(b',' | b';' | b'}' | b']') => return self.no_value(key),
            Some(b'"' | b'{' | b'[' | b'-' | b'0'..=b'9' | b'\'' | b'a'..=b'z' | b'A'..=b'Z') => {
                self.faults
                    .raise(key.range, || format!("a colon is missing after the key {}", quoted(&key.text)))
                    .label("no `:` after this")
                    .help("put a `:` between the key and its value");
                return true;
            }
            Some(_) => {
                self.unexpected(Place::Key);
                self.skip_space();
                match self.byte(self.at) {
                    Some(b':') => self.at += 1,
                    None | Some(b',' | b';' | b'}' | b']') => return false,
                    Some(_) => {}
                }
            }
        }
        self.skip_space();
        while let Some(byte @ (b':' | b'=')) = self.byte(self.at) {
            let range = TextRange::new(self.at, self.at + 1);
            self.faults
                .raise(range, || {
                    format!(
                        "there is one `{}` too many after the key {}",
                        char::from(byte),
                        quoted(&key.text)
                    )
                })
                .label("one too many")
                .help("one `:` stands between a key and its value");
            while matches!(self.byte(self.at), Some(b':' | b'=')) {
                self.at += 1;
            }
            self.skip_space();
        }
        match self.byte(self.at) {
            None | Some(b',' | b';' | b'}' | b']') => self.no_value(key),
            Some(_) => true,
        }
    }

    fn no_value(&mut self, key: &Quoted<'t>) -> bool {
        // At the end of the text the open bracket is the fault; a string that was not closed has
        // been reported, and may have swallowed its value.
        if self.at < self.text.len() {
            self.faults
                .raise(key.range, || format!("the key {} has no value", quoted(&key.text)))
                .label("no value follows")
                .help("add a value, or remove the key");
        }
        false
    }

    /// Reports every key that stands in the object already.
    fn find_duplicates(&mut self, members: &[Member<'t>]) {
        if members.len() <= 12 {
            let mut rest = members;
            while let Some((last, before)) = rest.split_last() {
                if let Some(first) = before.iter().find(|member| member.key == last.key) {
                    self.faults.duplicate(&last.key, last.key_range, first.key_range);
                }
                rest = before;
            }
            return;
        }
        let mut seen: HashMap<&str, TextRange> = HashMap::with_capacity(members.len());
        for member in members {
            match seen.get(&*member.key) {
                Some(first) => self.faults.duplicate(&member.key, member.key_range, *first),
                None => {
                    seen.insert(&member.key, member.key_range);
                }
            }
        }
    }

    /// Passes over what is nested too deep, by counting brackets.
    #[cold]
    fn skip_too_deep(&mut self) -> Node<'t> {
        let start = self.at;
        let mut depth = 0_usize;
        let mut in_string = false;
        let mut bytes = self.text.bytes().enumerate().skip(start);
        let mut end = self.text.len();
        while let Some((at, byte)) = bytes.next() {
            match byte {
                b'"' => in_string = !in_string,
                b'\\' if in_string => {
                    bytes.next();
                }
                b'[' | b'{' if !in_string => depth += 1,
                b']' | b'}' if !in_string => {
                    depth = depth.saturating_sub(1);
                    if depth == 0 {
                        end = at + 1;
                        break;
                    }
                }
                _ => {}
            }
        }
        self.at = end;
        if !self.too_deep {
            self.too_deep = true;
            self.faults
                .raise(TextRange::new(start, start + 1), || {
                    format!("lists and objects are nested more than {MAX_DEPTH} deep")
                })
                .label("not read from here to its end")
                .help("nest less deeply");
        }
        self.faults.mark();
        if end == self.text.len() {
            self.settled = Some(end);
            end = self.end_of_text_before(end);
        }
        Self::unknown(start, end)
    }

    #[inline]
    pub(super) fn byte(&self, at: usize) -> Option<u8> {
        self.text.as_bytes().get(at).copied()
    }

    pub(super) fn slice(&self, start: usize, end: usize) -> &'t str {
        self.text.get(start..end).unwrap_or_default()
    }

    pub(super) fn rest(&self, start: usize) -> &'t str {
        self.text.get(start..).unwrap_or_default()
    }

    /// The next character.
    pub(super) fn character(&self) -> Option<char> {
        self.rest(self.at).chars().next()
    }

    /// Where the text before a place ends, without the white space at its end.
    pub(super) fn end_of_text_before(&mut self, at: usize) -> usize {
        if self.trimmed.0 != at {
            self.trimmed = (at, self.slice(0, at).trim_end().len());
        }
        self.trimmed.1
    }

    /// Whether text stands here that cannot directly follow a value.
    #[inline]
    pub(super) fn wordish(&self, at: usize) -> bool {
        match self.byte(at) {
            None | Some(0..=b' ' | b',' | b':' | b']' | b'}' | b'[' | b'{' | b'"' | 0x7f) => false,
            Some(byte) if byte.is_ascii() => !matches!(byte, b'/' | b'#' | b';' | b'='),
            Some(_) => self.rest(at).chars().next().is_some_and(char::is_alphanumeric),
        }
    }
}

/// Puts the rest of a list behind its first value, which was taken for the whole value of the last member.
fn continue_list<'t>(members: Option<&mut [Member<'t>]>, rest: Node<'t>) {
    let (Some(member), Value::Array(elements)) = (members.and_then(<[_]>::last_mut), rest.value) else {
        return;
    };
    let range = TextRange { start: member.value.range.start, end: rest.range.end };
    let list = Node { range, value: Value::Array(Vec::new()), incomplete: true };
    let first = std::mem::replace(&mut member.value, list);
    member.value.value = Value::Array(std::iter::once(first).chain(elements).collect());
}
