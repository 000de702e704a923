//! The permissions that a copy needs, as questions to policies.
//!
//! The names in `when` and `resource` of an operation's permissions are implemented here.

use std::collections::HashSet;

use super::{Encryption, Need, PlannedRoute, Proviso, Tags};
use crate::authorization::{Part, Query, Resource};
use crate::facts::Facts;
use crate::operation::Permission;
use crate::request::CopyRequest;
use crate::text::Span;

mod buckets;
mod context;
mod key_context;
mod keys;

use keys::{KeyRole, KeyUse};

/// The form of an account id.
const ACCOUNT: Part = Part::Like { form: "????????????", name: "the account" };

/// The needs of a request, and those of which only a denial says something.
pub(super) fn of(
    request: &CopyRequest<'_>,
    route: &PlannedRoute,
    facts: &Facts<'_>,
    encryption: &Encryption,
) -> (Vec<Need>, Vec<Need>) {
    let copy = Copy { request, route, facts };
    let uses = keys::uses(&copy, encryption);
    let mut needs = Vec::new();
    let mut key_needs = Vec::new();
    // One key can be that of the source and that of the copy.
    let mut certain: HashSet<(&str, bool, Vec<Resource>)> = HashSet::new();
    for permission in &request.operation.permissions {
        let Some(role) = KeyRole::of(&permission.resource) else {
            needs.extend(copy.need(permission));
            continue;
        };
        for key in uses.iter().filter(|key| key.role == role) {
            let list = if key.is_told { &mut needs } else { &mut key_needs };
            let need = copy.key_need(permission, key);
            let known = (permission.action.as_str(), key.is_told, need.query.resources.clone());
            // What an older guide asks of the default key is a question of its own.
            let is_known = role != KeyRole::Default && certain.contains(&known);
            if is_known {
                continue;
            }
            if need.proviso.is_none() {
                certain.insert(known);
            }
            list.push(need);
        }
    }
    (needs, key_needs)
}

struct Copy<'a> {
    request: &'a CopyRequest<'a>,
    route: &'a PlannedRoute,
    facts: &'a Facts<'a>,
}

/// A Region field: the Region, or some Region.
fn region_part(region: Option<&str>, name: &'static str) -> Part {
    region.map_or(Part::Like { form: "*-*-*", name }, Part::known)
}

/// When a permission is needed.
struct Occasion {
    cause: Span,
    proviso: Option<Proviso>,
}

impl Copy<'_> {
    fn key_need(&self, permission: &'static Permission, key: &KeyUse) -> Need {
        let mut context = self.context(permission);
        key.set(&mut context);
        Need {
            permission,
            query: Query {
                action: permission.action.clone(),
                resources: vec![key.resource.clone()],
                context,
            },
            cause: key.cause,
            proviso: key.proviso,
            assumed: false,
        }
    }

    fn need(&self, permission: &'static Permission) -> Option<Need> {
        let occasion = self.occasion(&permission.when)?;
        Some(Need {
            permission,
            query: Query {
                action: permission.action.clone(),
                resources: self.resources(&permission.resource),
                context: self.context(permission),
            },
            cause: occasion.cause,
            proviso: occasion.proviso,
            assumed: permission.when == "ebs-backed" && self.facts.s3_backed().is_none(),
        })
    }

    /// What `when` means; `None` if the permission is not needed.
    fn occasion(&self, when: &str) -> Option<Occasion> {
        let request = self.request;
        let at = |cause: Span| Occasion { cause, proviso: None };
        let maybe = |cause: Span| Occasion { cause, proviso: Some(Proviso::Unread) };
        let tagged = |resource_type: &str| {
            let tags = Tags::of(request, resource_type);
            let list = request.parameter("TagSpecifications");
            match (tags.any(), tags.complete) {
                (true, _) => Some(at(tags.entry.unwrap_or(request.name))),
                // What cannot be read may hold tags.
                (false, false) => Some(maybe(list.map_or(request.name, |list| list.name_span))),
                (false, true) => None,
            }
        };
        match when {
            "snapshot-tags" => tagged("snapshot"),
            "image-tags" => tagged("image"),
            "copy-image-tags" => {
                let asked = request.boolean("CopyImageTags") == Some(true);
                if !asked || Tags::of(request, "image").any() {
                    return None;
                }
                let cause = request.parameter("CopyImageTags")?.name_span;
                self.copies_tags()
                    .map(|open| Occasion { cause, proviso: open.then_some(Proviso::TagsToCopy) })
            }
            // There are no snapshots behind an image in S3. Images are taken to be EBS-backed unless something
            // says that they are not.
            "ebs-backed" if self.facts.s3_backed() == Some(true) => None,
            "s3-backed" | "new-bucket" if self.facts.s3_backed() != Some(true) => None,
            "new-bucket" => Some(Occasion { cause: request.name, proviso: Some(Proviso::NewBucket) }),
            _ => Some(at(request.name)),
        }
    }

    /// Whether it is open if copying the tags of the source image copies any; `None` if it surely does not.
    ///
    /// Only the tags of whoever makes the copy are copied (EC2 User Guide, "Copy an Amazon EC2 AMI"), and only
    /// whoever made a tag can see it: tags of a foreign image may be either's.
    fn copies_tags(&self) -> Option<bool> {
        let tags = self.facts.image.and_then(|image| image.tags.as_ref());
        match tags.map(Vec::is_empty) {
            Some(true) => None,
            Some(false) => Some(self.facts.source_is_shared() != Some(false)),
            None => Some(true),
        }
    }

    /// What `resource` means.
    fn resources(&self, name: &str) -> Vec<Resource> {
        if let Some(buckets) = self.buckets(name) {
            return buckets;
        }
        let destination = region_part(self.route.destination.region.as_deref(), "the destination Region");
        match name {
            "source-snapshot" => self.sources("snapshot", "SourceSnapshotId"),
            "source-image" => self.sources("image", "SourceImageId"),
            "new-image" => vec![self.ec2(destination, Part::known("image/*"))],
            _ => vec![self.ec2(destination, Part::known("snapshot/*"))],
        }
    }

    /// The ARN of the source. Whether its Region field holds the source Region or the destination
    /// Region is documented nowhere: both are asked.
    fn sources(&self, resource_type: &str, parameter: &str) -> Vec<Resource> {
        let id = match self.request.string(parameter) {
            Some(id) => Part::known(format!("{resource_type}/{}", id.value)),
            None if resource_type == "image" => Part::Like { form: "image/ami-*", name: "the source image" },
            None => Part::Like { form: "snapshot/snap-*", name: "the source snapshot" },
        };
        let source = region_part(self.route.source.region.as_deref(), "the source Region");
        let destination = region_part(self.route.destination.region.as_deref(), "the destination Region");
        let mut resources = vec![self.ec2(source, id.clone())];
        let other = self.ec2(destination, id);
        if !resources.contains(&other) {
            resources.push(other);
        }
        resources
    }

    fn ec2(&self, region: Part, id: Part) -> Resource {
        // Images and snapshots have no account in their ARNs.
        let account = Part::known("");
        Resource { partition: self.partition(), service: Part::known("ec2"), region, account, id }
    }

    fn partition(&self) -> Part {
        const UNKNOWN: Part = Part::Like { form: "aws*", name: "the partition" };
        self.route.destination.partition.or(self.route.source.partition).map_or(UNKNOWN, Part::known)
    }
}
