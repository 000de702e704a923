//! From the value tree to the policy model: the grammar of policy documents.
//!
//! Raises what only the text can show: elements of the wrong shape, unknown, missing, or at odds
//! with one another. What can be read is read, whatever else is wrong.
//!
//! The grammar: IAM User Guide, "Grammar of the IAM JSON policy language".

use super::{Policy, PolicyKind, Size, Text, form};
use crate::reference;
use crate::rule::{Certainty, Finding, Rule};
use crate::suggest;
use crate::text::{SourceId, Span, TextRange};
use crate::tree::{Member, Node, Value};
use crate::words::{listed, shorten};

mod elements;
mod limits;
mod principals;
mod rules;
mod sids;
mod statement;
mod values;

pub use rules::RULES;
use rules::{DATA_TYPE_MISMATCH, INVALID_POLICY_ELEMENT, MISSING_STATEMENT, UNSUPPORTED_ELEMENT_COMBINATION};

/// The elements of a document.
const DOCUMENT_ELEMENTS: [&str; 3] = ["Version", "Id", "Statement"];

/// Reads a policy document.
///
/// `kind` says what it is attached to; without it the content decides. Faults become findings; a
/// policy is always returned, marked as [unusable](Policy::usable) if it has any fault that IAM would
/// refuse to store.
pub fn read<'t>(
    root: &Node<'t>,
    source: SourceId,
    kind: Option<PolicyKind>,
    findings: &mut Vec<Finding>,
) -> Policy<'t> {
    let kind = kind.unwrap_or_else(|| PolicyKind::of(root));
    let mut reader = Reader { source, kind, findings, sound: true };
    let mut policy = Policy {
        source,
        span: root.range.of(source),
        kind,
        version_key: None,
        version: None,
        id: None,
        statement_key: None,
        statements: Vec::new(),
        size: None,
        usable: false,
        incomplete: root.incomplete,
    };
    reader.document(root, &mut policy);
    let bytes = root.range.end.saturating_sub(root.range.start) as usize;
    policy.size = (bytes >= reference::smallest_policy_quota(kind.name())).then(|| Size::of(root));
    sids::check(&mut reader, &policy.statements);
    let version = policy.version.as_ref();
    policy.usable = reader.sound
        && !root.incomplete
        && version.is_none_or(|version| form::is_version(&version.value))
        && policy.statements.iter().all(form::is_storable);
    policy
}

/// The state of one reading.
struct Reader<'f> {
    source: SourceId,
    kind: PolicyKind,
    findings: &'f mut Vec<Finding>,
    /// Whether nothing was found so far that IAM would refuse to store.
    sound: bool,
}

