//! The fields that say where the resource is: Region and account.

use super::super::region;
use super::Subject;
use super::formats::Formats;
use super::records::{
    ARN_ACCOUNT_NOT_ALLOWED, ARN_REGION_NOT_ALLOWED, INVALID_ARN_ACCOUNT, INVALID_ARN_REGION,
    MISSING_ARN_ACCOUNT, MISSING_ARN_REGION,
};
use crate::arn::{Arn, Field, is_account};
use crate::reference::{self, Partition, RegionName};
use crate::rule::{Finding, Level};
use crate::words::shorten;

/// Services whose resources of AWS's own have no account in their ARNs, so that an empty account is
/// no fault (seen in AWS's own policies, about which Access Analyzer is silent).
const ACCOUNT_MAY_BE_EMPTY: [&str; 5] =
    ["cloudformation", "kms", "resource-explorer-2", "securityhub", "ssm"];

impl Subject<'_> {
    pub(super) fn region(
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

    pub(super) fn account(&self, arn: &Arn<'_>, formats: &Formats<'_>, findings: &mut Vec<Finding>) {
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
        } else if !is_account(field.text) {
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

fn is_filled(field: Field<'_>) -> bool {
    !matches!(field.text, "" | "*" | "aws")
}
