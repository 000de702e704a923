//! What is true of every decision of policies of several kinds, checked on random policies, callers and contexts that
//! are the same in every run.
//!
//! - The decision is that of the flow charts of the IAM User Guide, followed here step by step.
//! - A statement that denies never makes anything more allowed, one that allows never less.
//! - If all is known, nothing depends.
//! - It depends if and only if two of the contexts that are possible come to different ends.
//! - Without a boundary, a session policy, a level of control policies or an endpoint policy, nothing is less allowed.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that panics has failed")]

mod common;

use std::collections::BTreeMap;

use common::Numbers;
use copylint::authorization::{
    Attachment, Caller, Context, Decision, Fact, Outcome, Part, Policies, Query, Request, Resource, State,
    decide,
};
use copylint::policy::{self, CURRENT_VERSION};
use copylint::text::Sources;
use copylint::tree::json;
use serde_json::{Value, json};

const OWN: &str = "111122223333";
const OTHER: &str = "444455556666";

/// A caller, and the principals that name it directly, by the role, and by the account.
struct Who {
    text: &'static str,
    role: Option<&'static str>,
    account: Option<&'static str>,
    directly: &'static str,
    by_origin: Option<&'static str>,
}

const USER: Who = Who {
    text: "arn:aws:iam::111122223333:user/user",
    role: None,
    account: Some(OWN),
    directly: "arn:aws:iam::111122223333:user/user",
    by_origin: None,
};

const SESSION: Who = Who {
    text: "arn:aws:sts::111122223333:assumed-role/role/session",
    role: Some("arn:aws:iam::111122223333:role/role"),
    account: Some(OWN),
    directly: "arn:aws:sts::111122223333:assumed-role/role/session",
    by_origin: Some("arn:aws:iam::111122223333:role/role"),
};

const FEDERATED: Who = Who {
    text: "arn:aws:sts::111122223333:federated-user/user",
    role: None,
    account: Some(OWN),
    directly: "arn:aws:sts::111122223333:federated-user/user",
    by_origin: None,
};

const ROOT: Who = Who {
    text: OWN,
    role: None,
    account: Some(OWN),
    directly: "arn:aws:iam::111122223333:root",
    by_origin: None,
};

const LINKED: Who = Who {
    text: "arn:aws:sts::111122223333:assumed-role/AWSServiceRoleForX/session",
    role: Some("arn:aws:iam::111122223333:role/aws-service-role/x.amazonaws.com/AWSServiceRoleForX"),
    account: Some(OWN),
    directly: "arn:aws:sts::111122223333:assumed-role/AWSServiceRoleForX/session",
    by_origin: Some("arn:aws:iam::111122223333:role/aws-service-role/x.amazonaws.com/AWSServiceRoleForX"),
};

const SERVICE: Who = Who {
    text: "ec2.amazonaws.com",
    role: None,
    account: None,
    directly: "ec2.amazonaws.com",
    by_origin: None,
};

const ANONYMOUS: Who = Who { text: "anonymous", role: None, account: None, directly: "*", by_origin: None };

const CALLERS: [&Who; 7] = [&USER, &SESSION, &FEDERATED, &ROOT, &LINKED, &SERVICE, &ANONYMOUS];

/// What is asked, of whom, and whether its policy is the root of trust.
const ASKED: [(&str, &str, &str, &str, bool); 3] = [
    ("example:Do", "example", "eu-central-1", "thing/one", false),
    ("kms:Decrypt", "kms", "eu-central-1", "key/one", true),
    ("s3:GetObject", "s3", "", "bucket/one", false),
];

const KINDS: [Attachment; 8] = [
    Attachment::Identity,
    Attachment::Boundary,
    Attachment::Session,
    Attachment::ServiceControl { level: 0 },
    Attachment::ServiceControl { level: 1 },
    Attachment::ResourceControl { level: 0 },
    Attachment::Endpoint,
    Attachment::Resource,
];

