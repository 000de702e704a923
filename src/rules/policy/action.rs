//! Actions that do not exist.

use std::collections::HashMap;

use super::expansion;
use crate::pattern::has_wildcard;
use crate::policy::{Effect, Statement, Text, split_action};
use crate::reference::{self, Retired, Service};
use crate::rule::{Certainty, Family, Finding, Level, Rule};
use crate::suggest;
use crate::text::{Span, TextRange};
use crate::words::{listed, newer, shorten};

pub(super) static INVALID_ACTION: Rule = Rule::new(
    Family::Policy,
    "invalid-action",
    Level::Error,
    include_str!("../../../rules/policy/invalid-action.md"),
)
.access_analyzer("INVALID_ACTION");

pub(super) static INVALID_SERVICE_IN_ACTION: Rule = Rule::new(
    Family::Policy,
    "invalid-service-in-action",
    Level::Error,
    include_str!("../../../rules/policy/invalid-service-in-action.md"),
)
.access_analyzer("INVALID_SERVICE_IN_ACTION");

pub(super) static WILDCARD_IN_SERVICE_NAME: Rule = Rule::new(
    Family::Policy,
    "wildcard-in-service-name",
    Level::Note,
    include_str!("../../../rules/policy/wildcard-in-service-name.md"),
)
.access_analyzer("WILDCARD_IN_SERVICE_NAME");

/// The services that copies are about.
const COPY_SERVICES: [&str; 4] = ["ec2", "kms", "s3", "ebs"];

/// What is kept from action to action: those of one service mostly stand together, and a misspelt one
/// is often misspelt everywhere.
#[derive(Default)]
pub(super) struct Memory {
    service: Option<&'static Service>,
    nearest: HashMap<(&'static str, String), Option<&'static str>>,
}

impl Memory {
    fn service(&mut self, prefix: &str) -> Option<&'static Service> {
        let last = self.service.filter(|service| service.prefix == prefix);
        let known = last.or_else(|| reference::service(prefix))?;
        self.service = Some(known);
        Some(known)
    }

    fn nearest(&mut self, service: &'static Service, name: &str) -> Option<&'static str> {
        let find = || suggest::nearest(name, service.action_names().iter().copied());
        *self.nearest.entry((service.prefix, name.to_owned())).or_insert_with(find)
    }
}

pub(super) fn check(statement: &Statement<'_>, memory: &mut Memory, findings: &mut Vec<Finding>) {
    let Some(actions) = &statement.actions else { return };
    for action in &actions.patterns {
        let loss = match (statement.effect, actions.negated) {
            (_, true) => "it takes nothing out",
            (Some(Effect::Deny), false) => "it denies nothing",
            _ => "it grants nothing",
        };
        findings.extend(judge(action, loss, memory));
    }
}

/// A finding about an action that does not exist; `loss` says what that does to the statement.
fn judge(action: &Text<'_>, loss: &str, memory: &mut Memory) -> Option<Finding> {
    let text = action.value.as_ref();
    // A variable is not supported here at all, which is another fault than a wrong name.
    if is_known(action, memory) || action.has_variable() {
        return None;
    }
    let Some((prefix, name)) = split_action(text).filter(|(prefix, _)| !prefix.is_empty()) else {
        return Some(without_service(action));
    };
    if has_wildcard(prefix) {
        return (text != "*").then(|| any_service(action, (prefix, name), loss));
    }
    let Some(service) = memory.service(prefix) else { return Some(unknown_service(action, prefix)) };
    let place = action.part(TextRange::new(prefix.len() + 1, text.len()));
    Some(unknown_action(place, service, (prefix, name), loss, memory))
}

/// Whether an action is one of a service that is named without wildcards, as nearly all are.
fn is_known(action: &Text<'_>, memory: &mut Memory) -> bool {
    let Some((prefix, name)) = split_action(&action.value) else { return false };
    if !action.has_wildcard() {
        return memory.service(prefix).is_some_and(|service| service.has_action(name));
    }
    !has_wildcard(prefix) && memory.service(prefix).is_some_and(|service| has_action(service, name))
}

fn has_action(service: &Service, name: &str) -> bool {
    if name == "*" {
        return true;
    }
    if !has_wildcard(name) {
        return service.has_action(name);
    }
    service.actions_matching(name).next().is_some()
}

/// An action whose service is a pattern.
fn any_service(action: &Text<'_>, (prefix, name): (&str, &str), loss: &str) -> Finding {
    let shown = shorten(&action.value);
    let place = action.part(TextRange::new(0, prefix.len()));
    let mut services = reference::services_matching(prefix).peekable();
    let exists = services.peek().is_some();
    let unknown = match services.find(|service| has_action(service, name)) {
        None if !exists => Finding::new(
            &INVALID_SERVICE_IN_ACTION,
            place,
            format!("no service matches `{}`, the service of `{shown}`", shorten(prefix)),
        ),
        Some(_) => {
            let finding = Finding::new(
                &WILDCARD_IN_SERVICE_NAME,
                place,
                format!("the service is a pattern in the action `{shown}`"),
            )
            .label("stands for services that nobody may have thought of, and for those to come")
            .certainty(Certainty::Inferred);
            return match expansion::of(&action.value) {
                Some(found) => finding.help(format!("name the services; today `{shown}` stands for {found}")),
                None => finding.help("name the services"),
            };
        }
        None => {
            let place = action.part(TextRange::new(prefix.len() + 1, action.value.len()));
            Finding::new(&INVALID_ACTION, place, format!("no action of any service matches `{shown}`"))
        }
    };
    unknown.label(loss).help(newer("services and actions", reference::date())).certainty(Certainty::Inferred)
}

fn unknown_action(
    place: Span,
    service: &'static Service,
    (prefix, name): (&str, &str),
    loss: &str,
    memory: &mut Memory,
) -> Finding {
    let shown = shorten(name);
    let retired = reference::retired_action(prefix, name);
    if let Some(misnamed) = reference::misnamed_action(prefix, name) {
        let finding = Finding::new(
            &INVALID_ACTION,
            place,
            format!("`{prefix}:{shown}` is an operation of the API, but no IAM action"),
        )
        .label(loss)
        .help(match (misnamed.instead.as_slice(), misnamed.all) {
            ([only], _) => format!("did you mean `{only}`? It authorizes the operation"),
            (_, true) => format!("the operation needs {}", listed(&misnamed.instead, "and")),
            (_, false) => {
                format!("the operation needs {}, depending on the call", listed(&misnamed.instead, "or"))
            }
        });
        // What AWS itself once used as an action may still be one.
        return if retired.is_some() { finding.at_most(Level::Warning) } else { finding };
    }
    if let Some(retired) = retired {
        return retired_finding(&INVALID_ACTION, place, &format!("{prefix}:{shown}"), retired);
    }
    let wildcard = has_wildcard(name);
    let message = if wildcard {
        format!("no action of {} matches `{prefix}:{shown}`", service.name)
    } else {
        format!("`{prefix}:{shown}` is not an action of {}", service.name)
    };
    let finding = Finding::new(&INVALID_ACTION, place, message).label(loss);
    let bare: String = name.chars().filter(|character| !matches!(character, '*' | '?')).collect();
    match memory.nearest(service, &bare) {
        Some(near) if wildcard => {
            finding.help(format!("the action with the nearest name is `{prefix}:{near}`"))
        }
        Some(near) => finding.help(format!("did you mean `{prefix}:{near}`?")),
        None => match elsewhere(name) {
            Some(other) => finding.help(format!("did you mean `{other}:{name}`?")),
            None if may_be_new(name) => {
                finding.at_most(Level::Warning).help(newer("actions", reference::date()))
            }
            None => finding.help("the names of actions are made of letters and digits"),
        },
    }
}

/// The service among those that copies are about which has an action of this name.
fn elsewhere(name: &str) -> Option<&'static str> {
    COPY_SERVICES
        .into_iter()
        .find(|prefix| reference::service(prefix).is_some_and(|service| service.has_action(name)))
}

