//! Trust in identity providers of OpenID Connect: conditions that a trust policy for one must have.
//!
//! A token says whose it is in its claims, which are condition keys with the provider before the colon:
//! `gitlab.com:sub`. Whoever gets a token of the provider may assume the role, unless a condition tests them.

use std::collections::HashSet;

use crate::pattern::matches_caseless;
use crate::policy::{Comparison, Condition, Effect, Policy, PolicyKind, Statement, Text};
use crate::reference::{SharedProvider, shared_provider, shared_providers};
use crate::rule::{Certainty, Finding, Level};
use crate::suggest;
use crate::words::shorten;

use super::principal::is_domain;
use super::slip;

mod audience;
mod records;
mod subject;

pub(super) use records::RULES;
use records::{
    MISSING_CONDITION_KEY_FOR_OIDC_PRINCIPAL, MISSING_GITHUB_REPO_CONDITION_KEY, OPEN_SERVICE_ACCOUNTS,
    UNIDENTIFIED_OIDC_TENANT,
};

/// The provider of GitHub Actions.
const GITHUB: &str = "token.actions.githubusercontent.com";

/// Other claims of GitHub that tell the owner or the repository.
const GITHUB_OWNERS: [&str; 5] =
    ["job_workflow_ref", "repository", "repository_id", "repository_owner_id", "enterprise_id"];

/// An OIDC provider that a statement lets in.
#[derive(Clone, Copy)]
struct Provider<'p, 't> {
    /// As the principal names it.
    principal: &'p Text<'t>,
    /// Its address without `https://`.
    url: &'p str,
}

/// The claims that a statement tests.
struct Claims {
    /// The providers of which it tests any, in lower case.
    of: HashSet<String>,
    /// The providers of which it tests the subject.
    subjects_of: HashSet<String>,
    /// The providers of which it wants the subject to be one that it names.
    named_subjects_of: HashSet<String>,
    /// Whether another claim than the subject keeps GitHub to an owner or a repository.
    has_owner: bool,
}

pub(super) fn check(policy: &Policy<'_>, findings: &mut Vec<Finding>) {
    if policy.kind != PolicyKind::Trust {
        return;
    }
    let mut tested_keys = None;
    for statement in &policy.statements {
        audience::check(statement, findings);
        if statement.effect != Some(Effect::Allow) || statement.incomplete || !assumes(statement) {
            continue;
        }
        let members = statement.principal.iter().filter(|principal| !principal.negated);
        let providers = members.flat_map(|principal| &principal.members).filter_map(|(kind, principal)| {
            Some(Provider { principal, url: oidc_url(kind, &principal.value)? })
        });
        let providers: Vec<Provider<'_, '_>> = providers.collect();
        if providers.is_empty() {
            continue;
        }
        let claims = Claims::of(statement);
        let urls: Vec<&str> = providers.iter().map(|provider| provider.url.trim_end_matches('/')).collect();
        let tested_keys = tested_keys.get_or_insert_with(|| tested_keys_of(policy));
        let mut shared: Vec<&SharedProvider> = Vec::new();
        for provider in providers {
            let of_provider = shared_provider(provider.url);
            if let Some(new) = of_provider.filter(|new| !shared.contains(new)) {
                shared.push(new);
                subject::check(policy, statement, new, &claims, findings);
            }
            let finding = judge(provider, of_provider, &claims, tested_keys);
            let is_found = |_: &Finding| {
                urls.len() > MOST_PROVIDERS || !is_misspelt(statement, &urls, provider, of_provider)
            };
            findings.extend(finding.filter(is_found));
        }
    }
}

/// More identity providers than a trust policy of any allowed length names: of so many, slips are not looked for.
const MOST_PROVIDERS: usize = 50;

