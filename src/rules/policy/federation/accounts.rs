//! Service accounts of a cluster: subjects that all of them have.

use crate::pattern::{Pattern, has_wildcard};
use crate::policy::{Comparison, Condition, Statement, Text};
use crate::rule::{Finding, Level};
use crate::words::quoted;

use super::claims_of;
use super::records::OPEN_SERVICE_ACCOUNTS;

/// A subject that every service account of a cluster has, if no other test of it leaves some out.
pub(super) fn every(statement: &Statement<'_>, url: &str) -> Option<Finding> {
    let is_subject = |condition: &&Condition<'_>| {
        let of_url = |(provider, claim): (&str, &str)| {
            provider.eq_ignore_ascii_case(url.trim_end_matches('/')) && claim.eq_ignore_ascii_case("sub")
        };
        claims_of(condition).any(of_url)
    };
    let mut subjects = statement.conditions.iter().filter(is_subject);
    let (subject, None) = (subjects.next()?, subjects.next()) else { return None };
    let is_like =
        subject.meaning.is_some_and(|operator| operator.comparison == Comparison::Like && !operator.negated);
    let all = Pattern::plain("system:serviceaccount:*:*");
    let takes_all =
        |value: &&Text<'_>| has_wildcard(&value.value) && Pattern::plain(&value.value).covers(&all);
    let value = subject.values.iter().find(takes_all).filter(|_| is_like)?;
    let message = format!(
        "every service account of the cluster can assume the role: {} matches all of them",
        quoted(&value.value)
    );
    Some(
        Finding::new(&OPEN_SERVICE_ACCOUNTS, value.span, message)
            .label("the subject of any service account")
            .help("name the namespace: `system:serviceaccount:NAMESPACE:NAME`")
            .at_most(Level::Note),
    )
}
