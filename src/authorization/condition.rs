//! Whether one test of a condition holds: a key, an operator, the values to compare with.
//!
//! What several values mean, on either side, and what an absent key makes of a test: IAM User Guide,
//! "Condition operators", "Conditions with multiple context keys or values" and "Single-valued vs.
//! multivalued context keys". Where these say nothing, or contradict one another, the answer is
//! "it depends".

use std::collections::HashSet;

use super::answer::{Answer, DependencyKind, Verdict};
use super::context::{Context, State, holds_any_text, is_multivalued, is_single_valued};
use super::wanted::{Undocumented, Wanted, are_everything};
use crate::policy::{Comparison, Condition, Operator, Policy, Qualifier, Text};

/// Whether a test holds in a context.
pub(super) fn holds(policy: &Policy<'_>, condition: &Condition<'_>, context: &Context) -> Verdict {
    let Some(operator) = condition.meaning else {
        return undocumented(format!("what the operator `{}` means", condition.operator.value));
    };
    let variables = policy.has_variables().then_some(context);
    let test = Test { operator, condition, variables, empty_is_none: context.empty_is_none() };
    match context.state(&condition.key.value) {
        State::Values(values) => test.with_values(values),
        State::Absent => test.absent(),
        State::Like(forms) => test.like(forms),
        State::Present => test.some(),
        State::Unknown => test.unknown(),
    }
}

fn undocumented(name: String) -> Verdict {
    Verdict::maybe(DependencyKind::Fact, name)
}

/// The values of a policy, ready to be compared with many.
struct List<'w, 'a> {
    /// Texts that are looked up.
    texts: HashSet<&'a str>,
    /// What each value is compared with.
    others: Vec<&'w Wanted<'a>>,
}

impl<'w, 'a> List<'w, 'a> {
    fn new(wanted: &'w [Wanted<'a>], with_look_up: bool) -> Self {
        let mut list = Self { texts: HashSet::new(), others: Vec::new() };
        for one in wanted {
            match one {
                Wanted::Text(text) if with_look_up => {
                    list.texts.insert(text);
                }
                other => list.others.push(other),
            }
        }
        list
    }
}

struct Test<'a> {
    operator: Operator,
    condition: &'a Condition<'a>,
    /// What variables stand for, if they count.
    variables: Option<&'a Context>,
    /// Whether an empty value counts as none, if that is taken to be known.
    empty_is_none: Option<bool>,
}

impl<'a> Test<'a> {
    /// The key is not there.
    fn absent(&self) -> Verdict {
        let Operator { qualifier, comparison, if_exists, .. } = self.operator;
        if comparison == Comparison::Null {
            return self.null(true);
        }
        if self.condition.values.is_empty() && qualifier.is_none() && !if_exists {
            return self.without_values();
        }
        let holds = self.operator.without_key(self.condition.values.iter().map(|value| value.value.as_ref()));
        holds.map_or_else(|| self.without_values(), |holds| Verdict::of(Answer::from(holds)))
    }

    /// The key is there, with one value or, if it can have them, with several, all unknown.
    fn some(&self) -> Verdict {
        let present = self.present();
        let Operator { qualifier, comparison, negated, .. } = self.operator;
        if present.answer == Answer::Maybe || comparison == Comparison::Null {
            return present;
        }
        let key = || Verdict::maybe(DependencyKind::Key, self.key());
        if qualifier.is_some() {
            // To a qualifier, an empty text is no value.
            let may_be_empty = is_single_valued(self.key()) && holds_any_text(self.key());
            return if may_be_empty && self.absent().answer != present.answer { key() } else { present };
        }
        // What none of them is, they are not together.
        let is_none = !negated && present.answer == Answer::No;
        if is_none || !is_multivalued(self.key()) { present } else { key().and(self.several()) }
    }

