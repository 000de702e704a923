//! What is true of every decision, checked on random policies and contexts that are the same in every run.
//!
//! - A statement that denies never makes anything more allowed, one that allows never less.
//! - If all is known, nothing depends.
//! - What is certain stays so, whatever the unknown turns out to be.
//! - It depends only if what is unknown can make a difference: two contexts show it.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that panics has failed")]

mod common;

use common::Numbers;
use copylint::authorization::{
    Caller, Context, Decision, Fact, Outcome, Part, Policies, Query, Request, Resource, State, decide,
};
use copylint::policy::{self, CURRENT_VERSION};
use copylint::text::Sources;
use copylint::tree::json;
use serde_json::{Value, json};

/// A key, the tests that are made of it, and what it may hold.
struct Key {
    name: &'static str,
    operators: &'static [&'static str],
    /// What a policy says.
    policy: &'static [&'static str],
    /// What a request says. For each way to pass some tests and not the others, there is one.
    request: &'static [&'static str],
    /// Whether it has several values.
    is_set: bool,
    /// Whether all is documented for `Null`: not for texts, which may be empty.
    has_null: bool,
}

/// Every kind of value. What a key of each can hold is complete, with this: all short texts of these letters.
const KEYS: [Key; 12] = [
    Key {
        name: "t:Text",
        operators: &["StringEquals", "StringNotEquals", "StringLike", "StringNotLike"],
        policy: &["a", "b", "aa", "*", "a*", "*b", "?", "?*", "a?", "*a*", ""],
        request: &[
            "", "a", "b", "c", "aa", "ab", "ac", "ba", "bb", "bc", "ca", "cb", "cc", "aaa", "aab", "aac",
            "aca", "acb", "acc", "bab", "bac", "cab", "cac", "cbb", "ccb", "ccc", "caa", "bcb", "abb", "baa",
            "*", "a*", "*b", "?", "?*", "a?", "*a*",
        ],
        is_set: false,
        has_null: false,
    },
    Key {
        name: "t:AnyCase",
        operators: &["StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase"],
        policy: &["a", "A", "b"],
        request: &["a", "A", "b", "B", "c"],
        is_set: false,
        has_null: false,
    },
    Key {
        name: "t:Number",
        operators: &[
            "NumericEquals",
            "NumericNotEquals",
            "NumericLessThan",
            "NumericLessThanEquals",
            "NumericGreaterThan",
            "NumericGreaterThanEquals",
        ],
        policy: &["1", "2", "2.5", "-1"],
        request: &["-2", "-1", "0", "1", "1.5", "2", "2.2", "2.5", "3"],
        is_set: false,
        has_null: true,
    },
    Key {
        name: "t:Flag",
        operators: &["Bool"],
        policy: &["true", "false"],
        request: &["true", "false"],
        is_set: false,
        has_null: true,
    },
    Key {
        name: "t:Arn",
        operators: &["ArnEquals", "ArnNotEquals", "ArnLike", "ArnNotLike"],
        policy: &["arn:aws:x:*:1:a/*", "arn:aws:x:r:*:*", "arn:aws:x:r:1:a/b", "arn:*:*:*:*:*"],
        request: &[
            "arn:aws:x:r:1:a/b",
            "arn:aws:x:r:1:a/c",
            "arn:aws:x:s:1:a/b",
            "arn:aws:x:r:2:a/b",
            "arn:aws:x:r:2:b",
            "arn:aws:x:s:2:a",
            "none",
        ],
        is_set: false,
        has_null: false,
    },
    Key {
        name: "t:Set",
        operators: &["StringEquals", "StringNotEquals", "StringLike", "StringNotLike"],
        policy: &["a", "b", "a*"],
        request: &["a", "b", "ab", "c", "a*"],
        is_set: true,
        has_null: true,
    },
    Key {
        name: "t:Flags",
        operators: &["Bool"],
        policy: &["true", "false"],
        request: &["true", "false"],
        is_set: true,
        has_null: true,
    },
    Key {
        name: "t:EitherCase",
        operators: &[
            "StringEquals",
            "StringNotEquals",
            "StringLike",
            "StringNotLike",
            "StringEqualsIgnoreCase",
            "StringNotEqualsIgnoreCase",
        ],
        policy: &["a", "A", "b", "aB"],
        request: &["a", "A", "b", "B", "ab", "aB", "AB", "c"],
        is_set: false,
        has_null: false,
    },
    Key {
        name: "t:NumberOrText",
        operators: &["StringEquals", "StringNotEquals", "NumericLessThan", "NumericGreaterThanEquals"],
        policy: &["1", "2"],
        request: &["0", "1", "1.0", "1.5", "2", "2.0", "3"],
        is_set: false,
        has_null: false,
    },
    Key {
        name: "t:Date",
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
        has_null: true,
    },
    Key {
        name: "t:Address",
        operators: &["IpAddress", "NotIpAddress"],
        policy: &["10.0.0.0/8", "10.1.0.0/16", "2001:db8::/32", "0.0.0.0/0", "::/0"],
        request: &["10.0.0.1", "10.1.0.1", "11.0.0.1", "2001:db8::1", "2001:db9::1"],
        is_set: false,
        has_null: true,
    },
    Key {
        name: "t:Bytes",
        operators: &["BinaryEquals"],
        policy: &["Zm9v", "Zg=="],
        request: &["Zm9v", "Zg==", "Zm8="],
        is_set: false,
        has_null: true,
    },
];

