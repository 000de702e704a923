//! A request held against the schema of its operation.
//!
//! The faults are found here, with their places, because a reader must know whether the vendor's own
//! client would refuse the request; what to say about them is left to the rules.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use jsonschema::error::{TypeKind, ValidationErrorKind};
use jsonschema::paths::LocationSegment;
use jsonschema::{JsonType, ValidationError};
use serde_json::{Map, Number, Value as Json};

use crate::text::TextRange;
use crate::tree::{Node, Value};

use super::CopyRequest;

/// One thing in a request that its schema does not allow.
#[derive(Debug)]
pub struct Fault<'r, 't> {
    /// What is wrong.
    pub kind: FaultKind,
    /// The way to it, in words: `TagSpecifications[0].Tags[1].Key`; empty for the request itself.
    pub path: String,
    /// The value that is wrong, or that holds what is wrong; `None` for the request itself.
    pub node: Option<&'r Node<'t>>,
    /// The list or object that holds this value; `None` if that is the request itself.
    pub parent: Option<&'r Node<'t>>,
    /// What is to be underlined; `None` for the request itself.
    pub range: Option<TextRange>,
    /// The schema that is not met: of the value, or of the object that a member is missing from.
    pub schema: &'static Json,
    /// Whether the vendor's own clients refuse such a request before they send it.
    pub refused_by_client: bool,
}

