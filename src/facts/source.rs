//! What is known of a source: the image or snapshot as AWS describes it.

use std::collections::HashMap;

use crate::reference::{ZoneKind, availability_zone};
use crate::text::Span;

use super::Facts;

/// A value, and where it is stated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stated<T> {
    /// The value.
    pub value: T,
    /// Its place in the description.
    pub span: Span,
}

/// Images and snapshots that are described, by their ids. Of several descriptions of one id the last
/// counts.
#[derive(Clone, Debug, Default)]
pub struct Described {
    images: HashMap<String, SourceImage>,
    snapshots: HashMap<String, SourceSnapshot>,
    /// Whether a description was given, be it of nothing: `{"Images": []}`.
    given: bool,
    /// Whether something in one may describe what could not be read.
    partial: bool,
}

/// An image, as `aws ec2 describe-images` describes it. What the description lacks is `None`.
#[derive(Clone, Debug)]
pub struct SourceImage {
    /// `ImageId`.
    pub id: Stated<String>,
    /// `Name`.
    pub name: Option<Stated<String>>,
    /// `OwnerId`: twelve digits.
    pub owner: Option<Stated<String>>,
    /// `ImageOwnerAlias`: `amazon`, `aws-marketplace`.
    pub owner_alias: Option<Stated<String>>,
    /// `Public`.
    pub public: Option<Stated<bool>>,
    /// `State`: `available`.
    pub state: Option<Stated<String>>,
    /// `ImageLocation`: of an image in S3 the bucket and the key of its manifest.
    pub location: Option<Stated<String>>,
    /// `RootDeviceType`: `ebs` or `instance-store`.
    pub root_device_type: Option<Stated<String>>,
    /// `VirtualizationType`: `hvm` or `paravirtual`.
    pub virtualization_type: Option<Stated<String>>,
    /// The types of `ProductCodes`: `marketplace`, `devpay`; empty if there are surely none.
    pub product_codes: Option<Vec<Stated<String>>>,
    /// The keys of `Tags` that are not reserved for AWS; empty if there are surely none.
    pub tags: Option<Vec<Stated<String>>>,
    /// The snapshots behind it, from `BlockDeviceMappings`; `None` if the description lacks them.
    pub snapshots: Option<Vec<BackingSnapshot>>,
}

/// A snapshot behind an image.
#[derive(Clone, Debug)]
pub struct BackingSnapshot {
    /// The place of the mapping.
    pub span: Span,
    /// `SnapshotId`.
    pub id: Option<Stated<String>>,
    /// `Encrypted`.
    pub encrypted: Option<Stated<bool>>,
    /// `KmsKeyId`.
    pub key: Option<Stated<String>>,
    /// `VolumeSize`, in GiB.
    pub size: Option<Stated<u64>>,
    /// The ARN of the Outpost that holds it.
    pub outpost: Option<Stated<String>>,
    /// `AvailabilityZone` or `AvailabilityZoneId`: a zone of any kind.
    pub zone: Option<Stated<String>>,
}

/// A snapshot, as `aws ec2 describe-snapshots` describes it. What the description lacks is `None`.
#[derive(Clone, Debug)]
pub struct SourceSnapshot {
    /// `SnapshotId`.
    pub id: Stated<String>,
    /// `OwnerId`: twelve digits.
    pub owner: Option<Stated<String>>,
    /// `OwnerAlias`: `amazon`.
    pub owner_alias: Option<Stated<String>>,
    /// `State`: `completed`.
    pub state: Option<Stated<String>>,
    /// `StorageTier`: `standard` or `archive`.
    pub tier: Option<Stated<String>>,
    /// `RestoreExpiryTime`: it is restored from the archive until then.
    pub restored_until: Option<Stated<String>>,
    /// `Encrypted`.
    pub encrypted: Option<Stated<bool>>,
    /// `KmsKeyId`.
    pub key: Option<Stated<String>>,
    /// `VolumeSize`, in GiB.
    pub size: Option<Stated<u64>>,
    /// `FullSnapshotSizeInBytes`: the data that it holds.
    pub full_bytes: Option<Stated<u64>>,
    /// The volume that it was made of.
    pub volume: Option<Stated<String>>,
    /// The keys of `Tags` that are not reserved for AWS; empty if there are surely none.
    pub tags: Option<Vec<Stated<String>>>,
    /// The ARN of the Outpost that holds it.
    pub outpost: Option<Stated<String>>,
    /// `AvailabilityZone`: a zone of any kind.
    pub zone: Option<Stated<String>>,
}

