//! The spanned value tree: what every reader of text makes, and every model is made from.
//!
//! The tree keeps what models must not lose: the place of every key and value, duplicate keys, and
//! which parts could not be read. It borrows from the text wherever the text says the value
//! literally.

use std::borrow::Cow;

use crate::text::TextRange;

pub mod json;

/// A value and its place.
#[derive(Clone, Debug)]
pub struct Node<'t> {
    /// The place of the whole value, quotes and brackets included.
    pub range: TextRange,
    /// The value.
    pub value: Value<'t>,
    /// Whether a fault of syntax lies inside: then nothing can be said about what is *absent* here.
    pub incomplete: bool,
}

/// What a node holds.
#[derive(Clone, Debug)]
pub enum Value<'t> {
    /// A value is there, but what it is cannot be known: unreadable text, or a word that a shell
    /// would still change.
    Unknown,
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number, as written.
    Number(Cow<'t, str>),
    /// A string, decoded.
    String(Cow<'t, str>),
    /// A list.
    Array(Vec<Node<'t>>),
    /// An object: its members in order, duplicates included.
    Object(Vec<Member<'t>>),
}

/// A key and a value in an object.
#[derive(Clone, Debug)]
pub struct Member<'t> {
    /// The place of the key, quotes included.
    pub key_range: TextRange,
    /// The key, decoded.
    pub key: Cow<'t, str>,
    /// The value.
    pub value: Node<'t>,
}

impl<'t> Node<'t> {
    /// A complete node.
    pub fn new(range: TextRange, value: Value<'t>) -> Self {
        Self { range, value, incomplete: false }
    }

    /// The string that it holds, if it is one.
    pub fn as_str(&self) -> Option<&str> {
        match &self.value {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// The members, if it is an object; else none.
    pub fn members(&self) -> &[Member<'t>] {
        match &self.value {
            Value::Object(members) => members,
            _ => &[],
        }
    }

    /// The elements, if it is a list; else none.
    pub fn elements(&self) -> &[Self] {
        match &self.value {
            Value::Array(elements) => elements,
            _ => &[],
        }
    }

    /// The first member of a name, compared exactly.
    pub fn member(&self, key: &str) -> Option<&Member<'t>> {
        self.members().iter().find(|member| member.key == key)
    }

    /// The first value of a name, compared exactly.
    pub fn get(&self, key: &str) -> Option<&Self> {
        self.member(key).map(|member| &member.value)
    }

    /// The word for its JSON type, for messages.
    pub fn type_name(&self) -> &'static str {
        match self.value {
            Value::Unknown => "an unknown value",
            Value::Null => "null",
            Value::Bool(_) => "a boolean",
            Value::Number(_) => "a number",
            Value::String(_) => "a string",
            Value::Array(_) => "a list",
            Value::Object(_) => "an object",
        }
    }

    /// The JSON pointer (RFC 6901), relative to this node, of the deepest value that a range belongs
    /// to: the value or member whose place, or whose key's place, is the range or encloses it.
    ///
    /// A key belongs to its member, so the range of a key gives the pointer of the member. What lies
    /// between values belongs to the list or object around it. `None` if the range lies outside.
    pub fn pointer(&self, range: TextRange) -> Option<String> {
        if !encloses(self.range, range) {
            return None;
        }
        let mut pointer = String::new();
        let mut node = self;
        // Elements and members stand in the order of the text: one of them at the most can enclose
        // the range, and it is the first that does not end before it.
        loop {
            match &node.value {
                Value::Array(elements) => {
                    let at = elements.partition_point(|element| ends_before(element.range, range));
                    let Some(element) = elements.get(at).filter(|element| encloses(element.range, range))
                    else {
                        return Some(pointer);
                    };
                    pointer.push('/');
                    pointer.push_str(&at.to_string());
                    node = element;
                }
                Value::Object(members) => {
                    let at = members.partition_point(|member| ends_before(member.range(), range));
                    let Some(member) = members.get(at).filter(|member| encloses(member.range(), range))
                    else {
                        return Some(pointer);
                    };
                    pointer.push('/');
                    push_escaped(&mut pointer, &member.key);
                    if !encloses(member.value.range, range) {
                        return Some(pointer);
                    }
                    node = &member.value;
                }
                _ => return Some(pointer),
            }
        }
    }

    /// Moves every place in the tree, for text that stands in a word or a string of another text.
    pub fn relocate(&mut self, moved: &impl Fn(TextRange) -> TextRange) {
        self.range = moved(self.range);
        match &mut self.value {
            Value::Array(elements) => elements.iter_mut().for_each(|element| element.relocate(moved)),
            Value::Object(members) => {
                for member in members {
                    member.key_range = moved(member.key_range);
                    member.value.relocate(moved);
                }
            }
            _ => {}
        }
    }
}

impl Member<'_> {
    /// The place of the key and the value together.
    pub fn range(&self) -> TextRange {
        TextRange {
            start: self.key_range.start.min(self.value.range.start),
            end: self.key_range.end.max(self.value.range.end),
        }
    }
}

fn encloses(outer: TextRange, inner: TextRange) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}

