//! The AWS CLI's shorthand syntax: `ResourceType=snapshot,Tags=[{Key=a,Value=b}]`.
//!
//! A small language of its own with surprising corners, which are kept: what the AWS CLI reads is
//! what it sends. The grammar is
//!
//! ```text
//! parameter  = pair *("," pair)            a name at most once
//! pair       = name ["@"] "=" value
//! value      = list | hash | text *("," text)   several texts make a list
//! list       = "[" [item *("," item)] "]"
//! hash       = "{" [name ["@"] "=" item *("," …)] "}"    a name may come again
//! item       = list | hash | text
//! text       = "'" … "'" | '"' … '"' | bare characters
//! ```
//!
//! With `@=` the texts of a value may name files, whose content takes their place.

use std::borrow::Cow;
use std::collections::HashSet;

use super::is_space;
use super::words::is_dynamic;
use crate::text::TextRange;
use crate::tree::{Member, Node, Value};

/// How deep lists and hashes may be nested.
const MAX_DEPTH: usize = 64;

/// Why a text is not shorthand.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct SyntaxFault {
    /// The byte where it goes wrong; the length of the text if it ends too early.
    pub(super) at: usize,
    /// What is wrong.
    pub(super) kind: SyntaxFaultKind,
}

/// What is wrong with a text.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum SyntaxFaultKind {
    /// This should stand here.
    Expected(&'static str),
    /// The name, which begins here, was given before.
    Repeated(String),
    /// Nested too deeply.
    TooDeep,
}

/// What a text stands for that may name a file; `None` if that cannot be known.
type Load<'l> = dyn FnMut(TextRange, &str) -> Option<String> + 'l;

/// Reads a text; every range is one of bytes in it.
pub(super) fn parse(text: &str, load: &mut Load<'_>) -> Result<Node<'static>, SyntaxFault> {
    let mut parser = Parser { text, at: 0, load, may_name_files: false };
    parser.parameter()
}

/// Reads a text of which no part stands in a file; every range is one of bytes in it.
///
/// # Errors
///
/// What is wrong, for people.
pub fn read(text: &str) -> Result<Node<'static>, String> {
    parse(text, &mut |_, _| None).map_err(|fault| match fault.kind {
        SyntaxFaultKind::Expected(expected) => format!("{expected} is missing"),
        SyntaxFaultKind::Repeated(name) => format!("`{name}` was given before"),
        SyntaxFaultKind::TooDeep => "it is nested too deeply".to_owned(),
    })
}

struct Parser<'i> {
    text: &'i str,
    at: usize,
    load: &'i mut Load<'i>,
    /// Whether the last name was followed by `@=`.
    may_name_files: bool,
}

type Parse<T> = Result<T, SyntaxFault>;

