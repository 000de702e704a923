//! Accounts as a whole: what `aws iam get-account-authorization-details` prints, as the policies of whoever makes a
//! copy, and asked who can make one.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod common;

use std::fs;
use std::path::PathBuf;

use common::{Run, run, scratch};
use serde_json::{Value, json};

const ACCOUNT: &str = "111122223333";
const COPY: [&str; 8] = [
    "aws",
    "ec2",
    "copy-snapshot",
    "--source-region=us-west-2",
    "--source-snapshot-id=snap-066877671789bd71b",
    "--region=us-east-1",
    "--tag-specifications",
    "ResourceType=snapshot,Tags=[{Key=env,Value=prod}]",
];

fn policy(effect: &str, actions: &[&str]) -> Value {
    json!({"Version": "2012-10-17", "Statement": [{"Effect": effect, "Action": actions, "Resource": "*"}]})
}

fn copying() -> Value {
    policy("Allow", &["ec2:CopySnapshot", "ec2:CreateTags"])
}

fn arn(name: &str) -> String {
    format!("arn:aws:iam::{ACCOUNT}:{name}")
}

fn role(name: &str, inline: &[Value], attached: &[&str]) -> Value {
    let inline: Vec<Value> = inline
        .iter()
        .enumerate()
        .map(|(number, document)| json!({"PolicyName": format!("inline-{number}"), "PolicyDocument": document}))
        .collect();
    let attached: Vec<Value> = attached
        .iter()
        .map(|name| json!({"PolicyName": name, "PolicyArn": arn(&format!("policy/{name}"))}))
        .collect();
    json!({
        "Path": "/", "RoleName": name.rsplit('/').next().unwrap(), "Arn": arn(&format!("role/{name}")),
        "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [
            {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}
        ]},
        "RolePolicyList": inline, "AttachedManagedPolicies": attached, "InstanceProfileList": [], "Tags": []
    })
}

fn managed(name: &str, document: &Value) -> Value {
    json!({
        "PolicyName": name, "Arn": arn(&format!("policy/{name}")), "DefaultVersionId": "v2",
        "PolicyVersionList": [
            {"VersionId": "v3", "IsDefaultVersion": false, "Document": policy("Allow", &["*"])},
            {"VersionId": "v2", "IsDefaultVersion": true, "Document": document}
        ]
    })
}

fn bounded(mut role: Value, boundary: &str) -> Value {
    role["PermissionsBoundary"] = json!({"PermissionsBoundaryType": "Policy", "PermissionsBoundaryArn": arn(&format!("policy/{boundary}"))});
    role
}

/// An account in which everything is there once.
fn account() -> Value {
    let encoded =
        Value::from(copying().to_string().replace('{', "%7B").replace('}', "%7D").replace('"', "%22"));
    let user = |name: &str, groups: &[&str]| {
        json!({"UserName": name, "Arn": arn(&format!("user/{name}")), "GroupList": groups,
               "AttachedManagedPolicies": []})
    };
    json!({
        "UserDetailList": [user("alice", &["Copiers"]), user("team/bob", &["Gone"]), user("carol", &[])],
        "GroupDetailList": [{
            "GroupName": "Copiers", "Arn": arn("group/Copiers"), "GroupPolicyList": [],
            "AttachedManagedPolicies": [{"PolicyName": "Copy", "PolicyArn": arn("policy/Copy")}]
        }],
        "RoleDetailList": [
            role("inline", &[copying()], &[]),
            role("encoded", &[encoded], &[]),
            role("service/attached", &[], &["Copy"]),
            role("denied", &[policy("Deny", &["ec2:Copy*"])], &["Copy"]),
            bounded(role("bounded", &[], &["Copy"]), "Read"),
            role("elsewhere", &[], &["NotHere"]),
            role("without-tags", &[policy("Allow", &["ec2:CopySnapshot"])], &[]),
            role("reader", &[], &["Read"]),
        ],
        "Policies": [managed("Copy", &copying()), managed("Read", &policy("Allow", &["ec2:Describe*"]))]
    })
}