/// In what way something is not as the schema asks.
#[derive(Clone, Debug, PartialEq)]
pub enum FaultKind {
    /// A member of this name must be there.
    Missing(String),
    /// There is no member of this name.
    Unknown(String),
    /// It should be of this type, in words: `a string`.
    Type(&'static str),
    /// A string that does not match the pattern.
    Pattern,
    /// A string with fewer characters.
    TooShort(u64),
    /// A string with more characters.
    TooLong(u64),
    /// A number below this.
    TooSmall(f64),
    /// A number above this.
    TooLarge(f64),
    /// A number that is not a multiple of this.
    NotMultiple(f64),
}

/// Every fault of a request, in the order of the schema's keywords. What is unknown has none, and
/// nothing is missing from what could not be read to the end.
pub fn faults<'r, 't>(request: &'r CopyRequest<'t>) -> Vec<Fault<'r, 't>> {
    let Some(validator) = request.operation.validator() else { return Vec::new() };
    let parameters: Map<String, Json> = request
        .parameters
        .iter()
        .map(|parameter| (parameter.name.clone().into_owned(), to_json(&parameter.value)))
        .collect();
    let instance = Json::Object(parameters);
    // Of parameters with the same name the last counts.
    let by_name = request.parameters.iter().map(|parameter| (parameter.name.as_ref(), &parameter.value));
    let by_name: HashMap<&str, &Node<'_>> = by_name.collect();
    let faults = validator.iter_errors(&instance).flat_map(|error| translate(request, &by_name, &error));
    faults.chain(fractions(request, &by_name)).collect()
}

/// Numbers with a point or an exponent where a whole one is asked for: to JSON Schema `60.0` is a whole
/// number, to the vendor's clients it is not.
fn fractions<'r, 't>(
    request: &'r CopyRequest<'t>,
    by_name: &HashMap<&str, &'r Node<'t>>,
) -> Vec<Fault<'r, 't>> {
    let mut faults = Vec::new();
    for name in request.operation.parameter_names() {
        let Some((node, schema)) = by_name.get(name).copied().zip(request.operation.schema(name)) else {
            continue;
        };
        let Value::Number(text) = &node.value else { continue };
        let is_asked_for = schema.get("type").and_then(Json::as_str) == Some("integer");
        // What is not even whole by its value has its fault already.
        if is_asked_for && text.contains(['.', 'e', 'E']) && is_whole(text) {
            faults.push(Fault {
                kind: FaultKind::Type("a whole number"),
                path: name.to_owned(),
                node: Some(node),
                parent: None,
                range: Some(node.range),
                schema,
                refused_by_client: true,
            });
        }
    }
    faults
}

fn is_whole(text: &str) -> bool {
    text.parse::<f64>().is_ok_and(|number| number.fract() == 0.0)
}

/// The plain JSON of a node; of members with the same name the last counts. What is unknown becomes
/// `null`: faults there are dropped again.
pub fn to_json(node: &Node<'_>) -> Json {
    match &node.value {
        Value::Unknown | Value::Null => Json::Null,
        Value::Bool(value) => Json::Bool(*value),
        Value::Number(text) => to_number(text).map_or(Json::Null, Json::Number),
        Value::String(text) => Json::String(text.clone().into_owned()),
        Value::Array(elements) => Json::Array(elements.iter().map(to_json).collect()),
        Value::Object(members) => Json::Object(
            members.iter().map(|member| (member.key.clone().into_owned(), to_json(&member.value))).collect(),
        ),
    }
}

fn to_number(text: &str) -> Option<Number> {
    let exact = text.parse::<i64>().map(Number::from).or_else(|_| text.parse::<u64>().map(Number::from));
    exact.ok().or_else(|| text.parse().ok().and_then(Number::from_f64))
}

/// Where a fault lies in the request.
struct Site<'r, 't> {
    path: String,
    /// `None` for the request itself.
    node: Option<&'r Node<'t>>,
    /// What holds the node; `None` if that is the request itself.
    parent: Option<&'r Node<'t>>,
    /// How many steps lead here.
    depth: usize,
}

fn translate<'r, 't>(
    request: &'r CopyRequest<'t>,
    by_name: &HashMap<&str, &'r Node<'t>>,
    error: &ValidationError<'_>,
) -> Vec<Fault<'r, 't>> {
    let Some(site) = locate(request, by_name, error) else { return Vec::new() };
    let schema = site_schema(request, error);
    let fault = |kind: FaultKind, range: Option<TextRange>, refused_by_client: bool| {
        let path = site.path.clone();
        Fault { kind, path, node: site.node, parent: site.parent, range, schema, refused_by_client }
    };
    let whole = site.node.map(|node| node.range);
    let value = |kind: FaultKind, refused| vec![fault(kind, whole, refused)];
    match error.kind() {
        ValidationErrorKind::Required { property } => {
            let incomplete = site.node.map_or(request.incomplete, |node| node.incomplete);
            match property.as_str() {
                Some(name) if !incomplete => value(FaultKind::Missing(name.to_owned()), site.depth == 0),
                _ => Vec::new(),
            }
        }
        ValidationErrorKind::AdditionalProperties { unexpected } => keys(request, site.node, unexpected)
            .into_iter()
            .map(|(name, range)| fault(FaultKind::Unknown(name.to_owned()), Some(range), true))
            .collect(),
        ValidationErrorKind::Type { kind } => {
            let refused = !is_number_to_clients(site.node, kind, schema);
            value(FaultKind::Type(type_words(kind)), refused)
        }
        ValidationErrorKind::Pattern { .. } => value(FaultKind::Pattern, false),
        ValidationErrorKind::MinLength { limit } => {
            let length = site.node.and_then(Node::as_str).map_or(0, |text| text.chars().count());
            value(FaultKind::TooShort(*limit), below_client_minimum(schema, &length.to_string()))
        }
        ValidationErrorKind::MaxLength { limit } => value(FaultKind::TooLong(*limit), false),
        ValidationErrorKind::Minimum { limit } => {
            let number = match site.node.map(|node| &node.value) {
                Some(Value::Number(text)) => text.clone(),
                _ => Cow::Borrowed(""),
            };
            let limit = limit.as_f64().unwrap_or_default();
            value(FaultKind::TooSmall(limit), below_client_minimum(schema, &number))
        }
        ValidationErrorKind::Maximum { limit } => {
            value(FaultKind::TooLarge(limit.as_f64().unwrap_or_default()), false)
        }
        ValidationErrorKind::MultipleOf { multiple_of } => value(FaultKind::NotMultiple(*multiple_of), false),
        // `enum` and `maxItems` stand in the schema for editors; rules of their own speak of resource
        // types and of the number of tags.
        _ => Vec::new(),
    }
}

/// Finds the value that an error is about; `None` if it is unknown or an empty optional string,
/// which counts as absent.
fn locate<'r, 't>(
    request: &'r CopyRequest<'t>,
    by_name: &HashMap<&str, &'r Node<'t>>,
    error: &ValidationError<'_>,
) -> Option<Site<'r, 't>> {
    let mut site = Site { path: String::new(), node: None, parent: None, depth: 0 };
    for step in error.instance_path() {
        let next = match (&step, site.node) {
            (LocationSegment::Property(name), None) => {
                site.path.push_str(name);
                *by_name.get(name.as_ref())?
            }
            (LocationSegment::Property(name), Some(node)) => {
                site.path.push('.');
                site.path.push_str(name);
                &node.members().iter().rev().find(|member| member.key == *name)?.value
            }
            (LocationSegment::Index(index), node) => {
                site.path.push('[');
                site.path.push_str(&index.to_string());
                site.path.push(']');
                node?.elements().get(*index)?
            }
        };
        site.parent = site.node.replace(next);
        site.depth += 1;
    }
    let Some(node) = site.node else { return Some(site) };
    let is_text = || {
        let schema = request.operation.schema(&site.path);
        schema.and_then(|schema| schema.get("type")).and_then(Json::as_str) == Some("string")
    };
    let absent = site.depth == 1
        && node.as_str() == Some("")
        && is_text()
        && !request.operation.required().any(|name| name == site.path);
    (!matches!(node.value, Value::Unknown) && !absent).then_some(site)
}

/// The schema in which the keyword stands that is not met.
fn site_schema(request: &CopyRequest<'_>, error: &ValidationError<'_>) -> &'static Json {
    let pointer = error.schema_path().as_str();
    let holder = pointer.rsplit_once('/').map_or("", |(holder, _)| holder);
    request.operation.parameters.pointer(holder).unwrap_or(&Json::Null)
}

