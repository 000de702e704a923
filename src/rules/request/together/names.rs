//! What must be given to one request only: the name of an image, and a client token.

use crate::rule::{Family, Finding, Level, Rule};

use super::super::shown;
use super::{Copy, fingerprint, with_first};

/// Two images of one name in one Region.
pub(super) static DUPLICATE_IMAGE_NAME: Rule = Rule::new(
    Family::Request,
    "duplicate-image-name",
    Level::Error,
    include_str!("../../../../rules/request/duplicate-image-name.md"),
);

/// A token that stood for another request already.
pub(super) static REUSED_CLIENT_TOKEN: Rule = Rule::new(
    Family::Request,
    "reused-client-token",
    Level::Error,
    include_str!("../../../../rules/request/reused-client-token.md"),
);

pub(super) fn check(copies: &[Copy<'_>], findings: &mut Vec<Finding>) {
    let named = |parameter: &'static str| {
        with_first(copies, move |copy| {
            copy.request.operation.schema(parameter)?;
            Some((copy.place, copy.string(parameter)?.value))
        })
    };
    findings.extend(named("Name").filter_map(|(first, copy)| duplicate_name(first, copy)));
    findings.extend(named("ClientToken").filter_map(|(first, copy)| reused_token(first, copy)));
}

fn duplicate_name(first: &Copy<'_>, copy: &Copy<'_>) -> Option<Finding> {
    let (name, before) = (copy.string("Name")?, first.string("Name")?);
    // The very same request with the same token makes no second image.
    let token = copy.string("ClientToken").map(|token| token.value);
    let repeats = token.is_some() && token == first.string("ClientToken").map(|token| token.value);
    if repeats && fingerprint::of(copy.request) == fingerprint::of(first.request) {
        return None;
    }
    let message = format!("two copies to `{}` have the `Name` `{}`", copy.place.region, shown(&name.value));
    let finding = Finding::new(&DUPLICATE_IMAGE_NAME, name.span, message)
        .label("the second is refused")
        .related(before.span, "the first")
        .help("names of images are unique in an account and Region: give each copy a name of its own");
    Some(copy.settle(first, finding))
}

fn reused_token(first: &Copy<'_>, copy: &Copy<'_>) -> Option<Finding> {
    let (token, before) = (copy.string("ClientToken")?, first.string("ClientToken")?);
    if fingerprint::of(copy.request)? == fingerprint::of(first.request)? {
        return None;
    }
    let message = format!("two different requests have the `ClientToken` `{}`", shown(&token.value));
    let finding = Finding::new(&REUSED_CLIENT_TOKEN, token.span, message)
        .label("the second is refused")
        .related(before.span, "it stands for this request")
        .help("leave `ClientToken` out, or give each request a token of its own");
    Some(copy.settle(first, finding))
}
