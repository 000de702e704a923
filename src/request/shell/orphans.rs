//! Options behind the end of a command: somebody meant to continue a line and did not.

use super::reader::{Simple, Stop, begins_with_option};
use super::{Dialect, Host, rules::ORPHANED_OPTIONS};
use crate::rule::Finding;
use crate::text::{SourceId, TextRange};

/// How many lines without words may lie between.
const MOST_LINES: usize = 20;

/// Options that belong to no command.
#[derive(Clone, Debug)]
pub(super) struct Orphans {
    /// Their place.
    pub(super) range: TextRange,
    /// The first of them.
    first: String,
    /// Whether there are more.
    several: bool,
    /// Why they are not part of the command.
    cause: Cause,
}

/// Why a command ends too early, and the place of what ends it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cause {
    /// Nothing continues the line.
    Missing,
    /// There are blanks behind what continues the line.
    Blank(TextRange),
    /// A comment.
    Comment(TextRange),
    /// The line that continues is empty.
    EmptyLine,
    /// What continues lines in another shell.
    OtherMark(TextRange),
}

/// Looks for options behind the end of a command, in a text that goes on up to `limit`. `only_adjacent` if
/// they must begin on the very next line.
pub(super) fn find(
    text: &str,
    limit: usize,
    command: &Simple<'_>,
    dialect: Dialect,
    only_adjacent: bool,
) -> Option<Orphans> {
    if command.has_input || command.broken.is_some() || matches!(command.stop, Stop::End | Stop::Operator(_))
    {
        return None;
    }
    let between = |start: usize, end: usize| text.get(start..end.min(limit)).unwrap_or_default();
    let next_line = |from: usize| Some(from + between(from, limit).find('\n')? + 1);
    let mut line = next_line(command.end)?;
    let mut skipped = 0;
    while !begins_with_option(between(line, limit)) {
        let words = between(line, limit).lines().next()?.trim();
        skipped += 1;
        if only_adjacent || skipped > MOST_LINES || !(words.is_empty() || words.starts_with('#')) {
            return None;
        }
        line = next_line(line)?;
    }
    let mut words = Vec::new();
    let mut next = Some(line);
    // Each of the lines that follow may lack its end.
    while let Some(at) = next.filter(|at| begins_with_option(between(*at, limit))) {
        let more = dialect.read(text, TextRange::new(at, limit), Host::Plain);
        next = next_line(more.end).filter(|next| *next > at);
        words.extend(more.words);
    }
    let range = TextRange { start: words.first()?.range.start, end: words.last()?.range.end };
    let mut options = words.iter().map(|word| between(word.range.start as usize, word.range.end as usize));
    let first = options.next()?.split('=').next().unwrap_or_default().to_owned();
    let several = options.any(begins_with_option);
    Some(Orphans { range, first, several, cause: cause(text, line, command, dialect) })
}

/// Why a command ends before a line with options.
fn cause(text: &str, line: usize, command: &Simple<'_>, dialect: Dialect) -> Cause {
    let rest = text.get(command.end..line).unwrap_or_default();
    let rest = rest.lines().next().unwrap_or_default();
    let mark = command.words.last().filter(|word| dialect.is_foreign_mark(word));
    let gap = text.get(command.range().end as usize..command.end).unwrap_or_default();
    match command.stop {
        Stop::SpacedMark => Cause::Blank(TextRange::new(command.end, command.end + rest.len())),
        Stop::Comment => Cause::Comment(TextRange::new(command.end, command.end + rest.trim_end().len())),
        _ if gap.contains(dialect.mark()) => Cause::EmptyLine,
        _ => mark.map_or(Cause::Missing, |mark| Cause::OtherMark(mark.range)),
    }
}

impl Orphans {
    /// The finding about them, for a command that ends at a place.
    pub(super) fn finding(&self, source: SourceId, command_end: TextRange, dialect: Dialect) -> Finding {
        let first = &self.first;
        let message = if self.several {
            format!("`{first}` and what follows it are not part of the command, which ends before them")
        } else {
            format!("`{first}` is not part of the command, which ends before it")
        };
        let mark = dialect.mark();
        let (place, why, help) = match self.cause {
            Cause::Missing => (
                command_end,
                "the command ends here".to_owned(),
                format!("end every line of the command but the last with ` {mark}`"),
            ),
            Cause::Blank(place) => (
                place,
                format!("this `{mark}` does not continue the line, because of the blank behind it"),
                format!("remove what stands behind `{mark}`"),
            ),
            Cause::Comment(place) => (
                place,
                "this comment ends the command".to_owned(),
                "move the comment in front of the command".to_owned(),
            ),
            Cause::EmptyLine => (
                command_end,
                "the command goes on with an empty line, and ends there".to_owned(),
                "remove the empty line".to_owned(),
            ),
            Cause::OtherMark(place) => (
                place,
                "this does not continue a line here".to_owned(),
                format!("end every line of the command but the last with ` {mark}`"),
            ),
        };
        Finding::new(&ORPHANED_OPTIONS, self.range.of(source), message)
            .label("the AWS CLI never sees this")
            .related(place.of(source), why)
            .help(help)
    }
}
