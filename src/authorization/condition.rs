//! Whether one test of a condition holds: a key, an operator, the values to compare with.

use super::answer::{Answer, DependencyKind, Verdict};
use super::context::{Context, State};
use crate::arn::Arn;
use crate::pattern::{Pattern, has_variable};
use crate::policy::{Comparison, Condition, Operator, Policy, Qualifier, Text};

/// Whether a test holds in a context.
pub(super) fn holds(policy: &Policy<'_>, condition: &Condition<'_>, context: &Context) -> Verdict {
    let key = condition.key.value.as_ref();
    if condition.values.is_empty() {
        // What a test without values comes to is documented nowhere.
        return Verdict::maybe(DependencyKind::Key, key);
    }
    // `Null` with a qualifier or `IfExists` has no documented meaning.
    let is_clear = |operator: &Operator| {
        operator.comparison != Comparison::Null || operator.qualifier.is_none() && !operator.if_exists
    };
    let Some(operator) = Operator::parse(&condition.operator.value).filter(is_clear) else {
        return Verdict::maybe(DependencyKind::Key, key);
    };
    let test = Test { operator, condition, variables: policy.has_variables(), context };
    let answer = match context.state(key) {
        State::Values(values) => test.values(&values),
        State::Absent => test.absent(),
        State::Present => test.present(),
        // Both may be the case: certain only if they come to the same.
        State::Unknown => match (test.absent(), test.present()) {
            (one, other) if one == other => one,
            _ => Answer::Maybe,
        },
    };
    if answer == Answer::Maybe { Verdict::maybe(DependencyKind::Key, key) } else { Verdict::of(answer) }
}

struct Test<'a> {
    operator: Operator,
    condition: &'a Condition<'a>,
    variables: bool,
    context: &'a Context,
}

impl Test<'_> {
    /// The key is not there.
    fn absent(&self) -> Answer {
        let values = self.condition.values.iter().map(|value| value.value.as_ref());
        self.operator.without_key(values).map_or(Answer::Maybe, Answer::from)
    }

    /// The key is there, its value unknown.
    fn present(&self) -> Answer {
        if self.operator.comparison == Comparison::Null {
            return self.null();
        }
        let all = self.operator.comparison == Comparison::Like
            && self
                .condition
                .values
                .iter()
                .any(|value| value.value.chars().all(|one| one == '*') && !value.value.is_empty());
        match (all, self.operator.negated) {
            (true, negated) => Answer::from(!negated),
            (false, _) => Answer::Maybe,
        }
    }

    /// `Null`, of a key that is there: one of the values must say so.
    fn null(&self) -> Answer {
        let says = |value: &Text<'_>| value.value.eq_ignore_ascii_case("false");
        Answer::from(self.condition.values.iter().any(says))
    }

    /// The key holds these values.
    fn values(&self, found: &[String]) -> Answer {
        if found.is_empty() {
            return self.absent();
        }
        if self.operator.comparison == Comparison::Null {
            return self.null();
        }
        let one = |value: &String| {
            let matched = self
                .condition
                .values
                .iter()
                .map(|wanted| self.compare(&wanted.value, value))
                .fold(Answer::No, Answer::or);
            if self.operator.negated { matched.opposite() } else { matched }
        };
        match self.operator.qualifier {
            Some(Qualifier::All) => found.iter().map(one).fold(Answer::Yes, Answer::and),
            Some(Qualifier::Any) => found.iter().map(one).fold(Answer::No, Answer::or),
            // Several values without a qualifier: AWS documents no meaning.
            None if found.len() > 1 => Answer::Maybe,
            None => found.first().map_or(Answer::Maybe, one),
        }
    }

    fn compare(&self, wanted: &str, found: &str) -> Answer {
        match self.operator.comparison {
            Comparison::Text => self.matches(wanted, false, found),
            Comparison::TextIgnoringCase => {
                if self.variables && has_variable(wanted) {
                    return Answer::Maybe;
                }
                Answer::from(wanted.to_lowercase() == found.to_lowercase())
            }
            Comparison::Like => self.matches(wanted, true, found),
            Comparison::Arn => match (Arn::parse(wanted), Arn::parse(found)) {
                (Ok(wanted), Ok(found)) => wanted
                    .fields()
                    .iter()
                    .zip(found.fields())
                    .map(|(wanted, found)| self.matches(wanted, true, found))
                    .fold(Answer::Yes, Answer::and),
                // A pattern of fewer fields could match only by reaching over colons.
                _ => match self.matches(wanted, true, found) {
                    Answer::No => Answer::No,
                    _ if wanted == "*" => Answer::Yes,
                    _ => Answer::Maybe,
                },
            },
            Comparison::Bool => Answer::from(wanted.eq_ignore_ascii_case(found)),
            Comparison::Null => Answer::No,
            Comparison::Other => Answer::Maybe,
        }
    }

    fn matches(&self, wanted: &str, wildcards: bool, found: &str) -> Answer {
        let pattern = match (self.variables, wildcards) {
            (true, _) => Pattern::with_variables(wanted, wildcards, |key| self.context.substitute(key)),
            (false, true) => Some(Pattern::plain(wanted)),
            (false, false) => Some(Pattern::literal(wanted)),
        };
        match pattern {
            Some(pattern) if !pattern.matches(found) => Answer::No,
            Some(pattern) if pattern.has_unknown_variables() => Answer::Maybe,
            Some(_) => Answer::Yes,
            // What a variable without a value makes of a test is documented for resources only.
            None => Answer::Maybe,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::context::Fact;
    use super::*;
    use crate::policy;
    use crate::text::Sources;
    use crate::tree::json;

    #[test]
    fn an_operator_without_a_meaning_is_never_certain() {
        let states = [
            State::Values(vec!["eu-central-1".to_owned()]),
            State::Values(Vec::new()),
            State::Present,
            State::Absent,
            State::Unknown,
        ];
        for operator in
            ["stringnotlike", "Not", "ForAllValues:StringMatches", "ForAnyValue:Null", "NullIfExists"]
        {
            let sources = Sources::new();
            let text = format!(
                r#"{{"Statement": {{"Condition": {{"{operator}": {{"aws:RequestedRegion": "*"}}}}}}}}"#
            );
            let source = sources.add("policy.json", text);
            let tree = json::read(source, &mut Vec::new());
            let policy = policy::read(&tree, source.id(), None, &mut Vec::new());
            let condition = policy.statements.first().and_then(|one| one.conditions.first()).unwrap();
            for state in &states {
                let mut context = Context::new("ec2:CopySnapshot", "snapshot");
                context.set("aws:RequestedRegion", Fact::new(state.clone()));
                let answer = holds(&policy, condition, &context).answer;
                assert_eq!(answer, Answer::Maybe, "{operator} {state:?}");
            }
        }
    }
}
