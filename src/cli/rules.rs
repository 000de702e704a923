//! `copylint rules`: the list of rules.

use super::{exit, write_out};
use crate::rules;

pub(super) fn run() -> u8 {
    let width = rules::all().map(|rule| rule.id.len()).max().unwrap_or_default();
    write_out(exit::CLEAN, |out| {
        for rule in rules::all() {
            writeln!(
                out,
                "{:7} {:7} {:width$}  {}",
                rule.family.name(),
                rule.level,
                rule.id,
                rule.summary()
            )?;
        }
        Ok(())
    })
}
