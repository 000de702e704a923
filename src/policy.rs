//! The policy model: what a policy document says, each value with its place.
//!
//! The model keeps what was written and judges nothing but its form: a document that IAM would
//! refuse to store is marked as [unusable](Policy::usable), and whoever asks it for a permission is
//! told that it cannot answer.

use std::borrow::Cow;

use crate::arn::Field;
use crate::pattern::{has_variable, has_wildcard};
use crate::text::{SourceId, Span, TextRange};

mod find;
mod form;
mod kind;
mod operator;
mod reader;
mod size;
pub mod value;

pub use find::{Found, find, find_list};
pub use form::{
    NoArn, VERSIONS, has_partition, has_service_wildcard, is_version, resource_arn, split_action,
};
pub use kind::{PolicyKind, looks_like_policy};
pub use operator::{Comparison, Operator, Order, Qualifier};
pub use reader::{RULES, read};
pub use size::Size;

/// A policy document.
#[derive(Clone, Debug)]
pub struct Policy<'t> {
    /// The text that it stands in.
    pub source: SourceId,
    /// The whole document.
    pub span: Span,
    /// What it is attached to.
    pub kind: PolicyKind,
    /// The place of the key `Version`.
    pub version_key: Option<Span>,
    /// `Version`.
    pub version: Option<Text<'t>>,
    /// `Id`.
    pub id: Option<Text<'t>>,
    /// The place of the key `Statement`.
    pub statement_key: Option<Span>,
    /// The statements that could be read.
    pub statements: Vec<Statement<'t>>,
    /// How long it is; `None` if it is shorter than any quota of its kind.
    pub size: Option<Size>,
    /// Whether it has no fault for which IAM would refuse to store it: only then can it be asked for
    /// permissions.
    pub usable: bool,
    /// Whether a fault of syntax lies inside: then nothing can be said about what is absent.
    pub incomplete: bool,
}

/// The version of the policy language that knows policy variables.
pub const CURRENT_VERSION: &str = "2012-10-17";

impl Policy<'_> {
    /// Whether `${…}` is a variable in this document: only with `"Version": "2012-10-17"`.
    pub fn has_variables(&self) -> bool {
        self.version.as_ref().is_some_and(|version| version.value == CURRENT_VERSION)
    }
}

/// A string of a policy, and its place (quotes included).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text<'t> {
    /// The string, decoded.
    pub value: Cow<'t, str>,
    /// Its place.
    pub span: Span,
    // Nearly every rule asks for these.
    has_wildcard: bool,
    has_variable: bool,
}

impl<'t> Text<'t> {
    /// A string at a place.
    pub fn new(value: Cow<'t, str>, span: Span) -> Self {
        let (has_wildcard, has_variable) = (has_wildcard(&value), has_variable(&value));
        Self { value, span, has_wildcard, has_variable }
    }

    /// Whether it holds `*` or `?`.
    pub fn has_wildcard(&self) -> bool {
        self.has_wildcard
    }

    /// Whether it may hold a policy variable: `${` stands in it.
    pub fn has_variable(&self) -> bool {
        self.has_variable
    }
}

impl Text<'_> {
    /// The place of a part of the string, given in bytes of the decoded string: exact if the text
    /// says the string literally, else the whole string.
    pub fn part(&self, range: TextRange) -> Span {
        let quotes = 2;
        let length = self.span.end.saturating_sub(self.span.start);
        if length as usize != self.value.len() + quotes {
            return self.span;
        }
        let start = self.span.start + 1;
        Span { source: self.span.source, start: start + range.start, end: start + range.end }
    }
}

impl Text<'_> {
    /// The place of a field of the ARN that this is; of an empty field, the colons around it.
    pub fn field(&self, field: Field<'_>) -> Span {
        let TextRange { start, end } = field.range;
        if field.is_empty() {
            return self.part(TextRange { start: start.saturating_sub(1), end: end + 1 });
        }
        self.part(field.range)
    }
}

/// One statement.
#[derive(Clone, Debug)]
pub struct Statement<'t> {
    /// Its JSON pointer (RFC 6901) in the document: `/Statement/0`.
    pub pointer: String,
    /// The whole statement.
    pub span: Span,
    /// `Sid`.
    pub sid: Option<Text<'t>>,
    /// `Effect`; `None` if it is missing or neither of the two.
    pub effect: Option<Effect>,
    /// `Principal` or `NotPrincipal`.
    pub principal: Option<Principal<'t>>,
    /// `Action` or `NotAction`.
    pub actions: Option<Element<'t>>,
    /// `Resource` or `NotResource`.
    pub resources: Option<Element<'t>>,
    /// `Condition`, taken apart: all of these must hold.
    pub conditions: Vec<Condition<'t>>,
    /// Whether a fault of syntax lies inside.
    pub incomplete: bool,
}

/// What a statement does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// It allows.
    Allow,
    /// It denies.
    Deny,
}

/// A list of patterns: `Action`, `NotAction`, `Resource` or `NotResource`.
#[derive(Clone, Debug)]
pub struct Element<'t> {
    /// The place of its key.
    pub key_span: Span,
    /// Whether it is the `Not…` form: everything *but* these.
    pub negated: bool,
    /// The patterns.
    pub patterns: Vec<Text<'t>>,
}

/// `Principal` or `NotPrincipal`.
#[derive(Clone, Debug)]
pub struct Principal<'t> {
    /// The place of its key.
    pub key_span: Span,
    /// Whether it is `NotPrincipal`.
    pub negated: bool,
    /// The principals, each with its type (`AWS`, `Service`, `Federated`, `CanonicalUser`); a bare
    /// `"*"` has the type `*`.
    pub members: Vec<(Cow<'t, str>, Text<'t>)>,
}

/// The types of principals.
pub const PRINCIPAL_TYPES: [&str; 4] = ["AWS", "Service", "Federated", "CanonicalUser"];

/// One test of a condition: one key under one operator.
#[derive(Clone, Debug)]
pub struct Condition<'t> {
    /// The operator, as written: `ForAnyValue:StringLike`.
    pub operator: Text<'t>,
    /// What the operator means; `None` if there is none of this name.
    pub meaning: Option<Operator>,
    /// The key, as written.
    pub key: Text<'t>,
    /// The values, of which one is enough (none may match, for a negated operator).
    pub values: Vec<Text<'t>>,
    /// The place of the value, or of the whole list of values.
    pub values_span: Span,
    /// Whether values are missing here that could not be read.
    pub incomplete: bool,
}

impl Condition<'_> {
    /// Whether it tests this key: keys have no case.
    pub fn is_about(&self, key: &str) -> bool {
        self.key.value.eq_ignore_ascii_case(key)
    }

    /// Whether the operator asks only whether the key is there: `Null`.
    pub fn is_null(&self) -> bool {
        self.meaning.is_some_and(|operator| operator.comparison == Comparison::Null)
    }

    /// Whether each of its values is this word, whatever its case.
    pub fn is_only(&self, word: &str) -> bool {
        self.values.iter().all(|value| value.value.eq_ignore_ascii_case(word))
    }

    /// The operator, as written, without its qualifier.
    pub fn plain_operator(&self) -> &str {
        self.operator.value.rsplit(':').next().unwrap_or_default()
    }

    /// What an absent key makes of the test. `None` where that is documented nowhere.
    pub fn without_key(&self) -> Option<bool> {
        if self.values.is_empty() || self.incomplete {
            return None;
        }
        self.meaning?.without_key(self.values.iter().map(|value| value.value.as_ref()))
    }
}