/// The shared providers whose claim any statement tests, be it a Deny.
fn tested_keys_of(policy: &Policy<'_>) -> Vec<&'static SharedProvider> {
    let mut tested = vec![false; shared_providers().len()];
    for condition in policy.statements.iter().flat_map(|statement| &statement.conditions) {
        for (provider, tested) in shared_providers().iter().zip(&mut tested) {
            *tested |= condition.is_about(provider.key);
        }
    }
    let all = shared_providers().iter().zip(tested);
    all.filter(|(_, tested)| *tested).map(|(provider, _)| provider).collect()
}

impl Claims {
    fn of(statement: &Statement<'_>) -> Self {
        let mut claims = Self {
            of: HashSet::new(),
            subjects_of: HashSet::new(),
            named_subjects_of: HashSet::new(),
            has_owner: false,
        };
        for condition in &statement.conditions {
            for (provider, claim) in claims_of(condition) {
                let provider = provider.to_ascii_lowercase();
                if provider == GITHUB && wants_value(condition) {
                    claims.has_owner |= GITHUB_OWNERS.iter().any(|one| one.eq_ignore_ascii_case(claim));
                }
                if claim.eq_ignore_ascii_case("sub") {
                    claims.subjects_of.insert(provider.clone());
                    if !says_little(condition) {
                        claims.named_subjects_of.insert(provider.clone());
                    }
                }
                claims.of.insert(provider);
            }
        }
        claims
    }
}

/// Whether a statement is about assuming a role with a token.
fn assumes(statement: &Statement<'_>) -> bool {
    let matches = |action: &Text<'_>| matches_caseless(&action.value, "sts:assumerolewithwebidentity");
    statement.actions.as_ref().is_some_and(|actions| actions.patterns.iter().any(matches) != actions.negated)
}

/// The address of an OIDC provider, of a principal that is one.
fn oidc_url<'p>(kind: &str, name: &'p str) -> Option<&'p str> {
    if kind != "Federated" {
        return None;
    }
    if name.starts_with("arn:") {
        return name.split_once(":oidc-provider/").map(|(_, url)| url).filter(|url| !url.is_empty());
    }
    is_domain(name).then_some(name)
}

/// The providers and claims that the key of a condition can be taken for: an address may have a port, and a claim
/// colons in its name.
fn claims_of<'p>(condition: &'p Condition<'_>) -> impl Iterator<Item = (&'p str, &'p str)> {
    const MOST_COLONS: usize = 4;
    let key = condition.key.value.as_ref();
    key.match_indices(':').take(MOST_COLONS).filter_map(|(colon, _)| {
        let (url, claim) = key.split_at_checked(colon)?;
        Some((url.trim_end_matches('/'), claim.strip_prefix(':')?))
    })
}

/// Whether a condition only says what a claim is not, or that it is there.
fn says_little(condition: &Condition<'_>) -> bool {
    condition.meaning.is_some_and(|operator| match operator.comparison {
        Comparison::Text | Comparison::TextIgnoringCase | Comparison::Like => operator.negated,
        Comparison::Null => true,
        _ => false,
    })
}

/// Whether a condition wants one of the values that it lists.
fn wants_value(condition: &Condition<'_>) -> bool {
    condition.meaning.is_some_and(|operator| {
        !operator.negated && !operator.if_exists && operator.comparison != Comparison::Null
    })
}

/// What a statement leaves open about one of its providers, if anything.
fn judge(
    provider: Provider<'_, '_>,
    shared: Option<&'static SharedProvider>,
    claims: &Claims,
    tested_keys: &[&SharedProvider],
) -> Option<Finding> {
    let url = provider.url.trim_end_matches('/').to_ascii_lowercase();
    let tests_subject = claims.subjects_of.contains(&url);
    if url == GITHUB {
        return (!tests_subject).then(|| without_repository(provider, claims));
    }
    if let Some(shared) = shared {
        return (!tested_keys.contains(&shared)).then(|| without_tenant(provider, shared));
    }
    if !claims.of.contains(&url) {
        return Some(without_condition(provider));
    }
    let names_subject = claims.named_subjects_of.contains(&url);
    (is_cluster(&url) && !names_subject).then(|| without_service_account(provider, tests_subject))
}

