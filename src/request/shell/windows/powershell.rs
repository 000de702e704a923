//! Quotes, variables and expressions of PowerShell.

use super::super::raw::{Literal, RawWord};
use super::Reader;

impl<'t> Reader<'t> {
    pub(super) fn powershell_part(&mut self, first: char, word: &mut RawWord<'t>) {
        let start = self.at;
        match first {
            '`' => self.escape(word),
            '\'' | '‘' | '’' => self.powershell_single(word),
            '"' | '“' | '”' => self.powershell_double(word),
            '$' | '(' | '{' => self.powershell_expression(word, true),
            '@' if start == word.range.start as usize => self.powershell_expression(word, true),
            // A comma makes a list, whose elements are words of their own.
            ',' => self.unknown(word, start, start + 1, true),
            '<' | '>' => self.placeholder(word),
            _ => {
                self.advance_to(&[
                    '`', '\'', '‘', '’', '"', '“', '”', '$', '(', '{', '}', ',', '<', '>', ' ', '\t', '\r',
                    '\n', '|', '&', ';', ')',
                ]);
                self.literal(word, start, Literal::Plain);
            }
        }
    }

    /// `'…'`, in which a quote is written twice.
    fn powershell_single(&mut self, word: &mut RawWord<'t>) {
        const QUOTES: [char; 3] = ['\'', '‘', '’'];
        word.quoted = true;
        let opened = self.at;
        self.at += self.peek().map_or(0, char::len_utf8);
        loop {
            let start = self.at;
            self.advance_to_any(&QUOTES);
            self.literal(word, start, Literal::Quoted);
            let mut quotes = self.rest().chars().take_while(|letter| QUOTES.contains(letter));
            match (quotes.next(), quotes.next()) {
                (Some(first), Some(second)) => self.text(word, "'", first.len_utf8() + second.len_utf8()),
                (Some(first), None) => {
                    self.at += first.len_utf8();
                    return;
                }
                (None, _) => return self.break_off(opened, word),
            }
        }
    }

    /// `"…"`, in which variables are replaced and a quote is written twice.
    fn powershell_double(&mut self, word: &mut RawWord<'t>) {
        const QUOTES: [char; 3] = ['"', '“', '”'];
        word.quoted = true;
        let opened = self.at;
        self.at += self.peek().map_or(0, char::len_utf8);
        while let Some(first) = self.peek() {
            let start = self.at;
            match first {
                '`' => self.escape(word),
                '$' => self.powershell_expression(word, false),
                _ if QUOTES.contains(&first) => {
                    self.at += first.len_utf8();
                    match self.peek().filter(|next| QUOTES.contains(next)) {
                        Some(next) => {
                            let length = first.len_utf8() + next.len_utf8();
                            self.at = start;
                            self.text(word, "\"", length);
                        }
                        None => return,
                    }
                }
                _ => {
                    self.advance_to_any(&['"', '“', '”', '`', '$']);
                    self.literal(word, start, Literal::Quoted);
                }
            }
        }
        self.break_off(opened, word);
    }

    /// `$name`, `$env:NAME`, `${name}`, `$(…)`, `(…)`, `@(…)`, `@name`, `{…}`.
    fn powershell_expression(&mut self, word: &mut RawWord<'t>, many: bool) {
        let start = self.at;
        let rest = self.rest();
        let mark = rest.starts_with(['$', '@']);
        let behind = self.between(start + usize::from(mark), self.limit);
        let length = if behind.starts_with(['(', '{']) {
            match bracketed_length(behind) {
                Some(length) => length,
                None => return self.break_off(start, word),
            }
        } else {
            let is_name = |letter: char| letter.is_alphanumeric() || "_:".contains(letter);
            behind.find(|letter: char| !is_name(letter)).unwrap_or(behind.len())
        };
        if length == 0 {
            self.at += 1;
            return self.literal(word, start, Literal::Quoted);
        }
        self.unknown(word, start, start + usize::from(mark) + length, many);
    }
}

/// The length of a bracketed expression, up to the bracket that closes the first one.
fn bracketed_length(text: &str) -> Option<usize> {
    let mut open = 0_usize;
    let mut quote = None;
    for (at, letter) in text.char_indices() {
        match (quote, letter) {
            (Some(closer), _) if letter == closer => quote = None,
            (None, '\'' | '"') => quote = Some(letter),
            (None, '(' | '{') => open += 1,
            (None, ')' | '}') if open == 1 => return Some(at + 1),
            (None, ')' | '}') => open = open.saturating_sub(1),
            _ => {}
        }
    }
    None
}
