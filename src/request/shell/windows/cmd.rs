//! Quotes, escapes and variables of `cmd.exe`, and the quotes of the programs that it runs.

use super::super::raw::{Literal, RawWord};
use super::Reader;

impl<'t> Reader<'t> {
    pub(super) fn cmd_part(&mut self, first: char, word: &mut RawWord<'t>) {
        let start = self.at;
        match first {
            '^' => self.escape(word),
            '"' => self.cmd_quoted(word),
            '\\' if self.rest().starts_with("\\\"") => self.text(word, "\"", 2),
            '%' | '!' => self.cmd_variable(first, word, Literal::Plain),
            '<' | '>' => self.placeholder(word),
            _ => {
                self.advance_to(&['^', '"', '\\', '%', '!', '<', '>', ' ', '\t', '\r', '\n', '|', '&', ')']);
                self.literal(word, start, Literal::Plain);
            }
        }
    }

    fn cmd_quoted(&mut self, word: &mut RawWord<'t>) {
        word.quoted = true;
        let opened = self.at;
        self.at += 1;
        while let Some(first) = self.peek() {
            let start = self.at;
            match first {
                '"' => {
                    self.at += 1;
                    return;
                }
                // A line break ends everything.
                '\r' | '\n' => break,
                '\\' if self.rest().starts_with("\\\"") => self.text(word, "\"", 2),
                '%' | '!' => self.cmd_variable(first, word, Literal::Quoted),
                _ => {
                    self.advance_to(&['"', '\\', '%', '!', '\r', '\n']);
                    self.literal(word, start, Literal::Quoted);
                }
            }
        }
        self.break_off(opened, word);
    }

    /// `%NAME%`, `!NAME!`, `%1`, `%%i`; a mark that stands alone is text.
    fn cmd_variable(&mut self, mark: char, word: &mut RawWord<'t>, kind: Literal) {
        let start = self.at;
        let behind = self.between(start + 1, self.limit);
        let line = behind.lines().next().unwrap_or_default();
        let line: String = line.chars().take(100).collect();
        let length = match line.chars().next() {
            Some('%' | '~' | '*' | '0'..='9') if mark == '%' => {
                let name =
                    line.find(|letter: char| !letter.is_ascii_alphanumeric() && !"%~*".contains(letter));
                Some(1 + name.unwrap_or(line.len()))
            }
            Some(first) if first.is_ascii_alphabetic() || first == '_' => line.find(mark).map(|end| end + 2),
            _ => None,
        };
        if let Some(length) = length {
            self.unknown(word, start, start + length, kind == Literal::Plain);
        } else {
            self.at += 1;
            self.literal(word, start, kind);
        }
    }
}
