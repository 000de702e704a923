//! What comes of a copy, in words: the new resource, what is left behind, what it costs, where to look.
//!
//! The names in `when` of an operation's results are implemented here.

use super::PlannedRoute;
use crate::facts::Facts;
use crate::operation::ResultLine;
use crate::request::CopyRequest;
use crate::rule::Certainty;

/// One thing to know about what comes of a copy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// A phrase without full stop.
    pub text: String,
    /// How sure it is.
    pub certainty: Certainty,
}

/// What comes of a request, in the order of the operation's file.
///
/// Nothing comes of one that is `refused`.
pub(super) fn of(
    request: &CopyRequest<'_>,
    route: &PlannedRoute,
    facts: &Facts<'_>,
    refused: bool,
) -> Vec<Outcome> {
    let copy = Copy { request, route, facts, refused };
    let lines = request.operation.results.iter().filter(|line| copy.applies(&line.when));
    lines.map(|line| copy.outcome(line)).collect()
}

struct Copy<'a> {
    request: &'a CopyRequest<'a>,
    route: &'a PlannedRoute,
    facts: &'a Facts<'a>,
    refused: bool,
}

impl Copy<'_> {
    /// What `when` means.
    fn applies(&self, when: &str) -> bool {
        let dry_run = self.request.boolean("DryRun") == Some(true);
        if dry_run || when == "dry-run" {
            return dry_run && when == "dry-run";
        }
        if self.refused {
            return false;
        }
        match when {
            "cross-region" => self.route.kind() == Some("cross-region"),
            "untagged" => !self.request.incomplete && !self.request.gives("TagSpecifications"),
            "image-tags-left" => match self.request.boolean("CopyImageTags") {
                Some(copies) => !copies,
                None => !self.request.incomplete && !self.request.gives("CopyImageTags"),
            },
            "image-tags-copied" => self.request.boolean("CopyImageTags") == Some(true),
            // Images are taken to be EBS-backed unless something says that they are not.
            "ebs-backed" => self.facts.s3_backed() != Some(true),
            "shared-source" => self.facts.source_is_shared() == Some(true),
            "unshared-source" => self.facts.source_is_shared() != Some(true),
            "s3-backed" => self.facts.s3_backed() == Some(true),
            _ => true,
        }
    }

    fn outcome(&self, line: &ResultLine) -> Outcome {
        let region = self.route.destination.region.as_deref().unwrap_or("REGION");
        Outcome { text: line.text.replace("{region}", region), certainty: line.certainty }
    }
}
