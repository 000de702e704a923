//! Who a policy is about: principals that cannot be meant, that nothing matches, or that are too many.

use crate::policy::{Policy, PolicyKind, Statement, Text};
use crate::rule::Finding;

mod exceptions;
mod organization;
mod provider;
mod records;
pub(super) mod service;
mod source;
mod trust;
mod value;
mod way;

pub(super) use provider::is_domain;
pub(super) use records::{INVALID_SERVICE_PRINCIPAL_FORMAT, RULES};

/// Looks at the principals of a policy.
pub(super) fn check(policy: &Policy<'_>, findings: &mut Vec<Finding>) {
    for statement in &policy.statements {
        if !policy.kind.has_principals() {
            continue;
        }
        if policy.kind == PolicyKind::ResourceControl {
            organization::check(statement, findings);
            continue;
        }
        value::check(policy, statement, findings);
        if policy.kind == PolicyKind::Trust {
            trust::check(statement, findings);
        } else {
            exceptions::check(statement, findings);
            source::check(policy, statement, findings);
        }
    }
    if policy.kind == PolicyKind::Trust && !policy.incomplete {
        trust::check_roles_anywhere(policy, findings);
    }
}

/// The principals of a type that a statement names in `Principal` or `NotPrincipal`.
fn of_type<'p, 't>(statement: &'p Statement<'t>, kind: &'static str) -> impl Iterator<Item = &'p Text<'t>> {
    let members = statement.principal.iter().flat_map(|principal| &principal.members);
    members.filter(move |(found, _)| found == kind).map(|(_, text)| text)
}

/// Whether a principal is everybody: `"*"` or `{"AWS": "*"}`.
pub(super) fn is_everybody(kind: &str, text: &Text<'_>) -> bool {
    matches!(kind, "*" | "AWS") && text.value == "*"
}
