//! Every text that is nearly right: truncated, with bytes flipped, with something put in, cut out or
//! repeated. Nothing of it may make copylint panic or hang, every place that a finding points at must
//! be in its text, and every format must be able to show what was found.
//!
//! The texts are those of `testdata` and of the examples on the rules' pages. The changes are random,
//! but the same in every run; with the environment variable `ROUNDS=10`, there are ten times as many.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    reason = "a test that panics has failed"
)]

mod common;

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use common::{Numbers, folder, shell_words};
use copylint::authorization::Attachment;
use copylint::facts::AllFacts;
use copylint::lint::{Linter, Report, Role, Settings};
use copylint::report::plan::{self, Plans};
use copylint::report::{Style, json, line, pretty};
use copylint::simulation::Draft;
use copylint::text::{Sources, Span};
use serde_json::{Value, json};

/// What is put in: what JSON, ARNs, policies and shells give a meaning to, and what breaks readers that
/// count bytes.
const INSERTED: [&str; 46] = [
    "\"",
    "\\",
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "'",
    "`",
    "$",
    "${",
    "${*}",
    "*",
    "?",
    "/",
    "\n",
    "\r\n",
    "\t",
    "\0",
    "\u{feff}",
    "🙂",
    "ü",
    "\\u",
    "\\ud83d",
    "\\ude42",
    "1e999",
    "-",
    "null",
    "true",
    "//",
    "/*",
    "arn:aws:ec2:::",
    "{\"Statement\":",
    "\"Statement\":[",
    "%7B%22",
    "$(",
    "))",
    "<<EOF\n",
    "${X:-",
    "\\\n",
    " \\ \n --x",
    " ^\r\n",
    " `\n",
    ";; esac\n",
    "\naws ec2 copy-image --name ",
];

