//! Condition keys by themselves: whether there is such a key, whether the operator fits its type, and what it is
//! worth alone.

use super::Tested;
use crate::rule::{Finding, Rule};

mod arn;
mod existence;
mod fit;
mod records;
mod suggestion;
mod weak;

/// Every rule of this theme.
pub(super) const RULES: &[&Rule] = records::RULES;

pub(super) fn check(tested: &Tested<'_, '_>, findings: &mut Vec<Finding>) {
    let here = suggestion::Here::of(tested.statement);
    for test in &tested.tests {
        // Values of which none could be read have a finding of their own, and may say what was meant by the key.
        if test.condition.incomplete && test.condition.values.is_empty() {
            continue;
        }
        // Of a key that there is not, nothing else can be said.
        if test.key.name().is_none() {
            findings.extend(existence::judge(&here, test));
            continue;
        }
        findings.extend(fit::judge(tested, test));
        findings.extend(weak::judge(tested, test));
    }
}

/// Whether the prefix of a key is the host name of an identity provider, whose claims are what it says.
fn is_provider(prefix: &str) -> bool {
    prefix.contains('.')
}
