//! Arguments in, exit code out.

use std::ffi::OsString;
use std::io::{self, Write};

use clap::Parser;
use clap::error::ErrorKind;

mod arguments;
mod check;
mod completions;
mod explain;
mod gather;
mod output;
mod plan;
mod rules;
mod schema;
mod simulate;

use arguments::{Arguments, Command};

/// Exit codes, the same for every format. Of several that apply, the first of [`USAGE`](exit::USAGE),
/// [`UNREADABLE`](exit::UNREADABLE), [`FOUND`](exit::FOUND), [`CLEAN`](exit::CLEAN) counts.
pub mod exit {
    /// Nothing at or above the level of `--fail-on`.
    pub const CLEAN: u8 = 0;
    /// There are findings.
    pub const FOUND: u8 = 1;
    /// Wrong usage, or nothing to lint among what was named.
    pub const USAGE: u8 = 2;
    /// Something could not be read or written.
    pub const UNREADABLE: u8 = 3;
}

/// Runs copylint with these arguments, the program's name first, and gives its exit code.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> u8 {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error) => {
            // Nothing better can be done if not even this can be written.
            let _ = error.print();
            return match error.kind() {
                ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => exit::CLEAN,
                _ => exit::USAGE,
            };
        }
    };
    let contradiction = match &arguments.command {
        Command::Check(check) => check.common.contradiction(&check.paths),
        Command::Plan(plan) => plan.common.contradiction(&plan.paths),
        Command::Simulate(simulate) => simulate.contradiction(),
        _ => None,
    };
    if let Some(contradiction) = contradiction {
        say(&format!("error: {contradiction}"));
        return exit::USAGE;
    }
    match arguments.command {
        Command::Check(check) => check::run(&check),
        Command::Plan(plan) => plan::run(&plan),
        Command::Simulate(simulate) => simulate::run(&simulate),
        Command::Explain { rule } => explain::run(&rule),
        Command::Rules => rules::run(),
        Command::Schema { name } => schema::run(name),
        Command::Completions { shell } => completions::run(shell),
    }
}

/// Writes to standard output through one buffer. A reader that has gone away ends the output
/// quietly; anything else that fails is said on standard error.
fn write_out(code: u8, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> u8 {
    let mut out = io::BufWriter::with_capacity(1 << 16, io::stdout().lock());
    match write(&mut out).and_then(|()| out.flush()) {
        Ok(()) => code,
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
            // What is left in the buffer must not be tried again when it is dropped.
            let _ = out.into_parts();
            code
        }
        Err(error) => {
            let _ = out.into_parts();
            say(&format!("error: <stdout>: {error}"));
            exit::UNREADABLE.max(code)
        }
    }
}

/// A line on standard error.
fn say(line: &str) {
    // Nobody is left to tell if this fails.
    let _ = writeln!(io::stderr(), "{line}");
}
