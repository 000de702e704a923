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

use crate::operation::{self, Operation};
use crate::rule::{Family, Finding, Level, Rule};
use crate::suggest::nearest;
use crate::text::{Source, TextRange};
use crate::tree::{Member, Node, Value};

use super::{CopyRequest, Occasion, Parameter, UNKNOWN_OPERATION, UNKNOWN_PARAMETER};

mod fields;
mod recognition;

pub use recognition::recognizes;
use recognition::{Envelope, bare_operation, envelope, plain_name};

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

/// Reads a document that [`recognizes`] holds for a request; each fault of its form becomes a
/// finding.
pub fn read<'t>(source: &Source, root: &Node<'t>, findings: &mut Vec<Finding>) -> Vec<CopyRequest<'t>> {
    let mut reader = Reader { source, findings };
    match &root.value {
        Value::Array(elements) => elements.iter().filter_map(|element| reader.element(element)).collect(),
        _ => reader.request(root).into_iter().collect(),
    }
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

    fn unclear(&mut self, range: TextRange, message: &str) {
        let help = "put the parameters into `{\"operation\": …, \"parameters\": {…}}`";
        let finding = Finding::new(&UNKNOWN_OPERATION, range.of(self.source.id()), message);
        self.findings.push(finding.help(help));
    }
}
