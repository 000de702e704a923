//! Who of an account can make a copy.

use serde::Serialize;

use crate::access::{Ability, Lack};

#[derive(Serialize)]
pub(super) struct Who<'a> {
    principal: &'a str,
    verdict: &'static str,
    lacks: Vec<Lacking<'a>>,
}

#[derive(Serialize)]
struct Lacking<'a> {
    action: &'a str,
    resource: &'a str,
    decision: &'static str,
    blocked_by: Vec<&'static str>,
    depends_on: &'a [String],
}

impl<'a> Who<'a> {
    pub(super) fn new(ability: &'a Ability) -> Self {
        Self {
            principal: &ability.arn,
            verdict: ability.verdict.name(),
            lacks: ability.lacks.iter().map(Lacking::new).collect(),
        }
    }
}

impl<'a> Lacking<'a> {
    fn new(lack: &'a Lack) -> Self {
        Self {
            action: &lack.permission.action,
            resource: &lack.resource,
            decision: lack.why.decision().name(),
            blocked_by: lack.why.blocked_by().iter().map(|kind| kind.name()).collect(),
            depends_on: lack.why.depends_on(),
        }
    }
}
