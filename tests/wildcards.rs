//! The wildcard matcher against plain oracles: a regular expression made of the same pattern for
//! `matches`, and every short text over a small alphabet for `covers` and `meets`.
//!
//! The patterns are random, but the same in every run.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that panics has failed")]

mod common;

use std::collections::BTreeSet;

use common::Numbers;
use copylint::pattern::{Pattern, Shape, Substitute, matches, samples, witnesses};
use regex::Regex;

/// The characters of patterns: wildcards often, and some that regular expressions would take for
/// something else.
const OF_PATTERNS: [char; 9] = ['*', '?', 'a', 'b', '*', '?', '.', 'ü', 'a'];
const OF_TEXTS: [char; 8] = ['a', 'b', '.', 'ü', '*', '?', '🙂', 'a'];

/// What the pattern means, said as a regular expression: `(?s)`, because `*` and `?` take line breaks too.
fn regex(pattern: &str) -> Regex {
    let parts: Vec<String> = pattern
        .chars()
        .map(|character| match character {
            '*' => ".*".to_owned(),
            '?' => ".".to_owned(),
            other => regex::escape(&other.to_string()),
        })
        .collect();
    Regex::new(&format!("(?s)^(?:{})$", parts.concat())).unwrap()
}

#[test]
fn matches_what_a_regular_expression_matches() {
    let mut numbers = Numbers(0x5EED_0001);
    let (mut yes, mut no) = (0_u32, 0_u32);
    for _ in 0..8_000 {
        let pattern = numbers.text(&OF_PATTERNS, 8);
        let (oracle, matcher) = (regex(&pattern), Pattern::plain(&pattern));
        for round in 0..15 {
            // Half of the texts are made from the pattern, else most would not match.
            let text = if round % 2 == 0 {
                numbers.text(&OF_TEXTS, 8)
            } else {
                let mut text = String::new();
                for character in pattern.chars() {
                    match character {
                        '*' => text.push_str(&numbers.text(&OF_TEXTS, 3)),
                        '?' => text.push(OF_TEXTS[numbers.below(OF_TEXTS.len())]),
                        other if numbers.below(12) > 0 => text.push(other),
                        _ => {}
                    }
                }
                text
            };
            let expected = oracle.is_match(&text);
            assert_eq!(matcher.matches(&text), expected, "{pattern:?} on {text:?}");
            assert_eq!(matches(&pattern, &text), expected, "{pattern:?} on {text:?}");
            *(if expected { &mut yes } else { &mut no }) += 1;
        }
    }
    assert!(yes > 30_000 && no > 30_000, "{yes} matches and {no} others say little");
}

/// The meaning of a pattern, place by place: which beginnings of the text the pattern read so far matches.
fn matches_slowly(pattern: &str, text: &str) -> bool {
    let text: Vec<char> = text.chars().collect();
    let mut reached = vec![false; text.len() + 1];
    reached[0] = true;
    for wanted in pattern.chars() {
        let before = std::mem::replace(&mut reached, vec![false; text.len() + 1]);
        for place in 0..=text.len() {
            let after_one = place > 0 && before[place - 1];
            reached[place] = match wanted {
                '*' => before[..=place].contains(&true),
                '?' => after_one,
                literal => after_one && text[place - 1] == literal,
            };
        }
    }
    reached[text.len()]
}

/// Stretches of more characters than a machine word has bits, of two letters, so that they nearly match in
/// many places.
#[test]
fn long_stretches_match_what_they_should() {
    let mut numbers = Numbers(0x5EED_0003);
    let (mut yes, mut no) = (0_u32, 0_u32);
    for _ in 0..400 {
        let stretch = numbers.text(&['a', 'a', 'a', 'a', 'a', 'ü', '?'], 150);
        let pattern = match numbers.below(4) {
            0 => format!("*{stretch}*"),
            1 => format!("a*{stretch}*a"),
            2 => format!("*{stretch}*{stretch}*"),
            _ => format!("?*{stretch}*"),
        };
        let text: String = pattern
            .chars()
            .map(|character| match character {
                '*' => numbers.text(&['a', 'a', 'ü', 'b'], 70),
                '?' => numbers.text(&['a', 'ü'], 1),
                // Now and then another, so that it does not match.
                other if numbers.below(400) > 0 => other.to_string(),
                _ => "b".to_owned(),
            })
            .collect();
        let expected = matches_slowly(&pattern, &text);
        assert_eq!(matches(&pattern, &text), expected, "{pattern:?} on {text:?}");
        assert_eq!(Pattern::plain(&pattern).matches(&text), expected, "{pattern:?} on {text:?}");
        *(if expected { &mut yes } else { &mut no }) += 1;
    }
    assert!(yes > 50 && no > 50, "{yes} matches and {no} others say little");
}

