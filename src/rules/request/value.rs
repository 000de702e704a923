//! What to say about a value of the right type that is not allowed.
//!
//! The schema finds the fault; the message names what in the value is wrong, and the help what would be
//! right.

use serde_json::Value as Json;

use crate::arn::Arn;
use crate::operation;
use crate::reference;
use crate::request::CopyRequest;
use crate::request::schema::{Fault, FaultKind};
use crate::rule::{Certainty, Family, Finding, Level, Rule};
use crate::tree::{Node, Value};

use super::{name, shape, shown};

/// A parameter has a value of the right type that is not allowed.
pub(super) static INVALID_PARAMETER_VALUE: Rule = Rule::new(
    Family::Request,
    "invalid-parameter-value",
    Level::Error,
    include_str!("../../../rules/request/invalid-parameter-value.md"),
)
.supersedes(&["undescribed-source"]);

/// What is said of a value: the message, and what to do.
type Said = (String, Option<String>);

/// The rules that are raised here.
pub(super) const RULES: &[&Rule] = &[&INVALID_PARAMETER_VALUE];

/// Looks for what no schema can say.
pub(super) fn check(request: &CopyRequest<'_>, findings: &mut Vec<Finding>) {
    findings.extend(outpost_partition(request));
}

/// The ARN of an Outpost with a Region that is not in its partition.
fn outpost_partition(request: &CopyRequest<'_>) -> Option<Finding> {
    let text = request.string("DestinationOutpostArn")?;
    let arn = Arn::parse(&text.value).ok()?;
    let (partition, region) = (arn.partition.text, arn.region.text);
    let right = reference::region(region).partition()?.id;
    if partition == right || reference::partition(partition).is_none() {
        return None;
    }
    let message =
        format!("the ARN of the Outpost says partition `{partition}`, but `{region}` is in `{right}`");
    let finding = Finding::new(&INVALID_PARAMETER_VALUE, text.span, message).certainty(Certainty::Deduced);
    Some(finding.help(format!("begin with `arn:{right}:outposts:{region}:`")))
}

/// The finding for a fault that is neither about names nor about types.
pub(super) fn invalid(request: &CopyRequest<'_>, fault: &Fault<'_, '_>) -> Finding {
    let text = fault.node.and_then(Node::as_str).unwrap_or_default();
    let (message, help) = match &fault.kind {
        FaultKind::TooSmall(_) | FaultKind::TooLarge(_) | FaultKind::NotMultiple(_) => number(fault),
        FaultKind::TooShort(least) => (length(fault, text, &format!("needs at least {least}")), None),
        FaultKind::TooLong(most) => (length(fault, text, &format!("may have at most {most}")), None),
        _ => form(fault, text),
    };
    let finding = Finding::new(&INVALID_PARAMETER_VALUE, shape::span(request, fault), message);
    finding.label("the request is refused").maybe_help(help)
}

/// A text with too few or too many characters.
fn length(fault: &Fault<'_, '_>, text: &str, limit: &str) -> String {
    let what = part_of_tag(fault).unwrap_or_else(|| format!("`{}`", fault.path));
    match text.chars().count() {
        0 => format!("{what} is empty"),
        count => format!("{what} has {}, but {limit}", counted(count, "character")),
    }
}

/// The key or the value of a tag, in words.
fn part_of_tag(fault: &Fault<'_, '_>) -> Option<String> {
    let (tag, part) = fault.path.rsplit_once('.')?;
    let (list, _) = tag.rsplit_once('[')?;
    if !list.ends_with(".Tags") {
        return None;
    }
    let key = fault.parent.and_then(|tag| tag.get("Key")).and_then(Node::as_str);
    match (part, key) {
        ("Key", _) => Some("the key of a tag".to_owned()),
        ("Value", Some(key)) => Some(format!("the value of tag `{}`", shown(key))),
        ("Value", None) => Some("the value of a tag".to_owned()),
        _ => None,
    }
}

/// A number out of its range, or between the steps.
fn number(fault: &Fault<'_, '_>) -> Said {
    let Some(Value::Number(number)) = fault.node.map(|node| &node.value) else {
        return (format!("`{}` is out of its range", fault.path), None);
    };
    let limit = |keyword: &str| fault.schema.get(keyword).and_then(Json::as_f64);
    let (least, most, step) = (limit("minimum"), limit("maximum"), limit("multipleOf"));
    let allowed = match &fault.kind {
        FaultKind::TooSmall(least) => format!("at least {least}"),
        FaultKind::TooLarge(most) => format!("at most {most}"),
        FaultKind::NotMultiple(step) => {
            let below = number.parse::<f64>().unwrap_or_default().div_euclid(*step) * step;
            let fits = |number: &f64| {
                least.is_none_or(|least| *number >= least) && most.is_none_or(|most| *number <= most)
            };
            let near: Vec<String> =
                [below, below + step].iter().filter(|number| fits(number)).map(f64::to_string).collect();
            format!("a multiple of {step}, such as {}", near.join(" or "))
        }
        _ => "another".to_owned(),
    };
    let help = least.zip(most).zip(step);
    let help = help.map(|((least, most), step)| format!("from {least} to {most} in steps of {step}"));
    (format!("`{}` is {}, but must be {allowed}", fault.path, shown(number)), help)
}

