//! Actions that none of the resources of their statement fits.
//!
//! Only the service and the last field of the ARNs are looked at: faults of the other fields have rules of
//! their own. What copies are about (keys, buckets, images and snapshots) is judged; of other actions, the
//! resources of which change too often, it is only noted that they do not fit.

use std::cell::LazyCell;
use std::collections::HashSet;

use crate::arn::Arn;
use crate::policy::{Effect, Policy, Statement, Text, split_action};
use crate::reference::{self, Action, Service};
use crate::rule::{Certainty, Family, Finding, Level, RELATED, Rule};
use crate::words::{listed, shorten, some, verb};

mod elsewhere;
mod named;
mod unused;

use elsewhere::Elsewhere;
use named::Named;
pub(super) use unused::UNUSED_RESOURCE;

pub(in super::super) static ACTION_RESOURCE_MISMATCH: Rule = Rule::new(
    Family::Policy,
    "action-resource-mismatch",
    Level::Error,
    include_str!("../../../../rules/policy/action-resource-mismatch.md"),
);

pub(in super::super) static KEY_ACTION_ON_ALIAS: Rule = Rule::new(
    Family::Policy,
    "key-action-on-alias",
    Level::Error,
    include_str!("../../../../rules/policy/key-action-on-alias.md"),
);

pub(in super::super) static UNSCOPABLE_ACTION: Rule = Rule::new(
    Family::Policy,
    "unscopable-action",
    Level::Warning,
    include_str!("../../../../rules/policy/unscopable-action.md"),
);

/// The services that copies are about.
const SERVICES: [&str; 4] = ["ebs", "ec2", "kms", "s3"];

/// The resource types of EC2 that copies are about.
const COPIED: [&str; 2] = ["image", "snapshot"];

/// Actions that go with copies and take no resource (Service Authorization Reference). The reference lists
/// others without resource type that take one all the same, such as `s3:GetAccessPoint`.
const WITHOUT_RESOURCE: [&str; 12] = [
    "ec2:DescribeAvailabilityZones",
    "ec2:DescribeImages",
    "ec2:DescribeRegions",
    "ec2:DescribeSnapshots",
    "ec2:DescribeStoreImageTasks",
    "ec2:DescribeTags",
    "ec2:GetEbsDefaultKmsKeyId",
    "ec2:GetEbsEncryptionByDefault",
    "kms:CreateKey",
    "kms:ListAliases",
    "kms:ListKeys",
    LIST_BUCKETS,
];

/// The one of these that AWS's own examples allow on `arn:aws:s3:::*`, which works.
const LIST_BUCKETS: &str = "s3:ListAllMyBuckets";

