//! Which entries of a list cover which: the groups of entries that hang together so.
//!
//! An entry covers another if it is the same text, or if it matches that text as a whole, in which the
//! wildcards of the other are characters that only `*` takes. This is how Access Analyzer compares, over
//! the whole of an ARN and not field by field.
//!
//! The time grows with the length of the list. Patterns that end with their only `*` are a stretch of the
//! sorted list each. Others are compared with the shorter of two stretches: what begins as they do, and what
//! ends as they do.

use std::cell::OnceCell;
use std::collections::HashSet;

use memchr::memchr_iter;
use rustc_hash::FxBuildHasher;

use crate::pattern::{self, Pattern, has_variable, has_wildcard, head};

/// What comparing entries with one another may cost at the most, for each entry of the list: one for a look at
/// their ends, and one for each [`STEP`] of what matching them takes. A list whose comparison would take longer
/// holds more than IAM stores in a policy; what is found until then is said.
const MOST: usize = 512;

/// What a list may cost in any case: more than every list does that a policy within its quota holds.
const AT_LEAST: usize = 1 << 22;

/// How many pairs of characters may have to be compared for a cost of one.
const STEP: usize = 128;

/// Entries that hang together because one covers the other.
pub(super) struct Group {
    /// All of them, in the order of the list.
    pub(super) members: Vec<usize>,
    /// Those that no other covers; of entries that say the same, the first.
    pub(super) covering: Vec<usize>,
}

/// The groups of a list, in the order of their first entries.
pub(super) fn groups(entries: &[impl AsRef<str>]) -> Vec<Group> {
    if entries.len() < 2 {
        return Vec::new();
    }
    if stand_alone(entries) {
        return Vec::new();
    }
    let mut sorted: Vec<Entry<'_>> =
        entries.iter().enumerate().map(|(index, entry)| Entry::new(index, entry.as_ref())).collect();
    sorted.sort_by(|one, other| one.text.cmp(other.text));
    let mut found = Coverage::of(entries.len());
    // Sorting keeps the order of equal texts, so that the first of them stays.
    sorted.dedup_by(|next, first| {
        let same = next.text == first.text;
        if same {
            found.cover(first.index, next.index);
        }
        same
    });
    beginnings(&sorted, &mut found);
    others(&sorted, &mut found);
    found.groups()
}

/// Whether a list holds nothing twice, and nothing that begins as one of its few patterns does: so it is with most
/// lists, which then need not be sorted.
fn stand_alone(entries: &[impl AsRef<str>]) -> bool {
    const FEW: usize = 8;
    let mut patterns = entries.iter().enumerate().filter(|(_, entry)| has_wildcard(entry.as_ref()));
    let covers_none = |(place, pattern): (usize, &_)| {
        let head = head(AsRef::<str>::as_ref(pattern));
        let mut others = entries.iter().enumerate().filter(|(other, _)| *other != place);
        !others.any(|(_, entry)| entry.as_ref().as_bytes().starts_with(head.as_bytes()))
    };
    if !patterns.by_ref().take(FEW).all(covers_none) || patterns.next().is_some() {
        return false;
    }
    let different: HashSet<&str, FxBuildHasher> = entries.iter().map(AsRef::as_ref).collect();
    different.len() == entries.len()
}

/// An entry, with its place in the list.
#[derive(Clone, Copy)]
struct Entry<'e> {
    index: usize,
    text: &'e str,
    form: Form<'e>,
}

/// What an entry is as a pattern.
#[derive(Clone, Copy)]
enum Form<'e> {
    /// It has no wildcard.
    Plain,
    /// It matches what begins so.
    Beginning(&'e str),
    /// It has wildcards elsewhere; what stands before the first and behind the last.
    Other { head: &'e str, tail: &'e str },
}

impl<'e> Entry<'e> {
    fn new(index: usize, text: &'e str) -> Self {
        Self { index, text, form: Form::of(text) }
    }
}

impl<'e> Form<'e> {
    fn of(text: &'e str) -> Self {
        let head = head(text);
        let rest = text.get(head.len()..).unwrap_or_default();
        if rest.is_empty() {
            return Form::Plain;
        }
        // `${*}` and `${?}` are characters.
        if has_variable(text) && (text.contains("${*}") || text.contains("${?}")) {
            return Form::Plain;
        }
        if rest.bytes().all(|byte| byte == b'*') {
            return Form::Beginning(head);
        }
        Form::Other { head, tail: rest.rsplit(['*', '?']).next().unwrap_or_default() }
    }
}

