//! Wildcards: where they are none, and where they match everything.

use super::super::{Test, Tested};
use super::never;
use super::records::{
    EQUIVALENT_TO_NULL_FALSE, EQUIVALENT_TO_NULL_TRUE, REDUNDANT_KEY_DUE_TO_WILDCARD_IN_CONDITION,
    REDUNDANT_STATEMENT_DUE_TO_WILDCARD_IN_CONDITION, WILDCARD_WITHOUT_LIKE_OPERATOR,
};
use crate::pattern::{Piece, has_variable, pieces};
use crate::policy::{Comparison, Operator, Qualifier, Text};
use crate::reference::{KeyMeaning, KeyType};
use crate::rule::{Finding, Rule};
use crate::words::{quoted, shorten};

/// Wildcards under an operator that takes them for characters.
pub(super) fn literal(tested: &Tested<'_, '_>, test: &Test<'_, '_>, findings: &mut Vec<Finding>) {
    let values = test.condition.values.iter().filter(|value| value.has_wildcard());
    findings.extend(values.filter_map(|value| {
        let wildcard = first_wildcard(&value.value)?;
        let operator = quoted(&test.condition.operator.value);
        let message = format!("{operator} takes the `{wildcard}` of {} literally", quoted(&value.value));
        Some(
            Finding::new(&WILDCARD_WITHOUT_LIKE_OPERATOR, value.span, message)
                .label(format!("`{wildcard}` is a wildcard only under operators with `Like`"))
                .help(with_wildcards(tested, test, value)),
        )
    }));
}

/// The first `*` or `?` outside of variables.
fn first_wildcard(text: &str) -> Option<char> {
    // What stands in a variable that is not closed is another fault.
    let of_plain = |plain: &str| plain.split("${").next()?.chars().find(|sign| matches!(sign, '*' | '?'));
    if !has_variable(text) {
        return of_plain(text);
    }
    pieces(text).find_map(|piece| if let Piece::Plain(plain) = piece { of_plain(plain) } else { None })
}

/// How to write a pattern, and how to write the character.
fn with_wildcards(tested: &Tested<'_, '_>, test: &Test<'_, '_>, value: &Text<'_>) -> String {
    let written = test.condition.operator.value.replace("EqualsIgnoreCase", "Equals");
    let is_arn = test.key.key_type().is_some_and(|of_key| of_key.element() == KeyType::Arn);
    let like = written.replace("Equals", "Like");
    let like = if is_arn { like.replace("String", "Arn") } else { like };
    let mut help = if is_everything(&value.value) && test.operator.qualifier.is_none() {
        format!("write `Null` to ask whether the key is there, or `{like}` for a pattern")
    } else if test.operator.comparison == Comparison::TextIgnoringCase {
        format!("write `{like}` for a pattern, which is compared with case")
    } else {
        format!("write `{like}` for a pattern")
    };
    if tested.policy.has_variables() && value.value.len() <= 40 {
        let literal: String = pieces(&value.value)
            .map(|piece| match piece {
                Piece::Plain(plain) => plain.replace('*', "${*}").replace('?', "${?}"),
                Piece::Variable(inside) => format!("${{{inside}}}"),
            })
            .collect();
        help = format!("{help}; if the character itself is meant, write `{literal}`");
    }
    help
}

/// A pattern that matches everything, so that only the presence of the key counts.
///
/// `IfExists` changes nothing behind `ForAnyValue`, as [`Operator::without_key`] says. Of a key that does not
/// exist, its name is what is wrong.
pub(super) fn everything(tested: &Tested<'_, '_>, test: &Test<'_, '_>, findings: &mut Vec<Finding>) {
    let condition = test.condition;
    for value in condition.values.iter().filter(|value| is_everything(&value.value)) {
        if matches!(*test.key, KeyMeaning::Malformed | KeyMeaning::NotGlobal | KeyMeaning::NotDefined(_)) {
            return;
        }
        let said = said(test.operator);
        let key = shorten(&condition.key.value);
        let operator = quoted(&condition.operator.value);
        let (message, label, mut help) = match said {
            Said::Present => (
                format!("{operator} with `*` asks only whether `{key}` is there"),
                "every value matches",
                format!("write `\"Null\": {{\"{key}\": \"false\"}}`"),
            ),
            Said::Absent => (
                format!("{operator} with `*` asks only whether `{key}` is absent"),
                "no value is allowed",
                format!("write `\"Null\": {{\"{key}\": \"true\"}}`"),
            ),
            Said::Always => (
                format!("{operator} with `*` holds whether `{key}` is there or not"),
                "it restricts nothing",
                format!("remove the key, or write `\"Null\": {{\"{key}\": \"false\"}}` if it must be there"),
            ),
            Said::Never => (
                format!("{operator} with `*` never holds, whether `{key}` is there or not"),
                never(tested),
                "remove the statement, or write the values that are meant".to_owned(),
            ),
        };
        if condition.values.len() > 1 {
            help.push_str("; the other values of the list say nothing beside `*`");
        }
        findings.push(Finding::new(said.rule(), value.span, message).label(label).help(help));
    }
}

fn is_everything(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte == b'*')
}

/// What a test says whose pattern matches everything.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Said {
    /// The key is there.
    Present,
    /// It is not.
    Absent,
    /// Nothing.
    Always,
    /// What cannot be.
    Never,
}

impl Said {
    fn rule(self) -> &'static Rule {
        match self {
            Self::Present => &EQUIVALENT_TO_NULL_FALSE,
            Self::Absent => &EQUIVALENT_TO_NULL_TRUE,
            Self::Always => &REDUNDANT_KEY_DUE_TO_WILDCARD_IN_CONDITION,
            Self::Never => &REDUNDANT_STATEMENT_DUE_TO_WILDCARD_IN_CONDITION,
        }
    }
}

fn said(operator: Operator) -> Said {
    match (operator.qualifier, operator.negated) {
        (Some(Qualifier::Any), true) => Said::Never,
        (_, true) => Said::Absent,
        (Some(Qualifier::All), false) => Said::Always,
        (None, false) if operator.if_exists => Said::Always,
        (_, false) => Said::Present,
    }
}
