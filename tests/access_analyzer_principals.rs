//! What Access Analyzer checks about principals and sizes: that nothing is said of policies that are right, that
//! slips are told what was meant, and how long policies may be.
//!
//! `testdata/access-analyzer` holds policies as AWS's documentation gives them, of every kind, which must be left
//! alone; and misspelt principals with what was meant.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that panics has failed"
)]

use copylint::lint::{Linter, Reported, Role, Settings};
use copylint::policy::PolicyKind;
use copylint::rule::Level;
use copylint::text::Sources;
use serde_json::{Value, json};

fn data(name: &str) -> Vec<Value> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/access-analyzer");
    serde_json::from_str(&std::fs::read_to_string(folder.join(name)).unwrap()).unwrap()
}

fn kind(name: &str) -> PolicyKind {
    PolicyKind::ALL.into_iter().find(|kind| kind.name() == name).unwrap_or_else(|| panic!("{name}"))
}

/// What is found in a policy; without a kind its content decides.
fn lint(policy: &str, kind: Option<PolicyKind>) -> Vec<Reported> {
    let sources = Sources::new();
    let mut linter = Linter::new(&sources, Settings { policy_kind: kind, ..Settings::default() });
    linter.add_text("policy.json", policy.to_owned(), Role::Any);
    linter.finish().0.findings
}

fn raises(policy: &str, kind: PolicyKind, code: &str) -> bool {
    lint(policy, Some(kind)).iter().any(|found| found.finding.rule.access_analyzer == Some(code))
}

/// Checks that Access Analyzer makes of AWS's own examples, which are older: `StringLike` on ARNs since 2024-11-21,
/// in each of the 54 uses in AWS managed policies.
const NEWER: [&str; 1] = ["string-like-operator-with-arn-condition-keys"];

#[test]
fn policies_of_the_documentation_are_left_alone() {
    let mut said = Vec::new();
    for entry in data("principals-accepted.json").into_iter().chain(data("documented.json")) {
        let kind = entry.get("kind").map(|name| kind(name.as_str().unwrap()));
        for found in lint(&entry["policy"].to_string(), kind) {
            if found.level > Level::Note && !NEWER.contains(&found.finding.rule.id) {
                said.push(format!("{}: {} {}", entry["name"], found.finding.rule.id, found.finding.message));
            }
        }
    }
    assert!(said.is_empty(), "\n{}", said.join("\n"));
}

#[test]
fn a_misspelt_principal_is_one_finding_with_what_was_meant() {
    for entry in data("principals-misspelt.json") {
        let statement =
            json!({"Effect": "Allow", "Principal": entry["principal"], "Action": "sts:AssumeRole"});
        let policy = json!({"Version": "2012-10-17", "Statement": [statement]}).to_string();
        let found = lint(&policy, Some(PolicyKind::Trust));
        let [found] = &found[..] else { panic!("{entry}: {found:#?}") };
        assert_eq!(found.finding.rule.id, entry["rule"].as_str().unwrap(), "{entry}");
        let help = found.finding.help.as_deref().unwrap_or_default();
        let meant = format!("`{}`", entry["help"].as_str().unwrap());
        assert!(help.contains(&meant), "{entry}: {help}");
    }
}

/// A policy of so many characters without white space, about the queue of a service.
fn long(characters: usize) -> String {
    let head = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":{"AWS":"111122223333"},"Action":"sqs:SendMessage","Resource":"*","Condition":{"StringEquals":{"aws:SourceArn":""#;
    let tail = r#""}}}]}"#;
    format!("{head}{}{tail}", "x".repeat(characters - head.len() - tail.len()))
}

#[test]
fn policies_may_be_as_long_as_their_quota() {
    for (name, code, quota) in [
        // Access Analyzer counts one character more than there are.
        ("identity", "POLICY_SIZE_EXCEEDS_IDENTITY_POLICY_QUOTA", 10_239),
        ("boundary", "POLICY_SIZE_EXCEEDS_IDENTITY_POLICY_QUOTA", 6_144),
        ("session", "POLICY_SIZE_EXCEEDS_IDENTITY_POLICY_QUOTA", 2_048),
        ("trust", "POLICY_SIZE_EXCEEDS_ROLE_TRUST_POLICY_QUOTA", 2_048),
        ("rcp", "POLICY_SIZE_EXCEEDS_RCP_QUOTA", 5_120),
        ("resource", "POLICY_SIZE_EXCEEDS_RESOURCE_POLICY_QUOTA", 8_192),
        // What some pages say; see below for the quota itself.
        ("scp", "POLICY_SIZE_EXCEEDS_SCP_QUOTA", 5_120),
    ] {
        assert!(!raises(&long(quota), kind(name), code), "{name}");
        assert!(raises(&long(quota + 1), kind(name), code), "{name}");
    }
}

