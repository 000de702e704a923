//! Arguments in, exit code out.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(copylint::cli::run(std::env::args_os()))
}
