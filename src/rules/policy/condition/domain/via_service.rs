//! Values of `kms:ViaService` that no service has, and those of another Region than the key's.
//!
//! The value is the service's name in one Region: `ec2.us-east-1.amazonaws.com` (AWS KMS Developer Guide,
//! "kms:ViaService").

use crate::arn::Arn;
use crate::pattern::{has_variable, has_wildcard};
use crate::policy::{Comparison, Condition, Effect, Statement, Text};
use crate::reference::{self, RegionName};
use crate::rule::{Certainty, Family, Finding, Level, Rule};
use crate::suggest;
use crate::text::TextRange;
use crate::words::{quoted, shorten};

use super::super::super::region as regions;
use super::super::Test;

pub(super) static INVALID_VIA_SERVICE: Rule = Rule::new(
    Family::Policy,
    "invalid-via-service",
    Level::Error,
    include_str!("../../../../../rules/policy/invalid-via-service.md"),
);

pub(super) fn check(statement: &Statement<'_>, test: &Test<'_, '_>, findings: &mut Vec<Finding>) {
    let condition = test.condition;
    if !condition.is_about("kms:ViaService") {
        return;
    }
    let before = findings.len();
    findings.extend(condition.values.iter().filter_map(|value| judge(value, test.operator.comparison)));
    if findings.len() == before {
        findings.extend(elsewhere(statement, condition));
    }
}

/// What a value says: `ec2.us-east-1.amazonaws.com`.
struct Via<'v> {
    service: &'v str,
    region: &'v str,
    /// Where the Region stands in the value.
    region_range: TextRange,
    suffix: &'v str,
    /// Where the end of the name stands.
    suffix_range: TextRange,
}

impl<'v> Via<'v> {
    fn of(text: &'v str) -> Option<Self> {
        let (service, rest) = text.split_once('.')?;
        let (region, suffix) = rest.split_once('.')?;
        let start = service.len() + 1;
        let end = start + region.len();
        let (region_range, suffix_range) = (TextRange::new(start, end), TextRange::new(end + 1, text.len()));
        Some(Self { service, region, region_range, suffix, suffix_range })
    }
}

fn judge(value: &Text<'_>, comparison: Comparison) -> Option<Finding> {
    let lower = (comparison == Comparison::TextIgnoringCase).then(|| value.value.to_ascii_lowercase());
    let text = lower.as_deref().unwrap_or(&value.value);
    let wildcards = comparison == Comparison::Like && has_wildcard(text);
    let is_judged = comparison.is_of_strings();
    // Wildcards that are none to the operator are another fault.
    if !is_judged || has_variable(text) || has_wildcard(text) && comparison != Comparison::Like {
        return None;
    }
    let malformed = |what: &str| {
        Finding::new(&INVALID_VIA_SERVICE, value.span, format!("{} {what}", quoted(text)))
            .label("no request has this value")
            .help("write the service and the Region of the key, such as `ec2.us-east-1.amazonaws.com`")
    };
    if wildcards && text.split('.').any(|label| label.contains('*') && label != "*") {
        // A `*` that stands for several labels: what it may be is not worth knowing.
        return None;
    }
    let suffixes = || reference::partitions().iter().map(|partition| partition.dns_suffix);
    let via = Via::of(text);
    if let Some((service, suffix)) = text.split_once('.')
        && suffixes().any(|known| known == suffix)
        && service != "*"
    {
        let example = format!("{}.us-east-1.{suffix}", shorten(service));
        return Some(malformed("names no Region, which `kms:ViaService` always does").help(format!(
            "name the Region of the key, such as `{example}`; or use `StringLike` with `{}.*.{suffix}`",
            shorten(service)
        )));
    }
    let Some(via) = via.filter(|via| !via.service.is_empty()) else {
        return (!wildcards).then(|| malformed("is not a service in a Region, for `kms:ViaService`"));
    };
    if has_wildcard(via.region) || has_wildcard(via.suffix) {
        return None;
    }
    if !suffixes().any(|known| known == via.suffix) {
        let near = suggest::nearest(via.suffix, suffixes());
        let finding = malformed("does not end as the names of AWS's services do, for `kms:ViaService`");
        return Some(match near {
            Some(near) => finding.help(format!("did you mean `{}.{}.{near}`?", via.service, via.region)),
            None => finding,
        });
    }
    region(value, &via)
}

