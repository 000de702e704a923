//! Which assignments to a variable may be the one that holds where it is used.
//!
//! What may run in another order than it is written (loops, functions), what may not run at all (branches),
//! and what is run elsewhere (subshells) is taken account of; what is in doubt may reach.

use std::collections::HashMap;

use super::script::{Assignment, ScopeId, Script};

/// How many assignments to one variable are looked at for one use of it.
const MOST: usize = 100;

/// Where a variable is used.
#[derive(Clone, Copy, Debug)]
pub(super) struct Use {
    /// The place.
    pub(super) at: usize,
    /// The scope that it stands in.
    pub(super) scope: Option<ScopeId>,
}

/// What reaches a use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// Nothing that the script says.
    Nothing,
    /// One of these assignments, and nothing else.
    These(Vec<usize>),
    /// Something that the script does not say, or too much.
    Unknown,
}

/// The assignments of a script, by variable.
pub(super) struct Assignments<'s, 't> {
    script: &'s Script<'t>,
    /// All of them, in order.
    by_name: HashMap<&'t str, Vec<usize>>,
    /// Those that stand in functions, and outlast them.
    in_functions: HashMap<&'t str, Vec<usize>>,
}

impl<'s, 't> Assignments<'s, 't> {
    pub(super) fn new(script: &'s Script<'t>) -> Self {
        let mut assignments = Self { script, by_name: HashMap::new(), in_functions: HashMap::new() };
        for id in assignments.in_order() {
            let Some(assignment) = script.assignments.get(id) else { continue };
            assignments.by_name.entry(assignment.name).or_default().push(id);
            if !assignment.is_local && script.function(assignment.scope).is_some() {
                assignments.in_functions.entry(assignment.name).or_default().push(id);
            }
        }
        assignments
    }

    /// The numbers of all assignments in the order of the text.
    pub(super) fn in_order(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.script.assignments.len()).collect();
        order.sort_by_key(|id| self.at(*id));
        order
    }

    /// What reaches a use of a variable.
    pub(super) fn reaching(&self, name: &str, used: Use) -> Reach {
        let all = self.by_name.get(name).map_or(&[][..], Vec::as_slice);
        let function = self.script.function(used.scope);
        let Some((last, mut reaching)) = self.in_same_function(all, used) else { return Reach::Unknown };
        let elsewhere = match (function, last) {
            // What the rest of the script has assigned before it calls the function.
            (Some(_), None) => all,
            _ => self.in_functions.get(name).map_or(&[][..], Vec::as_slice),
        };
        if elsewhere.len() > MOST {
            return Reach::Unknown;
        }
        reaching.extend(elsewhere.iter().copied().filter(|id| {
            self.get(*id).is_some_and(|assignment| {
                let is_other = self.script.function(assignment.scope) != function;
                let may_have_run = function.is_some() || assignment.at() < used.at;
                is_other && may_have_run && self.is_visible(assignment, used)
            })
        }));
        let begun = last.or_else(|| {
            // A function is called when the script has begun: what is assigned there without conditions
            // holds in it.
            let mut unconditional = reaching.iter().copied();
            unconditional.find(|id| {
                function.is_some() && self.get(*id).is_some_and(|assignment| assignment.scope.is_none())
            })
        });
        match begun {
            _ if reaching.is_empty() => {
                if self.has_barrier(None, used, function.is_some()) {
                    Reach::Unknown
                } else {
                    Reach::Nothing
                }
            }
            Some(begun) if !self.has_barrier(Some(self.at(begun)), used, last.is_none()) => {
                Reach::These(reaching)
            }
            _ => Reach::Unknown,
        }
    }

    /// The last assignment before a use that cannot have been left out, and all that may reach the use from
    /// the same function; `None` if there are too many.
    fn in_same_function(&self, all: &[usize], used: Use) -> Option<(Option<usize>, Vec<usize>)> {
        let function = self.script.function(used.scope);
        let fits = |assignment: &Assignment<'_>| {
            self.script.function(assignment.scope) == function && self.is_visible(assignment, used)
        };
        let split = all.partition_point(|id| self.at(*id) <= used.at);
        let (before, behind) = all.split_at_checked(split)?;
        let mut reaching = Vec::new();
        let mut last = None;
        for (number, id) in before.iter().rev().enumerate() {
            if number == MOST {
                return None;
            }
            let Some(assignment) = self.get(*id).filter(|assignment| fits(assignment)) else { continue };
            reaching.push(*id);
            if self.script.contains(assignment.scope, used.at) {
                last = Some(*id);
                break;
            }
        }
        // In a loop, what stands behind the use may have run before it.
        if let Some(end) = self.loop_end(used, last.map(|last| self.at(last))) {
            for (number, id) in behind.iter().take_while(|id| self.at(**id) <= end).enumerate() {
                if number == MOST {
                    return None;
                }
                if self.get(*id).is_some_and(fits) {
                    reaching.push(*id);
                }
            }
        }
        Some((last, reaching))
    }

    /// The end of the outermost loop around a use that does not hold the last assignment before it.
    fn loop_end(&self, used: Use, last: Option<usize>) -> Option<usize> {
        let mut end = None;
        let mut around = self.script.scope(used.scope).and_then(|scope| scope.inner_loop);
        while let Some(found) = self.script.scope(around) {
            if last.is_some_and(|last| self.script.contains(around, last)) {
                break;
            }
            end = Some(found.range.end as usize);
            around = self.script.scope(found.parent).and_then(|parent| parent.inner_loop);
        }
        end
    }

    /// Whether an assignment can be seen from a use at all.
    fn is_visible(&self, assignment: &Assignment<'_>, used: Use) -> bool {
        let scope = self.script.scope(assignment.scope);
        let subshell = scope.and_then(|scope| scope.subshell);
        let function = scope.and_then(|scope| scope.function);
        self.script.contains(subshell, used.at)
            && (!assignment.is_local || self.script.contains(function, used.at))
    }

    /// Whether something that may assign to any variable can run between a place and a use; `anywhere` if
    /// the order of the text says nothing about that.
    fn has_barrier(&self, since: Option<usize>, used: Use, anywhere: bool) -> bool {
        let barriers = &self.script.barriers;
        let begun = since.unwrap_or_default();
        let next = barriers.get(barriers.partition_point(|barrier| *barrier < begun));
        let until = self.loop_end(used, since).unwrap_or(used.at);
        next.is_some_and(|barrier| anywhere || *barrier <= until)
    }

    fn get(&self, id: usize) -> Option<&'s Assignment<'t>> {
        self.script.assignments.get(id)
    }

    fn at(&self, id: usize) -> usize {
        self.get(id).map_or(0, Assignment::at)
    }
}
