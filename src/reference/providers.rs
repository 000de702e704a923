//! Identity providers that many tenants share.

use std::sync::OnceLock;

use super::table;

static TEXT: &str = include_str!("../../rules/reference/shared-identity-providers.txt");

/// An OIDC provider whose tokens tell in a claim whose they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SharedProvider {
    /// The provider, as its ARN has it: `gitlab.com`.
    pub url: &'static str,
    /// The condition key with the claim, which a trust policy must test.
    pub key: &'static str,
    /// What it is called.
    pub name: &'static str,
    /// What stands before the name of a tenant in the claim, and the characters that can end it; `None` if no
    /// form is documented.
    pub tenant: Option<(&'static str, &'static str)>,
}

/// The shared provider of an address without `https://`, if it is one that IAM knows as shared.
pub fn shared_provider(url: &str) -> Option<&'static SharedProvider> {
    shared_providers().iter().find(|provider| provider.url.eq_ignore_ascii_case(url))
}

/// All shared providers.
pub fn shared_providers() -> &'static [SharedProvider] {
    static PROVIDERS: OnceLock<Vec<SharedProvider>> = OnceLock::new();
    PROVIDERS.get_or_init(|| table(TEXT).filter_map(read).collect())
}

fn read(line: &'static str) -> Option<SharedProvider> {
    let mut fields = line.split('\t');
    let (url, key, name) = (fields.next()?, fields.next()?, fields.next()?);
    let (before, after) = (fields.next()?, fields.next()?);
    Some(SharedProvider { url, key, name, tenant: (before != "-").then_some((before, after)) })
}
