//! Values of `ec2:CreateAction`, and of the like keys of other services, that no request ever has.

use crate::pattern::{Pattern, has_variable, has_wildcard};
use crate::policy::{Comparison, Text};
use crate::reference::{self, AccessLevel, KeyMeaning, Service};
use crate::rule::{Family, Finding, Level, Rule};
use crate::suggest;
use crate::words::{newer, shorten};

use super::super::Test;

pub(super) static UNKNOWN_CREATE_ACTION: Rule = Rule::new(
    Family::Policy,
    "unknown-create-action",
    Level::Error,
    include_str!("../../../../../rules/policy/unknown-create-action.md"),
);

/// What the keys are called that hold the operation which tags what it creates.
const NAMES: [&str; 2] = [":CreateAction", ":TaggingAction"];

/// A key, and the service whose operations it holds.
#[derive(Clone, Copy)]
struct Subject {
    key: &'static str,
    service: &'static Service,
}

pub(super) fn check(test: &Test<'_, '_>, findings: &mut Vec<Finding>) {
    let key = test.condition.key.value.as_bytes();
    let ends = |name: &&str| {
        key.len()
            .checked_sub(name.len())
            .and_then(|at| key.get(at..))
            .is_some_and(|end| end.eq_ignore_ascii_case(name.as_bytes()))
    };
    if !NAMES.iter().any(ends) {
        return;
    }
    let KeyMeaning::Defined(definitions) = &*test.key else { return };
    let [(service, key)] = definitions.as_slice() else { return };
    let subject = Subject { key: key.name, service };
    let values = test.condition.values.iter();
    findings.extend(values.filter_map(|value| judge(value, test.operator.comparison, subject)));
}

fn judge(value: &Text<'_>, comparison: Comparison, subject: Subject) -> Option<Finding> {
    let Subject { key, service } = subject;
    let owner = service.name;
    let text = value.value.as_ref();
    if has_variable(text) || text.is_empty() {
        return None;
    }
    let finding = |message: String| {
        Finding::new(&UNKNOWN_CREATE_ACTION, value.span, message).label("no request has this value")
    };
    let wildcards = has_wildcard(text);
    match comparison {
        Comparison::Like if wildcards => return wildcard(text, subject, finding),
        // That wildcards are characters to these operators is another fault.
        Comparison::Text | Comparison::TextIgnoringCase | Comparison::Like if !wildcards => {}
        _ => return None,
    }
    let Some(action) = service.action(text) else {
        let message = format!("`{}` is not an operation of {owner}, for `{key}`", shorten(text));
        let name = text.split_once(':').map_or(text, |(_, name)| name);
        let near = service.action(name).map(|action| action.name);
        let near = near.or_else(|| suggest::nearest(name, service.action_names().iter().copied()));
        return Some(match near {
            Some(near) => finding(message).help(format!("did you mean `{near}`?")),
            None => finding(message).at_most(Level::Warning).help(newer("operations", reference::date())),
        });
    };
    if comparison != Comparison::TextIgnoringCase && action.name != text {
        let message = format!("`{key}` holds `{}`, never `{}`", action.name, shorten(text));
        return Some(
            finding(message).help(format!("write `{}`: values are compared with their case", action.name)),
        );
    }
    let reads = matches!(action.level, AccessLevel::List | AccessLevel::Read);
    (reads || action.name.starts_with("Delete")).then(|| {
        let finding = finding(format!("`{}` creates nothing that could be tagged, for `{key}`", action.name));
        let example = if service.prefix == "ec2" { ", such as `CopyImage` or `CopySnapshot`" } else { "" };
        finding.help(format!("name the operation that creates and tags{example}")).at_most(Level::Warning)
    })
}

fn wildcard(text: &str, subject: Subject, finding: impl Fn(String) -> Finding) -> Option<Finding> {
    let Subject { key, service } = subject;
    let owner = service.name;
    // Names are few, and those of another case none.
    let known = service.actions_named(text).any(|action| Pattern::plain(text).matches(action.name));
    (!known).then(|| {
        finding(format!("no operation of {owner} matches `{}`, for `{key}`", shorten(text)))
            .help("write the name of the operation as the API has it, such as `CopyImage`")
    })
}
