//! Ranges of IP addresses in CIDR notation.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::number::are_digits;

/// A range of addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    /// How many bits count.
    prefix: Option<u8>,
}

/// What counts of an address without a prefix (IAM User Guide, "IP address condition operators").
const DEFAULT_PREFIX: u8 = 32;

impl Network {
    /// Reads `203.0.113.0/24`, or an address alone.
    pub fn read(text: &str) -> Option<Self> {
        let (address, prefix) = match text.split_once('/') {
            Some((address, prefix)) => (address, Some(prefix)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().ok()?;
        let prefix = match prefix {
            Some(digits) if are_digits(digits) => {
                Some(digits.parse().ok().filter(|bits| *bits <= width(address))?)
            }
            Some(_) => return None,
            None => None,
        };
        Some(Self { address, prefix })
    }

    /// Whether an address is in the range; `None` where that is documented nowhere.
    pub fn contains(self, found: IpAddr) -> Option<bool> {
        if found.is_ipv4() != self.address.is_ipv4() {
            // An IPv4 address can be written as one of IPv6. Whether IAM takes them for the same is not
            // documented.
            let same = self.canonical().zip(found.to_canonical().is_ipv4().then_some(found.to_canonical()));
            return match same {
                Some((network, found)) if network.contains(found) != Some(false) => None,
                _ => Some(false),
            };
        }
        let shares = |bits| common_bits(self.address, found) >= u32::from(bits);
        match self.prefix {
            Some(prefix) => Some(shares(prefix)),
            None if found.is_ipv4() => Some(shares(DEFAULT_PREFIX)),
            // The documented default is for IPv4; of an address of IPv6 it would take a whole provider.
            None => (shares(DEFAULT_PREFIX) == shares(128)).then(|| shares(128)),
        }
    }

    /// The range in IPv4, if it is one.
    fn canonical(self) -> Option<Self> {
        let address = self.address.to_canonical();
        let mapped = 128 - 32;
        match self.prefix {
            _ if !address.is_ipv4() => None,
            Some(prefix) if self.address.is_ipv6() => {
                Some(Self { address, prefix: Some(prefix.checked_sub(mapped)?) })
            }
            prefix => Some(Self { address, prefix }),
        }
    }

    /// Whether every address of another range is in this one, however an address without a prefix is read.
    /// Ranges of different families hold nothing of one another.
    pub fn holds(self, other: Self) -> bool {
        let own = u32::from(self.prefix.unwrap_or_else(|| width(self.address)));
        self.address.is_ipv4() == other.address.is_ipv4()
            && own <= u32::from(other.prefix.unwrap_or(DEFAULT_PREFIX))
            && common_bits(self.address, other.address) >= own
    }

    /// The range in its usual spelling, if bits behind its prefix are set, which do not count.
    pub fn without_ignored_bits(self) -> Option<String> {
        let prefix = self.prefix?;
        let ignored = u32::from(width(self.address) - prefix);
        let first = match self.address {
            IpAddr::V4(address) => {
                let bits = u32::MAX.checked_shl(ignored).unwrap_or(0);
                IpAddr::V4(Ipv4Addr::from_bits(address.to_bits() & bits))
            }
            IpAddr::V6(address) => {
                let bits = u128::MAX.checked_shl(ignored).unwrap_or(0);
                IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & bits))
            }
        };
        (first != self.address).then(|| format!("{first}/{prefix}"))
    }

    /// Whether it holds every address of IPv4, or every one of IPv6.
    pub fn is_everything(self, ipv4: bool) -> bool {
        self.prefix == Some(0) && self.address.is_ipv4() == ipv4
    }
}

/// Addresses that stand for all there are: the first of each range, the first behind each, and the first of all;
/// `None` if a range can be read in two ways. An address of IPv4 written as one of IPv6 is either of the two.
pub fn around(networks: &[Network]) -> Option<Vec<String>> {
    let mut around = vec![Ipv4Addr::UNSPECIFIED.to_string(), Ipv6Addr::UNSPECIFIED.to_string()];
    for network in networks {
        match (network.address, network.prefix) {
            (IpAddr::V4(address), prefix) => {
                let rest = u32::MAX.checked_shr(u32::from(prefix.unwrap_or(DEFAULT_PREFIX))).unwrap_or(0);
                let last = address.to_bits() | rest;
                let starts = [Some(last & !rest), last.checked_add(1)];
                around.extend(starts.into_iter().flatten().map(|bits| Ipv4Addr::from_bits(bits).to_string()));
            }
            (IpAddr::V6(address), Some(prefix)) if network.canonical().is_none() => {
                let rest = u128::MAX.checked_shr(u32::from(prefix)).unwrap_or(0);
                let last = address.to_bits() | rest;
                let starts = [Some(last & !rest), last.checked_add(1)];
                around.extend(starts.into_iter().flatten().map(|bits| Ipv6Addr::from_bits(bits).to_string()));
            }
            (IpAddr::V6(_), _) => return None,
        }
    }
    Some(around)
}

