//! `NotPrincipal`: everybody but these.

use std::collections::HashSet;

use crate::arn::Arn;
use crate::policy::{Effect, Statement, Text};
use crate::rule::Finding;
use crate::words::{self, listed};

use super::of_type;
use super::records::{ALLOW_WITH_NOT_PRINCIPAL, EXCEPTED_PRINCIPAL_WITHOUT_ACCOUNT};

pub(super) fn check(statement: &Statement<'_>, findings: &mut Vec<Finding>) {
    let Some(principal) = statement.principal.as_ref().filter(|principal| principal.negated) else { return };
    if statement.effect == Some(Effect::Allow) {
        findings.push(
            Finding::new(
                &ALLOW_WITH_NOT_PRINCIPAL,
                principal.key_span,
                "`NotPrincipal` with `Allow` lets in everybody else, also whoever has not signed in",
            )
            .label("everybody but these")
            .help("name in `Principal` who is let in; to keep some out, write a statement with `Deny`"),
        );
    }
    if statement.effect == Some(Effect::Deny) && !statement.incomplete {
        let named: HashSet<String> = of_type(statement, "AWS").map(|name| key(&name.value)).collect();
        findings.extend(of_type(statement, "AWS").filter_map(|name| without_account(name, &named)));
    }
}

/// A principal in the form in which it is compared: an account by its id, a role without its path.
fn key(name: &str) -> String {
    let Ok(arn) = Arn::parse(name) else { return name.to_owned() };
    let account = arn.account.text;
    match arn.resource.text.strip_prefix("role/") {
        _ if arn.resource.text == "root" => account.to_owned(),
        Some(path) => role(account, path.rsplit('/').next().unwrap_or_default()),
        None => name.to_owned(),
    }
}

fn role(account: &str, name: &str) -> String {
    format!("{account} role/{name}")
}

/// Whether the account, and for a session the role, of an excepted principal is excepted too, as it must be.
fn without_account(name: &Text<'_>, named: &HashSet<String>) -> Option<Finding> {
    let arn = Arn::parse(&name.value).ok()?;
    let (partition, account) = (arn.partition.text, arn.account.text);
    let (head, rest) = arn.resource.text.split_once('/')?;
    let mut missing = Vec::new();
    if !named.contains(account) {
        missing.push(format!("arn:{partition}:iam::{account}:root"));
    }
    if head == "assumed-role" {
        let of_session = rest.split('/').next().unwrap_or_default();
        if !named.contains(&role(account, of_session)) {
            missing.push(format!("arn:{partition}:iam::{account}:role/{of_session}"));
        }
    }
    if missing.is_empty() || !matches!(head, "user" | "role" | "assumed-role") {
        return None;
    }
    let what = format!("{} {}", listed(&missing, "and"), if missing.len() == 1 { "is" } else { "are" });
    let message = format!(
        "{} is excepted from the Deny, but {what} not, so it is denied all the same",
        words::named(&name.value)
    );
    Some(
        Finding::new(&EXCEPTED_PRINCIPAL_WITHOUT_ACCOUNT, name.span, message)
            .label("denied through its account")
            .help(
                "add these to `NotPrincipal`; better: deny `\"Principal\": \"*\"` under a condition with `ArnNotEquals` \
                 on `aws:PrincipalArn`",
            ),
    )
}
