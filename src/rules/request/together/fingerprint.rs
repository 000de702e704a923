//! Whether two requests ask for the same.

use std::fmt::Write as _;

use crate::request::CopyRequest;
use crate::tree::{Node, Value};

/// What does not make two requests differ: it is compared apart, or changes nothing.
const LEFT_OUT: [&str; 2] = ["ClientToken", "DryRun"];

/// A text that is the same for requests that ask for the same, in whatever order and spelling; `None` if
/// something in the request is not known.
pub(super) fn of(request: &CopyRequest<'_>) -> Option<String> {
    if request.incomplete {
        return None;
    }
    let mut parameters: Vec<_> = request
        .parameters
        .iter()
        .filter(|parameter| !LEFT_OUT.contains(&parameter.name.as_ref()) && !is_absent(&parameter.value))
        .map(|parameter| (parameter.name.as_ref(), &parameter.value))
        .collect();
    let mut text = request.operation.name.clone();
    members(&mut parameters, &mut text)?;
    Some(text)
}

/// Whether a value counts as none.
fn is_absent(value: &Node<'_>) -> bool {
    matches!(value.value, Value::Null) || value.as_str() == Some("")
}

fn members(members: &mut [(&str, &Node<'_>)], text: &mut String) -> Option<()> {
    // A stable sort: of members with the same name, the order counts.
    members.sort_by_key(|(name, _)| *name);
    text.push('{');
    for (name, value) in members {
        // Quoted, so that nothing in a name or a text looks like something else.
        write!(text, "{name:?}:").ok()?;
        node(value, text)?;
        text.push(',');
    }
    text.push('}');
    Some(())
}

fn node(value: &Node<'_>, text: &mut String) -> Option<()> {
    match &value.value {
        Value::Unknown => return None,
        Value::Null => text.push_str("null"),
        Value::Bool(value) => write!(text, "{value}").ok()?,
        Value::Number(number) => text.push_str(number),
        Value::String(string) => write!(text, "{string:?}").ok()?,
        Value::Array(elements) => {
            text.push('[');
            for element in elements {
                node(element, text)?;
                text.push(',');
            }
            text.push(']');
        }
        Value::Object(all) => {
            let mut all: Vec<_> = all.iter().map(|member| (member.key.as_ref(), &member.value)).collect();
            members(&mut all, text)?;
        }
    }
    Some(())
}
