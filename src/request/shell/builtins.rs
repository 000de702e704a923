//! What a command means for the rest of the script: assignments, exported variables, texts that another
//! shell runs.

use super::raw::{Part, RawWord, Variable, is_name};
use super::reader::{Reader, Simple, Stop};
use super::script::{Assigned, Assignment, Command};
use crate::operation::CLI_NAMES;
use crate::text::TextRange;

/// Shells, which run the text that they are given.
const SHELLS: [&str; 6] = ["bash", "sh", "dash", "ash", "ksh", "zsh"];

/// Other programs that run the text that they are given.
const RUNNERS: [&str; 5] = ["eval", "ssh", "su", "trap", "watch"];

impl<'t> Reader<'t> {
    /// Looks at a command that was read to its end.
    pub(super) fn finish(&mut self, words: Vec<RawWord<'t>>) {
        let assignments = words.iter().take_while(|word| word.assignment().is_some()).count();
        let (before, command) = words.split_at_checked(assignments).unwrap_or_default();
        match command.split_first() {
            // Before a command they hold for it alone.
            None => {
                for word in before {
                    self.assign_word(word, false);
                }
            }
            Some((name, arguments)) => {
                if let Some(name) = name.plain() {
                    self.builtin(name, arguments);
                }
                if command.iter().filter_map(RawWord::plain).any(|word| matches!(word, "wait" | "sleep")) {
                    self.script.waits.push(self.at);
                }
                self.note_texts(command);
            }
        }
        if mentions_copy(&words) {
            let simple = self.simple_command(words);
            self.note(simple, false);
        }
    }

    /// A command of these words, which ends here.
    pub(super) fn simple_command(&self, words: Vec<RawWord<'t>>) -> Simple<'t> {
        let stop = self.stop().unwrap_or(Stop::End);
        Simple { words, end: self.at, stop, has_input: !self.heredocs.is_empty(), broken: self.broken }
    }

    /// Notes the elements of an array, which may be a command that is run later.
    pub(super) fn add_array(&mut self, words: Vec<RawWord<'t>>) {
        if mentions_copy(&words) {
            self.note(Simple { words, end: self.at, stop: Stop::End, has_input: false, broken: None }, true);
        }
    }

    fn note(&mut self, simple: Simple<'t>, is_open: bool) {
        let scope = self.place.scope;
        self.script.commands.push(Command { simple, scope, is_open });
    }

    /// What commands of the shell itself do to variables.
    fn builtin(&mut self, name: &'t str, arguments: &[RawWord<'t>]) {
        match name {
            "builtin" | "command" => {
                if let Some((name, arguments)) = arguments.split_first()
                    && let Some(name) = name.plain().filter(|name| !matches!(*name, "builtin" | "command"))
                {
                    self.builtin(name, arguments);
                }
            }
            "export" | "declare" | "typeset" | "local" | "readonly" => self.declare(name, arguments),
            "read" | "mapfile" | "readarray" | "unset" | "getopts" | "let" => {
                for word in arguments {
                    let target = word.assignment().map(|(name, ..)| name).or_else(|| word.plain());
                    if let Some(name) = target.filter(|name| is_name(name)) {
                        self.assign(name, Assigned::Unknown, word.range);
                    }
                }
            }
            "printf" => {
                if let [option, target, ..] = arguments
                    && option.plain() == Some("-v")
                    && let Some(name) = target.plain()
                {
                    self.assign(name, Assigned::Unknown, target.range);
                }
            }
            "source" | "." | "eval" => self.script.barriers.push(self.at),
            "set" => {
                self.script.exports_all |=
                    arguments.iter().any(|word| matches!(word.plain(), Some("-a" | "allexport")));
            }
            _ => {}
        }
    }

    fn declare(&mut self, keyword: &str, arguments: &[RawWord<'t>]) {
        let has_option = |letters: &[char]| {
            let mut options = arguments.iter().filter_map(RawWord::plain);
            options.any(|word| word.starts_with(['-', '+']) && word.contains(letters))
        };
        let exports = keyword == "export" || has_option(&['x']);
        let in_function = self.script.function(self.place.scope).is_some();
        let is_local = match keyword {
            "local" => true,
            "declare" | "typeset" => in_function && !has_option(&['g']),
            _ => false,
        };
        let changes_value = has_option(&['a', 'A', 'i', 'l', 'u', 'n']);
        for word in arguments {
            let assigned = word.assignment().map(|(name, ..)| name);
            let Some(name) = assigned.or_else(|| word.plain()).filter(|name| is_name(name)) else { continue };
            if exports {
                self.script.exported.insert(name);
            }
            if assigned.is_some() && !changes_value {
                self.assign_word(word, is_local);
            } else if assigned.is_some() || matches!(keyword, "declare" | "typeset" | "local") {
                self.assign(name, Assigned::Unknown, word.range);
            }
        }
    }

    /// Notes `NAME=value`.
    fn assign_word(&mut self, word: &RawWord<'t>, is_local: bool) {
        let Some((name, appends, parts)) = word.assignment() else { return };
        let behind_name = word.range.start as usize + name.len() + 1 + usize::from(appends);
        let place = TextRange::new(behind_name, word.range.end as usize);
        let value = if appends { Assigned::Appended(parts) } else { Assigned::Word(parts) };
        self.assign(name, value, place);
        if let Some(assignment) = self.script.assignments.last_mut() {
            assignment.is_local = is_local;
        }
    }

    /// Notes an assignment that ends with the place of its value.
    pub(super) fn assign(&mut self, name: &'t str, value: Assigned<'t>, place: TextRange) {
        let scope = self.place.scope;
        self.script.assignments.push(Assignment { name, value, place, scope, is_local: false });
    }

    /// Notes `${NAME:=value}`.
    pub(super) fn assign_default(&mut self, variable: &Variable<'t>) {
        let value = Assigned::Word(vec![Part::Variable(Box::new(variable.clone()))]);
        self.assign(variable.name, value, variable.place);
    }

    /// Notes what an arithmetic expression assigns to.
    pub(super) fn assign_in_arithmetic(&mut self, expression: &'t str, start: usize) {
        if !["=", "++", "--"].iter().any(|operator| expression.contains(operator)) {
            return;
        }
        let place = TextRange::new(start, start + expression.len());
        let words = expression.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_');
        for name in words.filter(|word| is_name(word)) {
            self.assign(name, Assigned::Unknown, place);
        }
    }

    /// Notes the texts that a command has another shell run.
    fn note_texts(&mut self, command: &[RawWord<'t>]) {
        let is = |names: &[&str]| {
            let mut words = command.iter().filter_map(RawWord::plain);
            words.any(|word| names.contains(&word.rsplit('/').next().unwrap_or(word)))
        };
        let runs = command.first().and_then(RawWord::plain).is_some_and(|name| RUNNERS.contains(&name));
        if !runs && !is(&SHELLS) && !is(&["ssh"]) {
            return;
        }
        for heredoc in &mut self.heredocs {
            heredoc.is_run = true;
        }
        for word in command.iter().filter(|word| word.quoted && mentions_copy(std::slice::from_ref(word))) {
            let range = TextRange { start: word.range.start + 1, end: word.range.end.saturating_sub(1) };
            self.script.texts.push(range);
        }
    }
}

/// Whether one of the words may be the name of a copy operation, or hold it.
fn mentions_copy(words: &[RawWord<'_>]) -> bool {
    words.iter().any(|word| CLI_NAMES.iter().any(|name| word.mentions(name)))
}
