//! What decides, in words, where a single test does: `allowed only if …`, `denied if …`.

use std::collections::BTreeSet;

use super::answer::{Answer, DependencyKind};
use super::combination::Node;
use super::condition;
use super::context::{Context, State};
use super::evaluation::{Asked, Entry};
use super::statement::names;
use crate::pattern::{has_variable, has_wildcard};
use crate::policy::{Comparison, Condition, Operator, Order, Policy, Qualifier};
use crate::words::listed;

/// How many values one line names.
const MOST_VALUES: usize = 4;

impl Asked<'_> {
    /// The test that decides, if all that is open says the same; `None` if no single line says it.
    pub(super) fn deciding_test(&self, denials: &Node, allowances: &Node) -> Option<String> {
        let answer = |entry: usize| self.entries.get(entry).map_or(Answer::No, |entry| entry.verdict.answer);
        let (node, denies) = match (denials.undecided(&answer), allowances.undecided(&answer)) {
            (Some(node), None) => (node, true),
            (None, Some(node)) => (node, false),
            _ => return None,
        };
        // A tree of one test alone, however often it is asked, comes to that test.
        if node.has_other_doubts() {
            return None;
        }
        let line = |entry: usize| self.line(self.entries.get(entry)?, denies);
        let lines: BTreeSet<String> = node.entries().into_iter().map(line).collect::<Option<_>>()?;
        let mut lines = lines.into_iter();
        lines.next().filter(|_| lines.next().is_none())
    }

    /// When a statement applies, if that depends on one test.
    fn line(&self, entry: &Entry<'_>, denies: bool) -> Option<String> {
        let Entry { policy, statement, .. } = entry;
        if names(policy, statement, self.action, self.resource, self.context).answer != Answer::Yes {
            return None;
        }
        let mut open = statement.conditions.iter().filter_map(|condition| {
            let verdict = condition::holds(policy, condition, self.context);
            (verdict.answer != Answer::Yes).then_some((condition, verdict))
        });
        let (condition, verdict) = open.next().filter(|_| open.next().is_none())?;
        let by_value = verdict.depends_on.iter().all(|dependency| {
            dependency.kind == DependencyKind::Key
                && dependency.name.eq_ignore_ascii_case(&condition.key.value)
        });
        let test = if by_value { Test::read(policy, condition, self.context)? } else { return None };
        Some(match (denies, test.opposite()) {
            (true, Some(opposite)) => format!("denied unless {opposite}"),
            (true, None) => format!("denied if {}", test.words()),
            (false, _) => format!("allowed only if {}", test.words()),
        })
    }
}

/// One test of a key.
struct Test<'a> {
    key: &'a str,
    operator: Operator,
    values: Vec<String>,
    may_be_absent: bool,
}

impl<'a> Test<'a> {
    fn read(policy: &Policy<'_>, condition: &'a Condition<'_>, context: &Context) -> Option<Self> {
        let Condition { key, operator, values, .. } = condition;
        let operator = Operator::parse(&operator.value)?;
        let text = |value: &str| match operator.comparison {
            Comparison::Bool | Comparison::Null => value.to_ascii_lowercase(),
            _ => value.to_owned(),
        };
        let mut texts: Vec<String> = values.iter().map(|value| text(&value.value)).collect();
        texts.sort_unstable();
        texts.dedup();
        let is_plain = !policy.has_variables() || !texts.iter().any(|text| has_variable(text));
        let may_be_absent = *context.state(&key.value) == State::Unknown;
        (is_plain && (1..=MOST_VALUES).contains(&texts.len())).then_some(Self {
            key: &key.value,
            operator,
            values: texts,
            may_be_absent,
        })
    }

    /// The test, as what must be the case.
    fn words(&self) -> String {
        let Operator { qualifier, comparison, negated, if_exists } = self.operator;
        let subject = match qualifier {
            Some(Qualifier::All) => format!("every value of `{}`", self.key),
            Some(Qualifier::Any) => format!("a value of `{}`", self.key),
            None => format!("`{}`", self.key),
        };
        let values = listed(&self.values, "or");
        let relation = match comparison {
            Comparison::Null => {
                let is_absent = self.values.iter().any(|value| value == "true");
                return format!("{subject} is {}", if is_absent { "absent" } else { "present" });
            }
            Comparison::Text | Comparison::Bool | Comparison::Bytes => "",
            Comparison::TextIgnoringCase => "in any case ",
            Comparison::Like | Comparison::Arn if !self.values.iter().any(|value| has_wildcard(value)) => "",
            Comparison::Like | Comparison::Arn => "like ",
            Comparison::Address => "within ",
            Comparison::Number(order) => {
                order_words(order, ["less than ", "greater than ", "at most ", "at least "])
            }
            Comparison::Date(order) => {
                order_words(order, ["before ", "after ", "at or before ", "at or after "])
            }
        };
        let not = if negated { "not " } else { "" };
        // What is not there is not one of the values either.
        let absent = if if_exists && !negated && self.may_be_absent && qualifier.is_none() {
            " or is absent"
        } else {
            ""
        };
        format!("{subject} is {not}{relation}{values}{absent}")
    }

    /// What must be the case for a test of a boolean not to hold, if that is one value.
    fn opposite(&self) -> Option<String> {
        let Operator { qualifier, comparison, if_exists, .. } = self.operator;
        let opposite = match self.values.as_slice() {
            [one] if one == "true" => "false",
            [one] if one == "false" => "true",
            _ => return None,
        };
        let covers_absence = if_exists || !self.may_be_absent;
        (comparison == Comparison::Bool && qualifier.is_none() && covers_absence)
            .then(|| format!("`{}` is `{opposite}`", self.key))
    }
}

fn order_words(order: Order, [less, greater, at_most, at_least]: [&'static str; 4]) -> &'static str {
    match order {
        Order::Equal => "",
        Order::Less => less,
        Order::LessOrEqual => at_most,
        Order::Greater => greater,
        Order::GreaterOrEqual => at_least,
    }
}
