//! Reads the values of elements: strings, lists of strings and conditions.

use std::borrow::Cow;
use std::collections::HashSet;

use super::Reader;
use super::rules::{EMPTY_OBJECT_CONDITION, INVALID_CONDITION_DATA_TYPE, INVALID_CONDITION_OPERATOR};
use super::statement::is_readable;
use crate::policy::{Comparison, Condition, Element, Operator, Text};
use crate::rule::{Certainty, Finding, Rule};
use crate::tree::{Member, Node, Value};
use crate::words::{quoted, shorten};

impl Reader<'_> {
    /// A string, or a finding.
    pub(super) fn string<'t>(&mut self, node: &Node<'t>, what: &str) -> Option<Text<'t>> {
        let text = self.text(node);
        if text.is_none() {
            self.mismatch(node, what, "a string");
        }
        text
    }

    /// The patterns of `Action`, `Resource` and their negations; `empty` is the rule for a list without any.
    pub(super) fn patterns<'t>(
        &mut self,
        member: &Member<'t>,
        negated: bool,
        empty: &'static Rule,
    ) -> Element<'t> {
        let key_span = self.place(member.key_range);
        if matches!(&member.value.value, Value::Array(elements) if elements.is_empty())
            && !member.value.incomplete
        {
            let span = self.place(member.value.range);
            self.fault(
                Finding::new(empty, span, format!("`{}` is an empty list", member.key))
                    .label(if negated { "nothing is excepted" } else { "the statement is about nothing" })
                    .help("fill the list, or remove the statement"),
            );
        }
        let what = |list: bool| {
            if list { format!("an element of `{}`", member.key) } else { format!("`{}`", member.key) }
        };
        Element { key_span, negated, patterns: self.strings(&member.value, what) }
    }

    /// One string or a list of strings. `what` gives the words for the whole (false) or for an element of
    /// the list (true), which are needed only if something is wrong.
    pub(super) fn strings<'t>(&mut self, node: &Node<'t>, what: impl Fn(bool) -> String) -> Vec<Text<'t>> {
        match &node.value {
            Value::String(_) => self.text(node).into_iter().collect(),
            Value::Array(elements) => {
                let mut texts = Vec::with_capacity(elements.len());
                for element in elements {
                    match self.text(element) {
                        Some(text) => texts.push(text),
                        None => self.mismatch(element, &what(true), "a string"),
                    }
                }
                texts
            }
            _ => {
                self.mismatch(node, &what(false), "a string or a list of strings");
                Vec::new()
            }
        }
    }

    /// The tests of `Condition`: operators, keys, values.
    pub(super) fn conditions<'t>(&mut self, node: &Node<'t>) -> Vec<Condition<'t>> {
        let mut conditions = Vec::new();
        let Value::Object(operators) = &node.value else {
            self.mismatch(node, "`Condition`", "an object");
            return conditions;
        };
        self.sound &= !repeats(operators);
        if operators.is_empty() && !node.incomplete {
            self.findings.push(
                Finding::new(&EMPTY_OBJECT_CONDITION, self.place(node.range), "`Condition` is empty")
                    .label("the statement applies without a condition")
                    .help("write the condition, or remove `Condition`"),
            );
        }
        for operator in operators {
            let meaning = self.operator(operator);
            let Value::Object(keys) = &operator.value.value else {
                self.mismatch(&operator.value, &format!("the operator `{}`", operator.key), "an object");
                continue;
            };
            self.sound &= !repeats(keys);
            self.spellings(&operator.key, keys);
            if keys.is_empty() && !operator.value.incomplete {
                let message = format!("{} tests no condition key", quoted(&operator.key));
                self.findings.push(
                    Finding::new(&EMPTY_OBJECT_CONDITION, self.place(operator.value.range), message)
                        .label("the statement applies without this test")
                        .help("write a condition key with its values, or remove the operator")
                        .certainty(Certainty::Inferred),
                );
            }
            for key in keys {
                let values = self.condition_values(&key.value, &key.key);
                if let (Some(operator), Value::Array(elements)) = (meaning, &key.value.value) {
                    self.one_data_type(operator, &key.key, elements);
                }
                let written = match &key.value.value {
                    Value::Array(elements) => elements.len(),
                    _ => 1,
                };
                conditions.push(Condition {
                    operator: self.key(operator),
                    meaning,
                    key: self.key(key),
                    incomplete: key.value.incomplete || values.len() != written,
                    values,
                    values_span: self.place(key.value.range),
                });
            }
        }
        conditions
    }

    /// The name of an operator, which must be one that there is.
    fn operator(&mut self, member: &Member<'_>) -> Option<Operator> {
        let meaning = Operator::parse(&member.key);
        if meaning.is_some() {
            return meaning;
        }
        let message = format!("{} is not a condition operator", quoted(&member.key));
        self.fault(
            Finding::new(&INVALID_CONDITION_OPERATOR, self.place(member.key_range), message)
                .label("IAM refuses a policy with an unknown operator")
                .help(match Operator::nearest(&member.key) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => "write an operator such as `StringEquals`, `StringLike`, `ArnLike` or `Bool`"
                        .to_owned(),
                }),
        );
        None
    }

    fn key<'t>(&self, member: &Member<'t>) -> Text<'t> {
        Text::new(member.key.clone(), self.place(member.key_range))
    }

    /// Values of one key must be of one JSON type. `Bool` and `Null` take a single value anyway.
    fn one_data_type(&mut self, operator: Operator, key: &str, elements: &[Node<'_>]) {
        let data_type = |element: &Node<'_>| match element.value {
            Value::String(_) => Some("a string"),
            Value::Number(_) => Some("a number"),
            Value::Bool(_) => Some("a boolean"),
            _ => None,
        };
        if matches!(operator.comparison, Comparison::Bool | Comparison::Null) {
            return;
        }
        let Some(first) = elements.first().and_then(data_type) else { return };
        let other = elements.iter().find_map(|element| {
            let other = data_type(element).filter(|other| *other != first)?;
            Some((element, other))
        });
        if let Some((element, other)) = other {
            let message =
                format!("the values of `{}` are of different JSON types: {first} and {other}", shorten(key));
            self.findings.push(
                Finding::new(&INVALID_CONDITION_DATA_TYPE, self.place(element.range), message)
                    .label(format!("{other}, after {first}"))
                    .help("write all of them as strings"),
            );
        }
    }

    /// The values of a key: strings, and also numbers and booleans, which IAM accepts as if they
    /// were strings.
    fn condition_values<'t>(&mut self, node: &Node<'t>, key: &str) -> Vec<Text<'t>> {
        let elements = match &node.value {
            Value::Array(elements) => elements.as_slice(),
            _ => std::slice::from_ref(node),
        };
        let mut values = Vec::with_capacity(elements.len());
        for element in elements {
            let value = match &element.value {
                Value::String(text) | Value::Number(text) => text.clone(),
                Value::Bool(true) => Cow::Borrowed("true"),
                Value::Bool(false) => Cow::Borrowed("false"),
                _ => {
                    if is_readable(element) {
                        let what = format!("a value of the condition key `{key}`");
                        self.mismatch(element, &what, "a string, a number or a boolean");
                    }
                    self.sound = false;
                    continue;
                }
            };
            values.push(Text::new(value, self.place(element.range)));
        }
        values
    }
}

/// Whether a key stands in an object twice: the reader of the text says so, and what it means cannot be
/// known.
fn repeats(members: &[Member<'_>]) -> bool {
    const FEW: usize = 8;
    if members.len() <= FEW {
        // Nearly all are so short that comparing all of them takes less time than hashing them.
        let is_again = |(place, member): (usize, &Member<'_>)| {
            members.iter().take(place).any(|other| other.key == member.key)
        };
        return members.iter().enumerate().any(is_again);
    }
    let mut seen = HashSet::with_capacity(members.len());
    !members.iter().all(|member| seen.insert(&member.key))
}
