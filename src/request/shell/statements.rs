//! Statements: what is a command, and in which part of the script it stands.

use super::raw::RawWord;
use super::reader::{Operator, Reader, Simple, Stop};
use super::script::{Scope, ScopeId, ScopeKind};
use crate::text::TextRange;

/// Where among the statements a reader is.
#[derive(Debug, Default)]
pub(super) struct Place {
    /// The compound commands that are open, outermost first.
    pub(super) frames: Vec<Frame>,
    /// The innermost scope.
    pub(super) scope: Option<ScopeId>,
    /// Whether an operator stood last that needs something behind it, perhaps on the next line.
    continues: bool,
    /// Whether the next compound command is the body of a function.
    pub(super) defines_function: bool,
}

/// A compound command that is open.
#[derive(Clone, Copy, Debug)]
pub(super) struct Frame {
    pub(super) kind: FrameKind,
    /// The scope around it.
    outer: Option<ScopeId>,
    /// Its own scope, if it has one, else the one around it.
    home: Option<ScopeId>,
    /// The scope of its statements: its own, or a branch of it.
    body: Option<ScopeId>,
    /// The scope around the commands of a pipeline, if one is open.
    pipeline: Option<Around>,
    /// Whether `||` stood in the list of commands.
    had_or: bool,
}

/// The scope around something; none if that is the script as a whole.
#[derive(Clone, Copy, Debug)]
struct Around(Option<ScopeId>);

/// What a compound command is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FrameKind {
    /// The script, or the commands of a substitution.
    Base,
    /// `if`; whether its branch has been opened.
    If(bool),
    /// `for`, `while`, `until`, `select`
    Loop,
    /// `case`
    Case,
    /// `{`
    Brace,
    /// `(`
    Paren,
}

impl<'t> Reader<'t> {
    /// Reads all that there is.
    pub(super) fn read_script(&mut self) {
        self.statements(false);
    }

