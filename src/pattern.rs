//! IAM wildcards and policy variables: `*` stands for any text, `?` for one character, and
//! `${…}` for the value of a context key.
//!
//! Three questions can be put to a pattern: does it match this text, does it cover everything that
//! another pattern matches, and does it meet another pattern in at least one text? The last two
//! are what makes it possible to say "surely", "surely not" or "it depends" about a resource of
//! which only parts are known.

use std::borrow::Cow;

/// A pattern, ready to be matched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern<'p> {
    tokens: Vec<Token<'p>>,
    variables: bool,
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
    Variable(Cow<'p, str>),
}

/// What a policy variable stands for in one request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Substitute {
    /// This text, taken literally.
    Text(String),
    /// Something that cannot be known here.
    Unknown,
    /// Nothing: the key is absent, so what holds the variable matches nothing.
    Absent,
}

impl Token<'_> {
    /// Whether it takes exactly one character.
    fn is_one_character(&self) -> bool {
        matches!(self, Self::Literal(_) | Self::One)
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
                Piece::Plain(plain) => tokens.extend(plain.chars().map(Token::Literal)),
                Piece::Variable(inside) => match inside {
                    "*" => tokens.push(Token::Literal('*')),
                    "?" => tokens.push(Token::Literal('?')),
                    "$" => tokens.push(Token::Literal('$')),
                    _ => {
                        let (key, default) = key_and_default(inside);
                        match (substitute(key), default) {
                            (Substitute::Text(value), _) => tokens.extend(value.chars().map(Token::Literal)),
                            (Substitute::Unknown, _) => tokens.push(Token::Variable(Cow::Borrowed(key))),
                            (Substitute::Absent, Some(value)) => {
                                tokens.extend(value.chars().map(Token::Literal));
                            }
                            (Substitute::Absent, None) => return None,
                        }
                    }
                },
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
                Piece::Variable(inside) => tokens.extend(inside.chars().map(Token::Literal)),
            }
        }
        Pattern::of(tokens)
    }

    /// Brings runs of wildcards into one order (`?` before `*`, one `*`), so that `*?` and `?*`,
    /// which match the same texts, are the same.
    fn of(tokens: Vec<Token<'p>>) -> Self {
        let variables = tokens.iter().any(|token| matches!(token, Token::Variable(_)));
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
        Self { tokens: ordered, variables }
    }

    /// Whether it holds a variable of unknown value: then a match is possible, never certain.
    pub fn has_unknown_variables(&self) -> bool {
        self.variables
    }

    /// The keys of the variables of unknown value.
    pub fn unknown_variables(&self) -> impl Iterator<Item = &str> {
        self.tokens.iter().filter_map(|token| match token {
            Token::Variable(key) => Some(key.as_ref()),
            _ => None,
        })
    }

    /// Whether the text matches; a variable of unknown value counts as `*`.
    ///
    /// Takes time proportional to the product of both lengths at the worst, and to their sum
    /// usually.
    pub fn matches(&self, text: &str) -> bool {
        let mut token = 0;
        let mut rest = text.chars();
        // Where to go on from if what follows the last `*` does not fit: that `*`, and the text
        // that it has not swallowed yet.
        let mut last_any: Option<(usize, std::str::Chars<'_>)> = None;
        loop {
            let here = rest.clone();
            let next = rest.next();
            match (self.tokens.get(token), next) {
                (None, None) => return true,
                (Some(Token::Any | Token::Variable(_)), _) => {
                    last_any = Some((token, here.clone()));
                    rest = here;
                    token += 1;
                    continue;
                }
                (Some(Token::Literal(wanted)), Some(found)) if *wanted == found => {
                    token += 1;
                    continue;
                }
                (Some(Token::One), Some(_)) => {
                    token += 1;
                    continue;
                }
                _ => {}
            }
            let Some((at, swallowed)) = &mut last_any else { return false };
            if swallowed.next().is_none() {
                return false;
            }
            token = *at + 1;
            rest = swallowed.clone();
        }
    }

    /// Whether every text that `other` matches is matched by this one too; `false` as soon as a
    /// variable of unknown value stands in either, unless a `*` of this one takes it.
    pub fn covers(&self, other: &Self) -> bool {
        compare(&self.tokens, &other.tokens, |mine, theirs| match (mine, theirs) {
            (Token::Literal(mine), Token::Literal(theirs)) => mine == theirs,
            (Token::One, Token::Literal(_) | Token::One) => true,
            _ => false,
        })
    }

    /// Whether there is a text that both match, as far as can be told: a variable of unknown
    /// value counts as `*`.
    pub fn meets(&self, other: &Self) -> bool {
        self.meets_with(other, |_| true)
    }

    /// As [`meets`](Self::meets), where the wildcards of `other` take no colon: it is an ARN of which
    /// parts are unknown, and a colon is never in these.
    pub(crate) fn meets_arn(&self, other: &Self) -> bool {
        self.meets_without(other, ':')
    }

    /// As [`meets`](Self::meets), where the wildcards of `other` never take one character, such as the
    /// slash that is in no name of a bucket.
    pub(crate) fn meets_without(&self, other: &Self, excluded: char) -> bool {
        self.meets_with(other, |character| character != excluded)
    }

    /// `takes` says which characters the wildcards of `other` take.
    fn meets_with(&self, other: &Self, takes: impl Fn(char) -> bool) -> bool {
        // reachable[j]: the tokens of `self` read so far can match what the first j tokens of
        // `other` match.
        let any = |token: &Token<'_>| matches!(token, Token::Any | Token::Variable(_));
        let mut reachable = vec![false; other.tokens.len() + 1];
        if let Some(first) = reachable.first_mut() {
            *first = true;
        }
        let spread = |row: &mut Vec<bool>| {
            for (at, token) in other.tokens.iter().enumerate() {
                if any(token) && row.get(at) == Some(&true) {
                    set(row, at + 1);
                }
            }
        };
        spread(&mut reachable);
        let mut next = vec![false; reachable.len()];
        for mine in &self.tokens {
            next.fill(false);
            if any(mine) {
                let mut seen = false;
                for (at, value) in reachable.iter().enumerate() {
                    seen |= *value;
                    if seen {
                        set(&mut next, at);
                    }
                }
            } else {
                for (at, theirs) in other.tokens.iter().enumerate() {
                    if reachable.get(at) != Some(&true) {
                        continue;
                    }
                    let alike = match (mine, theirs) {
                        (Token::Literal(mine), Token::Literal(theirs)) => mine == theirs,
                        (Token::Literal(mine), _) => takes(*mine),
                        _ => true,
                    };
                    if alike {
                        set(&mut next, if any(theirs) { at } else { at + 1 });
                    }
                }
            }
            spread(&mut next);
            std::mem::swap(&mut reachable, &mut next);
        }
        reachable.last() == Some(&true)
    }
}

