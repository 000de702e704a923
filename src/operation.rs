//! The copy operations, as the files of `rules/operations` describe them.
//!
//! A file says what parameters an operation has (a JSON Schema), how each is spelt in every front
//! end, which permissions the copy needs, and which routes are possible. The names in `when` and
//! `resource` come from closed lists ([`CONDITIONS`], [`RESOURCES`]) that are implemented in
//! `copy`; there are no expressions.
//!
//! Nothing is parsed before [`all`] is called for the first time, and no schema is compiled before
//! [`Operation::validator`] is. Whether a document is a request at all is decided without either,
//! by [`DISTINCTIVE`].

use std::collections::BTreeMap;
use std::sync::OnceLock;

use jsonschema::Validator;
use serde::Deserialize;
use serde_json::Value;

use crate::rule::Certainty;

mod file;
mod names;

use file::{CertaintyName, parse};
pub use names::{CLI_NAMES, CONDITIONS, DISTINCTIVE, RESOURCES, RESULT_CONDITIONS, ROUTE_KINDS};

/// The files, in the order of [`all`].
const FILES: [&str; 2] = [
    include_str!("../rules/operations/aws-ec2-copy-image.json"),
    include_str!("../rules/operations/aws-ec2-copy-snapshot.json"),
];

/// One copy operation.
#[derive(Debug)]
pub struct Operation {
    /// The vendor: `aws`.
    pub provider: String,
    /// The service as the vendor's interfaces spell it: `ec2`.
    pub service: String,
    /// The name of the operation: `CopyImage`.
    pub name: String,
    /// What it copies.
    pub copies: Copied,
    /// The parameter that names the source: `SourceImageId`.
    pub source_id: String,
    /// The parameter that says in how many minutes each snapshot is to be copied.
    pub completion_duration: String,
    /// Parameters whose presence in a bare document shows that it is this operation, or may be.
    pub distinctive: Vec<String>,
    /// The JSON Schema of the parameters. Beside the standard keywords, `x-form` says in words what
    /// a `pattern` asks for, and `x-client-minimum` is the least value or length that the vendor's
    /// own clients let pass; `copylint schema` leaves both out.
    pub parameters: Value,
    /// How the AWS CLI spells it.
    pub aws_cli: AwsCliSpelling,
    /// What the copy needs.
    pub permissions: Vec<Permission>,
    /// Which routes are possible.
    pub routes: Vec<Route>,
    /// What comes of the copy.
    pub results: Vec<ResultLine>,
    validator: OnceLock<Option<Validator>>,
}

/// What an operation copies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Copied {
    /// A machine image, with every snapshot behind it.
    Image,
    /// One disk snapshot.
    Snapshot,
}

impl Copied {
    /// The word for it in messages.
    pub fn name(self) -> &'static str {
        match self {
            Self::Image => "image",
            Self::Snapshot => "snapshot",
        }
    }
}

impl Operation {
    /// The schema of one parameter, by its exact name.
    pub fn schema(&self, parameter: &str) -> Option<&Value> {
        self.parameters.get("properties")?.get(parameter)
    }

    /// The names of all parameters, in the order of the file.
    pub fn parameter_names(&self) -> impl Iterator<Item = &str> {
        self.parameters
            .get("properties")
            .and_then(Value::as_object)
            .into_iter()
            .flat_map(|properties| properties.keys().map(String::as_str))
    }

    /// The names of the parameters that must be given.
    pub fn required(&self) -> impl Iterator<Item = &str> {
        self.parameters
            .get("required")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
    }

    /// The name of the parameter that `name` is, if letters of the wrong case are the only
    /// difference.
    pub fn parameter_of_any_case(&self, name: &str) -> Option<&str> {
        self.parameter_names().find(|known| known.eq_ignore_ascii_case(name))
    }