/// A text changed in one to three places.
fn changed(text: &str, numbers: &mut Numbers) -> String {
    let mut bytes = text.as_bytes().to_vec();
    for _ in 0..=numbers.below(3) {
        let at = numbers.below(bytes.len() + 1);
        let end = (at + numbers.below(40)).min(bytes.len());
        match numbers.below(6) {
            0 => bytes.truncate(at),
            1 if at < bytes.len() => bytes[at] ^= 1 << numbers.below(8),
            2 => drop(bytes.splice(at..at, numbers.of(&INSERTED).bytes())),
            3 => drop(bytes.drain(at..end)),
            4 => {
                let again = bytes[at..end].to_vec();
                drop(bytes.splice(at..at, again));
            }
            _ if at < bytes.len() => bytes[at] = b"\"{}[],:\\ "[numbers.below(9)],
            _ => {}
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The policies, requests and answers that are changed, the descriptions of sources, and the command lines.
struct Fixtures {
    documents: Vec<String>,
    descriptions: Vec<String>,
    commands: Vec<String>,
    /// Texts that hold commands.
    scripts: Vec<String>,
}

impl Fixtures {
    fn read() -> Self {
        let mut fixtures = Self {
            documents: Vec::new(),
            descriptions: Vec::new(),
            commands: Vec::new(),
            scripts: Vec::new(),
        };
        fixtures.add(&folder("testdata"));
        fixtures.add(&folder("rules"));
        assert!(fixtures.scripts.len() > 10);
        assert!(fixtures.documents.len() > 100 && fixtures.commands.len() > 50);
        assert!(fixtures.descriptions.len() > 30);
        fixtures
    }

    fn add(&mut self, folder: &Path) {
        let mut entries: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        entries.sort();
        for path in entries {
            let extension = path.extension().and_then(|extension| extension.to_str());
            match extension {
                _ if path.is_dir() => self.add(&path),
                _ if folder.ends_with("shell") => self.scripts.push(fs::read_to_string(&path).unwrap()),
                Some("json") if path.file_name().unwrap() == "source.json" => {
                    self.descriptions.push(fs::read_to_string(&path).unwrap());
                }
                Some("json") if path.file_name().unwrap() != "expected.json" => {
                    self.documents.push(fs::read_to_string(&path).unwrap());
                }
                Some("sh") => self.commands.push(fs::read_to_string(&path).unwrap()),
                Some("md") => self.add_examples(&fs::read_to_string(&path).unwrap()),
                _ => {}
            }
        }
    }

    /// The fenced blocks of a page.
    fn add_examples(&mut self, page: &str) {
        let mut rest = page;
        while let Some((_, block)) = rest.split_once("\n```") {
            // A fence that is longer holds shorter ones.
            let more = block.len() - block.trim_start_matches('`').len();
            let (info, body) = block.get(more..).unwrap().split_once('\n').unwrap();
            let (body, after) = body.split_once(&format!("\n```{}", "`".repeat(more))).unwrap();
            match info.split(' ').next() {
                _ if info == "json source" => self.descriptions.push(body.to_owned()),
                _ if info.starts_with("sh script") => self.scripts.push(body.to_owned()),
                Some("sh") => self.commands.push(body.to_owned()),
                _ => self.documents.push(body.to_owned()),
            }
            rest = after;
        }
    }
}

/// A policy that answers some of the questions, and has conditions.
const POLICY: &str = r#"{"Version": "2012-10-17", "Statement": [
    {"Sid": "Source", "Effect": "Allow", "Action": "ec2:Copy*", "Resource": ["arn:aws:ec2:*::snapshot/snap-*", "*"],
     "Condition": {"StringEqualsIfExists": {"aws:RequestTag/env": ["prod", "${aws:username}"]}}},
    {"Sid": "Key", "Effect": "Allow", "Action": "kms:*", "Resource": "arn:aws:kms:us-east-1:111122223333:key/*"}]}"#;

fn settings(numbers: &mut Numbers) -> Settings {
    let given = |numbers: &mut Numbers, text: &str| (numbers.below(2) == 0).then(|| text.to_owned());
    Settings {
        facts: AllFacts {
            account: given(numbers, "111122223333"),
            principal: given(numbers, "arn:aws:iam::111122223333:role/copier"),
            encryption_by_default: [None, Some(true), Some(false)][numbers.below(3)],
            default_key: given(numbers, "alias/aws/ebs"),
            ..AllFacts::default()
        },
        region: given(numbers, "us-east-1"),
        ..Settings::default()
    }
}

/// Has the texts linted, checks every place, and has every format written.
fn survive(settings: Settings, add: impl FnOnce(&mut Linter<'_>)) {
    let sources = Sources::new();
    let mut linter = Linter::new(&sources, settings);
    add(&mut linter);
    let (report, planned, policies) = linter.finish();
    check_places(&report);
    let plans = Plans { planned: &planned, policies: &policies };
    let style = Style { color: false, ..Style::default() };
    let mut out = Vec::new();
    line::write(&report, &mut out).unwrap();
    let lines = String::from_utf8(std::mem::take(&mut out)).unwrap();
    assert_eq!(lines.lines().count(), report.findings.len(), "{lines}");
    json::write(&report, "2026-01-01", &mut out).unwrap();
    let written: Value = serde_json::from_slice(&std::mem::take(&mut out)).unwrap();
    assert_eq!(written["findings"].as_array().unwrap().len(), report.findings.len());
    pretty::write(&report, &style, &mut out).unwrap();
    pretty::summary(&report, &style, &mut out).unwrap();
    plan::picture::write(plans, &sources, &style, &mut out).unwrap();
    plan::policy::remarks(plans, &sources, &mut out).unwrap();
    // What stands in a file must not steer the terminal.
    let shown = String::from_utf8(std::mem::take(&mut out)).unwrap();
    let steering = shown.chars().find(|character| character.is_control() && *character != '\n');
    assert_eq!(steering, None, "{shown}");
    plan::json::write(plans, &report, "2026-01-01", &mut out).unwrap();
    let written: Value = serde_json::from_slice(&std::mem::take(&mut out)).unwrap();
    let made = planned.iter().filter(|planned| planned.plan.is_some()).count();
    assert_eq!(written["plans"].as_array().unwrap().len(), made);
    plan::policy::write(plans, &mut out).unwrap();
    let written: Value = serde_json::from_slice(&out).unwrap();
    assert_eq!(written["Statement"].as_array().unwrap().is_empty(), made == 0);
}

/// Every place is in its text, between characters, and no finding is without one.
fn check_places(report: &Report<'_>) {
    let check = |span: Span, what: &str| {
        let source = report.sources.get(span.source).unwrap();
        let (start, end) = (span.start as usize, span.end as usize);
        let text = source.text();
        assert!(text.get(start..end).is_some(), "{what}: {start}..{end} of {text:?}");
        let position = source.position(span.start);
        let line = source.slice(source.line(position.line));
        assert!(position.column as usize <= line.chars().count() + 1, "{what}: {position:?} in {line:?}");
    };
    for reported in &report.findings {
        let finding = &reported.finding;
        let what = format!("{} {}", finding.rule.id, finding.message);
        check(finding.span().unwrap(), &what);
        for label in &finding.related {
            check(label.span, &what);
        }
    }
}

/// Changes texts until all rounds are done; a text that takes seconds has found something that hangs.
fn rounds(seed: u64, count: usize, texts: &[String], mut one: impl FnMut(&str, &mut Numbers)) {
    let mut numbers = Numbers(seed);
    let times = std::env::var("ROUNDS").map_or(1, |times| times.parse().unwrap());
    for round in 0..count * times {
        let text = changed(&texts[round % texts.len()], &mut numbers);
        let begun = Instant::now();
        let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| one(&text, &mut numbers)));
        assert!(result.is_ok(), "round {round}: {text:?}");
        let taken = begun.elapsed();
        assert!(taken < Duration::from_secs(5), "round {round} takes {taken:?}: {text:?}");
    }
}

