//! Trust policies: who may assume a role, and how.

use std::collections::HashMap;

use crate::arn::Arn;
use crate::pattern::Pattern;
use crate::policy::{Effect, Policy, Statement, Text, split_action};
use crate::reference;
use crate::rule::{Certainty, Finding};
use crate::words::{listed, named};

use super::records::{
    FOREIGN_ACTION_IN_TRUST_POLICY, MISSING_ACTION_FOR_ROLES_ANYWHERE_TRUST_POLICY,
    REDUNDANT_PRINCIPAL_IN_ROLE_TRUST_POLICY, ROLE_TRUST_POLICY_SYNTAX_ERROR_NOTPRINCIPAL,
    ROLE_TRUST_POLICY_SYNTAX_ERROR_RESOURCE, ROLE_TRUST_POLICY_UNSUPPORTED_WILDCARD_IN_PRINCIPAL,
};
use super::{of_type, way};

/// The service by which IAM Roles Anywhere assumes roles.
const ROLES_ANYWHERE: &str = "rolesanywhere.amazonaws.com";

/// What that service needs.
const ROLES_ANYWHERE_ACTIONS: [&str; 3] = ["sts:AssumeRole", "sts:SetSourceIdentity", "sts:TagSession"];

pub(super) fn check(statement: &Statement<'_>, findings: &mut Vec<Finding>) {
    if let Some(resources) = &statement.resources {
        let name = if resources.negated { "NotResource" } else { "Resource" };
        findings.push(
            Finding::new(
                &ROLE_TRUST_POLICY_SYNTAX_ERROR_RESOURCE,
                resources.key_span,
                format!("a trust policy cannot have `{name}`"),
            )
            .label("the resource of a trust policy is the role that it belongs to")
            .help("remove it"),
        );
    }
    foreign_actions(statement, findings);
    let Some(principal) = &statement.principal else { return };
    if principal.negated {
        findings.push(
            Finding::new(
                &ROLE_TRUST_POLICY_SYNTAX_ERROR_NOTPRINCIPAL,
                principal.key_span,
                "a trust policy cannot have `NotPrincipal`",
            )
            .label("AWS refuses it here")
            .help(
                "name in `Principal` who may assume the role; to except some, deny `{\"AWS\": \"*\"}` under a condition \
                 with `ArnNotEquals` on `aws:PrincipalArn`",
            ),
        );
        return;
    }
    if let Some((_, everybody)) = principal.members.iter().find(|(kind, _)| kind == "*") {
        findings.push(
            Finding::new(
                &ROLE_TRUST_POLICY_UNSUPPORTED_WILDCARD_IN_PRINCIPAL,
                everybody.span,
                "the principal of a trust policy cannot be `*`",
            )
            .label("AWS refuses it here")
            .help(
                "name the accounts, roles, services or providers that may assume the role; if every account is meant, \
                 write `{\"AWS\": \"*\"}` with a condition on `aws:PrincipalOrgID`",
            ),
        );
    }
    if !statement.incomplete {
        way::check(statement, findings);
    }
    redundant_sessions(statement, findings);
}

/// Actions that no trust policy can have.
fn foreign_actions(statement: &Statement<'_>, findings: &mut Vec<Finding>) {
    let Some(actions) = statement.actions.as_ref() else { return };
    for action in &actions.patterns {
        let Some((prefix, _)) = split_action(&action.value) else { continue };
        // A service that does not exist is another fault.
        let is_other = !prefix.eq_ignore_ascii_case("sts") && reference::service(prefix).is_some();
        if !is_other {
            continue;
        }
        findings.push(
            Finding::new(
                &FOREIGN_ACTION_IN_TRUST_POLICY,
                action.span,
                format!("{} is not an action by which a role is assumed", named(&action.value)),
            )
            .label("a trust policy is about actions of STS only")
            .help("what the role may do stands in policies that are attached to it; remove it here")
            .certainty(Certainty::Observed),
        );
    }
}

/// Sessions beside the role that they are sessions of.
fn redundant_sessions(statement: &Statement<'_>, findings: &mut Vec<Finding>) {
    let mut roles: HashMap<(&str, &str), &Text<'_>> = HashMap::new();
    for text in of_type(statement, "AWS") {
        if let Ok(arn) = Arn::parse(&text.value)
            && arn.service.text == "iam"
            && let Some(path) = arn.resource.text.strip_prefix("role/")
        {
            roles.entry((arn.account.text, path.rsplit('/').next().unwrap_or_default())).or_insert(text);
        }
    }
    if roles.is_empty() {
        return;
    }
    for text in of_type(statement, "AWS") {
        let Ok(arn) = Arn::parse(&text.value) else { continue };
        let Some(session) = arn.resource.text.strip_prefix("assumed-role/") else { continue };
        let name = session.split('/').next().unwrap_or_default();
        let Some(role) = roles.get(&(arn.account.text, name)).filter(|_| arn.service.text == "sts") else {
            continue;
        };
        let message =
            format!("{} is a session of {}, which is named too", named(&text.value), named(&role.value));
        findings.push(
            Finding::new(&REDUNDANT_PRINCIPAL_IN_ROLE_TRUST_POLICY, text.span, message)
                .label("the role covers all of its sessions")
                .related(role.span, "the role")
                .help("remove the session; if only this session is meant, remove the role"),
        );
    }
}

/// Whether IAM Roles Anywhere is allowed all that it needs, by whichever statement.
pub(super) fn check_roles_anywhere(policy: &Policy<'_>, findings: &mut Vec<Finding>) {
    let statements = || {
        let allows = |statement: &&Statement<'_>| statement.effect == Some(Effect::Allow);
        policy
            .statements
            .iter()
            .filter(allows)
            .filter(|statement| of_type(statement, "Service").any(|name| name.value == ROLES_ANYWHERE))
    };
    let Some(first) = statements().next() else { return };
    let allows = |needed: &str| {
        let needed = needed.to_ascii_lowercase();
        statements().filter_map(|statement| statement.actions.as_ref()).any(|actions| {
            let named =
                actions.patterns.iter().any(|action| Pattern::caseless(&action.value).matches(&needed));
            named != actions.negated
        })
    };
    let missing: Vec<&str> = ROLES_ANYWHERE_ACTIONS.into_iter().filter(|action| !allows(action)).collect();
    let name = of_type(first, "Service").find(|name| name.value == ROLES_ANYWHERE);
    let Some(name) = name.filter(|_| !missing.is_empty()) else { return };
    let message = format!("IAM Roles Anywhere cannot assume the role without {}", listed(&missing, "and"));
    let finding = Finding::new(&MISSING_ACTION_FOR_ROLES_ANYWHERE_TRUST_POLICY, name.span, message)
        .label(format!("needs {}", listed(&ROLES_ANYWHERE_ACTIONS, "and")))
        .help(format!("add {} to `Action`", listed(&missing, "and")));
    findings.push(match &first.actions {
        Some(actions) => finding.related(actions.key_span, "allowed so far"),
        None => finding,
    });
}