    /// The resource types that `TagSpecifications` may name.
    pub fn taggable(&self) -> impl Iterator<Item = &str> {
        self.parameters
            .pointer("/$defs/TagSpecification/properties/ResourceType/enum")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
    }

    /// The compiled schema; compiled when first asked for, which takes a few milliseconds.
    pub fn validator(&self) -> Option<&Validator> {
        self.validator.get_or_init(|| jsonschema::validator_for(&self.parameters).ok()).as_ref()
    }
}

/// How the AWS CLI spells an operation.
#[derive(Debug, Deserialize)]
pub struct AwsCliSpelling {
    /// The words after `aws`: `["ec2", "copy-image"]`.
    pub command: Vec<String>,
    /// From the API's parameter name to the long option: `KmsKeyId` → `--kms-key-id`. A boolean
    /// also has the form `--no-…`.
    pub options: BTreeMap<String, String>,
}

/// One permission that a copy needs.
#[derive(Debug, Deserialize)]
pub struct Permission {
    /// The action: `ec2:CopySnapshot`.
    pub action: String,
    /// The name of the resource that is checked, one of [`RESOURCES`]: `new-snapshot`.
    pub resource: String,
    /// The name of the condition under which it is needed, one of [`CONDITIONS`]: `snapshot-tags`.
    pub when: String,
    /// What it is, in a few words for people: `the new snapshot`.
    pub text: String,
    /// How sure this is.
    #[serde(with = "CertaintyName")]
    pub certainty: Certainty,
    /// Where the fact comes from.
    pub source: String,
}

/// One kind of route, and whether a copy can take it.
#[derive(Debug, Deserialize)]
pub struct Route {
    /// The name of the kind, one of [`ROUTE_KINDS`]: `cross-region`.
    pub kind: String,
    /// What it is, in a few words for people: `to another Region`.
    pub text: String,
    /// Whether it is possible; `None` if that is so only for some places, and which is not documented.
    pub possible: Option<bool>,
    /// How sure this is.
    #[serde(with = "CertaintyName")]
    pub certainty: Certainty,
    /// Where the fact comes from.
    pub source: String,
    /// Why it is not known whether a copy can take it: a clause.
    pub remark: Option<String>,
}

/// One thing to know about what comes of a copy.
#[derive(Debug, Deserialize)]
pub struct ResultLine {
    /// The name of the condition under which it holds, one of [`RESULT_CONDITIONS`]: `untagged`.
    pub when: String,
    /// What comes of it, a phrase; `{region}` stands for the destination Region.
    pub text: String,
    /// How sure this is.
    #[serde(with = "CertaintyName")]
    pub certainty: Certainty,
    /// Where the fact comes from.
    pub source: String,
}

/// Every operation that is known. The files are parsed when this is first called.
pub fn all() -> &'static [Operation] {
    static ALL: OnceLock<Vec<Operation>> = OnceLock::new();
    // A file that cannot be parsed would be missing here; a test sees to it that none is.
    ALL.get_or_init(|| FILES.iter().filter_map(|file| parse(file).ok()).collect())
}

/// The operation that the vendor's API calls `name`, in the exact spelling.
pub fn by_api_name(name: &str) -> Option<&'static Operation> {
    all().iter().find(|operation| operation.name == name)
}

