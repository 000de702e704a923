//! Strings: in their own quotes, in other quotes, with a quote missing.

use std::borrow::Cow;

use memchr::memchr2;

use super::reader::{Place, Quoted, Reader};
use super::words::{is_typographic_double, is_typographic_quote, is_typographic_single};
use crate::text::TextRange;
use crate::words::quoted;

/// What a quote inside a string turned out to be.
enum Inner {
    /// The opening quote of the next string: this one should have ended here.
    OpensNext(usize),
    /// Part of the text; the string really ends with the quote here.
    Unescaped(usize),
    /// The end of the string after all; something that does not belong follows.
    Closes,
}

impl<'t> Reader<'t, '_> {
    /// The string in double quotes that begins at the next byte.
    #[inline]
    pub(super) fn string(&mut self, place: Place) -> Quoted<'t> {
        let start = self.at;
        let from = start + 1;
        let bytes = self.text.as_bytes().get(from..).unwrap_or_default();
        // Two bytes are looked for many at a time, and so is it found out that no control character is before them.
        let plain = memchr2(b'"', b'\\', bytes).unwrap_or(bytes.len());
        let text = bytes.get(..plain).unwrap_or_default();
        let has_control = text.iter().fold(false, |found, byte| found | matches!(byte, 0..=0x1f));
        let control = if has_control { text.iter().position(|byte| *byte < b' ') } else { None };
        let stop = from + control.unwrap_or(plain);
        if self.byte(stop) == Some(b'"') && !self.wordish(stop + 1) && self.byte(stop + 1) != Some(b'"') {
            self.at = stop + 1;
            return Quoted {
                range: TextRange::new(start, self.at),
                text: Cow::Borrowed(self.slice(from, stop)),
                known: true,
            };
        }
        self.odd_string(start, stop, place)
    }

    /// A string with an escape, a control character or a quote out of place; `at` is the first.
    fn odd_string(&mut self, start: usize, mut at: usize, place: Place) -> Quoted<'t> {
        let from = start + 1;
        let mut control = None;
        // Line breaks before this place are part of the string.
        let mut goes_on_to = 0;
        // A backslash before a line break is a fault of its own, and the only one there.
        let mut escaped_break = 0;
        let end = loop {
            match self.byte(at) {
                None => return self.unclosed_string(start, at, place),
                Some(b'"') if self.byte(at + 1) == Some(b'"') && self.can_follow(at + 2, place) => {
                    return self.doubled_quote(start, at);
                }
                Some(b'"') if !self.wordish(at + 1) => break at,
                Some(b'"') => match self.quote_inside(from, at, place) {
                    Inner::OpensNext(end) => return self.missing_quote(start, end, place),
                    Inner::Unescaped(end) => return self.unescaped_quote(start, at, end),
                    Inner::Closes => break at,
                },
                Some(b'\\') => {
                    let line_break = matches!(self.byte(at + 1), None | Some(b'\n' | b'\r'));
                    at += if line_break { 1 } else { 2 };
                    escaped_break = if line_break { at } else { escaped_break };
                }
                Some(byte @ (b'\n' | b'\r')) if at >= goes_on_to => {
                    let is_break = byte == b'\n' || self.byte(at + 1) == Some(b'\n');
                    if is_break {
                        let Some(quote) = self.string_goes_on(at, place) else {
                            return self.unclosed_string(start, at, place);
                        };
                        goes_on_to = quote;
                    }
                    if at != escaped_break {
                        control = control.or(Some(at));
                    }
                    at += if is_break && byte == b'\r' { 2 } else { 1 };
                }
                Some(0..=0x1f) => {
                    control = control.or(Some(at));
                    at += 1;
                }
                Some(_) => at += 1,
            }
        };
        self.at = end + 1;
        if let Some(control) = control {
            self.raw_control(control);
        }
        let (text, clean) = self.decode(from, end, true);
        Quoted { range: TextRange::new(start, self.at), text, known: clean && control.is_none() }
    }

    /// Tells what the quote is that stands in a string (whose text begins at `from`) with a word right
    /// after it.
    fn quote_inside(&mut self, from: usize, quote: usize, place: Place) -> Inner {
        let is_separator = |character: char| {
            matches!(character, ' ' | '\t' | '\n' | '\r' | ',' | ':' | '[' | '{' | ']' | '}')
        };
        let text = self.slice(from, quote);
        let string = text.trim_end_matches(is_separator);
        let separators = text.get(string.len()..).unwrap_or_default().trim_ascii();
        let begins_well = match place {
            Place::Key => separators.starts_with(':'),
            Place::Value => separators.starts_with([',', ']', '}']),
        };
        if place == Place::Key && separators.ends_with([',', '[', '{']) {
            let end = key_end(text);
            if end < string.len() {
                return Inner::OpensNext(from + end);
            }
        }
        if begins_well && separators.ends_with([',', ':', '[', '{']) {
            return Inner::OpensNext(from + string.len());
        }
        // The closing quote is the first on this line that something follows which can follow.
        let rest = self.look_ahead(quote + 1);
        let mut escaped = false;
        for (offset, byte) in rest.bytes().take_while(|byte| *byte != b'\n').enumerate() {
            self.ahead = self.ahead.saturating_sub(1);
            if byte == b'"' && !escaped {
                let at = quote + 1 + offset;
                if self.can_follow(at + 1, place) {
                    return Inner::Unescaped(at);
                }
                let next = self.past_space(at + 1);
                if self.byte(next) == Some(b':') {
                    break;
                }
            }
            escaped = byte == b'\\' && !escaped;
        }
        Inner::Closes
    }

    /// Whether a string that ends before `at` is followed by what can follow it.
    fn can_follow(&mut self, at: usize, place: Place) -> bool {
        let rest = self.rest(at).as_bytes();
        let space = rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\r')).count();
        self.ahead = self.ahead.saturating_sub(space);
        match rest.get(space) {
            None => true,
            Some(byte) if place == Place::Key => *byte == b':',
            Some(byte) => matches!(byte, b',' | b']' | b'}' | b'\n'),
        }
    }

    /// Whether a string goes on after the line break at `at`: then the next quote, which closes it.
    /// Else its closing quote is missing, and the next quote opens another string.
    fn string_goes_on(&mut self, at: usize, place: Place) -> Option<usize> {
        let rest = self.look_ahead(at);
        let between = rest.split('"').next().filter(|between| between.len() < rest.len());
        self.ahead = self.ahead.saturating_sub(between.unwrap_or(rest).len());
        let between = between?;
        let quote = at + between.len();
        if between.ends_with('\\') {
            return Some(quote);
        }
        let text = between.trim();
        let only_separators = text.bytes().all(|byte| {
            byte.is_ascii_whitespace() || matches!(byte, b',' | b':' | b'[' | b'{' | b']' | b'}')
        });
        if !text.is_empty() && (only_separators || text.ends_with([',', ':', '[', '{'])) {
            return None;
        }
        self.can_follow(quote + 1, place).then_some(quote)
    }

    /// A string without a closing quote, on a line that ends at `line_end`.
    #[cold]
    fn unclosed_string(&mut self, start: usize, line_end: usize, place: Place) -> Quoted<'t> {
        let from = start + 1;
        let line = self.slice(from, line_end);
        if let Some((end, character)) =
            line.char_indices().find(|(_, character)| is_typographic_double(*character))
        {
            return self.typographic_end(start, from + end, character);
        }
        let separators = [' ', '\t', '\r', ',', ']', '}', ':'];
        let stripped = line.trim_end_matches(separators);
        if let Some(text) = stripped.strip_suffix("\\\"")
            && !text.contains("\\\"")
            && (stripped.len() < line.len() || line_end < self.text.len())
        {
            return self.escaped_end(start, from + text.len());
        }
        let end = match place {
            Place::Key => key_end(line),
            Place::Value => value_end(line),
        };
        let behind = self.slice(from + end, line_end);
        let reaches_end =
            line_end == self.text.len() && behind.trim_matches([' ', '\t', ',', ':']).is_empty();
        let string = self.missing_quote(start, from + end, place);
        if reaches_end {
            // The text was cut off: that brackets are open as well is no fault of its own.
            self.settled = Some(line_end);
        }
        string
    }

    /// A string whose closing quote is missing at `end`.
    #[cold]
    fn missing_quote(&mut self, start: usize, end: usize, place: Place) -> Quoted<'t> {
        let text = self.slice(start + 1, end);
        if let Some(quote) = text.chars().next_back().filter(|last| is_typographic_double(*last)) {
            return self.typographic_end(start, end - quote.len_utf8(), quote);
        }
        self.at = end;
        let range = TextRange::new(start, end);
        let shown = self.slice(start, end);
        self.faults
            .raise(range, || format!("the string {} is not closed", quoted(shown)))
            .label("no `\"` closes this string")
            .help("put a `\"` at its end");
        // A key that was cut where it most likely ends is as good as any; a value is not.
        Quoted { range, text: Cow::Borrowed(text), known: place == Place::Key }
    }

    #[cold]
    fn typographic_end(&mut self, start: usize, end: usize, quote: char) -> Quoted<'t> {
        self.at = end + quote.len_utf8();
        let range = TextRange::new(start, self.at);
        let shown = self.slice(start, self.at);
        self.faults
            .raise(TextRange::new(end, self.at), || {
                format!("the string {} ends with a typographic quote", quoted(shown))
            })
            .label("not a `\"`")
            .help("write straight double quotes");
        let (text, known) = self.decode(start + 1, end, false);
        Quoted { range, text, known }
    }

    #[cold]
    fn escaped_end(&mut self, start: usize, end: usize) -> Quoted<'t> {
        self.at = end + 2;
        let range = TextRange::new(start, self.at);
        let shown = self.slice(start, self.at);
        self.faults
            .raise(TextRange::new(end, self.at), || {
                format!("the closing quote of {} is escaped", quoted(shown))
            })
            .label("the `\\` makes the quote a part of the string")
            .help("write `\\\\` for a backslash at the end of a string");
        Quoted { range, text: Cow::Borrowed(self.slice(start + 1, end)), known: false }
    }

    #[cold]
    fn unescaped_quote(&mut self, start: usize, quote: usize, end: usize) -> Quoted<'t> {
        self.at = end + 1;
        let range = TextRange::new(start, self.at);
        let shown = self.slice(start, self.at);
        self.faults
            .raise(TextRange::new(quote, quote + 1), || {
                format!("a quote inside the string {} is not escaped", quoted(shown))
            })
            .label("ends the string")
            .help("write `\\\"` for a quote inside a string");
        Quoted { range, text: Cow::Borrowed(self.slice(start + 1, end)), known: false }
    }

    #[cold]
    fn doubled_quote(&mut self, start: usize, end: usize) -> Quoted<'t> {
        self.at = end + 2;
        let range = TextRange::new(start, self.at);
        let shown = self.slice(start, self.at);
        self.faults
            .raise(TextRange::new(end + 1, self.at), || {
                format!("the string {} has one quote too many", quoted(shown))
            })
            .label("the quote before this one closes the string")
            .help("remove one of the two quotes");
        let (text, known) = self.decode(start + 1, end, false);
        Quoted { range, text, known }
    }

    #[cold]
    fn raw_control(&mut self, at: usize) {
        let byte = self.byte(at).unwrap_or_default();
        let length = if byte == b'\r' && self.byte(at + 1) == Some(b'\n') { 2 } else { 1 };
        let (name, escape) = match byte {
            b'\n' | b'\r' => ("a line break".to_owned(), "\\n".to_owned()),
            b'\t' => ("a tab".to_owned(), "\\t".to_owned()),
            other => (format!("the control character U+{other:04X}"), format!("\\u{other:04x}")),
        };
        self.faults
            .raise(TextRange::new(at, at + length), || format!("{name} stands inside a string"))
            .label("control characters must be escaped")
            .help(format!("write `{escape}`, or remove it"));
    }

    /// The text of a string from `from` to `end`, decoded; and whether all of it could be. What could
    /// not be decoded stays as it is written. Strings in single quotes, whose faults are not reported
    /// here, may have `\'` too.
    pub(super) fn decode(&mut self, from: usize, end: usize, report: bool) -> (Cow<'t, str>, bool) {
        let raw = self.slice(from, end);
        if !raw.contains('\\') {
            return (Cow::Borrowed(raw), true);
        }
        let mut text = String::with_capacity(raw.len());
        let mut clean = true;
        let mut at = 0;
        while let Some(plain) = raw.get(at..).and_then(|rest| rest.split('\\').next()) {
            text.push_str(plain);
            at += plain.len();
            let Some(escape) = raw.get(at..).filter(|escape| !escape.is_empty()) else {
                break;
            };
            let (character, length) = unescape(escape);
            let written = escape.get(..length).unwrap_or(escape);
            if let Some(character) = character {
                text.push(character);
            } else if !report && written == "\\'" {
                text.push('\'');
            } else {
                clean = false;
                text.push_str(written);
                if report {
                    self.bad_escape(from + at, written);
                }
            }
            at += written.len();
        }
        (Cow::Owned(text), clean)
    }

    #[cold]
    fn bad_escape(&mut self, at: usize, escape: &str) {
        let range = TextRange::new(at, at + escape.len());
        let shown = quoted(escape);
        if escape.ends_with(['\n', '\r']) {
            self.faults
                .raise(range, || "a string goes on in the next line, with a backslash at the end of this one")
                .label("an escaped line break")
                .help("write the string in one line");
            return;
        }
        let (message, label, help) = match (escape.starts_with("\\u"), escape.len()) {
            (true, 6) => (
                format!("{shown} is only half of a surrogate pair"),
                "no character by itself",
                "write both halves, such as `\\ud83d\\ude00`, or the character itself",
            ),
            (true, _) => (
                format!("{shown} has fewer than four hexadecimal digits"),
                "not a character",
                "write `\\u` and four digits, or `\\\\u` for a backslash",
            ),
            (false, _) => (
                format!("{shown} is not an escape that JSON has"),
                "unknown escape",
                "write `\\\\` for a backslash",
            ),
        };
        self.faults.raise(range, || message).label(label).help(help);
    }

    /// A string in quotes that JSON does not have. `None` if no such quote comes next.
    pub(super) fn other_quotes(&mut self, place: Place) -> Option<Quoted<'t>> {
        let start = self.at;
        let open =
            self.character().filter(|open| matches!(open, '\'' | '`') || is_typographic_quote(*open))?;
        let from = start + open.len_utf8();
        let closes = |character: char| match open {
            '\'' | '`' => character == open,
            _ if is_typographic_single(open) => is_typographic_single(character) || character == '\'',
            _ => is_typographic_double(character) || character == '"',
        };
        let rest = self.look_ahead(from);
        let end = self.closing_quote(from, rest, closes, place);
        let Some((end, after)) = end else {
            let line = rest.split('\n').next().unwrap_or_default();
            let end = match place {
                Place::Key => key_end(line),
                Place::Value => value_end(line),
            };
            let string = self.missing_quote(start, from + end, place);
            return Some(Quoted { text: Cow::Borrowed(self.slice(from, from + end)), ..string });
        };
        self.at = after;
        let range = TextRange::new(start, after);
        let shown = self.slice(start, after);
        let kind = match open {
            '\'' => "single",
            '`' => "backward",
            _ => "typographic",
        };
        self.faults
            .raise(range, || match kind {
                "backward" => "a string is in backward quotes".to_owned(),
                kind => format!("{} is in {kind} quotes", quoted(shown)),
            })
            .label("not in straight double quotes")
            .help("strings stand in `\"`");
        let (text, known) = self.decode(from, end, false);
        Some(Quoted { range, text, known })
    }

    /// The closing quote on a line, and the place after it: the first that something follows which
    /// can follow a string, else the first.
    fn closing_quote(
        &mut self,
        from: usize,
        rest: &str,
        closes: impl Fn(char) -> bool,
        place: Place,
    ) -> Option<(usize, usize)> {
        let mut first = None;
        let mut escaped = false;
        for (offset, character) in rest.char_indices().take_while(|(_, character)| *character != '\n') {
            self.ahead = self.ahead.saturating_sub(character.len_utf8());
            if closes(character) && !escaped {
                let end = from + offset;
                let after = end + character.len_utf8();
                if self.can_follow(after, place) {
                    return Some((end, after));
                }
                first = first.or(Some((end, after)));
            }
            escaped = character == '\\' && !escaped;
        }
        first
    }
}

