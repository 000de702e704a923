//! Tags that a policy lets some copies, or some of what they make, be given, and others not.
//!
//! Tags of a request are checked as `ec2:CreateTags` on each thing that is made, with the operation that makes it as
//! `ec2:CreateAction` (EC2 User Guide, "Grant permission to tag Amazon EC2 resources during creation"). Copies without
//! tags need none of it: what is missing is worth a note, no more.

use super::Together;
use super::asking::tags_new;
use super::statements::allowing;
use crate::authorization::Decision;
use crate::policy::{Condition, Statement, Text};
use crate::rule::{Certainty, Family, Finding, Level, RELATED, Rule};
use crate::words::joined;

pub(in super::super) static INCOMPLETE_TAG_PERMISSIONS: Rule = Rule::new(
    Family::Policy,
    "incomplete-tag-permissions",
    Level::Note,
    include_str!("../../../../rules/policy/incomplete-tag-permissions.md"),
);

/// The action that is checked for tags.
const TAG: &str = "ec2:CreateTags";

/// The last field of the ARN of a snapshot that does not exist yet.
const SNAPSHOTS: &str = "snapshot/*";

/// A copy, and what it makes: the last field of its ARN, and the words for it.
struct Copy {
    action: &'static str,
    operation: &'static str,
    makes: &'static [(&'static str, &'static str)],
}

const COPIES: [Copy; 2] = [
    Copy {
        action: "ec2:CopySnapshot",
        operation: "CopySnapshot",
        makes: &[(SNAPSHOTS, "the new snapshot (`snapshot/*`)")],
    },
    Copy {
        action: "ec2:CopyImage",
        operation: "CopyImage",
        makes: &[("image/*", "the new image (`image/*`)"), (SNAPSHOTS, "the new snapshots (`snapshot/*`)")],
    },
];

/// `s3_backed` says that the images are kept in S3, so that a copy makes no snapshots. `told` are the actions of which it
/// is told already that they are never allowed for lack of tags.
pub(super) fn check(together: Together<'_, '_>, s3_backed: bool, told: &[&str], findings: &mut Vec<Finding>) {
    let tagging = |statement| Some((allowing(statement, TAG)?, statement));
    let tagging: Vec<(&Text<'_>, &Statement<'_>)> = together.statements().filter_map(tagging).collect();
    if !tagging.is_empty() {
        let copies = COPIES.iter().filter(|copy| !told.contains(&copy.action));
        findings.extend(copies.filter_map(|copy| check_copy(together, copy, s3_backed, &tagging)));
    }
}

fn check_copy(
    together: Together<'_, '_>,
    copy: &Copy,
    s3_backed: bool,
    tagging: &[(&Text<'_>, &Statement<'_>)],
) -> Option<Finding> {
    let named = together.statements().find_map(|statement| allowing(statement, copy.action))?;
    let is_missing =
        |id: &'static str| tags_new(together, id, Some(copy.operation)) == Decision::ImplicitDeny;
    let makes = copy.makes.iter().copied().filter(|(id, _)| !(s3_backed && *id == SNAPSHOTS));
    let (missing, tagged): (Vec<_>, Vec<_>) = makes.partition(|(id, _)| is_missing(id));
    // Tags when something else makes it are allowed: the operation may have been forgotten.
    let by_others = missing.iter().any(|(id, _)| tags_new(together, id, None) != Decision::ImplicitDeny);
    // A policy that is about tags of other things says nothing of copies.
    if missing.is_empty() || (tagged.is_empty() && !by_others) {
        return None;
    }
    let words: Vec<String> = missing.iter().map(|(_, words)| (*words).to_owned()).collect();
    let (tags, _) = tagging.first()?;
    let message = format!(
        "`{TAG}` is not allowed on {} that `{}` makes, and with tags for it a copy is refused",
        joined(&words, "and"),
        copy.action
    );
    let ids: Vec<String> = missing.iter().map(|(id, _)| format!("`arn:aws:ec2:*::{id}`")).collect();
    let mut finding = Finding::new(&INCOMPLETE_TAG_PERMISSIONS, tags.span, message)
        .label("not for these copies")
        .help(format!(
            "if such copies are to have tags, allow it on {}, with `{}` among the values of `ec2:CreateAction`",
            joined(&ids, "and"),
            copy.operation
        ))
        .certainty(Certainty::Inferred)
        .related(named.span, "the copy is allowed here");
    let conditions = tagging.iter().flat_map(|(_, statement)| &statement.conditions);
    for condition in conditions.filter(|condition| is_about_creation(condition)).take(RELATED) {
        finding = finding.related(condition.key.span, "for other operations");
    }
    Some(finding)
}

fn is_about_creation(condition: &Condition<'_>) -> bool {
    condition.is_about("ec2:CreateAction")
}

/// Whether tags of what a copy makes may be allowed to be set.
pub(super) fn can_tag(together: Together<'_, '_>, action: &str) -> bool {
    let copy = COPIES.iter().find(|copy| copy.action == action);
    copy.is_none_or(|copy| {
        copy.makes.iter().any(|(id, _)| {
            matches!(tags_new(together, id, Some(copy.operation)), Decision::Allowed | Decision::Depends)
        })
    })
}
