//! Single principals: those that no request can have, and those that are named in an unlucky way.
//!
//! Which principals there are: IAM User Guide, "AWS JSON policy elements: Principal".

use std::collections::HashMap;

use crate::arn::{Arn, is_account};
use crate::pattern::{has_variable, has_wildcard};
use crate::policy::{Policy, PolicyKind, Statement, Text};
use crate::reference;
use crate::rule::{Certainty, Finding, Rule};
use crate::text::Span;
use crate::words::{named, shorten};

use super::records::{
    FEDERATED_PRINCIPAL_NOT_SUPPORTED, IMPOSSIBLE_PRINCIPAL, INVALID_ROLE_REFERENCE, INVALID_USER_REFERENCE,
    REDUNDANT_PRINCIPAL, UNSUPPORTED_WILDCARD_IN_PRINCIPAL,
};
use super::{is_everybody, provider, service};

pub(super) fn check(policy: &Policy<'_>, statement: &Statement<'_>, findings: &mut Vec<Finding>) {
    let Some(principal) = &statement.principal else { return };
    for (kind, text) in &principal.members {
        findings.extend(judge(policy.kind, kind, text));
    }
    redundant(&principal.members, findings);
}

fn judge(policy: PolicyKind, kind: &str, text: &Text<'_>) -> Option<Finding> {
    let name = text.value.as_ref();
    if is_everybody(kind, text) || has_variable(name) {
        return None;
    }
    if has_wildcard(name) {
        return Some(wildcard(kind, text));
    }
    match kind {
        "AWS" => of_aws(text),
        "Service" if looks_like_arn_or_account(name) => Some(of_other_type(text, "Service", "AWS")),
        "Service" => service::judge(text),
        "Federated" if policy == PolicyKind::Trust => provider::judge(text),
        "Federated" => Some(federated(text)),
        "CanonicalUser" => canonical(text),
        _ => None,
    }
}

fn wildcard(kind: &str, text: &Text<'_>) -> Finding {
    let name = text.value.as_ref();
    let finding = if name == "*" {
        let message = format!("`*` does not stand for every principal of the type `{kind}`");
        // Some services are known to take it all the same.
        Finding::new(&UNSUPPORTED_WILDCARD_IN_PRINCIPAL, text.span, message).certainty(Certainty::Inferred)
    } else {
        let message = format!("{} has a wildcard, which matches nothing in a principal", named(name));
        Finding::new(&UNSUPPORTED_WILDCARD_IN_PRINCIPAL, text.span, message)
    };
    finding.label("a principal is named in full").help(match kind {
        "AWS" => {
            "name every principal in full, or the account alone; to let in a part of an account, name the account \
             and add a condition on `aws:PrincipalArn` with `ArnLike`"
        }
        "Service" => "name the services, such as `lambda.amazonaws.com`",
        _ => "name the principals in full",
    })
}

/// A name under `AWS`: an account, a user, a role, a session.
fn of_aws(text: &Text<'_>) -> Option<Finding> {
    let name = text.value.as_ref();
    if is_account(name) {
        return None;
    }
    if let Some(finding) = unique_id(text) {
        return Some(finding);
    }
    if name.starts_with("arn:") {
        return of_arn(text);
    }
    if service::is_well_formed(name) {
        return Some(of_other_type(text, "AWS", "Service"));
    }
    if name.len() == 64 && name.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Some(of_other_type(text, "AWS", "CanonicalUser"));
    }
    let (message, help) = if name.is_empty() {
        ("a principal is an empty string".to_owned(), "name an account, a user or a role")
    } else if name.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-') {
        (
            format!("{} is not an account id", named(name)),
            "write the twelve digits of the account, without hyphens",
        )
    } else if name.trim() != name {
        (format!("{} has white space around it", named(name)), "take out the white space")
    } else {
        (
            format!("{} is not an account, a user or a role", named(name)),
            "write the twelve digits of an account, or the ARN of a user, a role or a session",
        )
    };
    Some(impossible(text.span, message).help(help))
}

