//! The files of `rules/operations`, as they are written.

use std::sync::OnceLock;

use serde::Deserialize;
use serde_json::Value;

use super::{AwsCliSpelling, Copied, Operation, Permission, ResultLine, Route};
use crate::rule::Certainty;

/// Reads the text of a file.
pub(super) fn parse(text: &str) -> Result<Operation, serde_json::Error> {
    let file: File = serde_json::from_str(text)?;
    Ok(Operation {
        provider: file.provider,
        service: file.service,
        name: file.operation,
        copies: file.copies,
        source_id: file.source_id,
        completion_duration: file.completion_duration,
        distinctive: file.distinctive,
        parameters: file.parameters,
        aws_cli: file.spelling.aws_cli,
        permissions: file.permissions,
        routes: file.routes,
        results: file.results,
        validator: OnceLock::new(),
    })
}

/// A file of `rules/operations`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    provider: String,
    service: String,
    operation: String,
    copies: Copied,
    source_id: String,
    completion_duration: String,
    distinctive: Vec<String>,
    parameters: Value,
    spelling: Spelling,
    permissions: Vec<Permission>,
    routes: Vec<Route>,
    results: Vec<ResultLine>,
}

#[derive(Deserialize)]
struct Spelling {
    #[serde(rename = "aws-cli")]
    aws_cli: AwsCliSpelling,
}

/// How the files spell a [`Certainty`].
#[derive(Deserialize)]
#[serde(remote = "Certainty", rename_all = "lowercase")]
pub(super) enum CertaintyName {
    Documented,
    Observed,
    Deduced,
    Inferred,
    Contradicted,
}
