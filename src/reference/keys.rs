//! Condition keys: their types, their templates, and those that belong to no single service.

use std::collections::HashMap;
use std::sync::OnceLock;

use rustc_hash::FxBuildHasher;
use unicase::Ascii;

use super::data::key_prefixes;
use super::service::Service;
use super::{service, table};

static GLOBAL_KEYS: &str = include_str!("../../rules/reference/global-keys.txt");

/// A set of condition keys.
pub type Keys = &'static [&'static ConditionKey];

/// A condition key of a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConditionKey {
    /// In full and in AWS's spelling, such as `ec2:Owner`; a template for many names if it holds
    /// a placeholder, such as `aws:RequestTag/${TagKey}`.
    pub name: &'static str,
    /// What its values are.
    pub key_type: KeyType,
}

impl ConditionKey {
    /// Whether a policy that writes `name` means this key.
    pub fn matches(&self, name: &str) -> bool {
        key_matches(self.name, name)
    }

    /// Whether the name stands for many: `aws:RequestTag/${TagKey}`.
    pub fn is_template(&self) -> bool {
        first_gap(self.name).1.is_some()
    }
}

/// What the values of a condition key are; an array is a key with several values in one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum KeyType {
    /// Text.
    String,
    /// Several texts.
    ArrayOfString,
    /// An Amazon Resource Name.
    Arn,
    /// Several Amazon Resource Names.
    ArrayOfArn,
    /// `true` or `false`.
    Bool,
    /// Several of `true` and `false`.
    ArrayOfBool,
    /// A number.
    Numeric,
    /// A date, with or without time, or seconds since 1970.
    Date,
    /// An IP address.
    IpAddress,
}

impl KeyType {
    /// AWS's name for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::String => "String",
            Self::ArrayOfString => "ArrayOfString",
            Self::Arn => "ARN",
            Self::ArrayOfArn => "ArrayOfARN",
            Self::Bool => "Bool",
            Self::ArrayOfBool => "ArrayOfBool",
            Self::Numeric => "Numeric",
            Self::Date => "Date",
            Self::IpAddress => "IPAddress",
        }
    }

    /// Whether one request can carry several values.
    pub fn is_multivalued(self) -> bool {
        matches!(self, Self::ArrayOfString | Self::ArrayOfArn | Self::ArrayOfBool)
    }

    /// The type of each single value: an array's without the array.
    #[must_use]
    pub fn element(self) -> Self {
        match self {
            Self::ArrayOfString => Self::String,
            Self::ArrayOfArn => Self::Arn,
            Self::ArrayOfBool => Self::Bool,
            single => single,
        }
    }

    pub(super) fn from_letter(letter: char) -> Option<Self> {
        match letter {
            'S' => Some(Self::String),
            's' => Some(Self::ArrayOfString),
            'A' => Some(Self::Arn),
            'a' => Some(Self::ArrayOfArn),
            'B' => Some(Self::Bool),
            'b' => Some(Self::ArrayOfBool),
            'N' => Some(Self::Numeric),
            'D' => Some(Self::Date),
            'I' => Some(Self::IpAddress),
            _ => None,
        }
    }

    fn from_name(name: &str) -> Option<Self> {
        const ALL: [KeyType; 9] = [
            KeyType::String,
            KeyType::ArrayOfString,
            KeyType::Arn,
            KeyType::ArrayOfArn,
            KeyType::Bool,
            KeyType::ArrayOfBool,
            KeyType::Numeric,
            KeyType::Date,
            KeyType::IpAddress,
        ];
        ALL.into_iter().find(|key_type| key_type.name() == name)
    }
}

/// A condition key that does not belong to one service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GlobalKey {
    /// In full and in AWS's spelling; a template if it holds a placeholder.
    pub name: &'static str,
    /// What its values are.
    pub key_type: KeyType,
    /// Whether one request can carry several values.
    pub multivalued: bool,
    /// Whether AWS lists the key for each action that carries it, so that its presence is to be
    /// asked of the action ([`Service::keys_of`]).
    pub per_action: bool,
}

/// The global keys, sorted by topic.
pub fn global_keys() -> &'static [GlobalKey] {
    static KEYS: OnceLock<Vec<GlobalKey>> = OnceLock::new();
    KEYS.get_or_init(|| table(GLOBAL_KEYS).filter_map(read_global_key).collect())
}

/// The global key that a full name stands for, whatever its case: `aws:PrincipalTag/Team` is
/// `aws:PrincipalTag/${TagKey}`.
pub fn global_key(name: &str) -> Option<&'static GlobalKey> {
    static INDEX: OnceLock<Index<&GlobalKey>> = OnceLock::new();
    let index = INDEX.get_or_init(|| Index::of(global_keys().iter().map(|key| (key.name, key))));
    index.matching(name).next()
}

