//! Commands in texts that are no scripts: pages, build files, the code of other languages, text that a script
//! hands to another shell.
//!
//! Each command is read by itself, so every variable is unknown, and so is what a reader or a program fills in
//! (`SNAPSHOT_ID`, `ami-xxxx`, `{region}` in a string). A command counts where one can begin (at the
//! start of a line, behind a prompt, in quotes or backquotes, behind `sudo`), and if it has an option: prose
//! that only names the command is passed over, and so are comments.

use super::copies::{Call, Copies};
use super::raw::{Part, RawWord, is_name};
use super::reader::{Stop, begins_with_option};
use super::{Dialect, Lines};
use crate::operation::CLI_NAMES;
use crate::text::{Source, TextRange};

/// How far before the name of an operation the command may begin, in bytes.
const FARTHEST: usize = 4096;

/// How many places of `aws` are tried for one name of an operation.
const MOST_TRIES: usize = 4;

/// Words that run the command behind them, or stand before one.
const BEFORE: [&str; 16] = [
    "sudo", "time", "env", "exec", "nohup", "command", "xargs", "call", "do", "then", "else", "if", "while",
    "&&", "||", "RUN",
];

/// Those among them that may have words of their own in between.
const BEFORE_OTHERS: [&str; 6] = ["sudo", "nohup", "timeout", "xargs", "RUN", "aws-vault"];

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
            if !can_precede(line) {
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
        let quote = self.quote_around(start).filter(|_| self.handed_on.is_none());
        let closing = quote.and_then(|quote| Some(start + self.between(start, end).find(quote)?));
        let limit = closing.unwrap_or(end);
        let is_string = closing.is_some() && quote != Some('`');
        let dialect = self.lines.dialect.unwrap_or_else(|| self.dialect(start, limit, quote));
        let command = TextRange::new(start, limit);
        // A string on several lines, in which a backslash is written twice.
        let is_escaped = self.first_line(start, limit).ends_with("\\\\");
        let mut simple = if is_string || is_escaped {
            dialect.read_in_string(self.text(), command)
        } else {
            dialect.read(self.text(), command)
        };
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
        if (is_string || self.handed_on == Some('"')) && self.between(start, limit).contains('\\') {
            // The words are not what stands here.
            return Some(read_to);
        }
        for word in &mut simple.words {
            if (is_string && is_template(word)) || (self.handed_on.is_none() && is_placeholder(word)) {
                word.parts = vec![Part::Unknown { place: word.range, many: false }];
            }
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

    /// The quote that a command stands in: right before it, or before it on its line and not closed there.
    fn quote_around(&self, start: usize) -> Option<char> {
        let before = self.text().get(..start).unwrap_or_default();
        let line = before.rsplit('\n').next().unwrap_or_default();
        let is_open = |quote: &char| line.matches(*quote).count() % 2 == 1;
        self.quote(start).or_else(|| ['"', '`'].into_iter().find(is_open)).filter(|quote| {
            // Backquotes mean something else there.
            *quote != '`' || self.lines.dialect.is_none()
        })
    }

    /// The quote that stands before a place.
    fn quote(&self, start: usize) -> Option<char> {
        let before = self.text().get(..start).unwrap_or_default();
        before.chars().next_back().filter(|before| matches!(before, '"' | '\'' | '`'))
    }

    /// The shell that a command is for, by what continues its first line.
    fn dialect(&self, start: usize, limit: usize, quote: Option<char>) -> Dialect {
        let line = self.first_line(start, limit);
        if line.ends_with(" ^") {
            Dialect::Cmd
        } else if line.ends_with(" `") && quote.is_none() {
            Dialect::PowerShell
        } else {
            Dialect::Posix
        }
    }

    fn first_line(&self, start: usize, limit: usize) -> &'s str {
        self.between(start, limit).lines().next().unwrap_or_default().trim_end()
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

/// Whether a command can begin behind the beginning of a line.
fn can_precede(line: &str) -> bool {
    let Some(last) = line.chars().next_back() else { return true };
    if !last.is_whitespace() {
        return "\"'`(>{=[|;&!:@-+".contains(last);
    }
    let mut words = line.split_whitespace();
    if words.clone().any(|word| BEFORE_OTHERS.contains(&word)) {
        return !line.trim_start().starts_with('#');
    }
    let Some(word) = words.next_back() else { return true };
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    BEFORE.contains(&word)
        || matches!(word, "-" | "*" | "+" | "!" | "|" | "@")
        || word.ends_with(['$', '%', '>', '@', ';', '|', '&', '(', '{', '=', ':', '`'])
        || word.strip_suffix(['.', ')']).is_some_and(is_number)
        || is_assignment(word)
}

/// The length of the assignments at the end of what stands before a command.
fn assignments_length(line: &str) -> usize {
    let mut rest = line;
    loop {
        let trimmed = rest.trim_end_matches([' ', '\t']);
        let start = trimmed.rfind([' ', '\t']).map_or(0, |blank| blank + 1);
        let word = trimmed.get(start..).unwrap_or_default();
        if trimmed.len() == rest.len() || !is_assignment(word) {
            return line.len() - rest.len();
        }
        rest = trimmed.get(..start).unwrap_or_default();
    }
}

/// `NAME=value`, in one piece.
fn is_assignment(word: &str) -> bool {
    word.split_once('=').is_some_and(|(name, value)| is_name(name) && !value.contains(['"', '\'', '(']))
}

/// Whether a word in a string of another language holds what the program fills in.
fn is_template(word: &RawWord<'_>) -> bool {
    literals(word).any(|text| text.contains(['{', '}', '%']))
}

/// Whether a word stands for something that a reader fills in: `SNAPSHOT_ID`, `ami-xxxx`, `your-key`.
fn is_placeholder(word: &RawWord<'_>) -> bool {
    literals(word).any(|text| {
        let is_capital =
            |letter: u8| letter.is_ascii_uppercase() || letter.is_ascii_digit() || letter == b'_';
        let all_capital = text.starts_with(|first: char| first.is_ascii_uppercase())
            && text.len() > 1
            && text.bytes().all(|letter| is_capital(letter) || letter == b'-');
        all_capital || text.contains("xxx") || text.contains("XXX") || text.contains("your-")
    })
}

fn literals<'w>(word: &'w RawWord<'_>) -> impl Iterator<Item = &'w str> {
    word.parts.iter().filter_map(|part| match part {
        Part::Literal { text, .. } => Some(*text),
        _ => None,
    })
}
