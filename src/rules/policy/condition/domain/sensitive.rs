//! Wildcards, and variables that may hold any text, in the values of keys where they let in too much.

use crate::pattern::{Piece, pieces};
use crate::policy::Text;
use crate::reference::{self, KeyMeaning, Sensitivity};
use crate::rule::{Certainty, Family, Finding, Level, Rule};
use crate::words::quoted;

pub(super) static WILDCARD_USAGE_TOO_PERMISSIVE: Rule = Rule::new(
    Family::Policy,
    "wildcard-usage-too-permissive",
    Level::Error,
    include_str!("../../../../../rules/policy/wildcard-usage-too-permissive.md"),
)
.supersedes(&[
    "equivalent-to-null-false",
    "equivalent-to-null-true",
    "specific-github-repo-and-branch-recommended",
    "open-oidc-tenant",
])
.access_analyzer("WILDCARD_USAGE_TOO_PERMISSIVE");

pub(super) static VARIABLE_USAGE_TOO_PERMISSIVE: Rule = Rule::new(
    Family::Policy,
    "variable-usage-too-permissive",
    Level::Error,
    include_str!("../../../../../rules/policy/variable-usage-too-permissive.md"),
)
.access_analyzer("VARIABLE_USAGE_TOO_PERMISSIVE");

/// How many characters must stand before a wildcard where that is what counts.
const ENOUGH: usize = 6;

/// A part of a value.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Character(char),
    Wildcard,
    Variable,
}

/// Looks at a value that is compared with wildcards, of a key where they may not stand anywhere.
pub(super) fn judge(
    text: &Text<'_>,
    key: &str,
    sensitivity: Sensitivity,
    has_variables: bool,
) -> Option<Finding> {
    let is_open = |byte: u8| matches!(byte, b'*' | b'?' | b'$');
    if !text.value.bytes().any(is_open) {
        return None;
    }
    let parts = parts(&text.value, has_variables);
    let (found, help) = match sensitivity {
        Sensitivity::Nowhere => (
            parts.into_iter().find(|part| !matches!(part, Part::Character(_)))?,
            "write out each value that is meant, in a list, under `StringEquals`",
        ),
        Sensitivity::AfterSix => (
            too_early(&parts)?,
            "write at least six characters before it, such as `repo:ORGANIZATION/REPOSITORY:*`",
        ),
        Sensitivity::Session => {
            (outside_session(&parts)?, "write `ID:*` for all sessions of a role, or `*:NAME` for a name")
        }
    };
    let (rule, what) = match found {
        Part::Variable => (&VARIABLE_USAGE_TOO_PERMISSIVE, "a variable, which may hold any text,"),
        _ => (&WILDCARD_USAGE_TOO_PERMISSIVE, "a wildcard"),
    };
    let message =
        format!("{what} in {} lets in more than is meant, for {}", quoted(&text.value), quoted(key));
    let label = match sensitivity {
        Sensitivity::Nowhere => "of a value of this key nothing may be left open",
        Sensitivity::AfterSix => "fewer than six characters stand before it",
        Sensitivity::Session => "it may stand behind the colon, or alone before it",
    };
    let finding = Finding::new(rule, text.span, message).label(label).help(help);
    // Ids of users have no colon: whether a part of one is reported has not been seen.
    let is_of_user = sensitivity == Sensitivity::Session && !text.value.contains(':');
    Some(if is_of_user { finding.certainty(Certainty::Inferred) } else { finding })
}

/// The parts of a value. Variables that AWS itself fills with one account, organization or network are as good as
/// characters: Access Analyzer is silent about `${aws:PrincipalAccount}`.
fn parts(text: &str, has_variables: bool) -> Vec<Part> {
    let mut parts = Vec::with_capacity(text.len());
    let of_character = |character: char| match character {
        '*' | '?' => Part::Wildcard,
        other => Part::Character(other),
    };
    if !has_variables {
        return text.chars().map(of_character).collect();
    }
    for piece in pieces(text) {
        match piece {
            Piece::Plain(plain) => parts.extend(plain.chars().map(of_character)),
            Piece::Variable("*" | "?" | "$") => parts.push(Part::Character('*')),
            Piece::Variable(inside) => {
                let key = inside.split(',').next().unwrap_or_default().trim();
                // Of a key that there is not it is said that there is none.
                let is_fixed = reference::sensitivity(key) == Some(Sensitivity::Nowhere)
                    || matches!(KeyMeaning::of(key), KeyMeaning::NotGlobal | KeyMeaning::Malformed);
                if is_fixed {
                    parts.extend(inside.chars().map(|_| Part::Character('-')));
                } else {
                    parts.push(Part::Variable);
                }
            }
        }
    }
    parts
}

/// The first wildcard or variable before which fewer characters stand than are enough.
fn too_early(parts: &[Part]) -> Option<Part> {
    let mut run = 0;
    for part in parts {
        match part {
            Part::Character(_) => run += 1,
            _ if run < ENOUGH => return Some(*part),
            _ => run = 0,
        }
    }
    None
}

/// A wildcard or variable that is neither behind the first colon nor alone before it.
fn outside_session(parts: &[Part]) -> Option<Part> {
    let colon = parts.iter().position(|part| *part == Part::Character(':'));
    let before = parts.get(..colon.unwrap_or(parts.len()))?;
    if colon.is_some() && before.len() == 1 {
        return None;
    }
    before.iter().copied().find(|part| !matches!(part, Part::Character(_)))
}
