//! The context keys that policies ask for and that are not given.

use std::collections::HashSet;

use crate::authorization::{Context, State};
use crate::pattern::{self, Piece, has_variable, pieces};
use crate::policy::{Policy, Statement};

/// The keys without a known value that statements about an action ask for, by conditions and by variables: each
/// once, as the policy spells it, in the order of the policies.
pub(super) fn missing<'p>(
    policies: impl Iterator<Item = &'p Policy<'p>>,
    action: &str,
    context: &Context,
) -> Vec<String> {
    let action = action.to_ascii_lowercase();
    let mut seen = HashSet::new();
    let mut missing = Vec::new();
    for policy in policies {
        for statement in policy.statements.iter().filter(|statement| is_about(statement, &action)) {
            for key in asked(policy, statement) {
                let is_known = matches!(context.state(key), State::Values(_));
                if !is_known && seen.insert(key.to_ascii_lowercase()) {
                    missing.push(key.to_owned());
                }
            }
        }
    }
    missing
}

/// Whether a statement speaks of an action, in lower case.
fn is_about(statement: &Statement<'_>, action: &str) -> bool {
    statement.actions.as_ref().is_some_and(|actions| {
        let names = actions.patterns.iter().any(|name| pattern::matches_caseless(&name.value, action));
        names != actions.negated
    })
}

/// The keys that a statement asks for, in the order in which they stand in most statements.
fn asked<'p>(policy: &Policy<'_>, statement: &'p Statement<'_>) -> Vec<&'p str> {
    let with_variables = policy.has_variables();
    let resources = statement.resources.iter().flat_map(|resources| &resources.patterns);
    let in_resources = resources.flat_map(|text| variables(&text.value, with_variables));
    let in_conditions = statement.conditions.iter().flat_map(|condition| {
        let values = condition.values.iter().flat_map(move |text| variables(&text.value, with_variables));
        std::iter::once(condition.key.value.as_ref()).chain(values)
    });
    in_resources.chain(in_conditions).collect()
}

/// The keys of the variables in a text.
fn variables(text: &str, with_variables: bool) -> impl Iterator<Item = &str> {
    let pieces = (with_variables && has_variable(text)).then(|| pieces(text)).into_iter().flatten();
    pieces.filter_map(|piece| match piece {
        Piece::Plain(_) => None,
        Piece::Variable(inside) => {
            let key = inside.split(',').next().unwrap_or_default().trim();
            // `${*}`, `${?}` and `${$}` are characters.
            (!matches!(key, "*" | "?" | "$")).then_some(key)
        }
    })
}
