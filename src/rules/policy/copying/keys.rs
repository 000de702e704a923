//! Keys that a policy for copies lets be read with, but not written with, or only in Regions where no copy is made.
//!
//! A copy is written under a key of the destination Region (EBS User Guide, "Copy an Amazon EBS snapshot"). That
//! `kms:ReEncryptFrom` is for the key of the source, and `kms:GenerateDataKeyWithoutPlaintext` and
//! `kms:ReEncryptTo` are for that of the copy, is inferred from what they do and from AWS's own policies.

use std::collections::BTreeSet;

use super::Together;
use super::asking::uses_a_key;
use super::statements::{allowing, allows};
use crate::arn::Arn;
use crate::authorization::Decision;
use crate::pattern::{has_variable, has_wildcard};
use crate::policy::{Effect, Statement, Text};
use crate::rule::{Certainty, Family, Finding, Level, Rule};
use crate::words::{joined, listed};

pub(in super::super) static INCOMPLETE_KEY_PERMISSIONS: Rule = Rule::new(
    Family::Policy,
    "incomplete-key-permissions",
    Level::Warning,
    include_str!("../../../../rules/policy/incomplete-key-permissions.md"),
);

/// The operations that copy.
const COPIES: [&str; 2] = ["ec2:CopySnapshot", "ec2:CopyImage"];

/// What is done with the key of a copy, and with no other.
const WRITES: [&str; 2] = ["kms:GenerateDataKeyWithoutPlaintext", "kms:ReEncryptTo"];

pub(super) fn check(together: Together<'_, '_>, findings: &mut Vec<Finding>) {
    let copies = || COPIES.iter().filter_map(|copy| named(together, copy));
    let Some(copy) = copies().next() else { return };
    findings.extend(read_only(together, copy).or_else(|| elsewhere(together)));
}

fn named<'p, 't>(together: Together<'p, 't>, action: &str) -> Option<&'p Text<'t>> {
    together.statements().find_map(|statement| allowing(statement, action))
}

/// A finding if keys may be read with, and none be written with. That is enough where the copies get the key that AWS
/// manages, so it is a note.
fn read_only(together: Together<'_, '_>, copy: &Text<'_>) -> Option<Finding> {
    let is_granted = |action: &str| uses_a_key(together, action) != Decision::ImplicitDeny;
    let reads = named(together, "kms:ReEncryptFrom").or_else(|| {
        // The other actions that a source needs serve much else: together they are meant for snapshots.
        let grants = named(together, "kms:CreateGrant")?;
        named(together, "kms:Decrypt").map(|_| grants)
    })?;
    if WRITES.iter().any(|action| is_granted(action)) {
        return None;
    }
    Some(
        Finding::new(
            &INCOMPLETE_KEY_PERMISSIONS,
            reads.span,
            format!(
                "the key of a source may be used, but nothing allows {}, which the key of a copy needs",
                listed(&WRITES, "or")
            ),
        )
        .label("reads what is copied")
        .related(copy.span, "the copy is allowed here")
        .help(
            "unless the copies get the key that AWS manages, allow `kms:DescribeKey`, `kms:CreateGrant`, \
             `kms:GenerateDataKeyWithoutPlaintext`, `kms:ReEncryptTo` and `kms:Decrypt` on their key, in the \
             destination Region",
        )
        .certainty(Certainty::Inferred)
        .at_most(Level::Note),
    )
}

/// A finding if all keys that may be written with are in Regions in which no copy is made.
fn elsewhere(together: Together<'_, '_>) -> Option<Finding> {
    let mut keys: Vec<&Text<'_>> = Vec::new();
    let mut of_keys: BTreeSet<&str> = BTreeSet::new();
    let mut of_copies: BTreeSet<&str> = BTreeSet::new();
    let mut places: Vec<&Text<'_>> = Vec::new();
    for statement in together.statements().filter(|one| one.effect == Some(Effect::Allow)) {
        if WRITES.iter().any(|action| allows(statement, action)) {
            for (text, arn) in arns(statement, "kms")? {
                of_keys.insert(literal(arn.region.text)?);
                keys.push(text);
            }
        }
        if COPIES.iter().any(|action| allows(statement, action)) {
            let by_condition = requested(statement);
            for (text, arn) in arns(statement, "ec2")? {
                let is_new = arn.resource.text.ends_with("/*") || arn.resource.text.ends_with("/${*}");
                match literal(arn.region.text) {
                    _ if !is_new => {}
                    Some(region) => {
                        of_copies.insert(region);
                        places.push(text);
                    }
                    None => {
                        of_copies.extend(by_condition.clone()?);
                        places.push(text);
                    }
                }
            }
        }
    }
    let (key, copy) = (keys.first()?, places.first()?);
    if !of_keys.is_disjoint(&of_copies) {
        return None;
    }
    let regions =
        |set: &BTreeSet<&str>| joined(&set.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>(), "and");
    let (of_keys, of_copies) = (regions(&of_keys), regions(&of_copies));
    Some(
        Finding::new(
            &INCOMPLETE_KEY_PERMISSIONS,
            key.span,
            format!("keys may be used in {of_keys} only, but copies are made in {of_copies}, where other keys are used"),
        )
        .label("no copy is written under a key of this Region")
        .related(copy.span, "copies are made here")
        .help(format!("allow the use of the key of the copies, in {of_copies}"))
        .certainty(Certainty::Inferred),
    )
}

/// The resources of a service that a statement names; `None` if they may be any.
fn arns<'p, 't>(statement: &'p Statement<'t>, service: &str) -> Option<Vec<(&'p Text<'t>, Arn<'p>)>> {
    let resources = statement.resources.as_ref().filter(|resources| !resources.negated)?;
    let mut arns = Vec::with_capacity(resources.patterns.len());
    for text in &resources.patterns {
        let arn = Arn::parse(&text.value).ok()?;
        if has_wildcard(arn.service.text) {
            return None;
        }
        if arn.service.text == service {
            arns.push((text, arn));
        }
    }
    Some(arns)
}

/// The Regions that requests must be for, by the conditions of a statement; `None` if they may be any.
fn requested<'p>(statement: &'p Statement<'_>) -> Option<Vec<&'p str>> {
    const KEYS: [&str; 2] = ["aws:RequestedRegion", "ec2:Region"];
    let condition = statement.conditions.iter().find(|condition| {
        let operator = condition.meaning;
        KEYS.iter().any(|key| condition.is_about(key))
            && operator.is_some_and(|operator| !operator.negated)
            && condition.without_key() == Some(false)
    })?;
    condition.values.iter().map(|value| literal(&value.value)).collect()
}

/// A text without wildcards and variables.
fn literal(text: &str) -> Option<&str> {
    (!text.is_empty() && !has_wildcard(text) && !has_variable(text)).then_some(text)
}
