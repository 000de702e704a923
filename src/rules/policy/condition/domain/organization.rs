//! Organizations, and the paths of accounts in them: `o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/`.

use super::Value;
use crate::arn::is_account;
use crate::rule::Finding;
use crate::words::{quoted, shorten};

pub(super) fn judge(value: &Value<'_, '_>) -> Option<Finding> {
    let (text, key) = (value.str(), value.key());
    if value.is_pattern || is_organization(&value.compared()) {
        return None;
    }
    let finding = value.impossible(format!("{} is not the id of an organization, for `{key}`", quoted(text)));
    let other = |end: &str| key.strip_suffix("OrgID").map(|start| format!("{start}{end}"));
    let lower = text.trim().to_ascii_lowercase();
    let first = text.split('/').next().unwrap_or_default();
    Some(finding.help(match (other("OrgPaths"), other("Account")) {
        _ if is_organization(&lower) => format!("did you mean `{lower}`?"),
        (Some(paths), _) if first != text && is_organization(first) || is_unit(text) || is_root(text) => {
            format!("test `{paths}` for a path, such as `o-…/r-…/ou-…/*` with `StringLike`")
        }
        (_, Some(account)) if is_account(text) => format!("this is an account: test `{account}`"),
        _ => "write `o-` and the 10 to 32 small letters and digits of the id".to_owned(),
    }))
}

pub(super) fn path(value: &Value<'_, '_>) -> Option<Finding> {
    let (text, key) = (value.compared(), value.key());
    let text = text.as_ref();
    let (head, is_whole) = match text.find(['*', '?']) {
        Some(end) if value.is_pattern => (text.get(..end)?, false),
        _ => (text, true),
    };
    let end = "`o-…/r-…/ou-…/`";
    let mut parts = head.split('/');
    // What stands behind the last slash is the beginning of a part, or nothing.
    let last = parts.next_back().unwrap_or_default();
    let is_id = |(place, part): (usize, &&str)| match place {
        0 => is_organization(part),
        1 => is_root(part),
        _ => is_unit(part),
    };
    let mut all: Vec<&str> = parts.collect();
    if is_whole && !last.is_empty() {
        all.push(last);
    }
    if let Some((place, part)) = all.iter().enumerate().find(|place| !is_id(*place)) {
        let what = ["an organization (`o-…`)", "a root (`r-…`)", "a unit (`ou-…`)"];
        let what = what.get(place.min(2)).copied().unwrap_or_default();
        let message =
            format!("{} is not the id of {what}, in the path {} of `{key}`", quoted(part), quoted(text));
        return Some(value.impossible(message).help(format!("a path has the form {end}")));
    }
    if is_whole && (!last.is_empty() || all.is_empty()) {
        let message = format!("{} does not end in `/`, as every path of `{key}` does", quoted(text));
        let shown = shorten(text);
        return Some(value.impossible(message).help(if all.is_empty() {
            format!("a path has the form {end}")
        } else {
            format!("write `{shown}/`, or `{shown}/*` with `StringLike` for all that is below it too")
        }));
    }
    None
}

/// `o-` and 10 to 32 small letters and digits.
fn is_organization(text: &str) -> bool {
    text.strip_prefix("o-").is_some_and(|id| is_word(id, 10))
}

/// `r-` and 4 to 32 small letters and digits.
fn is_root(text: &str) -> bool {
    text.strip_prefix("r-").is_some_and(|id| is_word(id, 4))
}

/// `ou-`, 4 to 32 small letters and digits of the root, and 8 to 32 of the unit.
fn is_unit(text: &str) -> bool {
    let parts = text.strip_prefix("ou-").and_then(|rest| rest.split_once('-'));
    parts.is_some_and(|(root, unit)| is_word(root, 4) && is_word(unit, 8))
}

fn is_word(text: &str, least: usize) -> bool {
    let of_word = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    (least..=32).contains(&text.len()) && text.bytes().all(of_word)
}
