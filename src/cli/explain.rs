//! `copylint explain`: the page of a rule.

use super::arguments::unknown_rule;
use super::{exit, say, write_out};
use crate::rules;

pub(super) fn run(id: &str) -> u8 {
    let Some(rule) = rules::by_id(id) else {
        say(&format!("error: {}", unknown_rule(id)));
        return exit::USAGE;
    };
    write_out(exit::CLEAN, |out| {
        let page = rule.page.split_once('\n').map_or("", |(_, rest)| rest).trim();
        writeln!(out, "{} ({}, {})", rule.id, rule.family.name(), rule.level)?;
        if let Some(code) = rule.access_analyzer {
            writeln!(out, "IAM Access Analyzer: {code}")?;
        }
        writeln!(out, "\n{}\n\n{page}", rule.summary())
    })
}
