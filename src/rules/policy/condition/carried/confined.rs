//! Keys of which it is documented which requests carry them.
//!
//! Which actions carry a key is read from the service reference. That it says so of *all* actions that do is
//! documented for the keys below, and for them only: elsewhere it has gaps.

use crate::reference::key_matches;

/// A key that few requests carry.
pub(super) struct Confined {
    pub(super) key: &'static str,
    /// The actions to which the judgement is confined; none if it holds for all others than those that carry it.
    pub(super) of: &'static [&'static str],
    /// What to do instead; if nothing, the actions that carry the key are named.
    pub(super) help: Option<&'static str>,
    /// Whether Access Analyzer is known to report the key for actions that do not carry it.
    pub(super) is_reported: bool,
    /// Whether it is said by more than the rows of the service reference.
    pub(super) is_documented: bool,
}

const fn of_request(key: &'static str) -> Confined {
    Confined { key, of: &[], help: None, is_reported: false, is_documented: true }
}

const fn reported(key: &'static str) -> Confined {
    Confined { key, of: &[], help: None, is_reported: true, is_documented: true }
}

const fn not_of(of: &'static [&'static str], key: &'static str, help: &'static str) -> Confined {
    Confined { key, of, help: Some(help), is_reported: false, is_documented: true }
}

const COPIES: &[&str] = &["CopyImage", "CopySnapshot"];
const OF_OTHER_SNAPSHOTS: &str = "it belongs to snapshots that are made of volumes; a copy carries `ec2:Region`, `ec2:Owner`, or the tags of the \
     request";

/// Keys of the request itself, and of what only some requests hold: Service Authorization Reference for each service;
/// EC2 User Guide, "Grant permission to tag resources during creation"; AWS KMS Developer Guide, "AWS KMS condition
/// keys"; IAM User Guide, "IAM and AWS STS condition context keys"; Amazon S3 User Guide, "Bucket policies using
/// condition keys"; Amazon `DynamoDB` Developer Guide, "Specifying conditions". Those that Access Analyzer reports
/// were seen in its answers (`kms:RecipientAttestation:…` with `kms:GetKeyPolicy`, among others).
const CONFINED: &[Confined] = &[
    Confined {
        help: Some(
            "only `ec2:CreateTags` carries it, when tags are set during a creation: keep the condition for that \
             action, and give all others a statement without it",
        ),
        ..of_request("ec2:CreateAction")
    },
    not_of(COPIES, "ec2:SourceOutpostArn", OF_OTHER_SNAPSHOTS),
    not_of(COPIES, "ec2:Location", OF_OTHER_SNAPSHOTS),
    not_of(COPIES, "ec2:SourceAvailabilityZone", OF_OTHER_SNAPSHOTS),
    not_of(COPIES, "ec2:AvailabilityZone", OF_OTHER_SNAPSHOTS),
    Confined {
        is_documented: false,
        ..not_of(
            &["CopyImage"],
            "ec2:Encrypted",
            "no key of a request to copy an image tells whether the copy is encrypted: turn on encryption by default in \
             the destination Region, and deny `ec2:DisableEbsEncryptionByDefault`",
        )
    },
    of_request("iam:AssociatedResourceArn"),
    // By the reference only `iam:CreateServiceLinkedRole` carries it; guides have had it beside `iam:PutRolePolicy`,
    // `iam:UpdateRoleDescription` and others.
    Confined { is_documented: false, ..of_request("iam:AWSServiceName") },
    of_request("iam:PassedToService"),
    of_request("kms:BypassPolicyLockoutSafetyCheck"),
    reported("kms:EncryptionContext:${EncryptionContextKey}"),
    reported("kms:EncryptionContextKeys"),
    of_request("kms:GrantConstraintType"),
    of_request("kms:GranteePrincipal"),
    Confined {
        help: Some(
            "only `kms:CreateGrant`, `kms:ListGrants` and `kms:RevokeGrant` carry it: keep the condition for these, \
             and give all others a statement without it",
        ),
        ..of_request("kms:GrantIsForAWSResource")
    },
    of_request("kms:GrantOperations"),
    of_request("kms:MacAlgorithm"),
    of_request("kms:MessageType"),
    reported("kms:RecipientAttestation:${Register}"),
    of_request("kms:ReEncryptOnSameKey"),
    of_request("kms:RetiringPrincipal"),
    of_request("kms:ScheduleKeyDeletionPendingWindowInDays"),
    of_request("kms:SigningAlgorithm"),
    of_request("kms:WrappingAlgorithm"),
    of_request("kms:WrappingKeySpec"),
    reported("dynamodb:EnclosingOperation"),
    reported("s3:delimiter"),
    of_request("s3:LocationConstraint"),
    reported("s3:max-keys"),
    reported("s3:prefix"),
    of_request("sts:ExternalId"),
];

/// What is documented of a key, whatever its case.
pub(super) fn of(name: &str) -> Option<&'static Confined> {
    CONFINED.iter().find(|confined| key_matches(confined.key, name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference;

    #[test]
    fn the_keys_and_actions_are_in_the_reference() {
        for confined in CONFINED {
            let prefix = confined.key.split(':').next().unwrap();
            let service = reference::service(prefix).unwrap();
            let name = confined.key.replace("${Register}", "PCR0");
            let key = service.condition_key(&name).unwrap_or_else(|| panic!("{name}"));
            assert!(
                service.actions().any(|action| super::super::actions::carries(service, action, key)),
                "{name}"
            );
            assert!(confined.of.iter().all(|name| service.has_action(name)), "{:?}", confined.of);
        }
    }
}
