//! Copies of images that are kept in S3: the permissions that these need besides.
//!
//! EC2 keeps such images in buckets of the owner, `amis-for-ACCOUNT-in-REGION-HASH`, and reads and writes
//! them for the caller (EC2 User Guide, "Grant permissions to copy Amazon EC2 AMIs"). Only policies that
//! are clearly meant for that are judged.

use super::Together;
use super::statements::{allowing, allows};
use crate::arn::Arn;
use crate::pattern::{Pattern, has_variable, has_wildcard};
use crate::policy::{Effect, Statement, Text, split_action};
use crate::reference::{self, RegionName};
use crate::rule::{Certainty, Family, Finding, Level, RELATED, Rule};
use crate::text::TextRange;
use crate::words::{listed, shorten};

pub(in super::super) static INCOMPLETE_S3_PERMISSIONS: Rule = Rule::new(
    Family::Policy,
    "incomplete-s3-permissions",
    Level::Warning,
    include_str!("../../../../rules/policy/incomplete-s3-permissions.md"),
);

pub(in super::super) static UNREADABLE_BUCKET_ACL: Rule = Rule::new(
    Family::Policy,
    "unreadable-bucket-acl",
    Level::Warning,
    include_str!("../../../../rules/policy/unreadable-bucket-acl.md"),
);

pub(in super::super) static UNPREDICTABLE_BUCKET_NAME: Rule = Rule::new(
    Family::Policy,
    "unpredictable-bucket-name",
    Level::Note,
    include_str!("../../../../rules/policy/unpredictable-bucket-name.md"),
);

const COPY_IMAGE: &str = "ec2:CopyImage";
const CREATE_BUCKET: &str = "s3:CreateBucket";
const OWNERSHIP: &str = "s3:PutBucketOwnershipControls";
const GET_ACL: &str = "s3:GetBucketAcl";
const GET_OBJECT: &str = "s3:GetObject";
/// What writes into the destination bucket.
const WRITING: [&str; 3] = [CREATE_BUCKET, "s3:PutObject", "s3:PutObjectAcl"];

/// The permissions on S3 that such a copy needs.
const NEEDED: [&str; 7] =
    [CREATE_BUCKET, OWNERSHIP, GET_ACL, "s3:ListAllMyBuckets", GET_OBJECT, "s3:PutObject", "s3:PutObjectAcl"];

/// What may stand beside them in a policy that is about nothing else in S3.
const BESIDES: [&str; 2] = ["s3:ListBucket", "s3:GetBucketLocation"];

/// How the names of the buckets begin in which EC2 keeps images.
const BUCKETS: &str = "amis-for-";

/// So many buckets no policy for copies names.
const MOST_BUCKETS: usize = 50;

/// Policies that are meant for copies of images that are kept in S3.
pub(super) struct Stores<'p, 't> {
    together: Together<'p, 't>,
    copy_image: &'p Text<'t>,
    /// Whether they name buckets of EC2, and not only the actions.
    names_buckets: bool,
}

impl<'p, 't> Stores<'p, 't> {
    /// `None` if they are not clearly meant for that.
    pub(super) fn of(together: Together<'p, 't>) -> Option<Self> {
        let copy_image = together.statements().find_map(|statement| allowing(statement, COPY_IMAGE))?;
        let names_buckets =
            together.statements().filter(|one| one.effect == Some(Effect::Allow)).any(|one| {
                resources(one).any(|text| bucket(text).is_some_and(|bucket| bucket.name.starts_with(BUCKETS)))
            });
        (names_buckets || is_about_these_actions(together)).then_some(Self {
            together,
            copy_image,
            names_buckets,
        })
    }

    pub(super) fn check(&self, findings: &mut Vec<Finding>) {
        findings.extend(self.missing());
        findings.extend(self.unread_acl());
        findings.extend(self.unpredictable());
    }

    /// The statements that allow an action.
    fn allowing(&self, action: &'static str) -> impl Iterator<Item = &'p Statement<'t>> {
        self.together.statements().filter(move |statement| allows(statement, action))
    }