impl Key {
    /// A test of this key.
    fn test(&self, numbers: &mut Numbers, variables: &[&str]) -> (String, Value) {
        if self.has_null && numbers.below(8) == 0 {
            return ("Null".to_owned(), json!(numbers.of(&["true", "false"])));
        }
        let prefix = if self.is_set { numbers.of(&["ForAllValues:", "ForAnyValue:"]) } else { "" };
        let suffix = numbers.of(&["", "", "IfExists"]);
        let name = numbers.of(self.operators);
        // A variable that has no value beside other values is not documented.
        let takes = name.starts_with("String") && !self.is_set && !variables.is_empty();
        let values: Vec<&str> = if takes && numbers.below(3) == 0 {
            vec![numbers.of(variables)]
        } else {
            (0..=numbers.below(2)).map(|_| numbers.of(self.policy)).collect()
        };
        (format!("{prefix}{name}{suffix}"), json!(values))
    }

    /// Everything that a request may hold.
    fn states(&self) -> Vec<State> {
        let text = |value: &&str| (*value).to_owned();
        if !self.is_set {
            return self.request.iter().map(|value| State::Values(vec![text(value)])).collect();
        }
        let set = |number: usize| {
            let chosen = self.request.iter().enumerate().filter(|(place, _)| number >> place & 1 == 1);
            State::Values(chosen.map(|(_, value)| text(value)).collect())
        };
        (1..1_usize << self.request.len()).map(set).collect()
    }
}

fn statement(numbers: &mut Numbers, effect: &str, keys: &[&Key], variables: &[&str]) -> Value {
    let mut condition = json!({});
    for _ in 0..numbers.below(3) {
        let key = numbers.of(keys);
        let (operator, values) = key.test(numbers, variables);
        condition[operator][key.name] = values;
    }
    let resource =
        numbers.of(&["*", "*", "*", "arn:aws:example:*:*:thing/*", "arn:aws:example:*:*:thing/two"]);
    json!({"Effect": effect, "Action": "example:*", "Resource": resource, "Condition": condition})
}

fn statements(numbers: &mut Numbers, keys: &[&Key], variables: &[&str]) -> Vec<Value> {
    (0..=numbers.below(4))
        .map(|_| {
            let effect = numbers.of(&["Allow", "Allow", "Deny"]);
            statement(numbers, effect, keys, variables)
        })
        .collect()
}

