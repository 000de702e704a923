//! Requests as commands of the AWS CLI: `aws ec2 copy-snapshot --source-region …`.
//!
//! The words are read as the AWS CLI itself reads them, so that the parameters are those that it
//! would send, and a command is refused exactly if the AWS CLI refuses it. Where versions 1 and 2
//! differ, what either accepts is accepted. A word that a shell would still change (`$REGION`) has an
//! unknown value.
//!
//! The parts: `arguments` divides the words, with the options of `options`; `program`, `globals`,
//! `leftover` and `repeated` look at what stands around the parameters; `values` turns the words behind
//! an option into a parameter, with `shorthand`, `tags` and `files`; `input` adds the parameters that
//! `--cli-input-json` brings.

mod arguments;
mod files;
mod globals;
mod input;
mod leftover;
mod nodes;
mod numbers;
mod options;
mod program;
mod repeated;
mod rules;
mod shorthand;
mod tags;
mod values;
mod words;

use std::borrow::Cow;
use std::collections::HashMap;

use crate::operation::Operation;
use crate::rule::Finding;
use crate::text::{Source, Span, TextRange};
use crate::tree::{Node, Value};

use super::{CopyRequest, Occasion, Parameter};
use arguments::{Given, Piece, Positional};
use options::{Meaning, Type, specs};
use program::Call;

pub(super) use globals::CREDENTIALS;
pub use program::copy_word;
pub use shorthand::read as read_shorthand;

pub use rules::{
    ABBREVIATED_OPTION, COPIES_NOTHING, FETCHED_VALUE, INVALID_OPTION_VALUE, JOINED_INPUT_OPTION, LOST_TAG,
    OVERRIDDEN_INPUT, REPEATED_OPTION, TAG_WITHOUT_BRACES, UNEXPECTED_ARGUMENT, UNKNOWN_COMMAND,
    UNKNOWN_OPTION, UNREAD_OPTION,
};

pub use words::{COMMAND, UNKNOWN, Word, command_source, is_dynamic};

/// How a command is read.
#[derive(Clone, Copy, Debug)]
pub struct Reading {
    /// Its place in the source.
    pub range: TextRange,
    /// Whether it is about to be run here, so that the files of `file://` values may be read. Else these
    /// values are unknown.
    pub follows_files: bool,
    /// Whether it has words that are not at hand.
    pub incomplete: bool,
}

/// Reads the words of a command that is about to be run, `aws` included. `None` if it is no copy; a
/// finding says so.
pub fn read_command(
    source: &Source,
    words: &[Word],
    findings: &mut Vec<Finding>,
) -> Option<CopyRequest<'static>> {
    let reading = Reading { range: source.range(), follows_files: true, incomplete: false };
    read_words(source, words, reading, findings)
}

/// Reads the words of a command, `aws` included; as [`read_command`].
pub fn read_words(
    source: &Source,
    words: &[Word],
    reading: Reading,
    findings: &mut Vec<Finding>,
) -> Option<CopyRequest<'static>> {
    let incomplete = reading.incomplete;
    let mut reader = Reader { source, words, reading, findings, refused: false, incomplete, operation: None };
    reader.read()
}

struct Reader<'r> {
    source: &'r Source,
    words: &'r [Word],
    reading: Reading,
    findings: &'r mut Vec<Finding>,
    refused: bool,
    incomplete: bool,
    /// Known once the words that name it were read.
    operation: Option<&'static Operation>,
}

impl<'r> Reader<'r> {
    fn read(&mut self) -> Option<CopyRequest<'static>> {
        let (program, environment) = self.program()?;
        let globals = options::global_specs();
        let Call { global, faults, operation, name, rest } = self.call(program, &globals)?;
        self.operation = Some(operation);

        let own = specs(operation);
        let words = self.words;
        let text = |word: usize| words.get(word).map_or("", Word::text);
        let parsed = arguments::parse(&own, Some(Positional::AtMostOne), &rest, text);
        self.faults(faults);
        self.faults(parsed.faults);
        self.abbreviated(&global);
        self.abbreviated(&parsed.given);
        let region = self.globals(&global).or(environment);
        let credentials = self.credentials(program, &global);
        // Every operation takes the word `help`; an empty word in its place is passed over.
        let positional = parsed.positional.filter(|word| !text(*word).is_empty());
        if let Some(help) = positional.filter(|word| text(*word) == "help") {
            self.helps(help);
        } else {
            let mut left: Vec<_> = positional.into_iter().chain(parsed.rest).collect();
            left.sort_unstable();
            self.left_over(operation, &left);
        }
        self.repeated(&global, &parsed.given);
        let mut parameters = self.parameters(&parsed.given);
        self.input(operation, &rest, &parsed.given, &mut parameters);
        self.dry_run(&parameters);

