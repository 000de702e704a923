//! What the other statements of a policy allow and deny.
//!
//! Where these do what an unfit action was to do, it is but a leftover: actions that need several resources
//! are often spread over statements so.

use std::collections::HashSet;

use super::Judgement;
use crate::pattern::{Pattern, has_wildcard};
use crate::policy::{Effect, Statement, Text};

/// What all statements do together.
#[derive(Default)]
pub(super) struct Elsewhere {
    allowed: Entries,
    denied: Entries,
}

/// Entries of `Action`, in lower case.
#[derive(Default)]
struct Entries {
    names: HashSet<String>,
    wildcards: HashSet<String>,
    everything: bool,
}

impl Elsewhere {
    /// More different wildcards than this are not remembered; then a leftover is said more loudly.
    const MOST_WILDCARDS: usize = 100;

    /// Gathers what does something on resources that fit, or may.
    pub(super) fn of(judged: &[(&Statement<'_>, Option<Judgement<'_, '_>>)]) -> Self {
        let mut found = Self::default();
        for (statement, judgement) in judged {
            let Some(effect) = statement.effect else { continue };
            match judgement {
                Some(judgement) if judgement.named.have_forms() => {
                    found.add(effect, judgement.fitting.iter().copied());
                }
                _ => found.add_all(effect, statement),
            }
        }
        found
    }

    fn entries(&mut self, effect: Effect) -> &mut Entries {
        match effect {
            Effect::Allow => &mut self.allowed,
            Effect::Deny => &mut self.denied,
        }
    }

    fn add<'p>(&mut self, effect: Effect, actions: impl Iterator<Item = &'p Text<'p>>) {
        let entries = self.entries(effect);
        for text in actions {
            let value = text.value.to_ascii_lowercase();
            if !has_wildcard(&value) {
                entries.names.insert(value);
            } else if entries.wildcards.len() < Self::MOST_WILDCARDS {
                entries.wildcards.insert(value);
            }
        }
    }

    fn add_all(&mut self, effect: Effect, statement: &Statement<'_>) {
        match &statement.actions {
            Some(actions) if !actions.negated => {
                self.add(effect, actions.patterns.iter());
            }
            _ => self.entries(effect).everything = true,
        }
    }

    /// Whether some statement does with an action what another was to do.
    pub(super) fn has(&self, effect: Effect, text: &Text<'_>) -> bool {
        let entries = match effect {
            Effect::Allow => &self.allowed,
            Effect::Deny => &self.denied,
        };
        let name = text.value.to_ascii_lowercase();
        entries.everything
            || entries.names.contains(&name)
            || entries.wildcards.iter().any(|wildcard| Pattern::plain(wildcard).matches(&name))
    }
}
