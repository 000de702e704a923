//! The context of a simulated request: what is given is there, everything else is not.

use std::collections::HashSet;

use super::values;
use super::{Draft, Place};
use crate::authorization::{Context, Fact, State};
use crate::reference::{self, KeyType};
use crate::suggest;
use crate::words::quoted;

/// The values of a context key, as given.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) name: String,
    pub(super) place: Place,
    /// The type; without one, the reference says it.
    pub(super) context_type: Option<ContextType>,
    pub(super) values: Vec<String>,
}

/// What the values of a context key are (IAM API Reference, "ContextEntry").
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ContextType {
    /// What each value is.
    pub(super) element: Element,
    /// Whether there may be several.
    pub(super) is_list: bool,
}

/// What one value of a context key is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Element {
    String,
    Numeric,
    Boolean,
    Ip,
    Binary,
    Date,
}

impl ContextType {
    /// AWS's names of all types.
    pub(super) const NAMES: [&'static str; 12] = [
        "string",
        "stringList",
        "numeric",
        "numericList",
        "boolean",
        "booleanList",
        "ip",
        "ipList",
        "binary",
        "binaryList",
        "date",
        "dateList",
    ];

    /// The type of a name, in AWS's spelling.
    pub(super) fn parse(name: &str) -> Option<Self> {
        let (element, is_list) = match name.strip_suffix("List") {
            Some(element) => (element, true),
            None => (name, false),
        };
        let element = match element {
            "string" => Element::String,
            "numeric" => Element::Numeric,
            "boolean" => Element::Boolean,
            "ip" => Element::Ip,
            "binary" => Element::Binary,
            "date" => Element::Date,
            _ => return None,
        };
        Some(Self { element, is_list })
    }

    /// What to say about a name that no type has.
    pub(super) fn unknown(name: &str) -> String {
        let hint = suggest::hint(name, Self::NAMES);
        let hint = hint.unwrap_or_else(|| {
            "it is string, numeric, boolean, ip, binary or date, or one of these with List behind it"
                .to_owned()
        });
        format!("{} is no type of a context key: {hint}", quoted(name))
    }

    /// The type that the reference knows of a key; several values make it a list.
    fn of_key(name: &str, values: usize) -> Self {
        let global = reference::global_key(name).map(|global| global.key_type);
        let known = global.or_else(|| {
            let mut definitions = reference::key_definitions(name).into_iter().map(|(_, key)| key.key_type);
            let first = definitions.next()?;
            // Services that differ about a key say nothing about it.
            definitions.all(|other| other.element() == first.element()).then_some(first)
        });
        let element = match known.map(KeyType::element) {
            Some(KeyType::Bool) => Element::Boolean,
            Some(KeyType::Numeric) => Element::Numeric,
            Some(KeyType::Date) => Element::Date,
            Some(KeyType::IpAddress) => Element::Ip,
            _ => Element::String,
        };
        Self { element, is_list: values > 1 || known.is_some_and(KeyType::is_multivalued) }
    }
}

impl Element {
    fn name(self) -> &'static str {
        match self {
            Self::String => "string",
            Self::Numeric => "numeric",
            Self::Boolean => "boolean",
            Self::Ip => "ip",
            Self::Binary => "binary",
            Self::Date => "date",
        }
    }
}

/// The length of a key's name that AWS takes.
const NAME: std::ops::RangeInclusive<usize> = 5..=256;

/// The context of every question, but for what the caller tells.
pub(super) fn context(draft: &mut Draft<'_>) -> Context {
    // A context of no action and no type of resource carries whatever key is given.
    let mut context = Context::new("", "");
    context.set_family("", Fact::new(State::Absent));
    let mut seen: HashSet<String> = HashSet::new();
    for entry in std::mem::take(&mut draft.context) {
        let name = quoted(&entry.name);
        if !NAME.contains(&entry.name.chars().count()) {
            draft.fault(
                entry.place,
                format!("{name} is no context key: its name has 5 to 256 characters, such as `aws:SourceIp`"),
            );
            continue;
        }
        if !seen.insert(entry.name.to_ascii_lowercase()) {
            draft.fault(
                entry.place,
                format!("the context key {name} is given twice: names have no case, and several values stand in one entry"),
            );
            continue;
        }
        let context_type =
            entry.context_type.unwrap_or_else(|| ContextType::of_key(&entry.name, entry.values.len()));
        if !context_type.is_list && entry.values.len() > 1 {
            let (element, count) = (context_type.element.name(), entry.values.len());
            draft.fault(
                entry.place,
                format!("the context key {name} has {count} values, but its type is {element}: {element}List takes several"),
            );
            continue;
        }
        let mut values = Vec::with_capacity(entry.values.len());
        for value in &entry.values {
            match values::read(context_type.element, value) {
                Ok(value) => values.push(value),
                Err(wanted) => {
                    draft.fault(
                        entry.place,
                        format!("the value {} of the context key {name} is not {wanted}", quoted(value)),
                    );
                }
            }
        }
        context.set(&entry.name, Fact::new(State::Values(values)));
    }
    context
}
