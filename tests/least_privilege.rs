//! The policy that `plan --format policy` prints: it is without warnings, it allows the copies that it was made
//! for, and nothing in it can be left out.
//!
//! Every request of `testdata` is taken that no error is found in: those of the cases, of the tables in `plans` and
//! in `requests`, and those in the files of `example` and `shell`.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that panics has failed"
)]

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use common::examples::{IMAGE, SNAPSHOT, expanded, numbered};
use common::{folder, run, run_with_input, scratch, shell_words};
use copylint::access::{self, Access, AccessVerdict, Asked, Deciders};
use copylint::authorization::{Attachment, Caller, Decision};
use copylint::copy::CopyPlan;
use copylint::facts::AllFacts;
use copylint::lint::{Linter, Planned, Report, Role, Settings};
use copylint::policy::{self, PolicyKind};
use copylint::report::plan::{self, Plans};
use copylint::rule::{Family, Level};
use copylint::text::{Sources, Span};
use copylint::tree;
use serde_json::Value;

/// What is planned, and what is known besides.
#[derive(Clone)]
struct Job {
    name: String,
    options: Vec<String>,
    source: Option<String>,
    request: Request,
}

#[derive(Clone)]
enum Request {
    Words(Vec<String>),
    Document(Value),
    /// The name and the text of a file.
    File(String, String),
}

impl Job {
    /// Hands what copylint makes of its requests, of a file those without an error, to a function, asking a policy if one is given.
    fn look<T>(&self, policy: Option<&str>, see: impl FnOnce(&Report<'_>, Plans<'_>) -> T) -> T {
        let sources = Sources::new();
        let mut linter = Linter::new(&sources, settings(&self.options));
        if let Some(policy) = policy {
            linter.add_text("policy.json", policy.to_owned(), Role::IdentityPolicy);
        }
        if let Some(source) = &self.source {
            linter.add_text("source.json", source.clone(), Role::Source);
        }
        match &self.request {
            Request::Words(words) => linter.add_command(words, None),
            Request::Document(document) => {
                linter.add_text("request.json", document.to_string(), Role::Any);
            }
            Request::File(name, text) => {
                linter.add_text(name, text.clone(), Role::Any);
            }
        }
        let (report, mut planned, policies) = linter.finish();
        if let Request::File(..) = self.request {
            planned.retain(|planned| is_sound(&report, planned));
        }
        see(&report, Plans { planned: &planned, policies: &policies })
    }

    /// Whether a policy for it means anything: no error is found.
    fn is_sound(&self) -> bool {
        self.look(None, |report, plans| {
            report.findings.iter().all(|finding| finding.level < Level::Error)
                && !plans.planned.is_empty()
                && plans.planned.iter().all(|planned| planned.plan.is_some())
        })
    }

    /// The policy for its requests that no error is found in.
    fn policy(&self) -> String {
        self.look(None, |_, plans| {
            let mut text = Vec::new();
            plan::policy::write(plans, &mut text).unwrap();
            String::from_utf8(text).unwrap()
        })
    }

    /// The requests as one document would hold them.
    fn documents(&self) -> Vec<Value> {
        let plans = self.look(None, |report, plans| {
            let mut text = Vec::new();
            plan::json::write(plans, report, "2026-11-21", &mut text).unwrap();
            serde_json::from_slice::<Value>(&text).unwrap()["plans"].take()
        });
        let source: Option<Value> = self.source.as_ref().and_then(|text| serde_json::from_str(text).ok());
        let document = |plan: &Value| {
            let mut request = plan["request"].clone();
            let members = request.as_object_mut().unwrap();
            members.remove("origin");
            members.remove("region_from");
            if let Some(source) = &source {
                members.insert("source".to_owned(), source.clone());
            }
            request
        };
        plans.as_array().unwrap().iter().map(document).collect()
    }
}

/// What the options of copylint mean.
fn settings(options: &[String]) -> Settings {
    let mut settings = Settings { facts: AllFacts::default(), ..Settings::default() };
    for pair in options.chunks(2) {
        let [option, value] = pair else { panic!("{options:?}") };
        let value = value.clone();
        match option.as_str() {
            "--account" => settings.facts.account = Some(value),
            "--principal" => settings.facts.principal = Some(value),
            "--default-key" => settings.facts.default_key = Some(value),
            "--encryption-by-default" => settings.facts.encryption_by_default = Some(value == "on"),
            "--region" => settings.region = Some(value),
            // The printed policy is judged by itself.
            "--boundary" | "--session-policy" | "--scp" | "--rcp" | "--key-policy" => {}
            other => panic!("{other} is not known here"),
        }
    }
    settings
}

