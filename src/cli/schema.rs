//! `copylint schema`: the JSON Schemas of what copylint reads and writes.

use serde_json::Value;

use super::arguments::SchemaName;
use super::{exit, write_out};
use crate::operation;
use crate::report::{json, plan, simulation};

pub(super) fn run(name: SchemaName) -> u8 {
    write_out(exit::CLEAN, |out| match name {
        SchemaName::Findings => out.write_all(json::SCHEMA.as_bytes()),
        SchemaName::Plan => out.write_all(plan::SCHEMA.as_bytes()),
        SchemaName::Simulate => out.write_all(simulation::SCHEMA.as_bytes()),
        SchemaName::SimulateRequest => out.write_all(simulation::REQUEST_SCHEMA.as_bytes()),
        SchemaName::CopyImage => parameters("CopyImage", out),
        SchemaName::CopySnapshot => parameters("CopySnapshot", out),
    })
}

fn parameters(operation: &str, out: &mut dyn std::io::Write) -> std::io::Result<()> {
    if let Some(operation) = operation::by_api_name(operation) {
        let mut schema = operation.parameters.clone();
        publish(&mut schema);
        serde_json::to_writer_pretty(&mut *out, &schema)?;
        writeln!(out)?;
    }
    Ok(())
}

/// Makes a schema that every validator takes, strict ones included: keywords of copylint's own are taken
/// out. What a pattern asks for goes into the description, which editors show.
fn publish(schema: &mut Value) {
    match schema {
        Value::Object(members) => {
            if let Some(Value::String(form)) = members.get("x-form").cloned()
                && let Some(Value::String(description)) = members.get_mut("description")
            {
                description.push_str(" Form: ");
                description.push_str(&form);
                description.push('.');
            }
            members.retain(|keyword, _| !keyword.starts_with("x-"));
            members.values_mut().for_each(publish);
        }
        Value::Array(elements) => elements.iter_mut().for_each(publish),
        _ => {}
    }
}
