//! `copylint schema`: the JSON Schemas of what copylint reads and writes.

use super::arguments::SchemaName;
use super::{exit, write_out};
use crate::operation;
use crate::report::{json, plan};

pub(super) fn run(name: SchemaName) -> u8 {
    write_out(exit::CLEAN, |out| match name {
        SchemaName::Findings => out.write_all(json::SCHEMA.as_bytes()),
        SchemaName::Plan => out.write_all(plan::SCHEMA.as_bytes()),
        SchemaName::CopyImage => parameters("CopyImage", out),
        SchemaName::CopySnapshot => parameters("CopySnapshot", out),
    })
}

fn parameters(operation: &str, out: &mut dyn std::io::Write) -> std::io::Result<()> {
    if let Some(operation) = operation::by_api_name(operation) {
        serde_json::to_writer_pretty(&mut *out, &operation.parameters)?;
        writeln!(out)?;
    }
    Ok(())
}
