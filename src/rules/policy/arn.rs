//! Resource ARNs whose fields cannot be right.

use crate::arn::{Arn, Field};
use crate::policy::{
    Effect, NoArn, PolicyKind, Statement, Text, has_partition, has_service_wildcard, resource_arn,
};
use crate::reference::{self, ArnFormat, LastField, Partition, RegionName};
use crate::rule::{Finding, Level, Rule};
use crate::suggest;
use crate::text::Span;
use crate::words::{listed, newer, shorten};

use super::region;

mod records;
mod resource;
pub(super) use records::*;
pub(super) use resource::has_a_form;

pub(super) fn check(kind: PolicyKind, statement: &Statement<'_>, findings: &mut Vec<Finding>) {
    let Some(resources) = &statement.resources else { return };
    // The policy of an API may leave out all that stands before its own part of the ARN (API Gateway
    // Developer Guide, "Resource format of permissions for executing API").
    let is_short = |text: &str| kind == PolicyKind::Resource && text.starts_with("execute-api:/");
    for resource in resources.patterns.iter().filter(|resource| !is_short(&resource.value)) {
        let denies = statement.effect == Some(Effect::Deny) && !resources.negated;
        let effect = match (denies, resources.patterns.len()) {
            (true, 1) => ", so this Deny denies nothing",
            (true, _) => ", so this Deny does not reach what is meant",
            (false, _) => "",
        };
        let subject = Subject { text: resource, effect };
        subject.check(findings);
    }
}

/// One resource pattern, and what a fault in it does to the statement if that is the opposite of what
/// people think.
struct Subject<'a> {
    text: &'a Text<'a>,
    effect: &'static str,
}

