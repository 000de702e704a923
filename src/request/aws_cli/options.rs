//! The options of the AWS CLI: those of every command, and those of an operation.

use serde_json::Value as Json;

use super::arguments::{Arity, Spec};
use crate::operation::Operation;

/// An option that every command has.
pub(super) struct Global {
    /// Its long form: `--region`.
    pub(super) name: &'static str,
    /// The values that it takes; any if there are none.
    pub(super) choices: &'static [&'static str],
    arity: Arity,
    /// Whether only version 2 has it.
    only_version_2: bool,
}

impl Global {
    const fn flag(name: &'static str) -> Self {
        Self { name, choices: &[], arity: Arity::None, only_version_2: false }
    }

    const fn valued(name: &'static str) -> Self {
        Self { name, choices: &[], arity: Arity::One, only_version_2: false }
    }

    const fn chosen(name: &'static str, choices: &'static [&'static str]) -> Self {
        Self { name, choices, arity: Arity::One, only_version_2: false }
    }

    const fn of_version_2(self) -> Self {
        Self { only_version_2: true, ..self }
    }
}

/// Prints the version, whatever else is asked for.
pub(super) const VERSION: &str = "--version";

/// The options that every command has.
pub(super) const GLOBAL: [Global; 20] = [
    Global::flag("--debug"),
    Global::valued("--endpoint-url"),
    Global::flag("--no-verify-ssl"),
    Global::flag("--no-paginate"),
    Global::chosen("--output", &["json", "text", "table", "yaml", "yaml-stream", "off"]),
    Global::valued("--query"),
    Global::valued("--profile"),
    Global::valued("--region"),
    Global::flag(VERSION),
    Global::chosen("--color", &["on", "off", "auto"]),
    Global::flag("--no-sign-request"),
    Global::valued("--ca-bundle"),
    Global::valued("--cli-read-timeout"),
    Global::valued("--cli-connect-timeout"),
    Global::flag("--v2-debug"),
    Global::chosen("--cli-binary-format", &["base64", "raw-in-base64-out"]).of_version_2(),
    Global::flag("--no-cli-pager").of_version_2(),
    Global::flag("--cli-auto-prompt").of_version_2(),
    Global::flag("--no-cli-auto-prompt").of_version_2(),
    Global::valued("--cli-error-format").of_version_2(),
];

/// Takes parameters as JSON.
pub(super) const INPUT_JSON: &str = "--cli-input-json";
/// Takes parameters as YAML; only version 2 has it.
pub(super) const INPUT_YAML: &str = "--cli-input-yaml";

/// Options that every operation has beside its parameters: name, values, whether only version 2 has it,
/// and what it means.
const OF_OPERATIONS: [(&str, Arity, bool, Meaning); 3] = [
    (INPUT_JSON, Arity::One, false, Meaning::InputJson),
    (INPUT_YAML, Arity::One, true, Meaning::InputYaml),
    ("--generate-cli-skeleton", Arity::AtMostOne, false, Meaning::Skeleton),
];

/// What `--generate-cli-skeleton` takes.
pub(super) const SKELETONS: [&str; 3] = ["input", "output", "yaml-input"];

/// What an option of an operation stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// The parameter of this name.
    Parameter(&'static str, Type),
    /// The boolean parameter of this name, false.
    Not(&'static str),
    /// Parameters as JSON.
    InputJson,
    /// Parameters as YAML.
    InputYaml,
    /// Prints a template instead of copying.
    Skeleton,
}

/// The options that only version 2 has.
pub(super) fn of_version_2() -> impl Iterator<Item = &'static str> {
    let global = GLOBAL.iter().filter(|global| global.only_version_2).map(|global| global.name);
    let own = OF_OPERATIONS.iter().filter(|(_, _, only_version_2, _)| *only_version_2).map(|own| own.0);
    global.chain(own)
}

/// How the AWS CLI turns the values of an option into a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Type {
    Boolean,
    /// A whole number, which may stand in a file.
    Integer,
    /// A whole number that the AWS CLI reads before it looks for files.
    Long,
    List,
    String,
}

pub(super) fn global_specs() -> Vec<Spec<usize>> {
    let spec = |(key, global): (usize, &Global)| Spec {
        name: global.name.to_owned(),
        arity: global.arity,
        only_version_2: global.only_version_2,
        key,
    };
    GLOBAL.iter().enumerate().map(spec).collect()
}

/// The options of an operation.
pub(super) fn specs(operation: &'static Operation) -> Vec<Spec<Meaning>> {
    let mut specs = Vec::new();
    for (name, option) in &operation.aws_cli.options {
        let kind = operation.schema(name).map_or(Type::String, type_of);
        let arity = match kind {
            Type::Boolean => Arity::None,
            Type::List => Arity::Any,
            Type::Integer | Type::Long | Type::String => Arity::One,
        };
        let mut add = |name: String, key| specs.push(Spec { name, arity, only_version_2: false, key });
        add(option.clone(), Meaning::Parameter(name, kind));
        if kind == Type::Boolean {
            add(option.replacen("--", "--no-", 1), Meaning::Not(name));
        }
    }
    for (name, arity, only_version_2, key) in OF_OPERATIONS {
        specs.push(Spec { name: name.to_owned(), arity, only_version_2, key });
    }
    specs
}

pub(super) fn type_of(schema: &Json) -> Type {
    let word = |name: &str| schema.get(name).and_then(Json::as_str);
    match word("type") {
        Some("boolean") => Type::Boolean,
        Some("integer") if word("x-client-type") == Some("long") => Type::Long,
        Some("integer") => Type::Integer,
        Some("array") => Type::List,
        _ => Type::String,
    }
}
