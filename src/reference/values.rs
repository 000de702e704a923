//! Condition keys of whose values something is known: their form, their words, and where a wildcard lets in too much.

use std::sync::OnceLock;

use super::{compare_ignoring_case, table};

static VALUES: &str = include_str!("../../rules/reference/key-values.txt");
static SENSITIVE: &str = include_str!("../../rules/reference/sensitive-keys.txt");

/// What the values of a condition key are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ValueKind {
    /// A Region: `us-east-1`.
    Region,
    /// The id of a VPC: `vpc-…`.
    Vpc,
    /// The id of an endpoint of a VPC: `vpce-…`.
    VpcEndpoint,
    /// An account: twelve digits.
    Account,
    /// The id of an organization: `o-…`.
    Organization,
    /// A path in an organization: `o-…/r-…/ou-…/`.
    OrganizationPath,
    /// The ARN of a KMS key.
    KmsKey,
    /// The name of a service principal: `ec2.amazonaws.com`.
    Service,
    /// One of some words.
    Word,
}

/// What is known of the values of a condition key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyValues {
    /// The key, in AWS's spelling.
    pub key: &'static str,
    /// What its values are.
    pub kind: ValueKind,
    /// All the words that it can be, or values besides those of its kind.
    pub words: Vec<&'static str>,
}

/// Where a wildcard may stand in the values of a condition key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sensitivity {
    /// Nowhere.
    Nowhere,
    /// Behind six characters without one.
    AfterSix,
    /// Behind the colon, or alone before it.
    Session,
}

/// What is known of the values of a key of this full name, whatever its case.
pub fn key_values(key: &str) -> Option<&'static KeyValues> {
    let known = all_key_values();
    let at = known.binary_search_by(|other| compare_ignoring_case(other.key, key)).ok()?;
    known.get(at)
}

/// All keys of whose values something is known, sorted.
pub fn all_key_values() -> &'static [KeyValues] {
    static KNOWN: OnceLock<Vec<KeyValues>> = OnceLock::new();
    KNOWN.get_or_init(|| {
        let mut known: Vec<KeyValues> = table(VALUES).filter_map(read).collect();
        known.sort_unstable_by(|one, other| compare_ignoring_case(one.key, other.key));
        known
    })
}

/// Where a wildcard may stand in the values of a key of this full name, whatever its case; `None` if it may stand
/// anywhere.
pub fn sensitivity(key: &str) -> Option<Sensitivity> {
    static KNOWN: OnceLock<Vec<(&str, Sensitivity)>> = OnceLock::new();
    let known = KNOWN.get_or_init(|| table(SENSITIVE).filter_map(read_sensitivity).collect());
    known.iter().find(|(name, _)| name.eq_ignore_ascii_case(key)).map(|(_, sensitivity)| *sensitivity)
}

fn read_sensitivity(line: &'static str) -> Option<(&'static str, Sensitivity)> {
    let mut fields = line.split('\t');
    let key = fields.next()?;
    let sensitivity = match fields.next()? {
        "nowhere" => Sensitivity::Nowhere,
        "after-six" => Sensitivity::AfterSix,
        "session" => Sensitivity::Session,
        _ => return None,
    };
    Some((key, sensitivity))
}

fn read(line: &'static str) -> Option<KeyValues> {
    let mut fields = line.split('\t');
    let key = fields.next()?;
    let kind = match fields.next()? {
        "region" => ValueKind::Region,
        "vpc" => ValueKind::Vpc,
        "vpce" => ValueKind::VpcEndpoint,
        "account" => ValueKind::Account,
        "organization" => ValueKind::Organization,
        "organization-path" => ValueKind::OrganizationPath,
        "kms-key" => ValueKind::KmsKey,
        "service" => ValueKind::Service,
        "word" => ValueKind::Word,
        _ => return None,
    };
    let words = fields.next().unwrap_or_default().split(' ').filter(|word| !word.is_empty());
    Some(KeyValues { key, kind, words: words.map(|word| if word == r#""""# { "" } else { word }).collect() })
}
