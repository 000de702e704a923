//! Whether the source is in a state in which it can be copied.

use crate::facts::Stated;
use crate::facts::source::SourceData;
use crate::reference::{RegionName, region};
use crate::rule::{Certainty, Family, Finding, Level, Rule};
use crate::words::{listed, quoted};

use super::super::{destination, related_destination};
use super::{MOST_POINTED_AT, Source};

/// A snapshot that is not completed.
pub(super) static INCOMPLETE_SOURCE_SNAPSHOT: Rule = Rule::new(
    Family::Request,
    "incomplete-source-snapshot",
    Level::Error,
    include_str!("../../../../rules/request/incomplete-source-snapshot.md"),
);

/// A snapshot in the archive.
pub(super) static ARCHIVED_SOURCE_SNAPSHOT: Rule = Rule::new(
    Family::Request,
    "archived-source-snapshot",
    Level::Error,
    include_str!("../../../../rules/request/archived-source-snapshot.md"),
);

/// An image that is not available.
pub(super) static UNAVAILABLE_SOURCE_IMAGE: Rule = Rule::new(
    Family::Request,
    "unavailable-source-image",
    Level::Error,
    include_str!("../../../../rules/request/unavailable-source-image.md"),
);

/// A paravirtual image for a Region that has no paravirtual instances.
pub(super) static UNSUPPORTED_PARAVIRTUAL_IMAGE: Rule = Rule::new(
    Family::Request,
    "unsupported-paravirtual-image",
    Level::Error,
    include_str!("../../../../rules/request/unsupported-paravirtual-image.md"),
);

/// The Regions that support paravirtual instances (EC2 User Guide, "Virtualization types"). The list is of the
/// partition `aws` only.
const PARAVIRTUAL_REGIONS: [&str; 9] = [
    "ap-northeast-1",
    "ap-southeast-1",
    "ap-southeast-2",
    "eu-central-1",
    "eu-west-1",
    "sa-east-1",
    "us-east-1",
    "us-west-1",
    "us-west-2",
];

pub(super) fn check(source: Source<'_>, findings: &mut Vec<Finding>) {
    findings.extend(incomplete(source));
    findings.extend(archived(source));
    findings.extend(unavailable(source));
    findings.extend(paravirtual(source));
}

fn incomplete(source: Source<'_>) -> Option<Finding> {
    let mut found = source.data.iter().filter_map(|data| Some((data, other_state(data)?)));
    let (data, state) = found.next()?;
    let name = source.name_of(data);
    let message = format!("{name} is {}, and only a completed snapshot can be copied", quoted(&state.value));
    let mut finding = Finding::new(&INCOMPLETE_SOURCE_SNAPSHOT, source.id.span, message)
        .label("not completed when it was described")
        .related(state.span, "its state")
        .maybe_help(help_for(&state.value).map(str::to_owned));
    for (data, state) in found.take(MOST_POINTED_AT) {
        finding =
            finding.related(state.span, format!("{} is {}", source.name_of(data), quoted(&state.value)));
    }
    // Of the snapshots behind an image no document says it.
    Some(if source.image().is_some() { finding.certainty(Certainty::Inferred) } else { finding })
}

/// The state of a snapshot that is not completed.
fn other_state<'a>(data: &SourceData<'a>) -> Option<&'a Stated<String>> {
    data.snapshot?.state.as_ref().filter(|state| state.value != "completed")
}

/// What to do about a snapshot in a state other than `completed`.
fn help_for(state: &str) -> Option<&'static str> {
    match state {
        "pending" => Some("wait until it is completed: `aws ec2 wait snapshot-completed --snapshot-ids …`"),
        "error" => Some("it could not be made: copy another snapshot"),
        "recoverable" => {
            Some("it is in the Recycle Bin: restore it with `aws ec2 restore-snapshot-from-recycle-bin`")
        }
        "recovering" => Some("wait until it has come back from the Recycle Bin"),
        _ => None,
    }
}

