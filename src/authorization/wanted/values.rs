//! Values that stand for all that a key can have: for each way to match some of several values of a policy and
//! not the others, one.

use super::number;
use super::{Kind, Wanted};
use crate::arn::Arn;
use crate::pattern::{Pattern, Shape, samples, witnesses};

/// Some of these values, found at once; `None` if it is not known what they could be.
pub(in crate::authorization) fn few(wanted: &[Wanted<'_>]) -> Option<Vec<String>> {
    values(wanted, |shapes| Some(samples(shapes)))
}

/// A value for every way there is; `None` if it is not known what they could be, or they are too many.
pub(in crate::authorization) fn all(wanted: &[Wanted<'_>]) -> Option<Vec<String>> {
    values(wanted, witnesses)
}

/// The values of a key that is asked for texts, for numbers, or for true and false, but not for several of these.
fn values(wanted: &[Wanted<'_>], texts: impl Fn(&[Shape<'_>]) -> Option<Vec<String>>) -> Option<Vec<String>> {
    let shapes = |case_counts: bool| -> Option<Vec<Shape<'_>>> {
        wanted
            .iter()
            .filter(|one| !matches!(one, Wanted::Nothing))
            .map(|one| shape(one, case_counts))
            .collect()
    };
    if let Some(shapes) = shapes(true).or_else(|| shapes(false)) {
        return texts(&shapes);
    }
    if wanted.iter().all(|one| matches!(one, Wanted::Bool(_))) {
        return Some(vec!["true".to_owned(), "false".to_owned()]);
    }
    let numbers =
        wanted.iter().map(|one| if let Wanted::Number(_, number) = one { Some(*number) } else { None });
    Some(number::around(&numbers.collect::<Option<Vec<_>>>()?))
}

/// The pattern of a value that is compared as a text, with or without regard to case.
fn shape<'w>(wanted: &'w Wanted<'_>, case_counts: bool) -> Option<Shape<'w>> {
    let plain = |pattern| Some(Shape { pattern, parts: 0 });
    match (wanted, case_counts) {
        (Wanted::Text(text), true) => plain(Pattern::literal(text)),
        (Wanted::Like(text), true) => plain(Pattern::plain(text)),
        (Wanted::Variables(pattern, Kind::Plain), true)
        | (Wanted::Variables(pattern, Kind::AnyCase), false) => plain(pattern.clone()),
        (Wanted::AnyCase(text), false) => plain(Pattern::literal(text)),
        // A pattern of fewer fields has no documented meaning.
        (Wanted::Arn(text), true) if text.splitn(Arn::FIELDS, ':').count() == Arn::FIELDS => {
            Some(Shape { pattern: Pattern::plain(text), parts: Arn::FIELDS })
        }
        _ => None,
    }
}
