//! Requests as JSON: the bare parameters of the API, as SDKs and `--cli-input-json` take them, or an
//! envelope that also says which operation it is, where it goes and who makes it.
//!
//! ```json
//! {"operation": "CopySnapshot", "region": "us-east-1",
//!  "parameters": {"SourceRegion": "us-west-2", "SourceSnapshotId": "snap-066877671789bd71b"}}
//! ```
//!
//! A list of either is read too. A key in the wrong case is a finding, and is read all the same.

use std::borrow::Cow;

use crate::operation::{self, DISTINCTIVE, Operation};
use crate::rule::{Family, Finding, Level, Rule};
use crate::suggest::nearest;
use crate::text::{Source, TextRange};
use crate::tree::{Member, Node, Value};

use super::{
    CopyRequest, Occasion, Parameter, Region, RegionFrom, Text, UNKNOWN_OPERATION, UNKNOWN_PARAMETER,
    principal_account,
};

/// A field of an envelope holds something else than it should.
pub static INVALID_REQUEST_FIELD: Rule = Rule::new(
    Family::Request,
    "invalid-request-field",
    Level::Error,
    include_str!("../../rules/request/invalid-request-field.md"),
);

/// An envelope has no field of this name.
pub static UNKNOWN_REQUEST_FIELD: Rule = Rule::new(
    Family::Request,
    "unknown-request-field",
    Level::Warning,
    include_str!("../../rules/request/unknown-request-field.md"),
);

/// The fields of an envelope. `region_from` and `origin` stand in the plans that copylint prints,
/// whose requests can be read back.
const FIELDS: [&str; 10] = [
    "provider",
    "service",
    "operation",
    "region",
    "region_from",
    "parameters",
    "principal",
    "policies",
    "source",
    "origin",
];

/// Keys that stand in what the service answers, never in what it is asked: `describe-images` lists
/// images with their `SourceImageId`.
const ANSWERED: [&str; 3] = ["ImageId", "SnapshotId", "OwnerId"];

/// Whether a document is a request, or a list of requests.
pub fn recognizes(root: &Node<'_>) -> bool {
    match &root.value {
        Value::Object(_) => recognizes_one(root),
        Value::Array(elements) => !elements.iter().any(is_answer) && elements.iter().any(recognizes_one),
        _ => false,
    }
}

/// Reads a document that [`recognizes`] holds for a request; each fault of its form becomes a
/// finding.
pub fn read<'t>(source: &Source, root: &Node<'t>, findings: &mut Vec<Finding>) -> Vec<CopyRequest<'t>> {
    let mut reader = Reader { source, findings };
    match &root.value {
        Value::Array(elements) => elements.iter().filter_map(|element| reader.element(element)).collect(),
        _ => reader.request(root).into_iter().collect(),
    }
}

fn recognizes_one(node: &Node<'_>) -> bool {
    if is_answer(node) {
        return false;
    }
    envelope(node).is_some_and(|envelope| {
        let name = envelope.operation.value.as_str().map(plain_name).unwrap_or_default();
        match envelope.parameters {
            Some(parameters) => name.starts_with("copy") || is_bare(parameters),
            None => operation::all().iter().any(|operation| plain_name(&operation.name) == name),
        }
    }) || is_bare(node)
}

fn is_answer(node: &Node<'_>) -> bool {
    ANSWERED.iter().any(|key| node.member(key).is_some())
}

/// Whether these are parameters of a copy: one that only copies have is among them, or `SourceRegion`
/// is, and everything else fits exactly one operation too.
fn is_bare(node: &Node<'_>) -> bool {
    bare_operation(node).is_some()
}

/// The name of the operation that bare parameters are for, and the key that shows it.
fn bare_operation<'n, 't>(node: &'n Node<'t>) -> Option<(&'static Operation, &'n Member<'t>)> {
    let distinctive = |member: &'n Member<'t>| {
        let (_, name) = DISTINCTIVE.iter().find(|(known, _)| known.eq_ignore_ascii_case(&member.key))?;
        Some((name, member))
    };
    if let Some((name, member)) = node.members().iter().find_map(distinctive) {
        return Some((operation::by_api_name(name)?, member));
    }
    let region = node.members().iter().find(|member| member.key.eq_ignore_ascii_case("SourceRegion"))?;
    let fits = |operation: &&Operation| {
        node.members().iter().all(|member| operation.parameter_of_any_case(&member.key).is_some())
    };
    let mut fitting = operation::all().iter().filter(fits);
    match (fitting.next(), fitting.next()) {
        (Some(only), None) => Some((only, region)),
        _ => None,
    }
}

/// The fields that make an object an envelope.
struct Envelope<'n, 't> {
    operation: &'n Member<'t>,
    /// `None` if they were forgotten.
    parameters: Option<&'n Node<'t>>,
}