/// One snapshot that a copy reads: the source itself, or one behind the source image. What the mapping of
/// an image leaves open is taken from the snapshot's own description.
#[derive(Clone, Copy, Debug)]
pub struct SourceData<'f> {
    /// Its id.
    pub id: Option<&'f Stated<String>>,
    /// Whether it is encrypted.
    pub encrypted: Option<&'f Stated<bool>>,
    /// The key that it is encrypted with.
    pub key: Option<&'f Stated<String>>,
    /// The size of its volume, in GiB.
    pub size: Option<&'f Stated<u64>>,
    /// The data that it holds, in bytes.
    pub full_bytes: Option<&'f Stated<u64>>,
    /// The ARN of the Outpost that holds it.
    pub outpost: Option<&'f Stated<String>>,
    /// The zone that holds it, of any kind.
    pub zone: Option<&'f Stated<String>>,
    /// Its own description, if there is one.
    pub snapshot: Option<&'f SourceSnapshot>,
}

impl Described {
    /// The description of an image.
    pub fn image(&self, id: &str) -> Option<&SourceImage> {
        self.images.get(id)
    }

    /// The description of a snapshot.
    pub fn snapshot(&self, id: &str) -> Option<&SourceSnapshot> {
        self.snapshots.get(id)
    }

    /// The ids of the images that are described, or of the snapshots; in no order.
    pub fn ids(&self, of_images: bool) -> impl Iterator<Item = &str> {
        let images = self.images.keys().filter(move |_| of_images);
        let snapshots = self.snapshots.keys().filter(move |_| !of_images);
        images.chain(snapshots).map(String::as_str)
    }

    /// Whether a description was given, be it of nothing: `{"Images": []}`.
    pub fn is_given(&self) -> bool {
        self.given
    }

    /// Whether a description could not be read in full, so that nothing can be said about what is absent.
    pub fn is_partial(&self) -> bool {
        self.partial
    }

    /// Adds what was described later.
    pub fn add(&mut self, later: Self) {
        self.images.extend(later.images);
        self.snapshots.extend(later.snapshots);
        self.given |= later.given;
        self.partial |= later.partial;
    }

    pub(super) fn mark_given(&mut self) {
        self.given = true;
    }

    /// Says that something was to be described that could not be read.
    pub fn mark_partial(&mut self) {
        self.partial = true;
    }

    pub(super) fn add_image(&mut self, image: SourceImage) {
        self.images.insert(image.id.value.clone(), image);
    }

    pub(super) fn add_snapshot(&mut self, snapshot: SourceSnapshot) {
        self.snapshots.insert(snapshot.id.value.clone(), snapshot);
    }
}

