//! The options that name policies of every kind, and what is said if they cannot be used.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod common;

use std::fs;
use std::path::{Path, PathBuf};

use common::{Run, run, scratch};
use serde_json::{Value, json};

const KEY: &str = "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
const ROLE: &str = "arn:aws:iam::111122223333:role/copier";

fn policy(effect: &str, action: &str) -> Value {
    json!({"Version": "2012-10-17", "Statement": [{"Effect": effect, "Action": action, "Resource": "*"}]})
}

fn key_policy(account: &str) -> Value {
    let principal = json!({"AWS": format!("arn:aws:iam::{account}:root")});
    json!({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Principal": principal, "Action": "kms:*", "Resource": "*"}
    ]})
}

/// A folder with an identity policy that allows everything.
fn laid_out(name: &str, files: &[(&str, Value)]) -> PathBuf {
    let folder = scratch(name);
    for (name, content) in files.iter().chain(&[("policy.json", policy("Allow", "*"))]) {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content.to_string()).unwrap();
    }
    folder
}

fn ask(folder: &Path, options: &[&str], key: Option<&str>) -> Run {
    let mut all = vec!["plan", "--format", "json", "--policy", "policy.json", "--principal", ROLE];
    all.extend(options);
    all.extend([
        "--",
        "aws",
        "ec2",
        "copy-snapshot",
        "--source-region",
        "us-west-2",
        "--region",
        "us-east-1",
    ]);
    all.extend(["--source-snapshot-id", "snap-066877671789bd71b"]);
    if let Some(key) = key {
        all.extend(["--encrypted", "--kms-key-id", key]);
    }
    run(folder, &all)
}

fn verdict(run: &Run) -> String {
    run.json()["plans"][0]["verdict"].as_str().unwrap().to_owned()
}

#[test]
fn a_level_is_a_file_a_list_or_a_folder() {
    let (full, deny) = (policy("Allow", "*"), policy("Deny", "ec2:CopySnapshot"));
    let described =
        json!({"Policy": {"PolicySummary": {"Name": "FullAWSAccess"}, "Content": full.to_string()}});
    let folder = laid_out(
        "deciders-levels",
        &[
            ("full.json", full.clone()),
            ("described.json", described),
            ("list.json", json!([full, deny.to_string()])),
            ("level/full.json", full.clone()),
            ("level/other.json", policy("Allow", "s3:*")),
            ("other.json", policy("Allow", "s3:*")),
        ],
    );
    for (options, expected) in [
        (&["--scp", "full.json"][..], "allowed"),
        (&["--scp", "described.json"], "allowed"),
        (&["--scp", "level"], "allowed"),
        (&["--scp", "level", "--scp", "full.json"], "allowed"),
        (&["--scp", "list.json"], "denied"),
        // Two options are two levels, and each must allow.
        (&["--scp", "full.json", "--scp", "other.json"], "denied"),
    ] {
        let run = ask(&folder, options, None);
        assert_eq!(verdict(&run), expected, "{options:?}: {}", run.stderr);
    }
    fs::create_dir(folder.join("empty")).unwrap();
    let run = ask(&folder, &["--scp", "empty"], None);
    assert_eq!((run.code, verdict(&run).as_str()), (3, "depends"), "{}", run.stderr);
    assert!(run.stderr.contains("empty: there is no policy in this folder"), "{}", run.stderr);
}

#[test]
fn every_kind_must_allow() {
    let folder = laid_out(
        "deciders-kinds",
        &[("all.json", policy("Allow", "ec2:*")), ("none.json", policy("Allow", "s3:*"))],
    );
    for (option, kind) in [
        ("--boundary", "permissionsBoundary"),
        ("--session-policy", "sessionPolicy"),
        ("--scp", "serviceControlPolicy"),
    ] {
        assert_eq!(verdict(&ask(&folder, &[option, "all.json"], None)), "allowed", "{option}");
        let run = ask(&folder, &[option, "none.json"], None);
        assert_eq!(verdict(&run), "denied", "{option}");
        assert_eq!(run.json()["plans"][0]["permissions"][0]["blocked_by"], json!([kind]));
    }
}

