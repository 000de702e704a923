//! Resources that have none of the forms of their service.
//!
//! Where a Region or an account is a pattern Access Analyzer says nothing, and AWS's own policies have such
//! ARNs. They match nothing all the same, as far as the forms are known.

use super::{Formats, INVALID_ARN_RESOURCE, Subject, UNMATCHED_ARN_RESOURCE};
use crate::arn::{Arn, Field};
use crate::reference::{self, ArnFormat};
use crate::rule::{Certainty, Finding, Level, Rule};
use crate::suggest;
use crate::words::{newer, shorten};

/// Whether a resource can have one of the forms of its service, as far as they are known.
pub(in super::super) fn has_a_form(arn: &Arn<'_>) -> bool {
    !arn.resource.is_empty() && !Formats::of(arn).none_fits()
}

/// Why a resource has none of the forms.
enum Why {
    /// Its type is written so, but for a slip.
    Slip(&'static str),
    /// There is such a type, but its resources look otherwise.
    Shape(&'static ArnFormat),
    /// The fields are shifted by a colon too many.
    Colon,
    /// There is no such type.
    Unknown,
}

impl Subject<'_> {
    /// The finding about an ARN whose last field is empty.
    pub(super) fn nothing(&self, arn: &Arn<'_>) -> Finding {
        let rule = rule(arn);
        let message = format!("`{}` ends before it names a resource", self.shown());
        self.finding(rule, self.text.span, message)
            .label("the last field is empty: this matches no resource")
            .help("name the resource, or write `*` in its place for every one")
    }

    /// The finding about a resource that has none of the forms of its service.
    pub(super) fn unmatched(&self, arn: &Arn<'_>, formats: &Formats<'_>) -> Finding {
        let why = why(arn, formats.all);
        let rule = rule(arn);
        let is_open = *rule == UNMATCHED_ARN_RESOURCE;
        let (shown, service) = (self.shown(), arn.service.text);
        let message = format!("`{shown}` has none of the forms of {service} ARNs");
        let finding = self
            .finding(rule, self.text.field(arn.resource), message)
            .label("as far as is known, this matches no resource");
        match why {
            Why::Slip(right) => {
                let written = arn.resource_type();
                let case =
                    if right.eq_ignore_ascii_case(written) { ": ARNs are compared with case" } else { "" };
                finding.help(format!("did you mean `{right}` in place of `{}`{case}?", shorten(written)))
            }
            Why::Colon => finding.help(
                "take out a colon: an ARN has five of them before the resource, `arn:partition:service:region:account:resource`",
            ),
            Why::Shape(format) => finding
                .help(format!("the form is `{}`", format.arn))
                .certainty(Certainty::Inferred)
                .at_most(if is_open { Level::Note } else { Level::Warning }),
            Why::Unknown => finding
                .help(newer("forms", reference::date()))
                .certainty(Certainty::Inferred)
                .at_most(if is_open { Level::Note } else { Level::Warning }),
        }
    }
}

/// The rule about resources that match nothing: where another field is open, Access Analyzer is silent.
fn rule(arn: &Arn<'_>) -> &'static Rule {
    let is_open = [arn.partition, arn.region, arn.account].iter().any(Field::is_open);
    if is_open { &UNMATCHED_ARN_RESOURCE } else { &INVALID_ARN_RESOURCE }
}

fn why(arn: &Arn<'_>, formats: &'static [ArnFormat]) -> Why {
    if arn.resource.text.starts_with(':') && formats.iter().all(|format| !format.head.starts_with(':')) {
        return Why::Colon;
    }
    let written = arn.resource_type();
    let has_type = |format: &&ArnFormat| !format.head.is_empty() && type_of(format) == Some(written);
    if let Some(format) = formats.iter().find(has_type) {
        return Why::Shape(format);
    }
    match suggest::nearest(written, formats.iter().filter_map(type_of)) {
        Some(right) => Why::Slip(right),
        None => Why::Unknown,
    }
}

/// The type in the last field of a format, if it is the same for all resources.
fn type_of(format: &ArnFormat) -> Option<&'static str> {
    let named = format.fields.resource_type();
    (named.len() <= format.head.len() && !named.is_empty()).then_some(named)
}
