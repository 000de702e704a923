//! Keys that may be absent, where a statement is about their values: an Allow that then lets everybody in, a Deny
//! that then lets through whom it was to stop.
//!
//! Only keys that say where a request comes from, or is going to, are looked at: of a list that the caller
//! sends, such as the keys of tags, an absent one is mostly as good as one that is allowed.

use super::{Test, Tested};
use crate::policy::{Comparison, Condition, Effect, Order, PolicyKind, Qualifier, Statement};
use crate::rule::{Certainty, Family, Finding, Level, Rule};

pub(in super::super) static UNGUARDED_FOR_ALL_VALUES: Rule = Rule::new(
    Family::Policy,
    "unguarded-for-all-values",
    Level::Warning,
    include_str!("../../../../../rules/policy/unguarded-for-all-values.md"),
);

pub(in super::super) static ESCAPABLE_DENY: Rule = Rule::new(
    Family::Policy,
    "escapable-deny",
    Level::Warning,
    include_str!("../../../../../rules/policy/escapable-deny.md"),
);

/// A key with several values, and the requests that are without it (IAM User Guide, "AWS global condition context
/// keys", section "Availability" of each).
struct Origin {
    key: &'static str,
    without: &'static str,
    /// Keys that are there only if this one is.
    beside: &'static [&'static str],
    /// How bad it is that an Allow lets in requests without it.
    allow: Level,
    /// How bad it is that a Deny lets through requests without it; `None` if that can well be meant.
    deny: Option<Level>,
    /// Whether every request by a member of an organization has it.
    of_members: bool,
}

const ORIGINS: [Origin; 6] = [
    Origin {
        key: "aws:PrincipalOrgPaths",
        without: "a principal of no organization",
        beside: &["aws:PrincipalOrgID"],
        allow: Level::Warning,
        deny: Some(Level::Warning),
        of_members: true,
    },
    Origin {
        key: "aws:VpceOrgPaths",
        without: "a request that does not come through a VPC endpoint of an organization",
        beside: &["aws:VpceOrgID"],
        allow: Level::Warning,
        deny: Some(Level::Warning),
        of_members: false,
    },
    Origin {
        key: "aws:ResourceOrgPaths",
        without: "a request for a resource of no organization",
        beside: &["aws:ResourceOrgID"],
        allow: Level::Warning,
        deny: Some(Level::Note),
        of_members: false,
    },
    Origin {
        key: "aws:SourceOrgPaths",
        without: "a request that no service makes for a resource of an organization",
        beside: &["aws:SourceOrgID"],
        allow: Level::Warning,
        deny: None,
        of_members: false,
    },
    Origin {
        key: "aws:PrincipalServiceNamesList",
        without: "a principal that is no service",
        beside: &["aws:PrincipalServiceName"],
        allow: Level::Warning,
        deny: None,
        of_members: false,
    },
    Origin {
        key: "aws:CalledVia",
        without: "a request that its caller makes without a service between",
        beside: &["aws:CalledViaFirst", "aws:CalledViaLast"],
        allow: Level::Note,
        deny: None,
        of_members: false,
    },
];

/// In a policy of more statements, companions of a Deny are not looked for.
const MOST_STATEMENTS: usize = 300;

pub(super) fn check(
    tested: &Tested<'_, '_>,
    test: &Test<'_, '_>,
    effect: Effect,
    findings: &mut Vec<Finding>,
) {
    let operator = test.operator;
    match (effect, operator.qualifier) {
        (Effect::Allow, Some(Qualifier::All)) if !operator.negated => {
            findings.extend(unguarded(tested, test));
        }
        (Effect::Deny, Some(Qualifier::Any)) if operator.negated => findings.extend(escapable(tested, test)),
        (Effect::Deny, None) => findings.extend(plain_http(tested, test)),
        _ => {}
    }
}

