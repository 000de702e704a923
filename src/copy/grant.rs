//! The statements that grant what copies need, as narrow as what is known allows.
//!
//! Each need becomes grants of one action on one resource under conditions; [`Grants::statements`] puts those
//! of all copies together into few statements.

use std::collections::{BTreeMap, BTreeSet};

use super::{Need, Proviso, Tags};
use crate::authorization::{Part, Resource};
use crate::operation::Copied;
use crate::request::CopyRequest;

mod cover;
mod statement;

pub use statement::Statement;

/// What is to be granted, for any number of copies.
#[derive(Clone, Debug, Default)]
pub struct Grants(BTreeSet<Grant>);

/// One action on one resource, under conditions.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Grant {
    purpose: Purpose,
    conditions: BTreeSet<Condition>,
    resource: String,
    action: &'static str,
    /// What must hold for it to be needed, if that is not known.
    proviso: Option<Proviso>,
}

/// What statements are for: only what serves the same purpose is put together.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Purpose {
    Copy(Copied),
    Tag(Copied),
    /// To use keys of a Region, if it is known.
    UseKeys(Option<String>),
    /// To let EC2 use keys of a Region, if it is known.
    CreateGrants(Option<String>),
    FindBuckets,
    ReadBuckets,
    ReadObjects,
    CreateBuckets,
    WriteObjects,
}

/// One test of a condition: the operator, the key, the value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Condition {
    operator: &'static str,
    key: String,
    value: String,
}

impl Grants {
    /// Adds what one need of a request asks for.
    pub fn add(&mut self, request: &CopyRequest<'_>, need: &Need) {
        let Some(checked) = need.query.resources.first() else { return };
        let region = || checked.region.text().map(str::to_owned);
        let copies = request.operation.copies;
        let permission = need.permission;
        let purpose = match (permission.action.as_str(), permission.resource.as_str()) {
            ("ec2:CreateTags", _) => Purpose::Tag(copies),
            ("kms:CreateGrant", _) => Purpose::CreateGrants(region()),
            (_, "source-key" | "destination-key" | "default-key") => Purpose::UseKeys(region()),
            (_, "every-bucket") => Purpose::FindBuckets,
            (_, "source-bucket") => Purpose::ReadBuckets,
            (_, "source-objects") => Purpose::ReadObjects,
            (_, "destination-bucket") => Purpose::CreateBuckets,
            (_, "destination-objects") => Purpose::WriteObjects,
            _ => Purpose::Copy(copies),
        };
        // What knows no resources is to be allowed on all.
        let resource = match purpose {
            Purpose::FindBuckets => "*".to_owned(),
            _ => pattern(&need.query.resources),
        };
        self.0.insert(Grant {
            purpose,
            conditions: conditions(request, need),
            resource,
            action: &permission.action,
            // The first copy is to work.
            proviso: need.proviso.filter(|proviso| *proviso != Proviso::NewBucket),
        });
    }

    /// The fewest statements of which each is for one purpose and none grants what another grants too; always
    /// in the same order, whatever was added first. What is needed only if something holds stands in statements
    /// of its own, whose names say so.
    pub fn statements(&self) -> Vec<Statement> {
        type Place<'g> = (&'g Purpose, Option<Proviso>, &'g BTreeSet<Condition>);
        let mut actions: BTreeMap<(Place<'_>, &str), BTreeSet<&str>> = BTreeMap::new();
        for (grant, proviso) in cover::uncovered(&self.0) {
            let place = (&grant.purpose, proviso, &grant.conditions);
            actions.entry((place, &grant.resource)).or_default().insert(grant.action);
        }
        let mut resources: BTreeMap<_, BTreeSet<&str>> = BTreeMap::new();
        for ((place, resource), actions) in actions {
            resources.entry((place, actions)).or_default().insert(resource);
        }
        let mut used: BTreeMap<String, usize> = BTreeMap::new();
        let mut statements = Vec::with_capacity(resources.len());
        for (((purpose, proviso, conditions), actions), resources) in resources {
            let sid = purpose.sid(proviso, conditions, &actions);
            let number = used.entry(sid.clone()).or_default();
            *number += 1;
            let sid = if *number == 1 { sid } else { format!("{sid}No{number}") };
            statements.push(Statement::new(sid, &actions, &resources, conditions));
        }
        statements
    }
}

impl Purpose {
    /// The name of a statement.
    fn sid(
        &self,
        proviso: Option<Proviso>,
        conditions: &BTreeSet<Condition>,
        actions: &BTreeSet<&str>,
    ) -> String {
        match (self, proviso) {
            (Self::Tag(_), Some(Proviso::TagsToCopy)) => "TagsOfSourceImages".to_owned(),
            (_, Some(proviso)) => format!("{}{}", self.name(conditions, actions), if_clause(proviso)),
            (_, None) => self.name(conditions, actions),
        }
    }

