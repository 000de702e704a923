//! Resources that no action of their statement acts on.

use std::collections::HashSet;

use rustc_hash::FxBuildHasher;

use super::named::{Named, Resource};
use crate::pattern::has_wildcard;
use crate::policy::{Element, Statement, split_action};
use crate::reference::{self, ResourceType};
use crate::rule::{Certainty, Family, Finding, Level, RELATED, Rule};
use crate::words::{shorten, some, verb};

pub(in super::super) static UNUSED_RESOURCE: Rule = Rule::new(
    Family::Policy,
    "unused-resource",
    Level::Note,
    include_str!("../../../../../rules/policy/unused-resource.md"),
);

/// The finding about the resources of a statement that none of its actions acts on; none if no action acts
/// on any of them, which is said of the actions.
pub(super) fn check(statement: &Statement<'_>, named: &Named<'_, '_>) -> Option<Finding> {
    if named.resources.len() < 2 {
        return None;
    }
    let actions = statement.actions.as_ref()?;
    let acted_on = Used::by(actions)?;
    let idle: Vec<&Resource<'_, '_>> = named.resources.iter().filter(|one| !acted_on.has(one)).collect();
    if idle.len() == named.resources.len() {
        return None;
    }
    let first = idle.first().filter(|_| named.have_forms())?;
    let shown: Vec<String> = idle.iter().map(|one| shorten(&one.text.value)).collect();
    let message = format!("no action of this statement acts on {}", some(&shown));
    let label = if acted_on.services.contains(first.arn.service.text) {
        "of a kind that these actions do not act on".to_owned()
    } else {
        format!("no action of this statement is about {} resources", shorten(first.arn.service.text))
    };
    let finding = Finding::new(&UNUSED_RESOURCE, first.text.span, message)
        .label(label)
        .help(format!("remove {}, or add the action that was meant", verb(idle.len(), "it", "them")))
        .certainty(Certainty::Inferred);
    Some(
        idle.iter()
            .skip(1)
            .take(RELATED)
            .fold(finding, |finding, one| finding.related(one.text.span, "nor on this")),
    )
}

/// What the actions of a statement act on.
#[derive(Default)]
struct Used {
    /// Services of which every action stands there.
    whole: Vec<&'static str>,
    /// The resource types of the other actions, each with its service.
    types: HashSet<(&'static str, &'static str), FxBuildHasher>,
    /// The services of their ARNs.
    services: HashSet<&'static str, FxBuildHasher>,
}

impl Used {
    /// `None` if an action is not known, or stands for those of several services.
    fn by(actions: &Element<'_>) -> Option<Self> {
        let mut used = Self::default();
        for text in &actions.patterns {
            let (prefix, name) = split_action(&text.value)?;
            let service = reference::service(prefix).filter(|_| !has_wildcard(prefix))?;
            if name == "*" {
                used.whole.push(service.prefix);
                continue;
            }
            let mut named = service.actions_named(name).peekable();
            named.peek()?;
            for one in named.flat_map(|action| &action.resources) {
                if used.types.insert((service.prefix, one.resource_type)) {
                    let known = service.resource_type(one.resource_type);
                    let formats = known.map_or(&[][..], ResourceType::formats);
                    used.services.extend(formats.iter().map(|format| format.fields.service.text));
                }
            }
        }
        Some(used)
    }

    fn has(&self, resource: &Resource<'_, '_>) -> bool {
        let service = resource.arn.service.text;
        // A format that leaves the service open.
        if self.services.contains("${Vendor}") || self.whole.contains(&service) {
            return true;
        }
        // What the resource can be is found out faster than whether something acts on it.
        let formats = || reference::arn_formats(service).iter();
        formats().any(|format| {
            resource.field.can_have(format) && self.types.contains(&(format.defined_by, format.resource_type))
        }) || !self.whole.is_empty() && formats().any(|format| self.whole.contains(&format.defined_by))
    }
}
