//! Shell text from front to back: blanks, line breaks, comments, operators, redirections.
//!
//! The reader follows the grammar of POSIX shells and of bash as far as it decides where commands begin and
//! end, and what variables hold. What is never closed ends the reading: where it begins is kept.

use super::Host;
use super::raw::{Literal, Part, RawWord};
use super::script::Script;
use super::statements::Place;
use crate::text::TextRange;

/// How deep substitutions may be nested.
const MAX_DEPTH: usize = 40;

/// Reads shell text.
pub(super) struct Reader<'t> {
    pub(super) text: &'t str,
    /// The next byte to be read. Always at a character's start.
    pub(super) at: usize,
    /// Where the text ends.
    pub(super) limit: usize,
    /// What was opened and is never closed; nothing behind it is read.
    pub(super) broken: Option<usize>,
    /// What was found.
    pub(super) script: Script<'t>,
    /// Where among the statements the reader is.
    pub(super) place: Place,
    /// The heredocs whose bodies begin behind the next line break.
    pub(super) heredocs: Vec<Heredoc>,
    /// How many more bytes may be looked at in vain, so that reading takes time in proportion to the text.
    pub(super) ahead: usize,
    /// What the text stands in.
    host: Host,
    depth: usize,
}

/// A document that follows the line of its command.
pub(super) struct Heredoc {
    /// The line that ends it.
    delimiter: String,
    /// Whether tabs before that line are passed over.
    strips_tabs: bool,
    /// Whether a shell is going to run it.
    pub(super) is_run: bool,
}

/// A simple command as it is written.
#[derive(Clone, Debug)]
pub(super) struct Simple<'t> {
    /// Its words, assignments before it included.
    pub(super) words: Vec<RawWord<'t>>,
    /// The place of what stops it.
    pub(super) end: usize,
    /// What stops it.
    pub(super) stop: Stop,
    /// Whether the lines behind it are its input.
    pub(super) has_input: bool,
    /// The place of what is opened in it and never closed.
    pub(super) broken: Option<usize>,
}

impl Simple<'_> {
    /// The place of its words.
    pub(super) fn range(&self) -> TextRange {
        let start = self.words.first().map_or(TextRange::default(), |word| word.range).start;
        TextRange { start, end: self.words.last().map_or(start, |word| word.range.end) }
    }
}

/// What ends a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stop {
    /// The end of the text.
    End,
    /// A line break.
    Newline,
    /// A comment.
    Comment,
    /// What would continue the line, were there no blanks behind it, before a line with options.
    SpacedMark,
    /// An operator.
    Operator(Operator),
}

/// What stands between commands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operator {
    /// `;`
    Semicolon,
    /// `;;`, `;&`, `;;&`
    CaseEnd,
    /// `&`
    Background,
    /// `&&`
    And,
    /// `||`
    Or,
    /// `|`, `|&`
    Pipe,
    /// `(`
    Open,
    /// `)`
    Close,
}

/// The operators, the longer ones first.
const OPERATORS: [(&str, Operator); 11] = [
    (";;&", Operator::CaseEnd),
    (";;", Operator::CaseEnd),
    (";&", Operator::CaseEnd),
    (";", Operator::Semicolon),
    ("&&", Operator::And),
    ("&", Operator::Background),
    ("||", Operator::Or),
    ("|&", Operator::Pipe),
    ("|", Operator::Pipe),
    ("(", Operator::Open),
    (")", Operator::Close),
];

/// The redirections, the longer ones first.
const REDIRECTIONS: [&str; 12] = ["&>>", "&>", "<<<", "<<-", "<<", "<>", "<&", "<", ">>", ">|", ">&", ">"];

impl<'t> Reader<'t> {
    /// A reader of a part of a text.
    pub(super) fn new(text: &'t str, range: TextRange) -> Self {
        Self {
            text,
            at: range.start as usize,
            limit: (range.end as usize).min(text.len()),
            broken: None,
            script: Script::default(),
            place: Place::default(),
            heredocs: Vec::new(),
            ahead: 4 * (range.end - range.start) as usize,
            host: Host::Plain,
            depth: 0,
        }
    }

