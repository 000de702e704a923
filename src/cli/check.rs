//! `copylint check`: lints files, folders and a command line.

use super::arguments::{Check, Format};
use super::gather::gather;
use super::{output, write_out};
use crate::reference;
use crate::report::{json, line, pretty};
use crate::text::Sources;

pub(super) fn run(check: &Check) -> u8 {
    let sources = Sources::new();
    let linter = gather(&sources, &check.common, &check.paths, false);
    let empty = linter.is_empty();
    let (report, ..) = linter.finish();
    let code = output::conclude(
        &report,
        &check.common,
        empty.then_some("nothing to lint: there is no policy and no copy request"),
    );
    write_out(code, |out| match check.format {
        Format::Line => line::write(&report, out),
        Format::Json => json::write(&report, reference::date(), out),
        Format::Pretty => {
            let style = output::style(check.common.color);
            pretty::write(&report, &style, out)?;
            if check.common.quiet { Ok(()) } else { pretty::summary(&report, &style, out) }
        }
    })
}
