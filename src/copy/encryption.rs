//! What becomes of encryption: for every combination of unknown facts that matters, whether the copy
//! will be encrypted and with which key.
//!
//! The procedure follows the EBS User Guide ("Copy a snapshot"), the EC2 User Guide ("How AMI copy
//! works") and the API Reference; where these contradict one another about the key, the outcome
//! says so (`source-or-default`).

use super::PlannedRoute;
use crate::facts::Facts;
use crate::request::CopyRequest;

/// One row: what is assumed, and what comes of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EncryptionOutcome {
    /// The facts that were assumed; none if it comes to the same whatever they are.
    pub when: Vec<Assumption>,
    /// Whether the copy will be encrypted.
    pub encrypted: bool,
    /// With which key.
    pub key: Key,
}

/// A fact that was assumed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Assumption {
    /// Its name in every format: `source_encrypted`, `encryption_by_default`.
    pub name: &'static str,
    /// What was assumed of it.
    pub value: bool,
}

/// The key of an encrypted copy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Key {
    /// The copy is not encrypted.
    None,
    /// The key of the request; `None` if what it says cannot be known.
    Given(Option<String>),
    /// The default key for EBS in the destination Region.
    Default,
    /// The key of the source or the default key: AWS's documents contradict one another.
    SourceOrDefault,
}

impl Key {
    /// The word for it in every format.
    pub fn name(&self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Given(_) => "given",
            Self::Default => "default",
            Self::SourceOrDefault => "source-or-default",
        }
    }
}

/// The rows of a request; none if it would be refused for what it says of encryption.
pub(super) fn outcomes(
    request: &CopyRequest<'_>,
    route: &PlannedRoute,
    facts: &Facts<'_>,
) -> Vec<EncryptionOutcome> {
    let copy = Settings::of(request, route);
    if request.incomplete && (copy.encrypted.is_none() || copy.key == GivenKey::None) {
        // What could not be read may say otherwise.
        return Vec::new();
    }
    let by_default: &[bool] = match facts.encryption_by_default {
        Some(true) => &[true],
        Some(false) => &[false],
        None => &[false, true],
    };
    let mut rows = Vec::new();
    for source_encrypted in [false, true] {
        let outcomes: Vec<_> = by_default
            .iter()
            .map(|by_default| (*by_default, copy.outcome(source_encrypted, *by_default)))
            .collect();
        let same = outcomes.windows(2).all(|pair| matches!(pair, [one, other] if one.1 == other.1));
        for (by_default, outcome) in outcomes.into_iter().take(if same { 1 } else { usize::MAX }) {
            let Some((encrypted, key)) = outcome else { continue };
            let mut when = vec![Assumption { name: "source_encrypted", value: source_encrypted }];
            if !same {
                when.push(Assumption { name: "encryption_by_default", value: by_default });
            }
            rows.push(EncryptionOutcome { when, encrypted, key });
        }
    }
    merge(rows)
}

/// If every row comes to the same, nothing need be assumed.
fn merge(rows: Vec<EncryptionOutcome>) -> Vec<EncryptionOutcome> {
    let same = |pair: &[EncryptionOutcome]| matches!(pair, [one, other] if one.encrypted == other.encrypted && one.key == other.key);
    match rows.first() {
        Some(first) if rows.len() > 1 && rows.windows(2).all(same) => {
            vec![EncryptionOutcome { when: Vec::new(), ..first.clone() }]
        }
        _ => rows,
    }
}

/// The key that a request names.
#[derive(Clone, Debug, PartialEq, Eq)]
enum GivenKey {
    None,
    Known(String),
    Unknown,
}

/// What kind of place a copy goes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Destination {
    Region,
    LocalZone,
    Outpost,
}

impl Destination {
    fn of(request: &CopyRequest<'_>) -> Self {
        let zones = ["DestinationAvailabilityZone", "DestinationAvailabilityZoneId"];
        if request.gives("DestinationOutpostArn") {
            Self::Outpost
        } else if zones.iter().any(|name| request.gives(name)) {
            Self::LocalZone
        } else {
            Self::Region
        }
    }
}

struct Settings {
    encrypted: Option<bool>,
    key: GivenKey,
    image: bool,
    destination: Destination,
    same_region: bool,
}

impl Settings {
    fn of(request: &CopyRequest<'_>, route: &PlannedRoute) -> Self {
        let key = match request.string("KmsKeyId") {
            Some(key) => GivenKey::Known(key.value.into_owned()),
            None if request.gives("KmsKeyId") => GivenKey::Unknown,
            None => GivenKey::None,
        };
        Self {
            encrypted: request.boolean("Encrypted"),
            key,
            image: request.operation.name == "CopyImage",
            destination: Destination::of(request),
            same_region: route.source.region.is_some() && route.source.region == route.destination.region,
        }
    }

    /// Whether the copy is encrypted and with which key; `None` if the request would be refused, or
    /// what it comes to is documented nowhere.
    fn outcome(&self, source_encrypted: bool, by_default: bool) -> Option<(bool, Key)> {
        let asked = self.encrypted == Some(true);
        let outpost = self.destination == Destination::Outpost;
        if self.key != GivenKey::None && !asked && !outpost {
            return None;
        }
        if self.encrypted == Some(false) && (!self.image || source_encrypted || by_default) {
            return None;
        }
        if !(source_encrypted || asked || by_default || outpost) {
            // Some Local Zones encrypt whatever is copied there; which ones is not documented.
            return (self.destination != Destination::LocalZone).then_some((false, Key::None));
        }
        let key = match &self.key {
            GivenKey::Known(key) => Key::Given(Some(key.clone())),
            GivenKey::Unknown => Key::Given(None),
            GivenKey::None if source_encrypted && self.same_region => Key::SourceOrDefault,
            GivenKey::None => Key::Default,
        };
        Some((true, key))
    }
}
