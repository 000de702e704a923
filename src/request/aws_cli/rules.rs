//! The rules that the reader of AWS CLI commands raises.

use crate::rule::{Family, Level, Rule};

/// An option has a value that the AWS CLI refuses, or lacks one.
pub static INVALID_OPTION_VALUE: Rule = Rule::new(
    Family::Request,
    "invalid-option-value",
    Level::Error,
    include_str!("../../../rules/request/invalid-option-value.md"),
);

/// An option is given again, and only the last one counts.
pub static REPEATED_OPTION: Rule = Rule::new(
    Family::Request,
    "repeated-option",
    Level::Warning,
    include_str!("../../../rules/request/repeated-option.md"),
);

/// A word is neither an option nor the value of one.
pub static UNEXPECTED_ARGUMENT: Rule = Rule::new(
    Family::Request,
    "unexpected-argument",
    Level::Error,
    include_str!("../../../rules/request/unexpected-argument.md"),
);

/// A command is not a copy that copylint knows.
pub static UNKNOWN_COMMAND: Rule = Rule::new(
    Family::Request,
    "unknown-command",
    Level::Error,
    include_str!("../../../rules/request/unknown-command.md"),
);

/// A command has no option of this name.
pub static UNKNOWN_OPTION: Rule = Rule::new(
    Family::Request,
    "unknown-option",
    Level::Error,
    include_str!("../../../rules/request/unknown-option.md"),
);

/// An option may hold a part of the request that copylint does not read.
pub static UNREAD_OPTION: Rule = Rule::new(
    Family::Request,
    "unread-option",
    Level::Note,
    include_str!("../../../rules/request/unread-option.md"),
);
