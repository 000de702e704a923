//! Simulated actions in the shape of the answer of SimulateCustomPolicy.
//!
//! `Uncertain` is a member that AWS does not have; it is there only if something is. The positions of statements
//! are counted as AWS counts them, which is documented nowhere but seen in the examples of the AWS CLI and in
//! answers of the service: a statement begins behind the bracket or the statement before it, and ends behind its
//! own bracket; lines and columns count from 1.

use std::collections::BTreeMap;
use std::io;

use serde::Serialize;

use crate::authorization::{Attachment, StatementRef};
use crate::policy::Policy;
use crate::simulation::{Answer, Decided, Results, Sides, Simulation};
use crate::text::{Source, Sources};

/// Writes answers.
///
/// # Errors
///
/// Whatever the writer fails with.
pub fn write(
    simulation: &Simulation<'_>,
    results: &Results,
    sources: &Sources,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let mut statements = Statements { simulation, sources, positions: BTreeMap::new() };
    let response = Response {
        evaluation_results: results
            .answers
            .iter()
            .map(|answer| EvaluationResult::of(answer, &mut statements))
            .collect(),
        is_truncated: results.next.is_some(),
        marker: results.next.map(|next| next.to_string()),
    };
    serde_json::to_writer_pretty(&mut *out, &response).map_err(io::Error::from)?;
    out.write_all(b"\n")
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Response<'a> {
    evaluation_results: Vec<EvaluationResult<'a>>,
    is_truncated: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    marker: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct EvaluationResult<'a> {
    eval_action_name: &'a str,
    eval_resource_name: &'a str,
    eval_decision: &'static str,
    matched_statements: Vec<Statement<'a>>,
    missing_context_values: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    organizations_decision_detail: Option<OrganizationsDecisionDetail>,
    #[serde(skip_serializing_if = "Option::is_none")]
    permissions_boundary_decision_detail: Option<PermissionsBoundaryDecisionDetail>,
    #[serde(skip_serializing_if = "Option::is_none")]
    eval_decision_details: Option<EvalDecisionDetails>,
    #[serde(skip_serializing_if = "Option::is_none")]
    resource_specific_results: Option<[ResourceSpecificResult<'a>; 1]>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    uncertain: Vec<Uncertain<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct ResourceSpecificResult<'a> {
    eval_resource_name: &'a str,
    eval_resource_decision: &'static str,
    matched_statements: Vec<Statement<'a>>,
    missing_context_values: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    permissions_boundary_decision_detail: Option<PermissionsBoundaryDecisionDetail>,
    #[serde(skip_serializing_if = "Option::is_none")]
    eval_decision_details: Option<EvalDecisionDetails>,
}

#[derive(Clone, Copy, Serialize)]
#[serde(rename_all = "PascalCase")]
struct OrganizationsDecisionDetail {
    allowed_by_organizations: bool,
}

#[derive(Clone, Copy, Serialize)]
#[serde(rename_all = "PascalCase")]
struct PermissionsBoundaryDecisionDetail {
    allowed_by_permissions_boundary: bool,
}

/// What each side of a request from one account to another comes to, by the type of the policies.
type EvalDecisionDetails = BTreeMap<&'static str, &'static str>;

#[derive(Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Statement<'a> {
    source_policy_id: &'a str,
    source_policy_type: &'static str,
    start_position: Position,
    end_position: Position,
}

#[derive(Clone, Copy, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Position {
    line: u32,
    column: u32,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Uncertain<'a> {
    kind: &'static str,
    name: &'a str,
}

