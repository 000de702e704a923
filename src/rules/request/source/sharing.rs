//! What it takes to copy what belongs to another account.

use crate::arn::Arn;
use crate::copy::is_managed_key;
use crate::facts::source::SourceData;
use crate::rule::{Certainty, Family, Finding, Level, Rule};
use crate::words::quoted;

use super::{MOST_POINTED_AT, Source, account_name};

/// A foreign image whose storage may not be shared.
pub(super) static UNCONFIRMED_STORAGE_PERMISSION: Rule = Rule::new(
    Family::Request,
    "unconfirmed-storage-permission",
    Level::Note,
    include_str!("../../../../rules/request/unconfirmed-storage-permission.md"),
);

/// A foreign image of which no tags are copied.
pub(super) static UNCOPIED_IMAGE_TAGS: Rule = Rule::new(
    Family::Request,
    "uncopied-image-tags",
    Level::Note,
    include_str!("../../../../rules/request/uncopied-image-tags.md"),
);

/// An image with product codes.
pub(super) static IMAGE_WITH_PRODUCT_CODES: Rule = Rule::new(
    Family::Request,
    "image-with-product-codes",
    Level::Note,
    include_str!("../../../../rules/request/image-with-product-codes.md"),
);

/// A source that cannot be shared.
pub(super) static UNSHAREABLE_SOURCE: Rule = Rule::new(
    Family::Request,
    "unshareable-source",
    Level::Error,
    include_str!("../../../../rules/request/unshareable-source.md"),
);

/// A source that is encrypted with a foreign key.
pub(super) static SOURCE_KEY_OF_OTHER_ACCOUNT: Rule = Rule::new(
    Family::Request,
    "source-key-of-other-account",
    Level::Note,
    include_str!("../../../../rules/request/source-key-of-other-account.md"),
);

pub(super) fn check(source: Source<'_>, findings: &mut Vec<Finding>) {
    if let Some(finding) = unshareable(source) {
        findings.push(finding);
    } else {
        findings.extend(storage_permission(source));
        findings.extend(foreign_key(source));
    }
    findings.extend(uncopied_tags(source));
    findings.extend(product_codes(source));
}

fn is_foreign(source: Source<'_>) -> bool {
    source.facts.source_is_shared() == Some(true)
}

fn unshareable(source: Source<'_>) -> Option<Finding> {
    if !is_foreign(source) {
        return None;
    }
    let managed =
        source.data.iter().find_map(|data| Some((data, data.key.filter(|key| is_managed_key(&key.value))?)));
    if let Some((data, key)) = managed {
        let message = format!(
            "{} is encrypted with `alias/aws/ebs`, the key that AWS manages, so it cannot be shared with {}",
            source.name_of(data),
            source.copier()
        );
        let finding = Finding::new(&UNSHAREABLE_SOURCE, source.id.span, message);
        return Some(
            finding.label("it cannot be copied by another account").related(key.span, "its key").help(
                "have its owner copy it with a customer managed key, and share the new snapshot and that key",
            ),
        );
    }
    let public = source.image()?.public.as_ref().filter(|public| public.value)?;
    let (data, encrypted) = source.data.iter().find_map(|data| Some((data, data.said_encrypted()?)))?;
    let message = format!(
        "{} is public, but {} is encrypted, and an encrypted snapshot cannot be public",
        source.name(),
        source.name_of(data)
    );
    let finding = Finding::new(&UNSHAREABLE_SOURCE, source.id.span, message).certainty(Certainty::Inferred);
    Some(
        finding
            .label("its storage is not public")
            .related(encrypted.span, "this is encrypted")
            .related(public.span, "the image is public")
            .help(format!("have its owner share the snapshot and its key with {}", source.copier())),
    )
}

