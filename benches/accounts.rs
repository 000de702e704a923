//! How long it takes to tell who of an account can make a copy, by the number of its roles.
//!
//! ```sh
//! cargo bench --bench accounts
//! ```

#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::cast_precision_loss,
    reason = "its output is for people, who see if it fails"
)]

use std::hint::black_box;
use std::time::{Duration, Instant};

use copylint::access::AccessVerdict;
use copylint::lint::{Linter, Role, Settings};
use copylint::report::plan::{Plans, json};
use copylint::text::Sources;
use serde_json::{Value, json as value};

const ROLES: [usize; 4] = [500, 1_000, 2_000, 4_000];
const ROUNDS: usize = 5;

/// A managed policy with many statements, as administrators write them.
fn managed(name: &str, effect: &str, actions: &[&str]) -> Value {
    let statement = |number: usize| {
        value!({
            "Sid": format!("Statement{number}"), "Effect": "Allow",
            "Action": ["s3:GetObject", "s3:PutObject", "logs:*", "sqs:SendMessage"],
            "Resource": [format!("arn:aws:s3:::bucket-{number}/*"), format!("arn:aws:sqs:*:*:queue-{number}")],
            "Condition": {"StringEquals": {"aws:RequestedRegion": ["us-east-1", "eu-west-1"]}}
        })
    };
    let mut statements: Vec<Value> = (0..15).map(statement).collect();
    statements.push(value!({"Effect": effect, "Action": actions, "Resource": "*"}));
    value!({
        "PolicyName": name, "Arn": format!("arn:aws:iam::111122223333:policy/{name}"), "DefaultVersionId": "v1",
        "PolicyVersionList": [{
            "VersionId": "v1", "IsDefaultVersion": true,
            "Document": {"Version": "2012-10-17", "Statement": statements}
        }]
    })
}

/// An account whose roles have three managed policies and one of their own each, and some a boundary.
fn account(roles: usize) -> String {
    let attached = |names: &[&str]| -> Vec<Value> {
        let attached = |name: &&str| value!({"PolicyName": name, "PolicyArn": format!("arn:aws:iam::111122223333:policy/{name}")});
        names.iter().map(attached).collect()
    };
    let role = |number: usize| {
        let names: &[&str] = match number % 4 {
            0 => &["Read", "Copy", "Keys"],
            1 => &["Read", "Copy", "Deny"],
            2 => &["Read", "Keys", "Tags"],
            _ => &["Read", "Copy", "Tags"],
        };
        let mut role = value!({
            "RoleName": format!("role-{number}"), "Path": "/",
            "Arn": format!("arn:aws:iam::111122223333:role/role-{number}"),
            "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [{
                "Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"
            }]},
            "RolePolicyList": [{"PolicyName": "own", "PolicyDocument": {"Version": "2012-10-17", "Statement": [{
                "Effect": "Allow", "Action": "dynamodb:*",
                "Resource": format!("arn:aws:dynamodb:*:111122223333:table/table-{number}")
            }]}}],
            "AttachedManagedPolicies": attached(names)
        });
        if number.is_multiple_of(5) {
            role["PermissionsBoundary"] =
                value!({"PermissionsBoundaryArn": "arn:aws:iam::111122223333:policy/Copy"});
        }
        role
    };
    let roles: Vec<Value> = (0..roles).map(role).collect();
    let policies = [
        managed("Read", "Allow", &["ec2:Describe*"]),
        managed("Copy", "Allow", &["ec2:CopySnapshot"]),
        managed("Tags", "Allow", &["ec2:CreateTags"]),
        managed("Keys", "Allow", &["kms:*"]),
        managed("Deny", "Deny", &["ec2:Copy*"]),
    ];
    value!({"UserDetailList": [], "GroupDetailList": [], "RoleDetailList": roles, "Policies": policies})
        .to_string()
}

fn main() {
    let words = "aws ec2 copy-snapshot --source-region us-west-2 --source-snapshot-id snap-066877671789bd71b \
                 --region us-east-1 --encrypted \
                 --kms-key-id arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab \
                 --tag-specifications ResourceType=snapshot,Tags=[{Key=env,Value=prod}]";
    let words: Vec<String> = words.split_whitespace().map(str::to_owned).collect();
    for roles in ROLES {
        let text = account(roles);
        let mut best = Duration::MAX;
        let mut able = 0;
        for _ in 0..ROUNDS {
            let text = text.clone();
            let begun = Instant::now();
            let sources = Sources::new();
            let mut linter = Linter::new(&sources, Settings { who: true, ..Settings::default() });
            linter.add_text("account.json", text, Role::IdentityPolicy);
            linter.add_command(&words, None);
            let (report, planned, policies) = linter.finish();
            let mut out = Vec::new();
            json::write(Plans { planned: &planned, policies: &policies }, &report, "", &mut out).unwrap();
            black_box(&out);
            best = best.min(begun.elapsed());
            let abilities = planned.iter().filter_map(|planned| planned.who.as_ref()).flatten();
            able = abilities.filter(|ability| ability.verdict == AccessVerdict::Allowed).count();
        }
        println!(
            "{roles} roles, {:.1} MB: {:.0} ms, {:.0} µs a role ({able} can)",
            text.len() as f64 / 1e6,
            best.as_secs_f64() * 1e3,
            best.as_secs_f64() * 1e6 / roles as f64,
        );
    }
}
