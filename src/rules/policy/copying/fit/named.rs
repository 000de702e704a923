//! The resources that a statement names, and whether they can be of a type.

use std::cell::OnceCell;
use std::collections::HashMap;

use rustc_hash::FxBuildHasher;

use crate::arn::Arn;
use crate::pattern::{Pattern, Piece, pieces};
use crate::policy::{Element, Text, resource_arn};
use crate::reference::{self, LastField, Service};
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
            service.resource_type(name).is_none_or(|known| {
                known.arns.iter().filter_map(|arn| Format::of(arn)).any(|format| format.takes(resources))
            })
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

/// A format of ARNs.
struct Format {
    arn: Arn<'static>,
    /// Its last field as a pattern, made when its beginning does not tell a resource apart.
    pattern: OnceCell<Pattern<'static>>,
}

impl Format {
    fn of(text: &'static str) -> Option<Self> {
        Some(Self { arn: Arn::parse(text).ok()?, pattern: OnceCell::new() })
    }

    fn pattern(&self) -> &Pattern<'static> {
        self.pattern.get_or_init(|| {
            // A part that differs from resource to resource is never empty.
            let filled: String = pieces(self.arn.resource.text)
                .map(|piece| match piece {
                    Piece::Plain(plain) => plain,
                    Piece::Variable(_) => "?*",
                })
                .collect();
            Pattern::plain(&filled)
        })
    }

    /// Whether one of these resources can have this format.
    fn takes(&self, resources: &[Resource<'_, '_>]) -> bool {
        let is_bucket = self.arn.service.text == "s3" && self.arn.resource.text == "${BucketName}";
        let head = self.arn.resource.text.split(['*', '?', '$']).next().unwrap_or_default();
        resources.iter().any(|resource| {
            let theirs = resource.field.head;
            // Nearly all are told apart by how they begin.
            (resource.arn.service.text == self.arn.service.text || self.arn.service.is_open())
                && (theirs.starts_with(head) || head.starts_with(theirs))
                && if is_bucket {
                    resource.field.pattern().meets_without(self.pattern(), '/')
                } else {
                    resource.field.pattern().meets(self.pattern())
                }
        })
    }
}