pub(super) fn check(policy: &Policy<'_>, findings: &mut Vec<Finding>) {
    let judged: Vec<(&Statement<'_>, Option<Judgement<'_, '_>>)> =
        policy.statements.iter().map(|statement| (statement, judge(statement))).collect();
    let unused = |(statement, judgement): &(&Statement<'_>, Option<Judgement<'_, '_>>)| {
        unused::check(statement, &judgement.as_ref()?.named)
    };
    findings.extend(judged.iter().filter_map(unused));
    let faulty: Vec<_> = judged
        .iter()
        .filter_map(|(statement, judgement)| Some((statement.effect?, judgement.as_ref()?)))
        .filter(|(_, judgement)| judgement.has_faults() && judgement.named.have_forms())
        .collect();
    if faulty.is_empty() {
        return;
    }
    let elsewhere = LazyCell::new(|| Elsewhere::of(&judged));
    for (effect, Judgement { named, unfit, unscopable, fitting }) in &faulty {
        let is_leftover =
            |group: &[Judged<'_, '_>]| group.iter().all(|action| elsewhere.has(*effect, action.text));
        findings.extend(unfit.iter().filter_map(|group| {
            let finding = mismatch(*effect, group, named)?;
            let is_certain = group.iter().all(|action| action.is_copied);
            let finding = if is_certain { finding } else { finding.certainty(Certainty::Inferred) };
            let is_dead = || fitting.is_empty() && is_of_other_services(group, named);
            let is_grave = (is_certain || is_dead()) && !is_leftover(group);
            Some(if is_grave { finding } else { finding.at_most(Level::Note) })
        }));
        if !policy.kind.has_principals() {
            findings.extend(unscopable.iter().filter_map(|group| {
                let finding = never_scoped(*effect, group, named)?;
                let is_certain = group.iter().all(Judged::goes_with_copies);
                let finding = if is_certain { finding } else { finding.certainty(Certainty::Inferred) };
                Some(if is_certain && !is_leftover(group) { finding } else { finding.at_most(Level::Note) })
            }));
        }
    }
}

/// What is to be said of a statement.
struct Judgement<'p, 't> {
    named: Named<'p, 't>,
    /// The actions that act on one of the resources, or may.
    fitting: Vec<&'p Text<'t>>,
    /// Those that act on none, by service.
    unfit: Vec<Vec<Judged<'p, 't>>>,
    /// Those that take no resource; apart from them the one for which that may work all the same, and those
    /// that do not go with copies.
    unscopable: [Vec<Judged<'p, 't>>; 3],
}

impl Judgement<'_, '_> {
    fn has_faults(&self) -> bool {
        !self.unfit.is_empty() || self.unscopable.iter().any(|group| !group.is_empty())
    }
}

/// `None` if nothing is to be said of a statement, whatever it allows or denies.
fn judge<'p, 't>(statement: &'p Statement<'t>) -> Option<Judgement<'p, 't>> {
    let actions = statement.actions.as_ref().filter(|actions| !actions.negated)?;
    let resources = statement.resources.as_ref().filter(|resources| !resources.negated)?;
    if statement.incomplete {
        return None;
    }
    let named = Named::of(resources)?;
    let mut judgement =
        Judgement { named, fitting: Vec::new(), unfit: Vec::new(), unscopable: [const { Vec::new() }; 3] };
    let mut last = None;
    for text in &actions.patterns {
        let Judgement { named, fitting, unfit, unscopable: [never, perhaps, others] } = &mut judgement;
        match Judged::of(text, &mut last) {
            Some(action) if action.takes_no_resource() => {
                let works = text.value.eq_ignore_ascii_case(LIST_BUCKETS) && named.every_bucket();
                match (works, action.goes_with_copies()) {
                    (true, _) => perhaps,
                    (false, true) => never,
                    (false, false) => &mut *others,
                }
                .push(action);
            }
            Some(action) if !action.fits(named) => {
                // One finding for each service.
                match unfit.iter_mut().find(|group| group.first().is_some_and(|one| one.is_like(&action))) {
                    Some(group) => group.push(action),
                    None => unfit.push(vec![action]),
                }
            }
            _ => fitting.push(text),
        }
    }
    Some(judgement)
}

/// Whether the resources that a statement names are all of other services than those that the actions act on:
/// whatever types of resources the reference does not know yet, these are none of them.
fn is_of_other_services(group: &[Judged<'_, '_>], named: &Named<'_, '_>) -> bool {
    let types =
        group.iter().flat_map(|action| action.types().filter_map(|name| action.service.resource_type(name)));
    let services: HashSet<&str> = types
        .flat_map(|known| known.arns.iter().filter_map(|arn| Some(Arn::parse(arn).ok()?.service.text)))
        .chain(group.iter().map(|action| action.service.prefix))
        .collect();
    !services.contains("*") && named.resources.iter().all(|one| !services.contains(one.arn.service.text))
}

/// An entry of `Action` with the actions that it stands for.
struct Judged<'p, 't> {
    text: &'p Text<'t>,
    service: &'static Service,
    actions: Vec<&'static Action>,
    /// Whether it is about what copies are about.
    is_copied: bool,
}

impl<'p, 't> Judged<'p, 't> {
    /// `None` if its resources are not judged. Actions of one service mostly stand together: the `last` one is
    /// not looked up again.
    fn of(text: &'p Text<'t>, last: &mut Option<&'static Service>) -> Option<Self> {
        let (prefix, name) = split_action(&text.value)?;
        if name == "*" {
            return None;
        }
        let known = last.filter(|service| service.prefix == prefix).or_else(|| reference::service(prefix));
        *last = known;
        let service = known?;
        let actions: Vec<&'static Action> = service.actions_named(name).collect();
        let mut found = Self { text, service, actions, is_copied: false };
        found.is_copied = SERVICES.contains(&service.prefix)
            && (service.prefix != "ec2" || found.types().all(|name| COPIED.contains(&name)));
        (!found.actions.is_empty()).then_some(found)
    }

    /// Whether another one belongs into the same finding.
    fn is_like(&self, other: &Self) -> bool {
        self.service.prefix == other.service.prefix && self.is_copied == other.is_copied
    }

    /// Whether it is an action that no resource can be named for.
    fn takes_no_resource(&self) -> bool {
        self.types().next().is_none()
    }

    /// Whether it is one of those actions without a resource that go with copies.
    fn goes_with_copies(&self) -> bool {
        let is_such = |name: &&str| self.text.value.eq_ignore_ascii_case(name);
        WITHOUT_RESOURCE.iter().any(is_such)
    }

    /// Whether it acts on one of these resources, or may.
    fn fits(&self, named: &mut Named<'_, '_>) -> bool {
        self.types().any(|name| named.can_be(self.service, name))
    }

    /// The resource types that its actions act on.
    fn types(&self) -> impl Iterator<Item = &'static str> {
        self.actions.iter().flat_map(|action| action.resources.iter().map(|one| one.resource_type))
    }
}