#[test]
fn changed_documents() {
    let fixtures = Fixtures::read();
    rounds(0x0B57_0001, 4_000, &fixtures.documents, |text, numbers| {
        survive(settings(numbers), |linter| drop(linter.add_text("a file.json", text.to_owned(), Role::Any)));
    });
}

#[test]
fn changed_policies_that_are_asked() {
    let fixtures = Fixtures::read();
    rounds(0x0B57_0002, 2_500, &fixtures.documents, |text, numbers| {
        let command = shell_words(&fixtures.commands[numbers.below(fixtures.commands.len())]);
        survive(settings(numbers), |linter| {
            linter.add_text("policy.json", text.to_owned(), Role::IdentityPolicy);
            linter.add_text("good.json", POLICY.to_owned(), Role::IdentityPolicy);
            linter.add_command(&command, None);
        });
    });
}

#[test]
fn changed_policies_of_every_kind() {
    let fixtures = Fixtures::read();
    let kinds = [
        Role::Policy(Attachment::Boundary),
        Role::Policy(Attachment::Session),
        Role::Policy(Attachment::ServiceControl { level: 1 }),
        Role::Policy(Attachment::ResourceControl { level: 0 }),
        Role::KeyPolicy(0),
        Role::KeyPolicy(1),
    ];
    rounds(0x0B57_0006, 800, &fixtures.documents, |text, numbers| {
        let command = shell_words(&fixtures.commands[numbers.below(fixtures.commands.len())]);
        let kind = kinds[numbers.below(kinds.len())];
        let keys = vec![None, Some("alias/backup".to_owned())];
        survive(Settings { keys, ..settings(numbers) }, |linter| {
            linter.add_text("other.json", text.to_owned(), kind);
            linter.add_text("good.json", POLICY.to_owned(), Role::IdentityPolicy);
            linter.add_command(&command, None);
        });
    });
}

