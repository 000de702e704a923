//! The resources that a statement names, and whether they can be of a type.

use std::collections::HashMap;

use rustc_hash::FxBuildHasher;

use crate::arn::Arn;
use crate::policy::{Element, Text, resource_arn};
use crate::reference::{self, ArnFormat, LastField, Service};
use crate::rules::policy::arn::has_a_form;

/// The resources that a statement names, all of them by ARNs of known services.
pub(super) struct Named<'p, 't> {
    pub(super) resources: Vec<Resource<'p, 't>>,
    /// The resource types that were asked for, by service and name, and whether one of these can be of it.
    asked: HashMap<(&'static str, &'static str), bool, FxBuildHasher>,
}

/// One of them.
pub(super) struct Resource<'p, 't> {
    pub(super) text: &'p Text<'t>,
    pub(super) arn: Arn<'p>,
    pub(super) field: LastField<'p>,
}

impl<'p, 't> Named<'p, 't> {
    /// `None` if one of them may be anything, or has a fault that must be mended first.
    pub(super) fn of(resources: &'p Element<'t>) -> Option<Self> {
        let resource = |text: &'p Text<'t>| {
            let arn = resource_arn(&text.value).ok()??;
            let known = !arn.service.is_open() && reference::is_arn_service(arn.service.text);
            known.then(|| Resource { text, arn, field: LastField::of(&arn) })
        };
        let resources: Vec<_> = resources.patterns.iter().map(resource).collect::<Option<_>>()?;
        (!resources.is_empty()).then(|| Self { resources, asked: HashMap::default() })
    }

    /// Whether each of them has a form of its service; where one has none, that is the fault.
    pub(super) fn have_forms(&self) -> bool {
        self.resources.iter().all(|resource| has_a_form(&resource.arn))
    }

    /// Whether one of them can be of a resource type.
    pub(super) fn can_be(&mut self, service: &'static Service, name: &'static str) -> bool {
        let Self { resources, asked } = self;
        *asked.entry((service.prefix, name)).or_insert_with(|| {
            service
                .resource_type(name)
                .is_none_or(|known| known.formats().iter().any(|format| takes(format, resources)))
        })
    }

    /// Whether one of them is all of S3.
    pub(super) fn every_bucket(&self) -> bool {
        self.resources.iter().any(|one| one.arn.service.text == "s3" && one.arn.resource.text == "*")
    }

    /// The resources of a service.
    pub(super) fn of_service(&self, service: &str) -> impl Iterator<Item = &Resource<'p, 't>> {
        self.resources.iter().filter(move |one| one.arn.service.text == service)
    }
}

/// Whether one of these resources can have a format.
fn takes(format: &ArnFormat, resources: &[Resource<'_, '_>]) -> bool {
    let (service, text, head) = (format.fields.service, format.fields.resource.text, format.head);
    let is_bucket = service.text == "s3" && text == "${BucketName}";
    let is_open = head.len() < text.len();
    resources.iter().any(|resource| {
        if !resource.field.may_begin_as(format)
            || resource.arn.service.text != service.text && !service.is_open()
        {
            return false;
        }
        let (theirs, rest) = (resource.field.head, resource.field.rest());
        // Nearly all are told apart by how they begin.
        let (begins, is_begun) = (theirs.starts_with(head), head.starts_with(theirs));
        if !begins && !is_begun {
            return false;
        }
        if is_bucket {
            return resource.field.pattern().meets_without(format.filled(), '/');
        }
        // Most of the others consist of a beginning and of one part that may be anything.
        (rest == "*" && (is_open || is_begun))
            || (format.is_beginning && (rest.starts_with('*') || begins && !is_begun))
            || resource.field.pattern().meets(format.filled())
    })
}
