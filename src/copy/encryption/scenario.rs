//! What becomes of one snapshot: the procedure for a state in which every fact is known, and the rows that
//! it comes to over all states that are possible.

use super::{AssumedFact, Assumption, Candidate, CandidateKind, EncryptionOutcome, Key};
use crate::copy::key::{MANAGED, is_managed_key, same_key};
use crate::copy::transfer::{Change, Transfer};

/// What is known of a snapshot that is copied.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Snapshot<'a> {
    pub(super) encrypted: Option<bool>,
    /// The key that it is encrypted with.
    pub(super) key: Option<&'a str>,
}

/// The key that a request names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum GivenKey {
    None,
    Known(String),
    Unknown,
}

/// All that decides, besides the snapshot itself.
pub(super) struct Settings<'a> {
    /// Whether the request asks for encryption.
    pub(super) asked: bool,
    pub(super) key: GivenKey,
    pub(super) encryption_by_default: Option<bool>,
    /// Whether the copy goes to a Local Zone that encrypts whatever is copied there.
    pub(super) zone_requires: Option<bool>,
    pub(super) is_outpost: bool,
    pub(super) same_region: Option<bool>,
    /// Whether the source belongs to another account.
    pub(super) shared: Option<bool>,
    pub(super) default_key: Option<&'a str>,
    pub(super) is_snapshot_copy: bool,
}

/// The facts of a row, each assumed or known.
#[derive(Clone, Copy)]
struct Scenario {
    source_encrypted: bool,
    encryption_by_default: bool,
    zone_requires: bool,
}

impl Settings<'_> {
    /// The rows of a snapshot: one for every combination of unknown facts that matters.
    pub(super) fn rows(&self, snapshot: Snapshot<'_>) -> Vec<EncryptionOutcome> {
        split(AssumedFact::SourceEncrypted, snapshot.encrypted, |source_encrypted| {
            split(AssumedFact::EncryptionByDefault, self.encryption_by_default, |encryption_by_default| {
                split(AssumedFact::ZoneRequiresEncryption, self.zone_requires, |zone_requires| {
                    let scenario = Scenario { source_encrypted, encryption_by_default, zone_requires };
                    vec![self.outcome(scenario, snapshot.key)]
                })
            })
        })
    }

    /// What comes of it if everything is known.
    fn outcome(&self, scenario: Scenario, source_key: Option<&str>) -> EncryptionOutcome {
        let Scenario { source_encrypted, encryption_by_default, zone_requires } = scenario;
        if !(source_encrypted || self.asked || encryption_by_default || self.is_outpost || zone_requires) {
            return self.plain();
        }
        let key = match &self.key {
            GivenKey::Known(key) => Key::Given(Some(key.clone())),
            GivenKey::Unknown => Key::Given(None),
            GivenKey::None if source_encrypted => self.unnamed_key(encryption_by_default, source_key),
            GivenKey::None => self.default(),
        };
        let transfer = self.transfer(match source_key.zip(key.id()) {
            _ if !source_encrypted => Change::Encrypted,
            Some((before, after)) => match same_key(before, after) {
                Some(true) => Change::None,
                Some(false) => Change::Key,
                None => Change::Unknown,
            },
            None => Change::Unknown,
        });
        EncryptionOutcome {
            when: Vec::new(),
            snapshots: Vec::new(),
            source_encrypted: Some(source_encrypted),
            encrypted: true,
            key,
            transfer,
        }
    }

    /// What comes of it if neither the snapshot is encrypted nor anything asks for it.
    pub(super) fn plain(&self) -> EncryptionOutcome {
        EncryptionOutcome {
            when: Vec::new(),
            snapshots: Vec::new(),
            source_encrypted: Some(false),
            encrypted: false,
            key: Key::None,
            transfer: self.transfer(Change::None),
        }
    }

    fn transfer(&self, change: Change) -> Transfer {
        let at_home = self.same_region == Some(true) && self.shared == Some(false);
        Transfer::of(change, at_home, self.is_snapshot_copy && !self.is_elsewhere())
    }

    /// Whether the copy does not go to a Region as a whole.
    fn is_elsewhere(&self) -> bool {
        self.is_outpost || self.zone_requires != Some(false)
    }

    fn default(&self) -> Key {
        Key::Default(self.default_key.map(str::to_owned))
    }

    /// The key of an encrypted source's copy for which none is named.
    ///
    /// With encryption by default on, the default key; off, the key that AWS manages by one document, the
    /// default key by another. Within a Region, the key of an own source by a third.
    fn unnamed_key(&self, encryption_by_default: bool, source_key: Option<&str>) -> Key {
        let default = Candidate { kind: CandidateKind::Default, id: self.default_key.map(str::to_owned) };
        let mut candidates = Vec::new();
        if self.same_region != Some(false) && self.shared != Some(true) {
            let is_default = source_key.zip(self.default_key).and_then(|(one, other)| same_key(one, other));
            if is_default != Some(true) {
                let id = source_key.map(str::to_owned);
                candidates.push(Candidate { kind: CandidateKind::Source, id });
            }
        }
        let differs = match self.default_key {
            Some(key) => !is_managed_key(key),
            // The same, unless another key was set: then there is a choice only if there is one already.
            None => !candidates.is_empty(),
        };
        if !encryption_by_default && differs {
            candidates.push(Candidate { kind: CandidateKind::Managed, id: Some(MANAGED.to_owned()) });
        }
        if candidates.is_empty() {
            return self.default();
        }
        candidates.push(default);
        Key::Unclear(candidates)
    }
}

/// The rows for both values of a fact, put together where they are the same; only for one if it is known.
fn split(
    fact: AssumedFact,
    known: Option<bool>,
    rows: impl Fn(bool) -> Vec<EncryptionOutcome>,
) -> Vec<EncryptionOutcome> {
    if let Some(known) = known {
        return rows(known);
    }
    let (mut off, mut on) = (rows(false), rows(true));
    if off.len() == on.len() && off.iter().zip(&on).all(|(one, other)| comes_to_the_same(one, other)) {
        return off.into_iter().zip(on).map(|(one, other)| merge(one, other)).collect();
    }
    for (value, rows) in [(false, &mut off), (true, &mut on)] {
        for row in rows {
            row.when.insert(0, Assumption { fact, value });
        }
    }
    off.append(&mut on);
    off
}

fn comes_to_the_same(one: &EncryptionOutcome, other: &EncryptionOutcome) -> bool {
    let same_key = match (&one.key, &other.key) {
        (Key::Unclear(_), Key::Unclear(_)) => one.key.name() == other.key.name(),
        (one, other) => one == other,
    };
    one.when == other.when && one.encrypted == other.encrypted && same_key
}

fn merge(one: EncryptionOutcome, other: EncryptionOutcome) -> EncryptionOutcome {
    let key = match (one.key, other.key) {
        (Key::Unclear(mut candidates), Key::Unclear(more)) => {
            candidates.extend(more);
            candidates.sort();
            candidates.dedup();
            Key::Unclear(candidates)
        }
        (key, _) => key,
    };
    EncryptionOutcome {
        source_encrypted: one.source_encrypted.filter(|_| one.source_encrypted == other.source_encrypted),
        transfer: one.transfer.or(other.transfer),
        key,
        ..one
    }
}
