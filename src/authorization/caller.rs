//! Who asks.

use std::fmt;

use super::answer::{Answer, DependencyKind, Verdict};
use crate::arn::{Arn, is_account};

mod keys;

/// Who asks. Made of an ARN, an account id, the name of a service or of an identity provider, or `anonymous`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    kind: CallerKind,
    /// An ARN, or the name of a service or of an identity provider.
    name: Option<String>,
    account: Option<String>,
}

/// What asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CallerKind {
    /// An IAM user.
    User,
    /// A role: some session of it.
    Role,
    /// A session of a role.
    Session {
        /// The ARN of the role, if it is known: the ARN of the session leaves out its path.
        role: Option<String>,
    },
    /// A session that an IAM user began with `GetFederationToken`.
    FederatedUser,
    /// The root user of an account.
    Root,
    /// A service, under its own name.
    Service,
    /// Somebody whom an identity provider vouches for, who has no session yet.
    Provider,
    /// Somebody without credentials.
    Anonymous,
    /// Some user or some role, it is not known which.
    Unknown,
}

/// A text that names nobody who could ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidCaller;

impl fmt::Display for InvalidCaller {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(
            "neither the ARN of a user, a role, a session, a federated user, a root user or an identity provider, \
             nor an account id, nor a service such as `ec2.amazonaws.com`, nor `anonymous`",
        )
    }
}

impl std::error::Error for InvalidCaller {}

/// The identity providers that have no ARN (IAM User Guide, "AWS JSON policy elements: Principal").
const BUILT_IN_PROVIDERS: [&str; 3] = ["accounts.google.com", "graph.facebook.com", "www.amazon.com"];

impl Caller {
    /// Reads who asks. An account id stands for the root user of the account.
    ///
    /// # Errors
    ///
    /// If the text names nobody who could ask.
    pub fn parse(text: &str) -> Result<Self, InvalidCaller> {
        let named = |kind| Self { kind, name: Some(text.to_owned()), account: None };
        match text {
            "anonymous" => Ok(Self { kind: CallerKind::Anonymous, name: None, account: None }),
            _ if is_account(text) => Ok(Self {
                kind: CallerKind::Root,
                name: Some(format!("arn:aws:iam::{text}:root")),
                account: Some(text.to_owned()),
            }),
            _ if BUILT_IN_PROVIDERS.contains(&text) => Ok(named(CallerKind::Provider)),
            _ if is_service(text) => Ok(named(CallerKind::Service)),
            _ => {
                let arn = Arn::parse(text).map_err(|_| InvalidCaller)?;
                let kind = kind_of(&arn).ok_or(InvalidCaller)?;
                Ok(Self { account: Some(arn.account.text.to_owned()), ..named(kind) })
            }
        }
    }

    /// Some user or some role, it is not known which.
    pub fn unknown() -> Self {
        Self { kind: CallerKind::Unknown, name: None, account: None }
    }

    /// Some user or some role of an account.
    pub fn unknown_in(account: &str) -> Self {
        Self { account: Some(account.to_owned()), ..Self::unknown() }
    }

    /// The same session, of which the ARN of the role is known, with its path.
    #[must_use]
    pub fn with_role(mut self, arn: &str) -> Self {
        if let CallerKind::Session { role } = &mut self.kind {
            *role = Some(arn.to_owned());
        }
        self
    }

    /// What asks.
    pub fn kind(&self) -> &CallerKind {
        &self.kind
    }

    /// The ARN, or the name of the service or of the identity provider.
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// The account, if there is one and it is known.
    pub fn account(&self) -> Option<&str> {
        self.account.as_deref()
    }

    /// Whether it is surely a service-linked role, which its path tells (IAM User Guide, "IAM identifiers").
    pub fn is_service_linked(&self) -> bool {
        self.service_linked().answer == Answer::Yes
    }

    /// Whether it is a service-linked role. The ARN of a session does not tell the path of its role.
    pub(super) fn service_linked(&self) -> Verdict {
        let unknown = || {
            Verdict::maybe(DependencyKind::Fact, "whether the role of the session is a service-linked one")
        };
        match (&self.kind, self.name()) {
            (CallerKind::Session { role: Some(role) }, _) => Verdict::of(is_service_linked_role(role).into()),
            (CallerKind::Role, Some(arn)) => Verdict::of(is_service_linked_role(arn).into()),
            (CallerKind::Session { role: None }, Some(arn))
                if arn.contains(":assumed-role/AWSServiceRoleFor") =>
            {
                unknown()
            }
            _ => Verdict::of(Answer::No),
        }
    }

