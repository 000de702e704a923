//! The parameters that `--cli-input-json` brings.
//!
//! They are added to those of the options; where both give one, the option's is taken as a whole.
//! Names are the API's, and told apart by case.

use std::borrow::Cow;

use super::arguments::{Given, Piece};
use super::files::Place;
use super::options::{INPUT_JSON, INPUT_YAML, Meaning};
use super::rules::{JOINED_INPUT_OPTION, OVERRIDDEN_INPUT, UNREAD_OPTION};
use super::words::is_dynamic;
use super::{Parameter, Reader};
use crate::operation::Operation;
use crate::request::schema::to_json;
use crate::rule::{Certainty, Finding, Level};
use crate::text::Span;
use crate::tree::{Member, Node, Value};
use crate::words::listed;

impl Reader<'_> {
    /// Adds the parameters that an input brings to those of the options that were given. `words` are all
    /// words behind the operation.
    pub(super) fn input(
        &mut self,
        operation: &'static Operation,
        words: &[usize],
        given: &[Given<'_, Meaning>],
        parameters: &mut Vec<Parameter<'static>>,
    ) {
        let last = |meaning: Meaning| given.iter().rev().find(|given| given.spec.key == meaning);
        let (json, yaml) = (last(Meaning::InputJson), last(Meaning::InputYaml));
        // Words that only a shell knows may hold options.
        let every_option_is_known = !self.incomplete;
        if let Some(yaml) = yaml {
            self.input_yaml(yaml.word, json.is_some());
        }
        let Some(json) = json else { return };
        let Some(piece) = json.values.first().copied() else { return };
        let node = self.input_json(piece);
        let members = node.as_ref().map_or(&[][..], Node::members);
        if every_option_is_known && !words.iter().any(|word| self.word_text(*word) == INPUT_JSON) {
            self.unseen(operation, json.word, members, parameters);
        }
        let span = self.piece_span(piece);
        for member in members {
            self.add(operation, member, span, parameters);
        }
    }

    /// The object behind `--cli-input-json`; `None` if it is not known, or none.
    fn input_json(&mut self, piece: Piece) -> Option<Node<'static>> {
        let (text, span) = (self.text(piece), self.piece_span(piece));
        let node = match Place::of(text) {
            Place::Here => Some(self.json(piece, INPUT_JSON)),
            Place::File(path) | Place::Bytes(path) => self.input_file(text, path, span),
        };
        let Some(node) = node else {
            self.incomplete = true;
            return None;
        };
        self.incomplete |= node.incomplete;
        match node.value {
            Value::Object(_) => return Some(node),
            Value::Unknown => self.incomplete = true,
            _ => {
                let message = format!("`{INPUT_JSON}` takes a JSON object, not {}", node.type_name());
                let help = "write the parameters as `{\"SourceRegion\": …}`".to_owned();
                self.invalid(span, &message, Some(help));
                self.incomplete = true;
            }
        }
        None
    }

    /// The JSON in a file.
    fn input_file(&mut self, text: &str, path: &str, span: Span) -> Option<Node<'static>> {
        if !self.reading.follows_files && !is_dynamic(text) {
            let message =
                format!("the file of `{INPUT_JSON}` is not read, so parameters may be missing here");
            let help = "check the file by itself, as a request in JSON";
            self.push(Finding::new(&UNREAD_OPTION, span, message).help(help));
            return None;
        }
        let mut bytes = self.read_file(path, span, INPUT_JSON)?;
        if Place::of(text) == Place::Bytes(path) {
            if is_wide(&bytes) {
                let message =
                    format!("the file of `{INPUT_JSON}` is not read: it is in another encoding than UTF-8");
                self.push(Finding::new(&UNREAD_OPTION, span, message));
                return None;
            }
            if bytes.starts_with(b"\xef\xbb\xbf") {
                bytes.drain(..3);
            }
        }
        let content = self.decode(bytes, path, span, INPUT_JSON)?;
        self.json_of_file(&content, span, INPUT_JSON)
    }

    fn input_yaml(&mut self, word: usize, with_json: bool) {
        self.incomplete = true;
        let span = self.option_span(word);
        if with_json {
            let message = format!("`{INPUT_YAML}` and `{INPUT_JSON}` cannot be given together");
            self.invalid(span, &message, Some("leave one of them".to_owned()));
            return;
        }
        let message = format!("`{INPUT_YAML}` is not read, so parameters may be missing here");
        let help = format!("give the parameters as JSON, behind `{INPUT_JSON}`");
        self.push(Finding::new(&UNREAD_OPTION, span, message).help(help));
    }

    /// Says which options the AWS CLI still asks for, although the input gives their parameters: it looks
    /// for a word that is the option's name, and only then makes no option required.
    fn unseen(
        &mut self,
        operation: &Operation,
        word: usize,
        members: &[Member<'_>],
        parameters: &[Parameter<'_>],
    ) {
        let by_input = |name: &str| self.incomplete || members.iter().any(|member| member.key == name);
        let by_option = |name: &str| parameters.iter().any(|parameter| parameter.name == name);
        let lacking = operation.required().filter(|name| by_input(name) && !by_option(name));
        let lacking: Vec<_> = lacking.filter_map(|name| operation.aws_cli.options.get(name)).collect();
        if lacking.is_empty() {
            return;
        }
        self.refused = true;
        let message = format!("the AWS CLI still asks for {} here", listed(&lacking, "and"));
        let span = self.option_span(word);
        let finding = Finding::new(&JOINED_INPUT_OPTION, span, message).certainty(Certainty::Observed);
        let help = format!("write `{INPUT_JSON}` in full, with a space and not `=` before its value");
        self.push(finding.label("only the word in full, by itself, stands in for them").help(help));
    }

    /// Adds a parameter of the input, unless an option gives it.
    fn add(
        &mut self,
        operation: &Operation,
        member: &Member<'static>,
        word: Span,
        parameters: &mut Vec<Parameter<'static>>,
    ) {
        let Some(option) = parameters.iter().find(|parameter| parameter.name == member.key) else {
            parameters.push(Parameter {
                name: Cow::Owned(member.key.to_string()),
                name_span: self.span(member.key_range),
                value: member.value.clone(),
            });
            return;
        };
        let (name, by) = (&member.key, operation.aws_cli.options.get(&*member.key));
        let known = !has_unknown(&option.value) && !has_unknown(&member.value);
        if known && to_json(&option.value) == to_json(&member.value) {
            return;
        }
        let by = by.map_or("an option", String::as_str);
        let is_list = matches!(member.value.value, Value::Array(_)) && !member.value.elements().is_empty();
        let message = if is_list {
            format!("`{name}` of `{INPUT_JSON}` is lost: `{by}` replaces the whole list")
        } else {
            format!("`{name}` of `{INPUT_JSON}` is replaced by `{by}`")
        };
        let key = self.span(member.key_range);
        let finding = Finding::new(&OVERRIDDEN_INPUT, key, message)
            .certainty(Certainty::Observed)
            .label(if key == word { "it stands in this file" } else { "this is not sent" })
            .related(option.name_span, "this one counts")
            .help(if is_list {
                format!("put all of it behind `{by}`, or all of it into the JSON")
            } else {
                "leave one of them".to_owned()
            });
        self.push(if is_list && known { finding } else { finding.at_most(Level::Note) });
    }
}

/// Whether Python would read JSON in these bytes as UTF-16 or UTF-32.
fn is_wide(bytes: &[u8]) -> bool {
    matches!(
        bytes,
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] | [0, _] | [_, 0] | [0, _, _, _, ..] | [_, 0, _, _, ..]
    )
}

/// Whether something in a value is not known.
fn has_unknown(node: &Node<'_>) -> bool {
    match &node.value {
        Value::Unknown => true,
        Value::Array(elements) => elements.iter().any(has_unknown),
        Value::Object(members) => members.iter().any(|member| has_unknown(&member.value)),
        _ => false,
    }
}
