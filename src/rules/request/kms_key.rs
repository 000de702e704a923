//! The KMS key that a request names: its form, its Region and its account.

mod form;

use crate::facts::Facts;
use crate::reference;
use crate::request::{CopyRequest, Text};
use crate::rule::{Certainty, Family, Finding, Level, Rule};

use super::{destination, related_destination, shown};

pub(super) use form::is_single_region_key_id;
use form::{Key, KeyArn};

/// What names the key has the form of no key.
pub(super) static MALFORMED_KMS_KEY_ID: Rule = Rule::new(
    Family::Request,
    "malformed-kms-key-id",
    Level::Error,
    include_str!("../../../rules/request/malformed-kms-key-id.md"),
);

/// The key is not in the Region that the copy goes to.
pub(super) static KMS_KEY_IN_OTHER_REGION: Rule = Rule::new(
    Family::Request,
    "kms-key-in-other-region",
    Level::Error,
    include_str!("../../../rules/request/kms-key-in-other-region.md"),
);

/// The key belongs to another account than the one that makes the copy.
pub(super) static KMS_KEY_OF_OTHER_ACCOUNT: Rule = Rule::new(
    Family::Request,
    "kms-key-of-other-account",
    Level::Note,
    include_str!("../../../rules/request/kms-key-of-other-account.md"),
);

/// What every copy with a key that cannot be used comes to.
const LATE: &str = "accepted at first, then the copy fails";

/// The rules that are raised here.
pub(super) const RULES: &[&Rule] =
    &[&MALFORMED_KMS_KEY_ID, &KMS_KEY_IN_OTHER_REGION, &KMS_KEY_OF_OTHER_ACCOUNT];

pub(super) fn check(request: &CopyRequest<'_>, facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    let Some(id) = request.string("KmsKeyId") else { return };
    match Key::read(&id.value) {
        Err(remedy) => findings.push(malformed(&id, remedy)),
        Ok(Key::Arn(arn)) => {
            findings.extend(in_other_region(request, &id, &arn).or_else(|| in_other_partition(&id, &arn)));
            findings.extend(of_other_account(facts, &id, &arn));
        }
        Ok(Key::Here) => {}
    }
}

/// What to write instead of a text that names no key; `None` if it has the form of what names one.
pub fn key_hint(text: &str) -> Option<String> {
    Key::read(text).err()
}

fn malformed(id: &Text<'_>, remedy: String) -> Finding {
    let message =
        format!("`KmsKeyId` is `{}`, which has the form of no key, so the copy fails late", shown(&id.value));
    Finding::new(&MALFORMED_KMS_KEY_ID, id.span, message)
        .certainty(Certainty::Observed)
        .label(LATE)
        .help(remedy)
}

fn in_other_region(request: &CopyRequest<'_>, id: &Text<'_>, arn: &KeyArn<'_>) -> Option<Finding> {
    let (region, span) = destination(request).filter(|(region, _)| *region != arn.region)?;
    let help = match arn.resource.strip_prefix("key/mrk-") {
        Some(digits) => format!(
            "give the replica in `{region}`: `arn:{}:kms:{region}:{}:key/mrk-{digits}`",
            arn.partition, arn.account
        ),
        None => format!("give a key of `{region}`"),
    };
    let finding = Finding::new(
        &KMS_KEY_IN_OTHER_REGION,
        id.span,
        format!("the KMS key is in `{}`, but the copy goes to `{region}`, so it fails late", arn.region),
    )
    .label(LATE)
    .help(help);
    Some(related_destination(finding, region, span))
}

/// The ARN puts the Region into a partition that it is not in.
fn in_other_partition(id: &Text<'_>, arn: &KeyArn<'_>) -> Option<Finding> {
    let KeyArn { region, account, resource, .. } = arn;
    let partition = reference::region(region).partition()?.id;
    if arn.partition == partition {
        return None;
    }
    let message = format!(
        "the ARN of the KMS key says partition `{}`, but `{region}` is in `{partition}`, so the copy fails late",
        arn.partition
    );
    let finding = Finding::new(&KMS_KEY_IN_OTHER_REGION, id.span, message).certainty(Certainty::Deduced);
    Some(finding.label(LATE).help(format!("write `arn:{partition}:kms:{region}:{account}:{resource}`")))
}

fn of_other_account(facts: &Facts<'_>, id: &Text<'_>, arn: &KeyArn<'_>) -> Option<Finding> {
    let account = facts.account.filter(|account| *account != arn.account)?;
    let finding = Finding::new(
        &KMS_KEY_OF_OTHER_ACCOUNT,
        id.span,
        format!("the KMS key belongs to account `{}`, but account `{account}` makes the copy", arn.account),
    );
    Some(finding.label("its owner can take it away").help(
        "both the key's policy and the policies of the caller must allow its use; a key of your own depends on nobody",
    ))
}
