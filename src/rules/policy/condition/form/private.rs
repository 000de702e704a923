//! Private addresses under `aws:SourceIp`, which holds only public ones.

use super::super::Test;
use super::records::{
    PRIVATE_IP_ADDRESS, PRIVATE_IP_ADDRESS_SUBSET, PRIVATE_NOT_IP_ADDRESS, PRIVATE_NOT_IP_ADDRESS_SUBSET,
};
use crate::policy::value::address::Network;
use crate::reference::private_ranges;
use crate::rule::{Certainty, Finding};
use crate::text::Span;
use crate::words::shorten;

/// Looks at the ranges of a test, and says whether some are private where that matters.
pub(super) fn check(test: &Test<'_, '_>, networks: &[(Span, Network)], findings: &mut Vec<Finding>) -> bool {
    let condition = test.condition;
    if !condition.is_about("aws:SourceIp") {
        return false;
    }
    let mut private = networks.iter().filter_map(|(span, network)| Some((*span, is_private(*network)?)));
    let Some((first, mut is_certain)) = private.next() else { return false };
    let others: Vec<Span> = private
        .map(|(span, certain)| {
            is_certain &= certain;
            span
        })
        .collect();
    let all = others.len() + 1 == condition.values.len() && !condition.incomplete;
    let negated = test.operator.negated;
    let rule = match (all, negated) {
        (true, false) => &PRIVATE_IP_ADDRESS,
        (true, true) => &PRIVATE_NOT_IP_ADDRESS,
        (false, false) => &PRIVATE_IP_ADDRESS_SUBSET,
        (false, true) => &PRIVATE_NOT_IP_ADDRESS_SUBSET,
    };
    let key = shorten(&condition.key.value);
    let message = if all {
        format!("`{key}` is compared with private addresses only, and holds public ones")
    } else {
        format!("`{key}` is compared with private addresses too, and holds public ones only")
    };
    let label = if negated { "no request is kept out by it" } else { "no request comes from here" };
    let mut finding = Finding::new(rule, first, message).label(label).help(
        "write public addresses; addresses of a VPC are in `aws:VpcSourceIp`, for requests through a VPC endpoint",
    );
    for span in others {
        finding = finding.related(span, "private, too");
    }
    // With `IfExists` or a qualifier the test can say something without the key.
    if !is_certain || test.operator.if_exists || test.operator.qualifier.is_some() {
        finding = finding.certainty(Certainty::Inferred);
    }
    findings.push(finding);
    true
}

/// Whether every address of a range is private, and whether AWS calls it so; `None` if some are public.
pub(super) fn is_private(network: Network) -> Option<bool> {
    let holds = |range: &str| Network::read(range).is_some_and(|range| range.holds(network));
    private_ranges().find(|one| holds(one.range)).map(|one| one.is_private)
}
