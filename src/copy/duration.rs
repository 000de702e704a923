//! How long a copy may take: the completion time that is asked for, and whether it can be met.
//!
//! EBS User Guide, "Time-based copies": a copy moves at most 500 MiB a second, so that the data divided
//! by that is the least completion time, in steps of 15 minutes. The size of the data counts; where only
//! that of the volume is known, it stands in for it, and is never too small.

use super::place::{Destination, SourcePlace};
use super::transfer::Transfer;
use crate::facts::Facts;
use crate::request::CopyRequest;
use crate::tree::Value;

/// What a copy moves at most in a second, in MiB.
pub const MOST_PER_COPY: u64 = 500;

/// What all copies between two Regions move at most in a second, in MiB, unless the account's quota was
/// raised (L-E137849C).
pub const MOST_PER_ROUTE: u64 = 2000;

const STEP: u64 = 15;
const MOST_MINUTES: u64 = 2880;
const MIB: u64 = 1 << 20;
const GIB: u64 = 1 << 30;

/// The completion time of a copy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Duration {
    /// What the request asks for.
    pub asked: Asked,
    /// Every snapshot whose size is known; the time applies to each by itself.
    pub loads: Vec<Load>,
    /// Whether the size of every snapshot is known.
    pub complete: bool,
    /// What it comes to.
    pub verdict: DurationVerdict,
}

/// What a request asks of the completion time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// Nothing.
    BestEffort,
    /// So many minutes.
    Minutes(u64),
    /// What only a shell or a program knows, or is no number of minutes.
    Unknown,
}

/// What a completion time comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DurationVerdict {
    /// None was asked for.
    BestEffort,
    /// There is no such time, or there can be none on this route.
    Refused,
    /// It can be met.
    Reachable,
    /// It cannot be met.
    Unreachable,
    /// The sizes are not known.
    Unknown,
}

impl DurationVerdict {
    /// The word for it in every format.
    pub fn name(self) -> &'static str {
        match self {
            Self::BestEffort => "best-effort",
            Self::Refused => "refused",
            Self::Reachable => "reachable",
            Self::Unreachable => "unreachable",
            Self::Unknown => "unknown",
        }
    }
}

/// A snapshot, as far as copying takes time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Load {
    /// Its id, if the description has it.
    pub id: Option<String>,
    /// Its size in bytes.
    pub bytes: u64,
    /// What has this size.
    pub measure: Measure,
}

/// What a size is the size of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// The data of the snapshot.
    Data,
    /// The volume that the snapshot was made of: the data may be less.
    Volume,
}

impl Measure {
    /// The word for it in every format.
    pub fn name(self) -> &'static str {
        match self {
            Self::Data => "data",
            Self::Volume => "volume",
        }
    }
}

impl Load {
    /// The least completion time that can be met, in minutes.
    pub fn least_minutes(&self) -> u64 {
        self.bytes.div_ceil(MOST_PER_COPY * MIB * 60 * STEP).max(1) * STEP
    }

    /// How many bytes a second it takes to be done in so many minutes.
    pub fn bytes_per_second(&self, minutes: u64) -> u64 {
        self.bytes.div_ceil(minutes.max(1).saturating_mul(60))
    }

    /// The same in whole MiB, rounded.
    pub fn mib_per_second(&self, minutes: u64) -> u64 {
        self.bytes_per_second(minutes).saturating_add(MIB / 2) / MIB
    }
}

impl Duration {
    /// The least completion time that each snapshot of a known size can meet; `None` if there is none.
    pub fn least_minutes(&self) -> Option<u64> {
        self.loads.iter().map(Load::least_minutes).max()
    }

    /// The largest snapshot of a known size.
    pub fn largest(&self) -> Option<&Load> {
        self.loads.iter().max_by_key(|load| load.bytes)
    }
}

/// How many GiB a copy can move in so many minutes.
pub fn most_gib(minutes: u64) -> u64 {
    minutes.saturating_mul(60 * MOST_PER_COPY) / 1024
}

/// What a GiB of a copy in so many minutes costs, in US dollars, beside storage and transfer (the price
/// list of November 2026).
pub fn price_per_gib(minutes: u64) -> &'static str {
    match minutes {
        0..30 => "0.020",
        30..60 => "0.018",
        60..120 => "0.016",
        120..240 => "0.014",
        240..480 => "0.012",
        480..960 => "0.010",
        _ => "0.005",
    }
}