#[test]
fn white_space_counts_where_it_does() {
    let size = |policy: &str, name: &str| {
        let found = lint(policy, Some(kind(name)));
        let found = found.iter().find(|found| found.finding.rule.id.starts_with("policy-size"));
        found.map(|found| found.level)
    };
    let scp = "scp";
    assert_eq!(size(&long(10_240), scp), Some(Level::Note));
    assert_eq!(size(&long(10_241), scp), Some(Level::Error));
    let spaced = |characters: usize| long(characters).replacen(',', &format!(",{}", " \n".repeat(1_000)), 1);
    assert_eq!(size(&spaced(2_048), "trust"), None);
    assert_eq!(size(&spaced(2_048), "session"), Some(Level::Warning));
    assert_eq!(size(&spaced(5_120), "rcp"), Some(Level::Note));
    assert_eq!(size(&spaced(5_121), "rcp"), Some(Level::Error));
    assert_eq!(size(&spaced(6_100), "resource"), None);
    assert_eq!(size(&spaced(8_192), "resource"), Some(Level::Note));
    // Characters are counted, not bytes.
    let umlauts = long(2_048).replace("xxxxxxxxxx", "ääääääääää");
    assert!(umlauts.len() > 2_100);
    assert_eq!(size(&umlauts, "trust"), None);
}

#[test]
fn content_tells_trust_policies_from_others() {
    let of = |statement: Value| {
        let policy = json!({"Version": "2012-10-17", "Statement": [statement]}).to_string();
        let sources = Sources::new();
        let source = sources.add("policy.json", policy);
        PolicyKind::of(&copylint::tree::json::read(source, &mut Vec::new()))
    };
    let service = json!({"Service": "vmie.amazonaws.com"});
    let account = json!({"AWS": "111122223333"});
    assert_eq!(of(json!({"Principal": account, "Action": "sts:AssumeRole"})), PolicyKind::Trust);
    assert_eq!(
        of(json!({"Principal": service, "Action": "sts:AssumeRole", "Resource": "*"})),
        PolicyKind::Trust
    );
    assert_eq!(
        of(json!({"Principal": service, "Action": ["STS:assumerole", "s3:GetObject"]})),
        PolicyKind::Trust
    );
    assert_eq!(
        of(json!({"Principal": account, "Action": "sts:AssumeRole", "Resource": "*"})),
        PolicyKind::Resource
    );
    assert_eq!(of(json!({"Principal": service, "Action": "s3:GetObject"})), PolicyKind::Resource);
    assert_eq!(of(json!({"NotPrincipal": account, "Action": "kms:Decrypt"})), PolicyKind::Resource);
    assert_eq!(of(json!({"Action": "sts:AssumeRole", "Resource": "*"})), PolicyKind::Identity);
    assert_eq!(of(json!({"Principal": 3})), PolicyKind::Resource);
}

#[test]
fn answers_of_commands_tell_what_the_policies_in_them_are() {
    let inner =
        json!({"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Action": "s3:*", "Resource": "*"}});
    let text = inner.to_string();
    let described = |kind: &str| json!({"Policy": {"PolicySummary": {"Type": kind}, "Content": text}});
    for (answer, expected) in [
        (described("SERVICE_CONTROL_POLICY"), PolicyKind::ServiceControl),
        (described("RESOURCE_CONTROL_POLICY"), PolicyKind::ResourceControl),
        (json!({"ARN": "arn:aws:secretsmanager:…", "ResourcePolicy": text}), PolicyKind::Resource),
        (json!({"registryId": "111122223333", "policyText": text}), PolicyKind::Resource),
        (json!({"Attributes": {"Policy": text}}), PolicyKind::Resource),
        (json!({"Role": {"AssumeRolePolicyDocument": inner}}), PolicyKind::Trust),
        (json!({"PolicyVersion": {"Document": inner}}), PolicyKind::Identity),
    ] {
        let sources = Sources::new();
        let source = sources.add("answer.json", answer.to_string());
        let mut findings = Vec::new();
        let root = copylint::tree::json::read(source, &mut findings);
        let found = copylint::policy::find(&sources, source, &root, &mut findings);
        let [found] = &found[..] else { panic!("{answer}") };
        assert_eq!(found.kind, Some(expected), "{answer}");
    }
}
