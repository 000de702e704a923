//! Words that are no option, no value of one, or not in full.

use super::arguments::{Fault, Given};
use super::options::{GLOBAL, Type, type_of};
use super::rules::{ABBREVIATED_OPTION, UNEXPECTED_ARGUMENT, UNKNOWN_OPTION};
use super::words::{Word, is_dynamic};
use super::{INVALID_OPTION_VALUE, Reader, options};
use crate::operation::{self, Operation};
use crate::rule::{Certainty, Finding, Level};
use crate::suggest::nearest;
use crate::words::listed;

impl Reader<'_> {
    /// What `argparse` would stop at.
    pub(super) fn faults(&mut self, faults: Vec<Fault<'_>>) {
        for fault in faults {
            self.refused = true;
            let finding = match fault {
                Fault::Ambiguous(word, names) => {
                    let message =
                        format!("`{}` could be short for {}", self.option_text(word), listed(&names, "or"));
                    Finding::new(&UNKNOWN_OPTION, self.option_span(word), message)
                        .label("the command is refused")
                        .help("write the option in full")
                }
                Fault::MissingValue(word, option) => {
                    let message = format!("`{option}` lacks its value");
                    Finding::new(&INVALID_OPTION_VALUE, self.word_span(word), message)
                        .help("put the value behind it")
                }
                Fault::UnwantedValue(word, option) => {
                    let message = format!("`{option}` takes no value");
                    let finding = Finding::new(&INVALID_OPTION_VALUE, self.word_span(word), message);
                    finding.help(self.flag_help(option))
                }
            };
            self.push(finding);
        }
    }

    /// Options that are cut short.
    pub(super) fn abbreviated<T>(&mut self, given: &[Given<'_, T>]) {
        for given in given {
            let (short, full) = (self.option_text(given.word), given.spec.name.as_str());
            if short == full {
                continue;
            }
            let message = format!("`{short}` is short for `{full}`");
            let finding = Finding::new(&ABBREVIATED_OPTION, self.option_span(given.word), message)
                .certainty(Certainty::Observed);
            let others: Vec<_> =
                options::of_version_2().filter(|other| *other != full && other.starts_with(short)).collect();
            self.push(if others.is_empty() {
                finding
                    .at_most(Level::Note)
                    .label("clear only as long as no other option begins so")
                    .help(format!("write `{full}`"))
            } else {
                finding
                    .certainty(Certainty::Deduced)
                    .label(format!("version 2 of the AWS CLI also has {}", listed(&others, "and")))
                    .help(format!("write `{full}`: version 2 refuses what could be either"))
            });
        }
    }

    /// Words that no pass knows.
    pub(super) fn left_over(&mut self, operation: &'static Operation, left: &[usize]) {
        let mut behind_unknown = None;
        for word in left.iter().copied() {
            let text = self.word_text(word);
            let before = word.checked_sub(1).and_then(|before| self.words.get(before));
            if is_dynamic(text) || (!text.starts_with('-') && before.is_some_and(Word::is_many)) {
                // What is unknown may hold any number of options, the last of them without its value.
                self.incomplete = true;
                behind_unknown = Some(word);
                continue;
            }
            let option = self.option_text(word);
            if text.starts_with('-') && text.len() > 1 && !text.contains(' ') {
                behind_unknown = Some(word);
                self.unknown_option(operation, word, option);
            } else if let Some(name) = behind_long_dash(text) {
                behind_unknown = Some(word);
                self.long_dash(word, name);
            } else if behind_unknown.is_some_and(|option| option + 1 == word) {
                // Taken for the value of the unknown option before it.
                behind_unknown = Some(word);
            } else {
                self.unexpected(word);
            }
        }
    }

    fn unknown_option(&mut self, operation: &'static Operation, word: usize, option: &str) {
        self.refused = true;
        let own = operation.aws_cli.options.values().map(String::as_str);
        let globals = GLOBAL.iter().map(|global| global.name);
        let others = operation::all().iter().filter(|other| other.name != operation.name);
        let elsewhere =
            others.clone().find(|other| other.aws_cli.options.values().any(|name| name == option));
        let help = match (nearest(option, own.chain(globals)), elsewhere) {
            (Some(near), _) => {
                // What is misspelled is not absent.
                self.incomplete = true;
                Some(format!("did you mean `{near}`?"))
            }
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

    /// An option that a word processor has taken the hyphens of.
    fn long_dash(&mut self, word: usize, name: &str) {
        self.refused = true;
        // What the option gives is not absent.
        self.incomplete = true;
        let message = format!("`{}` begins with a dash, and not with two hyphens", self.word_text(word));
        let finding = Finding::new(&UNEXPECTED_ARGUMENT, self.word_span(word), message);
        self.push(finding.label("the command is refused").help(format!("write `--{name}`")));
    }

    fn unexpected(&mut self, word: usize) {
        self.refused = true;
        let text = self.word_text(word);
        let before = word.checked_sub(1).map_or("", |before| self.word_text(before));
        let (message, help) = if self.is_boolean(before) {
            (format!("`{text}` is no value of `{before}`, which takes none"), self.flag_help(before))
        } else {
            let message = format!("`{text}` is neither an option nor the value of one");
            (message, "quote a value that holds spaces, or write the option that it belongs to".to_owned())
        };
        let finding = Finding::new(&UNEXPECTED_ARGUMENT, self.word_span(word), message);
        self.push(finding.label("the command is refused").help(help));
    }

    /// Whether it is an option for a boolean parameter, in full.
    fn is_boolean(&self, option: &str) -> bool {
        let positive = option.strip_prefix("--no-").map(|name| format!("--{name}"));
        self.operation.is_some_and(|operation| {
            operation.aws_cli.options.iter().any(|(name, own)| {
                (own == option || positive.as_ref() == Some(own))
                    && operation.schema(name).is_some_and(|schema| type_of(schema) == Type::Boolean)
            })
        })
    }

    fn flag_help(&self, option: &str) -> String {
        match option.strip_prefix("--no-") {
            _ if !self.is_boolean(option) => format!("write `{option}` alone"),
            Some(name) => format!("write `{option}` alone for false, or `--{name}` for true"),
            None => {
                let name = option.trim_start_matches('-');
                format!("write `{option}` alone for true, or `--no-{name}` for false")
            }
        }
    }
}

/// What stands behind a dash that is longer than a hyphen, if an option could be meant.
fn behind_long_dash(text: &str) -> Option<&str> {
    const LONG: [char; 3] = ['–', '—', '−'];
    let name = text.trim_start_matches(LONG).trim_start_matches('-');
    (text.starts_with(LONG) && name.starts_with(|first: char| first.is_ascii_lowercase())).then_some(name)
}
