//! Ways that no copy can take.

use crate::reference;
use crate::request::{CopyRequest, Text};
use crate::rule::{Certainty, Family, Finding, Level, Rule};

use super::{destination, related_destination, source_region};

/// A copy to an Outpost that is not in the Region of the source, or of the request.
pub static OUTPOST_IN_OTHER_REGION: Rule = Rule::new(
    Family::Request,
    "outpost-in-other-region",
    Level::Error,
    include_str!("../../../rules/request/outpost-in-other-region.md"),
);

/// A copy from one partition to another.
pub static CROSS_PARTITION_COPY: Rule = Rule::new(
    Family::Request,
    "cross-partition-copy",
    Level::Error,
    include_str!("../../../rules/request/cross-partition-copy.md"),
);

pub(super) fn check(request: &CopyRequest<'_>, findings: &mut Vec<Finding>) {
    findings.extend(cross_partition(request));
    findings.extend(outpost(request));
}

fn outpost(request: &CopyRequest<'_>) -> Option<Finding> {
    let arn = request.string("DestinationOutpostArn")?;
    let region = outpost_region(&arn)?;
    let to = destination(request).filter(|(to, _)| *to != region);
    let from = source_region(request).filter(|from| from.value != region);
    let mut finding = match (&to, &from) {
        (None, None) => return None,
        (Some((to, _)), _) => Finding::new(
            &OUTPOST_IN_OTHER_REGION,
            arn.span,
            format!("the Outpost is in `{region}`, but the copy goes to `{to}`"),
        ),
        (None, Some(from)) => Finding::new(
            &OUTPOST_IN_OTHER_REGION,
            arn.span,
            format!("the Outpost is in `{region}`, but the source is in `{}`", from.value),
        ),
    };
    if let Some((to, span)) = to {
        finding = related_destination(finding, to, span);
    }
    if let Some(from) = &from {
        finding = finding.related(from.span, format!("the source is in `{}`", from.value));
    }
    Some(finding.label("only a copy from the Outpost's own Region can go there").help(match from {
        Some(_) => format!("copy to `{region}` first, then from `{region}` to the Outpost"),
        None => format!("send the request to `{region}`"),
    }))
}

/// The Region field of an Outpost's ARN.
fn outpost_region<'a>(arn: &'a Text<'_>) -> Option<&'a str> {
    let mut fields = arn.value.split(':').skip(2);
    let service = fields.next()?;
    fields.next().filter(|region| service == "outposts" && !region.is_empty())
}

fn cross_partition(request: &CopyRequest<'_>) -> Option<Finding> {
    let from = source_region(request)?;
    let (to, span) = destination(request)?;
    let from_partition = reference::region(&from.value).partition()?.id;
    let to_partition = reference::region(to).partition()?.id;
    if from_partition == to_partition {
        return None;
    }
    let is_image = request.operation.name == "CopyImage";
    let message = format!(
        "`{}` is in partition `{from_partition}` and `{to}` in `{to_partition}`, and no copy leaves its partition",
        from.value
    );
    let restored = format!(
        "store it with `create-store-image-task`, move the object to a bucket in `{to_partition}`, \
         and restore it there with `create-restore-image-task`"
    );
    let (certainty, help) = if is_image {
        (Certainty::Documented, restored)
    } else {
        (Certainty::Deduced, format!("make an image of the snapshot, then {restored}"))
    };
    let finding = Finding::new(&CROSS_PARTITION_COPY, from.span, message).certainty(certainty).help(help);
    Some(related_destination(finding.label("the source is here"), to, span))
}
