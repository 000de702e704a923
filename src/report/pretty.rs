//! Findings for people: what, where with the text underlined, why, and what to do.
//!
//! The only module that knows miette. Of miette it uses the drawing of snippets; the excerpts that
//! are drawn, the headings and what stands below them are made here, so that what a file holds
//! cannot reach the terminal, and a finding costs the same in a large file as in a small one.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::io;

use miette::{
    GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents, SourceSpan,
    SpanContents, ThemeCharacters, ThemeStyles,
};

use super::Style;
use super::escape::Visible;
use super::excerpt::{CONTEXT, Excerpt, Frame, Mark};
use super::palette::Palette;
use crate::lint::{Report, Reported};
use crate::rule::{Label, Level};
use crate::text::{Source, SourceId, Sources};

mod groups;
mod summary;

use groups::{MAX_RELATED, groups};
use summary::counted;
pub use summary::summary;

/// Documents are found in documents in documents at most so deep.
const MAX_DEPTH: usize = 8;

/// Writes the findings, a blank line after each.
///
/// # Errors
///
/// Whatever the writer fails with.
pub fn write(report: &Report, style: &Style, out: &mut dyn io::Write) -> io::Result<()> {
    let mut painter = Painter::new(report.sources, *style);
    for reported in &report.findings {
        painter.finding(reported, out)?;
        writeln!(out)?;
    }
    Ok(())
}

/// Draws places that no finding is about, as those of findings are drawn.
pub(super) struct Places<'a>(Painter<'a>);

impl<'a> Places<'a> {
    pub(super) fn new(sources: &'a Sources, style: Style) -> Self {
        Self(Painter::new(sources, style))
    }

    /// Draws a place in the colour of a level.
    pub(super) fn draw(&mut self, label: &Label, level: Level, out: &mut dyn io::Write) -> io::Result<()> {
        match self.0.sources.get(label.span.source) {
            Some(source) => self.0.snippet(source, &[Mark::new(source, label, true)], level, out),
            None => Ok(()),
        }
    }

    /// Writes a word and some lines beside it.
    pub(super) fn aside(&self, word: &str, text: &str, out: &mut dyn io::Write) -> io::Result<()> {
        self.0.aside(word, text, out)
    }
}

/// Draws findings one after the other.
struct Painter<'a> {
    sources: &'a Sources,
    style: Style,
    palette: Palette,
    /// miette colours the labels of a snippet by their order, and the place of the finding itself is
    /// to have the colour of its level: a handler for each way in which that comes out.
    handlers: BTreeMap<Colouring, GraphicalReportHandler>,
    /// The rules whose page has been pointed to.
    introduced: BTreeSet<&'static str>,
    drawn: String,
}

/// How many labels a snippet has, which of them is the place of the finding, and its level.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Colouring {
    labels: usize,
    primary: Option<usize>,
    level: Level,
}

impl<'a> Painter<'a> {
    fn new(sources: &'a Sources, style: Style) -> Self {
        Self {
            sources,
            style,
            palette: Palette::new(style.color),
            handlers: BTreeMap::new(),
            introduced: BTreeSet::new(),
            drawn: String::new(),
        }
    }

    fn finding(&mut self, reported: &Reported, out: &mut dyn io::Write) -> io::Result<()> {
        let Reported { finding, level, .. } = reported;
        let heading = format!("{level}[{}]", finding.rule.id);
        let message = format!(": {}", Visible(&finding.message));
        writeln!(
            out,
            "{}{}",
            self.palette.level(Some(*level)).style(heading),
            self.palette.strong.style(message)
        )?;

        let groups = groups(self.sources, finding);
        for (source, marks) in &groups {
            self.snippet(source, marks, *level, out)?;
        }

        if let Some(left) = finding.related.len().checked_sub(MAX_RELATED).filter(|left| *left > 0) {
            self.aside("also", &format!("{}, left out here", counted(left, "more place", "s")), out)?;
        }
        if let Some(help) = &finding.help {
            self.aside("help", help, out)?;
        }
        let mut told = BTreeSet::new();
        for (source, _) in &groups {
            self.provenance(source, &mut told, out)?;
        }
        if self.introduced.insert(finding.rule.id) {
            self.aside("more", &format!("copylint explain {}", finding.rule.id), out)?;
        }
        Ok(())
    }