    /// Whether it acts with policies of its own: services, identity providers and whoever is anonymous have none.
    pub(super) fn has_identity(&self) -> bool {
        !matches!(self.kind, CallerKind::Service | CallerKind::Provider | CallerKind::Anonymous)
    }
}

/// What an ARN names, if it is somebody who can ask.
fn kind_of(arn: &Arn<'_>) -> Option<CallerKind> {
    let is_principal = arn.prefix.text == "arn"
        && !arn.partition.is_empty()
        && !arn.partition.is_open()
        && arn.region.is_empty()
        && is_account(arn.account.text)
        && !arn.resource.is_open();
    if !is_principal {
        return None;
    }
    let (kind, name) = arn.resource.text.split_once('/').unwrap_or((arn.resource.text, ""));
    match (arn.service.text, kind) {
        ("iam", "root") if arn.resource.text == "root" => Some(CallerKind::Root),
        ("iam", "user") if is_path(name) => Some(CallerKind::User),
        ("iam", "role") if is_path(name) => Some(CallerKind::Role),
        ("iam", "saml-provider" | "oidc-provider") if is_path(name) => Some(CallerKind::Provider),
        ("sts", "federated-user") if is_path(name) => Some(CallerKind::FederatedUser),
        ("sts", "assumed-role") => {
            let (role, session) = name.split_once('/')?;
            (is_path(role) && is_path(session)).then_some(CallerKind::Session { role: None })
        }
        _ => None,
    }
}

/// Whether the ARN of a role has the path of service-linked roles.
pub(super) fn is_service_linked_role(arn: &str) -> bool {
    arn.contains(":role/aws-service-role/")
}

/// Whether a text is the name of a service principal: `ec2.amazonaws.com`.
fn is_service(text: &str) -> bool {
    let name = text.strip_suffix(".cn").unwrap_or(text).strip_suffix(".amazonaws.com");
    let of_name = |byte: u8| byte.is_ascii_alphanumeric() || b"-.".contains(&byte);
    name.is_some_and(|name| !name.is_empty() && name.bytes().all(of_name))
}

/// Whether a text is a name, perhaps behind a path.
fn is_path(name: &str) -> bool {
    !name.is_empty() && name.split('/').all(|part| !part.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_a_caller_is_read() {
        let session = CallerKind::Session { role: None };
        for (text, kind, account) in [
            ("arn:aws:iam::111122223333:user/teams/ana", CallerKind::User, Some("111122223333")),
            ("arn:aws-cn:iam::111122223333:role/r", CallerKind::Role, Some("111122223333")),
            ("arn:aws:sts::111122223333:assumed-role/r/s", session, Some("111122223333")),
            ("arn:aws:sts::111122223333:federated-user/f", CallerKind::FederatedUser, Some("111122223333")),
            ("arn:aws:iam::111122223333:root", CallerKind::Root, Some("111122223333")),
            ("111122223333", CallerKind::Root, Some("111122223333")),
            ("arn:aws:iam::111122223333:saml-provider/p", CallerKind::Provider, Some("111122223333")),
            (
                "arn:aws:iam::111122223333:oidc-provider/h.example/p",
                CallerKind::Provider,
                Some("111122223333"),
            ),
            ("accounts.google.com", CallerKind::Provider, None),
            ("ec2.amazonaws.com", CallerKind::Service, None),
            ("s3.ap-east-1.amazonaws.com", CallerKind::Service, None),
            ("ec2.amazonaws.com.cn", CallerKind::Service, None),
            ("anonymous", CallerKind::Anonymous, None),
        ] {
            let caller = Caller::parse(text).unwrap();
            assert_eq!((caller.kind(), caller.account()), (&kind, account), "{text}");
        }
    }

    #[test]
    fn what_names_nobody_who_could_ask_is_refused() {
        for text in [
            "",
            "*",
            "11112222333",
            "Anonymous",
            "amazonaws.com",
            ".amazonaws.com",
            "ec2 .amazonaws.com",
            "arn:aws:iam::111122223333:group/all",
            "arn:aws:iam::111122223333:user/",
            "arn:aws:iam::111122223333:user/a//b",
            "arn:aws:iam::111122223333:user/*",
            "arn:aws:iam::111122223333:rootx",
            "arn:aws:iam::111122223333:root/x",
            "arn:aws:iam::1111:user/a",
            "arn:aws:iam:us-east-1:111122223333:user/a",
            "arn:aws*:iam::111122223333:user/a",
            "arn::iam::111122223333:user/a",
            "arn:aws:sts::111122223333:assumed-role/r",
            "arn:aws:sts::111122223333:user/a",
            "arn:aws:s3:::bucket",
            "AIDAJQABLZS4A3QDU576Q",
        ] {
            assert_eq!(Caller::parse(text), Err(InvalidCaller), "{text}");
        }
    }
}
