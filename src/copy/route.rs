//! The route of a copy: from where to where, and whether that is possible.

use crate::arn::Arn;
use crate::operation::Route;
use crate::reference::{self, RegionName};
use crate::request::CopyRequest;

/// The route of a copy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedRoute {
    /// The kind, as the operations name it: `cross-region`; `None` if it is not known.
    pub kind: Option<&'static str>,
    /// Where the source is.
    pub source: Endpoint,
    /// Where the copy goes.
    pub destination: Endpoint,
    /// Whether that is possible.
    pub verdict: RouteVerdict,
}

/// One end of a route.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Endpoint {
    /// The partition, if it is known.
    pub partition: Option<&'static str>,
    /// The Region, if it is known.
    pub region: Option<String>,
}

/// Whether a route is possible.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RouteVerdict {
    /// It is.
    Possible,
    /// It is not.
    Impossible,
    /// Not enough is known.
    Unknown,
}

impl RouteVerdict {
    /// The word for it in every format.
    pub fn name(self) -> &'static str {
        match self {
            Self::Possible => "possible",
            Self::Impossible => "impossible",
            Self::Unknown => "unknown",
        }
    }
}

impl Endpoint {
    /// The end that a Region names; what is no Region tells nothing.
    fn of(region: Option<&str>) -> Self {
        let partition = region.and_then(partition_of);
        Self { partition, region: region.filter(|_| partition.is_some()).map(str::to_owned) }
    }
}

/// The partition of a Region, also of one that is newer than the data but looks like a Region.
pub(crate) fn partition_of(region: &str) -> Option<&'static str> {
    match reference::region(region) {
        RegionName::Known(partition) | RegionName::Plausible(partition) => Some(partition.id),
        RegionName::Unknown => None,
    }
}

/// The route of a request.
pub(super) fn of(request: &CopyRequest<'_>) -> PlannedRoute {
    let source_region = request.string("SourceRegion").map(|region| region.value.into_owned());
    let destination_region = request.region.as_ref().and_then(|region| region.name.clone());
    let source = Endpoint::of(source_region.as_deref());
    let destination = Endpoint::of(destination_region.as_deref());
    let kind = kind(request, &source, &destination);
    let verdict = match kind.and_then(|kind| described(request, kind)) {
        Some(Route { possible: true, .. }) => RouteVerdict::Possible,
        Some(Route { possible: false, .. }) => RouteVerdict::Impossible,
        None => RouteVerdict::Unknown,
    };
    PlannedRoute { kind, source, destination, verdict }
}

fn described(request: &CopyRequest<'_>, kind: &str) -> Option<&'static Route> {
    request.operation.routes.iter().find(|route| route.kind == kind)
}

fn kind(request: &CopyRequest<'_>, source: &Endpoint, destination: &Endpoint) -> Option<&'static str> {
    if let (Some(from), Some(to)) = (source.partition, destination.partition)
        && from != to
    {
        return Some("cross-partition");
    }
    let (from, to) = (source.region.as_deref()?, destination.region.as_deref()?);
    if let Some(outpost) = request.string("DestinationOutpostArn") {
        let region = Arn::parse(&outpost.value).ok()?.region.text.to_owned();
        return Some(if region == from && region == to { "outpost" } else { "outpost-in-other-region" });
    }
    if request.gives("DestinationOutpostArn") || request.incomplete {
        return None;
    }
    let zones = ["DestinationAvailabilityZone", "DestinationAvailabilityZoneId"];
    if let Some(zone) = zones.iter().find_map(|name| request.string(name)) {
        let region = reference::availability_zone(&zone.value)?.region;
        // Only from the Region that the zone belongs to.
        return (region == from && region == to).then_some("local-zone");
    }
    if zones.iter().any(|name| request.gives(name)) {
        return None;
    }
    Some(if from == to { "same-region" } else { "cross-region" })
}
