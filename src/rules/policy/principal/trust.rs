//! Trust policies: who may assume a role, and how.

use std::collections::HashSet;

use crate::arn::Arn;
use crate::pattern::Pattern;
use crate::policy::{Effect, Policy, Statement, Text, split_action};
use crate::rule::{Certainty, Finding};
use crate::suggest;
use crate::words::{joined, listed, shorten};

use super::records::{
    FOREIGN_ACTION_IN_TRUST_POLICY, INVALID_FEDERATED_PRINCIPAL_SYNTAX_IN_ROLE_TRUST_POLICY,
    MISMATCHED_ACTION_FOR_PRINCIPAL, MISSING_ACTION_FOR_ROLES_ANYWHERE_TRUST_POLICY,
    REDUNDANT_PRINCIPAL_IN_ROLE_TRUST_POLICY, ROLE_TRUST_POLICY_SYNTAX_ERROR_NOTPRINCIPAL,
    ROLE_TRUST_POLICY_SYNTAX_ERROR_RESOURCE, ROLE_TRUST_POLICY_UNSUPPORTED_WILDCARD_IN_PRINCIPAL,
};
use super::{named, of_type};

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
        mismatches(statement, findings);
    }
    redundant_sessions(statement, findings);
}

/// Whether the name of an identity provider has one of the forms that there are.
pub(super) fn provider(text: &Text<'_>) -> Option<Finding> {
    let name = text.value.as_ref();
    let shown = named(name);
    let rule = &INVALID_FEDERATED_PRINCIPAL_SYNTAX_IN_ROLE_TRUST_POLICY;
    let finding = |message: String| {
        Finding::new(rule, text.span, message).label("no identity provider has such a name")
    };
    let help = "write the ARN of the provider, `arn:aws:iam::ACCOUNT:oidc-provider/HOST` or \
                `arn:aws:iam::ACCOUNT:saml-provider/NAME`, or a domain such as `cognito-identity.amazonaws.com`";
    if !name.starts_with("arn:") {
        if is_domain(name) {
            return None;
        }
        let what = if name.is_empty() {
            "an identity provider is an empty string".to_owned()
        } else {
            format!("{shown} is neither the ARN of an identity provider nor a domain")
        };
        let help = match name.split_once("://") {
            Some(("https" | "http", rest)) => {
                format!(
                    "write the domain without `https://`, `{}`, or the ARN of the provider",
                    shorten(rest)
                )
            }
            _ => help.to_owned(),
        };
        return Some(finding(what).help(help));
    }
    let arn = Arn::parse(name).ok();
    let parts = arn.and_then(|arn| Some((arn, arn.resource.text.split_once('/')?)));
    let Some((arn, (head, rest))) = parts else {
        return Some(finding(format!("{shown} is not the ARN of an identity provider")).help(help));
    };
    let account = arn.account.text;
    if matches!(head, "saml-provider" | "oidc-provider") && arn.service.text == "iam" && !rest.is_empty() {
        if account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit()) && arn.region.is_empty() {
            return None;
        }
        let message = format!("{} is not an account id, in {shown}", named(account));
        return Some(finding(message).help("write the twelve digits of the account, and no Region"));
    }
    let near = suggest::hint(head, ["saml-provider", "oidc-provider"]);
    let help = near.unwrap_or_else(|| match (arn.service.text, head) {
        ("iam", "user" | "role" | "root") | ("sts", _) => {
            "users, roles and accounts stand under `AWS`".to_owned()
        }
        _ => help.to_owned(),
    });
    Some(finding(format!("{shown} is not the ARN of an identity provider")).help(help))
}

/// Whether a text has the form of a domain, perhaps with a path: `oidc.example.com/id/1`.
fn is_domain(text: &str) -> bool {
    let host = text.split('/').next().unwrap_or_default();
    let of_label = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    let labels = || host.split('.');
    labels().count() > 1 && labels().all(|label| !label.is_empty() && label.bytes().all(of_label))
}

/// Actions that no trust policy can have.
fn foreign_actions(statement: &Statement<'_>, findings: &mut Vec<Finding>) {
    let Some(actions) = statement.actions.as_ref() else { return };
    for action in &actions.patterns {
        let Some((prefix, _)) = split_action(&action.value) else { continue };
        if prefix.eq_ignore_ascii_case("sts") || prefix.contains(['*', '?', '$']) {
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

/// How a role is assumed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    /// With credentials of AWS.
    Role,
    /// With an assertion of a SAML provider.
    Saml,
    /// With a token of an OIDC provider.
    WebIdentity,
}

impl Way {
    /// The way that an action is about, if it is about one.
    fn of_action(action: &str) -> Option<Self> {
        match action.to_ascii_lowercase().as_str() {
            "sts:assumerole" => Some(Self::Role),
            "sts:assumerolewithsaml" => Some(Self::Saml),
            "sts:assumerolewithwebidentity" => Some(Self::WebIdentity),
            _ => None,
        }
    }

    /// The way of a principal, if its name tells.
    fn of_principal(kind: &str, name: &str) -> Option<Self> {
        match kind {
            "AWS" | "Service" => Some(Self::Role),
            "Federated" if name.contains(":saml-provider/") => Some(Self::Saml),
            "Federated" if name.contains(":oidc-provider/") || is_domain(name) => Some(Self::WebIdentity),
            _ => None,
        }
    }

    fn action(self) -> &'static str {
        match self {
            Self::Role => "sts:AssumeRole",
            Self::Saml => "sts:AssumeRoleWithSAML",
            Self::WebIdentity => "sts:AssumeRoleWithWebIdentity",
        }
    }

    fn principals(self) -> &'static str {
        match self {
            Self::Role => "accounts, roles and services",
            Self::Saml => "SAML providers",
            Self::WebIdentity => "OIDC providers",
        }
    }
}

