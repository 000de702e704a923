//! Copies that wait for one another, are too many at a time, or need not be made.

use std::collections::{HashMap, HashSet};

use crate::request::Text;
use crate::rule::{Certainty, Family, Finding, Level, Rule};
use crate::text::Span;

use super::super::duration::asked;
use super::{Copy, Place, fingerprint, with_first};

/// More copies into one Region than may be in progress.
pub(super) static COPIES_BEYOND_QUOTA: Rule = Rule::new(
    Family::Request,
    "copies-beyond-quota",
    Level::Warning,
    include_str!("../../../../rules/request/copies-beyond-quota.md"),
);

/// Two copies of one source that are each to be complete in a given time.
pub(super) static TIMED_COPIES_OF_ONE_SOURCE: Rule = Rule::new(
    Family::Request,
    "timed-copies-of-one-source",
    Level::Note,
    include_str!("../../../../rules/request/timed-copies-of-one-source.md"),
);

/// The same copy a second time.
pub(super) static REPEATED_COPY: Rule = Rule::new(
    Family::Request,
    "repeated-copy",
    Level::Note,
    include_str!("../../../../rules/request/repeated-copy.md"),
);

/// How many copies may be in progress, of an account into a Region (EBS User Guide, "Copy an Amazon EBS
/// snapshot"; EC2 User Guide, "Copy an Amazon EC2 AMI").
const QUOTAS: [(&str, &str, usize); 2] =
    [("CopySnapshot", "snapshot copies", 20), ("CopyImage", "image copies", 300)];

pub(super) fn check(copies: &[Copy<'_>], findings: &mut Vec<Finding>) {
    for (operation, words, quota) in QUOTAS {
        beyond_quota(copies, operation, words, quota, findings);
    }
    let mut repeated: HashSet<Span> = HashSet::new();
    for (first, copy) in with_first(copies, repeatable) {
        repeated.insert(copy.request.span);
        findings.extend(repeats(first, copy));
    }
    let waiting = with_first(copies, timed).filter(|(_, copy)| !repeated.contains(&copy.request.span));
    findings.extend(waiting.filter_map(|(first, copy)| waits(first, copy)));
}

fn beyond_quota(
    copies: &[Copy<'_>],
    operation: &str,
    words: &str,
    quota: usize,
    findings: &mut Vec<Finding>,
) {
    let mut by_place: HashMap<Place<'_>, Vec<&Copy<'_>>> = HashMap::new();
    for copy in copies.iter().filter(|copy| copy.request.operation.name == operation) {
        by_place.entry(copy.place).or_default().push(copy);
    }
    for (place, copies) in by_place {
        let (Some(first), Some(beyond)) = (copies.first(), copies.get(quota)) else { continue };
        let message = format!(
            "more {words} go to `{}` than an account can have in progress: {} instead of {quota}",
            place.region,
            copies.len()
        );
        let finding = Finding::new(&COPIES_BEYOND_QUOTA, beyond.request.name, message)
            .label("the first beyond the quota")
            .help(format!("make them in batches of {quota}, or wait for some before the next"));
        // Texts that stand apart need not be meant for one moment.
        let together = copies
            .iter()
            .all(|copy| copy.is_made_with(first) && copy.stands_with(first) && copy.runs_with(first));
        findings.push(if together { finding } else { finding.at_most(Level::Note) });
    }
}

/// What is the same for copies that make the same snapshot twice.
fn repeatable<'a>(copy: &Copy<'a>) -> Option<(Place<'a>, String)> {
    // Images cannot have the same name, which is said already. A copy with policies of its own asks who
    // may make it.
    let may_repeat = copy.request.operation.name == "CopySnapshot" && !copy.has_own_policies();
    may_repeat.then(|| fingerprint::of(copy.request)).flatten().map(|fingerprint| (copy.place, fingerprint))
}

fn repeats(first: &Copy<'_>, copy: &Copy<'_>) -> Option<Finding> {
    let (_, source) = source_of(copy)?;
    let message = format!("the same copy of `{}` to `{}` is made twice", source.value, copy.place.region);
    let finding = Finding::new(&REPEATED_COPY, source.span, message)
        .certainty(Certainty::Inferred)
        .related(source_of(first)?.1.span, "the first")
        .help("drop one of them, unless two snapshots are wanted");
    Some(finding)
}

/// What is the same for copies that wait for one another: the source and whoever copies it.
fn timed<'a>(copy: &Copy<'a>) -> Option<(Option<&'a str>, &'a str, String, String)> {
    duration(copy)?;
    let region = copy.string("SourceRegion")?.value.into_owned();
    let (operation, source) = source_of(copy)?;
    Some((copy.place.account, operation, region, source.value.into_owned()))
}

fn waits(first: &Copy<'_>, copy: &Copy<'_>) -> Option<Finding> {
    let (operation, source) = source_of(copy)?;
    let message = format!("a second copy of `{}` within a given time begins after the first", source.value);
    let finding = Finding::new(&TIMED_COPIES_OF_ONE_SOURCE, duration(copy)?, message)
        .label("counts from when this copy begins")
        .related(duration(first)?, "the first")
        .help("expect it to be complete later, or leave the time out: such copies do not wait");
    // Of an image it is the snapshots behind it that are copied.
    Some(if operation == "CopyImage" { finding.certainty(Certainty::Deduced) } else { finding })
}

/// The name of the operation, and the id of its source.
fn source_of<'a>(copy: &Copy<'a>) -> Option<(&'a str, Text<'a>)> {
    let source = copy.string("SourceSnapshotId").or_else(|| copy.string("SourceImageId"))?;
    Some((&copy.request.operation.name, source))
}

/// Where a completion time is given, if it is.
fn duration(copy: &Copy<'_>) -> Option<Span> {
    Some(copy.request.place(asked(copy.request)?.value.range))
}