impl Reader<'_> {
    fn document<'t>(&mut self, root: &Node<'t>, policy: &mut Policy<'t>) {
        if !matches!(root.value, Value::Object(_)) {
            self.mismatch(root, "a policy document", "an object");
            return;
        }
        // A statement that stands by itself is one fault, whatever elements it has.
        let is_statement = root.get("Effect").is_some()
            && !root.members().iter().any(|member| member.key.eq_ignore_ascii_case("Statement"));
        let passed_over: &[&str] = if is_statement { &statement::ELEMENTS } else { &[] };
        let members = self.elements(root, &DOCUMENT_ELEMENTS, passed_over, "a policy document");
        let bare = members.is_empty() || !members.iter().any(|(name, _)| *name == "Statement");
        for (name, member) in members {
            match name {
                "Version" => {
                    policy.version_key = Some(self.place(member.key_range));
                    policy.version = self.string(&member.value, "`Version`");
                }
                "Id" => policy.id = self.string(&member.value, "`Id`"),
                _ => {
                    policy.statement_key = Some(self.place(member.key_range));
                    self.statements(member, policy);
                }
            }
        }
        if bare && !root.incomplete {
            let (label, help) = if is_statement {
                (
                    "this is a statement, and no policy yet",
                    "put it into `\"Statement\": [ … ]`, and `\"Version\": \"2012-10-17\"` before it",
                )
            } else {
                ("this document says nothing", "add `Statement` with at least one statement")
            };
            self.fault(
                Finding::new(&MISSING_STATEMENT, self.opening(root), "the policy has no `Statement`")
                    .label(label)
                    .help(help),
            );
        }
    }

    fn statements<'t>(&mut self, member: &Member<'t>, policy: &mut Policy<'t>) {
        let node = &member.value;
        let pointer = format!("/{}", member.key);
        match &node.value {
            Value::Unknown => self.sound = false,
            Value::Object(_) => policy.statements.push(statement::read(self, node, pointer)),
            Value::Array(elements) => {
                if elements.is_empty() && !node.incomplete {
                    // The grammar wants one at least; what IAM says to none is documented nowhere.
                    self.findings.push(
                        Finding::new(
                            &MISSING_STATEMENT,
                            self.place(node.range),
                            "`Statement` is an empty list",
                        )
                        .label("no statement")
                        .help("add a statement")
                        .certainty(Certainty::Inferred),
                    );
                }
                for (index, element) in elements.iter().enumerate() {
                    match element.value {
                        Value::Object(_) => {
                            let pointer = format!("{pointer}/{index}");
                            policy.statements.push(statement::read(self, element, pointer));
                        }
                        Value::Unknown => self.sound = false,
                        _ => self.mismatch(element, "a statement", "an object"),
                    }
                }
            }
            _ => self.mismatch(node, "`Statement`", "an object or a list of objects"),
        }
    }

    /// The members of an object that are elements of the grammar, under their right names. Others
    /// are findings, unless they are to be passed over; one that was probably meant to be an element
    /// which is not there is a finding, and read all the same.
    fn elements<'n, 't>(
        &mut self,
        object: &'n Node<'t>,
        known: &[&'static str],
        passed_over: &[&str],
        what: &str,
    ) -> Vec<(&'static str, &'n Member<'t>)> {
        let mut found: Vec<(&'static str, &Member<'t>)> = Vec::new();
        for member in object.members() {
            if let Some(name) = known.iter().find(|name| member.key == **name) {
                // The reader of the text has already reported the repetition.
                self.sound &= !found.iter().any(|(seen, _)| seen == name);
                found.push((name, member));
                continue;
            }
            if passed_over.contains(&member.key.as_ref()) {
                continue;
            }
            let case = known.iter().find(|name| member.key.eq_ignore_ascii_case(name));
            let key = shorten(&member.key);
            let near = case.copied().or_else(|| suggest::nearest(&member.key, known.iter().copied()));
            let help = match near {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("remove it; {what} has {}", listed(known, "and")),
            };
            let message = match case {
                Some(_) => format!("`{key}` is not an element of {what}: names are case-sensitive"),
                None => format!("`{key}` is not an element of {what}"),
            };
            self.fault(
                Finding::new(&INVALID_POLICY_ELEMENT, self.place(member.key_range), message)
                    .label("IAM refuses a policy with an unknown element")
                    .help(help),
            );
            if let Some(name) = near
                && object.get(name).is_none()
                && !found.iter().any(|(seen, _)| *seen == name)
            {
                found.push((name, member));
            }
        }
        found
    }

    /// Two elements of which only one may be there.
    fn exclusive<'t>(&mut self, first: &Member<'t>, second: &Member<'t>) {
        let (one, other) = if first.key_range < second.key_range { (first, second) } else { (second, first) };
        self.fault(
            Finding::new(
                &UNSUPPORTED_ELEMENT_COMBINATION,
                self.place(other.key_range),
                format!("`{}` and `{}` stand in the same statement", one.key, other.key),
            )
            .label(format!("only one of `{}` and `{}` may be there", one.key, other.key))
            .related(self.place(one.key_range), "the other one is here")
            .help("keep one of the two, or make two statements of it"),
        );
    }

    /// An element of the wrong JSON type.
    fn mismatch(&mut self, node: &Node<'_>, what: &str, wanted: &str) {
        self.sound = false;
        if matches!(node.value, Value::Unknown) {
            return;
        }
        let span = match node.value {
            Value::Object(_) | Value::Array(_) => self.opening(node),
            _ => self.place(node.range),
        };
        self.fault(
            Finding::new(
                &DATA_TYPE_MISMATCH,
                span,
                format!("{what} must be {wanted}, not {}", node.type_name()),
            )
            .label(format!("this is {}", node.type_name()))
            .help(format!("write {wanted}")),
        );
    }

    /// A finding that makes the document one that IAM would refuse.
    fn fault(&mut self, finding: Finding) {
        self.sound = false;
        self.findings.push(finding);
    }

    fn place(&self, range: TextRange) -> Span {
        range.of(self.source)
    }

    /// The opening bracket of an object or a list: what stands for it as a whole. One that is
    /// incomplete may have no such bracket.
    fn opening(&self, node: &Node<'_>) -> Span {
        if node.incomplete {
            return self.place(node.range);
        }
        let start = node.range.start;
        TextRange { start, end: node.range.end.min(start.saturating_add(1)) }.of(self.source)
    }

    fn text<'t>(&self, node: &Node<'t>) -> Option<Text<'t>> {
        match &node.value {
            Value::String(value) => Some(Text::new(value.clone(), self.place(node.range))),
            _ => None,
        }
    }
}

/// A rule's finding for something that a statement lacks.
fn lacks(rule: &'static Rule, span: Span, element: &str, help: &str) -> Finding {
    Finding::new(rule, span, format!("the statement has no {element}"))
        .label(format!("no {element} in this statement"))
        .help(help)
}
