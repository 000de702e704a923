//! Texts that tell patterns apart: for each way to match some of several patterns and not the others, one
//! text that does.
//!
//! The patterns read all texts at once, character by character; a text ends where it reaches nothing new. Of
//! the characters, only those that stand in a pattern differ: one more stands for all others.

use std::collections::{BTreeSet, HashSet, VecDeque};

use rustc_hash::FxHashSet;

use super::{Pattern, Token};

/// A pattern, and how texts are compared with it.
pub struct Shape<'p> {
    /// The pattern, without unknown variables.
    pub pattern: Pattern<'p>,
    /// If not 0, texts are taken apart at their first colons into this many parts
    /// ([`Pattern::matches_by_part`]).
    pub parts: usize,
    /// Whether texts are [folded](super::fold) before they are compared. The pattern is, and has no wildcards.
    pub caseless: bool,
}

/// How many steps are taken, of one pattern by one character.
const MOST: usize = 1_000_000;

/// A text for each way to match, the empty text first; `None` if there would be too much to look at, or if the
/// case of other letters than those of ASCII would count and not count.
pub fn witnesses(shapes: &[Shape<'_>]) -> Option<Vec<String>> {
    let mut left = MOST;
    witnesses_within(shapes, |steps| {
        left = left.saturating_sub(steps);
        left > 0
    })
}

/// The same, as far as `may_take` says that so many more steps may be taken.
pub fn witnesses_within(
    shapes: &[Shape<'_>],
    mut may_take: impl FnMut(usize) -> bool,
) -> Option<Vec<String>> {
    let automaton = Automaton::new(shapes);
    if has_both_cases(shapes) && !automaton.alphabet.iter().all(|character| is_simple(*character)) {
        return None;
    }
    let start = automaton.start();
    let mut seen = FxHashSet::from_iter([start.clone()]);
    let mut waiting = VecDeque::from([(start, String::new())]);
    let mut ways = HashSet::new();
    let mut texts = Vec::new();
    while let Some((places, text)) = waiting.pop_front() {
        let awaited = automaton.awaited(&places);
        let mut is_other_seen = false;
        for character in &automaton.alphabet {
            if !may_take(places.len() + 1) {
                return None;
            }
            // From here, all characters that no pattern awaits lead to the same places.
            let is_other = !awaited.is(*character);
            if is_other && std::mem::replace(&mut is_other_seen, true) {
                continue;
            }
            let next = automaton.step(&places, *character);
            if !seen.contains(&next) {
                seen.insert(next.clone());
                let mut longer = text.clone();
                longer.push(*character);
                waiting.push_back((next, longer));
            }
        }
        if ways.insert(automaton.matched(&places)) {
            texts.push(text);
        }
    }
    Some(texts)
}

/// A few texts of these ways, found at once: the empty text, one that is like no other, and one for each
/// pattern.
pub fn samples(shapes: &[Shape<'_>]) -> Vec<String> {
    let alphabet = alphabet(shapes);
    let fresh = fresh(&alphabet);
    let sample = |shape: &Shape<'_>| -> String {
        shape
            .pattern
            .tokens
            .iter()
            .filter_map(|token| match token {
                Token::Literal(character) => Some(*character),
                Token::One => Some(fresh),
                Token::Any | Token::Variable { .. } => None,
            })
            .collect()
    };
    let mut texts = vec![fresh.to_string()];
    texts.extend(shapes.iter().map(sample));
    texts.push(String::new());
    texts.sort_unstable();
    texts.dedup();
    texts
}

/// The characters that stand in a pattern; in every case that they can have, if case counts for some and not for
/// others.
fn alphabet(shapes: &[Shape<'_>]) -> BTreeSet<char> {
    let mut alphabet: BTreeSet<char> =
        shapes.iter().flat_map(|shape| &shape.pattern.tokens).filter_map(Token::character).collect();
    if has_both_cases(shapes) {
        let cases = |character: &char| [character.to_ascii_lowercase(), character.to_ascii_uppercase()];
        alphabet =
            alphabet.iter().flat_map(|character| cases(character).into_iter().chain([*character])).collect();
        if alphabet.contains(&'k') {
            alphabet.insert(KELVIN);
        }
    }
    alphabet
}

/// The only character beside those of ASCII whose lower case is one of them alone.
const KELVIN: char = '\u{212A}';

fn is_simple(character: char) -> bool {
    character.is_ascii() || character == KELVIN
}

/// Whether case counts for some of the patterns and not for others.
fn has_both_cases(shapes: &[Shape<'_>]) -> bool {
    shapes.iter().any(|shape| shape.caseless) && !shapes.iter().all(|shape| shape.caseless)
}

/// A character that stands in no pattern.
fn fresh(alphabet: &BTreeSet<char>) -> char {
    ('a'..=char::MAX).find(|character| *character != ':' && !alphabet.contains(character)).unwrap_or('a')
}

/// A place in front of a token, or behind the last.
type Place = (usize, usize);

/// Places, sorted, each once.
type Places = Vec<Place>;

/// The characters that do not lead on from some places as all others do.
struct Awaited {
    /// Those that a pattern has next.
    next: Vec<char>,
    /// Whether they are awaited in any case.
    caseless: bool,
}

impl Awaited {
    fn is(&self, character: char) -> bool {
        // Some wildcards take no colon.
        character == ':'
            || self.next.contains(&character)
            || self.caseless && self.next.iter().any(|next| character.to_lowercase().eq([*next]))
    }
}

struct Automaton<'s> {
    shapes: &'s [Shape<'s>],
    alphabet: Vec<char>,
    /// For each pattern, the place from where on wildcards take colons.
    last_parts: Vec<usize>,
}

impl<'s> Automaton<'s> {
    fn new(shapes: &'s [Shape<'s>]) -> Self {
        let known = alphabet(shapes);
        let fresh = fresh(&known);
        let last_part = |shape: &Shape<'_>| {
            let tokens = shape.pattern.tokens.iter().enumerate();
            let mut colons = tokens.filter(|(_, token)| **token == Token::Literal(':'));
            match shape.parts.checked_sub(2) {
                Some(before) => colons.nth(before).map_or(usize::MAX, |(place, _)| place),
                None => 0,
            }
        };
        let last_parts = shapes.iter().map(last_part).collect();
        Self { shapes, alphabet: known.into_iter().chain([fresh]).collect(), last_parts }
    }

    /// Where the patterns stand before any text is read.
    fn start(&self) -> Places {
        let mut places = Places::new();
        for pattern in 0..self.shapes.len() {
            self.enter(&mut places, (pattern, 0));
        }
        places
    }

    /// Adds a place, and those behind the gaps that begin there.
    fn enter(&self, places: &mut Places, (pattern, mut place): Place) {
        places.push((pattern, place));
        while self.token((pattern, place)).is_some_and(Token::is_gap) {
            place += 1;
            places.push((pattern, place));
        }
    }

    fn token(&self, (pattern, place): Place) -> Option<&Token<'s>> {
        self.shapes.get(pattern)?.pattern.tokens.get(place)
    }

    /// What is awaited at these places.
    fn awaited(&self, places: &[Place]) -> Awaited {
        let next = places.iter().filter_map(|place| self.token(*place)?.character()).collect();
        Awaited { next, caseless: self.shapes.iter().any(|shape| shape.caseless) }
    }

    /// Where the patterns stand behind another character.
    fn step(&self, places: &[Place], character: char) -> Places {
        let mut next = Places::new();
        for &(pattern, place) in places {
            let Some(token) = self.token((pattern, place)) else { continue };
            let caseless = self.shapes.get(pattern).is_some_and(|shape| shape.caseless);
            let takes = match token {
                Token::Literal(literal) if caseless => character.to_lowercase().eq([*literal]),
                Token::Literal(literal) => *literal == character,
                _ => character != ':' || self.last_parts.get(pattern).is_some_and(|last| place >= *last),
            };
            if takes {
                self.enter(&mut next, (pattern, if token.is_gap() { place } else { place + 1 }));
            }
        }
        // A gap can be entered from two places.
        next.sort_unstable();
        next.dedup();
        next
    }

    /// Which patterns match what was read.
    fn matched(&self, places: &[Place]) -> Vec<bool> {
        let ends = self.shapes.iter().enumerate();
        ends.map(|(at, shape)| places.binary_search(&(at, shape.pattern.tokens.len())).is_ok()).collect()
    }
}
