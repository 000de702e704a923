//! Whether what decides is said in one line where a single test does, and not where it does not.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that panics has failed")]

use copylint::authorization::{
    Caller, Context, Decision, Fact, Outcome, Part, Policies, Query, Request, Resource, State, decide,
};
use copylint::policy::{self, CURRENT_VERSION};
use copylint::text::Sources;
use copylint::tree::json;
use serde_json::{Value, json};

/// A copy of which nothing is known but these keys.
fn ask(statements: &[Value], known: &[(&str, State)]) -> Outcome {
    let document = json!({"Version": CURRENT_VERSION, "Statement": statements});
    let sources = Sources::new();
    let source = sources.add("policy.json", document.to_string());
    let tree = json::read(source, &mut Vec::new());
    let policy = policy::read(&tree, source.id(), None, &mut Vec::new());
    let mut context = Context::new("ec2:CopySnapshot", "snapshot");
    for (key, state) in known {
        context.set(key, Fact::new(state.clone()));
    }
    let part = Part::known;
    let resource = Resource {
        partition: part("aws"),
        service: part("ec2"),
        region: part("us-east-1"),
        account: part(""),
        id: part("snapshot/*"),
    };
    let query = Query { action: "ec2:CopySnapshot".to_owned(), resources: vec![resource], context };
    let request = Request { query: &query, caller: &Caller::unknown(), owner: None };
    decide(request, &Policies::identity(&[&policy]))
}

fn statement(effect: &str, condition: &Value) -> Value {
    json!({"Effect": effect, "Action": "ec2:CopySnapshot", "Resource": "*", "Condition": condition})
}

fn everything() -> Value {
    json!({"Effect": "Allow", "Action": "*", "Resource": "*"})
}

