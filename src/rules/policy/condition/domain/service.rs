//! Services, by the name of their principal. A name that is not known and like no known one may be one all the same: no
//! list is complete.

use super::super::super::principal::service::{meant, nearly};
use super::Value;
use crate::reference::{self, ServicePrincipal};
use crate::rule::{Certainty, Finding};
use crate::words::quoted;

pub(super) fn judge(value: &Value<'_, '_>) -> Option<Finding> {
    let (text, key) = (value.str(), value.key());
    if value.is_pattern {
        return None;
    }
    match reference::service_principal(&value.compared()) {
        ServicePrincipal::Known => None,
        ServicePrincipal::Malformed => {
            let message = format!("{} does not have the form of a service's name, for `{key}`", quoted(text));
            let finding = value.impossible(message);
            Some(match meant(text) {
                Some(near) => finding.help(format!("did you mean `{near}`?")),
                None => finding
                    .help("write the name of the service, such as `ec2.amazonaws.com`")
                    .certainty(Certainty::Inferred),
            })
        }
        ServicePrincipal::WellFormed => {
            let (near, label) = nearly(&value.compared())?;
            let message = format!("{} is nearly the name of a service, `{near}`, for `{key}`", quoted(text));
            let finding = value.impossible(message).label(label).help(format!("did you mean `{near}`?"));
            Some(finding.certainty(Certainty::Inferred))
        }
    }
}
