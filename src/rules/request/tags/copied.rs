//! Tags of the request beside those that `CopyImageTags` carries over from the source image, as far as
//! the source is described.

use std::collections::HashMap;

use crate::facts::{Facts, Stated};
use crate::request::CopyRequest;
use crate::rule::{Certainty, Family, Finding, Level, Rule};

use super::count::{Keys, MOST, TOO_MANY_TAGS};
use super::shown;

/// A tag of the request that the source image has, too.
pub(super) static AMBIGUOUS_IMAGE_TAG: Rule = Rule::new(
    Family::Request,
    "ambiguous-image-tag",
    Level::Note,
    include_str!("../../../../rules/request/ambiguous-image-tag.md"),
);

/// Looks at the keys that the request gives for the new image.
pub(super) fn check(
    request: &CopyRequest<'_>,
    facts: &Facts<'_>,
    given: &Keys<'_>,
    findings: &mut Vec<Finding>,
) {
    // Tags that another account put on the image stay behind.
    if request.boolean("CopyImageTags") != Some(true) || facts.source_is_shared() == Some(true) {
        return;
    }
    let Some(tags) = facts.image.and_then(|image| image.tags.as_ref()) else { return };
    let copied: HashMap<&str, &Stated<String>> = tags.iter().map(|key| (key.value.as_str(), key)).collect();
    for (key, place, _) in &given.in_order {
        let Some(stated) = copied.get(key) else { continue };
        let message =
            format!("the tag `{}` is given, and carried over from the source image, too", shown(key));
        findings.push(
            Finding::new(&AMBIGUOUS_IMAGE_TAG, request.place(*place), message)
                .certainty(Certainty::Inferred)
                .label("which value the new image gets is not documented")
                .related(stated.span, "the source image has it")
                .help("see which value the new image got, or tag it once it is there"),
        );
    }
    findings.extend(too_many(request, facts, given, &copied));
}

fn too_many(
    request: &CopyRequest<'_>,
    facts: &Facts<'_>,
    given: &Keys<'_>,
    copied: &HashMap<&str, &Stated<String>>,
) -> Option<Finding> {
    let parameter = request.parameter("CopyImageTags")?;
    let added: Vec<_> = given.in_order.iter().filter(|(key, ..)| !copied.contains_key(key)).collect();
    let (.., place) = added.get(MOST.checked_sub(copied.len())?)?;
    let count = copied.len() + added.len();
    let message = format!(
        "the new image gets {count} tags with those of its source, but a resource has {MOST} at most"
    );
    let finding = Finding::new(&TOO_MANY_TAGS, request.place(*place), message)
        .label("the first beyond the limit")
        .related(parameter.name_span, format!("this carries {} tags over", copied.len()))
        .help("drop some of the tags, or `CopyImageTags`");
    // Whose tags the description lists is not known without both accounts.
    Some(match facts.source_is_shared() {
        Some(_) => finding,
        None => finding.at_most(Level::Warning),
    })
}
