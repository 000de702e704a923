//! Resource control policies: they are about everybody, and allow only in the one that AWS attaches itself.
//!
//! The rules: AWS Organizations User Guide, "RCP syntax".

use crate::policy::{Effect, Statement};
use crate::rule::Finding;

use super::records::{RCP_SYNTAX_ERROR_ALLOW, RCP_SYNTAX_ERROR_PRINCIPAL};

pub(super) fn check(statement: &Statement<'_>, findings: &mut Vec<Finding>) {
    let Some(principal) = &statement.principal else { return };
    if principal.negated {
        findings.push(
            Finding::new(
                &RCP_SYNTAX_ERROR_PRINCIPAL,
                principal.key_span,
                "a resource control policy cannot have `NotPrincipal`",
            )
            .label("only `\"Principal\": \"*\"` may stand here")
            .help(
                "write `\"Principal\": \"*\"`, and except principals with a condition on `aws:PrincipalArn`, such as \
                 `ArnNotLike`",
            ),
        );
    }
    let named = principal.members.iter().find(|(kind, _)| kind != "*").map(|(_, name)| name.span);
    let nobody = (principal.members.is_empty() && !statement.incomplete).then_some(principal.key_span);
    if let Some(span) = named.or(nobody).filter(|_| !principal.negated) {
        findings.push(
            Finding::new(
                &RCP_SYNTAX_ERROR_PRINCIPAL,
                span,
                "a resource control policy is about everybody: it cannot name a principal",
            )
            .label("only `\"Principal\": \"*\"` may stand here")
            .help("write `\"Principal\": \"*\"`, and pick principals with a condition on `aws:PrincipalArn`"),
        );
    }
    if statement.effect == Some(Effect::Allow) && !statement.incomplete {
        findings.extend(allows_in_part(statement));
    }
}

/// A statement that allows something other than everything.
fn allows_in_part(statement: &Statement<'_>) -> Option<Finding> {
    let resources = statement.resources.as_ref();
    let is_all = |resources: &crate::policy::Element<'_>| {
        !resources.negated && resources.patterns.iter().any(|pattern| pattern.value == "*")
    };
    let (span, what) = if let Some(condition) = statement.conditions.first() {
        (condition.key.span, "under a condition")
    } else if let Some(resources) = resources.filter(|resources| !is_all(resources)) {
        (resources.patterns.first().map_or(resources.key_span, |first| first.span), "for some resources")
    } else {
        return None;
    };
    let message = format!("a resource control policy cannot allow {what}: it allows everything or denies");
    Some(Finding::new(&RCP_SYNTAX_ERROR_ALLOW, span, message).label("not in a statement with `Allow`").help(
        "write a statement with `Deny` for what must not be; what is not denied is allowed by the policy \
                 `RCPFullAWSAccess`, which AWS attaches",
    ))
}