impl Subject<'_> {
    fn check(&self, findings: &mut Vec<Finding>) {
        let arn = match resource_arn(&self.text.value) {
            Ok(Some(arn)) => arn,
            Ok(None) => return,
            Err(NoArn::Fields(count)) => {
                findings.push(self.missing_field(count));
                return;
            }
            Err(NoArn::Prefix(field)) => {
                findings.push(self.wrong_prefix(field));
                return;
            }
        };
        let partition = self.partition(&arn, findings);
        if !self.service(&arn, findings) {
            return;
        }
        let formats = Formats::of(&arn);
        self.region(&arn, partition, &formats, findings);
        self.account(&arn, &formats, findings);
        if arn.resource.is_empty() {
            findings.push(self.nothing(&arn));
        } else if formats.none_fits() {
            findings.push(self.unmatched(&arn, &formats));
        }
    }

    fn shown(&self) -> String {
        shorten(&self.text.value)
    }

    fn finding(&self, rule: &'static Rule, span: Span, message: String) -> Finding {
        Finding::new(rule, span, message + self.effect)
    }

    fn wrong_prefix(&self, field: Field<'_>) -> Finding {
        let message = format!("`{}` is not an ARN: it does not begin with `arn:`", self.shown());
        self.finding(&INVALID_ARN_PREFIX, self.text.field(field), message).label("`arn` belongs here").help(
            match field.text.trim() {
                "arn" => "take out the white space before it",
                _ => "begin it with `arn:`, in small letters",
            },
        )
    }

    fn missing_field(&self, count: usize) -> Finding {
        let text = self.text.value.as_ref();
        if text == "?" {
            return self
                .finding(
                    &INVALID_ARN_RESOURCE,
                    self.text.span,
                    "`?` is one character, which no ARN is".to_owned(),
                )
                .label("this matches no resource")
                .help("write `*` for every resource, or an ARN");
        }
        let help = if text.starts_with("arn:") {
            "an ARN has six fields: `arn:partition:service:region:account:resource`; a field may be empty, its colon may \
             not be left out"
        } else {
            "write an ARN, `arn:partition:service:region:account:resource`, or `*` for every resource"
        };
        let message = match (text, count) {
            ("", _) => "a resource is an empty string".to_owned(),
            (_, 1) => format!("`{}` is not an ARN", self.shown()),
            _ => format!("`{}` has {count} fields where an ARN has six", self.shown()),
        };
        // IAM fills up what an incomplete ARN lacks in some policies (IAM User Guide, "Amazon Resource
        // Names"), so that nothing is said of what the statement does.
        Finding::new(&MISSING_ARN_FIELD, self.text.span, message).label("not a complete ARN").help(help)
    }

    fn partition(&self, arn: &Arn<'_>, findings: &mut Vec<Finding>) -> Option<&'static Partition> {
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
    fn service(&self, arn: &Arn<'_>, findings: &mut Vec<Finding>) -> bool {
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

    fn region(
        &self,
        arn: &Arn<'_>,
        partition: Option<&'static Partition>,
        formats: &Formats<'_>,
        findings: &mut Vec<Finding>,
    ) {
        let field = arn.region;
        let service = arn.service.text;
        if field.is_empty() {
            if formats.all(|format| is_filled(format.fields.region)) {
                findings.push(
                    self.finding(
                        &MISSING_ARN_REGION,
                        self.text.field(field),
                        format!(
                            "the Region is empty in `{}`, but every such {service} ARN has one",
                            self.shown()
                        ),
                    )
                    .label("no Region: this matches no resource")
                    .help(format!("name a Region, or write `*` for all: `{}`", self.with_field(field, "*"))),
                );
            }
            return;
        }
        if field.is_open() {
            return;
        }
        if formats.all(|format| format.fields.region.is_empty()) {
            findings.push(
                self.finding(
                    &ARN_REGION_NOT_ALLOWED,
                    self.text.field(field),
                    format!("`{}` has a Region, but such {service} ARNs have none", self.shown()),
                )
                .label("this field is empty in the ARNs of such resources")
                .help(format!("leave the Region empty: `{}`", self.with_field(field, ""))),
            );
            return;
        }
        findings.extend(self.region_name(field, partition));
    }

    /// A finding about a Region that does not exist, or not in the ARN's partition.
    fn region_name(&self, field: Field<'_>, partition: Option<&'static Partition>) -> Option<Finding> {
        let name = field.text;
        let finding = |message: String| {
            self.finding(&INVALID_ARN_REGION, self.text.field(field), message)
                .label("this matches no resource")
        };
        let known = reference::region(name);
        if let (Some(of), Some(partition)) = (known.partition(), partition)
            && of.id != partition.id
        {
            let (of, partition) = (of.id, partition.id);
            let shown = self.shown();
            return Some(
                finding(format!(
                    "`{name}` is a Region of the partition `{of}`, not of `{partition}`, in `{shown}`"
                ))
                .help(format!("write `arn:{of}:…` for that Region, or `arn:*:…` for every partition")),
            );
        }
        let hint = region::hint(name);
        match known {
            RegionName::Known(_) => None,
            _ if region::has_form(name) => {
                let message = format!("`{name}` is not a known Region, in `{}`", self.shown());
                let help = region::help(hint);
                let finding = Finding::new(&INVALID_ARN_REGION, self.text.field(field), message);
                Some(finding.label("not known").help(help).at_most(Level::Note))
            }
            _ => Some(finding(format!("`{name}` is not a Region, in `{}`", self.shown())).help(
                hint.unwrap_or_else(|| "name a Region such as `us-east-1`, or write `*` for all".to_owned()),
            )),
        }
    }

    fn account(&self, arn: &Arn<'_>, formats: &Formats<'_>, findings: &mut Vec<Finding>) {
        let field = arn.account;
        let service = arn.service.text;
        if field.is_empty() {
            if !ACCOUNT_MAY_BE_EMPTY.contains(&service)
                && !arn.resource.text.starts_with(['*', '?'])
                && formats.all(|format| is_filled(format.fields.account))
            {
                findings.push(
                    self.finding(
                        &MISSING_ARN_ACCOUNT,
                        self.text.field(field),
                        format!(
                            "the account is empty in `{}`, but every such {service} ARN has one",
                            self.shown()
                        ),
                    )
                    .label("no account: this matches no resource")
                    .help(format!(
                        "name the account, or write `*` for all: `{}`",
                        self.with_field(field, "*")
                    )),
                );
            }
            return;
        }
        if field.is_open() || field.text == "aws" || field.text == "aws-managed" {
            return;
        }
        if formats.all(|format| format.fields.account.is_empty()) {
            findings.push(
                self.finding(
                    &ARN_ACCOUNT_NOT_ALLOWED,
                    self.text.field(field),
                    format!("`{}` has an account, but such {service} ARNs have none", self.shown()),
                )
                .label("this field is empty in the ARNs of such resources")
                .help(format!("leave the account empty: `{}`", self.with_field(field, ""))),
            );
        } else if field.text.len() != 12 || !field.text.bytes().all(|byte| byte.is_ascii_digit()) {
            findings.push(
                self.finding(
                    &INVALID_ARN_ACCOUNT,
                    self.text.field(field),
                    format!("`{}` is not an account id, in `{}`", shorten(field.text), self.shown()),
                )
                .label("an account id has twelve digits")
                .help("write the twelve digits of the account, or `*` for any"),
            );
        }
    }

    /// The ARN with another text in one field.
    fn with_field(&self, field: Field<'_>, text: &str) -> String {
        let arn = self.text.value.as_ref();
        let before = arn.get(..field.range.start as usize).unwrap_or_default();
        let after = arn.get(field.range.end as usize..).unwrap_or_default();
        shorten(&format!("{before}{text}{after}"))
    }
}

/// Services whose resources of AWS's own have no account in their ARNs, so that an empty account is
/// no fault (seen in AWS's own policies, about which Access Analyzer is silent).
const ACCOUNT_MAY_BE_EMPTY: [&str; 5] =
    ["cloudformation", "kms", "resource-explorer-2", "securityhub", "ssm"];

/// The formats that a resource can have: those of its service whose last field can be its own, or all
/// of the service if there is none such, since that is another fault.
struct Formats<'a> {
    all: &'static [ArnFormat],
    resource: LastField<'a>,
}

impl<'a> Formats<'a> {
    fn of(arn: &Arn<'a>) -> Self {
        Self { all: reference::arn_formats(arn.service.text), resource: LastField::of(arn) }
    }

    /// Whether the resource can have none of them, though there are some.
    fn none_fits(&self) -> bool {
        !self.all.is_empty() && !self.all.iter().any(|format| self.fits(format))
    }

    /// Whether something holds for every one of them, and there is one at all.
    fn all(&self, holds: impl Fn(&ArnFormat) -> bool) -> bool {
        let fits = |format: &&ArnFormat| self.fits(format);
        if self.all.iter().all(&holds) {
            return !self.all.is_empty();
        }
        // Looking at the field is cheaper than looking whether the format fits.
        !self.all.iter().filter(|format| !holds(format)).any(|format| fits(&format))
            && self.all.iter().filter(|format| holds(format)).any(|format| fits(&format))
    }

    fn fits(&self, format: &ArnFormat) -> bool {
        self.resource.can_have(format)
    }
}

fn is_filled(field: Field<'_>) -> bool {
    !matches!(field.text, "" | "*" | "aws")
}
