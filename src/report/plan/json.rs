//! Plans as one JSON object, in structures of its own. The `request` of a plan is valid input.

use std::io;

use serde::Serialize;
use serde_json::{Map, Value as Json};

use super::Plans;
use crate::access::{Reason, certainty};
use crate::authorization::{Decision, Outcome, StatementRef};
use crate::copy::{CopyPlan, Need, Proviso};
use crate::lint::{Planned, Report};
use crate::report::json::{Failures, Findings, Tool, VERSION};
use crate::request::schema::to_json;
use crate::text::Sources;

mod copied;
mod who;

use copied::{Duration, Encryption, Route};
use who::Who;

/// Writes plans with the findings of the run.
///
/// # Errors
///
/// Whatever the writer fails with.
pub fn write(
    plans: Plans<'_>,
    report: &Report<'_>,
    reference_date: &str,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let document = Document {
        version: VERSION,
        tool: Tool::new(reference_date),
        plans: plans.planned.iter().filter_map(|planned| Plan::new(plans, planned, report.sources)).collect(),
        findings: Findings::of(report),
        errors: Failures::of(report),
    };
    serde_json::to_writer(&mut *out, &document).map_err(io::Error::from)?;
    out.write_all(b"\n")
}

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    tool: Tool<'a>,
    plans: Vec<Plan<'a>>,
    findings: Findings<'a>,
    errors: Failures<'a>,
}

#[derive(Serialize)]
struct Plan<'a> {
    request: Request<'a>,
    route: Route<'a>,
    encryption: Vec<Encryption<'a>>,
    encryption_untold: Option<&'static str>,
    transfer: &'static str,
    duration: Duration<'a>,
    results: Vec<ResultLine<'a>>,
    permissions: Vec<Permission<'a>>,
    key_permissions: Vec<Permission<'a>>,
    verdict: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    who: Option<Vec<Who<'a>>>,
}

#[derive(Serialize)]
struct Request<'a> {
    provider: &'a str,
    service: &'a str,
    operation: &'a str,
    region: Option<&'a str>,
    region_from: Option<&'static str>,
    parameters: Map<String, Json>,
    #[serde(skip_serializing_if = "Option::is_none")]
    principal: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    policies: Vec<Json>,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<Json>,
    origin: Origin<'a>,
}

#[derive(Serialize)]
struct Origin<'a> {
    path: &'a str,
    line: u32,
}

#[derive(Serialize)]
struct ResultLine<'a> {
    text: &'a str,
    certainty: &'static str,
}

#[derive(Serialize)]
struct Permission<'a> {
    action: &'a str,
    resource: String,
    when: &'a str,
    #[serde(rename = "if")]
    proviso: Option<&'static str>,
    text: &'a str,
    certainty: &'static str,
    decision: Option<&'static str>,
    blocked_by: Vec<&'static str>,
    by: Vec<By<'a>>,
    depends_on: Vec<DependsOn<'a>>,
}

#[derive(Serialize)]
struct By<'a> {
    policy: &'static str,
    path: &'a str,
    sid: Option<&'a str>,
    pointer: &'a str,
    line: u32,
}

#[derive(Serialize)]
struct DependsOn<'a> {
    kind: &'static str,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    decided_by: Option<&'a str>,
}

impl<'a> Plan<'a> {
    fn new(plans: Plans<'a>, planned: &'a Planned<'a>, sources: &'a Sources) -> Option<Self> {
        let plan: &CopyPlan = planned.plan.as_ref()?;
        let access = planned.access.as_ref();
        let permissions = |needs: &'a [Need], outcomes: &'a [Outcome], reasons: &'a [Reason]| {
            let permission = |(index, need): (usize, &'a Need)| {
                let answer = outcomes.get(index).zip(reasons.get(index));
                Permission::new(plans, planned, need, answer, sources)
            };
            needs.iter().enumerate().map(permission).collect()
        };
        Some(Self {
            request: Request::new(planned, sources),
            route: Route::new(&plan.route),
            encryption: plan.encryption.outcomes().iter().map(Encryption::new).collect(),
            encryption_untold: plan.encryption.untold().map(crate::copy::Untold::name),
            transfer: plan.transfer.name(),
            duration: Duration::new(&plan.duration),
            results: plan
                .results
                .iter()
                .map(|result| ResultLine { text: &result.text, certainty: result.certainty.name() })
                .collect(),
            permissions: permissions(
                &plan.needs,
                access.map_or(&[], |access| &access.outcomes),
                access.map_or(&[], |access| &access.reasons),
            ),
            key_permissions: permissions(
                &plan.key_needs,
                access.map_or(&[], |access| &access.key_outcomes),
                access.map_or(&[], |access| &access.key_reasons),
            ),
            verdict: access.map_or("unknown", |access| access.verdict.name()),
            who: planned.who.as_ref().map(|abilities| abilities.iter().map(Who::new).collect()),
        })
    }
}

