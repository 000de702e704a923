//! What the parameters say about encryption, and about the KMS key of the copy.

use crate::facts::Facts;
use crate::reference;
use crate::request::{CopyRequest, Text};
use crate::rule::{Certainty, Family, Finding, Level, Rule};
use crate::tree::Value;

use super::{destination, related_destination};

/// A key is given for a copy that is not said to be encrypted.
pub static KMS_KEY_WITHOUT_ENCRYPTED: Rule = Rule::new(
    Family::Request,
    "kms-key-without-encrypted",
    Level::Error,
    include_str!("../../../rules/request/kms-key-without-encrypted.md"),
);

/// A snapshot copy is asked to be unencrypted.
pub static ENCRYPTED_SET_TO_FALSE: Rule = Rule::new(
    Family::Request,
    "encrypted-set-to-false",
    Level::Error,
    include_str!("../../../rules/request/encrypted-set-to-false.md"),
);

/// What names the key has the form of no key.
pub static MALFORMED_KMS_KEY_ID: Rule = Rule::new(
    Family::Request,
    "malformed-kms-key-id",
    Level::Error,
    include_str!("../../../rules/request/malformed-kms-key-id.md"),
);

/// The key is not in the Region that the copy goes to.
pub static KMS_KEY_IN_OTHER_REGION: Rule = Rule::new(
    Family::Request,
    "kms-key-in-other-region",
    Level::Error,
    include_str!("../../../rules/request/kms-key-in-other-region.md"),
);

/// The key belongs to another account than the one that makes the copy.
pub static KMS_KEY_OF_OTHER_ACCOUNT: Rule = Rule::new(
    Family::Request,
    "kms-key-of-other-account",
    Level::Note,
    include_str!("../../../rules/request/kms-key-of-other-account.md"),
);

pub(super) fn check(request: &CopyRequest<'_>, facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    without_encrypted(request, findings);
    set_to_false(request, findings);
    let Some(id) = request.string("KmsKeyId") else { return };
    match Key::read(&id.value) {
        None => findings.push(malformed(&id)),
        Some(Key::Arn(arn)) => {
            findings.extend(in_other_region(request, &id, &arn));
            findings.extend(of_other_account(facts, &id, &arn));
        }
        Some(Key::Here) => {}
    }
}

fn without_encrypted(request: &CopyRequest<'_>, findings: &mut Vec<Finding>) {
    let Some(key) = request.parameter("KmsKeyId").filter(|_| request.gives("KmsKeyId")) else { return };
    // An unknown value could be the empty string, and then there is no key.
    if !matches!(key.value.value, Value::String(_)) {
        return;
    }
    let encrypted = request.parameter("Encrypted");
    let (message, is_false) = match encrypted.map(|encrypted| &encrypted.value.value) {
        Some(Value::Bool(false)) => ("`KmsKeyId` is set but `Encrypted` is false", true),
        None | Some(Value::Null) if !request.incomplete => {
            ("`KmsKeyId` is set but `Encrypted` is not", false)
        }
        _ => return,
    };
    let place = request.place(key.value.range);
    let mut finding = Finding::new(&KMS_KEY_WITHOUT_ENCRYPTED, place, message)
        .help("set `Encrypted` to true, or drop `KmsKeyId`");
    if let Some(encrypted) = encrypted.filter(|_| is_false) {
        finding = finding.related(request.place(encrypted.value.range), "this asks for no encryption");
    }
    findings.push(if request.gives("DestinationOutpostArn") {
        // A copy to an Outpost is always encrypted, and AWS names the key alone there.
        finding.label("this key may be refused").at_most(Level::Warning)
    } else {
        finding.label("this key is refused")
    });
}

fn set_to_false(request: &CopyRequest<'_>, findings: &mut Vec<Finding>) {
    // With a key, the other rule says all.
    if request.operation.name != "CopySnapshot" || request.gives("KmsKeyId") {
        return;
    }
    let Some(encrypted) =
        request.parameter("Encrypted").filter(|_| request.boolean("Encrypted") == Some(false))
    else {
        return;
    };
    let place = request.place(encrypted.value.range);
    findings.push(
        Finding::new(&ENCRYPTED_SET_TO_FALSE, place, "CopySnapshot refuses `Encrypted` with the value false")
            .label("the request is refused, whether the source is encrypted or not")
            .help("leave `Encrypted` out: the copy is then encrypted only if its source or the Region's default asks for it"),
    );
}

