//! Condition operators, by name. Names are case-sensitive.
//!
//! The list: IAM User Guide, "IAM JSON policy elements: Condition operators".

use std::cmp::Ordering;

use crate::suggest;

/// A condition operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Operator {
    /// How several values of the key are taken.
    pub qualifier: Option<Qualifier>,
    /// What is compared, and how.
    pub comparison: Comparison,
    /// Whether it is the `Not` form: none of the values may match.
    pub negated: bool,
    /// Whether an absent key satisfies it.
    pub if_exists: bool,
}

/// How several values of a key are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Qualifier {
    /// `ForAllValues:` each must satisfy the test, also if there is none.
    All,
    /// `ForAnyValue:` at least one must satisfy it.
    Any,
}

/// What is compared, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// `StringEquals`: the very text.
    Text,
    /// `StringEqualsIgnoreCase`.
    TextIgnoringCase,
    /// `StringLike`: with wildcards.
    Like,
    /// `ArnEquals` and `ArnLike`, which are the same.
    Arn,
    /// `NumericEquals`, `NumericLessThan` and so on.
    Number(Order),
    /// `DateEquals`, `DateLessThan` and so on.
    Date(Order),
    /// `Bool`.
    Bool,
    /// `BinaryEquals`: bytes, in base64.
    Bytes,
    /// `IpAddress`: whether the address is in a range.
    Address,
    /// `Null`: whether the key is absent.
    Null,
}

impl Comparison {
    /// Whether it compares strings: what the names that begin with `String` do.
    pub fn is_of_strings(self) -> bool {
        matches!(self, Self::Text | Self::TextIgnoringCase | Self::Like)
    }

    /// Whether policy variables may stand in its values: it compares strings or ARNs.
    pub fn takes_variables(self) -> bool {
        self.is_of_strings() || self == Self::Arn
    }
}

/// How the value of the request must stand to that of the policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// The same.
    Equal,
    /// Less, or earlier.
    Less,
    /// Less or the same.
    LessOrEqual,
    /// Greater, or later.
    Greater,
    /// Greater or the same.
    GreaterOrEqual,
}

impl Order {
    /// Whether what stands so to another is as it must be.
    pub fn holds(self, ordering: Ordering) -> bool {
        match self {
            Self::Equal => ordering.is_eq(),
            Self::Less => ordering.is_lt(),
            Self::LessOrEqual => ordering.is_le(),
            Self::Greater => ordering.is_gt(),
            Self::GreaterOrEqual => ordering.is_ge(),
        }
    }
}

const QUALIFIERS: [(&str, Qualifier); 2] =
    [("ForAllValues", Qualifier::All), ("ForAnyValue", Qualifier::Any)];

/// What may stand behind a name; behind `Null` it is another fault than a name that does not exist.
const IF_EXISTS: &str = "IfExists";

