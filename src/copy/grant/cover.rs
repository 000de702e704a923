//! Which grants another grant makes superfluous: on a wider resource, or under fewer conditions.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{Condition, Grant, Proviso};
use crate::arn::Arn;

/// The grants that no other covers, in their order; each with what must hold for it or for one that it covers to be
/// needed, and none if one of them is needed in any case.
pub(super) fn uncovered(grants: &BTreeSet<Grant>) -> Vec<(&Grant, Option<Proviso>)> {
    let mut provisos: BTreeMap<(Place<'_>, &BTreeSet<Condition>), Option<Proviso>> = BTreeMap::new();
    let mut distinct: Vec<&Grant> = Vec::with_capacity(grants.len());
    let mut places: BTreeMap<Place<'_>, Vec<&BTreeSet<Condition>>> = BTreeMap::new();
    for grant in grants {
        let place = place(grant, &grant.resource);
        let weakest = |proviso: &mut Option<Proviso>| *proviso = (*proviso).min(grant.proviso);
        provisos.entry((place, &grant.conditions)).and_modify(weakest).or_insert_with(|| {
            distinct.push(grant);
            places.entry(place).or_default().push(&grant.conditions);
            grant.proviso
        });
    }
    let places: BTreeMap<_, _> =
        places.into_iter().map(|(place, sets)| (place, Sets::new(place, sets))).collect();
    let mut kept = Vec::with_capacity(distinct.len());
    for grant in distinct {
        let here = (place(grant, &grant.resource), &grant.conditions);
        let widest = widest(&places, here);
        if widest == here {
            kept.push(grant);
        } else if let Some(proviso) = provisos.get_mut(&widest) {
            *proviso = (*proviso).min(grant.proviso);
        }
    }
    let proviso =
        |grant: &Grant| provisos.get(&(place(grant, &grant.resource), &grant.conditions)).copied().flatten();
    kept.into_iter().map(|grant| (grant, proviso(grant))).collect()
}

/// One that covers a grant and is covered by none; the grant itself, if none covers it.
fn widest<'g>(places: &BTreeMap<Place<'g>, Sets<'g>>, grant: Found<'g>) -> Found<'g> {
    let mut widest = grant;
    // Each step goes to a wider resource or to fewer conditions.
    while let Some(wider) = covering(places, widest) {
        widest = wider;
    }
    widest
}

/// A grant that covers another one.
fn covering<'g>(places: &BTreeMap<Place<'g>, Sets<'g>>, (place, conditions): Found<'g>) -> Option<Found<'g>> {
    let (action, resource) = place;
    if let Some(smaller) = places.get(&place).and_then(|sets| sets.smaller(conditions)) {
        return Some((place, smaller));
    }
    wider(resource).iter().find_map(|resource| {
        let sets = places.get(&(action, resource.as_str()))?;
        Some((sets.place, sets.within(conditions)?))
    })
}

/// A grant, but for its proviso.
type Found<'g> = (Place<'g>, &'g BTreeSet<Condition>);

/// What is granted, an action on a resource, whatever the conditions.
type Place<'g> = (&'g str, &'g str);

fn place<'g>(grant: &'g Grant, resource: &'g str) -> Place<'g> {
    (grant.action, resource)
}

/// The patterns that match all that a pattern matches, and differ from it in whole fields.
fn wider(resource: &str) -> Vec<String> {
    let Ok(arn) = Arn::parse(resource) else { return Vec::new() };
    let fields = [arn.partition.text, arn.region.text, arn.account.text];
    let (service, id) = (arn.service.text, arn.resource.text);
    let any = match service {
        "kms" => "key/*",
        "s3" if id.contains('/') => "*/*",
        "s3" => "*",
        "ec2" if id.starts_with("image/ami-") => "image/ami-*",
        "ec2" if id.starts_with("snapshot/snap-") => "snapshot/snap-*",
        _ => id,
    };
    let mut wider = BTreeSet::new();
    for choice in 0_u8..8 {
        let field = |place: usize| match fields.get(place) {
            Some(text) if choice >> place & 1 == 0 => text,
            // What is empty stays so.
            Some(&"") => "",
            _ => "*",
        };
        for id in [id, any] {
            wider.insert(format!("arn:{}:{service}:{}:{}:{id}", field(0), field(1), field(2)));
        }
    }
    wider.into_iter().filter(|pattern| pattern != resource).collect()
}

/// Sets of conditions of one place, found by what they hold: each by the condition that the fewest of them have.
struct Sets<'g> {
    place: Place<'g>,
    by_rarest: HashMap<&'g Condition, Vec<&'g BTreeSet<Condition>>>,
    empty: Option<&'g BTreeSet<Condition>>,
}

impl<'g> Sets<'g> {
    fn new(place: Place<'g>, sets: Vec<&'g BTreeSet<Condition>>) -> Self {
        let mut count: HashMap<&Condition, usize> = HashMap::new();
        for condition in sets.iter().copied().flatten() {
            *count.entry(condition).or_default() += 1;
        }
        let mut by_rarest: HashMap<_, Vec<_>> = HashMap::new();
        let mut empty = None;
        for set in sets {
            match set.iter().min_by_key(|condition| count.get(*condition)) {
                Some(rarest) => by_rarest.entry(rarest).or_default().push(set),
                None => empty = Some(set),
            }
        }
        Self { place, by_rarest, empty }
    }

    /// One that holds nothing but what is in this set, or less.
    fn within(&self, set: &BTreeSet<Condition>) -> Option<&'g BTreeSet<Condition>> {
        self.empty.or_else(|| self.any_within(set, |_| true))
    }

    /// One that holds less than this set.
    fn smaller(&self, set: &BTreeSet<Condition>) -> Option<&'g BTreeSet<Condition>> {
        let empty = self.empty.filter(|_| !set.is_empty());
        empty.or_else(|| self.any_within(set, |other| other.len() < set.len()))
    }

    fn any_within(
        &self,
        set: &BTreeSet<Condition>,
        counts: impl Fn(&BTreeSet<Condition>) -> bool,
    ) -> Option<&'g BTreeSet<Condition>> {
        let mut near = set.iter().filter_map(|condition| self.by_rarest.get(condition)).flatten().copied();
        near.find(|other| counts(other) && other.is_subset(set))
    }
}