/// What the patterns that end with their only `*` cover. Of two such stretches, one lies within the other or
/// they have nothing in common, so that the innermost is enough: the others cover it, too.
fn beginnings(sorted: &[Entry<'_>], found: &mut Coverage) {
    struct Stretch {
        from: usize,
        to: usize,
        head: usize,
        index: usize,
    }
    let stretch = |entry: &Entry<'_>| match entry.form {
        Form::Beginning(head) => {
            let (from, to) = stretch(sorted, head, |entry| entry.text);
            Some(Stretch { from, to, head: head.len(), index: entry.index })
        }
        _ => None,
    };
    let mut stretches: Vec<Stretch> = sorted.iter().filter_map(stretch).collect();
    stretches.sort_by_key(|one| (one.from, one.head, one.index));
    // `a*` and `a**` say the same: the first of them stands for both.
    stretches.dedup_by_key(|one| (one.from, one.head));
    let mut waiting = stretches.into_iter().peekable();
    let mut open: Vec<Stretch> = Vec::new();
    for (place, entry) in sorted.iter().enumerate() {
        while open.last().is_some_and(|innermost| innermost.to <= place) {
            open.pop();
        }
        while let Some(next) = waiting.next_if(|next| next.from == place) {
            open.push(next);
        }
        if let Some(cover) = open.iter().rev().find(|cover| cover.index != entry.index) {
            found.cover(cover.index, entry.index);
        }
    }
}

