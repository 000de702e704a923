//! Texts and places in them.
//!
//! Everything that is read becomes a [`Source`] in one append-only store, so that a [`Span`] is
//! three numbers and models can borrow from the text for as long as the run lasts. Offsets are
//! bytes from 0, lines and columns count from 1, columns count Unicode code points.

use std::cell::OnceCell;
use std::rc::Rc;

use elsa::FrozenVec;
use memchr::memchr_iter;

/// The name of a source within one run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SourceId(u32);

/// A range of bytes in some text; `end` is exclusive.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TextRange {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl TextRange {
    /// The range from `start` to `end`, both byte offsets.
    ///
    /// Offsets beyond `u32` saturate; [`Sources::add`] refuses texts for which that could matter.
    pub fn new(start: usize, end: usize) -> Self {
        Self { start: saturate(start), end: saturate(end) }
    }

    /// The same range, as a place in `source`.
    pub fn of(self, source: SourceId) -> Span {
        Span { source, start: self.start, end: self.end }
    }
}

/// A range of bytes in a source; `end` is exclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// The text it lies in.
    pub source: SourceId,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The place without its source.
    pub fn range(self) -> TextRange {
        TextRange { start: self.start, end: self.end }
    }
}

/// A line and a column, both from 1; the column counts Unicode code points.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1, in code points.
    pub column: u32,
}

/// One text: a file, standard input, a command line, or a document inside another document.
#[derive(Debug)]
pub struct Source {
    id: SourceId,
    name: String,
    text: Rc<String>,
    within: Option<Span>,
    lines: OnceCell<LineIndex>,
}

impl Source {
    /// Its name within this run.
    pub fn id(&self) -> SourceId {
        self.id
    }

    /// What people call it: a path, `<command>`, `<stdin>`, or `file.json#/Policy` for a document
    /// inside a document.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The whole text as a range.
    pub fn range(&self) -> TextRange {
        TextRange::new(0, self.text.len())
    }

    /// Where this text was found inside another source, if it was: the string that holds it.
    pub fn within(&self) -> Option<Span> {
        self.within
    }

    /// The text of a range; what lies outside the text, or cuts a character, gives `""`.
    pub fn slice(&self, range: TextRange) -> &str {
        self.text.get(range.start as usize..range.end as usize).unwrap_or_default()
    }

    /// The line and column of a byte offset. An offset past the end counts as the end.
    pub fn position(&self, offset: u32) -> Position {
        self.index().position(&self.text, offset)
    }

    /// The bytes of a line (from 1) without its line break, or the empty range at the end of the
    /// text if there is no such line.
    pub fn line(&self, line: u32) -> TextRange {
        self.index().line(&self.text, line)
    }

    /// How many lines there are; an empty text has one.
    pub fn line_count(&self) -> u32 {
        saturate(self.index().starts.len())
    }

    fn index(&self) -> &LineIndex {
        self.lines.get_or_init(|| LineIndex::new(&self.text))
    }
}

/// Every text of a run. Texts are only ever added.
#[derive(Default)]
pub struct Sources {
    all: FrozenVec<Box<Source>>,
}

impl Sources {
    /// The longest text that can be kept, in bytes.
    pub const MAX_LENGTH: usize = u32::MAX as usize - 1;

    /// An empty store.
    pub fn new() -> Self {
        Self::default()
    }

    /// Keeps a text under a name.
    ///
    /// A text longer than [`Self::MAX_LENGTH`] is cut to nothing: callers that read files refuse
    /// such a file before.
    pub fn add(&self, name: impl Into<String>, text: impl Into<String>) -> &Source {
        let mut text = text.into();
        if text.len() > Self::MAX_LENGTH {
            text.clear();
        }
        self.push(name.into(), Rc::new(text), None)
    }

    /// Keeps a text that was found, encoded, in a string of another source.
    pub fn add_within(&self, name: impl Into<String>, text: impl Into<String>, within: Span) -> &Source {
        self.push(name.into(), Rc::new(text.into()), Some(within))
    }

    /// A second name for a text that is there already: a document that stands, unencoded, inside
    /// another one. Offsets, lines and columns stay those of the whole text.
    pub fn add_view(&self, name: impl Into<String>, of: &Source) -> &Source {
        self.push(name.into(), Rc::clone(&of.text), None)
    }

    /// The source of an id that this store gave out.
    pub fn get(&self, id: SourceId) -> Option<&Source> {
        self.all.get(id.0 as usize)
    }

    /// The name of the source of a span.
    pub fn name(&self, id: SourceId) -> &str {
        self.get(id).map_or("", Source::name)
    }

    /// The text that a span covers.
    pub fn slice(&self, span: Span) -> &str {
        self.get(span.source).map_or("", |source| source.slice(span.range()))
    }

    fn push(&self, name: String, text: Rc<String>, within: Option<Span>) -> &Source {
        let id = SourceId(saturate(self.all.len()));
        self.all.push_get(Box::new(Source { id, name, text, within, lines: OnceCell::new() }))
    }
}

/// Where lines begin, and how many characters lie before every [`LineIndex::STEP`]th byte, so that
/// a column far out on a very long line costs no more than one near its start.
#[derive(Debug)]
struct LineIndex {
    starts: Vec<u32>,
    characters: Vec<u32>,
}

impl LineIndex {
    const STEP: usize = 1024;

    fn new(text: &str) -> Self {
        let bytes = text.as_bytes();
        let starts = std::iter::once(0).chain(memchr_iter(b'\n', bytes).map(|at| saturate(at + 1))).collect();
        let mut characters = Vec::with_capacity(bytes.len() / Self::STEP + 2);
        let mut count = 0;
        for block in bytes.chunks(Self::STEP) {
            characters.push(count);
            count += count_characters(block);
        }
        characters.push(count);
        Self { starts, characters }
    }

    fn position(&self, text: &str, offset: u32) -> Position {
        let offset = offset.min(saturate(text.len()));
        let line = self.starts.partition_point(|start| *start <= offset).max(1);
        let start = self.starts.get(line - 1).copied().unwrap_or_default();
        let column = self.characters_before(text, offset) - self.characters_before(text, start) + 1;
        Position { line: saturate(line), column }
    }

    fn characters_before(&self, text: &str, offset: u32) -> u32 {
        let block = offset as usize / Self::STEP;
        let before = self.characters.get(block).copied().unwrap_or_default();
        let rest = text.as_bytes().get(block * Self::STEP..offset as usize).unwrap_or_default();
        before + count_characters(rest)
    }

    fn line(&self, text: &str, line: u32) -> TextRange {
        let at = line.saturating_sub(1) as usize;
        let Some(start) = self.starts.get(at).copied() else {
            return TextRange::new(text.len(), text.len());
        };
        let end = self.starts.get(at + 1).map_or(text.len(), |next| *next as usize - 1);
        let line = text.get(start as usize..end).unwrap_or_default();
        let line = line.strip_suffix('\r').unwrap_or(line);
        TextRange::new(start as usize, start as usize + line.len())
    }
}

/// How many characters begin in a stretch of a text.
fn count_characters(bytes: &[u8]) -> u32 {
    // Nearly all texts are plain, which is found out many bytes at once.
    let is_start = |byte: &&u8| **byte & 0b1100_0000 != 0b1000_0000;
    saturate(if bytes.is_ascii() { bytes.len() } else { bytes.iter().filter(is_start).count() })
}

fn saturate(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