/// Whether a name that is not known could be that of an action, with wildcards or without.
fn may_be_new(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'*' | b'?'))
}

fn unknown_service(action: &Text<'_>, prefix: &str) -> Finding {
    let place = action.part(TextRange::new(0, prefix.len()));
    if let Some(retired) = reference::retired_service(prefix) {
        return retired_finding(&INVALID_SERVICE_IN_ACTION, place, prefix, retired);
    }
    let finding = Finding::new(
        &INVALID_SERVICE_IN_ACTION,
        place,
        format!("there is no service `{}`, which `{}` names", shorten(prefix), shorten(&action.value)),
    )
    .label("not the prefix of any service");
    match suggest::nearest(prefix, reference::service_prefixes()) {
        Some(near) => finding.help(format!("did you mean `{near}`?")),
        None => finding.at_most(Level::Warning).help(newer("services", reference::date())),
    }
}

/// An action without a service: `CopyImage`.
fn without_service(action: &Text<'_>) -> Finding {
    let text = action.value.as_ref();
    let name = text.trim().trim_start_matches(':');
    // The services that copies are about first; the others only if none of these has it.
    let has = |prefix: &&str| reference::service(prefix).is_some_and(|service| service.has_action(name));
    let found = elsewhere(name).or_else(|| reference::service_prefixes().find(has));
    // `ec2.CopySnapshot`, `ec2/CopySnapshot`.
    let apart = name
        .split_once(['.', '/', ' ', ';', '-'])
        .filter(|(prefix, name)| reference::service(prefix).is_some_and(|service| service.has_action(name)));
    let message = if text.is_empty() {
        "an action is an empty string".to_owned()
    } else {
        format!("the action `{}` names no service", shorten(text))
    };
    Finding::new(&INVALID_ACTION, action.span, message)
        .label("an action is a service's prefix, a colon, and a name")
        .help(match (found, apart) {
            (Some(prefix), _) => format!("did you mean `{prefix}:{name}`?"),
            (None, Some((prefix, name))) => format!("did you mean `{prefix}:{name}`?"),
            (None, None) => "write it as `service:Action`, such as `ec2:CopyImage`".to_owned(),
        })
}

fn retired_finding(rule: &'static Rule, place: Span, name: &str, retired: Retired) -> Finding {
    let (message, label, help) = match retired {
        Retired::Retired => (
            format!("`{name}` is retired: AWS no longer lists it"),
            "retired",
            "remove it, unless it is needed for what still exists of it",
        ),
        Retired::Undocumented => (
            format!("`{name}` is listed nowhere, though AWS's own policies use it"),
            "undocumented",
            "make sure that it is meant; AWS may change or drop it without notice",
        ),
        Retired::Unlisted => (
            format!("`{name}` is in AWS's documentation, but not in its service reference"),
            "not listed",
            "nothing, if it stands where the documentation has it",
        ),
    };
    let most = if retired == Retired::Unlisted { Level::Note } else { Level::Warning };
    Finding::new(rule, place, message).label(label).help(help).at_most(most)
}