/// Actions by which the principals of the statement cannot assume the role. A principal that another action
/// serves is left alone if the action serves another principal.
fn mismatches(statement: &Statement<'_>, findings: &mut Vec<Finding>) {
    let (Some(actions), Some(principal)) = (&statement.actions, &statement.principal) else { return };
    if actions.negated || statement.effect != Some(Effect::Allow) {
        return;
    }
    let principals: Vec<(&Text<'_>, Way)> = principal
        .members
        .iter()
        .filter_map(|(kind, text)| Some((text, Way::of_principal(kind, &text.value)?)))
        .collect();
    let is_clear = principals.len() == principal.members.len() && !principals.is_empty();
    let ways: Vec<(&Text<'_>, Option<Way>)> =
        actions.patterns.iter().map(|action| (action, Way::of_action(&action.value))).collect();
    // Under a wildcard every principal has its action.
    let is_open = ways.iter().any(|(action, way)| way.is_none() && action.value.contains(['*', '?']));
    for (action, way) in &ways {
        let Some(way) = *way else { continue };
        let serves = principals.iter().any(|(_, other)| *other == way);
        let is_served = |other: Way| is_open || ways.iter().any(|(_, way)| *way == Some(other));
        let unserved: Vec<&(&Text<'_>, Way)> = principals
            .iter()
            .filter(|(_, other)| *other != way && (!is_served(*other) || (!serves && is_clear)))
            .collect();
        let Some((first, wanted)) = unserved.first() else { continue };
        let names: Vec<String> = unserved.iter().take(3).map(|(text, _)| named(&text.value)).collect();
        let mut finding = Finding::new(
            &MISMATCHED_ACTION_FOR_PRINCIPAL,
            action.span,
            format!(
                "{} is for {}, so {} cannot assume the role by it",
                named(&action.value),
                way.principals(),
                joined(&names, "and")
            ),
        )
        .label(format!("for {}", way.principals()));
        finding = finding.related(first.span, format!("this one assumes roles by `{}`", wanted.action()));
        for (text, wanted) in unserved.iter().skip(1).take(2) {
            finding = finding.related(text.span, format!("this one assumes roles by `{}`", wanted.action()));
        }
        let help = if is_served(*wanted) {
            format!("remove {} here", named(&action.value))
        } else {
            format!("did you mean `{}`?", wanted.action())
        };
        findings.push(finding.help(help));
    }
}

/// Sessions beside the role that they are sessions of.
fn redundant_sessions(statement: &Statement<'_>, findings: &mut Vec<Finding>) {
    let roles: Vec<(&Text<'_>, Arn<'_>)> = of_type(statement, "AWS")
        .filter_map(|text| Some((text, Arn::parse(&text.value).ok()?)))
        .filter(|(_, arn)| arn.service.text == "iam" && arn.resource.text.starts_with("role/"))
        .collect();
    if roles.is_empty() {
        return;
    }
    let parents: HashSet<(&str, &str)> =
        roles.iter().map(|(_, arn)| (arn.account.text, role_name(arn))).collect();
    for text in of_type(statement, "AWS") {
        let Ok(arn) = Arn::parse(&text.value) else { continue };
        let Some(session) = arn.resource.text.strip_prefix("assumed-role/") else { continue };
        let name = session.split('/').next().unwrap_or_default();
        let key = (arn.account.text, name);
        if arn.service.text != "sts" || !parents.contains(&key) {
            continue;
        }
        let role = roles.iter().find(|(_, role)| (role.account.text, role_name(role)) == key);
        let Some((role, _)) = role else { continue };
        findings.push(
            Finding::new(
                &REDUNDANT_PRINCIPAL_IN_ROLE_TRUST_POLICY,
                text.span,
                format!("{} is a session of {}, which is named too", named(&text.value), named(&role.value)),
            )
            .label("the role covers all of its sessions")
            .related(role.span, "the role")
            .help("remove the session; if only this session is meant, remove the role"),
        );
    }
}

/// The name of a role, without its path.
fn role_name<'a>(arn: &Arn<'a>) -> &'a str {
    arn.resource.text.rsplit('/').next().unwrap_or_default()
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
