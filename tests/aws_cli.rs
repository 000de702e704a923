//! Commands of the AWS CLI as the AWS CLI reads them: where its parser surprises, what it takes from
//! `--cli-input-json`, and the options that only its version 2 has.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that panics has failed")]

mod common;

use std::fs;
use std::path::Path;

use common::{run, scratch, shell_words};
use copylint::request::aws_cli::{Reading, UNKNOWN, command_source, read_command, read_words};
use copylint::rule::Finding;
use copylint::text::Sources;
use serde_json::{Value, json};

const SNAPSHOT: &str =
    "aws ec2 copy-snapshot --source-region us-west-2 --source-snapshot-id snap-066877671789bd71b";

/// The plan and the findings of a command, each finding as `level[rule] "underlined": message`.
fn plan(folder: &Path, line: &str) -> (Value, Vec<String>) {
    let words = shell_words(line);
    let mut arguments = vec!["plan", "--format", "json", "--"];
    arguments.extend(words.iter().map(String::as_str));
    let report = run(folder, &arguments).json();
    let sources = Sources::new();
    let (source, _) = command_source(&sources, &words);
    let end = |finding: &Value, end: &str| usize::try_from(finding[end]["offset"].as_u64().unwrap()).unwrap();
    let shown = |finding: &Value| {
        let underlined = source.text().get(end(finding, "start")..end(finding, "end")).unwrap();
        let word = |name: &str| finding[name].as_str().unwrap().to_owned();
        format!("{}[{}] {underlined:?}: {}", word("level"), word("rule"), word("message"))
    };
    let findings = report["findings"].as_array().unwrap().iter().map(shown).collect();
    (report["plans"].get(0).map_or(Value::Null, |plan| plan["request"]["parameters"].clone()), findings)
}

#[test]
fn the_examples_of_the_aws_cli_are_read_as_it_reads_them() {
    let folder = scratch("aws-cli-examples");
    let image =
        json!({"Name": "ami-name", "SourceImageId": "ami-066877671789bd71b", "SourceRegion": "us-west-2"});
    let snapshot = json!({"SourceRegion": "us-west-2", "SourceSnapshotId": "snap-066877671789bd71b"});
    let with = |parameters: &Value, more: Value| {
        let mut parameters = parameters.clone();
        parameters.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        parameters
    };
    let encrypted = json!({"Encrypted": true, "KmsKeyId": "alias/my-kms-key"});
    let nowhere = |operation: &str| {
        vec![format!("note[unknown-destination] {operation:?}: nothing says which Region the copy goes to")]
    };
    for (line, parameters, findings) in [
        (
            "aws ec2 copy-image --region us-east-1 --name ami-name --source-region us-west-2 \
             --source-image-id ami-066877671789bd71b --description \"This is my copied image.\"",
            with(&image, json!({"Description": "This is my copied image."})),
            vec![],
        ),
        (
            "aws ec2 copy-image --source-region us-west-2 --name ami-name \
             --source-image-id ami-066877671789bd71b --encrypted --kms-key-id alias/my-kms-key",
            with(&image, encrypted.clone()),
            nowhere("copy-image"),
        ),
        (
            "aws ec2 copy-snapshot --region us-east-1 --source-region us-west-2 \
             --source-snapshot-id snap-066877671789bd71b --description 'This is my copied snapshot.'",
            with(&snapshot, json!({"Description": "This is my copied snapshot."})),
            vec![],
        ),
        (
            "aws ec2 copy-snapshot --source-region us-west-2 \
             --source-snapshot-id snap-066877671789bd71b --encrypted --kms-key-id alias/my-kms-key",
            with(&snapshot, encrypted),
            nowhere("copy-snapshot"),
        ),
    ] {
        assert_eq!(plan(&folder, line), (parameters, findings), "{line}");
    }
}