/// Names of keys, or of what they begin with, among them templates; what stands for a given name is found without
/// looking at all of them.
struct Index<T> {
    /// Names that stand for themselves alone.
    plain: HashMap<Ascii<&'static str>, T, FxBuildHasher>,
    templates: Vec<(&'static str, T)>,
}

impl<T: Copy> Index<T> {
    fn of(names: impl Iterator<Item = (&'static str, T)>) -> Self {
        let (templates, plain): (Vec<_>, Vec<_>) = names.partition(|(name, _)| first_gap(name).1.is_some());
        Self { plain: plain.into_iter().map(|(name, value)| (Ascii::new(name), value)).collect(), templates }
    }

    /// What goes with the names that a name matches, whatever its case: the one that is spelt so, then templates.
    fn matching(&self, name: &str) -> impl Iterator<Item = T> {
        let templates = self.templates.iter().filter(|(template, _)| key_matches(template, name));
        self.plain.get(&Ascii::new(name)).copied().into_iter().chain(templates.map(|(_, value)| *value))
    }
}

/// The prefixes of the services that define keys with such a prefix, one space apart.
pub(super) fn services_of_prefix(prefix: &str) -> impl Iterator<Item = &'static Service> {
    static INDEX: OnceLock<Index<&str>> = OnceLock::new();
    let index = INDEX.get_or_init(|| Index::of(key_prefixes()));
    index.matching(prefix).flat_map(|services| services.split(' ')).filter_map(service)
}

/// Every service that defines a condition key of this full name, with its definition.
///
/// Names alone do not tell: `saml:aud` belongs to `sts`, `ec2:SourceInstanceARN` to four services.
/// Keys that begin with `aws:` are not found here, as hundreds of services define them: ask
/// [`global_key`] and the action. Of the keys of identity providers only those are known that AWS
/// lists: any provider can also be named with claims such as `:aud` and `:sub`.
pub fn key_definitions(name: &str) -> Vec<(&'static Service, &'static ConditionKey)> {
    let Some((prefix, _)) = name.split_once(':') else {
        return Vec::new();
    };
    services_of_prefix(prefix).filter_map(|service| Some((service, service.condition_key(name)?))).collect()
}

/// Whether a full name of a condition key is what a template of the data stands for, ASCII letters
/// without case.
///
/// The data write the variable part of a name in four ways: `${TagKey}`, also in the middle or
/// more than once, `<key>`, a bare slash at the end, and the words `tag-key` after a slash at the
/// end. Each stands for any text of at least one character. A template without such a part
/// matches itself alone.
pub fn key_matches(template: &str, key: &str) -> bool {
    // Nearly all differ from the key before any variable part begins, which is seen without looking for one.
    let alike = |(one, other): &(u8, u8)| one.eq_ignore_ascii_case(other);
    let same = template.bytes().zip(key.bytes()).take_while(alike).count();
    let (before, from) = template.as_bytes().split_at_checked(same).unwrap_or_default();
    let next = from.first();
    if !matches!(next, Some(b'$' | b'<')) && !before.iter().any(|byte| matches!(byte, b'$' | b'<' | b'/')) {
        return next.is_none() && same == key.len();
    }
    let mut key = key.as_bytes();
    let (literal, mut rest) = first_gap(template);
    let Some(found) = strip_prefix_ignoring_case(key, literal.as_bytes()) else {
        return false;
    };
    key = found;
    while let Some(template) = rest {
        let (literal, next) = first_gap(template);
        let literal = literal.as_bytes();
        // The gap takes at least one byte, and no more than it must: what a later literal needs
        // is then still there, if it ever was.
        let found = if next.is_some() {
            (1..=key.len()).find_map(|at| strip_prefix_ignoring_case(key.get(at..)?, literal))
        } else {
            let at = key.len().saturating_sub(literal.len()).max(1);
            key.get(at..).and_then(|end| strip_prefix_ignoring_case(end, literal))
        };
        let Some(found) = found else {
            return false;
        };
        key = found;
        rest = next;
    }
    key.is_empty()
}

/// What stands before the variable part of a template that ends with it: `aws:RequestTag/`. `None` for a name
/// without such a part, or with text behind it.
pub fn key_stem(template: &str) -> Option<&str> {
    let (literal, rest) = first_gap(template);
    rest.is_some_and(str::is_empty).then_some(literal)
}

/// What the names of condition keys begin with, before the colon, `aws` aside: prefixes of services, and identity
/// providers, some of these with a placeholder.
pub fn key_prefix_names() -> impl Iterator<Item = &'static str> {
    key_prefixes().map(|(prefix, _)| prefix)
}

/// The text of a template before its first variable part, and what follows that part if there is
/// one.
fn first_gap(template: &str) -> (&str, Option<&str>) {
    for (at, character) in template.char_indices().filter(|(_, character)| "$<t".contains(*character)) {
        let (before, from) = template.split_at_checked(at).unwrap_or_default();
        let close = match character {
            '$' if from.starts_with("${") => '}',
            '<' => '>',
            't' if from == "tag-key" && before.ends_with('/') => return (before, Some("")),
            _ => continue,
        };
        if let Some((_, after)) = from.split_once(close) {
            return (before, Some(after));
        }
    }
    (template, template.ends_with('/').then_some(""))
}

fn strip_prefix_ignoring_case<'a>(text: &'a [u8], prefix: &[u8]) -> Option<&'a [u8]> {
    let (head, rest) = text.split_at_checked(prefix.len())?;
    head.eq_ignore_ascii_case(prefix).then_some(rest)
}

fn read_global_key(line: &'static str) -> Option<GlobalKey> {
    let mut fields = line.split('\t');
    let name = fields.next()?;
    let key_type = KeyType::from_name(fields.next()?)?;
    let per_action = fields.next() == Some("per-action");
    Some(GlobalKey { name, key_type, multivalued: key_type.is_multivalued(), per_action })
}