/// A folder with the account in it.
fn laid_out(name: &str, account: &Value) -> PathBuf {
    let folder = scratch(name);
    fs::write(folder.join("account.json"), account.to_string()).unwrap();
    folder
}

fn ask(folder: &std::path::Path, arguments: &[&str]) -> Run {
    let mut all = arguments.to_vec();
    all.push("--");
    all.extend(COPY);
    run(folder, &all)
}

fn plan(folder: &std::path::Path, principal: &str) -> Value {
    let arguments = ["plan", "--format", "json", "--policy", "account.json", "--principal", principal];
    ask(folder, &arguments).json()["plans"][0].clone()
}

#[test]
fn policies_are_those_of_the_principal() {
    let folder = laid_out("accounts-principal", &account());
    for (principal, verdict, path) in [
        ("user/alice", "allowed", "/Policies/0/PolicyVersionList/1/Document"),
        ("user/carol", "denied", ""),
        ("role/inline", "allowed", "/RoleDetailList/0/RolePolicyList/0/PolicyDocument"),
        ("role/encoded", "allowed", "/RoleDetailList/1/RolePolicyList/0/PolicyDocument"),
        ("role/service/attached", "allowed", "/Policies/0/PolicyVersionList/1/Document"),
        ("role/denied", "denied", "/RoleDetailList/3/RolePolicyList/0/PolicyDocument"),
        ("role/bounded", "denied", ""),
        ("role/elsewhere", "depends", ""),
        ("user/team/bob", "depends", ""),
        ("role/without-tags", "denied", "/RoleDetailList/6/RolePolicyList/0/PolicyDocument"),
        ("role/reader", "denied", ""),
    ] {
        let plan = plan(&folder, &arn(principal));
        assert_eq!(plan["verdict"], verdict, "{principal}: {plan}");
        let by = plan["permissions"][0]["by"][0]["path"].as_str().unwrap_or("account.json#");
        assert_eq!(by, format!("account.json#{path}"), "{principal}");
    }
}

#[test]
fn the_kind_that_blocks_is_named() {
    let folder = laid_out("accounts-kind", &account());
    let plan = plan(&folder, &arn("role/bounded"));
    assert_eq!(plan["permissions"][0]["blocked_by"], json!(["permissionsBoundary"]));
    let run = ask(
        &folder,
        &["check", "--format", "line", "--policy", "account.json", "--principal", &arn("role/bounded")],
    );
    assert!(
        run.stdout.contains("no statement of the permissions boundary allows `ec2:CopySnapshot`"),
        "{run:?}"
    );
    assert_eq!(run.code, 1);
}

#[test]
fn a_session_has_the_policies_of_its_role() {
    let folder = laid_out("accounts-session", &account());
    let session = format!("arn:aws:sts::{ACCOUNT}:assumed-role/attached/nightly");
    assert_eq!(plan(&folder, &session)["verdict"], "allowed");
}

#[test]
fn whoever_is_not_described_is_an_error_that_helps() {
    let folder = laid_out("accounts-unknown", &account());
    let said = |principal: &str| {
        let run = ask(&folder, &["check", "--policy", "account.json", "--principal", principal]);
        assert_eq!(run.code, 3, "{run:?}");
        run.stderr
    };
    assert!(said(&arn("role/inlime")).contains("did you mean `arn:aws:iam::111122223333:role/inline`?"));
    assert!(said(&arn("user/bob")).contains("did you mean `arn:aws:iam::111122223333:user/team/bob`?"));
    assert!(said(&arn("role/something-else")).contains("it tells of 3 users and 8 roles"));
    let run = ask(&folder, &["check", "--policy", "account.json"]);
    assert_eq!(run.code, 3);
    assert!(run.stderr.contains("tells of 3 users and 8 roles: say with `--principal ARN`"), "{run:?}");
}

