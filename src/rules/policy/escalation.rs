//! Statements that hand out roles: `iam:PassRole` and `iam:CreateServiceLinkedRole`.
//!
//! Whoever may pass every role gets what any role of the account has, by way of a service that uses it. Only the
//! very resource `*` counts: of ARNs with wildcards Access Analyzer is silent, and so are we.

use crate::arn::Arn;
use crate::pattern::{Pattern, matches_caseless};
use crate::policy::{Condition, Effect, Element, Policy, Statement, Text};
use crate::rule::{Certainty, Finding, Rule};
use crate::text::Span;
use crate::words::shorten;

use super::slip;

mod records;

pub(super) use records::RULES;
use records::{CREATE_SLR, PASS_ROLE};

/// An action that hands out roles.
struct Handing {
    /// The action.
    name: &'static str,
    /// The same in lower case.
    lower: &'static str,
    /// What a finding says of it when the resource does not keep it within bounds.
    consequence: &'static str,
    /// The roles that it is about: what the ARN has behind the account.
    roles: &'static str,
    /// The same for some of them, as help shows it.
    example: &'static str,
    /// The key that keeps it to a service, under an operator that wants the key.
    key: &'static str,
    /// Another key that keeps it within bounds, whatever the operator.
    other_key: Option<&'static str>,
    /// How a value of the key begins that keeps nothing within bounds.
    is_open: fn(&str) -> bool,
    /// The rules, for each of [`Named`] one for the resource `*` and one for `NotResource`.
    rules: [[&'static Rule; 2]; 3],
}

/// How a statement names the action.
#[derive(Clone, Copy)]
enum Named<'p> {
    /// By its name.
    Literally(&'p Text<'p>),
    /// By a pattern.
    ByPattern(&'p Text<'p>),
    /// By not excepting it: the place of `NotAction`.
    NotExcepted(Span),
}

/// What a statement says about roles.
#[derive(Clone, Copy)]
enum Roles {
    /// All: the place of the `*`.
    All(Span),
    /// All but some: the place of `NotResource`.
    AllBut(Span),
}

const ACTIONS: [Handing; 2] = [
    Handing {
        name: "iam:CreateServiceLinkedRole",
        lower: "iam:createservicelinkedrole",
        consequence: "that of any service can be created",
        roles: "role/aws-service-role/*",
        example: "role/aws-service-role/SERVICE.amazonaws.com/*",
        key: "iam:AWSServiceName",
        other_key: None,
        is_open: |value| value.starts_with('*'),
        rules: CREATE_SLR,
    },
    Handing {
        name: "iam:PassRole",
        lower: "iam:passrole",
        consequence: "any of them can be handed to a service",
        roles: "role/*",
        example: "role/NAME",
        key: "iam:PassedToService",
        other_key: Some("iam:AssociatedResourceArn"),
        is_open: |value| value == "*",
        rules: PASS_ROLE,
    },
];

pub(super) fn check(policy: &Policy<'_>, findings: &mut Vec<Finding>) {
    if !policy.kind.is_of_identity() {
        return;
    }
    for statement in &policy.statements {
        if statement.effect != Some(Effect::Allow) || statement.incomplete {
            continue;
        }
        let (Some(actions), Some(resources)) = (&statement.actions, &statement.resources) else { continue };
        if !resources.negated && !resources.patterns.iter().any(|pattern| pattern.value == "*") {
            continue;
        }
        for action in &ACTIONS {
            let named = Named::of(action, actions);
            let found = named.and_then(|named| Some((named, Roles::of(action, resources)?)));
            if let Some((named, roles)) = found {
                findings.extend(action.judge(statement, named, roles));
            }
        }
    }
}

impl<'p> Named<'p> {
    /// How the action stands in a list, if it does: its name goes before patterns.
    fn of(action: &Handing, actions: &'p Element<'p>) -> Option<Self> {
        let patterns = || actions.patterns.iter();
        let by_pattern = || patterns().find(|pattern| action.is_in(&pattern.value));
        if actions.negated {
            return by_pattern().is_none().then_some(Self::NotExcepted(actions.key_span));
        }
        let literal = patterns().find(|pattern| pattern.value.eq_ignore_ascii_case(action.name));
        literal.map(Self::Literally).or_else(|| by_pattern().map(Self::ByPattern))
    }

