//! The program as people and other programs meet it: files and folders, standard input and output,
//! exit codes, options, and every machine-readable output against its published schema.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test that panics has failed"
)]

mod common;

use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use common::{Run, copylint, finish, folder, run, run_with_input, scratch, shell_words};
use copylint::{reference, rules};
use serde_json::{Value, json};

const GOOD: &str = r#"{
  "Version": "2012-10-17",
  "Statement": [{"Sid": "Copy", "Effect": "Allow", "Action": "ec2:CopySnapshot", "Resource": "arn:aws:ec2:*::snapshot/*"}]
}
"#;
/// Two errors with a near name each, and a note.
const BAD: &str = r#"{
  "Version": "2012-10-17",
  "Statement": [
    {"Effect": "Allow", "Action": "ec2:CopySnapshots", "Resource": "*"},
    {"Effect": "Allow", "Action": ["ec2:CopyImage", "ec2:CreateTags"], "Resource": "*"},
    {"Effect": "allow", "Action": "ec2:CopyImage", "Resource": "*"}
  ]
}
"#;
const SYNTAX_FAULT: &str = r#"{
  "Version": "2012-10-17",
  "Statement": [
    {"Effect": "Allow", "Action": "s3:GetObjekt", "Resource": "*"},
    {"Effect": "Allow" "Action": "s3:GetObject", "Resource": "*"},
    {"Effect": "Allow", "Action": "s3:PutObjekt", "Resource": "*"}
  ]
}
"#;
const REQUEST: &str =
    r#"{"SourceRegion": "us-west-2", "SourceSnapshotId": "snap-066877671789bd71b", "Encrypted": false}"#;
const COMMAND: &str =
    "aws ec2 copy-snapshot --source-region us-west-2 --source-snapshot-id snap-066877671789bd71b";
const PICTURE: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\xff\xfe";

/// A new folder with these files.
fn files(name: &str, files: &[(&str, &[u8])]) -> PathBuf {
    let folder = scratch(name);
    for (path, content) in files {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }
    folder
}

/// Rule, path and pointer of each finding, in the order of the report.
fn found(run: &Run) -> Vec<(String, String, Option<String>)> {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let findings = run.json();
    let findings = findings["findings"].as_array().unwrap().iter();
    findings
        .map(|one| (text(&one["rule"]).unwrap(), text(&one["path"]).unwrap(), text(&one["pointer"])))
        .collect()
}

fn rules_and_paths(run: &Run) -> Vec<String> {
    found(run).into_iter().map(|(rule, path, _)| format!("{rule} {path}")).collect()
}

fn check_json(folder: &Path, arguments: &[&str]) -> Run {
    run(folder, &[&["check", "--format", "json"], arguments].concat())
}

// ---------------------------------------------------------------- files and folders