#[test]
fn a_key_is_named_as_the_request_names_it_or_not_at_all() {
    let folder = laid_out(
        "deciders-keys",
        &[("own.json", key_policy("111122223333")), ("other.json", key_policy("444455556666"))],
    );
    let id = KEY.rsplit('/').next().unwrap();
    for (named, requested) in [
        (format!("{KEY}="), KEY),
        (format!("{id}="), KEY),
        (format!("{KEY}="), id),
        (String::new(), KEY),
        (String::new(), "alias/backup"),
        ("alias/backup=".to_owned(), "alias/backup"),
    ] {
        for (file, expected) in [("own.json", "allowed"), ("other.json", "depends")] {
            let option = format!("{named}{file}");
            let run = ask(&folder, &["--key-policy", &option], Some(requested));
            assert_eq!(verdict(&run), expected, "{option} for {requested}: {}", run.stderr);
        }
    }
}

#[test]
fn what_a_policy_of_a_key_is_of_must_be_clear() {
    let folder = laid_out("deciders-unclear", &[("own.json", key_policy("111122223333"))]);
    let source = json!({"Snapshots": [{
        "SnapshotId": "snap-066877671789bd71b", "OwnerId": "111122223333", "State": "completed", "Encrypted": true,
        "KmsKeyId": "arn:aws:kms:us-west-2:111122223333:key/0987dcba-09fe-87dc-65ba-ab0987654321"
    }]});
    fs::write(folder.join("source.json"), source.to_string()).unwrap();
    let run = ask(&folder, &["--key-policy", "own.json", "--source", "source.json"], Some(KEY));
    assert_eq!(run.code, 3);
    assert!(
        run.stderr.contains("own.json: is the policy of a key, but the copies use 2 keys"),
        "{}",
        run.stderr
    );
    let run = ask(&folder, &["--key-policy", "arn:aws:kms:us-east-1:1:key/x=own.json"], Some(KEY));
    assert_eq!(run.code, 2, "{}", run.stderr);
    let run = ask(&folder, &["--key-policy", "alias/backup="], Some(KEY));
    assert_eq!(run.code, 2, "{}", run.stderr);
    // A path may hold an equals sign.
    fs::copy(folder.join("own.json"), folder.join("a=b.json")).unwrap();
    assert_eq!(verdict(&ask(&folder, &["--key-policy", "a=b.json"], Some(KEY))), "allowed");
}

/// What is to be added where: only what limits less than an organization can be made up for by the policy of a key.
#[test]
fn the_help_names_the_policies_that_lack_a_statement() {
    let folder = laid_out("deciders-help", &[("ec2.json", policy("Allow", "ec2:*"))]);
    for (option, start) in [
        (
            "--policy",
            "unless the policy of the key allows it to whoever makes the copy, add the statements {",
        ),
        (
            "--boundary",
            "unless the policy of the key allows it to whoever makes the copy, add to the permissions boundary the statements {",
        ),
        ("--scp", "add to the service control policies of level 1 the statements {"),
    ] {
        let given = if option == "--policy" { "ec2.json" } else { "policy.json" };
        let mut words = vec!["check", "--format", "json", "--policy", given];
        if option != "--policy" {
            words.extend([option, "ec2.json"]);
        }
        words.extend("-- aws ec2 copy-snapshot --source-region us-west-2 --region us-east-1".split(' '));
        words.extend(["--source-snapshot-id", "snap-066877671789bd71b", "--encrypted", "--kms-key-id", KEY]);
        let document = run(&folder, &words).json();
        let help = document["findings"][0]["help"].as_str().unwrap();
        assert!(help.starts_with(start), "{option}: {help}");
    }
}

#[test]
fn each_is_linted() {
    for option in ["--boundary", "--session-policy", "--scp", "--rcp", "--key-policy"] {
        let folder = laid_out("deciders-linted", &[("typo.json", policy("Allow", "ec2:CopySnapshots"))]);
        let run = ask(&folder, &[option, "typo.json"], None);
        let findings = run.json()["findings"].clone();
        let paths: Vec<&str> =
            findings.as_array().unwrap().iter().filter_map(|finding| finding["path"].as_str()).collect();
        assert!(paths.contains(&"typo.json"), "{option}: {findings}");
    }
}
