//! Whether a statement speaks of whoever asks, by `Principal` or by `NotPrincipal`, and by which name.
//!
//! IAM User Guide, "AWS JSON policy elements: Principal" and "AWS JSON policy elements: NotPrincipal".

use super::answer::{Answer, DependencyKind, Verdict};
use super::caller::{Caller, CallerKind};
use crate::arn::{Arn, is_account};
use crate::policy::{Effect, Principal, Statement};

/// By which name the members of `Principal` speak of the caller.
pub(super) struct Naming {
    /// By the name under which the caller asks.
    pub(super) directly: Verdict,
    /// As one of everyone.
    pub(super) as_everyone: Verdict,
    /// By the role that the session is of, or by the user that began it.
    pub(super) by_origin: Verdict,
    /// By the account.
    pub(super) by_account: Verdict,
}

/// By which names a statement that allows speaks of the caller.
pub(super) fn naming(principal: Option<&Principal<'_>>, caller: &Caller) -> Naming {
    match principal {
        None => Naming::nobody(),
        Some(principal) if principal.negated => {
            // AWS supports it no longer; it spoke of everyone who is not excepted.
            let doubt = fact("what `NotPrincipal` means in a statement that allows");
            Naming::as_everyone(doubt.and(excepts(principal, caller, false).opposite()))
        }
        Some(principal) => Naming::of(principal, caller),
    }
}

/// Whether a statement of a resource's policy speaks of the caller by any name: its own, that of its role, of its
/// account, or as one of everybody.
pub fn names_caller(statement: &Statement<'_>, caller: &Caller) -> Answer {
    let effect = statement.effect.unwrap_or(Effect::Allow);
    speaks_of(statement.principal.as_ref(), effect, caller, false).answer
}

/// Whether a statement speaks of the caller by any name.
pub(super) fn speaks_of(
    principal: Option<&Principal<'_>>,
    effect: Effect,
    caller: &Caller,
    has_boundary: bool,
) -> Verdict {
    match principal {
        Some(principal) if principal.negated && effect == Effect::Deny => {
            excepts(principal, caller, has_boundary).opposite()
        }
        _ => naming(principal, caller).any(),
    }
}

/// Whether a statement of the policy of a VPC endpoint speaks of the caller. Those of gateway endpoints, of which
/// Amazon S3 and DynamoDB have some, take no principal but `*`: what names an account speaks of its root user
/// alone, what names a user or a role is not supported (Amazon VPC User Guide, "Control access to VPC endpoints
/// using endpoint policies").
pub(super) fn speaks_through_endpoint(
    principal: Option<&Principal<'_>>,
    effect: Effect,
    caller: &Caller,
    action: &str,
    has_boundary: bool,
) -> Verdict {
    let speaks = speaks_of(principal, effect, caller, has_boundary);
    let is_everyone = principal.is_some_and(|principal| has_everyone(principal));
    let may_be_gateway = action.starts_with("s3:") || action.starts_with("dynamodb:");
    if is_everyone || !may_be_gateway || *caller.kind() == CallerKind::Root {
        return speaks;
    }
    speaks.and(fact("whether it is a gateway endpoint, whose policy takes no principal but `*`"))
}

fn fact(name: impl Into<String>) -> Verdict {
    Verdict::maybe(DependencyKind::Fact, name)
}

fn no() -> Verdict {
    Verdict::of(Answer::No)
}

/// What it depends on if some user or some role asks, it is not known which.
pub(super) fn who_asks() -> Verdict {
    fact("who asks")
}

fn has_everyone(principal: &Principal<'_>) -> bool {
    principal.members.iter().any(|(kind, name)| matches!(kind.as_ref(), "*" | "AWS") && name.value == "*")
}

impl Naming {
    fn nobody() -> Self {
        Self { directly: no(), as_everyone: no(), by_origin: no(), by_account: no() }
    }

    fn directly(verdict: Verdict) -> Self {
        Self { directly: verdict, ..Self::nobody() }
    }

    fn as_everyone(verdict: Verdict) -> Self {
        Self { as_everyone: verdict, ..Self::nobody() }
    }

    fn by_origin(verdict: Verdict) -> Self {
        Self { by_origin: verdict, ..Self::nobody() }
    }

    fn by_account(verdict: Verdict) -> Self {
        Self { by_account: verdict, ..Self::nobody() }
    }

    fn of(principal: &Principal<'_>, caller: &Caller) -> Self {
        principal.members.iter().fold(Self::nobody(), |all, (kind, name)| {
            let one = Self::of_member(kind, &name.value, caller);
            Self {
                directly: all.directly.or(one.directly),
                as_everyone: all.as_everyone.or(one.as_everyone),
                by_origin: all.by_origin.or(one.by_origin),
                by_account: all.by_account.or(one.by_account),
            }
        })
    }

    fn any(self) -> Verdict {
        self.directly.or(self.as_everyone).or(self.by_origin).or(self.by_account)
    }

