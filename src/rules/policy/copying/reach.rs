//! Whether a policy for copies reaches everything that a copy is checked on.
//!
//! A copy is checked on what is copied and on what is made; the latter has no id yet, and is checked as
//! `snapshot/*` or `image/*`, where the asterisk is a character (EBS User Guide, "Copy an Amazon EBS
//! snapshot"; Service Authorization Reference for Amazon EC2). The tags of the request come with what is
//! made, not with what is copied.

use super::Together;
use super::statements::{allowing, allows, naming};
use super::tags::can_tag;
use crate::arn::Arn;
use crate::pattern::{Pattern, Substitute};
use crate::policy::{Condition, Effect, Policy, Statement, Text};
use crate::reference;
use crate::rule::{Certainty, Family, Finding, Level, RELATED, Rule};
use crate::words::{joined, shorten};

pub(in super::super) static INCOMPLETE_COPY_RESOURCES: Rule = Rule::new(
    Family::Policy,
    "incomplete-copy-resources",
    Level::Warning,
    include_str!("../../../../rules/policy/incomplete-copy-resources.md"),
);

pub(in super::super) static REQUEST_TAG_ON_COPY_SOURCE: Rule = Rule::new(
    Family::Policy,
    "request-tag-on-copy-source",
    Level::Warning,
    include_str!("../../../../rules/policy/request-tag-on-copy-source.md"),
);

pub(in super::super) static REQUIRED_TAG_WITHOUT_CREATE_TAGS: Rule = Rule::new(
    Family::Policy,
    "required-tag-without-create-tags",
    Level::Warning,
    include_str!("../../../../rules/policy/required-tag-without-create-tags.md"),
);

/// Something that a copy is checked on.
struct Checked {
    /// The last field of its ARN: literally of what is made, as a pattern of what is copied.
    resource: &'static str,
    is_new: bool,
    /// Whether only images that are kept as snapshots have it.
    of_snapshots: bool,
    words: &'static str,
}

/// A copy, and what it is checked on.
struct Copy {
    action: &'static str,
    checked: &'static [Checked],
    /// Resources that all of that matches.
    all: &'static str,
    /// Resources that only what is made matches.
    new: &'static str,
}

const COPIES: [Copy; 2] = [
    Copy {
        action: "ec2:CopySnapshot",
        all: "`arn:aws:ec2:*::snapshot/*`",
        new: "`arn:aws:ec2:*::snapshot/${*}`",
        checked: &[
            Checked {
                resource: "snapshot/snap-*",
                is_new: false,
                of_snapshots: false,
                words: "the snapshot that is copied",
            },
            Checked {
                resource: "snapshot/*",
                is_new: true,
                of_snapshots: false,
                words: "the new snapshot (`snapshot/*`)",
            },
        ],
    },
    Copy {
        action: "ec2:CopyImage",
        all: "`arn:aws:ec2:*::image/*` and `arn:aws:ec2:*::snapshot/*`",
        new: "`arn:aws:ec2:*::image/${*}` and `arn:aws:ec2:*::snapshot/${*}`",
        checked: &[
            Checked {
                resource: "image/ami-*",
                is_new: false,
                of_snapshots: false,
                words: "the image that is copied",
            },
            Checked {
                resource: "image/*",
                is_new: true,
                of_snapshots: false,
                words: "the new image (`image/*`)",
            },
            Checked {
                resource: "snapshot/*",
                is_new: true,
                of_snapshots: true,
                words: "the new snapshots (`snapshot/*`)",
            },
        ],
    },
];

/// A statement, with its policy.
type Subject<'p, 't> = (&'p Policy<'t>, &'p Statement<'t>);

/// How an action is allowed on what is checked.
enum Reach<'p, 't> {
    /// By a statement whose conditions may hold.
    Allowed,
    /// Only where the request sets tags: by this condition.
    Tagged(&'p Condition<'t>),
    /// By no statement.
    Never,
}

