//! What each copy would do, needs, and is granted: as a picture for people, and as JSON.

use crate::lint::Planned;
use crate::policy::Policy;

pub mod json;
pub mod picture;

/// The JSON Schema of [`json`].
pub const SCHEMA: &str = include_str!("plan.schema.json");

/// The copies of a run, and the policies that were asked.
#[derive(Clone, Copy)]
pub struct Plans<'a> {
    /// The copies, in the order in which they were read.
    pub planned: &'a [Planned<'a>],
    /// The policies that [`Planned::asked`] and outcomes refer to.
    pub policies: &'a [Policy<'a>],
}

impl<'a> Plans<'a> {
    /// The policy that an outcome means by its place among those that were asked.
    fn policy(&self, planned: &Planned<'_>, place: usize) -> Option<&'a Policy<'a>> {
        self.policies.get(*planned.asked.get(place)?)
    }
}
