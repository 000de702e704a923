//! The JSON reader: text in, spanned tree and findings out.
//!
//! It reads exactly the language of RFC 8259, and goes on after every fault: a fault is a finding
//! with the place that has to be changed, all that can be read is in the tree, and each node around
//! a fault is marked incomplete. One mistake is one finding, as far as the text tells mistakes apart:
//! a missing quote or bracket is looked for where it most likely belongs, so that what follows is
//! read as it was meant. The time is linear in the length of the text, whatever the text is.
//!
//! The parts: `reader` follows the structure with the help of `space` and `separators`; `strings` and
//! `words` read what stands between the brackets; `brackets` finds out what a bracket of the wrong
//! kind was meant to be; `faults` keeps count of what was found.

use crate::rule::{Family, Finding, Level, Rule};
use crate::text::{Source, SourceId};
use crate::tree::Node;

mod brackets;
mod faults;
mod reader;
mod separators;
mod space;
mod strings;
mod words;

/// The text is not JSON.
pub static JSON_SYNTAX_ERROR: Rule = Rule::new(
    Family::Policy,
    "json-syntax-error",
    Level::Error,
    include_str!("../../rules/policy/json-syntax-error.md"),
)
.access_analyzer("JSON_SYNTAX_ERROR");

/// An object has the same key more than once.
pub static DUPLICATE_JSON_KEY: Rule = Rule::new(
    Family::Policy,
    "duplicate-json-key",
    Level::Error,
    include_str!("../../rules/policy/duplicate-json-key.md"),
);

/// How deep lists and objects may be nested; what lies deeper is not read.
pub const MAX_DEPTH: usize = 128;

/// How many faults of syntax are reported in one text; one more finding says that there are others.
pub const MAX_FAULTS: usize = 50;

/// How many repeated keys are reported in one text; one more finding says that there are others.
pub const MAX_DUPLICATES: usize = 1000;

/// Reads the whole text of a source. Faults are added to the findings, in the order of the text.
pub fn read<'t>(source: &'t Source, findings: &mut Vec<Finding>) -> Node<'t> {
    read_text(source.text(), source.id(), findings)
}

/// Reads a text that is not a source of its own: a word of a command line, a string in another
/// document.
///
/// Places in the tree and in the findings are offsets in `text`, told as places in `source`; the
/// caller moves them to where the text really stands ([`Node::relocate`]).
pub fn read_text<'t>(text: &'t str, source: SourceId, findings: &mut Vec<Finding>) -> Node<'t> {
    reader::Reader::new(text, source, findings).document()
}
