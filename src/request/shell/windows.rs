//! The words of `cmd.exe` and of PowerShell. Variables are unknown here.

mod cmd;
mod powershell;

use super::raw::{Literal, Part, RawWord};
use super::reader::{Operator, Simple, Stop, begins_with_option, placeholder_length};
use crate::text::TextRange;

/// Which of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shell {
    /// `cmd.exe`, in files `*.cmd` and `*.bat`.
    Cmd,
    /// PowerShell.
    PowerShell,
}

/// The command that begins with a range of a text, and ends in it.
pub(super) fn read(shell: Shell, text: &str, range: TextRange) -> Simple<'_> {
    let limit = (range.end as usize).min(text.len());
    let mut reader = Reader { shell, text, at: range.start as usize, limit, broken: None };
    let mut words = Vec::new();
    let stop = loop {
        reader.skip_blanks();
        match reader.stop() {
            Some(stop) => break stop,
            None => words.extend(reader.item()),
        }
    };
    Simple { words, end: reader.at, stop, has_input: false, broken: reader.broken }
}

struct Reader<'t> {
    shell: Shell,
    text: &'t str,
    at: usize,
    limit: usize,
    /// What is never closed.
    broken: Option<usize>,
}

impl<'t> Reader<'t> {
    fn between(&self, start: usize, end: usize) -> &'t str {
        self.text.get(start..end.min(self.limit)).unwrap_or_default()
    }

    fn rest(&self) -> &'t str {
        self.between(self.at, self.limit)
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// What continues a line, and makes the next character literal.
    fn mark(&self) -> char {
        match self.shell {
            Shell::Cmd => '^',
            Shell::PowerShell => '`',
        }
    }

    fn newline_length(&self, at: usize) -> Option<usize> {
        let rest = self.between(at, self.limit);
        ["\r\n", "\n"].into_iter().find(|newline| rest.starts_with(newline)).map(str::len)
    }

    fn skip_blanks(&mut self) {
        loop {
            let continued =
                if self.peek() == Some(self.mark()) { self.newline_length(self.at + 1) } else { None };
            match self.peek() {
                Some(' ' | '\t') => self.at += 1,
                Some(_) => match continued {
                    Some(length) => self.at += 1 + length,
                    None => return,
                },
                None => return,
            }
        }
    }

    fn stop(&self) -> Option<Stop> {
        let Some(first) = self.peek() else { return Some(Stop::End) };
        if self.newline_length(self.at).is_some() {
            return Some(Stop::Newline);
        }
        if first == self.mark() && self.is_spaced_mark() {
            return Some(Stop::SpacedMark);
        }
        match (self.shell, first) {
            (Shell::PowerShell, '#') => Some(Stop::Comment),
            (_, '|') => Some(Stop::Operator(Operator::Pipe)),
            (_, '&') => Some(Stop::Operator(Operator::And)),
            (_, ')') => Some(Stop::Operator(Operator::Close)),
            (Shell::PowerShell, ';' | '}') => Some(Stop::Operator(Operator::Semicolon)),
            _ => None,
        }
    }

    /// Whether the mark here has blanks behind it that keep it from continuing the line, and the next line
    /// begins with an option.
    fn is_spaced_mark(&self) -> bool {
        let behind = self.between(self.at + 1, self.limit);
        let blanks = behind.len() - behind.trim_start_matches([' ', '\t']).len();
        let newline = self.newline_length(self.at + 1 + blanks).filter(|_| blanks > 0);
        newline.is_some_and(|newline| {
            begins_with_option(self.between(self.at + 1 + blanks + newline, self.limit))
        })
    }

    /// Takes a word, or a redirection with its target, which is none.
    fn item(&mut self) -> Option<RawWord<'t>> {
        let is_redirection = |rest: &str| {
            rest.trim_start_matches(|letter: char| letter.is_ascii_digit() || letter == '*')
                .starts_with(['<', '>'])
                && placeholder_length(rest).is_none()
        };
        if !is_redirection(self.rest()) {
            return Some(self.word());
        }
        let operator = self.rest().find(|letter: char| !"<>*&0123456789".contains(letter));
        self.at += operator.unwrap_or(self.rest().len());
        self.skip_blanks();
        if self.stop().is_none() && !is_redirection(self.rest()) {
            self.word();
        }
        None
    }

    fn word(&mut self) -> RawWord<'t> {
        let start = self.at;
        let mut word = RawWord { range: TextRange::new(start, start), parts: Vec::new(), quoted: false };
        while let Some(first) = self.peek() {
            let at = self.at;
            let is_end = matches!(first, ' ' | '\t') || self.stop().is_some_and(|stop| stop != Stop::Comment);
            if is_end && at > start {
                break;
            }
            match self.shell {
                Shell::Cmd => self.cmd_part(first, &mut word),
                Shell::PowerShell => self.powershell_part(first, &mut word),
            }
            if self.at == at {
                self.at += first.len_utf8();
            }
        }
        word.range = TextRange::new(start, self.at);
        word
    }

    /// The mark that continues lines, before another character.
    fn escape(&mut self, word: &mut RawWord<'t>) {
        let start = self.at;
        if let Some(length) = self.newline_length(start + 1) {
            self.at += 1 + length;
            return;
        }
        let Some(escaped) = self.rest().chars().nth(1) else {
            self.at += 1;
            return;
        };
        let stands_for = match (self.shell, escaped) {
            (Shell::PowerShell, 'n') => '\n',
            (Shell::PowerShell, 't') => '\t',
            (Shell::PowerShell, 'r') => '\r',
            _ => escaped,
        };
        self.text(word, stands_for.encode_utf8(&mut [0; 4]), 1 + escaped.len_utf8());
    }

    fn placeholder(&mut self, word: &mut RawWord<'t>) {
        let start = self.at;
        // What is no placeholder ends the word as a redirection; in quotes it would not come here.
        let length = placeholder_length(self.rest()).unwrap_or(1);
        self.unknown(word, start, start + length, false);
    }

    fn advance_to(&mut self, ends: &[char]) {
        let first = self.peek().map_or(0, char::len_utf8);
        self.at += first;
        self.advance_to_any(ends);
    }

    fn advance_to_any(&mut self, ends: &[char]) {
        self.at += self.rest().find(ends).unwrap_or(self.rest().len());
    }

    /// Adds the text from a place up to here.
    fn literal(&self, word: &mut RawWord<'t>, start: usize, kind: Literal) {
        if start < self.at {
            word.parts.push(Part::Literal { text: self.between(start, self.at), start, kind });
        }
    }

    /// Adds a text that stands for the next bytes.
    fn text(&mut self, word: &mut RawWord<'t>, text: &str, length: usize) {
        let place = TextRange::new(self.at, self.at + length);
        word.parts.push(Part::Text { text: text.to_owned(), place });
        self.at += length;
    }

    fn unknown(&mut self, word: &mut RawWord<'t>, start: usize, end: usize, many: bool) {
        self.at = end.min(self.limit);
        word.parts.push(Part::Unknown { place: TextRange::new(start, self.at), many });
    }

    fn break_off(&mut self, opened: usize, word: &mut RawWord<'t>) {
        self.broken = self.broken.or(Some(opened));
        self.unknown(word, opened, self.limit, true);
    }
}
