//! Ranges of addresses that no request over the internet comes from.

use super::table;

static PRIVATE_RANGES: &str = include_str!("../../rules/reference/private-ranges.txt");

/// A range of addresses that is not routed on the internet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PrivateRange {
    /// The range in CIDR notation.
    pub range: &'static str,
    /// Whether it is what AWS calls private; the others are loopback, link-local and shared addresses.
    pub is_private: bool,
    /// The RFC that sets it aside.
    pub source: &'static str,
}

/// Ranges that are not routed on the internet, of IPv4 and of IPv6.
pub fn private_ranges() -> impl Iterator<Item = PrivateRange> {
    table(PRIVATE_RANGES).filter_map(|line| {
        let mut fields = line.split('\t');
        let (range, kind, source) = (fields.next()?, fields.next()?, fields.next()?);
        Some(PrivateRange { range, is_private: kind == "private", source })
    })
}