    /// The key is there, its one value unknown.
    fn present(&self) -> Verdict {
        if self.operator.comparison == Comparison::Null {
            return self.null(false);
        }
        if self.condition.values.is_empty() {
            return self.never();
        }
        let key = Verdict::maybe(DependencyKind::Key, self.key());
        let wanted = match self.wanted() {
            Ok(wanted) => wanted,
            Err(doubt) => return key.and(doubt),
        };
        let keys = || wanted.iter().flat_map(Wanted::unknown_keys);
        let nothing = wanted.iter().filter(|wanted| matches!(wanted, Wanted::Nothing)).count();
        let matches = match nothing {
            0 if self.is_always_one_of(&wanted) && keys().next().is_none() => Answer::Yes,
            count if count == wanted.len() => Answer::No,
            _ => return key.and(Verdict::maybe_keys(keys())),
        };
        self.negate(Verdict::of(matches))
    }

    /// The key holds a value that matches one of these patterns.
    fn like(&self, forms: &[String]) -> Verdict {
        let present = self.present();
        if present.answer != Answer::Maybe {
            return present;
        }
        let Ok(wanted) = self.wanted() else { return present };
        let takes = |form: &String| {
            let answers = wanted.iter().map(|one| one.takes(form));
            let answer = answers.reduce(|one, other| Ok(one?.or(other?)))?.ok()?;
            Some(self.negate(self.with_doubts(wanted.iter(), Verdict::of(answer))).answer)
        };
        let answers = forms.iter().map(takes).reduce(|one, other| one.filter(|_| one == other));
        match answers.flatten() {
            None | Some(Answer::Maybe) => present,
            Some(answer) => Verdict::of(answer),
        }
    }

    /// Whether these values leave out none that the key can have.
    fn is_always_one_of(&self, wanted: &[Wanted<'_>]) -> bool {
        let is_typed = matches!(self.operator.comparison, Comparison::Bool | Comparison::Address);
        are_everything(wanted) && !(is_typed && holds_any_text(self.key()))
    }

    /// Whether the key is there is not known: certain only if it comes to the same.
    fn unknown(&self) -> Verdict {
        let (absent, present) = (self.absent(), self.some());
        if absent.answer == present.answer && absent.answer != Answer::Maybe {
            return absent;
        }
        let key = Verdict::maybe(DependencyKind::Key, self.key());
        [absent, present].into_iter().filter(|one| one.answer == Answer::Maybe).fold(key, Verdict::and)
    }

    /// The key holds these values.
    fn with_values(&self, found: &[String]) -> Verdict {
        let is_empty_text = matches!(found, [one] if one.is_empty());
        if self.operator.comparison == Comparison::Null {
            let (absent, present) = (self.null(true), self.null(found.is_empty()));
            return match self.empty_is_none {
                _ if absent.answer == present.answer || !is_empty_text => present,
                Some(is_none) => {
                    if is_none {
                        absent
                    } else {
                        present
                    }
                }
                None => undocumented(format!("whether an empty value of `{}` counts as none", self.key())),
            };
        }
        // To a qualifier, an empty text is no value.
        if found.is_empty() || (is_empty_text && self.operator.qualifier.is_some()) {
            return self.absent();
        }
        if self.condition.values.is_empty() {
            return self.never();
        }
        let wanted = match self.wanted() {
            Ok(wanted) => wanted,
            Err(doubt) => return doubt,
        };
        let list = List::new(&wanted, found.len() > 1);
        let mut each = found.iter().map(|found| self.negate(self.is_wanted(&list, found)));
        match self.operator.qualifier {
            Some(Qualifier::All) => each.fold(Verdict::of(Answer::Yes), Verdict::and),
            Some(Qualifier::Any) => each.fold(Verdict::of(Answer::No), Verdict::or),
            None if found.len() == 1 => each.next().unwrap_or(Verdict::of(Answer::No)),
            // What none of them is, they are not together.
            None if !self.operator.negated && each.all(|one| one.answer == Answer::No) => {
                Verdict::of(Answer::No)
            }
            None => self.several(),
        }
    }

    fn several(&self) -> Verdict {
        undocumented(format!(
            "how `{}` takes several values of `{}`",
            self.condition.operator.value,
            self.key()
        ))
    }

    /// Whether a value of the request is one of those of the policy.
    fn is_wanted(&self, list: &List<'_, '_>, found: &str) -> Verdict {
        let mut verdict = Verdict::of(Answer::from(list.texts.contains(found)));
        for one in &list.others {
            if verdict.answer == Answer::Yes {
                break;
            }
            verdict = verdict.or(match one.matches(found) {
                Ok(verdict) => verdict,
                Err(Undocumented) => self.cannot_read(found),
            });
        }
        self.with_doubts(list.others.iter().copied(), verdict)
    }

    /// Whether a value is one of those of the policy, if it is so without regard to variables that have no value.
    ///
    /// A variable without a value matches nothing. Whether it keeps the other values from matching, too, is said in
    /// two ways.
    fn with_doubts<'w>(
        &self,
        wanted: impl Iterator<Item = &'w Wanted<'a>> + Clone,
        verdict: Verdict,
    ) -> Verdict
    where
        'a: 'w,
    {
        if verdict.answer == Answer::No {
            return verdict;
        }
        if wanted.clone().any(|wanted| matches!(wanted, Wanted::Nothing)) {
            let doubt =
                format!("what a variable without a value makes of the other values of `{}`", self.key());
            return verdict.and(undocumented(doubt));
        }
        let mut keys = wanted.flat_map(Wanted::keys_that_may_be_absent).peekable();
        if keys.peek().is_some() { verdict.and(Verdict::maybe_keys(keys)) } else { verdict }
    }