#[test]
fn a_folder_with_everything_in_it() {
    let folder = files(
        "everything",
        &[
            ("iam/a-good.json", GOOD.as_bytes()),
            ("iam/b-broken.json", SYNTAX_FAULT.as_bytes()),
            ("iam/c-request.json", REQUEST.as_bytes()),
            ("iam/package.json", br#"{"name": "web", "version": "1.0.0", "scripts": {}}"#),
            ("iam/picture.png", PICTURE),
            ("iam/notes.md", b"# Notes"),
        ],
    );
    let run = check_json(&folder, &["iam"]);
    assert_eq!(run.code, 1);
    assert_eq!(run.stderr, "", "nothing was named that is neither");
    assert_eq!(
        rules_and_paths(&run),
        [
            "invalid-action iam/b-broken.json",
            "json-syntax-error iam/b-broken.json",
            "invalid-action iam/b-broken.json",
            "unknown-destination iam/c-request.json",
            "encrypted-set-to-false iam/c-request.json",
        ]
    );
    let expected = json!({"files": 3, "policies": 2, "requests": 1, "errors": 4, "warnings": 0, "notes": 1, "skipped": 3});
    assert_eq!(run.json()["summary"], expected);
    // Without a path: the current folder, and the paths say so.
    let here = check_json(&folder.join("iam"), &[]);
    assert_eq!(here.json()["summary"], expected);
    assert_eq!(rules_and_paths(&here)[0], "invalid-action b-broken.json");
}

#[test]
fn after_a_syntax_fault_reading_goes_on() {
    let folder = files("fault", &[("policy.json", SYNTAX_FAULT.as_bytes())]);
    let run = run(&folder, &["check", "--format", "line", "policy.json"]);
    let lines: Vec<&str> = run.stdout.lines().collect();
    assert_eq!(lines.len(), 3, "{}", run.stdout);
    assert!(lines[0].starts_with("policy.json:4:39: error[invalid-action] `s3:GetObjekt` "), "{}", lines[0]);
    assert!(lines[1].starts_with("policy.json:5:24: error[json-syntax-error] "), "{}", lines[1]);
    assert!(lines[2].starts_with("policy.json:6:39: error[invalid-action] `s3:PutObjekt` "), "{}", lines[2]);
}

#[test]
fn a_missing_file_fails_and_the_rest_is_linted() {
    let folder = files("missing", &[("good.json", GOOD.as_bytes()), ("bad.json", BAD.as_bytes())]);
    for arguments in
        [&["gone.json", "bad.json", "good.json"][..], &["--policy", "gone.json", "bad.json", "good.json"]]
    {
        let run = check_json(&folder, arguments);
        assert_eq!(run.code, 3, "{arguments:?}");
        assert_eq!(run.stderr, "error: gone.json: no such file\n");
        assert_eq!(run.json()["errors"], json!([{"path": "gone.json", "message": "no such file"}]));
        assert_eq!(run.json()["summary"]["policies"], 2);
        assert_eq!(found(&run).len(), 3);
    }
}

#[test]
fn a_named_file_that_is_neither_is_said_to_be_skipped() {
    let folder = files(
        "neither",
        &[("good.json", GOOD.as_bytes()), ("package.json", b"{\"name\": \"web\"}"), ("picture.png", PICTURE)],
    );
    let both = check_json(&folder, &["good.json", "package.json", "picture.png"]);
    assert_eq!((both.code, found(&both).len()), (0, 0));
    assert_eq!(both.json()["summary"]["skipped"], 2);
    let lines: Vec<&str> = both.stderr.lines().collect();
    assert_eq!(lines.len(), 2, "{}", both.stderr);
    assert!(lines[0].starts_with("skipped: package.json: "), "{}", lines[0]);
    assert!(lines[1].starts_with("skipped: picture.png: "), "{}", lines[1]);
    let quiet = run(&folder, &["check", "--quiet", "good.json", "package.json"]);
    assert_eq!((quiet.code, quiet.stdout.as_str(), quiet.stderr.as_str()), (0, "", ""));
}

#[test]
fn nothing_to_lint_is_wrong_usage() {
    let folder = files("nothing", &[("package.json", b"{\"name\": \"web\"}"), ("empty.json", b"")]);
    for arguments in [
        &["check", "."][..],
        &["check", "package.json"],
        &["check", "empty.json"],
        &["check"],
        &["plan", "package.json"],
    ] {
        let run = run(&folder, arguments);
        assert_eq!(run.code, 2, "{arguments:?}");
        let nothing = if arguments[0] == "plan" { "nothing to plan" } else { "nothing to lint" };
        assert!(run.stderr.contains(nothing), "{arguments:?}: {}", run.stderr);
    }
    for arguments in [&["check", "--allow-empty", "."][..], &["plan", "--allow-empty", "package.json"]] {
        let run = run(&folder, arguments);
        assert_eq!(run.code, 0, "{arguments:?}: {}", run.stderr);
    }
    // A policy alone is nothing to plan.
    let folder = files("no-plan", &[("good.json", GOOD.as_bytes())]);
    assert_eq!(run(&folder, &["plan", "good.json"]).code, 2);
    assert_eq!(run(&folder, &["plan", "--policy", "good.json"]).code, 2);
}

#[test]
fn an_empty_file_that_was_named_as_a_policy_is_a_finding() {
    let folder = files("empty", &[("empty.json", b""), ("blank.json", b" \n\t")]);
    for file in ["empty.json", "blank.json"] {
        let run = check_json(&folder, &["--policy", file]);
        assert_eq!((run.code, rules_and_paths(&run)), (1, vec![format!("json-syntax-error {file}")]));
    }
}

/// A text in the encoding of many Windows programs.
fn utf_16(text: &str) -> Vec<u8> {
    [0xFEFF_u16].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
}

#[test]
fn texts_that_are_not_utf_8() {
    let utf_16 = utf_16(GOOD);
    let latin_1 = GOOD
        .replace("Copy\"", "Kopie für\"")
        .chars()
        .map(|one| u8::try_from(u32::from(one)).unwrap())
        .collect::<Vec<u8>>();
    let folder = files(
        "encodings",
        &[
            ("utf-16.json", &utf_16),
            ("latin-1.json", &latin_1),
            ("bad.json", BAD.as_bytes()),
            ("picture.png", PICTURE),
        ],
    );
    let run = check_json(&folder, &["utf-16.json", "latin-1.json", "bad.json"]);
    assert_eq!((run.code, found(&run).len()), (3, 3), "the rest is linted");
    let errors = run.json()["errors"].clone();
    assert_eq!(errors[0]["path"], "utf-16.json");
    assert!(errors[0]["message"].as_str().unwrap().contains("UTF-16"), "{errors}");
    assert_eq!(errors[1]["path"], "latin-1.json");
    assert!(errors[1]["message"].as_str().unwrap().contains("0xFC on line 3"), "{errors}");
    let run = check_json(&folder, &["--policy", "picture.png", "bad.json"]);
    assert_eq!((run.code, found(&run).len()), (3, 3), "what is named as a policy must be text");
}

#[test]
fn other_files_that_are_not_utf_8_are_skipped() {
    let strings = "{\"greeting\": \"hello\"}";
    let utf_16 = utf_16(strings);
    let folder = files("other-encodings", &[("strings.json", &utf_16), ("bad.json", BAD.as_bytes())]);
    for arguments in [&["."][..], &["strings.json", "bad.json"]] {
        let run = check_json(&folder, arguments);
        assert_eq!((run.code, found(&run).len()), (1, 3), "{arguments:?}");
        assert_eq!(run.json()["summary"]["skipped"], 1);
    }
}

#[test]
fn a_byte_order_mark_is_said_and_the_rest_is_read() {
    let with_mark = format!("\u{feff}{BAD}");
    let folder = files("mark", &[("bad.json", with_mark.as_bytes())]);
    let run = run(&folder, &["check", "--format", "line", "bad.json"]);
    let lines: Vec<&str> = run.stdout.lines().collect();
    assert_eq!((run.code, lines.len()), (1, 4), "{}", run.stdout);
    assert!(lines[0].starts_with("bad.json:1:1: error[json-syntax-error] "), "{}", lines[0]);
    assert!(
        lines[1].starts_with("bad.json:4:40: error[invalid-action] `ec2:CopySnapshots` "),
        "{}",
        lines[1]
    );
}

#[test]
fn a_quoted_pattern_is_expanded() {
    let folder = files(
        "pattern",
        &[
            ("a/one.json", BAD.as_bytes()),
            ("a/two.json", GOOD.as_bytes()),
            ("a/three.txt", b"no"),
            ("b/[x].json", BAD.as_bytes()),
        ],
    );
    let run = check_json(&folder, &["a/*.json"]);
    assert_eq!((run.code, run.json()["summary"]["files"].as_u64()), (1, Some(2)));
    let run = check_json(&folder, &["**/*.json"]);
    assert_eq!(run.json()["summary"]["files"], 3);
    let run = check_json(&folder, &["b/[x].json"]);
    assert_eq!(run.json()["summary"]["files"], 1, "a file of that very name is meant before a pattern");
    let run = check_json(&folder, &["a/*.yaml", "a/one.json"]);
    assert_eq!((run.code, found(&run).len()), (3, 3));
    assert_eq!(run.stderr, "error: a/*.yaml: no file matches this pattern\n");
}

#[test]
fn a_file_is_linted_once_however_often_it_is_named() {
    let folder = files("once", &[("iam/bad.json", BAD.as_bytes())]);
    for arguments in [
        &["iam/bad.json", "iam/bad.json"][..],
        &["iam/bad.json", "./iam/bad.json", "iam"],
        &["--policy", "iam/bad.json", "iam/bad.json"],
        &["--policy", "./iam/bad.json", "iam", "iam/*.json"],
    ] {
        let run = check_json(&folder, arguments);
        assert_eq!(run.json()["summary"]["policies"], 1, "{arguments:?}");
        assert_eq!(found(&run).len(), 3, "{arguments:?}");
    }
}

#[test]
fn findings_are_in_order_of_path_offset_and_rule() {
    let folder = files(
        "order",
        &[("b.json", BAD.as_bytes()), ("a.json", BAD.as_bytes()), ("c/a.json", SYNTAX_FAULT.as_bytes())],
    );
    let run = check_json(&folder, &["c", "b.json", "a.json"]);
    let places: Vec<_> = run.json()["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["path"].to_string(), one["start"]["offset"].as_u64(), one["rule"].to_string()))
        .collect();
    assert_eq!(places.len(), 9);
    assert!(places.is_sorted(), "{places:#?}");
}

// ---------------------------------------------------------------- standard input and output

#[test]
fn standard_input_is_read_and_may_have_a_name() {
    let folder = scratch("stdin");
    let run = run_with_input(&folder, &["check", "--format", "line", "-"], SYNTAX_FAULT.as_bytes());
    assert!(run.stdout.starts_with("<stdin>:4:39: error[invalid-action]"), "{}", run.stdout);
    let arguments = ["check", "--format", "json", "--stdin-filename", "iam/role.json", "-"];
    let run = run_with_input(&folder, &arguments, SYNTAX_FAULT.as_bytes());
    assert_eq!(run.code, 1);
    assert!(found(&run).iter().all(|(_, path, _)| path == "iam/role.json"), "{}", run.stdout);
    let arguments = ["plan", "--format", "json", "--region", "us-east-1", "-"];
    let run = run_with_input(&folder, &arguments, REQUEST.as_bytes());
    assert_eq!(run.json()["plans"][0]["request"]["origin"], json!({"path": "<stdin>", "line": 1}));
    assert_eq!(run.json()["plans"][0]["request"]["region"], "us-east-1");
    // The policy comes on standard input, the request is a command.
    let arguments = [
        &["plan", "--format", "json", "--policy", "-", "--region", "us-east-1", "--"][..],
        &COMMAND.split(' ').collect::<Vec<_>>(),
    ]
    .concat();
    let run = run_with_input(&folder, &arguments, GOOD.as_bytes());
    assert_eq!((run.code, run.json()["plans"][0]["verdict"].as_str()), (0, Some("allowed")), "{run:?}");
    assert_eq!(run.json()["plans"][0]["permissions"][0]["by"][0]["path"], "<stdin>");
    let run = run_with_input(&folder, &["check", "-"], b"\xff\xfe{\0}\0");
    assert_eq!(run.code, 3, "{run:?}");
}

/// A folder of which every format says more than a pipe holds.
fn talkative() -> PathBuf {
    let statement = r#"{"Effect": "Allow", "Action": "s3:GetObjekt", "Resource": "*"}"#;
    let policy = format!(
        "{{\"Version\": \"2012-10-17\", \"Statement\": [\n{}\n]}}",
        vec![statement; 2_000].join(",\n")
    );
    files("talkative", &[("policy.json", policy.as_bytes())])
}

#[test]
fn a_reader_that_goes_away_ends_the_output_quietly() {
    let folder = talkative();
    for format in ["pretty", "line", "json"] {
        let mut command = copylint(&folder);
        command.args(["check", "--format", format, "policy.json"]);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let mut said = String::new();
        child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
        let code = child.wait().unwrap().code();
        assert_eq!((code, said.as_str()), (Some(1), ""), "{format}");
        let program = env!("CARGO_BIN_EXE_copylint");
        let mut shell = Command::new("sh");
        shell
            .current_dir(&folder)
            .arg("-c")
            .arg(format!("'{program}' check --format {format} policy.json | head -1"));
        let run = finish(&mut shell);
        assert_eq!((run.code, run.stderr.as_str(), run.stdout.lines().count()), (0, "", 1), "{format}");
    }
    let mut child =
        copylint(&folder).arg("rules").stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), output.stderr.len()), (Some(0), 0));
}

