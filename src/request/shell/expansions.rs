//! What a shell replaces: variables, the output of commands, arithmetic, arrays.

use super::raw::{Default, Literal, Part, Variable, is_name};
use super::reader::{Reader, Stop, placeholder_length};
use crate::text::TextRange;

/// How many bytes an arithmetic expression may hold.
const LONGEST_ARITHMETIC: usize = 4096;

/// How many bytes a template engine's expression may hold.
const LONGEST_TEMPLATE: usize = 200;

impl<'t> Reader<'t> {
    /// Takes `<name>`, which stands for something to be filled in, or `<(…)`, if one stands here.
    pub(super) fn word_in_angles(&mut self, parts: &mut Vec<Part<'t>>) -> bool {
        let start = self.at;
        if let Some(length) = placeholder_length(self.rest()) {
            self.at += length;
        } else if self.byte(start + 1) == Some(b'(') {
            self.at += 2;
            self.substitution(start);
        } else {
            return false;
        }
        parts.push(Part::Unknown { place: TextRange::new(start, self.at), many: false });
        true
    }

    /// Takes a command between backquotes.
    pub(super) fn backquoted(&mut self, quoted: bool, parts: &mut Vec<Part<'t>>) {
        let start = self.at;
        let mut escapes = false;
        let mut end = start + 1;
        loop {
            match self.byte(end) {
                None => return self.break_off(start),
                Some(b'`') => break,
                Some(b'\\') => {
                    escapes |= matches!(self.byte(end + 1), Some(b'$' | b'`' | b'\\'));
                    end += 2;
                }
                Some(_) => end += 1,
            }
        }
        // With escapes the text is not what will be run.
        if !escapes {
            let limit = std::mem::replace(&mut self.limit, end);
            self.at = start + 1;
            self.nested(Self::substituted);
            self.limit = limit;
        }
        self.at = end + 1;
        let place = TextRange::new(start, self.at);
        parts.push(Part::Unknown { place, many: !quoted });
    }

    /// Takes the commands of a substitution up to the bracket that closes it, and that too.
    pub(super) fn substitution(&mut self, opened: usize) {
        self.nested(Self::substituted);
        if self.broken.is_some() {
            return;
        }
        if self.peek() == Some(b')') {
            self.at += 1;
        } else {
            self.break_off(opened);
        }
    }

    /// Takes `$` and what belongs to it; says whether text in quotes stood there.
    pub(super) fn dollar(&mut self, quoted: bool, parts: &mut Vec<Part<'t>>) -> bool {
        let start = self.at;
        if self.template("${{", parts) {
            return false;
        }
        let name_length = |reader: &Self, from: usize| {
            let name = reader.between(from, reader.limit);
            let end = name.bytes().position(|byte| !byte.is_ascii_alphanumeric() && byte != b'_');
            end.unwrap_or(name.len())
        };
        let mut many = !quoted;
        match self.byte(start + 1) {
            // A recipe of make writes `$` twice for the shell.
            Some(b'$')
                if self
                    .byte(start + 2)
                    .is_some_and(|next| b"({_".contains(&next) || next.is_ascii_alphabetic()) =>
            {
                self.at += 1;
                self.nested(|reader| reader.dollar(quoted, &mut Vec::new()));
            }
            Some(b'\'') if !quoted => {
                self.at += 1;
                self.ansi_quoted(parts);
                return true;
            }
            Some(b'"') if !quoted => {
                self.at += 2;
                self.parts_until(b'"', true, start, parts);
                return true;
            }
            Some(b'{') => {
                self.at += 2;
                self.braced(quoted, start, parts);
                return false;
            }
            Some(b'(') if self.arithmetic(start + 1) => many = false,
            Some(b'(') => {
                self.at += 2;
                self.substitution(start);
            }
            Some(b'_' | b'a'..=b'z' | b'A'..=b'Z') => {
                let end = start + 1 + name_length(self, start + 1);
                self.at = end;
                let (name, place) = (self.between(start + 1, end), TextRange::new(start, end));
                parts.push(Part::Variable(Box::new(Variable { name, default: None, place, quoted })));
                return false;
            }
            Some(special @ (b'@' | b'*' | b'#' | b'?' | b'$' | b'!' | b'-' | b'0'..=b'9')) => {
                // `"$@"` comes to any number of words even in quotes.
                many |= special == b'@';
                self.at += 2;
            }
            _ => {
                self.at += 1;
                self.add_literal(parts, start, self.at, Literal::Plain);
                return false;
            }
        }
        parts.push(Part::Unknown { place: TextRange::new(start, self.at), many });
        false
    }

