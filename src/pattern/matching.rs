//! Does a text match? The time grows with the sum of both lengths; only a long stretch with `?` that has to
//! be looked for takes their product, 64 steps at once.
//!
//! A pattern is a row of stretches with a gap (`*`) between each and the next. The first must stand at
//! the beginning of the text and the last at its end; for those between, the first place that fits
//! leaves the most room for what follows.

use std::collections::HashMap;

use super::Token;

/// Whether a text matches a pattern in which `*` stands for any text, `?` for one character, and all
/// else for itself.
pub fn matches(pattern: &str, text: &str) -> bool {
    match_all(pattern.split('*'), text)
}

/// As [`matches()`], but without regard to ASCII case in the pattern; the text must be in lower case.
pub fn matches_caseless(pattern: &str, text: &str) -> bool {
    match_all(pattern.split('*').map(Caseless), text)
}

/// Whether a text begins so, ASCII letters without case.
pub fn begins_caseless(text: &str, head: &str) -> bool {
    text.as_bytes().get(..head.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(head.as_bytes()))
}

/// Whether a text matches a row of tokens; a variable of unknown value counts as `*`.
pub(super) fn match_tokens(tokens: &[Token<'_>], text: &str) -> bool {
    match_all(tokens.split(Token::is_gap), text)
}

fn match_all<S: Stretch>(mut stretches: impl DoubleEndedIterator<Item = S>, text: &str) -> bool {
    let Some(first) = stretches.next() else { return text.is_empty() };
    let Some(last) = stretches.next_back() else { return after(first, text) == Some("") };
    let mut rest = after(first, text);
    for stretch in stretches {
        rest = rest.and_then(|text| find(stretch, text));
    }
    rest.is_some_and(|text| ends(last, text))
}

/// A part of a pattern without a gap.
trait Stretch: Copy {
    /// What each character must be; `None` for any.
    fn characters(self) -> impl DoubleEndedIterator<Item = Option<char>>;

    /// Its text, if it is known to stand for nothing else.
    fn literal(&self) -> Option<&str>;
}

impl Stretch for &str {
    fn characters(self) -> impl DoubleEndedIterator<Item = Option<char>> {
        self.chars().map(|character| (character != '?').then_some(character))
    }

    fn literal(&self) -> Option<&str> {
        (!self.contains('?')).then_some(self)
    }
}

/// Characters in any case, and `?`.
#[derive(Clone, Copy)]
struct Caseless<'a>(&'a str);

impl Stretch for Caseless<'_> {
    fn characters(self) -> impl DoubleEndedIterator<Item = Option<char>> {
        let Self(text) = self;
        text.characters().map(|character| character.map(|character| character.to_ascii_lowercase()))
    }

    fn literal(&self) -> Option<&str> {
        None
    }
}

impl Stretch for &[Token<'_>] {
    fn characters(self) -> impl DoubleEndedIterator<Item = Option<char>> {
        self.iter().map(Token::character)
    }

    fn literal(&self) -> Option<&str> {
        None
    }
}

/// What follows in a text that begins with a stretch.
fn after(stretch: impl Stretch, text: &str) -> Option<&str> {
    if let Some(literal) = stretch.literal() {
        return text.strip_prefix(literal);
    }
    let mut rest = text.chars();
    stretch.characters().all(|wanted| takes(wanted, rest.next())).then_some(rest.as_str())
}

/// Whether a text ends with a stretch.
fn ends(stretch: impl Stretch, text: &str) -> bool {
    if let Some(literal) = stretch.literal() {
        return text.ends_with(literal);
    }
    let mut rest = text.chars();
    stretch.characters().rev().all(|wanted| takes(wanted, rest.next_back()))
}

/// What follows the first place in a text where a stretch stands.
fn find(stretch: impl Stretch, text: &str) -> Option<&str> {
    if let Some(literal) = stretch.literal() {
        return behind(literal, text);
    }
    let wanted: Vec<Option<char>> = stretch.characters().collect();
    if let Some(literal) = wanted.iter().copied().collect::<Option<String>>() {
        return behind(&literal, text);
    }
    if wanted.len() > BLOCK {
        return find_long(&wanted, text);
    }
    let mut rest = text;
    loop {
        if let Some(after) = after(stretch, rest) {
            return Some(after);
        }
        let mut characters = rest.chars();
        characters.next()?;
        rest = characters.as_str();
    }
}

/// What follows the first place in a text where a literal stands.
fn behind<'t>(literal: &str, text: &'t str) -> Option<&'t str> {
    // Up to here it takes longer to prepare a search that is linear than to look at every place.
    const SHORT: usize = 4096;
    if literal.is_empty() || literal.len().saturating_mul(text.len()) > SHORT {
        return text.split_once(literal).map(|(_, after)| after);
    }
    let (wanted, bytes) = (literal.as_bytes(), text.as_bytes());
    let stands = |at: &usize| {
        bytes.get(*at) == wanted.first() && bytes.get(*at..).is_some_and(|rest| rest.starts_with(wanted))
    };
    let at = (0..bytes.len()).find(stands)?;
    text.get(at + literal.len()..)
}

fn takes(wanted: Option<char>, found: Option<char>) -> bool {
    found.is_some() && (wanted.is_none() || wanted == found)
}

/// How many characters of a stretch are looked for at once: the bits of a number.
const BLOCK: usize = 64;

/// What follows the first place in a text where these characters stand, each `None` being any.
///
/// Every place where the stretch may have begun is followed at once, block by block, with a bit for each
/// character of a block (Baeza-Yates and Gonnet, "A New Approach to Text Searching").
fn find_long<'t>(wanted: &[Option<char>], text: &'t str) -> Option<&'t str> {
    let mut numbers: HashMap<char, usize> = HashMap::new();
    let mut number = |character: char| {
        let next = numbers.len();
        *numbers.entry(character).or_insert(next)
    };
    let characters: Vec<usize> = text.chars().map(&mut number).collect();
    // For each place of the text, whether what was looked for so far ends before it.
    let mut reached = vec![true; characters.len() + 1];
    for block in wanted.chunks(BLOCK) {
        // For each character of the text, the places of the block that take it.
        let mut taking = vec![bits(block, |wanted| wanted.is_none()); numbers.len()];
        for character in block.iter().flatten() {
            if let Some(places) = numbers.get(character).and_then(|number| taking.get_mut(*number)) {
                *places = bits(block, |wanted| wanted.is_none_or(|wanted| wanted == *character));
            }
        }
        let mut state = 0;
        let mut ends_here = false;
        for (begins, character) in reached.iter_mut().zip(&characters) {
            let begins = std::mem::replace(begins, ends_here);
            state = ((state << 1) | u64::from(begins)) & taking.get(*character).copied().unwrap_or_default();
            ends_here = state >> (block.len() - 1) & 1 == 1;
        }
        if let Some(end) = reached.last_mut() {
            *end = ends_here;
        }
    }
    let skipped = reached.iter().position(|reached| *reached)?;
    let mut rest = text.chars();
    rest.by_ref().take(skipped).for_each(drop);
    Some(rest.as_str())
}

/// A bit for each place of a block that takes something.
fn bits(block: &[Option<char>], takes: impl Fn(Option<char>) -> bool) -> u64 {
    let bit = |(place, wanted): (usize, &Option<char>)| u64::from(takes(*wanted)) << place;
    block.iter().enumerate().map(bit).fold(0, |all, bit| all | bit)
}