        let mut request = CopyRequest {
            operation,
            span: self.span(self.reading.range),
            name: self.word_span(name),
            parameters,
            incomplete: self.incomplete,
            refused: self.refused,
            region,
            principal: None,
            credentials,
            policies: Vec::new(),
            source: None,
            occasion: Some(Occasion::default()),
        };
        request.refused |= request.refused_by_schema();
        Some(request)
    }

    /// The parameters that the options give, the last of each.
    fn parameters(&mut self, given: &[Given<'_, Meaning>]) -> Vec<Parameter<'static>> {
        let mut last: HashMap<&str, usize> = HashMap::new();
        for (index, given) in given.iter().enumerate() {
            if let Meaning::Parameter(name, _) | Meaning::Not(name) = given.spec.key {
                last.insert(name, index);
            }
        }
        let mut parameters = Vec::new();
        for (index, given) in given.iter().enumerate() {
            let (name, value) = match given.spec.key {
                Meaning::Parameter(_, Type::Long) if self.is_no_long(given) => continue,
                Meaning::Parameter(name, _) | Meaning::Not(name) if last.get(name) != Some(&index) => {
                    continue;
                }
                Meaning::Parameter(name, Type::Boolean) => (name, self.flag(given.word, true)),
                Meaning::Not(name) => (name, self.flag(given.word, false)),
                Meaning::Parameter(name, Type::List) => (name, self.list(given, name)),
                Meaning::Parameter(name, kind) => (name, self.scalar(given, kind)),
                Meaning::InputJson | Meaning::InputYaml => continue,
                Meaning::Skeleton => {
                    self.skeleton(given);
                    continue;
                }
            };
            parameters.push(Parameter {
                name: Cow::Borrowed(name),
                name_span: self.option_span(given.word),
                value,
            });
        }
        parameters
    }

    fn flag(&self, word: usize, value: bool) -> Node<'static> {
        Node::new(self.word_span(word).range(), Value::Bool(value))
    }

    /// A value that the client refuses.
    fn invalid(&mut self, span: Span, message: &str, help: Option<String>) {
        self.refused = true;
        let finding = Finding::new(&INVALID_OPTION_VALUE, span, message);
        self.push(finding.label("the command is refused").maybe_help(help));
    }

    fn push(&mut self, mut finding: Finding) {
        // Words may hold line breaks, messages must not.
        finding.message = finding.message.replace(['\n', '\r'], " ");
        self.findings.push(finding);
    }

    fn text(&self, piece: Piece) -> &'r str {
        self.words.get(piece.word).and_then(|word| word.text().get(piece.start..)).unwrap_or_default()
    }

    fn piece_span(&self, piece: Piece) -> Span {
        let range = self.words.get(piece.word).map(|word| word.part(piece.start, word.text().len()));
        self.span(range.unwrap_or_default())
    }

    /// The place of values that follow one another; of the option at the word if there are none.
    fn values_span(&self, word: usize, values: &[Piece]) -> Span {
        match (values.first(), values.last()) {
            (Some(first), Some(last)) => Span { end: self.piece_span(*last).end, ..self.piece_span(*first) },
            _ => self.option_span(word),
        }
    }

    fn word_text(&self, word: usize) -> &'r str {
        self.words.get(word).map_or("", Word::text)
    }

    fn word_span(&self, word: usize) -> Span {
        self.span(self.words.get(word).map(Word::range).unwrap_or_default())
    }

    /// The option in a word, without `=value`.
    fn option_text(&self, word: usize) -> &'r str {
        let text = self.word_text(word);
        text.split_once('=').map_or(text, |(option, _)| option)
    }

    fn option_span(&self, word: usize) -> Span {
        let range = self.words.get(word).map(|word| {
            let text = word.text();
            word.part(0, text.find('=').unwrap_or(text.len()))
        });
        self.span(range.unwrap_or_default())
    }

    fn span(&self, range: TextRange) -> Span {
        range.of(self.source.id())
    }
}

/// What Python takes for space: a little more than others do.
fn is_space(character: char) -> bool {
    character.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(&character)
}
