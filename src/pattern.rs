//! IAM wildcards and policy variables: `*` stands for any text, `?` for one character, and
//! `${…}` for the value of a context key.
//!
//! Three questions can be put to a pattern: does it match this text, does it cover everything that
//! another pattern matches, and does it meet another pattern in at least one text? The last two
//! are what makes it possible to say "surely", "surely not" or "it depends" about a resource of
//! which only parts are known.

use std::borrow::Cow;

mod matching;
mod sets;
mod variables;
mod witnesses;

pub use matching::{begins_caseless, matches, matches_caseless};
pub use variables::{Piece, has_variable, pieces};
pub use witnesses::{Shape, samples, witnesses, witnesses_within};

use variables::{Default, Variable};

/// A pattern, ready to be matched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern<'p> {
    tokens: Vec<Token<'p>>,
}

/// One element of a pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Token<'p> {
    /// Exactly this character.
    Literal(char),
    /// `?`: any one character.
    One,
    /// `*`: any text, also none.
    Any,
    /// A policy variable whose value is not known: any text, as far as can be told.
    Variable {
        /// Its key.
        key: Cow<'p, str>,
        /// Whether it may have no value at all.
        may_be_absent: bool,
    },
}

/// What a policy variable stands for in one request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Substitute {
    /// This text, taken literally.
    Text(String),
    /// Some text that cannot be known here.
    Present,
    /// Some text, or nothing: neither can be known here.
    Unknown,
    /// Nothing: the key is absent, so what holds the variable matches nothing.
    Absent,
}

impl Token<'_> {
    /// Whether it takes exactly one character.
    fn is_one_character(&self) -> bool {
        matches!(self, Self::Literal(_) | Self::One)
    }

    /// Whether it takes any text.
    fn is_gap(&self) -> bool {
        !self.is_one_character()
    }

    /// The only character that it takes, if there is only one.
    fn character(&self) -> Option<char> {
        match self {
            Self::Literal(character) => Some(*character),
            _ => None,
        }
    }
}

impl<'p> Pattern<'p> {
    /// A pattern in which `${…}` means nothing special, as in policies without
    /// `"Version": "2012-10-17"` and wherever variables are not supported.
    pub fn plain(text: &str) -> Self {
        let mut tokens = Vec::with_capacity(text.len());
        push_plain(&mut tokens, text);
        Self::of(tokens)
    }

    /// A pattern that is compared without regard to ASCII case; texts to be matched must be in
    /// lower case.
    pub fn caseless(text: &str) -> Self {
        Self::plain(&text.to_ascii_lowercase())
    }

    /// A pattern that matches exactly one text.
    pub fn literal(text: &str) -> Self {
        Self::of(text.chars().map(Token::Literal).collect())
    }

    /// A pattern with policy variables: `${*}`, `${?}` and `${$}` are the characters themselves
    /// (IAM User Guide, "policy variables"), every other `${…}` is what `substitute` says for its
    /// key. With `wildcards`, `*` and `?` outside of variables are wildcards, else characters.
    /// `None` if a variable has no value and no default: then nothing matches.
    pub fn with_variables(
        text: &'p str,
        wildcards: bool,
        substitute: impl Fn(&str) -> Substitute,
    ) -> Option<Self> {
        let mut tokens = Vec::with_capacity(text.len());
        for piece in pieces(text) {
            match piece {
                Piece::Plain(plain) if wildcards => push_plain(&mut tokens, plain),
                Piece::Plain(plain) => push_literal(&mut tokens, plain),
                Piece::Variable(character @ ("*" | "?" | "$")) => push_literal(&mut tokens, character),
                Piece::Variable(inside) => push_variable(&mut tokens, &Variable::parse(inside), &substitute)?,
            }
        }
        Some(Self::of(tokens))
    }

