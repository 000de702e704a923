//! Resource ARNs whose fields cannot be right.

use crate::arn::Field;
use crate::policy::{Effect, NoArn, PolicyKind, Statement, Text, resource_arn};
use crate::rule::{Finding, Rule};
use crate::text::Span;
use crate::words::shorten;

mod formats;
mod place;
mod records;
mod resource;
mod service;

use formats::Formats;
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
}
