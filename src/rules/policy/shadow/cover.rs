//! Whether all requests that one statement is about are among those that another is about.

use std::cell::OnceCell;
use std::collections::HashSet;

use crate::authorization::{Effort, Together};
use crate::pattern::{Pattern, head};
use crate::policy::{Condition, Effect, Element, Policy, Principal, Statement, Text};

use super::super::principal::is_everybody;

/// How much may still be compared. A policy that needs more is longer than any quota.
pub(super) struct Budget<'p, 't> {
    policy: &'p Policy<'t>,
    /// Comparisons of patterns.
    patterns: usize,
    /// Comparisons of the values of conditions.
    effort: Effort,
}

/// More conditions than a statement has; of one with more nothing is said.
const MOST_CONDITIONS: usize = 50;

impl<'p, 't> Budget<'p, 't> {
    pub(super) fn of(policy: &'p Policy<'t>) -> Self {
        Self { policy, patterns: 200_000, effort: Effort::default() }
    }

    /// Takes some, if there are so many left.
    fn take(&mut self, count: usize) -> bool {
        let Some(left) = self.patterns.checked_sub(count) else { return false };
        self.patterns = left;
        true
    }
}

/// A statement made ready for comparisons.
pub(super) struct Shape<'p, 't> {
    pub(super) statement: &'p Statement<'t>,
    pub(super) effect: Effect,
    actions: Lazy<'p, 't>,
    /// `None` if the statement names no resources, as those of trust policies.
    resources: Option<Lazy<'p, 't>>,
}

impl<'p, 't> Shape<'p, 't> {
    /// `None` if it is not known what the statement is about.
    pub(super) fn of(statement: &'p Statement<'t>) -> Option<Self> {
        let actions = Lazy::of(statement.actions.as_ref()?, true)?;
        let resources = match &statement.resources {
            Some(resources) => Some(Lazy::of(resources, false)?),
            None => None,
        };
        Some(Self { statement, effect: statement.effect?, actions, resources })
    }

    /// Whether it is about every request that the other is about.
    pub(super) fn covers(&self, other: &Self, budget: &mut Budget<'_, '_>) -> bool {
        let resources = match (&self.resources, &other.resources) {
            (None, None) => None,
            (Some(mine), Some(theirs)) => Some((mine, theirs)),
            _ => return false,
        };
        // What is cheap tells nearly all statements apart.
        (self.statement.conditions.is_empty() || !other.statement.conditions.is_empty())
            && resources.is_none_or(|(mine, theirs)| mine.may_cover(theirs))
            && self.actions.may_cover(&other.actions)
            && has_no_more_keys(self.statement, other.statement)
            && covers_principals(self, other)
            && resources.is_none_or(|(mine, theirs)| mine.covers(theirs, budget))
            && self.actions.covers(&other.actions, budget)
            && has_no_more_conditions(self.statement, other.statement, budget)
    }
}

/// Actions or resources that are put in order when they are first compared with others in earnest.
struct Lazy<'p, 't> {
    element: &'p Element<'t>,
    /// Whether case does not count.
    folded: bool,
    /// How the entries with a wildcard begin, before the first of them: most lists hold few such entries.
    heads: Vec<&'p str>,
    set: OnceCell<Set>,
}

impl<'p, 't> Lazy<'p, 't> {
    /// `None` if it is not known what they are: there are none, or one holds a variable.
    fn of(element: &'p Element<'t>, folded: bool) -> Option<Self> {
        if element.patterns.is_empty() || element.patterns.iter().any(Text::has_variable) {
            return None;
        }
        let open = element.patterns.iter().filter(|text| text.has_wildcard());
        let heads = open.map(|text| head(&text.value)).collect();
        Some(Self { element, folded, heads, set: OnceCell::new() })
    }

    fn covers(&self, other: &Self, budget: &mut Budget<'_, '_>) -> bool {
        self.set().covers(other.set(), budget)
    }

    /// Whether the first entry of the other's may be covered, as far as entries tell up to their first
    /// wildcards.
    fn may_cover(&self, other: &Self) -> bool {
        let Some(first) = other.element.patterns.first().filter(|_| !self.element.negated) else {
            return true;
        };
        let first = first.value.as_ref();
        let is_same = |one: &str, other: &str| one == other || self.folded && one.eq_ignore_ascii_case(other);
        let begins = |head: &&str| first.get(..head.len()).is_some_and(|begin| is_same(begin, head));
        let is_first = |one: &str| one.len() == first.len() && is_same(one, first);
        self.heads.iter().any(begins) || self.element.patterns.iter().any(|one| is_first(&one.value))
    }

    fn set(&self) -> &Set {
        self.set.get_or_init(|| Set::of(self.element, self.folded))
    }
}

/// Actions or resources.
struct Set {
    negated: bool,
    /// Whether `*` is among them.
    has_all: bool,
    literals: HashSet<String>,
    patterns: Vec<Pattern<'static>>,
}

