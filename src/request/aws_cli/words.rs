//! The words of a command, and the text that they are shown in.

use crate::text::{Source, Sources, TextRange};

/// What a command line is called wherever places are shown.
pub const COMMAND: &str = "<command>";

/// One word of a command, as the program would get it, and its place in the shown text.
#[derive(Clone, Debug)]
pub struct Word {
    text: String,
    range: TextRange,
    /// How many bytes of quoting stand before the first byte of the word.
    lead: usize,
}

impl Word {
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
        TextRange::new(self.place(start), self.place(end))
    }

    /// The place of one of the word's bytes, or of its end.
    pub fn place(&self, offset: usize) -> usize {
        // A single quote is shown as the four bytes `'\''`.
        let quotes = if self.lead == 0 { 0 } else { count_quotes(&self.text, offset) };
        self.range.start as usize + self.lead + offset + 3 * quotes
    }

    /// Whether a shell would still change it: a variable, a command substitution. Such a word was
    /// pasted from a script, and what it stands for cannot be known.
    pub fn is_dynamic(&self) -> bool {
        is_dynamic(&self.text)
    }
}

/// Whether a shell would replace a part of this text: `$NAME`, `${…}`, `$(…)`, or backticks.
pub fn is_dynamic(text: &str) -> bool {
    let starts_name = |next: Option<char>| {
        next.is_some_and(|next| next.is_ascii_alphabetic() || matches!(next, '_' | '{' | '('))
    };
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        if character == '`' || (character == '$' && starts_name(characters.peek().copied())) {
            return true;
        }
    }
    false
}

/// Keeps a command as a source named `<command>`: its words, quoted where a shell would need it, one
/// space apart.
pub fn command_source<'a>(sources: &'a Sources, words: &[String]) -> (&'a Source, Vec<Word>) {
    let mut shown = String::new();
    let mut places = Vec::with_capacity(words.len());
    for word in words {
        if !shown.is_empty() {
            shown.push(' ');
        }
        let start = shown.len();
        let lead = usize::from(!is_plain(word));
        if lead == 0 {
            shown.push_str(word);
        } else {
            shown.push('\'');
            shown.push_str(&word.replace('\'', r"'\''"));
            shown.push('\'');
        }
        places.push(Word { text: word.clone(), range: TextRange::new(start, shown.len()), lead });
    }
    (sources.add(COMMAND, shown), places)
}

/// Whether a shell takes the word as it is, without quotes.
fn is_plain(word: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_@%+=:,./-".contains(&byte);
    !word.is_empty() && word.bytes().all(plain)
}

fn count_quotes(text: &str, end: usize) -> usize {
    text.bytes().take(end).filter(|byte| *byte == b'\'').count()
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
    fn what_a_shell_would_replace_is_seen() {
        for text in ["$REGION", "a${B}c", "$(date)", "`date`", "x$_"] {
            assert!(is_dynamic(text), "{text}");
        }
        for text in ["", "$", "costs $5", "a$", "snap-1", "$$"] {
            assert!(!is_dynamic(text), "{text}");
        }
    }
}