/// A finding about the Region of a value of the right form.
fn region(value: &Text<'_>, via: &Via<'_>) -> Option<Finding> {
    let finding = |message: String| Finding::new(&INVALID_VIA_SERVICE, value.part(via.region_range), message);
    let known = reference::region(via.region);
    let is_known = matches!(known, RegionName::Known(_));
    let may_be = known.partition().filter(|_| is_known || regions::has_form(via.region));
    let Some(partition) = may_be else {
        let message = format!("{} is not a Region, in `{}`", quoted(via.region), shorten(&value.value));
        let hint = regions::hint(via.region);
        return Some(
            finding(message)
                .label("no request has this value")
                .help(hint.unwrap_or_else(|| "write the Region of the key, such as `us-east-1`".to_owned())),
        );
    };
    if partition.dns_suffix != via.suffix {
        let right = format!("{}.{}.{}", via.service, via.region, partition.dns_suffix);
        let message = format!(
            "names of services in {} end in `{}`, not in `{}`",
            via.region,
            partition.dns_suffix,
            shorten(via.suffix)
        );
        let place = value.part(via.suffix_range);
        let finding = Finding::new(&INVALID_VIA_SERVICE, place, message).help(format!("write `{right}`"));
        return Some(if partition.id == "aws" {
            finding.label("no request has this value")
        } else {
            // What the names are in other partitions is known from those of other services only.
            finding
                .label("probably no request has this value")
                .certainty(Certainty::Inferred)
                .at_most(Level::Note)
        });
    }
    if !is_known {
        let message = format!("`{}` is not a known Region, in `{}`", via.region, shorten(&value.value));
        let help = regions::help(regions::hint(via.region));
        return Some(finding(message).label("not known").help(help).at_most(Level::Note));
    }
    None
}

/// A finding if every value names a Region in which none of the keys of the statement lies.
fn elsewhere(statement: &Statement<'_>, condition: &Condition<'_>) -> Option<Finding> {
    let resources = statement.resources.as_ref().filter(|resources| !resources.negated)?;
    if condition.without_key() != Some(false) || statement.effect != Some(Effect::Allow) {
        return None;
    }
    let literal = |text: &str| !has_wildcard(text) && !has_variable(text) && !text.is_empty();
    let keys: Vec<&str> = resources
        .patterns
        .iter()
        .map(|text| Arn::parse(&text.value).ok().filter(|arn| arn.service.text == "kms"))
        .map(|arn| Some(arn?.region.text).filter(|region| literal(region)))
        .collect::<Option<_>>()?;
    let (first, rest) = keys.split_first()?;
    let via: Vec<&str> = condition
        .values
        .iter()
        .map(|value| Some(Via::of(&value.value)?.region).filter(|region| literal(region)))
        .collect::<Option<_>>()?;
    let value = condition.values.first()?;
    if rest.iter().any(|region| region != first) || via.contains(first) {
        return None;
    }
    let message = format!(
        "a key in {first} is never used through `{}`, so this statement allows nothing",
        shorten(&value.value)
    );
    let mut finding = Finding::new(&INVALID_VIA_SERVICE, value.span, message)
        .label("of another Region than the key")
        .help(format!("a key is used in its own Region: name `{first}` here"))
        .at_most(Level::Warning);
    if let Some(key) = resources.patterns.first() {
        finding = finding.related(key.span, "the key");
    }
    Some(finding)
}
