//! Closing brackets: the right one, one of the wrong kind, and none.
//!
//! A closing bracket of the wrong kind has three explanations: the right one is missing before it, it
//! was meant to be the right one, or it should not be there. The text behind it tells which: under
//! the right explanation all further brackets match, and what comes next belongs there. Missing and
//! superfluous opening brackets are told in the same way.

use super::MAX_DEPTH;
use super::faults::Raised;
use super::reader::{Frame, Kind, Open, Reader};
use crate::text::TextRange;
use crate::words::quoted;

/// How many brackets are pointed at if many are not closed.
const SHOWN: usize = 3;

impl<'t> Reader<'t, '_> {
    /// At a closing bracket. `true`: the list or object is over.
    pub(super) fn close(&mut self, frame: &mut Frame) -> bool {
        let matches = self.byte(self.at) == u8::try_from(frame.kind.closer()).ok();
        if !matches {
            return self.wrong_closer(frame);
        }
        if frame.kind == Kind::Object && self.open.len() == 1 && self.goes_on_after(self.at + 1) {
            self.closed_too_early();
            return false;
        }
        self.at += 1;
        frame.closed = true;
        true
    }

    /// Whether a document whose object seems to end before `at` has further members.
    fn goes_on_after(&mut self, at: usize) -> bool {
        let next = self.past_space(at);
        self.byte(next) == Some(b',') && self.member_at(next + 1)
    }

    #[cold]
    fn closed_too_early(&mut self) {
        let range = TextRange::new(self.at, self.at + 1);
        self.at += 1;
        self.faults
            .raise(range, || "`}` closes the document, but further members follow".to_owned())
            .label("closes the outermost object")
            .help("there is one `}` too many, here or before");
    }

    #[cold]
    fn wrong_closer(&mut self, frame: &mut Frame) -> bool {
        let at = self.at;
        if self.settled == Some(at) {
            return true;
        }
        let found = if self.byte(at) == Some(b']') { Kind::Array } else { Kind::Object };
        let depth = self.open.len();
        let owner = self.open.iter().rposition(|open| open.kind == found);
        let range = TextRange::new(at, at + 1);
        let opener = TextRange::new(frame.start, frame.start + 1);
        let (wrong, right, kind) = (found.closer(), frame.kind.closer(), frame.kind.opener());

        let missing = owner.map_or(0, |owner| self.plausibility(owner, at + 1));
        let mistaken = self.plausibility(depth - 1, at + 1);
        let superfluous = self.plausibility(depth, at + 1);
        if superfluous > missing.max(mistaken) {
            self.at += 1;
            self.faults
                .raise(range, || format!("`{wrong}` closes nothing"))
                .label("without an opening bracket")
                .related(opener, format!("this `{kind}` is still open"))
                .help("remove it");
            return false;
        }
        let Some(owner) = owner.filter(|_| missing >= mistaken) else {
            self.at += 1;
            frame.closed = true;
            self.faults
                .raise(range, || format!("`{wrong}` stands where a `{right}` belongs"))
                .label(format!("`{right}` expected"))
                .related(opener, format!("to close this `{kind}`"))
                .help(format!("write `{right}`"));
            return true;
        };
        self.settled = Some(at);
        let unclosed: Vec<Open> = self.open.iter().skip(owner + 1).rev().copied().collect();
        let raised = self.faults.raise(range, || match unclosed.len() {
            1 => format!("`{right}` is missing before `{wrong}`"),
            count => format!("{count} closing brackets are missing before `{wrong}`"),
        });
        point_at_unclosed(raised.label("closes a bracket further out"), &unclosed, "before it");
        true
    }

    /// At a colon after an element of a list: whether the list was meant to end before this element,
    /// which is the key of a member of the object around the list. Then reading goes back to the comma
    /// before it.
    #[cold]
    pub(super) fn list_ends_before_key(&mut self, frame: &mut Frame) -> bool {
        let Some(comma) = frame.comma.filter(|_| frame.kind == Kind::Array && !frame.colon) else {
            return false;
        };
        let key =
            comma + 1 + self.slice(comma + 1, self.at).bytes().take_while(u8::is_ascii_whitespace).count();
        let key_end = self.end_of_text_before(self.at);
        if self.kind_around() != Some(Kind::Object) || self.end_of_token(key) != key_end {
            return false;
        }
        // The key is read again: what is wrong with it must not be found twice.
        let name = self.slice(key, key_end);
        if !name.starts_with('"') || name.contains('\\') {
            return false;
        }
        self.bracket_is_missing(frame, TextRange::new(key, key_end), name);
        self.at = comma;
        frame.gave_back = true;
        true
    }

    /// At an opening brace where a key belongs: whether the object was meant to end before the comma
    /// there, because it stands in a list. Then reading goes back to that comma.
    #[cold]
    pub(super) fn object_ends_before(&mut self, frame: &Frame, comma: usize) -> bool {
        if frame.kind != Kind::Object || self.kind_around() != Some(Kind::Array) {
            return false;
        }
        self.bracket_is_missing(frame, TextRange::new(self.at, self.at + 1), "{");
        self.at = comma;
        true
    }

    /// The kind of what encloses the current list or object.
    fn kind_around(&self) -> Option<Kind> {
        self.open.iter().rev().nth(1).map(|open| open.kind)
    }

    fn bracket_is_missing(&mut self, frame: &Frame, before: TextRange, text: &str) {
        let (opener, closer) = (frame.kind.opener(), frame.kind.closer());
        self.faults
            .raise(before, || format!("`{closer}` is missing before {}", quoted(text)))
            .label(format!("`{closer}` expected before this"))
            .related(TextRange::new(frame.start, frame.start + 1), format!("this `{opener}` is not closed"))
            .help(format!("add `{closer}` before the comma"));
    }

    /// At the end of the text, with a list or object still open.
    #[cold]
    pub(super) fn end_within(&mut self) {
        if self.settled == Some(self.at) {
            return;
        }
        self.settled = Some(self.at);
        let text = self.text.trim_end();
        let last = text.chars().next_back().map_or(0, char::len_utf8);
        let range = TextRange::new(text.len() - last, text.len());
        let unclosed: Vec<Open> = self.open.iter().rev().copied().collect();
        let raised = self.faults.raise(range, || match unclosed.as_slice() {
            [one] => format!("the text ends before the `{}` is closed", one.kind.opener()),
            several => format!("the text ends before {} brackets are closed", several.len()),
        });
        point_at_unclosed(raised.label("the text ends here"), &unclosed, "at the end");
    }

    /// After a string that something follows which can only follow in a list or object of its own:
    /// whether the bracket that opens it is missing. If so, it is reported.
    #[cold]
    pub(super) fn opener_is_missing(&mut self, kind: Kind, string: TextRange) -> bool {
        let depth = self.open.len();
        if depth >= MAX_DEPTH
            || !self.balances(depth, Some(kind), self.at)
            || self.balances(depth, None, self.at)
        {
            return false;
        }
        let text = self.slice(string.start as usize, string.end as usize);
        let (opener, name) = match kind {
            Kind::Array => ('[', "list"),
            Kind::Object => ('{', "object"),
        };
        let help = match kind {
            Kind::Array => "put `[` before the first value of the list",
            Kind::Object => "put `{` before this key",
        };
        self.faults
            .raise(string, || {
                format!("the {name} that {} belongs to has no opening `{opener}`", quoted(text))
            })
            .label(format!("no `{opener}` opens this {name}"))
            .help(help);
        true
    }

    /// Whether leaving out the bracket that comes next makes all brackets match.
    #[cold]
    pub(super) fn opener_is_superfluous(&mut self) -> bool {
        let depth = self.open.len();
        self.balances(depth, None, self.at + 1) && !self.balances(depth, None, self.at)
    }

    /// How well the text from a place on agrees with the assumption that only the outermost `level`
    /// brackets are open there.
    fn plausibility(&mut self, level: usize, at: usize) -> u8 {
        2 * u8::from(self.balances(level, None, at)) + u8::from(self.fits(level, at))
    }

    /// Whether all brackets from a place on match to the end of the text, if only the outermost `level`
    /// brackets are open there, and one more of a kind.
    fn balances(&mut self, level: usize, inner: Option<Kind>, at: usize) -> bool {
        let rest = self.look_ahead(at);
        if at + rest.len() < self.text.len() {
            return false;
        }
        self.ahead -= rest.len();
        let mut open: Vec<Kind> = self.open.iter().take(level).map(|open| open.kind).chain(inner).collect();
        let mut in_string = false;
        let mut bytes = rest.bytes();
        while let Some(byte) = bytes.next() {
            match byte {
                b'"' => in_string = !in_string,
                b'\n' => in_string = false,
                b'\\' if in_string => {
                    bytes.next();
                }
                _ if in_string => {}
                b'[' => open.push(Kind::Array),
                b'{' => open.push(Kind::Object),
                b']' if open.pop() != Some(Kind::Array) => return false,
                b'}' if open.pop() != Some(Kind::Object) => return false,
                _ => {}
            }
        }
        open.is_empty()
    }

    /// Whether the text from a place on goes on as it should, if only the outermost `level` brackets
    /// are open there: closing brackets match, until there comes a comma and something that belongs
    /// into the list or object, or the end of the text.
    fn fits(&mut self, mut level: usize, mut at: usize) -> bool {
        loop {
            at = self.past_space(at);
            let around = level.checked_sub(1).and_then(|last| self.open.get(last)).map(|open| open.kind);
            match (self.byte(at), around) {
                (None, None) => return true,
                (Some(b'}'), Some(Kind::Object)) | (Some(b']'), Some(Kind::Array)) => {
                    level -= 1;
                    at += 1;
                }
                (Some(b','), Some(kind)) => return self.member_at(at + 1) == (kind == Kind::Object),
                _ => return false,
            }
        }
    }

    /// Whether a key and a colon come next.
    pub(super) fn member_at(&mut self, at: usize) -> bool {
        let at = self.past_space(at);
        let end = self.end_of_token(at);
        let next = self.past_space(end);
        end > at
            && matches!(self.byte(at), Some(b'"' | b'\'' | b'_' | b'$' | b'a'..=b'z' | b'A'..=b'Z'))
            && self.byte(next) == Some(b':')
    }

    /// Where the string, word or bracket that begins here ends, looking no further than its line.
    pub(super) fn end_of_token(&mut self, at: usize) -> usize {
        let rest = self.look_ahead(at);
        let Some(first) = rest.chars().next() else {
            return at;
        };
        let length = match first {
            '"' => {
                let mut escaped = false;
                let end = rest.bytes().skip(1).position(|byte| {
                    let ends = byte == b'\n' || (byte == b'"' && !escaped);
                    escaped = byte == b'\\' && !escaped;
                    ends
                });
                self.ahead = self.ahead.saturating_sub(end.unwrap_or(rest.len()));
                match end {
                    Some(end) if rest.as_bytes().get(end + 1) == Some(&b'"') => end + 2,
                    _ => 1,
                }
            }
            '{' | '[' | ']' | '}' | ',' | ':' => 1,
            _ => rest
                .char_indices()
                .skip(1)
                .find(|(_, character)| {
                    character.is_whitespace() || matches!(character, '{' | '[' | ']' | '}' | ',' | ':' | '"')
                })
                .map_or(rest.len(), |(end, _)| end),
        };
        self.ahead = self.ahead.saturating_sub(length);
        at + length
    }

    /// The next place that is not white space.
    pub(super) fn past_space(&mut self, at: usize) -> usize {
        let rest = self.look_ahead(at);
        let space = rest.len() - rest.trim_ascii_start().len();
        self.ahead = self.ahead.saturating_sub(space + 1);
        at + space
    }

    /// The text from here on, as far as it may still be looked at. Whoever looks says how far, by
    /// lowering `ahead`.
    pub(super) fn look_ahead(&mut self, at: usize) -> &'t str {
        if self.faults.exhausted() {
            self.ahead = 0;
        }
        let mut end = at.saturating_add(self.ahead).min(self.text.len());
        while !self.text.is_char_boundary(end) {
            end -= 1;
        }
        self.text.get(at..end).unwrap_or_default()
    }
}

/// Points at brackets that are not closed, innermost first, and says what would close them.
fn point_at_unclosed(mut raised: Raised<'_>, unclosed: &[Open], place: &str) {
    for open in unclosed.iter().take(SHOWN) {
        let bracket = TextRange::new(open.start, open.start + 1);
        raised = raised.related(bracket, format!("this `{}` is not closed", open.kind.opener()));
    }
    let closers: String = unclosed.iter().map(|open| open.kind.closer()).collect();
    raised.help(format!("add {} {place}", quoted(&closers)));
}