#[test]
fn changed_accounts() {
    let policy: Value = serde_json::from_str(POLICY).unwrap();
    let arn = "arn:aws:iam::111122223333:policy/Copy";
    let account = serde_json::json!({
        "UserDetailList": [{"UserName": "a", "Arn": "arn:aws:iam::111122223333:user/a", "GroupList": ["g", "h"]}],
        "GroupDetailList": [{"GroupName": "g", "AttachedManagedPolicies": [{"PolicyArn": arn}]}],
        "RoleDetailList": [{
            "RoleName": "r", "Arn": "arn:aws:iam::111122223333:role/r",
            "RolePolicyList": [{"PolicyName": "p", "PolicyDocument": policy}],
            "PermissionsBoundary": {"PermissionsBoundaryArn": arn}
        }],
        "Policies": [{"Arn": arn, "PolicyVersionList": [{"IsDefaultVersion": true, "Document": POLICY}]}]
    });
    let fixtures = Fixtures::read();
    rounds(0x0B57_0007, 500, &[account.to_string()], |text, numbers| {
        let command = shell_words(&fixtures.commands[numbers.below(fixtures.commands.len())]);
        let mut settings = settings(numbers);
        settings.who = numbers.below(2) == 0;
        settings.facts.principal = Some("arn:aws:sts::111122223333:assumed-role/r/s".to_owned());
        survive(settings, |linter| {
            linter.add_text("account.json", text.to_owned(), Role::IdentityPolicy);
            linter.add_command(&command, None);
        });
    });
}

#[test]
fn changed_descriptions() {
    let fixtures = Fixtures::read();
    rounds(0x0B57_0005, 2_500, &fixtures.descriptions, |text, numbers| {
        let command = shell_words(&fixtures.commands[numbers.below(fixtures.commands.len())]);
        survive(settings(numbers), |linter| {
            linter.add_text("source.json", text.to_owned(), Role::Source);
            linter.add_text("policy.json", POLICY.to_owned(), Role::IdentityPolicy);
            linter.add_command(&command, None);
        });
    });
}

#[test]
fn changed_commands() {
    let fixtures = Fixtures::read();
    rounds(0x0B57_0003, 2_500, &fixtures.commands, |text, numbers| {
        // A change can open a quote that is never closed: then at every space.
        let at_spaces = |_| text.split(' ').map(str::to_owned).collect();
        let words: Vec<String> = shell_words::split(text).unwrap_or_else(at_spaces);
        let region = (numbers.below(2) == 0).then(|| ("AWS_REGION", "us-east-1".to_owned()));
        survive(settings(numbers), |linter| {
            linter.add_text("policy.json", POLICY.to_owned(), Role::IdentityPolicy);
            linter.add_command(&words, region);
        });
    });
}

/// Texts that once came out wrong.
#[test]
fn texts_that_failed_before() {
    let texts = [
        // A list whose opening bracket is missing begins with a letter of two bytes.
        "{\"Statement\": [{\"Effect\": ü\"Allow\", \"Action\": \"ec2:CopySn  \"Resource\": \"*\"\n ]   }\n  ]\n}\n",
    ];
    for text in texts {
        survive(Settings::default(), |linter| {
            drop(linter.add_text("a file.json", text.to_owned(), Role::Any));
        });
    }
}

/// The names of texts with commands: what a text is read as depends on them.
const NAMES: [&str; 7] =
    ["a script.sh", "notes", "page.md", "steps.yml", "Makefile", "copies.cmd", "copies.ps1"];

#[test]
fn changed_scripts() {
    let fixtures = Fixtures::read();
    rounds(0x0B57_0005, 1_500, &fixtures.scripts, |text, numbers| {
        let name = numbers.of(&NAMES);
        survive(settings(numbers), |linter| {
            linter.add_text("policy.json", POLICY.to_owned(), Role::IdentityPolicy);
            drop(linter.add_text(name, text.to_owned(), Role::Any));
        });
    });
}

