//! Conditions on keys that a request for the action never carries.
//!
//! That AWS's reference does not list a key for an action proves little (tags of the source of a copy are
//! such keys, and yet conditions on them work), so that only keys are judged of which AWS says where they
//! are.

use super::statements::{RELATED, some, verb};
use crate::pattern::has_wildcard;
use crate::policy::{Condition, Effect, Element, Statement, Text, split_action};
use crate::reference::{self, Action};
use crate::rule::{Certainty, Family, Finding, Level, Rule};
use crate::words::shorten;

pub(in super::super) static ABSENT_CONDITION_KEY: Rule = Rule::new(
    Family::Policy,
    "absent-condition-key",
    Level::Error,
    include_str!("../../../../rules/policy/absent-condition-key.md"),
);

/// A key, and the actions that are judged.
struct Known {
    key: &'static str,
    /// The actions of its service to which the judgement is confined; none if it holds for all actions.
    of: &'static [&'static str],
    help: &'static str,
}

const COPIES: &[&str] = &["CopyImage", "CopySnapshot"];
const OF_OTHER_SNAPSHOTS: &str = "it belongs to snapshots that are made of volumes; a copy carries `ec2:Region`, `ec2:Owner`, or the tags of the \
     request";

/// Keys of which it is documented which actions carry them (Service Authorization Reference for Amazon EC2
/// and for AWS KMS; EC2 User Guide, "Grant permission to tag resources during creation"; AWS KMS Developer
/// Guide, "AWS KMS condition keys").
const KNOWN: [Known; 6] = [
    Known {
        key: "ec2:CreateAction",
        of: &[],
        help: "only `ec2:CreateTags` carries it, when tags are set during a creation: keep the condition for that \
               action, and give all others a statement without it",
    },
    Known {
        key: "kms:GrantIsForAWSResource",
        of: &[],
        help: "only `kms:CreateGrant`, `kms:ListGrants` and `kms:RevokeGrant` carry it: keep the condition for these, \
               and give all others a statement without it",
    },
    Known { key: "ec2:SourceOutpostArn", of: COPIES, help: OF_OTHER_SNAPSHOTS },
    Known { key: "ec2:Location", of: COPIES, help: OF_OTHER_SNAPSHOTS },
    Known { key: "ec2:SourceAvailabilityZone", of: COPIES, help: OF_OTHER_SNAPSHOTS },
    Known { key: "ec2:AvailabilityZone", of: COPIES, help: OF_OTHER_SNAPSHOTS },
];

pub(super) fn check(statement: &Statement<'_>, findings: &mut Vec<Finding>) {
    let Some(actions) = statement.actions.as_ref().filter(|actions| !actions.negated) else { return };
    let Some(effect) = statement.effect else { return };
    for known in &KNOWN {
        let fails = |condition: &&Condition<'_>| {
            condition.is_about(known.key) && condition.without_key() == Some(false)
        };
        // Every one of several tests of a key would say the same.
        if let Some(condition) = statement.conditions.iter().find(fails) {
            findings.extend(judge(known, condition, actions, effect));
        }
    }
}

fn judge(known: &Known, condition: &Condition<'_>, actions: &Element<'_>, effect: Effect) -> Option<Finding> {
    let without: Vec<&Text<'_>> = actions.patterns.iter().filter(|action| known.is_absent(action)).collect();
    if without.is_empty() {
        return None;
    }
    let names: Vec<String> = without.iter().map(|action| shorten(&action.value)).collect();
    let does = match effect {
        Effect::Allow => "allows",
        Effect::Deny => "denies",
    };
    let carry = verb(names.len(), "carries", "carry");
    let it = verb(names.len(), "it", "them");
    let message =
        format!("{} never {carry} `{}`, so this statement never {does} {it}", some(&names), known.key);
    let mut finding = Finding::new(&ABSENT_CONDITION_KEY, condition.key.span, message)
        .label(format!("absent, so that `{}` is never true", condition.operator.value))
        .help(known.help)
        .certainty(Certainty::Deduced);
    for action in without.iter().take(RELATED) {
        finding = finding.related(action.span, format!("this statement never {does} it"));
    }
    Some(finding)
}

impl Known {
    /// Whether no request for what an entry of `Action` names carries the key.
    fn is_absent(&self, action: &Text<'_>) -> bool {
        let Some((prefix, name)) = split_action(&action.value).filter(|(prefix, _)| !has_wildcard(prefix))
        else {
            return false;
        };
        let Some(service) = reference::service(prefix) else { return false };
        let of_key = self.key.split(':').next().unwrap_or_default();
        if service.prefix != of_key {
            return self.of.is_empty();
        }
        let carries = |action: &Action| {
            let of_resources = action.resources.iter().flat_map(|resource| resource.keys);
            action.keys.iter().chain(of_resources).any(|key| key.matches(self.key))
        };
        if self.of.is_empty() {
            let mut actions = service.actions_named(name).peekable();
            return actions.peek().is_some() && !actions.any(carries);
        }
        let judged = self.of.iter().any(|known| known.eq_ignore_ascii_case(name));
        judged && service.action(name).is_some_and(|action| !carries(action))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_keys_are_in_the_reference() {
        for known in &KNOWN {
            let prefix = known.key.split(':').next().unwrap();
            let service = reference::service(prefix).unwrap();
            assert!(service.condition_key(known.key).is_some(), "{}", known.key);
            assert!(known.of.iter().all(|name| service.has_action(name)), "{:?}", known.of);
        }
    }
}
