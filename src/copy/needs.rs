//! The permissions that a copy needs, as questions to policies.
//!
//! The names in `when` and `resource` of an operation's permissions are implemented here.

use std::collections::HashMap;

use super::key::is_managed_key;
use super::{EncryptionOutcome, Endpoint, Key, Need, PlannedRoute, Tags};
use crate::arn::Arn;
use crate::authorization::{Context, Fact, Part, Query, Resource, State};
use crate::facts::Facts;
use crate::operation::Permission;
use crate::reference;
use crate::request::CopyRequest;
use crate::text::Span;

/// The form of an account id.
const ACCOUNT: Part = Part::Like { form: "????????????", name: "the account" };

/// The needs of a request.
pub(super) fn of(request: &CopyRequest<'_>, route: &PlannedRoute, facts: &Facts<'_>) -> Vec<Need> {
    let copy = Copy { request, route, facts };
    request.operation.permissions.iter().filter_map(|permission| copy.need(permission)).collect()
}

/// The needs on a key that the request does not name, if the copy may be encrypted with one.
pub(super) fn of_default_key(
    request: &CopyRequest<'_>,
    route: &PlannedRoute,
    facts: &Facts<'_>,
    encryption: &[EncryptionOutcome],
) -> Vec<Need> {
    let managed = request.string("KmsKeyId").is_some_and(|key| is_managed_key(&key.value));
    let unnamed = |row: &EncryptionOutcome| row.encrypted && (managed || !matches!(row.key, Key::Given(_)));
    if !encryption.iter().any(unnamed) {
        return Vec::new();
    }
    let copy = Copy { request, route, facts };
    let cause = ["KmsKeyId", "Encrypted"].iter().find_map(|name| request.parameter(name));
    let cause = cause.map_or(request.name, |parameter| parameter.name_span);
    let on_key = request.operation.permissions.iter().filter(|permission| permission.when == "kms-key-given");
    on_key
        .map(|permission| Need {
            permission,
            query: Query {
                action: permission.action.clone(),
                resources: vec![copy.default_key()],
                context: copy.context(permission),
            },
            cause,
            conditional: !encryption.iter().all(unnamed),
            assumed: false,
        })
        .collect()
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

/// What `aws:PrincipalArn` holds: for a session of a role the ARN of the role, whose path the ARN of the
/// session does not tell (IAM User Guide, "AWS global condition context keys").
fn principal_state(principal: &str) -> State {
    match Arn::parse(principal) {
        Ok(arn) if arn.service.text == "iam" => State::Values(vec![principal.to_owned()]),
        _ => State::Present,
    }
}

/// When a permission is needed.
struct Occasion {
    cause: Span,
    conditional: bool,
}

impl Copy<'_> {
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
            conditional: occasion.conditional,
            assumed: permission.when == "ebs-backed" && self.facts.s3_backed().is_none(),
        })
    }

    /// What `when` means; `None` if the permission is not needed.
    fn occasion(&self, when: &str) -> Option<Occasion> {
        let request = self.request;
        let at = |cause: Span| Occasion { cause, conditional: false };
        let maybe = |cause: Span| Occasion { cause, conditional: true };
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
                self.copies_tags().map(|conditional| Occasion { cause, conditional })
            }
            "kms-key-given" => match request.parameter("KmsKeyId").filter(|_| request.gives("KmsKeyId")) {
                Some(key) if key.value.as_str().is_some_and(is_managed_key) => None,
                Some(key) if key.value.as_str().is_some() => Some(at(request.place(key.value.range))),
                // What only a shell knows may be empty, which counts as no key.
                Some(key) => Some(maybe(request.place(key.value.range))),
                None if request.incomplete => Some(maybe(request.name)),
                None => None,
            },
            // There are no snapshots behind an image in S3. Images are taken to be EBS-backed unless something
            // says that they are not.
            "ebs-backed" if self.facts.s3_backed() == Some(true) => None,
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
        let destination = region_part(self.route.destination.region.as_deref(), "the destination Region");
        match name {
            "source-snapshot" => self.sources("snapshot", "SourceSnapshotId"),
            "source-image" => self.sources("image", "SourceImageId"),
            "new-image" => vec![self.ec2(destination, Part::known("image/*"))],
            "destination-key" => vec![self.key()],
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

    fn key(&self) -> Resource {
        const BEHIND_ALIAS: Part = Part::Like { form: "key/*", name: "the key behind the alias" };
        const ANY: Part = Part::Like { form: "key/*", name: "the key" };
        let given = self.request.string("KmsKeyId");
        let given = given.as_ref().map(|key| key.value.as_ref()).unwrap_or_default();
        let service = Part::known("kms");
        if given.is_empty() {
            // It may be the ARN of a key anywhere.
            let region = region_part(None, "the Region of the key");
            return Resource { partition: self.partition(), service, region, account: ACCOUNT, id: ANY };
        }
        let id = |text: &str| {
            if text.starts_with("alias/") {
                BEHIND_ALIAS
            } else {
                Part::known(if text.starts_with("key/") { text.to_owned() } else { format!("key/{text}") })
            }
        };
        match Arn::parse(given) {
            Ok(arn) if arn.service.text == "kms" => Resource {
                partition: Part::known(arn.partition.text),
                service,
                region: Part::known(arn.region.text),
                account: Part::known(arn.account.text),
                id: id(arn.resource.text),
            },
            _ => Resource { id: id(given), ..self.default_key() },
        }
    }

    /// Some key of the account in the destination Region.
    fn default_key(&self) -> Resource {
        const DEFAULT: Part = Part::Like { form: "key/*", name: "the default key" };
        let region = region_part(self.route.destination.region.as_deref(), "the destination Region");
        let account = self.facts.account.map_or(ACCOUNT, Part::known);
        Resource { partition: self.partition(), service: Part::known("kms"), region, account, id: DEFAULT }
    }

    fn partition(&self) -> Part {
        const UNKNOWN: Part = Part::Like { form: "aws*", name: "the partition" };
        self.route.destination.partition.or(self.route.source.partition).map_or(UNKNOWN, Part::known)
    }

    /// What is known of the context of a check (the tables of what EC2 evaluates for a copy: Service
    /// Authorization Reference for Amazon EC2, and "Tag your Amazon EC2 resources").
    fn context(&self, permission: &Permission) -> Context {
        let resource_type = match permission.resource.as_str() {
            "source-image" | "new-image" => "image",
            "destination-key" => "key",
            _ => "snapshot",
        };
        let mut context = Context::new(&permission.action, resource_type);
        let destination = match &self.route.destination.region {
            Some(region) => State::Values(vec![region.clone()]),
            None => State::Present,
        };
        context.set("aws:RequestedRegion", Fact::new(destination.clone()));
        context.set("ec2:Region", Fact::new(destination));
        if let Some(account) = self.facts.account {
            context.set("aws:PrincipalAccount", Fact::new(State::Values(vec![account.to_owned()])));
        }
        if let Some(principal) = self.facts.principal {
            context.set("aws:PrincipalArn", Fact::new(principal_state(principal)));
        }
        match permission.resource.as_str() {
            "source-snapshot" => self.source_context(&mut context, "ec2:SnapshotID", "SourceSnapshotId"),
            "source-image" => self.source_context(&mut context, "ec2:ImageID", "SourceImageId"),
            "new-snapshot" | "new-image" => self.new_context(&mut context, permission, resource_type),
            "destination-key" => self.key_context(&mut context),
            _ => {}
        }
        context
    }

    /// EC2 uses the key for the caller, and through a grant (AWS KMS Developer Guide, "How Amazon EBS uses
    /// AWS KMS" and the condition keys that it names).
    fn key_context(&self, context: &mut Context) {
        let Endpoint { partition, region, .. } = &self.route.destination;
        if let (Some(partition), Some(region)) = (partition.and_then(reference::partition), region) {
            let service = format!("ec2.{region}.{}", partition.dns_suffix);
            let state = State::Values(vec![service]);
            // Seen in documents for the partition `aws`; by analogy for others.
            let fact = if partition.id == "aws" { Fact::new(state) } else { Fact::inferred(state) };
            context.set("kms:ViaService", fact);
        }
        context.set("kms:GrantIsForAWSResource", Fact::inferred(State::Values(vec!["true".to_owned()])));
        if let Some(account) = self.facts.account {
            context.set("kms:CallerAccount", Fact::new(State::Values(vec![account.to_owned()])));
        }
    }

    /// On the source, the tags of the request are not there. That follows from what AWS's own policies
    /// do, not from a document.
    fn source_context(&self, context: &mut Context, id_key: &str, parameter: &str) {
        context.set_family("aws:requesttag/", Fact::inferred(State::Absent));
        context.set("aws:TagKeys", Fact::inferred(State::Absent));
        if let Some(id) = self.request.string(parameter) {
            context.set(id_key, Fact::inferred(State::Values(vec![id.value.into_owned()])));
        }
    }

    fn new_context(&self, context: &mut Context, permission: &Permission, resource_type: &str) {
        let tags = Tags::of(self.request, resource_type);
        // Tags that are copied from the source image are not tags of the request; whether they count
        // as such is not known.
        let copied = resource_type == "image" && self.request.boolean("CopyImageTags") == Some(true);
        let certain = tags.complete && !copied && permission.when != "copy-image-tags";
        let rest = if certain { State::Absent } else { State::Unknown };
        context.set_family("aws:requesttag/", Fact::new(rest.clone()));
        let mut same: HashMap<String, usize> = HashMap::new();
        for (key, _) in &tags.known {
            *same.entry(key.to_ascii_lowercase()).or_default() += 1;
        }
        for (key, value) in &tags.known {
            // The names of condition keys have no case: of tags that differ by case only, which one counts
            // is not known.
            let state = match value {
                Some(value) if same.get(&key.to_ascii_lowercase()) == Some(&1) => {
                    State::Values(vec![value.clone()])
                }
                _ => State::Present,
            };
            context.set(&format!("aws:RequestTag/{key}"), Fact::new(state));
        }
        let keys: Vec<String> = tags.known.iter().map(|(key, _)| key.clone()).collect();
        let keys = if !certain {
            State::Unknown
        } else if keys.is_empty() {
            rest
        } else {
            State::Values(keys)
        };
        context.set("aws:TagKeys", Fact::new(keys));
        if permission.action == "ec2:CreateTags" {
            let action = self.request.operation.name.clone();
            context.set("ec2:CreateAction", Fact::new(State::Values(vec![action])));
        }
        match self.request.string("DestinationOutpostArn") {
            Some(arn) => {
                context.set("ec2:OutpostArn", Fact::new(State::Values(vec![arn.value.into_owned()])));
            }
            None if self.request.gives("DestinationOutpostArn") => {}
            None => context.set("ec2:OutpostArn", Fact::new(State::Absent)),
        }
    }
}
