//! Where the copy goes, and the names of Regions.

use crate::operation::Copied;
use crate::reference::{self, RegionName};
use crate::request::CopyRequest;
use crate::rule::{Certainty, Family, Finding, Level, Rule};
use crate::suggest::nearest;
use crate::text::Span;
use crate::words::listed;

use super::{destination, related_destination, source_region};

/// Nothing says where the copy goes.
pub(super) static UNKNOWN_DESTINATION: Rule = Rule::new(
    Family::Request,
    "unknown-destination",
    Level::Note,
    include_str!("../../../rules/request/unknown-destination.md"),
);

/// A name that is no Region, or none that is known.
pub(super) static UNKNOWN_REGION: Rule = Rule::new(
    Family::Request,
    "unknown-region",
    Level::Error,
    include_str!("../../../rules/request/unknown-region.md"),
);

/// `DestinationRegion` says something else than where the copy goes.
pub(super) static IGNORED_DESTINATION_REGION: Rule = Rule::new(
    Family::Request,
    "ignored-destination-region",
    Level::Warning,
    include_str!("../../../rules/request/ignored-destination-region.md"),
);

/// More than one of an Outpost, a zone and the id of a zone.
pub(super) static CONFLICTING_DESTINATIONS: Rule = Rule::new(
    Family::Request,
    "conflicting-destinations",
    Level::Error,
    include_str!("../../../rules/request/conflicting-destinations.md"),
);

/// A Region that the account must have enabled.
pub(super) static OPT_IN_REGION: Rule = Rule::new(
    Family::Request,
    "opt-in-region",
    Level::Note,
    include_str!("../../../rules/request/opt-in-region.md"),
);

/// The parameters that name a place in or beside the Region that the request goes to.
const DESTINATIONS: [&str; 3] =
    ["DestinationOutpostArn", "DestinationAvailabilityZone", "DestinationAvailabilityZoneId"];

/// The rules that are raised here.
pub(super) const RULES: &[&Rule] = &[
    &UNKNOWN_DESTINATION,
    &UNKNOWN_REGION,
    &IGNORED_DESTINATION_REGION,
    &CONFLICTING_DESTINATIONS,
    &OPT_IN_REGION,
];

pub(super) fn check(request: &CopyRequest<'_>, findings: &mut Vec<Finding>) {
    let from = source_region(request);
    let to = destination(request).map(|(to, span)| (to, span.unwrap_or(request.name)));
    if let Some(from) = &from {
        findings.extend(region_name(&from.value, from.span));
    }
    if let Some((to, span)) = to {
        findings.extend(region_name(to, span));
        findings.extend(opt_in(to, span));
    }
    if let Some(from) = from.filter(|from| to.is_none_or(|(to, _)| to != from.value)) {
        findings.extend(opt_in(&from.value, from.span));
    }
    findings.extend(ignored(request));
    findings.extend(conflicting(request));
    if request.region.is_none() && !request.incomplete {
        let message = "nothing says which Region the copy goes to";
        findings.push(Finding::new(&UNKNOWN_DESTINATION, request.name, message).help(
            "give `--region`, or say it beside the parameters: `{\"operation\": …, \"region\": …, \"parameters\": {…}}`",
        ));
    }
}

/// What is wrong with the name of a Region.
fn region_name(name: &str, span: Span) -> Option<Finding> {
    let hint = nearest(name, reference::regions()).map(|near| format!("did you mean `{near}`?"));
    match reference::region(name) {
        RegionName::Known(_) => None,
        RegionName::Plausible(_) => {
            let message = format!("`{name}` is not a Region that was known on {}", reference::regions_date());
            let finding = Finding::new(&UNKNOWN_REGION, span, message).certainty(Certainty::Inferred);
            Some(finding.at_most(Level::Note).maybe_help(hint))
        }
        RegionName::Unknown => {
            if let Some(zone) = reference::availability_zone(name) {
                let article = if zone.kind.name().starts_with('A') { "an" } else { "a" };
                let message = format!("`{name}` is {article} {}, not a Region", zone.kind.name());
                let help = format!("its Region is `{}`", zone.region);
                return Some(Finding::new(&UNKNOWN_REGION, span, message).help(help));
            }
            let message = format!("`{}` is not a Region", name.replace(['\n', '\r'], " "));
            Some(Finding::new(&UNKNOWN_REGION, span, message).maybe_help(hint))
        }
    }
}

fn opt_in(region: &str, span: Span) -> Option<Finding> {
    let message = format!("`{region}` can be used only by accounts that have enabled it");
    reference::is_opt_in_region(region).then(|| {
        Finding::new(&OPT_IN_REGION, span, message)
            .help(format!("see whether it is: `aws account get-region-opt-status --region-name {region}`"))
    })
}

fn ignored(request: &CopyRequest<'_>) -> Option<Finding> {
    let said = request.string("DestinationRegion")?;
    let (to, span) = destination(request)?;
    if said.value == to || request.operation.schema("DestinationRegion").is_none() {
        return None;
    }
    let finding = Finding::new(
        &IGNORED_DESTINATION_REGION,
        said.span,
        format!("`DestinationRegion` is `{}`, but the copy goes to `{to}`", said.value),
    )
    .certainty(Certainty::Observed)
    .label("this does not choose where the copy goes")
    .help(format!("drop `DestinationRegion`, or send the request to `{}`", said.value));
    Some(related_destination(finding, to, span))
}

fn conflicting(request: &CopyRequest<'_>) -> Option<Finding> {
    let operation = request.operation;
    let is_given = |name: &&str| operation.schema(name).is_some() && request.string(name).is_some();
    let mut given: Vec<_> = DESTINATIONS
        .iter()
        .filter(|name| is_given(name))
        .filter_map(|name| request.parameter(name))
        .collect();
    given.sort_by_key(|parameter| parameter.name_span.start);
    let [first, second, others @ ..] = given.as_slice() else { return None };
    let names: Vec<&str> = given.iter().map(|parameter| parameter.name.as_ref()).collect();
    let message =
        format!("{} goes to one destination, but is given {}", operation.name, listed(&names, "and"));
    let finding = Finding::new(&CONFLICTING_DESTINATIONS, second.name_span, message);
    let finding = others
        .iter()
        .chain([first])
        .fold(finding, |finding, other| finding.related(other.name_span, "this names a destination, too"));
    Some(if operation.copies == Copied::Image {
        finding.label("the request is refused").help("leave one of them")
    } else {
        // Each is said to be for its own destination; that they exclude one another is not said.
        finding.certainty(Certainty::Inferred).help("leave one of them: a snapshot is kept in one place")
    })
}