    /// Takes what stands behind `${`.
    pub(super) fn braced(&mut self, quoted: bool, opened: usize, parts: &mut Vec<Part<'t>>) {
        let name_end = self.rest().bytes().position(|byte| !byte.is_ascii_alphanumeric() && byte != b'_');
        let name = self.between(self.at, self.at + name_end.unwrap_or(0));
        self.at += name.len();
        let mut operators = [":-", ":=", ":?", "-", "=", "?", "}"].into_iter();
        let operator = operators.find(|operator| is_name(name) && self.rest().starts_with(operator));
        let mut inner = Vec::new();
        let inner_start = self.at;
        self.at += operator.filter(|operator| *operator != "}").map_or(0, str::len);
        self.parts_until(b'}', quoted, opened, &mut inner);
        let place = TextRange::new(opened, self.at);
        let default = match operator {
            Some("}" | ":?" | "?") => None,
            Some(operator) => Some(Default {
                is_quoted: self.between(inner_start, self.at).contains(['"', '\'']),
                parts: inner,
                replaces_empty: operator.starts_with(':'),
            }),
            None => {
                let subscript = self.between(inner_start, self.at);
                let all = subscript.contains("[@]") || subscript.starts_with('@');
                parts.push(Part::Unknown { place, many: !quoted || all });
                return;
            }
        };
        let variable = Variable { name, default, place, quoted };
        if operator.is_some_and(|operator| operator.ends_with('=')) {
            self.assign_default(&variable);
        }
        parts.push(Part::Variable(Box::new(variable)));
    }

    /// Takes `((…))`, which begins here; nothing if the brackets are others.
    pub(super) fn arithmetic(&mut self, start: usize) -> bool {
        if self.byte(start + 1) != Some(b'(') || self.ahead == 0 {
            return false;
        }
        let mut depth = 0_usize;
        let mut last_inner = 0;
        let expression = self.between(start, self.limit).bytes().take(LONGEST_ARITHMETIC);
        let looked_at = expression.len();
        self.ahead = self.ahead.saturating_sub(looked_at);
        for (offset, byte) in expression.enumerate() {
            match byte {
                b'(' => depth += 1,
                b')' if depth == 1 => {
                    let end = start + offset;
                    if last_inner + 1 != end {
                        return false;
                    }
                    self.ahead += looked_at;
                    self.at = end + 1;
                    self.assign_in_arithmetic(self.between(start, end), start);
                    return true;
                }
                b')' => {
                    depth -= 1;
                    last_inner = start + offset;
                }
                _ => {}
            }
        }
        false
    }

    /// Takes what a template engine replaces, such as `{{ region }}`, if it begins here.
    pub(super) fn template(&mut self, opener: &str, parts: &mut Vec<Part<'t>>) -> bool {
        let rest = self.rest();
        if !rest.starts_with(opener) {
            return false;
        }
        let pairs = rest.as_bytes().windows(2).take(LONGEST_TEMPLATE);
        let mut pairs = pairs.take_while(|pair| !pair.contains(&b'\n'));
        let Some(end) = pairs.position(|pair| pair == b"}}") else { return false };
        let place = TextRange::new(self.at, self.at + end + 2);
        self.at += end + 2;
        parts.push(Part::Unknown { place, many: false });
        true
    }

    /// Takes the elements of an array. `at` is the bracket.
    pub(super) fn array(&mut self, parts: &mut Vec<Part<'t>>) {
        let opened = self.at;
        self.at += 1;
        self.nested(Self::array_elements);
        if self.broken.is_none() && self.peek() == Some(b')') {
            self.at += 1;
        } else {
            self.break_off(opened);
        }
        parts.push(Part::Unknown { place: TextRange::new(opened, self.at), many: true });
    }

    /// Takes words, on several lines too, up to a bracket that closes.
    pub(super) fn array_elements(&mut self) {
        let mut words = Vec::new();
        loop {
            self.skip_blanks();
            match self.stop() {
                Some(Stop::Newline) => self.take_newline(),
                Some(Stop::Comment) => self.take_comment(),
                None => words.extend(self.item()),
                Some(_) => break,
            }
        }
        self.add_array(words);
    }

    /// Takes the brackets of `?(…)` and the like.
    pub(super) fn extended_pattern(&mut self, parts: &mut Vec<Part<'t>>) {
        let start = self.at;
        let mut depth = 0_usize;
        while let Some(byte) = self.peek() {
            self.at += 1;
            match byte {
                b'(' => depth += 1,
                b')' if depth == 1 => {
                    parts.push(Part::Unknown { place: TextRange::new(start, self.at), many: false });
                    return;
                }
                b')' => depth -= 1,
                b'\n' => break,
                _ => {}
            }
        }
        self.break_off(start);
    }
}
