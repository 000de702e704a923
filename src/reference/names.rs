//! Names that are not in the data and yet not simply wrong: services and actions that AWS has
//! withdrawn or never described, and API operations that go by other actions.

use std::sync::OnceLock;

use super::table;

static RETIRED: &str = include_str!("../../rules/reference/retired.txt");
static RCP_SERVICES: &str = include_str!("../../rules/reference/rcp-services.txt");
static ENDPOINT_SERVICES: &str = include_str!("../../rules/reference/endpoint-services.txt");
static MISNAMED: &str = include_str!("../../rules/reference/misnamed.txt");

/// Why a name that is not in the data may still be met.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Retired {
    /// AWS's service reference had it once and has it no more.
    Retired,
    /// AWS's own managed policies use it, and no service reference ever seen had it.
    Undocumented,
    /// AWS's documentation shows it in a policy, and no service reference ever seen had it.
    Unlisted,
}

/// An API operation that is not an action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misnamed {
    /// The operation, written as if it were an action: `kms:ReEncrypt`.
    pub name: &'static str,
    /// The actions that authorize it, in full; at least one.
    pub instead: Vec<&'static str>,
    /// Whether the operation needs each of these actions; if not, it depends on the call which.
    pub all: bool,
}

/// What is known of an action or a condition key that is not in the data, whatever its case. The actions of a
/// retired service are not listed one by one: ask [`retired_service`] first.
pub fn retired_action(prefix: &str, name: &str) -> Option<Retired> {
    let entry = retired().iter().find(|entry| {
        entry.prefix.eq_ignore_ascii_case(prefix)
            && entry.action.is_some_and(|action| action.eq_ignore_ascii_case(name))
    });
    entry.map(|entry| entry.status)
}

/// What is known of a service prefix that is not in the data, whatever its case.
pub fn retired_service(prefix: &str) -> Option<Retired> {
    let entry =
        retired().iter().find(|entry| entry.action.is_none() && entry.prefix.eq_ignore_ascii_case(prefix));
    entry.map(|entry| entry.status)
}

/// The actions to write instead of the name of an API operation that is not an action, whatever
/// its case. A name can be retired as well.
pub fn misnamed_action(prefix: &str, name: &str) -> Option<&'static Misnamed> {
    static ENTRIES: OnceLock<Vec<Misnamed>> = OnceLock::new();
    let entries = ENTRIES.get_or_init(|| table(MISNAMED).filter_map(read_misnamed).collect());
    entries.iter().find(|entry| {
        entry.name.split_once(':').is_some_and(|(known_prefix, known_name)| {
            known_name.eq_ignore_ascii_case(name) && known_prefix.eq_ignore_ascii_case(prefix)
        })
    })
}

/// The prefixes of the services whose actions a resource control policy may name, as far as known, sorted.
pub fn rcp_services() -> impl Iterator<Item = &'static str> {
    table(RCP_SERVICES)
}

/// The keys about the owner of the VPC endpoint of a request, each with the prefixes of the services that set it, as
/// far as known, one space apart, sorted.
pub fn endpoint_keys() -> impl Iterator<Item = (&'static str, &'static str)> {
    table(ENDPOINT_SERVICES).filter_map(|line| line.split_once('\t'))
}

/// Whether requests to a service carry a key about the owner of the VPC endpoint, as far as known.
pub fn sets_endpoint_key(key: &str, prefix: &str) -> bool {
    endpoint_keys()
        .any(|(known, services)| known == key && services.split(' ').any(|service| service == prefix))
}

struct Entry {
    status: Retired,
    prefix: &'static str,
    /// `None` for the service itself.
    action: Option<&'static str>,
}

fn retired() -> &'static [Entry] {
    static ENTRIES: OnceLock<Vec<Entry>> = OnceLock::new();
    ENTRIES.get_or_init(|| table(RETIRED).filter_map(read_retired).collect())
}

fn read_retired(line: &'static str) -> Option<Entry> {
    let (status, name) = line.split_once('\t')?;
    let status = match status {
        "retired" => Retired::Retired,
        "undocumented" => Retired::Undocumented,
        "unlisted" => Retired::Unlisted,
        _ => return None,
    };
    let (prefix, action) =
        name.split_once(':').map_or((name, None), |(prefix, action)| (prefix, Some(action)));
    Some(Entry { status, prefix, action })
}

fn read_misnamed(line: &'static str) -> Option<Misnamed> {
    let mut fields = line.split('\t');
    let (name, all, instead) = (fields.next()?, fields.next()?, fields.next()?);
    Some(Misnamed { name, all: all == "all", instead: instead.split(' ').collect() })
}
