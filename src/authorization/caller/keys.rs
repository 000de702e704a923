//! What follows for the context from who asks.
//!
//! IAM User Guide, "IAM policy elements: Variables and tags" (the table of principal key values), "AWS global
//! condition context keys" (`aws:PrincipalArn`) and "IAM identifiers" (the prefixes of unique ids); AWS KMS Developer
//! Guide, "AWS KMS condition keys" (`kms:CallerAccount`).

use super::{Caller, CallerKind};
use crate::arn::Arn;
use crate::authorization::{Context, Fact, State};

impl Caller {
    /// The context, with what follows from who asks where nothing else is told.
    #[must_use]
    pub fn complete(&self, context: Context) -> Context {
        let mut context = context;
        for (key, state) in self.keys() {
            context.complete(key, Fact::new(state));
        }
        context
    }

    /// Whether anything follows from who asks.
    pub(in crate::authorization) fn tells(&self) -> bool {
        self.kind != CallerKind::Unknown || self.account.is_some()
    }

    fn keys(&self) -> Vec<(&'static str, State)> {
        let name = self.name().unwrap_or_default();
        let last = name.rsplit('/').next().unwrap_or_default();
        let account = self.account().unwrap_or_default();
        let mut keys = Vec::new();
        if let Some(account) = self.account() {
            keys.extend([("aws:PrincipalAccount", one(account)), ("kms:CallerAccount", one(account))]);
        }
        let of_principal = |arn: State, kind: &str, user_id: State, user_name: State| {
            [
                ("aws:PrincipalArn", arn),
                ("aws:PrincipalType", one(kind)),
                ("aws:userid", user_id),
                ("aws:username", user_name),
                ("aws:PrincipalIsAWSService", one("false")),
                ("aws:PrincipalServiceName", State::Absent),
                ("aws:PrincipalServiceNamesList", State::Absent),
            ]
        };
        match &self.kind {
            CallerKind::User => keys.extend(of_principal(one(name), "User", like("AIDA*"), one(last))),
            CallerKind::Role => {
                keys.extend(of_principal(one(name), "AssumedRole", like("AROA*:*"), State::Absent));
            }
            CallerKind::Session { role } => {
                let arn = match role {
                    Some(role) => one(role),
                    None => role_of_session(name),
                };
                let user_id = like(&format!("AROA*:{last}"));
                keys.extend(of_principal(arn, "AssumedRole", user_id, State::Absent));
            }
            CallerKind::FederatedUser => {
                let user_id = one(&format!("{account}:{last}"));
                keys.extend(of_principal(one(name), "FederatedUser", user_id, State::Absent));
            }
            CallerKind::Root => keys.extend(of_principal(one(name), "Account", one(account), State::Absent)),
            CallerKind::Service => keys.extend([
                ("aws:PrincipalIsAWSService", one("true")),
                ("aws:PrincipalServiceName", one(name)),
            ]),
            CallerKind::Anonymous => keys.extend([
                ("aws:PrincipalType", one("Anonymous")),
                ("aws:userid", one("anonymous")),
                ("aws:username", State::Absent),
                ("aws:PrincipalArn", State::Absent),
                ("aws:PrincipalIsAWSService", State::Absent),
                ("aws:PrincipalServiceName", State::Absent),
                ("aws:PrincipalServiceNamesList", State::Absent),
            ]),
            CallerKind::Provider | CallerKind::Unknown => {}
        }
        keys
    }
}

fn one(value: &str) -> State {
    State::Values(vec![value.to_owned()])
}

fn like(form: &str) -> State {
    State::Like(vec![form.to_owned()])
}

/// The ARN of the role of a session, whose ARN leaves out the path of the role.
fn role_of_session(session: &str) -> State {
    let Ok(arn) = Arn::parse(session) else { return State::Present };
    let (partition, account) = (arn.partition.text, arn.account.text);
    match arn.resource.text.split('/').nth(1) {
        Some(name) => {
            let role = format!("arn:{partition}:iam::{account}:role/");
            State::Like(vec![format!("{role}{name}"), format!("{role}*/{name}")])
        }
        None => State::Present,
    }
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
            let caller = Caller::parse(principal).unwrap();
            let context = caller.complete(Context::new("ec2:CopySnapshot", "snapshot"));
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
}
