//! Findings that say what a statement or a test does are held to it: what is said to change nothing is taken out
//! of random policies, and no request may then be decided in another way.
//!
//! The other way round, for tests of one key: what never holds together is found, and nothing else is said to be so.
//!
//! A rule that claims such a thing joins by a line in [`CLAIMS`].

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that panics has failed")]

mod common;

use std::collections::BTreeMap;

use common::Numbers;
use copylint::authorization::{
    Answer, Caller, Context, Decision, Fact, Part, Policies, Query, Request, Resource, State, applies_to,
    decide,
};
use copylint::policy::{self, CURRENT_VERSION, Condition, Policy};
use copylint::rule::{Finding, Level};
use copylint::rules;
use copylint::text::{Sources, Span};
use copylint::tree::json;
use serde_json::{Value, json};

/// What a finding says of the statement that it is in, or of the test that it points at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Says {
    /// Without the statement all is decided as with it.
    StatementIsIdle,
    /// The same, for the actions that the message names.
    StatementIsIdleForActions,
    /// Without the test all is decided as with it.
    TestIsIdle,
    /// The same, for the actions that the message names.
    TestIsIdleForActions,
    /// `Null` with false, for the key, does the same as the test.
    TestIsPresence,
    /// `Null` with true does.
    TestIsAbsence,
}

struct Claim {
    rule: &'static str,
    /// Words of the messages or labels that claim it; empty if all do.
    words: &'static str,
    /// The least level of the findings that claim it.
    level: Level,
    says: Says,
    /// How often the rule must be seen for this to say something.
    least: usize,
}

const fn claim(rule: &'static str, words: &'static str, says: Says, least: usize) -> Claim {
    Claim { rule, words, level: Level::Note, says, least }
}

/// Rules that are not in the registry are passed over.
const CLAIMS: [Claim; 22] = [
    claim("contradictory-conditions", "", Says::StatementIsIdle, 500),
    claim("expired-condition", "", Says::StatementIsIdle, 100),
    claim("implied-condition", "", Says::TestIsIdle, 500),
    claim("unlimited-addresses", "always holds", Says::TestIsIdle, 120),
    claim("unlimited-addresses", "holds for every address", Says::TestIsPresence, 100),
    claim("unlimited-addresses", "holds for no address", Says::TestIsAbsence, 100),
    claim("unlimited-addresses", "never holds", Says::StatementIsIdle, 60),
    claim("overruled-statement", "", Says::StatementIsIdle, 300),
    claim("covered-statement", "", Says::StatementIsIdle, 400),
    claim("redundant-statement", "", Says::StatementIsIdle, 0),
    claim("vacuous-condition", "so this test always holds", Says::TestIsIdleForActions, 30),
    claim("absent-condition-key", "so this statement never", Says::StatementIsIdleForActions, 100),
    Claim {
        rule: "action-resource-mismatch",
        words: "so this statement does not",
        level: Level::Error,
        says: Says::StatementIsIdleForActions,
        least: 100,
    },
    claim("empty-array-condition-forallvalues", "absent", Says::TestIsAbsence, 400),
    claim("empty-array-condition-ifexists", "absent", Says::TestIsAbsence, 400),
    claim("empty-array-condition-foranyvalue", "it never holds", Says::StatementIsIdle, 400),
    claim("null-with-qualifier", "is always true", Says::TestIsIdle, 50),
    claim("null-with-qualifier", "is always false", Says::StatementIsIdle, 50),
    claim("equivalent-to-null-false", "", Says::TestIsPresence, 40),
    claim("equivalent-to-null-true", "", Says::TestIsAbsence, 40),
    claim("redundant-key-due-to-wildcard-in-condition", "", Says::TestIsIdle, 40),
    claim("redundant-statement-due-to-wildcard-in-condition", "", Says::StatementIsIdle, 40),
];

/// A key, the tests that are made of it, and what requests hold.
struct Key {
    name: &'static str,
    operators: &'static [&'static str],
    /// What a policy says.
    policy: &'static [&'static str],
    /// What a request says.
    request: &'static [&'static str],
    /// Whether it has several values.
    is_set: bool,
}

const TEXTS: &[&str] = &[
    "StringEquals",
    "StringNotEquals",
    "StringEqualsIgnoreCase",
    "StringNotEqualsIgnoreCase",
    "StringLike",
    "StringNotLike",
];

