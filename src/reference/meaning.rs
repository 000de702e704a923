//! What the name of a condition key stands for, whoever defines it.

use super::keys::{ConditionKey, GlobalKey, KeyType, global_key, services_of_prefix};
use super::service::Service;
use super::{key_definitions, service};

/// What is known of the name of a condition key, as a policy writes it.
#[derive(Debug)]
pub enum KeyMeaning {
    /// It is a key that can stand in policies for any service.
    Global(&'static GlobalKey),
    /// These services define it, each in its own way.
    Defined(Vec<(&'static Service, &'static ConditionKey)>),
    /// It begins with `aws:`, and there is no such key.
    NotGlobal,
    /// These services define keys that begin so, and none defines this one.
    NotDefined(Vec<&'static Service>),
    /// No service is known to define keys that begin so: the key of an identity provider, or a slip.
    UnknownPrefix,
    /// It has no prefix: not `service:name`.
    Malformed,
}

impl KeyMeaning {
    /// Looks up a full name, whatever its case.
    pub fn of(name: &str) -> Self {
        let parts = name.split_once(':').filter(|(prefix, rest)| !prefix.is_empty() && !rest.is_empty());
        let Some((prefix, _)) = parts else { return Self::Malformed };
        if let Some(key) = global_key(name) {
            return Self::Global(key);
        }
        if prefix.eq_ignore_ascii_case("aws") {
            return Self::NotGlobal;
        }
        let definitions = key_definitions(name);
        if !definitions.is_empty() {
            return Self::Defined(definitions);
        }
        let mut services: Vec<&'static Service> = services_of_prefix(prefix).collect();
        // A service can be without a single key.
        if services.is_empty() {
            services.extend(service(prefix));
        }
        if services.is_empty() { Self::UnknownPrefix } else { Self::NotDefined(services) }
    }

    /// The type of the key, if it is known and the same wherever it is defined.
    pub fn key_type(&self) -> Option<KeyType> {
        match self {
            Self::Global(key) => Some(key.key_type),
            Self::Defined(definitions) => {
                let mut types = definitions.iter().map(|(_, key)| key.key_type);
                let first = types.next()?;
                types.all(|other| other == first).then_some(first)
            }
            _ => None,
        }
    }

    /// The key in AWS's spelling, with placeholders where it stands for many; `None` if there is no such key.
    pub fn name(&self) -> Option<&'static str> {
        match self {
            Self::Global(key) => Some(key.name),
            Self::Defined(definitions) => definitions.first().map(|(_, key)| key.name),
            _ => None,
        }
    }
}
