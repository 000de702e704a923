//! Denials that spare the destination Region and not the source Region.

use super::Case;
use crate::authorization::{Answer, Fact, Query, State, applies_to};
use crate::copy::EncryptionOutcome;
use crate::policy::{Effect, Statement};
use crate::rule::{Certainty, Family, Finding, Level, Rule};
use crate::words::quoted;

pub(super) static DENIED_SOURCE_REGION: Rule = Rule::new(
    Family::Access,
    "denied-source-region",
    Level::Note,
    include_str!("../../../rules/access/denied-source-region.md"),
);

/// The keys that hold the Region of a call.
const REGION_KEYS: [&str; 2] = ["aws:RequestedRegion", "ec2:Region"];

/// To copy an encrypted snapshot, its client signs a second call, for the source Region. Whether policies are asked
/// about it with that Region is documented nowhere.
pub(super) fn check(case: Case<'_>, findings: &mut Vec<Finding>) {
    let route = &case.plan.route;
    let unencrypted = |rows: &[EncryptionOutcome]| {
        !rows.is_empty() && rows.iter().all(|row| row.source_encrypted == Some(false))
    };
    let is_signed = case.request.operation.name == "CopySnapshot" && route.kind() == Some("cross-region");
    let Some(region) = route.source.region.as_deref().filter(|_| is_signed) else { return };
    if unencrypted(case.plan.encryption.outcomes()) {
        return;
    }
    let Some(need) = case.plan.needs.iter().find(|need| need.permission.resource == "source-snapshot") else {
        return;
    };
    let query = in_region(&need.query, region);
    let denials: Vec<&Statement<'_>> = case
        .asked
        .iter()
        .filter(|asked| asked.concerns(need))
        .map(|asked| asked.policy)
        .filter(|policy| policy.usable)
        .flat_map(|policy| policy.statements.iter().map(move |statement| (policy, statement)))
        .filter(|(_, statement)| statement.effect == Some(Effect::Deny))
        .filter(|(policy, statement)| applies_to(policy, statement, &need.query) == Answer::No)
        .filter(|(policy, statement)| applies_to(policy, statement, &query) == Answer::Yes)
        .map(|(_, statement)| statement)
        .collect();
    if denials.is_empty() {
        return;
    }
    let parameter = case.request.parameter("SourceRegion");
    let span = parameter.map_or(case.request.name, |parameter| case.request.place(parameter.value.range));
    let mut finding = Finding::new(
        &DENIED_SOURCE_REGION,
        span,
        format!(
            "`ec2:CopySnapshot` is denied in {}, the source Region, which may matter if the snapshot is encrypted",
            quoted(region)
        ),
    )
    .label("a second call is signed for this Region")
    .certainty(Certainty::Inferred)
    .help(
        "the AWS CLI and the SDKs sign a call of CopySnapshot for the source Region, too, without which an encrypted \
         snapshot cannot be copied; whether policies are asked about it is documented nowhere: try the copy of an \
         encrypted snapshot, or spare the source Region in the Deny",
    );
    for statement in denials {
        finding =
            finding.related(statement.span, "this spares the destination Region, and not the source Region");
    }
    findings.push(finding);
}

/// The same question, asked in another Region.
fn in_region(query: &Query, region: &str) -> Query {
    let mut query = query.clone();
    for key in REGION_KEYS {
        query.context.set(key, Fact::new(State::Values(vec![region.to_owned()])));
    }
    query
}
