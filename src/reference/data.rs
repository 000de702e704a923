//! The file of services as a whole: where each service begins, and the two indexes that tell
//! which services to look into. What a service contains is read in [`mod@super::service`]; the grammar
//! of the file is described in `rules/reference/refresh.py`, which writes it.

use std::sync::OnceLock;

use super::service::Service;
use super::{Lines, compare_ignoring_case};
use crate::pattern::{Pattern, has_wildcard};

static TEXT: &str = include_str!("../../rules/reference/services.txt");

/// The sections of the file, the first of them read.
pub(super) struct Data {
    header: &'static str,
    /// In the order of their prefixes, which are in lower case.
    pub(super) services: Vec<Service>,
    arn_services: &'static str,
    key_prefixes: &'static str,
}

/// The file, read on first use.
pub(super) fn data() -> &'static Data {
    static DATA: OnceLock<Data> = OnceLock::new();
    DATA.get_or_init(|| read(TEXT))
}

/// The service fields of ARNs, sorted, each with the prefixes of the services that define such
/// ARNs, one space apart.
pub(super) fn arn_services() -> impl Iterator<Item = (&'static str, &'static str)> {
    Lines(data().arn_services).filter_map(|line| line.split_once('\t'))
}

/// The prefixes of condition keys, some with a placeholder inside, each with the prefixes of the
/// services that define such keys, one space apart.
pub(super) fn key_prefixes() -> impl Iterator<Item = (&'static str, &'static str)> {
    Lines(data().key_prefixes).filter_map(|line| line.split_once('\t'))
}

/// The day of the data on services, such as `2026-10-27`.
pub fn date() -> &'static str {
    header_date(data().header)
}

/// The service of an action prefix (`ec2`), whatever its case.
pub fn service(prefix: &str) -> Option<&'static Service> {
    let services = &data().services;
    // Prefixes are written in lower case nearly everywhere, and bytes are compared faster than letters.
    let exact = services.binary_search_by(|service| service.prefix.cmp(prefix));
    let any = || services.binary_search_by(|service| compare_ignoring_case(service.prefix, prefix));
    services.get(exact.or_else(|_| any()).ok()?)
}

/// The services of an action prefix with `*` and `?` or without, whatever its case, in the order of their
/// prefixes. Without wildcards there is one at the most, and no other is looked at.
pub fn services_matching(prefix: &str) -> impl Iterator<Item = &'static Service> {
    let (one, pattern) =
        if has_wildcard(prefix) { (None, Some(Pattern::caseless(prefix))) } else { (service(prefix), None) };
    let matching = pattern
        .into_iter()
        .flat_map(|pattern| data().services.iter().filter(move |service| pattern.matches(service.prefix)));
    one.into_iter().chain(matching)
}

/// The prefixes of all services, sorted, in lower case. Reads none of the services.
pub fn service_prefixes() -> impl Iterator<Item = &'static str> {
    data().services.iter().map(|service| service.prefix)
}

/// The date in the header of a file, or `""`.
pub(super) fn header_date(header: &'static str) -> &'static str {
    header.split('\t').find_map(|field| field.strip_prefix("date ")).unwrap_or_default()
}

fn read(text: &'static str) -> Data {
    let (header, rest) = text.split_once('\n').unwrap_or_default();
    let (contents, rest) = rest.split_once("\n\n").unwrap_or_default();
    let (arn_services, rest) = rest.split_once("\n\n").unwrap_or_default();
    let (key_prefixes, blocks) = rest.split_once("\n\n").unwrap_or_default();
    let mut services = Vec::with_capacity(512);
    let mut start = 0;
    for line in Lines(contents) {
        let mut fields = line.split('\t');
        let (Some(prefix), Some(length), Some(name)) = (fields.next(), fields.next(), fields.next()) else {
            continue;
        };
        let end = start + length.parse::<usize>().unwrap_or_default();
        services.push(Service::new(prefix, name, blocks, start..end));
        start = end;
    }
    Data { header, services, arn_services, key_prefixes }
}
