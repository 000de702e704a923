//! The key of an encrypted copy for which the request names none.

use std::collections::BTreeSet;

use crate::copy::{Candidate, CandidateKind, CopyPlan};
use crate::facts::Facts;
use crate::request::CopyRequest;
use crate::rule::{Certainty, Family, Finding, Level, Rule};
use crate::words::shorten;

/// AWS's documents name different keys for the copy.
pub(super) static UNCLEAR_ENCRYPTION_KEY: Rule = Rule::new(
    Family::Request,
    "unclear-encryption-key",
    Level::Note,
    include_str!("../../../rules/request/unclear-encryption-key.md"),
);

/// The rules that are raised here.
pub(super) const RULES: &[&Rule] = &[&UNCLEAR_ENCRYPTION_KEY];

pub(super) fn check(
    request: &CopyRequest<'_>,
    facts: &Facts<'_>,
    plan: Option<&CopyPlan>,
    findings: &mut Vec<Finding>,
) {
    // Of a source that may be encrypted or not, the plan says enough.
    if facts.source_encrypted() != Some(true) {
        return;
    }
    let rows = plan.map(|plan| plan.encryption.outcomes()).unwrap_or_default();
    let candidates: BTreeSet<&Candidate> = rows.iter().flat_map(|row| row.key.candidates()).collect();
    let kinds: BTreeSet<CandidateKind> = candidates.iter().map(|candidate| candidate.kind).collect();
    if kinds.is_empty() {
        return;
    }
    let names: Vec<String> = kinds.iter().map(|kind| name(*kind, &candidates)).collect();
    let message = format!(
        "AWS's documents contradict one another about the key that the copy is encrypted with: {}",
        names.join(", or ")
    );
    let encrypted = request.parameter("Encrypted");
    let mut finding = Finding::new(
        &UNCLEAR_ENCRYPTION_KEY,
        encrypted.map_or(request.name, |encrypted| encrypted.name_span),
        message,
    )
    .certainty(Certainty::Contradicted)
    .label("no key is named");
    let source = facts.source_data().unwrap_or_default();
    let encrypted = source.iter().find(|data| data.encrypted.is_some_and(|encrypted| encrypted.value));
    finding = match encrypted.map(|data| (data.key, data.encrypted)) {
        Some((Some(key), _)) if kinds.contains(&CandidateKind::Source) => {
            finding.related(key.span, "the key of the source")
        }
        Some((_, Some(encrypted))) => finding.related(encrypted.span, "the source is encrypted"),
        _ => finding,
    };
    let how = if request.boolean("Encrypted") == Some(true) {
        "name the key with `KmsKeyId`"
    } else {
        "set `Encrypted` to true and name the key with `KmsKeyId`"
    };
    findings.push(finding.help(format!(
        "{how}: that decides it\na copy under `alias/aws/ebs` cannot be shared with another account"
    )));
}

/// A key in words, with its id if that is one and known.
fn name(kind: CandidateKind, candidates: &BTreeSet<&Candidate>) -> String {
    let name = match kind {
        CandidateKind::Source => "that of the source",
        CandidateKind::Managed => "the one that AWS manages",
        CandidateKind::Default => "the default key for EBS",
    };
    let mut ids = candidates.iter().filter(|candidate| candidate.kind == kind).map(|candidate| &candidate.id);
    match (ids.next(), ids.next()) {
        (Some(Some(id)), None) => format!("{name} (`{}`)", shorten(id).replace(['\n', '\r'], " ")),
        _ => name.to_owned(),
    }
}
