//! Routes that no copy can take.

use crate::arn::Arn;
use crate::copy::{CopyPlan, OUTPOST_PARAMETER, ZONE_PARAMETERS};
use crate::facts::Facts;
use crate::operation::Copied;
use crate::reference::{self, ZoneKind};
use crate::request::{CopyRequest, Text};
use crate::rule::{Certainty, Family, Finding, Level, Rule};

use super::{destination, related_destination, source_region};

mod source;

/// A copy to an Outpost that is not in the Region of the source, or of the request.
pub(super) static OUTPOST_IN_OTHER_REGION: Rule = Rule::new(
    Family::Request,
    "outpost-in-other-region",
    Level::Error,
    include_str!("../../../rules/request/outpost-in-other-region.md"),
);

/// A copy to a Local Zone that is not in the Region of the source, or of the request.
pub(super) static LOCAL_ZONE_IN_OTHER_REGION: Rule = Rule::new(
    Family::Request,
    "local-zone-in-other-region",
    Level::Error,
    include_str!("../../../rules/request/local-zone-in-other-region.md"),
);

/// A copy from one partition to another.
pub(super) static CROSS_PARTITION_COPY: Rule = Rule::new(
    Family::Request,
    "cross-partition-copy",
    Level::Error,
    include_str!("../../../rules/request/cross-partition-copy.md"),
);

/// The rules that are raised here.
pub(super) const RULES: &[&Rule] = &[
    &OUTPOST_IN_OTHER_REGION,
    &LOCAL_ZONE_IN_OTHER_REGION,
    &CROSS_PARTITION_COPY,
    &source::COPY_FROM_OUTPOST,
    &source::COPY_FROM_LOCAL_ZONE,
];

pub(super) fn check(
    request: &CopyRequest<'_>,
    facts: &Facts<'_>,
    plan: Option<&CopyPlan>,
    findings: &mut Vec<Finding>,
) {
    let outpost = request.string(OUTPOST_PARAMETER);
    let outpost = outpost.as_ref().and_then(|arn| Goal::outpost(request, arn));
    let zones = ZONE_PARAMETERS.map(|name| request.string(name));
    let zone = zones.iter().flatten().find_map(Goal::local_zone);
    findings.extend([outpost, zone].into_iter().flatten().filter_map(|goal| goal.in_other_region(request)));
    findings.extend(cross_partition(request));
    if let Some(plan) = plan {
        source::check(request, facts, plan, findings);
    }
}

/// A place of one Region that a copy is sent to.
struct Goal<'a> {
    rule: &'static Rule,
    /// What it is, in words.
    name: &'static str,
    text: &'a Text<'a>,
    region: &'a str,
}

impl<'a> Goal<'a> {
    fn outpost(request: &CopyRequest<'_>, text: &'a Text<'a>) -> Option<Self> {
        // What has not even the form of an Outpost's ARN is said elsewhere.
        let arn = Arn::parse(&text.value).ok().filter(|arn| arn.service.text == "outposts")?;
        let region = Some(arn.region.text).filter(|region| !region.is_empty())?;
        request.operation.schema(OUTPOST_PARAMETER)?;
        Some(Self { rule: &OUTPOST_IN_OTHER_REGION, name: "Outpost", text, region })
    }

    fn local_zone(text: &'a Text<'a>) -> Option<Self> {
        let zone = reference::availability_zone(&text.value)?;
        let region = Some(zone.region).filter(|_| zone.kind == ZoneKind::LocalZone)?;
        Some(Self { rule: &LOCAL_ZONE_IN_OTHER_REGION, name: "Local Zone", text, region })
    }

    /// What is wrong if the place is not in the Region of the source and of the request.
    fn in_other_region(&self, request: &CopyRequest<'_>) -> Option<Finding> {
        let Self { rule, name, text, region } = *self;
        let is_other = |other: &str| other != region && reference::region(other).partition().is_some();
        let to = destination(request).filter(|(to, _)| is_other(to));
        // That a copy leaves its partition says more.
        let from = source_region(request).filter(|from| is_other(&from.value) && !leaves_partition(request));
        let message = match (&to, &from) {
            (None, None) => return None,
            (Some((to, _)), _) => format!("the {name} is in `{region}`, but the copy goes to `{to}`"),
            (None, Some(from)) => {
                format!("the {name} is in `{region}`, but the source is in `{}`", from.value)
            }
        };
        let mut finding = Finding::new(rule, text.span, message);
        if let Some((to, span)) = to {
            finding = related_destination(finding, to, span);
        }
        let help = match &from {
            Some(from) => {
                finding = finding.related(from.span, format!("the source is in `{}`", from.value));
                format!("copy to `{region}` first, then from `{region}` to the {name}")
            }
            None => format!("send the request to `{region}`"),
        };
        Some(finding.label(format!("only a copy from the {name}'s own Region can go there")).help(help))
    }
}

/// The partitions of the source and of the destination, if they are known and differ.
fn partitions(request: &CopyRequest<'_>) -> Option<(&'static str, &'static str)> {
    let from = reference::region(&source_region(request)?.value).partition()?.id;
    let to = reference::region(destination(request)?.0).partition()?.id;
    (from != to).then_some((from, to))
}

fn leaves_partition(request: &CopyRequest<'_>) -> bool {
    partitions(request).is_some()
}

fn cross_partition(request: &CopyRequest<'_>) -> Option<Finding> {
    let (from_partition, to_partition) = partitions(request)?;
    let from = source_region(request)?;
    let (to, span) = destination(request)?;
    let message = format!(
        "`{}` is in partition `{from_partition}` and `{to}` in `{to_partition}`, and no copy leaves its partition",
        from.value
    );
    let restored = format!(
        "store it with `create-store-image-task`, move the object to a bucket in `{to_partition}`, \
         and restore it there with `create-restore-image-task`"
    );
    let (certainty, help) = match request.operation.copies {
        Copied::Image => (Certainty::Documented, restored),
        Copied::Snapshot => (Certainty::Deduced, format!("make an image of the snapshot, then {restored}")),
    };
    let finding = Finding::new(&CROSS_PARTITION_COPY, from.span, message).certainty(certainty).help(help);
    Some(related_destination(finding.label("the source is here"), to, span))
}
