//! The words of a command, and the text that they are shown in.

use crate::text::{Source, Sources, TextRange};

/// What a command line is called wherever places are shown.
pub const COMMAND: &str = "<command>";

/// What stands in a word for something that only a shell or a program knows: a noncharacter of Unicode,
/// which no text holds.
pub const UNKNOWN: char = '\u{fdd0}';

/// One word of a command, as the program would get it, and where each part of it stands.
#[derive(Clone, Debug)]
pub struct Word {
    text: String,
    range: TextRange,
    pieces: Vec<Stretch>,
    many: bool,
}

/// A part of a word, and where it stands.
#[derive(Clone, Copy, Debug)]
struct Stretch {
    /// The first byte of the part in the word.
    start: usize,
    /// Its place.
    place: TextRange,
    /// Whether it stands there byte for byte; else the place is for the part as a whole: an escape, a
    /// variable.
    literal: bool,
}

impl Word {
    /// An empty word, quotes included, at a place.
    pub fn new(range: TextRange) -> Self {
        Self { text: String::new(), range, pieces: Vec::new(), many: false }
    }

    /// Adds text that stands at a place byte for byte.
    pub fn push(&mut self, text: &str, start: usize) {
        if !text.is_empty() {
            self.add(text, TextRange::new(start, start + text.len()), true);
        }
    }

    /// Adds text that stands for something else: an escape, a variable whose value is known. `UNKNOWN` is
    /// the text of what is not.
    pub fn push_as(&mut self, text: &str, place: TextRange) {
        self.add(text, place, false);
    }

    fn add(&mut self, text: &str, place: TextRange, literal: bool) {
        self.pieces.push(Stretch { start: self.text.len(), place, literal });
        self.text.push_str(text);
    }

    /// The word itself, without quotes.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Its place, quotes included.
    pub fn range(&self) -> TextRange {
        self.range
    }

    /// The place of the word's bytes from `start` to `end`; quotes included if that is all of it.
    pub fn part(&self, start: usize, end: usize) -> TextRange {
        if start == 0 && end >= self.text.len() {
            return self.range;
        }
        let first = self.place(start);
        let last = if end > start { self.end_place(end) } else { first };
        TextRange::new(first, last.max(first))
    }

    /// The place of one of the word's bytes, or of its end.
    fn place(&self, offset: usize) -> usize {
        let next = self.pieces.partition_point(|piece| piece.start <= offset);
        match next.checked_sub(1).and_then(|index| self.pieces.get(index)) {
            Some(piece) => piece.at(offset),
            None => self.range.start as usize,
        }
    }

    /// The place behind the byte before `offset`.
    fn end_place(&self, offset: usize) -> usize {
        let next = self.pieces.partition_point(|piece| piece.start < offset);
        match next.checked_sub(1).and_then(|index| self.pieces.get(index)) {
            Some(piece) if piece.literal => piece.at(offset),
            Some(piece) => piece.place.end as usize,
            None => self.range.start as usize,
        }
    }

    /// Says that the shell may make several words of it, or none.
    pub fn set_many(&mut self) {
        self.many = true;
    }

    /// Whether the shell may make several words of it, or none.
    pub fn is_many(&self) -> bool {
        self.many
    }

    /// Whether a part of it is only known to a shell or a program.
    pub fn is_dynamic(&self) -> bool {
        is_dynamic(&self.text)
    }
}

impl Stretch {
    fn at(&self, offset: usize) -> usize {
        let end = self.place.end as usize;
        if self.literal {
            (self.place.start as usize + offset - self.start).min(end)
        } else {
            self.place.start as usize
        }
    }
}

/// Whether a part of this text is only known to a shell or a program.
pub fn is_dynamic(text: &str) -> bool {
    text.contains(UNKNOWN)
}

/// Keeps a command as a source named `<command>`: its words, quoted where a shell would need it, one
/// space apart. What looks like a variable or a command substitution was pasted from a script, and has an
/// unknown value.
pub fn command_source<'a>(sources: &'a Sources, words: &[String]) -> (&'a Source, Vec<Word>) {
    let mut shown = String::new();
    let mut places = Vec::with_capacity(words.len());
    for word in words {
        if !shown.is_empty() {
            shown.push(' ');
        }
        places.push(show(word, &mut shown));
    }
    (sources.add(COMMAND, shown), places)
}

