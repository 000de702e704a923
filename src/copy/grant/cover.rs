//! Which grants another grant makes superfluous: on a wider resource, or under fewer conditions.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{Condition, Grant, Purpose};
use crate::arn::Arn;

/// The grants that no other covers, in their order.
pub(super) fn uncovered(grants: &BTreeSet<Grant>) -> Vec<&Grant> {
    let mut places: BTreeMap<Place<'_>, Vec<&BTreeSet<Condition>>> = BTreeMap::new();
    for grant in grants {
        places.entry(place(grant, &grant.resource)).or_default().push(&grant.conditions);
    }
    let places: BTreeMap<_, _> = places.into_iter().map(|(place, sets)| (place, Sets::new(sets))).collect();
    let is_covered = |grant: &&Grant| {
        let wider = wider(&grant.resource);
        let elsewhere = wider.iter().filter_map(|resource| places.get(&place(grant, resource)));
        let here = places.get(&place(grant, &grant.resource));
        here.is_some_and(|sets| sets.has_smaller(&grant.conditions))
            || elsewhere.into_iter().any(|sets| sets.has(&grant.conditions))
    };
    grants.iter().filter(|grant| !is_covered(grant)).collect()
}

/// What is granted, whatever the conditions.
type Place<'g> = (&'g Purpose, &'g str, &'g str);

fn place<'g>(grant: &'g Grant, resource: &'g str) -> Place<'g> {
    (&grant.purpose, grant.action, resource)
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

/// Sets of conditions, found by what they hold: each by the condition that the fewest of them have.
struct Sets<'g> {
    by_rarest: HashMap<&'g Condition, Vec<&'g BTreeSet<Condition>>>,
    has_empty: bool,
}

impl<'g> Sets<'g> {
    fn new(sets: Vec<&'g BTreeSet<Condition>>) -> Self {
        let mut count: HashMap<&Condition, usize> = HashMap::new();
        for condition in sets.iter().copied().flatten() {
            *count.entry(condition).or_default() += 1;
        }
        let mut by_rarest: HashMap<_, Vec<_>> = HashMap::new();
        let mut has_empty = false;
        for set in sets {
            match set.iter().min_by_key(|condition| count.get(*condition)) {
                Some(rarest) => by_rarest.entry(rarest).or_default().push(set),
                None => has_empty = true,
            }
        }
        Self { by_rarest, has_empty }
    }

    /// Whether one of them holds nothing but what is in this set, or less.
    fn has(&self, set: &BTreeSet<Condition>) -> bool {
        self.has_empty || self.any_within(set, |_| true)
    }

    /// Whether one of them holds less than this set.
    fn has_smaller(&self, set: &BTreeSet<Condition>) -> bool {
        (self.has_empty && !set.is_empty()) || self.any_within(set, |other| other.len() < set.len())
    }

    fn any_within(&self, set: &BTreeSet<Condition>, counts: impl Fn(&BTreeSet<Condition>) -> bool) -> bool {
        let mut near = set.iter().filter_map(|condition| self.by_rarest.get(condition)).flatten();
        near.any(|other| counts(other) && other.is_subset(set))
    }
}
