//! Did you mean: the name that a misspelt one was probably meant to be.
//!
//! Names are compared without case and without the `-` and `_` that one front end writes and another
//! does not (`KmsKeyId`, `kms-key-id`), and one typing error is one step: a letter too many, missing,
//! wrong, or two letters swapped. What is too far away is not suggested: a wrong hint is worse than
//! none.

use std::cmp::Reverse;

/// The candidate that a misspelt word was most likely meant to be, if one is near enough.
///
/// A word of up to 4 letters may differ by one step, of up to 8 by two, a longer one by three, and
/// never by more than a third of its letters. Words of a name in another order (`SnapshotCopy` for
/// `CopySnapshot`) count as one step. A candidate that equals the word is no suggestion and is passed
/// over. Of candidates equally near, the one that begins alike wins, then the one that ends alike,
/// then the one nearest in length, then the first by alphabet: the order of the candidates does not
/// matter.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let sought = Sought::new(word);
    let allowed = allowed_steps(sought.letters);
    candidates
        .into_iter()
        .filter(|candidate| *candidate != word)
        .filter_map(|candidate| {
            let steps = sought.steps(candidate, allowed)?;
            let alike = (begins_alike(word, candidate), ends_alike(word, candidate));
            let length = word.len().abs_diff(candidate.len());
            Some((steps, Reverse(alike), length, candidate))
        })
        .min()
        .map(|(.., candidate)| candidate)
}

/// The suggestion as a sentence for the help of a finding.
pub fn hint<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<String> {
    nearest(word, candidates).map(|candidate| format!("did you mean `{candidate}`?"))
}

/// How many steps away a name may be from a word of so many letters.
fn allowed_steps(letters: usize) -> usize {
    let by_length = match letters {
        0..=4 => 1,
        5..=8 => 2,
        _ => 3,
    };
    by_length.min(letters / 3)
}

/// A word prepared for many comparisons.
struct Sought<'w> {
    word: &'w str,
    folded: String,
    letters: usize,
    set: u64,
}

impl<'w> Sought<'w> {
    fn new(word: &'w str) -> Self {
        let folded: String = fold(word).collect();
        let (letters, set) = measure(&folded);
        Self { word, folded, letters, set }
    }

    /// The distance to a candidate, if it is no more than allowed.
    ///
    /// Nearly all candidates are turned down without computing it: each step changes the number of
    /// letters by one at the most, and adds at most one letter that the word does not have at all.
    fn steps(&self, candidate: &str, allowed: usize) -> Option<usize> {
        let (letters, set) = measure(candidate);
        if letters.abs_diff(self.letters) > allowed
            || (set & !self.set).count_ones() as usize > allowed
            || (self.set & !set).count_ones() as usize > allowed
        {
            return None;
        }
        let folded: String = fold(candidate).collect();
        let steps = strsim::osa_distance(&self.folded, &folded);
        if steps <= allowed {
            return Some(steps);
        }
        (set == self.set && letters == self.letters && allowed > 0 && same_words(self.word, candidate))
            .then_some(1)
    }
}

/// The letters that are compared.
fn fold(word: &str) -> impl Iterator<Item = char> + '_ {
    word.chars().filter(|character| !matches!(character, '-' | '_')).flat_map(char::to_lowercase)
}

/// How many letters a word has once folded, and a set of them (64 bits for all characters: two may
/// share one, which only makes the set tell less).
fn measure(word: &str) -> (usize, u64) {
    if word.is_ascii() {
        return word
            .bytes()
            .filter(|byte| !matches!(byte, b'-' | b'_'))
            .fold((0, 0), |(count, set), byte| {
                (count + 1, set | 1 << (u32::from(byte.to_ascii_lowercase()) % 64))
            });
    }
    fold(word).fold((0, 0), |(count, set), letter| (count + 1, set | 1 << (u32::from(letter) % 64)))
}

/// Whether two names consist of the same words, in whatever order.
fn same_words(one: &str, other: &str) -> bool {
    let sorted = |name| {
        let mut words = words(name);
        words.sort_unstable();
        words
    };
    let one = sorted(one);
    one.len() > 1 && one == sorted(other)
}