/// Of every kind of value some that collide. For each way to pass some tests and not the others, there is a value,
/// or else a claim might stand that is not true.
const KEYS: [Key; 10] = [
    Key {
        name: "aws:PrincipalTag/Text",
        operators: TEXTS,
        policy: &["a", "A", "b", "ab", "aB", "a*", "*b", "?", "?*", "*a*", "*", "*", "*"],
        request: &[
            "a", "A", "b", "B", "c", "aa", "ab", "aB", "Ab", "AB", "ac", "ba", "bb", "ca", "cb", "cc", "aab",
            "cab", "cac", "aac", "abc", "caB",
        ],
        is_set: false,
    },
    Key {
        name: "aws:MultiFactorAuthAge",
        operators: &[
            "NumericEquals",
            "NumericNotEquals",
            "NumericLessThan",
            "NumericLessThanEquals",
            "NumericGreaterThan",
            "NumericGreaterThanEquals",
        ],
        policy: &["1", "2", "2.5", "02.0"],
        request: &["0", "1", "1.5", "2", "2.25", "2.5", "3"],
        is_set: false,
    },
    Key {
        name: "aws:ViaAWSService",
        operators: &["Bool"],
        policy: &["true", "false", "True"],
        request: &["true", "false"],
        is_set: false,
    },
    Key {
        name: "aws:SourceArn",
        operators: &["ArnEquals", "ArnNotEquals", "ArnLike", "ArnNotLike", "StringEquals", "StringNotLike"],
        policy: &["arn:aws:x:*:1:a/*", "arn:aws:x:r:*:*", "arn:aws:x:r:1:a/b", "arn:*:*:*:*:*"],
        request: &[
            "arn:aws:x:r:1:a/b",
            "arn:aws:x:r:1:a/c",
            "arn:aws:x:s:1:a/b",
            "arn:aws:x:r:2:a/b",
            "arn:aws:x:s:2:a",
            "arn:aws:x:r:1:a:a/b",
            "none",
        ],
        is_set: false,
    },
    Key {
        name: "aws:TokenIssueTime",
        operators: &[
            "DateEquals",
            "DateNotEquals",
            "DateLessThan",
            "DateLessThanEquals",
            "DateGreaterThan",
            "DateGreaterThanEquals",
        ],
        policy: &["2026-01-01", "2026-06-01T00:00:00Z", "1775000000"],
        request: &[
            "2025-12-31T23:59:59Z",
            "2026-01-01",
            "2026-02-01",
            "2026-03-31T23:33:20Z",
            "2026-05-01T12:00:00+02:00",
            "2026-06-01",
            "2027-01-01",
        ],
        is_set: false,
    },
    Key {
        name: "aws:SourceIp",
        operators: &["IpAddress", "NotIpAddress"],
        policy: &["198.51.0.0/16", "2001:db8::/32", "0.0.0.0/0", "::/0", "0.0.0.0/0", "::/0"],
        request: &["198.51.100.1", "203.0.113.1", "2001:db8::1", "2001:db9::1"],
        is_set: false,
    },
    Key {
        name: "aws:PrincipalOrgPaths",
        operators: TEXTS,
        policy: &["a", "b", "a*", "A", "*", "*", "*"],
        request: &["a", "b", "ab", "c", "A"],
        is_set: true,
    },
    Key {
        name: "aws:CalledVia",
        operators: &["StringEquals", "StringNotEquals"],
        policy: &["a.amazonaws.com", "b.amazonaws.com", "c.amazonaws.com"],
        request: &["a.amazonaws.com", "b.amazonaws.com", "c.amazonaws.com", "d.amazonaws.com"],
        is_set: true,
    },
    Key {
        name: "aws:CurrentTime",
        operators: &["DateEquals", "DateNotEquals", "DateLessThan", "DateLessThanEquals", "DateGreaterThan"],
        policy: &["2020-01-01", "2025-06-01T00:00:00Z", "2199-01-01"],
        request: &["2198-12-31T23:59:59Z", "2199-01-01", "2199-02-01"],
        is_set: false,
    },
    Key {
        name: "kms:GrantIsForAWSResource",
        operators: &["Bool"],
        policy: &["true", "false"],
        request: &["true", "false"],
        is_set: false,
    },
];

const VARIABLES: [&str; 3] =
    ["${aws:SourceArn}", "${aws:PrincipalTag/Text}", "a${aws:PrincipalTag/Text, 'b'}"];

impl Key {
    /// A test of this key.
    fn test(&self, numbers: &mut Numbers) -> (String, Value) {
        if numbers.below(7) == 0 {
            let prefix =
                if numbers.below(8) == 0 { numbers.of(&["ForAllValues:", "ForAnyValue:"]) } else { "" };
            return (format!("{prefix}Null"), json!(numbers.of(&["true", "false"])));
        }
        // An operator with a qualifier is no fault on a key of one value, nor is one without on the other kind.
        let qualified = if self.is_set { numbers.below(8) > 0 } else { numbers.below(8) == 0 };
        let prefix = if qualified { numbers.of(&["ForAllValues:", "ForAnyValue:"]) } else { "" };
        let suffix = numbers.of(&["", "", "", "IfExists"]);
        let name = numbers.of(self.operators);
        let takes_variables = name.starts_with("String") || name.starts_with("Arn");
        // Elsewhere a wildcard is none, which is another fault.
        let takes_wildcards = name.contains("Like") || name.contains("Arn");
        let is_wild = |value: &&&str| value.contains(['*', '?']);
        let policy: Vec<&str> =
            self.policy.iter().filter(|value| takes_wildcards || !is_wild(value)).copied().collect();
        let values: Vec<&str> = if takes_variables && numbers.below(12) == 0 {
            vec![numbers.of(&VARIABLES)]
        } else {
            (0..=numbers.below(3)).map(|_| numbers.of(&policy)).collect()
        };
        let values = if numbers.below(25) == 0 { &[] } else { &values[..] };
        let values = if name == "Bool" && !values.is_empty() { &values[..1] } else { values };
        (format!("{prefix}{name}{suffix}"), json!(values))
    }

