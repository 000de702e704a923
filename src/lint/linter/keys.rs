//! Which keys the given policies of keys are of.

use std::collections::HashSet;

use super::Linter;
use crate::copy::{CopyPlan, KeyRef, Need, NeededKey};

impl Linter<'_> {
    /// The keys whose policies are given, and what is to be said of policies that cannot count.
    pub(super) fn keys(&mut self, plans: &[&CopyPlan]) -> (Vec<Option<KeyRef>>, Vec<String>) {
        let mut needed: Vec<NeededKey> = Vec::new();
        let mut seen = HashSet::new();
        for key in plans.iter().flat_map(|plan| &plan.needs).filter_map(Need::key) {
            if seen.insert(key.clone()) {
                needed.push(key);
            }
        }
        let named = self.settings.keys.iter().map(|key| match (key, needed.as_slice()) {
            (Some(text), _) => Some(KeyRef::Named(text.clone())),
            (None, [only]) => Some(KeyRef::Needed(only.clone())),
            (None, _) => None,
        });
        let keys: Vec<Option<KeyRef>> = named.collect();
        let mut remarks = Vec::new();
        let mut failures = Vec::new();
        for given in &self.given {
            let Some(place) = given.key else { continue };
            let name = self.policies.get(given.policy).map_or("", |policy| self.sources.name(policy.source));
            match keys.get(place).and_then(Option::as_ref) {
                Some(key) if needed.iter().any(|needed| needed.is(key)) => {}
                Some(KeyRef::Named(key)) => remarks.push(format!("{name}: no copy names the key `{key}`")),
                None if needed.len() > 1 => failures.push((
                    name.to_owned(),
                    format!(
                        "is the policy of a key, but the copies use {} keys: say of which, `--key-policy KEY=FILE`",
                        needed.len()
                    ),
                )),
                _ => remarks.push(format!("{name}: no copy names a key that this could be the policy of")),
            }
        }
        for (name, message) in failures {
            self.fail_policy(name, message);
        }
        (keys, remarks)
    }
}