fn origin_of(condition: &Condition<'_>) -> Option<&'static Origin> {
    ORIGINS.iter().find(|origin| condition.is_about(origin.key))
}

/// `ForAllValues` holds for whoever has no value at all.
fn unguarded(tested: &Tested<'_, '_>, test: &Test<'_, '_>) -> Option<Finding> {
    let origin = origin_of(test.condition)?;
    if needs(tested, origin) {
        return None;
    }
    let operator = &test.condition.operator.value;
    let any = operator.replacen("ForAllValues", "ForAnyValue", 1);
    let message = format!("`{operator}` on `{}` also lets in {}", origin.key, origin.without);
    Some(
        Finding::new(&UNGUARDED_FOR_ALL_VALUES, test.condition.operator.span, message)
            .label("holds where the key is not there")
            .related(test.condition.key.span, "not in every request")
            .help(format!("write `{any}`, or add `\"Null\": {{\"{}\": \"false\"}}`", origin.key))
            .certainty(Certainty::Deduced)
            .at_most(origin.allow),
    )
}

/// `ForAnyValue` holds for nobody who has no value at all.
fn escapable(tested: &Tested<'_, '_>, test: &Test<'_, '_>) -> Option<Finding> {
    let origin = origin_of(test.condition)?;
    let level = origin.deny?;
    let is_of_member =
        !matches!(tested.policy.kind, PolicyKind::Resource | PolicyKind::Trust | PolicyKind::ResourceControl);
    let wants_absence = |condition: &Condition<'_>| condition.is_null() && origin.is_told_by(condition);
    if origin.of_members && is_of_member
        || needs(tested, origin)
        || any_deny(tested, |statement| statement.conditions.iter().any(wants_absence))
    {
        return None;
    }
    let operator = &test.condition.operator.value;
    let all = operator.replacen("ForAnyValue", "ForAllValues", 1);
    let message = format!("`{operator}` on `{}` does not deny {}", origin.key, origin.without);
    Some(
        Finding::new(&ESCAPABLE_DENY, test.condition.operator.span, message)
            .label("does not hold where the key is not there")
            .related(test.condition.key.span, "not in every request")
            .help(format!(
                "write `{all}`, or deny with `\"Null\": {{\"{}\": \"true\"}}` in another statement",
                origin.key
            ))
            .certainty(Certainty::Deduced)
            .at_most(level),
    )
}

impl Origin {
    /// Whether a condition is about this key, or one that is there with it.
    fn is_told_by(&self, condition: &Condition<'_>) -> bool {
        condition.is_about(self.key) || self.beside.iter().any(|key| condition.is_about(key))
    }
}

/// Whether another test confines the statement to requests that have the key.
fn needs(tested: &Tested<'_, '_>, origin: &Origin) -> bool {
    let needs = |test: &Test<'_, '_>| {
        let is_same = test.operator.negated && test.operator.qualifier == Some(Qualifier::Any);
        origin.is_told_by(test.condition) && !is_same && test.condition.without_key() == Some(false)
    };
    tested.tests.iter().any(needs)
}

/// Whether some Deny of the policy is as said; also if there are too many statements to look.
fn any_deny(tested: &Tested<'_, '_>, is_as_said: impl Fn(&Statement<'_>) -> bool) -> bool {
    let statements = &tested.policy.statements;
    statements.len() > MOST_STATEMENTS
        || statements.iter().any(|statement| statement.effect == Some(Effect::Deny) && is_as_said(statement))
}

/// The version of TLS is there for requests that use TLS only.
fn plain_http(tested: &Tested<'_, '_>, test: &Test<'_, '_>) -> Option<Finding> {
    let is_least = matches!(test.operator.comparison, Comparison::Number(Order::Less | Order::LessOrEqual));
    if !is_least || test.operator.if_exists || !test.condition.is_about("s3:TlsVersion") {
        return None;
    }
    let is_plain =
        |condition: &Condition<'_>| condition.is_about("aws:SecureTransport") && condition.is_only("false");
    let transport = tested.statement.conditions.iter().find(|condition| is_plain(condition));
    let span = test.condition.key.span;
    if let Some(transport) = transport {
        let message = "`aws:SecureTransport` false and a low `s3:TlsVersion` never hold together: this statement denies nothing";
        return Some(
            Finding::new(&ESCAPABLE_DENY, span, message)
                .label("not there where no TLS is used")
                .related(transport.key.span, "holds where no TLS is used")
                .help("write two statements, one for each test")
                .certainty(Certainty::Inferred),
        );
    }
    let is_guarded = |statement: &Statement<'_>| statement.conditions.iter().any(is_plain);
    // A statement that is about requests with TLS only says so itself.
    let is_told =
        tested.statement.conditions.iter().any(|condition| condition.is_about("aws:SecureTransport"));
    if tested.policy.kind != PolicyKind::Resource || is_told || any_deny(tested, is_guarded) {
        return None;
    }
    // AWS's own examples have it so.
    let message = "a least `s3:TlsVersion` does not deny requests without TLS";
    Some(
        Finding::new(&ESCAPABLE_DENY, span, message)
            .label("not there where no TLS is used")
            .help("deny `\"Bool\": {\"aws:SecureTransport\": \"false\"}` in another statement")
            .certainty(Certainty::Inferred)
            .at_most(Level::Note),
    )
}
