//! Commands in texts that are no scripts: pages, build files, the code of other languages, text that a script
//! hands to another shell.
//!
//! Each command is read by itself, so every variable is unknown, and so is what a reader or a program fills in
//! (`SNAPSHOT_ID`, `ami-xxxx`, `{region}` in a string). A command counts where one can begin (at the
//! start of a line, behind a prompt, in quotes or backquotes, behind `sudo`), and if it has an option: prose
//! that only names the command is passed over, and so are comments.

use super::copies::{Call, Copies};
use super::line::{assignments_length, can_precede, is_comment, open_quote, shows};
use super::raw::{Part, RawWord};
use super::reader::{Stop, begins_with_option};
use super::{Dialect, Host, Lines};
use crate::operation::CLI_NAMES;
use crate::text::{Source, TextRange};

/// How far before the name of an operation the command may begin, in bytes.
const FARTHEST: usize = 4096;

/// How many places of `aws` are tried for one name of an operation.
const MOST_TRIES: usize = 4;

/// Reads commands in a text.
pub(super) struct Prose<'s> {
    source: &'s Source,
    lines: Lines,
    /// The quote around the part of the text that is read: a script hands it to a shell.
    handed_on: Option<char>,
    /// What has been read already, in order.
    settled: Vec<TextRange>,
    /// How many more bytes may be read in vain, so that reading takes time in proportion to the text.
    spare: usize,
}

impl<'s> Prose<'s> {
    /// A reader that passes over what has been read already.
    pub(super) fn new(source: &'s Source, lines: Lines, mut settled: Vec<TextRange>) -> Self {
        settled.sort_unstable();
        Self { source, lines, handed_on: None, settled, spare: 16 * source.text().len() + 65_536 }
    }

    /// Reads the commands of a part of the text.
    pub(super) fn read(&mut self, range: TextRange, copies: &mut Copies<'_>) {
        let (start, end) = (range.start as usize, range.end as usize);
        self.handed_on = self.quote(start);
        let mut done = start;
        for (offset, _) in self.between(start, end).match_indices("copy-") {
            let at = start + offset;
            if at >= done && self.names_copy(at) && !self.is_settled(at) {
                done = self.command(at, TextRange::new(done, end), copies).unwrap_or(done);
            }
        }
    }

    /// Whether the name of a copy operation stands here as a word.
    fn names_copy(&self, at: usize) -> bool {
        let rest = self.text().get(at..).unwrap_or_default();
        let before = self.text().get(..at).unwrap_or_default();
        let ends = |rest: &str| {
            rest.starts_with(|next: char| !next.is_alphanumeric() && next != '-') || rest.is_empty()
        };
        before.ends_with(char::is_whitespace)
            && CLI_NAMES.iter().any(|name| rest.strip_prefix(name).is_some_and(ends))
    }

    fn is_settled(&self, at: usize) -> bool {
        let next = self.settled.partition_point(|range| range.start as usize <= at);
        let before = next.checked_sub(1).and_then(|before| self.settled.get(before));
        before.is_some_and(|range| at < range.end as usize)
    }

    /// Reads the command around the name of an operation; gives the place behind what was read.
    fn command(&mut self, name: usize, range: TextRange, copies: &mut Copies<'_>) -> Option<usize> {
        let mut first = name.saturating_sub(FARTHEST).max(range.start as usize);
        while !self.text().is_char_boundary(first) {
            first += 1;
        }
        let window = self.between(first, name);
        for (offset, _) in window.rmatch_indices("aws").take(MOST_TRIES) {
            let Some(start) = self.program(first + offset, first) else { continue };
            let line = self.between(first, start);
            let line = line.rsplit('\n').next().unwrap_or(line);
            if is_comment(line) || shows(line) || !can_precede(line) {
                continue;
            }
            let start = start - assignments_length(line);
            let end = self.read_at(start, name, range, copies);
            if end.is_some() {
                return end;
            }
        }
        None
    }

    /// Where the word begins that ends with an `aws` here, if it is the name of the program.
    fn program(&self, aws: usize, first: usize) -> Option<usize> {
        let behind = self.text().get(aws + "aws".len()..)?;
        let behind = behind.strip_prefix(".exe").unwrap_or(behind);
        if !behind.starts_with([' ', '\t', '\\', '^', '`']) {
            return None;
        }
        let before = self.between(first, aws);
        let path = before.rfind(|letter: char| !letter.is_alphanumeric() && !"_./\\~-+@:".contains(letter));
        let start = match path {
            Some(at) => at + before.get(at..)?.chars().next()?.len_utf8(),
            None => 0,
        };
        let path = before.get(start..)?;
        // What a recipe of make may begin with.
        let prefix = path.len() - path.trim_start_matches(['@', '-', '+']).len();
        let path = path.get(prefix..)?;
        (path.is_empty() || path.ends_with(['/', '\\'])).then_some(first + start + prefix)
    }

