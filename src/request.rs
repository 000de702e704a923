//! Planned copy requests: the model that every front end is read into.
//!
//! The model keeps what was written (each parameter under the API's own name, with its place) and
//! judges nothing: the rules do. Only what the text alone can show (a word that is no option, a key
//! in the wrong case) is said by the reader that sees it.

pub mod api_json;
pub mod aws_cli;
pub mod schema;
pub mod shell;

use std::borrow::Cow;

use crate::arn::Arn;
use crate::operation::Operation;
use crate::rule::{Family, Level, Rule};
use crate::text::{SourceId, Span};
use crate::tree::{Node, Value};

/// Which copy a request is for cannot be told.
pub static UNKNOWN_OPERATION: Rule = Rule::new(
    Family::Request,
    "unknown-operation",
    Level::Error,
    include_str!("../rules/request/unknown-operation.md"),
);

/// An operation has no parameter of this name.
pub static UNKNOWN_PARAMETER: Rule = Rule::new(
    Family::Request,
    "unknown-parameter",
    Level::Error,
    include_str!("../rules/request/unknown-parameter.md"),
);

/// The rules that readers raise.
pub static READER_RULES: &[&Rule] = &[
    &UNKNOWN_OPERATION,
    &UNKNOWN_PARAMETER,
    &api_json::INVALID_REQUEST_FIELD,
    &api_json::UNKNOWN_REQUEST_FIELD,
    &aws_cli::ABBREVIATED_OPTION,
    &aws_cli::COPIES_NOTHING,
    &aws_cli::FETCHED_VALUE,
    &aws_cli::INVALID_OPTION_VALUE,
    &aws_cli::JOINED_INPUT_OPTION,
    &aws_cli::LOST_TAG,
    &aws_cli::OVERRIDDEN_INPUT,
    &aws_cli::REPEATED_OPTION,
    &aws_cli::TAG_WITHOUT_BRACES,
    &aws_cli::UNEXPECTED_ARGUMENT,
    &aws_cli::UNKNOWN_COMMAND,
    &aws_cli::UNKNOWN_OPTION,
    &aws_cli::UNREAD_OPTION,
    &shell::ORPHANED_OPTIONS,
    &shell::UNQUOTED_BRACES,
];

/// One planned copy.
#[derive(Clone, Debug)]
pub struct CopyRequest<'t> {
    /// What is asked for.
    pub operation: &'static Operation,
    /// The whole request.
    pub span: Span,
    /// What says which operation it is: the word `copy-image`, the value of `operation`, or the
    /// key of a parameter that only this operation has.
    pub name: Span,
    /// The parameters, in the order of the text, under the API's names where they are known.
    pub parameters: Vec<Parameter<'t>>,
    /// Whether something in it could not be read: then nothing can be said about what is absent.
    pub incomplete: bool,
    /// Whether the client itself would refuse it: then there are findings, and no plan.
    pub refused: bool,
    /// Where the copy goes, if the request says so. The Region of an option of copylint's own, or of
    /// the environment, is added by the caller.
    pub region: Option<Region>,
    /// Who makes the copy, if the request says so.
    pub principal: Option<Text<'t>>,
    /// What its text says of the credentials that it is made with: `--profile prod`. None if it says
    /// nothing.
    pub credentials: Option<String>,
    /// Identity policies that the request holds: documents.
    pub policies: Vec<Node<'t>>,
    /// The description of the source that the request holds, in the form of `--source`.
    pub source: Option<Node<'t>>,
    /// When it is made; `None` if it may never be made beside others: it is an example on a page.
    pub occasion: Option<Occasion>,
}

/// When a request is made, as far as its text says so.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Occasion {
    /// The part of a script that it stands in; none if that is run in any case, and in documents. Of two
    /// parts one may be run and the other not.
    pub branch: Option<(SourceId, usize)>,
    /// How often the script has waited for something before.
    pub moment: usize,
}

/// One parameter of a request.
#[derive(Clone, Debug)]
pub struct Parameter<'t> {
    /// The API's name (`KmsKeyId`), or the name as written if the operation has no such parameter.
    pub name: Cow<'t, str>,
    /// The place of the key, or of the option's word.
    pub name_span: Span,
    /// The value; places in it lie in the same source as the name.
    pub value: Node<'t>,
}

/// A string of a request, and its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text<'t> {
    /// The string.
    pub value: Cow<'t, str>,
    /// Its place.
    pub span: Span,
}

/// The Region that a request goes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Region {
    /// Its name; `None` if it is given, but as something that only a shell or a program knows.
    pub name: Option<String>,
    /// Where it is said, if in a text that was read.
    pub span: Option<Span>,
    /// Who says it.
    pub from: RegionFrom,
}

/// Who says which Region a request goes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RegionFrom {
    /// The option `--region` of the command itself.
    Command,
    /// The field `region` of an envelope.
    Document,
    /// copylint's own option `--region`.
    Option,
    /// A variable of the environment, by its name.
    Environment(&'static str),
}

impl RegionFrom {
    /// The words for it in every format.
    pub fn name(self) -> &'static str {
        match self {
            Self::Command => "the command's --region",
            Self::Document => "region",
            Self::Option => "--region",
            Self::Environment(variable) => variable,
        }
    }
}

/// The account in the ARN of someone who makes requests; `None` if the text is no such ARN.
pub fn principal_account(text: &str) -> Option<&str> {
    let arn = Arn::parse(text).ok()?;
    let account = arn.account.text;
    let fits = arn.prefix.text == "arn"
        && matches!(arn.service.text, "iam" | "sts")
        && !arn.resource.is_empty()
        && account.len() == 12
        && account.bytes().all(|byte| byte.is_ascii_digit());
    fits.then_some(account)
}

impl<'t> CopyRequest<'t> {
    /// The parameter of an API name, the last if it is given several times.
    pub fn parameter(&self, name: &str) -> Option<&Parameter<'t>> {
        self.parameters.iter().rev().find(|parameter| parameter.name == name)
    }

    /// The string that a parameter holds. `""` counts as absent, as the service treats it
    /// (packer and Terraform send empty strings for what is not set).
    pub fn string(&self, name: &str) -> Option<Text<'_>> {
        let parameter = self.parameter(name)?;
        let value = parameter.value.as_str().filter(|value| !value.is_empty())?;
        let span = parameter.value.range.of(self.span.source);
        Some(Text { value: Cow::Borrowed(value), span })
    }

    /// The boolean that a parameter holds.
    pub fn boolean(&self, name: &str) -> Option<bool> {
        match self.parameter(name)?.value.value {
            Value::Bool(value) => Some(value),
            _ => None,
        }
    }

    /// Whether a parameter is given: a value other than `null` and `""`, known or not.
    pub fn gives(&self, name: &str) -> bool {
        self.parameter(name).is_some_and(|parameter| match &parameter.value.value {
            Value::Null => false,
            Value::String(text) => !text.is_empty(),
            _ => true,
        })
    }

    /// The place of a range of this request's text.
    pub fn place(&self, range: crate::text::TextRange) -> Span {
        range.of(self.span.source)
    }

    /// Whether the vendor's own client would refuse what was read so far, by the schema.
    fn refused_by_schema(&self) -> bool {
        schema::faults(self).iter().any(|fault| fault.refused_by_client)
    }
}