/// Every name, what it compares, and whether it is negated.
const NAMES: [(&str, Comparison, bool); 27] = [
    ("StringEquals", Comparison::Text, false),
    ("StringNotEquals", Comparison::Text, true),
    ("StringEqualsIgnoreCase", Comparison::TextIgnoringCase, false),
    ("StringNotEqualsIgnoreCase", Comparison::TextIgnoringCase, true),
    ("StringLike", Comparison::Like, false),
    ("StringNotLike", Comparison::Like, true),
    ("NumericEquals", Comparison::Number(Order::Equal), false),
    ("NumericNotEquals", Comparison::Number(Order::Equal), true),
    ("NumericLessThan", Comparison::Number(Order::Less), false),
    ("NumericLessThanEquals", Comparison::Number(Order::LessOrEqual), false),
    ("NumericGreaterThan", Comparison::Number(Order::Greater), false),
    ("NumericGreaterThanEquals", Comparison::Number(Order::GreaterOrEqual), false),
    ("DateEquals", Comparison::Date(Order::Equal), false),
    ("DateNotEquals", Comparison::Date(Order::Equal), true),
    ("DateLessThan", Comparison::Date(Order::Less), false),
    ("DateLessThanEquals", Comparison::Date(Order::LessOrEqual), false),
    ("DateGreaterThan", Comparison::Date(Order::Greater), false),
    ("DateGreaterThanEquals", Comparison::Date(Order::GreaterOrEqual), false),
    ("Bool", Comparison::Bool, false),
    ("BinaryEquals", Comparison::Bytes, false),
    ("IpAddress", Comparison::Address, false),
    ("NotIpAddress", Comparison::Address, true),
    ("ArnEquals", Comparison::Arn, false),
    ("ArnLike", Comparison::Arn, false),
    ("ArnNotEquals", Comparison::Arn, true),
    ("ArnNotLike", Comparison::Arn, true),
    ("Null", Comparison::Null, false),
];

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
    /// Every name, without qualifiers and `IfExists`.
    pub fn names() -> impl Iterator<Item = &'static str> {
        NAMES.iter().map(|(name, ..)| *name)
    }

    /// The operator of a name as written in a policy; `None` if there is none.
    pub fn parse(name: &str) -> Option<Self> {
        let (qualifier, name) = match name.split_once(':') {
            Some((qualifier, rest)) => {
                let (_, found) = QUALIFIERS.iter().find(|(name, _)| *name == qualifier)?;
                (Some(*found), rest)
            }
            None => (None, name),
        };
        let (name, if_exists) = match name.strip_suffix(IF_EXISTS) {
            Some(name) => (name, true),
            None => (name, false),
        };
        let (_, comparison, negated) = *NAMES.iter().find(|(known, ..)| *known == name)?;
        Some(Self { qualifier, comparison, negated, if_exists })
    }

    /// What an absent key makes of a test with one of these values (IAM User Guide, "Condition
    /// operators"; "Multivalued context keys"). `None` where that is documented nowhere.
    ///
    /// `IfExists` changes nothing behind `ForAnyValue`: seen in the answers of AWS
    /// (repost.aws/questions/QU9HFmDzP0QGuU-fd7rS6B7w).
    pub fn without_key<'v>(self, mut values: impl Iterator<Item = &'v str>) -> Option<bool> {
        let Self { qualifier, comparison, negated, if_exists } = self;
        if comparison == Comparison::Null {
            // What `Null` means with a qualifier or `IfExists` is not documented, only that it is wrong.
            let says_absent = |value: &str| value.eq_ignore_ascii_case("true");
            return (qualifier.is_none() && !if_exists).then(|| values.any(says_absent));
        }
        Some(match qualifier {
            Some(Qualifier::All) => true,
            Some(Qualifier::Any) => false,
            None => negated || if_exists,
        })
    }

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
    fn every_name_is_an_operator_with_qualifier_and_suffix() {
        for (name, comparison, negated) in NAMES {
            for (prefix, qualifier) in [("", None), ("ForAllValues:", Some(Qualifier::All))] {
                for (suffix, if_exists) in [("", false), (IF_EXISTS, true)] {
                    let operator = Operator { qualifier, comparison, negated, if_exists };
                    assert_eq!(Operator::parse(&format!("{prefix}{name}{suffix}")), Some(operator), "{name}");
                }
            }
        }
    }

    #[test]
    fn without_its_key_a_test_holds_or_fails() {
        for (name, values, holds) in [
            ("StringEquals", ["a"], Some(false)),
            ("StringNotEquals", ["a"], Some(true)),
            ("StringEqualsIfExists", ["a"], Some(true)),
            ("ForAllValues:StringEquals", ["a"], Some(true)),
            ("ForAnyValue:StringEquals", ["a"], Some(false)),
            ("ForAnyValue:StringNotEquals", ["a"], Some(false)),
            ("ForAnyValue:StringEqualsIfExists", ["a"], Some(false)),
            ("Null", ["true"], Some(true)),
            ("Null", ["False"], Some(false)),
            ("NullIfExists", ["true"], None),
            ("ForAnyValue:Null", ["true"], None),
        ] {
            let operator = Operator::parse(name).unwrap();
            assert_eq!(operator.without_key(values.into_iter()), holds, "{name} {values:?}");
        }
    }

    #[test]
    fn what_is_no_operator_is_none() {
        for name in [
            "",
            "IfExists",
            "stringequals",
            "StringMatches",
            "StringEquals ",
            "StringEqualsIfexists",
            "forAllValues:StringLike",
            "ForAllValues: StringLike",
            "ForAllValues:ForAnyValue:StringLike",
            "ForAllValues:",
            ":StringLike",
        ] {
            assert_eq!(Operator::parse(name), None, "{name}");
        }
    }

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
