//! Who asks, and which policies decide.

use crate::authorization::{Attachment, Caller};
use crate::copy::{KeyRef, Need};
use crate::policy::Policy;

/// A policy that takes part in the answers.
#[derive(Clone, Copy)]
pub struct Asked<'a> {
    /// How it takes part.
    pub attachment: Attachment,
    /// The policy.
    pub policy: &'a Policy<'a>,
    /// Of the policy of a key: which key; `None` if that is not known.
    pub key: Option<&'a KeyRef>,
}

/// Everything that decides whether a copy is allowed.
#[derive(Clone, Copy)]
pub struct Deciders<'a> {
    /// Who makes the copy.
    pub caller: &'a Caller,
    /// The policies. Outcomes count in this list.
    pub asked: &'a [Asked<'a>],
    /// Whether these are all identity policies of whoever makes the copy, even if there is none.
    pub all_identity: bool,
    /// What else may say something, and could not be read: `what the policy says that could not be read`.
    pub doubts: &'a [String],
}

impl Asked<'_> {
    /// Whether the policy has a say about a need: the policy of a key only about that key, and resource control
    /// policies, of what a copy needs, only about keys and buckets (AWS Organizations User Guide, "Resource control
    /// policies").
    pub fn concerns(&self, need: &Need) -> bool {
        match self.attachment {
            Attachment::Resource => self.key.is_some_and(|key| need.is_about_key(key)),
            Attachment::ResourceControl { .. } => {
                ["kms:", "s3:"].iter().any(|service| need.permission.action.starts_with(service))
            }
            _ => true,
        }
    }
}

/// What policies that take part so are called in messages.
pub fn kind_words(attachment: Attachment) -> String {
    match attachment {
        Attachment::Identity => "the identity policies".to_owned(),
        Attachment::Boundary => "the permissions boundary".to_owned(),
        Attachment::Session => "the session policy".to_owned(),
        Attachment::ServiceControl { level } => {
            format!("the service control policies of level {}", level + 1)
        }
        Attachment::ResourceControl { level } => {
            format!("the resource control policies of level {}", level + 1)
        }
        Attachment::Resource => "the key policy".to_owned(),
        Attachment::Endpoint => "the endpoint policy".to_owned(),
    }
}

/// What one policy that takes part so is called in messages.
pub fn one_of(attachment: Attachment) -> String {
    match attachment {
        Attachment::Identity => "an identity policy".to_owned(),
        Attachment::ServiceControl { level } => format!("a service control policy of level {}", level + 1),
        Attachment::ResourceControl { level } => format!("a resource control policy of level {}", level + 1),
        Attachment::Boundary | Attachment::Session | Attachment::Resource | Attachment::Endpoint => {
            kind_words(attachment)
        }
    }
}
