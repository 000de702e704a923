//! Which key a policy is told to be of, and whether a copy needs that key.

use super::Need;
use crate::arn::Arn;
use crate::authorization::{Part, Resource};

/// A key that something was said about.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum KeyRef {
    /// In any form of a `KmsKeyId`: an ARN, an id, an alias.
    Named(String),
    /// As a need says it.
    Needed(NeededKey),
}

/// The key that a need is about.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct NeededKey {
    /// Its ARN, of which parts may be unknown.
    pub resource: Resource,
    /// The alias that names it, if one does: `alias/backup`.
    pub alias: Option<String>,
}

impl Need {
    /// The key that it is about, if it is about one.
    pub fn key(&self) -> Option<NeededKey> {
        let resource = self.query.resources.first()?;
        if !self.permission.action.starts_with("kms:") {
            return None;
        }
        let alias = self.query.context.values("kms:ResourceAliases").and_then(<[String]>::first);
        Some(NeededKey { resource: resource.clone(), alias: alias.cloned() })
    }

    /// Whether it is surely about a key.
    pub fn is_about_key(&self, key: &KeyRef) -> bool {
        self.key().is_some_and(|needed| needed.is(key))
    }
}

impl NeededKey {
    /// Whether it is surely this key.
    pub fn is(&self, key: &KeyRef) -> bool {
        match key {
            KeyRef::Needed(key) => key == self,
            KeyRef::Named(text) => self.is_named(text),
        }
    }

    fn is_named(&self, text: &str) -> bool {
        let known = |part: &Part, text: &str| part.text().is_none_or(|known| known == text);
        let name = match Arn::parse(text) {
            Ok(arn) => {
                if !known(&self.resource.region, arn.region.text)
                    || !known(&self.resource.account, arn.account.text)
                {
                    return false;
                }
                arn.resource.text
            }
            Err(_) => text,
        };
        if name.starts_with("alias/") {
            return self.alias.as_deref() == Some(name);
        }
        self.resource
            .id
            .text()
            .is_some_and(|id| id.trim_start_matches("key/") == name.trim_start_matches("key/"))
    }
}
