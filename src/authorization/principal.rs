//! Whether a statement of a resource's policy speaks of whoever asks, by `Principal` or by `NotPrincipal`.
//!
//! IAM User Guide, "AWS JSON policy elements: Principal" and "AWS JSON policy elements: NotPrincipal".

use super::answer::{Answer, DependencyKind, Verdict};
use super::caller::{Caller, CallerKind, is_account};
use crate::arn::Arn;
use crate::policy::{Principal, Text};

/// How a statement speaks of the caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// By the name under which the caller asks, or because it speaks of everyone.
    Directly,
    /// By the role that the session is of, or by the user that began it.
    ByOrigin,
    /// By the account alone.
    ByAccount,
}

/// Whether it is not known beforehand who asks.
fn who_asks() -> Verdict {
    Verdict::maybe(DependencyKind::Fact, "who asks")
}

/// Whether a statement speaks of the caller in any way.
pub(super) fn speaks_of(principal: Option<&Principal<'_>>, caller: &Caller, has_boundary: bool) -> Verdict {
    let Some(principal) = principal else { return Verdict::of(Answer::No) };
    if principal.negated {
        return excepts(principal, caller, has_boundary).opposite();
    }
    let ways = [Way::Directly, Way::ByOrigin, Way::ByAccount].into_iter();
    ways.fold(Verdict::of(Answer::No), |any, way| any.or(names(principal, caller, way)))
}

/// Whether a statement speaks of the caller in one way.
pub(super) fn speaks_in(principal: Option<&Principal<'_>>, caller: &Caller, way: Way) -> Verdict {
    match principal {
        None => Verdict::of(Answer::No),
        // Whoever is not excepted is everyone.
        Some(principal) if principal.negated => match way {
            Way::Directly => excepts(principal, caller, false).opposite(),
            Way::ByOrigin | Way::ByAccount => Verdict::of(Answer::No),
        },
        Some(principal) => names(principal, caller, way),
    }
}

fn names(principal: &Principal<'_>, caller: &Caller, way: Way) -> Verdict {
    principal.members.iter().fold(Verdict::of(Answer::No), |any, (kind, name)| match any.answer {
        Answer::Yes => any,
        _ => any.or(names_in(kind, name, caller, way)),
    })
}

/// Whether one member of `Principal` names the caller in one way.
fn names_in(kind: &str, name: &Text<'_>, caller: &Caller, way: Way) -> Verdict {
    let name = name.value.as_ref();
    let directly = |verdict: Verdict| match way {
        Way::Directly => verdict,
        Way::ByOrigin | Way::ByAccount => Verdict::of(Answer::No),
    };
    match kind {
        "*" | "AWS" if name == "*" => directly(Verdict::of(Answer::Yes)),
        "AWS" => names_identity(name, caller, way),
        "Service" => directly(match caller.kind {
            CallerKind::Service => Verdict::of(Answer::from(caller.arn() == Some(name))),
            CallerKind::Unknown => who_asks(),
            _ => Verdict::of(Answer::No),
        }),
        "CanonicalUser" if caller.account().is_some() || caller.kind == CallerKind::Unknown => match way {
            Way::ByAccount => Verdict::maybe(DependencyKind::Fact, "whose canonical user id it is"),
            Way::Directly | Way::ByOrigin => Verdict::of(Answer::No),
        },
        "Federated" if caller.kind == CallerKind::Unknown => directly(who_asks()),
        _ => Verdict::of(Answer::No),
    }
}

/// Whether a principal of the type `AWS` names the caller in one way.
fn names_identity(name: &str, caller: &Caller, way: Way) -> Verdict {
    let no = Verdict::of(Answer::No);
    let account = if is_account(name) { Some(name) } else { root_account(name) };
    match (caller.kind.clone(), caller.account()) {
        (CallerKind::Service | CallerKind::Anonymous, _) => no,
        (CallerKind::Unknown, _) | (_, None) => match (way, account) {
            (Way::ByAccount, Some(_)) | (Way::Directly, None) => who_asks(),
            _ => no,
        },
        (kind, Some(own)) => match (way, account) {
            (Way::Directly, Some(account)) if kind == CallerKind::Root => {
                Verdict::of(Answer::from(account == own))
            }
            (Way::ByAccount, Some(account)) if kind != CallerKind::Root => {
                Verdict::of(Answer::from(account == own))
            }
            (_, Some(_)) => no,
            (way, None) => names_arn(name, caller, &kind, way),
        },
    }
}

