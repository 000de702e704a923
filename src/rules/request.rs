//! What can be wrong with a copy request.
//!
//! Readers say what the text alone shows; everything here looks at the request that was read. What
//! is unknown (a word that a shell would still change) raises nothing, and nothing is said about
//! what is absent from a request that could not be read to its end.

mod copy_key;
mod destination;
mod duration;
mod encryption;
mod kms_key;
mod name;
mod presigned_url;
mod route;
mod shape;
mod source;
mod tags;
mod together;
mod value;
mod zone;

use crate::copy::CopyPlan;
use crate::facts::{self, Facts};
use crate::request::{CopyRequest, READER_RULES, Text};
use crate::rule::{Finding, Rule};
use crate::text::Span;

pub use kms_key::key_hint;
pub use together::check_together;

/// The rules that [`check`] and [`check_together`] raise, beside [`crate::request::UNKNOWN_PARAMETER`], by
/// theme.
const MODEL_RULES: &[&[&Rule]] = &[
    copy_key::RULES,
    destination::RULES,
    duration::RULES,
    encryption::RULES,
    kms_key::RULES,
    name::RULES,
    presigned_url::RULES,
    route::RULES,
    shape::RULES,
    source::RULES,
    tags::RULES,
    together::RULES,
    value::RULES,
    zone::RULES,
];

/// Every rule about requests, those that readers raise included.
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    MODEL_RULES.iter().copied().chain([READER_RULES, facts::READER_RULES]).flatten().copied()
}

/// One request, and all that is known about it.
#[derive(Clone, Copy)]
pub struct Case<'a> {
    /// The request.
    pub request: &'a CopyRequest<'a>,
    /// What it does not say.
    pub facts: Facts<'a>,
    /// What it would do; `None` if the client itself would refuse it.
    pub plan: Option<&'a CopyPlan>,
}

/// Looks for everything that is wrong with a request.
pub fn check(case: Case<'_>, findings: &mut Vec<Finding>) {
    let Case { request, facts, plan } = case;
    shape::check(request, findings);
    encryption::check(request, findings);
    kms_key::check(request, &facts, findings);
    copy_key::check(request, &facts, plan, findings);
    name::check(request, findings);
    tags::check(request, &facts, findings);
    route::check(request, &facts, plan, findings);
    duration::check(request, &facts, plan, findings);
    destination::check(request, findings);
    source::check(request, facts, findings);
    zone::check(request, findings);
    presigned_url::check(request, findings);
    value::check(request, findings);
}

/// The Region that a copy goes to, and where it is said, if both are known.
fn destination<'r>(request: &'r CopyRequest<'_>) -> Option<(&'r str, Option<Span>)> {
    let region = request.region.as_ref()?;
    Some((region.name.as_deref()?, region.span))
}

/// The Region that a copy comes from.
fn source_region<'r>(request: &'r CopyRequest<'_>) -> Option<Text<'r>> {
    request.string("SourceRegion")
}

/// Points at the Region that a copy goes to, if a text says it.
fn related_destination(finding: Finding, region: &str, span: Option<Span>) -> Finding {
    match span {
        Some(span) => finding.related(span, format!("the copy goes to `{region}`")),
        None => finding,
    }
}

/// Text of the user for a message: one line, and cut if it is very long.
fn shown(text: &str) -> String {
    const LONGEST: usize = 256;
    let mut shown: String = text.chars().take(LONGEST).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    shown.replace(['\n', '\r'], " ")
}
