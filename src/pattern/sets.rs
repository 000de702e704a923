//! What one pattern says of another: does it match all that the other matches, and is there a text that
//! both match? In time that grows with the product of both lengths at the worst.

use super::{Pattern, Token};

impl Pattern<'_> {
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
        self.meets_with(other, |_, _| true)
    }

    /// As [`meets`](Self::meets), where `other` is the form of a field of an ARN: what its wildcards stand for
    /// holds a slash only behind a slash of the form itself. A bucket is no object.
    pub(crate) fn meets_form(&self, other: &Self) -> bool {
        self.meets_with(other, |at, character| character != '/' || other.has_slash_before(at))
    }

    /// The same where `other` is the form of a whole ARN: a colon is never in the unknown parts.
    pub(crate) fn meets_arn(&self, other: &Self) -> bool {
        self.meets_with(other, |at, character| match character {
            ':' => false,
            '/' => other.has_slash_before(at),
            _ => true,
        })
    }

    /// As [`meets`](Self::meets), where the wildcards of `other` never take one character, such as the
    /// slash that is in no name of a bucket.
    pub(crate) fn meets_without(&self, other: &Self, excluded: char) -> bool {
        self.meets_with(other, |_, character| character != excluded)
    }

    fn has_slash_before(&self, place: usize) -> bool {
        self.tokens.iter().take(place).any(|token| *token == Token::Literal('/'))
    }

    /// `takes` says which characters the wildcards of `other` take, each by its place among the tokens.
    fn meets_with(&self, other: &Self, takes: impl Fn(usize, char) -> bool) -> bool {
        // Characters at both beginnings and both ends are the same or not, which needs no table.
        let mut sides = (self.tokens.as_slice(), other.tokens.as_slice());
        while let ([Token::Literal(one), mine @ ..], [Token::Literal(another), theirs @ ..]) = sides {
            if one != another {
                return false;
            }
            sides = (mine, theirs);
        }
        let skipped = other.tokens.len() - sides.1.len();
        while let ([mine @ .., Token::Literal(one)], [theirs @ .., Token::Literal(another)]) = sides {
            if one != another {
                return false;
            }
            sides = (mine, theirs);
        }
        let (my_rest, their_rest) = sides;
        // reachable[j]: the tokens of `my_rest` read so far can match what the first j tokens of
        // `their_rest` match.
        let any = |token: &Token<'_>| matches!(token, Token::Any | Token::Variable { .. });
        let mut reachable = vec![false; their_rest.len() + 1];
        if let Some(first) = reachable.first_mut() {
            *first = true;
        }
        let spread = |row: &mut Vec<bool>| {
            for (at, token) in their_rest.iter().enumerate() {
                if any(token) && row.get(at) == Some(&true) {
                    set(row, at + 1);
                }
            }
        };
        spread(&mut reachable);
        let mut next = vec![false; reachable.len()];
        for mine in my_rest {
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
                for (at, theirs) in their_rest.iter().enumerate() {
                    if reachable.get(at) != Some(&true) {
                        continue;
                    }
                    let alike = match (mine, theirs) {
                        (Token::Literal(mine), Token::Literal(theirs)) => mine == theirs,
                        (Token::Literal(mine), _) => takes(skipped + at, *mine),
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
