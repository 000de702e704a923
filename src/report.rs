//! What a run found, as text for people, as lines for editors, and as JSON for programs.
//!
//! Every format is a leaf: it reads a [`Report`] and writes to a writer, which the caller buffers.
//! None decides anything about a finding; levels and order are those that the driver chose.

mod escape;
mod excerpt;
pub mod json;
pub mod line;
mod palette;
pub mod plan;
pub mod pretty;
pub mod simulation;

use std::io;

use crate::lint::Report;
use crate::rule::{Finding, Label};
use crate::text::{Source, Sources};
use escape::Escaped;

/// What stands where a path would for a finding that has no place in any text.
pub const NO_PATH: &str = "<copylint>";

/// How a report for people is drawn. Whoever knows the terminal decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// Whether ANSI colours are written.
    pub color: bool,
    /// Whether frames and marks are drawn with box-drawing characters, or with ASCII alone.
    pub unicode: bool,
    /// How many columns a line of a snippet may take; longer lines show a part of themselves.
    pub width: usize,
}

impl Style {
    /// The width for output that is not a terminal, or one that does not tell its width.
    pub const WIDTH: usize = 100;
}

impl Default for Style {
    fn default() -> Self {
        Self { color: false, unicode: true, width: Self::WIDTH }
    }
}

/// Writes what could not be read or written, a line each: `error: PATH: MESSAGE`.
///
/// These lines belong on standard error, whatever the format of the report.
///
/// # Errors
///
/// Whatever the writer fails with.
pub fn failures(report: &Report, out: &mut dyn io::Write) -> io::Result<()> {
    for failure in &report.errors {
        writeln!(out, "error: {}: {}", Escaped(&failure.path), Escaped(&failure.message))?;
    }
    Ok(())
}

/// A text of the user on one line, control characters written as escapes.
pub fn escaped(text: &str) -> impl std::fmt::Display + '_ {
    Escaped(text)
}

/// The place of a finding with its text, if it has both.
fn place<'a>(sources: &'a Sources, finding: &'a Finding) -> Option<(&'a Source, &'a Label)> {
    let label = finding.place.as_ref()?;
    Some((sources.get(label.span.source)?, label))
}
