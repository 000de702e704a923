//! What a copy does: its route, what becomes of encryption, how much it moves in which time, and the
//! permissions that it needs.
//!
//! A plan is made from the request and the [facts](crate::facts) alone; it knows nothing of policies.

use self::duration::DurationVerdict;
use crate::authorization::Query;
use crate::facts::Facts;
use crate::operation::Permission;
use crate::request::CopyRequest;
use crate::text::Span;

pub mod duration;
mod encryption;
mod grant;
mod key;
mod key_ref;
mod needs;
mod place;
mod results;
mod route;
mod tags;
mod transfer;

pub use duration::Duration;
pub use encryption::{
    AssumedFact, Assumption, Candidate, CandidateKind, Encryption, EncryptionOutcome, Key, Untold,
};
pub use grant::{Grants, Statement};
pub use key::is_managed_key;
pub use key_ref::{KeyRef, NeededKey};
pub use place::{Destination, OUTPOST_PARAMETER, SourcePlace, ZONE_PARAMETERS};
pub use results::Outcome as ResultOutcome;
pub use route::{Endpoint, PlannedRoute, RouteVerdict};
pub use tags::Tags;
pub use transfer::Transfer;

/// What a copy would do.
#[derive(Clone, Debug)]
pub struct CopyPlan {
    /// Where it goes.
    pub route: PlannedRoute,
    /// What becomes of encryption.
    pub encryption: Encryption,
    /// How much of the data is copied.
    pub transfer: Transfer,
    /// How long it may take.
    pub duration: Duration,
    /// What comes of it, in words; nothing of a copy that is refused.
    pub results: Vec<results::Outcome>,
    /// The permissions that it needs, in the order in which they are checked.
    pub needs: Vec<Need>,
    /// What the copy needs of keys that neither the request nor the facts name, if it uses any. What their
    /// own policies grant is not known either: only that a statement denies these says something.
    pub key_needs: Vec<Need>,
}

/// One permission that a copy needs.
#[derive(Clone, Debug)]
pub struct Need {
    /// What the operation's description says of it.
    pub permission: &'static Permission,
    /// The question to ask of policies.
    pub query: Query,
    /// What makes it necessary: the operation's name, a tag specification, the key.
    pub cause: Span,
    /// What must hold for it to be needed, if that is not known.
    pub proviso: Option<Proviso>,
    /// Whether it rests on what is taken for granted while nothing is known: that the image is EBS-backed.
    pub assumed: bool,
}

/// What must hold for a permission to be needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Proviso {
    /// The source image has tags that are copied.
    TagsToCopy,
    /// What could not be read asks for it.
    Unread,
    /// The copy will be encrypted, with this key.
    Encrypted,
    /// The copy will be encrypted, with the default key.
    DefaultKey,
    /// The copy gets the key of its source.
    SourceKey,
    /// The source is encrypted, with a key that AWS does not manage.
    SourceEncrypted,
    /// The key is not the one that AWS manages for EBS.
    CustomerKey,
    /// EC2 looks at the default key of the destination Region, although the request names another key.
    OtherKey,
    /// It is the first copy of the account in the Region that goes to S3.
    NewBucket,
}

impl Proviso {
    /// The words for it: `if …`.
    pub fn words(self) -> &'static str {
        match self {
            Self::TagsToCopy => "if the source image has tags",
            Self::Unread => "if what could not be read asks for it",
            Self::Encrypted => "if the copy is encrypted with this key",
            Self::DefaultKey => "if the copy is encrypted, and AWS does not manage the default key",
            Self::SourceKey => "if the copy keeps the key of its source",
            Self::SourceEncrypted => "if the source is encrypted with a key that AWS does not manage",
            Self::CustomerKey => "if AWS does not manage this key",
            Self::OtherKey => "if EC2 looks at the default key although another one is named",
            Self::NewBucket => "if the bucket does not exist yet",
        }
    }
}

/// Works out what a copy would do.
pub fn plan(request: &CopyRequest<'_>, facts: &Facts<'_>) -> CopyPlan {
    let route = route::of(request, facts);
    let encryption = encryption::of(request, &route, facts);
    let transfer = Transfer::of_any(encryption.outcomes().iter().map(|row| row.transfer));
    let (needs, key_needs) = needs::of(request, &route, facts, &encryption);
    let duration = duration::of(request, facts, transfer);
    let refused = route.verdict == RouteVerdict::Impossible
        || encryption.untold() == Some(Untold::Refused)
        || duration.verdict == DurationVerdict::Refused;
    CopyPlan {
        duration,
        transfer,
        encryption,
        results: results::of(request, &route, facts, refused),
        needs,
        key_needs,
        route,
    }
}
