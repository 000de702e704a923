//! Values of `ec2:CreateAction` that no request ever has.

use crate::pattern::{has_variable, has_wildcard};
use crate::policy::{Comparison, Text};
use crate::reference::{self, AccessLevel, Service};
use crate::rule::{Family, Finding, Level, Rule};
use crate::suggest;
use crate::words::shorten;

use super::super::Test;

pub(super) static UNKNOWN_CREATE_ACTION: Rule = Rule::new(
    Family::Policy,
    "unknown-create-action",
    Level::Error,
    include_str!("../../../../../rules/policy/unknown-create-action.md"),
);

pub(super) fn check(test: &Test<'_, '_>, findings: &mut Vec<Finding>) {
    if !test.condition.is_about("ec2:CreateAction") {
        return;
    }
    let Some(service) = reference::service("ec2") else { return };
    let values = test.condition.values.iter();
    findings.extend(values.filter_map(|value| judge(value, test.operator.comparison, service)));
}

fn judge(value: &Text<'_>, comparison: Comparison, service: &'static Service) -> Option<Finding> {
    let text = value.value.as_ref();
    if has_variable(text) || text.is_empty() {
        return None;
    }
    let finding = |message: String| {
        Finding::new(&UNKNOWN_CREATE_ACTION, value.span, message).label("no request has this value")
    };
    let wildcards = has_wildcard(text);
    match comparison {
        Comparison::Like if wildcards => return wildcard(text, service, finding),
        // That wildcards are characters to these operators is another fault.
        Comparison::Text | Comparison::TextIgnoringCase | Comparison::Like if !wildcards => {}
        _ => return None,
    }
    let Some(action) = service.action(text) else {
        let message =
            format!("`{}` is not an operation of Amazon EC2, for `ec2:CreateAction`", shorten(text));
        let name = text.split_once(':').map_or(text, |(_, name)| name);
        let near = service.action(name).map(|action| action.name);
        let near = near.or_else(|| suggest::nearest(name, service.action_names().iter().copied()));
        return Some(match near {
            Some(near) => finding(message).help(format!("did you mean `{near}`?")),
            None => finding(message).at_most(Level::Warning).help(format!(
                "the operations that copylint knows are those of {}; one that is newer is not wrong",
                reference::date()
            )),
        });
    };
    if comparison != Comparison::TextIgnoringCase && action.name != text {
        let message = format!("`ec2:CreateAction` holds `{}`, never `{}`", action.name, shorten(text));
        return Some(
            finding(message).help(format!("write `{}`: values are compared with their case", action.name)),
        );
    }
    let reads = matches!(action.level, AccessLevel::List | AccessLevel::Read);
    (reads || action.name.starts_with("Delete")).then(|| {
        finding(format!("`{}` creates nothing that could be tagged, for `ec2:CreateAction`", action.name))
            .help("name the operation that creates and tags, such as `CopyImage` or `CopySnapshot`")
            .at_most(Level::Warning)
    })
}

fn wildcard(text: &str, service: &'static Service, finding: impl Fn(String) -> Finding) -> Option<Finding> {
    // Names are few, and those of another case none.
    let known =
        service.actions_named(text).any(|action| crate::pattern::Pattern::plain(text).matches(action.name));
    (!known).then(|| {
        finding(format!("no operation of Amazon EC2 matches `{}`, for `ec2:CreateAction`", shorten(text)))
            .help("write the name of the operation as the API has it, such as `CopyImage`")
    })
}
