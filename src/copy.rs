//! What a copy does: its route, what becomes of encryption, how much it moves in which time, and the
//! permissions that it needs.
//!
//! A plan is made from the request and the [facts](crate::facts) alone; it knows nothing of policies.

use crate::authorization::Query;
use crate::facts::Facts;
use crate::operation::Permission;
use crate::request::CopyRequest;
use crate::text::Span;

pub mod duration;
mod encryption;
mod key;
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
pub use key::is_managed_key;
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
    /// What comes of it, in words.
    pub results: Vec<results::Outcome>,
    /// The permissions that it needs, in the order in which they are checked.
    pub needs: Vec<Need>,
    /// What an encrypted copy needs of a key that the request does not name. Which key that is, and what
    /// its own policy grants, is not known: only that a statement denies these says something.
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
    /// Whether it is needed only if something holds that is not known.
    pub conditional: bool,
    /// Whether it rests on what is taken for granted while nothing is known: that the image is EBS-backed.
    pub assumed: bool,
}

/// Works out what a copy would do.
pub fn plan(request: &CopyRequest<'_>, facts: &Facts<'_>) -> CopyPlan {
    let route = route::of(request, facts);
    let encryption = encryption::of(request, &route, facts);
    let transfer = Transfer::of_any(encryption.outcomes().iter().map(|row| row.transfer));
    CopyPlan {
        key_needs: needs::of_default_key(request, &route, facts, encryption.outcomes()),
        duration: duration::of(request, facts, transfer),
        transfer,
        encryption,
        results: results::of(request, &route, facts),
        needs: needs::of(request, &route, facts),
        route,
    }
}
