//! Variables whose key is absent: for the callers that a statement itself names, and in a Deny, which then denies
//! nothing.

use std::borrow::Cow;

use super::found::{Found, variables};
use super::records::{DENY_WITH_ABSENT_VARIABLE, UNRESOLVED_VARIABLE};
use crate::policy::{Condition, Effect, Principal, Statement, Text};
use crate::reference::{KeyMeaning, global_key};
use crate::rule::{Finding, Level};
use crate::words::quoted;

/// The keys that are there in every signed request (IAM User Guide, "AWS global condition context keys",
/// availability).
const ALWAYS: [&str; 9] = [
    "aws:CurrentTime",
    "aws:EpochTime",
    "aws:PrincipalAccount",
    "aws:PrincipalArn",
    "aws:PrincipalType",
    "aws:RequestedRegion",
    "aws:ResourceAccount",
    "aws:SecureTransport",
    "aws:userid",
];

pub(super) fn check(statement: &Statement<'_>, findings: &mut Vec<Finding>) {
    let before = findings.len();
    name_of_role(statement, findings);
    if findings.len() == before && statement.effect == Some(Effect::Deny) && !statement.incomplete {
        findings.extend(without_effect(statement));
    }
}

/// The texts of a statement that match nothing if a variable in them has no value.
fn texts<'p, 't>(statement: &'p Statement<'t>) -> impl Iterator<Item = &'p Text<'t>> {
    let resources = statement.resources.iter().flat_map(|resources| &resources.patterns);
    let tests = statement.conditions.iter().filter(|condition| needs_match(condition));
    resources.chain(tests.flat_map(|condition| &condition.values)).filter(|text| text.has_variable())
}

/// Whether a test fails if none of its values matches.
fn needs_match(condition: &Condition<'_>) -> bool {
    condition.meaning.is_some_and(|operator| !operator.negated && operator.comparison.takes_variables())
}

/// Findings of `${aws:username}` where the statement itself says that the caller is a role, which has no user name.
fn name_of_role(statement: &Statement<'_>, findings: &mut Vec<Finding>) {
    let mut role = None;
    for text in texts(statement) {
        let is_user_name = |found: &Found<'_>| {
            found.default().is_none() && found.name().eq_ignore_ascii_case("aws:username")
        };
        let Some(found) = variables(&text.value).find(|found| found.is_closed && is_user_name(found)) else {
            continue;
        };
        let Some(role) = *role.get_or_insert_with(|| role_as_caller(statement)) else { return };
        let message = format!("{} has no value here: the caller is a role", quoted(found.text));
        findings.push(
            Finding::new(&UNRESOLVED_VARIABLE, text.part(found.range), message)
                .label("only users have a user name")
                .related(role.span, "a role")
                .help("use `${aws:userid}`, or a tag of the role such as `${aws:PrincipalTag/NAME}`")
                .at_most(Level::Warning),
        );
    }
}

/// What says that every caller is a role: a test of `aws:PrincipalType`, or the principals.
fn role_as_caller<'p, 't>(statement: &'p Statement<'t>) -> Option<&'p Text<'t>> {
    let of_type = statement.conditions.iter().find(|condition| {
        condition.is_about("aws:PrincipalType")
            && needs_match(condition)
            && condition.without_key() == Some(false)
            && condition.values.iter().all(|value| value.value == "AssumedRole")
    });
    let of_type = of_type.and_then(|condition| condition.values.first());
    of_type.or_else(|| statement.principal.as_ref().and_then(only_roles))
}

fn only_roles<'p, 't>(principal: &'p Principal<'t>) -> Option<&'p Text<'t>> {
    let is_role = |(kind, member): &(Cow<'_, str>, Text<'_>)| {
        let parts = [":role/", ":assumed-role/"];
        kind == "AWS" && parts.iter().any(|part| member.value.contains(part))
    };
    let all = !principal.negated && principal.members.iter().all(is_role);
    principal.members.first().filter(|_| all).map(|(_, member)| member)
}

/// A finding if a Deny needs the value of a variable that a request may lack.
fn without_effect(statement: &Statement<'_>) -> Option<Finding> {
    let resources = statement.resources.as_ref().filter(|resources| !resources.negated);
    let by_resource = resources.and_then(|resources| in_all(&resources.patterns, statement));
    let tests = statement.conditions.iter().filter(|condition| {
        needs_match(condition) && !condition.incomplete && condition.without_key() == Some(false)
    });
    let (text, found) =
        by_resource.or_else(|| tests.into_iter().find_map(|test| in_all(&test.values, statement)))?;
    let message =
        format!("a caller for whom {} has no value is not denied anything here", quoted(found.text));
    Some(
        Finding::new(&DENY_WITH_ABSENT_VARIABLE, text.part(found.range), message)
            .label("may have no value")
            .help(
                "deny with the negated operator, such as `StringNotEquals`, which holds without a value; or deny those \
                 without the key in a statement with `Null`",
            ),
    )
}

/// A variable without default whose key may be absent, if each of the texts has one.
fn in_all<'p, 't>(texts: &'p [Text<'t>], statement: &Statement<'_>) -> Option<(&'p Text<'t>, Found<'p>)> {
    let in_one = |text: &'p Text<'t>| {
        text.has_variable()
            .then(|| variables(&text.value).find(|found| may_be_absent(found, statement)))
            .flatten()
    };
    let first = texts.first()?;
    let found = in_one(first)?;
    texts.iter().all(|text| in_one(text).is_some()).then_some((first, found))
}

fn may_be_absent(found: &Found<'_>, statement: &Statement<'_>) -> bool {
    let name = found.name();
    if !found.is_variable() || found.is_character() || found.default().is_some() {
        return false;
    }
    // Of keys that exist alone it is known that they can be absent; another test of the key shows that its absence was
    // thought of.
    let is_known = global_key(name).is_some() || matches!(KeyMeaning::of(name), KeyMeaning::Defined(_));
    is_known
        && !ALWAYS.iter().any(|key| key.eq_ignore_ascii_case(name))
        && !statement.conditions.iter().any(|condition| condition.is_about(name))
}
