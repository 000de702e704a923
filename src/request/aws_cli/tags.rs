//! Tags in shorthand that do not arrive as they were meant.

use std::collections::{HashMap, HashSet};

use super::Reader;
use super::arguments::Piece;
use super::rules::{LOST_TAG, TAG_WITHOUT_BRACES};
use crate::rule::{Certainty, Finding};
use crate::text::TextRange;
use crate::tree::{Member, Node, Value};
use crate::words::quoted;

/// How many of the words that a shell made of braces are shown.
const MOST_RELATED: usize = 3;

impl Reader<'_> {
    /// Says which pairs in braces are lost because their names come again.
    pub(super) fn lost_members(&mut self, node: &Node<'_>) {
        match &node.value {
            Value::Array(elements) => elements.iter().for_each(|element| self.lost_members(element)),
            Value::Object(members) => {
                self.lost_in_braces(members);
                for member in members {
                    self.lost_members(&member.value);
                }
            }
            _ => {}
        }
    }

    fn lost_in_braces(&mut self, members: &[Member<'_>]) {
        let last: HashMap<&str, usize> =
            members.iter().enumerate().map(|(index, member)| (&*member.key, index)).collect();
        let mut tag: Vec<&Member<'_>> = Vec::new();
        let mut names: HashSet<&str> = HashSet::new();
        for (index, member) in members.iter().enumerate() {
            let is_lost = last.get(&*member.key) != Some(&index);
            if !tag.is_empty() && (!is_lost || names.contains(&*member.key)) {
                self.lost(&tag, members);
                tag.clear();
                names.clear();
            }
            if is_lost {
                tag.push(member);
                names.insert(&member.key);
            }
        }
    }

    /// Pairs that follow one another, and that others replace.
    fn lost(&mut self, tag: &[&Member<'_>], members: &[Member<'_>]) {
        let (Some(first), Some(end)) = (tag.first(), tag.last()) else { return };
        let key = tag.iter().find(|member| member.key == "Key");
        let message = match (key.map(|key| key.value.as_str()), tag) {
            (Some(Some(key)), _) => {
                format!("the tag {} is lost: its braces hold another tag later", quoted(key))
            }
            (Some(None), _) => "a tag is lost: its braces hold another tag later".to_owned(),
            (None, _) => format!("this `{}` is lost: it is given again in the same braces", first.key),
        };
        let range = TextRange { start: first.range().start, end: end.range().end };
        let counts = members.iter().rev().find(|member| member.key == first.key);
        let mut finding = Finding::new(&LOST_TAG, self.span(range), message)
            .certainty(Certainty::Observed)
            .label("this is not sent")
            .help("give each tag braces of its own: `Tags=[{Key=a,Value=b},{Key=c,Value=d}]`");
        if let Some(counts) = counts {
            finding = finding.related(self.span(counts.range()), "this one counts");
        }
        self.push(finding);
    }

    /// Says where tags stand without their braces, which are then mere strings: forgotten, or taken by a
    /// shell that makes two words of `Tags=[{Key=a,Value=b}]`. Such values are unknown from here on.
    pub(super) fn tags_without_braces(&mut self, values: &mut [Node<'_>], pieces: &[Piece], option: &str) {
        let bare: Vec<_> = values.iter().map(bare_pairs).collect();
        let Some(first) = bare.iter().position(Option::is_some) else { return };
        let Some(range) = bare.get(first).copied().flatten() else { return };
        self.refused = true;
        let starts: HashSet<&str> = bare
            .iter()
            .zip(pieces)
            .filter(|(bare, _)| bare.is_some())
            .map(|(_, piece)| self.text(*piece).split("Tags").next().unwrap_or_default())
            .collect();
        let words = bare.iter().flatten().count();
        let by_a_shell = words > 1 && starts.len() == 1;
        let message = if by_a_shell {
            format!("a shell took the braces behind `{option}` apart: they were not quoted")
        } else {
            "a tag stands here without its braces".to_owned()
        };
        let mut finding = Finding::new(&TAG_WITHOUT_BRACES, self.span(range), message)
            .certainty(Certainty::Observed)
            .label("the command is refused");
        for other in bare.iter().skip(first + 1).flatten().filter(|_| by_a_shell).take(MOST_RELATED) {
            finding = finding.related(self.span(*other), "this belongs to the same braces");
        }
        self.push(finding.help(if by_a_shell {
            "put the value in single quotes: `'ResourceType=…,Tags=[{Key=a,Value=b}]'`"
        } else {
            "write `Tags=[{Key=a,Value=b}]`, in single quotes"
        }));
        for (value, bare) in values.iter_mut().zip(bare) {
            if bare.is_some() {
                value.value = Value::Unknown;
            }
        }
    }
}

/// The place of the strings in `Tags` of a specification that look like a part of a tag.
fn bare_pairs(specification: &Node<'_>) -> Option<TextRange> {
    let tags = &specification.members().iter().rev().find(|member| member.key == "Tags")?.value;
    let is_pair = |node: &Node<'_>| {
        node.as_str().is_some_and(|text| text.starts_with("Key=") || text.starts_with("Value="))
    };
    if is_pair(tags) {
        return Some(tags.range);
    }
    let mut pairs = tags.elements().iter().filter(|element| is_pair(element));
    let first = pairs.next()?;
    Some(TextRange { start: first.range.start, end: pairs.next_back().unwrap_or(first).range.end })
}