/// What must hold of the answers to a copy, and does not: it is allowed, and so is all that it needs, even what it
/// needs only if something holds that is not known.
fn amiss(plan: &CopyPlan, access: &Access) -> Option<String> {
    let needs = plan.needs.iter().zip(&access.outcomes);
    let mut refused = needs.filter(|(_, outcome)| outcome.decision != Decision::Allowed);
    if let Some((need, outcome)) = refused.next() {
        return Some(format!("{} is {:?}", need.permission.action, outcome.decision));
    }
    (access.verdict != AccessVerdict::Allowed).then(|| format!("it is {:?}", access.verdict))
}

/// Whether a request has a plan, and no error is found in it.
fn is_sound(report: &Report<'_>, planned: &Planned<'_>) -> bool {
    let Span { source, start, end } = planned.request.span;
    let errors = report.findings.iter().filter(|finding| finding.level == Level::Error);
    let mut errors = errors.filter_map(|finding| finding.finding.span());
    planned.plan.is_some() && !errors.any(|at| at.source == source && start <= at.start && at.end <= end)
}

/// Whether a policy does not allow one of these copies.
fn misses_one<'a>(mut planned: impl Iterator<Item = &'a Planned<'a>>, policy: &str) -> bool {
    let sources = Sources::new();
    let source = sources.add("policy.json", policy.to_owned());
    let root = tree::json::read(source, &mut Vec::new());
    let policy = policy::read(&root, source.id(), Some(PolicyKind::Identity), &mut Vec::new());
    let asked = [Asked { attachment: Attachment::Identity, policy: &policy, key: None }];
    let deciders = Deciders { caller: &Caller::unknown(), asked: &asked, all_identity: false, doubts: &[] };
    planned.any(|planned| {
        access::ask(planned.plan.as_ref().unwrap(), &deciders).verdict != AccessVerdict::Allowed
    })
}

/// The warnings and errors in a policy by itself.
fn warnings(policy: &str) -> Vec<String> {
    let sources = Sources::new();
    let mut linter = Linter::new(&sources, Settings::default());
    linter.add_text("policy.json", policy.to_owned(), Role::IdentityPolicy);
    let (report, ..) = linter.finish();
    let worse = report.findings.iter().filter(|finding| finding.level >= Level::Warning);
    worse.map(|finding| finding.finding.message.clone()).collect()
}

/// The policies that lack one statement, or one action or resource of a statement: which statement, what they lack, and
/// their texts.
fn lacking(policy: &str) -> Vec<(usize, String, String)> {
    let whole: Value = serde_json::from_str(policy).unwrap();
    let statements = whole["Statement"].as_array().unwrap();
    let mut all = Vec::new();
    for (place, statement) in statements.iter().enumerate() {
        let mut without = whole.clone();
        let removed = without["Statement"].as_array_mut().unwrap().remove(place);
        all.push((place, removed["Sid"].to_string(), without.to_string()));
        for list in ["Action", "Resource"] {
            for (at, element) in statement[list].as_array().into_iter().flatten().enumerate() {
                let mut without = whole.clone();
                without["Statement"][place][list].as_array_mut().unwrap().remove(at);
                all.push((place, format!("{element} of {}", removed["Sid"]), without.to_string()));
            }
        }
    }
    all
}

/// Everything that must hold of the policy for one job, as complaints.
fn complaints(job: &Job, policy: &str) -> Vec<String> {
    let is_sound = job.is_sound();
    let mut complaints = Vec::new();
    let mut complain = |what: String| complaints.push(format!("{}: {what}\n{policy}", job.name));
    for warning in warnings(policy) {
        complain(warning);
    }
    job.look(Some(policy), |report, plans| {
        for finding in report.findings.iter().filter(|finding| finding.level >= Level::Warning) {
            let is_of_policy = match finding.finding.rule.family {
                Family::Policy => true,
                Family::Access => is_sound,
                Family::Request => false,
            };
            if is_of_policy {
                complain(finding.finding.message.clone());
            }
        }
        for planned in plans.planned {
            if let Some(amiss) = amiss(planned.plan.as_ref().unwrap(), planned.access.as_ref().unwrap()) {
                complain(amiss);
            }
        }
        for (statement, what, lacking) in lacking(policy) {
            // Only copies that it allows something for can miss it.
            let uses = |planned: &&Planned<'_>| {
                let mut by =
                    planned.access.iter().flat_map(|access| &access.outcomes).flat_map(|one| &one.by);
                by.any(|at| at.statement == statement)
            };
            if !misses_one(plans.planned.iter().filter(uses), &lacking) {
                complain(format!("{what} can be left out"));
            }
        }
    });
    complaints
}

