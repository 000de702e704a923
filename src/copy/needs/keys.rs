//! The KMS keys that a copy uses: that of the source, to read it, and that of the copy, to write it.
//!
//! AWS KMS Developer Guide, "How Amazon EBS uses AWS KMS"; EBS User Guide, "Copy a snapshot" and
//! "Requirements for Amazon EBS encryption".

use std::collections::HashSet;

use super::{ACCOUNT, Copy, region_part};
use crate::arn::Arn;
use crate::authorization::{Part, Resource};
use crate::copy::encryption::{Candidate, CandidateKind};
use crate::copy::key::is_managed_key;
use crate::copy::{Encryption, Endpoint, Key, Proviso};
use crate::text::Span;

/// What a key is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum KeyRole {
    /// Reading the source.
    Source,
    /// Encrypting the copy.
    Destination,
    /// Nothing: EC2 looks at the default key of the destination Region when the source is encrypted.
    Default,
}

impl KeyRole {
    /// The role that a resource of an operation's permissions stands for.
    pub(super) fn of(resource: &str) -> Option<Self> {
        match resource {
            "source-key" => Some(Self::Source),
            "destination-key" => Some(Self::Destination),
            "default-key" => Some(Self::Default),
            _ => None,
        }
    }
}

/// A key that is used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct KeyUse {
    pub(super) role: KeyRole,
    /// Its ARN.
    pub(super) resource: Resource,
    /// The alias that it is named by, if it is: `alias/backup`.
    pub(super) alias: Option<String>,
    /// What makes it necessary.
    pub(super) cause: Span,
    /// Under which assumption it needs permissions of whoever makes the copy.
    pub(super) proviso: Option<Proviso>,
    /// Whether the request or the facts tell of the key. Of any other, which its own policy may open to the
    /// whole account, only that a statement denies its use says something.
    pub(super) is_told: bool,
}

/// The keys that a copy uses, or may use.
pub(super) fn uses(copy: &Copy<'_>, encryption: &Encryption) -> Vec<KeyUse> {
    if copy.facts.s3_backed() == Some(true) {
        // Without snapshots there is nothing to encrypt.
        return Vec::new();
    }
    let mut uses = given(copy);
    if !uses.iter().any(|key| key.is_told && key.proviso.is_none()) {
        unnamed(copy, encryption, &mut uses);
    }
    of_source(copy, &mut uses);
    uses.extend(looked_at(copy));
    // Several snapshots can be under one key, and several outcomes name it.
    let mut seen = HashSet::new();
    uses.retain(|key| seen.insert((key.role, key.resource.clone(), key.alias.clone())));
    uses
}

/// The key that the request names, unless AWS manages it.
fn given(copy: &Copy<'_>) -> Vec<KeyUse> {
    let request = copy.request;
    let told = |resource, alias, cause, proviso| KeyUse {
        role: KeyRole::Destination,
        resource,
        alias,
        cause,
        proviso,
        is_told: true,
    };
    let unread = Some(Proviso::Unread);
    match request.parameter("KmsKeyId").filter(|_| request.gives("KmsKeyId")) {
        Some(parameter) => {
            let cause = request.place(parameter.value.range);
            match parameter.value.as_str() {
                Some(key) if is_managed_key(key) => Vec::new(),
                Some(key) => vec![told(copy.key(key, &copy.route.destination), alias(key), cause, None)],
                // What only a shell knows may be empty, which counts as no key.
                None => vec![told(copy.some_key(), None, cause, unread)],
            }
        }
        None if request.incomplete => vec![told(copy.some_key(), None, request.name, unread)],
        None => Vec::new(),
    }
}

/// The keys that a copy may get without naming one.
fn unnamed(copy: &Copy<'_>, encryption: &Encryption, uses: &mut Vec<KeyUse>) {
    let request = copy.request;
    let cause = ["KmsKeyId", "Encrypted"].iter().find_map(|name| request.parameter(name));
    let cause = cause.map_or(request.name, |parameter| parameter.name_span);
    let rows = encryption.outcomes();
    let is_certain = |kind: CandidateKind, id: Option<&str>| {
        rows.iter().all(|row| {
            row.encrypted && matches!(&row.key, Key::Default(key) if kind == CandidateKind::Default && key.as_deref() == id)
        })
    };
    // Whatever key it is, a statement that denies its use to everyone stops an encrypted copy.
    let always = rows.iter().all(|row| row.encrypted);
    for row in rows.iter().filter(|row| row.encrypted) {
        let default = |id: &Option<String>| Candidate { kind: CandidateKind::Default, id: id.clone() };
        let candidates = match &row.key {
            Key::Default(id) => vec![default(id)],
            Key::Unclear(candidates) => candidates.clone(),
            // A key that AWS manages, or one that cannot be known here.
            Key::Given(id) if id.as_deref().is_none_or(is_managed_key) => vec![default(id)],
            Key::Given(_) | Key::None => Vec::new(),
        };
        for Candidate { kind, id } in candidates {
            let named = id.as_deref().filter(|id| !is_managed_key(id));
            let certain = is_certain(kind, id.as_deref());
            let proviso = match (named, kind) {
                (Some(_), _) if certain => None,
                (Some(_), CandidateKind::Source) => Some(Proviso::SourceKey),
                (Some(_), _) => Some(Proviso::Encrypted),
                (None, _) => (!always).then_some(Proviso::DefaultKey),
            };
            let resource = match named {
                Some(id) => copy.key(id, &copy.route.destination),
                None => copy.default_key(),
            };
            uses.push(KeyUse {
                role: KeyRole::Destination,
                resource,
                alias: named.and_then(alias),
                cause,
                proviso,
                is_told: named.is_some(),
            });
        }
    }
}

