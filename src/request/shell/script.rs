//! What a script holds, as far as it matters for copies: commands, assignments, and the parts of the script
//! that they stand in.

use std::collections::HashSet;

use super::raw::{Part, RawWord};
use super::reader::Simple;
use crate::text::TextRange;

/// The number of a scope in its script.
pub(super) type ScopeId = usize;

/// The number of a loop in its script.
pub(super) type LoopId = usize;

/// What was found in a script.
#[derive(Debug, Default)]
pub(super) struct Script<'t> {
    /// The commands that mention a copy operation, in order.
    pub(super) commands: Vec<Command<'t>>,
    /// The assignments, in order.
    pub(super) assignments: Vec<Assignment<'t>>,
    /// The parts that do not simply run once, from front to back.
    pub(super) scopes: Vec<Scope>,
    /// The loops that go through words.
    pub(super) loops: Vec<Loop<'t>>,
    /// Where something is run that may assign to any variable, such as `source`.
    pub(super) barriers: Vec<usize>,
    /// The variables that other programs see.
    pub(super) exported: HashSet<&'t str>,
    /// Whether they see all of them.
    pub(super) exports_all: bool,
    /// Texts that are handed to a shell, on this machine or another.
    pub(super) texts: Vec<TextRange>,
}

/// A command that may make a copy.
#[derive(Clone, Debug)]
pub(super) struct Command<'t> {
    /// What is written.
    pub(super) simple: Simple<'t>,
    /// The scope that it stands in.
    pub(super) scope: Option<ScopeId>,
    /// Whether words may be missing here: it is kept in an array.
    pub(super) is_open: bool,
}

/// A `for` loop.
#[derive(Clone, Debug)]
pub(super) struct Loop<'t> {
    /// The words that it goes through.
    pub(super) words: Vec<RawWord<'t>>,
    /// Its scope.
    pub(super) scope: Option<ScopeId>,
}

/// A part of a script that does not simply run once, from front to back.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scope {
    /// Its place.
    pub(super) range: TextRange,
    /// The function that it is or stands in.
    pub(super) function: Option<ScopeId>,
    /// The innermost branch or function that it is or stands in.
    pub(super) part: Option<ScopeId>,
    /// The innermost subshell that it is or stands in.
    pub(super) subshell: Option<ScopeId>,
    /// The innermost loop that it is or stands in.
    pub(super) inner_loop: Option<ScopeId>,
    /// The scope around it.
    pub(super) parent: Option<ScopeId>,
}

/// What a scope is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ScopeKind {
    /// It may be left out.
    Branch,
    /// It may be run again.
    Loop,
    /// It is run elsewhere, and what it assigns is lost.
    Subshell,
    /// It is run wherever it is called.
    Function,
}

/// A variable gets a value.
#[derive(Clone, Debug)]
pub(super) struct Assignment<'t> {
    /// The variable.
    pub(super) name: &'t str,
    /// The value.
    pub(super) value: Assigned<'t>,
    /// The place of the value, or of the name; it happens at its end.
    pub(super) place: TextRange,
    /// The scope that it happens in.
    pub(super) scope: Option<ScopeId>,
    /// Whether it is gone when the function ends.
    pub(super) is_local: bool,
}

/// The value of an assignment.
#[derive(Clone, Debug)]
pub(super) enum Assigned<'t> {
    /// A word.
    Word(Vec<Part<'t>>),
    /// A word that is put behind what was there.
    Appended(Vec<Part<'t>>),
    /// Each word of a loop in turn.
    Each(LoopId),
    /// What only the shell knows.
    Unknown,
}

impl Assignment<'_> {
    /// Where it happens.
    pub(super) fn at(&self) -> usize {
        self.place.end as usize
    }
}

impl Script<'_> {
    /// Whether a place lies in a scope.
    pub(super) fn contains(&self, scope: Option<ScopeId>, at: usize) -> bool {
        let scope = scope.and_then(|scope| self.scopes.get(scope));
        scope.is_none_or(|scope| scope.range.start as usize <= at && at <= scope.range.end as usize)
    }

    /// The place of the innermost branch or function that a scope is or stands in.
    pub(super) fn part(&self, scope: Option<ScopeId>) -> Option<TextRange> {
        let part = scope.and_then(|scope| self.scopes.get(scope))?.part?;
        self.scopes.get(part).map(|part| part.range)
    }

    /// The function that a scope is or stands in.
    pub(super) fn function(&self, scope: Option<ScopeId>) -> Option<ScopeId> {
        scope.and_then(|scope| self.scopes.get(scope)).and_then(|scope| scope.function)
    }
}
