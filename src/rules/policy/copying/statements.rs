//! What a statement says of an action.

use crate::pattern::{Pattern, has_wildcard};
use crate::policy::{Effect, Statement, Text, split_action};

/// The entry of `Action` that names an action: by its name, or by wildcards behind the beginning of the
/// name. What allows `*` or `ec2:*` is not meant for one action.
pub(crate) fn naming<'p, 't>(statement: &'p Statement<'t>, action: &str) -> Option<&'p Text<'t>> {
    let actions = statement.actions.as_ref().filter(|actions| !actions.negated)?;
    let (service, _) = split_action(action)?;
    actions.patterns.iter().find(|pattern| names(&pattern.value, action, service))
}

/// The same, of a statement that allows.
pub(crate) fn allowing<'p, 't>(statement: &'p Statement<'t>, action: &str) -> Option<&'p Text<'t>> {
    if statement.effect == Some(Effect::Allow) { naming(statement, action) } else { None }
}

/// Whether a statement allows an action, however wide.
pub(crate) fn allows(statement: &Statement<'_>, action: &str) -> bool {
    let Some(actions) = statement.actions.as_ref().filter(|_| statement.effect == Some(Effect::Allow)) else {
        return false;
    };
    actions.patterns.iter().any(|pattern| matches(&pattern.value, action)) != actions.negated
}

/// Whether a pattern names an action of a service.
fn names(pattern: &str, action: &str, service: &str) -> bool {
    // Many patterns are put to many actions. Most are told apart by where the name begins, and with which letter.
    let (colon, letter) = (service.len(), service.len() + 1);
    let byte = |text: &str, at: usize| text.as_bytes().get(at).map(u8::to_ascii_lowercase);
    byte(pattern, colon) == Some(b':')
        && byte(pattern, letter) == byte(action, letter)
        && pattern.get(..colon).is_some_and(|prefix| prefix.eq_ignore_ascii_case(service))
        && matches(pattern, action)
}

fn matches(pattern: &str, action: &str) -> bool {
    if has_wildcard(pattern) {
        Pattern::caseless(pattern).matches(&action.to_ascii_lowercase())
    } else {
        pattern.eq_ignore_ascii_case(action)
    }
}
