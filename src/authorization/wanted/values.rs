//! Values that stand for all that a key can have: for each way to match some of several values of a policy and
//! not the others, one.

use super::{Kind, Wanted};
use crate::arn::Arn;
use crate::pattern::{Pattern, Shape, has_wildcard, samples, witnesses, witnesses_within};
use crate::policy::value::{address, bytes, date, number};

/// What is asked of a key, and what it can hold at all.
pub(in crate::authorization) struct Asked<'w, 'a> {
    /// What its value is compared with.
    pub(in crate::authorization) wanted: &'w [Wanted<'a>],
    /// Whether it can hold what is no number, date, address or boolean.
    pub(in crate::authorization) any_text: bool,
    /// What the empty text is to it.
    pub(in crate::authorization) empty: Empty,
    /// Patterns of which its value matches one; empty if it can have any.
    pub(in crate::authorization) forms: &'w [String],
}

/// What the empty text is to a key.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::authorization) enum Empty {
    /// A value like others.
    Value,
    /// A value that means something else than others that match the same: to a qualifier it is none.
    Apart,
    /// None that it holds.
    Never,
}

impl Asked<'_, '_> {
    /// Some of its values, found at once; `None` if it is not known what they could be.
    pub(in crate::authorization) fn few(&self) -> Option<Vec<String>> {
        self.values(|shapes| Some(samples(shapes)))
    }

    /// A value for every way there is; `None` if it is not known what they could be, or they are too many.
    pub(in crate::authorization) fn all(&self) -> Option<Vec<String>> {
        self.values(witnesses)
    }

    /// The same, as far as `may_take` says that so many more steps may be taken.
    pub(in crate::authorization) fn within(
        &self,
        may_take: impl FnMut(usize) -> bool,
    ) -> Option<Vec<String>> {
        // Texts that are compared as they are tell themselves apart.
        if self.wanted.iter().all(|one| literal(one).is_some()) && self.forms.is_empty() {
            return self.few();
        }
        self.values(|shapes| witnesses_within(shapes, may_take))
    }

    fn values(&self, texts: impl FnOnce(&[Shape<'_>]) -> Option<Vec<String>>) -> Option<Vec<String>> {
        let wanted = self.wanted.iter().filter(|one| !matches!(one, Wanted::Nothing));
        let (plain, typed): (Vec<&Wanted<'_>>, Vec<&Wanted<'_>>) = wanted.partition(|one| is_text(one));
        let forms: Vec<Pattern<'_>> = self.forms.iter().map(|form| Pattern::plain(form)).collect();
        let of_form = forms.iter().map(|form| Shape { pattern: form.clone(), parts: 0, caseless: false });
        let mut shapes: Vec<Shape<'_>> = plain.iter().map(|one| shape(one)).collect::<Option<_>>()?;
        shapes.extend(of_form);
        if self.empty != Empty::Value {
            // So that the empty text is no other's witness.
            shapes.push(Shape { pattern: Pattern::plain("?*"), parts: 0, caseless: false });
        }
        let is_never = |value: &str| self.empty == Empty::Never && value.is_empty();
        if typed.is_empty() {
            let mut values = texts(&shapes)?;
            values.retain(|value| {
                let of_form = forms.is_empty() || forms.iter().any(|form| form.matches(value));
                of_form && !is_never(value)
            });
            return Some(values);
        }
        // Which texts that match a pattern are numbers, or of another type, is not looked at.
        let literals: Vec<&str> = plain.iter().map(|one| literal(one)).collect::<Option<_>>()?;
        if !forms.is_empty() {
            return None;
        }
        let mut values = of_type(&typed, &literals)?;
        if values.iter().any(|value| literals.contains(&value.as_str())) {
            return None;
        }
        values.extend(literals.iter().map(|text| (*text).to_owned()));
        if self.any_text {
            values.extend(samples(&shapes));
        }
        values.retain(|value| !is_never(value));
        Some(values)
    }
}

/// Whether a value is compared as a text.
fn is_text(wanted: &Wanted<'_>) -> bool {
    use Wanted::{AnyCase, Arn, Like, Text, Variables};
    matches!(wanted, Text(_) | AnyCase(_) | Like(_) | Arn(_) | Variables(..))
}

/// The only text that is wanted.
fn literal<'a>(wanted: &Wanted<'a>) -> Option<&'a str> {
    match wanted {
        Wanted::Text(text) => Some(text),
        Wanted::Like(text) => (!has_wildcard(text)).then_some(*text),
        _ => None,
    }
}

/// The pattern of a value that is compared as a text.
fn shape<'w>(wanted: &'w Wanted<'_>) -> Option<Shape<'w>> {
    let (pattern, parts, caseless) = match wanted {
        Wanted::Text(text) => (Pattern::literal(text), 0, false),
        Wanted::AnyCase(text) => (Pattern::literal(text), 0, true),
        Wanted::Like(text) => (Pattern::plain(text), 0, false),
        Wanted::Variables(pattern, Kind::Plain) => (pattern.clone(), 0, false),
        Wanted::Variables(pattern, Kind::AnyCase) => (pattern.clone(), 0, true),
        // A pattern of fewer fields is compared as a whole, with doubt.
        Wanted::Arn(text) if text.splitn(Arn::FIELDS, ':').count() < Arn::FIELDS => {
            (Pattern::plain(text), 0, false)
        }
        Wanted::Arn(text) => (Pattern::plain(text), Arn::FIELDS, false),
        _ => return None,
    };
    Some(Shape { pattern, parts, caseless })
}

/// The values of a key that is asked for one other type, none of them one of these texts if that can be.
fn of_type(wanted: &[&Wanted<'_>], texts: &[&str]) -> Option<Vec<String>> {
    match wanted.first()? {
        Wanted::Bool(_) if wanted.iter().all(|one| matches!(one, Wanted::Bool(_))) => booleans(texts),
        Wanted::Number(..) => {
            let numbers = each(wanted, |one| match one {
                Wanted::Number(_, number) => Some(*number),
                _ => None,
            });
            Some(number::around(&numbers?))
        }
        Wanted::Date(..) => {
            let dates = each(wanted, |one| match one {
                Wanted::Date(_, date) => Some(*date),
                _ => None,
            });
            date::around(&dates?)
        }
        Wanted::Network(_) => {
            let networks = each(wanted, |one| match one {
                Wanted::Network(network) => Some(*network),
                _ => None,
            });
            address::around(&networks?)
        }
        Wanted::Bytes(..) => {
            let texts = each(wanted, |one| match one {
                Wanted::Bytes(text, _) => Some(*text),
                _ => None,
            });
            Some(bytes::around(&texts?))
        }
        _ => None,
    }
}

/// What all of these are; `None` if one is something else.
fn each<'w, 'a, T>(wanted: &[&'w Wanted<'a>], of: impl Fn(&'w Wanted<'a>) -> Option<T>) -> Option<Vec<T>> {
    wanted.iter().map(|one| of(one)).collect()
}

/// True and false, each written as none of these texts is; `None` if these leave no way.
fn booleans(texts: &[&str]) -> Option<Vec<String>> {
    let spellings = [["true", "TRUE", "True", "tRUE"], ["false", "FALSE", "False", "fALSE"]];
    let unlike = |spellings: [&str; 4]| {
        let found = spellings.iter().find(|spelling| !texts.contains(spelling));
        found.map(|spelling| (*spelling).to_owned())
    };
    spellings.into_iter().map(unlike).collect()
}
