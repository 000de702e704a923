//! Whether the operator fits the type of the key, and how many values the key has.

use super::super::{Test, Tested};
use super::is_provider;
use super::records::{
    FORALLVALUES_WITH_SINGLE_VALUED_KEY, MISSING_QUALIFIER, STRING_LIKE_OPERATOR_WITH_ARN_CONDITION_KEYS,
    TYPE_MISMATCH,
};
use crate::policy::{Comparison, Effect, Operator, Qualifier, Text};
use crate::reference::{KeyMeaning, KeyType, key_definitions, key_stem};
use crate::rule::{Certainty, Finding, Level};
use crate::words::{named, shorten};

/// Keys that the data give one value, and Access Analyzer has let stand under `ForAllValues` since October 2023;
/// the second is the first by its new name.
const SEVERAL_AFTER_ALL: [&str; 2] =
    ["codestar-connections:ProviderAction", "codeconnections:ProviderAction"];

/// The one finding about how an operator fits the type of its key.
pub(super) fn judge(tested: &Tested<'_, '_>, test: &Test<'_, '_>) -> Option<Finding> {
    if test.operator.comparison == Comparison::Null {
        return None;
    }
    let key_type = test.key.key_type()?;
    match test.operator.qualifier {
        None if key_type.is_multivalued() => return Some(without_qualifier(test)),
        Some(Qualifier::All) if !key_type.is_multivalued() => {
            if let Some(finding) = single_valued(tested, test) {
                return Some(finding);
            }
        }
        _ => {}
    }
    mismatch(test, key_type)
}

/// A key with several values under an operator that takes one.
fn without_qualifier(test: &Test<'_, '_>) -> Finding {
    let key = &test.condition.key;
    let operator = &test.condition.operator.value;
    let message =
        format!("{} can have several values in one request, and `{operator}` takes one", named(&key.value));
    Finding::new(&MISSING_QUALIFIER, key.span, message)
        .label("has several values")
        .related(test.condition.operator.span, "the qualifier is missing here")
        .help(format!(
            "write `ForAnyValue:{operator}` if one value must match, `ForAllValues:{operator}` if none may fail to"
        ))
}

/// A key with one value under `ForAllValues`.
fn single_valued(tested: &Tested<'_, '_>, test: &Test<'_, '_>) -> Option<Finding> {
    let key = &test.condition.key;
    let is_claim = key.value.split_once(':').is_some_and(|(prefix, _)| is_provider(prefix));
    let is_exempt = || SEVERAL_AFTER_ALL.iter().any(|exempt| test.condition.is_about(exempt));
    // `identitystore:UserId` has one value, except in requests to two services.
    let has_several = || key_definitions(&key.value).iter().any(|(_, other)| other.key_type.is_multivalued());
    if is_claim || is_exempt() || has_several() {
        return None;
    }
    let message =
        format!("`ForAllValues` is for keys with several values, and {} has one", named(&key.value));
    let finding = Finding::new(&FORALLVALUES_WITH_SINGLE_VALUED_KEY, key.span, message)
        .label("the test also holds where the key is absent")
        .help(format!("write `{}`", instead(test, None)));
    let requires_key = |other: &Test<'_, '_>| {
        other.condition.is_about(&key.value)
            && other.operator.comparison == Comparison::Null
            && other.condition.without_key() == Some(false)
    };
    // Where it denies, it denies too much rather than too little.
    let harmless = tested.statement.effect == Some(Effect::Deny) || tested.tests.iter().any(requires_key);
    Some(if harmless { finding.at_most(Level::Note) } else { finding })
}

/// What an operator makes of the values that it compares.
fn family(comparison: Comparison) -> Option<KeyType> {
    match comparison {
        Comparison::Text | Comparison::TextIgnoringCase | Comparison::Like => Some(KeyType::String),
        Comparison::Arn => Some(KeyType::Arn),
        Comparison::Number(_) => Some(KeyType::Numeric),
        Comparison::Date(_) => Some(KeyType::Date),
        Comparison::Bool => Some(KeyType::Bool),
        Comparison::Address => Some(KeyType::IpAddress),
        Comparison::Bytes | Comparison::Null => None,
    }
}

