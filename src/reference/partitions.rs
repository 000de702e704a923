//! Partitions and their Regions. A Region that is not in the data may be newer than they are, so
//! every name is also held against the shapes that Region names have.

use std::sync::OnceLock;

use super::data::header_date;
use super::table;

static TEXT: &str = include_str!("../../rules/reference/partitions.txt");
static OPT_IN: &str = include_str!("../../rules/reference/opt-in-regions.txt");

/// A partition, such as `aws-cn`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Partition {
    /// Its name in ARNs.
    pub id: &'static str,
    /// What the names of its endpoints end with, such as `amazonaws.com`.
    pub dns_suffix: &'static str,
    /// Its known Regions, sorted.
    pub regions: Vec<&'static str>,
    /// What its Region names begin with, before a word and a number: `us`, `us-gov`.
    starts: Vec<&'static str>,
}

/// What a name is, as the name of a Region.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RegionName {
    /// A Region of this partition.
    Known(&'static Partition),
    /// Not known, but shaped like the Regions of this partition: it may be new, or mistyped.
    Plausible(&'static Partition),
    /// No Region, known or not yet known, of any partition.
    Unknown,
}

impl RegionName {
    /// The partition that the Region is in, or would be in.
    pub fn partition(self) -> Option<&'static Partition> {
        match self {
            Self::Known(partition) | Self::Plausible(partition) => Some(partition),
            Self::Unknown => None,
        }
    }
}

/// What is known of a name as the name of a Region. Regions are written in lower case.
pub fn region(name: &str) -> RegionName {
    let has = |partition: &&Partition| partition.regions.binary_search(&name).is_ok();
    if let Some(partition) = partitions().iter().find(has) {
        return RegionName::Known(partition);
    }
    // No two partitions begin their Region names alike, as the word between has no hyphen.
    let plausible = region_start(name)
        .and_then(|start| partitions().iter().find(|partition| partition.starts.contains(&start)));
    plausible.map_or(RegionName::Unknown, RegionName::Plausible)
}

/// The known Regions of all partitions.
pub fn regions() -> impl Iterator<Item = &'static str> {
    partitions().iter().flat_map(|partition| partition.regions.iter().copied())
}

/// Whether a Region is known to be one that an account must enable before it can use it.
pub fn is_opt_in_region(name: &str) -> bool {
    table(OPT_IN).any(|region| region == name)
}

/// The partition of an id (`aws-cn`), spelt exactly so.
pub fn partition(id: &str) -> Option<&'static Partition> {
    partitions().iter().find(|partition| partition.id == id)
}

/// All partitions, `aws` first.
pub fn partitions() -> &'static [Partition] {
    static PARTITIONS: OnceLock<Vec<Partition>> = OnceLock::new();
    PARTITIONS.get_or_init(|| TEXT.lines().skip(1).filter_map(read).collect())
}

/// The day of the data on partitions and Regions, such as `2026-11-17`.
pub fn regions_date() -> &'static str {
    header_date(TEXT.lines().next().unwrap_or_default())
}

/// What stands before the word and the number of a text of the shape `start-word-number`.
fn region_start(name: &str) -> Option<&str> {
    let (rest, number) = name.rsplit_once('-')?;
    let (start, word) = rest.rsplit_once('-')?;
    let is_word = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let shaped = is_number(number) && !word.is_empty() && word.bytes().all(is_word);
    shaped.then_some(start)
}

/// Whether a text is one ASCII digit or more, and nothing else.
pub(super) fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn read(line: &'static str) -> Option<Partition> {
    let mut fields = line.split('\t');
    let (id, starts, dns_suffix, regions) = (fields.next()?, fields.next()?, fields.next()?, fields.next()?);
    Some(Partition {
        id,
        dns_suffix,
        regions: regions.split(' ').collect(),
        starts: starts.split(' ').collect(),
    })
}
