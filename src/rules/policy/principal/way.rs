//! How a role is assumed: by which action, and by whom.

use crate::policy::{Effect, Statement, Text};
use crate::rule::Finding;
use crate::words::{joined, named};

use super::provider::is_domain;
use super::records::MISMATCHED_ACTION_FOR_PRINCIPAL;

/// How many principals one finding names at the most.
const MOST_NAMED: usize = 3;

/// How a role is assumed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    /// With credentials of AWS.
    Role,
    /// With an assertion of a SAML provider.
    Saml,
    /// With a token of an OIDC provider.
    WebIdentity,
}

impl Way {
    const ALL: [Self; 3] = [Self::Role, Self::Saml, Self::WebIdentity];

    /// The way that an action is about, if it is about one.
    fn of_action(action: &str) -> Option<Self> {
        match action.to_ascii_lowercase().as_str() {
            "sts:assumerole" => Some(Self::Role),
            "sts:assumerolewithsaml" => Some(Self::Saml),
            "sts:assumerolewithwebidentity" => Some(Self::WebIdentity),
            _ => None,
        }
    }

    /// The way of a principal, if its name tells.
    fn of_principal(kind: &str, name: &str) -> Option<Self> {
        match kind {
            "AWS" | "Service" => Some(Self::Role),
            "Federated" if name.contains(":saml-provider/") => Some(Self::Saml),
            "Federated" if name.contains(":oidc-provider/") || is_domain(name) => Some(Self::WebIdentity),
            _ => None,
        }
    }

    fn action(self) -> &'static str {
        match self {
            Self::Role => "sts:AssumeRole",
            Self::Saml => "sts:AssumeRoleWithSAML",
            Self::WebIdentity => "sts:AssumeRoleWithWebIdentity",
        }
    }

    fn principals(self) -> &'static str {
        match self {
            Self::Role => "accounts, roles and services",
            Self::Saml => "SAML providers",
            Self::WebIdentity => "OIDC providers",
        }
    }
}

/// Actions by which the principals of the statement cannot assume the role. A principal that another action
/// serves is left alone if the action serves another principal.
pub(super) fn check(statement: &Statement<'_>, findings: &mut Vec<Finding>) {
    let (Some(actions), Some(principal)) = (&statement.actions, &statement.principal) else { return };
    if actions.negated || statement.effect != Some(Effect::Allow) {
        return;
    }
    let principals: Vec<(&Text<'_>, Way)> = principal
        .members
        .iter()
        .filter_map(|(kind, text)| Some((text, Way::of_principal(kind, &text.value)?)))
        .collect();
    let is_clear = principals.len() == principal.members.len();
    // One action of each way is enough: a second one is the same again.
    let first_of =
        |way: Way| actions.patterns.iter().find(|action| Way::of_action(&action.value) == Some(way));
    let of_ways = Way::ALL.map(|way| (way, first_of(way)));
    // Under a wildcard every principal has its action.
    let is_open = actions.patterns.iter().any(Text::has_wildcard);
    let served = Way::ALL
        .map(|way| is_open || of_ways.iter().any(|(other, action)| *other == way && action.is_some()));
    let is_served = |way: Way| Way::ALL.iter().zip(served).any(|(other, served)| *other == way && served);
    for (way, action) in of_ways {
        let Some(action) = action else { continue };
        let fits_one = principals.iter().any(|(_, other)| *other == way);
        let unserved: Vec<&(&Text<'_>, Way)> = principals
            .iter()
            .filter(|(_, other)| *other != way && (!is_served(*other) || (!fits_one && is_clear)))
            .take(MOST_NAMED)
            .collect();
        let Some((_, wanted)) = unserved.first() else { continue };
        let names: Vec<String> = unserved.iter().map(|(text, _)| named(&text.value)).collect();
        let message = format!(
            "{} is for {}, so {} cannot assume the role by it",
            named(&action.value),
            way.principals(),
            joined(&names, "and")
        );
        let help = if is_served(*wanted) {
            format!("remove {} here", named(&action.value))
        } else {
            format!("did you mean `{}`?", wanted.action())
        };
        let mut finding = Finding::new(&MISMATCHED_ACTION_FOR_PRINCIPAL, action.span, message)
            .label(format!("for {}", way.principals()))
            .help(help);
        for (text, wanted) in unserved {
            finding = finding.related(text.span, format!("this one assumes roles by `{}`", wanted.action()));
        }
        findings.push(finding);
    }
}
