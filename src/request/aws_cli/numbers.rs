//! Whole numbers, as Python reads them.

use super::is_space;

/// A text, read as Python reads a whole number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Number {
    /// One, written plainly.
    Whole(String),
    /// One in the digits of another script, which Python reads and this does not.
    Unread,
    /// None.
    None,
}

/// Reads a whole number as Python does: space around it, a sign, single underscores.
pub(super) fn number(text: &str) -> Number {
    /// Longer numbers Python refuses.
    const MOST_DIGITS: usize = 4300;
    let text = text.trim_matches(is_space);
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", text.strip_prefix('+').unwrap_or(text)),
    };
    let is_digit = |digit: char| digit.is_ascii_digit() || (!digit.is_ascii() && digit.is_numeric());
    let groups_fit = digits.split('_').all(|group| !group.is_empty() && group.chars().all(is_digit));
    if !groups_fit {
        return Number::None;
    }
    if !digits.is_ascii() {
        return Number::Unread;
    }
    let digits = digits.replace('_', "");
    if digits.len() > MOST_DIGITS {
        return Number::None;
    }
    let digits = digits.trim_start_matches('0');
    Number::Whole(if digits.is_empty() { "0".to_owned() } else { format!("{sign}{digits}") })
}