/// The operation that the AWS CLI calls by these words after `aws`, in the exact spelling.
pub fn by_cli_words(words: &[&str]) -> Option<&'static Operation> {
    all().iter().find(|operation| operation.aws_cli.command == words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_can_be_parsed_and_its_schema_compiled() {
        assert_eq!(all().len(), FILES.len());
        for file in FILES {
            let operation = parse(file).unwrap();
            assert!(operation.validator().is_some(), "{}", operation.name);
            assert!(jsonschema::meta::is_valid(&operation.parameters), "{}", operation.name);
        }
    }

    #[test]
    fn names_come_from_the_closed_lists() {
        for operation in all() {
            for permission in &operation.permissions {
                assert!(CONDITIONS.contains(&permission.when.as_str()), "{}", permission.when);
                assert!(RESOURCES.contains(&permission.resource.as_str()), "{}", permission.resource);
                assert!(!permission.text.is_empty() && !permission.source.is_empty());
            }
            for route in &operation.routes {
                assert!(!route.text.is_empty() && !route.source.is_empty(), "{}", route.kind);
                let is_open = route.possible.is_none() || route.certainty == Certainty::Contradicted;
                assert_eq!(route.remark.is_some(), is_open, "{}", route.kind);
            }
            let kinds: Vec<_> = operation.routes.iter().map(|route| route.kind.as_str()).collect();
            assert_eq!(kinds, ROUTE_KINDS, "{} has each kind of route once", operation.name);
        }
        let used = |name: &str| {
            all()
                .iter()
                .flat_map(|operation| &operation.permissions)
                .any(|permission| permission.when == name || permission.resource == name)
        };
        for name in CONDITIONS.iter().chain(&RESOURCES) {
            assert!(used(name), "no operation uses {name}");
        }
        let results = || all().iter().flat_map(|operation| &operation.results);
        for line in results() {
            assert!(RESULT_CONDITIONS.contains(&line.when.as_str()), "{}", line.when);
            assert!(!line.text.ends_with('.') && line.source.starts_with("https://"), "{}", line.text);
        }
        for name in RESULT_CONDITIONS {
            assert!(results().any(|line| line.when == name), "no operation uses {name}");
        }
    }

    #[test]
    fn every_parameter_has_an_option_that_is_its_name_in_kebab_case() {
        for operation in all() {
            let kebab = |name: &str| {
                name.chars().fold("-".to_owned(), |mut option, letter| {
                    if letter.is_ascii_uppercase() {
                        option.push('-');
                    }
                    option.push(letter.to_ascii_lowercase());
                    option
                })
            };
            let expected: BTreeMap<_, _> =
                operation.parameter_names().map(|name| (name.to_owned(), kebab(name))).collect();
            assert_eq!(operation.aws_cli.options, expected, "{}", operation.name);
        }
    }

    #[test]
    fn every_parameter_is_described_and_every_required_one_exists() {
        for operation in all() {
            for name in operation.parameter_names() {
                let schema = operation.schema(name).unwrap();
                assert!(schema["description"].is_string(), "{name}");
                assert_eq!(schema.get("pattern").is_some(), schema.get("x-form").is_some(), "{name}");
            }
            for name in operation.required() {
                assert!(operation.schema(name).is_some(), "{name}");
            }
            for name in [&operation.source_id, &operation.completion_duration] {
                assert!(operation.schema(name).is_some(), "{name}");
            }
            assert_eq!(operation.parameters["additionalProperties"], false);
        }
    }

    #[test]
    fn the_quick_list_of_distinctive_parameters_is_that_of_the_files() {
        for operation in all() {
            let alone: Vec<_> = operation
                .distinctive
                .iter()
                .filter(|name| all().iter().filter(|other| other.schema(name).is_some()).count() == 1)
                .map(|name| (name.as_str(), operation.name.as_str()))
                .collect();
            let quick: Vec<_> = DISTINCTIVE.into_iter().filter(|(_, of)| *of == operation.name).collect();
            assert_eq!(alone, quick);
        }
    }

    #[test]
    fn operations_are_found_by_both_kinds_of_names() {
        assert_eq!(by_api_name("CopyImage").unwrap().service, "ec2");
        assert_eq!(by_cli_words(&["ec2", "copy-snapshot"]).unwrap().name, "CopySnapshot");
        let names = all().iter().map(|operation| operation.aws_cli.command.last().unwrap());
        assert!(names.eq(CLI_NAMES.iter()), "{CLI_NAMES:?}");
        assert!(by_api_name("copyimage").is_none());
        assert!(by_cli_words(&["ec2"]).is_none());
    }
}
