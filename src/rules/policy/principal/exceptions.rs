//! `NotPrincipal`: everybody but these.

use crate::arn::Arn;
use crate::policy::{Effect, Statement, Text};
use crate::rule::Finding;
use crate::words::listed;

use super::records::{ALLOW_WITH_NOT_PRINCIPAL, EXCEPTED_PRINCIPAL_WITHOUT_ACCOUNT};
use super::{named, of_type};

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
        for name in of_type(statement, "AWS") {
            findings.extend(without_account(statement, name));
        }
    }
}

/// Whether the account, and for a session the role, of an excepted principal is excepted too, as it must be.
fn without_account(statement: &Statement<'_>, name: &Text<'_>) -> Option<Finding> {
    let arn = Arn::parse(&name.value).ok()?;
    let (partition, account) = (arn.partition.text, arn.account.text);
    let (head, rest) = arn.resource.text.split_once('/')?;
    let mut needed = vec![format!("arn:{partition}:iam::{account}:root")];
    if head == "assumed-role" {
        let role = rest.split('/').next().unwrap_or_default();
        needed.push(format!("arn:{partition}:iam::{account}:role/{role}"));
    }
    let is_named = |needed: &String| {
        of_type(statement, "AWS").any(|other| {
            other.value == needed.as_str()
                || needed.ends_with(":root") && other.value == account
                || is_role_at_a_path(&other.value, needed)
        })
    };
    needed.retain(|needed| !is_named(needed));
    if needed.is_empty() || !matches!(head, "user" | "role" | "assumed-role") {
        return None;
    }
    let shown = named(&name.value);
    Some(
        Finding::new(
            &EXCEPTED_PRINCIPAL_WITHOUT_ACCOUNT,
            name.span,
            format!("{shown} is excepted from the Deny, but {} not, so it is denied all the same", {
                let what = listed(&needed, "and");
                format!("{what} {}", if needed.len() == 1 { "is" } else { "are" })
            }),
        )
        .label("denied through its account")
        .help(
            "add these to `NotPrincipal`; better: deny `\"Principal\": \"*\"` under a condition with `ArnNotEquals` on \
             `aws:PrincipalArn`",
        ),
    )
}

/// Whether an ARN is that of a role of this name at some path.
fn is_role_at_a_path(arn: &str, role: &str) -> bool {
    let split =
        |text: &'_ str| text.split_once(":role/").map(|(start, path)| (start.to_owned(), path.to_owned()));
    let (Some((start, path)), Some((other, name))) = (split(arn), split(role)) else { return false };
    start == other && path.rsplit('/').next() == Some(name.as_str())
}
