//! The values of variables, as far as the script itself decides them: where every assignment that can reach
//! gives the same one. What a script reads from somewhere is unknown.

use std::cell::Cell;
use std::rc::Rc;

use super::raw::{Literal, Part, RawWord, Variable};
use super::reaching::{Assignments, Reach, Use};
use super::script::{Assigned, Assignment, LoopId, Script};
use crate::request::aws_cli::CREDENTIALS;
use crate::text::TextRange;

/// How many words a loop may go through to be followed.
const LONGEST_LOOP: usize = 100;

/// A value: text, and words of loops.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Value {
    pieces: Vec<Piece>,
    /// What it takes to keep it, in bytes.
    length: usize,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Text(String),
    /// The word that a loop is at.
    Each(LoopId),
}

/// What is known of a variable where it is used.
#[derive(Clone, Debug)]
pub(super) enum Found {
    /// The script does not assign to it before; whoever runs the script may.
    Unassigned,
    /// It may have several values, or one that only the shell knows.
    Unknown,
    /// It has this value. The place of an assignment.
    Known(Rc<Value>, TextRange),
}

/// The word that each loop is at: one of the runs of a command in a loop.
pub(super) type Choice = Vec<(LoopId, usize)>;

/// The variables of a script.
pub(super) struct Variables<'s, 't> {
    script: &'s Script<'t>,
    assignments: Assignments<'s, 't>,
    /// The value of each assignment, if it is known.
    values: Vec<Option<Rc<Value>>>,
    /// The words of each loop, if they are known.
    loops: Vec<Option<Vec<String>>>,
    /// Where other credentials may be chosen, in order.
    choosing: Vec<usize>,
    /// How many more bytes values may come to, so that variables made of variables do not grow beyond all
    /// measure.
    spare: Cell<usize>,
}

impl<'s, 't> Variables<'s, 't> {
    /// The variables of a script of a length.
    pub(super) fn new(script: &'s Script<'t>, length: usize) -> Self {
        let mut variables = Self {
            script,
            assignments: Assignments::new(script),
            values: vec![None; script.assignments.len()],
            loops: vec![None; script.loops.len()],
            choosing: choosing(script),
            spare: Cell::new(16 * length + 65_536),
        };
        for id in variables.assignments.in_order() {
            let value = variables.assigned(id);
            if let (Some(value), Some(slot)) = (value, variables.values.get_mut(id)) {
                *slot = Some(Rc::new(value));
            }
        }
        variables
    }

    /// The script.
    pub(super) fn script(&self) -> &'s Script<'t> {
        self.script
    }

    /// The words that a loop goes through, if they are known.
    pub(super) fn loop_words(&self, id: LoopId) -> &[String] {
        self.loops.get(id).and_then(Option::as_ref).map_or(&[], Vec::as_slice)
    }

    /// Whether other programs see a variable.
    pub(super) fn is_exported(&self, name: &str) -> bool {
        self.script.exports_all || self.script.exported.contains(name)
    }

    /// What the script does last before a use that may choose other credentials.
    pub(super) fn credentials_chosen(&self, used: Use) -> Option<String> {
        let before = self.choosing.partition_point(|at| *at <= used.at);
        let last = self.choosing.get(before.checked_sub(1)?)?;
        Some(format!("chosen at {last}"))
    }

    /// What is known of a variable where it is used.
    pub(super) fn lookup(&self, name: &str, used: Use) -> Found {
        let reaching = match self.assignments.reaching(name, used) {
            Reach::Nothing => return Found::Unassigned,
            Reach::Unknown => return Found::Unknown,
            Reach::These(reaching) => reaching,
        };
        let mut values = reaching.iter().map(|id| self.values.get(*id).and_then(Option::as_ref));
        let place = reaching.first().and_then(|id| self.script.assignments.get(*id));
        match (values.next().flatten(), place.map(|assignment| assignment.place)) {
            (Some(value), Some(place))
                if values.all(|other| other == Some(value)) && self.holds(value, used) =>
            {
                Found::Known(Rc::clone(value), place)
            }
            _ => Found::Unknown,
        }
    }

    /// The value of `$NAME` or `${NAME:-default}`, if it is known.
    pub(super) fn value(&self, variable: &Variable<'_>, used: Use) -> Option<Rc<Value>> {
        match (self.lookup(variable.name, used), &variable.default) {
            (Found::Known(value, _), None) => Some(value),
            (Found::Known(value, _), Some(default)) if value.length > 0 || !default.replaces_empty => {
                Some(value)
            }
            (Found::Known(..) | Found::Unassigned, Some(default)) => {
                self.joined(&default.parts, used).map(Rc::new)
            }
            (Found::Unassigned, None) | (Found::Unknown, _) => None,
        }
    }

