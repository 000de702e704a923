//! One value of a test, ready to be compared with what a request carries.
//!
//! What each operator compares: IAM User Guide, "IAM JSON policy elements: Condition operators". Where
//! variables count and what becomes of one without a value: "IAM policy elements: Variables and
//! tags".

use std::net::IpAddr;

use super::answer::{Answer, DependencyKind, Verdict};
use super::context::Context;
use crate::arn::Arn;
use crate::pattern::{self, Pattern, fold, has_variable};
use crate::policy::value::address::Network;
use crate::policy::value::date::Date;
use crate::policy::value::number::Number;
use crate::policy::value::{bytes, read_bool};
use crate::policy::{Comparison, Order};

pub(super) mod values;

/// A value of a policy.
pub(super) enum Wanted<'a> {
    /// This very text.
    Text(&'a str),
    /// This text in any case; here in lower case.
    AnyCase(String),
    /// A text with wildcards.
    Like(&'a str),
    /// An ARN with wildcards, field by field.
    Arn(&'a str),
    /// A text with variables.
    Variables(Pattern<'a>, Kind),
    /// A text with a variable that has no value: nothing is equal to it or like it.
    Nothing,
    /// A number.
    Number(Order, Number<'a>),
    /// A date.
    Date(Order, Date<'a>),
    /// True or false.
    Bool(bool),
    /// Bytes, in base64 and as they are.
    Bytes(&'a str, Vec<u8>),
    /// A range of addresses.
    Network(Network),
}

/// How a text with variables is compared.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// As it is, or with its wildcards.
    Plain,
    /// In any case.
    AnyCase,
    /// Field by field.
    Arn,
}

/// What IAM makes of this is documented nowhere: a text has not the form that the operator wants, or can be
/// read in two ways.
pub(super) struct Undocumented;

impl<'a> Wanted<'a> {
    /// Reads a value. With `context`, variables count.
    pub(super) fn read(
        comparison: Comparison,
        text: &'a str,
        context: Option<&Context>,
    ) -> Result<Self, Undocumented> {
        if let Some(context) = context
            && let Some(wanted) = Self::with_variables(comparison, text, context)
        {
            return Ok(wanted);
        }
        match comparison {
            Comparison::Text => Some(Self::Text(text)),
            Comparison::TextIgnoringCase => Some(Self::AnyCase(fold(text))),
            Comparison::Like => Some(Self::Like(text)),
            Comparison::Arn => Some(Self::Arn(text)),
            Comparison::Number(order) => Number::read(text).map(|number| Self::Number(order, number)),
            Comparison::Date(order) => Date::read(text).map(|date| Self::Date(order, date)),
            Comparison::Bool | Comparison::Null => read_bool(text).map(Self::Bool),
            Comparison::Bytes => bytes::decode(text).map(|bytes| Self::Bytes(text, bytes)),
            Comparison::Address => Network::read(text).map(Self::Network),
        }
        .ok_or(Undocumented)
    }

    /// A text with variables, under an operator that takes them.
    fn with_variables(comparison: Comparison, text: &'a str, context: &Context) -> Option<Self> {
        let (kind, wildcards) = match comparison {
            Comparison::Text => (Kind::Plain, false),
            Comparison::Like => (Kind::Plain, true),
            Comparison::TextIgnoringCase => (Kind::AnyCase, false),
            Comparison::Arn => (Kind::Arn, true),
            _ => return None,
        };
        if !has_variable(text) {
            return None;
        }
        let pattern = Pattern::with_variables(text, wildcards, |key| context.substitute(key));
        let pattern = pattern.map(|pattern| if kind == Kind::AnyCase { pattern.folded() } else { pattern });
        Some(pattern.map_or(Self::Nothing, |pattern| Self::Variables(pattern, kind)))
    }

    /// Whether a value of the request is what is wanted.
    pub(super) fn matches(&self, found: &str) -> Result<Verdict, Undocumented> {
        let verdict = |holds: bool| Ok(Verdict::of(Answer::from(holds)));
        match self {
            Self::Text(wanted) => verdict(*wanted == found),
            Self::AnyCase(wanted) => verdict(*wanted == fold(found)),
            Self::Like(wanted) => verdict(pattern::matches(wanted, found)),
            Self::Arn(wanted) => Ok(matches_arn(wanted, found)),
            Self::Variables(wanted, kind) => Ok(matches_variables(wanted, *kind, found)),
            Self::Number(order, wanted) => {
                let found = Number::read(found).ok_or(Undocumented)?;
                verdict(order.holds(found.cmp(wanted)))
            }
            Self::Date(order, wanted) => {
                let found = Date::read(found).ok_or(Undocumented)?;
                verdict(found.is(*order, wanted).ok_or(Undocumented)?)
            }
            Self::Bool(wanted) => verdict(read_bool(found).ok_or(Undocumented)? == *wanted),
            Self::Bytes(text, _) if *text == found => verdict(true),
            // Requests are shown with base64 too, yet said to be compared byte for byte.
            Self::Bytes(_, wanted) if *wanted == found.as_bytes() => Err(Undocumented),
            Self::Nothing | Self::Bytes(..) => verdict(false),
            Self::Network(wanted) => {
                let found: IpAddr = found.parse().map_err(|_| Undocumented)?;
                verdict(wanted.contains(found).ok_or(Undocumented)?)
            }
        }
    }

    /// Whether every text of this form is what is wanted, or none is.
    pub(super) fn takes(&self, form: &str) -> Result<Answer, Undocumented> {
        let of_form = Pattern::plain(form);
        Ok(match self {
            Self::Text(text) => compare(&Pattern::literal(text), &of_form),
            Self::AnyCase(text) => compare(&Pattern::literal(text), &of_form.folded()),
            Self::Like(text) => compare(&Pattern::plain(text), &of_form),
            Self::Arn(text) => takes_arn(text, form),
            Self::Variables(pattern, kind) => {
                let of_form = if *kind == Kind::AnyCase { of_form.folded() } else { of_form };
                match compare(pattern, &of_form) {
                    // Fields are not taken apart, nor is what a variable stands for.
                    Answer::Yes if *kind == Kind::Arn || pattern.has_unknown_variables() => Answer::Maybe,
                    answer => answer,
                }
            }
            Self::Nothing => Answer::No,
            _ => return Err(Undocumented),
        })
    }

    /// The keys of variables whose value is not known.
    pub(super) fn unknown_keys(&self) -> impl Iterator<Item = &str> {
        self.pattern().into_iter().flat_map(Pattern::unknown_variables)
    }

    /// The keys of variables that may have no value.
    pub(super) fn keys_that_may_be_absent(&self) -> impl Iterator<Item = &str> {
        self.pattern().into_iter().flat_map(Pattern::variables_that_may_be_absent)
    }

    fn pattern(&self) -> Option<&Pattern<'a>> {
        if let Self::Variables(pattern, _) = self { Some(pattern) } else { None }
    }
}

/// Whether these values together leave out no value that a key of their type can have.
pub(super) fn are_everything(values: &[Wanted<'_>]) -> bool {
    let has = |wanted: &dyn Fn(&Wanted<'_>) -> bool| values.iter().any(wanted);
    let all_of_bool = [true, false]
        .iter()
        .all(|value| has(&|wanted| matches!(wanted, Wanted::Bool(other) if other == value)));
    let all_addresses = [true, false].iter().all(|ipv4| {
        has(&|wanted| matches!(wanted, Wanted::Network(network) if network.is_everything(*ipv4)))
    });
    all_of_bool || all_addresses || are_all_texts(values)
}

/// Whether these patterns together match every text: those without any character of their own must take
/// every length, for a character that stands in no pattern is taken by none of the others.
fn are_all_texts(values: &[Wanted<'_>]) -> bool {
    let wildcards = values.iter().filter_map(|wanted| match wanted {
        Wanted::Text("") => Some(""),
        Wanted::Like(text) if text.bytes().all(|byte| matches!(byte, b'*' | b'?')) => Some(*text),
        _ => None,
    });
    let length = |text: &str| text.matches('?').count();
    let (open, exact): (Vec<&str>, Vec<&str>) = wildcards.partition(|text| text.contains('*'));
    let lengths: Vec<usize> = exact.iter().map(|text| length(text)).collect();
    open.iter().map(|text| length(text)).min().is_some_and(|least| {
        // More lengths than there are patterns cannot be taken one by one.
        least <= lengths.len() && (0..least).all(|shorter| lengths.contains(&shorter))
    })
}

/// Field by field, for an ARN of six fields; what else could match only by a `*` that reaches over colons,
/// or is no ARN at all.
fn matches_arn(wanted: &str, found: &str) -> Verdict {
    let fields = |text| -> Vec<&str> { str::splitn(text, Arn::FIELDS, ':').collect() };
    let (fields_wanted, fields_found) = (fields(wanted), fields(found));
    if fields_wanted.len() == Arn::FIELDS && fields_found.len() == Arn::FIELDS {
        let mut pairs = fields_wanted.iter().zip(&fields_found);
        return Verdict::of(Answer::from(pairs.all(|(wanted, found)| pattern::matches(wanted, found))));
    }
    if pattern::matches(wanted, found) { no_arn(wanted) } else { Verdict::of(Answer::No) }
}

/// Field by field, as [`matches_arn`].
fn takes_arn(wanted: &str, form: &str) -> Answer {
    let fields = |text| -> Vec<&str> { str::splitn(text, Arn::FIELDS, ':').collect() };
    let (fields_wanted, fields_found) = (fields(wanted), fields(form));
    if fields_wanted.len() == Arn::FIELDS && fields_found.len() == Arn::FIELDS {
        let each = fields_wanted.iter().zip(&fields_found);
        let each = each.map(|(wanted, found)| compare(&Pattern::plain(wanted), &Pattern::plain(found)));
        return each.fold(Answer::Yes, Answer::and);
    }
    if Pattern::plain(wanted).meets(&Pattern::plain(form)) { Answer::Maybe } else { Answer::No }
}

/// Whether a pattern matches all that a form does, or nothing of it.
fn compare(pattern: &Pattern<'_>, form: &Pattern<'_>) -> Answer {
    if pattern.covers(form) {
        Answer::Yes
    } else if pattern.meets(form) {
        Answer::Maybe
    } else {
        Answer::No
    }
}

fn matches_variables(wanted: &Pattern<'_>, kind: Kind, found: &str) -> Verdict {
    let matches = match kind {
        Kind::Plain => wanted.matches(found),
        Kind::AnyCase => wanted.matches(&fold(found)),
        // The value of a variable may hold colons: what is not known is not taken apart.
        Kind::Arn if wanted.has_unknown_variables() => wanted.matches(found),
        Kind::Arn => match wanted.matches_by_part(found, Arn::FIELDS) {
            Some(matches) => matches,
            None if wanted.matches(found) => return no_arn(found),
            None => false,
        },
    };
    if matches && wanted.has_unknown_variables() {
        Verdict::maybe_keys(wanted.unknown_variables())
    } else {
        Verdict::of(Answer::from(matches))
    }
}

fn no_arn(text: &str) -> Verdict {
    Verdict::maybe(DependencyKind::Fact, format!("what an ARN operator makes of `{text}`"))
}
