//! Routes out of Local Zones and Outposts. That a source is there only its description tells.

use crate::copy::{CopyPlan, Destination, RouteVerdict};
use crate::facts::Facts;
use crate::operation::Copied;
use crate::reference;
use crate::request::CopyRequest;
use crate::rule::{Family, Finding, Level, Rule};
use crate::text::Span;
use crate::words::quoted;

/// A copy of what is on an Outpost.
pub(super) static COPY_FROM_OUTPOST: Rule = Rule::new(
    Family::Request,
    "copy-from-outpost",
    Level::Error,
    include_str!("../../../../rules/request/copy-from-outpost.md"),
);

/// A copy of what is in a Local Zone to where it cannot go.
pub(super) static COPY_FROM_LOCAL_ZONE: Rule = Rule::new(
    Family::Request,
    "copy-from-local-zone",
    Level::Error,
    include_str!("../../../../rules/request/copy-from-local-zone.md"),
);

pub(super) fn check(
    request: &CopyRequest<'_>,
    facts: &Facts<'_>,
    plan: &CopyPlan,
    findings: &mut Vec<Finding>,
) {
    match plan.route.kind() {
        Some("from-outpost") => findings.extend(from_outpost(request, facts)),
        Some(kind) => findings.extend(from_local_zone(request, facts, plan, kind)),
        None => {}
    }
}

fn from_outpost(request: &CopyRequest<'_>, facts: &Facts<'_>) -> Option<Finding> {
    let id = request.string(&request.operation.source_id)?;
    let outpost = facts.source_outpost()?;
    let (message, help) = match request.operation.copies {
        Copied::Snapshot => (
            format!("{} is on an Outpost, from where no snapshot can be copied", quoted(&id.value)),
            "make a snapshot of the volume in the Region: `aws ec2 create-snapshot` without `--outpost-arn`",
        ),
        Copied::Image => (
            format!("{} has a snapshot on an Outpost, from where no image can be copied", quoted(&id.value)),
            "make the image of snapshots that are in the Region",
        ),
    };
    let finding = Finding::new(&COPY_FROM_OUTPOST, id.span, message).help(help);
    Some(finding.label("the source is not in a Region").related(outpost.span, "the Outpost"))
}

fn from_local_zone(
    request: &CopyRequest<'_>,
    facts: &Facts<'_>,
    plan: &CopyPlan,
    kind: &str,
) -> Option<Finding> {
    let zone = facts.source_zone()?;
    let parent = reference::availability_zone(&zone.value)?.region;
    // That the source is not in the Region that is said to be its own says more.
    if plan.route.source.region.as_deref() != Some(parent) {
        return None;
    }
    let route = plan.route.route?;
    let goal = Goal::of(request, plan)?;
    let (here, there) = (quoted(&zone.value), &goal.words);
    let id = request.string(&request.operation.source_id)?;
    let name = quoted(&id.value);
    let message = match (kind, plan.route.verdict) {
        (_, RouteVerdict::Possible)
        | ("local-zone-in-other-region" | "cross-partition" | "availability-zone" | "wavelength-zone", _) => {
            return None;
        }
        ("same-local-zone", _) => format!(
            "{name} is in the Local Zone {here}, and whether an image can be copied within one is not clear: \
             one document of AWS says so, another does not list it"
        ),
        (_, RouteVerdict::Unknown) => format!(
            "{name} is in the Local Zone {here}, and only certain Local Zones let an image go to another one \
             such as {there}"
        ),
        (_, RouteVerdict::Impossible) => format!(
            "{name} is in the Local Zone {here}, from where no {} can be copied to {there}",
            request.operation.copies.name()
        ),
    };
    let mut finding = Finding::new(&COPY_FROM_LOCAL_ZONE, goal.span, message)
        .certainty(route.certainty)
        .label("the copy goes here")
        .related(zone.span, "the source is here");
    if plan.route.verdict == RouteVerdict::Unknown {
        finding = finding.at_most(Level::Note);
    }
    Some(finding.help(format!("copy it to `{parent}` first, and from there to {there}")))
}

/// Where the copy goes, and where that is said.
struct Goal {
    words: String,
    span: Span,
}

impl Goal {
    fn of(request: &CopyRequest<'_>, plan: &CopyPlan) -> Option<Self> {
        Some(match Destination::of(request) {
            Destination::Region => Self {
                words: quoted(plan.route.destination.region.as_deref()?),
                span: request.region.as_ref()?.span.unwrap_or(request.name),
            },
            Destination::Zone(zone) => {
                let zone = zone?;
                Self { words: quoted(&zone.value), span: zone.span }
            }
            Destination::Outpost(arn) => Self { words: "an Outpost".to_owned(), span: arn?.span },
        })
    }
}
