//! The rules that the reader of AWS CLI commands raises.

use crate::rule::{Family, Level, Rule};

/// An option is cut short.
pub static ABBREVIATED_OPTION: Rule = Rule::new(
    Family::Request,
    "abbreviated-option",
    Level::Warning,
    include_str!("../../../rules/request/abbreviated-option.md"),
);

/// A command copies nothing.
pub static COPIES_NOTHING: Rule = Rule::new(
    Family::Request,
    "copies-nothing",
    Level::Note,
    include_str!("../../../rules/request/copies-nothing.md"),
);

/// A value is an address, which version 1 of the AWS CLI fetches.
pub static FETCHED_VALUE: Rule = Rule::new(
    Family::Request,
    "fetched-value",
    Level::Note,
    include_str!("../../../rules/request/fetched-value.md"),
);

/// An option has a value that the AWS CLI refuses, or lacks one.
pub static INVALID_OPTION_VALUE: Rule = Rule::new(
    Family::Request,
    "invalid-option-value",
    Level::Error,
    include_str!("../../../rules/request/invalid-option-value.md"),
);

/// `--cli-input-json` does not stand in for required options as it is written.
pub static JOINED_INPUT_OPTION: Rule = Rule::new(
    Family::Request,
    "joined-input-option",
    Level::Error,
    include_str!("../../../rules/request/joined-input-option.md"),
);

/// A tag is given, and not sent.
pub static LOST_TAG: Rule =
    Rule::new(Family::Request, "lost-tag", Level::Error, include_str!("../../../rules/request/lost-tag.md"));

/// An option replaces what `--cli-input-json` gives.
pub static OVERRIDDEN_INPUT: Rule = Rule::new(
    Family::Request,
    "overridden-input",
    Level::Warning,
    include_str!("../../../rules/request/overridden-input.md"),
);

/// An option is given again, and only the last one counts.
pub static REPEATED_OPTION: Rule = Rule::new(
    Family::Request,
    "repeated-option",
    Level::Warning,
    include_str!("../../../rules/request/repeated-option.md"),
);

/// A tag in shorthand stands without its braces.
pub static TAG_WITHOUT_BRACES: Rule = Rule::new(
    Family::Request,
    "tag-without-braces",
    Level::Error,
    include_str!("../../../rules/request/tag-without-braces.md"),
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
