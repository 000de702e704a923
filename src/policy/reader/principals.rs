//! Reads `Principal` and `NotPrincipal`: `"*"`, or an object from types to names.

use std::borrow::Cow;

use super::Reader;
use super::rules::{INVALID_PRINCIPAL_FORMAT, INVALID_PRINCIPAL_KEY};
use crate::policy::{PRINCIPAL_TYPES, Text};
use crate::rule::Finding;
use crate::suggest;
use crate::text::Span;
use crate::tree::{Member, Node, Value};
use crate::words::{listed, quoted, shorten};

impl Reader<'_> {
    /// The principals of an element, each with its type; a bare `"*"` has the type `*`. Where no principal but
    /// `"*"` can stand, nothing is said about their form.
    pub(super) fn principals<'t>(&mut self, member: &Member<'t>) -> Vec<(Cow<'t, str>, Text<'t>)> {
        let node = &member.value;
        match &node.value {
            Value::String(name) if name == "*" || !self.kind.is_of_resource() => {
                self.text(node).map(|text| (name.clone(), text)).into_iter().collect()
            }
            Value::String(name) => {
                let message = if name.is_empty() {
                    format!("`{}` is an empty string", member.key)
                } else {
                    format!(
                        "`{}` is the string {}, without the type of that principal",
                        member.key,
                        quoted(name)
                    )
                };
                let help = match likely_type(name) {
                    Some(kind) => format!("write `{{\"{kind}\": \"{}\"}}`", shorten(name)),
                    None => "write an object from the type of the principal to its name, such as `{\"AWS\": \
                             \"111122223333\"}`, or `\"*\"` for everybody"
                        .to_owned(),
                };
                self.malformed(self.place(node.range), message, help);
                Vec::new()
            }
            Value::Object(members) => members.iter().flat_map(|member| self.of_type(member)).collect(),
            Value::Array(_) if !self.kind.is_of_resource() => Vec::new(),
            Value::Array(elements) => {
                let first = elements.iter().find_map(Node::as_str);
                let kind = first.and_then(likely_type).unwrap_or("AWS");
                self.malformed(
                    self.opening(node),
                    format!("`{}` is a list without the type of its principals", member.key),
                    format!("write the list under the type: `{{\"{kind}\": [ … ]}}`"),
                );
                Vec::new()
            }
            _ => {
                self.mismatch(node, "a principal", "an object or `\"*\"`");
                Vec::new()
            }
        }
    }

    fn malformed(&mut self, span: Span, message: String, help: String) {
        self.fault(
            Finding::new(&INVALID_PRINCIPAL_FORMAT, span, message)
                .label("AWS refuses a principal that has no type")
                .help(help),
        );
    }

    /// The principals of one type. An unknown type is read as the one that was probably meant.
    fn of_type<'t>(&mut self, member: &Member<'t>) -> Vec<(Cow<'t, str>, Text<'t>)> {
        let what = |list: bool| {
            let part = if list { "an element of " } else { "" };
            format!("{part}`{}` of a principal", member.key)
        };
        let names = self.strings(&member.value, what);
        let kind = if PRINCIPAL_TYPES.contains(&member.key.as_ref()) || !self.kind.is_of_resource() {
            Some(member.key.clone())
        } else {
            self.unknown_type(member, names.first()).map(Cow::Borrowed)
        };
        let Some(kind) = kind else { return Vec::new() };
        names.into_iter().map(|name| (kind.clone(), name)).collect()
    }

    /// Says that a type does not exist, and tells which one was probably meant.
    fn unknown_type(&mut self, member: &Member<'_>, first: Option<&Text<'_>>) -> Option<&'static str> {
        let known = || PRINCIPAL_TYPES.into_iter();
        let key = quoted(&member.key);
        let case = known().find(|kind| kind.eq_ignore_ascii_case(&member.key));
        let near = case
            .or_else(|| suggest::nearest(&member.key, known()))
            .or_else(|| first.and_then(|name| likely_type(&name.value)));
        let message = match case {
            Some(_) => format!("{key} is not a type of principal: types are case-sensitive"),
            None => format!("{key} is not a type of principal"),
        };
        let help = match near {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("the types are {}", listed(&PRINCIPAL_TYPES, "and")),
        };
        self.fault(
            Finding::new(&INVALID_PRINCIPAL_KEY, self.place(member.key_range), message)
                .label("AWS refuses a policy with such a principal")
                .help(help),
        );
        near
    }
}

/// The type that a principal of this name has, as far as its form tells.
fn likely_type(name: &str) -> Option<&'static str> {
    let hexadecimal = |length| name.len() == length && name.bytes().all(|byte| byte.is_ascii_hexdigit());
    if name.contains(":saml-provider/") || name.contains(":oidc-provider/") {
        Some("Federated")
    } else if hexadecimal(12) || name == "*" || name.starts_with("arn:") {
        Some("AWS")
    } else if hexadecimal(64) {
        Some("CanonicalUser")
    } else if name.contains(".amazon") {
        Some("Service")
    } else {
        None
    }
}
