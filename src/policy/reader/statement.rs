//! Reads one statement.

use super::rules::{
    EMPTY_ARRAY_ACTION, EMPTY_ARRAY_RESOURCE, INVALID_EFFECT, MISSING_ACTION, MISSING_EFFECT,
    MISSING_PRINCIPAL, MISSING_RESOURCE, SCP_SYNTAX_ERROR_PRINCIPAL, UNSUPPORTED_PRINCIPAL,
};
use super::{Reader, lacks};
use crate::policy::{Effect, PolicyKind, Principal, Statement};
use crate::rule::{Certainty, Finding};
use crate::suggest;
use crate::tree::{Member, Node, Value};
use crate::words::shorten;

/// The elements of a statement.
pub(super) const ELEMENTS: [&str; 9] = [
    "Sid",
    "Effect",
    "Principal",
    "NotPrincipal",
    "Action",
    "NotAction",
    "Resource",
    "NotResource",
    "Condition",
];

/// Reads the object of a statement.
pub(super) fn read<'t>(reader: &mut Reader<'_>, node: &Node<'t>, pointer: String) -> Statement<'t> {
    let members = reader.elements(node, &ELEMENTS, &[], "a statement");
    let member = |name: &str| members.iter().find(|(found, _)| *found == name).map(|(_, member)| *member);
    let mut statement = Statement {
        pointer,
        span: reader.place(node.range),
        sid: member("Sid").and_then(|sid| reader.string(&sid.value, "`Sid`")),
        effect: member("Effect").and_then(|member| effect(reader, member)),
        principal: None,
        actions: None,
        resources: None,
        conditions: member("Condition").map(|member| reader.conditions(&member.value)).unwrap_or_default(),
        incomplete: node.incomplete,
    };
    let either = |reader: &mut Reader<'_>, name: &str, negated: &str| match (member(name), member(negated)) {
        (Some(plain), Some(not)) => {
            reader.exclusive(plain, not);
            Some((plain, false))
        }
        (Some(plain), None) => Some((plain, false)),
        (None, Some(not)) => Some((not, true)),
        (None, None) => None,
    };
    let actions = either(reader, "Action", "NotAction");
    let resources = either(reader, "Resource", "NotResource");
    let principal = either(reader, "Principal", "NotPrincipal");
    statement.actions =
        actions.map(|(member, negated)| reader.patterns(member, negated, &EMPTY_ARRAY_ACTION));
    statement.resources =
        resources.map(|(member, negated)| reader.patterns(member, negated, &EMPTY_ARRAY_RESOURCE));
    reader.limits(&statement);
    if let Some((member, _)) = principal {
        reader.empty_principal(member);
    }
    statement.principal = principal.map(|(member, negated)| Principal {
        key_span: reader.place(member.key_range),
        negated,
        members: reader.principals(member),
    });
    if !node.incomplete {
        absences(reader, node, &statement, member("Effect").is_some());
    }
    if let Some((member, _)) = principal
        && !reader.kind.has_principals()
    {
        unsupported_principal(reader, member);
    }
    statement
}

/// What a complete statement lacks.
fn absences(reader: &mut Reader<'_>, node: &Node<'_>, statement: &Statement<'_>, has_effect: bool) {
    let span = reader.opening(node);
    if !has_effect {
        let help = "add `\"Effect\": \"Allow\"` or `\"Effect\": \"Deny\"`";
        reader.fault(lacks(&MISSING_EFFECT, span, "`Effect`", help));
    }
    if statement.actions.is_none() {
        let help = "add `Action` with the actions that the statement is about";
        reader.fault(lacks(&MISSING_ACTION, span, "`Action`", help));
    }
    if statement.resources.is_none() && !reader.kind.is_of_resource() {
        let help = "add `Resource` with the ARNs that the statement is about, or `\"*\"`";
        reader.fault(lacks(&MISSING_RESOURCE, span, "`Resource`", help));
    }
    if statement.resources.is_none() && reader.needs_resource(statement) {
        let help = "add `Resource` with the ARN of what the policy belongs to";
        let finding = lacks(&MISSING_RESOURCE, span, "`Resource`", help);
        reader.fault(finding.certainty(Certainty::Inferred));
    }
    if statement.principal.is_none() && reader.kind.has_principals() {
        let help = "say in `Principal` who the statement is about";
        reader.fault(lacks(&MISSING_PRINCIPAL, span, "`Principal`", help));
    }
}

fn unsupported_principal(reader: &mut Reader<'_>, member: &Member<'_>) {
    let (rule, label, help) = match reader.kind {
        PolicyKind::ServiceControl => (
            &SCP_SYNTAX_ERROR_PRINCIPAL,
            "such a policy is about all users and roles of the accounts that it is attached to",
            "remove it; a condition on `aws:PrincipalArn` picks some of these users and roles",
        ),
        PolicyKind::Session => (
            &UNSUPPORTED_PRINCIPAL,
            "the principal of a session policy is the session that it is handed over for",
            "remove it",
        ),
        PolicyKind::Boundary => (
            &UNSUPPORTED_PRINCIPAL,
            "the principal of a permissions boundary is whoever it is set for",
            "remove it",
        ),
        _ => (
            &UNSUPPORTED_PRINCIPAL,
            "the principal of an identity policy is whoever it is attached to",
            "remove it; the policy of a key, a bucket or another resource is no identity policy",
        ),
    };
    let message = format!("{} cannot have `{}`", reader.kind.phrase(), member.key);
    reader.fault(Finding::new(rule, reader.place(member.key_range), message).label(label).help(help));
}

fn effect(reader: &mut Reader<'_>, member: &Member<'_>) -> Option<Effect> {
    let text = reader.string(&member.value, "`Effect`")?;
    match text.value.as_ref() {
        "Allow" => Some(Effect::Allow),
        "Deny" => Some(Effect::Deny),
        other => {
            let help = match suggest::nearest(other, ["Allow", "Deny"]) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "write `Allow` or `Deny`".to_owned(),
            };
            let message = format!("`Effect` is `{}`, which is neither `Allow` nor `Deny`", shorten(other));
            reader.fault(
                Finding::new(&INVALID_EFFECT, text.span, message)
                    .label("only `Allow` and `Deny`, written exactly so")
                    .help(help),
            );
            None
        }
    }
}

/// Whether a node holds something that can be read at all.
pub(super) fn is_readable(node: &Node<'_>) -> bool {
    !matches!(node.value, Value::Unknown)
}
