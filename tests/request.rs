//! Readers of requests, through the library's front: what they make of a text, and what they say is
//! wrong with it.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that panics has failed"
)]

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use copylint::facts::AllFacts;
use copylint::request::schema::to_json;
use copylint::request::{CopyRequest, RegionFrom, api_json, aws_cli};
use copylint::rule::{Finding, Level};
use copylint::rules::request::{Case, check};
use copylint::text::Sources;
use copylint::tree::{Node, Value as Tree, json};
use serde_json::{Map, Value, json};

/// Splits a line as a POSIX shell does, as far as quotes and backslashes go.
fn shell_words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut characters = line.chars();
    while let Some(character) = characters.next() {
        match character {
            ' ' | '\n' => words.extend(word.take()),
            '\'' => word.get_or_insert_default().extend(characters.by_ref().take_while(|next| *next != '\'')),
            '"' => {
                let word = word.get_or_insert_default();
                while let Some(next) = characters.next().filter(|next| *next != '"') {
                    word.push(if next == '\\' { characters.next().unwrap() } else { next });
                }
            }
            '\\' => {
                if let Some(next) = characters.next().filter(|next| *next != '\n') {
                    word.get_or_insert_default().push(next);
                }
            }
            other => word.get_or_insert_default().push(other),
        }
    }
    words.extend(word);
    words
}

/// What a reader made of a text: the request, and each finding as `rule "underlined": message`.
struct Read {
    parameters: Value,
    refused: bool,
    incomplete: bool,
    operation: String,
    name: String,
    region: Option<(Option<String>, String, RegionFrom)>,
    places: Vec<String>,
}

impl Read {
    fn new(sources: &Sources, request: &CopyRequest<'_>) -> Self {
        let parameters: Map<_, _> = request
            .parameters
            .iter()
            .map(|parameter| (parameter.name.to_string(), to_json(&parameter.value)))
            .collect();
        let region = request
            .region
            .as_ref()
            .map(|region| (region.name.clone(), sources.slice(region.span.unwrap()).to_owned(), region.from));
        let places = request
            .parameters
            .iter()
            .map(|parameter| {
                let value = request.place(parameter.value.range);
                format!("{} {}", sources.slice(parameter.name_span), sources.slice(value))
            })
            .collect();
        Self {
            parameters: Value::Object(parameters),
            refused: request.refused,
            incomplete: request.incomplete,
            operation: request.operation.name.clone(),
            name: sources.slice(request.name).to_owned(),
            region,
            places,
        }
    }
}

fn shown(sources: &Sources, findings: &[Finding]) -> Vec<String> {
    findings
        .iter()
        .map(|finding| {
            format!("{} {:?}: {}", finding.rule.id, sources.slice(finding.span().unwrap()), finding.message)
        })
        .collect()
}

fn command(line: &str) -> (Option<Read>, Vec<String>) {
    let sources = Sources::new();
    let (source, words) = aws_cli::command_source(&sources, &shell_words(line));
    let mut findings = Vec::new();
    let request = aws_cli::read_command(source, &words, &mut findings);
    (request.map(|request| Read::new(&sources, &request)), shown(&sources, &findings))
}

/// Reads a command that is fine, as far as the reader can tell.
fn fine(line: &str) -> Read {
    let (request, findings) = command(line);
    assert_eq!(findings, Vec::<String>::new(), "{line}");
    request.unwrap()
}

fn document(text: &str) -> (bool, Vec<Read>, Vec<String>) {
    let sources = Sources::new();
    let source = sources.add("request.json", text);
    let mut findings = Vec::new();
    let root = json::read(source, &mut findings);
    if !api_json::recognizes(&root) {
        return (false, Vec::new(), shown(&sources, &findings));
    }
    let requests = api_json::read(source, &root, &mut findings);
    let requests = requests.iter().map(|request| Read::new(&sources, request)).collect();
    (true, requests, shown(&sources, &findings))
}

