//! What a request does not say: who makes the copy, the settings of the account, and the source.

use crate::authorization::Caller;
use crate::request::{CopyRequest, principal_account};
use crate::rule::Rule;

pub mod describe;
pub mod source;

pub use describe::INVALID_SOURCE_DESCRIPTION;
pub use source::{BackingSnapshot, Described, SourceImage, SourceSnapshot, Stated};

/// The rules that the reader of descriptions raises.
pub static READER_RULES: &[&Rule] = &[&INVALID_SOURCE_DESCRIPTION];

/// Everything that was given besides the requests.
#[derive(Clone, Debug, Default)]
pub struct AllFacts {
    /// The account that makes the copies: twelve digits.
    pub account: Option<String>,
    /// The ARN of whoever makes the copies.
    pub principal: Option<String>,
    /// Whether EBS encryption by default is on in the destination Region.
    pub encryption_by_default: Option<bool>,
    /// The default KMS key for EBS in the destination Region, in any form of a `KmsKeyId`.
    pub default_key: Option<String>,
    /// The images and snapshots that are described.
    pub described: Described,
}

/// What is known besides one request.
#[derive(Clone, Copy, Debug, Default)]
pub struct Facts<'f> {
    /// The account that makes the copy: twelve digits.
    pub account: Option<&'f str>,
    /// The ARN of whoever makes the copy.
    pub principal: Option<&'f str>,
    /// The ARN of the role, path included, of which whoever makes the copy is a session, if that is known.
    pub role: Option<&'f str>,
    /// Whether EBS encryption by default is on in the destination Region.
    pub encryption_by_default: Option<bool>,
    /// The default KMS key for EBS in the destination Region.
    pub default_key: Option<&'f str>,
    /// The source of an image copy.
    pub image: Option<&'f SourceImage>,
    /// The source of a snapshot copy.
    pub snapshot: Option<&'f SourceSnapshot>,
    /// What the request itself describes.
    pub own: Option<&'f Described>,
    /// What is described beside the requests.
    pub described: Option<&'f Described>,
}

impl AllFacts {
    /// What holds for one request. What the request itself says of its maker counts more.
    pub fn about<'f>(&'f self, request: &'f CopyRequest<'_>) -> Facts<'f> {
        self.about_with(request, None)
    }

    /// What holds for one request that describes its source itself: that counts more than what is
    /// described beside it.
    pub fn about_with<'f>(
        &'f self,
        request: &'f CopyRequest<'_>,
        described: Option<&'f Described>,
    ) -> Facts<'f> {
        let own = request.principal.as_ref().map(|principal| principal.value.as_ref());
        let account = own.and_then(principal_account).or(self.account.as_deref());
        let principal = own.or(self.principal.as_deref());
        let facts = Facts {
            account: account.or_else(|| principal_account(principal?)),
            principal,
            role: None,
            encryption_by_default: self.encryption_by_default,
            default_key: self.default_key.as_deref(),
            image: None,
            snapshot: None,
            own: described,
            described: Some(&self.described),
        };
        Facts {
            image: request.string("SourceImageId").and_then(|id| facts.described_image(&id.value)),
            snapshot: request.string("SourceSnapshotId").and_then(|id| facts.described_snapshot(&id.value)),
            ..facts
        }
    }
}

impl Facts<'_> {
    /// Whoever makes the copy, as far as it is known.
    pub fn caller(&self) -> Caller {
        let caller = self.principal.and_then(|arn| Caller::parse(arn).ok());
        match (caller, self.role) {
            (Some(caller), Some(role)) => caller.with_role(role),
            (Some(caller), None) => caller,
            (None, _) => self.account.map_or_else(Caller::unknown, Caller::unknown_in),
        }
    }
}