impl<'f> Facts<'f> {
    /// The description of an image.
    pub fn described_image(&self, id: &str) -> Option<&'f SourceImage> {
        [self.own, self.described].into_iter().flatten().find_map(|described| described.image(id))
    }

    /// The description of a snapshot.
    pub fn described_snapshot(&self, id: &str) -> Option<&'f SourceSnapshot> {
        [self.own, self.described].into_iter().flatten().find_map(|described| described.snapshot(id))
    }

    /// Whether the source is described.
    pub fn describes_source(&self) -> bool {
        self.image.is_some() || self.snapshot.is_some()
    }

    /// The snapshots that the copy reads; `None` if the source is not described, or its description
    /// does not tell.
    pub fn source_data(&self) -> Option<Vec<SourceData<'f>>> {
        if let Some(snapshot) = self.snapshot {
            return Some(vec![SourceData::of(snapshot)]);
        }
        let backing = self.image?.snapshots.as_ref()?;
        Some(backing.iter().map(|backing| self.behind_image(backing)).collect())
    }

    fn behind_image(&self, backing: &'f BackingSnapshot) -> SourceData<'f> {
        let described = backing.id.as_ref().and_then(|id| self.described_snapshot(&id.value));
        let of_snapshot = described.map(SourceData::of);
        SourceData {
            id: backing.id.as_ref(),
            encrypted: backing.encrypted.as_ref().or(of_snapshot.and_then(|data| data.encrypted)),
            key: backing.key.as_ref().or(of_snapshot.and_then(|data| data.key)),
            size: backing.size.as_ref().or(of_snapshot.and_then(|data| data.size)),
            full_bytes: of_snapshot.and_then(|data| data.full_bytes),
            outpost: backing.outpost.as_ref().or(of_snapshot.and_then(|data| data.outpost)),
            zone: backing.zone.as_ref().or(of_snapshot.and_then(|data| data.zone)),
            snapshot: described,
        }
    }

    /// Whether the source is encrypted: of an image, whether any snapshot behind it is. `None` if that
    /// is not known.
    pub fn source_encrypted(&self) -> Option<bool> {
        let data = self.source_data()?;
        if data.iter().any(|data| data.said_encrypted().is_some()) {
            return Some(true);
        }
        data.iter().all(|data| data.encrypted.is_some()).then_some(false)
    }

    /// The account that owns the source.
    pub fn source_owner(&self) -> Option<&'f Stated<String>> {
        let of_snapshot = self.snapshot.and_then(|snapshot| snapshot.owner.as_ref());
        self.image.and_then(|image| image.owner.as_ref()).or(of_snapshot)
    }

    /// Whether another account owns the source; `None` if that is not known.
    pub fn source_is_shared(&self) -> Option<bool> {
        if self.is_of_vendor() {
            return Some(true);
        }
        Some(self.source_owner()?.value != self.account?)
    }

    /// Whether the source is an image that is described as public.
    pub fn source_is_public(&self) -> bool {
        let public = self.image.and_then(|image| image.public.as_ref());
        public.is_some_and(|public| public.value)
    }

    /// Whether the source belongs to AWS or to a seller: only such accounts have these aliases.
    fn is_of_vendor(&self) -> bool {
        let of_snapshot = self.snapshot.and_then(|snapshot| snapshot.owner_alias.as_ref());
        let alias = self.image.and_then(|image| image.owner_alias.as_ref()).or(of_snapshot);
        alias.is_some_and(|alias| matches!(alias.value.as_str(), "amazon" | "aws-marketplace"))
    }

    /// Whether the source is an image whose root device is in S3; `None` if that is not known.
    pub fn s3_backed(&self) -> Option<bool> {
        Some(self.image?.root_device_type.as_ref()?.value == "instance-store")
    }

    /// The ARN of the Outpost that holds the source: of an image, one of the snapshots behind it.
    pub fn source_outpost(&self) -> Option<&'f Stated<String>> {
        self.source_data()?.into_iter().find_map(|data| data.outpost)
    }

    /// The Local Zone that holds the source, by name or id: of an image, one of the snapshots behind it.
    pub fn source_zone(&self) -> Option<&'f Stated<String>> {
        let is_local = |zone: &&Stated<String>| {
            availability_zone(&zone.value).is_some_and(|zone| zone.kind == ZoneKind::LocalZone)
        };
        self.source_data()?.into_iter().filter_map(|data| data.zone).find(is_local)
    }
}

impl<'f> SourceData<'f> {
    /// What says that it is encrypted, if it is.
    pub fn said_encrypted(&self) -> Option<&'f Stated<bool>> {
        self.encrypted.filter(|encrypted| encrypted.value)
    }

    fn of(snapshot: &'f SourceSnapshot) -> Self {
        Self {
            id: Some(&snapshot.id),
            encrypted: snapshot.encrypted.as_ref(),
            key: snapshot.key.as_ref(),
            size: snapshot.size.as_ref(),
            full_bytes: snapshot.full_bytes.as_ref(),
            outpost: snapshot.outpost.as_ref(),
            zone: snapshot.zone.as_ref(),
            snapshot: Some(snapshot),
        }
    }
}