/// A context of which nothing is known but these keys; all others are absent.
fn context<'a>(states: impl IntoIterator<Item = (&'a str, State)>) -> Context {
    let mut context = Context::new("example:Do", "thing");
    context.set_family("", Fact::new(State::Absent));
    for (key, state) in states {
        context.set(key, Fact::new(state));
    }
    context
}

/// Asks a policy of these statements in several contexts.
fn ask(statements: &[Value], contexts: impl IntoIterator<Item = Context>) -> Vec<Outcome> {
    let document = json!({"Version": CURRENT_VERSION, "Statement": statements});
    let sources = Sources::new();
    let source = sources.add("policy.json", document.to_string());
    let tree = json::read(source, &mut Vec::new());
    let policy = policy::read(&tree, source.id(), None, &mut Vec::new());
    let ask = |context| {
        let known = Part::known;
        let resource = Resource {
            partition: known("aws"),
            service: known("example"),
            region: known("eu-central-1"),
            account: known("111122223333"),
            id: known("thing/one"),
        };
        let query = Query { action: "example:Do".to_owned(), resources: vec![resource], context };
        decide(
            Request { query: &query, caller: &Caller::unknown(), owner: None },
            &Policies::identity(&[&policy]),
        )
    };
    contexts.into_iter().map(ask).collect()
}

/// How far something is allowed: not at all, perhaps, surely.
fn level(decision: Decision) -> u8 {
    match decision {
        Decision::ExplicitDeny | Decision::ImplicitDeny => 0,
        Decision::Depends => 1,
        Decision::Allowed => 2,
    }
}

fn any_state(numbers: &mut Numbers, key: &Key) -> State {
    let mut states = key.states();
    match numbers.below(4) {
        0 => State::Absent,
        1 => State::Unknown,
        2 => State::Present,
        _ => states.swap_remove(numbers.below(states.len())),
    }
}

fn all_keys() -> Vec<&'static Key> {
    KEYS.iter().collect()
}

const VARIABLES: [&str; 3] = ["${t:Text}", "a${t:AnyCase}", "${t:Text, 'a'}"];

#[test]
fn a_statement_that_denies_allows_nothing_and_one_that_allows_denies_nothing() {
    let mut numbers = Numbers(0x5EED_0011);
    let keys = all_keys();
    let mut changed = [0_u32; 2];
    for _ in 0..3_000 {
        let statements = statements(&mut numbers, &keys, &VARIABLES);
        let context = context(keys.iter().map(|key| (key.name, any_state(&mut numbers, key))));
        let before = ask(&statements, [context.clone()]);
        for (effect, changed) in ["Allow", "Deny"].into_iter().zip(&mut changed) {
            let mut more = statements.clone();
            let place = numbers.below(more.len() + 1);
            more.insert(place, statement(&mut numbers, effect, &keys, &VARIABLES));
            let after = ask(&more, [context.clone()]);
            let (before, after) = (level(before[0].decision), level(after[0].decision));
            let is_so = if effect == "Allow" { after >= before } else { after <= before };
            assert!(is_so, "{before} became {after}: {} in {context:?}", json!(more));
            *changed += u32::from(before != after);
        }
    }
    assert!(changed.iter().all(|changed| *changed > 200), "{changed:?} say little");
}

