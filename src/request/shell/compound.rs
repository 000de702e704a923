//! The heads of compound commands: `for`, `case`, `function`, `[[`, and the branches of `if`.

use super::raw::RawWord;
use super::reader::{Operator, Reader, Stop};
use super::script::{Assigned, Loop, LoopId, ScopeKind};
use super::statements::{Frame, FrameKind};
use crate::text::TextRange;

impl<'t> Reader<'t> {
    /// `function NAME`, perhaps with `()`.
    pub(super) fn function_head(&mut self) {
        self.skip_blanks();
        if self.stop().is_none() {
            self.item();
        }
        self.skip_blanks();
        if self.rest().starts_with("()") {
            self.at += 2;
        }
        self.place.defines_function = true;
    }

    /// What stands behind `for` or `select`, up to `do`.
    pub(super) fn for_head(&mut self, is_for: bool) {
        self.push_frame(FrameKind::Loop, Some(ScopeKind::Loop));
        self.skip_blanks();
        if self.arithmetic(self.at) || self.stop().is_some() {
            return;
        }
        let Some(name) = self.item().and_then(|word| word.plain()) else { return };
        self.skip_lines();
        let start = self.at;
        let mut words = match self.next_word() {
            Some(word) if word.plain() == Some("in") => self.words_behind(word),
            _ => {
                self.at = start;
                Vec::new()
            }
        };
        let value = if is_for && !words.is_empty() {
            let id: LoopId = self.script.loops.len();
            self.script.loops.push(Loop { words: words.split_off(1), scope: self.place.scope });
            Assigned::Each(id)
        } else {
            // The positional parameters, or a choice of whoever runs it.
            Assigned::Unknown
        };
        self.assign(name, value, TextRange::new(start, self.at));
    }

    /// What stands behind `case`, up to the commands of the first item.
    pub(super) fn case_head(&mut self) {
        self.push_frame(FrameKind::Case, None);
        self.skip_blanks();
        if self.next_word().is_none() {
            return;
        }
        self.skip_lines();
        if self.next_word().is_some_and(|word| word.plain() == Some("in")) {
            self.case_pattern();
        }
    }

    /// The patterns before the commands of an item, or the end of the whole.
    pub(super) fn case_pattern(&mut self) {
        self.skip_lines();
        if self.stop() == Some(Stop::Operator(Operator::Open)) {
            self.at += 1;
            self.skip_blanks();
        }
        let mut is_first = true;
        loop {
            self.skip_blanks();
            match self.stop() {
                None => {
                    let word = self.item();
                    if is_first && word.is_some_and(|word| word.plain() == Some("esac")) {
                        self.pop_frame();
                        return;
                    }
                    is_first = false;
                }
                Some(Stop::Operator(Operator::Pipe)) => self.at += 1,
                Some(Stop::Operator(Operator::Close)) => {
                    self.at += 1;
                    break;
                }
                Some(_) => break,
            }
        }
        self.next_branch();
    }

    /// What stands behind `[[`, up to `]]`.
    pub(super) fn test(&mut self) {
        let mut continues = false;
        loop {
            self.skip_blanks();
            match self.stop() {
                None => {
                    if self.item().is_some_and(|word| word.plain() == Some("]]")) {
                        return;
                    }
                    continues = false;
                }
                Some(Stop::Operator(_)) => {
                    self.at += self.operator().map_or(1, |(_, length)| length);
                    continues = true;
                }
                Some(Stop::Newline) if continues => self.take_newline(),
                Some(Stop::Comment | Stop::SpacedMark) => self.at += 1,
                Some(Stop::Newline | Stop::End) => return,
            }
        }
    }

    /// The word here, if one stands here.
    pub(super) fn next_word(&mut self) -> Option<RawWord<'t>> {
        if self.stop().is_some() { None } else { self.item() }
    }

    /// Passes over blanks, line breaks and comments.
    pub(super) fn skip_lines(&mut self) {
        loop {
            self.skip_blanks();
            match self.stop() {
                Some(Stop::Newline) => self.take_newline(),
                Some(Stop::Comment) => self.take_comment(),
                _ => return,
            }
        }
    }

    /// `then`, `elif`, `else`: what follows is run or not. `anew` if it is not a part of the branch that
    /// `elif` has opened with its condition.
    pub(super) fn begin_branch(&mut self, anew: bool) {
        let Some(Frame { kind: FrameKind::If(opened), .. }) = self.place.frames.last_mut() else { return };
        if !std::mem::replace(opened, true) || anew {
            self.next_branch();
        }
    }
}
