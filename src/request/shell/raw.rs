//! The words of a shell as they are written: text, quotes, variables, and what only the shell knows.

use crate::text::TextRange;

/// One word, quotes included.
#[derive(Clone, Debug)]
pub(super) struct RawWord<'t> {
    /// Its place.
    pub(super) range: TextRange,
    /// What it is made of.
    pub(super) parts: Vec<Part<'t>>,
    /// Whether any of it stands in quotes: then it is a word even if nothing is in them.
    pub(super) quoted: bool,
}

/// A part of a word.
#[derive(Clone, Debug)]
pub(super) enum Part<'t> {
    /// Text that stands there byte for byte.
    Literal {
        /// The text.
        text: &'t str,
        /// Its first byte.
        start: usize,
        /// What the shell makes of it.
        kind: Literal,
    },
    /// Text that something else stands for: an escape.
    Text {
        /// The text.
        text: String,
        /// The place of what stands for it.
        place: TextRange,
    },
    /// The value of a variable.
    Variable(Box<Variable<'t>>),
    /// Something that only the shell knows.
    Unknown {
        /// Its place.
        place: TextRange,
        /// Whether it may come to several words, or to none.
        many: bool,
    },
}

/// What the shell makes of literal text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Literal {
    /// It stands in quotes and is left as it is.
    Quoted,
    /// It stands without quotes.
    Plain,
    /// A wildcard, which the names of files may take the place of.
    Wildcard,
}

/// A variable whose value is asked for: `$NAME`, `${NAME:-default}`.
#[derive(Clone, Debug)]
pub(super) struct Variable<'t> {
    /// Its name.
    pub(super) name: &'t str,
    /// What stands for it if it has no value.
    pub(super) default: Option<Default<'t>>,
    /// The place of the whole, `$` and braces included.
    pub(super) place: TextRange,
    /// Whether it stands in double quotes, so that its value is not split into words.
    pub(super) quoted: bool,
}

/// A pair of braces that the shell makes several words of: `{a,b}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Braces {
    /// Its place.
    pub(super) range: TextRange,
    /// Whether it looks like a structure (`{Key=a,Value=b}`), not like a choice of texts.
    pub(super) is_structure: bool,
}

/// What stands for a variable without a value.
#[derive(Clone, Debug)]
pub(super) struct Default<'t> {
    /// What it is made of.
    pub(super) parts: Vec<Part<'t>>,
    /// Whether any of it stands in quotes of its own.
    pub(super) is_quoted: bool,
    /// Whether it stands for an empty value too.
    pub(super) replaces_empty: bool,
}

impl<'t> RawWord<'t> {
    /// The word, if it is written in one piece, without quotes and without anything to be replaced.
    pub(super) fn plain(&self) -> Option<&'t str> {
        match self.parts.as_slice() {
            [Part::Literal { text, kind: Literal::Plain, .. }] => Some(text),
            _ => None,
        }
    }

    /// The word, if nothing in it is to be replaced.
    pub(super) fn known(&self) -> Option<String> {
        let mut known = String::new();
        for part in &self.parts {
            match part {
                Part::Literal { text, .. } => known.push_str(text),
                Part::Text { text, .. } => known.push_str(text),
                Part::Variable(_) | Part::Unknown { .. } => return None,
            }
        }
        Some(known)
    }

    /// Whether a literal part of it holds a text.
    pub(super) fn mentions(&self, wanted: &str) -> bool {
        self.parts.iter().any(|part| matches!(part, Part::Literal { text, .. } if text.contains(wanted)))
    }

    /// The name, whether the value is added to what was there, and the value, if it is an assignment:
    /// `NAME=value`, `NAME+=value`.
    pub(super) fn assignment(&self) -> Option<(&'t str, bool, Vec<Part<'t>>)> {
        let [Part::Literal { text, start, kind: Literal::Plain }, rest @ ..] = self.parts.as_slice() else {
            return None;
        };
        let (target, value) = text.split_once('=')?;
        let (name, appends) = match target.strip_suffix('+') {
            Some(name) => (name, true),
            None => (target, false),
        };
        if !is_name(name) {
            return None;
        }
        let start = start + target.len() + 1;
        let first = Part::Literal { text: value, start, kind: Literal::Plain };
        let first = (!value.is_empty()).then_some(first);
        Some((name, appends, first.into_iter().chain(rest.iter().cloned()).collect()))
    }

    /// The first pair of braces that a shell with brace expansion makes several words of.
    pub(super) fn braces(&self) -> Option<Braces> {
        let mut open: Vec<Brace> = Vec::new();
        let mut before = ' ';
        for (at, character) in self.unquoted() {
            match character {
                '{' => open.push(Brace { at, expands: false, is_structure: false }),
                '}' => {
                    let Some(brace) = open.pop() else { continue };
                    if brace.expands {
                        let range = TextRange::new(brace.at, at + 1);
                        return Some(Braces { range, is_structure: brace.is_structure });
                    }
                }
                _ => {
                    if let Some(brace) = open.last_mut() {
                        brace.expands |= character == ',' || (character == '.' && before == '.');
                        brace.is_structure |= matches!(character, '=' | ':');
                    }
                }
            }
            before = character;
        }
        None
    }

    /// The characters that stand without quotes, each with its place.
    fn unquoted(&self) -> impl Iterator<Item = (usize, char)> {
        let texts = self.parts.iter().filter_map(|part| match part {
            Part::Literal { text, start, kind: Literal::Plain | Literal::Wildcard } => Some((*start, *text)),
            _ => None,
        });
        texts
            .flat_map(|(start, text)| text.char_indices().map(move |(at, character)| (start + at, character)))
    }
}

/// An opening brace.
struct Brace {
    /// Its place.
    at: usize,
    /// Whether a comma or two points were met in it.
    expands: bool,
    /// Whether it looks like a structure.
    is_structure: bool,
}

/// Whether a text can be the name of a variable.
pub(super) fn is_name(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}
