//! What an entry of `Action` stands for, and which of it carries a key, by AWS's service reference.

use crate::pattern::has_wildcard;
use crate::policy::{Element, Text, split_action};
use crate::reference::{self, Action, ConditionKey, Service};

/// An entry of `Action` that names actions of one known service.
#[derive(Clone, Copy)]
pub(super) struct Entry<'p, 't> {
    pub(super) text: &'p Text<'t>,
    pub(super) service: &'static Service,
    /// The name behind the prefix, with wildcards or without.
    pub(super) name: &'p str,
}

impl<'p, 't> Entry<'p, 't> {
    /// `None` for `*`, for a pattern of services, and for a service that is not known.
    pub(super) fn of(text: &'p Text<'t>, last: &mut Option<&'static Service>) -> Option<Self> {
        let (prefix, name) = split_action(&text.value).filter(|(prefix, _)| !has_wildcard(prefix))?;
        // Actions of one service mostly stand together.
        let known = last.filter(|service| service.prefix == prefix).or_else(|| reference::service(prefix))?;
        *last = Some(known);
        Some(Self { text, service: known, name })
    }

    /// Whether it names one action.
    pub(super) fn is_one(&self) -> bool {
        !has_wildcard(self.name)
    }

    /// The actions that it stands for; none if there is no such action.
    pub(super) fn actions(&self) -> impl Iterator<Item = &'static Action> + use<'p, 't> {
        let one = if self.is_one() { self.service.action(self.name) } else { None };
        let many = (!self.is_one()).then(|| self.service.actions_named(self.name));
        one.into_iter().chain(many.into_iter().flatten())
    }

    /// Whether it stands for some action.
    pub(super) fn exists(&self) -> bool {
        self.name == "*" || self.service.actions_matching(self.name).next().is_some()
    }
}

/// Whether some of the actions that a list stands for carry this key of a service.
pub(super) fn some_carry(actions: &Element<'_>, prefix: &str, key: &str) -> bool {
    let Some(service) = reference::service(prefix) else { return false };
    let Some(key) = service.condition_key(key) else { return false };
    let carry = |entry: &Entry<'_, '_>| {
        std::ptr::eq(entry.service, service) && entry.actions().any(|action| carries(service, action, key))
    };
    let mut last = None;
    actions.negated
        || actions.patterns.iter().any(|action| {
            action.value == "*" || Entry::of(action, &mut last).is_some_and(|entry| carry(&entry))
        })
}

/// Whether requests for an action carry a key that its service lists: with the action, with a resource of the
/// action, or with such a resource in general.
pub(super) fn carries(service: &Service, action: &Action, key: &ConditionKey) -> bool {
    service.keys_of(action).any(|carried| std::ptr::eq(carried, key))
}
