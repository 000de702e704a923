//! The values of `IpAddress` and `NotIpAddress`.

use std::net::Ipv4Addr;

use super::super::Test;
use super::records::{IMPROVE_IP_RANGE, TYPE_MISMATCH_IP_RANGE};
use super::{instead, private};
use crate::policy::value::address::Network;
use crate::reference::KeyType;
use crate::rule::{Certainty, Finding};
use crate::text::Span;
use crate::words::quoted;

pub(super) fn check(test: &Test<'_, '_>, findings: &mut Vec<Finding>) {
    // That no address is in it says more than that the key holds text.
    if !test.takes(&[KeyType::IpAddress, KeyType::String]) {
        return;
    }
    let values = &test.condition.values;
    let mut networks: Vec<(Span, Network)> = Vec::with_capacity(values.len());
    for value in values.iter().filter(|value| !value.has_variable()) {
        if let Some(network) = Network::read(&value.value) {
            networks.push((value.span, network));
            continue;
        }
        let finding = Finding::new(
            &TYPE_MISMATCH_IP_RANGE,
            value.span,
            format!("{} is neither an IP address nor a range of them", quoted(&value.value)),
        )
        .label(format!("{} compares addresses", quoted(&test.condition.operator.value)))
        .help(instead(meant(&value.value), "write an address, or a range such as `203.0.113.0/24`"));
        // Some programs read zeros in front of a number, and not all in the same way.
        let has_zeros = without_zeros(&value.value).is_some_and(|text| Network::read(&text).is_some());
        findings.push(if has_zeros { finding.certainty(Certainty::Inferred) } else { finding });
    }
    // A range that says nothing need not be improved.
    let are_private = private::check(test, &networks, findings);
    for (value, (span, network)) in values.iter().zip(&networks).filter(|_| networks.len() == values.len()) {
        if are_private && private::is_private(*network).is_some() {
            continue;
        }
        if let Some(range) = network.without_ignored_bits() {
            let message =
                format!("{} means `{range}`: bits behind the prefix do not count", quoted(&value.value));
            findings.push(
                Finding::new(&IMPROVE_IP_RANGE, *span, message)
                    .label("the range begins at another address")
                    .help(format!("write `{range}`, or another prefix if fewer addresses are meant")),
            );
        }
    }
}

/// The range that other spellings stand for.
fn meant(text: &str) -> Option<String> {
    let text = text.trim().trim_start_matches('[').trim_end_matches(']');
    let (address, prefix) = match text.split_once('/') {
        Some((address, prefix)) => (address.trim(), Some(prefix.trim())),
        None => (text, None),
    };
    let mut octets: Vec<&str> = address.split('.').collect();
    let known = octets.iter().position(|octet| matches!(*octet, "*" | "x" | "")).unwrap_or(octets.len());
    let prefix = match prefix {
        Some(prefix) => Some(match prefix.parse::<Ipv4Addr>() {
            Ok(mask) => {
                let ones = mask.to_bits().leading_ones();
                (ones == mask.to_bits().count_ones()).then(|| ones.to_string())?
            }
            Err(_) => prefix.to_owned(),
        }),
        // A number without a point is no address.
        None if known < 4 && octets.len() > 1 => Some((known * 8).to_string()),
        None => None,
    };
    if octets.len() <= 4 && !address.contains(':') && known > 0 {
        octets.truncate(known);
        octets.resize(4, "0");
    }
    let address = octets.join(".");
    let meant = prefix.map_or_else(|| address.clone(), |prefix| format!("{address}/{prefix}"));
    Network::read(&meant).map(|network| network.without_ignored_bits().unwrap_or(meant))
}

/// The range without zeros in front of its numbers; `None` if there are none.
fn without_zeros(text: &str) -> Option<String> {
    let (address, rest) = text.split_once('/').map_or((text, None), |(address, rest)| (address, Some(rest)));
    let octets: Vec<&str> = address
        .split('.')
        .map(|octet| match octet.trim_start_matches('0') {
            "" if !octet.is_empty() => "0",
            other => other,
        })
        .collect();
    let plain = octets.join(".");
    (plain != address).then(|| rest.map_or_else(|| plain.clone(), |rest| format!("{plain}/{rest}")))
}
