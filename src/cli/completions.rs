//! `copylint completions`: completions for a shell.

use clap::CommandFactory;
use clap_complete::Shell;

use super::arguments::Arguments;
use super::{exit, write_out};

pub(super) fn run(shell: Shell) -> u8 {
    write_out(exit::CLEAN, |out| {
        let mut script = Vec::new();
        clap_complete::generate(shell, &mut Arguments::command(), "copylint", &mut script);
        out.write_all(&script)
    })
}
