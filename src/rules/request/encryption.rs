//! What the parameters say about encryption.

use crate::operation::Copied;
use crate::request::CopyRequest;
use crate::rule::{Family, Finding, Level, Rule};
use crate::tree::Value;

/// A key is given for a copy that is not said to be encrypted.
pub(super) static KMS_KEY_WITHOUT_ENCRYPTED: Rule = Rule::new(
    Family::Request,
    "kms-key-without-encrypted",
    Level::Error,
    include_str!("../../../rules/request/kms-key-without-encrypted.md"),
);

/// A copy is asked to be unencrypted, where that is refused.
pub(super) static ENCRYPTED_SET_TO_FALSE: Rule = Rule::new(
    Family::Request,
    "encrypted-set-to-false",
    Level::Error,
    include_str!("../../../rules/request/encrypted-set-to-false.md"),
);

/// The rules that are raised here.
pub(super) const RULES: &[&Rule] = &[&KMS_KEY_WITHOUT_ENCRYPTED, &ENCRYPTED_SET_TO_FALSE];

pub(super) fn check(request: &CopyRequest<'_>, findings: &mut Vec<Finding>) {
    without_encrypted(request, findings);
    set_to_false(request, findings);
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
    if request.operation.copies != Copied::Snapshot || request.gives("KmsKeyId") {
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
