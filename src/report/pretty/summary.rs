//! How much was found in what, in one line.

use std::io;

use super::super::Style;
use super::super::escape::Visible;
use super::super::palette::Palette;
use crate::lint::{Report, Summary};
use crate::rule::Level;

/// Writes how much was found in what, and the remarks of the run, a line each.
///
/// # Errors
///
/// Whatever the writer fails with.
pub fn summary(report: &Report, style: &Style, out: &mut dyn io::Write) -> io::Result<()> {
    let summary = &report.summary;
    let worst =
        [(summary.errors, Level::Error), (summary.warnings, Level::Warning), (summary.notes, Level::Note)]
            .into_iter()
            .find_map(|(count, level)| (count > 0).then_some(level));
    let paint = Palette::new(style.color);
    let found = paint.level(worst).style(found(summary));
    writeln!(out, "{found}{}", seen(summary, report.errors.len()))?;
    for remark in &report.remarks {
        writeln!(out, "{}", Visible(remark))?;
    }
    Ok(())
}

/// `2 errors, 1 warning`.
fn found(summary: &Summary) -> String {
    let counts = [(summary.errors, "error"), (summary.warnings, "warning"), (summary.notes, "note")];
    let found = listed(counts.map(|(count, word)| (count, word, "s")));
    if found.is_empty() { "no findings".to_owned() } else { found }
}

/// ` in 3 files (2 policies, 1 request), 4 skipped, 1 failed`.
fn seen(summary: &Summary, failed: usize) -> String {
    let files = counted(summary.files, "file", "s");
    let policies = if summary.policies == 1 { "policy" } else { "policies" };
    let kinds = listed([(summary.policies, policies, ""), (summary.requests, "request", "s")]);
    let others = listed([(summary.skipped, "skipped", ""), (failed, "failed", "")]);
    let others = if others.is_empty() { others } else { format!(", {others}") };
    match (summary.files, kinds.is_empty()) {
        (0, false) => format!(" in {kinds}{others}"),
        (_, false) => format!(" in {files} ({kinds}){others}"),
        (_, true) => format!(" in {files}{others}"),
    }
}

fn listed<const N: usize>(counts: [(usize, &str, &str); N]) -> String {
    let some = counts.into_iter().filter(|(count, ..)| *count > 0);
    some.map(|(count, word, plural)| counted(count, word, plural)).collect::<Vec<_>>().join(", ")
}

pub(super) fn counted(count: usize, word: &str, plural: &str) -> String {
    format!("{count} {word}{}", if count == 1 { "" } else { plural })
}
