//! Variables that never have a value: their key does not exist, or cannot stand in a variable.

use super::found::{Found, variables};
use super::records::UNRESOLVED_VARIABLE;
use crate::policy::Text;
use crate::reference::{self, KeyMeaning};
use crate::rule::{Finding, Level};
use crate::suggest;
use crate::text::TextRange;
use crate::words::{newer, quoted, shorten};

const LABEL: &str = "never has a value";
const TEMPLATE: &str = "if a template fills this in, check what it makes; else name a condition key, as in \
                        `${aws:username}`";

/// Looks at a variable that has the right form.
pub(super) fn judge(text: &Text<'_>, found: &Found<'_>) -> Option<Finding> {
    if found.is_character() {
        return None;
    }
    let name = found.name().trim();
    let shown = quoted(found.text);
    let finding =
        |message: String| Finding::new(&UNRESOLVED_VARIABLE, text.part(found.range), message).label(LABEL);
    if let Some(parameter) = name.strip_prefix("AWS::") {
        let message = format!("{shown} is a parameter of CloudFormation, which IAM does not know");
        let help = match parameter {
            "AccountId" => {
                "let `Fn::Sub` replace it, or write out the account; in conditions and names `${aws:PrincipalAccount}` \
                 is the account of the caller"
            }
            _ => "let `Fn::Sub` replace it, or write out what is meant",
        };
        return Some(finding(message).help(help).at_most(Level::Warning));
    }
    if let Some(escaped) = name.strip_prefix('!') {
        let message = format!("{shown} is how `Fn::Sub` of CloudFormation writes a variable, not IAM");
        let help = format!("write `${{{}}}` in a policy that no `Fn::Sub` goes through", shorten(escaped));
        return Some(finding(message).help(help).at_most(Level::Warning));
    }
    match KeyMeaning::of(name) {
        KeyMeaning::Global(key) if key.multivalued => Some(several(finding, key.name)),
        KeyMeaning::Defined(keys) if keys.iter().all(|(_, key)| key.key_type.is_multivalued()) => {
            keys.first().map(|(_, key)| several(finding, key.name))
        }
        KeyMeaning::Global(_) | KeyMeaning::Defined(_) | KeyMeaning::UnknownPrefix => None,
        KeyMeaning::NotGlobal => Some(not_global(finding, name)),
        KeyMeaning::NotDefined(services) => {
            let keys = services.iter().flat_map(|service| service.condition_keys());
            let near = suggest::nearest(name, keys.map(|key| key.name))?;
            let message = format!("there is no key {}, so {shown} has no value", quoted(name));
            Some(finding(message).help(format!("did you mean `${{{near}}}`?")).at_most(Level::Warning))
        }
        KeyMeaning::Malformed => {
            let full = format!("aws:{name}");
            let message = format!("{shown} names no condition key: such a name has a prefix");
            Some(match near_global(&full).filter(|_| !name.contains('.')) {
                Some(near) => finding(message)
                    .help(format!("did you mean `${{{near}}}`? {TEMPLATE}"))
                    .at_most(Level::Warning),
                None => finding(message).help(TEMPLATE).at_most(Level::Note),
            })
        }
    }
}

fn several(finding: impl Fn(String) -> Finding, key: &str) -> Finding {
    finding(format!("`{key}` can have several values in one request, so it cannot stand in a variable"))
        .help("test the key itself in `Condition`, with `ForAnyValue:` or `ForAllValues:`")
}

fn not_global(finding: impl Fn(String) -> Finding, name: &str) -> Finding {
    if reference::global_key(&format!("{name}/x")).is_some_and(|key| key.name.contains("Tag/")) {
        let message = format!("the variable of {} names no tag", quoted(name));
        return finding(message).help(format!("name the tag: `${{{}/TAG}}`", shorten(name)));
    }
    let finding = finding(format!("there is no key {}, so the variable has no value", quoted(name)));
    match near_global(name) {
        Some(near) => finding.help(format!("did you mean `${{{near}}}`?")),
        None => finding.at_most(Level::Warning).help(newer("keys", reference::date())),
    }
}

/// The global key that a name was probably meant to be: the name itself in another case, too. The tail of a key of tags
/// is kept.
fn near_global(name: &str) -> Option<String> {
    if let Some(key) = reference::global_key(name) {
        return Some(if key.name.contains('$') { name.to_owned() } else { key.name.to_owned() });
    }
    let (head, tag) = name.split_once('/').map_or((name, None), |(head, tag)| (head, Some(tag)));
    let candidates = reference::global_keys().iter().filter_map(|key| match tag {
        Some(_) => key.name.strip_suffix("/${TagKey}"),
        None => (!key.name.contains('$')).then_some(key.name),
    });
    let near = suggest::nearest(head, candidates)?;
    Some(tag.map_or_else(|| near.to_owned(), |tag| format!("{near}/{}", shorten(tag))))
}

/// A finding of a variable in the name of a condition key, which is read as it stands.
pub(super) fn in_key(key: &Text<'_>) -> Option<Finding> {
    let found = variables(&key.value).next()?;
    // A name of which there is no key is another fault.
    KeyMeaning::of(&key.value).name()?;
    let message = format!("{} is plain text in the name of a condition key", quoted(found.text));
    let is_placeholder = found.inside.eq_ignore_ascii_case("TagKey");
    Some(
        Finding::new(&UNRESOLVED_VARIABLE, key.span, message)
            .label("variables are for values")
            .help(if is_placeholder {
                "the documentation writes so for the key of a tag: write the key itself"
            } else {
                "write out the name, and put the variable into a value"
            })
            .at_most(Level::Warning),
    )
}

/// A finding of a value that holds a variable as Terraform writes it in its own language.
pub(super) fn foreign(text: &Text<'_>) -> Option<Finding> {
    let start = text.value.as_bytes().contains(&b'&').then(|| text.value.find("&{")).flatten()?;
    let rest = text.value.get(start + 2..)?;
    let inside = rest.split_once('}')?.0;
    let is_key = matches!(KeyMeaning::of(inside), KeyMeaning::Global(_) | KeyMeaning::Defined(_));
    let place = text.part(TextRange::new(start, start + inside.len() + 3));
    is_key.then(|| {
        let message = format!(
            "`&{{{}}}` is how Terraform writes a variable, not IAM: it is plain text",
            shorten(inside)
        );
        Finding::new(&UNRESOLVED_VARIABLE, place, message)
            .label(LABEL)
            .help(format!("write `${{{}}}` in a policy that Terraform does not make", shorten(inside)))
            .at_most(Level::Warning)
    })
}
