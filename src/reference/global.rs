//! Services with one endpoint for all Regions.

use std::sync::OnceLock;

use super::table;

static TEXT: &str = include_str!("../../rules/reference/global-services.txt");

/// A service with one endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GlobalService {
    /// The prefix of its actions: `iam`.
    pub prefix: &'static str,
    /// The Region of its endpoint, which `aws:RequestedRegion` holds.
    pub region: &'static str,
    /// Whether AWS names it among those that a Deny of other Regions should spare in any case.
    pub is_popular: bool,
}

/// The services of the partition `aws` that are known to have one endpoint.
pub fn global_services() -> &'static [GlobalService] {
    static SERVICES: OnceLock<Vec<GlobalService>> = OnceLock::new();
    SERVICES.get_or_init(|| table(TEXT).filter_map(read).collect())
}

fn read(line: &'static str) -> Option<GlobalService> {
    let mut fields = line.split('\t');
    let (prefix, region, use_) = (fields.next()?, fields.next()?, fields.next()?);
    Some(GlobalService { prefix, region, is_popular: use_ == "popular" })
}
