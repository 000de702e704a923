//! White space, and what only looks like it.

use super::reader::Reader;
use crate::text::TextRange;
use crate::words::is_invisible;

impl Reader<'_, '_> {
    #[inline]
    pub(super) fn skip_space(&mut self) {
        let bytes = self.text.as_bytes();
        loop {
            match bytes.get(self.at) {
                Some(b' ' | b'\n' | b'\r' | b'\t') => self.at += 1,
                Some(b'!'..=b'"' | b'$'..=b'.' | b'0'..=b'~') | None => return,
                Some(_) => {
                    if !self.skip_odd_space() {
                        return;
                    }
                }
            }
        }
    }

    /// Passes over what only looks like white space: comments, and characters that JSON does not
    /// count. `false` if there is none.
    #[cold]
    fn skip_odd_space(&mut self) -> bool {
        let start = self.at;
        let rest = self.rest(start);
        if rest.starts_with("/*") {
            return self.skip_block_comment();
        }
        if rest.starts_with("//") || rest.starts_with('#') {
            let line = rest.split(['\n', '\r']).next().unwrap_or_default().trim_end();
            self.at += line.len();
            self.comment(start);
            return true;
        }
        let is_odd = |character: char| {
            (character.is_whitespace() || is_invisible(character))
                && !matches!(character, ' ' | '\n' | '\r' | '\t')
        };
        let odd = rest.len() - rest.trim_start_matches(is_odd).len();
        if odd == 0 {
            return false;
        }
        self.at += odd;
        let first = rest.chars().next().map_or(0, u32::from);
        self.faults
            .raise(TextRange::new(start, self.at), || format!("U+{first:04X} is not white space in JSON"))
            .label("looks like a space, or like nothing")
            .help("replace it by a plain space");
        true
    }

    fn skip_block_comment(&mut self) -> bool {
        let start = self.at;
        if let Some(length) = self.rest(start + 2).find("*/") {
            self.at = start + 2 + length + 2;
            self.comment(start);
        } else {
            self.at = self.text.len();
            self.settled = Some(self.at);
            self.faults
                .raise(TextRange::new(start, start + 2), || {
                    "a comment is not closed, and JSON has no comments".to_owned()
                })
                .label("what follows is not read")
                .help("remove the comment");
        }
        true
    }

    fn comment(&mut self, start: usize) {
        let range = TextRange::new(start, self.at);
        self.faults
            .raise(range, || "JSON has no comments".to_owned())
            .label("a comment")
            .help("remove it, and keep such notes outside the document");
    }
}
