//! Texts of tokens that are nearly the usual one: whoever writes them is free to choose another, but hardly one that
//! differs by a letter.

use super::IMPOSSIBLE_CONDITION_VALUE;
use crate::pattern::has_wildcard;
use crate::policy::Text;
use crate::reference::shared_providers;
use crate::rule::{Certainty, Finding, Level};
use crate::suggest;
use crate::text::TextRange;
use crate::words::quoted;

/// Whom tokens are for that are exchanged for sessions (Amazon EKS User Guide, "IAM roles for service accounts";
/// IAM User Guide, "Create a role for OpenID Connect federation").
const AUDIENCES: [&str; 2] = ["sts.amazonaws.com", "sts.amazonaws.com.cn"];

/// The same of SAML (IAM User Guide, "Available keys for SAML-based AWS STS federation"). Regions have their own.
const SAML_AUDIENCES: [&str; 3] = [
    "https://signin.aws.amazon.com/saml",
    "https://signin.amazonaws.cn/saml",
    "https://signin.amazonaws-us-gov.com/saml",
];

/// How the subject of a pod begins (Kubernetes, "Configure service accounts for pods").
const OF_PODS: &str = "system:serviceaccount:";

/// Looks at a value without variables.
pub(super) fn judge(text: &Text<'_>, key: &str) -> Option<Finding> {
    let value = text.value.as_ref();
    let (provider, claim) = key.rsplit_once(':')?;
    if claim.eq_ignore_ascii_case("aud") {
        let usual: &[&str] = match provider {
            _ if provider.eq_ignore_ascii_case("saml") => &SAML_AUDIENCES,
            _ if provider.contains('.') => &AUDIENCES,
            _ => return None,
        };
        return differs(text, value, usual);
    }
    if !claim.eq_ignore_ascii_case("sub") || !provider.contains('.') {
        return None;
    }
    let is_of_cluster = provider.starts_with("oidc.eks.") || provider.starts_with("oidc-eks.");
    let usual = if is_of_cluster {
        OF_PODS
    } else {
        let mut all = shared_providers().iter();
        all.find(|shared| shared.key.eq_ignore_ascii_case(key))?.tenant?.0
    };
    let colons = usual.matches(':').count();
    let end = value.match_indices(':').nth(colons.checked_sub(1)?)?.0;
    differs(text, value.get(..=end)?, &[usual])
}

/// A finding of what begins a text, if it nearly is one of the usual ones.
fn differs(text: &Text<'_>, begin: &str, usual: &[&str]) -> Option<Finding> {
    if usual.contains(&begin) || has_wildcard(begin) {
        return None;
    }
    let near = suggest::nearest(begin, usual.iter().copied())?;
    let place = text.part(TextRange::new(0, begin.len()));
    let message =
        format!("{} is not quite {}, and tokens are compared letter by letter", quoted(begin), quoted(near));
    Some(
        Finding::new(&IMPOSSIBLE_CONDITION_VALUE, place, message)
            .label("probably no token has this value")
            .help(format!("did you mean `{near}`?"))
            .certainty(Certainty::Inferred)
            .at_most(Level::Warning),
    )
}
