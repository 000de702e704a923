//! Names that are no known Region: new ones, zones, and slips.

use crate::reference;
use crate::suggest;
use crate::words::newer;

/// Whether a name has the form that all Regions have had so far, so that it may be a new one: a place of
/// two letters (or more words, of known Regions), a direction, a number.
pub(super) fn has_form(name: &str) -> bool {
    let parts: Vec<&str> = name.rsplitn(3, '-').collect();
    let [number, direction, place] = parts.as_slice() else { return false };
    let is_direction = reference::regions().any(|known| known.rsplit('-').nth(1) == Some(*direction));
    let is_place = place.len() == 2 && place.bytes().all(|byte| byte.is_ascii_lowercase())
        || reference::region(name).partition().is_some();
    let is_number =
        !number.is_empty() && number.len() <= 2 && number.bytes().all(|byte| byte.is_ascii_digit());
    is_direction && is_place && is_number
}

/// What a text that is no Region was probably meant to be.
pub(super) fn hint(text: &str) -> Option<String> {
    if let Some(zone) = reference::availability_zone(text) {
        return Some(format!("`{text}` is a zone; its Region is `{}`", zone.region));
    }
    suggest::hint(text, reference::regions())
}

/// The help for a name that can be newer than the data.
pub(super) fn help(hint: Option<String>) -> String {
    let new = newer("Regions", reference::regions_date());
    hint.map_or_else(|| new.clone(), |hint| format!("{hint} {new}"))
}