/// Where a key without a closing quote ends: before the colon that a value can follow.
fn key_end(line: &str) -> usize {
    let colon = line.match_indices(':').map(|(at, _)| at).find(|at| {
        let rest = line.get(at + 1..).unwrap_or_default();
        rest.trim_ascii_start().is_empty() || rest.starts_with([' ', '\t', '[', '{', '"'])
    });
    colon.map_or_else(|| value_end(line), |colon| line.get(..colon).unwrap_or_default().trim_end().len())
}

/// Where a value without a closing quote ends: before the commas and closing brackets at the end of
/// its line, unless the text itself opens these brackets (`${aws:username}`).
fn value_end(line: &str) -> usize {
    let count = |bracket| line.bytes().filter(|byte| *byte == bracket).count();
    let mut square = count(b']').saturating_sub(count(b'['));
    let mut curly = count(b'}').saturating_sub(count(b'{'));
    let mut text = line.trim_end();
    loop {
        let shorter = if let Some(text) = text.strip_suffix(',') {
            text
        } else if let Some(text) = text.strip_suffix(']').filter(|_| square > 0) {
            square -= 1;
            text
        } else if let Some(text) = text.strip_suffix('}').filter(|_| curly > 0) {
            curly -= 1;
            text
        } else {
            return text.len();
        };
        text = shorter.trim_end();
    }
}

