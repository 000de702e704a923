//! Variables in an ARN before its last part, where they are documented not to work.

use super::records::VARIABLE_IN_ARN_FIELD;
use crate::arn::Arn;
use crate::pattern::has_variable;
use crate::policy::Text;
use crate::rule::{Certainty, Finding};
use crate::words::shorten;

pub(super) fn judge(text: &Text<'_>) -> Option<Finding> {
    let arn = Arn::parse(&text.value).ok().filter(|arn| arn.prefix.text == "arn")?;
    let fields = [
        (arn.partition, "partition"),
        (arn.service, "service"),
        (arn.region, "Region"),
        (arn.account, "account"),
    ];
    // A beginning that is never closed is another fault.
    let (field, name) =
        fields.into_iter().find(|(field, _)| has_variable(field.text) && field.text.contains('}'))?;
    let message = format!("no variable may stand for the {name} of an ARN, as in `{}`", shorten(&text.value));
    let finding = Finding::new(&VARIABLE_IN_ARN_FIELD, text.field(field), message)
        .label("variables are for the part behind the fifth colon")
        .help("write out what is meant, or `*` with a condition, such as one on `aws:ResourceAccount`");
    // One of AWS's own policies has a variable for the account.
    Some(if name == "account" { finding.certainty(Certainty::Contradicted) } else { finding })
}
