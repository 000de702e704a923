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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_python_reads_them() {
        let whole = |text: &str| Number::Whole(text.to_owned());
        for (text, expected) in [
            ("60", whole("60")),
            (" +60\n", whole("60")),
            ("\u{1c}\u{a0}-007", whole("-7")),
            ("-0", whole("0")),
            ("1_000", whole("1000")),
            ("\u{663}\u{660}", Number::Unread),
            ("", Number::None),
            ("-", Number::None),
            ("- 5", Number::None),
            ("1__0", Number::None),
            ("_1", Number::None),
            ("60.0", Number::None),
            ("0x10", Number::None),
            ("x", Number::None),
        ] {
            assert_eq!(number(text), expected, "{text:?}");
        }
        assert_eq!(number(&"1".repeat(4301)), Number::None);
    }
}