/// The character that an escape stands for, if any, and how long the escape is.
fn unescape(escape: &str) -> (Option<char>, usize) {
    let Some(kind) = escape.chars().nth(1) else {
        return (None, escape.len());
    };
    let character = match kind {
        '"' | '\\' | '/' => kind,
        'b' => '\u{8}',
        'f' => '\u{c}',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'u' => return unescape_unicode(escape),
        other => return (None, 1 + other.len_utf8()),
    };
    (Some(character), 2)
}

fn unescape_unicode(escape: &str) -> (Option<char>, usize) {
    let digits = |at: usize| {
        let digits =
            escape.get(at..at + 4).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
        u32::from_str_radix(digits, 16).ok()
    };
    let Some(first) = digits(2) else {
        let given = escape.bytes().skip(2).take_while(u8::is_ascii_hexdigit).count();
        return (None, 2 + given);
    };
    if !(0xD800..0xDC00).contains(&first) {
        return (char::from_u32(first), 6);
    }
    let second = escape.get(6..8).filter(|mark| *mark == "\\u").and_then(|_| digits(8));
    match second {
        Some(second @ 0xDC00..0xE000) => {
            (char::from_u32(0x1_0000 + ((first - 0xD800) << 10) + (second - 0xDC00)), 12)
        }
        _ => (None, 6),
    }
}
