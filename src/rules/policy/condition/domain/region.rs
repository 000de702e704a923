//! Names of Regions, and patterns that match none.

use super::super::super::region as regions;
use super::Value;
use crate::reference::{self, RegionName};
use crate::rule::{Family, Finding, Level, Rule};
use crate::words::quoted;

pub(super) static INVALID_REGION: Rule = Rule::new(
    Family::Policy,
    "invalid-region",
    Level::Error,
    include_str!("../../../../../rules/policy/invalid-region.md"),
)
.access_analyzer("INVALID_REGION");

pub(super) fn judge(value: &Value<'_, '_>) -> Option<Finding> {
    let (text, key) = (value.str(), value.key());
    if value.is_word() || reference::regions().any(|known| value.is(known)) {
        return None;
    }
    let finding = |message: String| value.finding(&INVALID_REGION, message);
    if value.is_pattern {
        let message = format!("no known Region matches {}, for `{key}`", quoted(text));
        return Some(finding(message).help(regions::help(None)).at_most(Level::Warning));
    }
    if text.is_empty() {
        return Some(finding(format!("an empty string is not a Region, for `{key}`")).help(EXAMPLE));
    }
    let lower = text.to_ascii_lowercase();
    if lower != text && matches!(reference::region(&lower), RegionName::Known(_)) {
        let message = format!("`{key}` holds `{lower}`, never {}", quoted(text));
        return Some(finding(message).help(format!("write `{lower}`: values are compared with their case")));
    }
    let hint = regions::hint(text);
    if regions::has_form(text) {
        let message = format!("{} is not a known Region, for `{key}`", quoted(text));
        return Some(finding(message).label("not known").help(regions::help(hint)).at_most(Level::Note));
    }
    let message = format!("{} is not a Region, for `{key}`", quoted(text));
    Some(finding(message).help(hint.unwrap_or_else(|| EXAMPLE.to_owned())))
}

const EXAMPLE: &str = "write the name of a Region, such as `us-east-1`";