#[test]
#[cfg(target_os = "linux")]
fn output_that_cannot_be_written_is_said() {
    let folder = talkative();
    for format in ["pretty", "line", "json"] {
        let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let run = finish(copylint(&folder).args(["check", "--format", format, "policy.json"]).stdout(full));
        assert_eq!(run.code, 3, "{format}");
        assert!(run.stderr.starts_with("error: <stdout>: "), "{}", run.stderr);
    }
}

#[test]
fn colours_only_where_they_are_wanted() {
    let folder = files("colours", &[("bad.json", BAD.as_bytes())]);
    let escapes = |arguments: &[&str], variable: Option<(&str, &str)>| {
        let mut command = copylint(&folder);
        command.args(arguments).arg("bad.json").envs(variable);
        finish(&mut command).stdout.contains('\u{1b}')
    };
    assert!(!escapes(&["check"], None), "standard output is no terminal here");
    assert!(escapes(&["check", "--color", "always"], None));
    assert!(!escapes(&["check", "--color", "never"], None));
    assert!(!escapes(&["check", "--color", "auto"], Some(("NO_COLOR", "1"))));
    assert!(
        escapes(&["check", "--color", "always"], Some(("NO_COLOR", "1"))),
        "what is asked for counts more"
    );
    for format in ["line", "json"] {
        assert!(!escapes(&["check", "--format", format, "--color", "always"], None), "{format}");
    }
}

// ---------------------------------------------------------------- options and exit codes

