//! What the ARN of whoever makes the copy tells of the context.
//!
//! IAM User Guide, "IAM policy elements: Variables and tags" (the table of principal key values), "AWS global
//! condition context keys" (`aws:PrincipalArn`) and "IAM identifiers" (the prefixes of unique ids).

use crate::arn::Arn;
use crate::authorization::{Caller, CallerKind, Context, Fact, State};

/// Sets what is known of the keys about the principal; `role` is the ARN of the role, path included, if it is a session
/// of one.
pub(super) fn set(context: &mut Context, principal: &str, role: Option<&str>) {
    let Ok(mut caller) = Caller::parse(principal) else { return };
    if let Some(role) = role {
        caller = caller.with_role(role);
    }
    let Some(arn) = caller.name().and_then(|arn| Arn::parse(arn).ok()) else { return };
    let Some(keys) = keys(caller.kind(), &arn) else { return };
    let Keys { arn, user_id, user_name, kind } = keys;
    let one = |value: String| State::Values(vec![value]);
    context.set("aws:PrincipalArn", Fact::new(arn));
    context.set("aws:userid", Fact::new(user_id));
    context.set("aws:username", Fact::new(user_name.map_or(State::Absent, one)));
    context.set("aws:PrincipalType", Fact::new(one(kind.to_owned())));
}

/// What the keys hold.
struct Keys {
    arn: State,
    user_id: State,
    user_name: Option<String>,
    kind: &'static str,
}

fn keys(kind: &CallerKind, arn: &Arn<'_>) -> Option<Keys> {
    let whole = arn.fields().join(":");
    let (partition, account) = (arn.partition.text, arn.account.text);
    let mut names = arn.resource.text.split('/').skip(1);
    let last = arn.resource.text.rsplit('/').next().unwrap_or_default();
    let one = |value: String| State::Values(vec![value]);
    let like = |form: String| State::Like(vec![form]);
    Some(match kind {
        CallerKind::User => Keys {
            arn: one(whole),
            user_id: like("AIDA*".to_owned()),
            user_name: Some(last.to_owned()),
            kind: "User",
        },
        CallerKind::Role => Keys {
            arn: one(whole),
            user_id: like("AROA*:*".to_owned()),
            user_name: None,
            kind: "AssumedRole",
        },
        CallerKind::Session { role } => Keys {
            arn: match role {
                Some(role) => one(role.clone()),
                // The ARN of a session leaves out the path of its role.
                None => {
                    let (role, name) = (format!("arn:{partition}:iam::{account}:role/"), names.next()?);
                    State::Like(vec![format!("{role}{name}"), format!("{role}*/{name}")])
                }
            },
            user_id: like(format!("AROA*:{last}")),
            user_name: None,
            kind: "AssumedRole",
        },
        CallerKind::FederatedUser => Keys {
            arn: one(whole),
            user_id: one(format!("{account}:{last}")),
            user_name: None,
            kind: "FederatedUser",
        },
        CallerKind::Root => {
            Keys { arn: one(whole), user_id: one(account.to_owned()), user_name: None, kind: "Account" }
        }
        CallerKind::Service | CallerKind::Provider | CallerKind::Anonymous | CallerKind::Unknown => {
            return None;
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_principal_has_its_keys() {
        let one = |value: &str| State::Values(vec![value.to_owned()]);
        let like = |forms: &[&str]| State::Like(forms.iter().map(|form| (*form).to_owned()).collect());
        let account = "111122223333";
        for (principal, arn, user_id, user_name, kind) in [
            (
                "arn:aws:iam::111122223333:user/teams/ana",
                one("arn:aws:iam::111122223333:user/teams/ana"),
                like(&["AIDA*"]),
                one("ana"),
                "User",
            ),
            (
                "arn:aws:iam::111122223333:role/teams/copier",
                one("arn:aws:iam::111122223333:role/teams/copier"),
                like(&["AROA*:*"]),
                State::Absent,
                "AssumedRole",
            ),
            (
                "arn:aws-cn:sts::111122223333:assumed-role/copier/nightly",
                like(&[
                    "arn:aws-cn:iam::111122223333:role/copier",
                    "arn:aws-cn:iam::111122223333:role/*/copier",
                ]),
                like(&["AROA*:nightly"]),
                State::Absent,
                "AssumedRole",
            ),
            (
                "arn:aws:sts::111122223333:federated-user/ana",
                one("arn:aws:sts::111122223333:federated-user/ana"),
                one("111122223333:ana"),
                State::Absent,
                "FederatedUser",
            ),
            (
                "arn:aws:iam::111122223333:root",
                one("arn:aws:iam::111122223333:root"),
                one(account),
                State::Absent,
                "Account",
            ),
        ] {
            let mut context = Context::new("ec2:CopySnapshot", "snapshot");
            set(&mut context, principal, None);
            let expected = [
                ("aws:PrincipalArn", arn),
                ("aws:userid", user_id),
                ("aws:username", user_name),
                ("aws:PrincipalType", one(kind)),
            ];
            for (key, state) in expected {
                assert_eq!(*context.state(key), state, "{key} of {principal}");
            }
        }
    }

    #[test]
    fn of_what_is_no_principal_nothing_is_said() {
        for principal in
            ["arn:aws:iam::111122223333:group/all", "arn:aws:sts::111122223333:assumed-role/copier"]
        {
            let mut context = Context::new("ec2:CopySnapshot", "snapshot");
            set(&mut context, principal, None);
            assert_eq!(context, Context::new("ec2:CopySnapshot", "snapshot"), "{principal}");
        }
    }
}