/// The keys of the contexts, and what each may hold.
const KEYS: [(&str, &[&str]); 2] = [("t:Letter", &["a", "b", "c"]), ("t:Flag", &["true", "false"])];

/// A question with all that decides it.
#[derive(Clone)]
struct Scene {
    policies: BTreeMap<Attachment, Vec<Value>>,
    who: &'static Who,
    owner: &'static str,
    asked: usize,
}

fn test(numbers: &mut Numbers) -> Value {
    let (key, values) = KEYS[numbers.below(2)];
    let operator = match key {
        "t:Flag" => numbers.of(&["Bool", "BoolIfExists"]),
        _ => numbers.of(&["StringEquals", "StringNotEquals", "StringEqualsIfExists"]),
    };
    json!({operator: {key: numbers.of(values)}})
}

fn statement(numbers: &mut Numbers, kind: Attachment, effect: &str, who: &Who) -> Value {
    let action = numbers.of(&["*", "*", "*", "example:*", "kms:*", "s3:Get*"]);
    let mut statement = json!({"Effect": effect, "Action": action, "Resource": "*"});
    if numbers.below(2) == 0 {
        statement["Condition"] = test(numbers);
    }
    if matches!(kind, Attachment::Resource | Attachment::Endpoint) {
        let others = ["arn:aws:iam::111122223333:role/other", "arn:aws:iam::444455556666:role/role"];
        let name = match numbers.below(6) {
            // What it gives to federated users is not documented.
            0 if who.text != FEDERATED.text || effect == "Deny" => "*",
            0 | 1 => who.directly,
            2 => who.by_origin.unwrap_or(who.directly),
            3 => OWN,
            4 => OTHER,
            _ => numbers.of(&others),
        };
        statement["Principal"] = match name {
            "*" => json!("*"),
            name if name.ends_with(".amazonaws.com") => json!({"Service": name}),
            name => json!({"AWS": name}),
        };
    }
    statement
}

fn scene(numbers: &mut Numbers) -> Scene {
    let who = numbers.of(&CALLERS);
    let mut policies = BTreeMap::new();
    for kind in KINDS {
        let is_there = match kind {
            Attachment::Identity => true,
            Attachment::Resource => numbers.below(4) > 0,
            _ => numbers.below(3) == 0,
        };
        if is_there {
            let mut statements: Vec<Value> = (0..numbers.below(3))
                .map(|_| {
                    let effect = numbers.of(&["Allow", "Allow", "Allow", "Deny"]);
                    statement(numbers, kind, effect, who)
                })
                .collect();
            // Else nearly everything would be denied.
            if numbers.below(3) > 0 {
                statements.push(statement(numbers, kind, "Allow", who));
            }
            policies.insert(kind, statements);
        }
    }
    // A policy of a gateway endpoint may mean something else.
    let asked = numbers.below(if policies.contains_key(&Attachment::Endpoint) { 2 } else { 3 });
    Scene { policies, who, owner: numbers.of(&[OWN, OWN, OTHER]), asked }
}

impl Scene {
    fn ask(&self, context: &Context) -> Outcome {
        let sources = Sources::new();
        let texts = self.policies.iter().map(|(kind, statements)| {
            let document = json!({"Version": CURRENT_VERSION, "Statement": statements});
            (*kind, sources.add("policy.json", document.to_string()))
        });
        let texts: Vec<_> = texts.collect();
        let trees: Vec<_> = texts.iter().map(|(_, source)| json::read(source, &mut Vec::new())).collect();
        let read = trees.iter().zip(&texts);
        let read: Vec<_> =
            read.map(|(tree, (_, at))| policy::read(tree, at.id(), None, &mut Vec::new())).collect();
        let mut policies = Policies::new();
        for ((kind, _), policy) in texts.iter().zip(&read) {
            policies.add(*kind, policy);
        }
        let (action, service, region, id, _) = ASKED[self.asked];
        let account = if service == "s3" { "" } else { self.owner };
        let [partition, service, region, account, id] =
            ["aws", service, region, account, id].map(Part::known);
        let resources = vec![Resource { partition, service, region, account, id }];
        let query = Query { action: action.to_owned(), resources, context: context.clone() };
        let mut caller = Caller::parse(self.who.text).unwrap();
        if let Some(role) = self.who.role {
            caller = caller.with_role(role);
        }
        decide(Request { query: &query, caller: &caller, owner: Some(self.owner) }, &policies)
    }