/// The completion time of a request that moves so much of the data.
pub(super) fn of(request: &CopyRequest<'_>, facts: &Facts<'_>, transfer: Transfer) -> Duration {
    let parameter = &request.operation.completion_duration;
    let asked = match request.parameter(parameter).map(|parameter| &parameter.value.value) {
        _ if !request.gives(parameter) && request.incomplete => Asked::Unknown,
        _ if !request.gives(parameter) => Asked::BestEffort,
        Some(Value::Number(number)) => number.parse().map_or(Asked::Unknown, Asked::Minutes),
        _ => Asked::Unknown,
    };
    let data = facts.source_data().unwrap_or_default();
    let loads: Vec<Load> = data
        .iter()
        .filter_map(|data| {
            let volume = data.size.map(|size| size.value.saturating_mul(GIB));
            let (bytes, measure) = match (data.full_bytes, volume) {
                // There cannot be more data than the volume holds.
                (Some(bytes), volume) => (bytes.value.min(volume.unwrap_or(u64::MAX)), Measure::Data),
                (None, volume) => (volume?, Measure::Volume),
            };
            Some(Load { id: data.id.map(|id| id.value.clone()), bytes, measure })
        })
        .collect();
    let complete = !data.is_empty() && loads.len() == data.len();
    let in_region =
        Destination::of(request) == Destination::Region && SourcePlace::of(facts) == SourcePlace::Region;
    let verdict = match asked {
        Asked::BestEffort => DurationVerdict::BestEffort,
        Asked::Minutes(minutes)
            if !in_region || minutes % STEP != 0 || !(STEP..=MOST_MINUTES).contains(&minutes) =>
        {
            DurationVerdict::Refused
        }
        Asked::Minutes(_) if transfer == Transfer::None => DurationVerdict::Reachable,
        Asked::Minutes(minutes) if loads.iter().any(|load| load.least_minutes() > minutes) => {
            DurationVerdict::Unreachable
        }
        Asked::Minutes(_) if complete => DurationVerdict::Reachable,
        Asked::Unknown | Asked::Minutes(_) => DurationVerdict::Unknown,
    };
    Duration { asked, loads, complete, verdict }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn volume(gib: u64) -> Load {
        Load { id: None, bytes: gib * GIB, measure: Measure::Volume }
    }

    #[test]
    fn the_least_completion_time_is_that_of_500_mib_a_second_in_steps_of_15_minutes() {
        for (gib, minutes) in [(0, 15), (1, 15), (439, 15), (440, 30), (500, 30), (1024, 45), (16_384, 570)] {
            assert_eq!(volume(gib).least_minutes(), minutes, "{gib} GiB");
        }
        let one_more = Load { bytes: MOST_PER_COPY * MIB * 900 + 1, ..volume(0) };
        assert_eq!(one_more.least_minutes(), 30);
        assert_eq!(Load { bytes: MOST_PER_COPY * MIB * 900, ..volume(0) }.least_minutes(), 15);
    }

    #[test]
    fn the_throughput_is_the_size_divided_by_the_time() {
        assert_eq!(volume(500).mib_per_second(15), 569);
        assert_eq!(volume(500).mib_per_second(30), 284);
        assert!(Load { bytes: u64::MAX, ..volume(0) }.mib_per_second(0) > 0);
    }

    #[test]
    fn as_much_can_be_moved_as_the_least_time_allows() {
        assert_eq!((most_gib(15), most_gib(30)), (439, 878));
        assert_eq!(volume(most_gib(570)).least_minutes(), 570);
        assert_eq!(volume(most_gib(570) + 1).least_minutes(), 585);
    }

    #[test]
    fn the_price_has_seven_classes() {
        let classes = [15, 30, 45, 60, 105, 120, 225, 240, 465, 480, 945, 960, 2880].map(price_per_gib);
        assert_eq!(
            classes,
            [
                "0.020", "0.018", "0.018", "0.016", "0.016", "0.014", "0.014", "0.012", "0.012", "0.010",
                "0.010", "0.005", "0.005"
            ]
        );
    }
}