    /// Whether all loops whose words are in a value are those that the use stands in.
    fn holds(&self, value: &Value, used: Use) -> bool {
        let mut loops = value.loops().map(|id| self.script.loops.get(id));
        loops.all(|found| found.is_some_and(|found| self.script.contains(found.scope, used.at)))
    }

    /// The value that an assignment gives.
    fn assigned(&mut self, id: usize) -> Option<Value> {
        let script = self.script;
        let assignment = script.assignments.get(id)?;
        let used = Use { at: assignment.place.start as usize, scope: assignment.scope };
        let value = match &assignment.value {
            Assigned::Unknown => return None,
            Assigned::Word(parts) => self.joined(parts, used)?,
            Assigned::Appended(parts) => {
                let Found::Known(before, _) = self.lookup(assignment.name, used) else { return None };
                let added = self.joined(parts, used)?;
                self.spend(before.length)?;
                let mut value = (*before).clone();
                value.extend(&added);
                value
            }
            Assigned::Each(of) => {
                let words = self.each(&script.loops.get(*of)?.words, used)?;
                if let Some(slot) = self.loops.get_mut(*of) {
                    *slot = Some(words);
                }
                Value { pieces: vec![Piece::Each(*of)], length: 1 }
            }
        };
        Some(value)
    }

    /// The words of a loop.
    fn each(&self, words: &[RawWord<'_>], used: Use) -> Option<Vec<String>> {
        let mut all = Vec::new();
        for word in words {
            let is_wildcard = |part: &Part<'_>| matches!(part, Part::Literal { kind: Literal::Wildcard, .. });
            if word.braces().is_some() || word.parts.iter().any(is_wildcard) {
                return None;
            }
            let text = self.text(&self.joined(&word.parts, used)?, &Choice::new())?;
            let splits = word.parts.iter().any(|part| match part {
                Part::Variable(variable) => !variable.quoted,
                _ => false,
            });
            if !splits || !text.contains(char::is_whitespace) {
                all.push(text);
            } else if word.quoted {
                return None;
            } else {
                all.extend(text.split_whitespace().map(str::to_owned));
            }
        }
        (!all.is_empty() && all.len() <= LONGEST_LOOP).then_some(all)
    }

    /// The parts of a word put together, as in an assignment: nothing is split.
    fn joined(&self, parts: &[Part<'_>], used: Use) -> Option<Value> {
        let mut value = Value::default();
        for (number, part) in parts.iter().enumerate() {
            match part {
                Part::Literal { text, kind: Literal::Plain, .. } if number == 0 && text.starts_with('~') => {
                    return None;
                }
                Part::Literal { text, .. } => value.push(text),
                Part::Text { text, .. } => value.push(text),
                Part::Variable(variable) => {
                    let found = self.value(variable, used)?;
                    self.spend(found.length)?;
                    value.extend(&found);
                }
                Part::Unknown { .. } => return None,
            }
        }
        Some(value)
    }

    /// The text of a value, where loops are at the words that are chosen.
    pub(super) fn text(&self, value: &Value, choice: &Choice) -> Option<String> {
        self.spend(value.length)?;
        let mut whole = String::new();
        for piece in &value.pieces {
            match piece {
                Piece::Text(text) => whole.push_str(text),
                Piece::Each(id) => {
                    let (_, number) = choice.iter().find(|(chosen, _)| chosen == id)?;
                    let word = self.loop_words(*id).get(*number)?;
                    self.spend(word.len())?;
                    whole.push_str(word);
                }
            }
        }
        Some(whole)
    }

    /// Takes from what may be spent; `None` if it is not there.
    fn spend(&self, length: usize) -> Option<()> {
        self.spare.set(self.spare.get().checked_sub(length)?);
        Some(())
    }
}

/// Where a script may choose other credentials, in order.
fn choosing(script: &Script<'_>) -> Vec<usize> {
    let assigned = script.assignments.iter().filter(|assignment| CREDENTIALS.contains(&assignment.name));
    let mut all: Vec<_> = assigned.map(Assignment::at).chain(script.barriers.iter().copied()).collect();
    all.sort_unstable();
    all
}

impl Value {
    /// The loops whose words are in it.
    pub(super) fn loops(&self) -> impl Iterator<Item = LoopId> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Each(id) => Some(*id),
            Piece::Text(_) => None,
        })
    }

    fn push(&mut self, more: &str) {
        self.length += more.len();
        match self.pieces.last_mut() {
            _ if more.is_empty() => {}
            Some(Piece::Text(text)) => text.push_str(more),
            _ => self.pieces.push(Piece::Text(more.to_owned())),
        }
    }

    fn extend(&mut self, other: &Self) {
        for piece in &other.pieces {
            match piece {
                Piece::Text(text) => self.push(text),
                Piece::Each(id) => {
                    self.pieces.push(Piece::Each(*id));
                    self.length += 1;
                }
            }
        }
    }
}
