//! What a key is worth alone: keys that need another beside them, and keys that a caller can forge.

use super::super::{Test, Tested};
use super::records::{MISSING_PAIRED_CONDITION_KEYS, UNTRUSTWORTHY_CONDITION_KEY};
use crate::arn::Arn;
use crate::pattern::{has_variable, has_wildcard};
use crate::policy::{Comparison, Effect, PolicyKind, Statement};
use crate::reference::{KeyMeaning, PairedKey, paired_keys, spoofable_keys};
use crate::rule::{Certainty, Finding, Level};
use crate::words::{listed, named};

use super::super::super::slip;

pub(super) fn judge(tested: &Tested<'_, '_>, test: &Test<'_, '_>) -> Option<Finding> {
    let KeyMeaning::Global(key) = &*test.key else { return None };
    if let Some(pair) = paired_keys().iter().find(|pair| pair.name == key.name) {
        return without_partner(tested, test, pair);
    }
    let (_, origin) = spoofable_keys().find(|(name, _)| *name == key.name)?;
    (!is_of_services(tested.statement)).then(|| spoofable(tested, test, origin))
}

/// A key without any of those that belong beside it.
fn without_partner(tested: &Tested<'_, '_>, test: &Test<'_, '_>, pair: &PairedKey) -> Option<Finding> {
    let Tested { policy, statement, .. } = tested;
    // Access Analyzer says this of no policy of an organization.
    if matches!(policy.kind, PolicyKind::ServiceControl | PolicyKind::ResourceControl)
        || test.operator.comparison == Comparison::Null
        || test.condition.incomplete
        || statement.incomplete
    {
        return None;
    }
    // What is denied to a value is not too much because the value is not enough.
    let denies = statement.effect == Some(Effect::Deny);
    if denies && !test.operator.negated {
        return None;
    }
    let has_partner = |statement: &Statement<'_>| {
        statement.conditions.iter().any(|other| pair.partners.iter().any(|partner| other.is_about(partner)))
    };
    // Each statement that denies must be passed, so that the other key can stand in another one.
    let elsewhere = denies && (policy.incomplete || policy.statements.iter().any(has_partner));
    let partners: Vec<&str> = pair.partners.iter().copied().collect();
    if has_partner(statement) || elsewhere || slip::may_test(statement, &partners) {
        return None;
    }
    if pair.account_suffices && test.condition.values.iter().all(|value| names_account(&value.value)) {
        return None;
    }
    let key = &test.condition.key;
    let partners = listed(&pair.partners, "or");
    let (message, label) = if pair.account_suffices {
        let message = format!("{} names no account, and no other key does", named(&key.value));
        (message, "a resource of this ARN can come to belong to another account")
    } else {
        let message = format!("{} says nothing of the VPC, and no other key does", named(&key.value));
        (message, "other VPCs have the same private addresses")
    };
    let finding = Finding::new(&MISSING_PAIRED_CONDITION_KEYS, key.span, message)
        .label(label)
        .help(format!("add {partners} to the conditions of the statement"));
    // The two pairs that Access Analyzer is known to have; the third is AWS's advice.
    let seen = ["aws:VpcSourceIp", "aws:SourceArn"].contains(&pair.name);
    Some(if seen { finding } else { finding.certainty(Certainty::Inferred) })
}

/// Whether a value of a key of ARNs says which account is meant, or may say so once a variable is filled in.
fn names_account(value: &str) -> bool {
    if has_variable(value) {
        return true;
    }
    match Arn::parse(value) {
        Ok(arn) => !arn.account.is_empty() && !has_wildcard(arn.account.text),
        // What is no ARN is another fault.
        Err(_) => value != "*",
    }
}

/// A key whose value the caller writes.
fn spoofable(tested: &Tested<'_, '_>, test: &Test<'_, '_>, origin: &str) -> Finding {
    let key = &test.condition.key;
    let message = format!("{} is {origin}, in which a caller can write anything", named(&key.value));
    let finding =
        Finding::new(&UNTRUSTWORTHY_CONDITION_KEY, key.span, message).label("the caller's own word");
    if guards_links(tested, test) {
        return finding
            .help("nothing, if this only keeps other sites from embedding what everybody may read anyway")
            .at_most(Level::Note);
    }
    finding
        .help("test something that AWS sets, such as `aws:SourceVpce`, `aws:SourceIp` or `aws:PrincipalArn`")
}

/// Whether a statement is about services alone: what they write into a header is not the caller's. Amazon SES puts
/// the account into `Referer` (SES Developer Guide, "Giving permissions to Amazon SES for email receiving").
fn is_of_services(statement: &Statement<'_>) -> bool {
    statement.principal.as_ref().is_some_and(|principal| {
        !principal.negated && principal.members.iter().all(|(kind, _)| kind == "Service")
    })
}

/// Whether a bucket's policy uses the referer for what it is offered for: to keep objects that are public from
/// being embedded by other sites.
fn guards_links(tested: &Tested<'_, '_>, test: &Test<'_, '_>) -> bool {
    let reads = |action: &str| {
        ["s3:GetObject", "s3:GetObjectVersion"].iter().any(|known| known.eq_ignore_ascii_case(action))
    };
    let statement = tested.statement;
    tested.policy.kind == PolicyKind::Resource
        && test.condition.is_about("aws:referer")
        && statement.actions.as_ref().is_some_and(|actions| {
            !actions.negated && actions.patterns.iter().all(|action| reads(&action.value))
        })
        && statement.principal.as_ref().is_some_and(|principal| {
            !principal.negated && principal.members.iter().all(|(_, member)| member.value == "*")
        })
}