#[test]
fn options_that_only_version_2_has_are_known() {
    #[derive(serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Options {
        source: String,
        accepted: Vec<String>,
        abbreviated: Vec<String>,
        unread: Vec<String>,
        refused: Vec<String>,
    }
    let folder = scratch("aws-cli-v2");
    let options: Options = serde_json::from_str(include_str!("../testdata/aws-cli/v2-options.json")).unwrap();
    assert!(options.source.starts_with("https://") && options.accepted.len() >= 8);
    for words in options.accepted {
        for line in [
            format!("{SNAPSHOT} --region us-east-1 {words}"),
            SNAPSHOT.replacen("aws", &format!("aws --region us-east-1 {words}"), 1),
        ] {
            let (parameters, findings) = plan(&folder, &line);
            assert!(parameters.is_object() && findings.is_empty(), "{line}: {findings:?}");
        }
    }
    for words in options.abbreviated {
        let (parameters, findings) = plan(&folder, &format!("{SNAPSHOT} --region us-east-1 {words}"));
        assert!(parameters.is_object(), "{words}");
        assert!(
            matches!(&findings[..], [one] if one.starts_with("note[abbreviated-option]")),
            "{findings:?}"
        );
    }
    for words in options.unread {
        let (parameters, findings) = plan(&folder, &format!("{SNAPSHOT} --region us-east-1 {words}"));
        assert!(parameters.is_object(), "{words}");
        assert!(matches!(&findings[..], [one] if one.starts_with("note[unread-option]")), "{findings:?}");
    }
    for words in options.refused {
        let (parameters, findings) = plan(&folder, &format!("{SNAPSHOT} --region us-east-1 {words}"));
        assert!(parameters.is_null(), "{words}");
        let said = ["error[", "note[copies-nothing]"];
        assert!(findings.iter().any(|one| said.iter().any(|said| one.starts_with(said))), "{findings:?}");
    }
}

