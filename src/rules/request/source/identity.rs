//! Whether the description and the request are about the same source: its id, its Region, its name.

use crate::arn::Arn;
use crate::facts::source::{Described, SourceData};
use crate::reference::{RegionName, availability_zone, region};
use crate::rule::{Certainty, Family, Finding, Level, Rule};
use crate::suggest::nearest;
use crate::text::Span;
use crate::words::quoted;

use super::super::{destination, source_region};
use super::Source;

/// Nothing that was given describes the source.
pub(super) static UNDESCRIBED_SOURCE: Rule = Rule::new(
    Family::Request,
    "undescribed-source",
    Level::Note,
    include_str!("../../../../rules/request/undescribed-source.md"),
);

/// The description shows that the source is in another Region.
pub(super) static SOURCE_IN_OTHER_REGION: Rule = Rule::new(
    Family::Request,
    "source-in-other-region",
    Level::Error,
    include_str!("../../../../rules/request/source-in-other-region.md"),
);

/// A copy within a Region has the name of its source.
pub(super) static NAME_OF_SOURCE_IMAGE: Rule = Rule::new(
    Family::Request,
    "name-of-source-image",
    Level::Warning,
    include_str!("../../../../rules/request/name-of-source-image.md"),
);

/// Among how many alike ids a near one is looked for: with more of them a hint would say little.
const MOST_ALIKE: usize = 20;

pub(super) fn check(source: Source<'_>, findings: &mut Vec<Finding>) {
    findings.extend(undescribed(source));
    findings.extend(in_other_region(source));
    findings.extend(same_name(source));
}

fn undescribed(source: Source<'_>) -> Option<Finding> {
    let all = [source.facts.own, source.facts.described].into_iter().flatten();
    let given: Vec<&Described> = all.filter(|described| described.is_given()).collect();
    let partial = given.iter().any(|described| described.is_partial());
    if given.is_empty() || partial || source.facts.describes_source() {
        return None;
    }
    let is_image = source.request.parameter("SourceImageId").is_some();
    let ids = given.iter().flat_map(|described| described.ids(is_image));
    let alike: Vec<&str> = ids.filter(|id| are_alike(&source.id.value, id)).take(MOST_ALIKE + 1).collect();
    let near = if alike.len() > MOST_ALIKE { None } else { nearest(&source.id.value, alike) };
    let help = if let Some(near) = near {
        format!("did you mean {}?", quoted(near))
    } else {
        let command =
            if is_image { "describe-images --image-ids" } else { "describe-snapshots --snapshot-ids" };
        format!("give what `aws ec2 {command} …` prints for it in the source Region")
    };
    let message = format!("{} is not among the images and snapshots that are described", source.name());
    let finding = Finding::new(&UNDESCRIBED_SOURCE, source.id.span, message);
    Some(finding.label("nothing is known about it").help(help))
}

/// Whether two ids begin and end alike, so that one may be a slip of the other; ids are random otherwise.
fn are_alike(one: &str, other: &str) -> bool {
    const DIFFERENT: usize = 4;
    let begin = one.bytes().zip(other.bytes()).take_while(|(one, other)| one == other).count();
    let end = one.bytes().rev().zip(other.bytes().rev()).take_while(|(one, other)| one == other).count();
    begin + end + DIFFERENT >= one.len().max(other.len())
}

fn in_other_region(source: Source<'_>) -> Option<Finding> {
    let stated = source_region(source.request)?;
    if region(&stated.value) == RegionName::Unknown {
        return None;
    }
    let other = |data: &SourceData<'_>| {
        regions_of(data).into_iter().flatten().find(|found| found.name != stated.value)
    };
    let (data, found) = source.data.iter().find_map(|data| Some((data, other(data)?)))?;
    let message = format!(
        "`SourceRegion` is {}, but {} is in {}, as its {} shows",
        quoted(&stated.value),
        source.name_of(data),
        quoted(&found.name),
        found.shown_by
    );
    let finding = Finding::new(&SOURCE_IN_OTHER_REGION, stated.span, message)
        .certainty(Certainty::Deduced)
        .label("the source is not found here")
        .related(found.span, format!("this is in {}", quoted(&found.name)))
        .related(source.id.span, "the source")
        .help(format!("set `SourceRegion` to {}", quoted(&found.name)));
    Some(finding)
}

/// A Region that a source is in.
struct Found {
    name: String,
    shown_by: &'static str,
    span: Span,
}

/// The Regions that a description shows: a snapshot is encrypted with a key of its own Region, and Outposts and
/// zones belong to one.
fn regions_of(data: &SourceData<'_>) -> [Option<Found>; 3] {
    let of_arn = |text: &str, service: &str| {
        let arn = Arn::parse(text).ok().filter(|arn| arn.service.text == service)?;
        Some(arn.region.text.to_owned()).filter(|name| region(name) != RegionName::Unknown)
    };
    [
        data.key.and_then(|key| {
            Some(Found { name: of_arn(&key.value, "kms")?, shown_by: "KMS key", span: key.span })
        }),
        data.outpost.and_then(|outpost| {
            let name = of_arn(&outpost.value, "outposts")?;
            Some(Found { name, shown_by: "Outpost", span: outpost.span })
        }),
        data.zone.and_then(|zone| {
            let name = availability_zone(&zone.value)?.region.to_owned();
            Some(Found { name, shown_by: "zone", span: zone.span })
        }),
    ]
}

fn same_name(source: Source<'_>) -> Option<Finding> {
    let own = source.image()?.name.as_ref()?;
    let name = source.request.string("Name").filter(|name| name.value == own.value)?;
    let from = source_region(source.request)?;
    let (to, _) = destination(source.request)?;
    // The name of a foreign image is taken in its owner's account only.
    if from.value != to || source.facts.source_is_shared() == Some(true) {
        return None;
    }
    let message = format!(
        "the copy has the name of its source, {}, but names are unique in an account and Region",
        quoted(&name.value)
    );
    let finding = Finding::new(&NAME_OF_SOURCE_IMAGE, name.span, message).certainty(Certainty::Inferred);
    Some(
        finding
            .label("this name is taken")
            .related(own.span, "the name of the source")
            .help("give the copy a name of its own"),
    )
}
