//! What several requests of one run come to together.
//!
//! Requests are compared only where the destination Region of both is known, and never if they are made
//! in different accounts. Whether requests of different texts are made in one account is not known unless
//! something says so: then a finding is a note. So it is if their text chooses other credentials for the
//! second.

mod fingerprint;
mod keys;
mod names;
mod pace;
mod throughput;

use std::collections::HashMap;

use crate::request::{CopyRequest, Occasion, Text};
use crate::rule::{Finding, Level, Rule};
use crate::text::SourceId;

use super::{Case, destination};

/// The rules that are raised here.
pub(super) const RULES: &[&Rule] = &[
    &keys::KEY_ID_FOR_SEVERAL_REGIONS,
    &names::DUPLICATE_IMAGE_NAME,
    &names::REUSED_CLIENT_TOKEN,
    &pace::COPIES_BEYOND_QUOTA,
    &pace::TIMED_COPIES_OF_ONE_SOURCE,
    &pace::REPEATED_COPY,
    &throughput::EXCEEDED_COPY_THROUGHPUT,
];

/// Looks for what is wrong with requests only because of others. Takes time in proportion to their number.
pub fn check_together(cases: &[Case<'_>], findings: &mut Vec<Finding>) {
    throughput::check(cases, findings);
    let copies: Vec<Copy<'_>> = cases.iter().filter_map(Copy::of).collect();
    if copies.len() < 2 {
        return;
    }
    names::check(&copies, findings);
    pace::check(&copies, findings);
    keys::check(&copies, findings);
}

/// A request that is to make a copy beside others, in a Region that is known.
struct Copy<'a> {
    request: &'a CopyRequest<'a>,
    place: Place<'a>,
    /// How often its script has waited for something before.
    moment: usize,
}

/// Where a copy is kept: names, tokens and quotas hold for an account in a Region.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Place<'a> {
    region: &'a str,
    /// The account, if it is known.
    account: Option<&'a str>,
    /// The part of a script that it is made in: what stands in another may not be run.
    branch: Option<(SourceId, usize)>,
}

impl<'a> Copy<'a> {
    /// `None` if the request makes no copy, or nothing says where.
    fn of(case: &Case<'a>) -> Option<Self> {
        let request = case.request;
        let (region, _) = destination(request)?;
        let Occasion { branch, moment } = request.occasion?;
        let makes_copy = request.boolean("DryRun") != Some(true);
        let place = Place { region, account: case.facts.account, branch };
        makes_copy.then_some(Self { request, place, moment })
    }

    fn string(&self, name: &str) -> Option<Text<'a>> {
        self.request.string(name)
    }

    /// Whether it brings policies of its own, and so somebody of its own who makes it.
    fn has_own_policies(&self) -> bool {
        !self.request.policies.is_empty()
    }

    /// Whether this copy and one to the same place are surely made in one account: the account is
    /// known, or both stand in one text and neither says who makes it.
    fn is_made_with(&self, other: &Self) -> bool {
        let is_said = self.place.account.is_some();
        is_said
            || self.stands_with(other)
                && !self.has_own_policies()
                && !other.has_own_policies()
                && self.request.credentials == other.request.credentials
    }

    /// Whether this copy and another stand in one text.
    fn stands_with(&self, other: &Self) -> bool {
        self.request.span.source == other.request.span.source
    }

    /// Lowers a finding about this copy and another, if they may be made in different accounts.
    fn settle(&self, other: &Self, finding: Finding) -> Finding {
        if self.is_made_with(other) {
            finding
        } else {
            finding.label("the second is refused, if one account makes both").at_most(Level::Note)
        }
    }
}

/// Goes through copies of the same `key` in order, with the first copy of that key at each but the first.
fn with_first<'c, 'a, K: std::hash::Hash + Eq>(
    copies: &'c [Copy<'a>],
    key: impl Fn(&'c Copy<'a>) -> Option<K>,
) -> impl Iterator<Item = (&'c Copy<'a>, &'c Copy<'a>)> {
    let mut firsts: HashMap<K, &'c Copy<'a>> = HashMap::new();
    copies.iter().filter_map(move |copy| {
        let first = *firsts.entry(key(copy)?).or_insert(copy);
        (!std::ptr::eq(first, copy)).then_some((first, copy))
    })
}
