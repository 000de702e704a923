//! Variables in a text, with their places, also those that are never closed.

use crate::text::TextRange;

/// What begins with `${`.
pub(super) struct Found<'a> {
    /// All of it.
    pub(super) text: &'a str,
    /// What stands between the braces, or behind the one.
    pub(super) inside: &'a str,
    /// Its place in the text, in bytes.
    pub(super) range: TextRange,
    /// Whether it ends with a brace of its own.
    pub(super) is_closed: bool,
}

impl<'a> Found<'a> {
    /// Whether it has the form of a variable.
    pub(super) fn is_variable(&self) -> bool {
        self.is_closed && !self.inside.trim().is_empty()
    }

    /// Whether it stands for one of the three characters that have a meaning.
    pub(super) fn is_character(&self) -> bool {
        self.is_closed && matches!(self.inside, "*" | "?" | "$")
    }

    /// The name of its key, as written.
    pub(super) fn name(&self) -> &'a str {
        self.inside.split(',').next().unwrap_or_default()
    }

    /// What stands behind the comma, as written.
    pub(super) fn default(&self) -> Option<&'a str> {
        self.inside.split_once(',').map(|(_, default)| default)
    }
}

/// The variables of a text, in order.
pub(super) fn variables(text: &str) -> impl Iterator<Item = Found<'_>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = text.get(at..)?;
        let start = at + rest.find("${")?;
        let behind = text.get(start + 2..)?;
        // A second beginning before the end: the first was never closed.
        let next = behind.find("${").unwrap_or(behind.len());
        let close = behind.get(..next)?.find('}');
        let (end, is_closed) = close.map_or((next, false), |close| (close, true));
        let inside = behind.get(..end)?;
        at = start + 2 + end + usize::from(is_closed);
        Some(Found { text: text.get(start..at)?, inside, range: TextRange::new(start, at), is_closed })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_are_found_whole() {
        for (text, expected) in [
            ("a/${b}/${c:d, 'e'}", vec![("${b}", true), ("${c:d, 'e'}", true)]),
            ("${a/${b}/x", vec![("${a/", false), ("${b}", true)]),
            ("x${é", vec![("${é", false)]),
            ("$ {a} $DEFAULT }", vec![]),
            ("${}${*}", vec![("${}", true), ("${*}", true)]),
        ] {
            let found: Vec<_> = variables(text).map(|found| (found.text, found.is_closed)).collect();
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn beginnings_that_are_never_closed_take_time_in_proportion() {
        let text = "${".repeat(500_000);
        let begun = std::time::Instant::now();
        assert_eq!(variables(&text).filter(|found| !found.is_closed).count(), 500_000);
        // With the square of their number it takes a minute.
        assert!(begun.elapsed() < std::time::Duration::from_secs(10), "{:?}", begun.elapsed());
    }
}