/// The keys that the source is encrypted with.
///
/// A snapshot under the key that AWS manages cannot be shared, so that a shared one is under a key of its
/// owner; of an own one, its ARN does not tell which of the two it is.
fn of_source(copy: &Copy<'_>, uses: &mut Vec<KeyUse>) {
    const SOURCE: Part = Part::Like { form: "key/*", name: "the key of the source" };
    let source = &copy.route.source;
    let unknown = |proviso, is_told| KeyUse {
        role: KeyRole::Source,
        resource: Resource { id: SOURCE, account: ACCOUNT, ..copy.key("", source) },
        alias: None,
        cause: source_id(copy),
        proviso: Some(proviso),
        is_told,
    };
    match (copy.facts.source_encrypted(), copy.facts.source_data()) {
        (Some(false), _) => {}
        (Some(true), Some(data)) => {
            for data in data.iter().filter(|data| data.encrypted.is_some_and(|encrypted| encrypted.value)) {
                let key = match data.key.map(|key| key.value.as_str()) {
                    Some(key) if is_managed_key(key) => continue,
                    Some(key) => {
                        let shared = copy.facts.source_is_shared() == Some(true);
                        KeyUse {
                            resource: copy.key(key, source),
                            alias: alias(key),
                            proviso: (!shared).then_some(Proviso::CustomerKey),
                            ..unknown(Proviso::CustomerKey, true)
                        }
                    }
                    None => unknown(Proviso::CustomerKey, true),
                };
                uses.push(key);
            }
        }
        _ => uses.push(unknown(Proviso::SourceEncrypted, false)),
    }
}

/// The default key of the destination Region, at which EC2 looks when the source is encrypted: so says a guide of
/// 2019, which knows of no key that would make it needless; the guides of today do not say it.
fn looked_at(copy: &Copy<'_>) -> Option<KeyUse> {
    let named = copy.request.gives("KmsKeyId") || copy.request.incomplete;
    let is_encrypted = copy.facts.source_encrypted();
    let proviso = match (named, copy.facts.default_key, is_encrypted) {
        (_, _, Some(false)) => return None,
        (true, ..) => Some(Proviso::OtherKey),
        (false, None, Some(true)) => None,
        // It is the key of the copy itself, or one that AWS manages.
        (false, ..) => return None,
    };
    let default = copy.facts.default_key.filter(|id| !is_managed_key(id));
    Some(KeyUse {
        role: KeyRole::Default,
        resource: default.map_or_else(|| copy.default_key(), |id| copy.key(id, &copy.route.destination)),
        alias: default.and_then(alias),
        cause: source_id(copy),
        proviso,
        is_told: false,
    })
}

/// The alias in the name of a key: `alias/backup`.
fn alias(text: &str) -> Option<String> {
    let name = Arn::parse(text).map_or(text, |arn| arn.resource.text);
    name.starts_with("alias/").then(|| name.to_owned())
}

/// The place of the source's id: its key makes these necessary.
fn source_id(copy: &Copy<'_>) -> Span {
    let id = ["SourceSnapshotId", "SourceImageId"].iter().find_map(|name| copy.request.parameter(name));
    id.map_or(copy.request.name, |id| copy.request.place(id.value.range))
}

impl Copy<'_> {
    /// The ARN of the key that a text names, as it is resolved at one end of the route.
    fn key(&self, text: &str, end: &Endpoint) -> Resource {
        const BEHIND_ALIAS: Part = Part::Like { form: "key/*", name: "the key behind the alias" };
        let id = |text: &str| {
            if text.starts_with("alias/") {
                BEHIND_ALIAS
            } else {
                Part::known(if text.starts_with("key/") { text.to_owned() } else { format!("key/{text}") })
            }
        };
        let service = Part::known("kms");
        match Arn::parse(text) {
            Ok(arn) if arn.service.text == "kms" => Resource {
                partition: Part::known(arn.partition.text),
                service,
                region: Part::known(arn.region.text),
                account: Part::known(arn.account.text),
                id: id(arn.resource.text),
            },
            _ => Resource {
                partition: self.partition(),
                service,
                region: region_part(end.region.as_deref(), "the Region of the key"),
                account: self.facts.account.map_or(ACCOUNT, Part::known),
                id: id(text),
            },
        }
    }

    /// A key of any account in the destination Region: with one of another, the copy fails whatever is allowed.
    fn some_key(&self) -> Resource {
        const ANY: Part = Part::Like { form: "key/*", name: "the key" };
        let region = region_part(self.route.destination.region.as_deref(), "the destination Region");
        Resource {
            partition: self.partition(),
            service: Part::known("kms"),
            region,
            account: ACCOUNT,
            id: ANY,
        }
    }

    /// Some key of the account in the destination Region.
    fn default_key(&self) -> Resource {
        const DEFAULT: Part = Part::Like { form: "key/*", name: "the default key" };
        let region = region_part(self.route.destination.region.as_deref(), "the destination Region");
        let account = self.facts.account.map_or(ACCOUNT, Part::known);
        Resource { partition: self.partition(), service: Part::known("kms"), region, account, id: DEFAULT }
    }
}
