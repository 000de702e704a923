//! Policies that are longer than their quota.
//!
//! IAM counts no white space; the other services count what they are sent, from which white space can be
//! taken out beforehand.

use crate::policy::{Policy, PolicyKind, Size};
use crate::reference::{self, FORMER_SCP_QUOTA, PolicyQuota};
use crate::rule::{Certainty, Family, Finding, Level, Rule};
use crate::text::Span;

use super::subject;

/// Every rule of this theme.
pub(super) const RULES: &[&Rule] = &[
    &POLICY_SIZE_EXCEEDS_IDENTITY_POLICY_QUOTA,
    &POLICY_SIZE_EXCEEDS_RESOURCE_POLICY_QUOTA,
    &POLICY_SIZE_EXCEEDS_ROLE_TRUST_POLICY_QUOTA,
    &POLICY_SIZE_EXCEEDS_SCP_QUOTA,
    &POLICY_SIZE_EXCEEDS_RCP_QUOTA,
];

static POLICY_SIZE_EXCEEDS_IDENTITY_POLICY_QUOTA: Rule = Rule::new(
    Family::Policy,
    "policy-size-exceeds-identity-policy-quota",
    Level::Warning,
    include_str!("../../../rules/policy/policy-size-exceeds-identity-policy-quota.md"),
)
.access_analyzer("POLICY_SIZE_EXCEEDS_IDENTITY_POLICY_QUOTA");

static POLICY_SIZE_EXCEEDS_RESOURCE_POLICY_QUOTA: Rule = Rule::new(
    Family::Policy,
    "policy-size-exceeds-resource-policy-quota",
    Level::Warning,
    include_str!("../../../rules/policy/policy-size-exceeds-resource-policy-quota.md"),
)
.access_analyzer("POLICY_SIZE_EXCEEDS_RESOURCE_POLICY_QUOTA");

static POLICY_SIZE_EXCEEDS_ROLE_TRUST_POLICY_QUOTA: Rule = Rule::new(
    Family::Policy,
    "policy-size-exceeds-role-trust-policy-quota",
    Level::Warning,
    include_str!("../../../rules/policy/policy-size-exceeds-role-trust-policy-quota.md"),
)
.access_analyzer("POLICY_SIZE_EXCEEDS_ROLE_TRUST_POLICY_QUOTA");

static POLICY_SIZE_EXCEEDS_SCP_QUOTA: Rule = Rule::new(
    Family::Policy,
    "policy-size-exceeds-scp-quota",
    Level::Error,
    include_str!("../../../rules/policy/policy-size-exceeds-scp-quota.md"),
)
.access_analyzer("POLICY_SIZE_EXCEEDS_SCP_QUOTA");

static POLICY_SIZE_EXCEEDS_RCP_QUOTA: Rule = Rule::new(
    Family::Policy,
    "policy-size-exceeds-rcp-quota",
    Level::Error,
    include_str!("../../../rules/policy/policy-size-exceeds-rcp-quota.md"),
)
.access_analyzer("POLICY_SIZE_EXCEEDS_RCP_QUOTA");

pub(super) fn check(policy: &Policy<'_>, findings: &mut Vec<Finding>) {
    let (Some(size), false) = (policy.size, policy.incomplete) else { return };
    let quota = match policy.kind {
        PolicyKind::Resource => subject::quota(policy),
        kind => reference::policy_quota(kind.name()),
    };
    findings.extend(quota.and_then(|quota| judge(policy, size, quota)));
}