/// What the other patterns cover.
fn others(sorted: &[Entry<'_>], found: &mut Coverage) {
    let backwards: OnceCell<Vec<(String, Entry<'_>)>> = OnceCell::new();
    let mut left = sorted.len().saturating_mul(MOST).max(AT_LEAST);
    for entry in sorted {
        let Form::Other { head, tail } = entry.form else { continue };
        let (from, to) = stretch(sorted, head, |entry| entry.text);
        let mut alike: Vec<Entry<'_>> = Vec::new();
        let begin_alike = sorted.get(from..to).unwrap_or_default();
        if begin_alike.len() > 8 && !tail.is_empty() {
            let backwards = backwards.get_or_init(|| reversed(sorted));
            let tail: String = tail.chars().rev().collect();
            let (from, to) = stretch(backwards, &tail, |(text, _)| text);
            let end_alike = backwards.get(from..to).unwrap_or_default();
            if end_alike.len() < begin_alike.len() {
                alike.extend(end_alike.iter().map(|(_, entry)| *entry));
            }
        }
        let candidates = if alike.is_empty() { begin_alike } else { &alike };
        // What it covers holds each of its literal stretches. Nearly all others lack the longest one.
        let longest = entry.text.split(['*', '?']).max_by_key(|stretch| stretch.len()).unwrap_or_default();
        let pattern = OnceCell::new();
        for other in candidates.iter().filter(|other| other.index != entry.index) {
            let ends_alike = other.text.ends_with(tail);
            let steps = if ends_alike { entry.text.len().saturating_mul(other.text.len()) / STEP } else { 0 };
            let Some(less) = left.checked_sub(steps.saturating_add(1)) else { return };
            left = less;
            if ends_alike
                && holds(other.text, longest)
                && pattern::matches(entry.text, other.text)
                && pattern.get_or_init(|| Pattern::plain(entry.text)).covers(&Pattern::plain(other.text))
            {
                found.cover(entry.index, other.index);
            }
        }
    }
}

/// Whether a text holds another. Texts are short: to prepare a faster search takes longer than to look where the first
/// byte stands.
fn holds(text: &str, wanted: &str) -> bool {
    let (text, wanted) = (text.as_bytes(), wanted.as_bytes());
    let Some(first) = wanted.first() else { return true };
    memchr_iter(*first, text).any(|at| text.get(at..).is_some_and(|rest| rest.starts_with(wanted)))
}

/// The entries by how they end.
fn reversed<'e>(sorted: &[Entry<'e>]) -> Vec<(String, Entry<'e>)> {
    let mut backwards: Vec<(String, Entry<'e>)> =
        sorted.iter().map(|entry| (entry.text.chars().rev().collect(), *entry)).collect();
    backwards.sort_by(|(one, _), (other, _)| one.cmp(other));
    backwards
}

/// The stretch of a sorted list that begins with a text.
fn stretch<T>(sorted: &[T], head: &str, text: impl Fn(&T) -> &str) -> (usize, usize) {
    let from = sorted.partition_point(|one| text(one) < head);
    let behind = sorted.get(from..).unwrap_or_default();
    (from, from + behind.partition_point(|one| text(one).starts_with(head)))
}

/// Which entries are covered, and which hang together.
struct Coverage {
    /// For each entry another of its group, in the end the one that stands for the group.
    towards: Vec<usize>,
    covered: Vec<bool>,
}

impl Coverage {
    fn of(count: usize) -> Self {
        Self { towards: (0..count).collect(), covered: vec![false; count] }
    }

    /// The entry that stands for a group. On the way, the way is shortened.
    fn group(&mut self, mut index: usize) -> usize {
        while let Some(next) = self.towards.get(index).copied().filter(|next| *next != index) {
            let over = self.towards.get(next).copied().unwrap_or(next);
            if let Some(towards) = self.towards.get_mut(index) {
                *towards = over;
            }
            index = over;
        }
        index
    }

    fn cover(&mut self, cover: usize, covered: usize) {
        let (one, other) = (self.group(cover), self.group(covered));
        if let Some(towards) = self.towards.get_mut(one.max(other)) {
            *towards = one.min(other);
        }
        if let Some(flag) = self.covered.get_mut(covered) {
            *flag = true;
        }
    }

    fn groups(mut self) -> Vec<Group> {
        if !self.covered.contains(&true) {
            return Vec::new();
        }
        let mut members: Vec<Vec<usize>> = vec![Vec::new(); self.towards.len()];
        for index in 0..self.towards.len() {
            let group = self.group(index);
            if let Some(members) = members.get_mut(group) {
                members.push(index);
            }
        }
        let is_covered = |index: &usize| self.covered.get(*index) == Some(&true);
        let group = |members: Vec<usize>| {
            let mut covering: Vec<usize> =
                members.iter().copied().filter(|index| !is_covered(index)).collect();
            // Patterns that say the same in other words, such as `a*` and `a**`, cover each other.
            if covering.is_empty() {
                covering.extend(members.first());
            }
            Group { members, covering }
        };
        members.into_iter().filter(|members| members.len() > 1).map(group).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn members(entries: &[&str]) -> Vec<Vec<usize>> {
        groups(entries).into_iter().map(|group| group.members).collect()
    }

    /// The same, entry by entry.
    fn plainly(entries: &[&str]) -> Vec<Vec<usize>> {
        let covers = |one: &str, other: &str| {
            one == other || (has_wildcard(one) && Pattern::plain(one).covers(&Pattern::plain(other)))
        };
        let mut found = Coverage::of(entries.len());
        for (one, text) in entries.iter().enumerate() {
            for (other, another) in entries.iter().enumerate() {
                if one != other && covers(text, another) {
                    found.cover(one, other);
                }
            }
        }
        found.groups().into_iter().map(|group| group.members).collect()
    }

    #[test]
    fn what_hangs_together_is_one_group() {
        assert_eq!(members(&["a:Get*", "a:GetX", "b:Put", "a:*X", "a:ListX", "b:put"]), [[0, 1, 3, 4]]);
        assert_eq!(members(&["a:*", "b:*", "a:X", "b:X"]), [[0, 2], [1, 3]]);
        assert_eq!(members(&["a:X", "a:Y", "a:X"]), [[0, 2]]);
        assert!(members(&["a:X", "a:Y*", "b:?"]).is_empty());
    }

    #[test]
    fn the_wildcards_of_the_other_are_taken_by_an_asterisk_only() {
        assert_eq!(members(&["a:?*", "a:X*"]), [[0, 1]]);
        assert!(members(&["a:?", "a:*"]).len() == 1, "the asterisk takes the question mark");
        assert!(members(&["a:?b", "a:*b*c"]).is_empty());
        assert!(members(&["a/${*}", "a/${x}"]).is_empty(), "an asterisk that is a character");
        assert_eq!(members(&["a/*", "a/${*}"]), [[0, 1]]);
    }

    #[test]
    fn an_arn_is_compared_as_a_whole() {
        let entries = ["arn:aws:logs:*:*:/aws/lambda/X*", "arn:aws:logs:*:*:log-group:/aws/lambda/X*"];
        assert_eq!(members(&entries), [[0, 1]]);
    }

    #[test]
    fn what_covers_is_told_from_what_is_covered() {
        let found = groups(&["a:GetX", "a:Get*", "a:*X"]);
        assert_eq!(found.first().map(|group| group.covering.as_slice()), Some(&[1, 2][..]));
        let found = groups(&["a:**", "a:*"]);
        assert_eq!(found.first().map(|group| group.covering.as_slice()), Some(&[0][..]));
    }

    #[test]
    fn the_short_cuts_lose_nothing() {
        let mut state = 0x9E37_79B9_7F4A_7C15_u64;
        let mut random = |below: u64| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            usize::try_from(state % below).unwrap_or_default()
        };
        for _ in 0..3_000 {
            let mut word =
                || -> String { (0..=random(5)).map(|_| char::from(b"ab*?:"[random(5)])).collect() };
            let words: Vec<String> = (0..12).map(|_| word()).collect();
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            assert_eq!(members(&words), plainly(&words), "{words:?}");
        }
    }

    /// Lists that no comparison of every entry with every other would come to an end with.
    #[test]
    fn long_lists_are_compared() {
        let entries = |form: fn(usize) -> String| (0..10_000).map(form).collect::<Vec<String>>();
        let concrete = entries(|number| format!("arn:aws:ec2:*:111122223333:instance/i-{number:017x}"));
        assert!(groups(&concrete).is_empty());
        let nested = entries(|number| format!("{}*", "a".repeat(number % 500)));
        assert_eq!(groups(&nested).len(), 1);
        let alike = entries(|number| format!("arn:aws:s3:::*{number}*"));
        assert!(!groups(&alike).is_empty(), "as far as they are compared");
        let a = |count: usize| "a".repeat(count);
        let tedious: Vec<String> =
            (0..1_000).map(|number| format!("{}*{}*", a(number % 100), a(number / 100 * 40))).collect();
        assert!(!groups(&tedious).is_empty(), "as far as they are compared");
    }
}
