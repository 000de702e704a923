//! What becomes of encryption: for every combination of unknown facts that matters, and for every
//! snapshot that is copied, whether the copy will be encrypted and with which key.
//!
//! The procedure follows the EBS User Guide ("Copy a snapshot"), the EC2 User Guide ("How AMI copy
//! works") and the API Reference; where these contradict one another about the key, the outcome names
//! every key that one of them names.

use std::collections::HashMap;

use super::PlannedRoute;
use super::place::Destination;
use super::transfer::Transfer;
use crate::facts::Facts;
use crate::facts::source::SourceData;
use crate::operation::Copied;
use crate::request::CopyRequest;
use crate::tree::Value;

mod scenario;

use scenario::{GivenKey, Settings, Snapshot};

/// What becomes of encryption.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Encryption {
    /// A row for every combination of unknown facts, and for every group of snapshots, that matters.
    Outcomes(Vec<EncryptionOutcome>),
    /// There is nothing to tell.
    Untold(Untold),
}

/// Why nothing can be told of encryption.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Untold {
    /// The request is refused for what it asks.
    Refused,
    /// What the request asks could not be read, or only a shell or a program knows it.
    Unread,
    /// The source is an image in S3: there is no snapshot, and a copy changes nothing.
    S3Backed,
    /// What comes of it is documented nowhere.
    Undocumented,
}

impl Untold {
    /// The word for it in every format.
    pub fn name(self) -> &'static str {
        match self {
            Self::Refused => "refused",
            Self::Unread => "unread",
            Self::S3Backed => "s3-backed",
            Self::Undocumented => "undocumented",
        }
    }
}

/// One row: what is assumed, and what comes of it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct EncryptionOutcome {
    /// The facts that were assumed; none if it comes to the same whatever they are.
    pub when: Vec<Assumption>,
    /// The ids of the snapshots that it holds for, where that differs between those behind an image; empty
    /// if it holds for all. A snapshot without an id in the description of the image is `None`.
    pub snapshots: Vec<Option<String>>,
    /// Whether what is copied is encrypted; `None` if it comes to the same either way.
    pub source_encrypted: Option<bool>,
    /// Whether the copy will be encrypted.
    pub encrypted: bool,
    /// With which key.
    pub key: Key,
    /// How much of the data is copied.
    pub transfer: Transfer,
}

/// A fact that was assumed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Assumption {
    /// Which one.
    pub fact: AssumedFact,
    /// What was assumed of it.
    pub value: bool,
}

/// A fact that can be assumed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AssumedFact {
    /// Whether the source is encrypted.
    SourceEncrypted,
    /// Whether encryption by default is on in the destination Region.
    EncryptionByDefault,
    /// Whether the Local Zone encrypts whatever is copied there.
    ZoneRequiresEncryption,
}

impl AssumedFact {
    /// Its name in every format.
    pub fn name(self) -> &'static str {
        match self {
            Self::SourceEncrypted => "source_encrypted",
            Self::EncryptionByDefault => "encryption_by_default",
            Self::ZoneRequiresEncryption => "zone_requires_encryption",
        }
    }
}

/// The key of an encrypted copy.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Key {
    /// The copy is not encrypted.
    None,
    /// The key of the request; `None` if what it says cannot be known.
    Given(Option<String>),
    /// The default key for EBS in the destination Region; which key that is, if it is known.
    Default(Option<String>),
    /// AWS's documents contradict one another: every key that one of them names, in the order of
    /// [`CandidateKind`], two or more.
    Unclear(Vec<Candidate>),
}

/// A key that one of AWS's documents names.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Candidate {
    /// What it is to the copy.
    pub kind: CandidateKind,
    /// Which key that is, if it is known.
    pub id: Option<String>,
}

/// What a key is to a copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum CandidateKind {
    /// The key of the source.
    Source,
    /// The key that AWS manages for EBS.
    Managed,
    /// The default key for EBS in the destination Region.
    Default,
}

impl CandidateKind {
    /// The word for it in every format.
    pub fn name(self) -> &'static str {
        match self {
            Self::Source => "source",
            Self::Managed => "managed",
            Self::Default => "default",
        }
    }
}

impl Key {
    /// The word for it in every format.
    pub fn name(&self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Given(_) => "given",
            Self::Default(_) => "default",
            Self::Unclear(candidates) if candidates.iter().any(|key| key.kind == CandidateKind::Source) => {
                "source-or-default"
            }
            Self::Unclear(_) => "managed-or-default",
        }
    }

    /// Which key it is, if that is known.
    pub fn id(&self) -> Option<&str> {
        match self {
            Self::Given(id) | Self::Default(id) => id.as_deref(),
            Self::None | Self::Unclear(_) => None,
        }
    }

    /// The keys between which AWS's documents leave the choice; empty if there is none.
    pub fn candidates(&self) -> &[Candidate] {
        match self {
            Self::Unclear(candidates) => candidates,
            _ => &[],
        }
    }
}

