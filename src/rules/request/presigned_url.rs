//! A presigned URL that was made for another copy.
//!
//! SDKs and the AWS CLI make it themselves; who gives one repeats the request in it. It is as good as a
//! password while it lasts, so nothing of it is quoted but the values that are at odds.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::reference::{self, RegionName};
use crate::request::CopyRequest;
use crate::rule::{Family, Finding, Level, Rule};

use super::{destination, shown};

/// A presigned URL says something else than the request.
pub(super) static MISMATCHED_PRESIGNED_URL: Rule = Rule::new(
    Family::Request,
    "mismatched-presigned-url",
    Level::Error,
    include_str!("../../../rules/request/mismatched-presigned-url.md"),
);

/// What a presigned URL is.
const HELP: &str = "a presigned URL is a signed CopySnapshot request to the source Region, with the same \
     `SourceRegion` and `SourceSnapshotId` and the `DestinationRegion`; leave it out where the client makes it";

/// The rules that are raised here.
pub(super) const RULES: &[&Rule] = &[&MISMATCHED_PRESIGNED_URL];

pub(super) fn check(request: &CopyRequest<'_>, findings: &mut Vec<Finding>) {
    const NAME: &str = "PresignedUrl";
    let (Some(url), Some(parameter)) = (request.string(NAME), request.parameter(NAME)) else { return };
    if request.operation.schema(NAME).is_none() {
        return;
    }
    let Some(fault) = fault(request, &url.value) else { return };
    findings.push(
        Finding::new(&MISMATCHED_PRESIGNED_URL, parameter.name_span, format!("`PresignedUrl` {fault}"))
            .label("accepted at first, then the copy fails")
            .help(HELP),
    );
}

/// The first thing in a URL that is at odds with the request.
fn fault(request: &CopyRequest<'_>, url: &str) -> Option<String> {
    let Some((host, query)) = parts(url) else { return Some("is no URL with a query".to_owned()) };
    let from = request.string("SourceRegion").map(|region| region.value);
    let source = request.string("SourceSnapshotId").map(|id| id.value);
    let to = destination(request).map(|(region, _)| Cow::Borrowed(region));
    let expected = [
        ("Action", Some(Cow::Borrowed(request.operation.name.as_str()))),
        ("SourceSnapshotId", source),
        ("SourceRegion", from.clone()),
        ("DestinationRegion", to),
    ];
    for (name, value) in expected {
        match (query.get(name), value) {
            (None, _) => return Some(format!("lacks `{name}`")),
            (Some(found), Some(value)) if *found != value => {
                return Some(format!(
                    "says `{name}={}`, but the request is for `{}`",
                    shown(found),
                    shown(&value)
                ));
            }
            _ => {}
        }
    }
    // The Region is a label of the host's name in every kind of endpoint.
    let region = host.split('.').find(|label| reference::region(label) != RegionName::Unknown);
    if let (Some(region), Some(from)) = (region, from)
        && region != from
    {
        return Some(format!("goes to `{region}`, but the source is in `{}`", shown(&from)));
    }
    (!query.contains_key("X-Amz-Signature")).then(|| "is not signed with Signature Version 4".to_owned())
}

/// The host's name and the query of a URL.
fn parts(url: &str) -> Option<(&str, HashMap<String, String>)> {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"))?;
    let (place, query) = rest.split_once('?')?;
    let host = place.split(['/', ':']).next().filter(|host| !host.is_empty())?;
    let query = query.split('#').next().unwrap_or_default();
    let pair = |pair: &str| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        (decoded(name), decoded(value))
    };
    Some((host, query.split('&').map(pair).collect()))
}

/// Undoes percent-encoding; what is none is kept.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        let mut ahead = rest.clone();
        let digits = [ahead.next(), ahead.next()].map(|digit| char::from(digit?).to_digit(16));
        match (byte, digits) {
            (b'%', [Some(high), Some(low)]) => {
                bytes.push(u8::try_from(high * 16 + low).unwrap_or_default());
                rest = ahead;
            }
            _ => bytes.push(byte),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percent_encoding_is_undone() {
        for (text, expected) in
            [("us%2Deast-1", "us-east-1"), ("%", "%"), ("%4", "%4"), ("%zz", "%zz"), ("%C3%a4", "ä")]
        {
            assert_eq!(decoded(text), expected);
        }
    }

    #[test]
    fn a_url_has_a_host_and_a_query() {
        let (host, query) =
            parts("https://ec2.us-west-2.amazonaws.com:443/?Action=CopySnapshot&A=1%262#x").unwrap();
        assert_eq!(
            (host, query["Action"].as_str(), query["A"].as_str()),
            ("ec2.us-west-2.amazonaws.com", "CopySnapshot", "1&2")
        );
        for text in ["", "ec2", "https://", "https://?a=b", "https://host/", "ftp://host/?a=b"] {
            assert!(parts(text).is_none(), "{text}");
        }
    }
}