fn strings(value: &Value) -> Vec<String> {
    value.as_array().into_iter().flatten().map(|text| text.as_str().unwrap().to_owned()).collect()
}

/// The cases of `testdata/cases`. Policies that a request brings are left out.
fn cases() -> Vec<Job> {
    let mut paths: Vec<_> =
        fs::read_dir(folder("testdata/cases")).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let job = |path: &std::path::PathBuf| {
        let read = |file: &str| fs::read_to_string(path.join(file)).ok();
        let expected: Value = serde_json::from_str(&read("expected.json").unwrap()).unwrap();
        let request = match read("command.sh") {
            Some(line) => Request::Words(shell_words(&line)),
            None => Request::Document(without_policies(serde_json::from_str(&read("request.json")?).ok()?)),
        };
        Some(Job {
            name: path.file_name().unwrap().to_str().unwrap().to_owned(),
            options: strings(&expected["options"]),
            source: read("source.json"),
            request,
        })
    };
    paths.iter().filter_map(job).collect()
}

fn without_policies(mut document: Value) -> Value {
    match &mut document {
        Value::Array(requests) => *requests = requests.drain(..).map(without_policies).collect(),
        Value::Object(members) => drop(members.remove("policies")),
        _ => {}
    }
    document
}

/// The rows of `testdata/plans`.
fn rows() -> Vec<Job> {
    let mut paths: Vec<_> =
        fs::read_dir(folder("testdata/plans")).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let mut jobs = Vec::new();
    for path in paths {
        let table: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
        for row in table["rows"].as_array().unwrap() {
            let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
            let command = if row["command"].is_null() { &table["command"] } else { &row["command"] };
            let words = shell_words(&format!("{} {}", text(command), text(&row["adding"])));
            let options = shell_words(&format!("{} {}", text(&table["options"]), text(&row["options"])));
            jobs.push(Job {
                name: format!("{}: {}", path.file_stem().unwrap().display(), text(&row["case"])),
                options,
                source: row["source"].as_str().map(|name| table["sources"][name].to_string()),
                request: Request::Words(words),
            });
        }
    }
    jobs
}

/// The examples of `testdata/requests`.
fn examples() -> Vec<Job> {
    let text = fs::read_to_string(folder("testdata/requests/rules.json")).unwrap();
    let table: Value = serde_json::from_str(&text).unwrap();
    let job = |id: &str, example: &Value| {
        let line = |name: &str, beginning: &str| {
            let words = example[name].as_str()?;
            Some(Request::Words(shell_words(&expanded(&format!("{beginning} {words}")))))
        };
        let document = || {
            let text = example["request"].to_string();
            let times = example["times"].as_u64().map(|times| usize::try_from(times).unwrap());
            let text = times.map_or(text.clone(), |times| {
                let each = (1..=times).map(|number| numbered(&text, number));
                format!("[{}]", each.collect::<Vec<_>>().join(","))
            });
            Request::Document(without_policies(serde_json::from_str(&expanded(&text)).unwrap()))
        };
        let command = line("command", "").or_else(|| line("snapshot", SNAPSHOT));
        Job {
            name: format!("{id}: {example}"),
            options: strings(&example["options"]),
            source: Some(&example["source"]).filter(|source| !source.is_null()).map(Value::to_string),
            request: command.or_else(|| line("image", IMAGE)).unwrap_or_else(document),
        }
    };
    let mut jobs = Vec::new();
    for entry in table["rules"].as_array().unwrap() {
        for kind in ["flagged", "accepted"] {
            let examples = entry[kind].as_array().unwrap();
            jobs.extend(examples.iter().map(|example| job(entry["id"].as_str().unwrap(), example)));
        }
    }
    jobs
}

/// The files of some folders.
fn files() -> Vec<Job> {
    let mut jobs = Vec::new();
    for name in ["testdata/example", "testdata/shell"] {
        for entry in fs::read_dir(folder(name)).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            let text = fs::read_to_string(&path).unwrap();
            let request = Request::File(name.clone(), text);
            jobs.push(Job { name, options: Vec::new(), source: None, request });
        }
    }
    jobs.retain(|job| job.look(None, |_, plans| !plans.planned.is_empty()));
    jobs
}