    /// A pattern in which every `${…}` may be anything.
    pub fn open(text: &str) -> Pattern<'static> {
        let mut tokens = Vec::with_capacity(text.len());
        for piece in pieces(text) {
            match piece {
                Piece::Plain(plain) => push_plain(&mut tokens, plain),
                Piece::Variable(_) => tokens.push(Token::Any),
            }
        }
        Pattern::of(tokens)
    }

    /// A pattern in which `${*}` and `${?}` are the characters, of a text that need not live on.
    pub(crate) fn own_variables(text: &str) -> Pattern<'static> {
        let mut tokens = Vec::with_capacity(text.len());
        for piece in pieces(text) {
            match piece {
                Piece::Plain(plain) => push_plain(&mut tokens, plain),
                Piece::Variable(inside) => push_literal(&mut tokens, inside),
            }
        }
        Pattern::of(tokens)
    }

    /// Brings runs of wildcards into one order (`?` before `*`, one `*`), so that `*?` and `?*`,
    /// which match the same texts, are the same.
    fn of(tokens: Vec<Token<'p>>) -> Self {
        let mut ordered: Vec<Token<'p>> = Vec::with_capacity(tokens.len());
        let mut pending_any = false;
        for token in tokens {
            match token {
                Token::Any => pending_any = true,
                Token::One => ordered.push(Token::One),
                other => {
                    if std::mem::take(&mut pending_any) {
                        ordered.push(Token::Any);
                    }
                    ordered.push(other);
                }
            }
        }
        if pending_any {
            ordered.push(Token::Any);
        }
        Self { tokens: ordered }
    }

    /// The same pattern with each literal character in lower case; texts to be matched must be
    /// [folded](fold).
    #[must_use]
    pub fn folded(self) -> Self {
        let mut tokens = Vec::with_capacity(self.tokens.len());
        for token in self.tokens {
            match token {
                Token::Literal(character) => tokens.extend(character.to_lowercase().map(Token::Literal)),
                other => tokens.push(other),
            }
        }
        Self { tokens }
    }

    /// Whether it holds a variable of unknown value: then a match is possible, never certain.
    pub fn has_unknown_variables(&self) -> bool {
        self.unknown_variables().next().is_some()
    }

    /// The keys of the variables of unknown value.
    pub fn unknown_variables(&self) -> impl Iterator<Item = &str> {
        self.variables().map(|(key, _)| key)
    }

    /// The keys of the variables that may have no value at all.
    pub fn variables_that_may_be_absent(&self) -> impl Iterator<Item = &str> {
        self.variables().filter(|(_, may_be_absent)| *may_be_absent).map(|(key, _)| key)
    }

    fn variables(&self) -> impl Iterator<Item = (&str, bool)> {
        self.tokens.iter().filter_map(|token| match token {
            Token::Variable { key, may_be_absent } => Some((key.as_ref(), *may_be_absent)),
            _ => None,
        })
    }

    /// Whether the text matches; a variable of unknown value counts as `*`.
    pub fn matches(&self, text: &str) -> bool {
        matching::match_tokens(&self.tokens, text)
    }

    /// Whether the text matches part by part, both being taken apart at their first colons into this many
    /// parts; `None` if either has fewer.
    pub fn matches_by_part(&self, text: &str, parts: usize) -> Option<bool> {
        let mine: Vec<&[Token<'_>]> =
            self.tokens.splitn(parts, |token| *token == Token::Literal(':')).collect();
        let theirs: Vec<&str> = text.splitn(parts, ':').collect();
        let matches = || mine.iter().zip(&theirs).all(|(mine, theirs)| matching::match_tokens(mine, theirs));
        (mine.len() == parts && theirs.len() == parts).then(matches)
    }
}

/// A text in lower case, character by character.
pub fn fold(text: &str) -> String {
    text.chars().flat_map(char::to_lowercase).collect()
}

fn push_plain(tokens: &mut Vec<Token<'_>>, text: &str) {
    tokens.extend(text.chars().map(|character| match character {
        '*' => Token::Any,
        '?' => Token::One,
        other => Token::Literal(other),
    }));
}

fn push_literal(tokens: &mut Vec<Token<'_>>, text: &str) {
    tokens.extend(text.chars().map(Token::Literal));
}

/// Adds what a variable stands for; `None` if that is nothing.
fn push_variable<'p>(
    tokens: &mut Vec<Token<'p>>,
    variable: &Variable<'p>,
    substitute: impl Fn(&str) -> Substitute,
) -> Option<()> {
    let unknown = |may_be_absent| Token::Variable { key: Cow::Borrowed(variable.key), may_be_absent };
    match (substitute(variable.key), variable.default) {
        // What IAM makes of a default without its form is documented nowhere.
        (_, Default::Malformed) | (Substitute::Unknown, Default::None) => tokens.push(unknown(true)),
        (Substitute::Text(value), _) => push_literal(tokens, &value),
        (Substitute::Present, _) | (Substitute::Unknown, Default::Text(_)) => tokens.push(unknown(false)),
        (Substitute::Absent, Default::Text(value)) => push_literal(tokens, value),
        (Substitute::Absent, Default::None) => return None,
    }
    Some(())
}

/// What stands before the first `*` or `?` of a text.
pub fn head(text: &str) -> &str {
    let end = text.bytes().position(|byte| matches!(byte, b'*' | b'?')).unwrap_or(text.len());
    text.get(..end).unwrap_or_default()
}

/// Whether a text holds `*` or `?`.
pub fn has_wildcard(text: &str) -> bool {
    // To look at every byte is faster than to stop at the first wildcard, of which most texts have none.
    text.bytes().fold(false, |found, byte| found | matches!(byte, b'*' | b'?'))
}
