//! What a pattern of actions stands for, in the words of a help.

use crate::policy::split_action;
use crate::reference;
use crate::words::listed;

/// `12 actions of Amazon EC2`, `every action of AWS KMS`, or the names of a few; `None` if the reference cannot
/// say.
pub(super) fn of(pattern: &str) -> Option<String> {
    const FEW: usize = 3;
    let (prefix, name) = split_action(pattern)?;
    if prefix == "*" && name == "*" {
        return Some("every action there is".to_owned());
    }
    let mut services = reference::services_matching(prefix);
    let (service, more) = (services.next()?, services.count());
    if more > 0 {
        return Some(format!("actions of {} services", more + 1));
    }
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