impl<'a> Request<'a> {
    fn new(planned: &'a Planned<'a>, sources: &'a Sources) -> Self {
        let request = &planned.request;
        let parameters = request
            .parameters
            .iter()
            .map(|parameter| (parameter.name.clone().into_owned(), to_json(&parameter.value)))
            .collect();
        let source = sources.get(request.span.source);
        Self {
            provider: &request.operation.provider,
            service: &request.operation.service,
            operation: &request.operation.name,
            region: request.region.as_ref().and_then(|region| region.name.as_deref()),
            region_from: request.region.as_ref().map(|region| region.from.name()),
            parameters,
            principal: request.principal.as_ref().map(|principal| principal.value.as_ref()),
            policies: request.policies.iter().map(to_json).collect(),
            source: request.source.as_ref().map(to_json),
            origin: Origin {
                path: sources.name(request.span.source),
                line: source.map_or(1, |source| source.position(request.span.start).line),
            },
        }
    }
}

impl<'a> Permission<'a> {
    fn new(
        plans: Plans<'a>,
        planned: &'a Planned<'a>,
        need: &'a Need,
        answer: Option<(&'a Outcome, &'a Reason)>,
        sources: &'a Sources,
    ) -> Self {
        let outcome = answer.map(|(outcome, _)| outcome);
        let by = |at: &StatementRef| {
            let policy = plans.policy(planned, at.policy)?;
            let statement = policy.statements.get(at.statement)?;
            let source = sources.get(policy.source)?;
            Some(By {
                policy: planned.asked.get(at.policy)?.attachment.name(),
                path: source.name(),
                sid: statement.sid.as_ref().map(|sid| sid.value.as_ref()),
                pointer: &statement.pointer,
                line: source.position(statement.span.start).line,
            })
        };
        Self {
            action: &need.permission.action,
            resource: need.query.resources.first().map(ToString::to_string).unwrap_or_default(),
            when: &need.permission.when,
            proviso: need.proviso.map(Proviso::words),
            text: &need.permission.text,
            certainty: outcome.map_or(need.permission.certainty, |outcome| certainty(need, outcome)).name(),
            decision: outcome.map(|outcome| outcome.decision.name()),
            blocked_by: answer.map(blocked_by).unwrap_or_default(),
            by: outcome.map(|outcome| outcome.by.iter().filter_map(by).collect()).unwrap_or_default(),
            depends_on: outcome
                .map(|outcome| {
                    let dependency = |dependency: &'a crate::authorization::Dependency| DependsOn {
                        kind: dependency.kind.name(),
                        name: &dependency.name,
                        decided_by: outcome.decided_by.as_deref(),
                    };
                    outcome.depends_on.iter().map(dependency).collect()
                })
                .unwrap_or_default(),
        }
    }
}

/// The kinds of policies that do not allow it, or of the first one that denies it.
fn blocked_by((outcome, reason): (&Outcome, &Reason)) -> Vec<&'static str> {
    match outcome.decision {
        Decision::ExplicitDeny => outcome.blocked_by.iter().map(|kind| kind.name()).collect(),
        Decision::ImplicitDeny => reason.lacking.iter().map(|kind| kind.name()).collect(),
        Decision::Allowed | Decision::Depends => Vec::new(),
    }
}