    /// `Null`: one of the values must say what is the case. A qualifier makes it always the same (IAM Access
    /// Analyzer, `NULL_WITH_QUALIFIER`).
    fn null(&self, is_absent: bool) -> Verdict {
        match self.operator {
            Operator { qualifier: Some(qualifier), .. } => {
                return Verdict::of(Answer::from(qualifier == Qualifier::All));
            }
            Operator { if_exists: true, .. } => {
                return undocumented(format!("what the operator `{}` means", self.condition.operator.value));
            }
            _ if self.condition.values.is_empty() => return self.without_values(),
            _ => {}
        }
        match self.wanted() {
            Ok(wanted) => {
                let says =
                    |wanted: &Wanted<'_>| matches!(wanted, Wanted::Bool(absent) if *absent == is_absent);
                Verdict::of(Answer::from(wanted.iter().any(says)))
            }
            Err(doubt) => doubt,
        }
    }

    /// The key is there, and the policy has no value to compare with: nothing matches then (IAM Access
    /// Analyzer, `EMPTY_ARRAY_CONDITION_FORALLVALUES`, `…_FORANYVALUE` and `…_IFEXISTS`).
    fn never(&self) -> Verdict {
        let Operator { qualifier, negated, if_exists, .. } = self.operator;
        if !negated && (qualifier.is_some() || if_exists) {
            Verdict::of(Answer::No)
        } else {
            self.without_values()
        }
    }

    fn without_values(&self) -> Verdict {
        undocumented(format!("what `{}` means without values", self.condition.operator.value))
    }

    /// The values of the policy, or a doubt if one has not the form that the operator wants.
    fn wanted(&self) -> Result<Vec<Wanted<'a>>, Verdict> {
        let read = |text: &'a Text<'a>| {
            Wanted::read(self.operator.comparison, &text.value, self.variables)
                .map_err(|Undocumented| self.cannot_read(&text.value))
        };
        self.condition.values.iter().map(read).collect()
    }

    fn cannot_read(&self, text: &str) -> Verdict {
        undocumented(format!("what `{}` makes of `{text}`", self.condition.operator.value))
    }

    fn negate(&self, verdict: Verdict) -> Verdict {
        if self.operator.negated { verdict.opposite() } else { verdict }
    }

    fn key(&self) -> &'a str {
        &self.condition.key.value
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
        for operator in ["stringnotlike", "Not", "ForAllValues:StringMatches", "NullIfExists"] {
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