#[test]
fn levels_decide_what_is_reported_and_the_exit_code() {
    let folder = files("levels", &[("bad.json", BAD.as_bytes())]);
    let code = |arguments: &[&str]| check_json(&folder, &[arguments, &["bad.json"]].concat());
    let levels = |run: &Run| -> Vec<String> {
        run.json()["findings"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["level"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(levels(&code(&[])), ["error", "note", "error"]);
    for (fail_on, expected) in [("error", 1), ("warning", 1), ("note", 1), ("never", 0)] {
        assert_eq!(code(&["--fail-on", fail_on]).code, expected, "{fail_on}");
    }
    let only_note = ["--level", "invalid-action=off", "--level", "invalid-effect=off"];
    let run = code(&only_note);
    assert_eq!((run.code, levels(&run)), (0, vec!["note".to_owned()]));
    assert_eq!(code(&[&only_note[..], &["--fail-on", "note"]].concat()).code, 1);
    let run = code(&["--level", "invalid-action=warning", "--level", "invalid-effect=note"]);
    assert_eq!((run.code, levels(&run)), (1, ["warning", "note", "note"].map(str::to_owned).to_vec()));
    assert_eq!(
        code(&["--level", "invalid-action=warning", "--level", "invalid-effect=note", "--fail-on", "error"])
            .code,
        0
    );
    let run = code(&["--level", "unrestricted-create-tags=error"]);
    assert_eq!(levels(&run), ["error"; 3], "a level that is configured counts, also above the rule's own");
    let run = code(&["--level", "invalid-action=off", "--level", "invalid-action=error"]);
    assert_eq!(levels(&run).len(), 3, "the last one counts");
}

#[test]
fn wrong_usage_exits_with_2_and_says_why() {
    let folder = files("usage", &[("good.json", GOOD.as_bytes())]);
    for (arguments, said) in [
        (&[][..], "Usage"),
        (&["lint", "good.json"], "unrecognized subcommand"),
        (&["check", "--no-such-option", "good.json"], "unexpected argument"),
        (&["check", "--format", "xml", "good.json"], "invalid value"),
        (&["check", "--fail-on", "fatal", "good.json"], "invalid value"),
        (&["check", "--account", "1234", "good.json"], "twelve digits"),
        (&["check", "--level", "invalid-action", "good.json"], "RULE=error"),
        (&["check", "--level", "invalid-action=fatal", "good.json"], "`fatal` is no level"),
        (&["check", "--level", "invalid-actoin=off", "good.json"], "did you mean `invalid-action`"),
        (&["explain", "invalid-actoin"], "did you mean `invalid-action`"),
        (&["explain"], "RULE"),
        (&["schema", "everything"], "invalid value"),
        (&["completions", "cmd"], "invalid value"),
        (&["plan"], "nothing to plan"),
    ] {
        let run = run(&folder, arguments);
        assert_eq!(run.code, 2, "{arguments:?}");
        assert!(run.stderr.contains(said) && run.stdout.is_empty(), "{arguments:?}: {run:?}");
    }
}

#[test]
fn quiet_prints_findings_and_nothing_else() {
    let folder = files("quiet", &[("good.json", GOOD.as_bytes()), ("bad.json", BAD.as_bytes())]);
    let good = run(&folder, &["check", "good.json"]);
    assert!(good.code == 0 && good.stdout.contains("no findings in 1 file"), "{good:?}");
    assert_eq!(run(&folder, &["check", "-q", "good.json"]).stdout, "");
    let loud = run(&folder, &["check", "bad.json"]).stdout;
    let quiet = run(&folder, &["check", "-q", "bad.json"]).stdout;
    assert!(loud.starts_with(quiet.trim_end()) && loud.len() > quiet.len(), "{quiet}");
    assert!(loud.trim_end().ends_with("(1 policy)") && !quiet.contains("(1 policy)"), "{loud}");
}

#[test]
fn the_region_of_the_environment_is_for_commands() {
    let folder = files("environment", &[("request.json", REQUEST.as_bytes())]);
    let words = shell_words(COMMAND);
    let regions = |variables: &[(&str, &str)], arguments: &[&str]| -> Vec<(Value, Value)> {
        let mut command = copylint(&folder);
        command.args(["plan", "--format", "json"]).args(arguments).arg("request.json").arg("--").args(&words);
        let run = finish(command.envs(variables.iter().copied()));
        let request =
            |plan: &Value| (plan["request"]["region"].clone(), plan["request"]["region_from"].clone());
        run.json()["plans"].as_array().unwrap().iter().map(request).collect()
    };
    assert_eq!(regions(&[], &[]), vec![(Value::Null, Value::Null); 2]);
    let both = [("AWS_DEFAULT_REGION", "eu-west-1"), ("AWS_REGION", "us-east-1")];
    let found = regions(&both, &[]);
    assert_eq!(found[0], (Value::Null, Value::Null), "a document says nothing about an environment");
    assert_eq!(found[1].0, "us-east-1");
    assert!(found[1].1.as_str().unwrap().contains("AWS_REGION"), "{found:?}");
    assert_eq!(regions(&both[..1], &[])[1].0, "eu-west-1");
    let found = regions(&both, &["--region", "sa-east-1"]);
    assert_eq!((&found[0].0, &found[1].0), (&json!("sa-east-1"), &json!("sa-east-1")));
}

// ---------------------------------------------------------------- answers of AWS's own commands

const MISSPELT: &str =
    r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObjekt","Resource":"*"}]}"#;

/// The text as the IAM API sends it (RFC 3986: everything but letters, digits, `-`, `_`, `.` and `~`).
fn percent_encoded(text: &str) -> String {
    let encoded = |byte: u8| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    text.bytes().map(encoded).collect()
}

#[test]
fn policies_inside_the_answers_of_aws_commands() {
    let policy: Value = serde_json::from_str(MISSPELT).unwrap();
    let key_policy = json!({"Version": "2012-10-17", "Statement": [
        {"Sid": "Für alle", "Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "kms:Decript", "Resource": "*"}]});
    let key_policy = serde_json::to_string_pretty(&key_policy).unwrap();
    let trust = json!({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRol"}]});
    let answers: [(&str, Value, Vec<&str>); 6] = [
        (
            "version",
            json!({"PolicyVersion": {"Document": policy, "VersionId": "v1"}}),
            vec!["/PolicyVersion/Document"],
        ),
        (
            "encoded",
            json!({"PolicyVersion": {"Document": percent_encoded(MISSPELT)}}),
            vec!["/PolicyVersion/Document"],
        ),
        (
            "role-policy",
            json!({"RoleName": "r", "PolicyName": "p", "PolicyDocument": policy}),
            vec!["/PolicyDocument"],
        ),
        (
            "role",
            json!({"Role": {"Path": "/", "AssumeRolePolicyDocument": trust}}),
            vec!["/Role/AssumeRolePolicyDocument"],
        ),
        ("key", json!({"Policy": key_policy, "PolicyName": "default"}), vec!["/Policy"]),
        (
            "details",
            json!({
                "UserDetailList": [{"UserPolicyList": [{"PolicyName": "a", "PolicyDocument": policy}]}],
                "GroupDetailList": [{"GroupPolicyList": [{"PolicyName": "b", "PolicyDocument": policy}]}],
                "RoleDetailList": [{"AssumeRolePolicyDocument": trust, "RolePolicyList": [{"PolicyDocument": policy}]}],
                "Policies": [{"PolicyVersionList": [{"Document": policy}, {"Document": policy}]}],
            }),
            vec![
                "/GroupDetailList/0/GroupPolicyList/0/PolicyDocument",
                "/Policies/0/PolicyVersionList/0/Document",
                "/Policies/0/PolicyVersionList/1/Document",
                "/RoleDetailList/0/AssumeRolePolicyDocument",
                "/RoleDetailList/0/RolePolicyList/0/PolicyDocument",
                "/UserDetailList/0/UserPolicyList/0/PolicyDocument",
            ],
        ),
    ];
    for (name, answer, places) in answers {
        let file = format!("{name}.json");
        let text = serde_json::to_string_pretty(&answer).unwrap();
        let folder = files(&format!("answer-{name}"), &[(&file, text.as_bytes())]);
        let run = check_json(&folder, &[&file]);
        let expected: Vec<_> = places
            .iter()
            .map(|place| {
                (
                    "invalid-action".to_owned(),
                    format!("{file}#{place}"),
                    Some("/Statement/0/Action".to_owned()),
                )
            })
            .collect();
        assert_eq!((run.code, found(&run)), (1, expected), "{name}");
        assert_eq!(run.json()["summary"]["policies"], places.len());
        assert_eq!(run.json()["summary"]["files"], 1, "{name}");
        // The place is in the answer itself, or in the string once it is decoded.
        for (place, finding) in places.iter().zip(run.json()["findings"].as_array().unwrap()) {
            let held = answer.pointer(place).unwrap();
            let text = match held.as_str() {
                Some(string) if string.starts_with('%') => MISSPELT,
                Some(string) => string,
                None => &text,
            };
            let offset = |end: &str| usize::try_from(finding[end]["offset"].as_u64().unwrap()).unwrap();
            let underlined = &text[offset("start")..offset("end")];
            assert!(["GetObjekt", "Decript", "AssumeRol"].contains(&underlined), "{name}: {underlined}");
        }
    }
}

#[test]
fn an_answer_is_a_policy_that_can_be_asked() {
    let good: Value = serde_json::from_str(GOOD).unwrap();
    let answer = json!({"PolicyVersion": {"Document": good}}).to_string();
    let folder = files("asked", &[("answer.json", answer.as_bytes())]);
    let words = format!("{COMMAND} --region us-east-1");
    let arguments = [
        &["plan", "--format", "json", "--policy", "answer.json", "--"][..],
        &words.split(' ').collect::<Vec<_>>(),
    ]
    .concat();
    let run = run(&folder, &arguments);
    assert_eq!(run.json()["plans"][0]["verdict"], "allowed");
    let by = &run.json()["plans"][0]["permissions"][0]["by"][0];
    assert_eq!(by["path"], "answer.json#/PolicyVersion/Document");
    assert_eq!(by["pointer"], "/Statement/0");
}

// ---------------------------------------------------------------- large and deep

#[test]
fn thirty_megabytes_on_one_line() {
    let statement = r#"{"Effect":"Allow","Action":["s3:GetObject","s3:PutObject"],"Resource":"arn:aws:s3:::amzn-s3-demo-bucket/*"},"#;
    let mut policy = String::from(r#"{"Version":"2012-10-17","Statement":["#);
    while policy.len() < 30_000_000 {
        policy.push_str(statement);
    }
    policy.push_str(r#"{"Effect":"Allow","Action":"s3:GetObjekt","Resource":"*"}]}"#);
    let folder = files("large", &[("policy.json", policy.as_bytes())]);
    let begun = Instant::now();
    let run = run(&folder, &["check", "policy.json"]);
    assert!(begun.elapsed() < Duration::from_secs(60), "{:?}", begun.elapsed());
    assert_eq!(run.code, 1);
    assert!(
        run.stdout.contains("`s3:GetObjekt` is not an action")
            && run.stdout.contains("the same again")
            && run.stdout.contains("1 error, 1 warning, 1 note in 1 file"),
        "{:.2000}",
        run.stdout
    );
    // However long the line and however many the places, a finding takes no more than this.
    assert!(run.stdout.len() < 3 * 2_000, "{} bytes: {:.2000}", run.stdout.len(), run.stdout);
    fs::remove_file(folder.join("policy.json")).unwrap();
}

#[test]
fn nesting_deeper_than_any_stack() {
    for (name, opening, closing) in [("brackets", "[", "]"), ("braces", "{\"a\":", "}")] {
        let deep = |depth: usize| format!("{}1{}", opening.repeat(depth), closing.repeat(depth));
        let inside = GOOD.replace("\"arn:aws:ec2:*::snapshot/*\"", &deep(100_000));
        let unclosed = opening.repeat(100_000);
        let folder =
            files(name, &[("inside.json", inside.as_bytes()), ("unclosed.json", unclosed.as_bytes())]);
        let run = check_json(&folder, &["--policy", "inside.json", "--policy", "unclosed.json"]);
        assert_eq!(run.code, 1, "{name}: {}", run.stderr);
        let found = rules_and_paths(&run);
        assert!(found.contains(&"json-syntax-error inside.json".to_owned()), "{name}: {found:?}");
        assert!(found.contains(&"json-syntax-error unclosed.json".to_owned()), "{name}: {found:?}");
        assert!(found.len() < 10, "one fault, not 100,000: {found:?}");
    }
}

// ---------------------------------------------------------------- the other commands

#[test]
fn a_list_of_policies_is_as_many_documents() {
    let folder = scratch("list-of-policies");
    let policy = |action: &str| {
        format!(
            r#"{{"Version":"2012-10-17","Statement":{{"Effect":"Deny","Action":"{action}","Resource":"*"}}}}"#
        )
    };
    let list = format!("[{},{}]", policy("ec2:CopySnapshot"), policy("ec2:CopySnapshots"));
    fs::write(folder.join("list.json"), &list).unwrap();
    let run = run(&folder, &["check", "--format", "json", "--policy-type", "scp", "list.json"]);
    let json = run.json();
    assert_eq!(json["summary"]["policies"], 2);
    let [finding] = json["findings"].as_array().unwrap().as_slice() else { panic!("{json}") };
    assert_eq!(
        (&finding["path"], &finding["pointer"]),
        (&"list.json#/1".into(), &"/Statement/Action".into())
    );
    assert_eq!(finding["rule"], "invalid-action");
    // With anything else in it, it is no such list.
    fs::write(folder.join("list.json"), list.replace("[{", "[3,{")).unwrap();
    let run = self::run(&folder, &["check", "list.json"]);
    assert!(run.stderr.contains("neither a policy nor a copy request"), "{}", run.stderr);
}

#[test]
fn every_rule_is_listed_and_explained() {
    let folder = scratch("rules");
    let listed = run(&folder, &["rules"]);
    assert_eq!(listed.code, 0);
    let ids: Vec<&str> = rules::all().map(|rule| rule.id).collect();
    assert_eq!(listed.stdout.lines().count(), ids.len());
    for (line, id) in listed.stdout.lines().zip(&ids) {
        assert_eq!(line.split_whitespace().nth(2), Some(*id), "{line}");
        let explained = run(&folder, &["explain", id]);
        let rule = rules::by_id(id).unwrap();
        assert_eq!((explained.code, explained.stderr.as_str()), (0, ""), "{id}");
        let heading = format!("{id} ({}, {})\n", rule.family.name(), rule.level);
        assert!(
            explained.stdout.starts_with(&heading) && explained.stdout.contains(rule.summary()),
            "{explained:?}"
        );
        assert!(line.ends_with(rule.summary()), "{line}");
    }
}

#[test]
fn a_policy_that_cannot_be_read_leaves_everything_open() {
    let details = format!(
        r#"{{"RoleDetailList": [{{"RolePolicyList": [{{"PolicyDocument": {GOOD}}}], "AttachedManagedPolicies": []}}]}}"#
    );
    let folder =
        files("unread-policy", &[("good.json", GOOD.as_bytes()), ("details.json", details.as_bytes())]);
    let command: Vec<&str> = COMMAND.split(' ').collect();
    let verdict = |policies: &[&str]| {
        let options = policies.iter().flat_map(|policy| ["--policy", policy]);
        let arguments: Vec<&str> = ["plan", "--format", "json", "--region", "us-east-1"]
            .into_iter()
            .chain(options)
            .chain(["--"])
            .chain(command.iter().copied())
            .collect();
        let run = run(&folder, &arguments);
        (run.code, run.json()["plans"][0]["verdict"].as_str().unwrap().to_owned())
    };
    assert_eq!(verdict(&["good.json"]), (0, "allowed".to_owned()));
    assert_eq!(verdict(&["good.json", "gone.json"]), (3, "depends".to_owned()));
    assert_eq!(verdict(&["good.json", "details.json"]), (3, "depends".to_owned()), "it tells of whole roles");
}

#[test]
fn options_that_contradict_one_another_are_wrong_usage() {
    let folder = files("contradictions", &[("good.json", GOOD.as_bytes())]);
    let principal = "arn:aws:iam::444455556666:role/copier";
    for arguments in [
        &["check", "--account", "111122223333", "--principal", principal, "good.json"][..],
        &["check", "--policy", "-", "-"],
        &["check", "--region", "nowhere-1", "good.json"],
        &["check", "--region", "us-east-1a", "good.json"],
        &["check", "--principal", "alice", "good.json"],
        &["check", "--account", "1111", "good.json"],
        &["check", "--source", "-", "-"],
        &["check", "--source", "-", "--policy", "-", "good.json"],
        &["check", "--default-key", "backup", "good.json"],
        &["check", "--default-key", "arn:aws:kms:us-east-1:1111:key/1", "good.json"],
    ] {
        assert_eq!(run(&folder, arguments).code, 2, "{arguments:?}");
    }
}

/// What `--source` takes, and what becomes of what it does not take.
#[test]
fn descriptions_of_sources() {
    const DESCRIBED: &str =
        r#"{"Snapshots": [{"SnapshotId": "snap-066877671789bd71b", "State": "pending"}]}"#;
    let utf_16 = utf_16(DESCRIBED);
    let folder = files(
        "descriptions",
        &[
            ("source.json", DESCRIBED.as_bytes()),
            ("fault.json", DESCRIBED.replace("}]}", "},]}").as_bytes()),
            ("broken.json", br#"{"Images": {"ImageId": "ami-0abcdef1234567890"#),
            ("utf-16.json", &utf_16),
            ("empty.json", b""),
            ("table.txt", b"| DescribeSnapshots |"),
            ("good.json", GOOD.as_bytes()),
            ("none.json", b"[]"),
        ],
    );
    let words = shell_words(&format!("{COMMAND} --region us-east-1"));
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let check = |source: &str| {
        let run = check_json(&folder, &[&["--source", source, "--"][..], &words].concat());
        let errors = run.json()["errors"].as_array().unwrap().len();
        (run.code, rules_and_paths(&run), errors)
    };
    let found = |rules: &[&str]| rules.iter().map(|rule| (*rule).to_owned()).collect::<Vec<_>>();
    let pending = "incomplete-source-snapshot <command>";
    assert_eq!(check("source.json"), (1, found(&[pending]), 0));
    // A fault is said, and the rest is read all the same.
    assert_eq!(check("fault.json"), (1, found(&[pending, "json-syntax-error fault.json"]), 0));
    // What cannot be read may describe the source: nothing is said of its absence.
    assert_eq!(check("broken.json"), (1, found(&["json-syntax-error broken.json"]), 0));
    assert_eq!(check("none.json"), (0, found(&["undescribed-source <command>"]), 0));
    for unread in ["utf-16.json", "empty.json", "table.txt", "good.json", "gone.json", "."] {
        assert_eq!(check(unread), (3, Vec::new(), 1), "{unread}");
    }
    let arguments = [&["check", "--format", "json", "--source", "-", "--"][..], &words].concat();
    let run = run_with_input(&folder, &arguments, DESCRIBED.as_bytes());
    assert_eq!((run.code, rules_and_paths(&run)), (1, found(&[pending])));
    let related = &run.json()["findings"][0]["related"][0];
    assert_eq!((&related["path"], &related["pointer"]), (&json!("<stdin>"), &json!("/Snapshots/0/State")));
    // Named as a file to be linted, it is no fault, and the way out is said.
    let run = check_json(&folder, &["good.json", "source.json"]);
    assert_eq!(run.code, 0);
    let skipped = "skipped: source.json: is what describe-snapshots prints: give it with `--source`\n";
    assert_eq!(run.stderr, skipped);
}

/// What a request says of its source counts more than what is said beside it, and is printed again.
#[test]
fn a_request_that_describes_its_source() {
    let described = |state: &str| json!({"SnapshotId": "snap-066877671789bd71b", "State": state});
    let request = json!({"operation": "CopySnapshot", "region": "us-east-1", "source": described("completed"),
        "parameters": {"SourceRegion": "us-west-2", "SourceSnapshotId": "snap-066877671789bd71b"}});
    let folder = files(
        "own-source",
        &[
            ("request.json", request.to_string().as_bytes()),
            ("source.json", json!([described("pending")]).to_string().as_bytes()),
        ],
    );
    let check = check_json(&folder, &["--source", "source.json", "request.json"]);
    assert_eq!((check.code, rules_and_paths(&check)), (0, Vec::new()));
    let plan = run(&folder, &["plan", "--format", "json", "request.json"]).json();
    assert_eq!(plan["plans"][0]["request"]["source"], request["source"]);
    assert_valid(&schema("plan"), &plan, "a plan with a description");
}

#[test]
fn the_version_says_how_old_the_data_is() {
    let run = run(&scratch("version"), &["--version"]);
    let expected = format!(
        "copylint {} (actions of {}, Regions of {})\n",
        env!("CARGO_PKG_VERSION"),
        reference::date(),
        reference::regions_date()
    );
    assert_eq!((run.code, run.stdout), (0, expected));
    let date = reference::date();
    assert!(date.len() == 10 && date.chars().filter(char::is_ascii_digit).count() == 8, "{date}");
}

#[test]
fn completions_for_every_shell() {
    let folder = scratch("completions");
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let run = run(&folder, &["completions", shell]);
        assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{shell}");
        assert!(run.stdout.contains("copylint") && run.stdout.contains("encryption-by-default"), "{shell}");
    }
    fs::write(folder.join("completions.bash"), run(&folder, &["completions", "bash"]).stdout).unwrap();
    let mut bash = Command::new("bash");
    let run = finish(bash.current_dir(&folder).args(["-n", "completions.bash"]));
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
}

#[test]
fn help_is_on_standard_output() {
    let folder = scratch("help");
    for arguments in [&["--help"][..], &["help", "check"], &["check", "-h"], &["plan", "--help"]] {
        let run = run(&folder, arguments);
        assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{arguments:?}");
        assert!(run.stdout.contains("Usage: copylint"), "{arguments:?}");
    }
    assert!(run(&folder, &["check", "--help"]).stdout.contains("Exit codes:"));
}

// ---------------------------------------------------------------- schemas

fn schema(name: &str) -> jsonschema::Validator {
    let run = run(&scratch(&format!("schema-{name}")), &["schema", name]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{name}");
    jsonschema::meta::validate(&run.json()).unwrap();
    jsonschema::draft202012::new(&run.json()).unwrap()
}

fn assert_valid(validator: &jsonschema::Validator, document: &Value, what: &str) {
    let faults: Vec<String> =
        validator.iter_errors(document).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(faults.is_empty(), "{what}: {faults:#?}");
}

/// The arguments for a case of `testdata/cases`, without the request.
fn options_of(case: &Path) -> Vec<String> {
    let expected: Value =
        serde_json::from_str(&fs::read_to_string(case.join("expected.json")).unwrap()).unwrap();
    let strings = |value: &Value| -> Vec<String> {
        value.as_array().into_iter().flatten().map(|one| one.as_str().unwrap().to_owned()).collect()
    };
    let mut policies = strings(&expected["policies"]);
    if policies.is_empty() && case.join("policy.json").exists() {
        policies.push("policy.json".to_owned());
    }
    let mut options = strings(&expected["options"]);
    options.extend(policies.into_iter().flat_map(|policy| ["--policy".to_owned(), policy]));
    if case.join("source.json").exists() {
        options.extend(["--source", "source.json"].map(str::to_owned));
    }
    options
}

fn cases() -> Vec<PathBuf> {
    let mut cases: Vec<_> =
        fs::read_dir(folder("testdata/cases")).unwrap().map(|entry| entry.unwrap().path()).collect();
    cases.sort();
    cases
}

fn plan_of(case: &Path, extra: &[&str]) -> Run {
    let mut command = copylint(case);
    command.args(["plan", "--format", "json"]).args(options_of(case)).args(extra);
    match fs::read_to_string(case.join("command.sh")) {
        _ if !extra.is_empty() => {}
        Ok(line) => drop(command.arg("--").args(shell_words(&line))),
        Err(_) => drop(command.arg("request.json")),
    }
    finish(&mut command)
}

#[test]
fn what_is_printed_fits_its_schema() {
    let (findings, plan) = (schema("findings"), schema("plan"));
    let everything = check_json(&folder("testdata"), &["--fail-on", "never", "."]);
    assert!(found(&everything).len() > 10, "{}", everything.stderr);
    assert_valid(&findings, &everything.json(), "testdata");
    let utf_16 = utf_16(GOOD);
    let broken = files(
        "schemas",
        &[
            ("fault.json", SYNTAX_FAULT.as_bytes()),
            ("utf-16.json", &utf_16),
            ("request.json", REQUEST.as_bytes()),
        ],
    );
    let run = check_json(&broken, &[".", "gone.json"]);
    assert_eq!(run.json()["errors"].as_array().unwrap().len(), 2);
    assert_valid(&findings, &run.json(), "files that cannot be read");
    for case in cases() {
        let name = case.display().to_string();
        let planned = plan_of(&case, &[]).json();
        assert_valid(&plan, &planned, &name);
        // The findings of a plan are those that `check` prints.
        let summary = json!({"files": 0, "policies": 0, "requests": 0, "errors": 0, "warnings": 0, "notes": 0, "skipped": 0});
        let alone = json!({"version": 1, "tool": planned["tool"], "findings": planned["findings"], "errors": planned["errors"], "summary": summary});
        assert_valid(&findings, &alone, &name);
    }
    for bad in
        [json!({}), json!([]), json!({"version": 1, "tool": {}, "plans": [{}], "findings": [], "errors": []})]
    {
        assert!(!plan.is_valid(&bad) && !findings.is_valid(&bad), "{bad}");
    }
}

/// The requests that plans print are requests: read back, they come to the same plans.
#[test]
fn the_request_of_a_plan_can_be_read_back() {
    let folder = scratch("read-back");
    let mut compared = 0;
    for case in cases() {
        // JSON has no way to say that a value is unknown, and policies are not printed.
        if case.ends_with("tags-of-the-shell") || case.ends_with("policies-in-the-request") {
            continue;
        }
        let first = plan_of(&case, &[]).json();
        let requests: Vec<&Value> =
            first["plans"].as_array().unwrap().iter().map(|plan| &plan["request"]).collect();
        if requests.is_empty() {
            continue;
        }
        let file = folder.join("request.json");
        fs::write(&file, serde_json::to_string_pretty(&requests).unwrap()).unwrap();
        let second = plan_of(&case, &[file.to_str().unwrap()]).json();
        // Where a request was read, and what said its Region, are what must differ.
        let plans = |document: &Value| -> Vec<Value> {
            let mut plans = document["plans"].as_array().unwrap().clone();
            for plan in &mut plans {
                let request = plan["request"].as_object_mut().unwrap();
                request.remove("origin").unwrap();
                request.remove("region_from").unwrap();
            }
            plans
        };
        assert_eq!(plans(&first), plans(&second), "{}", case.display());
        compared += requests.len();
    }
    assert!(compared > 80, "{compared}");
}

/// The schemas of parameters accept what the program accepts, and refuse what it refuses.
#[test]
fn the_schemas_of_parameters_judge_requests() {
    let snapshot = schema("copy-snapshot");
    let image = schema("copy-image");
    let good: Value = json!({"SourceRegion": "us-west-2", "SourceSnapshotId": "snap-066877671789bd71b"});
    assert_valid(&snapshot, &good, "a snapshot copy");
    assert!(!image.is_valid(&good));
    for (name, value) in [
        ("CompletionDurationMinutes", json!("60")),
        ("Encrypted", json!("true")),
        ("SourceSnapshotId", json!("ami-066877671789bd71b")),
    ] {
        let mut bad = good.clone();
        bad[name] = value;
        assert!(!snapshot.is_valid(&bad), "{bad}");
        let mut envelope = json!({"operation": "CopySnapshot", "region": "us-east-1"});
        envelope["parameters"] = bad;
        let folder = files("judged", &[("request.json", envelope.to_string().as_bytes())]);
        assert_eq!(check_json(&folder, &["request.json"]).code, 1, "{envelope}");
    }
}

/// The keywords of draft 2020-12 that schemas of parameters use; a strict validator refuses others.
const KEYWORDS: [&str; 20] = [
    "$schema",
    "$id",
    "$defs",
    "$ref",
    "title",
    "description",
    "examples",
    "type",
    "enum",
    "properties",
    "required",
    "additionalProperties",
    "items",
    "maxItems",
    "minLength",
    "maxLength",
    "pattern",
    "minimum",
    "maximum",
    "multipleOf",
];

/// What a schema lacks for people who write a request in an editor.
fn complaints(schema: &Value, path: &str, complaints: &mut Vec<String>) {
    for keyword in schema.as_object().unwrap().keys().filter(|keyword| !KEYWORDS.contains(&keyword.as_str()))
    {
        complaints.push(format!("{path}: {keyword} is no keyword of the draft"));
    }
    if schema["type"] == "object" && schema["additionalProperties"] != false {
        complaints.push(format!("{path}: takes members of any name"));
    }
    if schema.get("$ref").is_none() && !schema["description"].as_str().is_some_and(|text| text.ends_with('.'))
    {
        complaints.push(format!("{path}: no description"));
    }
    for (name, inner) in
        ["properties", "$defs"].into_iter().filter_map(|keyword| schema[keyword].as_object()).flatten()
    {
        self::complaints(inner, &format!("{path}/{name}"), complaints);
    }
    if let Some(items) = schema.get("items").filter(|items| items.get("$ref").is_none()) {
        self::complaints(items, &format!("{path}/items"), complaints);
    }
}

#[test]
fn the_schemas_of_parameters_serve_editors() {
    for name in ["copy-snapshot", "copy-image"] {
        let document = run(&scratch("editors"), &["schema", name]).json();
        assert_eq!(document["$schema"], "https://json-schema.org/draft/2020-12/schema");
        let mut found = Vec::new();
        complaints(&document, name, &mut found);
        for (parameter, schema) in document["properties"].as_object().unwrap() {
            let validator = jsonschema::draft202012::new(schema);
            for example in schema["examples"].as_array().into_iter().flatten() {
                if !validator.as_ref().unwrap().is_valid(example) {
                    found.push(format!("{name}/{parameter}: the example {example} is refused"));
                }
            }
            let form =
                schema.get("pattern").is_none() || schema["description"].as_str().unwrap().contains("Form: ");
            if !form {
                found.push(format!("{name}/{parameter}: the description does not say the form"));
            }
        }
        assert!(found.is_empty(), "{}", found.join("\n"));
    }
    // What is left empty counts as absent.
    let empty = json!({"SourceRegion": "us-west-2", "SourceSnapshotId": "snap-066877671789bd71b",
        "KmsKeyId": "", "Description": "", "DestinationOutpostArn": "", "DestinationAvailabilityZone": ""});
    assert_valid(&schema("copy-snapshot"), &empty, "empty strings");
}

/// What a policy lacks another one may allow: those of one user, group or role are looked at together, and
/// a planned copy finds out by asking them.
#[test]
fn policies_of_one_principal_are_looked_at_together() {
    let policy = |resource: &str| {
        let statement = json!({"Effect": "Allow", "Action": "ec2:CopySnapshot", "Resource": resource});
        json!({"Version": "2012-10-17", "Statement": statement}).to_string()
    };
    let old = policy("arn:aws:ec2:*::snapshot/snap-*");
    let new = policy("arn:aws:ec2:*::snapshot/${*}");
    let folder = files("together", &[("old.json", old.as_bytes()), ("new.json", new.as_bytes())]);
    let rule = "incomplete-copy-resources";
    for (arguments, expected) in [
        (vec!["--policy", "old.json"], vec![format!("{rule} old.json")]),
        (vec!["--policy", "old.json", "--policy", "new.json"], vec![]),
        (vec!["old.json", "new.json"], vec![format!("{rule} new.json"), format!("{rule} old.json")]),
        (
            vec!["--policy", "old.json", "new.json"],
            vec![format!("{rule} new.json"), format!("{rule} old.json")],
        ),
        (vec!["--policy", "old.json", "--policy", "gone.json"], vec![]),
    ] {
        assert_eq!(rules_and_paths(&check_json(&folder, &arguments)), expected, "{arguments:?}");
    }
    let command: Vec<&str> = COMMAND.split(' ').chain(["--region", "us-east-1"]).collect();
    let asked = check_json(&folder, &[&["--policy", "old.json", "--"], command.as_slice()].concat());
    assert_eq!(rules_and_paths(&asked), ["missing-copy-permission <command>"]);
}

#[test]
fn a_stack_policy_is_no_policy() {
    let folder = scratch("stack-policy");
    let policy = |action: &str| {
        format!(
            r#"{{"Statement":[{{"Effect":"Deny","Principal":"*","Action":"{action}","Resource":"LogicalResourceId/bucket"}}]}}"#
        )
    };
    fs::write(folder.join("policy.json"), policy("Update:Replace")).unwrap();
    let run = run(&folder, &["check", "policy.json"]);
    assert!(run.stderr.contains("neither a policy nor a copy request"), "{}", run.stderr);
    // One that is nearly such a policy is linted.
    fs::write(folder.join("policy.json"), policy("Updates:Replace")).unwrap();
    let run = self::run(&folder, &["check", "policy.json"]);
    assert!(run.stdout.contains("invalid-service-in-action"), "{}", run.stdout);
}
