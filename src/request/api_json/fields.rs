//! The fields of an envelope.

use super::super::{CopyRequest, Region, RegionFrom, Text, principal_account};
use super::{INVALID_REQUEST_FIELD, Reader, UNKNOWN_REQUEST_FIELD};
use crate::rule::Finding;
use crate::suggest::nearest;
use crate::tree::{Member, Node, Value};

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

impl Reader<'_> {
    /// Takes over a field of an envelope.
    pub(super) fn field<'t>(&mut self, member: &Member<'t>, request: &mut CopyRequest<'t>) {
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

    pub(super) fn invalid(&mut self, value: &Node<'_>, field: &str, expected: &str) {
        let message = match value.as_str() {
            Some(text) => format!("`{field}` of a request is `{text}`, but must be {expected}"),
            None => format!("`{field}` of a request is {}, but must be {expected}", value.type_name()),
        };
        let span = value.range.of(self.source.id());
        self.findings.push(Finding::new(&INVALID_REQUEST_FIELD, span, message));
    }
}