/// Texts that a reader could take long for: what is opened again and again, and what looks ahead.
#[test]
fn texts_that_repeat_themselves() {
    let tokens = [
        "(",
        ")",
        "((",
        "))",
        "$(",
        "$((",
        "${",
        "${X:-",
        "}",
        "{",
        "{{",
        "`",
        "'",
        "\"",
        "$'",
        "[[ ",
        "]]",
        "<<a\n",
        "<<<",
        "<a",
        "a=(",
        "a=",
        "@(",
        "if ",
        "for x in ",
        "do\n",
        "case a in\n",
        ";;",
        "f() ",
        "a && ",
        "a | ",
        "\\\n",
        "\\ \n",
        "--a\n",
        "#",
        "\n",
        "$X",
        "X=$X$X\n",
        "aws ec2 copy-image ",
        "aws ec2 copy-image --name ",
        "^\n",
        "`\n",
        "\"aws ec2 copy-image --x ",
        "'aws ec2 copy-image --x ",
        "`aws ec2 copy-image --x ",
        "copy-image ",
        "aws --x ",
    ];
    let mut numbers = Numbers(0x0B57_0006);
    for round in 0..60 {
        let unit = (0..=numbers.below(3)).map(|_| *numbers.of(&tokens.each_ref()[..])).collect::<String>();
        let text = format!("X=a\naws ec2 copy-image --name {}\n", unit.repeat(30_000 / unit.len()));
        for name in [NAMES[0], NAMES[1 + numbers.below(NAMES.len() - 1)]] {
            let begun = Instant::now();
            let sources = Sources::new();
            let mut linter = Linter::new(&sources, Settings::default());
            drop(linter.add_text(name, text.clone(), Role::Any));
            drop(linter.finish());
            let taken = begun.elapsed();
            assert!(taken < Duration::from_secs(5), "round {round}, {name}: {taken:?} for {unit:?}");
        }
    }
}

/// An image of very many snapshots, each under a key of its own, and a policy that denies the use of all.
#[test]
fn an_image_under_very_many_keys() {
    let mapping = |number: usize| {
        let key = format!("arn:aws:kms:us-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-{number:012x}");
        serde_json::json!({ "Ebs": { "SnapshotId": format!("snap-{number:017x}"), "Encrypted": true, "KmsKeyId": key } })
    };
    let mappings: Vec<Value> = (0..10_000).map(mapping).collect();
    let image = serde_json::json!({ "ImageId": "ami-0abcdef1234567890", "BlockDeviceMappings": mappings })
        .to_string();
    let policy =
        r#"{ "Version": "2012-10-17", "Statement": { "Effect": "Deny", "Action": "*", "Resource": "*" } }"#;
    let command = "aws ec2 copy-image --source-region us-west-2 --source-image-id ami-0abcdef1234567890 \
        --name web-2026-11 --region us-east-1";
    let begun = Instant::now();
    survive(Settings::default(), |linter| {
        linter.add_text("source.json", image, Role::Source);
        linter.add_text("policy.json", policy.to_owned(), Role::IdentityPolicy);
        linter.add_command(&shell_words(command), None);
    });
    // It takes a tenth of that, unless the time grows with the square of their number.
    assert!(begun.elapsed() < Duration::from_secs(30), "{:?}", begun.elapsed());
}

/// Words of a command changed one by one, which keeps the rest of it readable.
#[test]
fn changed_words() {
    let fixtures = Fixtures::read();
    let mut numbers = Numbers(0x0B57_0004);
    for round in 0..2_000 {
        let mut words = shell_words(&fixtures.commands[round % fixtures.commands.len()]);
        let at = numbers.below(words.len());
        words[at] = changed(&words[at], &mut numbers);
        survive(settings(&mut numbers), |linter| linter.add_command(&words, None));
    }
}

