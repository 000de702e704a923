//! What each copy would do, needs, and is granted: as a picture for people, and as JSON; and the policy that
//! grants it.

use crate::lint::Planned;
use crate::policy::Policy;

pub mod json;
pub mod picture;
pub mod policy;

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
        self.policies.get(planned.asked.get(place)?.policy)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    #[test]
    fn the_schema_lists_when_permissions_are_needed() {
        let schema: Value = serde_json::from_str(super::SCHEMA).unwrap();
        let listed = &schema["$defs"]["permission"]["properties"]["when"]["enum"];
        assert_eq!(*listed, serde_json::json!(crate::operation::CONDITIONS));
    }
}
