//! What the schema of the operation says about each parameter by itself.

use serde_json::Value as Json;

use crate::operation;
use crate::request::schema::{Fault, FaultKind, faults};
use crate::request::{CopyRequest, UNKNOWN_PARAMETER};
use crate::rule::{Family, Finding, Level, Rule};
use crate::suggest::nearest;
use crate::text::{Span, TextRange};
use crate::tree::Value;

/// A parameter that must be given is not.
pub static MISSING_REQUIRED_PARAMETER: Rule = Rule::new(
    Family::Request,
    "missing-required-parameter",
    Level::Error,
    include_str!("../../../rules/request/missing-required-parameter.md"),
);

/// A parameter has a value of another type than it takes.
pub static WRONG_PARAMETER_TYPE: Rule = Rule::new(
    Family::Request,
    "wrong-parameter-type",
    Level::Error,
    include_str!("../../../rules/request/wrong-parameter-type.md"),
);

/// A parameter has a value of the right type that is not allowed.
pub static INVALID_PARAMETER_VALUE: Rule = Rule::new(
    Family::Request,
    "invalid-parameter-value",
    Level::Error,
    include_str!("../../../rules/request/invalid-parameter-value.md"),
)
.supersedes(&["undescribed-source"]);

pub(super) fn check(request: &CopyRequest<'_>, findings: &mut Vec<Finding>) {
    let faults = faults(request);
    let mut invalid: Vec<Option<TextRange>> = Vec::new();
    for fault in &faults {
        match &fault.kind {
            FaultKind::Missing(name) if stand_in(&faults, fault, name).is_some() => {}
            FaultKind::Missing(name) => findings.push(missing(request, fault, name)),
            FaultKind::Unknown(name) => {
                findings.push(unknown(request, fault, name, meant(&faults, fault, name)));
            }
            FaultKind::Type(expected) => findings.push(wrong_type(request, fault, expected)),
            _ if invalid.contains(&fault.range) => {}
            _ => {
                invalid.push(fault.range);
                findings.push(invalid_value(request, fault));
            }
        }
    }
}

/// The unknown name that stands where a required one is missing: one fault, not two. Inside a
/// parameter any name will do, beside other parameters it must be a near one.
fn stand_in<'f>(faults: &'f [Fault<'_, '_>], missing: &Fault<'_, '_>, name: &str) -> Option<&'f str> {
    faults.iter().filter(|other| other.path == missing.path).find_map(|other| match &other.kind {
        FaultKind::Unknown(unknown) if other.node.is_some() || nearest(unknown, [name]).is_some() => {
            Some(unknown.as_str())
        }
        _ => None,
    })
}

/// The required name for which an unknown one stands.
fn meant<'f>(faults: &'f [Fault<'_, '_>], unknown: &Fault<'_, '_>, name: &str) -> Option<&'f str> {
    faults.iter().filter(|other| other.path == unknown.path).find_map(|other| match &other.kind {
        FaultKind::Missing(missing) if stand_in(faults, other, missing) == Some(name) => {
            Some(missing.as_str())
        }
        _ => None,
    })
}

fn span(request: &CopyRequest<'_>, fault: &Fault<'_, '_>) -> Span {
    fault.range.map_or(request.name, |range| request.place(range))
}

fn missing(request: &CopyRequest<'_>, fault: &Fault<'_, '_>, name: &str) -> Finding {
    let operation = request.operation;
    let (message, help) = if fault.node.is_some() {
        (format!("`{}` lacks `{name}`", fault.path), format!("add `{name}`"))
    } else {
        let option = operation.aws_cli.options.get(name).map(|option| format!(" (AWS CLI: `{option}`)"));
        let message = format!("{} lacks its required parameter `{name}`", operation.name);
        (message, format!("add `{name}`{}", option.unwrap_or_default()))
    };
    Finding::new(&MISSING_REQUIRED_PARAMETER, span(request, fault), message).help(help)
}

fn unknown(request: &CopyRequest<'_>, fault: &Fault<'_, '_>, name: &str, meant: Option<&str>) -> Finding {
    let hint = |meant: &str| format!("did you mean `{meant}`?");
    let (message, help) = if fault.node.is_some() {
        let known = fault.schema.get("properties").and_then(Json::as_object);
        let near = nearest(name, known.into_iter().flat_map(|known| known.keys().map(String::as_str)));
        (format!("`{}` has no member `{name}`", fault.path), meant.or(near).map(hint))
    } else {
        let message = format!("{} has no parameter `{name}`", request.operation.name);
        (message, meant.map(hint).or_else(|| parameter_hint(request, name)))
    };
    Finding::new(&UNKNOWN_PARAMETER, span(request, fault), message)
        .label("the request is refused")
        .maybe_help(help)
}