    /// Permissions that no statement allows.
    fn missing(&self) -> Option<Finding> {
        let missing: Vec<&str> =
            NEEDED.into_iter().filter(|action| self.allowing(action).next().is_none()).collect();
        if missing.is_empty() {
            return None;
        }
        let message = format!(
            "images that are kept in S3 are to be copied, but no statement allows {}",
            listed(&missing, "or")
        );
        let creates = || self.together.statements().find_map(|one| allowing(one, CREATE_BUCKET));
        let of_first_copy = missing.iter().all(|action| [CREATE_BUCKET, OWNERSHIP].contains(action));
        let place = match creates() {
            Some(text) if of_first_copy => text,
            _ => self.copy_image,
        };
        let finding = Finding::new(&INCOMPLETE_S3_PERMISSIONS, place.span, message)
            .certainty(if self.names_buckets { Certainty::Documented } else { Certainty::Inferred });
        Some(if !of_first_copy {
            finding.label("such a copy needs more").help(
                "allow these too: objects of the source bucket are read, those of the destination bucket written",
            )
        } else if creates().is_some() {
            finding.label("what is written to the new bucket needs more").help(
                "allow it on the same bucket: objects with an access control list are refused by a new bucket until \
                 its ownership controls are changed",
            )
        } else {
            // They are not needed once the bucket is there.
            finding
                .label("the first such copy to a Region needs more")
                .help("allow these too, unless the bucket is there already")
                .at_most(Level::Note)
        })
    }

    /// The list of the source bucket's permissions is read, but only that of the destination is allowed.
    fn unread_acl(&self) -> Option<Finding> {
        let readable = self.buckets(GET_ACL)?;
        let mut written: Vec<Bucket<'_>> = Vec::new();
        for action in WRITING {
            written.extend(self.buckets(action)?);
        }
        let read = self.buckets(GET_OBJECT)?;
        if [&readable, &written, &read].iter().any(|buckets| buckets.len() > MOST_BUCKETS) {
            return None;
        }
        let met = |bucket: &Bucket<'_>, others: &[Bucket<'_>]| {
            others.iter().any(|other| other.pattern.meets(&bucket.pattern))
        };
        let sources: Vec<&Bucket<'_>> = read.iter().filter(|bucket| !met(bucket, &written)).collect();
        let first = *sources.first()?;
        if sources.iter().any(|bucket| met(bucket, &readable)) {
            return None;
        }
        let place = self.together.statements().find_map(|statement| allowing(statement, GET_ACL))?;
        let source = shorten(first.name);
        let mut finding = Finding::new(
            &UNREADABLE_BUCKET_ACL,
            place.span,
            format!(
                "`{GET_ACL}` is not allowed on the source bucket `{source}`, whose access control list a copy reads"
            ),
        )
        .label("allowed on other buckets only")
        .help(format!("allow it on `arn:aws:s3:::{source}` too"))
        .related(first.text.span, "objects are read from here");
        for bucket in readable.iter().take(RELATED) {
            finding = finding.related(bucket.text.span, "allowed on this bucket");
        }
        Some(finding)
    }

    /// The buckets that an action is allowed on; `None` if these may be any.
    fn buckets(&self, action: &'static str) -> Option<Vec<Bucket<'p>>> {
        let mut buckets = Vec::new();
        for statement in self.allowing(action) {
            let resources = statement.resources.as_ref().filter(|resources| !resources.negated)?;
            for text in &resources.patterns {
                let Ok(arn) = Arn::parse(&text.value) else { return None };
                if arn.service.text == "s3" {
                    buckets.push(bucket(text).filter(|bucket| bucket.name != "*")?);
                }
            }
        }
        Some(buckets)
    }

    /// Names of destination buckets that cannot be known beforehand.
    fn unpredictable(&self) -> Vec<Finding> {
        let mut found: Vec<(&str, Finding)> = Vec::new();
        for statement in self.together.statements().filter(|one| one.effect == Some(Effect::Allow)) {
            let creates = allows(statement, CREATE_BUCKET);
            for text in resources(statement) {
                let Some(bucket) = bucket(text) else { continue };
                let Some(end) = Ending::of(&bucket).filter(|end| end.is_unknown(creates)) else { continue };
                if let Some((_, finding)) = found.iter_mut().find(|(name, _)| *name == bucket.name) {
                    if finding.related.len() < RELATED {
                        *finding = finding.clone().related(text.span, "the same bucket");
                    }
                } else if found.len() < MOST_BUCKETS {
                    found.push((bucket.name, end.finding(&bucket)));
                }
            }
        }
        found.into_iter().map(|(_, finding)| finding).collect()
    }
}