/// What makes a matcher that tries every way hang. `benches/decisions.rs` measures more of the kind.
#[test]
fn no_pattern_takes_long() {
    let many = 20_000;
    let text = "a".repeat(many);
    for (pattern, expected) in [
        ("a*".repeat(many), true),
        ("?*".repeat(many), true),
        ("*a".repeat(many / 2) + "*b", false),
        ("*a?".repeat(many / 2) + "*b", false),
        (format!("*{}b", "a".repeat(many / 2)), false),
        (format!("*{}b*", "a".repeat(many / 2)), false),
        (format!("*{}b*", "a?".repeat(many / 4)), false),
        (format!("*{}", "?".repeat(many)), true),
        (format!("*{}", "?".repeat(many + 1)), false),
    ] {
        assert_eq!(matches(&pattern, &text), expected);
        assert_eq!(Pattern::plain(&pattern).matches(&text), expected);
    }
}

#[test]
fn a_literal_and_a_caseless_pattern_are_what_they_say() {
    let mut numbers = Numbers(0x5EED_0002);
    for _ in 0..20_000 {
        let (one, other) = (numbers.text(&OF_PATTERNS, 3), numbers.text(&OF_PATTERNS, 3));
        assert_eq!(Pattern::literal(&one).matches(&other), one == other, "{one:?} on {other:?}");
        let upper = one.to_ascii_uppercase();
        let text = other.to_ascii_lowercase();
        assert_eq!(Pattern::caseless(&upper).matches(&text), Pattern::plain(&one).matches(&text), "{one:?}");
    }
}

/// Every text of at most `longest` characters.
fn every_text(alphabet: &[char], longest: usize) -> Vec<String> {
    let mut all = vec![String::new()];
    let mut last = all.clone();
    for _ in 0..longest {
        last = last
            .iter()
            .flat_map(|text| alphabet.iter().map(move |character| format!("{text}{character}")))
            .collect();
        all.extend_from_slice(&last);
    }
    all
}

/// Which of the texts a pattern matches, by the regular expression: a bit for each.
fn set(pattern: &str, texts: &[String]) -> Vec<u64> {
    let oracle = regex(pattern);
    let bit = |(place, text): (usize, &String)| u64::from(oracle.is_match(text)) << place;
    texts.chunks(64).map(|texts| texts.iter().enumerate().map(bit).sum()).collect()
}

/// For every pair of patterns of at most four elements, the sets of texts that they match say what is
/// true. Texts of six characters are enough: two patterns with a `*` each have at most three other
/// elements, and a pattern without one matches texts of at most four characters. One character of the
/// alphabet is in no pattern.
#[test]
fn covers_and_meets_agree_with_the_sets_of_texts() {
    let texts = every_text(&['a', 'b', 'c'], 6);
    let patterns = every_text(&['*', '?', 'a', 'b'], 4);
    let sets: Vec<Vec<u64>> = patterns.iter().map(|pattern| set(pattern, &texts)).collect();
    let compiled: Vec<Pattern<'_>> = patterns.iter().map(|pattern| Pattern::plain(pattern)).collect();
    let mut missed = Vec::new();
    let (mut covered, mut met, mut apart) = (0_u32, 0_u32, 0_u32);
    for (one, first) in sets.iter().enumerate() {
        for (other, second) in sets.iter().enumerate() {
            let pair = || format!("{} and {}", patterns[one], patterns[other]);
            let truly_covers = second.iter().zip(first).all(|(second, first)| second & !first == 0);
            let covers = compiled[one].covers(&compiled[other]);
            assert!(truly_covers || !covers, "the first does not cover the second: {}", pair());
            covered += u32::from(covers);
            if truly_covers && !covers {
                missed.push(pair());
            }
            let truly_meets = second.iter().zip(first).any(|(second, first)| second & first != 0);
            let meets = compiled[one].meets(&compiled[other]);
            assert_eq!(meets, truly_meets, "{}", pair());
            *(if meets { &mut met } else { &mut apart }) += 1;
        }
    }
    assert!(met + apart > 100_000 && covered > 10_000 && apart > 10_000);
    assert!(missed.is_empty(), "{}: {missed:#?}", missed.len());
}

/// A text that the pattern matches.
fn matched(pattern: &str, numbers: &mut Numbers) -> String {
    let mut text = String::new();
    for character in pattern.chars() {
        match character {
            '*' => text.push_str(&numbers.text(&OF_TEXTS, 4)),
            '?' => text.push(OF_TEXTS[numbers.below(OF_TEXTS.len())]),
            other => text.push(other),
        }
    }
    text
}

