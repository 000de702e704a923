//! How the output looks: colour, width, characters.

use std::env;
use std::io::{self, IsTerminal};

use super::arguments::{Color, Common};
use super::{exit, say};
use crate::lint::Report;
use crate::report::{self, Style};

/// The style for standard output.
pub(super) fn style(color: Color) -> Style {
    let terminal = io::stdout().is_terminal();
    let is_set = |variable: &str| env::var_os(variable).is_some_and(|value| !value.is_empty());
    let dumb = env::var_os("TERM").is_some_and(|term| term == "dumb");
    let color = match color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => terminal && !dumb && !is_set("NO_COLOR"),
    };
    let width = terminal_size::terminal_size().filter(|_| terminal).map(|(width, _)| usize::from(width.0));
    Style { color, unicode: !dumb, width: width.unwrap_or(Style::WIDTH) }
}

/// Says what could not be read, and works out the exit code.
///
/// `empty` says what is missing if nothing was found to work on.
pub(super) fn conclude(report: &Report<'_>, common: &Common, empty: Option<&str>) -> u8 {
    // Nobody is left to tell if standard error is gone.
    let _ = report::failures(report, &mut io::stderr().lock());
    if let Some(missing) = empty
        && report.errors.is_empty()
        && report.findings.is_empty()
        && !common.allow_empty
    {
        say(&format!("error: {missing} among what was named"));
        return exit::USAGE;
    }
    if !report.errors.is_empty() {
        return exit::UNREADABLE;
    }
    if report.findings.iter().any(|reported| common.fail_on.counts(reported.level)) {
        return exit::FOUND;
    }
    exit::CLEAN
}
