//! The options of the AWS CLI: those of every command, and those of an operation.

use serde_json::Value as Json;

use super::arguments::{Arity, Spec};
use crate::operation::Operation;

/// Options that every command has: name, values, choices, and whether it may be cut short. Options
/// that only one version of the AWS CLI has are accepted in full only, so that they do not make a
/// short form of another option ambiguous.
pub(super) const GLOBAL: [(&str, Arity, &[&str], bool); 20] = [
    ("--debug", Arity::None, &[], true),
    ("--endpoint-url", Arity::One, &[], true),
    ("--no-verify-ssl", Arity::None, &[], true),
    ("--no-paginate", Arity::None, &[], true),
    ("--output", Arity::One, &["json", "text", "table", "yaml", "yaml-stream", "off"], true),
    ("--query", Arity::One, &[], true),
    ("--profile", Arity::One, &[], true),
    ("--region", Arity::One, &[], true),
    ("--version", Arity::None, &[], true),
    ("--color", Arity::One, &["on", "off", "auto"], true),
    ("--no-sign-request", Arity::None, &[], true),
    ("--ca-bundle", Arity::One, &[], true),
    ("--cli-read-timeout", Arity::One, &[], true),
    ("--cli-connect-timeout", Arity::One, &[], true),
    ("--v2-debug", Arity::None, &[], true),
    ("--cli-binary-format", Arity::One, &["base64", "raw-in-base64-out"], false),
    ("--no-cli-pager", Arity::None, &[], false),
    ("--cli-auto-prompt", Arity::None, &[], false),
    ("--no-cli-auto-prompt", Arity::None, &[], false),
    ("--cli-error-format", Arity::One, &[], false),
];

/// Options that every operation has beside its parameters: name, values, whether it may be cut
/// short, and what it means.
const OF_OPERATIONS: [(&str, Arity, bool, Meaning); 3] = [
    ("--cli-input-json", Arity::One, true, Meaning::Input),
    ("--cli-input-yaml", Arity::One, false, Meaning::Input),
    ("--generate-cli-skeleton", Arity::AtMostOne, true, Meaning::Skeleton),
];

/// What an option of an operation stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// The parameter of this name.
    Parameter(&'static str, Type),
    /// The boolean parameter of this name, false.
    Not(&'static str),
    /// Parameters from somewhere else.
    Input,
    /// Prints a template instead of copying.
    Skeleton,
}

/// How the AWS CLI turns the values of an option into a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Type {
    Boolean,
    Integer,
    List,
    String,
}

pub(super) fn global_specs() -> Vec<Spec<usize>> {
    let specs = GLOBAL.iter().enumerate();
    specs
        .map(|(key, (name, arity, _, abbreviates))| Spec {
            name: (*name).to_owned(),
            arity: *arity,
            abbreviates: *abbreviates,
            key,
        })
        .collect()
}

/// The options of an operation.
pub(super) fn specs(operation: &'static Operation) -> Vec<Spec<Meaning>> {
    let mut specs = Vec::new();
    for (name, option) in &operation.aws_cli.options {
        let kind = operation.schema(name).map_or(Type::String, type_of);
        let arity = match kind {
            Type::Boolean => Arity::None,
            Type::List => Arity::Any,
            Type::Integer | Type::String => Arity::One,
        };
        let mut add = |name: String, key| specs.push(Spec { name, arity, abbreviates: true, key });
        add(option.clone(), Meaning::Parameter(name, kind));
        if kind == Type::Boolean {
            add(option.replacen("--", "--no-", 1), Meaning::Not(name));
        }
    }
    for (name, arity, abbreviates, key) in OF_OPERATIONS {
        specs.push(Spec { name: name.to_owned(), arity, abbreviates, key });
    }
    specs
}

pub(super) fn type_of(schema: &Json) -> Type {
    match schema.get("type").and_then(Json::as_str) {
        Some("boolean") => Type::Boolean,
        Some("integer") => Type::Integer,
        Some("array") => Type::List,
        _ => Type::String,
    }
}