fn judge(policy: &Policy<'_>, size: Size, quota: &PolicyQuota) -> Option<Finding> {
    let compact = match policy.kind {
        // So Access Analyzer counts identity policies, in all of 254 answers.
        PolicyKind::Identity => size.compact + 1,
        _ => size.compact,
    };
    let most = quota.characters;
    let finding = |message: String| Finding::new(rule(policy.kind), opening(policy.span), message);
    if compact > most {
        let message = format!(
            "the policy has {} characters without white space, {} more than the {} that {} may have",
            number(compact),
            number(compact - most),
            number(most),
            quota.name,
        );
        return Some(explain(finding(message).label(label(policy.kind)), policy));
    }
    if quota.counts_white_space && size.written > most {
        let message = format!(
            "the policy has {} characters as it is written, {} more than the {} that {} may have",
            number(size.written),
            number(size.written - most),
            number(most),
            quota.name,
        );
        let help = format!("take out white space, which saves {}", number(size.written - compact));
        let finding = finding(message).label("it fits without white space only").help(help);
        // What sends a policy often takes out white space first.
        return Some(if policy.kind == PolicyKind::Session { finding } else { finding.at_most(Level::Note) });
    }
    if policy.kind == PolicyKind::ServiceControl && compact > FORMER_SCP_QUOTA {
        let message = format!(
            "the policy has {} characters without white space, {} more than the {} that a service control policy \
             may have by some of AWS's pages",
            number(compact),
            number(compact - FORMER_SCP_QUOTA),
            number(FORMER_SCP_QUOTA)
        );
        let finding = finding(message).label(format!("by others it may have {}", number(most)));
        return Some(finding.certainty(Certainty::Contradicted));
    }
    None
}

fn rule(kind: PolicyKind) -> &'static Rule {
    match kind {
        PolicyKind::Identity | PolicyKind::Boundary | PolicyKind::Session => {
            &POLICY_SIZE_EXCEEDS_IDENTITY_POLICY_QUOTA
        }
        PolicyKind::Resource => &POLICY_SIZE_EXCEEDS_RESOURCE_POLICY_QUOTA,
        PolicyKind::Trust => &POLICY_SIZE_EXCEEDS_ROLE_TRUST_POLICY_QUOTA,
        PolicyKind::ServiceControl => &POLICY_SIZE_EXCEEDS_SCP_QUOTA,
        PolicyKind::ResourceControl => &POLICY_SIZE_EXCEEDS_RCP_QUOTA,
    }
}

/// What happens to such a policy.
fn label(kind: PolicyKind) -> &'static str {
    match kind {
        PolicyKind::Identity => "too long for one policy, managed or inline",
        PolicyKind::Trust => "too long, unless the quota was raised for the account (to 4,096 at the most)",
        _ => "too long: it will be refused",
    }
}

/// Says what would make the policy shorter.
fn explain(finding: Finding, policy: &Policy<'_>) -> Finding {
    // `"Sid":"…",`
    let around = r#""Sid":"","#.len();
    let sids = policy.statements.iter().filter_map(|statement| statement.sid.as_ref());
    let saved: usize = sids.map(|sid| sid.value.chars().count() + around).sum();
    let split = match policy.kind {
        PolicyKind::Identity => {
            "make several policies of it: a managed policy may have 6,144 characters, all inline policies of a user \
             together 2,048, of a group 5,120, of a role 10,240"
        }
        PolicyKind::Trust => "let fewer principals in, or ask AWS to raise the quota",
        PolicyKind::ServiceControl | PolicyKind::ResourceControl => {
            "make several policies of it, at the same or at other levels of the organization"
        }
        _ => "say less in it, for example with wildcards or with conditions on groups of principals",
    };
    let help = match saved {
        0 => split.to_owned(),
        saved => format!("{split}; leaving out every `Sid` would save {} characters", number(saved)),
    };
    let longest = policy.statements.iter().max_by_key(|statement| statement.span.end - statement.span.start);
    let finding = finding.help(help);
    match longest {
        Some(longest) if policy.statements.len() > 1 => {
            finding.related(opening(longest.span), "the longest statement begins here")
        }
        _ => finding,
    }
}

/// The bracket that a document or statement begins with.
fn opening(span: Span) -> Span {
    Span { end: span.end.min(span.start.saturating_add(1)), ..span }
}

/// A number with commas: `10,240`.
fn number(value: usize) -> String {
    let digits = value.to_string();
    let mut grouped = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}
