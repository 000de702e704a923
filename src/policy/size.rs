//! How long a policy is, as quotas count it.

use crate::text::TextRange;
use crate::tree::{Node, Value};

/// The length of a document in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    /// As it is written.
    pub written: usize,
    /// Without any white space.
    pub compact: usize,
}

impl Size {
    /// Measures a document.
    ///
    /// White space inside strings is left out of the compact length too: no source says that it counts.
    pub fn of(root: &Node<'_>) -> Self {
        let Measure { characters, surplus } = node(root);
        Self { written: length(root.range).saturating_sub(surplus), compact: characters }
    }
}

/// What is counted of a part of a document.
#[derive(Clone, Copy, Default)]
struct Measure {
    /// Characters that are no white space.
    characters: usize,
    /// How many more bytes than characters there are.
    surplus: usize,
}

impl Measure {
    fn add(&mut self, other: Self) {
        self.characters += other.characters;
        self.surplus += other.surplus;
    }

    fn add_signs(&mut self, count: usize) {
        self.characters += count;
    }
}

/// Measures a node. Nesting is bounded by the reader of the text.
fn node(node: &Node<'_>) -> Measure {
    let mut sum = Measure::default();
    match &node.value {
        Value::String(value) => sum = string(value, node.range),
        Value::Array(elements) => {
            for element in elements {
                sum.add(self::node(element));
            }
            sum.add_signs(brackets_and_commas(elements.len()));
        }
        Value::Object(members) => {
            for member in members {
                sum.add(string(&member.key, member.key_range));
                sum.add_signs(1);
                sum.add(self::node(&member.value));
            }
            sum.add_signs(brackets_and_commas(members.len()));
        }
        Value::Unknown | Value::Null | Value::Bool(_) | Value::Number(_) => sum.add_signs(length(node.range)),
    }
    sum
}

/// Measures a string, quotes included. One with escapes counts as it is written.
fn string(value: &str, range: TextRange) -> Measure {
    let quotes = 2;
    let (surplus, white) = if value.is_ascii() {
        (0, white_space(value))
    } else {
        let white = value.chars().filter(|character| character.is_whitespace()).count();
        (value.len() - value.chars().count(), white)
    };
    if length(range) == value.len() + quotes {
        Measure { characters: length(range) - surplus - white, surplus }
    } else {
        Measure { characters: length(range).saturating_sub(surplus), surplus }
    }
}

/// Counts the white space of a text that is all ASCII, in pieces so short that a byte holds the count of each: many
/// bytes are then looked at at once.
fn white_space(value: &str) -> usize {
    let count = |piece: &[u8]| piece.iter().map(|byte| u8::from(byte.is_ascii_whitespace())).sum::<u8>();
    value.as_bytes().chunks(usize::from(u8::MAX)).map(|piece| usize::from(count(piece))).sum()
}

fn brackets_and_commas(count: usize) -> usize {
    2 + count.saturating_sub(1)
}

fn length(range: TextRange) -> usize {
    range.end.saturating_sub(range.start) as usize
}
