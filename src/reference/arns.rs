//! ARN formats by the service field of the ARN, which is not always the prefix of the service that
//! defines them: `ebs` defines ARNs of `ec2`, `servicecatalog` defines ARNs of `catalog`.

use std::sync::OnceLock;

use super::data::{arn_services, service};
use crate::arn::Arn;
use crate::pattern::Pattern;

/// A format of ARNs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArnFormat {
    /// The format, such as `arn:${Partition}:ec2:${Region}::snapshot/${SnapshotId}`.
    pub arn: &'static str,
    /// The same, field by field.
    pub fields: Arn<'static>,
    /// How its last field begins, before what differs from resource to resource.
    pub head: &'static str,
    /// Its last field as a pattern, with `*` for what differs from resource to resource.
    pub resource: Pattern<'static>,
    /// Prefix of the service that defines it.
    pub defined_by: &'static str,
    /// Name of the resource type of that service.
    pub resource_type: &'static str,
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
        let types = services.flat_map(|service| {
            service.resource_types().iter().map(|resource_type| (service.prefix, resource_type))
        });
        types
            .flat_map(|(defined_by, resource_type)| {
                let arns = resource_type.arns.iter().filter_map(|arn| Some((*arn, Arn::parse(arn).ok()?)));
                let resource_type = resource_type.name;
                arns.map(move |(arn, fields)| {
                    let head = fields.resource.text.split(['*', '?', '$']).next().unwrap_or_default();
                    let resource = Pattern::open(fields.resource.text);
                    ArnFormat { arn, fields, head, resource, defined_by, resource_type }
                })
            })
            .filter(|format| {
                let service = format.fields.service;
                service.text == known.name || service.is_open() && format.defined_by == known.name
            })
            .collect()
    })
}

/// Whether an ARN can have this service field, spelt exactly so: some format has it, or it is the
/// prefix of a service.
pub fn is_arn_service(name: &str) -> bool {
    find(name).is_some() || service(name).is_some_and(|service| service.prefix == name)
}

fn find(arn_service: &str) -> Option<&'static ArnService> {
    static INDEX: OnceLock<Vec<ArnService>> = OnceLock::new();
    if arn_service.contains('$') {
        return None;
    }
    let index = INDEX.get_or_init(|| {
        arn_services()
            .map(|(name, defined_by)| ArnService { name, defined_by, formats: OnceLock::new() })
            .collect()
    });
    let at = index.binary_search_by(|known| known.name.cmp(arn_service)).ok()?;
    index.get(at)
}
