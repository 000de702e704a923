//! Which operator a text was probably meant to name.

use super::{IF_EXISTS, NAMES, Operator, QUALIFIERS};
use crate::suggest;

/// Names that people write for an operator, too far from its own to be taken for a slip of the pen.
const OTHER_NAMES: [(&str, &str); 10] = [
    ("Boolean", "Bool"),
    ("BoolEquals", "Bool"),
    ("IsNull", "Null"),
    ("IpAddressEquals", "IpAddress"),
    ("DateLess", "DateLessThan"),
    ("DateBefore", "DateLessThan"),
    ("DateGreater", "DateGreaterThan"),
    ("DateAfter", "DateGreaterThan"),
    ("NumericLess", "NumericLessThan"),
    ("NumericGreater", "NumericGreaterThan"),
];

impl Operator {
    /// The name that a text which names no operator was probably meant to be: never one that says the opposite.
    pub fn nearest(text: &str) -> Option<String> {
        let (qualifier, rest) = match text.rsplit_once(':') {
            Some((qualifier, rest)) => (Some(pick(qualifier, QUALIFIERS.map(|(name, _)| name))?), rest),
            None => without_colon(text),
        };
        let is_negated = rest.to_ascii_lowercase().contains("not");
        let spellings = NAMES.iter().map(|(name, _, negated)| (*name, *name, *negated));
        let spellings = spellings.chain(OTHER_NAMES.map(|(other, name)| (other, name, false)));
        let candidates: Vec<(String, String)> = spellings
            .filter(|(.., negated)| *negated == is_negated)
            .flat_map(|(spelling, name, _)| {
                ["", IF_EXISTS].map(|suffix| (format!("{spelling}{suffix}"), format!("{name}{suffix}")))
            })
            .collect();
        let near = pick(rest, candidates.iter().map(|(spelling, _)| spelling.as_str()))?;
        let (_, name) = candidates.iter().find(|(spelling, _)| spelling == near)?;
        Some(qualifier.map_or_else(|| name.clone(), |qualifier| format!("{qualifier}:{name}")))
    }
}

/// Takes a qualifier off whose colon is missing, or is another sign.
fn without_colon(text: &str) -> (Option<&'static str>, &str) {
    for (name, _) in QUALIFIERS {
        if let Some((start, rest)) = text.split_at_checked(name.len())
            && start.eq_ignore_ascii_case(name)
        {
            return (Some(name), rest.trim_start_matches(|sign: char| !sign.is_alphanumeric()));
        }
    }
    (None, text)
}

/// The candidate that a text is, or was probably meant to be.
fn pick<'a>(text: &str, candidates: impl IntoIterator<Item = &'a str, IntoIter: Clone>) -> Option<&'a str> {
    let (text, mut candidates) = (text.trim(), candidates.into_iter());
    candidates.clone().find(|known| *known == text).or_else(|| suggest::nearest(text, &mut candidates))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_whole() {
        for (text, near) in [
            ("stringequals", Some("StringEquals")),
            ("StringEqual", Some("StringEquals")),
            ("forAllValues:StringLike", Some("ForAllValues:StringLike")),
            ("ForAnyValue: StringLike", Some("ForAnyValue:StringLike")),
            ("ForAnyValues:stringlikeifexists", Some("ForAnyValue:StringLikeIfExists")),
            ("StringLikeIfExist", Some("StringLikeIfExists")),
            ("StringLikeifexists", Some("StringLikeIfExists")),
            ("StringLike_If_Exists", Some("StringLikeIfExists")),
            ("StringLikesIfExist", Some("StringLikeIfExists")),
            ("ForAnyValueStringEquals", Some("ForAnyValue:StringEquals")),
            ("forallvalues.StringLike", Some("ForAllValues:StringLike")),
            ("ForAnyValue:StringEqual", Some("ForAnyValue:StringEquals")),
            ("IPAddress", Some("IpAddress")),
            ("NotIPAddress", Some("NotIpAddress")),
            ("IpAddressNot", Some("NotIpAddress")),
            ("Boolean", Some("Bool")),
            ("BooleanIfExists", Some("BoolIfExists")),
            ("StringNotLikes", Some("StringNotLike")),
            ("StringEqualsNot", Some("StringNotEquals")),
            ("StringEqualIgnoreCase", Some("StringEqualsIgnoreCase")),
            ("ArnLikes", Some("ArnLike")),
            ("NumericLessThanOrEquals", Some("NumericLessThanEquals")),
            ("NumberEquals", Some("NumericEquals")),
            ("DateLess", Some("DateLessThan")),
            ("BinaryNotEquals", None),
            ("NumericNotLessThan", None),
            ("NotBool", None),
            ("ForAnyValue", None),
            ("IfExists", None),
            ("é", None),
            ("StringMatches", None),
            ("Some:StringLike", None),
        ] {
            assert_eq!(Operator::nearest(text).as_deref(), near, "{text}");
            assert!(near.is_none_or(|near| Operator::parse(near).is_some()), "{text}");
        }
    }
}