/// Judges each policy once, however many copies it is for.
fn judge(jobs: &[Job]) {
    let sound: Vec<&Job> = jobs.iter().filter(|job| job.is_sound()).collect();
    assert!(sound.len() * 3 > jobs.len(), "{} of {} are sound", sound.len(), jobs.len());
    let complaints: Vec<String> = sound.iter().flat_map(|job| complaints(job, &job.policy())).collect();
    assert!(complaints.is_empty(), "\n{}\n", complaints.join("\n"));
}

#[test]
fn nothing_is_missing_and_nothing_superfluous_in_cases() {
    judge(&cases());
}

#[test]
fn nothing_is_missing_and_nothing_superfluous_in_tables() {
    judge(&rows());
}

#[test]
fn nothing_is_missing_and_nothing_superfluous_in_examples() {
    judge(&examples());
}

/// What is wrong with one request of a file says nothing of the others.
#[test]
fn nothing_is_missing_and_nothing_superfluous_in_files() {
    let files = files();
    assert!(files.len() > 5, "{}", files.len());
    let complaints: Vec<String> = files.iter().flat_map(|file| complaints(file, &file.policy())).collect();
    assert!(complaints.is_empty(), "\n{}\n", complaints.join("\n"));
}

/// Copies of one account, all of them together.
#[test]
fn nothing_is_missing_and_nothing_superfluous_in_many_copies() {
    let mut together: BTreeMap<Vec<String>, Vec<Value>> = BTreeMap::new();
    for job in cases().into_iter().chain(rows()).filter(Job::is_sound) {
        together.entry(job.options.clone()).or_default().extend(job.documents());
    }
    let mut many = 0;
    for (options, mut documents) in together {
        let job = |documents: Vec<Value>| Job {
            name: format!("{} requests with {options:?}", documents.len()),
            options: options.clone(),
            source: None,
            request: Request::Document(Value::Array(documents)),
        };
        // Requests that differ in nothing say the same, and what only a shell knows no document can hold.
        let mut seen = BTreeSet::new();
        documents.retain(|one| seen.insert(one.to_string()) && job(vec![one.clone()]).is_sound());
        many = many.max(documents.len());
        let forwards = job(documents.clone());
        documents.reverse();
        let policy = forwards.policy();
        assert_eq!(policy, job(documents).policy(), "the order of requests does not matter");
        let complaints = complaints(&forwards, &policy);
        assert!(complaints.is_empty(), "\n{}\n", complaints.join("\n"));
    }
    assert!(many > 20, "{many}");
}

/// The statements that help to findings names.
fn statements_of(help: &str) -> Vec<Value> {
    let mut statements = Vec::new();
    let mut rest = help.find('{').and_then(|start| help.get(start..)).unwrap_or_default();
    while rest.starts_with('{') {
        let mut values = serde_json::Deserializer::from_str(rest).into_iter::<Value>();
        statements.push(values.next().unwrap().unwrap());
        let after = rest.get(values.byte_offset()..).unwrap();
        rest = after.trim_start_matches([',', ' ']).trim_start_matches("and ");
    }
    statements
}

/// What is missing is said in the same statements: who adds them all can make the copy.
#[test]
fn help_to_what_is_missing_says_what_would_grant_it() {
    const NOTHING: &str = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "ec2:DescribeRegions", "Resource": "*"}}"#;
    let mut complaints = Vec::new();
    for job in cases().iter().chain(&rows()).filter(|job| job.is_sound()) {
        let statements: Vec<Value> = job.look(Some(NOTHING), |report, _| {
            let missing = report.findings.iter().map(|reported| &reported.finding);
            let missing = missing.filter(|finding| finding.rule.id.starts_with("missing-"));
            missing.flat_map(|finding| statements_of(finding.help.as_deref().unwrap())).collect()
        });
        let policy = serde_json::json!({"Version": "2012-10-17", "Statement": statements}).to_string();
        job.look(Some(&policy), |_, plans| {
            for planned in plans.planned {
                let (plan, access) = (planned.plan.as_ref().unwrap(), planned.access.as_ref().unwrap());
                complaints
                    .extend(amiss(plan, access).map(|amiss| format!("{}: {amiss}\n{policy}", job.name)));
            }
        });
    }
    assert!(complaints.is_empty(), "\n{}\n", complaints.join("\n"));
}