/// Long patterns, which no enumeration reaches: whatever is made wider covers what it was, and every
/// text of what is covered is matched.
#[test]
fn what_is_made_wider_covers_what_it_was() {
    let mut numbers = Numbers(0x5EED_0004);
    let mut strange = 0_u32;
    for _ in 0..10_000 {
        let narrow = numbers.text(&OF_PATTERNS, 40);
        let wide: String = narrow
            .chars()
            .map(|character| match (numbers.below(8), character) {
                (0, character) => format!("*{character}"),
                (1, _) => "*".to_owned(),
                (2, character) if character != '*' => "?".to_owned(),
                (_, character) => character.to_string(),
            })
            .collect();
        let (first, second) = (Pattern::plain(&wide), Pattern::plain(&narrow));
        assert!(first.covers(&second), "{wide:?} covers {narrow:?}");
        assert!(first.meets(&second) && second.meets(&first), "{wide:?} meets {narrow:?}");
        strange += u32::from(!second.covers(&first));
        let text = matched(&narrow, &mut numbers);
        assert!(first.matches(&text) && second.matches(&text), "{wide:?} and {narrow:?} on {text:?}");
        let other = Pattern::literal(&text);
        assert!(second.covers(&other) && second.meets(&other), "{narrow:?} covers {text:?}");
    }
    assert!(strange > 5_000);
}

/// For every short text, there is a witness that matches the same patterns, and no two witnesses match the same.
#[test]
fn witnesses_stand_for_every_text() {
    let mut numbers = Numbers(0x5EED_0006);
    let texts = every_text(&['a', 'b', ':', 'c'], 5);
    let mut most = 0;
    for _ in 0..120 {
        let count = numbers.below(4) + 1;
        let patterns: Vec<(String, usize)> = (0..count)
            .map(|_| {
                let parts = [0, 0, 2, 3][numbers.below(4)];
                (numbers.text(&['a', 'b', ':', '*', '?', '*', 'a'], 5), parts)
            })
            .filter(|(pattern, parts)| pattern.matches(':').count() + 1 >= *parts)
            .collect();
        let shapes: Vec<Shape<'_>> = patterns
            .iter()
            .map(|(text, parts)| Shape { pattern: Pattern::plain(text), parts: *parts, caseless: false })
            .collect();
        let matched = |text: &str| -> Vec<bool> {
            let matches = |shape: &Shape<'_>| match shape.parts {
                0 => shape.pattern.matches(text),
                parts => shape.pattern.matches_by_part(text, parts) == Some(true),
            };
            shapes.iter().map(matches).collect()
        };
        let found = witnesses(&shapes).unwrap();
        let ways: BTreeSet<Vec<bool>> = found.iter().map(|text| matched(text)).collect();
        assert_eq!(ways.len(), found.len(), "{patterns:?}: {found:?}");
        for text in texts.iter().chain(&samples(&shapes)) {
            assert!(ways.contains(&matched(text)), "{patterns:?}: no witness for {text:?}");
        }
        most = most.max(ways.len());
    }
    assert!(most > 4, "{most}");
    // Too many ways to look at are none.
    let many: Vec<Shape<'_>> = (0..13)
        .map(|place| Shape {
            pattern: Pattern::plain(&format!("*a{}", "?".repeat(place))),
            parts: 0,
            caseless: false,
        })
        .collect();
    assert_eq!(witnesses(&many), None);
}

/// Policy variables against a regular expression: `${*}`, `${?}` and `${$}` are characters, a value is
/// taken literally, a default only where there is no value, and without either nothing matches.
#[test]
fn variables_are_what_they_stand_for() {
    // What stands in the pattern, and the regular expression for it; `None` matches nothing.
    let pieces: [(&str, Option<&str>); 10] = [
        ("*", Some(".*")),
        ("?", Some(".")),
        ("a", Some("a")),
        ("${*}", Some(r"\*")),
        ("${?}", Some(r"\?")),
        ("${$}", Some(r"\$")),
        ("${key:text}", Some(r"a\*")),
        ("${ key:text , 'b' }", Some(r"a\*")),
        ("${key:none, 'b*'}", Some(r"b\*")),
        ("${key:none}", None),
    ];
    let substitute = |key: &str| match key {
        "key:text" => Substitute::Text("a*".to_owned()),
        _ => Substitute::Absent,
    };
    let mut numbers = Numbers(0x5EED_0005);
    let (mut yes, mut nothing) = (0_u32, 0_u32);
    for _ in 0..4_000 {
        let chosen: Vec<_> = (0..numbers.below(5)).map(|_| pieces[numbers.below(pieces.len())]).collect();
        let text: String = chosen.iter().map(|(text, _)| *text).collect();
        let pattern = Pattern::with_variables(&text, true, substitute);
        let expected: Option<String> = chosen.iter().map(|(_, regex)| *regex).collect();
        let (Some(pattern), Some(expected)) = (&pattern, &expected) else {
            assert_eq!(pattern.is_none(), expected.is_none(), "{text:?}");
            nothing += 1;
            continue;
        };
        let oracle = Regex::new(&format!("(?s)^(?:{expected})$")).unwrap();
        for _ in 0..25 {
            let found = numbers.text(&['a', 'b', '*', '?', '$', '{', 'a', '*'], 6);
            assert_eq!(pattern.matches(&found), oracle.is_match(&found), "{text:?} on {found:?}");
            yes += u32::from(pattern.matches(&found));
        }
    }
    assert!(yes > 1_000 && nothing > 100, "{yes} {nothing}");
}