/// Every beginning of some documents and commands, byte by byte: what an editor sees while somebody types.
#[test]
fn every_beginning() {
    let cases = ["testdata/cases/hard-text/policy.json", "testdata/cases/two-requests/request.json"];
    for case in cases {
        let text = fs::read_to_string(folder(case)).unwrap();
        for end in (0..=text.len()).filter(|end| text.is_char_boundary(*end)) {
            let beginning = text.get(..end).unwrap().to_owned();
            survive(Settings::default(), |linter| {
                linter.add_text("policy.json", beginning, Role::IdentityPolicy);
            });
        }
    }
    let words = shell_words(&fs::read_to_string(folder("testdata/cases/hard-text/command.sh")).unwrap());
    for count in 0..words.len() {
        survive(Settings::default(), |linter| linter.add_command(&words[..count], None));
    }
    let script = fs::read_to_string(folder("testdata/shell/script.sh")).unwrap();
    for end in (0..=script.len()).step_by(7).filter(|end| script.is_char_boundary(*end)) {
        survive(Settings::default(), |linter| {
            drop(linter.add_text("script.sh", script[..end].to_owned(), Role::Any));
        });
    }
    let last = words.last().unwrap();
    for end in (0..last.len()).filter(|end| last.is_char_boundary(*end)) {
        let mut words = words.clone();
        *words.last_mut().unwrap() = last.get(..end).unwrap().to_owned();
        survive(Settings::default(), |linter| linter.add_command(&words, None));
    }
}

#[test]
fn one_command_with_many_options_takes_time_in_proportion() {
    for option in ["--bogus x ", "--name web-2026-11 ", "\\\n  --name web-2026-11 "] {
        let text = format!("aws ec2 copy-image {}\n", option.repeat(20_000));
        let begun = Instant::now();
        let sources = Sources::new();
        let mut linter = Linter::new(&sources, Settings::default());
        linter.add_text("copy.sh", text, Role::Any);
        let (report, ..) = linter.finish();
        assert!(report.findings.len() > 19_000, "{option:?}");
        assert!(begun.elapsed() < Duration::from_secs(5), "{option:?}: {:?}", begun.elapsed());
    }
}

#[test]
fn many_context_keys_take_time_in_proportion() {
    let begun = Instant::now();
    let mut draft = Draft::default();
    for number in 0..50_000 {
        draft.add_context(&format!("aws:PrincipalTag/{number}=a"));
        draft.add_context(&format!("aws:PRINCIPALTAG/{number}=b"));
    }
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
}

/// Conditions with very many keys, values, variables or providers, in one statement.
#[test]
fn large_conditions_take_time_in_proportion() {
    let many = |count: usize, one: &dyn Fn(usize) -> String| (0..count).map(one).collect::<Vec<String>>();
    let statement = |condition: Value| json!({"Effect": "Allow", "Action": "ec2:CopySnapshot", "Resource": "*", "Condition": condition});
    let keys = |names: Vec<String>| {
        let tests: serde_json::Map<String, Value> =
            names.into_iter().map(|name| (name, json!("x"))).collect();
        json!({ "StringEquals": tests })
    };
    let texts = |values: Vec<String>| json!({"StringLike": {"aws:RequestTag/k": values}});
    let providers =
        many(5_000, &|number| format!("arn:aws:iam::111122223333:oidc-provider/h{number}.example.com"));
    let mut trust = statement(keys(many(5_000, &|number| format!("h{number}.example.com:su"))));
    trust["Action"] = json!("sts:AssumeRoleWithWebIdentity");
    trust["Principal"] = json!({ "Federated": providers });
    trust.as_object_mut().unwrap().remove("Resource");
    let statements = [
        ("unknown keys", statement(keys(many(5_000, &|number| format!("ec2:Ownr{number}"))))),
        ("keys of tags", statement(keys(many(20_000, &|number| format!("aws:RequestTag/k{number}"))))),
        ("values", statement(texts(many(20_000, &|number| format!("v{number}*"))))),
        ("variables", statement(texts(many(20_000, &|number| format!("${{aws:usr{number}}}"))))),
        ("beginnings of variables", statement(texts(vec!["${".repeat(20_000)]))),
        ("providers", trust),
    ];
    for (name, statement) in statements {
        let text = json!({"Version": "2012-10-17", "Statement": [statement]}).to_string();
        let begun = Instant::now();
        survive(Settings::default(), |linter| drop(linter.add_text("policy.json", text, Role::Any)));
        // It takes a tenth of that, unless the time grows with the square of their number.
        assert!(begun.elapsed() < Duration::from_secs(30), "{name}: {:?}", begun.elapsed());
        println!("{name}: {:?}", begun.elapsed());
    }
}