/// A request for a copy of a snapshot with tags.
fn tagged(region: &str, tags: &[(&str, &str)]) -> Value {
    let tags: Vec<Value> =
        tags.iter().map(|(key, value)| serde_json::json!({"Key": key, "Value": value})).collect();
    serde_json::json!({"operation": "CopySnapshot", "region": region, "parameters": {
        "SourceRegion": "us-west-2", "SourceSnapshotId": "snap-066877671789bd71b",
        "TagSpecifications": [{"ResourceType": "snapshot", "Tags": tags}],
    }})
}

/// The conditions of the statements of a policy that begin so.
fn conditions(policy: &str, sid: &str) -> Vec<Value> {
    let policy: Value = serde_json::from_str(policy).unwrap();
    let statements = policy["Statement"].as_array().unwrap().iter();
    let named = statements.filter(|statement| statement["Sid"].as_str().unwrap().starts_with(sid));
    named.map(|statement| statement["Condition"]["StringEquals"].clone()).collect()
}

#[test]
fn tags_that_others_have_too_need_no_statement() {
    let job = |requests: Vec<Value>| Job {
        name: "tags".to_owned(),
        options: Vec::new(),
        source: None,
        request: Request::Document(Value::Array(requests)),
    };
    let requests = vec![
        tagged("us-east-1", &[("env", "prod"), ("team", "web"), ("cost", "${*}")]),
        tagged("us-east-1", &[("env", "prod"), ("team", "web")]),
        tagged("us-east-1", &[("env", "prod"), ("name", "a")]),
        tagged("us-east-1", &[("env", "test"), ("Env", "prod")]),
        tagged("eu-west-1", &[("env", "prod"), ("team", "web"), ("cost", "${*}")]),
    ];
    // Of tags that differ by case alone nothing can be asked, so that the fourth request needs what allows all.
    let some = job(vec![requests[0].clone(), requests[1].clone(), requests[2].clone(), requests[4].clone()]);
    let web = serde_json::json!({"aws:RequestTag/env": "prod", "aws:RequestTag/team": "web"});
    let named = serde_json::json!({"aws:RequestTag/env": "prod", "aws:RequestTag/name": "a"});
    let mut costly = web.clone();
    costly["aws:RequestTag/cost"] = "${$}{${*}}".into();
    let policy = some.policy();
    assert_eq!(conditions(&policy, "CopySnapshotsWithTags"), [costly.clone(), named, web]);
    assert!(complaints(&some, &policy).is_empty(), "{policy}");
    let policy = job(requests.clone()).policy();
    assert_eq!(conditions(&policy, "CopySnapshotsWithTags"), [costly]);
    assert!(complaints(&job(requests), &policy).is_empty(), "{policy}");
}

// ---------------------------------------------------------------- through the front door

const COPY: [&str; 10] = [
    "--",
    "aws",
    "ec2",
    "copy-snapshot",
    "--source-region",
    "us-west-2",
    "--source-snapshot-id",
    "snap-066877671789bd71b",
    "--region",
    "us-east-1",
];

#[test]
fn the_policy_stands_alone_on_standard_output() {
    let folder = scratch("policy-alone");
    let printed = run(&folder, &[&["plan", "--format", "policy"], &COPY[..]].concat());
    assert_eq!(printed.code, 0, "{}", printed.stderr);
    let job = Job {
        name: "copy".to_owned(),
        options: Vec::new(),
        source: None,
        request: Request::Words(COPY[1..].iter().map(|word| (*word).to_owned()).collect()),
    };
    assert_eq!(printed.stdout, job.policy());
    assert_eq!(printed.stdout.lines().nth(1).unwrap(), r#"  "Version": "2012-10-17","#);
    let left_out: Vec<&str> = printed.stderr.lines().collect();
    assert_eq!(left_out.len(), 2, "{left_out:?}");
    assert!(left_out[1].starts_with("not in the policy: if the source is encrypted "), "{left_out:?}");

    // What was printed is what the other commands take.
    fs::write(folder.join("policy.json"), &printed.stdout).unwrap();
    let check = run(&folder, &["check", "--format", "json", "--policy", "policy.json"]);
    assert_eq!((check.code, &check.json()["findings"]), (0, &serde_json::json!([])));
    let plan = run(&folder, &[&["plan", "--format", "json", "--policy", "policy.json"], &COPY[..]].concat());
    assert_eq!(plan.json()["plans"][0]["verdict"], "allowed");
}

#[test]
fn findings_stand_on_standard_error_and_decide_the_exit_code() {
    let folder = scratch("policy-findings");
    let arguments = |options: &[&'static str], more: &[&'static str]| -> Vec<&'static str> {
        [&["plan", "--format", "policy"], options, &COPY, more].concat()
    };
    let printed = run(&folder, &arguments(&[], &["--kms-key-id", "alias/backup"]));
    assert_eq!(printed.code, 1);
    assert!(printed.stderr.contains("error[kms-key-without-encrypted]"), "{}", printed.stderr);
    assert!(printed.json()["Statement"][0].is_object());
    let lenient = run(&folder, &arguments(&["--fail-on", "never"], &["--kms-key-id", "alias/backup"]));
    assert_eq!((lenient.code, &lenient.stdout), (0, &printed.stdout));
    let quiet = run(&folder, &arguments(&["--quiet"], &["--kms-key-id", "alias/backup"]));
    assert_eq!(quiet.stdout, printed.stdout);
    assert!(quiet.stderr.lines().all(|line| line.contains("error[")), "{}", quiet.stderr);
}