/// A text of the wrong form.
fn form(fault: &Fault<'_, '_>, text: &str) -> Said {
    let path = &fault.path;
    let form = fault.schema.get("x-form").and_then(Json::as_str).unwrap_or("something else");
    let prefix = ["ami-", "snap-"].into_iter().find(|prefix| form.starts_with(&format!("`{prefix}`")));
    if text.is_empty() {
        return (format!("`{path}` is empty, but must be {form}"), None);
    }
    if let Some(prefix) = prefix {
        return id(path, text, prefix, form);
    }
    if let Some(characters) = form.strip_prefix("made of ")
        && let Some(wrong) = text.chars().find(|letter| !name::is_allowed(*letter))
    {
        let message = format!("`{path}` holds `{}`, but takes only {characters}", shown(&wrong.to_string()));
        return (message, None);
    }
    (format!("`{path}` is `{}`, but must be {form}", shown(text)), Some(outpost_help(text)))
}

/// Kinds of resources by how their ids begin, for what is met where another id belongs.
const KINDS: [(&str, &str); 7] = [
    ("ami-", "an image"),
    ("snap-", "a snapshot"),
    ("vol-", "a volume"),
    ("i-", "an instance"),
    ("afi-", "an FPGA image"),
    ("op-", "an Outpost"),
    ("import-snap-", "an import task"),
];

/// An id of the wrong form.
fn id(path: &str, text: &str, prefix: &str, form: &str) -> Said {
    let is_id = |text: &str| {
        let digits = text.strip_prefix(prefix).unwrap_or_default();
        matches!(digits.len(), 8 | 17)
            && digits.bytes().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f'))
    };
    // An ARN, capital letters, blanks around it: what was meant is there.
    let meant = text.trim().rsplit('/').next().unwrap_or_default().to_ascii_lowercase();
    if is_id(&meant) {
        let message = format!("`{path}` is `{}`, but must be {form}", shown(text));
        return (message, Some(format!("did you mean `{meant}`?")));
    }
    let text = text.trim();
    let help = Some(format!("an id here is {form}"));
    let Some(digits) = text.strip_prefix(prefix) else {
        return of_other_kind(path, text, prefix, form);
    };
    if let Some(wrong) = digits.chars().find(|digit| !digit.is_ascii_hexdigit()) {
        let wrong = shown(&wrong.to_string());
        return (format!("`{path}` is `{}`, but `{wrong}` is no hexadecimal digit", shown(text)), help);
    }
    let count = counted(digits.len(), "digit");
    (format!("`{path}` is `{}`, which has {count} instead of 8 or 17", shown(text)), help)
}

/// An id that does not begin as the ids of its parameter do.
fn of_other_kind(path: &str, text: &str, prefix: &str, form: &str) -> Said {
    let kind = |prefix: &str| KINDS.iter().find(|(known, _)| *known == prefix).map_or("", |(_, kind)| kind);
    let Some((other, found)) = KINDS.iter().find(|(known, _)| text.starts_with(known)) else {
        let message = format!("`{path}` is `{}`, but must be {form}", shown(text));
        return (message, Some(format!("an id here begins with `{prefix}`")));
    };
    let message = format!("`{path}` is `{}`, the id of {found}, not of {}", shown(text), kind(prefix));
    let takes_it = operation::all().iter().find(|operation| {
        operation.parameter_names().any(|name| {
            let form = operation.schema(name).and_then(|schema| schema.get("x-form")).and_then(Json::as_str);
            form.is_some_and(|form| form.starts_with(&format!("`{other}`")))
        })
    });
    let help = match takes_it {
        Some(operation) => {
            let command = operation.aws_cli.command.join(" ");
            format!("to copy {found}, use {} (AWS CLI: `aws {command}`)", operation.name)
        }
        None => format!("an id here begins with `{prefix}`"),
    };
    (message, Some(help))
}

/// Names the first part of an Outpost's ARN that is not right.
fn outpost_help(text: &str) -> String {
    let fields: Vec<&str> = text.split(':').collect();
    let [arn, partition, service, region, account, resource] = fields.as_slice() else {
        return format!("an ARN has 6 fields between colons, this has {}", fields.len());
    };
    if *arn != "arn" {
        return "an ARN begins with `arn:`".to_owned();
    }
    if reference::partition(partition).is_none() {
        return format!("`{}` is no partition", shown(partition));
    }
    if *service != "outposts" {
        return format!("the service is `outposts`, not `{}`", shown(service));
    }
    if reference::region(region) == reference::RegionName::Unknown {
        return format!("`{}` is no Region", shown(region));
    }
    if account.len() != 12 || !account.bytes().all(|digit| digit.is_ascii_digit()) {
        return format!("an account has 12 digits, this is `{}`", shown(account));
    }
    let Some(id) = resource.strip_prefix("outpost/") else {
        return format!("behind the account stands `outpost/op-…`, not `{}`", shown(resource));
    };
    format!("the id of an Outpost is `op-` and 17 lower-case hexadecimal digits, not `{}`", shown(id))
}

fn counted(number: usize, what: &str) -> String {
    if number == 1 { format!("1 {what}") } else { format!("{number} {what}s") }
}
