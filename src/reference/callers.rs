//! Condition keys that tell who makes a request for a resource.

use std::sync::OnceLock;

use super::table;
use crate::pattern::begins_caseless;

static TEXT: &str = include_str!("../../rules/reference/caller-keys.txt");

/// What a key tells of the caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallerKey {
    /// To whom a user or role belongs.
    Organization,
    /// Which user or role it is.
    Principal,
    /// On whose behalf a service acts.
    Source,
}

/// What a condition key tells of the caller, if it does.
pub fn caller_key(name: &str) -> Option<CallerKey> {
    let is = |key: &str| {
        if key.ends_with('/') { begins_caseless(name, key) } else { name.eq_ignore_ascii_case(key) }
    };
    keys().iter().find(|(key, _)| is(key)).map(|(_, meaning)| *meaning)
}

fn keys() -> &'static [(&'static str, CallerKey)] {
    static KEYS: OnceLock<Vec<(&'static str, CallerKey)>> = OnceLock::new();
    KEYS.get_or_init(|| table(TEXT).filter_map(read).collect())
}

fn read(line: &'static str) -> Option<(&'static str, CallerKey)> {
    let mut fields = line.split('\t');
    let key = fields.next()?;
    let meaning = match fields.next()? {
        "organization" => CallerKey::Organization,
        "principal" => CallerKey::Principal,
        "source" => CallerKey::Source,
        _ => return None,
    };
    Some((key, meaning))
}
