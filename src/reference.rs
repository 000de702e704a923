//! What is known about AWS: services with their actions, resource types and condition keys, ARN
//! formats, partitions, Regions and zones.
//!
//! The facts lie as text in `rules/reference`, compiled in. Nothing is read before it is asked
//! for: the first question finds where each service begins, the first question about a service
//! reads that service, once. Nothing here judges: that an action is not in the data means that it
//! was not known on [`date`], no more. Names compare as AWS compares them: service prefixes,
//! actions and condition keys without regard to case, fields of ARNs, Regions and zones with it.

mod action;
mod addresses;
mod advice;
mod arns;
mod callers;
mod data;
mod global;
mod keys;
mod meaning;
mod names;
mod partitions;
mod principals;
mod providers;
mod quotas;
mod service;
mod values;
mod zones;

pub use action::{AccessLevel, Action, ActionResource, ResourceType};
pub use addresses::{PrivateRange, private_ranges};
pub use advice::{PairedKey, misnamed_keys, paired_keys, spoofable_keys};
pub use arns::{ArnFormat, LastField, arn_formats, is_arn_service};
pub use callers::{CallerKey, caller_key};
pub use data::{date, service, service_prefixes, services_matching};
pub use global::{GlobalService, global_services};
pub use keys::{
    ConditionKey, GlobalKey, KeyType, Keys, global_key, global_keys, key_definitions, key_matches,
    key_prefix_names, key_stem,
};
pub use meaning::KeyMeaning;
pub use names::{
    Misnamed, Retired, endpoint_keys, misnamed_action, rcp_services, retired_action, retired_service,
    sets_endpoint_key,
};
pub use partitions::{
    Partition, RegionName, is_opt_in_region, partition, partitions, region, regions, regions_date,
};
pub use principals::{
    ServicePrincipal, service_principal, service_principal_suffixes, service_principals, split_suffix,
};
pub use providers::{SharedProvider, shared_provider, shared_providers};
pub use quotas::{FORMER_SCP_QUOTA, PolicyQuota, policy_quota, resource_policy_quota, smallest_policy_quota};
pub use service::Service;
pub use values::{KeyValues, Sensitivity, ValueKind, all_key_values, key_values, sensitivity};
pub use zones::{Zone, ZoneKind, availability_zone};

use std::cmp::Ordering;

use memchr::memchr;

/// Orders two names as the data are sorted: by their bytes, ASCII letters without case.
fn compare_ignoring_case(a: &str, b: &str) -> Ordering {
    for (one, other) in a.bytes().zip(b.bytes()) {
        // Most bytes are the very same.
        if one != other {
            let order = one.to_ascii_lowercase().cmp(&other.to_ascii_lowercase());
            if order.is_ne() {
                return order;
            }
        }
    }
    a.len().cmp(&b.len())
}

/// The lines of data. The ends of lines, of which there are thousands on the way to the first answer, are looked for
/// many bytes at a time.
struct Lines(&'static str);

impl Iterator for Lines {
    type Item = &'static str;

    fn next(&mut self) -> Option<&'static str> {
        let Self(rest) = self;
        if rest.is_empty() {
            return None;
        }
        let end = memchr(b'\n', rest.as_bytes()).unwrap_or(rest.len());
        let (line, after) = rest.split_at_checked(end)?;
        *rest = after.strip_prefix('\n').unwrap_or_default();
        Some(line)
    }
}

/// The lines of a table that are neither empty nor comments.
fn table(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'))
}
