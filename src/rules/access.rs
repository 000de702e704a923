//! Rules about a request and the policies of whoever makes the copy.

use crate::access::{Access, Asked};
use crate::authorization::{Attachment, Caller};
use crate::copy::CopyPlan;
use crate::policy::Policy;
use crate::request::CopyRequest;
use crate::rule::{Finding, Rule};
use crate::text::Sources;

mod denied;
mod key_policy;
mod missing;
mod source_region;
mod unchecked;

/// Every rule of this family.
pub const RULES: &[&Rule] = &[
    &missing::MISSING_COPY_PERMISSION,
    &missing::MISSING_TAG_PERMISSION,
    &missing::MISSING_KMS_PERMISSION,
    &missing::MISSING_S3_PERMISSION,
    &denied::DENIED_PERMISSION,
    &unchecked::UNCHECKED_RESOURCE,
    &source_region::DENIED_SOURCE_REGION,
    &key_policy::KEY_POLICY_WITHOUT_COPIER,
    &key_policy::INCOMPLETE_KEY_POLICY,
];

/// One copy, what it does, and what the policies say to it.
#[derive(Clone, Copy)]
pub struct Case<'a> {
    /// The texts that the policies stand in.
    pub sources: &'a Sources,
    /// The request.
    pub request: &'a CopyRequest<'a>,
    /// What it would do.
    pub plan: &'a CopyPlan,
    /// Who makes it.
    pub caller: &'a Caller,
    /// The policies that were asked.
    pub asked: &'a [Asked<'a>],
    /// Their answers.
    pub access: &'a Access,
}

impl<'a> Case<'a> {
    /// The policies that take part so.
    fn of_kind(self, attachment: Attachment) -> impl Iterator<Item = &'a Policy<'a>> {
        let asked = self.asked.iter().filter(move |asked| asked.attachment == attachment);
        asked.map(|asked| asked.policy)
    }

    /// Whether no policies but identity policies were given.
    fn is_of_identity(self) -> bool {
        self.asked.iter().all(|asked| asked.attachment == Attachment::Identity)
    }
}

/// The end of a message: what comes of a copy that may not do this. AWS checks keys after it has answered (EBS User
/// Guide, "Copy an Amazon EBS snapshot").
fn late_failure(actions: &[&str]) -> &'static str {
    let all_on_keys = actions.iter().all(|action| action.starts_with("kms:"));
    if all_on_keys { ": the call would succeed, the copy fail later" } else { "" }
}

/// What help says besides of a copy that may not use its key; nothing if it is about other permissions.
fn late_failure_help(actions: &[&str]) -> &'static str {
    if late_failure(actions).is_empty() {
        ""
    } else if actions.contains(&"kms:DescribeKey") {
        "; without `kms:DescribeKey` nothing fails at once: the call returns an id, and later the new snapshot is in the \
         state `error`, with \"Given key ID is not accessible\" as its `StateMessage`"
    } else {
        "; only the `StateMessage` of the new snapshot tells of the failure"
    }
}

/// Looks at one copy together with the policies.
pub fn check(case: Case<'_>, findings: &mut Vec<Finding>) {
    missing::check(case, findings);
    denied::check(case, findings);
    unchecked::check(case, findings);
    source_region::check(case, findings);
    key_policy::check(case, findings);
}

#[cfg(test)]
mod tests {
    use super::{late_failure, late_failure_help};

    #[test]
    fn only_what_is_done_with_keys_fails_late() {
        assert_eq!(late_failure_help(&["ec2:CopySnapshot"]), "");
        assert_eq!(late_failure(&["ec2:CopySnapshot", "kms:DescribeKey"]), "");
        assert!(late_failure_help(&["kms:CreateGrant", "kms:DescribeKey"]).contains("nothing fails at once"));
        assert!(!late_failure_help(&["kms:CreateGrant"]).contains("kms:DescribeKey"));
    }
}