/// Whether a principal that is no account names the caller in one way.
fn names_arn(name: &str, caller: &Caller, kind: &CallerKind, way: Way) -> Verdict {
    let no = Verdict::of(Answer::No);
    let Some(arn) = caller.arn() else { return no };
    if is_unique_id(name) {
        let of_kind = match (kind, way) {
            (CallerKind::User, Way::Directly) | (CallerKind::FederatedUser, Way::ByOrigin) => {
                name.starts_with("AIDA")
            }
            (CallerKind::Role | CallerKind::Session { .. }, Way::ByOrigin) => name.starts_with("AROA"),
            _ => false,
        };
        let doubt = || Verdict::maybe(DependencyKind::Fact, format!("whose unique id `{name}` is"));
        return if of_kind { doubt() } else { no };
    }
    match (kind, way) {
        (CallerKind::User | CallerKind::FederatedUser | CallerKind::Session { .. }, Way::Directly)
        | (CallerKind::Role, Way::ByOrigin) => Verdict::of(Answer::from(name == arn)),
        (CallerKind::Role, Way::Directly) if is_session_of(name, arn) => {
            Verdict::maybe(DependencyKind::Fact, "the name of the session")
        }
        (CallerKind::Session { role: Some(role) }, Way::ByOrigin) => Verdict::of(Answer::from(name == role)),
        // The names of roles are unique in an account, whatever their path.
        (CallerKind::Session { role: None }, Way::ByOrigin) => {
            Verdict::of(Answer::from(is_session_of(arn, name)))
        }
        (CallerKind::FederatedUser, Way::ByOrigin) if is_user_beside(name, arn) => {
            Verdict::maybe(DependencyKind::Fact, "which user began the session")
        }
        _ => no,
    }
}

/// Whether `NotPrincipal` excepts the caller. All that the caller is must be named: the account, the role, the
/// session; of less, the documentation says only that it may not be enough.
fn excepts(principal: &Principal<'_>, caller: &Caller, has_boundary: bool) -> Verdict {
    let of_identity = matches!(caller.kind, CallerKind::User | CallerKind::Role | CallerKind::Session { .. });
    if has_boundary && of_identity {
        return Verdict::of(Answer::No);
    }
    let [direct, origin, account] =
        [Way::Directly, Way::ByOrigin, Way::ByAccount].map(|way| names(principal, caller, way));
    let (named, rest) = match caller.kind {
        CallerKind::User | CallerKind::FederatedUser => (direct, account),
        CallerKind::Role => (origin, account),
        CallerKind::Session { .. } => {
            let both = direct.clone().and(origin.clone()).and(account);
            (direct.or(origin), both)
        }
        CallerKind::Root | CallerKind::Service | CallerKind::Anonymous => return direct,
        CallerKind::Unknown => return direct.or(origin).or(account),
    };
    match (named.answer, rest.answer) {
        (Answer::No, _) => named,
        (_, Answer::No) => Verdict::maybe(
            DependencyKind::Fact,
            "whether `NotPrincipal` excepts whoever it names without the account or the role",
        ),
        _ => named.and(rest),
    }
}

/// The account of the ARN of a root user.
fn root_account(name: &str) -> Option<&str> {
    let arn = Arn::parse(name).ok()?;
    let is_root = arn.prefix.text == "arn" && arn.service.text == "iam" && arn.resource.text == "root";
    (is_root && is_account(arn.account.text)).then_some(arn.account.text)
}

/// Whether it is a unique id of IAM: what becomes of an ARN in `Principal` once its user or role is deleted.
fn is_unique_id(name: &str) -> bool {
    let is_id = |prefix: &str| name.strip_prefix(prefix).is_some_and(|rest| rest.len() >= 12);
    ["AIDA", "AROA"].into_iter().any(is_id) && name.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// Whether the ARN of a session is of the role with this ARN.
fn is_session_of(session: &str, role: &str) -> bool {
    let (Ok(session), Ok(role)) = (Arn::parse(session), Arn::parse(role)) else { return false };
    let name = session.resource.text.strip_prefix("assumed-role/").and_then(|rest| rest.split('/').next());
    let of_role = role.resource.text.strip_prefix("role/").and_then(|rest| rest.rsplit('/').next());
    role.service.text == "iam"
        && session.service.text == "sts"
        && session.partition.text == role.partition.text
        && session.account.text == role.account.text
        && name.is_some()
        && name == of_role
}

/// Whether it is the ARN of a user in the account of another ARN.
fn is_user_beside(user: &str, other: &str) -> bool {
    let (Ok(user), Ok(other)) = (Arn::parse(user), Arn::parse(other)) else { return false };
    user.service.text == "iam"
        && user.resource.text.starts_with("user/")
        && user.partition.text == other.partition.text
        && user.account.text == other.account.text
}
