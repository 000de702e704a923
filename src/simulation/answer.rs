//! The answers.

use super::asking::Asking;
use super::{Given, Simulation};
use crate::authorization::{Decision, Dependency, Mismatch, Outcome, StatementRef};
use crate::policy::{self, Effect};
use crate::text::Sources;
use crate::tree::json;

const EVERYTHING: &str =
    r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}"#;

/// The answer to one question.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The action.
    pub action: String,
    /// The resource: an ARN, or `*` for all.
    pub resource: String,
    /// What AWS would answer; of what is uncertain, the denial that it may come to.
    pub decision: Decided,
    /// The answer with its reasons; places of policies are those in [`Simulation::policies`].
    pub outcome: Outcome,
    /// What keeps the decision from being certain.
    pub uncertain: Vec<Dependency>,
    /// The statements that decided.
    pub matched: Vec<StatementRef>,
    /// Context keys that statements about the action ask for, and that are not given.
    pub missing: Vec<String>,
    /// Those of them that are taken for absent, as nothing tells that they are there.
    pub taken_for_absent: Vec<String>,
    /// Whether the permissions boundary by itself allows it, if there is one.
    pub allowed_by_boundary: Option<bool>,
    /// Whether every level of service control policies allows it, if there are any.
    pub allowed_by_organization: Option<bool>,
    /// What the policies of the caller and of the resource come to, if they belong to two accounts.
    pub sides: Option<Sides>,
    /// Of an implicit denial, the statements that come closest to allowing it.
    pub closest: Vec<Mismatch>,
}

impl Answer {
    /// Whether the policies leave it open.
    pub fn is_open(&self) -> bool {
        self.outcome.decision == Decision::Depends
    }
}

/// What AWS's simulator answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decided {
    /// It is allowed.
    Allowed,
    /// A statement denies it.
    ExplicitDeny,
    /// Nothing allows it.
    ImplicitDeny,
}

impl Decided {
    /// AWS's word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Allowed => Decision::Allowed.name(),
            Self::ExplicitDeny => Decision::ExplicitDeny.name(),
            Self::ImplicitDeny => Decision::ImplicitDeny.name(),
        }
    }
}

/// Answers, and whether there are others.
#[derive(Clone, Debug)]
pub struct Results {
    /// The answers: for each action, one for each resource.
    pub answers: Vec<Answer>,
    /// How many were given with these, if there are others.
    pub next: Option<usize>,
}

/// What policies of the caller and of the resource come to, each by themselves, if they belong to two accounts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sides {
    /// The policies of the caller, with all that limits them.
    pub caller: Decided,
    /// The policy of the resource.
    pub resource: Decided,
}

impl Simulation<'_> {
    /// Answers what is asked.
    pub fn run(&self) -> Results {
        let questions = self.actions.len() * self.targets.len();
        let start = self.start.min(questions);
        let end = self.most.map_or(questions, |most| questions.min(start.saturating_add(most)));
        let pairs =
            self.actions.iter().flat_map(|action| self.targets.iter().map(move |target| (action, target)));
        // A policy that allows everything, to see what others come to beside it.
        let sources = Sources::new();
        let source = sources.add("", EVERYTHING);
        let everything =
            policy::read(&json::read(source, &mut Vec::new()), source.id(), None, &mut Vec::new());
        let asking = Asking::new(self, &everything);
        let answers =
            pairs.skip(start).take(end - start).map(|(action, target)| asking.answer(action, target));
        Results { answers: answers.collect(), next: (end < questions).then_some(end) }
    }

    /// The policy of a statement.
    pub fn given(&self, at: StatementRef) -> Option<&Given<'_>> {
        self.policies.get(at.policy)
    }

    /// Whether it was said who asks.
    pub fn knows_caller(&self) -> bool {
        self.caller.is_some()
    }

    /// What a statement does.
    pub fn effect(&self, at: StatementRef) -> Option<Effect> {
        self.given(at)?.policy.statements.get(at.statement)?.effect
    }
}
