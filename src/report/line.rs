//! One line per finding: `PATH:LINE:COLUMN: LEVEL[RULE] MESSAGE`, for editors and problem matchers.
//!
//! Control characters are escaped in paths and messages, and what nobody can see in messages. So is the blank of a path or a message that
//! imitates the middle of a line (`: error[`): that occurs once in each line, whatever files are
//! called, and no pattern can take one part of a line for another. A finding without a place stands
//! at `<copylint>:1:1`.

use std::fmt;
use std::io;

use super::escape::{escape, is_control, is_hidden};
use super::{NO_PATH, place};
use crate::lint::Report;
use crate::rule::Level;
use crate::text::Position;

/// Writes the findings.
///
/// # Errors
///
/// Whatever the writer fails with.
pub fn write(report: &Report, out: &mut dyn io::Write) -> io::Result<()> {
    for reported in &report.findings {
        let finding = &reported.finding;
        let (path, Position { line, column }) = place(report.sources, finding)
            .map_or((NO_PATH, Position { line: 1, column: 1 }), |(source, label)| {
                (source.name(), source.position(label.span.start))
            });
        writeln!(
            out,
            "{}:{line}:{column}: {}[{}] {}",
            Field(path, is_control),
            reported.level,
            finding.rule.id,
            Field(&finding.message, is_hidden),
        )?;
    }
    Ok(())
}

/// What stands before or behind the middle of a line.
struct Field<'a>(&'a str, fn(char) -> bool);

impl fmt::Display for Field<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rest = self.0;
        while let Some((before, after)) = rest.split_once(": ") {
            escape(formatter, before, self.1)?;
            formatter.write_str(if begins_with_level(after) { ":\\u{20}" } else { ": " })?;
            rest = after;
        }
        escape(formatter, rest, self.1)
    }
}

fn begins_with_level(text: &str) -> bool {
    [Level::Error, Level::Warning, Level::Note]
        .iter()
        .any(|level| text.strip_prefix(level.name()).is_some_and(|rest| rest.starts_with('[')))
}
