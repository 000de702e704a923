//! How many tags a resource gets.

use std::collections::HashSet;

use crate::facts::Facts;
use crate::request::CopyRequest;
use crate::rule::{Family, Finding, Level, Rule};
use crate::text::TextRange;

use super::{Specification, copied};

/// More tags than a resource can have.
pub(super) static TOO_MANY_TAGS: Rule = Rule::new(
    Family::Request,
    "too-many-tags",
    Level::Error,
    include_str!("../../../../rules/request/too-many-tags.md"),
);

/// How many tags a resource can have, beside those that AWS puts on it (Amazon EC2 User Guide).
pub(super) const MOST: usize = 50;

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
            copied::check(request, facts, &keys, findings);
        }
    }
}

/// The keys that a request gives for one type of resource.
pub(super) struct Keys<'r> {
    /// Each key once, with the place of the key and of the tag that give it first.
    pub(super) in_order: Vec<(&'r str, TextRange, TextRange)>,
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
            let Some((key, node)) = tag.key else { continue };
            if keys.different.insert(key) {
                keys.in_order.push((key, node.range, tag.node.range));
                if keys.different.len() == MOST + 1 {
                    keys.beyond = Some(tag.node.range);
                }
            }
        }
        keys
    }
}