fn of_arn(text: &Text<'_>) -> Option<Finding> {
    let name = text.value.as_ref();
    let arn = match Arn::parse(name) {
        Ok(arn) => arn,
        Err(count) => {
            let message = format!("{} has {count} fields where an ARN has six", named(name));
            let help = "write `arn:aws:iam::ACCOUNT:user/NAME` or `arn:aws:iam::ACCOUNT:role/NAME`";
            return Some(impossible(text.span, message).help(help));
        }
    };
    let shown = shorten(name);
    if reference::partition(arn.partition.text).is_none() {
        let message = format!("`{}` is not a partition, in `{shown}`", shorten(arn.partition.text));
        let ids = reference::partitions().iter().map(|partition| partition.id);
        let finding = impossible(text.field(arn.partition), message);
        return Some(finding.maybe_help(crate::suggest::hint(arn.partition.text, ids)));
    }
    let resource = arn.resource.text;
    let (head, rest) = resource.split_once('/').unwrap_or((resource, ""));
    let meant = |service: &str, resource: &str| {
        format!(
            "did you mean `arn:{}:{service}::{}:{resource}`?",
            arn.partition.text,
            shorten(arn.account.text)
        )
    };
    match (arn.service.text, head) {
        ("iam", "root") if rest.is_empty() => {}
        ("iam", "user" | "role") | ("sts", "federated-user") if !rest.is_empty() => {}
        ("sts", "assumed-role") if rest.contains('/') => {}
        // Sessions of services have further forms, which are written down nowhere.
        ("sts", "self") => return None,
        ("iam", "group") => {
            let message = format!("a group cannot be a principal, as `{shown}` is");
            let help = "name the users, or let them assume a role and name that";
            return Some(impossible(text.span, message).label("IAM knows no requests of groups").help(help));
        }
        ("iam", "saml-provider" | "oidc-provider") => return Some(of_other_type(text, "AWS", "Federated")),
        ("sts", "assumed-role") => {
            let message = format!("`{shown}` names no session of the role");
            let help = format!("{} Or add `/SESSION`", meant("iam", &format!("role/{}", shorten(rest))));
            return Some(impossible(text.span, message).help(help));
        }
        ("sts", "role" | "user") => {
            let message = format!("`{shown}` is not a principal: {head}s belong to `iam`, not to `sts`");
            return Some(impossible(text.field(arn.service), message).help(meant("iam", &shorten(resource))));
        }
        ("iam", "assumed-role" | "federated-user") => {
            let message = format!("`{shown}` is not a principal: sessions belong to `sts`, not to `iam`");
            return Some(impossible(text.field(arn.service), message).help(meant("sts", &shorten(resource))));
        }
        ("iam" | "sts", _) => {
            let types = ["root", "user", "role", "assumed-role", "federated-user"];
            let message = format!("{} in `{shown}` is no principal", named(head));
            let help = crate::suggest::hint(head, types).unwrap_or_else(|| {
                "name an account by its twelve digits, a user by `user/NAME`, a role by `role/NAME`"
                    .to_owned()
            });
            return Some(impossible(text.field(arn.resource), message).help(help));
        }
        (other, _) => {
            let message = format!("`{shown}` is a resource of {}, which makes no requests", named(other));
            let help = "name the role that the resource runs under, or the service under `Service` with a condition on \
                        `aws:SourceArn`";
            return Some(impossible(text.span, message).help(help));
        }
    }
    fields(text, &arn)
}

/// Looks at the Region and the account of the ARN of a principal.
fn fields(text: &Text<'_>, arn: &Arn<'_>) -> Option<Finding> {
    let shown = shorten(&text.value);
    if !arn.region.is_empty() {
        let message = format!("the ARN of a principal has no Region, unlike `{shown}`");
        return Some(impossible(text.field(arn.region), message).help("leave the Region empty"));
    }
    // Identities of CloudFront are users of an account of that name.
    if is_account(arn.account.text) || arn.account.text == "cloudfront" {
        return None;
    }
    let message = if arn.account.is_empty() {
        format!("`{shown}` names no account")
    } else {
        format!("{} is not an account id, in `{shown}`", named(arn.account.text))
    };
    Some(impossible(text.field(arn.account), message).help("write the twelve digits of the account"))
}

