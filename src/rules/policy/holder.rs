//! Actions and resources that the policy of a bucket cannot hold.
//!
//! Nothing in a document says that it is the policy of a bucket. It is taken for one if it has principals and
//! all ARNs that it names are of one bucket; the policy of a VPC endpoint may look so, too.

use crate::arn::Arn;
use crate::pattern::{has_variable, has_wildcard};
use crate::policy::{Effect, Policy, PolicyKind, Statement, Text, split_action};
use crate::reference;
use crate::rule::{Certainty, Family, Finding, Level, Rule};
use crate::words::shorten;

use super::principal::is_everybody;

pub(super) static UNSUPPORTED_ACTION_IN_POLICY: Rule = Rule::new(
    Family::Policy,
    "unsupported-action-in-policy",
    Level::Error,
    include_str!("../../../rules/policy/unsupported-action-in-policy.md"),
)
.supersedes(&["action-resource-mismatch", "key-action-on-alias", "unscopable-action"])
.access_analyzer("UNSUPPORTED_ACTION_IN_POLICY");

pub(super) static UNSUPPORTED_RESOURCE_ARN_IN_POLICY: Rule = Rule::new(
    Family::Policy,
    "unsupported-resource-arn-in-policy",
    Level::Error,
    include_str!("../../../rules/policy/unsupported-resource-arn-in-policy.md"),
)
.access_analyzer("UNSUPPORTED_RESOURCE_ARN_IN_POLICY");

pub(super) fn check(policy: &Policy<'_>, findings: &mut Vec<Finding>) {
    if policy.kind != PolicyKind::Resource || policy.incomplete {
        return;
    }
    let Some(bucket) = bucket(policy) else { return };
    let of_endpoint = policy.statements.iter().any(lets_everybody_everywhere);
    for statement in &policy.statements {
        let every = resources(statement).find(|resource| resource.value == "*");
        let actions = statement.actions.iter().filter(|actions| !actions.negated);
        for action in actions.flat_map(|actions| &actions.patterns) {
            findings.extend(other_service(action, bucket, every.is_none()));
        }
        if let Some(every) = every {
            let finding = every_resource(every, bucket);
            findings.push(if of_endpoint { finding.at_most(Level::Note) } else { finding });
        }
    }
}

/// The bucket that all ARNs of a policy are about, if there is one.
fn bucket<'p>(policy: &'p Policy<'_>) -> Option<&'p str> {
    let mut found = None;
    for resource in policy.statements.iter().flat_map(resources).filter(|resource| resource.value != "*") {
        let arn = Arn::parse(&resource.value).ok()?;
        let name = arn.resource.text.split('/').next()?;
        // A bucket has neither Region nor account in its ARN, unlike an access point.
        let is_bucket = arn.service.text == "s3"
            && arn.region.is_empty()
            && arn.account.is_empty()
            && !name.is_empty()
            && !has_wildcard(name)
            && !has_variable(name);
        if !is_bucket || found.is_some_and(|other| other != name) {
            return None;
        }
        found = Some(name);
    }
    found
}

/// Whether a statement allows everybody something on every resource, as the policy of a VPC endpoint does and that
/// of a bucket hardly ever.
fn lets_everybody_everywhere(statement: &Statement<'_>) -> bool {
    let principals = statement.principal.as_ref().filter(|principal| !principal.negated);
    statement.effect == Some(Effect::Allow)
        && resources(statement).any(|resource| resource.value == "*")
        && principals
            .is_some_and(|principal| principal.members.iter().any(|(kind, text)| is_everybody(kind, text)))
}

fn resources<'p, 't>(statement: &'p Statement<'t>) -> impl Iterator<Item = &'p Text<'t>> {
    statement.resources.iter().flat_map(|resources| &resources.patterns)
}

/// An action of another service. On the bucket it does nothing, whatever the policy belongs to.
fn other_service(action: &Text<'_>, bucket: &str, on_bucket: bool) -> Option<Finding> {
    let (prefix, _) = split_action(&action.value)?;
    let is_other = !has_wildcard(prefix) && !prefix.eq_ignore_ascii_case("s3");
    // A service that does not exist is another fault.
    if !is_other || reference::service(prefix).is_none() {
        return None;
    }
    let message = format!(
        "`{}` cannot stand in the policy of a bucket, here that of `{}`",
        shorten(&action.value),
        shorten(bucket)
    );
    let finding = Finding::new(&UNSUPPORTED_ACTION_IN_POLICY, action.span, message)
        .label("not an action of S3")
        .help("move it into the policy of the resource that it acts on, or into an identity policy");
    Some(if on_bucket { finding } else { finding.certainty(Certainty::Inferred) })
}

fn every_resource(every: &Text<'_>, bucket: &str) -> Finding {
    let message =
        format!("`*` is no resource for the policy of a bucket, here that of `{}`", shorten(bucket));
    let bucket = shorten(bucket);
    Finding::new(&UNSUPPORTED_RESOURCE_ARN_IN_POLICY, every.span, message)
        .label("S3 refuses what is not the bucket or in it")
        .help(format!(
            "write `arn:aws:s3:::{bucket}` for the bucket, `arn:aws:s3:::{bucket}/*` for what is in it"
        ))
        .certainty(Certainty::Inferred)
}
