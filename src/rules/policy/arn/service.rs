//! The fields that say whose resource it is: partition and service.

use super::Subject;
use super::records::{INVALID_ARN_SERVICE_CASE, INVALID_PARTITION, INVALID_SERVICE};
use crate::arn::Arn;
use crate::policy::{has_partition, has_service_wildcard};
use crate::reference::{self, Partition};
use crate::rule::{Finding, Level};
use crate::suggest;
use crate::words::{listed, newer};

impl Subject<'_> {
    pub(super) fn partition(&self, arn: &Arn<'_>, findings: &mut Vec<Finding>) -> Option<&'static Partition> {
        let field = arn.partition;
        if !has_partition(arn) {
            let ids = || reference::partitions().iter().map(|partition| partition.id);
            let help = suggest::hint(field.text, ids()).unwrap_or_else(|| {
                let ids: Vec<&str> = ids().collect();
                format!("write one of {}, or `*` for any", listed(&ids, "and"))
            });
            findings.push(
                self.finding(
                    &INVALID_PARTITION,
                    self.text.field(field),
                    format!("`{}` is not a partition, in `{}`", field.text, self.shown()),
                )
                .label("this matches no resource")
                .help(help),
            );
        }
        // No partition has a name with a wildcard or a variable.
        reference::partition(field.text)
    }

    /// Whether the service is one whose formats can be looked at.
    pub(super) fn service(&self, arn: &Arn<'_>, findings: &mut Vec<Finding>) -> bool {
        let field = arn.service;
        if has_service_wildcard(arn) {
            let message = format!("the service is a pattern in `{}`", self.shown());
            findings.push(
                self.finding(&INVALID_SERVICE, self.text.field(field), message)
                    .label("IAM refuses wildcards here")
                    .help("name the service, such as `ec2`; for resources of every service write `*` alone"),
            );
            return false;
        }
        if field.is_open() {
            return false;
        }
        // Formats of other services may still name one that is gone.
        if reference::service(field.text).is_none() && reference::retired_service(field.text).is_some() {
            let message = format!(
                "the service `{}` of `{}` is retired: AWS no longer lists it",
                field.text,
                self.shown()
            );
            findings.push(
                self.finding(&INVALID_SERVICE, self.text.field(field), message)
                    .label("retired")
                    .help("remove the ARN, unless it is needed for what still exists of it")
                    .at_most(Level::Warning),
            );
            return false;
        }
        if reference::is_arn_service(field.text) {
            return true;
        }
        if field.is_empty() {
            findings.push(
                self.finding(
                    &INVALID_SERVICE,
                    self.text.field(field),
                    format!("the service is empty in `{}`", self.shown()),
                )
                .label("no service: this matches no resource")
                .help(
                    "name the service, such as `ec2`; a field left out, or a colon too many, shifts the rest",
                ),
            );
            return false;
        }
        let lower = field.text.to_ascii_lowercase();
        if lower != field.text && reference::is_arn_service(&lower) {
            findings.push(
                self.finding(
                    &INVALID_ARN_SERVICE_CASE,
                    self.text.field(field),
                    format!(
                        "the service of an ARN is written in lower case: `{lower}`, not `{}`",
                        field.text
                    ),
                )
                .label("this matches no resource")
                .help(format!("write `{lower}`")),
            );
            return false;
        }
        let finding = self
            .finding(
                &INVALID_SERVICE,
                self.text.field(field),
                format!("there is no service `{}` in ARNs, which `{}` names", field.text, self.shown()),
            )
            .label("not a service");
        findings.push(match suggest::nearest(field.text, reference::service_prefixes()) {
            Some(near) => finding.help(format!("did you mean `{near}`?")),
            None => finding.at_most(Level::Warning).help(newer("services", reference::date())),
        });
        false
    }
}