/// Appends a word as it is shown.
fn show(text: &str, shown: &mut String) -> Word {
    let quote = if is_plain(text) { "" } else { "'" };
    let start = shown.len();
    shown.push_str(quote);
    let mut word = Word::new(TextRange::new(start, start));
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let unknown = unknown_length(rest);
        let length = match unknown {
            Some(length) => length,
            None if first == '\'' => 1,
            None => literal_length(rest),
        };
        let (part, behind) = rest.split_at_checked(length).unwrap_or((rest, ""));
        let at = shown.len();
        shown.push_str(&part.replace('\'', r"'\''"));
        if unknown.is_some() {
            word.push_as(UNKNOWN.encode_utf8(&mut [0; 4]), TextRange::new(at, shown.len()));
        } else if first == '\'' {
            word.push_as("'", TextRange::new(at, shown.len()));
        } else {
            word.push(part, at);
        }
        rest = behind;
    }
    shown.push_str(quote);
    word.range = TextRange::new(start, shown.len());
    word
}

/// The length of what a text begins with, up to the next quote or the next thing that is unknown.
fn literal_length(text: &str) -> usize {
    let ends = |offset: usize, character: char| {
        character == '\'' || text.get(offset..).is_some_and(|rest| unknown_length(rest).is_some())
    };
    text.char_indices().find(|(offset, character)| ends(*offset, *character)).map_or(text.len(), |end| end.0)
}

/// The length of what a text begins with, if a shell would replace it: `$NAME`, `${…}`, `$(…)`, `` `…` ``.
fn unknown_length(text: &str) -> Option<usize> {
    let up_to = |close: char| text.char_indices().skip(1).find(|(_, found)| *found == close);
    if text.starts_with('`') {
        return Some(up_to('`').map_or(text.len(), |(at, _)| at + 1));
    }
    let behind = text.strip_prefix('$')?;
    match behind.chars().next()? {
        '{' => Some(up_to('}').map_or(text.len(), |(at, _)| at + 1)),
        '(' => Some(balanced(text)),
        first if first.is_ascii_alphabetic() || first == '_' => {
            let name = behind.find(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_');
            Some(name.map_or(text.len(), |length| length + 1))
        }
        _ => None,
    }
}

/// The length up to the bracket that closes the first one.
fn balanced(text: &str) -> usize {
    let mut depth = 0_usize;
    for (at, character) in text.char_indices() {
        match character {
            '(' => depth += 1,
            ')' if depth == 1 => return at + 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    text.len()
}

/// Whether a shell takes the word as it is, without quotes.
fn is_plain(word: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_@%+=:,./-".contains(&byte);
    !word.is_empty() && word.bytes().all(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(words: &[&str]) -> (String, Vec<Word>) {
        let words: Vec<_> = words.iter().map(ToString::to_string).collect();
        let sources = Sources::new();
        let (source, places) = command_source(&sources, &words);
        (source.text().to_owned(), places)
    }

    fn slice(text: &str, range: TextRange) -> &str {
        text.get(range.start as usize..range.end as usize).unwrap()
    }

    #[test]
    fn words_are_quoted_only_where_needed() {
        let (text, words) = shown(&["aws", "--region=us-east-1", "two words", "", "it's"]);
        assert_eq!(text, r"aws --region=us-east-1 'two words' '' 'it'\''s'");
        let ranges: Vec<_> = words.iter().map(|word| slice(&text, word.range())).collect();
        assert_eq!(ranges, ["aws", "--region=us-east-1", "'two words'", "''", r"'it'\''s'"]);
    }

    #[test]
    fn a_part_of_a_word_is_found_behind_its_quotes() {
        let (text, words) = shown(&["a=b c", "it's=here now", "plain=x"]);
        let part = |word: usize, start, end| slice(&text, words.get(word).unwrap().part(start, end));
        assert_eq!(part(0, 2, 5), "b c");
        assert_eq!(part(1, 5, 9), "here");
        assert_eq!(part(1, 2, 4), r"'\''s");
        assert_eq!(part(2, 6, 7), "x");
        assert_eq!(part(0, 0, 5), "'a=b c'");
    }

    #[test]
    fn what_a_shell_would_replace_is_unknown() {
        for (text, expected) in [
            ("$REGION", "?"),
            ("a${B}c", "a?c"),
            ("$(date -u $(x))-z", "?-z"),
            ("`date` it's `", "? it's ?"),
            ("x$_", "x?"),
            ("$A$B", "??"),
            ("", ""),
            ("$", "$"),
            ("costs $5", "costs $5"),
            ("a$", "a$"),
            ("$$", "$$"),
        ] {
            let (_, words) = shown(&[text]);
            let word = words.first().unwrap();
            assert_eq!(word.text().replace(UNKNOWN, "?"), expected);
            assert_eq!(word.is_dynamic(), expected.contains('?'), "{text}");
        }
        let (text, words) = shown(&["a=$B,c=d's"]);
        let part = |start, end| slice(&text, words.first().unwrap().part(start, end));
        let unknown = UNKNOWN.len_utf8();
        assert_eq!(part(2, 2 + unknown), "$B");
        assert_eq!(part(3 + unknown, 6 + unknown), "c=d");
        assert_eq!(part(5 + unknown, 8 + unknown), r"d'\''s");
    }
}
