//! Which kinds of policy have no say: control policies about service-linked roles, the policy of a resource about
//! what is not asked of any; and what no policy can give or take.

use super::answer::{Answer, DependencyKind, Verdict};
use super::caller::{Caller, CallerKind, is_service_linked_role};
use super::principal::who_asks;
use super::{Attachment, Context, Part, Policies, Resource};
use crate::reference;

/// Services whose resources resource control policies speak of (AWS Organizations User Guide, "List of AWS services
/// that support RCPs"), sorted.
const WITH_RESOURCE_CONTROL: [&str; 62] = [
    "aoss",
    "appconfig",
    "appstream",
    "autoscaling",
    "autoscaling-plans",
    "budgets",
    "clouddirectory",
    "cloudfront",
    "cloudsearch",
    "cloudtrail-data",
    "codeartifact",
    "codebuild",
    "codecommit",
    "codepipeline",
    "cognito-identity",
    "cognito-idp",
    "comprehend",
    "comprehendmedical",
    "compute-optimizer",
    "cost-optimization-hub",
    "dax",
    "dsql",
    "dynamodb",
    "ecr",
    "ecr-public",
    "events",
    "firehose",
    "fis",
    "fms",
    "gamelift",
    "health",
    "inspector-scan",
    "kendra",
    "kinesisvideo",
    "kms",
    "logs",
    "memorydb",
    "networkmonitor",
    "notifications",
    "opensearch",
    "pca-connector-ad",
    "personalize",
    "polly",
    "pricing",
    "resource-groups",
    "rolesanywhere",
    "s3",
    "secretsmanager",
    "servicediscovery",
    "signin",
    "sqs",
    "sts",
    "support",
    "swf",
    "textract",
    "timestream-influxdb",
    "transcribe",
    "transfer",
    "translate",
    "wafv2",
    "workspaces",
    "xray",
];

/// Whether the resource belongs to the account of whoever asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Relation {
    SameAccount,
    CrossAccount,
}

/// What is asked, of which resource.
pub(super) struct Target<'a> {
    /// The action, in lower case.
    pub(super) action: &'a str,
    /// The resource.
    pub(super) resource: &'a Resource,
    /// Its account, if that is known.
    pub(super) owner: Option<&'a str>,
    /// What is known of the context.
    pub(super) context: &'a Context,
    /// Whether only what is certain counts.
    pub(super) strict: bool,
}