    fn shown(&self) -> String {
        let policies: Vec<String> = self
            .policies
            .iter()
            .map(|(kind, statements)| format!("{kind:?}: {}", json!(statements)))
            .collect();
        format!(
            "{} asks {} of {} under {}",
            self.who.text,
            ASKED[self.asked].0,
            self.owner,
            policies.join("; ")
        )
    }
}

/// A context of which nothing is known but these keys; all others are absent.
fn context(states: &[State]) -> Context {
    let mut context = Context::new("example:Do", "thing");
    context.set_family("", Fact::new(State::Absent));
    for ((key, _), state) in KEYS.iter().zip(states) {
        context.set(key, Fact::new(state.clone()));
    }
    context
}

/// Everything that the keys can hold.
fn all_states() -> Vec<Vec<State>> {
    let of_key = |values: &[&str]| {
        let values = values.iter().map(|value| State::Values(vec![(*value).to_owned()]));
        values.chain([State::Absent]).collect::<Vec<_>>()
    };
    let [one, other] = KEYS.map(|(_, values)| of_key(values));
    one.iter().flat_map(|one| other.iter().map(move |other| vec![one.clone(), other.clone()])).collect()
}

fn known(numbers: &mut Numbers) -> Vec<State> {
    let mut all = all_states();
    all.swap_remove(numbers.below(all.len()))
}

fn any(numbers: &mut Numbers) -> Vec<State> {
    let known = known(numbers);
    known
        .into_iter()
        .map(|state| match numbers.below(3) {
            0 => State::Unknown,
            1 => State::Present,
            _ => state,
        })
        .collect()
}

/// How far something is allowed: not at all, perhaps, surely.
fn level(decision: Decision) -> u8 {
    match decision {
        Decision::ExplicitDeny | Decision::ImplicitDeny => 0,
        Decision::Depends => 1,
        Decision::Allowed => 2,
    }
}

/// The flow charts, for what is fully known.
mod flow_chart {
    use super::*;

    /// By which name a statement speaks of the caller.
    #[derive(Clone, Copy, PartialEq, Eq)]
    enum Name {
        Own,
        Role,
        Account,
        None,
    }

    fn name(statement: &Value, who: &Who) -> Name {
        let principal = &statement["Principal"];
        let is_identity = who.account.is_some();
        if principal == "*" || principal["Service"] == who.directly {
            return Name::Own;
        }
        let name = principal["AWS"].as_str().unwrap_or_default();
        if is_identity && name == who.directly || who.text == OWN && name == OWN {
            Name::Own
        } else if who.by_origin == Some(name) {
            Name::Role
        } else if is_identity && Some(name) == who.account {
            Name::Account
        } else {
            Name::None
        }
    }

    fn holds(condition: &Value, states: &[State]) -> bool {
        let Some((operator, test)) = condition.as_object().and_then(|all| all.iter().next()) else {
            return true;
        };
        let (key, wanted) = test.as_object().unwrap().iter().next().unwrap();
        let state = &states[KEYS.iter().position(|(name, _)| name == key).unwrap()];
        match state {
            State::Values(values) => (values[0] == *wanted.as_str().unwrap()) != operator.contains("Not"),
            _ => operator.contains("Not") || operator.ends_with("IfExists"),
        }
    }

    fn applies(statement: &Value, action: &str, states: &[State]) -> bool {
        let pattern = statement["Action"].as_str().unwrap();
        action.starts_with(pattern.trim_end_matches('*')) && holds(&statement["Condition"], states)
    }