#[test]
fn nothing_depends_if_all_is_known() {
    let mut numbers = Numbers(0x5EED_0012);
    let keys = all_keys();
    let mut seen = [0_u32; 3];
    for _ in 0..3_000 {
        let statements = statements(&mut numbers, &keys, &VARIABLES);
        let contexts: Vec<Context> = (0..4)
            .map(|_| {
                context(keys.iter().map(|key| {
                    let mut states = key.states();
                    // Whether an empty text is the value of a variable is not documented.
                    states.retain(|state| *state != State::Values(vec![String::new()]));
                    states.push(State::Absent);
                    (key.name, states.swap_remove(numbers.below(states.len())))
                }))
            })
            .collect();
        for (outcome, context) in ask(&statements, contexts.clone()).iter().zip(contexts) {
            assert_ne!(
                outcome.decision,
                Decision::Depends,
                "{} in {context:?}: {outcome:?}",
                json!(statements)
            );
            assert!(outcome.depends_on.is_empty());
            seen[match outcome.decision {
                Decision::Allowed => 0,
                Decision::ExplicitDeny => 1,
                _ => 2,
            }] += 1;
        }
    }
    assert!(seen.iter().all(|seen| *seen > 500), "{seen:?} say little");
}

/// Every context that one of which some keys are not known can turn out to be.
fn every_context(keys: &[(&Key, State)]) -> Vec<Context> {
    let mut all: Vec<Vec<(&str, State)>> = vec![Vec::new()];
    for (key, state) in keys {
        let mut states = match state {
            State::Present | State::Unknown => key.states(),
            known => vec![known.clone()],
        };
        if *state == State::Unknown {
            states.push(State::Absent);
        }
        let with = |known: &Vec<(&'static str, State)>, state: &State| {
            let mut known = known.clone();
            known.push((key.name, state.clone()));
            known
        };
        all = all.iter().flat_map(|known| states.iter().map(move |state| with(known, state))).collect();
    }
    all.into_iter().map(context).collect()
}

/// Asks random policies of one to three keys, in contexts that do not know some of them, and in every context that
/// these can be.
fn resolve(
    seed: u64,
    rounds: usize,
    kinds: &[&Key],
    variables: &[&str],
    check: impl Fn(&Outcome, &[Outcome], &str),
) {
    let mut numbers = Numbers(seed);
    for _ in 0..rounds {
        let first = numbers.of(kinds);
        let second = numbers.of(kinds);
        let keys: Vec<&Key> = if first.name == second.name { vec![first] } else { vec![first, second] };
        let statements = statements(&mut numbers, &keys, variables);
        let states: Vec<(&Key, State)> = keys
            .iter()
            .map(|key| {
                let unknown = [State::Unknown, State::Present][numbers.below(2)].clone();
                (*key, if numbers.below(4) == 0 { any_state(&mut numbers, key) } else { unknown })
            })
            .collect();
        let unknown = context(states.iter().map(|(key, state)| (key.name, state.clone())));
        let mut outcomes = ask(&statements, std::iter::once(unknown).chain(every_context(&states)));
        let outcome = outcomes.remove(0);
        let shown: Vec<String> =
            states.iter().map(|(key, state)| format!("{} {state:?}", key.name)).collect();
        check(&outcome, &outcomes, &format!("{} with {}", json!(statements), shown.join(", ")));
    }
}

#[test]
fn what_is_certain_stays_so() {
    let kinds = all_keys();
    resolve(0x5EED_0013, 1_000, &kinds, &VARIABLES, |outcome, resolved, shown| {
        if outcome.decision == Decision::Depends {
            assert!(!outcome.depends_on.is_empty() && !outcome.by.is_empty(), "{shown}");
            return;
        }
        for other in resolved {
            assert_eq!(level(outcome.decision), level(other.decision), "{shown}: {outcome:?}, {other:?}");
            if outcome.decision == Decision::ExplicitDeny {
                assert_eq!(other.decision, Decision::ExplicitDeny, "{shown}");
            }
        }
    });
}

#[test]
fn it_depends_only_if_it_can_make_a_difference() {
    let kinds = all_keys();
    let (depends, settled) = (std::cell::Cell::new(0_u32), std::cell::Cell::new(0_u32));
    resolve(0x5EED_0014, 1_000, &kinds, &[], |outcome, resolved, shown| {
        let levels: Vec<u8> = resolved.iter().map(|other| level(other.decision)).collect();
        let differ = levels.iter().any(|level| *level != levels[0]);
        assert_eq!(outcome.decision == Decision::Depends, differ, "{shown}: {outcome:?}");
        let count = if differ { &depends } else { &settled };
        count.set(count.get() + 1);
    });
    assert!(depends.get() > 200 && settled.get() > 200, "{} {}", depends.get(), settled.get());
}

