//! KMS keys, by their ARN.

use super::Value;
use crate::arn::Arn;
use crate::pattern::{Pattern, head};
use crate::rule::{Certainty, Family, Finding, Level, Rule};
use crate::words::quoted;

pub(super) static INVALID_KMS_KEY_VALUE: Rule = Rule::new(
    Family::Policy,
    "invalid-kms-key-value",
    Level::Error,
    include_str!("../../../../../rules/policy/invalid-kms-key-value.md"),
)
.access_analyzer("INVALID_KMS_KEY_VALUE");

const FORM: &str = "write the ARN of the key: `arn:aws:kms:REGION:ACCOUNT:key/ID`";

pub(super) fn judge(value: &Value<'_, '_>) -> Option<Finding> {
    let text = value.str();
    if may_be_key(&value.compared(), value.is_pattern) {
        return None;
    }
    let what = if text.contains("alias/") { "an alias and " } else { "" };
    let message = format!("{} is {what}not the ARN of a KMS key, for `{}`", quoted(text), value.key());
    let finding = value.finding(&INVALID_KMS_KEY_VALUE, message).help(FORM);
    let is_likely = value.known.words.contains(&"likely");
    Some(if is_likely { finding.certainty(Certainty::Inferred) } else { finding })
}

/// Whether a text is the ARN of a key, or matches some.
fn may_be_key(text: &str, is_pattern: bool) -> bool {
    let Ok(arn) = Arn::parse(text) else {
        // A `*` can stand for several fields.
        return is_pattern && text.contains('*') && begins_as_key(text);
    };
    let is =
        |field: &str, sample: &str| field == sample || is_pattern && Pattern::plain(field).matches(sample);
    let is_key = arn.resource.text.strip_prefix("key/").is_some_and(|id| !id.is_empty());
    is(arn.prefix.text, "arn")
        && is(arn.service.text, "kms")
        && (is_key || is_pattern && begins_alike(arn.resource.text, "key/"))
}

/// Whether what stands before the first wildcard can be the beginning of the ARN of a key.
fn begins_as_key(text: &str) -> bool {
    let mut fields = head(text).split(':');
    begins_alike(fields.next().unwrap_or_default(), "arn")
        && fields.nth(1).is_none_or(|service| begins_alike(service, "kms"))
}

/// Whether a text up to its first wildcard begins a sample, or the sample begins it.
fn begins_alike(text: &str, sample: &str) -> bool {
    head(text).bytes().zip(sample.bytes()).all(|(one, other)| one == other)
}
