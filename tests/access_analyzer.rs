//! The checks of AWS's Access Analyzer: which of them are there, at which level, where they are silent, and
//! what they say to a slip.
//!
//! `testdata/access-analyzer/codes.json` lists all checks that its reference describes, with the type of each,
//! the kinds of policies that it is about (boundaries and session policies are as identity policies), the theme
//! that it belongs to, and, of principals, a policy that shows it. Besides, read whole, file by file:
//! `shown/*.json` has a policy for more codes, which is found in exactly the kinds that the code is about;
//! `slips/*.json` has slips of the pen, each of which is one finding that says what was meant;
//! `silent/*.json` has policies about which Access Analyzer is silent, and so are we at warning and above.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that panics has failed"
)]

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use common::{folder, run_with_input, scratch};
use copylint::rule::{Level, Rule};
use copylint::rules;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// Checks of which a rule says less than their type asks for, and why.
const LOWER: [(&str, Level, &str); 1] =
    [("SCP_SYNTAX_ERROR_ACTION_WILDCARD", Level::Note, "service control policies allow it since 2025-09-19")];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Check {
    code: String,
    r#type: String,
    section: String,
    kinds: Vec<String>,
    policy: Option<Value>,
}

fn checks() -> Vec<Check> {
    let text = fs::read_to_string(folder("testdata/access-analyzer").join("codes.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

/// The contents of all files of a folder, together.
fn of_folder<T: DeserializeOwned + IntoIterator + Default + Extend<T::Item>>(name: &str) -> T {
    let mut all = T::default();
    let mut paths: Vec<_> = fs::read_dir(folder("testdata/access-analyzer").join(name))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    for path in paths {
        let text = fs::read_to_string(&path).unwrap();
        all.extend(
            serde_json::from_str::<T>(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display())),
        );
    }
    all
}

fn rules_by_code() -> BTreeMap<&'static str, &'static Rule> {
    rules::all().filter_map(|rule| Some((rule.access_analyzer?, rule))).collect()
}

fn level(check: &Check) -> Level {
    if let Some((_, level, _)) = LOWER.iter().find(|(code, ..)| *code == check.code) {
        return *level;
    }
    match check.r#type.as_str() {
        "ERROR" => Level::Error,
        "WARNING" | "SECURITY_WARNING" => Level::Warning,
        "SUGGESTION" => Level::Note,
        other => panic!("{}: {other}", check.code),
    }
}

#[test]
fn every_check_has_its_rule_and_level() {
    let rules = rules_by_code();
    let mut complaints = Vec::new();
    let checks = checks();
    for check in &checks {
        assert!(
            check
                .kinds
                .iter()
                .all(|kind| ["identity", "resource", "trust", "scp", "rcp"].contains(&kind.as_str()))
        );
        match rules.get(check.code.as_str()) {
            Some(rule) if rule.id != check.code.to_lowercase().replace('_', "-") => {
                complaints.push(format!("{} is called {}", check.code, rule.id));
            }
            Some(rule) if rule.level != level(check) => {
                complaints.push(format!("{} is {}, not {}", check.code, rule.level, level(check)));
            }
            None => complaints.push(format!("{} has no rule", check.code)),
            Some(_) => {}
        }
    }
    let of = |r#type: &str| checks.iter().filter(|check| check.r#type == r#type).count();
    let counts = ["ERROR", "SECURITY_WARNING", "WARNING", "SUGGESTION"].map(of);
    assert_eq!(counts, [79, 19, 26, 29], "how many checks of each type the reference describes");
    let known: BTreeSet<&str> = checks.iter().map(|check| check.code.as_str()).collect();
    complaints
        .extend(rules.keys().filter(|code| !known.contains(*code)).map(|code| format!("{code} is no check")));
    assert!(complaints.is_empty(), "\n{}", complaints.join("\n"));
}

#[test]
fn every_check_is_about_its_kinds_of_policies_and_no_others() {
    let mut wrong = Vec::new();
    let shown: BTreeMap<String, Value> = of_folder("shown");
    let known = checks();
    for code in shown.keys() {
        assert!(known.iter().any(|check| check.code == *code), "{code} is no check");
    }
    for check in known {
        let policy = match check.policy.as_ref().or(shown.get(&check.code)) {
            Some(policy) => policy.to_string(),
            None if check.section == "H" => too_long(),
            None => continue,
        };
        let kinds = ["identity", "boundary", "session", "resource", "trust", "scp", "rcp"];
        for kind in kinds {
            let as_listed = if matches!(kind, "boundary" | "session") { "identity" } else { kind };
            let is_about = check.kinds.iter().any(|one| one == as_listed);
            let arguments = ["check", "--format", "json", "--fail-on", "never", "--policy-type", kind, "-"];
            let json = run_with_input(&scratch_folder(), &arguments, policy.as_bytes()).json();
            let is_raised = json["findings"]
                .as_array()
                .unwrap()
                .iter()
                .any(|one| one["access_analyzer"] == check.code.as_str());
            if is_raised != is_about {
                wrong.push(format!("{}: {kind}", check.code));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// A policy that is longer than any may be.
fn too_long() -> String {
    json!({"Version": "2012-10-17", "Statement": [{
        "Effect": "Deny",
        "Principal": {"AWS": "111122223333"},
        "Action": "sqs:SendMessage",
        "Resource": "*",
        "Condition": {"StringEquals": {"aws:SourceArn": "x".repeat(40_000)}},
    }]})
    .to_string()
}

/// What is found in a policy: level, rule, help.
fn found(policy: &Value, options: &[&str]) -> Vec<(String, String, String)> {
    let mut arguments = vec!["check", "--format", "json", "--fail-on", "never"];
    arguments.extend(options);
    arguments.push("-");
    let run = run_with_input(&scratch_folder(), &arguments, policy.to_string().as_bytes());
    let text = |finding: &Value, name: &str| finding[name].as_str().unwrap_or_default().to_owned();
    let findings = run.json();
    let findings = findings["findings"].as_array().unwrap();
    findings.iter().map(|one| (text(one, "level"), text(one, "rule"), text(one, "help"))).collect()
}

fn scratch_folder() -> std::path::PathBuf {
    static FOLDER: std::sync::OnceLock<std::path::PathBuf> = std::sync::OnceLock::new();
    FOLDER.get_or_init(|| scratch("access-analyzer")).clone()
}

fn statement(effect: &str, action: &str, resource: &str) -> Value {
    json!({"Version": "2012-10-17", "Statement": [{"Effect": effect, "Action": action, "Resource": resource}]})
}

#[test]
fn a_slip_is_one_finding_that_says_what_was_meant() {
    let snapshot = "arn:aws:ec2:*::snapshot/*";
    let cases = [
        (statement("Allow", "s3:GetObjct", "arn:aws:s3:::b/*"), "invalid-action", "`s3:GetObject`"),
        (statement("Allow", "ec2:CopyImages", "*"), "invalid-action", "`ec2:CopyImage`"),
        (
            statement("Allow", "iam:PasRole", "arn:aws:iam::111122223333:role/x"),
            "invalid-action",
            "`iam:PassRole`",
        ),
        (statement("Allow", "ec2.CopyImage", "*"), "invalid-action", "`ec2:CopyImage`"),
        (
            statement("Allow", "s3:GetObject", " arn:aws:s3:::b/*"),
            "invalid-arn-prefix",
            "take out the white space",
        ),
        (statement("Allow", "lamda:InvokeFunction", "*"), "invalid-service-in-action", "`lambda`"),
        (
            statement("Deny", "ec2:CopySnapshot", "arn:aws:ec2:us-esat-1::snapshot/*"),
            "invalid-arn-region",
            "`us-east-1`",
        ),
        (
            statement("Deny", "ec2:CopySnapshot", "arn:aws:ec2:us-east-1:111122223333:snapshot/*"),
            "arn-account-not-allowed",
            "`arn:aws:ec2:us-east-1::snapshot/*`",
        ),
        (
            statement("Allow", "s3:ListBucket", "arn:aws:s3:us-east-1::bucket"),
            "arn-region-not-allowed",
            "`arn:aws:s3:::bucket`",
        ),
        (
            statement("Deny", "ec2:CopySnapshot", "arn:aws:ec2:us-east-1::snapshots/*"),
            "invalid-arn-resource",
            "`snapshot`",
        ),
        (
            statement("Allow", "states:StartExecution", "arn:aws:states:*:*:statemachine:x"),
            "unmatched-arn-resource",
            "`stateMachine`",
        ),
        (
            json!({"Version": "2012-10-17", "Statement": [{"Efect": "Allow", "Action": "ec2:CopySnapshot", "Resource": snapshot}]}),
            "invalid-policy-element",
            "`Effect`",
        ),
        (
            json!({"Version": "2012-10-17", "Statement": [{"effect": "Allow", "Action": "ec2:CopySnapshot", "Resource": snapshot}]}),
            "invalid-policy-element",
            "`Effect`",
        ),
        (
            json!({"Version": "2022-10-19", "Statement": [{"Effect": "Allow", "Action": "ec2:CopySnapshot", "Resource": snapshot}]}),
            "invalid-version",
            "`2012-10-17`",
        ),
        (
            json!({"Version": "2012-10-17", "Statement": [{"Effect": "allow", "Action": "ec2:CopySnapshot", "Resource": snapshot}]}),
            "invalid-effect",
            "`Allow`",
        ),
    ];
    let mut complaints = Vec::new();
    for (policy, rule, hint) in cases {
        let found = found(&policy, &[]);
        let right = matches!(found.as_slice(), [(level, one, help)]
            if (level == "error" || rule == "unmatched-arn-resource") && one == rule && help.contains(hint));
        if !right {
            complaints.push(format!("{policy}\n  {rule} with {hint}, but found {found:?}"));
        }
    }
    let fine = found(&statement("Allow", "EC2:copyimage", "*"), &[]);
    assert!(fine.is_empty(), "{fine:?}");
    assert!(complaints.is_empty(), "\n{}", complaints.join("\n"));
}

/// A slip of the pen.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Slip {
    /// The kind of the policy, where its content does not tell.
    kind: Option<String>,
    policy: Value,
    /// The one rule that speaks.
    rule: String,
    level: String,
    /// What its help says, among other things.
    hint: String,
}

#[test]
fn a_slip_in_a_condition_is_one_finding_that_says_what_was_meant() {
    let mut complaints = Vec::new();
    let slips: Vec<Slip> = of_folder("slips");
    for Slip { kind, policy, rule, level, hint } in slips {
        let options: Vec<&str> = kind.iter().flat_map(|kind| ["--policy-type", kind.as_str()]).collect();
        let found = found(&policy, &options);
        let right = matches!(found.as_slice(), [(found_level, found_rule, help)]
            if *found_level == level && *found_rule == rule && help.contains(&hint));
        if !right {
            complaints.push(format!("{policy}\n  {level}[{rule}] with {hint}, but found {found:?}"));
        }
    }
    assert!(complaints.is_empty(), "\n{}", complaints.join("\n"));
}

/// A policy about which nothing is to be said.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Silent {
    /// What it is, and where it comes from.
    name: String,
    kind: Option<String>,
    policy: Value,
    /// Rules of which not even a note is wanted.
    #[serde(default)]
    without: Vec<String>,
}

#[test]
fn where_access_analyzer_is_silent_there_is_no_error_and_no_warning() {
    let mut complaints = Vec::new();
    let policies: Vec<Silent> = of_folder("silent");
    for Silent { name, kind, policy, without } in policies {
        let options: Vec<&str> = kind.iter().flat_map(|kind| ["--policy-type", kind.as_str()]).collect();
        for (level, rule, help) in found(&policy, &options) {
            if level != "note" || without.contains(&rule) {
                complaints.push(format!("{name}: {level}[{rule}] {help}"));
            }
        }
    }
    assert!(complaints.is_empty(), "\n{}", complaints.join("\n"));
}

/// A fault that others follow from is said once.
#[test]
fn what_follows_from_a_fault_is_not_said_too() {
    let of = |statement: Value| json!({"Version": "2012-10-17", "Statement": [statement]});
    let account = json!({"AWS": "111122223333"});
    let cases = [
        (
            "identity",
            json!({"Effect": "Deny", "Principal": {}, "Action": "s3:*", "Resource": "*"}),
            "unsupported-principal",
        ),
        (
            "scp",
            json!({"Effect": "Deny", "Principal": {"AWS": []}, "Action": "s3:*", "Resource": "*"}),
            "scp-syntax-error-principal",
        ),
        (
            "rcp",
            json!({"Effect": "Deny", "Principal": {}, "Action": "s3:*", "Resource": "*"}),
            "rcp-syntax-error-principal",
        ),
        (
            "trust",
            json!({"Effect": "Allow", "Principal": account, "Action": "st:AssumeRole"}),
            "invalid-service-in-action",
        ),
        (
            "trust",
            json!({"Effect": "Allow", "Principal": account, "Action": "sts:AssumeRole", "Resource": "arn:aws:s3:::amis"}),
            "role-trust-policy-syntax-error-resource",
        ),
        (
            "identity",
            json!({"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::"}),
            "invalid-arn-resource",
        ),
        (
            "identity",
            json!({"Effect": "Allow", "Action": "organizations:ListRoots", "Resource": "*", "Condition": {"StringEquals": {"aws:CalledViaLast": "acount.amazonaws.com"}}}),
            "invalid-service",
        ),
    ];
    for (kind, statement, rule) in cases {
        let found = found(&of(statement.clone()), &["--policy-type", kind]);
        let found: Vec<&str> = found.iter().map(|(_, rule, _)| rule.as_str()).collect();
        assert_eq!(found, [rule], "{kind}: {statement}");
    }
}

/// Redundant entries that hang together are one finding, whose places are all of them in the order of the list.
#[test]
fn redundant_entries_are_found_in_groups() {
    let policy = json!({"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow",
        "Action": ["ec2:DescribeImages", "kms:Decrypt", "EC2:Describe*", "ec2:*Tags", "KMS:decrypt", "ec2:DescribeTags"],
        "Resource": ["*", "arn:aws:ec2:*::snapshot/*", "arn:aws:ec2:us-east-1::snapshot/*"],
    }]});
    let arguments = ["check", "--format", "json", "--fail-on", "never", "-"];
    let run = run_with_input(&scratch_folder(), &arguments, policy.to_string().as_bytes());
    let json = run.json();
    let places = |finding: &Value| -> Vec<String> {
        let related = finding["related"].as_array().unwrap().iter();
        let all = std::iter::once(&finding["pointer"]).chain(related.map(|one| &one["pointer"]));
        all.map(|pointer| pointer.as_str().unwrap().trim_start_matches("/Statement/0/").to_owned()).collect()
    };
    let findings = json["findings"].as_array().unwrap().iter();
    let found: Vec<(String, Vec<String>)> =
        findings.map(|one| (one["rule"].as_str().unwrap().to_owned(), places(one))).collect();
    let expected = [
        ("redundant-action", vec!["Action/0", "Action/2", "Action/3", "Action/5"]),
        ("redundant-action", vec!["Action/1", "Action/4"]),
        ("redundant-resource", vec!["Resource/0", "Resource/1", "Resource/2"]),
    ];
    let expected =
        expected.map(|(rule, places)| (rule.to_owned(), places.into_iter().map(str::to_owned).collect()));
    assert_eq!(found, expected);
}

/// Sound policies of every kind, among them what Access Analyzer is known to be silent about.
#[test]
fn sound_policies_have_no_errors_and_no_warnings() {
    let text = fs::read_to_string(folder("testdata/access-analyzer").join("sound.json")).unwrap();
    let policies: BTreeMap<String, Value> = serde_json::from_str(&text).unwrap();
    let mut complaints = Vec::new();
    for (name, policy) in &policies {
        for (level, rule, help) in found(policy, &[]) {
            if level != "note" {
                complaints.push(format!("{name}: {level}[{rule}] {help}"));
            }
        }
    }
    assert!(policies.len() > 20);
    assert!(complaints.is_empty(), "\n{}", complaints.join("\n"));
}
