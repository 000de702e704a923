//! Members that say nothing, or say it twice: principals without a name, condition keys in two spellings.

use super::Reader;
use super::rules::{DUPLICATE_KEYS_WITH_DIFFERENT_CASE, EMPTY_ARRAY_PRINCIPAL, EMPTY_OBJECT_PRINCIPAL};
use crate::rule::Finding;
use crate::tree::{Member, Node, Value};
use crate::words::{quoted, shorten};

impl Reader<'_> {
    /// `Principal` or `NotPrincipal` without any principal, or with a type that has none.
    /// Where none can stand, that is the fault.
    pub(super) fn empty_principal(&mut self, member: &Member<'_>) {
        if !self.kind.is_of_resource() {
            return;
        }
        let node = &member.value;
        match &node.value {
            Value::Object(types) if types.is_empty() && !node.incomplete => {
                self.fault(
                    Finding::new(
                        &EMPTY_OBJECT_PRINCIPAL,
                        self.place(node.range),
                        format!("`{}` names nobody", member.key),
                    )
                    .label("the statement is about nobody")
                    .help("name the principals, or remove the statement"),
                );
            }
            Value::Object(types) => {
                for one in types.iter().filter(|one| is_empty_list(&one.value)) {
                    let name = format!("`{}` of `{}`", shorten(&one.key), member.key);
                    self.empty_list(&name, &one.value);
                }
            }
            _ if is_empty_list(node) => self.empty_list(&format!("`{}`", member.key), node),
            _ => {}
        }
    }

    fn empty_list(&mut self, name: &str, node: &Node<'_>) {
        self.fault(
            Finding::new(&EMPTY_ARRAY_PRINCIPAL, self.place(node.range), format!("{name} is an empty list"))
                .label("this names nobody")
                .help("name the principals, or remove the statement"),
        );
    }

    /// Condition keys under one operator that differ in case only: they are the same key.
    pub(super) fn spellings(&mut self, operator: &str, keys: &[Member<'_>]) {
        if keys.len() < 2 {
            return;
        }
        let mut order: Vec<(String, &Member<'_>)> =
            keys.iter().map(|member| (member.key.to_ascii_lowercase(), member)).collect();
        order.sort_by(|(one, _), (other, _)| one.cmp(other));
        let mut repeated: Vec<(&Member<'_>, &Member<'_>)> = Vec::new();
        let same = |one: &(String, &Member<'_>), other: &(String, &Member<'_>)| one.0 == other.0;
        for group in order.chunk_by(same) {
            let Some(((_, first), rest)) = group.split_first() else { continue };
            // The very same spelling is a fault of the JSON, which its reader has reported.
            let others = rest.iter().map(|(_, member)| *member).filter(|member| member.key != first.key);
            repeated.extend(others.map(|member| (*first, member)));
        }
        repeated.sort_by_key(|(_, member)| member.key_range);
        for (first, member) in repeated {
            let message = format!(
                "{} and {} under `{}` are the same condition key: case does not count",
                quoted(&first.key),
                quoted(&member.key),
                shorten(operator)
            );
            self.fault(
                Finding::new(&DUPLICATE_KEYS_WITH_DIFFERENT_CASE, self.place(member.key_range), message)
                    .label("the same key again")
                    .related(self.place(first.key_range), "the first one is here")
                    .help("put all values under one key: one of them has to match; if each of them must, use a second statement"),
            );
        }
    }
}

fn is_empty_list(node: &Node<'_>) -> bool {
    matches!(&node.value, Value::Array(elements) if elements.is_empty()) && !node.incomplete
}
