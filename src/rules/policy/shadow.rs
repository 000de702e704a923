//! Statements that change nothing, because another statement of the same policy says all that they say, or
//! denies all that they allow.
//!
//! Only what is certain counts: one statement must cover the other by itself, pattern by pattern.

use crate::arn::Arn;
use crate::policy::{Effect, Policy, PolicyKind, Statement};
use crate::rule::{Family, Finding, Level, Rule};
use crate::text::Span;
use crate::words::shorten;

mod cover;

use cover::{Budget, Shape};

/// Every rule of this theme.
pub(super) const RULES: &[&Rule] = &[&OVERRULED_STATEMENT, &COVERED_STATEMENT, &DENY_FOR_EVERYBODY];

static OVERRULED_STATEMENT: Rule = Rule::new(
    Family::Policy,
    "overruled-statement",
    Level::Warning,
    include_str!("../../../rules/policy/overruled-statement.md"),
);

static COVERED_STATEMENT: Rule = Rule::new(
    Family::Policy,
    "covered-statement",
    Level::Note,
    include_str!("../../../rules/policy/covered-statement.md"),
);

static DENY_FOR_EVERYBODY: Rule = Rule::new(
    Family::Policy,
    "deny-for-everybody",
    Level::Warning,
    include_str!("../../../rules/policy/deny-for-everybody.md"),
);

/// Services whose policies are changed through another one: what they name are only the calls.
const CALLED: [&str; 2] = ["execute-api", "vpc-lattice-svcs"];

/// More statements than any policy holds that fits into a quota.
const MOST_STATEMENTS: usize = 300;

pub(super) fn check(policy: &Policy<'_>, findings: &mut Vec<Finding>) {
    if policy.kind == PolicyKind::Resource {
        findings.extend(policy.statements.iter().filter(|one| is_for_everybody(one)).filter_map(everybody));
    }
    // What a policy with a fault comes to is not known.
    let count = policy.statements.len();
    if !policy.usable || !(2..=MOST_STATEMENTS).contains(&count) {
        return;
    }
    let mut budget = Budget::of(policy);
    let shapes: Vec<Shape<'_, '_>> = policy.statements.iter().filter_map(Shape::of).collect();
    for (place, shape) in shapes.iter().enumerate() {
        findings.extend(judge(shape, place, &shapes, &mut budget));
    }
}

fn judge(
    shape: &Shape<'_, '_>,
    place: usize,
    shapes: &[Shape<'_, '_>],
    budget: &mut Budget<'_, '_>,
) -> Option<Finding> {
    let mut covering = None;
    for (other_place, other) in shapes.iter().enumerate() {
        // A Deny stays one, whatever is allowed.
        let is_moot = shape.effect == Effect::Deny && other.effect == Effect::Allow;
        if place == other_place || is_moot || !other.covers(shape, budget) {
            continue;
        }
        if shape.effect == Effect::Allow && other.effect == Effect::Deny {
            // What such a Deny does has been said.
            return (!is_for_everybody(other.statement)).then(|| overruled(shape.statement, other.statement));
        }
        // Of two statements that say the same, none is said to be covered: that is another fault.
        if shape.effect == other.effect && covering.is_none() && !shape.covers(other, budget) {
            covering = Some(other);
        }
    }
    covering.map(|other| covered(shape.statement, other))
}

fn overruled(statement: &Statement<'_>, deny: &Statement<'_>) -> Finding {
    let message = format!(
        "{} allows nothing: {} denies all of it",
        name(statement, "this statement"),
        name(deny, "another")
    );
    Finding::new(&OVERRULED_STATEMENT, place(statement), message)
        .label("a Deny goes before every Allow")
        .related(place(deny), "this denies it, whenever it would be allowed")
        .help("remove the statement, or deny less")
}

fn covered(statement: &Statement<'_>, other: &Shape<'_, '_>) -> Finding {
    let does = if other.effect == Effect::Allow { "allows" } else { "denies" };
    let message = format!(
        "{} changes nothing: {} {does} all of it",
        name(statement, "this statement"),
        name(other.statement, "another")
    );
    Finding::new(&COVERED_STATEMENT, place(statement), message)
        .label("another statement says this, and more")
        .related(place(other.statement), "the wider statement")
        .help("remove this statement, or make the other one narrower if it is wider than meant")
}

/// Whether a statement denies everybody everything.
fn is_for_everybody(statement: &Statement<'_>) -> bool {
    let everybody = statement.principal.as_ref().is_some_and(|principal| {
        !principal.negated
            && principal.members.iter().any(|(kind, text)| super::principal::is_everybody(kind, text))
    });
    let everything = statement.actions.as_ref().is_some_and(|actions| {
        !actions.negated && actions.patterns.iter().any(|action| is_everything(&action.value))
    });
    let everywhere = statement.resources.as_ref().is_none_or(|resources| {
        !resources.negated && !resources.patterns.iter().all(|resource| is_inside(&resource.value))
    });
    let is_bare = statement.conditions.is_empty() && !statement.incomplete;
    statement.effect == Some(Effect::Deny) && everybody && everything && everywhere && is_bare
}

/// Whether an action is all there are, or all of a service; that which changes the policy must be among them.
fn is_everything(action: &str) -> bool {
    action == "*" || action.strip_suffix(":*").is_some_and(|service| !CALLED.contains(&service))
}

/// Whether a pattern is about what is in a resource that has a policy, not about the resource itself, which is what
/// changing the policy acts on: objects, or all below a domain or a table.
fn is_inside(resource: &str) -> bool {
    let Ok(arn) = Arn::parse(resource) else { return false };
    let text = arn.resource.text;
    match arn.service.text {
        "s3" if arn.account.is_empty() => text.contains('/'),
        "execute-api" => true,
        _ => text.ends_with("/*") && text.matches('/').count() > 1,
    }
}

fn everybody(statement: &Statement<'_>) -> Option<Finding> {
    let span = statement.principal.as_ref()?.members.first()?.1.span;
    Some(
        Finding::new(
            &DENY_FOR_EVERYBODY,
            span,
            "everybody is denied everything, also whoever could change this policy",
        )
        .label("everybody, in every account")
        .help(
            "add a condition that spares somebody, such as `ArnNotLike` on `aws:PrincipalArn`; to let nobody in, it is \
             enough to allow nobody",
        ),
    )
}

/// A statement's name in a message, in words if it has none.
fn name(statement: &Statement<'_>, otherwise: &str) -> String {
    match &statement.sid {
        Some(sid) if !sid.value.is_empty() => format!("the statement `{}`", shorten(&sid.value)),
        _ => otherwise.to_owned(),
    }
}

/// What stands for a statement: its Sid, else its opening bracket.
fn place(statement: &Statement<'_>) -> Span {
    let span = statement.span;
    let opening = Span { end: span.end.min(span.start.saturating_add(1)), ..span };
    statement.sid.as_ref().map_or(opening, |sid| sid.span)
}