    /// What it is for, in the letters of a name.
    fn name(&self, conditions: &BTreeSet<Condition>, actions: &BTreeSet<&str>) -> String {
        let things = |copied: &Copied| match copied {
            Copied::Image => "Images",
            Copied::Snapshot => "Snapshots",
        };
        let by_alias = conditions.iter().any(|condition| condition.key == "kms:ResourceAliases");
        let keys = |verb: &str, of: &str, region: &Option<String>| {
            let by_alias = if by_alias { "ByAlias" } else { "" };
            let region = region.as_ref().map(|region| format!("In{}", letters(region))).unwrap_or_default();
            format!("{verb}{of}{by_alias}{region}")
        };
        match self {
            Self::Copy(copied) if conditions.is_empty() => format!("Copy{}", things(copied)),
            Self::Copy(copied) => format!("Copy{}WithTags", things(copied)),
            Self::Tag(copied) => format!("TagCopiesOf{}", things(copied)),
            Self::UseKeys(region) => {
                let of = match (actions.contains("kms:ReEncryptFrom"), actions.contains("kms:ReEncryptTo")) {
                    (true, false) => "OfSources",
                    (false, true) => "OfCopies",
                    _ => "",
                };
                keys("UseKeys", of, region)
            }
            Self::CreateGrants(region) => keys("CreateGrants", "", region),
            Self::FindBuckets => "FindBuckets".to_owned(),
            Self::ReadBuckets => "ReadBucketsOfSources".to_owned(),
            Self::ReadObjects => "ReadObjectsOfSources".to_owned(),
            Self::CreateBuckets => "CreateBucketsOfCopies".to_owned(),
            Self::WriteObjects => "WriteObjectsOfCopies".to_owned(),
        }
    }
}

/// What must hold for a statement to be needed, as a part of its name.
fn if_clause(proviso: Proviso) -> &'static str {
    match proviso {
        Proviso::TagsToCopy => "IfTagsAreCopied",
        Proviso::Unread => "IfAskedFor",
        Proviso::Encrypted | Proviso::DefaultKey => "IfEncrypted",
        Proviso::SourceKey => "IfKeyIsKept",
        Proviso::SourceEncrypted => "IfSourceIsEncrypted",
        Proviso::CustomerKey => "IfNotManagedByAws",
        Proviso::OtherKey => "IfLookedAt",
        Proviso::NewBucket => "IfBucketIsNew",
    }
}

/// A Region as a part of a name: `UsEast1`.
fn letters(region: &str) -> String {
    let mut letters = String::with_capacity(region.len());
    for word in region.split(|character: char| !character.is_ascii_alphanumeric()) {
        let mut word = word.chars();
        letters.extend(word.next().map(|first| first.to_ascii_uppercase()));
        letters.extend(word);
    }
    letters
}

/// What the check of a need surely carries, and no other use of the action does.
fn conditions(request: &CopyRequest<'_>, need: &Need) -> BTreeSet<Condition> {
    let action = need.permission.action.as_str();
    let context = |operator, key: &str| {
        let value = need.query.context.values(key)?.first()?;
        Some(Condition { operator, key: key.to_owned(), value: literal(value) })
    };
    if action == "ec2:CreateTags" {
        return context("StringEquals", "ec2:CreateAction").into_iter().collect();
    }
    if action.starts_with("kms:") {
        let via = context("StringEquals", "kms:ViaService");
        // A policy cannot name the alias in the place of a key (AWS KMS Developer Guide, "Use aliases to control
        // access to KMS keys").
        let alias = context("ForAnyValue:StringEquals", "kms:ResourceAliases");
        // Only grants carry this, so that they need a statement of their own.
        let grant = context("Bool", "kms:GrantIsForAWSResource").filter(|_| action == "kms:CreateGrant");
        return [via, alias, grant].into_iter().flatten().collect();
    }
    match need.permission.resource.as_str() {
        "new-snapshot" => tags(request, "snapshot"),
        "new-image" => tags(request, "image"),
        _ => BTreeSet::new(),
    }
}

/// The tags of the request that are known. The names of condition keys have no case: of tags that differ only by
/// case, nothing can be asked.
fn tags(request: &CopyRequest<'_>, resource_type: &str) -> BTreeSet<Condition> {
    let tags = Tags::of(request, resource_type);
    let mut same: BTreeMap<String, usize> = BTreeMap::new();
    for (key, _) in &tags.known {
        *same.entry(key.to_ascii_lowercase()).or_default() += 1;
    }
    let condition = |(key, value): &(String, Option<String>)| {
        let is_alone = same.get(&key.to_ascii_lowercase()) == Some(&1);
        let value = value.as_ref().filter(|_| is_alone)?;
        Some(Condition {
            operator: "StringEquals",
            key: format!("aws:RequestTag/{key}"),
            value: literal(value),
        })
    };
    tags.known.iter().filter_map(condition).collect()
}

/// The pattern for what may be checked, if one of these is.
fn pattern(resources: &[Resource]) -> String {
    let Some(resource) = resources.first() else { return String::new() };
    let Resource { partition, service, region, account, id } = resource;
    let field = |part: &Part| part.text().unwrap_or("*").to_owned();
    let one_region = resources.iter().all(|other| other.region == *region);
    let region = if one_region { field(region) } else { "*".to_owned() };
    let id = match (id.text(), id.form()) {
        (Some(id), _) => literal(id),
        (None, Some((form, _))) => form.to_owned(),
        (None, None) => String::new(),
    };
    format!("arn:{}:{}:{region}:{}:{id}", field(partition), field(service), field(account))
}

/// A text in a place where variables count, and wildcards may: what does not exist yet has a literal asterisk for
/// its id, and the value of a tag can hold one.
fn literal(plain: &str) -> String {
    plain.replace("${", "${$}{").chars().fold(String::new(), |mut escaped, character| {
        match character {
            '*' => escaped.push_str("${*}"),
            '?' => escaped.push_str("${?}"),
            other => escaped.push(other),
        }
        escaped
    })
}
