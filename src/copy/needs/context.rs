//! What is known of the context of each check.

use std::collections::HashMap;

use super::Copy;
use crate::authorization::{Context, Fact, State};
use crate::copy::{Endpoint, Tags};
use crate::operation::Permission;
use crate::reference;

impl Copy<'_> {
    /// What is known of the context of a check (the tables of what EC2 evaluates for a copy: Service
    /// Authorization Reference for Amazon EC2, and "Tag your Amazon EC2 resources").
    pub(super) fn context(&self, permission: &Permission) -> Context {
        let resource_type = match permission.resource.as_str() {
            "source-image" | "new-image" => "image",
            "destination-key" | "source-key" | "default-key" => "key",
            "source-bucket" | "destination-bucket" => "bucket",
            "source-objects" | "destination-objects" => "object",
            "every-bucket" => "",
            _ => "snapshot",
        };
        let mut context = Context::new(&permission.action, resource_type);
        let destination = match &self.route.destination.region {
            Some(region) => State::Values(vec![region.clone()]),
            None => State::Present,
        };
        // From which Region EC2 asks S3 is documented nowhere.
        if !permission.action.starts_with("s3:") {
            context.set("aws:RequestedRegion", Fact::new(destination.clone()));
        }
        context.set("ec2:Region", Fact::new(destination));
        match permission.resource.as_str() {
            "source-snapshot" => self.source_context(&mut context, "ec2:SnapshotID", "SourceSnapshotId"),
            "source-image" => self.source_context(&mut context, "ec2:ImageID", "SourceImageId"),
            "new-snapshot" | "new-image" => self.new_context(&mut context, permission, resource_type),
            "destination-key" | "default-key" => self.key_context(&mut context, &self.route.destination),
            "source-key" => self.key_context(&mut context, &self.route.source),
            _ => {}
        }
        self.facts.caller().complete(context)
    }

    /// EC2 uses a key for the caller, in the Region of the key, and through a grant (AWS KMS Developer Guide,
    /// "How Amazon EBS uses AWS KMS" and the condition keys that it names).
    fn key_context(&self, context: &mut Context, end: &Endpoint) {
        let Endpoint { partition, region, .. } = end;
        if let (Some(partition), Some(region)) = (partition.and_then(reference::partition), region) {
            let service = format!("ec2.{region}.{}", partition.dns_suffix);
            let state = State::Values(vec![service]);
            // Seen in documents for the partition `aws`; by analogy for others.
            let fact = if partition.id == "aws" { Fact::new(state) } else { Fact::inferred(state) };
            context.set("kms:ViaService", fact);
        }
        // The key policy that the EBS User Guide gives for shared snapshots lets grants be made on this condition only.
        context.set("kms:GrantIsForAWSResource", Fact::new(State::Values(vec!["true".to_owned()])));
        if let Some(account) = self.facts.account {
            context.set("kms:CallerAccount", Fact::new(State::Values(vec![account.to_owned()])));
        }
    }

    /// On the source, the tags of the request are not there. That follows from what AWS's own policies
    /// do, not from a document.
    fn source_context(&self, context: &mut Context, id_key: &str, parameter: &str) {
        // If they were there, they would be the same as on the copy.
        let resource_type = if parameter == "SourceImageId" { "image" } else { "snapshot" };
        let TagStates { each, rest, keys } = self.tag_states(resource_type, true);
        let absent = |otherwise| Fact::inferred_or(State::Absent, otherwise);
        context.set_family("aws:requesttag/", absent(rest));
        for (key, state) in each {
            context.set(&key, absent(state));
        }
        context.set("aws:TagKeys", absent(keys));
        if let Some(id) = self.request.string(parameter) {
            context.set(id_key, Fact::inferred(State::Values(vec![id.value.into_owned()])));
        }
    }

    /// What conditions on the tags of the request find; `is_of_request` says that these are all tags there are.
    fn tag_states(&self, resource_type: &str, is_of_request: bool) -> TagStates {
        let tags = Tags::of(self.request, resource_type);
        // Tags that are copied from the source image are not tags of the request; whether they count
        // as such is not known.
        let copied = resource_type == "image" && self.request.boolean("CopyImageTags") == Some(true);
        let certain = tags.complete && !copied && is_of_request;
        let rest = if certain { State::Absent } else { State::Unknown };
        let mut same: HashMap<String, usize> = HashMap::new();
        for (key, _) in &tags.known {
            *same.entry(key.to_ascii_lowercase()).or_default() += 1;
        }
        let each = tags.known.iter().map(|(key, value)| {
            // The names of condition keys have no case: of tags that differ by case only, which one counts
            // is not known.
            let state = match value {
                Some(value) if same.get(&key.to_ascii_lowercase()) == Some(&1) => {
                    State::Values(vec![value.clone()])
                }
                _ => State::Present,
            };
            (format!("aws:RequestTag/{key}"), state)
        });
        let each = each.collect();
        let keys: Vec<String> = tags.known.iter().map(|(key, _)| key.clone()).collect();
        let keys = if !certain {
            State::Unknown
        } else if keys.is_empty() {
            State::Absent
        } else {
            State::Values(keys)
        };
        TagStates { each, rest, keys }
    }

    fn new_context(&self, context: &mut Context, permission: &Permission, resource_type: &str) {
        let TagStates { each, rest, keys } =
            self.tag_states(resource_type, permission.when != "copy-image-tags");
        context.set_family("aws:requesttag/", Fact::new(rest));
        for (key, state) in each {
            context.set(&key, Fact::new(state));
        }
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

/// What is known of the keys for the tags of a request.
struct TagStates {
    /// Of each tag, its key's name.
    each: Vec<(String, State)>,
    /// Of all other tags.
    rest: State,
    /// `aws:TagKeys`.
    keys: State,
}
