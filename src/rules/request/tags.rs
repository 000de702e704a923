//! Tags that a request puts on what it makes.

use crate::request::CopyRequest;
use crate::rule::{Family, Finding, Level, Rule};
use crate::suggest::nearest;

/// Tags are given for a kind of resource that the copy does not make.
pub static UNTAGGABLE_RESOURCE_TYPE: Rule = Rule::new(
    Family::Request,
    "untaggable-resource-type",
    Level::Error,
    include_str!("../../../rules/request/untaggable-resource-type.md"),
);

pub(super) fn check(request: &CopyRequest<'_>, findings: &mut Vec<Finding>) {
    let Some(specifications) = request.parameter("TagSpecifications") else { return };
    let operation = request.operation;
    for specification in specifications.value.elements() {
        let last = specification.members().iter().rev().find(|member| member.key == "ResourceType");
        let Some((node, kind)) = last.and_then(|member| Some((&member.value, member.value.as_str()?))) else {
            continue;
        };
        if operation.taggable().any(|taggable| taggable == kind) {
            continue;
        }
        let taggable: Vec<_> = operation.taggable().map(|taggable| format!("`{taggable}`")).collect();
        let help = match nearest(kind, operation.taggable()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("{} tags {}", operation.name, taggable.join(" and ")),
        };
        let message = if kind.is_empty() {
            "a tag specification has an empty `ResourceType`".to_owned()
        } else {
            format!("`{kind}` is not a resource type that {} can tag", operation.name)
        };
        let finding = Finding::new(&UNTAGGABLE_RESOURCE_TYPE, request.place(node.range), message);
        findings.push(finding.label("the request is refused").help(help));
    }
}