    fn is_text(&self) -> bool {
        self.operators.contains(&"StringEquals")
    }

    /// Everything that a request may hold: nothing, or a value, or several.
    fn states(&self) -> Vec<State> {
        let text = |value: &&str| (*value).to_owned();
        let set = |number: usize| {
            let chosen = self.request.iter().enumerate().filter(|(place, _)| number >> place & 1 == 1);
            State::Values(chosen.map(|(_, value)| text(value)).collect())
        };
        let values: Vec<State> = if self.is_set {
            (1..1_usize << self.request.len()).map(set).collect()
        } else {
            self.request.iter().map(|value| State::Values(vec![text(value)])).collect()
        };
        // Every request is made at some time.
        let absent = (self.name != "aws:CurrentTime").then_some(State::Absent);
        absent.into_iter().chain(values).collect()
    }
}

/// What is asked: an action, the type of its resource, and the parts of its ARN.
const ASKED: [(&str, &str, [&str; 4]); 5] = [
    ("ec2:CopySnapshot", "snapshot", ["ec2", "eu-central-1", "", "snapshot/snap-0123456789abcdef0"]),
    ("s3:GetObject", "object", ["s3", "", "", "amis/one"]),
    ("s3:ListBucket", "bucket", ["s3", "", "", "amis"]),
    ("kms:Decrypt", "key", ["kms", "eu-central-1", "111122223333", "key/0000"]),
    ("kms:CreateGrant", "key", ["kms", "eu-central-1", "111122223333", "key/0000"]),
];

const ACTIONS: [&str; 9] = [
    "*",
    "ec2:*",
    "ec2:CopySnapshot",
    "s3:*",
    "s3:GetObject",
    "s3:ListBucket",
    "kms:*",
    "kms:Decrypt",
    "kms:CreateGrant",
];

const RESOURCES: [&str; 7] = [
    "*",
    "arn:aws:s3:::amis",
    "arn:aws:s3:::amis/*",
    "arn:aws:s3:::amis/one",
    "arn:aws:ec2:*::snapshot/*",
    "arn:aws:kms:*:111122223333:key/*",
    "arn:aws:kms:eu-central-1:111122223333:key/0000",
];

