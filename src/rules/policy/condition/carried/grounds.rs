//! Why a key can be said to be absent from a request, and how sure that is.

use super::super::Test;
use super::actions::{Entry, carries};
use super::confined::{self, Confined};
use crate::pattern::begins_caseless;
use crate::policy::PolicyKind;
use crate::reference::{self, AccessLevel, Action, ConditionKey, KeyMeaning, Service};
use crate::words::listed;

/// Why requests can be said not to carry a key.
pub(super) enum Ground {
    /// It is documented where the key is.
    Confined(&'static Confined),
    /// The key tells of the tags that a request sets; what reads or deletes sets none.
    Tags,
    /// The key tells of the token of an identity provider, which comes with the call that assumes the role, and not
    /// with what is asked besides. Whether the service reference knows the provider.
    Provider(bool),
    /// The service reference does not list it.
    Unlisted,
}

/// The services whose rows in the reference list all keys, as far as AWS's own policies show.
const THOROUGH: [&str; 4] = ["ec2", "iam", "kms", "s3"];

impl Ground {
    /// `None` for a key that any request may carry, of which nothing is known, or which tells of the tags of a
    /// resource: of those the reference knows too little.
    pub(super) fn of(test: &Test<'_, '_>, kind: PolicyKind) -> Option<Self> {
        let name = test.condition.key.value.as_ref();
        match &*test.key {
            KeyMeaning::Global(key) if key.per_action => {
                (!begins_caseless(key.name, "aws:ResourceTag")).then_some(Self::Tags)
            }
            KeyMeaning::Defined(definitions) => {
                let prefix = name.split(':').next().unwrap_or_default();
                if let Some(confined) = confined::of(name) {
                    return Some(Self::Confined(confined));
                }
                let of_sts = definitions.iter().all(|(service, _)| service.prefix == "sts");
                if of_sts && !prefix.eq_ignore_ascii_case("sts") {
                    return (!prefix.eq_ignore_ascii_case("saml")).then_some(Self::Provider(true));
                }
                (!is_about_tags(name)).then_some(Self::Unlisted)
            }
            KeyMeaning::NotDefined(_) | KeyMeaning::UnknownPrefix if kind == PolicyKind::Trust => {
                is_of_token(name).then_some(Self::Provider(false))
            }
            _ => None,
        }
    }

    pub(super) fn is_documented(&self) -> bool {
        match self {
            Self::Confined(confined) => confined.is_documented,
            Self::Provider(_) | Self::Tags | Self::Unlisted => false,
        }
    }

    /// Whether Access Analyzer says so, and AWS's guides say otherwise: the trust policy that the Amazon Cognito
    /// Developer Guide ("Using attributes for access control") gives has `sts:TagSession` beside a test of `aud`.
    pub(super) fn is_contradicted(&self) -> bool {
        matches!(self, Self::Provider(_))
    }

    /// Whether nothing but the service reference says so, by not listing the key.
    pub(super) fn is_by_reference(&self) -> bool {
        !self.is_documented() && !matches!(self, Self::Provider(_))
    }

    /// Whether Access Analyzer reports actions that do not carry the key.
    pub(super) fn is_reported(&self) -> bool {
        match self {
            Self::Confined(confined) => confined.is_reported,
            Self::Provider(_) => true,
            Self::Tags | Self::Unlisted => false,
        }
    }

    /// Puts one action after the other to it.
    pub(super) fn asking<'g>(&'g self, key: &'g str) -> Asked<'g> {
        Asked { ground: self, key, last: None }
    }

    /// What to do about a key that is absent.
    pub(super) fn help(&self, key: &str) -> String {
        const FEW: usize = 4;
        if let Self::Confined(Confined { help: Some(help), .. }) = self {
            return (*help).to_owned();
        }
        let apart = "give the others a statement without this condition";
        if matches!(self, Self::Provider(_)) {
            return format!("keep the condition for the call that assumes the role, and {apart}");
        }
        if matches!(self, Self::Tags) {
            return format!("keep the condition for the actions that set tags, and {apart}");
        }
        if key.eq_ignore_ascii_case("sts:SourceIdentity") {
            return "in requests of the session the key is `aws:SourceIdentity`".to_owned();
        }
        let prefix = key.split(':').next().unwrap_or_default();
        let Some((service, key)) =
            reference::service(prefix).and_then(|service| Some((service, service.condition_key(key)?)))
        else {
            return apart.to_owned();
        };
        let carriers: Vec<String> = service
            .actions()
            .filter(|action| carries(service, action, key))
            .map(|action| format!("{}:{}", service.prefix, action.name))
            .take(FEW + 1)
            .collect();
        match carriers.len() {
            0 => apart.to_owned(),
            1 => format!(
                "only {} carries it: keep the condition for that action, and {apart}",
                listed(&carriers, "and")
            ),
            2..=FEW => format!(
                "only {} carry it: keep the condition for these, and {apart}",
                listed(&carriers, "and")
            ),
            _ => format!("keep the condition for the actions of {} that carry it, and {apart}", service.name),
        }
    }
}

/// A key whose absence is looked for in one action after the other.
pub(super) struct Asked<'g> {
    ground: &'g Ground,
    key: &'g str,
    /// The service asked last, and the key in its list.
    last: Option<(&'static Service, Option<&'static ConditionKey>)>,
}

