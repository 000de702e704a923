//! ARNs that no request has, of keys that hold an ARN.

use super::super::Test;
use super::IMPOSSIBLE_CONDITION_VALUE;
use crate::arn::{Arn, Field, is_account};
use crate::pattern::{has_variable, has_wildcard};
use crate::policy::{Comparison, Text};
use crate::reference::{self, KeyMeaning, KeyType, RegionName};
use crate::rule::{Finding, Level};
use crate::suggest;
use crate::text::Span;
use crate::words::quoted;

use super::super::super::region;

/// What `aws:PrincipalArn` holds (IAM User Guide, "AWS global condition context keys"): of the session of a role, the
/// ARN of the role.
const PRINCIPALS: [&str; 4] = ["role", "user", "federated-user", "root"];

/// What the ARN of the session of a role has.
const SESSION: &str = ":assumed-role/";

/// Whether all values of a key are ARNs. AWS's data of services say so of some keys that hold names, too.
pub(super) fn is_of_arns(test: &Test<'_, '_>) -> bool {
    matches!(&*test.key, KeyMeaning::Global(key) if !key.name.contains('$'))
        && test.key.key_type().map(KeyType::element) == Some(KeyType::Arn)
}

/// Looks at a value of a key that holds an ARN. Nothing is said of fields with wildcards or variables.
pub(super) fn judge(test: &Test<'_, '_>, text: &Text<'_>) -> Option<Finding> {
    let value = text.value.as_ref();
    let is_literal = matches!(test.operator.comparison, Comparison::Text | Comparison::TextIgnoringCase);
    if value.is_empty() || is_literal && has_wildcard(value) {
        return None;
    }
    let key = test.key.name()?;
    let finding = |place: Span, message: String| {
        Finding::new(&IMPOSSIBLE_CONDITION_VALUE, place, message)
            .label("no request has this value")
            .at_most(Level::Warning)
    };
    let Ok(arn) = Arn::parse(value) else {
        // Wildcards can stand for more than one field, to who reads them so.
        let is_open = has_wildcard(value) || has_variable(value);
        return (!is_open).then(|| no_arn(finding, text, key));
    };
    let place = |field: Field<'_>| text.part(field.range);
    let is_fixed = |field: Field<'_>| !field.is_empty() && !field.is_open();
    let Arn { prefix, partition, region, account, .. } = arn;
    if !prefix.is_open() && prefix.text != "arn" {
        return Some(no_arn(finding, text, key));
    }
    if is_fixed(partition) && reference::partition(partition.text).is_none() {
        let message =
            format!("there is no partition {}, so `{key}` never holds this", quoted(partition.text));
        let near = suggest::hint(partition.text, reference::partitions().iter().map(|one| one.id));
        return Some(
            finding(place(partition), message).help(near.unwrap_or_else(|| "write `aws`".to_owned())),
        );
    }
    if key == "aws:PrincipalArn" {
        let finding =
            of_principal(&arn).map(|(field, message, help)| finding(place(field), message).help(help))?;
        // Beside the role itself its sessions are only too much.
        let is_alone = test.condition.values.iter().all(|value| value.value.contains(SESSION));
        return Some(if value.contains(SESSION) && !is_alone {
            finding.at_most(Level::Note)
        } else {
            finding
        });
    }
    if is_fixed(region)
        && reference::region(region.text) == RegionName::Unknown
        && let Some(hint) = region::hint(region.text)
    {
        let message = format!("there is no Region {}, so `{key}` never holds this", quoted(region.text));
        return Some(finding(place(region), message).help(hint));
    }
    no_account(account).map(|(message, help)| finding(place(account), message).help(help))
}

fn no_arn(finding: impl Fn(Span, String) -> Finding, text: &Text<'_>, key: &str) -> Finding {
    finding(text.span, format!("`{key}` holds an ARN, and {} is none", quoted(&text.value)))
        .help("write all six fields: `arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE`")
}

/// What is wrong with an account, and what to do. Words such as `aws` stand there in some ARNs.
fn no_account(account: Field<'_>) -> Option<(String, &'static str)> {
    const MOST_DIGITS_OF_WORDS: usize = 5;
    let digits = account.text.bytes().filter(u8::is_ascii_digit).count();
    if account.is_open() || is_account(account.text) || digits <= MOST_DIGITS_OF_WORDS {
        return None;
    }
    let message = format!("{} is no account, which has twelve digits", quoted(account.text));
    Some((message, "write the twelve digits of the account"))
}

/// What keeps an ARN from being that of a principal: the field, why, and what to do.
fn of_principal<'a>(arn: &Arn<'a>) -> Option<(Field<'a>, String, String)> {
    let Arn { service, region, account, resource, .. } = *arn;
    if !service.is_open() && !["iam", "sts"].contains(&service.text) {
        let message =
            format!("`aws:PrincipalArn` holds ARNs of `iam` and `sts`, never of {}", quoted(service.text));
        return Some((service, message, "write `iam`".to_owned()));
    }
    if !region.is_empty() && !region.is_open() {
        let message = format!("ARNs of principals have no Region, and here it is {}", quoted(region.text));
        return Some((region, message, "leave the field empty".to_owned()));
    }
    if let Some((message, help)) = no_account(account) {
        return Some((account, message, help.to_owned()));
    }
    let of_type = arn.resource_type();
    if of_type == "assumed-role" {
        let message = "`aws:PrincipalArn` holds the ARN of the role, never that of its session".to_owned();
        return Some((
            resource,
            message,
            "write `arn:aws:iam::ACCOUNT:role/NAME`, with the path of the role".to_owned(),
        ));
    }
    let is_open = has_wildcard(of_type) || has_variable(of_type);
    if is_open || PRINCIPALS.contains(&of_type) {
        return None;
    }
    let message = format!("{} is no kind of principal in `aws:PrincipalArn`", quoted(of_type));
    let hint = suggest::hint(of_type, PRINCIPALS);
    Some((resource, message, hint.unwrap_or_else(|| "write `role/NAME`, `user/NAME` or `root`".to_owned())))
}
