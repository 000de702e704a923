//! Policies that IAM would refuse to store answer nothing: neither what they allow nor what they deny is
//! taken from them.

#![expect(clippy::unwrap_used, reason = "a test that panics has failed")]

mod common;

use std::fs;

use common::{run, scratch};

const COMMAND: [&str; 8] = [
    "aws",
    "ec2",
    "copy-snapshot",
    "--source-region=us-west-2",
    "--source-snapshot-id=snap-066877671789bd71b",
    "--region=us-east-1",
    "--no-encrypted",
    "--description=x",
];

/// A policy that allows the copy, as far as its first statement goes.
fn policy(version: &str, first: &str, second: &str) -> String {
    format!(
        r#"{{"Version": "{version}", "Statement": [
            {{{first} "Effect": "Allow", "Action": "*", "Resource": "*"}}, {{{second}}}]}}"#
    )
}

fn verdicts(name: &str, policies: &[(&str, String)]) -> Vec<(String, String)> {
    let folder = scratch(name);
    policies
        .iter()
        .map(|(name, policy)| {
            fs::write(folder.join("policy.json"), policy).unwrap();
            let mut arguments = vec!["plan", "--format", "json", "--policy", "policy.json", "--"];
            arguments.extend(COMMAND);
            let plans = run(&folder, &arguments).json();
            let plan = plans.pointer("/plans/0").unwrap();
            let decisions = plan["permissions"].as_array().unwrap().iter();
            let mut words: Vec<&str> = decisions.filter_map(|one| one["decision"].as_str()).collect();
            words.dedup();
            let verdict = plan["verdict"].as_str().unwrap();
            ((*name).to_owned(), format!("{verdict}: {}", words.join(" ")))
        })
        .collect()
}

#[test]
fn what_iam_refuses_is_not_asked() {
    const SOUND: &str = "2012-10-17";
    let deny = |text: &str| policy(SOUND, "", &format!(r#""Effect": "Deny", {text}"#));
    let resource = |text: &str| deny(&format!(r#""Action": "ec2:CopySnapshot", "Resource": "{text}""#));
    let action = |text: &str| deny(&format!(r#""Action": "{text}", "Resource": "*""#));
    let condition = |text: &str| {
        deny(&format!(
            r#""Action": "*", "Resource": "*", "Condition": {{"{text}": {{"aws:RequestedRegion": "*"}}}}"#
        ))
    };
    let other = r#""Effect": "Allow", "Action": "kms:*", "Resource": "*""#;
    let named = |first: &str, second: &str| {
        policy(SOUND, &format!(r#""Sid": "{first}","#), &format!(r#""Sid": "{second}", {other}"#))
    };
    let refused = [
        ("version", policy("2012-10-18", "", other)),
        ("version, empty", policy("", "", other)),
        ("action without a service", action("CopySnapshot")),
        ("action with two colons", action("ec2:Copy:Snapshot")),
        ("action with an empty service", action(":CopySnapshot")),
        ("service with a space", action("ec2 :CopySnapshot")),
        ("action, empty", action("")),
        ("resource, no ARN", resource("snapshot/*")),
        ("resource, empty", resource("")),
        ("resource, five fields", resource("arn:aws:ec2:*:snapshot/*")),
        ("resource, another prefix", resource("rn:aws:ec2:*::snapshot/*")),
        ("resource, no partition", resource("arn::ec2:*::snapshot/*")),
        ("resource, unknown partition", resource("arn:was:ec2:*::snapshot/*")),
        ("resource, no service", resource("arn:aws::*::snapshot/*")),
        ("resource, any service", resource("arn:aws:*:*::snapshot/*")),
        ("Action: []", deny(r#""Action": [], "Resource": "*""#)),
        ("NotAction: []", deny(r#""NotAction": [], "Resource": "*""#)),
        ("Resource: []", deny(r#""Action": "*", "Resource": []"#)),
        ("NotResource: []", deny(r#""Action": "*", "NotResource": []"#)),
        ("Sid twice", named("Copy", "Copy")),
        ("Sid with a space", named("Copy it", "Other")),
        ("Sid beyond ASCII", named("Köpi", "Other")),
        ("operator in small letters", condition("stringlike")),
        ("operator made up", condition("StringMatches")),
        ("operator with a wrong qualifier", condition("forAllValues:StringLike")),
        ("operator with two qualifiers", condition("ForAllValues:ForAnyValue:StringLike")),
        ("operator, empty", condition("")),
    ];
    for (name, verdict) in verdicts("refused", &refused) {
        assert_eq!(verdict, "unknown: depends", "{name}");
    }
}

#[test]
fn what_iam_stores_is_asked() {
    let second = r#""Effect": "Allow", "Action": "kms:*""#;
    let with = |first: &str, rest: &str| policy("2012-10-17", first, &format!("{second}, {rest}"));
    let stored = [
        ("the old version", policy("2008-10-17", "", &format!(r#"{second}, "Resource": "*""#))),
        ("a variable for an ARN", with("", r#""Resource": "${aws:PrincipalTag/key}""#)),
        ("an empty condition", with("", r#""Resource": "*", "Condition": {}"#)),
        ("an empty Sid twice", with(r#""Sid": "","#, r#""Sid": "", "Resource": "*""#)),
        ("Sids that differ in case", with(r#""Sid": "a","#, r#""Sid": "A", "Resource": "*""#)),
        ("any partition", with("", r#""Resource": "arn:*:kms:*:*:key/*""#)),
    ];
    for (name, verdict) in verdicts("stored", &stored) {
        assert_eq!(verdict, "allowed: allowed", "{name}");
    }
}
