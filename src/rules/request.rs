//! What can be wrong with a copy request.
//!
//! Readers say what the text alone shows; everything here looks at the request that was read. What
//! is unknown (a word that a shell would still change) raises nothing, and nothing is said about
//! what is absent from a request that could not be read to its end.

mod copy_key;
mod destination;
mod duration;
mod encryption;
mod route;
mod shape;
mod source;
mod tags;

use crate::copy::CopyPlan;
use crate::facts::{self, Facts};
use crate::request::{CopyRequest, READER_RULES, Text};
use crate::rule::{Finding, Rule};
use crate::text::Span;

pub use copy_key::UNCLEAR_ENCRYPTION_KEY;
pub use destination::{IGNORED_DESTINATION_REGION, UNKNOWN_DESTINATION, UNKNOWN_REGION};
pub use duration::{EXCEEDED_COPY_THROUGHPUT, UNREACHABLE_COMPLETION_TIME, UNSUPPORTED_COMPLETION_DURATION};
pub use encryption::{
    ENCRYPTED_SET_TO_FALSE, KMS_KEY_IN_OTHER_REGION, KMS_KEY_OF_OTHER_ACCOUNT, KMS_KEY_WITHOUT_ENCRYPTED,
    MALFORMED_KMS_KEY_ID, key_hint,
};
pub use route::{
    COPY_FROM_LOCAL_ZONE, COPY_FROM_OUTPOST, CROSS_PARTITION_COPY, LOCAL_ZONE_IN_OTHER_REGION,
    OUTPOST_IN_OTHER_REGION,
};
pub use shape::{INVALID_PARAMETER_VALUE, MISSING_REQUIRED_PARAMETER, WRONG_PARAMETER_TYPE};
pub use source::{
    ARCHIVED_SOURCE_SNAPSHOT, ENCRYPTION_OF_S3_BACKED_IMAGE, IMAGE_WITH_PRODUCT_CODES,
    INCOMPLETE_SOURCE_SNAPSHOT, NAME_OF_SOURCE_IMAGE, SOURCE_IN_OTHER_REGION, SOURCE_KEY_OF_OTHER_ACCOUNT,
    UNAVAILABLE_SOURCE_IMAGE, UNCONFIRMED_STORAGE_PERMISSION, UNCOPIED_IMAGE_TAGS, UNDESCRIBED_SOURCE,
    UNSHAREABLE_SOURCE, UNSUPPORTED_PARAVIRTUAL_IMAGE,
};
pub use tags::UNTAGGABLE_RESOURCE_TYPE;

/// The rules that [`check`] raises, beside [`crate::request::UNKNOWN_PARAMETER`].
static MODEL_RULES: &[&Rule] = &[
    &ARCHIVED_SOURCE_SNAPSHOT,
    &COPY_FROM_LOCAL_ZONE,
    &COPY_FROM_OUTPOST,
    &CROSS_PARTITION_COPY,
    &ENCRYPTED_SET_TO_FALSE,
    &ENCRYPTION_OF_S3_BACKED_IMAGE,
    &EXCEEDED_COPY_THROUGHPUT,
    &IGNORED_DESTINATION_REGION,
    &IMAGE_WITH_PRODUCT_CODES,
    &INCOMPLETE_SOURCE_SNAPSHOT,
    &INVALID_PARAMETER_VALUE,
    &KMS_KEY_IN_OTHER_REGION,
    &KMS_KEY_OF_OTHER_ACCOUNT,
    &KMS_KEY_WITHOUT_ENCRYPTED,
    &LOCAL_ZONE_IN_OTHER_REGION,
    &MALFORMED_KMS_KEY_ID,
    &MISSING_REQUIRED_PARAMETER,
    &NAME_OF_SOURCE_IMAGE,
    &OUTPOST_IN_OTHER_REGION,
    &SOURCE_IN_OTHER_REGION,
    &SOURCE_KEY_OF_OTHER_ACCOUNT,
    &UNAVAILABLE_SOURCE_IMAGE,
    &UNCLEAR_ENCRYPTION_KEY,
    &UNCONFIRMED_STORAGE_PERMISSION,
    &UNCOPIED_IMAGE_TAGS,
    &UNDESCRIBED_SOURCE,
    &UNKNOWN_DESTINATION,
    &UNKNOWN_REGION,
    &UNREACHABLE_COMPLETION_TIME,
    &UNSHAREABLE_SOURCE,
    &UNSUPPORTED_COMPLETION_DURATION,
    &UNSUPPORTED_PARAVIRTUAL_IMAGE,
    &UNTAGGABLE_RESOURCE_TYPE,
    &WRONG_PARAMETER_TYPE,
];

/// Every rule about requests, those that readers raise included.
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    MODEL_RULES.iter().chain(READER_RULES).chain(facts::READER_RULES).copied()
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
    encryption::check(request, &facts, findings);
    copy_key::check(request, &facts, plan, findings);
    tags::check(request, findings);
    route::check(request, &facts, plan, findings);
    duration::check(request, &facts, plan, findings);
    destination::check(request, findings);
    source::check(request, facts, findings);
}

/// Looks for what is wrong with the copies of a run together, each with what it would do.
pub fn check_together(copies: &[(&CopyRequest<'_>, &CopyPlan)], findings: &mut Vec<Finding>) {
    duration::check_together(copies, findings);
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