fn set(row: &mut [bool], at: usize) {
    if let Some(place) = row.get_mut(at) {
        *place = true;
    }
}

/// Matches the tokens of one pattern against those of another as if these were text: `*` takes any
/// run of tokens, the `?`s before it so many characters that there surely are, all else takes what `takes`
/// says.
fn compare<'a, 'b>(
    mine: &[Token<'a>],
    theirs: &[Token<'b>],
    takes: impl Fn(&Token<'a>, &Token<'b>) -> bool,
) -> bool {
    let (mut at, mut from) = (0, 0);
    // Where to go on from if what follows the last gap does not fit: behind that gap, and the tokens
    // that it has not swallowed yet.
    let mut last_gap: Option<(usize, usize)> = None;
    loop {
        if let Some(least) = gap(mine, at) {
            for _ in 0..least {
                let Some(skipped) = theirs.iter().skip(from).position(Token::is_one_character) else {
                    return false;
                };
                from += skipped + 1;
            }
            at += least + 1;
            last_gap = Some((at, from));
            continue;
        }
        match (mine.get(at), theirs.get(from)) {
            (None, None) => return true,
            (Some(pattern), Some(token)) if takes(pattern, token) => {
                at += 1;
                from += 1;
                continue;
            }
            _ => {}
        }
        let Some((behind, swallowed)) = &mut last_gap else { return false };
        if *swallowed >= theirs.len() {
            return false;
        }
        *swallowed += 1;
        at = *behind;
        from = *swallowed;
    }
}

/// If a `*` stands at a place, or `?`s and then a `*`: how many characters they take at least.
fn gap(tokens: &[Token<'_>], at: usize) -> Option<usize> {
    let ones = tokens.iter().skip(at).take_while(|token| matches!(token, Token::One)).count();
    matches!(tokens.get(at + ones), Some(Token::Any)).then_some(ones)
}

fn push_plain(tokens: &mut Vec<Token<'_>>, text: &str) {
    tokens.extend(text.chars().map(|character| match character {
        '*' => Token::Any,
        '?' => Token::One,
        other => Token::Literal(other),
    }));
}

/// Whether a text holds the beginning of a policy variable.
pub fn has_variable(text: &str) -> bool {
    // One byte is looked for much faster than two, and hardly any text has it.
    text.as_bytes().contains(&b'$') && text.contains("${")
}

/// Whether a text holds `*` or `?`.
pub fn has_wildcard(text: &str) -> bool {
    text.bytes().any(|byte| matches!(byte, b'*' | b'?'))
}

/// A stretch of a text that may hold policy variables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece<'p> {
    /// Text outside of variables; a `${` that is never closed belongs to it.
    Plain(&'p str),
    /// What stands between `${` and `}`.
    Variable(&'p str),
}

/// The pieces of a text, in order.
pub fn pieces(text: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = text;
    let mut variable = None;
    std::iter::from_fn(move || {
        if let Some(inside) = variable.take() {
            return Some(Piece::Variable(inside));
        }
        if rest.is_empty() {
            return None;
        }
        let Some((before, inside, after)) = rest
            .split_once("${")
            .and_then(|(before, after)| after.split_once('}').map(|(inside, after)| (before, inside, after)))
        else {
            return Some(Piece::Plain(std::mem::take(&mut rest)));
        };
        rest = after;
        if before.is_empty() {
            return Some(Piece::Variable(inside));
        }
        variable = Some(inside);
        Some(Piece::Plain(before))
    })
}

/// The key of a variable and its default: `aws:username, 'nobody'`.
fn key_and_default(inside: &str) -> (&str, Option<&str>) {
    let Some((key, default)) = inside.split_once(',') else { return (inside.trim(), None) };
    let default = default.trim();
    let quoted = default.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\''));
    (key.trim(), quoted)
}
