//! Text that cannot do anything to whoever prints it.
//!
//! Names of files and contents of policies come from anywhere. Printed as they are, they could
//! break a line-based format, move the cursor, colour the terminal or turn the direction of
//! writing round.

use std::fmt;

/// A text on one line: control characters, line and paragraph separators and the controls of
/// bidirectional writing are written as escapes (`\n`, `\u{1b}`), everything else as it is.
pub(super) struct Escaped<'a>(pub(super) &'a str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        escape(formatter, self.0, is_control)
    }
}

/// Like [`Escaped`], and what nobody can see is written as an escape too: a zero-width space in
/// the name of an action is the very thing that a reader has to see.
pub(super) struct Visible<'a>(pub(super) &'a str);

impl fmt::Display for Visible<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        escape(formatter, self.0, is_hidden)
    }
}

/// Writes a text on one line, with some characters as escapes.
pub(super) fn escape(out: &mut fmt::Formatter<'_>, text: &str, is_escaped: fn(char) -> bool) -> fmt::Result {
    if is_plain(text) {
        return out.write_str(text);
    }
    let mut rest = text;
    while let Some((before, character, after)) = split_at(rest, is_escaped) {
        out.write_str(before)?;
        push_escape(out, character)?;
        rest = after;
    }
    out.write_str(rest)
}

/// Whether a text is printable ASCII, as nearly all are: such text is shown as it is, a column for each byte.
pub(super) fn is_plain(text: &str) -> bool {
    // To look at every byte is faster than to stop at the first that is not, of which most texts have none.
    text.bytes().fold(true, |plain, byte| plain & matches!(byte, b' '..=b'~'))
}

fn split_at(text: &str, wanted: fn(char) -> bool) -> Option<(&str, char, &str)> {
    let (before, rest) = text.split_at_checked(text.find(wanted)?)?;
    let mut characters = rest.chars();
    Some((before, characters.next()?, characters.as_str()))
}

/// Writes a character as the escape that Rust, and JavaScript in regular expressions, have for it.
pub(super) fn push_escape(out: &mut dyn fmt::Write, character: char) -> fmt::Result {
    match character {
        '\n' => out.write_str("\\n"),
        '\r' => out.write_str("\\r"),
        '\t' => out.write_str("\\t"),
        other => write!(out, "\\u{{{:x}}}", u32::from(other)),
    }
}

/// Whether a character acts on the terminal or the line instead of showing.
pub(super) fn is_control(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{2028}' | '\u{2029}'                                       // line, paragraph separator
            | '\u{61c}' | '\u{200e}' | '\u{200f}'                         // marks of direction
            | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}') // embeddings, overrides, isolates
}

/// Whether a character leaves no trace on the screen: the above, and what Unicode calls
/// `Default_Ignorable_Code_Point` (DerivedCoreProperties.txt), with the whole of the blocks that
/// are kept for such characters.
pub(super) fn is_hidden(character: char) -> bool {
    is_control(character)
        || matches!(character,
            '\u{ad}' | '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200d}' | '\u{2060}'..='\u{206f}'
            | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
            | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}
