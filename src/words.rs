//! Phrases of messages: the user's text, lists of names, and what is said in many places.

use std::fmt::Write;

/// User text for a message: long text is cut, and the cut shown.
pub fn shorten(text: &str) -> String {
    const LONGEST: usize = 80;
    if text.chars().count() <= LONGEST {
        return text.to_owned();
    }
    text.chars().take(LONGEST).chain(['…']).collect()
}

/// A name in backticks: more of it than of other text, as names begin alike.
pub fn named(name: &str) -> String {
    format!("`{}`", shorten(name))
}

/// Names in backticks with commas between, and a word (`and`, `or`) before the last.
pub fn listed(names: &[impl AsRef<str>], word: &str) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{}`", name.as_ref())).collect();
    joined(&quoted, word)
}

/// Phrases with commas between, and a word (`and`, `or`) before the last.
pub fn joined(phrases: &[String], word: &str) -> String {
    match phrases.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} {word} {last}", rest.join(", ")),
        Some((last, _)) => last.clone(),
        None => String::new(),
    }
}

/// Names in backticks; of more than five, the first four and how many more there are.
pub fn some(names: &[impl AsRef<str>]) -> String {
    const MOST: usize = 5;
    match names.get(..MOST - 1) {
        Some(shown) if names.len() > MOST => {
            let mut phrases: Vec<String> = shown.iter().map(|name| format!("`{}`", name.as_ref())).collect();
            phrases.push(format!("{} more", names.len() - shown.len()));
            joined(&phrases, "and")
        }
        _ => listed(names, "and"),
    }
}

/// The form of a verb for one or for several.
pub fn verb(count: usize, one: &'static str, several: &'static str) -> &'static str {
    if count == 1 { one } else { several }
}

/// The help for a name that is not known, as it may be newer than the data: of what kind it is, and of when they are.
pub fn newer(what: &str, date: &str) -> String {
    format!("the {what} that copylint knows are those of {date}; one that is newer is not wrong")
}

/// Text of the user in backticks: shortened, and with control characters escaped.
pub fn quoted(text: &str) -> String {
    const LONGEST: usize = 40;
    let mut quoted = String::from("`");
    for (number, character) in text.chars().enumerate() {
        if number == LONGEST {
            quoted.push('…');
            break;
        }
        match character {
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            other if other.is_control() || is_invisible(other) => {
                // Writing to a string cannot fail.
                let _ = write!(quoted, "\\u{:04x}", u32::from(other));
            }
            other => quoted.push(other),
        }
    }
    quoted.push('`');
    quoted
}

/// Characters that take no room or look like a space, and change how the text around them is shown.
pub fn is_invisible(character: char) -> bool {
    matches!(character,
        '\u{a0}' | '\u{ad}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202f}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}')
}
