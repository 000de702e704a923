//! The buckets that hold the images whose root device is in S3: that of the source, and the one that AWS
//! makes for the copies of an account in a Region.
//!
//! EC2 User Guide, "Permissions to copy an Amazon EC2 AMI". That the location of an image begins with its
//! bucket is inferred.

use super::{ACCOUNT, Copy, region_part};
use crate::authorization::{Part, Resource};

impl Copy<'_> {
    /// What a `resource` that has to do with S3 means; `None` if the name is of something else.
    pub(super) fn buckets(&self, name: &str) -> Option<Vec<Resource>> {
        let bucket = match name {
            // The action knows no resources; examples of AWS allow it on this as well as on `*`.
            "every-bucket" => Part::known("*"),
            "source-bucket" | "source-objects" => self.source_bucket(),
            "destination-bucket" | "destination-objects" => self.destination_bucket(),
            _ => return None,
        };
        Some(vec![self.s3(if name.ends_with("-objects") { objects(&bucket) } else { bucket })])
    }

    /// The first part of the image's location.
    fn source_bucket(&self) -> Part {
        const UNKNOWN: Part = Part::Like { form: "*", name: "the bucket of the source image" };
        let location = self.facts.image.and_then(|image| image.location.as_ref());
        let bucket = location.and_then(|location| location.value.split_once('/')).map(|(bucket, _)| bucket);
        bucket.filter(|bucket| is_bucket_name(bucket)).map_or(UNKNOWN, Part::known)
    }

    /// The bucket for the copies, whose name ends in what AWS chooses.
    fn destination_bucket(&self) -> Part {
        let region = region_part(self.route.destination.region.as_deref(), "the destination Region");
        let account = self.facts.account.map_or(ACCOUNT, Part::known);
        let form = format!("amis-for-{}-in-{}-*", as_form(&account), as_form(&region));
        Part::Partial { form, name: "the name that AWS chooses for the bucket of the copies" }
    }

    fn s3(&self, id: Part) -> Resource {
        // Buckets have neither a Region nor an account in their ARNs.
        let (region, account) = (Part::known(""), Part::known(""));
        Resource { partition: self.partition(), service: Part::known("s3"), region, account, id }
    }
}

/// The objects in a bucket.
fn objects(bucket: &Part) -> Part {
    let name = match bucket {
        Part::Known(_) => "the names of the objects",
        _ => "the names of the bucket and of its objects",
    };
    Part::Partial { form: format!("{}/*", as_form(bucket)), name }
}

/// The text, or the form of what is not known.
fn as_form(part: &Part) -> &str {
    part.text().or(part.form().map(|(form, _)| form)).unwrap_or_default()
}

/// Whether a text can name a bucket, also one of the early ones in us-east-1.
fn is_bucket_name(text: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_');
    !text.is_empty() && text.bytes().all(fits)
}
