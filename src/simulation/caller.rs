//! What is there in the context of a request because somebody makes it, though its value is not known.
//!
//! IAM User Guide, "AWS global condition context keys" ("Properties of the principal").

use crate::authorization::{Caller, CallerKind, Context, Fact, State};

/// Adds the keys that requests of users and roles carry, whatever they hold: the ARN of a session does not tell the
/// path of its role, and no ARN tells a unique id. What the caller does tell is added to that when it asks.
pub(super) fn describe(caller: &Caller, context: &mut Context) {
    let is_signed = matches!(
        caller.kind(),
        CallerKind::User
            | CallerKind::Role
            | CallerKind::Session { .. }
            | CallerKind::FederatedUser
            | CallerKind::Root
    );
    if is_signed {
        for key in ["aws:PrincipalArn", "aws:userid"] {
            context.set(key, Fact::new(State::Present));
        }
    }
}