    /// Reads the command that begins here, up to its end.
    pub(super) fn read_command(mut self) -> Simple<'t> {
        let mut words = Vec::new();
        loop {
            self.skip_blanks();
            if self.stop().is_some() {
                return self.simple_command(words);
            }
            words.extend(self.item());
        }
    }

    /// Reads the commands of a substitution, up to the bracket that closes it or to the end.
    pub(super) fn substituted(&mut self) {
        let outer = self.place.scope;
        self.open(ScopeKind::Subshell);
        self.statements(true);
        self.close_to(outer);
    }

    fn statements(&mut self, ends_at_bracket: bool) {
        let outside = self.place.frames.len();
        self.push_frame(FrameKind::Base, None);
        loop {
            self.skip_blanks();
            match self.stop() {
                None => self.statement(),
                Some(Stop::End) => break,
                Some(Stop::Comment) => self.take_comment(),
                Some(Stop::SpacedMark) => self.at += 1,
                Some(Stop::Newline) => {
                    if !self.place.continues {
                        self.end_list();
                    }
                    self.take_newline();
                }
                Some(Stop::Operator(Operator::Close)) if self.place.frames.len() == outside + 1 => {
                    self.end_list();
                    if ends_at_bracket {
                        break;
                    }
                    self.at += 1;
                }
                Some(Stop::Operator(operator)) => self.operate(operator),
            }
        }
        while self.place.frames.len() > outside {
            self.pop_frame();
        }
    }

    fn operate(&mut self, operator: Operator) {
        if operator == Operator::Open && self.arithmetic(self.at) {
            return;
        }
        let top = self.top();
        match operator {
            Operator::Semicolon | Operator::Background => self.end_list(),
            Operator::And | Operator::Or | Operator::Pipe => self.join(operator),
            Operator::Close if top == Some(FrameKind::Paren) => self.pop_frame(),
            Operator::CaseEnd if top == Some(FrameKind::Case) => self.end_list(),
            Operator::Open => self.push_frame(FrameKind::Paren, Some(ScopeKind::Subshell)),
            Operator::Close | Operator::CaseEnd => {}
        }
        self.at += self.operator().map_or(1, |(_, length)| length);
        if operator == Operator::CaseEnd && top == Some(FrameKind::Case) {
            self.case_pattern();
        }
    }

    /// `&&`, `||` and `|`: what follows may be left out, or is run in a subshell.
    fn join(&mut self, operator: Operator) {
        let scope = self.place.scope;
        let Some(frame) = self.place.frames.last_mut() else { return };
        self.place.continues = true;
        if operator == Operator::Pipe {
            let Around(outer) = *frame.pipeline.get_or_insert(Around(scope));
            self.close_to(outer);
            self.open(ScopeKind::Subshell);
            return;
        }
        let Around(mut outer) = frame.pipeline.take().unwrap_or(Around(scope));
        // Behind `a &&` all of `a` has run; behind `||` that cannot be told.
        frame.had_or |= operator == Operator::Or;
        if frame.had_or {
            outer = frame.body;
        }
        self.close_to(outer);
        self.open(ScopeKind::Branch);
    }

    /// Takes a command, or the word that begins or ends a compound one.
    fn statement(&mut self) {
        self.place.continues = false;
        let Some(word) = self.item() else { return };
        let reserved = if word.quoted { None } else { word.plain() };
        let top = self.top();
        match reserved.unwrap_or_default() {
            "if" => self.push_frame(FrameKind::If(false), None),
            "then" => self.begin_branch(false),
            "elif" | "else" => self.begin_branch(true),
            "fi" if matches!(top, Some(FrameKind::If(_))) => self.pop_frame(),
            "while" | "until" => self.push_frame(FrameKind::Loop, Some(ScopeKind::Loop)),
            "for" | "select" => self.for_head(reserved == Some("for")),
            "done" if top == Some(FrameKind::Loop) => self.pop_frame(),
            "case" => self.case_head(),
            "esac" if top == Some(FrameKind::Case) => self.pop_frame(),
            "{" => self.push_frame(FrameKind::Brace, None),
            "}" if top == Some(FrameKind::Brace) => self.pop_frame(),
            "function" => self.function_head(),
            "[[" => self.test(),
            "do" | "done" | "fi" | "esac" | "}" | "!" | "time" | "coproc" => {}
            _ => {
                self.place.defines_function = false;
                self.simple(word);
            }
        }
    }

    /// Takes the rest of a simple command, or of the head of a function.
    fn simple(&mut self, first: RawWord<'t>) {
        let words = self.words_behind(first);
        if let ([_], Some(Stop::Operator(Operator::Open))) = (words.as_slice(), self.stop())
            && let Some(rest) =
                self.between(self.at + 1, self.limit).trim_start_matches([' ', '\t']).strip_prefix(')')
        {
            self.at = self.limit - rest.len();
            self.place.defines_function = true;
            return;
        }
        self.finish(words);
    }

    /// Takes words up to what stops the command; passes over redirections.
    pub(super) fn words_behind(&mut self, first: RawWord<'t>) -> Vec<RawWord<'t>> {
        let mut words = vec![first];
        loop {
            self.skip_blanks();
            if self.stop().is_some() {
                return words;
            }
            words.extend(self.item());
        }
    }

    /// The statements that follow are another branch of the compound command.
    pub(super) fn next_branch(&mut self) {
        let Some(home) = self.place.frames.last().map(|frame| frame.home) else { return };
        self.close_to(home);
        self.open(ScopeKind::Branch);
        let body = self.place.scope;
        if let Some(frame) = self.place.frames.last_mut() {
            *frame = Frame { body, pipeline: None, had_or: false, ..*frame };
        }
    }

    /// The end of a list of commands.
    fn end_list(&mut self) {
        if let Some(frame) = self.place.frames.last_mut() {
            frame.pipeline = None;
            frame.had_or = false;
            let body = frame.body;
            self.close_to(body);
        }
    }

    fn top(&self) -> Option<FrameKind> {
        self.place.frames.last().map(|frame| frame.kind)
    }

    pub(super) fn push_frame(&mut self, kind: FrameKind, scope: Option<ScopeKind>) {
        let outer = self.place.scope;
        if kind != FrameKind::Base && std::mem::take(&mut self.place.defines_function) {
            self.open(ScopeKind::Function);
        }
        if let Some(scope) = scope {
            self.open(scope);
        }
        let home = self.place.scope;
        self.place.frames.push(Frame { kind, outer, home, body: home, pipeline: None, had_or: false });
    }

    pub(super) fn pop_frame(&mut self) {
        if let Some(frame) = self.place.frames.pop() {
            self.close_to(frame.outer);
        }
    }

    fn open(&mut self, kind: ScopeKind) {
        let parent = self.place.scope;
        let around = parent.and_then(|parent| self.script.scopes.get(parent)).copied();
        let id = self.script.scopes.len();
        let own = |of: ScopeKind, outer: Option<ScopeId>| if kind == of { Some(id) } else { outer };
        self.script.scopes.push(Scope {
            range: TextRange::new(self.at, self.limit),
            function: own(ScopeKind::Function, around.and_then(|around| around.function)),
            part: if kind == ScopeKind::Branch {
                Some(id)
            } else {
                own(ScopeKind::Function, around.and_then(|around| around.part))
            },
            subshell: own(ScopeKind::Subshell, around.and_then(|around| around.subshell)),
            inner_loop: own(ScopeKind::Loop, around.and_then(|around| around.inner_loop)),
            parent,
        });
        self.place.scope = Some(id);
    }

    /// Closes scopes up to one around them.
    fn close_to(&mut self, outer: Option<ScopeId>) {
        let end = TextRange::new(self.at, self.at).end;
        while self.place.scope != outer {
            let scope = self.place.scope.and_then(|scope| self.script.scopes.get_mut(scope));
            self.place.scope = scope.and_then(|scope| {
                scope.range.end = end;
                scope.parent
            });
            if self.place.scope.is_none() {
                return;
            }
        }
    }
}
