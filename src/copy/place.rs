//! The places that a copy can come from and go to.

use crate::facts::Facts;
use crate::request::{CopyRequest, Text};

/// The parameters that name a Local Zone to copy to.
pub const ZONE_PARAMETERS: [&str; 2] = ["DestinationAvailabilityZone", "DestinationAvailabilityZoneId"];

/// The parameter that names an Outpost to copy to.
pub const OUTPOST_PARAMETER: &str = "DestinationOutpostArn";

/// Where a source is. No request says it: without facts it is in a Region.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SourcePlace<'f> {
    /// In a Region.
    Region,
    /// In the Local Zone of this name or id.
    Zone(&'f str),
    /// On the Outpost of this ARN.
    Outpost(&'f str),
}

/// Where a request sends the copy. A place that only a shell or a program knows is `None`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Destination<'r> {
    /// Into the Region that the request is sent to.
    Region,
    /// Into the zone of this name or id.
    Zone(Option<Text<'r>>),
    /// Onto the Outpost of this ARN.
    Outpost(Option<Text<'r>>),
}

impl<'f> SourcePlace<'f> {
    /// What the facts say of the source.
    pub fn of(facts: &Facts<'f>) -> Self {
        if let Some(outpost) = facts.source_outpost() {
            return Self::Outpost(&outpost.value);
        }
        facts.source_zone().map_or(Self::Region, |zone| Self::Zone(&zone.value))
    }
}

impl<'r> Destination<'r> {
    /// What the request says.
    pub fn of(request: &'r CopyRequest<'_>) -> Self {
        if request.gives(OUTPOST_PARAMETER) {
            return Self::Outpost(request.string(OUTPOST_PARAMETER));
        }
        match ZONE_PARAMETERS.iter().find(|name| request.gives(name)) {
            Some(_) => Self::Zone(ZONE_PARAMETERS.iter().find_map(|name| request.string(name))),
            None => Self::Region,
        }
    }
}