/// Whether `one` is over before `other` begins. An empty range at the end of `one` still belongs to
/// it, unless `one` ends where the next value begins, which no two values do.
fn ends_before(one: TextRange, other: TextRange) -> bool {
    one.end < other.start || (one.end == other.start && other.start < other.end)
}

/// Adds a key as one token of a pointer: `~` and `/` have a meaning there.
fn push_escaped(pointer: &mut String, key: &str) {
    for character in key.chars() {
        match character {
            '~' => pointer.push_str("~0"),
            '/' => pointer.push_str("~1"),
            other => pointer.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(start: usize, end: usize) -> TextRange {
        TextRange::new(start, end)
    }

    fn text(start: usize, end: usize) -> Node<'static> {
        Node::new(range(start, end), Value::String("x".into()))
    }

    fn member(key: &'static str, key_range: TextRange, value: Node<'static>) -> Member<'static> {
        Member { key_range, key: key.into(), value }
    }

    /// `{"a": ["x", ["x"]], "m/n~": {"k": "x"}}`
    fn tree() -> Node<'static> {
        let inner = Node::new(range(12, 17), Value::Array(vec![text(13, 16)]));
        let list = Node::new(range(6, 18), Value::Array(vec![text(7, 10), inner]));
        let object = Node::new(range(28, 38), Value::Object(vec![member("k", range(29, 32), text(34, 37))]));
        let members = vec![member("a", range(1, 4), list), member("m/n~", range(20, 26), object)];
        Node::new(range(0, 39), Value::Object(members))
    }

    #[test]
    fn a_pointer_names_the_deepest_value_around_a_range() {
        let tree = tree();
        let pointer = |start, end| tree.pointer(range(start, end));
        assert_eq!(pointer(0, 39).as_deref(), Some(""), "the whole");
        assert_eq!(pointer(6, 18).as_deref(), Some("/a"), "a value");
        assert_eq!(pointer(1, 4).as_deref(), Some("/a"), "a key");
        assert_eq!(pointer(2, 3).as_deref(), Some("/a"), "a part of a key");
        assert_eq!(pointer(4, 5).as_deref(), Some("/a"), "a colon");
        assert_eq!(pointer(1, 18).as_deref(), Some("/a"), "a member");
        assert_eq!(pointer(7, 10).as_deref(), Some("/a/0"));
        assert_eq!(pointer(12, 17).as_deref(), Some("/a/1"));
        assert_eq!(pointer(14, 15).as_deref(), Some("/a/1/0"), "a part of a string");
        assert_eq!(pointer(7, 17).as_deref(), Some("/a"), "two elements");
        assert_eq!(pointer(10, 11).as_deref(), Some("/a"), "the comma between them");
        assert_eq!(pointer(16, 16).as_deref(), Some("/a/1/0"), "an empty range at an end");
        assert_eq!(pointer(11, 11).as_deref(), Some("/a"), "an empty range between");
        assert_eq!(pointer(20, 26).as_deref(), Some("/m~1n~0"), "escaped");
        assert_eq!(pointer(34, 37).as_deref(), Some("/m~1n~0/k"));
        assert_eq!(pointer(18, 28).as_deref(), Some(""), "from member to member");
    }

    #[test]
    fn there_is_no_pointer_for_what_lies_outside() {
        assert_eq!(tree().pointer(range(39, 40)), None);
        assert_eq!(tree().pointer(range(38, 40)), None);
        assert_eq!(text(5, 8).pointer(range(4, 6)), None);
        assert_eq!(text(5, 8).pointer(range(6, 7)).as_deref(), Some(""));
    }
}