#[test]
fn the_principal_of_a_request_counts_for_it() {
    let folder = laid_out("accounts-requests", &account());
    let request = |principal: &str| {
        json!({
            "operation": "CopySnapshot", "region": "us-east-1", "principal": arn(principal),
            "parameters": {"SourceRegion": "us-west-2", "SourceSnapshotId": "snap-066877671789bd71b"}
        })
    };
    let requests = json!([request("role/inline"), request("role/reader")]);
    fs::write(folder.join("requests.json"), requests.to_string()).unwrap();
    let run = run(&folder, &["plan", "--format", "json", "--policy", "account.json", "requests.json"]);
    let plans = run.json()["plans"].clone();
    assert_eq!(
        (&plans[0]["verdict"], &plans[1]["verdict"]),
        (&json!("allowed"), &json!("denied")),
        "{run:?}"
    );
}

#[test]
fn who_can_is_listed_with_what_the_others_lack() {
    let folder = laid_out("accounts-who", &account());
    let run = ask(&folder, &["plan", "--who", "--format", "json", "--policy", "account.json"]);
    assert_eq!(run.code, 0, "{run:?}");
    let document = run.json();
    let who: Vec<(String, String, Vec<String>)> = document["plans"][0]["who"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            let text = |value: &Value| value.as_str().unwrap().to_owned();
            let lacks = one["lacks"].as_array().unwrap();
            let lacks = lacks.iter().map(|lack| {
                format!("{} {} {}", text(&lack["action"]), text(&lack["decision"]), lack["blocked_by"])
            });
            (text(&one["principal"]), text(&one["verdict"]), lacks.collect())
        })
        .collect();
    let verdicts: Vec<(&str, &str)> = who
        .iter()
        .map(|(arn, verdict, _)| {
            (arn.split_once(":user/").or(arn.split_once(":role/")).unwrap().1, verdict.as_str())
        })
        .collect();
    assert_eq!(
        verdicts,
        [
            ("alice", "allowed"),
            ("team/bob", "depends"),
            ("carol", "denied"),
            ("inline", "allowed"),
            ("encoded", "allowed"),
            ("service/attached", "allowed"),
            ("denied", "denied"),
            ("bounded", "denied"),
            ("elsewhere", "depends"),
            ("without-tags", "denied"),
            ("reader", "denied"),
        ]
    );
    let lacks = |name: &str| &who.iter().find(|(arn, ..)| arn.ends_with(name)).unwrap().2;
    assert_eq!(*lacks("without-tags"), ["ec2:CreateTags implicitDeny [\"identityPolicy\"]"]);
    assert_eq!(lacks("denied")[0], "ec2:CopySnapshot explicitDeny [\"identityPolicy\"]");
    assert_eq!(lacks("bounded")[0], "ec2:CopySnapshot implicitDeny [\"permissionsBoundary\"]");
    // The same answer as for each of them alone.
    for (arn, verdict, _) in &who {
        assert_eq!(plan(&folder, arn)["verdict"], verdict.as_str(), "{arn}");
    }
}

#[test]
fn who_can_is_shown_in_groups() {
    let folder = laid_out("accounts-groups", &account());
    let run = ask(&folder, &["plan", "--who", "--color", "never", "--policy", "account.json"]);
    let text: Vec<&str> = run.stdout.split_whitespace().collect();
    let text = text.join(" ");
    for part in [
        "who can 4 of 11 role/encoded, role/inline, role/service/attached, user/alice",
        "it depends 2 of 11 role/elsewhere: depends on what `arn:aws:iam::111122223333:policy/NotHere` says",
        "who cannot 5 of 11 role/reader, user/carol: lack ec2:CopySnapshot on \
         arn:aws:ec2:us-west-2::snapshot/snap-066877671789bd71b and arn:aws:ec2:us-east-1::snapshot/*, and \
         ec2:CreateTags on arn:aws:ec2:us-east-1::snapshot/*",
        "role/without-tags: lacks ec2:CreateTags on arn:aws:ec2:us-east-1::snapshot/*",
        "arn:aws:ec2:us-east-1::snapshot/* by the permissions boundary",
        "role/denied: is denied ec2:CopySnapshot on",
        "and arn:aws:ec2:us-east-1::snapshot/* by an identity policy",
    ] {
        assert!(text.contains(part), "{part}\n{}", run.stdout);
    }
    // Organizations limit everybody.
    fs::write(folder.join("scp.json"), policy("Deny", &["ec2:CopySnapshot"]).to_string()).unwrap();
    let run = ask(&folder, &["plan", "--who", "--policy", "account.json", "--scp", "scp.json"]);
    let text: Vec<&str> = run.stdout.split_whitespace().collect();
    let text = text.join(" ");
    assert!(text.contains("are denied ec2:CopySnapshot on"), "{}", run.stdout);
    assert!(text.contains("by a service control policy of level 1"), "{}", run.stdout);
    assert!(text.contains("who can nobody"), "{}", run.stdout);
}

