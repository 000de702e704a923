//! Copies that together ask for more than there is between two Regions.

use std::collections::HashMap;

use super::super::Case;
use super::super::duration::asked;
use crate::copy::CopyPlan;
use crate::copy::duration::{Asked, DurationVerdict, Load, MOST_PER_ROUTE, Measure};
use crate::request::{CopyRequest, Parameter};
use crate::rule::{Family, Finding, Level, Rule};
use crate::text::Span;

/// Copies that together ask for more throughput than there is between two Regions.
pub(super) static EXCEEDED_COPY_THROUGHPUT: Rule = Rule::new(
    Family::Request,
    "exceeded-copy-throughput",
    Level::Warning,
    include_str!("../../../../rules/request/exceeded-copy-throughput.md"),
);

const MIB: u64 = 1 << 20;

/// How many copies are pointed at, if many have a part in the same fault.
const MOST_POINTED_AT: usize = 5;

/// Looks at the copies of a run together.
pub(super) fn check(cases: &[Case<'_>], findings: &mut Vec<Finding>) {
    let mut routes: HashMap<Route<'_>, Vec<Timed<'_>>> = HashMap::new();
    let mut order = Vec::new();
    for Case { request, plan, .. } in cases {
        let Some(plan) = plan else { continue };
        let Some((timed, route)) = Timed::of(request, plan).zip(Route::of(plan)) else { continue };
        routes
            .entry(route)
            .or_insert_with(|| {
                order.push(route);
                Vec::new()
            })
            .push(timed);
    }
    for route in order {
        findings.extend(routes.remove(&route).and_then(|copies| exceeded(route, &copies)));
    }
}

/// What has a quota of its own.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Route<'a> {
    /// The account that makes the copies, if it is known.
    account: Option<&'a str>,
    from: &'a str,
    to: &'a str,
}

impl<'a> Route<'a> {
    fn of(plan: &'a CopyPlan) -> Option<Self> {
        let (source, destination) = (&plan.route.source, &plan.route.destination);
        Some(Self {
            account: destination.account.as_deref(),
            from: source.region.as_deref()?,
            to: destination.region.as_deref()?,
        })
    }
}

/// A copy with a completion time that it can have.
struct Timed<'a> {
    request: &'a CopyRequest<'a>,
    parameter: &'a Parameter<'a>,
    plan: &'a CopyPlan,
    minutes: u64,
}

impl<'a> Timed<'a> {
    fn of(request: &'a CopyRequest<'a>, plan: &'a CopyPlan) -> Option<Self> {
        let duration = &plan.duration;
        let Asked::Minutes(minutes) = duration.asked else { return None };
        if request.boolean("DryRun") == Some(true) {
            return None;
        }
        let can_be = matches!(duration.verdict, DurationVerdict::Reachable | DurationVerdict::Unknown);
        Some(Self { request, parameter: asked(request).filter(|_| can_be)?, plan, minutes })
    }

    fn place(&self) -> Span {
        self.request.place(self.parameter.value.range)
    }

    fn loads(&self) -> &'a [Load] {
        &self.plan.duration.loads
    }
}

/// How many bytes a second copies need that are made at once. Copies of one snapshot are made one after the
/// other, so that it counts once.
fn throughput(copies: &[Timed<'_>]) -> u64 {
    let mut of_snapshots: HashMap<&str, u64> = HashMap::new();
    let mut of_others: u64 = 0;
    for copy in copies {
        for load in copy.loads() {
            let needs = load.bytes_per_second(copy.minutes);
            match &load.id {
                Some(id) => {
                    let most = of_snapshots.entry(id).or_default();
                    *most = needs.max(*most);
                }
                None => of_others = of_others.saturating_add(needs),
            }
        }
    }
    of_snapshots.into_values().fold(of_others, u64::saturating_add)
}

fn exceeded(Route { from, to, .. }: Route<'_>, copies: &[Timed<'_>]) -> Option<Finding> {
    let most = MOST_PER_ROUTE * MIB;
    if throughput(copies) <= most {
        return None;
    }
    let alone = |copy: &Timed<'_>| throughput(std::slice::from_ref(copy));
    let largest = copies.iter().max_by_key(|copy| alone(copy))?;
    // The snapshots of one image are copied at once; copies of several requests need not be.
    let is_alone = alone(largest) > most;
    let counted = if is_alone { std::slice::from_ref(largest) } else { copies };
    let who = if is_alone {
        "the snapshots behind the image together need".to_owned()
    } else {
        format!("together, {} copies from `{from}` to `{to}` need", counted.len())
    };
    let mut loads = counted.iter().flat_map(Timed::loads);
    let proxy = if loads.any(|load| load.measure == Measure::Volume) {
        ", going by the sizes of the volumes"
    } else {
        ""
    };
    let message = format!(
        "{who} {} MiB a second to be copied in time{proxy}, and an account has {MOST_PER_ROUTE} between two Regions",
        throughput(counted).saturating_add(MIB / 2) / MIB
    );
    let mut finding = Finding::new(&EXCEEDED_COPY_THROUGHPUT, largest.place(), message)
        .label(if is_alone {
            "some may be late"
        } else {
            "if these copies are made at once, some may be late"
        })
        .help(
            "give them more time, make them one after the other, or have the quota `L-E137849C` raised; \
             once it is used up, a request fails",
        );
    if !is_alone {
        finding = finding.at_most(Level::Note);
    }
    let place = Timed::place;
    let others = counted.iter().filter(|copy| place(copy) != place(largest));
    for other in others.take(MOST_POINTED_AT) {
        finding = finding.related(place(other), "this copy too");
    }
    Some(finding)
}
