//! What a copy does, in words for people.

use crate::authorization::{Decision, Outcome};
use crate::copy::duration::{Asked, DurationVerdict, Load, Measure, most_gib, price_per_gib};
use crate::copy::{
    AssumedFact, CandidateKind, CopyPlan, Duration, EncryptionOutcome, Endpoint, Key, Need, Transfer, Untold,
    is_managed_key,
};
use crate::report::escape::Visible;
use crate::report::palette::Tone;

/// How many snapshots of a row are named; JSON names all.
const MOST_SNAPSHOTS: usize = 4;

/// One end of a route: `us-east-1`, `cn-north-1 (aws-cn), in cn-north-1-pkx-1a`.
pub(super) fn end(end: &Endpoint) -> String {
    let mut words = match &end.region {
        Some(region) => Visible(region).to_string(),
        None => "an unknown Region".to_owned(),
    };
    if let Some(partition) = end.partition.filter(|partition| *partition != "aws") {
        words = format!("{words} ({partition})");
    }
    if let Some(outpost) = &end.outpost {
        let id = outpost.rsplit('/').next().unwrap_or(outpost);
        words = format!("{words}, on Outpost {}", Visible(id));
    }
    if let Some(zone) = &end.zone {
        words = format!("{words}, in {}", Visible(zone));
    }
    words
}

/// A row of the encryption: what becomes of what, and under which conditions.
pub(super) fn outcome(row: &EncryptionOutcome, region: Option<&str>) -> String {
    let region = region.unwrap_or("the destination Region");
    let key = key(&row.key, region);
    let (mut words, mut conditions) = match (row.source_encrypted, row.encrypted) {
        (Some(false), false) => ("unencrypted stays unencrypted".to_owned(), Vec::new()),
        (Some(false), true) => (format!("unencrypted becomes encrypted with {key}"), Vec::new()),
        (Some(true), _) => (format!("encrypted stays encrypted, with {key}"), Vec::new()),
        (None, true) => (format!("encrypted with {key}"), vec!["whatever the source is"]),
        (None, false) => ("unencrypted".to_owned(), Vec::new()),
    };
    let assumed: Vec<&str> = row
        .when
        .iter()
        .filter_map(|assumed| match (assumed.fact, assumed.value) {
            (AssumedFact::SourceEncrypted, _) => None,
            (AssumedFact::EncryptionByDefault, true) => Some("encryption by default is on"),
            (AssumedFact::EncryptionByDefault, false) => Some("encryption by default is off"),
            (AssumedFact::ZoneRequiresEncryption, true) => Some("the Local Zone requires encryption"),
            (AssumedFact::ZoneRequiresEncryption, false) => {
                Some("the Local Zone does not require encryption")
            }
        })
        .collect();
    let assumed = assumed.join(" and ");
    let assumed = format!("if {assumed}");
    if assumed.len() > "if ".len() {
        conditions.push(&assumed);
    }
    for condition in conditions {
        words = format!("{words}, {condition}");
    }
    if row.snapshots.is_empty() { words } else { format!("{}: {words}", snapshots(&row.snapshots)) }
}

/// `snap-1, snap-2 and 3 more`.
fn snapshots(ids: &[Option<String>]) -> String {
    let name = |id: &Option<String>| match id {
        Some(id) => Visible(id).to_string(),
        None => "a snapshot without id".to_owned(),
    };
    let named: Vec<String> = ids.iter().take(MOST_SNAPSHOTS).map(name).collect();
    match ids.len() - named.len() {
        0 => named.join(", "),
        more => format!("{} and {more} more", named.join(", ")),
    }
}

fn key(key: &Key, region: &str) -> String {
    let region = Visible(region);
    match key {
        Key::None => "no key".to_owned(),
        Key::Given(Some(key)) => Visible(key).to_string(),
        Key::Given(None) => "the given key".to_owned(),
        Key::Default(Some(key)) => format!("the default key for EBS in {region}, {}", Visible(key)),
        Key::Default(None) => {
            format!("the default key for EBS in {region} (alias/aws/ebs, unless another is set)")
        }
        Key::Unclear(candidates) => {
            let name = |kind: CandidateKind| match kind {
                CandidateKind::Source => "the key of the source".to_owned(),
                CandidateKind::Managed => "the key that AWS manages".to_owned(),
                CandidateKind::Default => format!("the default key for EBS in {region}"),
            };
            let names = candidates.iter().map(|candidate| match &candidate.id {
                Some(id) => format!("{} ({})", name(candidate.kind), Visible(id)),
                None => name(candidate.kind),
            });
            let names: Vec<String> = names.collect();
            format!("{} (AWS's documents contradict one another)", names.join(", or "))
        }
    }
}

/// What a copy needs of a key that nothing names, and what the policies say to it.
pub(super) fn key_need(need: &Need, outcome: Option<&Outcome>, actions: &[&str]) -> (String, Tone) {
    let needed = format!("needs {} on {}", actions.join(", "), need.permission.text);
    let needed = match need.proviso {
        Some(proviso) => format!("{}, the copy {needed}", proviso.words()),
        None => format!("the copy {needed}, unless AWS manages it"),
    };
    let Some(outcome) = outcome else { return (needed, Tone::Plain) };
    match outcome.decision {
        Decision::Allowed => (format!("{needed}: allowed"), Tone::Good),
        Decision::ExplicitDeny => (format!("{needed}: explicitly denied, see the findings"), Tone::Bad),
        Decision::ImplicitDeny => {
            (format!("{needed}: no statement of the given policies allows it"), Tone::Doubtful)
        }
        Decision::Depends => (format!("{needed}: it depends{}", dependencies(outcome)), Tone::Doubtful),
    }
}