impl Asked<'_> {
    /// Whether the key is absent from all requests for what an entry of `Action` names.
    pub(super) fn is_absent(&mut self, entry: &Entry<'_, '_>) -> bool {
        let service = entry.service;
        let known = match self.last {
            Some((last, known)) if std::ptr::eq(last, service) => known,
            _ => service.condition_key(self.key),
        };
        self.last = Some((service, known));
        let lacks = |action: &Action| known.is_none_or(|key| !carries(service, action, key));
        let all_lack = || {
            let mut actions = entry.actions().peekable();
            actions.peek().is_some() && actions.all(lacks)
        };
        match self.ground {
            Ground::Confined(confined) if confined.of.is_empty() => {
                !(service.prefix == "sts" && goes_along(entry.name)) && all_lack_of(known, entry, all_lack)
            }
            Ground::Confined(confined) => {
                let judged = confined.of.iter().any(|name| name.eq_ignore_ascii_case(entry.name));
                judged
                    && self.is_of(service)
                    && entry.actions().all(|action| !has_in_its_rows(action, self.key))
            }
            Ground::Provider(true) => service.prefix == "sts" && goes_along(entry.name) && all_lack(),
            Ground::Provider(false) => {
                service.prefix == "sts" && entry.name.eq_ignore_ascii_case("TagSession")
            }
            _ if entry.name == "*" => false,
            Ground::Tags if matches!(service.prefix, "sts" | "tag") => false,
            Ground::Tags => {
                let is_thorough = THOROUGH.contains(&service.prefix);
                all_lack() && entry.actions().all(|action| is_thorough || sets_no_tags(action))
            }
            Ground::Unlisted if known.is_none() => !self.is_akin(service) && entry.exists(),
            Ground::Unlisted => THOROUGH.contains(&service.prefix) && all_lack(),
        }
    }

    fn is_of(&self, service: &Service) -> bool {
        self.key.split(':').next().is_some_and(|prefix| prefix.eq_ignore_ascii_case(service.prefix))
    }

    /// Whether a service belongs together with that of the key, as `s3express` and `s3` do, or goes by both names.
    fn is_akin(&self, service: &Service) -> bool {
        const RENAMED: [&str; 2] = ["codestar-connections", "codeconnections"];
        let prefix = self.key.split(':').next().unwrap_or_default();
        if RENAMED.contains(&service.prefix) {
            return RENAMED.iter().any(|known| known.eq_ignore_ascii_case(prefix));
        }
        begins_caseless(prefix, service.prefix) || begins_caseless(service.prefix, prefix)
    }
}

/// Whether all lack the key: looked up only where the service has such a key at all.
fn all_lack_of(known: Option<&ConditionKey>, entry: &Entry<'_, '_>, all_lack: impl FnOnce() -> bool) -> bool {
    if known.is_none() { entry.exists() } else { all_lack() }
}

/// Whether an action of AWS STS is asked for along with a call that assumes a role: which keys are there then is
/// documented nowhere, but for those of identity providers.
fn goes_along(name: &str) -> bool {
    ["TagSession", "SetSourceIdentity", "SetContext"].iter().any(|known| known.eq_ignore_ascii_case(name))
}

/// Whether the rows of an action list a key, with the action or with a resource.
fn has_in_its_rows(action: &Action, key: &str) -> bool {
    let of_resources = action.resources.iter().flat_map(|resource| resource.keys);
    action.keys.iter().chain(of_resources).any(|carried| carried.matches(key))
}

/// Whether no request for an action can set tags.
fn sets_no_tags(action: &Action) -> bool {
    matches!(action.level, AccessLevel::List | AccessLevel::Read)
        || action.name.starts_with("Delete") && action.level == AccessLevel::Write
}

/// Whether a key is of tags: the reference lacks many of those that resources have.
fn is_about_tags(name: &str) -> bool {
    name.as_bytes().windows(3).any(|word| word.eq_ignore_ascii_case(b"tag"))
}

/// Whether a key has the form of one from the token of an OIDC provider.
fn is_of_token(name: &str) -> bool {
    let Some((provider, claim)) = name.rsplit_once(':') else { return false };
    provider.contains('.') && ["aud", "sub", "amr"].iter().any(|known| known.eq_ignore_ascii_case(claim))
}