impl Parser<'_> {
    fn parameter(&mut self) -> Parse<Node<'static>> {
        let mut members: Vec<Member<'static>> = vec![self.pair()?];
        let mut names: HashSet<Cow<'static, str>> = members.iter().map(|member| member.key.clone()).collect();
        while self.current().is_some() {
            self.skip_whitespace();
            self.expect(",")?;
            self.skip_whitespace();
            let member = self.pair()?;
            if !names.insert(member.key.clone()) {
                let kind = SyntaxFaultKind::Repeated(member.key.into_owned());
                return Err(SyntaxFault { at: member.key_range.start as usize, kind });
            }
            members.push(member);
        }
        Ok(Node::new(TextRange::new(0, self.at), Value::Object(members)))
    }

    fn pair(&mut self) -> Parse<Member<'static>> {
        let (key, key_range) = self.name()?;
        let value = match self.current() {
            None => Node::new(TextRange::new(self.at, self.at), Value::String(Cow::Borrowed(""))),
            Some('[') => self.list(0)?,
            Some('{') => self.hash(0)?,
            Some(_) => self.texts()?,
        };
        Ok(Member { key_range, key, value })
    }

    /// A name with the `=` (or `@=`) behind it.
    fn name(&mut self) -> Parse<(Cow<'static, str>, TextRange)> {
        let start = self.at;
        let is_name = |character: char| character.is_ascii_alphanumeric() || "-_.#/:".contains(character);
        while self.current().is_some_and(is_name) {
            self.advance();
        }
        let key = Cow::Owned(self.between(start, self.at).to_owned());
        let key_range = TextRange::new(start, self.at);
        self.skip_whitespace();
        self.may_name_files = self.current() == Some('@');
        if self.may_name_files {
            self.advance();
            self.skip_whitespace();
        }
        self.expect("=")?;
        self.skip_whitespace();
        Ok((key, key_range))
    }

    /// One text, or several with commas between: `a`, `a,b`. A text that turns out to be the name
    /// of the next pair is given back.
    fn texts(&mut self) -> Parse<Node<'static>> {
        let start = self.at;
        let first = self.first_text()?;
        self.skip_whitespace();
        if self.current() != Some(',') {
            return Ok(first);
        }
        self.advance();
        self.skip_whitespace();
        let mut list = vec![first];
        loop {
            match self.further_text() {
                Ok(text) => list.push(text),
                Err(fault) if self.current().is_none() => return Err(fault),
                Err(_) => {
                    self.back_to_comma();
                    break;
                }
            }
            if self.current().is_none() {
                break;
            }
            self.advance();
            self.skip_whitespace();
        }
        let end = list.last().map_or(start, |last| last.range.end as usize);
        match <[_; 1]>::try_from(list) {
            Ok([only]) => Ok(only),
            Err(list) => Ok(Node::new(TextRange::new(start, end), Value::Array(list))),
        }
    }

    /// A text that is followed by a comma or the end.
    fn further_text(&mut self) -> Parse<Node<'static>> {
        let text = match self.current() {
            Some(quote @ ('\'' | '"')) => self.quoted(quote)?,
            _ => self.bare(follows_further).ok_or_else(|| self.fault("a value"))?,
        };
        self.skip_whitespace();
        match self.current() {
            None | Some(',') => Ok(text),
            Some(_) => Err(self.fault(",")),
        }
    }

    fn list(&mut self, depth: usize) -> Parse<Node<'static>> {
        let start = self.at;
        self.expect("[")?;
        self.skip_whitespace();
        let mut elements = Vec::new();
        while self.current() != Some(']') {
            elements.push(self.item(depth)?);
            self.comma_unless("]")?;
        }
        self.advance();
        Ok(Node::new(TextRange::new(start, self.at), Value::Array(elements)))
    }

    fn hash(&mut self, depth: usize) -> Parse<Node<'static>> {
        let start = self.at;
        self.expect("{")?;
        self.skip_whitespace();
        let mut members = Vec::new();
        while self.current() != Some('}') {
            let (key, key_range) = self.name()?;
            let value = self.item(depth)?;
            self.comma_unless("}")?;
            members.push(Member { key_range, key, value });
        }
        self.advance();
        Ok(Node::new(TextRange::new(start, self.at), Value::Object(members)))
    }

    fn item(&mut self, depth: usize) -> Parse<Node<'static>> {
        if depth >= MAX_DEPTH {
            return Err(SyntaxFault { at: self.at, kind: SyntaxFaultKind::TooDeep });
        }
        match self.current() {
            Some('[') => self.list(depth + 1),
            Some('{') => self.hash(depth + 1),
            _ => self.first_text(),
        }
    }

    fn comma_unless(&mut self, close: &'static str) -> Parse<()> {
        self.skip_whitespace();
        if self.rest().starts_with(close) {
            return Ok(());
        }
        if self.current().is_none() {
            return Err(self.fault(close));
        }
        self.expect(",")?;
        self.skip_whitespace();
        Ok(())
    }

    /// A text in quotes, or a bare one, which may be empty.
    fn first_text(&mut self) -> Parse<Node<'static>> {
        match self.current() {
            Some(quote @ ('\'' | '"')) => self.quoted(quote),
            _ => Ok(self.bare(follows_first).unwrap_or_else(|| {
                Node::new(TextRange::new(self.at, self.at), Value::String(Cow::Borrowed("")))
            })),
        }
    }

    fn quoted(&mut self, quote: char) -> Parse<Node<'static>> {
        let start = self.at;
        let name = if quote == '"' { "\"" } else { "'" };
        let body = self.between(start + 1, self.text.len());
        let mut escaped = false;
        let mut last_escaped = None;
        let mut close = None;
        for (offset, character) in body.char_indices() {
            if character == quote && escaped {
                last_escaped = Some(offset);
            } else if character == quote {
                close = Some(offset);
                break;
            }
            escaped = character == '\\';
        }
        // Without another quote, one behind a backslash closes the text after all.
        let Some(length) = close.or(last_escaped) else {
            return Err(SyntaxFault { at: self.text.len(), kind: SyntaxFaultKind::Expected(name) });
        };
        let content = body.get(..length).unwrap_or_default();
        let decoded = content.replace(&format!("\\{quote}"), name).replace("\\\\", "\\");
        self.at = start + 1 + length + 1;
        Ok(self.text_node(TextRange::new(start, self.at), decoded))
    }

    /// A text without quotes: the AWS CLI has one set of characters for the first, and one for what
    /// follows. A comma may be written `\,`.
    fn bare(&mut self, follows: fn(char) -> bool) -> Option<Node<'static>> {
        let start = self.at;
        let mut allowed: fn(char) -> bool = begins;
        while let Some(character) = self.current() {
            if self.rest().starts_with("\\,") {
                self.at += 2;
            } else if allowed(character) {
                self.advance();
            } else {
                break;
            }
            allowed = follows;
        }
        let written = self.between(start, self.at).trim_end_matches(is_space);
        if self.at == start {
            return None;
        }
        let decoded = written.replace("\\,", ",");
        Some(self.text_node(TextRange::new(start, start + written.len()), decoded))
    }

    fn text_node(&mut self, range: TextRange, text: String) -> Node<'static> {
        let text = if self.may_name_files {
            (self.load)(range, &text)
        } else {
            Some(text).filter(|text| !is_dynamic(text))
        };
        Node::new(range, text.map_or(Value::Unknown, |text| Value::String(Cow::Owned(text))))
    }

    fn expect(&mut self, token: &'static str) -> Parse<()> {
        if !self.rest().starts_with(token) {
            return Err(self.fault(token));
        }
        self.at += token.len();
        Ok(())
    }

    fn fault(&self, expected: &'static str) -> SyntaxFault {
        SyntaxFault { at: self.at, kind: SyntaxFaultKind::Expected(expected) }
    }

    fn back_to_comma(&mut self) {
        if self.current() != Some(',') {
            self.at = self.between(0, self.at).rfind(',').unwrap_or_default();
        }
    }

    fn current(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn advance(&mut self) {
        self.at += self.current().map_or(0, char::len_utf8);
    }

    fn skip_whitespace(&mut self) {
        while self.current().is_some_and(|character| " \t\n\r\u{b}\u{c}".contains(character)) {
            self.advance();
        }
    }

    fn rest(&self) -> &str {
        self.between(self.at, self.text.len())
    }

    fn between(&self, start: usize, end: usize) -> &str {
        self.text.get(start..end).unwrap_or_default()
    }
}

/// Whether a bare text can begin so.
fn begins(character: char) -> bool {
    ('!'..='\u{ffff}').contains(&character) && !"\"',=[{".contains(character)
}

/// Whether a bare text can go on so, where one text stands.
fn follows_first(character: char) -> bool {
    goes_on(character) && !"]}".contains(character)
}

/// Whether a bare text can go on so behind a comma, where it could be the name of the next pair.
fn follows_further(character: char) -> bool {
    goes_on(character) && character != '='
}

fn goes_on(character: char) -> bool {
    let printable = ('!'..='\u{ffff}').contains(&character) || is_space(character);
    printable && !"\"',".contains(character)
}
