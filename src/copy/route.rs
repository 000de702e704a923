//! The route of a copy: from where to where, and whether that is possible.

use super::place::{Destination, SourcePlace};
use crate::arn::Arn;
use crate::facts::Facts;
use crate::operation::Route;
use crate::reference::{self, RegionName, ZoneKind};
use crate::request::CopyRequest;
use crate::rule::Certainty;

/// The route of a copy.
#[derive(Clone, Debug)]
pub struct PlannedRoute {
    /// What the operation says of this kind of route; `None` if it is not known.
    pub route: Option<&'static Route>,
    /// Where the source is.
    pub source: Endpoint,
    /// Where the copy goes.
    pub destination: Endpoint,
    /// Whether the source is known to be public.
    pub is_public: bool,
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
    /// The Local Zone in it, by name or id, if it is one.
    pub zone: Option<String>,
    /// The ARN of the Outpost in it, if it is one.
    pub outpost: Option<String>,
    /// The account that owns what is there, if it is known: twelve digits.
    pub account: Option<String>,
}

/// Whether a route is possible.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RouteVerdict {
    /// It is.
    Possible,
    /// It is not.
    Impossible,
    /// Not enough is known, or AWS's documents contradict one another.
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

    fn of(route: Option<&Route>) -> Self {
        match route {
            Some(Route { certainty: Certainty::Contradicted, .. } | Route { possible: None, .. }) | None => {
                Self::Unknown
            }
            Some(Route { possible: Some(true), .. }) => Self::Possible,
            Some(Route { possible: Some(false), .. }) => Self::Impossible,
        }
    }
}

impl PlannedRoute {
    /// The kind, as the operations name it: `cross-region`; `None` if it is not known.
    pub fn kind(&self) -> Option<&'static str> {
        Some(self.route?.kind.as_str())
    }

    /// Whether source and destination are in one Region; `None` if one of the two is not known.
    pub fn is_same_region(&self) -> Option<bool> {
        Some(self.source.region.as_ref()? == self.destination.region.as_ref()?)
    }

    /// The owner of the source, if it is another account than the one that makes the copy.
    pub fn other_owner(&self) -> Option<&str> {
        let (owner, account) = (self.source.account.as_deref()?, self.destination.account.as_deref()?);
        (owner != account).then_some(owner)
    }
}

impl Endpoint {
    /// The end that a Region names; what is no Region tells nothing.
    fn of(region: Option<&str>) -> Self {
        let partition = region.and_then(partition_of);
        let region = region.filter(|_| partition.is_some()).map(str::to_owned);
        Self { partition, region, ..Self::default() }
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
pub(super) fn of(request: &CopyRequest<'_>, facts: &Facts<'_>) -> PlannedRoute {
    let source_region = request.string("SourceRegion").map(|region| region.value.into_owned());
    let destination_region = request.region.as_ref().and_then(|region| region.name.clone());
    let mut source = Endpoint::of(source_region.as_deref());
    let mut destination = Endpoint::of(destination_region.as_deref());
    let place = SourcePlace::of(facts);
    match place {
        SourcePlace::Region => {}
        SourcePlace::Zone(zone) => source.zone = Some(zone.to_owned()),
        SourcePlace::Outpost(arn) => source.outpost = Some(arn.to_owned()),
    }
    let goal = Destination::of(request);
    match &goal {
        Destination::Zone(Some(zone)) => destination.zone = Some(zone.value.clone().into_owned()),
        Destination::Outpost(Some(arn)) => destination.outpost = Some(arn.value.clone().into_owned()),
        _ => {}
    }
    source.account = facts.source_owner().map(|owner| owner.value.clone());
    destination.account = facts.account.map(str::to_owned);
    let kind = kind(place, &source, &goal, &destination);
    let is_known = goal != Destination::Region || !request.incomplete;
    let route = kind.filter(|_| is_known).and_then(|kind| described(request, kind));
    let is_public = facts.source_is_public();
    PlannedRoute { route, source, destination, is_public, verdict: RouteVerdict::of(route) }
}

fn described(request: &CopyRequest<'_>, kind: &str) -> Option<&'static Route> {
    request.operation.routes.iter().find(|route| route.kind == kind)
}

fn kind(
    place: SourcePlace<'_>,
    source: &Endpoint,
    goal: &Destination<'_>,
    destination: &Endpoint,
) -> Option<&'static str> {
    if let (Some(from), Some(to)) = (source.partition, destination.partition)
        && from != to
    {
        return Some("cross-partition");
    }
    let to = destination.region.as_deref();
    match place {
        SourcePlace::Region => from_region(source.region.as_deref()?, goal, to?),
        SourcePlace::Zone(zone) => from_zone(zone, goal, to?),
        SourcePlace::Outpost(_) => Some("from-outpost"),
    }
}

fn from_region(from: &str, goal: &Destination<'_>, to: &str) -> Option<&'static str> {
    Some(match goal {
        Destination::Region if from == to => "same-region",
        Destination::Region => "cross-region",
        Destination::Outpost(arn) => {
            let arn = arn.as_ref()?;
            let region = Arn::parse(&arn.value).ok()?.region.text;
            partition_of(region)?;
            if region == from && region == to { "outpost" } else { "outpost-in-other-region" }
        }
        Destination::Zone(zone) => {
            let zone = reference::availability_zone(&zone.as_ref()?.value)?;
            match zone.kind {
                ZoneKind::AvailabilityZone => "availability-zone",
                ZoneKind::WavelengthZone => "wavelength-zone",
                // Only from the Region that the zone belongs to.
                ZoneKind::LocalZone if zone.region == from && zone.region == to => "local-zone",
                ZoneKind::LocalZone => "local-zone-in-other-region",
            }
        }
    })
}

fn from_zone(name: &str, goal: &Destination<'_>, to: &str) -> Option<&'static str> {
    let zone = reference::availability_zone(name)?;
    Some(match goal {
        Destination::Outpost(_) => "local-zone-to-outpost",
        Destination::Region if zone.region == to => "local-zone-to-parent-region",
        Destination::Region => "local-zone-to-other-region",
        Destination::Zone(goal) => {
            let goal = goal.as_ref()?;
            let other = reference::availability_zone(&goal.value)?;
            match other.kind {
                ZoneKind::AvailabilityZone => "availability-zone",
                ZoneKind::WavelengthZone => "wavelength-zone",
                ZoneKind::LocalZone if zone.region != to || other.region != to => {
                    "local-zone-in-other-region"
                }
                ZoneKind::LocalZone if goal.value == name => "same-local-zone",
                ZoneKind::LocalZone if zone.place == other.place => "same-zone-group",
                ZoneKind::LocalZone => "other-zone-group",
            }
        }
    })
}
