//! Requests as commands of the AWS CLI: `aws ec2 copy-snapshot --source-region …`.
//!
//! The words are read as the AWS CLI itself reads them, so that the parameters are those that it
//! would send. Where versions 1 and 2 differ, what either accepts is accepted. A word that a shell
//! would still change (`$REGION`) has an unknown value.

mod arguments;
mod options;
mod rules;
mod shorthand;
mod values;
mod words;

use std::borrow::Cow;

use crate::operation::{self, Operation};
use crate::rule::Finding;
use crate::suggest::nearest;
use crate::text::{Source, Span, TextRange};
use crate::tree::{Node, Value};
use crate::words::listed;

use super::{CopyRequest, Parameter, Region, RegionFrom};
use arguments::{Arity, Fault, Given, Parsed, Piece, Positional};
use options::{GLOBAL, Meaning, Type, global_specs, specs, type_of};
use values::integer;

pub use rules::{
    INVALID_OPTION_VALUE, REPEATED_OPTION, UNEXPECTED_ARGUMENT, UNKNOWN_COMMAND, UNKNOWN_OPTION,
    UNREAD_OPTION,
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

/// The index of the word that names the copy operation, if these words, `aws` first, make a copy.
pub fn copy_word(words: &[Word]) -> Option<usize> {
    let text = |word: usize| words.get(word).map_or("", Word::text);
    if !is_aws(text(0)) {
        return None;
    }
    let globals = global_specs();
    let behind: Vec<_> = (1..words.len()).collect();
    let Parsed { positional: service, rest, .. } =
        arguments::parse(&globals, Some(Positional::One), &behind, text);
    let name = arguments::parse::<Meaning>(&[], Some(Positional::One), &rest, text).positional?;
    operation::by_cli_words(&[text(service?), text(name)]).map(|_| name)
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

impl Reader<'_> {
    fn read(&mut self) -> Option<CopyRequest<'static>> {
        let (program, environment) = self.program()?;
        let words: Vec<_> = (program + 1..self.words.len()).collect();
        let texts = self.words;
        let text = |word: usize| texts.get(word).map_or("", Word::text);

        let globals = global_specs();
        let Parsed { given: global, positional: service, rest, faults } =
            arguments::parse(&globals, Some(Positional::One), &words, text);
        let Parsed { positional: name, rest, .. } =
            arguments::parse::<Meaning>(&[], Some(Positional::One), &rest, text);
        let called: Vec<_> = [service, name].into_iter().flatten().map(text).collect();
        let (Some(name), Some(operation)) = (name, operation::by_cli_words(&called)) else {
            self.unknown_command(service, name);
            return None;
        };
        self.operation = Some(operation);
        let own = specs(operation);
        let parsed = arguments::parse(&own, Some(Positional::AtMostOne), &rest, text);

        self.faults(faults);
        self.faults(parsed.faults);
        let region = self.globals(&global).or(environment);
        // Every operation takes the word `help`; an empty word in its place is passed over.
        let help = parsed.positional.filter(|word| !text(*word).is_empty());
        let mut left: Vec<_> = help.into_iter().chain(parsed.rest).collect();
        left.sort_unstable();
        self.left_over(operation, &left);
        self.repeated(&global, &parsed.given);
        let parameters = self.parameters(&parsed.given);

        let mut request = CopyRequest {
            operation,
            span: self.span(self.reading.range),
            name: self.word_span(name),
            parameters,
            incomplete: self.incomplete,
            refused: self.refused,
            region,
            principal: None,
            policies: Vec::new(),
            source: None,
        };
        request.refused |= request.refused_by_schema();
        Some(request)
    }

    /// The index of the word `aws`, behind any assignments (`AWS_REGION=us-east-1 aws …`), and the
    /// Region that they set.
    fn program(&mut self) -> Option<(usize, Option<Region>)> {
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
        let first = self.words.iter().position(|word| !is_variable_assignment(word.text()));
        let at = first.or(if self.words.is_empty() { None } else { Some(0) });
        let message = match at.and_then(|at| self.words.get(at)) {
            Some(word) => format!("`{}` is not a command that copylint knows", word.text()),
            None => "there is no command".to_owned(),
        };
        let span = at.map_or(self.span(self.source.range()), |at| self.word_span(at));
        let known = known_commands();
        self.findings
            .push(Finding::new(&UNKNOWN_COMMAND, span, message).help(format!("copylint knows {known}")));
        None
    }

    /// A command of the AWS CLI that is no copy.
    fn unknown_command(&mut self, service: Option<usize>, name: Option<usize>) {
        let text = |word: usize| self.words.get(word).map_or("", Word::text);
        let known = known_commands();
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
            None => format!("copylint knows {known}"),
        };
        let span = at.map_or(self.span(self.source.range()), |at| self.word_span(at));
        self.findings.push(Finding::new(&UNKNOWN_COMMAND, span, message).help(help));
    }

    /// What `argparse` would stop at.
    fn faults(&mut self, faults: Vec<Fault<'_>>) {
        for fault in faults {
            self.refused = true;
            match fault {
                Fault::Ambiguous(word, names) => {
                    let text = self.option_text(word);
                    let names: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
                    self.push(
                        Finding::new(
                            &UNKNOWN_OPTION,
                            self.option_span(word),
                            format!("`{text}` could be short for {}", names.join(" or ")),
                        )
                        .label("the command is refused")
                        .help("write the option in full"),
                    );
                }
                Fault::MissingValue(word, option) => {
                    let finding = Finding::new(
                        &INVALID_OPTION_VALUE,
                        self.word_span(word),
                        format!("`{option}` lacks its value"),
                    );
                    self.push(finding.help("put the value behind it"));
                }
                Fault::UnwantedValue(word, option) => {
                    let message = format!("`{option}` takes no value");
                    let finding = Finding::new(&INVALID_OPTION_VALUE, self.word_span(word), message);
                    self.push(finding.help(boolean_help(option)));
                }
            }
        }
    }

    /// Checks the options that every command has; gives the Region that they name.
    fn globals(&mut self, given: &[Given<'_, usize>]) -> Option<Region> {
        let mut region = None;
        for given in given {
            let option = given.spec.name.as_str();
            let Some(piece) = given.values.first().copied() else { continue };
            let (text, span) = (self.text(piece).to_owned(), self.piece_span(piece));
            let dynamic = is_dynamic(&text);
            let choices = GLOBAL.get(given.spec.key).map_or(&[][..], |(_, _, choices, _)| *choices);
            if option == "--region" {
                let from = RegionFrom::Command;
                let name = (!dynamic).then(|| text.clone());
                region = (!text.is_empty()).then_some(Region { name, span: Some(span), from });
            } else if dynamic {
                // Whatever it is, it does not change what is copied.
            } else if !choices.is_empty() && !choices.contains(&text.as_str()) {
                let help = match nearest(&text, choices.iter().copied()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("it takes {}", listed(choices, "or")),
                };
                self.invalid(span, &format!("`{option}` does not take `{text}`"), Some(help));
            } else if option.ends_with("-timeout") && integer(&text).is_none() {
                self.invalid(
                    span,
                    &format!("`{option}` takes a whole number of seconds, not `{text}`"),
                    None,
                );
            } else if option == "--endpoint-url" && !has_scheme(&text) {
                let help = "write it as `https://HOST`".to_owned();
                self.invalid(
                    span,
                    &format!("`--endpoint-url` takes a URL with its scheme, not `{text}`"),
                    Some(help),
                );
            }
        }
        region
    }

    /// Words that no pass knows.
    fn left_over(&mut self, operation: &'static Operation, left: &[usize]) {
        let mut behind_unknown = None;
        for word in left.iter().copied() {
            let text = self.words.get(word).map_or("", Word::text);
            let before = word.checked_sub(1).and_then(|before| self.words.get(before));
            if is_dynamic(text) || (!text.starts_with('-') && before.is_some_and(Word::is_many)) {
                // What is unknown may hold any number of options, the last without its value.
                self.incomplete = true;
                behind_unknown = Some(word);
                continue;
            }
            let option = text.split_once('=').map_or(text, |(option, _)| option);
            if text.starts_with('-') && text.len() > 1 && !text.contains(' ') {
                behind_unknown = Some(word);
                self.unknown_option(operation, word, option);
            } else if behind_unknown.is_some_and(|option| option + 1 == word) {
                // Taken for the value of the unknown option before it.
                behind_unknown = Some(word);
            } else {
                self.unexpected(operation, word);
            }
        }
    }

    fn unknown_option(&mut self, operation: &'static Operation, word: usize, option: &str) {
        self.refused = true;
        let own = operation.aws_cli.options.values().map(String::as_str);
        let globals = GLOBAL.iter().map(|(name, ..)| *name);
        let others = operation::all().iter().filter(|other| other.name != operation.name);
        let elsewhere =
            others.clone().find(|other| other.aws_cli.options.values().any(|name| name == option));
        let help = match (nearest(option, own.chain(globals)), elsewhere) {
            (Some(near), _) => Some(format!("did you mean `{near}`?")),
            (None, Some(other)) => {
                let stem = |option: &str| option.trim_start_matches('-').to_owned();
                let mut own = operation.aws_cli.options.values();
                let same = own.find(|own| option.ends_with(&stem(own)) || own.ends_with(&stem(option)));
                let other = other.aws_cli.command.join(" ");
                Some(match same {
                    Some(same) => format!("it belongs to `aws {other}`; here it is `{same}`"),
                    None => format!("only `aws {other}` has it"),
                })
            }
            (None, None) => None,
        };
        let command = operation.aws_cli.command.join(" ");
        let message = format!("`aws {command}` has no option `{option}`");
        let finding = Finding::new(&UNKNOWN_OPTION, self.option_span(word), message);
        self.push(finding.label("the command is refused").maybe_help(help));
    }

    fn unexpected(&mut self, operation: &'static Operation, word: usize) {
        self.refused = true;
        let text = self.words.get(word).map_or("", Word::text).to_owned();
        let before = word.checked_sub(1).and_then(|before| self.words.get(before)).map_or("", Word::text);
        let negated = before.strip_prefix("--no-").map(|name| format!("--{name}"));
        let boolean = operation.aws_cli.options.iter().any(|(name, option)| {
            (option == before || negated.as_ref() == Some(option))
                && operation.schema(name).is_some_and(|schema| type_of(schema) == Type::Boolean)
        });
        let (message, help) = if boolean {
            (format!("`{text}` is no value of `{before}`, which takes none"), boolean_help(before))
        } else {
            let message = format!("`{text}` is neither an option nor the value of one");
            (message, "quote a value that holds spaces, or write the option that it belongs to".to_owned())
        };
        let finding = Finding::new(&UNEXPECTED_ARGUMENT, self.word_span(word), message);
        self.push(finding.label("the command is refused").help(help));
    }

    /// Options that are given again.
    fn repeated(&mut self, global: &[Given<'_, usize>], own: &[Given<'_, Meaning>]) {
        let of_global = global.iter().filter(|given| given.spec.arity != Arity::None);
        let of_global =
            of_global.map(|given| (given.spec.name.as_str(), given.spec.name.as_str(), given.word));
        let of_own = own.iter().map(|given| {
            let name = match given.spec.key {
                Meaning::Parameter(name, _) | Meaning::Not(name) => name,
                Meaning::Input | Meaning::Skeleton => given.spec.name.as_str(),
            };
            (name, given.spec.name.as_str(), given.word)
        });
        let all: Vec<_> = of_global.chain(of_own).collect();
        let mut repeated = Vec::new();
        for (index, (key, option, word)) in all.iter().enumerate() {
            let Some((_, last, at)) = all.iter().skip(index + 1).rev().find(|(other, ..)| other == key)
            else {
                continue;
            };
            repeated.push((*option, *word, *last, *at));
        }
        for (option, word, last, at) in repeated {
            let message = if option == last {
                format!("`{option}` is given again later, and only the last one counts")
            } else {
                format!("`{option}` is undone by `{last}` later")
            };
            let help = if option == "--tag-specifications" {
                "write all tag specifications behind one `--tag-specifications`, separated by spaces"
            } else {
                "leave one of them"
            };
            let finding = Finding::new(&REPEATED_OPTION, self.option_span(word), message);
            let finding =
                finding.label("this has no effect").related(self.option_span(at), "this one counts");
            self.push(finding.certainty(crate::rule::Certainty::Observed).help(help));
        }
    }

    /// The parameters that the options give, the last of each.
    fn parameters(&mut self, given: &[Given<'_, Meaning>]) -> Vec<Parameter<'static>> {
        let mut parameters: Vec<Parameter<'static>> = Vec::new();
        for given in given {
            let (name, value) = match given.spec.key {
                Meaning::Parameter(name, Type::Boolean) => (name, self.flag(given.word, true)),
                Meaning::Not(name) => (name, self.flag(given.word, false)),
                Meaning::Parameter(name, Type::List) => (name, self.list(given, name)),
                Meaning::Parameter(name, kind) => (name, self.scalar(given, kind)),
                Meaning::Input => {
                    self.unread_input(given.word, &given.spec.name);
                    continue;
                }
                Meaning::Skeleton => {
                    self.skeleton(given.word);
                    continue;
                }
            };
            parameters.retain(|parameter| parameter.name != name);
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

    fn unread_input(&mut self, word: usize, option: &str) {
        self.incomplete = true;
        let message = format!("`{option}` is not read, so parameters may be missing here");
        let finding = Finding::new(&UNREAD_OPTION, self.option_span(word), message);
        self.push(finding.help("check the file with the parameters by itself, as a request in JSON"));
    }

    fn skeleton(&mut self, word: usize) {
        self.refused = true;
        self.incomplete = true;
        let message = "`--generate-cli-skeleton` prints a template and copies nothing";
        self.push(Finding::new(&UNREAD_OPTION, self.option_span(word), message));
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

    fn text(&self, piece: Piece) -> &str {
        self.words.get(piece.word).and_then(|word| word.text().get(piece.start..)).unwrap_or_default()
    }

    fn piece_span(&self, piece: Piece) -> Span {
        let range = self.words.get(piece.word).map(|word| word.part(piece.start, word.text().len()));
        self.span(range.unwrap_or_default())
    }

    fn word_span(&self, word: usize) -> Span {
        self.span(self.words.get(word).map(Word::range).unwrap_or_default())
    }

    /// The option in a word, without `=value`.
    fn option_text(&self, word: usize) -> String {
        let text = self.words.get(word).map_or("", Word::text);
        text.split_once('=').map_or(text, |(option, _)| option).to_owned()
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

/// Whether a URL names its scheme: `https://…`.
fn has_scheme(url: &str) -> bool {
    url.split_once(':').is_some_and(|(scheme, _)| {
        scheme.starts_with(|first: char| first.is_ascii_alphabetic())
            && scheme.chars().all(|letter| letter.is_ascii_alphanumeric() || "+-.".contains(letter))
    })
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

fn boolean_help(option: &str) -> String {
    if let Some(name) = option.strip_prefix("--no-") {
        return format!("write `{option}` alone for false, or `--{name}` for true");
    }
    let name = option.trim_start_matches('-');
    format!("write `{option}` alone for true, or `--no-{name}` for false")
}