    /// Reads the command that begins at a place and holds the name of an operation; gives the place behind
    /// what was read.
    fn read_at(
        &mut self,
        start: usize,
        name: usize,
        range: TextRange,
        copies: &mut Copies<'_>,
    ) -> Option<usize> {
        let end = range.end as usize;
        if self.spare == 0 {
            return None;
        }
        let quote = self.quote(start).or_else(|| {
            // What stands farther away is passed over.
            let first = start.saturating_sub(FARTHEST).max(range.start as usize);
            open_quote(self.between(first, start).rsplit('\n').next()?)
        });
        let quote = quote.filter(|_| self.handed_on.is_none());
        let closing = quote.and_then(|quote| Some(start + self.between(start, end).find(quote)?));
        let limit = closing.unwrap_or(end);
        let dialect = self.lines.dialect.unwrap_or_else(|| self.dialect(start, limit, quote));
        let mut simple = dialect.read(self.text(), TextRange::new(start, limit), self.lines.host);
        let mut read_to = simple.end;
        let mut is_open = closing.is_some();
        if let Some(broken) = simple.broken {
            // What is opened and never closed is no part of it.
            self.spare = self.spare.saturating_sub(limit - start);
            simple.words.retain(|word| (word.range.end as usize) <= broken);
            is_open = true;
            read_to = broken + 1;
        }
        if read_to <= name {
            return None;
        }
        let is_string = closing.is_some() && quote != Some('`');
        if (is_string || self.handed_on == Some('"')) && self.between(start, limit).contains('\\') {
            // The words are not what stands here.
            return Some(read_to);
        }
        if is_string || self.lines.host == Host::Code {
            simple.words.iter_mut().for_each(hide_templates);
        }
        simple.words.iter_mut().for_each(hide_escaped_quotes);
        if self.handed_on.is_none() {
            simple.words.iter_mut().for_each(hide_placeholders);
        }
        if self.lines.folds && self.goes_on(simple.end) && !self.is_literal_block(start) {
            is_open = true;
            simple.stop = Stop::End;
        }
        let call =
            Call { simple: &simple, limit, dialect, is_open, is_prose: true, may_be_run_by_others: false };
        copies.add(call, None);
        Some(read_to)
    }

    /// The quote that stands before a place.
    fn quote(&self, start: usize) -> Option<char> {
        let before = self.text().get(..start).unwrap_or_default();
        before.chars().next_back().filter(|before| matches!(before, '"' | '\'' | '`'))
    }

    /// The shell that a command is for, by what continues its first line.
    fn dialect(&self, start: usize, limit: usize, quote: Option<char>) -> Dialect {
        let line = self.between(start, limit).lines().next().unwrap_or_default().trim_end();
        if line.ends_with(" ^") {
            Dialect::Cmd
        } else if line.ends_with(" `") && quote.is_none() {
            Dialect::PowerShell
        } else {
            Dialect::Posix
        }
    }

    /// Whether the line behind this one begins with an option.
    fn goes_on(&self, at: usize) -> bool {
        let rest = self.text().get(at..).unwrap_or_default();
        rest.split_once('\n').is_some_and(|(_, next)| begins_with_option(next))
    }

    /// Whether the lines of a block of YAML are kept: `run: |`.
    fn is_literal_block(&self, start: usize) -> bool {
        let before = self.text().get(..start).unwrap_or_default();
        let mut lines = before.rsplit('\n');
        let indentation = |line: &str| line.len() - line.trim_start_matches([' ', '-']).len();
        let own = lines.next().unwrap_or_default();
        let outer =
            lines.take(200).find(|line| !line.trim().is_empty() && indentation(line) < indentation(own));
        outer.is_some_and(|line| {
            line.trim_end()
                .trim_end_matches(|letter: char| letter.is_ascii_digit() || "+-".contains(letter))
                .ends_with('|')
        })
    }

    fn text(&self) -> &'s str {
        self.source.text()
    }

    fn between(&self, start: usize, end: usize) -> &'s str {
        self.text().get(start..end).unwrap_or_default()
    }
}

/// An escaped quote outside of quotes is one in a string of the text around the command.
fn hide_escaped_quotes(word: &mut RawWord<'_>) {
    let is_quote = |part: &Part<'_>| matches!(part, Part::Text { text, .. } if text.contains('"'));
    if !word.quoted && word.parts.iter().any(is_quote) {
        word.parts = vec![Part::Unknown { place: word.range, many: true }];
    }
}

/// In the strings of another language, braces and `%` stand for what the program fills in, and backslashes for
/// what the language makes of them.
fn hide_templates(word: &mut RawWord<'_>) {
    let is_template = |part: &Part<'_>| match part {
        Part::Literal { text, .. } => text.contains(['{', '}', '%', '\\']),
        // An escaped character may be escaped once more.
        Part::Text { .. } => true,
        _ => false,
    };
    if word.parts.iter().any(is_template) {
        word.parts = vec![Part::Unknown { place: word.range, many: false }];
    }
}

/// A page may name what its reader fills in: `SNAPSHOT_ID`, `ami-xxxx`, `your-key`.
fn hide_placeholders(word: &mut RawWord<'_>) {
    let is_capital =
        |letter: u8| letter.is_ascii_uppercase() || letter.is_ascii_digit() || b"_-".contains(&letter);
    let is_placeholder = |text: &str| {
        let is_all_capital = text.starts_with(|first: char| first.is_ascii_uppercase())
            && text.len() > 1
            && text.bytes().all(is_capital);
        is_all_capital || ["xxx", "XXX", "your-"].iter().any(|sign| text.contains(sign))
    };
    let holds = |part: &Part<'_>| matches!(part, Part::Literal { text, .. } if is_placeholder(text));
    if word.parts.iter().any(holds) {
        word.parts = vec![Part::Unknown { place: word.range, many: false }];
    }
}
