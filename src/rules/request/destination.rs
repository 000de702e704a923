//! Where the copy goes, and the names of Regions.

use crate::reference::{self, RegionName};
use crate::request::CopyRequest;
use crate::rule::{Certainty, Family, Finding, Level, Rule};
use crate::suggest::nearest;
use crate::text::Span;

use super::{destination, related_destination, source_region};

/// Nothing says where the copy goes.
pub static UNKNOWN_DESTINATION: Rule = Rule::new(
    Family::Request,
    "unknown-destination",
    Level::Note,
    include_str!("../../../rules/request/unknown-destination.md"),
);

/// A name that is no Region, or none that is known.
pub static UNKNOWN_REGION: Rule = Rule::new(
    Family::Request,
    "unknown-region",
    Level::Error,
    include_str!("../../../rules/request/unknown-region.md"),
);

/// `DestinationRegion` says something else than where the copy goes.
pub static IGNORED_DESTINATION_REGION: Rule = Rule::new(
    Family::Request,
    "ignored-destination-region",
    Level::Warning,
    include_str!("../../../rules/request/ignored-destination-region.md"),
);

pub(super) fn check(request: &CopyRequest<'_>, findings: &mut Vec<Finding>) {
    if let Some(from) = source_region(request) {
        findings.extend(region_name(&from.value, from.span));
    }
    if let Some((to, span)) = destination(request) {
        findings.extend(region_name(to, span.unwrap_or(request.name)));
    }
    findings.extend(ignored(request));
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
