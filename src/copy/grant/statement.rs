//! Statements that allow something, in the form in which they are written as JSON.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use serde::ser::{Serialize, Serializer};
use serde_json::ser::Formatter;

use super::Condition;
use crate::pattern::has_variable;

/// A statement of an identity policy that allows something.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Statement {
    /// Its name: letters and digits.
    #[serde(skip_serializing_if = "Option::is_none")]
    sid: Option<String>,
    effect: &'static str,
    #[serde(serialize_with = "one_or_many")]
    action: Vec<String>,
    #[serde(serialize_with = "one_or_many")]
    resource: Vec<String>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    condition: BTreeMap<&'static str, BTreeMap<String, String>>,
}

impl Statement {
    pub(super) fn new(
        sid: String,
        actions: &BTreeSet<&str>,
        resources: &BTreeSet<&str>,
        conditions: &BTreeSet<Condition>,
    ) -> Self {
        let owned = |texts: &BTreeSet<&str>| texts.iter().map(|text| (*text).to_owned()).collect();
        let mut condition: BTreeMap<_, BTreeMap<_, _>> = BTreeMap::new();
        for Condition { operator, key, value } in conditions {
            condition.entry(*operator).or_default().insert(key.clone(), value.clone());
        }
        let (action, resource) = (owned(actions), owned(resources));
        Self { sid: Some(sid), effect: "Allow", action, resource, condition }
    }

    /// The statement on one line, without its name: as it may be added to any policy.
    pub fn to_line(&self) -> String {
        let unnamed = Self { sid: None, ..self.clone() };
        let mut line = Vec::new();
        let mut serializer = serde_json::Serializer::with_formatter(&mut line, OneLine);
        // Lists and maps of strings can always be written.
        let _ = unnamed.serialize(&mut serializer);
        String::from_utf8_lossy(&line).into_owned()
    }

    /// Whether it means something else in a policy without `"Version": "2012-10-17"`: it holds a variable.
    pub fn has_variables(&self) -> bool {
        let values = self.condition.values().flat_map(BTreeMap::values);
        self.resource.iter().chain(values).any(|text| has_variable(text))
    }
}

/// A list of one element is written as the element.
fn one_or_many<S: Serializer>(list: &[String], serializer: S) -> Result<S::Ok, S::Error> {
    match list {
        [one] => one.serialize(serializer),
        many => many.serialize(serializer),
    }
}

/// JSON on one line, with a blank after each comma and each colon.
struct OneLine;

impl Formatter for OneLine {
    fn begin_array_value<W: ?Sized + io::Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        if first { Ok(()) } else { writer.write_all(b", ") }
    }

    fn begin_object_key<W: ?Sized + io::Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.begin_array_value(writer, first)
    }

    fn begin_object_value<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        writer.write_all(b": ")
    }
}