/// An operator that cannot read the values of the key, or should not.
fn mismatch(test: &Test<'_, '_>, key_type: KeyType) -> Option<Finding> {
    use KeyType::{Arn, Bool, Date, IpAddress, Numeric, String};
    let compared = family(test.operator.comparison)?;
    let element = key_type.element();
    let most = match (compared, element) {
        _ if compared == element => return None,
        (String, Arn) => return (key_type == Arn).then(|| like_arn(test))?,
        // A text can be an ARN, and a point in time a number.
        (Arn, String) | (Numeric, Date) | (Date, Numeric) => return None,
        (String, Bool) => Level::Warning,
        // Text with a slash is no address, of which it would have to be the very text.
        (String, IpAddress) if test.condition.values.iter().any(is_network) => Level::Warning,
        // The documentation compares one address with another so, by way of a variable.
        (String, IpAddress) if test.condition.values.iter().all(Text::has_variable) => {
            return None;
        }
        // The same text is the same value, most of the time.
        (String, _) => Level::Note,
        // What a tag holds is for its owner to say; of the keys of services, AWS's data say text too often.
        (_, String) if test.key.name().is_some_and(|name| key_stem(name).is_some()) => return None,
        (_, String) if !matches!(&*test.key, KeyMeaning::Global(_)) => Level::Note,
        _ => Level::Warning,
    };
    let key = &test.condition.key;
    let message = format!(
        "`{}` compares {}, and {} is {}",
        test.condition.operator.value,
        compares(compared),
        named(&key.value),
        phrase(element)
    );
    let finding = Finding::new(&TYPE_MISMATCH, key.span, message)
        .label(format!("of the type {}", key_type.name()))
        .help(help(test, element))
        .at_most(most);
    Some(if compared == String && element == Bool { finding } else { finding.certainty(Certainty::Inferred) })
}

fn is_network(value: &Text<'_>) -> bool {
    value.value.contains('/') && !value.has_variable()
}

/// `StringLike` and `StringNotLike` on an ARN.
fn like_arn(test: &Test<'_, '_>) -> Option<Finding> {
    if test.operator.comparison != Comparison::Like {
        return None;
    }
    let key = &test.condition.key;
    let message = format!(
        "`{}` matches {} as one text, though it is an ARN of six fields",
        test.condition.operator.value,
        named(&key.value)
    );
    Some(
        Finding::new(&STRING_LIKE_OPERATOR_WITH_ARN_CONDITION_KEYS, key.span, message)
            .label("a `*` here runs on over the colons")
            .help(format!("write `{}`", instead(test, Some(KeyType::Arn)))),
    )
}

fn help(test: &Test<'_, '_>, element: KeyType) -> String {
    let instead = instead(test, Some(element));
    if element == KeyType::Bool && test.operator.negated {
        return format!("write `{instead}`, with the other value");
    }
    format!("write `{instead}`")
}

/// The operator that is meant: for keys of a type, or the same one; without `ForAllValues` in the latter case.
fn instead(test: &Test<'_, '_>, key_type: Option<KeyType>) -> String {
    let Operator { qualifier, comparison, negated, if_exists } = test.operator;
    let Some(key_type) = key_type else { return shorten(test.condition.plain_operator()) };
    let name = match (key_type, negated) {
        (KeyType::Bool, _) => "Bool",
        (KeyType::IpAddress, false) => "IpAddress",
        (KeyType::IpAddress, true) => "NotIpAddress",
        (KeyType::Numeric, false) => "NumericEquals",
        (KeyType::Numeric, true) => "NumericNotEquals",
        (KeyType::Date, false) => "DateEquals",
        (KeyType::Date, true) => "DateNotEquals",
        (KeyType::Arn, false) if comparison == Comparison::Like => "ArnLike",
        (KeyType::Arn, true) if comparison == Comparison::Like => "ArnNotLike",
        (KeyType::Arn, false) => "ArnEquals",
        (KeyType::Arn, true) => "ArnNotEquals",
        (_, false) => "StringEquals",
        (_, true) => "StringNotEquals",
    };
    let qualifier = match qualifier {
        Some(Qualifier::All) => "ForAllValues:",
        Some(Qualifier::Any) => "ForAnyValue:",
        None => "",
    };
    format!("{qualifier}{name}{}", if if_exists { "IfExists" } else { "" })
}

/// What operators of a type compare.
fn compares(compared: KeyType) -> &'static str {
    match compared {
        KeyType::Arn => "ARNs",
        KeyType::Numeric => "numbers",
        KeyType::Date => "dates",
        KeyType::Bool => "truth values",
        KeyType::IpAddress => "addresses with networks",
        _ => "texts",
    }
}

/// What a single value of a type is.
fn phrase(element: KeyType) -> &'static str {
    match element {
        KeyType::Arn => "an ARN",
        KeyType::Numeric => "a number",
        KeyType::Date => "a date",
        KeyType::Bool => "true or false",
        KeyType::IpAddress => "an IP address",
        _ => "a text",
    }
}
