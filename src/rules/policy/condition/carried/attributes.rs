//! Attributes of items in Amazon `DynamoDB` that a caller may read without naming them.

use super::super::{Test, Tested};
use super::actions::some_carry;
use crate::policy::{Comparison, Effect, PolicyKind};
use crate::rule::{Certainty, Family, Finding, Level, Rule};

pub(super) static DYNAMODB_ATTRIBUTES_WITHOUT_SELECT: Rule = Rule::new(
    Family::Policy,
    "dynamodb-attributes-without-select",
    Level::Warning,
    include_str!("../../../../../rules/policy/dynamodb-attributes-without-select.md"),
)
.access_analyzer("DYNAMODB_ATTRIBUTES_WITHOUT_SELECT");

const SELECT: &str = "dynamodb:Select";
const SPECIFIC: &str = "SPECIFIC_ATTRIBUTES";

pub(super) fn check(tested: &Tested<'_, '_>, findings: &mut Vec<Finding>) {
    use PolicyKind::{ResourceControl, ServiceControl, Trust};
    let is_restricted = |test: &&Test<'_, '_>| {
        test.condition.is_about("dynamodb:Attributes") && test.operator.comparison != Comparison::Null
    };
    let Some(test) = tested.tests.iter().find(is_restricted) else { return };
    let selects = |test: &Test<'_, '_>| {
        test.condition.is_about(SELECT) && test.condition.values.iter().any(|value| value.value == SPECIFIC)
    };
    let policy = tested.policy;
    let may_read = |actions| some_carry(actions, "dynamodb", SELECT);
    if matches!(policy.kind, Trust | ServiceControl | ResourceControl)
        || tested.statement.incomplete
        || tested.statement.effect != Some(Effect::Allow)
        || tested.tests.iter().any(selects)
        || !tested.statement.actions.as_ref().is_some_and(may_read)
    {
        return;
    }
    findings.push(
        Finding::new(
            &DYNAMODB_ATTRIBUTES_WITHOUT_SELECT,
            test.condition.key.span,
            format!("`dynamodb:Attributes` restricts only what a request names, and this statement does not require `{SELECT}`"),
        )
        .label("a read that names no attributes returns all of them")
        .help(format!("add `\"StringEqualsIfExists\": {{\"{SELECT}\": \"{SPECIFIC}\"}}` to the condition"))
        .certainty(Certainty::Documented),
    );
}
