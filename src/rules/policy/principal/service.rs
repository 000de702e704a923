//! Names of services in `Principal`: those that have not the form of such names, and those that are nearly
//! the name of a known one.

use crate::policy::Text;
use crate::reference::{self, ServicePrincipal, split_suffix};
use crate::rule::{Certainty, Finding, Level};
use crate::suggest;
use crate::words::named;

use super::records::{INVALID_SERVICE_PRINCIPAL_FORMAT, UNKNOWN_SERVICE_PRINCIPAL};

/// What every service has in most partitions.
const USUAL_SUFFIX: &str = "amazonaws.com";

/// The suffixes that people misspell.
const SUFFIXES: [&str; 3] = [USUAL_SUFFIX, "amazonaws.com.cn", "amazon.com"];

/// Looks at the name of a service that is neither a wildcard nor an ARN.
pub(super) fn judge(name: &Text<'_>) -> Option<Finding> {
    let text = name.value.as_ref();
    match reference::service_principal(text) {
        ServicePrincipal::Known => None,
        ServicePrincipal::Malformed => Some(malformed(name)),
        ServicePrincipal::WellFormed => unknown(name),
    }
}

/// Whether a text has the form of a service's name.
pub(in super::super) fn is_well_formed(text: &str) -> bool {
    reference::service_principal(text) != ServicePrincipal::Malformed
}

/// The service that a misspelt name was probably meant for.
pub(in super::super) fn meant(text: &str) -> Option<String> {
    let lower = text.trim().to_ascii_lowercase();
    if lower != text && is_well_formed(&lower) {
        return Some(lower);
    }
    if is_well_formed(text) {
        return near_label(text);
    }
    // `ec2`, as in the prefix of an action.
    if !lower.contains('.') {
        let name = format!("{lower}.{USUAL_SUFFIX}");
        return (reference::service_principal(&name) == ServicePrincipal::Known).then_some(name);
    }
    // A misspelt suffix: `ec2.amazonaw.com`.
    let dots = lower.match_indices('.').map(|(dot, _)| dot);
    let mut splits = dots.filter_map(|dot| Some((lower.get(..dot)?, lower.get(dot + 1..)?)));
    let mended = splits.find_map(|(labels, rest)| {
        let suffix = suggest::nearest(rest, SUFFIXES)?;
        Some(format!("{labels}.{suffix}"))
    });
    let mended = mended.filter(|name| is_well_formed(name))?;
    match reference::service_principal(&mended) {
        ServicePrincipal::Known => Some(mended),
        _ => near_label(&mended).or(Some(mended)),
    }
}

/// The known name that differs a little before its suffix.
fn near_label(text: &str) -> Option<String> {
    let (labels, suffix) = split_suffix(text)?;
    let labels_of = |name: &'static str| name.strip_suffix(suffix)?.strip_suffix('.');
    let candidates = reference::service_principals().filter_map(labels_of);
    let near = suggest::nearest(labels, candidates)?;
    Some(format!("{near}.{suffix}"))
}

fn malformed(name: &Text<'_>) -> Finding {
    let text = name.value.as_ref();
    let message = if text.is_empty() {
        "the name of a service is an empty string".to_owned()
    } else {
        format!("{} does not have the form of a service's name", named(text))
    };
    let finding = Finding::new(&INVALID_SERVICE_PRINCIPAL_FORMAT, name.span, message);
    match meant(text) {
        Some(near) => {
            finding.label("AWS knows no service by this name").help(format!("did you mean `{near}`?"))
        }
        // Which names there will be is not known.
        None => finding
            .label("such names are in small letters and end with `.amazonaws.com` or the like")
            .help("write the name of the service, such as `lambda.amazonaws.com`")
            .certainty(if text.contains('.') { Certainty::Inferred } else { Certainty::Documented }),
    }
}

/// The known name that an unknown one of the right form is nearly, and what is wrong with the latter.
pub(in super::super) fn nearly(text: &str) -> Option<(String, &'static str)> {
    match elsewhere(text) {
        Some(near) => Some((near, "the service is not known by a name that ends so")),
        None => Some((near_label(text)?, "no known service has this name")),
    }
}

fn unknown(name: &Text<'_>) -> Option<Finding> {
    let text = name.value.as_ref();
    let (near, label) = nearly(text)?;
    let message = format!("{} is nearly the name of a service, `{near}`", named(text));
    Some(
        Finding::new(&UNKNOWN_SERVICE_PRINCIPAL, name.span, message)
            .label(label)
            .help(format!("did you mean `{near}`?"))
            .certainty(Certainty::Inferred)
            .at_most(Level::Warning),
    )
}

/// The name that a service has in every partition, if the one given ends in another way, as few services do.
fn elsewhere(text: &str) -> Option<String> {
    let (labels, _) = split_suffix(text)?;
    let usual = format!("{labels}.{USUAL_SUFFIX}");
    (usual != text && reference::service_principal(&usual) == ServicePrincipal::Known).then_some(usual)
}