impl<'a> EvaluationResult<'a> {
    fn of(answer: &'a Answer, statements: &mut Statements<'a>) -> Self {
        let matched: Vec<_> = answer.matched.iter().filter_map(|at| statements.statement(*at)).collect();
        let boundary = answer
            .allowed_by_boundary
            .map(|allowed| PermissionsBoundaryDecisionDetail { allowed_by_permissions_boundary: allowed });
        let is_named = answer.resource != "*";
        let depends_on = answer.uncertain.iter();
        // Where the organization denies it, the two sides are not asked (IAM API Reference, "EvaluationResult").
        let is_asked = answer.allowed_by_organization != Some(false);
        Self {
            eval_action_name: &answer.action,
            eval_resource_name: &answer.resource,
            eval_decision: answer.decision.name(),
            missing_context_values: &answer.missing,
            organizations_decision_detail: answer
                .allowed_by_organization
                .map(|allowed| OrganizationsDecisionDetail { allowed_by_organizations: allowed }),
            permissions_boundary_decision_detail: boundary,
            eval_decision_details: (is_named && is_asked).then(|| details(answer.sides)),
            resource_specific_results: is_named.then(|| {
                [ResourceSpecificResult {
                    eval_resource_name: &answer.resource,
                    eval_resource_decision: answer.decision.name(),
                    matched_statements: matched.clone(),
                    missing_context_values: &answer.missing,
                    permissions_boundary_decision_detail: boundary,
                    eval_decision_details: answer
                        .sides
                        .filter(|_| is_asked)
                        .map(|sides| details(Some(sides))),
                }]
            }),
            matched_statements: matched,
            uncertain: depends_on.map(|one| Uncertain { kind: one.kind.name(), name: &one.name }).collect(),
        }
    }
}

/// Nothing, if all belongs to one account.
fn details(sides: Option<Sides>) -> EvalDecisionDetails {
    let Some(Sides { caller, resource }) = sides else { return EvalDecisionDetails::new() };
    let side = |attachment, decided: Decided| (policy_type(attachment), decided.name());
    [side(Attachment::Identity, caller), side(Attachment::Resource, resource)].into()
}

/// What the service calls policies; of kinds that it never names, words like these.
fn policy_type(attachment: Attachment) -> &'static str {
    match attachment {
        Attachment::Identity => "IAM Policy",
        Attachment::Boundary => "Permissions Boundary Policy",
        Attachment::Resource => "Resource Policy",
        Attachment::Session => "Session Policy",
        Attachment::Endpoint => "Endpoint Policy",
        Attachment::ServiceControl { .. } => "Service Control Policy",
        Attachment::ResourceControl { .. } => "Resource Control Policy",
    }
}

/// Where statements stand. Each policy is looked at once.
struct Statements<'a> {
    simulation: &'a Simulation<'a>,
    sources: &'a Sources,
    positions: BTreeMap<usize, Vec<(Position, Position)>>,
}

impl<'a> Statements<'a> {
    fn statement(&mut self, at: StatementRef) -> Option<Statement<'a>> {
        let given = self.simulation.policies.get(at.policy)?;
        let source = self.sources.get(given.policy.source)?;
        let positions = self.positions.entry(at.policy).or_insert_with(|| positions(source, &given.policy));
        let (start_position, end_position) = *positions.get(at.statement)?;
        Some(Statement {
            source_policy_id: &given.id,
            source_policy_type: policy_type(given.attachment),
            start_position,
            end_position,
        })
    }
}

/// Where the statements of a policy begin and end.
fn positions(source: &Source, policy: &Policy<'_>) -> Vec<(Position, Position)> {
    let mut cursor =
        Cursor { text: source.text(), at: 0, after_return: false, position: Position { line: 1, column: 1 } };
    let mut before = None;
    let mut positions = Vec::with_capacity(policy.statements.len());
    for statement in &policy.statements {
        let (start, end) = (statement.span.start as usize, statement.span.end as usize);
        let start = before.unwrap_or_else(|| {
            let key = policy.statement_key.map_or(start, |key| key.end as usize);
            let between = source.text().get(key..start).unwrap_or_default();
            // A list begins behind its bracket, and a statement that stands by itself behind its own.
            between.rfind('[').map_or(start + 1, |bracket| key + bracket + 1)
        });
        positions.push((cursor.advance(start), cursor.advance(end)));
        before = Some(end);
    }
    positions
}

/// Counts lines and columns, forward only. A return, a line feed, and the two together end a line.
struct Cursor<'a> {
    text: &'a str,
    at: usize,
    after_return: bool,
    position: Position,
}

impl Cursor<'_> {
    fn advance(&mut self, to: usize) -> Position {
        for character in self.text.get(self.at..to).unwrap_or_default().chars() {
            match character {
                '\n' if self.after_return => {}
                '\n' | '\r' => {
                    self.position.line = self.position.line.saturating_add(1);
                    self.position.column = 1;
                }
                _ => self.position.column = self.position.column.saturating_add(1),
            }
            self.after_return = character == '\r';
        }
        self.at = self.at.max(to);
        self.position
    }
}