impl Target<'_> {
    /// Whether a kind of policy has no say about this caller and this resource.
    pub(super) fn outside(
        &self,
        attachment: Attachment,
        caller: &Caller,
        policies: &Policies<'_>,
    ) -> Verdict {
        let always = |outside: bool| Verdict::of(Answer::from(outside));
        match attachment {
            Attachment::ResourceControl { .. } => self.outside_resource_control(caller, policies),
            Attachment::ServiceControl { .. } => always(!caller.has_identity())
                .or(self.is_free_to(caller))
                .or(caller.service_linked())
                .or(policies.is_of_management(caller.account())),
            Attachment::Identity | Attachment::Boundary => {
                always(!caller.has_identity() || *caller.kind() == CallerKind::Root)
                    .or(self.is_free_to(caller))
            }
            Attachment::Session => always(!caller.has_identity()).or(self.is_free_to(caller)),
            Attachment::Resource => always(!self.has_resource() || self.is_alias()),
            Attachment::Endpoint => always(false),
        }
    }

    /// AWS Organizations User Guide, "Resources and entities not restricted by RCPs".
    fn outside_resource_control(&self, caller: &Caller, policies: &Policies<'_>) -> Verdict {
        let service = self.action.split(':').next().unwrap_or_default();
        let assumed = self.action.starts_with("sts:")
            && self.resource.id.text().is_some_and(|id| is_service_linked_role(&format!(":{id}")));
        let outside = WITH_RESOURCE_CONTROL.binary_search(&service).is_err()
            || !self.has_resource()
            || self.action == "kms:retiregrant"
            || assumed;
        Verdict::of(Answer::from(outside))
            .or(caller.service_linked())
            .or(policies.is_of_management(self.owner))
            .or(self.is_managed_key())
    }

    /// Whether the resource is a key that AWS manages, which the names of its aliases tell.
    fn is_managed_key(&self) -> Verdict {
        if !self.is_key() {
            return Verdict::of(Answer::No);
        }
        match self.context.values("kms:ResourceAliases") {
            Some([]) => Verdict::of(Answer::No),
            Some(aliases) => {
                let is_managed = aliases.iter().all(|alias| alias.starts_with("alias/aws/"));
                Verdict::of(Answer::from(is_managed))
            }
            None if self.strict => Verdict::maybe(DependencyKind::Fact, "whether AWS manages the key"),
            None => Verdict::of(Answer::No),
        }
    }

    /// Whether what is asked is asked of a resource. The policies of resources have no say in anything else.
    fn has_resource(&self) -> bool {
        if self.resource.is_all() {
            return false;
        }
        let Some((service, action)) = self.action.split_once(':') else { return true };
        let action = reference::service(service).and_then(|service| service.action(action));
        action.is_none_or(|action| !action.resources.is_empty())
    }

    /// Whether the policy of the resource must allow even what is asked in its own account: that of a KMS key, and
    /// the trust policy of a role.
    pub(super) fn is_ruled_by_resource(&self) -> bool {
        self.is_key() || self.is_role()
    }

    /// Whether the policy of the resource is a trust policy.
    pub(super) fn is_role(&self) -> bool {
        self.action.starts_with("sts:")
    }

    fn is_key(&self) -> bool {
        self.action.starts_with("kms:") && !self.is_alias() && !self.resource.is_all()
    }

    /// Aliases have no policies: that of the key has no say in what is asked of them (AWS KMS Developer Guide,
    /// "Controlling access to aliases").
    fn is_alias(&self) -> bool {
        let id = match &self.resource.id {
            Part::Known(id) => id,
            Part::Like { form, .. } => *form,
            Part::Partial { form, .. } => form,
        };
        self.action.starts_with("kms:") && id.starts_with("alias/")
    }

    /// Whether the caller needs no permission for it, and no policy of its own takes it away (AWS STS API Reference,
    /// "`GetCallerIdentity`"; IAM User Guide, "Permissions for `GetSessionToken`").
    pub(super) fn is_free_to(&self, caller: &Caller) -> Verdict {
        match (self.action, caller.kind()) {
            ("sts:getcalleridentity", _) => Verdict::of(caller.has_identity().into()),
            ("sts:getsessiontoken", CallerKind::User | CallerKind::Root) => Verdict::of(Answer::Yes),
            ("sts:getsessiontoken", CallerKind::Unknown) => who_asks(),
            _ => Verdict::of(Answer::No),
        }
    }

    /// Whether no policy can give it to the caller (AWS STS API Reference, "`AssumeRole`" and "`GetFederationToken`";
    /// IAM User Guide, "Compare AWS STS credentials"; AWS KMS Developer Guide, "Allowing users in other accounts to
    /// use a KMS key").
    pub(super) fn is_closed_to(&self, caller: &Caller, relation: Relation) -> Verdict {
        let (service, name) = self.action.split_once(':').unwrap_or_default();
        let is_elsewhere = relation == Relation::CrossAccount
            || caller.account().zip(self.owner).is_some_and(|(own, owner)| own != owner);
        let is_closed = match (caller.kind(), service) {
            (_, "kms") => is_elsewhere && self.is_key() && !is_for_other_accounts(name),
            (CallerKind::Root, "sts") => name == "assumerole",
            (CallerKind::Role | CallerKind::Session { .. }, "sts") => {
                matches!(name, "getfederationtoken" | "getsessiontoken")
            }
            (CallerKind::Unknown, "sts") if name == "getsessiontoken" => return who_asks(),
            (CallerKind::FederatedUser, "sts") => name != "getcalleridentity",
            (CallerKind::FederatedUser, "iam") => {
                return Verdict::maybe(
                    DependencyKind::Fact,
                    "whether the federated user asks in the console",
                );
            }
            _ => false,
        };
        Verdict::of(is_closed.into())
    }
}

/// Whether what is asked of a key (in lower case) can be given to other accounts.
fn is_for_other_accounts(name: &str) -> bool {
    const FAMILIES: [&str; 7] =
        ["decrypt", "derivesharedsecret", "encrypt", "generate", "reencrypt", "sign", "verify"];
    const OTHERS: [&str; 7] = [
        "creategrant",
        "describekey",
        "getkeyrotationstatus",
        "getpublickey",
        "listgrants",
        "retiregrant",
        "revokegrant",
    ];
    OTHERS.contains(&name) || FAMILIES.iter().any(|family| name.starts_with(family))
}