fn width(address: IpAddr) -> u8 {
    if address.is_ipv4() { 32 } else { 128 }
}

/// How many bits two addresses of one family have in common from the front.
fn common_bits(one: IpAddr, other: IpAddr) -> u32 {
    match (one, other) {
        (IpAddr::V4(one), IpAddr::V4(other)) => (one.to_bits() ^ other.to_bits()).leading_zeros(),
        (IpAddr::V6(one), IpAddr::V6(other)) => (one.to_bits() ^ other.to_bits()).leading_zeros(),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_in_their_ranges() {
        for (network, address, expected) in [
            ("203.0.113.0/24", "203.0.113.0", Some(true)),
            ("203.0.113.0/24", "203.0.113.255", Some(true)),
            ("203.0.113.0/24", "203.0.114.0", Some(false)),
            ("203.0.113.77/24", "203.0.113.1", Some(true)),
            ("203.0.113.7", "203.0.113.7", Some(true)),
            ("203.0.113.7", "203.0.113.6", Some(false)),
            ("203.0.113.7/32", "203.0.113.6", Some(false)),
            ("203.0.113.0/31", "203.0.113.1", Some(true)),
            ("0.0.0.0/0", "203.0.113.1", Some(true)),
            ("0.0.0.0/0", "2001:db8::1", Some(false)),
            ("::/0", "203.0.113.1", Some(false)),
            ("::/0", "2001:db8::1", Some(true)),
            ("2001:DB8:1234:5678::/64", "2001:db8:1234:5678:ffff::1", Some(true)),
            ("2001:DB8:1234:5678::/64", "2001:db8:1234:5679::1", Some(false)),
            ("2001:db8::1/128", "2001:db8::2", Some(false)),
            ("2001:db8::1", "2001:db8::1", Some(true)),
            ("2001:db8::1", "2001:db8::2", None),
            ("2001:db8::1", "2001:db9::1", Some(false)),
            ("203.0.113.0/24", "::ffff:203.0.113.1", None),
            ("203.0.113.0/24", "::ffff:203.0.114.1", Some(false)),
            ("::ffff:203.0.113.0/120", "203.0.113.1", None),
            ("::ffff:203.0.113.0/120", "203.0.114.1", Some(false)),
        ] {
            let network = Network::read(network).unwrap();
            assert_eq!(network.contains(address.parse().unwrap()), expected, "{network:?} {address}");
        }
    }

    #[test]
    fn ranges_hold_ranges() {
        for (network, other, holds) in [
            ("10.0.0.0/8", "10.1.2.3", true),
            ("10.0.0.0/8", "10.1.0.0/16", true),
            ("10.0.0.0/8", "10.0.0.0/8", true),
            ("10.0.0.0/8", "10.0.0.0/7", false),
            ("10.0.0.0/8", "11.0.0.0/16", false),
            ("0.0.0.0/0", "203.0.113.0/24", true),
            ("0.0.0.0/0", "::/0", false),
            ("10.1.2.3", "10.1.2.3", true),
            ("10.1.2.3", "10.1.2.0/31", false),
            ("fc00::/7", "fd12:3456::1", true),
            ("fd12:3456::1", "fd12:3456::1", false),
            ("::/0", "::1", true),
        ] {
            let [one, two] = [network, other].map(|text| Network::read(text).unwrap());
            assert_eq!(one.holds(two), holds, "{network} {other}");
        }
    }

    #[test]
    fn bits_behind_the_prefix_are_taken_away() {
        for (network, first) in [
            ("203.0.113.7/24", Some("203.0.113.0/24")),
            ("203.0.113.0/24", None),
            ("203.0.113.7/32", None),
            ("203.0.113.7", None),
            ("203.0.113.7/0", Some("0.0.0.0/0")),
            ("0.0.0.0/0", None),
            ("2001:DB8::1/64", Some("2001:db8::/64")),
            ("2001:DB8::/64", None),
            ("2001:db8::1", None),
            ("::1/0", Some("::/0")),
        ] {
            assert_eq!(Network::read(network).unwrap().without_ignored_bits().as_deref(), first, "{network}");
        }
    }

    #[test]
    fn what_is_no_range_is_not_read() {
        for text in [
            "",
            "203.0.113",
            "203.0.113.256",
            "203.0.113.07",
            "203.0.113.0/33",
            "203.0.113.0/",
            "203.0.113.0/+8",
            "203.0.113.0/255.255.255.0",
            "203.0.113.0/24/8",
            "203.0.113.*",
            "::/129",
            "fe80::1%eth0",
            "[::1]",
            " 203.0.113.0/24",
        ] {
            assert_eq!(Network::read(text), None, "{text:?}");
        }
    }
}