/// Gives the actions that need tags which nothing allows to set.
pub(super) fn check(
    together: Together<'_, '_>,
    s3_backed: bool,
    findings: &mut Vec<Finding>,
) -> Vec<&'static str> {
    let mut without_tags = Vec::new();
    for copy in &COPIES {
        if let Some(condition) = check_copy(together, copy, s3_backed, findings) {
            findings.push(untaggable(copy, condition));
            without_tags.push(copy.action);
        }
        check_denials(together, copy, findings);
    }
    without_tags
}

/// Gives the condition that asks for tags which nothing allows to set.
fn check_copy<'p>(
    together: Together<'p, '_>,
    copy: &Copy,
    s3_backed: bool,
    findings: &mut Vec<Finding>,
) -> Option<&'p Condition<'p>> {
    let named = |statement| Some((allowing(statement, copy.action)?, statement));
    let (named, statement) = together.statements().find_map(named)?;
    let allowed: Vec<Subject<'_, '_>> =
        together.statements_of_policies().filter(|(_, statement)| allows(statement, copy.action)).collect();
    let reached: Vec<(&Checked, Reach<'_, '_>)> =
        copy.checked.iter().map(|checked| (checked, reach(&allowed, checked))).collect();
    let missing: Vec<&Checked> = reached
        .iter()
        .filter(|(checked, reach)| matches!(reach, Reach::Never) && !(s3_backed && checked.of_snapshots))
        .map(|(checked, _)| *checked)
        .collect();
    // If nothing is reached at all, the resources are of another type, which is another fault.
    if !missing.is_empty() && reached.iter().any(|(_, reach)| !matches!(reach, Reach::Never)) {
        let unread = allowed.iter().find_map(|(policy, statement)| variable(policy, statement));
        findings.push(incomplete(copy, named, statement, &missing, unread));
    }
    let tagged = |new: bool| {
        reached.iter().find_map(|(checked, reach)| match reach {
            Reach::Tagged(condition) if checked.is_new == new => Some(*condition),
            _ => None,
        })
    };
    findings.extend(tagged(false).map(|condition| on_source(copy, condition)));
    tagged(true).filter(|_| !can_tag(together, copy.action))
}

fn reach<'p, 't>(allowed: &[Subject<'p, 't>], checked: &Checked) -> Reach<'p, 't> {
    let mut tagged = None;
    for (_, statement) in allowed.iter().filter(|subject| reaches(**subject, checked)) {
        match statement.conditions.iter().find(|condition| needs_request_tag(condition)) {
            None => return Reach::Allowed,
            Some(condition) => tagged = tagged.or(Some(condition)),
        }
    }
    tagged.map_or(Reach::Never, Reach::Tagged)
}

/// Whether one of the resources of a statement can be what is checked. What has a fault of its own counts.
fn reaches((policy, statement): Subject<'_, '_>, checked: &Checked) -> bool {
    let Some(resources) = &statement.resources else { return true };
    resources.negated || resources.patterns.iter().any(|text| is_met(policy, &text.value, checked))
}

fn is_met(policy: &Policy<'_>, text: &str, checked: &Checked) -> bool {
    let Ok(arn) = Arn::parse(text) else { return true };
    if arn.service.text != "ec2" {
        return !reference::is_arn_service(arn.service.text);
    }
    // Snapshots and images have a Region and no account: such ARNs are found fault with for that.
    if arn.region.is_empty() || !(arn.account.is_empty() || arn.account.is_open()) {
        return true;
    }
    let id = arn.resource.text;
    let pattern = if policy.has_variables() {
        Pattern::with_variables(id, true, |_| Substitute::Unknown)
    } else {
        Some(Pattern::plain(id))
    };
    pattern.is_none_or(|pattern| {
        if checked.is_new {
            pattern.matches(checked.resource)
        } else {
            pattern.meets(&Pattern::plain(checked.resource))
        }
    })
}

/// Whether a condition tests the tags that a request sets.
fn is_about_request_tags(condition: &Condition<'_>) -> bool {
    let key = condition.key.value.to_ascii_lowercase();
    key == "aws:tagkeys" || key.starts_with("aws:requesttag/")
}

/// Whether a condition holds for no request that sets no tags.
fn needs_request_tag(condition: &Condition<'_>) -> bool {
    is_about_request_tags(condition) && condition.without_key() == Some(false)
}