/// Every two tests of a key, of statements that allow or deny, beside one that allows everything and without it: it
/// depends exactly if two values show it.
#[test]
fn two_tests_of_a_key_depend_only_if_values_show_it() {
    let (mut depends, mut settled) = (0_u32, 0_u32);
    for key in &KEYS {
        let qualifiers: &[&str] = if key.is_set { &["ForAllValues:", "ForAnyValue:"] } else { &[""] };
        let values = &key.policy[..key.policy.len().min(2)];
        let of_operator = |qualifier: &str, operator: &str| {
            let test =
                |suffix: &str, value: &str| (format!("{qualifier}{operator}{suffix}"), value.to_owned());
            let mut tests: Vec<(String, String)> = values.iter().map(|value| test("", value)).collect();
            tests.push(test("IfExists", values[0]));
            tests
        };
        let mut tests: Vec<(String, String)> = qualifiers
            .iter()
            .flat_map(|qualifier| key.operators.iter().map(move |operator| (*qualifier, *operator)))
            .flat_map(|(qualifier, operator)| of_operator(qualifier, operator))
            .collect();
        if key.has_null {
            tests.extend(["true", "false"].map(|is| ("Null".to_owned(), is.to_owned())));
        }
        let statement = |effect: &str, (operator, value): &(String, String)| json!({"Effect": effect, "Action": "*", "Resource": "*", "Condition": {operator: {key.name: value}}});
        let everything = json!({"Effect": "Allow", "Action": "*", "Resource": "*"});
        for (place, one) in tests.iter().enumerate() {
            for other in &tests[place..] {
                let (allow, deny) = (statement("Allow", one), statement("Deny", other));
                for statements in [
                    vec![allow.clone(), statement("Allow", other)],
                    vec![allow, deny.clone()],
                    vec![statement("Deny", one), statement("Allow", other)],
                    vec![everything.clone(), statement("Deny", one), deny],
                ] {
                    for state in [State::Unknown, State::Present] {
                        let unknown = context([(key.name, state.clone())]);
                        let every = every_context(&[(key, state.clone())]);
                        let mut outcomes = ask(&statements, std::iter::once(unknown).chain(every));
                        let outcome = outcomes.remove(0);
                        let first = level(outcomes[0].decision);
                        let differ = outcomes.iter().any(|other| level(other.decision) != first);
                        let shown = json!(statements);
                        assert_eq!(
                            outcome.decision == Decision::Depends,
                            differ,
                            "{shown} {state:?}: {outcome:?}"
                        );
                        *(if differ { &mut depends } else { &mut settled }) += 1;
                    }
                }
            }
        }
    }
    assert!(depends > 1_000 && settled > 1_000, "{depends} {settled}");
}

/// Whether an empty value counts as none is documented nowhere; that it is the one or the other is certain.
#[test]
fn an_empty_value_is_none_or_a_value() {
    let statement = |effect: &str, condition: Value| json!({"Effect": effect, "Action": "*", "Resource": "*", "Condition": condition});
    let null = |effect: &str, is: &str| statement(effect, json!({"Null": {"aws:PrincipalTag/team": is}}));
    let equals = statement("Allow", json!({"StringNotEquals": {"aws:PrincipalTag/team": ""}}));
    for (statements, decision) in [
        (vec![null("Allow", "true"), null("Allow", "false")], Decision::Allowed),
        (vec![null("Allow", "true"), null("Deny", "true")], Decision::ImplicitDeny),
        (vec![null("Allow", "true"), null("Deny", "false")], Decision::Depends),
        (vec![null("Allow", "false"), equals], Decision::Depends),
    ] {
        let shown = json!(statements);
        let unknown = context([("aws:PrincipalTag/team", State::Unknown)]);
        assert_eq!(ask(&statements, [unknown])[0].decision, decision, "{shown}");
    }
}

