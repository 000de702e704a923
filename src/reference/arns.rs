//! ARN formats by the service field of the ARN, which is not always the prefix of the service that
//! defines them: `ebs` defines ARNs of `ec2`, `servicecatalog` defines ARNs of `catalog`.

use std::cell::OnceCell;
use std::collections::HashMap;
use std::sync::OnceLock;

use rustc_hash::FxBuildHasher;

use super::action::ResourceType;
use super::data::{arn_services, service};
use super::service::Service;
use crate::arn::Arn;
use crate::pattern::{Pattern, Piece, pieces};

/// A format of ARNs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArnFormat {
    /// The format, such as `arn:${Partition}:ec2:${Region}::snapshot/${SnapshotId}`.
    pub arn: &'static str,
    /// The same, field by field.
    pub fields: Arn<'static>,
    /// How its last field begins, before what differs from resource to resource.
    pub head: &'static str,
    /// Whether nothing follows that but one part that differs.
    pub is_beginning: bool,
    /// Its last field as a pattern, made when its beginning does not tell.
    resource: OnceLock<Pattern<'static>>,
    /// The same, where nothing that differs is empty.
    filled: OnceLock<Pattern<'static>>,
    /// Prefix of the service that defines it.
    pub defined_by: &'static str,
    /// Name of the resource type of that service.
    pub resource_type: &'static str,
}

impl ArnFormat {
    /// The format that a text is, of a resource type; `None` if it is no ARN.
    pub(super) fn of(
        arn: &'static str,
        defined_by: &'static str,
        resource_type: &'static str,
    ) -> Option<Self> {
        let fields = Arn::parse(arn).ok()?;
        Some(Self {
            arn,
            fields,
            head: literal_head(fields.resource.text),
            is_beginning: is_beginning(fields.resource.text),
            resource: OnceLock::new(),
            filled: OnceLock::new(),
            defined_by,
            resource_type,
        })
    }

    /// Its last field as a pattern, with `*` for what differs from resource to resource.
    pub fn resource(&self) -> &Pattern<'static> {
        self.resource.get_or_init(|| Pattern::open(self.fields.resource.text))
    }

    /// Its last field as a pattern, with at least one character for each part that differs from resource to
    /// resource.
    pub fn filled(&self) -> &Pattern<'static> {
        self.filled.get_or_init(|| {
            let filled: String = pieces(self.fields.resource.text)
                .map(|piece| match piece {
                    Piece::Plain(plain) => plain,
                    Piece::Variable(_) => "?*",
                })
                .collect();
            Pattern::plain(&filled)
        })
    }
}

/// The last field of an ARN or of a pattern of ARNs, to be held against formats.
pub struct LastField<'a> {
    /// The field.
    pub text: &'a str,
    /// How it begins, before the first wildcard or variable.
    pub head: &'a str,
    /// The field as a pattern, made when the beginnings do not tell.
    pattern: OnceCell<Pattern<'static>>,
}

impl<'a> LastField<'a> {
    /// The last field of an ARN.
    pub fn of(arn: &Arn<'a>) -> Self {
        let text = arn.resource.text;
        Self { text, head: literal_head(text), pattern: OnceCell::new() }
    }

    /// What follows its beginning.
    pub fn rest(&self) -> &'a str {
        self.text.get(self.head.len()..).unwrap_or_default()
    }

    /// The field as a pattern, in which variables may be anything.
    pub fn pattern(&self) -> &Pattern<'static> {
        self.pattern.get_or_init(|| Pattern::open(self.text))
    }

    /// Whether its beginning may be that of a format, as far as the first byte tells, which it nearly always does.
    pub fn may_begin_as(&self, format: &ArnFormat) -> bool {
        let (mine, theirs) = (self.head.as_bytes().first(), format.head.as_bytes().first());
        mine.is_none() || theirs.is_none() || mine == theirs
    }

    /// Whether it can be the last field of a format. What differs there from resource to resource may be
    /// anything, also empty.
    pub fn can_have(&self, format: &ArnFormat) -> bool {
        if !self.may_begin_as(format) {
            return false;
        }
        // Nearly all are told apart by how they begin.
        let rest = self.rest().as_bytes();
        let follows = if self.head.starts_with(format.head) {
            format.head.len() < format.fields.resource.text.len() || self.head == format.head
        } else if format.head.starts_with(self.head) {
            !rest.is_empty()
        } else {
            return false;
        };
        if !follows {
            return false;
        }
        let open_end =
            rest == b"*" || format.is_beginning && (rest.is_empty() || rest.first() == Some(&b'*'));
        open_end
            || self.head.starts_with(format.head) && format.is_beginning
            || format.resource().meets(self.pattern())
    }
}