    fn span(self) -> Span {
        match self {
            Self::Literally(text) | Self::ByPattern(text) => text.span,
            Self::NotExcepted(span) => span,
        }
    }
}

impl Roles {
    /// The roles of a list of resources, if it is about all or about all but some.
    fn of(action: &Handing, resources: &Element<'_>) -> Option<Self> {
        if !resources.negated {
            let all = resources.patterns.iter().find(|pattern| pattern.value == "*");
            return all.map(|all| Self::All(all.span));
        }
        let is_none_left = resources.patterns.iter().any(|pattern| action.is_wholly_in(&pattern.value));
        (!is_none_left).then_some(Self::AllBut(resources.key_span))
    }
}

impl Handing {
    /// Whether a pattern of actions covers the action.
    fn is_in(&self, pattern: &str) -> bool {
        // Nearly all actions are of other services.
        matches!(pattern.as_bytes().first(), Some(b'i' | b'I' | b'*' | b'?'))
            && matches_caseless(pattern, self.lower)
    }

    /// Whether a pattern of resources covers all the roles of a partition.
    fn is_wholly_in(&self, pattern: &str) -> bool {
        let partition = Arn::parse(pattern).map_or("aws", |arn| arn.partition.text);
        Pattern::open(pattern).covers(&Pattern::plain(&format!("arn:{partition}:iam::*:{}", self.roles)))
    }

    fn judge(&self, statement: &Statement<'_>, named: Named<'_>, roles: Roles) -> Option<Finding> {
        if statement.conditions.iter().any(|condition| self.is_kept_by(condition)) {
            return None;
        }
        let keys = [self.key, self.other_key.unwrap_or(self.key)];
        if slip::may_test(statement, &keys) {
            return None;
        }
        let name = self.name;
        let [of_literal, of_pattern, of_exception] = self.rules;
        let (of_way, subject) = match named {
            Named::Literally(_) => (of_literal, format!("`{name}` is allowed")),
            Named::ByPattern(text) => (of_pattern, format!("`{}` allows `{name}`", shorten(&text.value))),
            Named::NotExcepted(_) => (of_exception, format!("`NotAction` leaves `{name}` allowed")),
        };
        let [of_all, of_all_but] = of_way;
        let (rule, place, extent) = match roles {
            Roles::All(span) => (of_all, span, "on every role"),
            Roles::AllBut(span) => (of_all_but, span, "on every role that `NotResource` does not name"),
        };
        let message = format!("{subject} {extent}: {}", self.consequence);
        let finding = Finding::new(rule, named.span(), message)
            .label(format!("no condition on `{}`", self.key))
            .related(place, "all roles")
            .help(self.help(named));
        // An operator with `IfExists` is reported for some policies of AWS and not for others.
        let lenient = statement.conditions.iter().find(|condition| condition.is_about(self.key));
        Some(match lenient {
            Some(condition) => finding
                .label(format!("`{}` does not keep it to one service", self.key))
                .related(
                    condition.operator.span,
                    "this test also holds for other services, or without the key",
                )
                .certainty(Certainty::Inferred),
            None => finding,
        })
    }

    /// Whether a condition keeps the action to some services, or to one resource.
    fn is_kept_by(&self, condition: &Condition<'_>) -> bool {
        if condition.incomplete || self.other_key.is_some_and(|key| condition.is_about(key)) {
            return true;
        }
        let is_strict = condition.meaning.is_none_or(|operator| {
            operator.comparison.is_of_strings() && !operator.negated && !operator.if_exists
        });
        is_strict
            && condition.is_about(self.key)
            && !condition.values.iter().any(|value| (self.is_open)(&value.value))
    }

    fn help(&self, named: Named<'_>) -> String {
        let name = self.name;
        let begin = match named {
            Named::Literally(_) => "",
            Named::ByPattern(_) => "list the actions that are needed; if this one is, ",
            Named::NotExcepted(_) => {
                "except it in `NotAction`, or list the actions that are needed; if this one is, "
            }
        };
        format!(
            "{begin}give `{name}` the ARNs of the roles, `arn:aws:iam::ACCOUNT:{}`, or a condition \
             `\"StringEquals\": {{\"{}\": \"SERVICE.amazonaws.com\"}}`",
            self.example, self.key
        )
    }
}
