//! The statements that may apply to a request, and what their trees come to.

use super::answer::{self, Answer, Dependency, Verdict};
use super::combination::{self, Node, Ruling};
use super::statement::applies;
use super::worlds::Undecided;
use super::{Attachment, Context, Decision, Outcome, Policies, Resource, StatementRef};
use crate::policy::{Policy, Statement};

/// A statement that names the action and the resource, and whether it applies.
pub(super) struct Entry<'a> {
    pub(super) at: StatementRef,
    pub(super) attachment: Attachment,
    pub(super) policy: &'a Policy<'a>,
    pub(super) statement: &'a Statement<'a>,
    pub(super) verdict: Verdict,
}

/// The statements that may apply.
pub(super) fn entries<'a>(
    action: &str,
    resource: &Resource,
    context: &Context,
    policies: &Policies<'a>,
) -> Vec<Entry<'a>> {
    let mut entries = Vec::new();
    for (policy_index, (attachment, policy)) in policies.iter().enumerate() {
        for (statement_index, statement) in policy.statements.iter().enumerate() {
            if statement.effect.is_none() {
                continue;
            }
            let verdict = applies(policy, statement, action, resource, context);
            if verdict.answer != Answer::No {
                let at = StatementRef { policy: policy_index, statement: statement_index };
                entries.push(Entry { at, attachment, policy, statement, verdict });
            }
        }
    }
    entries
}

/// The statements that may apply, and what they were asked.
pub(super) struct Asked<'a> {
    pub(super) entries: &'a [Entry<'a>],
    pub(super) action: &'a str,
    pub(super) resource: &'a Resource,
    pub(super) context: &'a Context,
}

impl Asked<'_> {
    /// The decision, and what made it.
    pub(super) fn decide(&self, denials: &Node, allowances: &Node) -> Outcome {
        let verdict = |entry: usize| {
            self.entries.get(entry).map_or(Verdict::of(Answer::No), |entry| entry.verdict.clone())
        };
        let answer = |entry: usize| self.entries.get(entry).map_or(Answer::No, |entry| entry.verdict.answer);
        let outcome = |decision, ruling: Option<&Ruling>| Outcome {
            by: ruling.map(|ruling| self.places(&ruling.by)).unwrap_or_default(),
            ..Outcome::of(decision)
        };
        let (denied, allowed) = (denials.ruling(&verdict), allowances.ruling(&verdict));
        let implicitly =
            || Outcome { blocked_by: allowances.blocker(&answer), ..outcome(Decision::ImplicitDeny, None) };
        match (denied.answer, allowed.answer) {
            (Answer::Yes, _) => {
                let blocked_by = denials.first(&answer);
                return Outcome { blocked_by, ..outcome(Decision::ExplicitDeny, Some(&denied)) };
            }
            (_, Answer::No) => return implicitly(),
            (Answer::No, Answer::Yes) => return outcome(Decision::Allowed, Some(&allowed)),
            _ => {}
        }
        let mut depends_on = Vec::new();
        if allowed.answer == Answer::Maybe {
            depends_on.extend(allowed.depends_on.iter().cloned());
        }
        depends_on.extend(denied.depends_on.iter().cloned());
        let depends_on = answer::distinct(depends_on);
        match self.in_every_world(denials, allowances, &depends_on) {
            Some(Decision::Allowed) => outcome(Decision::Allowed, Some(&allowed)),
            Some(Decision::ExplicitDeny) => {
                let perhaps = |entry: usize| Answer::from(answer(entry) != Answer::No);
                let blocked_by = denials.first(&perhaps);
                Outcome { blocked_by, ..outcome(Decision::ExplicitDeny, Some(&denied)) }
            }
            Some(_) => implicitly(),
            None => {
                let mut by = denied.by;
                if allowed.answer == Answer::Maybe {
                    by.extend(allowed.by);
                }
                let decided_by = self.deciding_test(denials, allowances);
                Outcome { by: self.places(&by), depends_on, decided_by, ..Outcome::of(Decision::Depends) }
            }
        }
    }

    /// The decision, if it is the same whatever the unknown keys hold.
    fn in_every_world(
        &self,
        denials: &Node,
        allowances: &Node,
        depends_on: &[Dependency],
    ) -> Option<Decision> {
        let answer = |entry: usize| self.entries.get(entry).map_or(Answer::No, |entry| entry.verdict.answer);
        let or_known =
            |node: &Node| node.undecided(&answer).unwrap_or(Node::Known(Verdict::of(node.answer(&answer))));
        let (denials, allowances) = (or_known(denials), or_known(allowances));
        let mut open: Vec<usize> = denials.entries();
        open.extend(allowances.entries());
        open.sort_unstable();
        open.dedup();
        let statements = open.iter().filter_map(|entry| self.entries.get(*entry));
        let undecided = Undecided {
            statements: statements.map(|entry| (entry.policy, entry.statement)).collect(),
            decision: &|answers: &[Answer]| {
                let answer = |entry: usize| {
                    let place = open.binary_search(&entry).ok();
                    place.and_then(|place| answers.get(place)).copied().unwrap_or(Answer::Maybe)
                };
                match (denials.answer(&answer), allowances.answer(&answer)) {
                    (Answer::Yes, _) => Some(Decision::ExplicitDeny),
                    (_, Answer::No) => Some(Decision::ImplicitDeny),
                    (Answer::No, Answer::Yes) => Some(Decision::Allowed),
                    _ => None,
                }
            },
            action: self.action,
            resource: self.resource,
            context: self.context,
        };
        undecided.common(depends_on)
    }

    fn places(&self, by: &[usize]) -> Vec<StatementRef> {
        combination::places(by, |entry| self.entries.get(entry).map(|entry| entry.at))
    }
}
