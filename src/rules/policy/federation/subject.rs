//! The claim that tells whose a token is: wildcards in it, and tests of what it is not.

use crate::pattern::{has_wildcard, head};
use crate::policy::{Comparison, Condition, Effect, Policy, Statement, Text};
use crate::reference::SharedProvider;
use crate::rule::{Certainty, Finding, Level};
use crate::words::shorten;

use super::super::slip;
use super::records::{OPEN_OIDC_TENANT, SPECIFIC_GITHUB_REPO_AND_BRANCH_RECOMMENDED};
use super::{Claims, GITHUB, claims_of, wants_value};

/// What a value of the subject of GitHub begins with.
const REPOSITORY: &str = "repo:";

/// What keeps GitHub to some tokens besides the subject.
struct Scope {
    owner: bool,
    branch: bool,
    environment: bool,
}

pub(super) fn check(
    policy: &Policy<'_>,
    statement: &Statement<'_>,
    provider: &SharedProvider,
    claims: &Claims,
    findings: &mut Vec<Finding>,
) {
    if let Some(condition) = names_no_tenant(statement, provider)
        && !(provider.url == GITHUB && claims.has_owner)
        && !is_denied_by(policy, provider)
    {
        findings.push(all_but(condition, provider));
        return;
    }
    let mut scope = None;
    for condition in statement.conditions.iter().filter(|condition| condition.is_about(provider.key)) {
        let is_like = condition
            .meaning
            .is_some_and(|operator| operator.comparison == Comparison::Like && !operator.negated);
        let values = condition.values.iter().filter(|value| value.has_wildcard());
        for value in values.filter(|value| is_like && !value.has_variable()) {
            let is_github = provider.url == GITHUB;
            if is_open(&value.value, provider) && !(is_github && claims.has_owner) {
                findings.push(open_tenant(value, provider));
            } else if is_github {
                let scope = scope.get_or_insert_with(|| Scope::of(statement, claims));
                findings.extend(unspecific(scope, value));
            }
        }
    }
}

/// A test of the claim, if all tests of it only say what it is not, or that it is there.
fn names_no_tenant<'p, 't>(
    statement: &'p Statement<'t>,
    provider: &SharedProvider,
) -> Option<&'p Condition<'t>> {
    let mut tests = statement.conditions.iter().filter(|condition| condition.is_about(provider.key));
    let first = tests.clone().next()?;
    let says_little = |condition: &Condition<'_>| {
        condition.meaning.is_some_and(|operator| match operator.comparison {
            Comparison::Text | Comparison::TextIgnoringCase | Comparison::Like => operator.negated,
            Comparison::Null => true,
            _ => false,
        })
    };
    (tests.all(says_little) && !slip::may_test(statement, &[provider.key])).then_some(first)
}

/// Whether another statement denies by the claim, so that this one need not keep it within bounds.
fn is_denied_by(policy: &Policy<'_>, provider: &SharedProvider) -> bool {
    policy.statements.iter().any(|statement| {
        statement.effect != Some(Effect::Allow)
            && statement.conditions.iter().any(|condition| condition.is_about(provider.key))
    })
}

fn all_but(condition: &Condition<'_>, provider: &SharedProvider) -> Finding {
    let SharedProvider { key, name, .. } = provider;
    let operator = shorten(&condition.operator.value);
    let message = format!(
        "`{operator}` on `{key}` keeps out some tokens of {name} at the most, so everybody else who has one can \
         assume the role"
    );
    Finding::new(&OPEN_OIDC_TENANT, condition.key.span, message)
        .label("no value that it must have")
        .help(format!("test `{key}` with `StringEquals` or `StringLike`, with the value of your own tenant"))
}

impl Scope {
    fn of(statement: &Statement<'_>, claims: &Claims) -> Self {
        let names = |claim: &str| {
            let is_literal = |condition: &Condition<'_>| {
                claims_of(condition).any(|(provider, name)| {
                    provider.eq_ignore_ascii_case(GITHUB) && name.eq_ignore_ascii_case(claim)
                }) && wants_value(condition)
                    && !condition.values.iter().any(Text::has_wildcard)
            };
            statement.conditions.iter().any(is_literal)
        };
        Self { owner: claims.has_owner, branch: names("ref"), environment: names("environment") }
    }
}

/// Whether a wildcard stands before the end of the tenant's name. Of a value of another form than the documented
/// one it is not known where that is.
fn is_open(value: &str, provider: &SharedProvider) -> bool {
    let literal = head(value);
    let Some((before, after)) = provider.tenant else { return literal.is_empty() };
    match literal.strip_prefix(before) {
        Some(name) => !name.contains(|character| after.contains(character)),
        None => before.starts_with(literal),
    }
}

fn open_tenant(value: &Text<'_>, provider: &SharedProvider) -> Finding {
    let name = provider.name;
    let message = format!(
        "`{}` matches what others have on {name} too, so they can assume the role",
        shorten(&value.value)
    );
    let help = match provider.tenant {
        Some((before, after)) => {
            let end = after.chars().next().unwrap_or_default();
            format!("write the whole name of your own organization: `{before}NAME{end}…`")
        }
        None => "write what is your own before the wildcard".to_owned(),
    };
    Finding::new(&OPEN_OIDC_TENANT, value.span, message)
        .label("the wildcard stands before the end of the owner's name")
        .help(help)
}

/// A subject of GitHub that leaves the repository or the branch open.
fn unspecific(scope: &Scope, value: &Text<'_>) -> Option<Finding> {
    let text = value.value.as_ref();
    let repository = text.strip_prefix(REPOSITORY).and_then(|rest| rest.split(':').next());
    let many_repositories = repository.is_some_and(has_wildcard);
    if !many_repositories && scope.branch {
        return None;
    }
    let what = match repository {
        Some(_) if many_repositories => "more than one repository",
        Some(_) => "more than one branch, tag or environment",
        None => "more than one subject",
    };
    let message = format!("`{}` matches {what}", shorten(text));
    let finding = Finding::new(&SPECIFIC_GITHUB_REPO_AND_BRANCH_RECOMMENDED, value.span, message)
        .label("each of them can assume the role")
        .help(format!(
            "name the repository and the branch, `repo:OWNER/REPOSITORY:ref:refs/heads/BRANCH`, or the branch in a \
             condition on `{GITHUB}:ref`"
        ));
    Some(if scope.owner || scope.environment {
        finding.certainty(Certainty::Inferred).at_most(Level::Note)
    } else {
        finding
    })
}