/// Ids that IAM shows instead of a user or a role that was deleted.
fn unique_id(text: &Text<'_>) -> Option<Finding> {
    let name = text.value.as_ref();
    let (rule, what): (&'static Rule, _) = match name.get(..4)? {
        "AROA" => (&INVALID_ROLE_REFERENCE, "role"),
        "AIDA" => (&INVALID_USER_REFERENCE, "user"),
        _ => return None,
    };
    let of_id = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
    if name.len() < 16 || !name.bytes().all(of_id) {
        return None;
    }
    let message = format!("{} is the id of a {what}, not its ARN", named(name));
    Some(
        Finding::new(rule, text.span, message)
            .label(format!("the {what} was probably deleted: a new one of its name has another id"))
            .help(format!("write `arn:aws:iam::ACCOUNT:{what}/NAME`, or remove what was deleted")),
    )
}

fn federated(text: &Text<'_>) -> Finding {
    let message = format!(
        "{} is an identity provider, which only the trust policy of a role can name",
        named(&text.value)
    );
    Finding::new(&FEDERATED_PRINCIPAL_NOT_SUPPORTED, text.span, message)
        .label("whoever signs in with the provider makes requests as a role")
        .help("name the role that they assume, under `AWS`; a trust policy is linted with `--policy-type trust`")
        // Which policies refuse it is written down nowhere.
        .certainty(Certainty::Inferred)
}

fn canonical(text: &Text<'_>) -> Option<Finding> {
    let name = text.value.as_ref();
    if looks_like_arn_or_account(name) {
        return Some(of_other_type(text, "CanonicalUser", "AWS"));
    }
    if name.len() == 64 && name.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let message = format!("{} is not a canonical user id", named(name));
    let help = "write the 64 hexadecimal digits that `aws s3api list-buckets --query Owner.ID` prints, or the account \
                under `AWS`";
    Some(impossible(text.span, message).help(help).certainty(Certainty::Inferred))
}

fn of_other_type(text: &Text<'_>, written: &str, kind: &str) -> Finding {
    let name = named(&text.value);
    let what = match kind {
        "Service" => "the name of a service",
        "Federated" => "an identity provider",
        "CanonicalUser" => "a canonical user id",
        _ => "an account, a user or a role",
    };
    impossible(text.span, format!("{name} stands under `{written}`, but is {what}"))
        .label(format!("this belongs under `{kind}`"))
        .help(format!("write `{{\"{kind}\": \"{}\"}}`", shorten(&text.value)))
}

fn impossible(span: Span, message: String) -> Finding {
    Finding::new(&IMPOSSIBLE_PRINCIPAL, span, message).label("AWS refuses a policy with such a principal")
}

fn looks_like_arn_or_account(name: &str) -> bool {
    name.starts_with("arn:") || is_account(name)
}

/// Principals that stand in an element twice, or beside everybody.
fn redundant(members: &[(std::borrow::Cow<'_, str>, Text<'_>)], findings: &mut Vec<Finding>) {
    let everybody = members.iter().find(|(kind, text)| is_everybody(kind, text)).map(|(_, text)| text);
    let mut seen: HashMap<(&str, &str), Span> = HashMap::new();
    for (kind, text) in members {
        // An account and its root are the same principal.
        let name = text.value.strip_suffix(":root").and_then(|start| start.rsplit(':').next());
        let name = name.filter(|name| is_account(name)).unwrap_or(&text.value);
        let shown = named(&text.value);
        if let Some(first) = seen.get(&(kind.as_ref(), name)) {
            findings.push(
                Finding::new(&REDUNDANT_PRINCIPAL, text.span, format!("{shown} is named twice"))
                    .label("the statement is about this principal already")
                    .related(*first, "named here")
                    .help("remove one of the two"),
            );
            continue;
        }
        seen.insert((kind, name), text.span);
        if let Some(everybody) = everybody.filter(|everybody| everybody.span != text.span && kind == "AWS") {
            findings.push(
                Finding::new(
                    &REDUNDANT_PRINCIPAL,
                    text.span,
                    format!("{shown} stands beside `*`, which is everybody"),
                )
                .label("the statement is about this principal already")
                .related(everybody.span, "everybody")
                .help("remove it, or remove `*` if only some principals are meant"),
            );
        }
    }
}
