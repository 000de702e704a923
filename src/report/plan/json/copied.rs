//! What a copy does, apart from its permissions: route, encryption, completion time.

use serde::Serialize;
use serde_json::{Map, Value as Json};

use crate::copy::duration::{Asked, Load};
use crate::copy::{EncryptionOutcome, Endpoint, PlannedRoute};

#[derive(Serialize)]
pub(super) struct Route<'a> {
    kind: Option<&'static str>,
    text: Option<&'static str>,
    source: End<'a>,
    destination: End<'a>,
    verdict: &'static str,
    certainty: Option<&'static str>,
    remark: Option<&'static str>,
}

#[derive(Serialize)]
struct End<'a> {
    partition: Option<&'static str>,
    region: Option<&'a str>,
    zone: Option<&'a str>,
    outpost: Option<&'a str>,
    account: Option<&'a str>,
}

#[derive(Serialize)]
pub(super) struct Encryption<'a> {
    when: Map<String, Json>,
    snapshots: Option<&'a [Option<String>]>,
    source_encrypted: Option<bool>,
    encrypted: bool,
    key: &'static str,
    key_id: Option<&'a str>,
    candidates: Vec<Candidate<'a>>,
}

#[derive(Serialize)]
struct Candidate<'a> {
    key: &'static str,
    key_id: Option<&'a str>,
}

#[derive(Serialize)]
pub(super) struct Duration<'a> {
    minutes: Option<u64>,
    verdict: &'static str,
    least_minutes: Option<u64>,
    snapshots: Vec<Snapshot<'a>>,
}

#[derive(Serialize)]
struct Snapshot<'a> {
    id: Option<&'a str>,
    bytes: u64,
    measure: &'static str,
    least_minutes: u64,
    mib_per_second: Option<u64>,
}

impl<'a> Route<'a> {
    pub(super) fn new(route: &'a PlannedRoute) -> Self {
        Self {
            kind: route.kind(),
            text: route.route.map(|route| route.text.as_str()),
            source: End::new(&route.source),
            destination: End::new(&route.destination),
            verdict: route.verdict.name(),
            certainty: route.route.map(|route| route.certainty.name()),
            remark: route.route.and_then(|route| route.remark.as_deref()),
        }
    }
}

impl<'a> End<'a> {
    fn new(endpoint: &'a Endpoint) -> Self {
        Self {
            partition: endpoint.partition,
            region: endpoint.region.as_deref(),
            zone: endpoint.zone.as_deref(),
            outpost: endpoint.outpost.as_deref(),
            account: endpoint.account.as_deref(),
        }
    }
}

impl<'a> Encryption<'a> {
    pub(super) fn new(outcome: &'a EncryptionOutcome) -> Self {
        let assumed = outcome.when.iter();
        let candidates = outcome.key.candidates().iter();
        Self {
            when: assumed.map(|one| (one.fact.name().to_owned(), Json::Bool(one.value))).collect(),
            snapshots: Some(outcome.snapshots.as_slice()).filter(|snapshots| !snapshots.is_empty()),
            source_encrypted: outcome.source_encrypted,
            encrypted: outcome.encrypted,
            key: outcome.key.name(),
            key_id: outcome.key.id(),
            candidates: candidates
                .map(|key| Candidate { key: key.kind.name(), key_id: key.id.as_deref() })
                .collect(),
        }
    }
}

impl<'a> Duration<'a> {
    pub(super) fn new(duration: &'a crate::copy::Duration) -> Self {
        let minutes = match duration.asked {
            Asked::Minutes(minutes) => Some(minutes),
            Asked::BestEffort | Asked::Unknown => None,
        };
        let snapshot = |load: &'a Load| Snapshot {
            id: load.id.as_deref(),
            bytes: load.bytes,
            measure: load.measure.name(),
            least_minutes: load.least_minutes(),
            mib_per_second: minutes.map(|minutes| load.mib_per_second(minutes)),
        };
        Self {
            minutes,
            verdict: duration.verdict.name(),
            least_minutes: duration.least_minutes(),
            snapshots: duration.loads.iter().map(snapshot).collect(),
        }
    }
}