/// What a decision depends on, behind `it depends`.
pub(super) fn dependencies(outcome: &Outcome) -> String {
    if let Some(test) = &outcome.decided_by {
        return format!(": {}", Visible(test));
    }
    let names: Vec<String> = outcome.depends_on.iter().map(|one| Visible(&one.name).to_string()).collect();
    format!(" on {}", names.join(" and "))
}

/// What to know of keys that the request does not name, and of the one that AWS manages.
pub(super) fn sharing(rows: &[EncryptionOutcome]) -> Option<&'static str> {
    let managed = |id: &Option<String>| id.as_deref().is_none_or(is_managed_key);
    let may_be_managed = |key: &Key| match key {
        Key::Given(Some(key)) => is_managed_key(key),
        Key::None | Key::Given(None) => false,
        Key::Default(id) => managed(id),
        Key::Unclear(_) => true,
    };
    rows.iter().any(|row| may_be_managed(&row.key)).then_some(
        "a copy under alias/aws/ebs cannot be shared with another account: to share it, name a key of your own with KmsKeyId",
    )
}

/// Why nothing is told of encryption.
pub(super) fn untold(why: Untold) -> &'static str {
    match why {
        Untold::Refused => "none: the request is refused for what it asks, see the findings",
        Untold::Unread => "cannot be told, as it is not known what the request asks",
        Untold::S3Backed => "stays as it is: an S3-backed image has no snapshots, and a copy changes nothing",
        Untold::Undocumented => "cannot be told: what comes of this is documented nowhere",
    }
}

/// How much of the data is copied.
pub(super) fn transfer(plan: &CopyPlan) -> &'static str {
    let may_stay = plan.route.kind() == Some("same-region") && plan.route.other_owner().is_none();
    if plan.encryption.untold() == Some(Untold::S3Backed) {
        return "the objects of the image are copied in S3; only snapshots can be copied incrementally";
    }
    match plan.transfer {
        Transfer::None => {
            "none: within an account and a Region, with its encryption unchanged, no data move, and nothing is charged for them"
        }
        Transfer::Full => {
            "full: all data are copied, as the encryption changes; that takes longer and costs more than a copy of changes"
        }
        Transfer::FullOrIncremental if may_stay => {
            "full, or incremental if an earlier snapshot of the volume was copied and all of these copies are \
             unencrypted or under one key; no data move if the snapshot is your own and keeps its encryption \
             and key"
        }
        Transfer::FullOrIncremental => {
            "full, or incremental if an earlier snapshot of the volume was copied there, the latest of these \
             copies still exists and is not archived, and all of them are unencrypted or under one key"
        }
    }
}

/// The completion time, and what it means: a paragraph each.
pub(super) fn duration(duration: &Duration) -> Vec<String> {
    let load = duration.largest().map(size);
    let least = duration.least_minutes();
    let minutes = match duration.asked {
        Asked::BestEffort => {
            let mut words = "best effort, as no completion time is asked for".to_owned();
            if let (Some(least), Some(load), true) = (least, load, duration.complete) {
                words = format!("{words}; the least that can be met is {least} minutes ({load})");
            }
            return vec![words];
        }
        Asked::Unknown => return vec!["cannot be told, as it is not known what the request asks".to_owned()],
        Asked::Minutes(minutes) => minutes,
    };
    let asked = format!("{minutes} minutes asked for");
    let throughput =
        |load: &Load| format!("{}, {} MiB a second of at most 500", size(load), load.mib_per_second(minutes));
    let met = match (duration.verdict, duration.largest()) {
        (DurationVerdict::Refused, _) => return vec![format!("{asked}: refused, see the findings")],
        (DurationVerdict::Unreachable, Some(load)) => {
            let least = least.unwrap_or_default();
            format!("{asked}: cannot be met ({}); the least is {least} minutes", throughput(load))
        }
        (DurationVerdict::Reachable, Some(load)) => format!("{asked}: can be met ({})", throughput(load)),
        (DurationVerdict::Reachable, None) => format!("{asked}: can be met"),
        _ => format!("{asked}: can be met for up to {} GiB in each snapshot", most_gib(minutes)),
    };
    let price = format!(
        "{} USD for each GiB by the price list of November 2026, beside storage and transfer",
        price_per_gib(minutes)
    );
    vec![met, price]
}

/// `500 GiB of volume`.
fn size(load: &Load) -> String {
    const GIB: u64 = 1 << 30;
    let of = match load.measure {
        Measure::Data => "data",
        Measure::Volume => "volume, perhaps less data",
    };
    match load.bytes {
        bytes if bytes % GIB == 0 => format!("{} GiB of {of}", bytes / GIB),
        bytes if bytes < GIB => format!("less than 1 GiB of {of}"),
        bytes => format!("{}.{} GiB of {of}", bytes / GIB, bytes % GIB * 10 / GIB),
    }
}