/// Whether the claim that is to be tested is one that a statement tests under a wrong name, which is another fault.
/// `trusted` are all providers that the statement lets in.
fn is_misspelt(
    statement: &Statement<'_>,
    trusted: &[&str],
    provider: Provider<'_, '_>,
    shared: Option<&SharedProvider>,
) -> bool {
    let url = provider.url.trim_end_matches('/');
    let subject = format!("{url}:sub");
    let wanted = shared.map_or(subject.as_str(), |shared| shared.key);
    let claim = wanted.rsplit(':').next().unwrap_or_default();
    // Of other providers any claim will do.
    let is_claim = |name: &str| {
        name.eq_ignore_ascii_case(claim) || shared.is_none() && !is_cluster(&url.to_ascii_lowercase())
    };
    let of_none = |name: &str| !trusted.iter().any(|known| known.eq_ignore_ascii_case(name));
    let tests_it = |condition: &Condition<'_>| {
        let mut claims = claims_of(condition);
        claims
            .any(|(name, claim)| is_claim(claim) && of_none(name) && suggest::nearest(name, [url]).is_some())
    };
    statement.conditions.iter().any(tests_it) || slip::may_test(statement, &[wanted])
}

/// Whether a provider is that of a cluster of EKS, which has one of its own.
fn is_cluster(url: &str) -> bool {
    ["oidc.eks.", "oidc-eks."].iter().any(|begin| url.starts_with(begin)) && url.contains("/id/")
}

fn without_repository(provider: Provider<'_, '_>, claims: &Claims) -> Finding {
    let message =
        format!("every repository on GitHub can assume the role: no condition tests `{GITHUB}:sub`");
    let finding = Finding::new(&MISSING_GITHUB_REPO_CONDITION_KEY, provider.principal.span, message)
        .label("trusted whatever repository the token is for")
        .help(format!(
            "add `\"StringEquals\": {{\"{GITHUB}:sub\": \"repo:OWNER/REPOSITORY:ref:refs/heads/BRANCH\"}}`; IAM \
             stores no new trust policy without it"
        ));
    if !claims.has_owner {
        return finding;
    }
    let message = format!("no condition tests `{GITHUB}:sub`, by which Access Analyzer tells repositories");
    Finding { message, ..finding }.certainty(Certainty::Inferred).at_most(Level::Note)
}

fn without_tenant(provider: Provider<'_, '_>, shared: &SharedProvider) -> Finding {
    let SharedProvider { key, name, .. } = shared;
    let message =
        format!("everybody who has tokens of {name} can assume the role: no condition tests `{key}`");
    Finding::new(&UNIDENTIFIED_OIDC_TENANT, provider.principal.span, message)
        .label("a provider that many share")
        .help(format!(
            "add a condition on `{key}` with the value of your own tenant; IAM stores no new trust policy without it"
        ))
}

/// Providers that tell in a claim of another name whom a token is for.
const OF_APPS: [&str; 2] = ["graph.facebook.com", "www.amazon.com"];

fn without_condition(provider: Provider<'_, '_>) -> Finding {
    let url = shorten(provider.url);
    let message =
        format!("whoever gets a token of `{url}` can assume the role: no condition tests a claim of it");
    let help = if OF_APPS.contains(&provider.url) {
        format!("add a condition on `{url}:app_id`")
    } else {
        format!("add conditions on `{url}:aud` and `{url}:sub`, or on other claims that the provider has")
    };
    Finding::new(&MISSING_CONDITION_KEY_FOR_OIDC_PRINCIPAL, provider.principal.span, message)
        .label("trusted whatever the token says")
        .help(help)
}

fn without_service_account(provider: Provider<'_, '_>, is_tested: bool) -> Finding {
    let url = shorten(provider.url);
    let (who, verb) = if is_tested { ("nearly every", "names a value of") } else { ("every", "tests") };
    let message =
        format!("{who} service account of the cluster can assume the role: no condition {verb} `{url}:sub`");
    Finding::new(&OPEN_SERVICE_ACCOUNTS, provider.principal.span, message)
        .label("trusted whatever service account the token is for")
        .help(format!("add `\"StringEquals\": {{\"{url}:sub\": \"system:serviceaccount:NAMESPACE:NAME\"}}`"))
}
