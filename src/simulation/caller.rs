//! What the context of a request says about who makes it.
//!
//! IAM User Guide, "AWS global condition context keys" ("Properties of the principal") and "Where you can use
//! policy variables" ("Principal key values").

use crate::arn::Arn;
use crate::authorization::{Caller, CallerKind, Context, Fact, State};

/// Adds the keys that tell of the caller. What their ARN does not tell of them is there, with a value that is
/// not known.
pub(super) fn describe(caller: &Caller, context: &mut Context) {
    let value = |text: &str| State::Values(vec![text.to_owned()]);
    let mut set = |key: &str, state: State| context.set(key, Fact::new(state));
    let arn = caller.arn().unwrap_or_default();
    let principal_type = match &caller.kind {
        CallerKind::User => Some("User"),
        CallerKind::Role | CallerKind::Session { .. } => Some("AssumedRole"),
        CallerKind::FederatedUser => Some("FederatedUser"),
        CallerKind::Root => Some("Account"),
        CallerKind::Anonymous => Some("Anonymous"),
        CallerKind::Service | CallerKind::Unknown => None,
    };
    if let Some(principal_type) = principal_type {
        set("aws:PrincipalType", value(principal_type));
    }
    if let Some(account) = caller.account() {
        set("aws:PrincipalAccount", value(account));
    }
    match &caller.kind {
        CallerKind::Unknown => return,
        CallerKind::Anonymous => {
            set("aws:PrincipalAccount", value("anonymous"));
            return;
        }
        CallerKind::Service => {
            set("aws:PrincipalServiceName", value(arn));
            set("aws:PrincipalIsAWSService", value("true"));
            return;
        }
        // The key holds the role, whose path the ARN of a session does not tell.
        CallerKind::Session { role: None } => set("aws:PrincipalArn", State::Present),
        CallerKind::Session { role: Some(role) } => set("aws:PrincipalArn", value(role)),
        _ => set("aws:PrincipalArn", value(arn)),
    }
    set("aws:PrincipalIsAWSService", value("false"));
    match (&caller.kind, caller.account()) {
        (CallerKind::Root, Some(account)) => set("aws:userid", value(account)),
        _ => set("aws:userid", State::Present),
    }
    if caller.kind == CallerKind::User
        && let Some(name) = Arn::parse(arn).ok().and_then(|arn| arn.resource.text.rsplit('/').next())
    {
        set("aws:username", value(name));
    }
}
