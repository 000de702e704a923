//! The rules that the readers of shell text raise.

use crate::rule::{Family, Level, Rule};

/// Options stand behind the end of a copy command.
pub static ORPHANED_OPTIONS: Rule = Rule::new(
    Family::Request,
    "orphaned-options",
    Level::Error,
    include_str!("../../../rules/request/orphaned-options.md"),
);

/// The shell makes several words of a value that is not quoted.
pub static UNQUOTED_BRACES: Rule = Rule::new(
    Family::Request,
    "unquoted-braces",
    Level::Error,
    include_str!("../../../rules/request/unquoted-braces.md"),
);
