//! How many tags a resource gets.

use std::collections::HashSet;

use crate::facts::Facts;
use crate::request::CopyRequest;
use crate::rule::{Family, Finding, Level, Rule};
use crate::text::TextRange;

use super::Specification;

/// More tags than a resource can have.
pub static TOO_MANY_TAGS: Rule = Rule::new(
    Family::Request,
    "too-many-tags",
    Level::Error,
    include_str!("../../../../rules/request/too-many-tags.md"),
);

/// How many tags a resource can have, beside those that AWS puts on it (Amazon EC2 User Guide).
const MOST: usize = 50;

/// Looks at all specifications together, for each type of resource.
pub(super) fn check(
    request: &CopyRequest<'_>,
    facts: &Facts<'_>,
    specifications: &[Specification<'_, '_>],
    findings: &mut Vec<Finding>,
) {
    for kind in request.operation.taggable() {
        let keys = Keys::of(kind, specifications);
        if let Some(place) = keys.beyond {
            let whole = if kind == "image" { "the new image" } else { "a new snapshot" };
            let message =
                format!("{whole} gets {} tags, but a resource has {MOST} at most", keys.different.len());
            let finding = Finding::new(&TOO_MANY_TAGS, request.place(place), message);
            findings.push(finding.label("the first beyond the limit").help("drop some of the tags"));
        } else if kind == "image" {
            findings.extend(with_copied(request, facts, &keys));
        }
    }
}

/// The keys that a request gives for one type of resource.
struct Keys<'r> {
    /// Each key once, and the tag that gives it first.
    in_order: Vec<(&'r str, TextRange)>,
    different: HashSet<&'r str>,
    /// The first tag that is too many.
    beyond: Option<TextRange>,
}

impl<'r> Keys<'r> {
    fn of(kind: &str, specifications: &[Specification<'r, '_>]) -> Self {
        let mut keys = Self { in_order: Vec::new(), different: HashSet::new(), beyond: None };
        let of_kind = |specification: &&Specification<'r, '_>| {
            specification.kind.is_some_and(|(found, _)| found == kind)
        };
        for tag in specifications.iter().filter(of_kind).flat_map(Specification::tags) {
            let Some((key, _)) = tag.key else { continue };
            if keys.different.insert(key) {
                keys.in_order.push((key, tag.node.range));
                if keys.different.len() == MOST + 1 {
                    keys.beyond = Some(tag.node.range);
                }
            }
        }
        keys
    }
}

/// Tags of the source image are carried over, and with those of the request they are too many.
fn with_copied(request: &CopyRequest<'_>, facts: &Facts<'_>, given: &Keys<'_>) -> Option<Finding> {
    let parameter = request.parameter("CopyImageTags")?;
    // Tags that another account put on the image stay behind.
    let is_shared = facts.source_is_shared();
    if request.boolean("CopyImageTags") != Some(true) || is_shared == Some(true) {
        return None;
    }
    let copied: HashSet<&str> = facts.image?.tags.as_ref()?.iter().map(|key| key.value.as_str()).collect();
    let added: Vec<_> = given.in_order.iter().filter(|(key, _)| !copied.contains(key)).collect();
    let (_, place) = added.get(MOST.checked_sub(copied.len())?)?;
    let count = copied.len() + added.len();
    let message = format!(
        "the new image gets {count} tags with those of its source, but a resource has {MOST} at most"
    );
    let finding = Finding::new(&TOO_MANY_TAGS, request.place(*place), message)
        .label("the first beyond the limit")
        .related(parameter.name_span, format!("this carries {} tags over", copied.len()))
        .help("drop some of the tags, or `CopyImageTags`");
    // Whose tags the description lists is not known without both accounts.
    Some(if is_shared.is_none() { finding.at_most(Level::Warning) } else { finding })
}