    impl Scene {
        /// The statements of one kind and effect that apply.
        fn applying(&self, kind: Attachment, effect: &str, states: &[State]) -> Vec<Name> {
            let of_kind = self.policies.get(&kind).into_iter().flatten();
            let (action, ..) = ASKED[self.asked];
            let applying = of_kind.filter(|one| one["Effect"] == effect && applies(one, action, states));
            let is_named = matches!(kind, Attachment::Resource | Attachment::Endpoint);
            let names = applying.map(|one| if is_named { name(one, self.who) } else { Name::Own });
            names.filter(|name| *name != Name::None).collect()
        }

        fn allows(&self, kind: Attachment, states: &[State]) -> bool {
            !self.policies.contains_key(&kind) || !self.applying(kind, "Allow", states).is_empty()
        }

        /// The decision, step by step.
        pub(super) fn follow(&self, states: &[State]) -> Decision {
            let who = self.who.text;
            let is_stranger = who == SERVICE.text || who == ANONYMOUS.text;
            let is_linked = who == LINKED.text;
            let (action, .., is_ruled) = ASKED[self.asked];
            let takes_part = |kind: &Attachment| match kind {
                Attachment::ResourceControl { .. } => !is_linked && !action.starts_with("example:"),
                Attachment::ServiceControl { .. } => !is_linked && !is_stranger,
                Attachment::Identity | Attachment::Boundary => !is_stranger && who != ROOT.text,
                Attachment::Session => !is_stranger,
                Attachment::Endpoint | Attachment::Resource => true,
            };
            // Deny evaluation.
            let mut kinds = self.policies.keys().filter(|kind| takes_part(kind));
            if kinds.any(|kind| !self.applying(*kind, "Deny", states).is_empty()) {
                return Decision::ExplicitDeny;
            }
            // Service control policies, of every level; the policy of the endpoint.
            for kind in self.policies.keys().filter(|kind| takes_part(kind)) {
                let limits = matches!(kind, Attachment::ServiceControl { .. } | Attachment::Endpoint);
                if limits && !self.allows(*kind, states) {
                    return Decision::ImplicitDeny;
                }
            }
            // The policy of the resource.
            let by_resource = self.applying(Attachment::Resource, "Allow", states);
            let has_resource = self.policies.contains_key(&Attachment::Resource);
            let is_same = self.who.account == Some(self.owner);
            if is_stranger {
                let is_allowed = by_resource.contains(&Name::Own);
                return if is_allowed { Decision::Allowed } else { Decision::ImplicitDeny };
            }
            if has_resource && is_same && by_resource.contains(&Name::Own) {
                return Decision::Allowed;
            }
            if has_resource && !is_same && by_resource.is_empty() {
                return Decision::ImplicitDeny;
            }
            // Identity policies, for which the policy of a resource can stand.
            let is_role_named = has_resource && is_same && by_resource.contains(&Name::Role);
            let is_delegated = !has_resource || !is_same || !is_ruled || by_resource.contains(&Name::Account);
            let by_identity =
                who == ROOT.text || !self.applying(Attachment::Identity, "Allow", states).is_empty();
            if !(is_role_named || is_delegated && by_identity) {
                return Decision::ImplicitDeny;
            }
            // The permissions boundary, and the session policy.
            if takes_part(&Attachment::Boundary) && !self.allows(Attachment::Boundary, states) {
                return Decision::ImplicitDeny;
            }
            let has_session = self.policies.contains_key(&Attachment::Session);
            if who == FEDERATED.text && !has_session || !self.allows(Attachment::Session, states) {
                return Decision::ImplicitDeny;
            }
            Decision::Allowed
        }
    }
}

#[test]
fn what_is_known_is_decided_as_by_the_flow_charts() {
    let mut numbers = Numbers(0x5EED_0021);
    let mut seen = [0_u32; 3];
    for _ in 0..6_000 {
        let scene = scene(&mut numbers);
        let states = known(&mut numbers);
        let outcome = scene.ask(&context(&states));
        let expected = scene.follow(&states);
        assert_eq!(outcome.decision, expected, "{} with {states:?}: {outcome:?}", scene.shown());
        assert!(outcome.depends_on.is_empty());
        assert_eq!(outcome.blocked_by.is_none(), expected == Decision::Allowed, "{}", scene.shown());
        seen[usize::from(level(expected)) / 2 + usize::from(expected == Decision::ImplicitDeny) * 2] += 1;
    }
    assert!(seen.iter().all(|seen| *seen > 900), "{seen:?} say little");
}

