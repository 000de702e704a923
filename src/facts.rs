//! What a request does not say: who makes the copy, the settings of the account, and the source.

use crate::request::{CopyRequest, principal_account};

pub mod source;

pub use source::{BackingSnapshot, SourceImage, SourceSnapshot, Stated};

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
    /// Images that are described.
    pub images: Vec<SourceImage>,
    /// Snapshots that are described.
    pub snapshots: Vec<SourceSnapshot>,
}

/// What is known besides one request.
#[derive(Clone, Copy, Debug, Default)]
pub struct Facts<'f> {
    /// The account that makes the copy: twelve digits.
    pub account: Option<&'f str>,
    /// The ARN of whoever makes the copy.
    pub principal: Option<&'f str>,
    /// Whether EBS encryption by default is on in the destination Region.
    pub encryption_by_default: Option<bool>,
    /// The default KMS key for EBS in the destination Region.
    pub default_key: Option<&'f str>,
    /// The source of an image copy.
    pub image: Option<&'f SourceImage>,
    /// The source of a snapshot copy.
    pub snapshot: Option<&'f SourceSnapshot>,
    /// Every snapshot that is described: those behind an image among them.
    pub snapshots: &'f [SourceSnapshot],
}

impl AllFacts {
    /// What holds for one request. What the request itself says of its maker counts more.
    pub fn about<'f>(&'f self, request: &'f CopyRequest<'_>) -> Facts<'f> {
        let own = request.principal.as_ref().map(|principal| principal.value.as_ref());
        let account = own.and_then(principal_account).or(self.account.as_deref());
        let principal = own.or(self.principal.as_deref());
        let image = request
            .string("SourceImageId")
            .and_then(|id| self.images.iter().rev().find(|image| image.id.value == id.value));
        let snapshot = request
            .string("SourceSnapshotId")
            .and_then(|id| self.snapshots.iter().rev().find(|snapshot| snapshot.id.value == id.value));
        Facts {
            account: account.or_else(|| principal_account(principal?)),
            principal,
            encryption_by_default: self.encryption_by_default,
            default_key: self.default_key.as_deref(),
            image,
            snapshot,
            snapshots: &self.snapshots,
        }
    }
}