/// The text before the first wildcard or variable.
pub(super) fn literal_head(text: &str) -> &str {
    // A `$` that begins no variable ends the head too early, which does no harm.
    let end = text.bytes().position(|byte| matches!(byte, b'*' | b'?' | b'$')).unwrap_or(text.len());
    text.get(..end).unwrap_or_default()
}

/// Whether a field is a text with one variable behind it, and nothing else.
fn is_beginning(text: &str) -> bool {
    let rest = text.strip_prefix(literal_head(text)).and_then(|rest| rest.strip_prefix("${"));
    rest.and_then(|rest| rest.strip_suffix('}')).is_some_and(|name| !name.contains('}'))
}

/// A service field of ARNs, and what is known of such ARNs.
struct ArnService {
    /// The field: `ec2`.
    name: &'static str,
    /// The prefixes of the services that define such ARNs, one space apart.
    defined_by: &'static str,
    formats: OnceLock<Vec<ArnFormat>>,
}

/// All formats whose service field is `arn_service`, spelt exactly so, over all services that
/// define such formats; in the order of services and resource types.
///
/// The one format that leaves the service open (the recovery points of `backup`) is among those of the service
/// that defines it only.
pub fn arn_formats(arn_service: &str) -> &'static [ArnFormat] {
    let Some(known) = find(arn_service) else { return &[] };
    known.formats.get_or_init(|| {
        let services = known.defined_by.split(' ').filter_map(service);
        let types = services.flat_map(Service::resource_types);
        types
            .flat_map(ResourceType::formats)
            .filter(|format| {
                let service = format.fields.service;
                service.text == known.name || service.is_open() && format.defined_by == known.name
            })
            .cloned()
            .collect()
    })
}

/// Whether an ARN can have this service field, spelt exactly so: some format has it, or it is the
/// prefix of a service.
pub fn is_arn_service(name: &str) -> bool {
    find(name).is_some() || service(name).is_some_and(|service| service.prefix == name)
}

fn find(arn_service: &str) -> Option<&'static ArnService> {
    static INDEX: OnceLock<HashMap<&str, ArnService, FxBuildHasher>> = OnceLock::new();
    if arn_service.contains('$') {
        return None;
    }
    let index = INDEX.get_or_init(|| {
        arn_services()
            .map(|(name, defined_by)| (name, ArnService { name, defined_by, formats: OnceLock::new() }))
            .collect()
    });
    index.get(arn_service)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The short cuts say what the patterns say.
    #[test]
    fn fields_are_held_against_formats_as_patterns_are() {
        let endings = ["", "*", "?", "x", "*x", "${a:b}", "$", "/", "/*", ":*", "*/index/*", "?*"];
        for service in ["dynamodb", "logs", "s3", "states"] {
            for format in arn_formats(service) {
                for length in [0, format.head.len() / 2, format.head.len()] {
                    for ending in endings {
                        for middle in ["", "x", "x/"] {
                            let text = format!("{}{middle}{ending}", format.head.get(..length).unwrap());
                            let whole = format!("arn:aws:{service}:::{text}");
                            let field = LastField::of(&Arn::parse(&whole).unwrap());
                            for other in arn_formats(service).iter().take(8).chain([format]) {
                                let plainly = other.resource().meets(&Pattern::open(&text));
                                assert_eq!(field.can_have(other), plainly, "{text} {}", other.arn);
                            }
                        }
                    }
                }
            }
        }
    }
}