    /// Draws a part of a source with what is marked in it.
    fn snippet(
        &mut self,
        source: &Source,
        marks: &[Mark],
        level: Level,
        out: &mut dyn io::Write,
    ) -> io::Result<()> {
        let ellipsis = if self.style.unicode { "…" } else { "..." };
        let excerpt = Excerpt::new(source, marks, Frame { width: self.style.width, ellipsis });
        let mut labels: Vec<LabeledSpan> = marks.iter().zip(excerpt.marks()).map(labeled).collect();
        labels.sort_by_key(LabeledSpan::offset);
        let colouring =
            Colouring { labels: labels.len(), primary: labels.iter().position(LabeledSpan::primary), level };
        let snippet = Snippet { name: Visible(source.name()).to_string(), excerpt, labels };

        let (style, palette) = (self.style, self.palette);
        let handler = self.handlers.entry(colouring).or_insert_with(|| handler(style, palette, colouring));
        self.drawn.clear();
        let drawn = handler.render_report(&mut self.drawn, &snippet);
        // Above the snippet stands the message of the diagnostic, which is empty.
        match self.drawn.split_once('\n') {
            Some((_, snippet)) if drawn.is_ok() => out.write_all(snippet.as_bytes()),
            // It cannot fail; should it, the place is worth more than the drawing.
            _ => snippet.places(out),
        }
    }

    /// Says where a document was found that stands, encoded, in a string of another one.
    fn provenance(
        &self,
        source: &Source,
        told: &mut BTreeSet<SourceId>,
        out: &mut dyn io::Write,
    ) -> io::Result<()> {
        let mut inner = source;
        for _ in 0..MAX_DEPTH {
            let Some((span, outer)) =
                inner.within().and_then(|span| Some((span, self.sources.get(span.source)?)))
            else {
                break;
            };
            if told.insert(inner.id()) {
                let at = outer.position(span.start);
                let text = format!(
                    "`{}` is decoded from the string at {}:{}:{}",
                    inner.name(),
                    outer.name(),
                    at.line,
                    at.column
                );
                self.aside("note", &text, out)?;
            }
            inner = outer;
        }
        Ok(())
    }

    /// Writes a word and some lines beside it. Lines stay whole, so that they can be copied.
    fn aside(&self, word: &str, text: &str, out: &mut dyn io::Write) -> io::Result<()> {
        let mut head = self.palette.aside.style(format!("{word}:")).to_string();
        for line in text.lines() {
            let line = Visible(line).to_string();
            writeln!(out, "{}", format!("  {head} {line}").trim_end())?;
            head = " ".repeat(word.len() + 1);
        }
        Ok(())
    }
}

fn labeled((mark, range): (&Mark, std::ops::Range<usize>)) -> LabeledSpan {
    let text = (!mark.text.is_empty()).then(|| Visible(&mark.text).to_string());
    let span = SourceSpan::from(range);
    if mark.primary {
        LabeledSpan::new_primary_with_span(text, span)
    } else {
        LabeledSpan::new_with_span(text, span)
    }
}

fn handler(style: Style, palette: Palette, colouring: Colouring) -> GraphicalReportHandler {
    let characters = if style.unicode { ThemeCharacters::unicode() } else { ThemeCharacters::ascii() };
    let of_label =
        |at| if Some(at) == colouring.primary { palette.level(Some(colouring.level)) } else { palette.aside };
    let styles = ThemeStyles {
        error: palette.error,
        warning: palette.warning,
        advice: palette.note,
        help: palette.aside,
        link: palette.strong,
        linum: palette.faint,
        highlights: (0..colouring.labels.max(1)).map(of_label).collect(),
    };
    GraphicalReportHandler::new_themed(GraphicalTheme { characters, styles })
        .without_cause_chain()
        .without_syntax_highlighting()
        .with_urls(false)
        .with_wrap_lines(false)
        .with_context_lines(CONTEXT as usize)
}

/// An excerpt and its labels, as miette takes them: a diagnostic that says nothing itself.
#[derive(Debug)]
struct Snippet {
    name: String,
    excerpt: Excerpt,
    labels: Vec<LabeledSpan>,
}

impl Snippet {
    fn places(&self, out: &mut dyn io::Write) -> io::Result<()> {
        for label in &self.labels {
            if let Some(at) = self.excerpt.position(label.offset()) {
                writeln!(
                    out,
                    "  {}:{}:{} {}",
                    self.name,
                    at.line,
                    at.column,
                    label.label().unwrap_or_default()
                )?;
            }
        }
        Ok(())
    }
}

impl fmt::Display for Snippet {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        Ok(())
    }
}

impl std::error::Error for Snippet {}

impl miette::Diagnostic for Snippet {
    fn source_code(&self) -> Option<&dyn miette::SourceCode> {
        Some(self)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.labels.iter().cloned()))
    }
}

impl miette::SourceCode for Snippet {
    /// Always whole lines: with no lines before it, the column is that of the label at the span.
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let range = span.offset()..span.offset() + span.len();
        let window = self.excerpt.window(range, before, after).ok_or(MietteError::OutOfBounds)?;
        let column = match self.excerpt.position(span.offset()) {
            Some(position) if before == 0 => position.column.saturating_sub(1),
            _ => 0,
        };
        Ok(Box::new(MietteSpanContents::new_named(
            self.name.clone(),
            window.text.as_bytes(),
            SourceSpan::from(window.range),
            window.first_line.saturating_sub(1) as usize,
            column as usize,
            window.line_count,
        )))
    }
}