/// The words of a name: `CopySnapshot`, `copy-snapshot` and `copy_snapshot` have two.
fn words(name: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    for character in name.chars() {
        let separator = matches!(character, '-' | '_' | ':' | '/' | '.');
        if (separator || character.is_uppercase()) && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if !separator {
            word.extend(character.to_lowercase());
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

/// How many letters two names have in common at the start, up to the few that are telling.
fn begins_alike(one: &str, other: &str) -> usize {
    fold(one).zip(fold(other)).take(4).take_while(|(left, right)| left == right).count()
}

/// The same at the end.
fn ends_alike(one: &str, other: &str) -> usize {
    let letters = |name: &str| name.chars().rev().take(4).flat_map(char::to_lowercase).collect::<Vec<_>>();
    letters(one).iter().zip(&letters(other)).take_while(|(left, right)| left == right).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ACTIONS: [&str; 8] = [
        "CopyFpgaImage",
        "CopyImage",
        "CopySnapshot",
        "CopyVolumes",
        "CreateSnapshot",
        "CreateSnapshots",
        "DeleteSnapshot",
        "CreateTags",
    ];

    #[test]
    fn one_typing_error_is_understood() {
        for word in [
            "CopySnapshots",
            "CopySnapshto",
            "CopySnaphot",
            "CopySnapsshot",
            "CopySnapzhot",
            "copysnapshot",
            "COPYSNAPSHOT",
            "copy-snapshot",
            "copy_snapshots",
        ] {
            assert_eq!(nearest(word, ACTIONS), Some("CopySnapshot"), "{word}");
        }
    }

    #[test]
    fn swapped_words_are_understood() {
        assert_eq!(nearest("SnapshotCopy", ACTIONS), Some("CopySnapshot"));
        assert_eq!(nearest("image-copy", ACTIONS), Some("CopyImage"));
        assert_eq!(nearest("snapshot", ["snapshot", "shotsnap"]), None, "one word has no order");
    }

    #[test]
    fn what_is_too_far_away_is_not_suggested() {
        assert_eq!(nearest("RebootInstances", ACTIONS), None);
        assert_eq!(nearest("", ACTIONS), None);
        assert_eq!(nearest("x", ["y", "xy"]), None);
        assert_eq!(nearest("Nmae", ["Name"]), Some("Name"));
        assert_eq!(nearest("Mane", ["Name"]), None, "two steps in four letters");
        assert_eq!(nearest("abcde", ["abxye"]), None, "two steps in five letters");
        assert_eq!(nearest("abcdef", ["abxyef"]), Some("abxyef"));
        assert_eq!(nearest("abcdefghi", ["abxyzfghi"]), Some("abxyzfghi"));
        assert_eq!(nearest("abcdefghijklmnop", ["abwxyzghijklmnop"]), None, "four steps");
    }

    #[test]
    fn a_name_that_differs_in_case_only_is_suggested_even_if_short() {
        assert_eq!(nearest("id", ["Id", "Is"]), Some("Id"));
        assert_eq!(nearest("Id", ["Id"]), None, "it is that name already");
    }

    #[test]
    fn the_order_of_the_candidates_does_not_matter() {
        let forwards = ["DeleteImage", "CopyImages", "CopyImagf", "CopyImagd"];
        let backwards = forwards.iter().rev().copied();
        assert_eq!(nearest("CopyImagx", forwards), nearest("CopyImagx", backwards));
        assert_eq!(nearest("CopyImagx", forwards), Some("CopyImagd"));
    }

    #[test]
    fn of_names_equally_near_the_one_that_begins_alike_wins() {
        assert_eq!(nearest("GetObjct", ["PutObjct", "GetObject"]), Some("GetObject"));
        assert_eq!(nearest("CopyImage", ["CopyImagé", "XopyImage"]), Some("CopyImagé"));
    }

    #[test]
    fn letters_beyond_ascii_are_letters() {
        assert_eq!(nearest("Größen", ["GRÖSSEN", "größe"]), Some("größe"));
        assert_eq!(nearest("日本語で書く", ["日本語で書け"]), Some("日本語で書け"));
    }

    #[test]
    fn the_hint_is_a_question() {
        assert_eq!(hint("CopySnapshots", ACTIONS).as_deref(), Some("did you mean `CopySnapshot`?"));
        assert_eq!(hint("Nothing", ACTIONS), None);
    }

    /// The short cuts turn down nothing that the plain computation would accept.
    #[test]
    fn the_short_cuts_lose_nothing() {
        let mut state = 0x9E37_79B9_7F4A_7C15_u64;
        let mut random = |below: usize| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            usize::try_from(state % 1_000_000).unwrap() % below
        };
        for _ in 0..20_000 {
            let mut word = |length: usize| -> String {
                (0..length).map(|_| ['a', 'B', 'c', 'D', 'é', '-'][random(6)]).collect()
            };
            let (one, other) = (word(9), word(9));
            let folded = |name: &str| fold(name).collect::<String>();
            let distance = strsim::osa_distance(&folded(&one), &folded(&other));
            let near = distance <= allowed_steps(fold(&one).count()) && one != other;
            assert!(!near || nearest(&one, [other.as_str()]).is_some(), "{one} {other}");
        }
    }
}
