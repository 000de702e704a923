//! The registry of rules, and the functions that raise them, by family.

use crate::policy as model;
use crate::rule::Rule;
use crate::tree::json;

pub mod access;
pub mod policy;
pub mod request;

/// Every rule, in the order of the journey: the texts, policies, requests, access.
pub fn all() -> impl Iterator<Item = &'static Rule> {
    let texts: [&'static Rule; 2] = [&json::JSON_SYNTAX_ERROR, &json::DUPLICATE_JSON_KEY];
    let policies = model::RULES.iter().copied().chain(policy::rules());
    texts.into_iter().chain(policies).chain(request::rules()).chain(access::RULES.iter().copied())
}

/// The rule of an id.
pub fn by_id(id: &str) -> Option<&'static Rule> {
    all().find(|rule| rule.id == id)
}
