//! Reads descriptions of images and snapshots: the JSON that `aws ec2 describe-images` and
//! `aws ec2 describe-snapshots` print, whole or cut down by `--query`.
//!
//! What a description lacks stays unknown: `--query` may have cut it off. Only of a description that has
//! everything that AWS always prints is it known that what it lacks is not there.

use crate::rule::{Family, Finding, Level, Rule};
use crate::text::SourceId;
use crate::tree::{Node, Value};

use super::source::{BackingSnapshot, Described, SourceImage, SourceSnapshot, Stated};

mod fields;

use fields::is_empty;

/// A description of a source cannot be read as what it should be.
pub static INVALID_SOURCE_DESCRIPTION: Rule = Rule::new(
    Family::Request,
    "invalid-source-description",
    Level::Error,
    include_str!("../../rules/request/invalid-source-description.md"),
);

/// What stands in every description of an image that nothing was cut off from (shape `Image` of the EC2
/// API). Who wants only some fields never asks for all of these.
const ALWAYS_OF_IMAGE: [&str; 8] = [
    "Architecture",
    "BlockDeviceMappings",
    "CreationDate",
    "Hypervisor",
    "ImageLocation",
    "ImageType",
    "OwnerId",
    "State",
];

/// The same for a snapshot (shape `Snapshot`).
const ALWAYS_OF_SNAPSHOT: [&str; 7] =
    ["Description", "Encrypted", "OwnerId", "Progress", "StartTime", "State", "VolumeId"];

/// The command that prints a document, if it has the form of what one of the two prints.
pub fn recognizes(root: &Node<'_>) -> Option<&'static str> {
    match &root.value {
        Value::Object(_) => command_of(root),
        Value::Array(elements) => elements.iter().find_map(command_of),
        _ => None,
    }
}

fn command_of(node: &Node<'_>) -> Option<&'static str> {
    let is_list = |name: &str| node.get(name).is_some_and(|list| matches!(list.value, Value::Array(_)));
    if is_list("Images") || node.member("ImageId").is_some() {
        Some("describe-images")
    } else if is_list("Snapshots") || node.member("SnapshotId").is_some() {
        Some("describe-snapshots")
    } else {
        None
    }
}

/// Reads a document; what is wrong with it becomes findings, and the rest is read all the same.
pub fn read(source: SourceId, root: &Node<'_>, findings: &mut Vec<Finding>) -> Described {
    let mut reader = Reader { source, findings, described: Described::default() };
    reader.described.mark_given();
    if root.incomplete {
        reader.described.mark_partial();
    }
    match &root.value {
        Value::Array(elements) => elements.iter().for_each(|element| reader.answer(element)),
        _ => reader.answer(root),
    }
    reader.described
}

/// What is described.
#[derive(Clone, Copy)]
enum Thing {
    Image,
    Snapshot,
}

impl Thing {
    fn name(self) -> &'static str {
        match self {
            Self::Image => "an image",
            Self::Snapshot => "a snapshot",
        }
    }

    fn id_field(self) -> &'static str {
        match self {
            Self::Image => "ImageId",
            Self::Snapshot => "SnapshotId",
        }
    }

    fn command(self) -> &'static str {
        match self {
            Self::Image => "describe-images",
            Self::Snapshot => "describe-snapshots",
        }
    }
}

struct Reader<'r> {
    source: SourceId,
    findings: &'r mut Vec<Finding>,
    described: Described,
}