fn archived(source: Source<'_>) -> Option<Finding> {
    let mut found = source.data.iter().filter_map(|data| Some((data, archive_tier(data)?)));
    let (data, tier) = found.next()?;
    let name = source.name_of(data);
    let message = format!("{name} is in the archive, and an archived snapshot cannot be copied");
    let mut finding = Finding::new(&ARCHIVED_SOURCE_SNAPSHOT, source.id.span, message)
        .label("archived when it was described")
        .related(tier.span, "its storage tier")
        .help("restore it first with `aws ec2 restore-snapshot-tier`: that takes up to 72 hours");
    for (data, tier) in found.take(MOST_POINTED_AT) {
        finding = finding.related(tier.span, format!("{} is archived too", source.name_of(data)));
    }
    Some(if source.image().is_some() { finding.certainty(Certainty::Deduced) } else { finding })
}

/// The tier of a snapshot in the archive; `None` if it is restored for a time, as it can be read then.
fn archive_tier<'a>(data: &SourceData<'a>) -> Option<&'a Stated<String>> {
    let snapshot = data.snapshot.filter(|snapshot| snapshot.restored_until.is_none())?;
    snapshot.tier.as_ref().filter(|tier| tier.value == "archive")
}

fn unavailable(source: Source<'_>) -> Option<Finding> {
    let image = source.image()?;
    let state = image.state.as_ref().filter(|state| state.value != "available")?;
    let name = source.name();
    let raise = |message: String| {
        Finding::new(&UNAVAILABLE_SOURCE_IMAGE, source.id.span, message)
            .label("not available when it was described")
            .related(state.span, "its state")
    };
    if state.value == "disabled" {
        const HELP: &str = "its owner can enable it again: `aws ec2 enable-image --image-id …`";
        if source.facts.source_is_shared() == Some(true) {
            let message = format!(
                "{name} is disabled, so it is shared with nobody: {} cannot copy it",
                source.copier()
            );
            return Some(raise(message).help(HELP));
        }
        // AWS's guide lets one choose disabled images for a copy; no document says that this works.
        let message = format!("{name} is disabled, and whether its owner can copy it then is not documented");
        return Some(raise(message).certainty(Certainty::Inferred).at_most(Level::Note).help(HELP));
    }
    let help = match state.value.as_str() {
        "pending" => "wait until it is available: `aws ec2 wait image-available --image-ids …`",
        _ => "copy another image",
    };
    let message = format!(
        "{name} is {}, so the copy probably fails: an image is copied once it is `available`",
        quoted(&state.value)
    );
    Some(raise(message).certainty(Certainty::Inferred).help(help))
}

fn paravirtual(source: Source<'_>) -> Option<Finding> {
    let virtualization = source.image()?.virtualization_type.as_ref();
    let virtualization = virtualization.filter(|virtualization| virtualization.value == "paravirtual")?;
    let (to, span) = destination(source.request)?;
    let certainty = match region(to) {
        RegionName::Known(partition) if partition.id == "aws" => Certainty::Documented,
        // Newer than the list, and than the last instance types that run such images.
        RegionName::Plausible(partition) if partition.id == "aws" => Certainty::Inferred,
        _ => return None,
    };
    if PARAVIRTUAL_REGIONS.contains(&to) {
        return None;
    }
    let message =
        format!("{} is paravirtual, and {} does not support paravirtual images", source.name(), quoted(to));
    let finding = Finding::new(&UNSUPPORTED_PARAVIRTUAL_IMAGE, source.id.span, message)
        .certainty(certainty)
        .label("it cannot go there")
        .related(virtualization.span, "its virtualization type")
        .help(format!(
            "copy an image of type `hvm`, or go to one of the Regions with paravirtual instances: {}",
            listed(&PARAVIRTUAL_REGIONS, "and")
        ));
    Some(related_destination(finding, to, span))
}
