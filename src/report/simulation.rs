//! What simulated actions come to: in the shape of AWS's own answer, and for people.

pub mod json;
pub mod pretty;

/// The JSON Schema of [`json`].
pub const SCHEMA: &str = include_str!("simulation.schema.json");

/// The JSON Schema of requests.
pub const REQUEST_SCHEMA: &str = include_str!("simulation-request.schema.json");

#[cfg(test)]
mod tests {
    use serde_json::Value;

    #[test]
    fn the_schema_of_requests_has_the_members_that_are_read() {
        let schema: Value = serde_json::from_str(super::REQUEST_SCHEMA).unwrap();
        let members: Vec<&String> = schema["properties"].as_object().unwrap().keys().collect();
        assert_eq!(members, crate::simulation::MEMBERS.iter().collect::<Vec<_>>());
    }
}
