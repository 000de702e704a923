//! Who asks.

use std::fmt;

use super::answer::{Answer, DependencyKind, Verdict};
use crate::arn::Arn;

/// Who asks. Made of an ARN, an account id, a service principal's name, or `anonymous`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// What asks.
    pub kind: CallerKind,
    /// What it was made of: an ARN, except of services and whoever is anonymous or unknown.
    arn: Option<String>,
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
        /// The ARN of the role, if more is known of it than the ARN of the session says, which leaves out the path.
        role: Option<String>,
    },
    /// A session that an IAM user began with `GetFederationToken`.
    FederatedUser,
    /// The root user of an account.
    Root,
    /// A service, under its own name.
    Service,
    /// Somebody without credentials.
    Anonymous,
    /// It is not known who.
    Unknown,
}

/// A text that names nobody who could ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidCaller;

impl fmt::Display for InvalidCaller {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(
            "neither the ARN of a user, a role, a session, a federated user or a root user, nor an account id, nor \
             a service such as `ec2.amazonaws.com`, nor `anonymous`",
        )
    }
}

impl std::error::Error for InvalidCaller {}

impl Caller {
    /// Reads who asks. An account id stands for the root user of the account.
    ///
    /// # Errors
    ///
    /// If the text names nobody who could ask.
    pub fn parse(text: &str) -> Result<Self, InvalidCaller> {
        if text == "anonymous" {
            return Ok(Self { kind: CallerKind::Anonymous, arn: None });
        }
        if is_account(text) {
            return Ok(Self { kind: CallerKind::Root, arn: Some(format!("arn:aws:iam::{text}:root")) });
        }
        if is_service(text) {
            return Ok(Self { kind: CallerKind::Service, arn: Some(text.to_owned()) });
        }
        let arn = Arn::parse(text).map_err(|_| InvalidCaller)?;
        let is_principal = arn.prefix.text == "arn"
            && !arn.partition.is_empty()
            && arn.region.is_empty()
            && is_account(arn.account.text)
            && !text.contains(['*', '?', '$']);
        if !is_principal {
            return Err(InvalidCaller);
        }
        let (kind, name) = arn.resource.text.split_once('/').unwrap_or((arn.resource.text, ""));
        let kind = match (arn.service.text, kind) {
            ("iam", "root") if name.is_empty() => CallerKind::Root,
            ("iam", "user") if is_name(name) => CallerKind::User,
            ("iam", "role") if is_name(name) => CallerKind::Role,
            ("sts", "federated-user") if is_name(name) => CallerKind::FederatedUser,
            ("sts", "assumed-role") => match name.split_once('/') {
                Some((role, session)) if is_name(role) && is_name(session) => {
                    CallerKind::Session { role: None }
                }
                _ => return Err(InvalidCaller),
            },
            _ => return Err(InvalidCaller),
        };
        Ok(Self { kind, arn: Some(text.to_owned()) })
    }

    /// It is not known who asks.
    pub fn unknown() -> Self {
        Self { kind: CallerKind::Unknown, arn: None }
    }

    /// The ARN, or the name of the service.
    pub fn arn(&self) -> Option<&str> {
        self.arn.as_deref()
    }

    /// The account, if there is one and it is known.
    pub fn account(&self) -> Option<&str> {
        let arn = Arn::parse(self.arn.as_deref()?).ok()?;
        Some(arn.account.text)
    }

    /// Whether it is surely a service-linked role, which its path tells (IAM User Guide, "IAM identifiers").
    pub fn is_service_linked(&self) -> bool {
        self.service_linked().answer == Answer::Yes
    }

    /// Whether it is a service-linked role. The ARN of a session does not tell the path of its role.
    pub(super) fn service_linked(&self) -> Verdict {
        let has_path = |arn: &str| Verdict::of(Answer::from(arn.contains(":role/aws-service-role/")));
        match (&self.kind, self.arn.as_deref()) {
            (CallerKind::Session { role: Some(role) }, _) => has_path(role),
            (CallerKind::Role, Some(arn)) => has_path(arn),
            (CallerKind::Session { role: None }, Some(arn))
                if arn.contains(":assumed-role/AWSServiceRoleFor") =>
            {
                Verdict::maybe(
                    DependencyKind::Fact,
                    "whether the role of the session is a service-linked one",
                )
            }
            _ => Verdict::of(Answer::No),
        }
    }
}

/// Whether a text is an account id.
pub(super) fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a text is the name of a service principal: `ec2.amazonaws.com`.
fn is_service(text: &str) -> bool {
    let name = text.strip_suffix(".cn").unwrap_or(text).strip_suffix(".amazonaws.com");
    let of_name = |byte: u8| byte.is_ascii_alphanumeric() || b"-.".contains(&byte);
    name.is_some_and(|name| !name.is_empty() && name.bytes().all(of_name))
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && name.split('/').all(|part| !part.is_empty())
}
