//! Values that a key can have, or never has.
//!
//! `rules/reference/key-values.txt` says what the values of a key are, `rules/reference/sensitive-keys.txt` where a
//! wildcard lets in too much.

use std::borrow::Cow;

use super::{Test, Tested};
use crate::pattern::Pattern;
use crate::policy::{Comparison, Text};
use crate::reference::{self, KeyValues, ValueKind};
use crate::rule::{Family, Finding, Level, Rule};

mod account;
mod arn;
mod called_via;
mod create_action;
mod kms_key;
mod network;
mod organization;
mod region;
mod sensitive;
mod service;
mod via_service;
mod word;

/// Every rule of this theme.
pub(super) const RULES: &[&Rule] = &[
    &create_action::UNKNOWN_CREATE_ACTION,
    &via_service::INVALID_VIA_SERVICE,
    &region::INVALID_REGION,
    &network::INVALID_VPC_FORMAT,
    &network::INVALID_VPCE_FORMAT,
    &kms_key::INVALID_KMS_KEY_VALUE,
    &sensitive::WILDCARD_USAGE_TOO_PERMISSIVE,
    &sensitive::VARIABLE_USAGE_TOO_PERMISSIVE,
    &IMPOSSIBLE_CONDITION_VALUE,
];

static IMPOSSIBLE_CONDITION_VALUE: Rule = Rule::new(
    Family::Policy,
    "impossible-condition-value",
    Level::Error,
    include_str!("../../../../rules/policy/impossible-condition-value.md"),
);

pub(super) fn check(tested: &Tested<'_, '_>, findings: &mut Vec<Finding>) {
    for test in &tested.tests {
        via_service::check(tested.statement, test, findings);
        create_action::check(test, findings);
        called_via::check(test, findings);
        values(tested, test, findings);
    }
}

/// Looks at the values of one key, each by itself.
fn values(tested: &Tested<'_, '_>, test: &Test<'_, '_>, findings: &mut Vec<Finding>) {
    let key = test.condition.key.value.as_ref();
    let comparison = test.operator.comparison;
    if !comparison.takes_variables() {
        return;
    }
    let sensitivity = if comparison == Comparison::Like { reference::sensitivity(key) } else { None };
    let known = reference::key_values(key);
    if known.is_none() && sensitivity.is_none() && arn::is_of_arns(test) {
        findings.extend(
            test.condition
                .values
                .iter()
                .filter_map(|text| arn::judge(test, text).map(|finding| placeholder(text, finding))),
        );
        return;
    }
    for text in &test.condition.values {
        let too_open = sensitivity
            .and_then(|sensitivity| sensitive::judge(text, key, sensitivity, tested.policy.has_variables()));
        if too_open.is_some() {
            findings.extend(too_open);
        } else if let Some(known) = known
            && !text.has_variable()
        {
            let finding = Value::of(text, known, comparison).and_then(|value| judge(&value));
            findings.extend(finding.map(|finding| placeholder(text, finding)));
        }
    }
}

/// A finding of a value, with other help where the value is still to be filled in: `<my-org-id>`.
fn placeholder(text: &Text<'_>, finding: Finding) -> Finding {
    if text.value.starts_with('<') && text.value.ends_with('>') {
        return finding.help("write the value that is meant in place of this placeholder");
    }
    finding
}

/// A value without variables, and what it is compared with.
struct Value<'p, 't> {
    text: &'p Text<'t>,
    known: &'static KeyValues,
    comparison: Comparison,
    /// Whether it has wildcards.
    is_pattern: bool,
}

impl<'p, 't> Value<'p, 't> {
    /// `None` for wildcards that are none to the operator, which is another fault.
    fn of(text: &'p Text<'t>, known: &'static KeyValues, comparison: Comparison) -> Option<Self> {
        let is_pattern = text.has_wildcard();
        let is_fault = is_pattern && matches!(comparison, Comparison::Text | Comparison::TextIgnoringCase);
        (!is_fault).then_some(Self { text, known, comparison, is_pattern })
    }

    fn str(&self) -> &'p str {
        &self.text.value
    }

    /// The text as it is compared with values of small letters.
    fn compared(&self) -> Cow<'p, str> {
        match self.comparison {
            Comparison::TextIgnoringCase => Cow::Owned(self.str().to_ascii_lowercase()),
            _ => Cow::Borrowed(self.str()),
        }
    }

    /// The key, in AWS's spelling.
    fn key(&self) -> &'static str {
        self.known.key
    }

    /// Whether the test is met by this text.
    fn is(&self, word: &str) -> bool {
        match self.comparison {
            Comparison::TextIgnoringCase => word.eq_ignore_ascii_case(self.str()),
            _ if self.is_pattern => Pattern::plain(self.str()).matches(word),
            _ => word == self.str(),
        }
    }

    /// Whether the test is met by one of the words of the key.
    fn is_word(&self) -> bool {
        self.known.words.iter().any(|word| self.is(word))
    }

    /// A finding of a value that no request has.
    fn impossible(&self, message: String) -> Finding {
        self.finding(&IMPOSSIBLE_CONDITION_VALUE, message)
    }

    fn finding(&self, rule: &'static Rule, message: String) -> Finding {
        Finding::new(rule, self.text.span, message).label("no request has this value")
    }
}

fn judge(value: &Value<'_, '_>) -> Option<Finding> {
    // What ARN operators make of a text that is no ARN is not documented.
    if value.comparison == Comparison::Arn && value.known.kind != ValueKind::KmsKey {
        return None;
    }
    match value.known.kind {
        ValueKind::Region => region::judge(value),
        ValueKind::Vpc => network::vpc(value),
        ValueKind::VpcEndpoint => network::endpoint(value),
        ValueKind::Account => account::judge(value),
        ValueKind::Organization => organization::judge(value),
        ValueKind::OrganizationPath => organization::path(value),
        ValueKind::KmsKey => kms_key::judge(value),
        ValueKind::Service => service::judge(value),
        ValueKind::Word => word::judge(value),
    }
}
