//! A completion time where there can be none, or one that cannot be met.

use crate::copy::duration::{Asked, DurationVerdict, Load, MOST_PER_COPY, Measure};
use crate::copy::{CopyPlan, OUTPOST_PARAMETER, ZONE_PARAMETERS};
use crate::facts::Facts;
use crate::request::{CopyRequest, Parameter};
use crate::rule::{Family, Finding, Level, Rule};
use crate::words::quoted;

/// A copy with a completion time to an Outpost or a Local Zone, or from a Local Zone.
pub(super) static UNSUPPORTED_COMPLETION_DURATION: Rule = Rule::new(
    Family::Request,
    "unsupported-completion-duration",
    Level::Error,
    include_str!("../../../rules/request/unsupported-completion-duration.md"),
);

/// A completion time that is too short for the data.
pub(super) static UNREACHABLE_COMPLETION_TIME: Rule = Rule::new(
    Family::Request,
    "unreachable-completion-time",
    Level::Warning,
    include_str!("../../../rules/request/unreachable-completion-time.md"),
);

const GIB: u64 = 1 << 30;

/// The rules that are raised here.
pub(super) const RULES: &[&Rule] = &[&UNSUPPORTED_COMPLETION_DURATION, &UNREACHABLE_COMPLETION_TIME];

pub(super) fn check(
    request: &CopyRequest<'_>,
    facts: &Facts<'_>,
    plan: Option<&CopyPlan>,
    findings: &mut Vec<Finding>,
) {
    let Some(duration) = asked(request) else { return };
    findings.extend(unsupported(request, facts, duration));
    findings.extend(plan.and_then(|plan| unreachable(request, facts, plan, duration)));
}

/// The parameter that asks for a completion time.
pub(super) fn asked<'r, 't>(request: &'r CopyRequest<'t>) -> Option<&'r Parameter<'t>> {
    let name = &request.operation.completion_duration;
    request.parameter(name).filter(|_| request.gives(name))
}

/// Where no copy can be complete in a given time (Amazon EC2 API Reference).
fn unsupported(request: &CopyRequest<'_>, facts: &Facts<'_>, duration: &Parameter<'_>) -> Option<Finding> {
    let raise = |which: &str| {
        let message = format!("a copy {which} cannot be completed in a given time");
        Finding::new(&UNSUPPORTED_COMPLETION_DURATION, duration.name_span, message)
            .label("this is not supported here")
            .help(format!("drop `{}`", duration.name))
    };
    let outpost = std::iter::once((OUTPOST_PARAMETER, "an Outpost"));
    let mut destinations = outpost.chain(ZONE_PARAMETERS.map(|name| (name, "a Local Zone")));
    // What only a shell knows may be empty, which counts as not given.
    let destination = destinations.find_map(|(name, words)| {
        request.string(name)?;
        Some((request.parameter(name)?, words))
    });
    if let Some((destination, words)) = destination {
        let goes_there = format!("the copy goes to {words}");
        return Some(raise(&format!("to {words}")).related(destination.name_span, goes_there));
    }
    let zone = facts.source_zone()?;
    Some(raise("from a Local Zone").related(zone.span, "the source is here"))
}

fn unreachable(
    request: &CopyRequest<'_>,
    facts: &Facts<'_>,
    plan: &CopyPlan,
    parameter: &Parameter<'_>,
) -> Option<Finding> {
    let Asked::Minutes(minutes) = plan.duration.asked else { return None };
    if plan.duration.verdict != DurationVerdict::Unreachable {
        return None;
    }
    let (load, least) = (plan.duration.largest()?, plan.duration.least_minutes()?);
    let which = match (&load.id, facts.image) {
        (Some(id), Some(_)) => format!("{} behind the image", quoted(id)),
        (Some(id), None) => quoted(id),
        (None, _) => "a snapshot behind the image".to_owned(),
    };
    let (may, size) = match load.measure {
        Measure::Data => ("cannot", format!("its {} of data", gib(load))),
        Measure::Volume => ("may not", format!("the {} of its volume, if all are data,", gib(load))),
    };
    let message = format!(
        "{which} {may} be copied in {minutes} minutes: {size} need {} MiB a second, and a copy has at most {MOST_PER_COPY}",
        load.mib_per_second(minutes)
    );
    let place = request.place(parameter.value.range);
    let mut finding = Finding::new(&UNREACHABLE_COMPLETION_TIME, place, message)
        .label("this time cannot be met")
        .help(format!("ask for {least} minutes or more"));
    for data in facts.source_data().unwrap_or_default() {
        if data.id.map(|id| &id.value) == load.id.as_ref()
            && let Some(span) = data.full_bytes.map(|bytes| bytes.span).or(data.size.map(|size| size.span))
        {
            finding = finding.related(span, "the size");
            break;
        }
    }
    Some(finding)
}

/// The size of a snapshot in GiB, with one digit behind the point if it is no whole number.
fn gib(load: &Load) -> String {
    match load.bytes % GIB {
        0 => format!("{} GiB", load.bytes / GIB),
        rest => format!("{}.{} GiB", load.bytes / GIB, rest * 10 / GIB),
    }
}
