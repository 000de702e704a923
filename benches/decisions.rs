//! How long decisions take, and the matching of patterns made to be slow.
//!
//! ```sh
//! cargo bench --bench decisions
//! ```

#![allow(clippy::print_stdout, clippy::unwrap_used, reason = "its output is for people, who see if it fails")]

use std::hint::black_box;
use std::time::{Duration, Instant};

use copylint::authorization::{
    Caller, Context, Fact, Part, Policies, Query, Request, Resource, State, decide,
};
use copylint::pattern::{Pattern, matches};
use copylint::policy;
use copylint::text::Sources;
use copylint::tree::json;

const STATEMENTS: usize = 200;
const DECISIONS: u32 = 100_000;

/// What a statement tests, by its place: most speak of other resources or other values.
fn condition(place: usize) -> String {
    match place % 8 {
        0 => format!(r#"{{"StringEquals": {{"aws:RequestTag/env": ["prod", "test-{place}"]}}}}"#),
        1 => r#"{"StringLike": {"aws:RequestTag/owner": ["team-*", "${aws:username}"]}}"#.to_owned(),
        2 => r#"{"IpAddress": {"aws:SourceIp": ["203.0.113.0/24", "2001:db8::/32"]}}"#.to_owned(),
        3 => r#"{"ArnNotLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/admin-*"}}"#.to_owned(),
        4 => r#"{"DateLessThan": {"aws:CurrentTime": "2030-01-01T00:00:00Z"}}"#.to_owned(),
        5 => r#"{"ForAllValues:StringEquals": {"aws:TagKeys": ["env", "owner"]}}"#.to_owned(),
        6 => {
            r#"{"NumericLessThan": {"ec2:VolumeSize": "500"}, "Bool": {"ec2:Encrypted": "true"}}"#.to_owned()
        }
        _ => r#"{"Null": {"aws:MultiFactorAuthPresent": "true"}, "StringEquals": {"ec2:Owner": "self"}}"#
            .to_owned(),
    }
}

/// A policy whose statements speak of one snapshot each, or of all of them if there are conditions.
fn document(conditions: bool) -> String {
    let statement = |place: usize| {
        let effect = if place % 4 == 3 { "Deny" } else { "Allow" };
        let (id, condition) = if conditions {
            ("*".to_owned(), condition(place))
        } else {
            (format!("snap-{place:03}*"), "{}".to_owned())
        };
        format!(
            r#"{{"Effect": "{effect}", "Action": ["ec2:Copy*", "ec2:CreateTags"], "Resource": "arn:aws:ec2:*::snapshot/{id}", "Condition": {condition}}}"#
        )
    };
    let statements: Vec<String> = (0..STATEMENTS).map(statement).collect();
    format!(r#"{{"Version": "2012-10-17", "Statement": [{}]}}"#, statements.join(", "))
}

fn query(known: bool) -> Query {
    let mut context = Context::new("ec2:CopySnapshot", "snapshot");
    let values: [(&str, &[&str]); 9] = [
        ("aws:RequestTag/env", &["dev"]),
        ("aws:RequestTag/owner", &["team"]),
        ("aws:username", &["ana"]),
        ("aws:SourceIp", &["198.51.100.7"]),
        ("aws:PrincipalArn", &["arn:aws:iam::111122223333:role/admin-one"]),
        ("aws:CurrentTime", &["2031-01-01T00:00:00Z"]),
        ("aws:TagKeys", &["env", "cost"]),
        ("ec2:VolumeSize", &["1000"]),
        ("aws:MultiFactorAuthPresent", &["true"]),
    ];
    for (key, values) in values {
        let state = State::Values(values.iter().map(|value| (*value).to_owned()).collect());
        context.set(key, Fact::new(if known { state } else { State::Unknown }));
    }
    let known = Part::known;
    let resource = Resource {
        partition: known("aws"),
        service: known("ec2"),
        region: known("eu-central-1"),
        account: known(""),
        id: known("snapshot/snap-066877671789bd71b"),
    };
    Query { action: "ec2:CopySnapshot".to_owned(), resources: vec![resource], context }
}

fn decisions(name: &str, document: String, query: &Query) {
    let sources = Sources::new();
    let source = sources.add("policy.json", document);
    let tree = json::read(source, &mut Vec::new());
    let policy = policy::read(&tree, source.id(), None, &mut Vec::new());
    assert_eq!(policy.statements.len(), STATEMENTS);
    let (caller, policies) = (Caller::unknown(), Policies::identity(&[&policy]));
    let request = Request { query, caller: &caller, owner: None };
    let decision = decide(request, &policies).decision;
    // As many as can be in a few seconds, and the time that all would take.
    let began = Instant::now();
    let mut count = 0;
    while count < DECISIONS && began.elapsed() < Duration::from_secs(4) {
        black_box(decide(black_box(request), &policies));
        count += 1;
    }
    let each = began.elapsed() / count;
    println!(
        "{name:52} {:10} {each:>10.1?} each, {:>8.1?} for {DECISIONS}",
        decision.name(),
        each * DECISIONS
    );
}

fn pattern(name: &str, pattern: &str, text: &str) {
    let began = Instant::now();
    let answer = black_box(matches(black_box(pattern), text));
    let plain = began.elapsed();
    let ready = Pattern::plain(pattern);
    let began = Instant::now();
    assert_eq!(black_box(ready.matches(black_box(text))), answer);
    println!("{name:52} {answer:<10} {plain:>10.1?}; ready made {:>10.1?}", began.elapsed());
}

/// What one pattern says of another.
fn relations(length: usize) {
    let (wide, narrow) = ("*a".repeat(length / 2), "?a".repeat(length / 2));
    let (wide, narrow) = (Pattern::plain(&wide), Pattern::plain(&narrow));
    let began = Instant::now();
    let covers = black_box(wide.covers(&narrow));
    let time = began.elapsed();
    let began = Instant::now();
    let meets = black_box(wide.meets(&narrow));
    println!("covers {covers} {time:.1?}, meets {meets} {:.1?} ({length} characters each)", began.elapsed());
}

fn main() {
    decisions("200 statements without conditions", document(false), &query(true));
    decisions("200 statements with conditions, all known", document(true), &query(true));
    decisions("200 statements with conditions, much unknown", document(true), &query(false));
    let many = 100_000;
    let alphabet: String = ('a'..='z').cycle().take(many).collect();
    let same = "a".repeat(many);
    let stars: String = ('a'..='z').cycle().take(many / 2).flat_map(|letter| [letter, '*']).collect();
    pattern("a*b*c*… on a text of the same letters", &stars, &alphabet);
    pattern("a*b*c*…! on a text of the same letters", &(stars + "!"), &alphabet);
    pattern("*a*a*a*…b on aaa…", &("*a".repeat(many / 2) + "b"), &same);
    pattern("*aaa…b* on aaa…", &format!("*{}b*", "a".repeat(many / 2)), &same);
    pattern("*a?a?…b* on aaa…", &format!("*{}b*", "a?".repeat(many / 4)), &same);
    pattern("*?*?*?…b on aaa…", &("*?".repeat(many / 2) + "b"), &same);
    relations(1_000);
    relations(10_000);
}
