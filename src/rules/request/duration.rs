//! A completion time where there can be none.

use crate::request::CopyRequest;
use crate::rule::{Family, Finding, Level, Rule};

/// A copy with a completion time to an Outpost or a Local Zone.
pub static UNSUPPORTED_COMPLETION_DURATION: Rule = Rule::new(
    Family::Request,
    "unsupported-completion-duration",
    Level::Error,
    include_str!("../../../rules/request/unsupported-completion-duration.md"),
);

/// What the parameter is called, in one operation or the other.
const DURATIONS: [&str; 2] = ["CompletionDurationMinutes", "SnapshotCopyCompletionDurationMinutes"];

/// Destinations that cannot be reached in a given time (Amazon EC2 API Reference).
const DESTINATIONS: [(&str, &str); 3] = [
    ("DestinationOutpostArn", "an Outpost"),
    ("DestinationAvailabilityZone", "a Local Zone"),
    ("DestinationAvailabilityZoneId", "a Local Zone"),
];

pub(super) fn check(request: &CopyRequest<'_>, findings: &mut Vec<Finding>) {
    let given = |name: &&str| request.parameter(name).filter(|_| request.gives(name));
    let Some(duration) = DURATIONS.iter().find_map(given) else { return };
    let destination = DESTINATIONS.iter().find_map(|(name, words)| Some((given(name)?, *words)));
    let Some((destination, words)) = destination else { return };
    // What only a shell knows may be empty, which counts as not given.
    if destination.value.as_str().is_none() {
        return;
    }
    findings.push(
        Finding::new(
            &UNSUPPORTED_COMPLETION_DURATION,
            duration.name_span,
            format!("a copy to {words} cannot be completed in a given time"),
        )
        .label("this is not supported here")
        .related(destination.name_span, format!("the copy goes to {words}"))
        .help(format!("drop `{}`", duration.name)),
    );
}
