//! Keys and values of tags.

use std::collections::HashMap;

use crate::request::CopyRequest;
use crate::rule::{Certainty, Family, Finding, Level, Rule};
use crate::tree::Node;

use super::{Specification, shown};

/// A key that begins as those of AWS do.
pub(super) static RESERVED_TAG_KEY: Rule = Rule::new(
    Family::Request,
    "reserved-tag-key",
    Level::Error,
    include_str!("../../../../rules/request/reserved-tag-key.md"),
);

/// A key that is given twice for one resource.
pub(super) static DUPLICATE_TAG_KEY: Rule = Rule::new(
    Family::Request,
    "duplicate-tag-key",
    Level::Error,
    include_str!("../../../../rules/request/duplicate-tag-key.md"),
);

/// A character in a tag that not every service takes.
pub(super) static UNPORTABLE_TAG_CHARACTER: Rule = Rule::new(
    Family::Request,
    "unportable-tag-character",
    Level::Note,
    include_str!("../../../../rules/request/unportable-tag-character.md"),
);

/// How keys begin that only AWS makes.
const RESERVED: &str = "aws:";

/// Looks at the keys and values of one specification.
pub(super) fn check(
    request: &CopyRequest<'_>,
    specification: &Specification<'_, '_>,
    findings: &mut Vec<Finding>,
) {
    let mut seen: HashMap<&str, &Node<'_>> = HashMap::new();
    for tag in specification.tags() {
        if let Some((key, node)) = tag.key {
            match seen.get(key) {
                // An empty key is a fault of its own.
                Some(_) if key.is_empty() => {}
                Some(first) => findings.push(duplicate(request, key, node, first)),
                None => {
                    seen.insert(key, node);
                    findings.extend(reserved(request, key, node));
                    findings.extend(unportable(request, "key", key, node));
                }
            }
        }
        if let Some((value, node)) = tag.value.and_then(|value| Some((value.as_str()?, value))) {
            findings.extend(unportable(request, "value", value, node));
        }
    }
}

fn duplicate(request: &CopyRequest<'_>, key: &str, node: &Node<'_>, first: &Node<'_>) -> Finding {
    let message = format!("the tag key `{}` is given twice", shown(key));
    Finding::new(&DUPLICATE_TAG_KEY, request.place(node.range), message)
        .certainty(Certainty::Observed)
        .label("the request is refused")
        .related(request.place(first.range), "it is given here already")
        .help("leave one of them: a resource has one value for each key")
}

fn reserved(request: &CopyRequest<'_>, key: &str, node: &Node<'_>) -> Option<Finding> {
    let start = key.get(..RESERVED.len()).filter(|start| start.eq_ignore_ascii_case(RESERVED))?;
    let message = format!("the tag key `{}` begins with `{start}`", shown(key));
    let finding = Finding::new(&RESERVED_TAG_KEY, request.place(node.range), message);
    Some(if start == RESERVED {
        finding.label("reserved for AWS, so the request is refused").help("choose another key")
    } else {
        // Whether the case matters is not documented.
        finding
            .certainty(Certainty::Inferred)
            .label("`aws:` is reserved for AWS")
            .help("choose another key: whether other cases of `aws:` are taken is not documented")
    })
}

fn unportable(request: &CopyRequest<'_>, what: &str, text: &str, node: &Node<'_>) -> Option<Finding> {
    let other = text.chars().find(|character| !is_portable(*character))?;
    let message = format!(
        "the {what} of a tag, `{}`, holds `{}`, which not every AWS service takes",
        shown(text),
        shown(&other.to_string())
    );
    Some(
        Finding::new(&UNPORTABLE_TAG_CHARACTER, request.place(node.range), message)
            .help("letters, digits, spaces and `+ - = . _ : / @` are taken everywhere"),
    )
}

/// Whether every service takes a character in tags (Amazon EC2 User Guide, "Tag your Amazon EC2
/// resources").
fn is_portable(character: char) -> bool {
    let is_space = character.is_whitespace() && !character.is_control();
    character.is_alphanumeric() || is_space || "+-=._:/@".contains(character)
}