    /// The same reader, for text that stands in something.
    pub(super) fn within(mut self, host: Host) -> Self {
        self.host = host;
        self
    }

    /// What is still to be read.
    pub(super) fn rest(&self) -> &'t str {
        self.between(self.at, self.limit)
    }

    pub(super) fn between(&self, start: usize, end: usize) -> &'t str {
        self.text.get(start..end).unwrap_or_default()
    }

    pub(super) fn peek(&self) -> Option<u8> {
        self.byte(self.at)
    }

    pub(super) fn byte(&self, at: usize) -> Option<u8> {
        if at < self.limit { self.text.as_bytes().get(at).copied() } else { None }
    }

    /// The length of the line break at a place, if there is one.
    pub(super) fn newline_length(&self, at: usize) -> Option<usize> {
        match (self.byte(at)?, self.byte(at + 1)) {
            (b'\n', _) | (b'\r', None) => Some(1),
            (b'\r', Some(b'\n')) => Some(2),
            _ => None,
        }
    }

    /// Notes what is never closed, and ends the reading.
    pub(super) fn break_off(&mut self, opened: usize) {
        self.broken = self.broken.or(Some(opened));
        self.at = self.limit;
    }

    /// Reads something that may hold the like of itself; `None` if that goes too deep.
    pub(super) fn nested<R>(&mut self, read: impl FnOnce(&mut Self) -> R) -> Option<R> {
        if self.depth == MAX_DEPTH {
            self.break_off(self.at);
            return None;
        }
        self.depth += 1;
        let result = read(self);
        self.depth -= 1;
        Some(result)
    }

    /// Passes over blanks and continued lines.
    pub(super) fn skip_blanks(&mut self) {
        loop {
            match self.peek() {
                Some(b' ' | b'\t') => self.at += 1,
                Some(b'\\') => match self.continuation_length() {
                    Some(length) => self.at += length,
                    None => return,
                },
                _ => return,
            }
        }
    }

    /// The length of what continues the line here, if it does.
    fn continuation_length(&self) -> Option<usize> {
        let marks = if self.host == Host::Code && self.byte(self.at + 1) == Some(b'\\') { 2 } else { 1 };
        let mut length = marks + self.newline_length(self.at + marks)?;
        if self.host == Host::Dockerfile {
            let rest = self.between(self.at + length, self.limit).split_inclusive('\n');
            let comments = rest.take_while(|line| line.trim_start().starts_with('#'));
            length += comments.map(str::len).sum::<usize>();
        }
        Some(length)
    }

    /// What ends a command here; blanks must have been passed over.
    pub(super) fn stop(&self) -> Option<Stop> {
        let Some(byte) = self.peek() else { return Some(Stop::End) };
        match byte {
            b'\n' | b'\r' if self.newline_length(self.at).is_some() => Some(Stop::Newline),
            // In a string this is what the program fills in.
            b'#' if self.host == Host::Code && self.byte(self.at + 1) == Some(b'{') => None,
            b'#' => Some(Stop::Comment),
            b'\\' if self.spaced_backslash(self.at).is_some() => Some(Stop::SpacedMark),
            _ => self.operator().map(|(operator, _)| Stop::Operator(operator)),
        }
    }

    /// The operator here, and its length.
    pub(super) fn operator(&self) -> Option<(Operator, usize)> {
        let rest = self.rest();
        if rest.starts_with("&>") {
            return None;
        }
        let found = OPERATORS.iter().find(|(text, _)| rest.starts_with(text));
        found.map(|(text, operator)| (*operator, text.len()))
    }

    /// The length of a backslash and the blanks behind it, if they end a line and the next line begins with
    /// an option: somebody meant to continue the line.
    pub(super) fn spaced_backslash(&self, at: usize) -> Option<usize> {
        let line = self.between(at, self.limit).strip_prefix('\\')?;
        let blanks = line.len() - line.trim_start_matches([' ', '\t']).len();
        let newline = self.newline_length(at + 1 + blanks).filter(|_| blanks > 0)?;
        let next = self.between(at + 1 + blanks + newline, self.limit);
        begins_with_option(next).then_some(1 + blanks)
    }

    /// Takes a comment, up to the line break.
    pub(super) fn take_comment(&mut self) {
        self.at += self.rest().find('\n').unwrap_or(self.rest().len());
    }

    /// Takes a line break, and the bodies of heredocs that follow it.
    pub(super) fn take_newline(&mut self) {
        self.at += self.newline_length(self.at).unwrap_or(0);
        for heredoc in std::mem::take(&mut self.heredocs) {
            let start = self.at;
            let Some((end, behind)) = self.heredoc_end(&heredoc) else {
                self.break_off(start);
                return;
            };
            if heredoc.is_run {
                self.script.texts.push(TextRange::new(start, end));
            }
            self.at = behind;
        }
    }

    /// Where the body that begins here ends, and where the line behind it begins.
    fn heredoc_end(&self, heredoc: &Heredoc) -> Option<(usize, usize)> {
        let mut start = self.at;
        for line in self.rest().split_inclusive('\n') {
            let mut text = line.trim_end_matches(['\r', '\n']);
            if heredoc.strips_tabs {
                text = text.trim_start_matches('\t');
            }
            if text == heredoc.delimiter {
                return Some((start, start + line.len()));
            }
            start += line.len();
        }
        None
    }

    /// Takes a word, or a redirection, which is none. There must be no stop here.
    pub(super) fn item(&mut self) -> Option<RawWord<'t>> {
        if self.redirection() {
            return None;
        }
        let word = self.word();
        let is_descriptor =
            !word.quoted && word.plain().is_some_and(|text| text.bytes().all(|byte| byte.is_ascii_digit()));
        if is_descriptor && self.redirection() { None } else { Some(word) }
    }

    /// Takes a redirection with its target, if one stands here.
    fn redirection(&mut self) -> bool {
        let rest = self.rest();
        let is_word = rest.starts_with("<(") || rest.starts_with(">(") || placeholder_length(rest).is_some();
        let Some(operator) = REDIRECTIONS.iter().find(|operator| !is_word && rest.starts_with(**operator))
        else {
            return false;
        };
        self.at += operator.len();
        self.skip_blanks();
        if self.stop().is_some() || REDIRECTIONS.iter().any(|operator| self.rest().starts_with(operator)) {
            return true;
        }
        let target = self.word();
        if operator.starts_with("<<")
            && *operator != "<<<"
            && let Some(delimiter) = target.known()
        {
            let strips_tabs = *operator == "<<-";
            self.heredocs.push(Heredoc { delimiter, strips_tabs, is_run: false });
        }
        true
    }

    /// Adds literal text to a word; what stands side by side is one part.
    pub(super) fn add_literal(&self, parts: &mut Vec<Part<'t>>, start: usize, end: usize, kind: Literal) {
        if let Some(Part::Literal { text, start: first, kind: same }) = parts.last_mut()
            && *same == kind
            && *first + text.len() == start
        {
            *text = self.between(*first, end);
        } else if start < end {
            parts.push(Part::Literal { text: self.between(start, end), start, kind });
        }
    }
}

/// Whether a text begins, behind blanks, with a long option.
pub(super) fn begins_with_option(text: &str) -> bool {
    let option = text.trim_start_matches([' ', '\t']).strip_prefix("--");
    option.is_some_and(|name| name.starts_with(|first: char| first.is_ascii_lowercase()))
}

/// The length of what stands for something to be filled in, if the text begins with one: `<region>`.
pub(super) fn placeholder_length(text: &str) -> Option<usize> {
    const LONGEST: usize = 60;
    let name = text.strip_prefix('<')?;
    let end = name.bytes().take(LONGEST).position(|byte| byte == b'>')?;
    let name = name.get(..end)?;
    let fits = name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name.chars().all(|letter| letter.is_alphanumeric() || " _-.:/|".contains(letter));
    fits.then_some(end + 2)
}
