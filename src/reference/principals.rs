//! The names by which AWS services stand in `Principal`: `lambda.amazonaws.com`.

use std::collections::HashSet;
use std::sync::OnceLock;

use super::{RegionName, partitions, region, service, table};

static TEXT: &str = include_str!("../../rules/reference/service-principals.txt");

/// What a name of a service can end with besides the DNS suffixes of the partitions.
const OTHER_SUFFIXES: [&str; 1] = ["amazon.com"];

/// What is known of the name of a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ServicePrincipal {
    /// A known name, or a known name in a Region.
    Known,
    /// It has the form of such names, and is not known: the list is not complete.
    WellFormed,
    /// It ends with none of the suffixes of such names, or holds other characters than they do.
    Malformed,
}

/// The names in the list, sorted within each of its parts.
pub fn service_principals() -> impl Iterator<Item = &'static str> {
    table(TEXT)
}

/// What the names of services end with, without the dot before it.
pub fn service_principal_suffixes() -> impl Iterator<Item = &'static str> {
    partitions().iter().map(|partition| partition.dns_suffix).chain(OTHER_SUFFIXES)
}

/// What is known of a name, spelt exactly so.
pub fn service_principal(name: &str) -> ServicePrincipal {
    let Some((labels, suffix)) = split_suffix(name) else { return ServicePrincipal::Malformed };
    if is_listed(name) || is_listed(&without_region(labels, suffix)) {
        return ServicePrincipal::Known;
    }
    // Many services have the name that their actions begin with; the partitions of China are less regular.
    if suffix == "amazonaws.com" && service(labels).is_some() {
        return ServicePrincipal::Known;
    }
    ServicePrincipal::WellFormed
}

/// A name without its suffix, and the suffix; `None` if it has not the form of such names.
pub fn split_suffix(name: &str) -> Option<(&str, &str)> {
    let of_label = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    let suffix = service_principal_suffixes()
        .filter(|suffix| name.strip_suffix(suffix).is_some_and(|rest| rest.ends_with('.')))
        .max_by_key(|suffix| suffix.len())?;
    let labels = name.get(..name.len() - suffix.len() - 1)?;
    labels
        .split('.')
        .all(|label| !label.is_empty() && label.bytes().all(of_label))
        .then_some((labels, suffix))
}

fn is_listed(name: &str) -> bool {
    static NAMES: OnceLock<HashSet<&str>> = OnceLock::new();
    NAMES.get_or_init(|| table(TEXT).collect()).contains(name)
}

/// The name without the Region in it. The names of other partitions than `aws` are those of `aws` there.
fn without_region(labels: &str, suffix: &str) -> String {
    let mut regional = false;
    let rest: Vec<&str> = labels
        .split('.')
        .filter(|label| {
            let names_region = region(label) != RegionName::Unknown;
            regional |= names_region;
            !names_region
        })
        .collect();
    let is_of_other_partition = suffix != "amazonaws.com.cn" && suffix != "amazon.com";
    let suffix = if regional || is_of_other_partition { "amazonaws.com" } else { suffix };
    format!("{}.{suffix}", rest.join("."))
}