/// What a `KmsKeyId` names.
enum Key<'a> {
    /// A key or an alias of the caller's account, in the Region that the copy goes to.
    Here,
    /// A key or an alias of any account and Region.
    Arn(KeyArn<'a>),
}

struct KeyArn<'a> {
    partition: &'a str,
    region: &'a str,
    account: &'a str,
    /// `key/…` or `alias/…`.
    resource: &'a str,
}

impl<'a> Key<'a> {
    /// `None` if the text has none of the forms that name a key.
    fn read(text: &'a str) -> Option<Self> {
        if !text.starts_with("arn:") {
            return (is_key_id(text) || is_alias(text)).then_some(Self::Here);
        }
        let mut fields = text.splitn(6, ':').skip(1);
        let mut next = || fields.next();
        let (partition, service, region, account, resource) = (next()?, next()?, next()?, next()?, next()?);
        let named = resource.strip_prefix("key/").map_or_else(|| is_alias(resource), is_key_id);
        let shaped = partition.starts_with("aws")
            && service == "kms"
            && !region.is_empty()
            && account.len() == 12
            && account.bytes().all(|digit| digit.is_ascii_digit());
        (named && shaped).then_some(Self::Arn(KeyArn { partition, region, account, resource }))
    }
}

/// A UUID in lower case, or the id of a multi-Region key.
fn is_key_id(text: &str) -> bool {
    let hexadecimal = |text: &str| text.bytes().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f'));
    if let Some(digits) = text.strip_prefix("mrk-") {
        return digits.len() == 32 && hexadecimal(digits);
    }
    let lengths = text.split('-').map(str::len);
    lengths.eq([8, 4, 4, 4, 12]) && text.split('-').all(hexadecimal)
}

fn is_alias(text: &str) -> bool {
    text.len() <= 256 && text.strip_prefix("alias/").is_some_and(is_alias_name)
}

fn is_alias_name(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|letter| letter.is_ascii_alphanumeric() || b"/_-".contains(&letter))
}

/// What to write instead of a text that names no key; `None` if it has the form of what names one.
pub fn key_hint(text: &str) -> Option<String> {
    Key::read(text).is_none().then(|| right_form(text))
}

fn right_form(text: &str) -> String {
    if text.starts_with("arn:") {
        "a key ARN is `arn:PARTITION:kms:REGION:ACCOUNT:key/ID`, an alias ARN ends with `alias/NAME`"
            .to_owned()
    } else if is_alias_name(text) && !text.starts_with("key/") {
        format!("did you mean `alias/{text}`?")
    } else {
        "give a key id, a key ARN, `alias/NAME` or an alias ARN".to_owned()
    }
}

fn malformed(id: &Text<'_>) -> Finding {
    let text = id.value.as_ref();
    let help = right_form(text);
    let text = text.replace(['\n', '\r'], " ");
    Finding::new(
        &MALFORMED_KMS_KEY_ID,
        id.span,
        format!("`KmsKeyId` is `{text}`, which has the form of no key, so the copy fails late"),
    )
    .certainty(Certainty::Observed)
    .label("accepted at first, then the copy fails")
    .help(help)
}

fn in_other_region(request: &CopyRequest<'_>, id: &Text<'_>, arn: &KeyArn<'_>) -> Option<Finding> {
    let (region, span) = destination(request)?;
    if arn.region == region {
        return in_other_partition(id, arn, region);
    }
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
    .label("accepted at first, then the copy fails")
    .help(help);
    Some(related_destination(finding, region, span))
}

/// The Region is right, but the ARN puts it into a partition that it is not in.
fn in_other_partition(id: &Text<'_>, arn: &KeyArn<'_>, region: &str) -> Option<Finding> {
    let partition = reference::region(region).partition()?.id;
    if arn.partition == partition {
        return None;
    }
    let message = format!(
        "the ARN of the KMS key says partition `{}`, but `{region}` is in `{partition}`, so the copy fails late",
        arn.partition
    );
    let help = format!("write `arn:{partition}:kms:{region}:{}:{}`", arn.account, arn.resource);
    let finding = Finding::new(&KMS_KEY_IN_OTHER_REGION, id.span, message).certainty(Certainty::Deduced);
    Some(finding.label("accepted at first, then the copy fails").help(help))
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