#[test]
fn a_statement_that_denies_allows_nothing_and_one_that_allows_denies_nothing() {
    let mut numbers = Numbers(0x5EED_0022);
    let mut changed = [0_u32; 2];
    for _ in 0..2_500 {
        let scene = scene(&mut numbers);
        let context = context(&any(&mut numbers));
        let before = scene.ask(&context).decision;
        for (effect, changed) in ["Allow", "Deny"].into_iter().zip(&mut changed) {
            let mut more = scene.clone();
            let kinds: Vec<Attachment> = more.policies.keys().copied().collect();
            let kind = kinds[numbers.below(kinds.len())];
            let added = statement(&mut numbers, kind, effect, more.who);
            more.policies.get_mut(&kind).unwrap().push(added);
            let after = more.ask(&context).decision;
            let is_so =
                if effect == "Allow" { level(after) >= level(before) } else { level(after) <= level(before) };
            assert!(is_so, "{before:?} became {after:?}: {}", more.shown());
            *changed += u32::from(before != after);
        }
    }
    assert!(changed.iter().all(|changed| *changed > 100), "{changed:?} say little");
}

#[test]
fn it_depends_if_and_only_if_it_can_make_a_difference() {
    let mut numbers = Numbers(0x5EED_0023);
    let (mut depends, mut settled) = (0_u32, 0_u32);
    for _ in 0..2_500 {
        let scene = scene(&mut numbers);
        let states = any(&mut numbers);
        let outcome = scene.ask(&context(&states));
        let is_possible = |world: &Vec<State>| {
            states.iter().zip(world).all(|(state, here)| match state {
                State::Unknown => true,
                State::Present => *here != State::Absent,
                known => known == here,
            })
        };
        let resolved: Vec<Decision> =
            all_states().iter().filter(|world| is_possible(world)).map(|world| scene.follow(world)).collect();
        let differ = resolved.iter().any(|one| level(*one) != level(resolved[0]));
        let shown = format!("{} with {states:?}: {outcome:?}, {resolved:?}", scene.shown());
        assert_eq!(outcome.decision == Decision::Depends, differ, "{shown}");
        if differ {
            assert!(!outcome.depends_on.is_empty() && !outcome.by.is_empty(), "{shown}");
            depends += 1;
        } else {
            assert_eq!(level(outcome.decision), level(resolved[0]), "{shown}");
            let all_explicit = resolved.iter().all(|one| *one == Decision::ExplicitDeny);
            assert!(outcome.decision != Decision::ExplicitDeny || all_explicit, "{shown}");
            settled += 1;
        }
    }
    assert!(depends > 200 && settled > 200, "{depends} {settled}");
}

#[test]
fn nothing_is_less_allowed_without_what_only_limits() {
    let mut numbers = Numbers(0x5EED_0024);
    let mut changed = 0_u32;
    for _ in 0..2_500 {
        let scene = scene(&mut numbers);
        let context = context(&any(&mut numbers));
        let before = scene.ask(&context).decision;
        for kind in KINDS {
            // Without a session policy, a federated user has nothing.
            let limits = match kind {
                Attachment::Identity | Attachment::Resource => false,
                Attachment::Session => scene.who.text != FEDERATED.text,
                _ => true,
            };
            let mut less = scene.clone();
            if limits && less.policies.remove(&kind).is_some() {
                let after = less.ask(&context).decision;
                assert!(
                    level(after) >= level(before),
                    "{kind:?}: {before:?} became {after:?}: {}",
                    scene.shown()
                );
                changed += u32::from(before != after);
            }
        }
    }
    assert!(changed > 200, "{changed}");
}
