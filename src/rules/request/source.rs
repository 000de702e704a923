//! What the description of the source says against a copy.
//!
//! A description is a picture of one moment. A finding points at the request, and at what the description says as
//! a related place: the request is what can be changed.

mod encryption;
mod identity;
mod sharing;
mod state;

use crate::facts::source::SourceData;
use crate::facts::{Facts, SourceImage, Stated};
use crate::request::{CopyRequest, Text};
use crate::rule::{Finding, Rule};
use crate::words::quoted;

/// How many snapshots of an image are pointed at, if there is the same to say about many.
const MOST_POINTED_AT: usize = 5;

/// The rules that are raised here.
pub(super) const RULES: &[&Rule] = &[
    &encryption::ENCRYPTION_OF_S3_BACKED_IMAGE,
    &identity::UNDESCRIBED_SOURCE,
    &identity::SOURCE_IN_OTHER_REGION,
    &identity::NAME_OF_SOURCE_IMAGE,
    &sharing::UNCONFIRMED_STORAGE_PERMISSION,
    &sharing::UNCOPIED_IMAGE_TAGS,
    &sharing::IMAGE_WITH_PRODUCT_CODES,
    &sharing::UNSHAREABLE_SOURCE,
    &sharing::SOURCE_KEY_OF_OTHER_ACCOUNT,
    &state::INCOMPLETE_SOURCE_SNAPSHOT,
    &state::ARCHIVED_SOURCE_SNAPSHOT,
    &state::UNAVAILABLE_SOURCE_IMAGE,
    &state::UNSUPPORTED_PARAVIRTUAL_IMAGE,
];

pub(super) fn check(request: &CopyRequest<'_>, facts: Facts<'_>, findings: &mut Vec<Finding>) {
    let Some(id) = ["SourceSnapshotId", "SourceImageId"].into_iter().find_map(|name| request.string(name))
    else {
        return;
    };
    let data = facts.source_data().unwrap_or_default();
    let source = Source { request, facts, id: &id, data: &data };
    identity::check(source, findings);
    state::check(source, findings);
    sharing::check(source, findings);
    encryption::check(source, findings);
}

/// The source of one request.
#[derive(Clone, Copy)]
struct Source<'a> {
    request: &'a CopyRequest<'a>,
    facts: Facts<'a>,
    /// Its id, where the request names it.
    id: &'a Text<'a>,
    /// The snapshots that the copy reads, as far as they are described.
    data: &'a [SourceData<'a>],
}

impl<'a> Source<'a> {
    /// What describes it, if it is an image.
    fn image(self) -> Option<&'a SourceImage> {
        self.facts.image
    }

    /// The id in words.
    fn name(self) -> String {
        quoted(&self.id.value)
    }

    /// A snapshot that the copy reads, in words.
    fn name_of(self, data: &SourceData<'_>) -> String {
        match (self.facts.image, data.id) {
            (Some(_), Some(id)) => format!("{} behind the image", quoted(&id.value)),
            (Some(_), None) => "a snapshot behind the image".to_owned(),
            (None, _) => self.name(),
        }
    }

    /// Who makes the copy, in words.
    fn copier(self) -> String {
        self.facts.account.map_or("the account that makes the copy".to_owned(), account_name)
    }

    /// Who owns the source, in words; `None` if that is not known.
    fn owner(self) -> Option<(String, &'a Stated<String>)> {
        self.facts.source_owner().map(|owner| (account_name(&owner.value), owner))
    }
}

fn account_name(id: &str) -> String {
    format!("account {}", quoted(id))
}