#[test]
fn who_can_stays_short_in_a_large_account() {
    let roles: Vec<Value> = (0..2000)
        .map(|number| {
            let inline = if number % 2 == 0 { copying() } else { policy("Allow", &["ec2:CopySnapshot"]) };
            role(&format!("role-{number:04}"), &[inline], &[])
        })
        .collect();
    let folder = laid_out("accounts-large", &json!({"RoleDetailList": roles, "Policies": []}));
    let run = ask(&folder, &["plan", "--who", "--color", "never", "--policy", "account.json"]);
    assert!(run.stdout.contains("and 992 more"), "{}", run.stdout);
    assert!(!run.stdout.contains("it depends"), "{}", run.stdout);
    assert!(run.stdout.lines().count() < 60, "{}", run.stdout);
}

#[test]
fn an_account_without_anybody_is_told() {
    let folder =
        laid_out("accounts-empty", &json!({"RoleDetailList": [], "UserDetailList": [], "Policies": []}));
    let run = ask(&folder, &["plan", "--who", "--color", "never", "--policy", "account.json"]);
    assert!(run.stdout.contains("nobody: neither a user nor a role is described"), "{}", run.stdout);
}

#[test]
fn who_needs_an_account() {
    let folder = laid_out("accounts-none", &copying());
    let run = ask(&folder, &["plan", "--who", "--policy", "account.json"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("get-account-authorization-details"), "{run:?}");
}

#[test]
fn who_says_why_what_was_named_is_no_account() {
    let folder = scratch("accounts-unreadable");
    fs::write(folder.join("packed.json"), [0x1f, 0x8b, 0x08, 0x00]).unwrap();
    fs::write(folder.join("cut.json"), "{\"Statement\": [").unwrap();
    for (file, why) in [
        ("packed.json", "packed.json: is not UTF-8 text"),
        ("gone.json", "gone.json: no such file"),
        ("cut.json", "error[json-syntax-error]"),
    ] {
        let run = ask(&folder, &["plan", "--who", "--policy", file]);
        assert_eq!(run.code, 2, "{run:?}");
        assert!(run.stderr.contains(why), "{run:?}");
    }
}

#[test]
fn who_and_a_printed_policy_do_not_go_together() {
    let folder = laid_out("accounts-printed", &account());
    let run = ask(&folder, &["plan", "--who", "--format", "policy", "--policy", "account.json"]);
    assert_eq!((run.code, run.stdout.as_str()), (2, ""));
    assert!(run.stderr.contains("leave out `--who`"), "{run:?}");
}

#[test]
fn a_denial_for_keys_that_nothing_names_is_told() {
    let roles = [role("denied", &[copying(), policy("Deny", &["kms:CreateGrant"])], &[])];
    let folder = laid_out("accounts-keys", &json!({"RoleDetailList": roles, "Policies": []}));
    let run = ask(&folder, &["plan", "--who", "--color", "never", "--policy", "account.json"]);
    let text: Vec<&str> = run.stdout.split_whitespace().collect();
    let text = text.join(" ");
    assert!(text.contains("it depends 1 of 1 role/denied: is denied kms:CreateGrant on"), "{}", run.stdout);
}

#[test]
fn a_policy_that_the_account_does_not_hold_is_told() {
    let folder = laid_out("accounts-not-held", &account());
    let run = ask(&folder, &["check", "--policy", "account.json", "--principal", &arn("role/elsewhere")]);
    assert!(
        run.stdout.contains(
            "permissions not decided: it is not known what `arn:aws:iam::111122223333:policy/NotHere` says (not in account.json)"
        ),
        "{run:?}"
    );
}

/// Wherever the text ends, nobody is said to be able to make a copy who cannot, or not to be who can.
#[test]
fn an_account_that_is_cut_off_proves_nothing_of_what_is_missing() {
    let roles =
        [role("able", &[copying()], &[]), role("unable", &[copying(), policy("Deny", &["ec2:*"])], &[])];
    let whole = json!({"RoleDetailList": roles, "Policies": []}).to_string();
    let folder = scratch("accounts-cut");
    for end in (0..whole.len()).step_by(29) {
        fs::write(folder.join("account.json"), whole.get(..end).unwrap()).unwrap();
        let run = ask(&folder, &["plan", "--who", "--format", "json", "--policy", "account.json"]);
        if run.code == 2 {
            continue;
        }
        for one in run.json()["plans"][0]["who"].as_array().unwrap() {
            let verdict = one["verdict"].as_str().unwrap();
            let wrong = if one["principal"] == arn("role/able") { "denied" } else { "allowed" };
            assert_ne!(verdict, wrong, "{}", whole.get(..end).unwrap());
        }
    }
    let mut account = account();
    account["IsTruncated"] = Value::Bool(true);
    account["RoleDetailList"][0]["RolePolicyList"] = json!({});
    fs::write(folder.join("account.json"), account.to_string()).unwrap();
    let run = ask(&folder, &["plan", "--who", "--color", "never", "--policy", "account.json"]);
    let text: Vec<&str> = run.stdout.split_whitespace().collect();
    let text = text.join(" ");
    assert!(text.contains("account.json was cut off: there may be more users and roles"), "{}", run.stdout);
    assert!(
        text.contains("role/inline: depends on what the faults in the text of account.json hide"),
        "{}",
        run.stdout
    );
}

#[test]
fn an_account_that_is_named_as_a_path_is_linted_as_a_whole() {
    let mut account = account();
    account["RoleDetailList"][7]["RolePolicyList"] =
        json!([{"PolicyName": "typo", "PolicyDocument": policy("Allow", &["ec2:CopySnapshots"])}]);
    let folder = laid_out("accounts-path", &account);
    let run = run(&folder, &["check", "--format", "line", "account.json"]);
    assert!(
        run.stdout.contains("account.json#/RoleDetailList/7/RolePolicyList/0/PolicyDocument:1:"),
        "{}",
        run.stdout
    );
    assert!(run.stdout.contains("error[invalid-action]"));
}

#[test]
fn hostile_accounts_are_read_without_harm() {
    for account in [
        json!({"RoleDetailList": []}),
        json!({"RoleDetailList": [null, 1, "x", [], {}, {"Arn": 3}, {"Arn": ""}]}),
        json!({"UserDetailList": [{"Arn": "x", "GroupList": [null, {}], "UserPolicyList": [{}, 7]}], "Policies": {}}),
        json!({"RoleDetailList": [{"Arn": arn("role/a"), "PermissionsBoundary": 7}], "Policies": [{"Arn": "x"}]}),
        json!({"RoleDetailList": [role("a", &[json!("%7B%22Statement%22%3A")], &["Copy"])], "IsTruncated": true}),
    ] {
        let folder = laid_out("accounts-hostile", &account);
        for arguments in [
            &["plan", "--who", "--policy", "account.json"][..],
            &["check", "--policy", "account.json", "--principal", "arn:aws:iam::111122223333:role/a"],
        ] {
            let run = ask(&folder, arguments);
            assert!((0..=3).contains(&run.code), "{account}: {run:?}");
        }
    }
}
