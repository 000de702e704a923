//! Ids of VPCs and of their endpoints.

use super::Value;
use crate::rule::{Family, Finding, Level, Rule};
use crate::words::quoted;

pub(super) static INVALID_VPC_FORMAT: Rule = Rule::new(
    Family::Policy,
    "invalid-vpc-format",
    Level::Error,
    include_str!("../../../../../rules/policy/invalid-vpc-format.md"),
)
.access_analyzer("INVALID_VPC_FORMAT");

pub(super) static INVALID_VPCE_FORMAT: Rule = Rule::new(
    Family::Policy,
    "invalid-vpce-format",
    Level::Error,
    include_str!("../../../../../rules/policy/invalid-vpce-format.md"),
)
.access_analyzer("INVALID_VPCE_FORMAT");

/// What the ids of a kind are, and where the other kind belongs.
struct Kind {
    rule: &'static Rule,
    prefix: &'static str,
    noun: &'static str,
    other_prefix: &'static str,
    other: &'static str,
}

const VPC: Kind = Kind {
    rule: &INVALID_VPC_FORMAT,
    prefix: "vpc-",
    noun: "a VPC",
    other_prefix: "vpce-",
    other: "this names an endpoint: test `aws:SourceVpce`",
};

const ENDPOINT: Kind = Kind {
    rule: &INVALID_VPCE_FORMAT,
    prefix: "vpce-",
    noun: "an endpoint of a VPC",
    other_prefix: "vpc-",
    other: "this names a VPC: test `aws:SourceVpc`",
};

pub(super) fn vpc(value: &Value<'_, '_>) -> Option<Finding> {
    judge(value, &VPC)
}

pub(super) fn endpoint(value: &Value<'_, '_>) -> Option<Finding> {
    judge(value, &ENDPOINT)
}

fn judge(value: &Value<'_, '_>, kind: &Kind) -> Option<Finding> {
    let (text, prefix) = (value.str(), kind.prefix);
    if value.is_pattern || is_id(&value.compared(), prefix) {
        return None;
    }
    let message = format!("{} is not the id of {}, for `{}`", quoted(text), kind.noun, value.key());
    let finding = value.finding(kind.rule, message);
    if is_id(text, kind.other_prefix) {
        return Some(finding.help(kind.other));
    }
    let form = format!("write `{prefix}` and the 8 or 17 letters and digits of the id");
    // The id is the last part of an ARN; case, white space and a missing prefix are slips of the pen.
    let last = text.trim().rsplit(['/', ':']).next().unwrap_or_default().to_ascii_lowercase();
    let candidates = [last.clone(), last.replacen('_', "-", 1), format!("{prefix}{last}")];
    let meant = candidates.into_iter().find(|candidate| is_id(candidate, prefix));
    Some(finding.help(meant.map_or(form, |meant| format!("did you mean `{meant}`?"))))
}

fn is_id(text: &str, prefix: &str) -> bool {
    let id = text.strip_prefix(prefix).unwrap_or_default();
    matches!(id.len(), 8 | 17) && id.bytes().all(|byte| byte.is_ascii_alphanumeric())
}