/// A tag can hold what is neither true nor false, and no number, of which nothing is documented.
#[test]
fn what_completes_each_other_does_so_for_keys_of_its_type() {
    let both = |one: Value, other: Value| {
        [one, other].map(
            |condition| json!({"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": condition}),
        )
    };
    for (key, decision) in [
        ("aws:MultiFactorAuthPresent", Decision::Allowed),
        ("aws:RequestTag/mfa", Decision::Depends),
        ("kms:EncryptionContext:mfa", Decision::Depends),
    ] {
        let statements = both(json!({"Bool": {key: "true"}}), json!({"BoolIfExists": {key: "false"}}));
        assert_eq!(ask(&statements, [context([(key, State::Unknown)])])[0].decision, decision, "{key}");
    }
    for (key, decision) in
        [("aws:MultiFactorAuthAge", Decision::Allowed), ("aws:RequestTag/age", Decision::Depends)]
    {
        let statements =
            both(json!({"NumericLessThan": {key: 5}}), json!({"NumericGreaterThanEqualsIfExists": {key: 5}}));
        assert_eq!(ask(&statements, [context([(key, State::Unknown)])])[0].decision, decision, "{key}");
    }
    for (key, decision) in
        [("aws:TokenIssueTime", Decision::Allowed), ("aws:RequestTag/until", Decision::Depends)]
    {
        let statements = both(
            json!({"DateLessThan": {key: "2026-11-21"}}),
            json!({"DateGreaterThanEqualsIfExists": {key: "2026-11-21"}}),
        );
        assert_eq!(ask(&statements, [context([(key, State::Unknown)])])[0].decision, decision, "{key}");
    }
    for (key, decision) in [("aws:SourceIp", Decision::Allowed), ("aws:RequestTag/from", Decision::Depends)] {
        let statements = both(
            json!({"IpAddress": {key: ["203.0.113.0/24", "2001:db8::/32"]}}),
            json!({"NotIpAddress": {key: ["203.0.113.0/24", "2001:db8::/32"]}}),
        );
        assert_eq!(ask(&statements, [context([(key, State::Unknown)])])[0].decision, decision, "{key}");
    }
}

