//! Zones that a copy is sent to: only Local Zones can be named, each in its own way.

use crate::reference::{self, RegionName, Zone, ZoneKind};
use crate::request::{CopyRequest, Text};
use crate::rule::{Certainty, Family, Finding, Level, Rule};

use super::{destination, shown};

/// A destination zone that is no Local Zone, or a name where an id belongs.
pub(super) static INVALID_DESTINATION_ZONE: Rule = Rule::new(
    Family::Request,
    "invalid-destination-zone",
    Level::Warning,
    include_str!("../../../rules/request/invalid-destination-zone.md"),
);

/// The parameters that name a zone, and whether they take ids.
const ZONES: [(&str, bool); 2] =
    [("DestinationAvailabilityZone", false), ("DestinationAvailabilityZoneId", true)];

/// The rules that are raised here.
pub(super) const RULES: &[&Rule] = &[&INVALID_DESTINATION_ZONE];

pub(super) fn check(request: &CopyRequest<'_>, findings: &mut Vec<Finding>) {
    for (parameter, takes_id) in ZONES {
        if request.operation.schema(parameter).is_none() {
            continue;
        }
        let Some(text) = request.string(parameter) else { continue };
        findings.extend(match reference::availability_zone(&text.value) {
            Some(zone) if zone.kind != ZoneKind::LocalZone => Some(other_kind(parameter, &text, zone)),
            Some(zone) if zone.is_id != takes_id => Some(other_form(request, parameter, &text, zone)),
            Some(_) => None,
            None => Some(no_zone(request, parameter, &text)),
        });
    }
}

/// A zone, but not of the kind that snapshots can be kept in.
fn other_kind(parameter: &str, text: &Text<'_>, zone: Zone<'_>) -> Finding {
    let name = zone.kind.name();
    let article = if name.starts_with('A') { "an" } else { "a" };
    let message = format!("`{parameter}` is `{}`, {article} {name}, not a Local Zone", text.value);
    let help = match zone.kind {
        ZoneKind::WavelengthZone => "copies go to Regions, Outposts and Local Zones".to_owned(),
        _ => format!("drop `{parameter}`: a copy in a Region can be used in all of its Availability Zones"),
    };
    Finding::new(&INVALID_DESTINATION_ZONE, text.span, message).help(help)
}

/// A name where an id belongs, or an id where a name does.
fn other_form(request: &CopyRequest<'_>, parameter: &str, text: &Text<'_>, zone: Zone<'_>) -> Finding {
    let (found, taken, example) = if zone.is_id {
        ("the id of a Local Zone", "its name", "us-west-2-lax-1a")
    } else {
        ("the name of a Local Zone", "its id", "usw2-lax1-az1")
    };
    let message = format!("`{parameter}` is `{}`, {found}, but takes {taken}", text.value);
    let right = ZONES
        .iter()
        .find(|(name, takes_id)| *takes_id == zone.is_id && request.operation.schema(name).is_some());
    let help = match right {
        Some((name, _)) => format!("did you mean `{name}`?"),
        None => format!("{} takes {taken} only, such as `{example}`", request.operation.name),
    };
    Finding::new(&INVALID_DESTINATION_ZONE, text.span, message).help(help)
}

/// What has the form of no zone.
fn no_zone(request: &CopyRequest<'_>, parameter: &str, text: &Text<'_>) -> Finding {
    let value = text.value.as_ref();
    let finding = |what: &str| {
        let message = format!("`{parameter}` is `{}`, {what}", shown(value));
        Finding::new(&INVALID_DESTINATION_ZONE, text.span, message)
    };
    if let RegionName::Known(_) = reference::region(value) {
        let help = match destination(request) {
            Some((to, _)) if to == value => format!("drop `{parameter}`: the request goes to `{to}` already"),
            _ => format!("drop `{parameter}`: a copy goes to the Region that the request is sent to"),
        };
        return finding("a Region, not a Local Zone").help(help);
    }
    if value.starts_with("arn:") {
        return finding("an ARN, not a Local Zone").help("an Outpost is named by `DestinationOutpostArn`");
    }
    let meant =
        |text: &str| reference::availability_zone(text).is_some_and(|zone| zone.kind == ZoneKind::LocalZone);
    let (lower, member) = (value.trim().to_ascii_lowercase(), format!("{value}a"));
    if meant(&member) {
        return finding("a group of zones, not a Local Zone").help(format!("did you mean `{member}`?"));
    }
    let finding = finding("which has the form of no Local Zone").certainty(Certainty::Inferred);
    if meant(&lower) {
        return finding.help(format!("did you mean `{lower}`?"));
    }
    let help = "a Local Zone has a name like `us-west-2-lax-1a` and an id like `usw2-lax1-az1`";
    // The forms are those of the zones that are known; what resembles them may be new.
    finding.help(help).at_most(if may_be_new(value) { Level::Note } else { Level::Warning })
}

/// Whether a text begins with a Region or ends as ids of zones do.
fn may_be_new(text: &str) -> bool {
    let begins = text
        .match_indices('-')
        .any(|(at, _)| text.get(..at).is_some_and(|start| reference::region(start) != RegionName::Unknown));
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|digit| digit.is_ascii_digit());
    begins || text.rsplit_once("-az").is_some_and(|(_, number)| is_number(number))
}
