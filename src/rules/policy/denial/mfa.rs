//! A Deny for want of MFA that those without the key escape.
//!
//! Requests with access keys of a user have no `aws:MultiFactorAuthPresent`, and requests without MFA no
//! `aws:MultiFactorAuthAge` (IAM User Guide, "AWS global condition context keys").

use crate::policy::{Comparison, Condition, Effect, Order, Policy, Statement};
use crate::rule::{Family, Finding, Level, Rule};

use super::super::slip;

pub(super) static ESCAPABLE_MFA_DENY: Rule = Rule::new(
    Family::Policy,
    "escapable-mfa-deny",
    Level::Warning,
    include_str!("../../../../rules/policy/escapable-mfa-deny.md"),
);

const PRESENT: &str = "aws:MultiFactorAuthPresent";

const AGE: &str = "aws:MultiFactorAuthAge";

pub(super) fn check(policy: &Policy<'_>, findings: &mut Vec<Finding>) {
    if policy.incomplete {
        return;
    }
    let mut escaped = policy.statements.iter().filter_map(escaped_by).peekable();
    if escaped.peek().is_none()
        || policy.statements.iter().any(wants_mfa)
        || policy.statements.iter().any(|statement| slip::may_test(statement, &[PRESENT, AGE]))
    {
        return;
    }
    findings.extend(escaped.map(finding));
}

fn is_about_mfa(condition: &Condition<'_>) -> bool {
    condition.is_about(PRESENT) || condition.is_about(AGE)
}

/// The test of a Deny that is meant for requests without MFA, or with an old one, and does not hold for some.
fn escaped_by<'p, 't>(statement: &'p Statement<'t>) -> Option<&'p Condition<'t>> {
    if statement.effect != Some(Effect::Deny) || statement.incomplete {
        return None;
    }
    let mut of_mfa = statement.conditions.iter().filter(|condition| is_about_mfa(condition));
    let first = of_mfa.next()?;
    // With a second test the author has thought of those without the key.
    (of_mfa.next().is_none() && is_meant_for_want(first) && first.without_key() == Some(false))
        .then_some(first)
}

/// Whether a test holds if MFA is wanting, or too long ago.
fn is_meant_for_want(condition: &Condition<'_>) -> bool {
    let Some(operator) = condition.meaning.filter(|operator| !operator.negated) else { return false };
    match operator.comparison {
        Comparison::Bool | Comparison::Text | Comparison::TextIgnoringCase | Comparison::Like => {
            condition.is_about(PRESENT) && condition.is_only("false")
        }
        Comparison::Number(Order::Greater | Order::GreaterOrEqual) => condition.is_about(AGE),
        _ => false,
    }
}

/// Whether a statement denies those without the key, or allows only those with it.
fn wants_mfa(statement: &Statement<'_>) -> bool {
    let wanted = match statement.effect {
        Some(Effect::Deny) => true,
        Some(Effect::Allow) => false,
        None => return true,
    };
    statement.conditions.iter().any(|condition| {
        // What cannot be read may be what is wanted.
        is_about_mfa(condition) && condition.without_key().is_none_or(|holds| holds == wanted)
    })
}

fn finding(condition: &Condition<'_>) -> Finding {
    let operator = &condition.operator.value;
    let (key, whom) = if condition.is_about(PRESENT) {
        (PRESENT, "requests with access keys")
    } else {
        (AGE, "requests without MFA")
    };
    let message = format!("`{operator}` on `{key}` does not deny {whom}, which have no such key");
    let plain = condition.plain_operator();
    Finding::new(&ESCAPABLE_MFA_DENY, condition.operator.span, message)
        .label("does not hold without the key")
        .related(condition.key.span, "not in every request")
        .help(format!("write `{plain}IfExists`, which also holds without the key"))
}