/// A condition, and what it says.
#[test]
fn every_operator_is_said_in_words() {
    for (condition, test) in [
        (json!({"StringEquals": {"aws:PrincipalTag/team": "backup"}}), "`aws:PrincipalTag/team` is `backup`"),
        (
            json!({"StringNotEquals": {"aws:PrincipalOrgID": ["o-b", "o-a"]}}),
            "`aws:PrincipalOrgID` is not `o-a` or `o-b`",
        ),
        (
            json!({"StringEqualsIgnoreCaseIfExists": {"aws:username": "ana"}}),
            "`aws:username` is in any case `ana` or is absent",
        ),
        (json!({"StringNotLike": {"aws:userid": "*:nightly"}}), "`aws:userid` is not like `*:nightly`"),
        (
            json!({"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/copier"}}),
            "`aws:PrincipalArn` is like `arn:aws:iam::*:role/copier`",
        ),
        (
            json!({"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}),
            "`aws:SourceIp` is within `203.0.113.0/24`",
        ),
        (
            json!({"NotIpAddress": {"aws:SourceIp": ["203.0.113.0/24", "2001:db8::/32"]}}),
            "`aws:SourceIp` is not within `2001:db8::/32` or `203.0.113.0/24`",
        ),
        (
            json!({"DateLessThan": {"aws:CurrentTime": "2026-12-01T00:00:00Z"}}),
            "`aws:CurrentTime` is before `2026-12-01T00:00:00Z`",
        ),
        (
            json!({"DateGreaterThanEquals": {"aws:CurrentTime": "2026-12-01T00:00:00Z"}}),
            "`aws:CurrentTime` is at or after `2026-12-01T00:00:00Z`",
        ),
        (
            json!({"NumericLessThanEquals": {"aws:MultiFactorAuthAge": 3600}}),
            "`aws:MultiFactorAuthAge` is at most `3600`",
        ),
        (json!({"NumericNotEquals": {"aws:MultiFactorAuthAge": 0}}), "`aws:MultiFactorAuthAge` is not `0`"),
        (json!({"Bool": {"aws:MultiFactorAuthPresent": "True"}}), "`aws:MultiFactorAuthPresent` is `true`"),
        (
            json!({"BoolIfExists": {"aws:MultiFactorAuthPresent": false}}),
            "`aws:MultiFactorAuthPresent` is `false` or is absent",
        ),
        (json!({"Bool": {"aws:SecureTransport": false}}), "`aws:SecureTransport` is `false`"),
        (json!({"Null": {"aws:PrincipalTag/team": "true"}}), "`aws:PrincipalTag/team` is absent"),
        (json!({"Null": {"aws:PrincipalTag/team": false}}), "`aws:PrincipalTag/team` is present"),
        (json!({"ForAnyValue:StringEquals": {"aws:TagKeys": "env"}}), "a value of `aws:TagKeys` is `env`"),
        (
            json!({"ForAllValues:StringLike": {"aws:TagKeys": ["env", "team-*"]}}),
            "every value of `aws:TagKeys` is like `env` or `team-*`",
        ),
    ] {
        let allowed = ask(&[statement("Allow", &condition)], &[]);
        assert_eq!(allowed.decision, Decision::Depends, "{condition}");
        assert_eq!(allowed.decided_by, Some(format!("allowed only if {test}")), "{condition}");
        assert_eq!(allowed.depends_on.len(), 1, "{condition}");
        let denied = ask(&[everything(), statement("Deny", &condition)], &[]);
        assert_eq!(denied.decision, Decision::Depends, "{condition}");
        let is_turned = test.contains("is `false`");
        assert!(is_turned || denied.decided_by == Some(format!("denied if {test}")), "{condition}");
    }
}

#[test]
fn a_boolean_is_said_as_it_must_be() {
    for (condition, expected) in [
        (
            json!({"BoolIfExists": {"aws:MultiFactorAuthPresent": false}}),
            "denied unless `aws:MultiFactorAuthPresent` is `true`",
        ),
        (json!({"Bool": {"aws:SecureTransport": false}}), "denied unless `aws:SecureTransport` is `true`"),
        // Without the key it is not denied.
        (
            json!({"Bool": {"aws:MultiFactorAuthPresent": false}}),
            "denied if `aws:MultiFactorAuthPresent` is `false`",
        ),
    ] {
        let outcome = ask(&[everything(), statement("Deny", &condition)], &[]);
        assert_eq!(outcome.decided_by.as_deref(), Some(expected), "{condition}");
    }
}

#[test]
fn a_test_that_is_asked_twice_is_said_once() {
    let condition = json!({"StringEquals": {"aws:PrincipalOrgID": "o-a"}});
    let statements = [statement("Allow", &condition), statement("Allow", &condition)];
    let expected = "allowed only if `aws:PrincipalOrgID` is `o-a`";
    assert_eq!(ask(&statements, &[]).decided_by.as_deref(), Some(expected));
    // What holds already is not said.
    let both = json!({"StringEquals": {"aws:PrincipalOrgID": "o-a", "aws:RequestedRegion": "us-east-1"}});
    let region = State::Values(vec!["us-east-1".to_owned()]);
    let outcome = ask(&[statement("Allow", &both)], &[("aws:RequestedRegion", region)]);
    assert_eq!(outcome.decided_by.as_deref(), Some(expected));
}

#[test]
fn what_no_single_line_says_is_not_said() {
    let allow = |condition: Value| statement("Allow", &condition);
    let deny = |condition: Value| statement("Deny", &condition);
    let team = json!({"StringEquals": {"aws:PrincipalTag/team": "a"}});
    let office = json!({"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}});
    let many: Vec<String> = (0..5).map(|place| format!("o-{place}")).collect();
    for statements in [
        // Two keys, in one statement or in two.
        vec![allow(json!({"StringEquals": {"aws:PrincipalTag/team": "a", "aws:PrincipalTag/role": "b"}}))],
        vec![allow(team.clone()), allow(office.clone())],
        vec![allow(team.clone()), deny(office)],
        // Two tests of one key.
        vec![allow(team.clone()), deny(json!({"StringEquals": {"aws:PrincipalTag/team": "b"}}))],
        vec![allow(team), allow(json!({"StringEquals": {"aws:PrincipalTag/team": "b"}}))],
        // A variable, and what is not documented.
        vec![allow(json!({"StringEquals": {"aws:PrincipalTag/team": "${aws:PrincipalTag/role}"}}))],
        vec![allow(json!({"StringMatches": {"aws:PrincipalTag/team": "a"}}))],
        vec![allow(json!({"StringEquals": {"aws:PrincipalOrgID": many}}))],
    ] {
        let outcome = ask(&statements, &[]);
        assert_eq!(outcome.decision, Decision::Depends, "{}", json!(statements));
        assert_eq!(outcome.decided_by, None, "{}", json!(statements));
    }
}