impl Set {
    fn of(element: &Element<'_>, folded: bool) -> Self {
        let fold = |text: &&Text<'_>| {
            if folded { text.value.to_ascii_lowercase() } else { text.value.clone().into_owned() }
        };
        let (open, plain): (Vec<&Text<'_>>, Vec<&Text<'_>>) =
            element.patterns.iter().partition(|text| text.has_wildcard());
        Self {
            negated: element.negated,
            has_all: open.iter().any(|text| text.value == "*"),
            patterns: open.iter().map(|text| Pattern::plain(&fold(text))).collect(),
            literals: plain.iter().map(fold).collect(),
        }
    }

    fn covers(&self, other: &Self, budget: &mut Budget<'_, '_>) -> bool {
        match (self.negated, other.negated) {
            (false, _) if self.has_all => true,
            (false, true) => false,
            (false, false) => other.is_within(self, budget),
            // All but these covers all but those, if these are among those.
            (true, true) => self.is_within(other, budget),
            (true, false) => !self.meets(other, budget),
        }
    }

    /// Whether each entry is covered by one of the other's.
    fn is_within(&self, other: &Self, budget: &mut Budget<'_, '_>) -> bool {
        self.literals.iter().all(|text| other.has(text, budget))
            && self.patterns.iter().all(|pattern| {
                budget.take(other.patterns.len()) && other.patterns.iter().any(|wider| wider.covers(pattern))
            })
    }

    fn has(&self, text: &str, budget: &mut Budget<'_, '_>) -> bool {
        self.literals.contains(text)
            || budget.take(self.patterns.len()) && self.patterns.iter().any(|pattern| pattern.matches(text))
    }

    /// Whether something is in both; true if that takes too long to find out.
    fn meets(&self, other: &Self, budget: &mut Budget<'_, '_>) -> bool {
        let count = (self.patterns.len() + other.patterns.len()) * 2 + 1;
        let work = count.saturating_mul(self.literals.len() + other.literals.len() + count);
        !budget.take(work)
            || self.literals.iter().any(|text| other.has(text, budget))
            || other.literals.iter().any(|text| self.has(text, budget))
            || self.patterns.iter().any(|mine| other.patterns.iter().any(|theirs| mine.meets(theirs)))
    }
}

/// Whether each condition of one statement is about a key that one of the other's is about, too.
fn has_no_more_keys(wide: &Statement<'_>, narrow: &Statement<'_>) -> bool {
    if wide.conditions.len().max(narrow.conditions.len()) > MOST_CONDITIONS {
        return wide.conditions.is_empty();
    }
    wide.conditions.iter().all(|one| narrow.conditions.iter().any(|other| other.is_about(&one.key.value)))
}

/// Whether each condition of one statement is one of the other's too, or follows from one of them.
fn has_no_more_conditions(wide: &Statement<'_>, narrow: &Statement<'_>, budget: &Budget<'_, '_>) -> bool {
    wide.conditions.iter().all(|one| {
        let mut alike = narrow.conditions.iter().filter(|other| other.is_about(&one.key.value));
        alike.clone().any(|other| is_same(one, other)) || alike.any(|other| follows(one, other, budget))
    })
}

/// Whether two conditions on one key are the same, whatever they mean.
fn is_same(one: &Condition<'_>, other: &Condition<'_>) -> bool {
    one.operator.value == other.operator.value
        && one.values.len() == other.values.len()
        && sorted_values(one) == sorted_values(other)
}

/// Whether a condition holds whenever another one does.
fn follows(one: &Condition<'_>, from: &Condition<'_>, budget: &Budget<'_, '_>) -> bool {
    let is_whole = |condition: &Condition<'_>| !condition.incomplete && !condition.values.is_empty();
    is_whole(one)
        && is_whole(from)
        && Together::new(budget.policy, &[from, one], &budget.effort)
            .is_some_and(|together| together.implies(0, 1))
}

fn sorted_values<'p>(condition: &'p Condition<'_>) -> Vec<&'p str> {
    let mut values: Vec<&str> = condition.values.iter().map(|value| value.value.as_ref()).collect();
    values.sort_unstable();
    values
}

/// Whether everybody whom one statement is about is somebody whom the other is about, in the same way: whoever is
/// named directly is allowed more than whoever is so through an account or by `*`.
fn covers_principals(wide: &Shape<'_, '_>, narrow: &Shape<'_, '_>) -> bool {
    let (mine, theirs) = match (&wide.statement.principal, &narrow.statement.principal) {
        (None, None) => return true,
        (Some(mine), Some(theirs)) => (mine, theirs),
        _ => return false,
    };
    if mine.negated || theirs.negated || theirs.members.is_empty() {
        return false;
    }
    let everybody =
        |principal: &Principal<'_>| principal.members.iter().any(|(kind, text)| is_everybody(kind, text));
    if wide.effect == Effect::Deny && everybody(mine) {
        return theirs.members.iter().all(|(kind, _)| matches!(kind.as_ref(), "AWS" | "*"));
    }
    let named: HashSet<(&str, &str)> =
        mine.members.iter().map(|(kind, text)| (kind.as_ref(), text.value.as_ref())).collect();
    theirs.members.iter().all(|(kind, text)| named.contains(&(kind.as_ref(), text.value.as_ref())))
}