/// The keys of an object, or of the request itself, that are among these names, and their places.
fn keys<'r>(
    request: &'r CopyRequest<'_>,
    node: Option<&'r Node<'_>>,
    names: &[String],
) -> Vec<(&'r str, TextRange)> {
    let names: HashSet<&str> = names.iter().map(String::as_str).collect();
    let all: Vec<(&str, TextRange)> = match node {
        Some(node) => node.members().iter().map(|member| (member.key.as_ref(), member.key_range)).collect(),
        None => request
            .parameters
            .iter()
            .map(|parameter| (parameter.name.as_ref(), parameter.name_span.range()))
            .collect(),
    };
    all.into_iter().filter(|(name, _)| names.contains(name)).collect()
}

/// Whether a value or length is below what the vendor's own clients let pass.
fn below_client_minimum(schema: &Json, number: &str) -> bool {
    let minimum = schema.get("x-client-minimum").and_then(Json::as_f64);
    minimum.zip(number.parse::<f64>().ok()).is_some_and(|(minimum, number)| number < minimum)
}

/// Whether a boolean stands where a whole number is asked for, and the vendor's own clients take it for 0
/// or 1: they are written in Python.
fn is_number_to_clients(node: Option<&Node<'_>>, kind: &TypeKind, schema: &Json) -> bool {
    let number = match node.map(|node| &node.value) {
        Some(Value::Bool(false)) => "0",
        Some(Value::Bool(true)) => "1",
        _ => return false,
    };
    matches!(kind, TypeKind::Single(JsonType::Integer)) && !below_client_minimum(schema, number)
}

fn type_words(kind: &TypeKind) -> &'static str {
    match kind {
        TypeKind::Single(JsonType::Array) => "a list",
        TypeKind::Single(JsonType::Boolean) => "a boolean",
        TypeKind::Single(JsonType::Integer) => "a whole number",
        TypeKind::Single(JsonType::Number) => "a number",
        TypeKind::Single(JsonType::Object) => "an object",
        TypeKind::Single(JsonType::String) => "a string",
        TypeKind::Single(JsonType::Null) | TypeKind::Multiple(_) => "another type",
    }
}
