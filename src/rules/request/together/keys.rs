//! Keys that cannot serve every copy that they are named for.

use std::collections::{HashMap, HashSet};

use crate::rule::{Certainty, Family, Finding, Level, Rule};

use super::super::kms_key::is_single_region_key_id;
use super::Copy;

/// The id of a key of one Region, for copies to several.
pub(super) static KEY_ID_FOR_SEVERAL_REGIONS: Rule = Rule::new(
    Family::Request,
    "key-id-for-several-regions",
    Level::Warning,
    include_str!("../../../../rules/request/key-id-for-several-regions.md"),
);

/// Whoever makes the copies: no two keys of any account have the same id.
pub(super) fn check(copies: &[Copy<'_>], findings: &mut Vec<Finding>) {
    let mut used: HashMap<&str, (&Copy<'_>, HashSet<&str>)> = HashMap::new();
    for copy in copies {
        let Some(parameter) = copy.request.parameter("KmsKeyId") else { continue };
        let Some(id) = parameter.value.as_str().filter(|id| is_single_region_key_id(id)) else { continue };
        let region = copy.place.region;
        let (first, regions) = used.entry(id).or_insert_with(|| (copy, HashSet::from([region])));
        if !regions.insert(region) || first.place.region == region {
            continue;
        }
        let message = format!(
            "the key `{id}` is given for copies to `{}` and to `{region}`, but is in one Region only",
            first.place.region
        );
        let finding =
            Finding::new(&KEY_ID_FOR_SEVERAL_REGIONS, copy.request.place(parameter.value.range), message)
                .certainty(Certainty::Inferred)
                .label("a key id is looked up in the Region that the copy goes to")
                .help(
                    "give each copy a key of its own Region, an alias that is in both, or a multi-Region key",
                );
        findings.push(match first.string("KmsKeyId") {
            Some(before) => finding.related(before.span, "given here, too"),
            None => finding,
        });
    }
}