impl Reader<'_> {
    /// An answer, or an image or a snapshot of one.
    fn answer(&mut self, node: &Node<'_>) {
        if matches!(node.value, Value::Unknown) {
            return;
        }
        let lists = [("Images", Thing::Image), ("Snapshots", Thing::Snapshot)];
        let mut any = false;
        for (name, thing) in lists {
            let Some(list) = node.get(name) else { continue };
            any = true;
            match &list.value {
                Value::Array(elements) => elements.iter().for_each(|element| self.thing(thing, element)),
                Value::Unknown => {}
                _ => {
                    self.described.mark_partial();
                    self.invalid(list, &format!("`{name}`"), "a list", thing.command());
                }
            }
        }
        if any {
            return;
        }
        // A mapping of an image has a `SnapshotId`, an image has not: which id there is tells them apart.
        if node.member("ImageId").is_some() {
            self.thing(Thing::Image, node);
        } else if node.member("SnapshotId").is_some() {
            self.thing(Thing::Snapshot, node);
        } else if !node.incomplete {
            self.described.mark_partial();
            let message = "this describes neither an image nor a snapshot";
            self.raise(
                node.range,
                message,
                "give what `aws ec2 describe-images` or `aws ec2 describe-snapshots` prints",
            );
        }
    }

    fn thing(&mut self, thing: Thing, node: &Node<'_>) {
        match node.value {
            Value::Object(_) => {}
            Value::Unknown => return,
            _ => {
                self.described.mark_partial();
                return self.invalid(node, thing.name(), "an object", thing.command());
            }
        }
        let Some(id) = self.string(node, thing, thing.id_field()) else {
            self.described.mark_partial();
            if !node.incomplete && node.get(thing.id_field()).is_none_or(|id| is_empty(&id.value)) {
                let message = format!("{} is described without its `{}`", thing.name(), thing.id_field());
                let help = format!("have `--query` print `{}` too", thing.id_field());
                self.raise(node.range, &message, &help);
            }
            return;
        };
        match thing {
            Thing::Image => {
                let image = self.image(id, node);
                self.described.add_image(image);
            }
            Thing::Snapshot => {
                let snapshot = self.snapshot(id, node);
                self.described.add_snapshot(snapshot);
            }
        }
    }

    fn image(&mut self, id: Stated<String>, node: &Node<'_>) -> SourceImage {
        let thing = Thing::Image;
        let whole = is_whole(node, &ALWAYS_OF_IMAGE);
        SourceImage {
            id,
            name: self.string(node, thing, "Name"),
            owner: self.string(node, thing, "OwnerId"),
            owner_alias: self.string(node, thing, "ImageOwnerAlias"),
            public: self.boolean(node, thing, "Public"),
            state: self.string(node, thing, "State"),
            location: self.string(node, thing, "ImageLocation"),
            root_device_type: self.string(node, thing, "RootDeviceType"),
            virtualization_type: self.string(node, thing, "VirtualizationType"),
            product_codes: self.product_codes(node, whole),
            tags: self.tags(node, thing, whole),
            snapshots: self.backing_snapshots(node, whole),
        }
    }

    fn snapshot(&mut self, id: Stated<String>, node: &Node<'_>) -> SourceSnapshot {
        let thing = Thing::Snapshot;
        let whole = is_whole(node, &ALWAYS_OF_SNAPSHOT);
        SourceSnapshot {
            id,
            owner: self.string(node, thing, "OwnerId"),
            owner_alias: self.string(node, thing, "OwnerAlias"),
            state: self.string(node, thing, "State"),
            tier: self.string(node, thing, "StorageTier"),
            restored_until: self.string(node, thing, "RestoreExpiryTime"),
            encrypted: self.boolean(node, thing, "Encrypted"),
            key: self.string(node, thing, "KmsKeyId"),
            size: self.number(node, thing, "VolumeSize"),
            full_bytes: self.number(node, thing, "FullSnapshotSizeInBytes"),
            volume: self.string(node, thing, "VolumeId"),
            tags: self.tags(node, thing, whole),
            outpost: self.string(node, thing, "OutpostArn"),
            zone: self.string(node, thing, "AvailabilityZone"),
        }
    }

    /// The mappings that have a snapshot behind them.
    fn backing_snapshots(&mut self, image: &Node<'_>, whole: bool) -> Option<Vec<BackingSnapshot>> {
        let thing = Thing::Image;
        let (mappings, complete) = self.list(image, thing, "BlockDeviceMappings")?;
        if !complete {
            return None;
        }
        let mut snapshots = Vec::new();
        for mapping in mappings {
            let Some(device) = mapping.get("Ebs") else { continue };
            match device.value {
                Value::Null => continue,
                Value::Object(_) => {}
                _ => {
                    self.invalid(device, "`Ebs` of an image", "an object", thing.command());
                    return None;
                }
            }
            let id = self.string(device, thing, "SnapshotId");
            if id.is_none() && whole {
                // An empty volume, which every instance gets anew: there is nothing to copy.
                continue;
            }
            snapshots.push(BackingSnapshot {
                span: mapping.range.of(self.source),
                id,
                encrypted: self.boolean(device, thing, "Encrypted"),
                key: self.string(device, thing, "KmsKeyId"),
                size: self.number(device, thing, "VolumeSize"),
                outpost: self.string(device, thing, "OutpostArn"),
                zone: ["AvailabilityZone", "AvailabilityZoneId"]
                    .into_iter()
                    .find_map(|name| self.string(device, thing, name)),
            });
        }
        Some(snapshots)
    }

    /// The keys of the tags that are not AWS's own.
    fn tags(&mut self, node: &Node<'_>, thing: Thing, whole: bool) -> Option<Vec<Stated<String>>> {
        let Some((elements, mut complete)) = self.list(node, thing, "Tags") else {
            return (whole && node.member("Tags").is_none()).then(Vec::new);
        };
        let mut keys = Vec::new();
        for element in elements {
            match self.string(element, thing, "Key") {
                Some(key) if key.value.starts_with("aws:") => {}
                Some(key) => keys.push(key),
                None => complete = false,
            }
        }
        (complete || !keys.is_empty()).then_some(keys)
    }

    /// The types of the product codes; of a code without a type the code itself.
    fn product_codes(&mut self, node: &Node<'_>, whole: bool) -> Option<Vec<Stated<String>>> {
        let thing = Thing::Image;
        let Some((elements, mut complete)) = self.list(node, thing, "ProductCodes") else {
            return (whole && node.member("ProductCodes").is_none()).then(Vec::new);
        };
        let mut codes = Vec::new();
        for element in elements {
            let named = ["ProductCodeType", "ProductCodeId"];
            match named.into_iter().find_map(|name| self.string(element, thing, name)) {
                Some(code) => codes.push(code),
                None => complete = false,
            }
        }
        (complete || !codes.is_empty()).then_some(codes)
    }
}

/// Whether nothing was cut off from a description.
fn is_whole(node: &Node<'_>, always: &[&str]) -> bool {
    let has = |name: &&str| node.get(name).is_some_and(|value| !matches!(value.value, Value::Null));
    !node.incomplete && always.iter().all(has)
}