    /// By which name one member speaks of the caller.
    fn of_member(kind: &str, name: &str, caller: &Caller) -> Self {
        let is_name = || Verdict::of(Answer::from(caller.name() == Some(name)));
        match (kind, caller.kind()) {
            // That both forms speak of the same is said of whoever is anonymous only.
            ("AWS", CallerKind::Service) if name == "*" => {
                Self::as_everyone(fact("whether `{\"AWS\": \"*\"}` speaks of services"))
            }
            ("*" | "AWS", CallerKind::Provider) if name == "*" => {
                Self::as_everyone(fact("whether `*` speaks of identity providers"))
            }
            ("*" | "AWS", _) if name == "*" => Self::as_everyone(Verdict::of(Answer::Yes)),
            ("AWS", _) => Self::of_identity(name, caller),
            ("Service", CallerKind::Service) | ("Federated", CallerKind::Provider | CallerKind::Service) => {
                Self::directly(is_name())
            }
            ("CanonicalUser", _) if caller.has_identity() => {
                Self::by_account(fact("whose canonical user id it is"))
            }
            _ => Self::nobody(),
        }
    }

    /// By which name a member of the type `AWS` speaks of the caller.
    fn of_identity(name: &str, caller: &Caller) -> Self {
        if !caller.has_identity() {
            return Self::nobody();
        }
        let is_root = *caller.kind() == CallerKind::Root;
        match (account_of(name), caller.account()) {
            (Some(_), None) => Self::by_account(who_asks()),
            // The root user is the account.
            (Some(account), Some(own)) if is_root => Self::directly(Verdict::of((account == own).into())),
            (Some(account), Some(own)) => Self::by_account(Verdict::of((account == own).into())),
            (None, _) if *caller.kind() == CallerKind::Unknown => Self::of_unknown(name, caller),
            (None, _) => Self::of_named(name, caller),
        }
    }

    /// By which name a user, a role or a session speaks of some user or some role.
    fn of_unknown(name: &str, caller: &Caller) -> Self {
        let arn = Arn::parse(name).ok();
        let is_elsewhere = arn.is_some_and(|arn| caller.account().is_some_and(|own| arn.account.text != own));
        let kind = arn.map_or("", |arn| arn.resource_type());
        match kind {
            _ if is_elsewhere => Self::nobody(),
            "user" | "assumed-role" => Self::directly(who_asks()),
            "role" => Self::by_origin(who_asks()),
            _ if name.starts_with("AIDA") && is_unique_id(name) => Self::directly(who_asks()),
            _ if name.starts_with("AROA") && is_unique_id(name) => Self::by_origin(who_asks()),
            _ => Self::nobody(),
        }
    }

    /// By which name a user, a role or a session speaks of a caller with an ARN.
    fn of_named(name: &str, caller: &Caller) -> Self {
        let Some(arn) = caller.name() else { return Self::nobody() };
        let is_arn = Verdict::of(Answer::from(name == arn));
        if is_unique_id(name) {
            let doubt = fact(format!("whose unique id `{name}` is"));
            return match (caller.kind(), name.starts_with("AIDA")) {
                (CallerKind::User, true) => Self::directly(doubt),
                (CallerKind::FederatedUser, true)
                | (CallerKind::Role | CallerKind::Session { .. }, false) => Self::by_origin(doubt),
                _ => Self::nobody(),
            };
        }
        match caller.kind() {
            CallerKind::Role if is_session_of(name, arn) => Self::directly(fact("the name of the session")),
            CallerKind::Role => Self::by_origin(is_arn),
            CallerKind::Session { role } => {
                let is_role = match role {
                    Some(role) => name == role,
                    // The names of roles are unique in an account, whatever their path.
                    None => is_session_of(arn, name),
                };
                Self { by_origin: Verdict::of(is_role.into()), ..Self::directly(is_arn) }
            }
            CallerKind::FederatedUser if is_user_beside(name, arn) => {
                Self::by_origin(fact("which user began the session"))
            }
            CallerKind::User | CallerKind::FederatedUser => Self::directly(is_arn),
            _ => Self::nobody(),
        }
    }
}

/// Whether `NotPrincipal` excepts the caller. All that the caller is must be named: the account, the role, the
/// session; of less, the documentation says only that it may not be enough. Users and roles with a permissions
/// boundary are never excepted.
fn excepts(principal: &Principal<'_>, caller: &Caller, has_boundary: bool) -> Verdict {
    if has_boundary {
        match caller.kind() {
            CallerKind::User | CallerKind::Role | CallerKind::Session { .. } | CallerKind::Unknown => {
                return no();
            }
            CallerKind::FederatedUser => {
                let doubt = "whether `NotPrincipal` excepts a federated user with a permissions boundary";
                return fact(doubt).and(excepts(principal, caller, false));
            }
            _ => {}
        }
    }
    let Naming { directly, as_everyone, by_origin, by_account } = Naming::of(principal, caller);
    if has_everyone(principal) {
        return directly.or(as_everyone);
    }
    let (named, all) = match caller.kind() {
        CallerKind::User | CallerKind::FederatedUser => (directly.clone(), directly.and(by_account)),
        CallerKind::Role | CallerKind::Session { .. } => {
            let named = directly.clone().or(by_origin.clone());
            (named, directly.and(by_origin).and(by_account))
        }
        CallerKind::Unknown => {
            let named = directly.or(by_origin);
            (named.clone(), named.and(by_account))
        }
        _ => return directly,
    };
    match (named.answer, all.answer) {
        (Answer::No, _) => named,
        (_, Answer::No) => fact(
            "whether `NotPrincipal` excepts whoever it names without the account, the role or the session",
        ),
        _ => all,
    }
}

/// The account that a member of the type `AWS` stands for: an id, or the ARN of a root user.
fn account_of(name: &str) -> Option<&str> {
    if is_account(name) {
        return Some(name);
    }
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