/// Whether policies name most of these permissions, and no other of S3 but what goes with them.
fn is_about_these_actions(together: Together<'_, '_>) -> bool {
    const MANY: usize = 4;
    let of_s3 = |text: &&Text<'_>| {
        split_action(&text.value).is_some_and(|(prefix, _)| prefix.eq_ignore_ascii_case("s3"))
    };
    let named = together
        .statements()
        .filter(|statement| statement.effect == Some(Effect::Allow))
        .filter_map(|statement| statement.actions.as_ref())
        .filter(|actions| !actions.negated)
        .flat_map(|actions| &actions.patterns)
        .filter(of_s3);
    let mut seen: Vec<&str> = Vec::with_capacity(NEEDED.len());
    for text in named {
        let among = |actions: &[&'static str]| {
            actions.iter().copied().find(|action| text.value.eq_ignore_ascii_case(action))
        };
        match among(&NEEDED) {
            Some(action) if !seen.contains(&action) => seen.push(action),
            None if among(&BESIDES).is_none() => return false,
            _ => {}
        }
    }
    seen.len() >= MANY
}

/// The bucket that a resource of S3 names, or in which it lies.
struct Bucket<'p> {
    text: &'p Text<'p>,
    name: &'p str,
    /// Where the name stands in the text.
    place: TextRange,
    pattern: Pattern<'static>,
}

fn resources<'p, 't>(statement: &'p Statement<'t>) -> impl Iterator<Item = &'p Text<'t>> {
    let named = statement.resources.as_ref().filter(|resources| !resources.negated);
    named.into_iter().flat_map(|resources| &resources.patterns)
}

fn bucket<'p>(text: &'p Text<'_>) -> Option<Bucket<'p>> {
    let arn = Arn::parse(&text.value).ok().filter(|arn| arn.service.text == "s3" && arn.region.is_empty())?;
    let name = arn.resource.text.split('/').next().unwrap_or_default();
    let start = arn.resource.range.start as usize;
    let place = TextRange::new(start, start + name.len());
    Some(Bucket { text, name, place, pattern: Pattern::open(name) })
}

/// The end of the name of a bucket of EC2, behind the Region.
struct Ending<'p> {
    text: &'p str,
    place: TextRange,
}

impl<'p> Ending<'p> {
    /// `None` if it is not such a name, or its end is open.
    fn of(bucket: &Bucket<'p>) -> Option<Self> {
        let rest = bucket.name.strip_prefix(BUCKETS)?;
        let (_, rest) = rest.split_once("-in-")?;
        if has_variable(rest) {
            return None;
        }
        let end = bucket.place.end as usize;
        if let RegionName::Known(_) = reference::region(rest) {
            return Some(Self { text: "", place: TextRange::new(end - rest.len(), end) });
        }
        let (region, text) = rest.rsplit_once('-')?;
        let known = reference::region(region) != RegionName::Unknown || has_wildcard(region);
        (known && !has_wildcard(text)).then(|| Self { text, place: TextRange::new(end - text.len(), end) })
    }

    /// Whether it cannot be known when the policy is written, or is not one at all.
    fn is_unknown(&self, creates: bool) -> bool {
        creates || self.text.is_empty() || self.text.eq_ignore_ascii_case("hash")
    }

    fn finding(&self, bucket: &Bucket<'_>) -> Finding {
        let name = shorten(bucket.name);
        let message = if self.text.is_empty() {
            format!("the name of the bucket `{name}` lacks the hash that EC2 puts at its end")
        } else {
            format!(
                "the hash at the end of the bucket's name `{name}` is not known before EC2 makes the bucket"
            )
        };
        let stem = bucket.name.strip_suffix(self.text).unwrap_or(bucket.name).trim_end_matches('-');
        Finding::new(&UNPREDICTABLE_BUCKET_NAME, bucket.text.part(self.place), message)
            .label("chosen by EC2")
            .help(format!(
                "write `{}-*` for the bucket, and `{}-*/*` for its objects",
                shorten(stem),
                shorten(stem)
            ))
    }
}
