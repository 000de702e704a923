//! What is written about a copy: the name of a new image, and descriptions.

use crate::request::CopyRequest;
use crate::rule::{Certainty, Family, Finding, Level, Rule};

/// A character in the name of an image that AWS both allows and does not.
pub(super) static DISPUTED_NAME_CHARACTER: Rule = Rule::new(
    Family::Request,
    "disputed-name-character",
    Level::Note,
    include_str!("../../../rules/request/disputed-name-character.md"),
);

/// A description of a snapshot that is longer than descriptions are elsewhere.
pub(super) static LONG_DESCRIPTION: Rule = Rule::new(
    Family::Request,
    "long-description",
    Level::Note,
    include_str!("../../../rules/request/long-description.md"),
);

/// The most characters in the description of an image; of a snapshot, no limit is documented.
const LONGEST_DESCRIPTION: usize = 255;

/// Whether the name of an image may hold a character (Amazon EC2 API Reference, CreateImage).
pub(super) fn is_allowed(character: char) -> bool {
    character.is_ascii_alphanumeric() || "()[] ./-'@_".contains(character)
}

/// Whether the list of error codes, too, says that a name may hold it (`InvalidAMIName.Malformed`).
fn is_undisputed(character: char) -> bool {
    character.is_ascii_alphanumeric() || "()./-_".contains(character)
}

/// The rules that are raised here.
pub(super) const RULES: &[&Rule] = &[&DISPUTED_NAME_CHARACTER, &LONG_DESCRIPTION];

pub(super) fn check(request: &CopyRequest<'_>, findings: &mut Vec<Finding>) {
    findings.extend(disputed(request));
    findings.extend(long_description(request));
}

fn disputed(request: &CopyRequest<'_>) -> Option<Finding> {
    request.operation.schema("Name")?;
    let name = request.string("Name")?;
    if !name.value.chars().all(is_allowed) {
        return None;
    }
    let disputed = name.value.chars().find(|character| !is_undisputed(*character))?;
    let character = if disputed == ' ' { "a space".to_owned() } else { format!("`{disputed}`") };
    let message =
        format!("`Name` holds {character}, which AWS's API reference allows and its list of errors does not");
    Some(
        Finding::new(&DISPUTED_NAME_CHARACTER, name.span, message)
            .certainty(Certainty::Contradicted)
            .help("letters, digits and `( ) . / - _` are allowed by both"),
    )
}

fn long_description(request: &CopyRequest<'_>) -> Option<Finding> {
    let has_limit = request.operation.schema("Description")?.get("maxLength").is_some();
    let description = request.string("Description").filter(|_| !has_limit)?;
    let count = description.value.chars().count();
    let message =
        format!("`Description` has {count} characters, and more than {LONGEST_DESCRIPTION} may be refused");
    (count > LONGEST_DESCRIPTION).then(|| {
        Finding::new(&LONG_DESCRIPTION, description.span, message)
            .certainty(Certainty::Inferred)
            .label("no limit is documented for snapshots")
            .help(format!("keep to {LONGEST_DESCRIPTION} characters, the limit for images"))
    })
}
