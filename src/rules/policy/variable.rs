//! Policy variables: their form, where they may stand, and those that never have a value.
//!
//! The rules: IAM User Guide, "IAM policy elements: Variables and tags".

use crate::policy::{CURRENT_VERSION, Condition, Policy, Statement, Text, is_version};
use crate::rule::{Finding, Rule};
use crate::text::Span;
use crate::words::quoted;

mod absent;
mod field;
mod found;
mod records;
mod unresolved;

use found::{Found, variables};
pub(super) use records::RULES;
use records::{
    EMPTY_VARIABLE, INVALID_VARIABLE_FOR_OPERATOR, MISSING_BRACE_IN_VARIABLE, MISSING_QUOTE_IN_VARIABLE,
    UNSUPPORTED_SPACE_IN_VARIABLE, VARIABLE_UNSUPPORTED_IN_ELEMENT, VARIABLE_UNSUPPORTED_IN_VERSION,
};

pub(super) fn check(policy: &Policy<'_>, findings: &mut Vec<Finding>) {
    findings.extend(policy.id.as_ref().and_then(|id| misplaced(id, "`Id`")));
    for statement in &policy.statements {
        elements_without(statement, findings);
    }
    if !policy.has_variables() {
        findings.extend(in_old_version(policy));
        return;
    }
    for statement in &policy.statements {
        let resources = statement.resources.iter().flat_map(|resources| &resources.patterns);
        for resource in resources.filter(|resource| resource.has_variable()) {
            of_text(resource, findings);
            findings.extend(field::judge(resource));
        }
        for condition in &statement.conditions {
            of_condition(condition, findings);
        }
        absent::check(statement, findings);
    }
}

/// The first text of a policy that holds a variable, where variables are supported.
pub(super) fn first<'p, 't>(policy: &'p Policy<'t>) -> Option<&'p Text<'t>> {
    let texts = policy.statements.iter().flat_map(|statement| {
        let resources = statement.resources.iter().flat_map(|resources| &resources.patterns);
        resources.chain(statement.conditions.iter().flat_map(|condition| &condition.values))
    });
    texts
        .into_iter()
        .find(|text| text.has_variable() && variables(&text.value).any(|found| found.is_variable()))
}

/// Whether a policy has variables that its version does not know, which is more than that it lacks a version.
pub(super) fn is_of_old_version(policy: &Policy<'_>) -> bool {
    !policy.has_variables() && first(policy).is_some()
}

/// Looks at the elements in which no variable may stand.
fn elements_without(statement: &Statement<'_>, findings: &mut Vec<Finding>) {
    findings.extend(statement.sid.as_ref().and_then(|sid| misplaced(sid, "`Sid`")));
    if let Some(actions) = &statement.actions {
        let name = if actions.negated { "`NotAction`" } else { "`Action`" };
        findings.extend(actions.patterns.iter().filter_map(|action| misplaced(action, name)));
    }
    if let Some(principal) = &statement.principal {
        let name = if principal.negated { "`NotPrincipal`" } else { "`Principal`" };
        findings.extend(principal.members.iter().filter_map(|(_, member)| misplaced(member, name)));
    }
}

fn misplaced(text: &Text<'_>, element: &str) -> Option<Finding> {
    if !text.has_variable() {
        return None;
    }
    let found = variables(&text.value).next()?;
    let message = format!("{} stands in {element}, where there are no variables", quoted(found.text));
    Some(
        Finding::new(&VARIABLE_UNSUPPORTED_IN_ELEMENT, text.span, message)
            .label("plain text here")
            .help("write out what is meant: variables are for `Resource` and for the values of `Condition`"),
    )
}

/// A finding if a policy has a variable and its version knows none.
fn in_old_version(policy: &Policy<'_>) -> Option<Finding> {
    let text = first(policy)?;
    let found = variables(&text.value).find(Found::is_variable)?;
    let (why, place): (&str, Span) = match &policy.version {
        Some(version) if is_version(&version.value) => ("the version of the policy is old", version.span),
        // What is wrong is the version.
        Some(_) => return None,
        None if policy.incomplete || policy.version_key.is_some() => return None,
        None => ("the policy has no `Version`", Span { end: policy.span.start + 1, ..policy.span }),
    };
    let message = format!("{} is plain text, as {why}", quoted(found.text));
    Some(
        Finding::new(&VARIABLE_UNSUPPORTED_IN_VERSION, text.part(found.range), message)
            .label("no variable here")
            .related(place, "read by the rules of 2008, which know no variables")
            .help(format!("write `\"Version\": \"{CURRENT_VERSION}\"`")),
    )
}

fn of_condition(condition: &Condition<'_>, findings: &mut Vec<Finding>) {
    if condition.key.has_variable() {
        findings.extend(unresolved::in_key(&condition.key));
    }
    let Some(operator) = condition.meaning else { return };
    for value in &condition.values {
        if operator.comparison.takes_variables() {
            findings.extend(unresolved::foreign(value));
            if value.has_variable() {
                of_text(value, findings);
            }
        } else if value.has_variable() {
            findings.extend(under_other_operator(value, &condition.operator));
        }
    }
}

fn under_other_operator(value: &Text<'_>, operator: &Text<'_>) -> Option<Finding> {
    let found = variables(&value.value).next()?;
    let message = format!("{} takes no variables, such as {}", quoted(&operator.value), quoted(found.text));
    Some(
        Finding::new(&INVALID_VARIABLE_FOR_OPERATOR, value.span, message)
            .label("not replaced by a value here")
            .related(operator.span, "the operator")
            .help("write out the value, or use an operator for strings or for ARNs"),
    )
}

/// Looks at the variables of a text in which they may stand: one finding for each, at the most.
fn of_text(text: &Text<'_>, findings: &mut Vec<Finding>) {
    for found in variables(&text.value) {
        findings.extend(malformed(text, &found).or_else(|| unresolved::judge(text, &found)));
    }
}

fn malformed(text: &Text<'_>, found: &Found<'_>) -> Option<Finding> {
    let shown = quoted(found.text);
    let finding = |rule: &'static Rule, message: String| Finding::new(rule, text.part(found.range), message);
    if !found.is_closed {
        let message = format!("{shown} has no closing brace");
        return Some(
            finding(&MISSING_BRACE_IN_VARIABLE, message)
                .label("begins a variable")
                .help("write `}` behind the name of the key"),
        );
    }
    if found.inside.trim().is_empty() {
        let message = format!("{shown} names no key");
        return Some(finding(&EMPTY_VARIABLE, message).help("name a condition key, as in `${aws:username}`"));
    }
    if let Some(default) = found.default()
        && !is_quoted(default.trim())
    {
        let message = format!("the default in {shown} does not stand between single quotes");
        let inner = default.trim().trim_matches(['\'', '"', '`', '’', '‘']);
        return Some(
            finding(&MISSING_QUOTE_IN_VARIABLE, message)
                .help(format!("write `${{{}, '{inner}'}}`", found.name().trim())),
        );
    }
    if found.name().contains(char::is_whitespace) {
        let message = format!("{shown} has a space in the name of its key");
        let compact: String = found.name().split_whitespace().collect();
        let default = found.default().map(|default| format!(", {}", default.trim())).unwrap_or_default();
        return Some(
            finding(&UNSUPPORTED_SPACE_IN_VARIABLE, message)
                .label("no space may stand here")
                .help(format!("write `${{{compact}{default}}}`")),
        );
    }
    None
}

fn is_quoted(default: &str) -> bool {
    default.len() > 1 && default.starts_with('\'') && default.ends_with('\'')
}