fn mismatch(effect: Effect, group: &[Judged<'_, '_>], named: &Named<'_, '_>) -> Option<Finding> {
    let first = group.first()?;
    let actions: Vec<String> = group.iter().map(|action| shorten(&action.text.value)).collect();
    let act = verb(actions.len(), "acts", "act");
    let does = match effect {
        Effect::Allow => "allow",
        Effect::Deny => "deny",
    };
    let outcome = format!("so this statement does not {does} {}", verb(actions.len(), "it", "them"));
    let mut aliases = named.of_service("kms").filter(|one| one.arn.resource.text.starts_with("alias/"));
    if first.service.prefix == "kms" && aliases.next().is_some() {
        let message = format!(
            "{} {act} on keys, which an alias in `Resource` does not name, {outcome}",
            some(&actions)
        );
        let finding = Finding::new(&KEY_ACTION_ON_ALIAS, first.text.span, message).help(
            "name the key by its ARN, `arn:aws:kms:REGION:ACCOUNT:key/ID`; for whatever key an alias points to, name \
             every key and add a condition on `kms:ResourceAliases`",
        );
        return Some(explain(finding, effect, group, named, "names no key"));
    }
    let message = format!("{} {act} on none of the resources of this statement, {outcome}", some(&actions));
    let finding =
        Finding::new(&ACTION_RESOURCE_MISMATCH, first.text.span, message).help(remedy(group, named));
    Some(explain(finding, effect, group, named, "not what it acts on"))
}

fn never_scoped(effect: Effect, group: &[Judged<'_, '_>], named: &Named<'_, '_>) -> Option<Finding> {
    let first = group.first()?;
    let actions: Vec<String> = group.iter().map(|action| shorten(&action.text.value)).collect();
    let (take, its, it) = if actions.len() == 1 {
        ("takes no resource", "its", "it")
    } else {
        ("take no resources", "their", "them")
    };
    let may_work = first.text.value.eq_ignore_ascii_case(LIST_BUCKETS) && named.every_bucket();
    let does = match effect {
        _ if may_work => "but this statement names every bucket".to_owned(),
        Effect::Allow => format!("so a statement that names some never allows {it}"),
        Effect::Deny => format!("so a statement that names some never denies {it}"),
    };
    let finding =
        Finding::new(&UNSCOPABLE_ACTION, first.text.span, format!("{} {take}, {does}", some(&actions)))
            .help(format!("give {} a statement of {its} own with `\"Resource\": \"*\"`", some(&actions)));
    let finding = explain(finding, effect, group, named, "not every resource");
    Some(if may_work {
        finding.label("AWS's own examples have it so, and it works").at_most(Level::Note)
    } else {
        finding
    })
}

/// Adds the places that a finding is about.
fn explain(
    finding: Finding,
    effect: Effect,
    group: &[Judged<'_, '_>],
    named: &Named<'_, '_>,
    resource: &'static str,
) -> Finding {
    let never = match effect {
        Effect::Allow => "never allowed by this statement",
        Effect::Deny => "never denied by this statement",
    };
    let mut finding = finding.label(never);
    for action in group.iter().skip(1).take(RELATED) {
        finding = finding.related(action.text.span, never);
    }
    for one in named.resources.iter().take(RELATED) {
        finding = finding.related(one.text.span, resource);
    }
    finding
}

/// What to write instead.
fn remedy(group: &[Judged<'_, '_>], named: &Named<'_, '_>) -> String {
    let types = || group.iter().flat_map(Judged::types);
    let of_s3 =
        |inside: bool| named.of_service("s3").find(|one| one.arn.resource.text.contains('/') == inside);
    if types().all(|name| matches!(name, "object" | "accesspointobject"))
        && let Some(bucket) = of_s3(false)
    {
        return format!("a bucket is not what is in it: write `{}/*` for that", shorten(&bucket.text.value));
    }
    if types().any(|name| name == "bucket")
        && let Some(object) = of_s3(true)
    {
        let bucket = object.arn.resource.text.split('/').next().unwrap_or_default();
        let partition = object.arn.partition.text;
        let bucket = shorten(&format!("arn:{partition}:s3:::{bucket}"));
        return format!("what is in a bucket is not the bucket: write `{bucket}` for that");
    }
    let mut formats: Vec<&str> = Vec::new();
    for action in group {
        let known = action.types().filter_map(|name| action.service.resource_type(name));
        for arn in known.flat_map(|known| known.arns.iter().copied()) {
            if formats.len() < RELATED && !formats.contains(&arn) {
                formats.push(arn);
            }
        }
    }
    format!("name what it acts on, such as {}", listed(&formats, "or"))
}