fn envelope<'n, 't>(node: &'n Node<'t>) -> Option<Envelope<'n, 't>> {
    let field = |name: &str| node.members().iter().rev().find(|member| member.key.eq_ignore_ascii_case(name));
    Some(Envelope {
        operation: field("operation")?,
        parameters: field("parameters").map(|parameters| &parameters.value),
    })
}

/// An operation's name in lower case, without the service in front and without hyphens.
fn plain_name(name: &str) -> String {
    let name = name.rsplit(':').next().unwrap_or(name);
    name.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_lowercase()).collect()
}

struct Reader<'r> {
    source: &'r Source,
    findings: &'r mut Vec<Finding>,
}

impl Reader<'_> {
    /// An element of a list of requests.
    fn element<'t>(&mut self, node: &Node<'t>) -> Option<CopyRequest<'t>> {
        match node.value {
            Value::Object(_) => self.request(node),
            Value::Unknown => None,
            _ => {
                let message = format!("an element of a list of requests is {}, no request", node.type_name());
                let span = node.range.of(self.source.id());
                self.findings.push(Finding::new(&INVALID_REQUEST_FIELD, span, message));
                None
            }
        }
    }

    fn request<'t>(&mut self, node: &Node<'t>) -> Option<CopyRequest<'t>> {
        match envelope(node) {
            Some(envelope) => self.enveloped(node, &envelope),
            None => self.bare(node),
        }
    }

    fn bare<'t>(&mut self, node: &Node<'t>) -> Option<CopyRequest<'t>> {
        let Some((operation, key)) = bare_operation(node) else {
            self.unclear(node.range, "nothing in this request tells which copy it is for");
            return None;
        };
        Some(self.finish(operation, node, key.key_range, node))
    }

    fn enveloped<'t>(&mut self, node: &Node<'t>, envelope: &Envelope<'_, 't>) -> Option<CopyRequest<'t>> {
        let operation = self.operation(&envelope.operation.value)?;
        let name = envelope.operation.value.range;
        let Some(parameters) = envelope.parameters else {
            if !node.incomplete {
                let message = "a request names its operation, but has no `parameters`";
                let finding = Finding::new(&INVALID_REQUEST_FIELD, name.of(self.source.id()), message);
                self.findings.push(finding.help("put the parameters of the operation into `parameters`"));
            }
            return None;
        };
        match parameters.value {
            Value::Object(_) | Value::Unknown => {}
            _ => {
                self.invalid(parameters, "parameters", "an object");
                return None;
            }
        }
        let mut request = self.finish(operation, node, name, parameters);
        for member in node.members() {
            self.field(member, &mut request);
        }
        Some(request)
    }

    /// The operation that the field `operation` names.
    fn operation(&mut self, value: &Node<'_>) -> Option<&'static Operation> {
        let Some(name) = value.as_str() else {
            if !matches!(value.value, Value::Unknown) {
                self.invalid(value, "operation", "a string");
            }
            return None;
        };
        if let Some(operation) = operation::by_api_name(name) {
            return Some(operation);
        }
        let meant = operation::all().iter().find(|operation| plain_name(&operation.name) == plain_name(name));
        let known = operation::all().iter().map(|operation| operation.name.as_str());
        let near = meant.map(|operation| operation.name.as_str()).or_else(|| nearest(name, known.clone()));
        let help = if let Some(near) = near {
            format!("did you mean `{near}`?")
        } else {
            let known: Vec<_> = known.map(|name| format!("`{name}`")).collect();
            format!("copylint knows {}", known.join(" and "))
        };
        let span = value.range.of(self.source.id());
        let finding =
            Finding::new(&UNKNOWN_OPERATION, span, format!("`{name}` is not a copy that copylint knows"));
        self.findings.push(finding.label("this operation is not known").help(help));
        meant
    }

    fn finish<'t>(
        &mut self,
        operation: &'static Operation,
        whole: &Node<'t>,
        name: TextRange,
        parameters: &Node<'t>,
    ) -> CopyRequest<'t> {
        let source = self.source.id();
        let incomplete = whole.incomplete || matches!(parameters.value, Value::Unknown);
        let members = parameters.members();
        let wrong_case = members.iter().any(|member| {
            operation.parameter_of_any_case(&member.key).is_some_and(|right| right != member.key)
        });
        let parameters = members.iter().map(|member| self.parameter(operation, member)).collect();
        let mut request = CopyRequest {
            operation,
            span: whole.range.of(source),
            name: name.of(source),
            parameters,
            incomplete,
            refused: false,
            region: None,
            principal: None,
            credentials: None,
            policies: Vec::new(),
            source: None,
            occasion: Some(Occasion::default()),
        };
        request.refused = wrong_case || request.refused_by_schema();
        request
    }

    /// A parameter under its right name.
    fn parameter<'t>(&mut self, operation: &'static Operation, member: &Member<'t>) -> Parameter<'t> {
        let name_span = member.key_range.of(self.source.id());
        let right = operation.parameter_of_any_case(&member.key);
        let name = match right {
            Some(right) if right != member.key => {
                let message = format!(
                    "{} has no parameter `{}`: names are told apart by case",
                    operation.name, member.key
                );
                self.findings.push(
                    Finding::new(&UNKNOWN_PARAMETER, name_span, message)
                        .label("this name is in the wrong case")
                        .help(format!("write `{right}`")),
                );
                Cow::Borrowed(right)
            }
            _ => member.key.clone(),
        };
        Parameter { name, name_span, value: member.value.clone() }
    }

    /// Takes over a field of an envelope.
    fn field<'t>(&mut self, member: &Member<'t>, request: &mut CopyRequest<'t>) {
        let source = self.source.id();
        let value = &member.value;
        let Some(name) = FIELDS.iter().find(|field| field.eq_ignore_ascii_case(&member.key)) else {
            let message = format!("a request has no field `{}`", member.key);
            let is_parameter = request.operation.parameter_of_any_case(&member.key).is_some();
            let help = if is_parameter {
                Some(format!("move `{}` into `parameters`", member.key))
            } else {
                nearest(&member.key, FIELDS).map(|near| format!("did you mean `{near}`?"))
            };
            let span = member.key_range.of(source);
            let finding = Finding::new(&UNKNOWN_REQUEST_FIELD, span, message);
            self.findings.push(finding.label("this field is not read").maybe_help(help));
            return;
        };
        if *name != member.key {
            let message = format!("a request has no field `{}`: names are told apart by case", member.key);
            let finding = Finding::new(&UNKNOWN_REQUEST_FIELD, member.key_range.of(source), message);
            self.findings
                .push(finding.label("this name is in the wrong case").help(format!("write `{name}`")));
        }
        match *name {
            "region" => match &value.value {
                Value::Null => {}
                Value::String(text) if text.is_empty() => {}
                Value::String(text) => {
                    let name = Some(text.clone().into_owned());
                    request.region =
                        Some(Region { name, span: Some(value.range.of(source)), from: RegionFrom::Document });
                }
                Value::Unknown => {
                    let span = Some(value.range.of(source));
                    request.region = Some(Region { name: None, span, from: RegionFrom::Document });
                }
                _ => self.invalid(value, "region", "a string"),
            },
            "principal" => match &value.value {
                Value::Null | Value::Unknown => {}
                Value::String(text) if principal_account(text).is_none() => {
                    self.invalid(value, "principal", "the ARN of a user, a role or a session");
                }
                Value::String(text) => {
                    request.principal = Some(Text { value: text.clone(), span: value.range.of(source) });
                }
                _ => self.invalid(value, "principal", "a string"),
            },
            "policies" => match &value.value {
                Value::Null | Value::Unknown => {}
                Value::Array(elements) => {
                    let (fit, unfit): (Vec<_>, Vec<_>) = elements
                        .iter()
                        .partition(|element| matches!(element.value, Value::Object(_) | Value::Unknown));
                    request.policies = fit.into_iter().cloned().collect();
                    for element in unfit {
                        self.invalid(element, "policies", "a list of policy documents");
                    }
                }
                _ => self.invalid(value, "policies", "a list of policy documents"),
            },
            "source" if !matches!(value.value, Value::Null | Value::Unknown) => {
                request.source = Some(value.clone());
            }
            "provider" => self.constant(value, "provider", &request.operation.provider),
            "service" => self.constant(value, "service", &request.operation.service),
            _ => {}
        }
    }

    /// A field that can only hold one string.
    fn constant(&mut self, value: &Node<'_>, field: &str, expected: &str) {
        let fits = match &value.value {
            Value::Null | Value::Unknown => true,
            Value::String(text) => text == expected,
            _ => false,
        };
        if !fits {
            self.invalid(value, field, &format!("`{expected}` for this operation"));
        }
    }

    fn invalid(&mut self, value: &Node<'_>, field: &str, expected: &str) {
        let message = match value.as_str() {
            Some(text) => format!("`{field}` of a request is `{text}`, but must be {expected}"),
            None => format!("`{field}` of a request is {}, but must be {expected}", value.type_name()),
        };
        let span = value.range.of(self.source.id());
        self.findings.push(Finding::new(&INVALID_REQUEST_FIELD, span, message));
    }

    fn unclear(&mut self, range: TextRange, message: &str) {
        let help = "put the parameters into `{\"operation\": …, \"parameters\": {…}}`";
        let finding = Finding::new(&UNKNOWN_OPERATION, range.of(self.source.id()), message);
        self.findings.push(finding.help(help));
    }
}
