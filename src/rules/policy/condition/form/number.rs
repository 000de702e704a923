//! The values of `Numeric…`.

use super::super::Test;
use super::instead;
use super::records::{REDUNDANT_CONDITION_VALUE_NUM, TYPE_MISMATCH_NUMBER};
use crate::pattern::has_variable;
use crate::policy::Order;
use crate::policy::value::number::Number;
use crate::reference::KeyType;
use crate::rule::{Certainty, Finding, Level};
use crate::words::{quoted, shorten};

pub(super) fn check(test: &Test<'_, '_>, order: Order, findings: &mut Vec<Finding>) {
    if !test.takes(&[KeyType::Numeric, KeyType::Date]) {
        return;
    }
    let condition = test.condition;
    let wrong = |text: &str| !has_variable(text) && Number::read(text).is_none();
    for value in condition.values.iter().filter(|value| wrong(&value.value)) {
        let finding = Finding::new(
            &TYPE_MISMATCH_NUMBER,
            value.span,
            format!("{} is not a number", quoted(&value.value)),
        )
        .label(format!("{} compares numbers", quoted(&condition.operator.value)))
        .help(instead(meant(&value.value), "write digits, with a point if it is no whole number"));
        // Whether IAM reads other spellings of a number is documented nowhere.
        let is_other_spelling = value.value.parse().is_ok_and(f64::is_finite);
        findings.push(if is_other_spelling {
            finding.certainty(Certainty::Inferred).at_most(Level::Note)
        } else {
            finding
        });
    }
    findings.extend(redundant(test, order));
}

/// The number that other spellings and signs between digits stand for.
fn meant(text: &str) -> Option<String> {
    let text: String = text.trim().trim_start_matches('+').replace([',', '_', ' ', '\''], "");
    let text = if text.starts_with('.') { format!("0{text}") } else { text };
    let text = text.trim_end_matches('.');
    Number::read(text).is_some().then(|| text.to_owned())
}

/// Several bounds in one direction, of which the widest is the only one that counts.
fn redundant(test: &Test<'_, '_>, order: Order) -> Option<Finding> {
    let condition = test.condition;
    if condition.values.len() < 2 || condition.incomplete {
        return None;
    }
    let greatest = match order {
        Order::Equal => return None,
        Order::Less | Order::LessOrEqual => true,
        Order::Greater | Order::GreaterOrEqual => false,
    };
    let read = |value| Some((Number::read(value)?, value));
    let numbers: Vec<_> = condition.values.iter().map(|value| read(&value.value)).collect::<Option<_>>()?;
    let by_number = |one: &&(Number<'_>, _), other: &&(Number<'_>, _)| one.0.cmp(&other.0);
    let counts = if greatest { numbers.iter().max_by(by_number) } else { numbers.iter().min_by(by_number) };
    let (_, counts) = counts?;
    let which = if greatest { "greatest" } else { "least" };
    let operator = quoted(&condition.operator.value);
    let message = format!("of several values under {operator} only the {which}, {}, counts", quoted(counts));
    Some(
        Finding::new(&REDUNDANT_CONDITION_VALUE_NUM, condition.values_span, message)
            .label(format!("values of `{}`", shorten(&condition.key.value)))
            .help(format!("keep {}", quoted(counts))),
    )
}
