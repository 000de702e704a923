//! From words as they are written to words as a program gets them.

use super::raw::{Literal, Part, RawWord, Variable};
use crate::request::aws_cli::{UNKNOWN, Word};
use crate::text::TextRange;

/// Makes the words that a shell makes of one, and adds them. `value` gives the value of a variable, if it
/// is known; `expands_braces` says whether the shell makes several words of `{a,b}`.
pub(super) fn expand(
    raw: &RawWord<'_>,
    value: &dyn Fn(&Variable<'_>) -> Option<String>,
    expands_braces: bool,
    words: &mut Vec<Word>,
) {
    if is_ellipsis(raw) || (expands_braces && raw.braces().is_some()) {
        words.push(unknown(raw.range));
        return;
    }
    let mut expansion = Expansion { range: raw.range, word: None, words };
    if raw.quoted || raw.parts.is_empty() {
        expansion.word();
    }
    for part in &raw.parts {
        match part {
            Part::Literal { text, start, kind: Literal::Quoted | Literal::Plain } => {
                expansion.word().push(text, *start);
            }
            Part::Literal { text, start, kind: Literal::Wildcard } => {
                expansion.unknown(TextRange::new(*start, start + text.len()), false);
            }
            Part::Text { text, place } => expansion.word().push_as(text, *place),
            Part::Unknown { place, many } => expansion.unknown(*place, *many),
            Part::Variable(variable) => match value(variable) {
                Some(value) if variable.quoted => expansion.word().push_as(&value, variable.place),
                Some(value) if is_changed(variable, &value) => {
                    expansion.unknown(variable.place, true);
                }
                Some(value) => expansion.split(&value, variable.place),
                None => expansion.unknown(variable.place, !variable.quoted),
            },
        }
    }
    let Expansion { word, words, .. } = expansion;
    words.extend(word);
}

/// Whether more may happen to a value without quotes than that it is split at its blanks.
fn is_changed(variable: &Variable<'_>, value: &str) -> bool {
    let has_quotes = variable.default.as_ref().is_some_and(|default| default.is_quoted);
    value.contains(['*', '?', '[']) || (has_quotes && value.contains(char::is_whitespace))
}

/// A word that only the shell knows, and that may come to several, or to none.
pub(super) fn unknown(range: TextRange) -> Word {
    let mut word = Word::new(range);
    word.push_as(UNKNOWN.encode_utf8(&mut [0; 4]), range);
    word.set_many();
    word
}

/// Whether a word stands for what is left out: `...`.
fn is_ellipsis(raw: &RawWord<'_>) -> bool {
    !raw.quoted && matches!(raw.known().as_deref(), Some("..." | "…" | "[...]" | "[…]"))
}

/// The words that one word comes to.
struct Expansion<'w> {
    /// The place of the word as it is written.
    range: TextRange,
    /// The last of the words, if there is one.
    word: Option<Word>,
    /// Where the others go.
    words: &'w mut Vec<Word>,
}

impl Expansion<'_> {
    fn word(&mut self) -> &mut Word {
        self.word.get_or_insert_with(|| Word::new(self.range))
    }

    fn unknown(&mut self, place: TextRange, many: bool) {
        let word = self.word();
        word.push_as(UNKNOWN.encode_utf8(&mut [0; 4]), place);
        if many {
            word.set_many();
        }
    }

    /// Adds the value of a variable that stands without quotes.
    fn split(&mut self, value: &str, place: TextRange) {
        let is_blank = |letter: char| matches!(letter, ' ' | '\t' | '\n');
        let mut fields = value.split(is_blank);
        if let Some(first) = fields.next().filter(|first| !first.is_empty()) {
            self.word().push_as(first, place);
        }
        for field in fields {
            self.words.extend(self.word.take());
            if !field.is_empty() {
                self.word().push_as(field, place);
            }
        }
    }
}