/// Command lines and what the real AWS CLI makes of them: parameters, or `null` if it refuses.
fn answers() -> Map<String, Value> {
    serde_json::from_str(include_str!("aws_cli_answers.json")).unwrap()
}

#[test]
fn parameters_are_those_that_the_aws_cli_would_send() {
    let answers = answers();
    let refused = answers.values().filter(|answer| answer.is_null()).count();
    assert!(refused > 30 && answers.len() - refused > 30, "{refused} of {} are refused", answers.len());
    let mut differences = Vec::new();
    for (line, expected) in &answers {
        let (request, findings) = command(line);
        let ours = match &request {
            Some(request) if !request.refused => &request.parameters,
            _ => &Value::Null,
        };
        if ours != expected {
            differences.push(format!("{line}\n  AWS CLI: {expected}\n  copylint: {ours} {findings:?}"));
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

#[test]
fn the_answers_are_those_of_the_installed_aws_cli() {
    let import = Command::new("python3").args(["-c", "import awscli"]).stderr(Stdio::null()).status();
    if !import.is_ok_and(|status| status.success()) {
        println!("skipped: there is no AWS CLI for Python here");
        return;
    }
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let output = Command::new("python3")
        .arg(tests.join("aws_cli_oracle.py"))
        .arg(tests.join("aws_cli_answers.json"))
        .output()
        .unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(output.status.success(), "{}{}", text(&output.stdout), text(&output.stderr));
}

/// Has the rules look at a request.
fn look(request: &CopyRequest<'_>, facts: &AllFacts, findings: &mut Vec<Finding>) {
    check(Case { request, facts: facts.about(request), plan: None }, findings);
}

/// What the readers and the rules say of a command line: the level, and the finding as a page writes it.
fn judged(line: &str) -> Vec<(Level, String)> {
    let sources = Sources::new();
    let mut findings = Vec::new();
    let (source, words) = aws_cli::command_source(&sources, &shell_words(line));
    if let Some(request) = aws_cli::read_command(source, &words, &mut findings) {
        look(&request, &AllFacts::default(), &mut findings);
    }
    let shown = |finding: &Finding| {
        let underlined = json!(sources.slice(finding.span().unwrap()));
        format!("{} underlines {underlined}: {}", finding.level(), finding.message)
    };
    findings.iter().map(|finding| (finding.level(), shown(finding))).collect()
}

const SNAPSHOT: &str =
    "aws ec2 copy-snapshot --source-region us-west-2 --source-snapshot-id snap-066877671789bd71b";

#[test]
fn every_parameter_of_a_command_has_its_place() {
    let line = format!(
        "{SNAPSHOT} --region us-east-1 --encrypted --kms-key-id=alias/a --description 'it'\\''s mine'"
    );
    let read = fine(&line);
    assert_eq!((read.operation.as_str(), read.name.as_str()), ("CopySnapshot", "copy-snapshot"));
    assert_eq!(
        read.places,
        [
            "--source-region us-west-2",
            "--source-snapshot-id snap-066877671789bd71b",
            "--encrypted --encrypted",
            "--kms-key-id alias/a",
            r"--description 'it'\''s mine'",
        ]
    );
    assert_eq!(read.parameters["Description"], "it's mine");
    assert!(!read.refused && !read.incomplete);
}

#[test]
fn the_region_of_a_command_is_that_of_its_option_else_of_an_assignment() {
    let region = |line: &str| fine(line).region;
    let command =
        |name: &str, text: &str| Some((Some(name.to_owned()), text.to_owned(), RegionFrom::Command));
    assert_eq!(region(SNAPSHOT), None);
    assert_eq!(region(&format!("{SNAPSHOT} --region=us-east-1")), command("us-east-1", "us-east-1"));
    assert_eq!(region(&format!("{SNAPSHOT} --region ''")), None);
    let unknown = Some((None, "'$TARGET'".to_owned(), RegionFrom::Command));
    assert_eq!(region(&format!("{SNAPSHOT} --region $TARGET")), unknown);
    let assigned = |name: &str, text: &str, variable| {
        Some((Some(name.to_owned()), text.to_owned(), RegionFrom::Environment(variable)))
    };
    assert_eq!(
        region(&format!("AWS_DEFAULT_REGION=eu-west-1 AWS_PROFILE=x {SNAPSHOT}")),
        assigned("eu-west-1", "eu-west-1", "AWS_DEFAULT_REGION")
    );
    assert_eq!(
        region(&format!("env AWS_DEFAULT_REGION=eu-west-1 AWS_REGION=eu-west-2 {SNAPSHOT}")),
        assigned("eu-west-2", "eu-west-2", "AWS_REGION")
    );
    assert_eq!(
        region(&format!("AWS_REGION=eu-west-1 {SNAPSHOT} --region us-east-1")),
        command("us-east-1", "us-east-1")
    );
}

/// Reads a command and gives the text under each value below `TagSpecifications`, by its pointer.
fn tag_places(line: &str) -> Vec<(String, String)> {
    fn walk(node: &Node<'_>, pointer: &str, visit: &mut impl FnMut(&str, &Node<'_>)) {
        visit(pointer, node);
        for (index, element) in node.elements().iter().enumerate() {
            walk(element, &format!("{pointer}/{index}"), visit);
        }
        for member in node.members() {
            walk(&member.value, &format!("{pointer}/{}", member.key), visit);
        }
    }
    let sources = Sources::new();
    let (source, words) = aws_cli::command_source(&sources, &shell_words(line));
    let mut findings = Vec::new();
    let request = aws_cli::read_command(source, &words, &mut findings).unwrap();
    assert_eq!(shown(&sources, &findings), Vec::<String>::new());
    let value = &request.parameter("TagSpecifications").unwrap().value;
    let mut places = Vec::new();
    walk(value, "", &mut |pointer, node| {
        if node.elements().is_empty() && node.members().is_empty() {
            let unknown = if matches!(node.value, Tree::Unknown) { "? " } else { "" };
            places.push((pointer.to_owned(), format!("{unknown}{}", source.slice(node.range))));
        }
    });
    places
}

#[test]
fn values_in_shorthand_and_json_have_their_places() {
    let at = |places: &[(String, String)], pointer: &str| {
        places.iter().find(|(at, _)| at == pointer).map(|(_, text)| text.clone()).unwrap()
    };
    let places = tag_places(&format!(
        "{SNAPSHOT} --tag-specifications \"ResourceType=snapshot,Tags=[{{Key=who,Value='it is'}},{{Key=b,Value=ü }}]\""
    ));
    assert_eq!(at(&places, "/0/ResourceType"), "snapshot");
    assert_eq!(at(&places, "/0/Tags/0/Value"), r"'\''it is'\''");
    assert_eq!(at(&places, "/0/Tags/1/Value"), "ü");

    let places = tag_places(&format!(
        "{SNAPSHOT} --tag-specifications ResourceType=snapshot,Tags=a,b 'ResourceType=snapshot,Tags={{Key=\"$K\",Value=x}}'"
    ));
    assert_eq!(at(&places, "/0/Tags/1"), "b");
    assert_eq!(at(&places, "/1/Tags/0/Key"), "? \"$K\"");
    assert_eq!(at(&places, "/1/Tags/0/Value"), "x");

    let json = r#"'[{"ResourceType": "snapshot", "Tags": [{"Key": "a", "Value": "'\''$B'\''"}]}]'"#;
    let places = tag_places(&format!("{SNAPSHOT} --tag-specifications {json}"));
    assert_eq!(at(&places, "/0/ResourceType"), "\"snapshot\"");
    assert_eq!(at(&places, "/0/Tags/0/Value"), r#"? "'\''$B'\''""#);
    let places = tag_places(&format!("{SNAPSHOT} --tag-specifications=ResourceType=snapshot,Tags=[]"));
    assert_eq!(at(&places, "/0/ResourceType"), "snapshot");
}

#[test]
fn what_only_the_shell_knows_is_unknown_and_raises_nothing() {
    let read = fine("aws ec2 copy-snapshot $SOURCE --region us-east-1");
    assert!(read.incomplete && !read.refused);
    for line in [
        "aws ec2 copy-snapshot --source-region \"$A\" --source-snapshot-id \"`cat id`\" --region us-east-1 --kms-key-id $K",
        "aws ec2 copy-snapshot --source-region $A --source-snapshot-id $B --completion-duration-minutes $(m) --region $R",
        "aws ec2 copy-snapshot --source-region us-west-2 --source-snapshot-id $B --region $R --tag-specifications $T",
        "aws ec2 copy-snapshot --source-region us-west-2 --source-snapshot-id $B --region $R --tag-specifications [$T]",
    ] {
        assert!(judged(line).is_empty(), "{line}");
        assert!(!fine(line).refused, "{line}");
    }
}

#[test]
fn values_are_read_from_files() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let file = |name: &str, text: &[u8]| {
        let path = folder.join(name);
        fs::write(&path, text).unwrap();
        format!("file://{}", path.display())
    };
    let text = file("description.txt", b"nightly\r\nbackup\n");
    let read = fine(&format!("{SNAPSHOT} --description {text}"));
    assert_eq!(read.parameters["Description"], "nightly\nbackup\n");
    assert_eq!(read.places[2], format!("--description {text}"));

    let tags = file("tags.json", br#"[{"ResourceType": "image"}]"#);
    let line = format!("{SNAPSHOT} --region us-east-1 --tag-specifications {tags}");
    assert_eq!(fine(&line).parameters["TagSpecifications"][0]["ResourceType"], "image");
    let found = judged(&line);
    let message = "`image` is not a resource type that CopySnapshot can tag";
    assert_eq!(found, [(Level::Error, format!("error underlines {}: {message}", json!(tags)))]);

    let latin = file("latin.txt", b"\xe9");
    let (read, findings) = command(&format!("{SNAPSHOT} --description {latin}"));
    assert!(read.unwrap().refused);
    assert!(findings[0].starts_with("invalid-option-value"), "{findings:?}");

    let large = file("large.txt", &vec![b'a'; (1 << 20) + 1]);
    for value in [large, format!("file://{}", folder.display())] {
        let (read, findings) = command(&format!("{SNAPSHOT} --description {value}"));
        let read = read.unwrap();
        assert!(!read.refused && read.parameters["Description"].is_null());
        assert!(findings[0].starts_with("unread-option"), "{findings:?}");
    }

    let object = file("object.json", br#"{"ResourceType": "snapshot"}"#);
    let (read, findings) = command(&format!("{SNAPSHOT} --tag-specifications {object}"));
    assert!(read.unwrap().refused);
    assert_eq!(
        findings[0],
        format!("invalid-option-value {object:?}: a file for `--tag-specifications` must hold a JSON list")
    );
}

#[test]
fn what_the_aws_cli_refuses_is_said_at_its_place() {
    let table = [
        ("--no-cli-pager --output jsn", r#"invalid-option-value "jsn": `--output` does not take `jsn`"#),
        (
            "--cli-read-timeout=x",
            r#"invalid-option-value "x": `--cli-read-timeout` takes a whole number of seconds, not `x`"#,
        ),
        (
            "--endpoint-url host",
            r#"invalid-option-value "host": `--endpoint-url` takes a URL with its scheme, not `host`"#,
        ),
        (
            "--source",
            r#"unknown-option "--source": `--source` could be short for `--source-region` or `--source-snapshot-id`"#,
        ),
        (
            "--no",
            "unknown-option \"--no\": `--no` could be short for `--no-verify-ssl`, `--no-paginate` or `--no-sign-request`",
        ),
        ("--foo bar --dry-run", r#"unknown-option "--foo": `aws ec2 copy-snapshot` has no option `--foo`"#),
        ("-x", r#"unknown-option "-x": `aws ec2 copy-snapshot` has no option `-x`"#),
        (
            "--no-encrypted yes",
            r#"unexpected-argument "yes": `yes` is no value of `--no-encrypted`, which takes none"#,
        ),
        (
            "--tag-specifications Tags=[],Tags=[]",
            "invalid-option-value \"Tags\": `Tags` is given twice in one value of `--tag-specifications`",
        ),
        (
            "--tag-specifications 'Tags=[{Key=a'",
            "invalid-option-value \"'Tags=[{Key=a'\": the value of `--tag-specifications` ends where the shorthand syntax wants `}`",
        ),
        (
            "--tag-specifications '{}' Tags=[]",
            "invalid-option-value \"'Tags=[]'\": `--tag-specifications` begins with JSON, but not every value behind it is a JSON object",
        ),
    ];
    for (rest, expected) in table {
        let (read, findings) = command(&format!("{SNAPSHOT} {rest}"));
        assert_eq!(findings, [expected], "{rest}");
        assert!(read.unwrap().refused, "{rest}");
    }
    for (line, expected) in [
        (
            "aws ec2 copy-imag --name x",
            r#"unknown-command "copy-imag": `aws ec2 copy-imag` is not a copy that copylint knows"#,
        ),
        ("aws s3 cp a b", r#"unknown-command "s3": `aws s3 cp` is not a copy that copylint knows"#),
        ("aws ec2", r#"unknown-command "ec2": `aws ec2` names no operation"#),
        ("aws", r#"unknown-command "aws": the command names no service and no operation"#),
        ("A=b ls -l", r#"unknown-command "ls": `ls` is not a command that copylint knows"#),
        ("", r#"unknown-command "": there is no command"#),
    ] {
        let (read, findings) = command(line);
        assert!(read.is_none(), "{line}");
        assert_eq!(findings, [expected], "{line}");
    }
}

#[test]
fn options_of_either_version_of_the_aws_cli_are_accepted() {
    for rest in [
        "--no-cli-pager --cli-binary-format raw-in-base64-out --output yaml",
        "--v2-debug --profile backup --query SnapshotId --no-sign-request --ca-bundle x.pem",
        "--cli-connect-timeout 0 --endpoint-url https://ec2.us-east-1.amazonaws.com --no-verify-ssl",
    ] {
        assert!(!fine(&format!("{SNAPSHOT} {rest}")).refused, "{rest}");
    }
    assert!(!fine(&SNAPSHOT.replacen("aws", "/usr/local/bin/aws", 1)).refused);
}

#[test]
fn documents_are_recognized_by_their_content() {
    for text in [
        r#"{"SourceImageId": 1}"#,
        r#"{"sourcesnapshotid": "x"}"#,
        r#"{"SourceRegion": "us-west-2", "Name": "web", "CopyImageTags": true}"#,
        r#"{"operation": "copy-volumes", "parameters": {}}"#,
        r#"{"Operation": 5, "Parameters": {"SourceImageId": "x"}}"#,
        r#"[{"SourceImageId": "x"}, {"operation": "CopySnapshot", "parameters": {}}]"#,
        r#"{"SourceSnapshotId": "snap-1", "#,
        r#"[{"SourceImageId": "x"}, 5]"#,
        r#"{"operation": "CopySnapshot", "region": "us-east-1"}"#,
    ] {
        assert!(document(text).0, "{text}");
    }
    for text in [
        "{}",
        "[]",
        "5",
        "[5]",
        r#"{"SourceRegion": "us-west-2"}"#,
        r#"{"sourceRegion": "us-west-2", "sourceSnapshotName": "a", "targetSnapshotName": "b"}"#,
        r#"{"SourceRegion": "us-west-2", "SourceDBSnapshotIdentifier": "a", "KmsKeyId": "b"}"#,
        r#"{"operation": "GetUser", "parameters": {"UserName": "x"}}"#,
        r#"{"Version": "2012-10-17", "Statement": []}"#,
        r#"[{"ImageId": "ami-1", "SourceImageId": "ami-2", "SourceImageRegion": "us-west-2"}]"#,
        r#"{"SnapshotId": "snap-1", "SourceSnapshotId": "snap-2"}"#,
    ] {
        assert!(!document(text).0, "{text}");
    }
}

#[test]
fn an_envelope_is_read_field_by_field() {
    let text = r#"{
        "provider": "aws", "service": "ec2", "operation": "CopySnapshot",
        "region": "us-east-1", "region_from": "--region",
        "parameters": {"SourceRegion": "us-west-2", "SourceSnapshotId": "snap-066877671789bd71b"},
        "origin": {"path": "<command>", "line": 1}
    }"#;
    let (_, requests, findings) = document(text);
    assert_eq!(findings, Vec::<String>::new());
    let [request] = requests.as_slice() else { panic!("{}", requests.len()) };
    assert_eq!((request.operation.as_str(), request.name.as_str()), ("CopySnapshot", "\"CopySnapshot\""));
    let region = (Some("us-east-1".to_owned()), "\"us-east-1\"".to_owned(), RegionFrom::Document);
    assert_eq!(request.region, Some(region));
    assert_eq!(
        request.parameters,
        json!({"SourceRegion": "us-west-2", "SourceSnapshotId": "snap-066877671789bd71b"})
    );
    assert_eq!(request.places[0], r#""SourceRegion" "us-west-2""#);
    assert!(!request.refused && !request.incomplete);
    let (_, requests, findings) = document(&text.replace("\"us-east-1\"", "null"));
    assert!(requests[0].region.is_none() && findings.is_empty());
}

#[test]
fn principal_and_policies_are_kept() {
    let sources = Sources::new();
    let text = r#"{"operation": "CopyImage", "principal": "arn:aws:iam::111122223333:role/copier",
        "policies": ["a.json", {"Statement": []}],
        "parameters": {"Name": "web", "SourceImageId": "ami-0abcdef1234567890", "SourceRegion": "us-west-2"}}"#;
    let source = sources.add("request.json", text);
    let mut findings = Vec::new();
    let root = json::read(source, &mut findings);
    let requests = api_json::read(source, &root, &mut findings);
    let [request] = requests.as_slice() else { panic!("{}", requests.len()) };
    assert_eq!(request.principal.as_ref().unwrap().value, "arn:aws:iam::111122223333:role/copier");
    let policies: Vec<_> = request.policies.iter().map(|policy| source.slice(policy.range)).collect();
    assert_eq!(policies, [r#"{"Statement": []}"#]);
    assert_eq!(
        shown(&sources, &findings),
        [
            r#"invalid-request-field "\"a.json\"": `policies` of a request is `a.json`, but must be a list of policy documents"#
        ]
    );
}

#[test]
fn keys_in_the_wrong_case_are_read_under_their_right_names() {
    let (_, requests, findings) =
        document(r#"{"sourceRegion": "us-west-2", "SourceSnapshotID": "snap-066877671789bd71b"}"#);
    let request = &requests[0];
    assert_eq!(
        request.parameters,
        json!({"SourceRegion": "us-west-2", "SourceSnapshotId": "snap-066877671789bd71b"})
    );
    assert_eq!(request.name, "\"SourceSnapshotID\"");
    assert!(request.refused);
    assert_eq!(findings.len(), 2);
    assert!(findings[0].starts_with(r#"unknown-parameter "\"sourceRegion\"": "#), "{findings:?}");

    let (_, requests, findings) = document(
        r#"{"Operation": "CopySnapshot", "Parameters": {"SourceRegion": "a", "SourceSnapshotId": "snap-066877671789bd71b"}}"#,
    );
    assert_eq!(requests.len(), 1);
    assert_eq!(findings.len(), 2);
    assert!(findings.iter().all(|finding| finding.starts_with("unknown-request-field")), "{findings:?}");
}

#[test]
fn each_element_of_a_list_is_a_request() {
    let (_, requests, findings) = document(
        r#"[{"SourceSnapshotId": "snap-066877671789bd71b", "SourceRegion": "us-west-2"},
            {"operation": "copyImage", "region": "us-east-1", "parameters": {}},
            {"Description": "x"},
            {"operation": "CopySnapshot", "parameters": []}]"#,
    );
    let operations: Vec<_> = requests.iter().map(|request| request.operation.as_str()).collect();
    assert_eq!(operations, ["CopySnapshot", "CopyImage"]);
    assert!(!requests[0].refused && requests[1].refused);
    assert_eq!(
        findings,
        [
            "unknown-operation \"\\\"copyImage\\\"\": `copyImage` is not a copy that copylint knows",
            "unknown-operation \"{\\\"Description\\\": \\\"x\\\"}\": nothing in this request tells which copy it is for",
            "invalid-request-field \"[]\": `parameters` of a request is a list, but must be an object",
        ]
    );
}

#[test]
fn nothing_is_missing_from_what_was_not_read_to_its_end() {
    let text = r#"{"SourceSnapshotId": "snap-066877671789bd71b", "KmsKeyId": "alias/a", "#;
    let sources = Sources::new();
    let source = sources.add("request.json", text);
    let mut findings = Vec::new();
    let root = json::read(source, &mut findings);
    let requests = api_json::read(source, &root, &mut findings);
    findings.clear();
    assert!(requests[0].incomplete);
    look(&requests[0], &AllFacts::default(), &mut findings);
    assert_eq!(shown(&sources, &findings), Vec::<String>::new());
}

#[test]
fn nothing_is_missing_that_is_only_misspelled() {
    let rest = "aws ec2 copy-snapshot --region us-east-1 --source-region us-west-2";
    for option in ["--source-snapshot", "--soruce-snapshot-id", "—source-snapshot-id"] {
        let words = shell_words(&format!("{rest} {option} snap-066877671789bd71b"));
        let sources = Sources::new();
        let (source, words) = aws_cli::command_source(&sources, &words);
        let mut findings = Vec::new();
        let request = aws_cli::read_command(source, &words, &mut findings).unwrap();
        look(&request, &AllFacts::default(), &mut findings);
        assert_eq!(findings.len(), 1, "{option}: {:?}", shown(&sources, &findings));
    }
}

#[test]
fn no_text_makes_a_reader_panic() {
    for line in answers().keys() {
        for end in line.char_indices().map(|(end, _)| end) {
            let sources = Sources::new();
            let words: Vec<_> = line.get(..end).unwrap().split(' ').map(ToOwned::to_owned).collect();
            let (source, words) = aws_cli::command_source(&sources, &words);
            let mut findings = Vec::new();
            if let Some(request) = aws_cli::read_command(source, &words, &mut findings) {
                look(&request, &AllFacts::default(), &mut findings);
            }
            assert!(findings.iter().all(|finding| !finding.message.contains('\n')));
        }
    }
}

/// Requests that the facts about copies say something of, and the rules that must speak at warning or
/// above (for the last ones: at all).
#[test]
fn known_requests_have_their_known_faults() {
    let snapshot = |rest: &str| format!("{SNAPSHOT} {rest}");
    let image = |source: &str, rest: &str| {
        format!("aws ec2 copy-image --source-region {source} --source-image-id ami-0abcdef1234567890 {rest}")
    };
    let key = "1234abcd-12ab-34cd-56ef-1234567890ab";
    let outpost = "arn:aws:outposts:us-east-1:123456789012:outpost/op-0123456789abcdef0";
    let long = "a".repeat(129);
    let table = [
        (snapshot("--region us-east-1"), vec![]),
        (snapshot("--region us-east-1 --kms-key-id alias/mykey"), vec!["kms-key-without-encrypted"]),
        (
            snapshot(&format!(
                "--region us-east-1 --encrypted --kms-key-id arn:aws:kms:us-west-2:111122223333:key/{key}"
            )),
            vec!["kms-key-in-other-region"],
        ),
        (snapshot("--region us-east-1 --no-encrypted"), vec!["encrypted-set-to-false"]),
        (
            snapshot("--region us-east-1 --no-encrypted --kms-key-id alias/a"),
            vec!["kms-key-without-encrypted"],
        ),
        (snapshot("--region us-east-1 --completion-duration-minutes 20"), vec!["invalid-parameter-value"]),
        (snapshot("--region us-east-1 --completion-duration-minutes 0"), vec!["invalid-parameter-value"]),
        (snapshot("--region us-east-1 --completion-duration-minutes 7"), vec!["invalid-parameter-value"]),
        (snapshot("--region us-east-1 --completion-duration-minutes 2895"), vec!["invalid-parameter-value"]),
        (
            snapshot(&format!("--region us-east-1 --destination-outpost-arn {outpost}")),
            vec!["outpost-in-other-region"],
        ),
        (image("us-east-1", "--name web --region cn-north-1"), vec!["cross-partition-copy"]),
        (
            snapshot("--region us-east-1 --tag-specifications 'ResourceType=image,Tags=[{Key=a,Value=b}]'"),
            vec!["untaggable-resource-type"],
        ),
        (
            image(
                "us-west-2",
                "--name web --region us-east-1 --tag-specifications ResourceType=volume,Tags=[]",
            ),
            vec!["untaggable-resource-type"],
        ),
        (image("us-west-2", "--name ab --region us-east-1"), vec!["invalid-parameter-value"]),
        (image("us-west-2", &format!("--name {long} --region us-east-1")), vec!["invalid-parameter-value"]),
        (image("us-west-2", "--name 'my#ami' --region us-east-1"), vec!["invalid-parameter-value"]),
        (image("us-west-2", "--name 'my ami [1]' --region us-east-1"), vec![]),
        (snapshot("--region us-east-1 --destination-region eu-west-1"), vec!["ignored-destination-region"]),
        (
            image("us-west-2", "--name web --region us-east-1 --encrypted --kms-key-id mykey"),
            vec!["malformed-kms-key-id"],
        ),
        (image("us-west-2", "--name web --region us-east-1 --no-encrypted"), vec![]),
    ];
    for (line, expected) in table {
        let sources = Sources::new();
        let (source, words) = aws_cli::command_source(&sources, &shell_words(&line));
        let mut findings = Vec::new();
        let request = aws_cli::read_command(source, &words, &mut findings).unwrap();
        look(&request, &AllFacts::default(), &mut findings);
        findings.retain(|finding| finding.level() >= Level::Warning);
        let rules: Vec<_> = findings.iter().map(|finding| finding.rule.id).collect();
        assert_eq!(rules, expected, "{line}");
    }
}

/// The client takes `""` for a text, and for nothing else; a boolean for a number; and no fraction.
#[test]
fn a_document_is_refused_if_the_client_refuses_it() {
    let copy = |more: &str| {
        let text = format!(
            r#"{{"SourceRegion": "us-west-2", "SourceSnapshotId": "snap-066877671789bd71b", {more}}}"#
        );
        document(&text).1.first().unwrap().refused
    };
    for accepted in [
        r#""KmsKeyId": """#,
        r#""CompletionDurationMinutes": 60"#,
        r#""CompletionDurationMinutes": true"#,
        r#""CompletionDurationMinutes": 4000"#,
        r#""TagSpecifications": []"#,
    ] {
        assert!(!copy(accepted), "{accepted}");
    }
    for refused in [
        r#""Encrypted": """#,
        r#""TagSpecifications": """#,
        r#""CompletionDurationMinutes": """#,
        r#""CompletionDurationMinutes": 60.0"#,
        r#""CompletionDurationMinutes": 6e1"#,
        r#""CompletionDurationMinutes": 0"#,
        r#""CompletionDurationMinutes": false"#,
        r#""KmsKeyId": null"#,
    ] {
        assert!(copy(refused), "{refused}");
    }
}
