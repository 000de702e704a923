//! Which statement comes closest to allowing something, and why it does not.

use super::answer::{Answer, Verdict};
use super::context::{Context, State};
use super::resource::{Part, Resource};
use super::statement::names_action;
use super::{Query, StatementRef, condition, resource};
use crate::arn::Arn;
use crate::pattern::has_variable;
use crate::policy::{Condition, Effect, Policy, Statement, Text};
use crate::text::Span;

/// The closest statement of a policy and the first thing in it that does not match.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mismatch {
    /// The statement.
    pub at: StatementRef,
    /// What does not match.
    pub span: Span,
    /// Why, for people.
    pub reason: String,
    /// Whether all that does not match is an account, in an ARN that has none.
    pub only_account: bool,
}

/// For each policy, the statement that comes closest to allowing what is asked; none if no
/// statement of it allows the action at all.
pub fn closest(query: &Query, policies: &[&Policy<'_>]) -> Vec<Option<Mismatch>> {
    let action = query.action.to_ascii_lowercase();
    let in_policy = |(index, policy): (usize, &&Policy<'_>)| {
        let allowing = policy.statements.iter().enumerate().filter(|(_, statement)| {
            statement.effect == Some(Effect::Allow) && names_action(statement, &action).answer == Answer::Yes
        });
        allowing
            .flat_map(|(place, statement)| {
                let at = StatementRef { policy: index, statement: place };
                query
                    .resources
                    .iter()
                    .filter_map(move |resource| judge(policy, statement, at, resource, query))
            })
            // Of several that are equally close, the first.
            .reduce(|best, next| if next.0 > best.0 { next } else { best })
            .map(|(_, mismatch)| mismatch)
    };
    policies.iter().enumerate().map(in_policy).collect()
}

/// How close a statement comes (higher is closer), and why it does not match; `None` if it does.
fn judge(
    policy: &Policy<'_>,
    statement: &Statement<'_>,
    at: StatementRef,
    wanted: &Resource,
    query: &Query,
) -> Option<(usize, Mismatch)> {
    let context = &query.context;
    if resource::names(policy, statement, wanted, context).answer == Answer::No {
        let PatternMismatch { matching, span, reason, field } =
            resource_reason(policy, statement, wanted, context)?;
        let has_account = wanted.account.text() != Some("");
        let only_account = field == Some("account") && matching + 1 == FIELDS && !has_account;
        return Some((matching, Mismatch { at, span, reason, only_account }));
    }
    let fails =
        |condition: &&Condition<'_>| condition::holds(policy, condition, context).answer == Answer::No;
    let failing = statement.conditions.iter().find(fails)?;
    let reason = condition_reason(failing, context);
    Some((FIELDS + 1, Mismatch { at, span: failing.key.span, reason, only_account: false }))
}

/// How many fields of an ARN are compared.
const FIELDS: usize = 5;

/// Why a pattern does not match a resource.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PatternMismatch {
    /// How many fields do match.
    pub matching: usize,
    /// The first field that does not, or the whole pattern.
    pub span: Span,
    /// Why, for people.
    pub reason: String,
    /// The word for that field, if it is one.
    pub field: Option<&'static str>,
}

fn resource_reason(
    policy: &Policy<'_>,
    statement: &Statement<'_>,
    wanted: &Resource,
    context: &Context,
) -> Option<PatternMismatch> {
    let resources = statement.resources.as_ref()?;
    if resources.negated {
        let reason = format!("`NotResource` takes out `{wanted}`");
        return Some(PatternMismatch { matching: 1, span: resources.key_span, reason, field: None });
    }
    resources
        .patterns
        .iter()
        .map(|pattern| explain(policy, pattern, wanted, context))
        .reduce(|best, next| if next.matching > best.matching { next } else { best })
}

/// Why a pattern of `Resource` does not match a resource; call it only if it does not.
pub fn explain(
    policy: &Policy<'_>,
    pattern: &Text<'_>,
    wanted: &Resource,
    context: &Context,
) -> PatternMismatch {
    let plain = |reason: String| PatternMismatch { matching: 0, span: pattern.span, reason, field: None };
    let Ok(arn) = Arn::parse(&pattern.value) else {
        return plain(format!("this is not an ARN, so it does not match `{wanted}`"));
    };
    let fields = [arn.partition, arn.service, arn.region, arn.account, arn.resource];
    let mut matching = 0;
    let mut first = None;
    for (field, (part, name)) in fields.iter().zip(wanted.parts()) {
        let Verdict { answer, .. } =
            resource::field_matches(field.text, policy.has_variables(), part, context);
        if answer == Answer::No {
            first = first.or(Some((field, part, name)));
        } else {
            matching += 1;
        }
    }
    let Some((field, part, name)) = first else { return plain(format!("this does not match `{wanted}`")) };
    let reason = match (name, part) {
        ("resource", _) if !policy.has_variables() && has_variable(field.text) => format!(
            "without `\"Version\": \"2012-10-17\"` this has no variables, so it does not match `{wanted}`"
        ),
        ("resource", Part::Known(id)) if id.ends_with("/*") && type_of(id) == arn.resource_type() => format!(
            "this does not match `{wanted}`: what does not exist yet is checked with the id `*`, a literal asterisk"
        ),
        ("account", Part::Known(account)) if account.is_empty() => format!(
            "the ARN of {} has no account, so this never matches `{wanted}`",
            with_article(type_of(&wanted.id.to_string()))
        ),
        (_, Part::Known(text)) if field.is_empty() => {
            format!("the {name} is empty here and `{text}` in `{wanted}`")
        }
        ("resource", _) if arn.resource_type() == "alias" && wanted.id.to_string().starts_with("key/") => {
            format!(
                "an alias ARN in `Resource` authorizes nothing: the use of a key is checked as `{wanted}`"
            )
        }
        ("resource", _) => format!("this does not match `{wanted}`"),
        _ => format!("the {name} `{}` does not match `{wanted}`", field.text),
    };
    PatternMismatch { matching, span: pattern.field(*field), reason, field: Some(name) }
}

fn type_of(id: &str) -> &str {
    id.split('/').next().unwrap_or_default()
}

fn with_article(noun: &str) -> String {
    let article = if noun.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
    format!("{article} {noun}")
}

fn condition_reason(condition: &Condition<'_>, context: &Context) -> String {
    let key = &condition.key.value;
    match context.state(key) {
        State::Absent => format!("this check does not carry the key `{key}`"),
        State::Values(values) if values.is_empty() => format!("this check does not carry the key `{key}`"),
        State::Values(values) => {
            let values: Vec<String> = values.iter().map(|value| format!("`{value}`")).collect();
            format!("`{key}` is {} here", values.join(", "))
        }
        State::Like(forms) => {
            let forms: Vec<String> = forms.iter().map(|form| format!("`{form}`")).collect();
            format!("`{key}` is like {} here", forms.join(" or "))
        }
        State::Present | State::Unknown => format!("the condition on `{key}` does not hold"),
    }
}
