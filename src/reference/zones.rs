//! Names and ids of zones. No list of zones is published in a form that could be shipped, so a
//! zone is told by its shape and by the Region that is part of it.

use super::partitions::{RegionName, is_number, partitions, region};

/// A name or an id of a zone, taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Zone<'a> {
    /// The Region that the zone belongs to; in a name it may be one that is not known yet.
    pub region: &'a str,
    /// What kind of zone it is.
    pub kind: ZoneKind,
    /// Whether it is an id (`use1-az1`), the same in every account, and not a name (`us-east-1a`).
    pub is_id: bool,
    /// Of a Local Zone: the code of the place and its number (`lax`, `1`), which tell the zone group
    /// among those of the Region.
    pub place: Option<(&'a str, &'a str)>,
}

/// A kind of zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ZoneKind {
    /// Part of a Region proper: `us-east-1a`, `use1-az1`.
    AvailabilityZone,
    /// Near a city: `us-west-2-lax-1a`, `usw2-lax1-az1`.
    LocalZone,
    /// In a mobile network: `us-east-1-wl1-bos-wlz-1`, `use1-wl1-bos-wlz1`.
    WavelengthZone,
}

impl ZoneKind {
    /// AWS's name for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::AvailabilityZone => "Availability Zone",
            Self::LocalZone => "Local Zone",
            Self::WavelengthZone => "Wavelength Zone",
        }
    }
}

/// The zone that a text names, if it has the shape of a zone of some Region. Whether there is such
/// a zone is not known.
///
/// Ids are told for the known Regions of `aws`, `aws-cn` and `aws-us-gov` only: how the Regions of
/// the other partitions are abbreviated is not documented.
pub fn availability_zone(name: &str) -> Option<Zone<'_>> {
    by_name(name).or_else(|| by_id(name))
}

fn by_name(name: &str) -> Option<Zone<'_>> {
    let zone = |region, kind, place| Some(Zone { region, kind, is_id: false, place });
    if let Some((rest, number)) = name.split_once("-wlz-") {
        let (region, carrier) = rest.rsplit_once("-wl")?;
        let (generation, code) = carrier.split_once('-')?;
        let shaped = is_region(region) && is_number(generation) && is_code(code) && is_number(number);
        return if shaped { zone(region, ZoneKind::WavelengthZone, None) } else { None };
    }
    let group = name.strip_suffix(|letter: char| letter.is_ascii_lowercase())?;
    if is_region(group) {
        return zone(group, ZoneKind::AvailabilityZone, None);
    }
    let (rest, number) = group.rsplit_once('-')?;
    let (region, code) = rest.rsplit_once('-')?;
    if is_region(region) && is_code(code) && is_number(number) {
        return zone(region, ZoneKind::LocalZone, Some((code, number)));
    }
    None
}

fn by_id(id: &str) -> Option<Zone<'_>> {
    let (short, rest) = id.split_once('-')?;
    let mut group = None;
    let kind = if let Some(number) = rest.strip_prefix("az") {
        is_number(number).then_some(ZoneKind::AvailabilityZone)?
    } else if let Some((place, number)) = rest.split_once("-az") {
        let code = place.trim_end_matches(|digit: char| digit.is_ascii_digit());
        let of_place = place.strip_prefix(code).filter(|of_place| !of_place.is_empty())?;
        group = Some((code, of_place));
        (is_code(code) && is_number(number)).then_some(ZoneKind::LocalZone)?
    } else {
        let (place, number) = rest.split_once("-wlz")?;
        let (generation, code) = place.strip_prefix("wl")?.split_once('-')?;
        let shaped = is_number(generation) && is_code(code) && is_number(number);
        shaped.then_some(ZoneKind::WavelengthZone)?
    };
    let region = partitions()
        .iter()
        .filter(|partition| matches!(partition.id, "aws" | "aws-cn" | "aws-us-gov"))
        .flat_map(|partition| &partition.regions)
        .find(|region| abbreviation(region).as_deref() == Some(short))?;
    Some(Zone { region, kind, is_id: true, place: group })
}

fn is_region(name: &str) -> bool {
    region(name) != RegionName::Unknown
}

/// Whether a text is a place code, such as `lax`.
fn is_code(text: &str) -> bool {
    text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_lowercase())
}

/// How ids of zones begin in a Region: `usw2` for `us-west-2`, `usgw1` for `us-gov-west-1`,
/// `apne1` for `ap-northeast-1`.
fn abbreviation(region: &str) -> Option<String> {
    let (rest, number) = region.rsplit_once('-')?;
    let (start, direction) = rest.rsplit_once('-')?;
    let start = if start == "us-gov" { "usg" } else { start };
    let direction = match direction {
        "north" => "n",
        "northeast" => "ne",
        "east" => "e",
        "southeast" => "se",
        "south" => "s",
        "southwest" => "sw",
        "west" => "w",
        "northwest" => "nw",
        "central" => "c",
        _ => return None,
    };
    Some(format!("{start}{direction}{number}"))
}