impl Encryption {
    /// The rows; none if there is nothing to tell.
    pub fn outcomes(&self) -> &[EncryptionOutcome] {
        match self {
            Self::Outcomes(rows) => rows,
            Self::Untold(_) => &[],
        }
    }

    /// Why there are no rows.
    pub fn untold(&self) -> Option<Untold> {
        match self {
            Self::Outcomes(_) => None,
            Self::Untold(why) => Some(*why),
        }
    }
}

/// What becomes of encryption in the copy that a request asks for.
pub(super) fn of(request: &CopyRequest<'_>, route: &PlannedRoute, facts: &Facts<'_>) -> Encryption {
    let is_image = request.operation.copies == Copied::Image;
    let unknown = |name: &str| {
        request.parameter(name).is_some_and(|parameter| matches!(parameter.value.value, Value::Unknown))
    };
    let encrypted = request.boolean("Encrypted");
    let key = match request.string("KmsKeyId") {
        Some(key) => GivenKey::Known(key.value.into_owned()),
        None if request.gives("KmsKeyId") => GivenKey::Unknown,
        None => GivenKey::None,
    };
    let destination = Destination::of(request);
    let copy = Settings {
        asked: encrypted == Some(true),
        encryption_by_default: facts.encryption_by_default,
        zone_requires: if matches!(destination, Destination::Zone(_)) { None } else { Some(false) },
        is_outpost: matches!(destination, Destination::Outpost(_)),
        same_region: route.is_same_region(),
        shared: facts.source_is_shared(),
        default_key: facts.default_key,
        is_snapshot_copy: !is_image,
        key,
    };
    if facts.s3_backed() == Some(true) {
        return Encryption::Untold(Untold::S3Backed);
    }
    if unknown("Encrypted") || request.incomplete && (encrypted.is_none() || copy.key == GivenKey::None) {
        // What could not be read may say otherwise.
        return Encryption::Untold(Untold::Unread);
    }
    if copy.key != GivenKey::None && !copy.asked && !copy.is_outpost {
        let unread = copy.key == GivenKey::Unknown;
        return Encryption::Untold(if unread { Untold::Unread } else { Untold::Refused });
    }
    if encrypted == Some(false) {
        return unencrypted(&copy, is_image, facts);
    }
    Encryption::Outcomes(copy.rows_of(&facts.source_data().unwrap_or_default()))
}

/// A copy that is asked not to be encrypted: only an image whose snapshots are not encrypted can have one,
/// and with encryption by default on, what comes of it is documented nowhere.
fn unencrypted(copy: &Settings<'_>, is_image: bool, facts: &Facts<'_>) -> Encryption {
    if !is_image || facts.source_encrypted() == Some(true) {
        return Encryption::Untold(Untold::Refused);
    }
    if copy.encryption_by_default == Some(true) || copy.is_outpost {
        return Encryption::Untold(Untold::Undocumented);
    }
    let mut when = Vec::new();
    let mut assume = |known: Option<bool>, fact| {
        if known.is_none() {
            when.push(Assumption { fact, value: false });
        }
    };
    assume(facts.source_encrypted(), AssumedFact::SourceEncrypted);
    assume(copy.encryption_by_default, AssumedFact::EncryptionByDefault);
    assume(copy.zone_requires, AssumedFact::ZoneRequiresEncryption);
    Encryption::Outcomes(vec![EncryptionOutcome { when, ..copy.plain() }])
}

impl Settings<'_> {
    /// The rows of all snapshots that are read, each group of them with what holds for it.
    fn rows_of(&self, data: &[SourceData<'_>]) -> Vec<EncryptionOutcome> {
        let mut by_snapshot: HashMap<Snapshot<'_>, usize> = HashMap::new();
        let mut by_rows: HashMap<Vec<EncryptionOutcome>, usize> = HashMap::new();
        let mut groups: Vec<(Vec<EncryptionOutcome>, Vec<Option<String>>)> = Vec::new();
        for data in data {
            let snapshot = Snapshot {
                encrypted: data.encrypted.map(|encrypted| encrypted.value),
                key: data.key.map(|key| key.value.as_str()),
            };
            let group = *by_snapshot.entry(snapshot).or_insert_with(|| {
                let rows = self.rows(snapshot);
                *by_rows.entry(rows).or_insert_with_key(|rows| {
                    groups.push((rows.clone(), Vec::new()));
                    groups.len() - 1
                })
            });
            if let Some((_, ids)) = groups.get_mut(group) {
                ids.push(data.id.map(|id| id.value.clone()));
            }
        }
        match groups.len() {
            0 => self.rows(Snapshot::default()),
            1 => groups.into_iter().flat_map(|(rows, _)| rows).collect(),
            _ => groups
                .into_iter()
                .flat_map(|(rows, ids)| {
                    rows.into_iter().map(move |row| EncryptionOutcome { snapshots: ids.clone(), ..row })
                })
                .collect(),
        }
    }
}