fn some(numbers: &mut Numbers, of: &[&'static str]) -> Vec<&'static str> {
    let mut some: Vec<&str> = (0..=numbers.below(2)).map(|_| numbers.of(of)).collect();
    some.dedup();
    some
}

fn condition(numbers: &mut Numbers, keys: &[&Key], most: usize) -> Value {
    let mut condition = json!({});
    for _ in 0..numbers.below(most + 1) {
        let key = numbers.of(keys);
        let (operator, values) = key.test(numbers);
        condition[operator][key.name] = values;
    }
    condition
}

fn statement(numbers: &mut Numbers, keys: &[&Key]) -> Value {
    let mut statement = json!({"Effect": numbers.of(&["Allow", "Allow", "Deny"])});
    let is_narrow = numbers.below(3) == 0;
    let actions = if is_narrow { some(numbers, &ACTIONS) } else { vec!["*"] };
    let resources = if is_narrow { some(numbers, &RESOURCES) } else { vec!["*"] };
    // All but everything is nothing.
    let may_be_negated = |numbers: &mut Numbers, list: &[&str]| !list.contains(&"*") && numbers.below(4) == 0;
    let [action, resource] = [
        if may_be_negated(numbers, &actions) { "NotAction" } else { "Action" },
        if may_be_negated(numbers, &resources) { "NotResource" } else { "Resource" },
    ];
    statement[action] = json!(actions);
    statement[resource] = json!(resources);
    let condition = condition(numbers, keys, 3);
    if condition.as_object().is_some_and(|tests| !tests.is_empty()) {
        statement["Condition"] = condition;
    }
    statement
}

/// A statement with a test of which the others have few: without values, or of every address there is.
fn statement_of_a_rare_kind(numbers: &mut Numbers, keys: &[&Key]) -> Value {
    let key = numbers.of(keys);
    let operator = numbers.of(key.operators);
    let is_of_addresses = key.name == "aws:SourceIp" && numbers.below(3) > 0;
    // Without values, no more is documented.
    let (prefix, suffix, operator) = match numbers.below(3) {
        _ if is_of_addresses => {
            let prefix = numbers.of(&["", "ForAllValues:", "ForAnyValue:"]);
            (prefix, numbers.of(&["", "IfExists"]), operator)
        }
        0 => ("ForAllValues:", "", key.operators[0]),
        1 => ("ForAnyValue:", "", key.operators[0]),
        _ => ("", "IfExists", key.operators[0]),
    };
    let values = if is_of_addresses { json!(["0.0.0.0/0", "::/0"]) } else { json!([]) };
    let mut condition = json!({format!("{prefix}{operator}{suffix}"): {key.name: values}});
    if numbers.below(3) == 0 {
        let (operator, values) = key.test(numbers);
        condition[operator][key.name] = values;
    }
    json!({"Effect": numbers.of(&["Allow", "Deny"]), "Action": "*", "Resource": "*", "Condition": condition})
}

fn document(statements: &[Value]) -> String {
    json!({"Version": CURRENT_VERSION, "Statement": statements}).to_string()
}

/// Reads a policy and shows it to somebody.
fn with_policy<T>(statements: &[Value], look: impl FnOnce(&Policy<'_>) -> T) -> T {
    let sources = Sources::new();
    let source = sources.add("policy.json", document(statements));
    let tree = json::read(source, &mut Vec::new());
    look(&policy::read(&tree, source.id(), None, &mut Vec::new()))
}

/// A question about everything that is known.
fn query(asked: usize, states: &[(&str, State)]) -> Query {
    let (action, resource_type, [service, region, account, id]) = ASKED[asked];
    let known = Part::known;
    let resource = Resource {
        partition: known("aws"),
        service: known(service),
        region: known(region),
        account: known(account),
        id: known(id),
    };
    let mut context = Context::new(action, resource_type);
    context.set_family("", Fact::new(State::Absent));
    for (key, state) in states {
        context.set(key, Fact::new(state.clone()));
    }
    Query { action: action.to_owned(), resources: vec![resource], context }
}

fn ask(statements: &[Value], queries: &[Query]) -> Vec<Decision> {
    with_policy(statements, |policy| {
        let policies = Policies::identity(&[policy]);
        let ask =
            |query| decide(Request { query, caller: &Caller::unknown(), owner: None }, &policies).decision;
        queries.iter().map(ask).collect()
    })
}

fn is_within(span: Span, wide: Span) -> bool {
    wide.start <= span.start && span.end <= wide.end
}

fn label(finding: &Finding) -> &str {
    finding.place.as_ref().map_or("", |place| &place.text)
}

/// What to take out of a policy: a statement, and perhaps one test of it with what stands for it.
struct Cut {
    statement: usize,
    test: Option<(String, String)>,
    null: Option<&'static str>,
    /// The actions that it is said of; empty for all.
    actions: Vec<String>,
}

fn cut(policy: &Policy<'_>, finding: &Finding, says: Says) -> Cut {
    let span = finding.span().unwrap();
    let statement = policy.statements.iter().position(|one| is_within(span, one.span)).unwrap();
    let is_meant = |condition: &&Condition<'_>| {
        [condition.operator.span, condition.key.span, condition.values_span]
            .iter()
            .any(|part| is_within(span, *part))
    };
    let test = policy.statements[statement].conditions.iter().find(is_meant);
    let test = test.map(|test| (test.operator.value.to_string(), test.key.value.to_string()));
    let quoted = finding.message.split('`').skip(1).step_by(2);
    let (test, null, actions) = match says {
        Says::StatementIsIdle => (None, None, Vec::new()),
        Says::StatementIsIdleForActions => (None, None, quoted.map(str::to_owned).collect()),
        Says::TestIsIdle => (Some(test.unwrap()), None, Vec::new()),
        Says::TestIsIdleForActions => (Some(test.unwrap()), None, quoted.map(str::to_owned).collect()),
        Says::TestIsPresence => (Some(test.unwrap()), Some("false"), Vec::new()),
        Says::TestIsAbsence => (Some(test.unwrap()), Some("true"), Vec::new()),
    };
    Cut { statement, test, null, actions }
}

impl Cut {
    /// The policy without it; `None` if what would stand for it stands there already, or if it is not documented what
    /// the test makes of several values.
    fn apply(&self, statements: &[Value]) -> Option<Vec<Value>> {
        let mut rest = statements.to_vec();
        let Some((operator, key)) = &self.test else {
            rest.remove(self.statement);
            return Some(rest);
        };
        let condition = rest[self.statement]["Condition"].as_object_mut().unwrap();
        let tests = condition[operator].as_object_mut().unwrap();
        tests.remove(key).unwrap();
        if tests.is_empty() {
            condition.remove(operator);
        }
        let is_set = KEYS.iter().any(|known| known.is_set && known.name == key);
        if is_set && operator != "Null" && !operator.starts_with("For") {
            return None;
        }
        if let Some(is_absent) = self.null {
            let tests = condition.entry("Null").or_insert_with(|| json!({}));
            if tests.get(key).is_some() {
                return None;
            }
            tests[key] = json!(is_absent);
        }
        if condition.is_empty() {
            rest[self.statement].as_object_mut().unwrap().remove("Condition");
        }
        Some(rest)
    }

    fn is_about(&self, query: &Query) -> bool {
        self.actions.is_empty() || self.actions.contains(&query.action)
    }
}

/// Requests that hold much of what some keys can, each with some of what the others can.
fn queries(numbers: &mut Numbers, keys: &[&Key]) -> Vec<Query> {
    let all: Vec<Vec<State>> = keys.iter().map(|key| key.states()).collect();
    let most = all.iter().map(Vec::len).max().unwrap_or(1);
    let first = numbers.below(most);
    (first..first + most.min(20))
        .map(|number| {
            let states: Vec<(&str, State)> = keys
                .iter()
                .zip(&all)
                .map(|(key, states)| {
                    let place = if numbers.below(2) == 0 { number } else { numbers.below(states.len()) };
                    (key.name, states[place % states.len()].clone())
                })
                .collect();
            query(numbers.below(ASKED.len()), &states)
        })
        .collect()
}

#[test]
fn what_is_said_to_change_nothing_changes_nothing() {
    let mut numbers = Numbers(0x5EED_0071);
    let mut seen: BTreeMap<usize, usize> = BTreeMap::new();
    let mut decided = [0_usize; 4];
    for round in 0..5_500 {
        // Of addresses and of grants less is said.
        let rare = KEYS.iter().filter(|key| key.name.ends_with("Ip") || key.name.starts_with("kms:"));
        let all: Vec<&Key> = KEYS.iter().chain(rare.clone()).chain(rare).collect();
        let first = numbers.of(&all);
        let keys = if numbers.below(3) == 0 { vec![first, numbers.of(&all)] } else { vec![first] };
        let statement = |numbers: &mut Numbers| match round {
            0..4_000 => statement(numbers, &keys),
            _ => statement_of_a_rare_kind(numbers, &keys),
        };
        let statements: Vec<Value> = (0..=numbers.below(3)).map(|_| statement(&mut numbers)).collect();
        let cuts = with_policy(&statements, |policy| {
            let mut findings = Vec::new();
            rules::policy::check(policy, &mut findings);
            let of_claim = |(place, claim): (usize, &Claim)| {
                let claims = |finding: &&Finding| {
                    finding.rule.id == claim.rule
                        && (finding.message.contains(claim.words) || label(finding).contains(claim.words))
                        && finding.level() >= claim.level
                };
                let found: Vec<(usize, Cut)> =
                    findings.iter().filter(claims).map(|one| (place, cut(policy, one, claim.says))).collect();
                found
            };
            CLAIMS.iter().enumerate().flat_map(of_claim).collect::<Vec<_>>()
        });
        if cuts.is_empty() {
            continue;
        }
        let queries = queries(&mut numbers, &keys);
        let before = ask(&statements, &queries);
        for decision in &before {
            decided[*decision as usize] += 1;
        }
        for (claim, cut) in cuts {
            let Some(rest) = cut.apply(&statements) else { continue };
            let after = ask(&rest, &queries);
            for (query, (before, after)) in queries.iter().zip(before.iter().zip(&after)) {
                assert!(
                    before == after || !cut.is_about(query),
                    "{}: {before:?} becomes {after:?}\n{}\n{}\n{query:?}",
                    CLAIMS[claim].rule,
                    json!(statements),
                    json!(rest)
                );
            }
            *seen.entry(claim).or_default() += 1;
        }
    }
    let counts: Vec<String> = CLAIMS
        .iter()
        .enumerate()
        .map(|(place, claim)| format!("{} {}: {}", claim.rule, claim.words, seen.get(&place).unwrap_or(&0)))
        .collect();
    println!("{}\n{decided:?}", counts.join("\n"));
    for (place, claim) in CLAIMS.iter().enumerate() {
        let count = seen.get(&place).copied().unwrap_or_default();
        let is_there = rules::by_id(claim.rule).is_some();
        assert!(!is_there || count >= claim.least, "{} {}: {count} say little", claim.rule, claim.words);
    }
    assert!(decided.iter().take(3).all(|count| *count > 4_000), "{decided:?} say little");
}

/// Rules that say of a test by itself that it does not do what it is for.
const FAULTS_OF_ONE_TEST: [&str; 4] = [
    "unlimited-addresses",
    "expired-condition",
    "null-with-qualifier",
    "redundant-statement-due-to-wildcard-in-condition",
];

/// Two or three tests of one key in one statement, asked of everything that the key can hold, also of an empty text.
#[test]
fn what_never_holds_together_is_found_and_nothing_else() {
    let mut numbers = Numbers(0x5EED_0072);
    let mut seen = [0_usize; 2];
    let mut missed = Vec::new();
    for _ in 0..4_000 {
        let key = &KEYS[numbers.below(KEYS.len() - 2)];
        let mut condition = json!({});
        for _ in 0..2 + numbers.below(2) {
            let (operator, values) = key.test(&mut numbers);
            condition[operator][key.name] = values;
        }
        let holds_variables = condition.to_string().contains("${");
        let statement = json!({"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": condition});
        let mut states = key.states();
        if key.is_text() {
            states.push(State::Values(vec![String::new()]));
        }
        let queries: Vec<Query> = states.into_iter().map(|state| query(0, &[(key.name, state)])).collect();
        let (is_dead, rules) = with_policy(std::slice::from_ref(&statement), |policy| {
            let answer = |query| applies_to(policy, &policy.statements[0], query);
            let mut findings = Vec::new();
            rules::policy::check(policy, &mut findings);
            let rules: Vec<&str> = findings.iter().map(|finding| finding.rule.id).collect();
            (queries.iter().all(|query| answer(query) == Answer::No), rules)
        });
        let is_said = rules.contains(&"contradictory-conditions");
        assert!(is_dead || !is_said, "not dead: {statement}");
        seen[usize::from(is_dead)] += 1;
        // One test that fails by itself is another fault.
        let is_fault_of_its_own = rules
            .iter()
            .any(|rule| rule.starts_with("empty-array-condition") || FAULTS_OF_ONE_TEST.contains(rule));
        if is_dead && !is_said && !holds_variables && !is_fault_of_its_own {
            missed.push(statement.to_string());
        }
    }
    println!(
        "{seen:?}, missed {}\n{}",
        missed.len(),
        missed.iter().take(10).cloned().collect::<Vec<_>>().join("\n")
    );
    assert!(seen.iter().all(|seen| *seen > 500), "{seen:?} say little");
    assert!(missed.len() * 50 < seen[1], "{} of {} are missed", missed.len(), seen[1]);
}

/// A key whose values have a form or are listed: what policies say, of which some is no value, and what requests of
/// one action hold.
struct Listed {
    name: &'static str,
    action: &'static str,
    resource_type: &'static str,
    resource: [&'static str; 4],
    policy: &'static [&'static str],
    request: &'static [&'static str],
}

/// What of [`Listed::policy`] can be a value of a request is one in [`Listed::request`], or resembles none of them.
const LISTED: [Listed; 9] = [
    Listed {
        name: "aws:PrincipalAccount",
        action: "ec2:CopySnapshot",
        resource_type: "snapshot",
        resource: ["ec2", "eu-central-1", "", "snapshot/snap-0123456789abcdef0"],
        policy: &["111122223333", "444455556666", "11112222333", "1111-2222-3333", "11112222333?", "1111*"],
        request: &["111122223333", "444455556666"],
    },
    Listed {
        name: "aws:PrincipalOrgID",
        action: "ec2:CopySnapshot",
        resource_type: "snapshot",
        resource: ["ec2", "eu-central-1", "", "snapshot/snap-0123456789abcdef0"],
        policy: &["o-a1b2c3d4e5", "O-A1B2C3D4E5", "a1b2c3d4e5", "o-a1b2c3d4e5/", "r-ab12", "o-*", "ou-*"],
        request: &["o-a1b2c3d4e5", "o-b1b2c3d4e5"],
    },
    Listed {
        name: "aws:PrincipalOrgPaths",
        action: "ec2:CopySnapshot",
        resource_type: "snapshot",
        resource: ["ec2", "eu-central-1", "", "snapshot/snap-0123456789abcdef0"],
        policy: &["o-a1b2c3d4e5/r-ab12/", "o-a1b2c3d4e5/r-ab12", "o-a1b2c3d4e5/*", "r-ab12/*", "*/r-ab12/*"],
        request: &["o-a1b2c3d4e5/r-ab12/", "o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/"],
    },
    Listed {
        name: "aws:PrincipalType",
        action: "ec2:CopySnapshot",
        resource_type: "snapshot",
        resource: ["ec2", "eu-central-1", "", "snapshot/snap-0123456789abcdef0"],
        policy: &[
            "User",
            "user",
            "ROLE",
            "AssumedRole",
            "assumedrole",
            "Account",
            "Root",
            "*User",
            "Assumed*",
        ],
        request: &["Account", "User", "FederatedUser", "AssumedRole", "Anonymous"],
    },
    Listed {
        name: "iam:PassedToService",
        action: "iam:PassRole",
        resource_type: "role",
        resource: ["iam", "", "111122223333", "role/copier"],
        policy: &[
            "ec2.amazonaws.com",
            "ec2",
            "EC2.amazonaws.com",
            "lambda.amazonaws.com",
            "*.amazonaws.com",
            "ec2*",
        ],
        request: &["ec2.amazonaws.com", "lambda.amazonaws.com"],
    },
    Listed {
        name: "kms:ViaService",
        action: "kms:Decrypt",
        resource_type: "key",
        resource: ["kms", "eu-central-1", "111122223333", "key/0000"],
        policy: &[
            "ec2.eu-central-1.amazonaws.com",
            "ec2.amazonaws.com",
            "ec2.*.amazonaws.com",
            "ec2.eu-central-1a.amazonaws.com",
            "ec2.eu-central-1.amazonaws",
            "EC2.eu-central-1.amazonaws.com",
            "s3.EU-CENTRAL-1.amazonaws.com",
            "*.eu-central-1.amazonaws.com",
        ],
        request: &["ec2.eu-central-1.amazonaws.com", "s3.eu-central-1.amazonaws.com"],
    },
    Listed {
        name: "ec2:CreateAction",
        action: "ec2:CreateTags",
        resource_type: "snapshot",
        resource: ["ec2", "eu-central-1", "", "snapshot/snap-0123456789abcdef0"],
        policy: &[
            "CopySnapshot",
            "copySnapshot",
            "CreateSnapshot",
            "ec2:CreateSnapshot",
            "CreateSnapshotz",
            "DescribeSnapshots",
            "Create*",
            "*Snapshot",
        ],
        request: &["CopySnapshot", "CreateSnapshot", "CreateSnapshots"],
    },
    Listed {
        name: "ec2:VolumeType",
        action: "ec2:CreateVolume",
        resource_type: "volume",
        resource: ["ec2", "eu-central-1", "111122223333", "volume/vol-0123456789abcdef0"],
        policy: &["gp3", "GP3", "gp5", "io1", "standard", "gp*", "sc?", "ssd"],
        request: &["gp2", "gp3", "io1", "io2", "st1", "sc1", "standard"],
    },
    Listed {
        name: "aws:PrincipalTag/Text",
        action: "s3:GetObject",
        resource_type: "object",
        resource: ["s3", "", "", "amis/one"],
        policy: &["a", "${aws:accountid}", "${aws:TagKeys}", "${aws:PrincipalTeg/Text}", "x${aws:accountid}"],
        request: &["a", "b", "", "x", "111122223333"],
    },
];

/// Rules that say of a value, or of a variable in it, that no request has it.
const OF_VALUES: [&str; 4] =
    ["impossible-condition-value", "invalid-via-service", "unknown-create-action", "unresolved-variable"];

impl Listed {
    fn queries(&self) -> Vec<Query> {
        let value = |value: &&str| State::Values(vec![(*value).to_owned()]);
        let values = self.request.iter().map(value);
        let all = State::Values(self.request.iter().map(|value| (*value).to_owned()).collect());
        let is_set = self.name == "aws:PrincipalOrgPaths";
        let is_always_there = ["aws:PrincipalAccount", "aws:PrincipalType"].contains(&self.name);
        let states = values.chain(is_set.then_some(all)).chain((!is_always_there).then_some(State::Absent));
        let ask = |state| {
            let mut query = query(0, &[]);
            let [service, region, account, id] = self.resource.map(Part::known);
            query.resources = vec![Resource { partition: Part::known("aws"), service, region, account, id }];
            self.action.clone_into(&mut query.action);
            query.context = Context::new(self.action, self.resource_type);
            query.context.set_family("", Fact::new(State::Absent));
            query.context.set(self.name, Fact::new(state));
            query
        };
        states.map(ask).collect()
    }
}

/// A value that is said to be none of any request is taken out, and the statement with it if it has no other: no
/// request is then decided in another way.
#[test]
fn a_value_that_no_request_has_changes_nothing() {
    let mut numbers = Numbers(0x5EED_0073);
    let mut seen: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    let operators = [
        "StringEquals",
        "StringNotEquals",
        "StringEqualsIgnoreCase",
        "StringNotEqualsIgnoreCase",
        "StringLike",
        "StringNotLike",
    ];
    for _ in 0..2_500 {
        let key = &LISTED[numbers.below(LISTED.len())];
        let operator = numbers.of(&operators);
        let prefix = if key.name == "aws:PrincipalOrgPaths" {
            numbers.of(&["ForAllValues:", "ForAnyValue:"])
        } else {
            ""
        };
        let operator = format!("{prefix}{operator}{}", numbers.of(&["", "", "IfExists"]));
        // Elsewhere a wildcard is none. What a variable without a value makes of others is not documented.
        let taken = |value: &&&str| operator.contains("Like") || !value.contains(['*', '?']);
        let values: Vec<&str> = key.policy.iter().filter(taken).copied().collect();
        let most = if key.name == "aws:PrincipalTag/Text" { 1 } else { 3 };
        let mut values: Vec<&str> = (0..=numbers.below(most)).map(|_| numbers.of(&values)).collect();
        values.sort_unstable();
        values.dedup();
        let statement = |effect: &str, values: &[&str]| json!({"Effect": effect, "Action": key.action, "Resource": "*", "Condition": {&operator: {key.name: values}}});
        let all = json!({"Effect": "Allow", "Action": key.action, "Resource": "*"});
        let effect = numbers.of(&["Allow", "Deny"]);
        let mut statements = vec![statement(effect, &values)];
        let places: Vec<(&str, usize)> = with_policy(&statements, |policy| {
            let mut findings = Vec::new();
            rules::policy::check(policy, &mut findings);
            let said = findings.iter().filter(|finding| OF_VALUES.contains(&finding.rule.id));
            said.map(|finding| {
                let span = finding.span().unwrap();
                let values = &policy.statements[0].conditions[0].values;
                let place = values.iter().position(|value| is_within(span, value.span));
                (finding.rule.id, place.unwrap())
            })
            .collect()
        });
        let queries = key.queries();
        for (rule, place) in places {
            let mut rest = values.clone();
            rest.remove(place);
            let does_hold =
                operator.contains("Not") || operator.contains("All") || operator.contains("IfExists");
            let mut without = match (rest.is_empty(), does_hold) {
                (false, _) => vec![statement(effect, &rest)],
                (true, false) => Vec::new(),
                // What a test without values does is not documented.
                (true, true) => continue,
            };
            if effect == "Deny" && statements.len() == 1 {
                statements.push(all.clone());
            }
            if effect == "Deny" {
                without.push(all.clone());
            }
            for (query, (before, after)) in
                queries.iter().zip(ask(&statements, &queries).iter().zip(&ask(&without, &queries)))
            {
                assert_eq!(before, after, "{rule}: {} {}\n{query:?}", json!(statements), json!(without));
            }
            *seen.entry((rule, key.name)).or_default() += 1;
        }
    }
    println!("{seen:?}");
    assert!(LISTED.iter().all(|key| seen.keys().any(|(_, name)| *name == key.name)), "{seen:?} say little");
    assert!(seen.values().all(|count| *count > 20), "{seen:?} say little");
}

/// A Deny of other Regions is said to hit IAM just where it does.
#[test]
fn a_deny_of_regions_hits_what_it_is_said_to_hit() {
    let mut numbers = Numbers(0x5EED_0074);
    let mut seen = [0_usize; 2];
    for _ in 0..1_000 {
        let mut condition = json!({});
        for _ in 0..=numbers.below(2) {
            let prefix = numbers.of(&["", "", "ForAllValues:", "ForAnyValue:"]);
            let operator = numbers.of(&["StringEquals", "StringNotEquals", "StringLike", "StringNotLike"]);
            let values: &[&str] = if operator.ends_with("Like") {
                &["us-*", "eu-*", "*-1", "us-east-?"]
            } else {
                &["us-east-1", "eu-central-1", "eu-west-1"]
            };
            let values: Vec<&str> = (0..=numbers.below(2)).map(|_| numbers.of(values)).collect();
            condition[format!("{prefix}{operator}")]["aws:RequestedRegion"] = json!(values);
        }
        let statement = json!({"Effect": "Deny", "NotAction": ["s3:*", "cloudfront:*", "route53:*", "support:*"], "Resource": "*", "Condition": condition});
        let region = State::Values(vec!["us-east-1".to_owned()]);
        let mut query = query(0, &[]);
        query.action = "iam:GetUser".to_owned();
        query.context = Context::new("iam:GetUser", "user");
        query.context.set_family("", Fact::new(State::Absent));
        query.context.set("aws:RequestedRegion", Fact::new(region));
        let [partition, service, account, id] = ["aws", "iam", "111122223333", "user/one"].map(Part::known);
        query.resources = vec![Resource { partition, service, region: Part::known(""), account, id }];
        with_policy(std::slice::from_ref(&statement), |policy| {
            let mut findings = Vec::new();
            rules::policy::check(policy, &mut findings);
            let is_said = findings.iter().any(|one| one.rule.id == "region-deny-of-global-services");
            let does_hit = applies_to(policy, &policy.statements[0], &query) == Answer::Yes;
            assert_eq!(is_said, does_hit, "{statement}");
            seen[usize::from(is_said)] += 1;
        });
    }
    assert!(seen.iter().all(|count| *count > 200), "{seen:?} say little");
}