/// What was probably meant by a name that is no parameter of the operation.
fn parameter_hint(request: &CopyRequest<'_>, name: &str) -> Option<String> {
    let own = request.operation;
    let other = operation::all().iter().find(|other| other.name != own.name && other.schema(name).is_some());
    if let Some(other) = other {
        let same = own.parameter_names().find(|known| name.ends_with(known) || known.ends_with(name));
        return Some(match (same, name) {
            (Some(same), _) => {
                format!("`{name}` belongs to {}; in {} it is `{same}`", other.name, own.name)
            }
            (None, "DestinationRegion") => {
                "drop it: a copy goes to the Region that the request is sent to".to_owned()
            }
            (None, "CopyImageTags") => {
                format!("{} carries no tags over: give them with `TagSpecifications`", own.name)
            }
            (None, _) => format!("only {} has `{name}`", other.name),
        });
    }
    if let Some(near) = nearest(name, own.parameter_names()) {
        return Some(format!("did you mean `{near}`?"));
    }
    let says_region = name.eq_ignore_ascii_case("region");
    says_region.then(|| {
        "the Region that the copy goes to stands beside the parameters: \
         `{\"operation\": …, \"region\": …, \"parameters\": {…}}`"
            .to_owned()
    })
}

fn wrong_type(request: &CopyRequest<'_>, fault: &Fault<'_, '_>, expected: &str) -> Finding {
    let found = fault.node.map_or("something else", |node| node.type_name());
    let help = match fault.node.map(|node| &node.value) {
        Some(Value::Null) => Some(format!("leave `{}` out if it is not to be set", fault.path)),
        Some(Value::String(text)) if expected == "a boolean" => {
            let lower = text.to_ascii_lowercase();
            matches!(&*lower, "true" | "false").then(|| format!("write {lower} without quotes"))
        }
        Some(Value::String(text)) if expected == "a whole number" => {
            text.parse::<i64>().is_ok().then(|| format!("write {text} without quotes"))
        }
        Some(Value::Object(_)) if expected == "a list" => Some("put it into a list: `[{…}]`".to_owned()),
        _ => None,
    };
    let message = format!("`{}` is {found}, but must be {expected}", fault.path);
    Finding::new(&WRONG_PARAMETER_TYPE, span(request, fault), message)
        .label("the request is refused")
        .maybe_help(help)
}

fn invalid_value(request: &CopyRequest<'_>, fault: &Fault<'_, '_>) -> Finding {
    let path = &fault.path;
    let node = fault.node;
    let text = node.and_then(|node| node.as_str()).unwrap_or_default();
    let characters = text.chars().count();
    let number = match node.map(|node| &node.value) {
        Some(Value::Number(number)) => number.as_ref(),
        _ => "",
    };
    let message = match &fault.kind {
        FaultKind::TooShort(_) if text.is_empty() => format!("`{path}` is empty"),
        FaultKind::TooShort(least) => {
            format!("`{path}` has {}, but needs at least {least}", counted(characters, "character"))
        }
        FaultKind::TooLong(most) => {
            format!("`{path}` has {}, but may have at most {most}", counted(characters, "character"))
        }
        FaultKind::TooSmall(least) => format!("`{path}` is {number}, but must be at least {least}"),
        FaultKind::TooLarge(most) => format!("`{path}` is {number}, but must be at most {most}"),
        FaultKind::NotMultiple(step) => format!("`{path}` is {number}, but must be a multiple of {step}"),
        FaultKind::TooMany(most) => {
            let elements = node.map_or(0, |node| node.elements().len());
            format!("`{path}` has {}, but may have at most {most}", counted(elements, "element"))
        }
        _ => {
            let form = fault.schema.get("x-form").and_then(Json::as_str).unwrap_or("something else");
            if text.is_empty() {
                format!("`{path}` is empty, but must be {form}")
            } else {
                format!("`{path}` is `{}`, but must be {form}", one_line(text))
            }
        }
    };
    Finding::new(&INVALID_PARAMETER_VALUE, span(request, fault), message).maybe_help(id_help(text, fault))
}

/// Names the first character of an id that is no hexadecimal digit.
fn id_help(text: &str, fault: &Fault<'_, '_>) -> Option<String> {
    let form = fault.schema.get("x-form").and_then(Json::as_str)?;
    let prefix = ["ami-", "snap-"].into_iter().find(|prefix| form.starts_with(&format!("`{prefix}`")))?;
    let Some(digits) = text.strip_prefix(prefix) else {
        return Some(format!("an id here begins with `{prefix}`"));
    };
    match digits.chars().find(|digit| !matches!(digit, '0'..='9' | 'a'..='f')) {
        Some(wrong) => Some(format!("`{wrong}` is no lower-case hexadecimal digit")),
        None => Some(format!("`{digits}` has {}", counted(digits.len(), "digit"))),
    }
}

fn counted(number: usize, what: &str) -> String {
    if number == 1 { format!("1 {what}") } else { format!("{number} {what}s") }
}

fn one_line(text: &str) -> String {
    text.replace(['\n', '\r'], " ")
}
