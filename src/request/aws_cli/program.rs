//! What is called: the word `aws`, the service and the operation.

use super::Reader;
use super::arguments::{self, Fault, Given, Parsed, Positional, Spec};
use super::options::{Meaning, global_specs};
use super::rules::UNKNOWN_COMMAND;
use super::words::{UNKNOWN, Word};
use crate::operation::{self, Operation};
use crate::request::{Region, RegionFrom};
use crate::rule::Finding;
use crate::suggest::nearest;

/// How many words that may hold options of every command are passed over before the service.
const MOST_UNKNOWN: usize = 8;

/// A call of a copy operation.
pub(super) struct Call<'s> {
    /// The options that every command has.
    pub(super) global: Vec<Given<'s, usize>>,
    /// What is wrong with them.
    pub(super) faults: Vec<Fault<'s>>,
    /// The operation.
    pub(super) operation: &'static Operation,
    /// The word that names it.
    pub(super) name: usize,
    /// The words that are left for the operation.
    pub(super) rest: Vec<usize>,
}

impl<'r> Reader<'r> {
    /// The index of the word `aws`, behind any assignments (`AWS_REGION=us-east-1 aws …`), and the
    /// Region that they set.
    pub(super) fn program(&mut self) -> Option<(usize, Option<Region>)> {
        let mut regions = [None, None];
        for (index, word) in self.words.iter().enumerate() {
            let text = word.text();
            if let Some((name, value)) = text.split_once('=').filter(|(name, _)| is_variable(name)) {
                let slot = match name {
                    "AWS_REGION" => Some((0, "AWS_REGION")),
                    "AWS_DEFAULT_REGION" => Some((1, "AWS_DEFAULT_REGION")),
                    _ => None,
                };
                if let Some((slot, variable)) = slot
                    && !value.is_empty()
                {
                    let region = Region {
                        name: (!word.is_dynamic()).then(|| value.to_owned()),
                        span: Some(self.span(word.part(name.len() + 1, text.len()))),
                        from: RegionFrom::Environment(variable),
                    };
                    if let Some(slot) = regions.get_mut(slot) {
                        *slot = Some(region);
                    }
                }
            } else if is_aws(text) {
                let [first, second] = regions;
                return Some((index, first.or(second)));
            } else if index > 0 || text != "env" {
                break;
            }
        }
        self.no_program();
        None
    }

    fn no_program(&mut self) {
        let first = self.words.iter().position(|word| !is_variable_assignment(word.text()));
        let at = first.or(if self.words.is_empty() { None } else { Some(0) });
        let message = match at.and_then(|at| self.words.get(at)) {
            Some(word) if word.is_dynamic() => return,
            Some(word) => format!("`{}` is not a command that copylint knows", word.text()),
            None => "there is no command".to_owned(),
        };
        let span = at.map_or(self.span(self.source.range()), |at| self.word_span(at));
        let known = known_commands();
        self.push(Finding::new(&UNKNOWN_COMMAND, span, message).help(format!("copylint knows {known}")));
    }

    /// Reads what stands behind the word `aws` up to the operation.
    pub(super) fn call<'s>(&mut self, program: usize, globals: &'s [Spec<usize>]) -> Option<Call<'s>>
    where
        'r: 's,
    {
        let words = self.words;
        let behind: Vec<_> = (program + 1..words.len()).collect();
        let (first, options) = pass(words, globals, behind);
        let (second, others) = pass::<Meaning>(words, &[], first.rest);
        self.incomplete |= options || others;
        let called = [first.positional, second.positional].into_iter().flatten();
        let called: Vec<_> = called.map(|word| self.word_text(word)).collect();
        let (Some(name), Some(operation)) = (second.positional, operation::by_cli_words(&called)) else {
            self.unknown_command(first.positional, second.positional);
            return None;
        };
        Some(Call { global: first.given, faults: first.faults, operation, name, rest: second.rest })
    }

    /// A command of the AWS CLI that is no copy.
    fn unknown_command(&mut self, service: Option<usize>, name: Option<usize>) {
        let dynamic = |word: usize| self.words.get(word).is_some_and(Word::is_dynamic);
        if self.incomplete || [service, name].into_iter().flatten().any(dynamic) {
            return;
        }
        let text = |word: usize| self.word_text(word);
        let (at, message) = match (service, name) {
            (Some(service), Some(name)) => {
                let services =
                    operation::all().iter().filter_map(|operation| operation.aws_cli.command.first());
                let at = if services.clone().any(|known| known == text(service)) { name } else { service };
                (
                    Some(at),
                    format!("`aws {} {}` is not a copy that copylint knows", text(service), text(name)),
                )
            }
            (Some(service), None) => (Some(service), format!("`aws {}` names no operation", text(service))),
            (None, _) => (None, "the command names no service and no operation".to_owned()),
        };
        let operation = name.or(service).map_or("", text);
        let near = operation::all().iter().find(|known| {
            nearest(operation, known.aws_cli.command.get(1).map(String::as_str)).is_some()
                || known.aws_cli.command.get(1).is_some_and(|name| name == operation)
        });
        let help = match near {
            Some(near) => format!("did you mean `aws {}`?", near.aws_cli.command.join(" ")),
            None => format!("copylint knows {}", known_commands()),
        };
        let span = at.map_or(self.span(self.source.range()), |at| self.word_span(at));
        self.push(Finding::new(&UNKNOWN_COMMAND, span, message).help(help));
    }
}

/// The index of the word that names the copy operation, if these words, `aws` first, make a copy.
pub fn copy_word(words: &[Word]) -> Option<usize> {
    let text = |word: usize| words.get(word).map_or("", Word::text);
    if !is_aws(text(0)) {
        return None;
    }
    let globals = global_specs();
    let (first, _) = pass(words, &globals, (1..words.len()).collect());
    let (second, _) = pass::<Meaning>(words, &[], first.rest);
    let (service, name) = (first.positional?, second.positional?);
    operation::by_cli_words(&[text(service), text(name)]).map(|_| name)
}

/// One pass up to its positional argument. A word that a shell would replace in its place, by whatever
/// options, is passed over; whether there is one is told, too.
fn pass<'s, T>(all: &'s [Word], specs: &'s [Spec<T>], mut words: Vec<usize>) -> (Parsed<'s, T>, bool) {
    let text = |word: usize| all.get(word).map_or("", Word::text);
    let parse = |words: &[usize]| arguments::parse(specs, Some(Positional::One), words, text);
    let mut parsed = parse(&words);
    let mut passed_over = 0;
    while let Some(unknown) = parsed.positional.filter(|word| is_unknown(text(*word)))
        && passed_over < MOST_UNKNOWN
    {
        passed_over += 1;
        words.retain(|word| *word != unknown);
        parsed = parse(&words);
    }
    (parsed, passed_over > 0)
}

/// Whether a word is nothing but what a shell would put there: any number of words.
fn is_unknown(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|character| character == UNKNOWN)
}

fn is_variable_assignment(text: &str) -> bool {
    text.split_once('=').is_some_and(|(name, _)| is_variable(name))
}

fn is_variable(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && name.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
}

/// `aws`, also with a folder before it or `.exe` behind it.
fn is_aws(text: &str) -> bool {
    let name = text.rsplit(['/', '\\']).next().unwrap_or(text);
    name == "aws" || name.eq_ignore_ascii_case("aws.exe")
}

fn known_commands() -> String {
    let commands =
        operation::all().iter().map(|operation| format!("`aws {}`", operation.aws_cli.command.join(" ")));
    commands.collect::<Vec<_>>().join(" and ")
}
