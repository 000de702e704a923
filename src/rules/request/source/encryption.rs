//! What the request asks of encryption that the source does not allow.

use crate::rule::{Certainty, Family, Finding, Level, Rule};

use super::super::encryption::ENCRYPTED_SET_TO_FALSE;
use super::{MOST_POINTED_AT, Source};

/// Encryption is asked for an image without snapshots.
pub(super) static ENCRYPTION_OF_S3_BACKED_IMAGE: Rule = Rule::new(
    Family::Request,
    "encryption-of-s3-backed-image",
    Level::Warning,
    include_str!("../../../../rules/request/encryption-of-s3-backed-image.md"),
);

pub(super) fn check(source: Source<'_>, findings: &mut Vec<Finding>) {
    findings.extend(of_s3_backed(source));
    findings.extend(set_to_false(source));
}

fn of_s3_backed(source: Source<'_>) -> Option<Finding> {
    let request = source.request;
    let root =
        source.image()?.root_device_type.as_ref().filter(|_| source.facts.s3_backed() == Some(true))?;
    let encrypted = request.parameter("Encrypted").filter(|_| request.boolean("Encrypted") == Some(true))?;
    let message = format!(
        "{} is backed by S3 and has no snapshots, so copying it cannot encrypt anything",
        source.name()
    );
    let place = request.place(encrypted.value.range);
    let mut finding = Finding::new(&ENCRYPTION_OF_S3_BACKED_IMAGE, place, message)
        .label("this has no effect")
        .related(root.span, "the type of its root device");
    if let Some(key) = request.parameter("KmsKeyId").filter(|_| request.gives("KmsKeyId")) {
        finding = finding.related(request.place(key.value.range), "nor has the key");
    }
    Some(finding.help("drop `Encrypted` and `KmsKeyId`"))
}

/// An image copy that is asked to be unencrypted. What CopySnapshot does then needs no facts.
fn set_to_false(source: Source<'_>) -> Option<Finding> {
    let request = source.request;
    // With a key, another rule says all.
    if request.operation.name != "CopyImage"
        || request.boolean("Encrypted") != Some(false)
        || request.gives("KmsKeyId")
        || source.facts.s3_backed() == Some(true)
    {
        return None;
    }
    let place = request.place(request.parameter("Encrypted")?.value.range);
    let help = "leave `Encrypted` out: each snapshot then stays as encrypted as it is, unless the Region's default asks for more";
    let raise = |message: String| {
        Finding::new(&ENCRYPTED_SET_TO_FALSE, place, message).certainty(Certainty::Observed).help(help)
    };
    let mut found = source.data.iter().filter_map(|data| Some((data, data.said_encrypted()?)));
    if let Some((data, encrypted)) = found.next() {
        let message = format!(
            "CopyImage refuses `Encrypted` with the value false here: {} is encrypted",
            source.name_of(data)
        );
        let mut finding =
            raise(message).label("the request is refused at once").related(encrypted.span, "encrypted");
        for (data, encrypted) in found.take(MOST_POINTED_AT) {
            finding = finding.related(encrypted.span, format!("{} too", source.name_of(data)));
        }
        return Some(finding);
    }
    if source.facts.source_encrypted() == Some(false) {
        return None;
    }
    let message =
        "`Encrypted` is false, which CopyImage refuses if any snapshot behind the image is encrypted";
    Some(raise(message.to_owned()).label("refused, if the source is encrypted").at_most(Level::Note))
}
