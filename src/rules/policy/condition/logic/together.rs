//! Several tests of one key in one statement, which must all hold.

use super::{Test, Tested, is_clear, nothing};
use crate::authorization::Together;
use crate::policy::{Comparison, Condition, Effect};
use crate::rule::{Certainty, Family, Finding, Level, Rule};
use crate::words::{listed, shorten};

pub(in super::super) static CONTRADICTORY_CONDITIONS: Rule = Rule::new(
    Family::Policy,
    "contradictory-conditions",
    Level::Error,
    include_str!("../../../../../rules/policy/contradictory-conditions.md"),
)
// What a statement that never applies lacks does not matter.
.supersedes(&["request-tag-on-copy-source", "required-tag-without-create-tags"]);

pub(in super::super) static IMPLIED_CONDITION: Rule = Rule::new(
    Family::Policy,
    "implied-condition",
    Level::Note,
    include_str!("../../../../../rules/policy/implied-condition.md"),
);

/// Of a statement with more tests nothing is said.
const MOST_TESTS: usize = 50;

/// Of a key with more tests than there are operators in use, nothing is said.
const MOST_OF_ONE: usize = 8;

pub(super) fn check(tested: &Tested<'_, '_>, effect: Effect, findings: &mut Vec<Finding>) {
    let tests = &tested.tests;
    if !(2..=MOST_TESTS).contains(&tests.len()) {
        return;
    }
    for (place, test) in tests.iter().enumerate() {
        let is_alike = |other: &&Test<'_, '_>| other.condition.is_about(&test.condition.key.value);
        let is_first = !tests.iter().take(place).any(|other| is_alike(&other));
        let rest = tests.iter().skip(place + 1);
        if is_first && rest.clone().any(|other| is_alike(&other)) {
            let all = [test].into_iter().chain(rest.filter(is_alike));
            let all: Vec<&Test<'_, '_>> = all.filter(|test| is_clear(test)).take(MOST_OF_ONE).collect();
            judge(tested, &all, effect, findings);
        }
    }
}

fn judge(tested: &Tested<'_, '_>, tests: &[&Test<'_, '_>], effect: Effect, findings: &mut Vec<Finding>) {
    let operators = || tests.iter().map(|test| &test.condition.operator.value);
    // The same operator twice is a fault of the text.
    let is_repeated =
        operators().enumerate().any(|(place, one)| operators().take(place).any(|other| one == other));
    if tests.len() < 2 || is_repeated {
        return;
    }
    let conditions: Vec<&Condition<'_>> = tests.iter().map(|test| test.condition).collect();
    let Some(together) = Together::new(tested.policy, &conditions, tested.effort) else { return };
    let all: Vec<usize> = (0..tests.len()).collect();
    if together.never_hold(&all) {
        findings.extend(contradiction(&least(&together, all), tests, effect));
        return;
    }
    for place in all {
        findings.extend(implied(&together, place, tests));
    }
}

/// As few of these tests as never hold together.
fn least(together: &Together<'_>, all: Vec<usize>) -> Vec<usize> {
    let mut core = all.clone();
    for place in all {
        let rest: Vec<usize> = core.iter().copied().filter(|other| *other != place).collect();
        if !rest.is_empty() && together.never_hold(&rest) {
            core = rest;
        }
    }
    core
}

fn contradiction(core: &[usize], tests: &[&Test<'_, '_>], effect: Effect) -> Option<Finding> {
    let tests: Vec<&Test<'_, '_>> = core.iter().filter_map(|place| tests.get(*place)).copied().collect();
    let (last, others) = tests.split_last()?;
    if others.is_empty() {
        return None;
    }
    let operators: Vec<&str> = tests.iter().map(|test| test.condition.operator.value.as_ref()).collect();
    let message = format!(
        "{} on `{}` never hold together: this statement {}",
        listed(&operators, "and"),
        shorten(&last.condition.key.value),
        nothing(effect)
    );
    let wants_absence = |test: &&Test<'_, '_>| test.operator.comparison == Comparison::Null;
    let label = if tests.iter().any(wants_absence) {
        "one needs the key, the other that it is not there"
    } else {
        "no value passes all of these tests"
    };
    let mut finding = Finding::new(&CONTRADICTORY_CONDITIONS, last.condition.key.span, message)
        .label(label)
        .help(
            "every test of a statement must hold: remove one, or write a statement for each if one of them is enough",
        )
        .certainty(Certainty::Deduced);
    for other in others {
        finding = finding.related(other.condition.key.span, "the other test");
    }
    Some(finding)
}

/// A test that holds whenever another does.
fn implied(together: &Together<'_>, place: usize, tests: &[&Test<'_, '_>]) -> Option<Finding> {
    // Tests that every value passes, or none, are looked at one by one.
    let is_empty = |place: usize| {
        let is_null = |test: &&Test<'_, '_>| test.operator.comparison == Comparison::Null;
        !tests.get(place).is_some_and(is_null) && together.holds(place).is_some()
    };
    if is_empty(place) {
        return None;
    }
    let test = tests.get(place)?;
    let implies = |other: usize| {
        // Of two tests that say the same, the later is superfluous.
        other != place
            && together.implies(other, place)
            && !is_empty(other)
            && (other < place || !together.implies(place, other))
    };
    let other = tests.get((0..tests.len()).find(|other| implies(*other))?)?;
    let message = format!(
        "the test of `{}` by `{}` changes nothing: it holds whenever `{}` does",
        shorten(&test.condition.key.value),
        test.condition.operator.value,
        other.condition.operator.value
    );
    let finding = Finding::new(&IMPLIED_CONDITION, test.condition.key.span, message)
        .label("superfluous beside the other test")
        .related(other.condition.key.span, "this test says more")
        .help("remove this test; if it was to restrict more than the other, its values are wrong");
    Some(finding.certainty(Certainty::Deduced))
}
