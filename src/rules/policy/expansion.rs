//! What a pattern of actions stands for, in the words of a help.

use crate::policy::split_action;
use crate::reference::{self, Service};
use crate::words::listed;

/// `12 actions of Amazon EC2`, `every action of AWS KMS`, or the names of a few; `None` if the reference cannot
/// say.
pub(super) fn of(pattern: &str) -> Option<String> {
    const FEW: usize = 3;
    let (prefix, name) = split_action(pattern)?;
    if prefix == "*" && name == "*" {
        return Some("every action there is".to_owned());
    }
    let has_one = |service: &&'static Service| name == "*" || service.actions_matching(name).next().is_some();
    let services: Vec<&'static Service> = reference::services_matching(prefix).filter(has_one).collect();
    let [service] = services.as_slice() else {
        let prefixes: Vec<&str> = services.iter().map(|service| service.prefix).collect();
        return match prefixes.len() {
            0 => None,
            count if count <= FEW => Some(format!("actions of {}", listed(&prefixes, "and"))),
            count => Some(format!("actions of {count} services")),
        };
    };
    if name == "*" {
        return Some(format!("every action of {}", service.name));
    }
    let names: Vec<String> =
        service.actions_matching(name).map(|action| format!("{}:{action}", service.prefix)).collect();
    match names.len() {
        0 => None,
        count if count <= FEW => Some(listed(&names, "and")),
        count => Some(format!("{count} actions of {}", service.name)),
    }
}
