//! What the schema of the operation says about each parameter by itself.

use std::collections::{HashMap, HashSet};

use serde_json::Value as Json;

use crate::operation;
use crate::request::schema::{Fault, FaultKind, faults};
use crate::request::{CopyRequest, UNKNOWN_PARAMETER};
use crate::rule::{Family, Finding, Level, Rule};
use crate::suggest::nearest;
use crate::text::{Span, TextRange};
use crate::tree::Value;

use super::value;

/// A parameter that must be given is not.
pub(super) static MISSING_REQUIRED_PARAMETER: Rule = Rule::new(
    Family::Request,
    "missing-required-parameter",
    Level::Error,
    include_str!("../../../rules/request/missing-required-parameter.md"),
);

/// A parameter has a value of another type than it takes.
pub(super) static WRONG_PARAMETER_TYPE: Rule = Rule::new(
    Family::Request,
    "wrong-parameter-type",
    Level::Error,
    include_str!("../../../rules/request/wrong-parameter-type.md"),
);

/// The rules that are raised here.
pub(super) const RULES: &[&Rule] = &[&MISSING_REQUIRED_PARAMETER, &WRONG_PARAMETER_TYPE];

pub(super) fn check(request: &CopyRequest<'_>, findings: &mut Vec<Finding>) {
    let faults = faults(request);
    let misnamed = Misnamed::among(&faults);
    let mut invalid: HashSet<Option<TextRange>> = HashSet::new();
    for fault in &faults {
        match &fault.kind {
            FaultKind::Missing(name) if misnamed.stood_in_for(fault, name) => {}
            FaultKind::Missing(name) => findings.push(missing(request, fault, name)),
            FaultKind::Unknown(name) => findings.push(unknown(request, fault, name, misnamed.meant(fault))),
            FaultKind::Type(expected) => findings.push(wrong_type(request, fault, expected)),
            // A value that breaks two rules is one fault.
            _ if !invalid.insert(fault.range) => {}
            _ => findings.push(value::invalid(request, fault)),
        }
    }
}

/// Unknown names that stand where required ones are missing: one fault each, not two.
struct Misnamed<'f> {
    /// The required names for which others stand, with the paths of their objects.
    stood_in_for: HashSet<(&'f str, &'f str)>,
    /// The required name that was meant by the unknown one at a place.
    meant: HashMap<TextRange, &'f str>,
}

impl<'f> Misnamed<'f> {
    /// Inside a parameter any unknown name will do, beside other parameters it must be a near one.
    fn among(faults: &'f [Fault<'_, '_>]) -> Self {
        let mut unknown: HashMap<&str, Vec<(&str, &Fault<'_, '_>)>> = HashMap::new();
        for fault in faults {
            if let FaultKind::Unknown(name) = &fault.kind {
                unknown.entry(&fault.path).or_default().push((name, fault));
            }
        }
        let mut misnamed = Self { stood_in_for: HashSet::new(), meant: HashMap::new() };
        for fault in faults {
            let FaultKind::Missing(required) = &fault.kind else { continue };
            let mut beside = unknown.get(fault.path.as_str()).into_iter().flatten();
            let stands_in = |(name, other): &&(&str, &Fault<'_, '_>)| {
                other.node.is_some() || nearest(name, [required.as_str()]).is_some()
            };
            if let Some((_, other)) = beside.find(stands_in) {
                misnamed.stood_in_for.insert((&fault.path, required));
                misnamed.meant.extend(other.range.map(|range| (range, required.as_str())));
            }
        }
        misnamed
    }

    fn stood_in_for(&self, fault: &Fault<'_, '_>, name: &str) -> bool {
        self.stood_in_for.contains(&(fault.path.as_str(), name))
    }

    fn meant(&self, unknown: &Fault<'_, '_>) -> Option<&'f str> {
        self.meant.get(&unknown.range?).copied()
    }
}

/// What is to be underlined for a fault.
pub(super) fn span(request: &CopyRequest<'_>, fault: &Fault<'_, '_>) -> Span {
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
