//! How long policies may be.

use std::sync::OnceLock;

use super::table;

static TEXT: &str = include_str!("../../rules/reference/policy-quotas.txt");

/// The length that a kind of policy may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PolicyQuota {
    /// What the policy is called: `an S3 bucket policy`.
    pub name: &'static str,
    /// The service whose actions it is about, or `kind`.
    service: &'static str,
    /// The kind, or what the resource field of its ARNs begins with; `-` for anything.
    subject: &'static str,
    /// How many characters it may have.
    pub characters: usize,
    /// Whether white space counts.
    pub counts_white_space: bool,
}

/// What some pages of AWS's documentation still give as the quota of an SCP.
pub const FORMER_SCP_QUOTA: usize = 5_120;

/// The quota of a kind of policy (`trust`), if it has one whatever it is attached to.
pub fn policy_quota(kind: &str) -> Option<&'static PolicyQuota> {
    quotas().iter().find(|quota| quota.service == "kind" && quota.subject == kind)
}

/// The quota of a resource policy, by the service whose actions it is about and the resource field of an ARN
/// in it.
pub fn resource_policy_quota(service: &str, resource: &str) -> Option<&'static PolicyQuota> {
    quotas().iter().find(|quota| {
        quota.service.eq_ignore_ascii_case(service)
            && (quota.subject == "-" || resource.starts_with(quota.subject))
    })
}

/// The smallest quota that a kind of policy (`trust`) can have: no shorter document exceeds one.
pub fn smallest_policy_quota(kind: &str) -> usize {
    let of_kind = policy_quota(kind).map(|quota| quota.characters);
    let of_services =
        || quotas().iter().filter(|quota| quota.service != "kind").map(|quota| quota.characters);
    let smallest = of_kind.or_else(|| of_services().min()).unwrap_or_default();
    if kind == "scp" { smallest.min(FORMER_SCP_QUOTA) } else { smallest }
}

fn quotas() -> &'static [PolicyQuota] {
    static QUOTAS: OnceLock<Vec<PolicyQuota>> = OnceLock::new();
    QUOTAS.get_or_init(|| table(TEXT).filter_map(read).collect())
}

fn read(line: &'static str) -> Option<PolicyQuota> {
    let mut fields = line.split('\t');
    let (name, told_by, characters, counted) =
        (fields.next()?, fields.next()?, fields.next()?, fields.next()?);
    let (service, subject) = told_by.split_once(' ')?;
    let characters = characters.parse().ok()?;
    Some(PolicyQuota { name, service, subject, characters, counts_white_space: counted == "written" })
}