/// What is said of an input, and whether it is refused: the command, the parameters, the findings.
#[test]
fn what_the_input_brings_is_read_and_found_fault_with_at_its_place() {
    let folder = scratch("aws-cli-input");
    let source = r#""SourceRegion": "us-west-2", "SourceSnapshotId": "snap-066877671789bd71b""#;
    let known = json!({"SourceRegion": "us-west-2", "SourceSnapshotId": "snap-066877671789bd71b"});
    let input = |text: &str| format!("aws ec2 copy-snapshot --region us-east-1 --cli-input-json '{text}'");
    let with = |text: &str| input(&format!("{{{source}{text}}}"));
    for (line, parameters, findings) in [
        (with(""), known.clone(), vec![]),
        (
            with(r#", "Encrypted": "true""#),
            Value::Null,
            vec![r#"error[wrong-parameter-type] "\"true\"": `Encrypted` is a string, but must be a boolean"#],
        ),
        (
            with(r#", "Descripton": "x""#),
            Value::Null,
            vec![r#"error[unknown-parameter] "\"Descripton\"": CopySnapshot has no parameter `Descripton`"#],
        ),
        (
            with("").replace("SourceRegion", "sourceRegion"),
            Value::Null,
            vec![
                r#"error[unknown-parameter] "\"sourceRegion\"": CopySnapshot has no parameter `sourceRegion`"#,
            ],
        ),
        (
            with(r#", "CompletionDurationMinutes": 60.0"#),
            Value::Null,
            vec![
                r#"error[wrong-parameter-type] "60.0": `CompletionDurationMinutes` is a number, but must be a whole number"#,
            ],
        ),
        (
            with(r#", "SourceRegion": "us-west-1""#),
            json!({"SourceRegion": "us-west-1", "SourceSnapshotId": "snap-066877671789bd71b"}),
            vec![
                r#"error[duplicate-json-key] "\"SourceRegion\"": the key `SourceRegion` is repeated in the same object: most readers keep only the last value, others the first"#,
            ],
        ),
        (
            with(r#", "DryRun": true"#),
            json!({"SourceRegion": "us-west-2", "SourceSnapshotId": "snap-066877671789bd71b", "DryRun": true}),
            vec![
                r#"note[copies-nothing] "\"DryRun\"": a dry run copies nothing, and always ends with an error: `DryRunOperation` if the permissions suffice"#,
            ],
        ),
        (
            input("[]"),
            Value::Null,
            vec![r#"error[invalid-option-value] "'[]'": `--cli-input-json` takes a JSON object, not a list"#],
        ),
        (
            input(r#"{"SourceRegion": "us-west-2"}"#),
            Value::Null,
            vec![
                r#"error[missing-required-parameter] "copy-snapshot": CopySnapshot lacks its required parameter `SourceSnapshotId`"#,
            ],
        ),
        (
            format!("{} --source-region us-west-2", with("").replace(r#""us-west-2""#, "null")),
            known.clone(),
            vec![
                r#"note[overridden-input] "\"SourceRegion\"": `SourceRegion` of `--cli-input-json` is replaced by `--source-region`"#,
            ],
        ),
        (
            format!("{} --cli-input-yaml x", with("")),
            Value::Null,
            vec![
                r#"error[invalid-option-value] "--cli-input-yaml": `--cli-input-yaml` and `--cli-input-json` cannot be given together"#,
            ],
        ),
    ] {
        assert_eq!(plan(&folder, &line), (parameters, strings(&findings)), "{line}");
    }
}

fn strings(texts: &[&str]) -> Vec<String> {
    texts.iter().map(ToString::to_string).collect()
}

#[test]
fn an_input_in_a_file_is_read_for_a_command_that_is_to_be_run() {
    let folder = scratch("aws-cli-input-file");
    let write = |name: &str, bytes: &[u8]| fs::write(folder.join(name), bytes).unwrap();
    let good = r#"{"SourceRegion": "us-west-2",
        "SourceSnapshotId": "snap-066877671789bd71b"}"#;
    let known = json!({"SourceRegion": "us-west-2", "SourceSnapshotId": "snap-066877671789bd71b"});
    write("good.json", good.replace('\n', "\r\n").as_bytes());
    write("mark.json", format!("\u{feff}{good}").as_bytes());
    write("bad.json", good.replace("\",", "\"").as_bytes());
    write("wide.json", &good.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>());
    write(
        "tags.json",
        format!(r#"{}, "TagSpecifications": [{{"ResourceType": "image"}}]}}"#, good.trim_end_matches('}'))
            .as_bytes(),
    );
    let line = |file: &str| format!("aws ec2 copy-snapshot --region us-east-1 --cli-input-json {file}");
    for (file, parameters, findings) in [
        ("file://good.json", known.clone(), vec![]),
        ("fileb://good.json", known.clone(), vec![]),
        ("fileb://mark.json", known.clone(), vec![]),
        (
            "file://bad.json",
            Value::Null,
            vec![
                r#"error[invalid-option-value] "file://bad.json": the file for `--cli-input-json` is not JSON: a comma is missing before `"SourceSnapshotId"` on line 2"#,
            ],
        ),
        (
            "file://none.json",
            Value::Null,
            vec![
                r#"error[invalid-option-value] "file://none.json": the file `none.json` of `--cli-input-json` cannot be read: No such file or directory (os error 2)"#,
            ],
        ),
        (
            "file://tags.json",
            json!({"SourceRegion": "us-west-2", "SourceSnapshotId": "snap-066877671789bd71b",
                "TagSpecifications": [{"ResourceType": "image"}]}),
            vec![
                r#"error[untaggable-resource-type] "file://tags.json": `image` is not a resource type that CopySnapshot can tag"#,
            ],
        ),
        (
            "fileb://wide.json",
            json!({}),
            vec![
                r#"note[unread-option] "fileb://wide.json": the file of `--cli-input-json` is not read: it is in another encoding than UTF-8"#,
            ],
        ),
    ] {
        assert_eq!(plan(&folder, &line(file)), (parameters, strings(&findings)), "{file}");
    }
    let (parameters, findings) = plan(&folder, &line("file://mark.json"));
    assert!(parameters.is_null() && findings.len() == 1, "{findings:?}");
}

/// What stands in a text, and is not about to be run here, names files of another place.
#[test]
fn files_are_not_read_for_a_command_in_a_text() {
    let path = scratch("aws-cli-no-files").join("input.json");
    fs::write(&path, r#"{"SourceRegion": "us-west-2", "SourceSnapshotId": "snap-066877671789bd71b"}"#)
        .unwrap();
    let line =
        format!("aws ec2 copy-snapshot --cli-input-json file://{} --description file://none", path.display());
    let sources = Sources::new();
    let (source, words) = command_source(&sources, &shell_words(&line));
    let mut findings = Vec::new();
    let elsewhere = Reading { range: source.range(), follows_files: false, incomplete: false };
    let request = read_words(source, &words, elsewhere, &mut findings).unwrap();
    assert!(request.incomplete && !request.refused && request.parameter("SourceRegion").is_none());
    assert!(matches!(&findings[..], [one] if one.rule.id == "unread-option"), "{findings:?}");

    let mut findings = Vec::new();
    let request = read_command(source, &words, &mut findings).unwrap();
    assert!(!request.incomplete && request.refused && request.string("SourceRegion").is_some());
    assert!(matches!(&findings[..], [one] if one.rule.id == "invalid-option-value"), "{findings:?}");
}

#[test]
fn what_is_typed_in_vain_is_said_once() {
    let folder = scratch("aws-cli-traps");
    let tags = |text: &str| format!("--tag-specifications {text}");
    for (rest, findings) in [
        (
            tags("'ResourceType=snapshot,Tags=[{Key=a,Value=b,Key=c,Value=d,Key=e,Value=f}]'"),
            vec![
                r#"error[lost-tag] "Key=a,Value=b": the tag `a` is lost: its braces hold another tag later"#,
                r#"error[lost-tag] "Key=c,Value=d": the tag `c` is lost: its braces hold another tag later"#,
            ],
        ),
        (
            tags("'ResourceType=snapshot,Tags=[{Value=b,Key=a,Value=d,Key=c}]'"),
            vec![
                r#"error[lost-tag] "Value=b,Key=a": the tag `a` is lost: its braces hold another tag later"#,
            ],
        ),
        (
            tags("'ResourceType=snapshot,Tags=[{Key=\"$A\",Value=b,Key=c,Value=d}]'"),
            vec![r#"error[lost-tag] "Key=\"$A\",Value=b": a tag is lost: its braces hold another tag later"#],
        ),
        (
            tags("ResourceType=snapshot,Tags=[Key=a,Key=c] ResourceType=snapshot,Tags=[Key=a,Value=d]"),
            vec![
                r#"error[tag-without-braces] "Key=a,Key=c": a shell took the braces behind `--tag-specifications` apart: they were not quoted"#,
            ],
        ),
        (
            tags("'ResourceType=snapshot,Tags=[{Name=a,Value=b}]'"),
            vec![r#"error[unknown-parameter] "Name": `TagSpecifications[0].Tags[0]` has no member `Name`"#],
        ),
        (
            "--no-encrypted --encrypted".to_owned(),
            vec![
                r#"warning[repeated-option] "--no-encrypted": `--no-encrypted` is undone by `--encrypted` later"#,
            ],
        ),
        (
            "--encrypted --encrypted".to_owned(),
            vec![r#"note[repeated-option] "--encrypted": `--encrypted` is given more than once"#],
        ),
        (
            "--tag-specifications $A --tag-specifications $B".to_owned(),
            vec![
                r#"warning[lost-tag] "'$A'": `--tag-specifications` is given again later, so the tags here are lost"#,
            ],
        ),
        (
            "--completion-duration-minutes x --completion-duration-minutes 60".to_owned(),
            vec![
                r#"warning[repeated-option] "--completion-duration-minutes": `--completion-duration-minutes` is given again later, and only the last one counts"#,
            ],
        ),
        (
            "--debug=yes".to_owned(),
            vec![r#"error[invalid-option-value] "--debug=yes": `--debug` takes no value"#],
        ),
    ] {
        assert_eq!(
            plan(&folder, &format!("{SNAPSHOT} --region us-east-1 {rest}")).1,
            strings(&findings),
            "{rest}"
        );
    }
}

/// Whatever stands for something unknown, in whatever place, is shown as it was written or not at all.
#[test]
fn what_only_the_shell_knows_is_never_shown_as_a_placeholder() {
    let lines = [
        "$AWS ec2 copy-image",
        "aws $SERVICE copy-image --name x",
        "aws ec2 $OPERATION --name x",
        "aws $OPTIONS ec2 copy-snapshot --source-region us-west-2",
        "aws ec2 copy-snapshot $OPTIONS value",
        "aws ec2 copy-snapshot --$OPTION value --source-region us-west-2",
        "aws ec2 copy-snapshot --source=$X",
        "aws ec2 copy-snapshot --foo=$X",
        "aws ec2 copy-snapshot --encrypted=$X",
        "aws ec2 copy-snapshot --output $X --cli-read-timeout $X --endpoint-url $X --color=x$X",
        "aws ec2 copy-snapshot --completion-duration-minutes $X --generate-cli-skeleton $X",
        "aws ec2 copy-snapshot --tag-specifications 'ResourceType=$X,Tags=[{Key=$X,Value=a,Key=b$X}]' 'Tags=[Key=$X]'",
        "aws ec2 copy-snapshot --tag-specifications 'ResourceType=$X,Tags=[{Key=$X' '$X'",
        "aws ec2 copy-snapshot --cli-input-json '{\"$X\": 1, \"$X\": 2, \"SourceRegion\": \"$X\", \"Tags\": \"$X\"}'",
        "aws ec2 copy-snapshot --cli-input-json '{\"a\": $X' --description file://$X --kms-key-id https://$X",
        "aws ec2 copy-snapshot --cli-input-json $X --cli-input-json file://$X --description https://$X",
        "aws ec2 copy-snapshot --source-region $X --source-region $X --region=$X --region x$X",
    ];
    let folder = scratch("aws-cli-unknown");
    for line in lines {
        let words = shell_words(line);
        for follows_files in [false, true] {
            let sources = Sources::new();
            let (source, places) = command_source(&sources, &words);
            let mut findings = Vec::new();
            let reading = Reading { range: source.range(), follows_files, incomplete: false };
            read_words(source, &places, reading, &mut findings);
            let shown = |finding: &Finding| format!("{finding:?}").contains(UNKNOWN);
            assert!(!findings.iter().any(shown), "{line}: {findings:?}");
        }
        let mut arguments = vec!["plan", "--format", "json", "--fail-on", "never", "--"];
        arguments.extend(words.iter().map(String::as_str));
        let output = run(&folder, &arguments).stdout;
        assert!(!output.contains(UNKNOWN) && !output.contains("fdd0"), "{line}: {output}");
    }
}

#[test]
fn what_only_the_shell_knows_is_no_fault() {
    let folder = scratch("aws-cli-quiet");
    for line in [
        "aws $OPTIONS ec2 copy-snapshot --source-region us-west-2 --source-snapshot-id snap-066877671789bd71b",
        "aws ec2 $OPTIONS copy-snapshot --source-region us-west-2",
        "aws ec2 copy-snapshot --$FLAG value --source-region us-west-2",
        "aws ec2 copy-snapshot $OPTIONS value",
        "aws ec2 copy-snapshot --region us-east-1 --cli-input-json $INPUT",
        "aws ec2 copy-snapshot --region us-east-1 --cli-input-json '{\"$KEY\": 1, \"Description\": \"$X\"}'",
        "aws ec2 copy-snapshot --region us-east-1 --cli-input-json '{$MEMBERS}'",
        "aws ec2 copy-snapshot --region us-east-1 --cli-input-json file://$FILE",
        "aws ec2 copy-snapshot $OPTIONS --cli-input-json='{\"SourceRegion\": \"us-west-2\"}'",
        "aws $SERVICE copy-snapshot",
        "aws ec2 $OPERATION",
    ] {
        assert_eq!(plan(&folder, line).1, Vec::<String>::new(), "{line}");
    }
}
