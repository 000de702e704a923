//! Commas and colons: one too many, one missing, and what other languages use instead.

use super::reader::{After, Frame, Kind, Place, Reader};
use crate::text::TextRange;
use crate::words::quoted;

impl Reader<'_, '_> {
    #[cold]
    pub(super) fn trailing_comma(&mut self, comma: usize) {
        let closer = self.character().unwrap_or_default();
        self.faults
            .raise(TextRange::new(comma, comma + 1), || {
                format!("a comma stands before `{closer}` with nothing after it")
            })
            .label("trailing comma")
            .help("remove the comma");
    }

    #[cold]
    pub(super) fn extra_comma(&mut self, after: After) {
        if matches!(after, After::Reported) {
            return;
        }
        self.faults
            .raise(TextRange::new(self.at, self.at + 1), || "a comma stands where a value belongs".to_owned())
            .label("nothing stands before this comma")
            .help("remove the comma");
    }

    #[cold]
    pub(super) fn missing_comma(&mut self) {
        let first = self.character().map_or(0, char::len_utf8);
        let end = self.end_of_token(self.at).max(self.at + first);
        let token = self.slice(self.at, end);
        self.faults
            .raise(TextRange::new(self.at, end), || format!("a comma is missing before {}", quoted(token)))
            .label("no `,` before this")
            .help("put a `,` after the value before it");
    }

    /// A separator that another language uses.
    #[cold]
    pub(super) fn separator(&mut self, found: &str, meant: &str) {
        let range = TextRange::new(self.at, self.at + found.len());
        self.at += found.len();
        self.faults
            .raise(range, || format!("`{found}` stands where a `{meant}` belongs"))
            .label("not a separator of JSON")
            .help(format!("write `{meant}`"));
    }

    /// A colon without a key: in a list, or after a value.
    #[cold]
    pub(super) fn stray_colon(&mut self, frame: &mut Frame) {
        let range = TextRange::new(self.at, self.at + 1);
        self.at += 1;
        if frame.kind == Kind::Array {
            if !frame.colon {
                frame.colon = true;
                self.faults
                    .raise(range, || "a `:` stands in a list".to_owned())
                    .label("only objects have keys")
                    .help("write `{` and `}` around keys and values, or `,` between values");
            }
            frame.after = After::Reported;
            return;
        }
        self.faults
            .raise(range, || "a `:` has no key before it".to_owned())
            .label("no key stands before this")
            .help("give the value a key of its own");
        self.skip_space();
        if !matches!(self.byte(self.at), None | Some(b',' | b':' | b';' | b'}' | b']')) {
            self.value();
        }
        frame.after = After::Value;
    }

    /// Text that belongs nowhere; it is passed over.
    #[cold]
    pub(super) fn unexpected(&mut self, place: Place) {
        let start = self.at;
        if self.byte(start) == Some(b'\\') && self.byte(start + 1) == Some(b'"') {
            return self.give_up_on_escaped_text();
        }
        let (word, _) = self.word(place);
        let range = TextRange::new(start, self.at);
        self.faults
            .raise(range, || format!("unexpected {}", quoted(word)))
            .label("this does not belong here")
            .help("remove it, or put it in quotes");
    }

    /// `\"` outside a string: the whole text is the inside of a string. Nothing good would come of
    /// reading on.
    #[cold]
    pub(super) fn give_up_on_escaped_text(&mut self) {
        self.faults
            .raise(TextRange::new(self.at, self.at + 2), || {
                "`\\\"` stands outside a string: this is JSON that has been encoded as a string".to_owned()
            })
            .label("an escaped quote; what follows is not read")
            .help("decode it (`jq fromjson`), or replace each `\\\"` by `\"`");
        self.at = self.text.len();
        self.settled = Some(self.at);
    }
}