/// What can be read in two ways is never certain.
#[test]
fn what_is_not_documented_completes_nothing() {
    for (key, operators, value) in [
        ("aws:SourceIp", ["IpAddress", "NotIpAddress"], "2001:db8::1"),
        ("aws:TokenIssueTime", ["DateLessThan", "DateGreaterThanEqualsIfExists"], "2026"),
        ("aws:TokenIssueTime", ["DateLessThan", "DateGreaterThanEqualsIfExists"], "2026-11-21T10:00:00.5Z"),
        ("aws:SourceIp", ["IpAddress", "NotIpAddress"], "somewhere"),
    ] {
        let statements = operators.map(|operator| {
            json!({"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {operator: {key: value}}})
        });
        let outcome = ask(&statements, [context([(key, State::Unknown)])]).remove(0);
        assert_eq!(outcome.decision, Decision::Depends, "{key} {value}");
    }
}

/// A qualifier makes no set of a key that has one value at most.
#[test]
fn a_key_of_one_value_has_one_under_a_qualifier_too() {
    let statements = ["ForAllValues:StringEquals", "StringNotEquals"].map(|operator| {
        let condition = json!({operator: {"aws:PrincipalTag/team": "a"}});
        json!({"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": condition})
    });
    let unknown = context([("aws:PrincipalTag/team", State::Unknown)]);
    assert_eq!(ask(&statements, [unknown])[0].decision, Decision::Allowed);
}

/// What an operator without a qualifier makes of several values is not documented.
#[test]
fn what_completes_each_other_for_one_value_need_not_for_several() {
    for (key, decision) in [("aws:username", Decision::Allowed), ("aws:TagKeys", Decision::Depends)] {
        let statements = ["StringEquals", "StringNotEquals"].map(|operator| {
            json!({"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {operator: {key: "a"}}})
        });
        assert_eq!(ask(&statements, [context([(key, State::Unknown)])])[0].decision, decision, "{key}");
    }
}

/// What grows with the product of two sizes, or with all combinations, would not end.
#[test]
fn large_policies_are_answered_soon() {
    let many = 5_000;
    let allow =
        |condition: Value| json!({"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": condition});
    let numbered =
        |prefix: &str| -> Vec<String> { (0..many).map(|place| format!("{prefix}{place}")).collect() };
    let unknown = |key: &'static str| context([(key, State::Unknown)]);

    // Many values of a set, and many that are wanted.
    let known = context([("t:Set", State::Values(numbered("key-")))]);
    let statement = allow(json!({"ForAllValues:StringEquals": {"t:Set": numbered("key-")}}));
    assert_eq!(ask(&[statement], [known])[0].decision, Decision::Allowed);

    // Many tests of one key, and many patterns.
    let one_key: Vec<Value> =
        numbered("v").iter().map(|value| allow(json!({"StringNotEquals": {"t:Text": value}}))).collect();
    assert_eq!(ask(&one_key, [unknown("t:Text")])[0].decision, Decision::Depends);
    let patterns: Vec<String> = numbered("*a").iter().map(|pattern| format!("{pattern}*")).collect();
    let likes = [
        allow(json!({"StringLike": {"t:Text": patterns}})),
        allow(json!({"StringNotLike": {"t:Text": patterns}})),
    ];
    assert_eq!(ask(&likes, [unknown("t:Text")])[0].decision, Decision::Depends);

    // Many keys.
    let mut context = Context::new("example:Do", "thing");
    context.set_family("", Fact::new(State::Unknown));
    let keys: Vec<Value> =
        numbered("t:").iter().map(|key| allow(json!({"StringNotEquals": {key: "a"}}))).collect();
    let outcome = ask(&keys, [context]).remove(0);
    assert_eq!((outcome.decision, outcome.depends_on.len()), (Decision::Depends, many));
}

/// To a qualifier, an empty text is no value; what other texts match no more than it does, they are values.
#[test]
fn an_empty_value_stands_for_no_other_under_a_qualifier() {
    let wanted = ["", "a", "?", "*", "??", "?*", "a*", "*a", "?a", "??*"];
    let texts: Vec<String> = ["a", "b", "c"]
        .into_iter()
        .flat_map(|one| ["", "a", "b", "c"].map(|other| format!("{one}{other}")))
        .flat_map(|two| ["", "a", "b", "c"].map(|other| format!("{two}{other}")))
        .chain(wanted.map(str::to_owned))
        .collect();
    let mut numbers = Numbers(0x5EED_0015);
    let (mut depends, mut settled) = (0_u32, 0_u32);
    let name = "aws:PrincipalTag/team";
    for _ in 0..1_500 {
        let statements: Vec<Value> = (0..=numbers.below(3))
            .map(|_| {
                let qualifier = numbers.of(&["ForAllValues:", "ForAnyValue:", ""]);
                let operator =
                    numbers.of(&["StringLike", "StringNotLike", "StringEquals", "StringNotEquals"]);
                let suffix = numbers.of(&["", "", "IfExists"]);
                let values: Vec<&str> = (0..=numbers.below(2)).map(|_| numbers.of(&wanted)).collect();
                let effect = numbers.of(&["Allow", "Allow", "Deny"]);
                json!({"Effect": effect, "Action": "*", "Resource": "*",
                    "Condition": {format!("{qualifier}{operator}{suffix}"): {name: values}}})
            })
            .collect();
        let may_be_absent = numbers.below(2) == 0;
        let state = if may_be_absent { State::Unknown } else { State::Present };
        let each = texts.iter().map(|text| State::Values(vec![text.clone()]));
        let every = each.chain(may_be_absent.then_some(State::Absent));
        let contexts = std::iter::once(state).chain(every).map(|state| context([(name, state)]));
        let mut outcomes = ask(&statements, contexts);
        let outcome = outcomes.remove(0);
        let first = level(outcomes[0].decision);
        let differ = outcomes.iter().any(|other| level(other.decision) != first);
        assert_eq!(outcome.decision == Decision::Depends, differ, "{}: {outcome:?}", json!(statements));
        *(if differ { &mut depends } else { &mut settled }) += 1;
    }
    assert!(depends > 200 && settled > 200, "{depends} {settled}");
}

/// A key that can have several values is not known to have one where it is there.
#[test]
fn what_several_values_make_of_a_test_is_not_known_by_their_being_there() {
    let statement = |effect: &str, condition: Value| json!({"Effect": effect, "Action": "*", "Resource": "*", "Condition": condition});
    let everything = json!({"Effect": "Allow", "Action": "*", "Resource": "*"});
    let single = [Decision::Allowed, Decision::ExplicitDeny, Decision::ImplicitDeny, Decision::Allowed];
    for (name, decisions) in [("aws:username", single), ("aws:TagKeys", [Decision::Depends; 4])] {
        let like = json!({"StringLike": {name: "*"}});
        let unlike = json!({"StringNotLike": {name: "*"}});
        let cases = [
            vec![statement("Allow", like.clone())],
            vec![everything.clone(), statement("Deny", like)],
            vec![statement("Allow", unlike.clone())],
            vec![everything.clone(), statement("Deny", unlike)],
        ];
        for (statements, decision) in cases.iter().zip(decisions) {
            let present = context([(name, State::Present)]);
            assert_eq!(ask(statements, [present])[0].decision, decision, "{name} {}", json!(statements));
        }
    }
}

/// What is certain of a key with several values holds for every set of them.
#[test]
fn what_is_certain_of_a_set_stays_so() {
    let name = "aws:TagKeys";
    let wanted = ["a", "b", "*", "a*", "?", "?*"];
    let texts = ["a", "b", "c", "aa", "ca", "d"].map(str::to_owned);
    let mut numbers = Numbers(0x5EED_0016);
    let mut settled = 0_u32;
    for _ in 0..1_500 {
        let statements: Vec<Value> = (0..=numbers.below(3))
            .map(|_| {
                let qualifier = numbers.of(&["ForAllValues:", "ForAnyValue:", "", ""]);
                let operator =
                    numbers.of(&["StringLike", "StringNotLike", "StringEquals", "StringNotEquals"]);
                let suffix = numbers.of(&["", "", "IfExists"]);
                let values: Vec<&str> = (0..=numbers.below(2)).map(|_| numbers.of(&wanted)).collect();
                let effect = numbers.of(&["Allow", "Allow", "Deny"]);
                json!({"Effect": effect, "Action": "*", "Resource": "*",
                    "Condition": {format!("{qualifier}{operator}{suffix}"): {name: values}}})
            })
            .collect();
        let set = |number: usize| {
            let chosen = texts.iter().enumerate().filter(|(place, _)| number >> place & 1 == 1);
            State::Values(chosen.map(|(_, text)| text.clone()).collect())
        };
        let every = (1..1_usize << texts.len()).map(set);
        let contexts = std::iter::once(State::Present).chain(every).map(|state| context([(name, state)]));
        let mut outcomes = ask(&statements, contexts);
        let outcome = outcomes.remove(0);
        if outcome.decision == Decision::Depends {
            continue;
        }
        settled += 1;
        for other in outcomes {
            assert_eq!(level(outcome.decision), level(other.decision), "{}: {outcome:?}", json!(statements));
        }
    }
    assert!(settled > 200, "{settled}");
}
