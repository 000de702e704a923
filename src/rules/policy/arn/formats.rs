//! The formats of ARNs that a resource can have.

use crate::arn::Arn;
use crate::reference::{self, ArnFormat, LastField};

/// The formats that a resource can have: those of its service whose last field can be its own, or all
/// of the service if there is none such, since that is another fault.
pub(super) struct Formats<'a> {
    pub(super) all: &'static [ArnFormat],
    pub(super) resource: LastField<'a>,
}

impl<'a> Formats<'a> {
    pub(super) fn of(arn: &Arn<'a>) -> Self {
        Self { all: reference::arn_formats(arn.service.text), resource: LastField::of(arn) }
    }

    /// Whether the resource can have none of them, though there are some.
    pub(super) fn none_fits(&self) -> bool {
        !self.all.is_empty() && !self.all.iter().any(|format| self.fits(format))
    }

    /// Whether something holds for every one of them, and there is one at all.
    pub(super) fn all(&self, holds: impl Fn(&ArnFormat) -> bool) -> bool {
        let fits = |format: &&ArnFormat| self.fits(format);
        if self.all.iter().all(&holds) {
            return !self.all.is_empty();
        }
        // Looking at the field is cheaper than looking whether the format fits.
        !self.all.iter().filter(|format| !holds(format)).any(|format| fits(&format))
            && self.all.iter().filter(|format| holds(format)).any(|format| fits(&format))
    }

    pub(super) fn fits(&self, format: &ArnFormat) -> bool {
        self.resource.can_have(format)
    }
}