/// Statements that deny a copy for lack of tags, and so deny it on its source, which never has any.
fn check_denials(together: Together<'_, '_>, copy: &Copy, findings: &mut Vec<Finding>) {
    let source = copy.checked.iter().find(|checked| !checked.is_new);
    for subject in together.statements_of_policies() {
        let (_, statement) = subject;
        let always = |condition: &Condition<'_>| {
            is_about_request_tags(condition) && condition.without_key() == Some(true)
        };
        if statement.effect != Some(Effect::Deny) || !statement.conditions.iter().all(always) {
            continue;
        }
        if let Some(condition) = statement.conditions.first()
            && naming(statement, copy.action).is_some()
            && source.is_some_and(|source| reaches(subject, source))
        {
            findings.push(denied_on_source(copy, condition));
        }
    }
}

fn denied_on_source(copy: &Copy, condition: &Condition<'_>) -> Finding {
    Finding::new(
        &REQUEST_TAG_ON_COPY_SOURCE,
        condition.key.span,
        format!(
            "what is copied carries no `{}`, so this Deny probably stops every `{}`",
            shorten(&condition.key.value),
            copy.action
        ),
    )
    .label("absent in the check of the source, which makes the condition true")
    .help(format!("deny it on what is made only: on {}, in a policy of version 2012-10-17", copy.new))
    .certainty(Certainty::Inferred)
}

/// A resource with a variable that is none, as the policy is of the old version of the language.
fn variable<'p, 't>(policy: &Policy<'_>, statement: &'p Statement<'t>) -> Option<&'p Text<'t>> {
    let resources = statement.resources.as_ref().filter(|_| !policy.has_variables())?;
    resources.patterns.iter().find(|text| text.has_variable())
}

fn incomplete(
    copy: &Copy,
    named: &Text<'_>,
    statement: &Statement<'_>,
    missing: &[&Checked],
    unread: Option<&Text<'_>>,
) -> Finding {
    let missing: Vec<String> = missing.iter().map(|checked| checked.words.to_owned()).collect();
    let message = format!(
        "`{}` is not allowed on {}, on which a copy is checked too",
        copy.action,
        joined(&missing, "and")
    );
    let mut finding = Finding::new(&INCOMPLETE_COPY_RESOURCES, named.span, message)
        .label("no statement allows it on all that a copy is checked on")
        .help(format!("add it, or allow the action on {}: that is what is copied and what is made", copy.all))
        .certainty(Certainty::Inferred);
    if let Some(unread) = unread {
        return finding
            .related(unread.span, "plain text without `\"Version\": \"2012-10-17\"`: no id is so")
            .help("write `\"Version\": \"2012-10-17\"`: without it `${*}` is no variable");
    }
    let resources = statement.resources.iter().flat_map(|resources| &resources.patterns);
    for resource in resources.take(RELATED) {
        finding = finding.related(resource.span, "allowed on this");
    }
    finding
}

fn on_source(copy: &Copy, condition: &Condition<'_>) -> Finding {
    Finding::new(
        &REQUEST_TAG_ON_COPY_SOURCE,
        condition.key.span,
        format!(
            "`{}` is allowed on what is copied only under `{}`, which the check of the source does not carry",
            copy.action,
            shorten(&condition.key.value)
        ),
    )
    .label("tags of the request come with what is made, not with what is copied")
    .help(format!(
        "allow the action on what is copied in a statement of its own without this condition, and keep the \
         condition on what is made, {}",
        copy.new
    ))
    .certainty(Certainty::Inferred)
}

fn untaggable(copy: &Copy, condition: &Condition<'_>) -> Finding {
    Finding::new(
        &REQUIRED_TAG_WITHOUT_CREATE_TAGS,
        condition.key.span,
        format!(
            "`{}` is allowed only with tags, but no statement allows `ec2:CreateTags` on what it makes",
            copy.action
        ),
    )
    .label("a copy that sets tags needs `ec2:CreateTags` too")
    .help(format!(
        "allow `ec2:CreateTags` on what is made, with `\"Condition\": {{\"StringEquals\": {{\"ec2:CreateAction\": \
         \"{}\"}}}}`",
        copy.action.trim_start_matches("ec2:")
    ))
}