fn storage_permission(source: Source<'_>) -> Option<Finding> {
    let image = source.image().filter(|_| is_foreign(source))?;
    // Everyone may copy what AWS itself publishes.
    if image.owner_alias.as_ref().is_some_and(|alias| alias.value == "amazon") {
        return None;
    }
    let (owner, stated) = source.owner()?;
    let (storage, help) = if source.facts.s3_backed() == Some(true) {
        (
            "let others read the bucket behind it",
            "have its owner grant read access to the bucket and its objects",
        )
    } else {
        // Snapshots that can be described can be copied.
        let seen = |data: &SourceData<'_>| data.snapshot.is_some();
        if image.snapshots.is_some() && source.data.iter().all(seen) {
            return None;
        }
        (
            "share the snapshots behind it too",
            "if `aws ec2 describe-snapshots --snapshot-ids …` shows them to you, they are shared: \
             give what it prints with `--source`",
        )
    };
    let message = format!("{} belongs to {owner}, which must {storage}, not only the image", source.name());
    let finding = Finding::new(&UNCONFIRMED_STORAGE_PERMISSION, source.id.span, message);
    Some(
        finding
            .label("refused if you have no permission to access its storage")
            .related(stated.span, "its owner")
            .help(help),
    )
}

fn foreign_key(source: Source<'_>) -> Option<Finding> {
    let mut found = source.data.iter().filter_map(|data| Some((data, foreign_key_of(source, data)?)));
    let (data, (owner, span)) = found.next()?;
    let message = format!(
        "{} is encrypted with a key of {owner}, which must let {} use it",
        source.name_of(data),
        source.copier()
    );
    let mut finding = Finding::new(&SOURCE_KEY_OF_OTHER_ACCOUNT, source.id.span, message)
        .label("the copy fails late without that key")
        .related(span, "encrypted")
        .help(
            "the key's policy and the caller's own policies must both allow `kms:DescribeKey`, `kms:ReEncryptFrom` \
             and `kms:CreateGrant`; with a `KmsKeyId` of your own the copy depends on nobody afterwards",
        );
    for (data, (_, span)) in found.take(MOST_POINTED_AT) {
        finding = finding.related(span, format!("{} too", source.name_of(data)));
    }
    Some(finding)
}

/// The account that a snapshot's key belongs to, if it is another than that of the copy, and what says so.
fn foreign_key_of(source: Source<'_>, data: &SourceData<'_>) -> Option<(String, crate::text::Span)> {
    let encrypted = data.said_encrypted()?;
    let of_arn = data.key.and_then(|key| {
        let arn = Arn::parse(&key.value).ok().filter(|arn| arn.service.text == "kms")?;
        Some((arn.account.text.to_owned(), key.span))
    });
    match of_arn {
        Some((account, span)) => (account != source.facts.account?).then(|| (account_name(&account), span)),
        // An encrypted snapshot is shared together with its key.
        None if is_foreign(source) => Some((source.owner()?.0, encrypted.span)),
        None => None,
    }
}

fn uncopied_tags(source: Source<'_>) -> Option<Finding> {
    if !is_foreign(source) || source.request.boolean("CopyImageTags") != Some(true) {
        return None;
    }
    let parameter = source.request.parameter("CopyImageTags")?;
    let (owner, stated) = source.owner()?;
    let place = source.request.place(parameter.value.range);
    let message = format!("`CopyImageTags` copies none of the tags that {owner} put on {}", source.name());
    let finding = Finding::new(&UNCOPIED_IMAGE_TAGS, place, message);
    Some(
        finding
            .label("only tags of your own account are copied")
            .related(stated.span, "the owner of the image")
            .help("give the tags with `TagSpecifications`"),
    )
}

fn product_codes(source: Source<'_>) -> Option<Finding> {
    let code = source.image()?.product_codes.as_ref()?.first()?;
    if source.facts.source_is_shared() == Some(false) {
        return None;
    }
    let message = format!(
        "{} has a product code ({}), and by AWS's guide of 2023 only its owner can copy such an image",
        source.name(),
        quoted(&code.value)
    );
    let finding = Finding::new(&IMAGE_WITH_PRODUCT_CODES, source.id.span, message);
    Some(finding.certainty(Certainty::Contradicted).label("may be refused").related(code.span, "its product code").help(
        "the guide of today does not say so any more; if the copy is refused, launch an instance of the image and make an image of that",
    ))
}