#[test]
fn what_the_client_refuses_is_not_in_the_policy() {
    let folder = scratch("policy-refused");
    let refused = ["--no-such-option", "x"];
    let printed = run(&folder, &[&["plan", "--format", "policy"], &COPY[..], &refused].concat());
    assert_eq!(printed.code, 1);
    assert_eq!(printed.json()["Statement"], serde_json::json!([]));
    let line = "not in the policy: CopySnapshot of <command>:1, which the client itself would refuse";
    assert_eq!(printed.stderr.lines().last(), Some(line));
}

#[test]
fn what_is_needed_only_in_a_case_stands_in_statements_that_say_so() {
    let folder = scratch("policy-provisos");
    let copy = |more: &[&'static str]| {
        let image = ["copy-image", "--source-image-id", "ami-0abcdef1234567890", "--name", "web"];
        let copy = ["plan", "--format", "policy", "--", "aws", "ec2"];
        let regions = ["--source-region", "us-west-2", "--region", "us-east-1", "--copy-image-tags"];
        let printed = run(&folder, &[&copy[..], &image, &regions, more].concat());
        let statements = printed.json()["Statement"].take();
        let sids = statements.as_array().unwrap().iter().map(|statement| statement["Sid"].to_string());
        (sids.collect::<Vec<String>>(), printed.stderr)
    };
    let (sids, remarks) = copy(&[]);
    assert_eq!(sids, [r#""CopyImages""#, r#""TagsOfSourceImages""#]);
    let line = "in the policy, and needed only if the source image has tags: ec2:CreateTags on \
                arn:aws:ec2:us-east-1::image/*, tags carried over to the new image";
    assert!(remarks.lines().any(|remark| remark == line), "{remarks}");
    // What is needed in any case does not stand there a second time.
    let (sids, remarks) = copy(&["--tag-specifications", "ResourceType=image,Tags=[{Key=env,Value=prod}]"]);
    assert_eq!(sids, [r#""CopyImages""#, r#""CopyImagesWithTags""#, r#""TagCopiesOfImages""#]);
    assert!(!remarks.contains("needed only"), "{remarks}");
}

#[test]
fn what_makes_the_policy_wide_or_long_is_said() {
    let folder = scratch("policy-remarks");
    let requests: Vec<Value> = (0..200)
        .map(|number| {
            let mut request = tagged("us-east-1", &[]);
            request["parameters"]["SourceSnapshotId"] = format!("snap-{number:017x}").into();
            request["parameters"]["Encrypted"] = true.into();
            request["parameters"]["KmsKeyId"] = "1234abcd-12ab-34cd-56ef-1234567890ab".into();
            request
        })
        .collect();
    let input = Value::Array(requests).to_string();
    let arguments = ["plan", "--format", "policy", "--fail-on", "never", "-"];
    let printed = run_with_input(&folder, &arguments, input.as_bytes());
    assert_eq!(printed.code, 0);
    assert_eq!(printed.json()["Statement"].as_array().unwrap().len(), 3);
    let lines: Vec<&str> = printed.stderr.lines().collect();
    let [.., wide, long] = &lines[..] else { panic!("{lines:?}") };
    assert_eq!(*wide, "a wildcard of the policy stands for what is not known: the account");
    assert!(long.ends_with("characters, white space apart; a managed policy may have 6144"), "{long}");
    // Two hundred copies leave out the same.
    assert_eq!(lines.iter().filter(|line| line.starts_with("not in the policy")).count(), 1, "{lines:?}");
}
