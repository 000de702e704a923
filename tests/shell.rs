//! Copies in shell text: which commands are found, what their words and variables come to, and where
//! findings point. What bash does is asked of bash itself.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test that panics has failed"
)]

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;

use common::{Run, copylint, finish, run, run_with_input, scratch};
use serde_json::Value;

/// What every copy of an image needs beside its name.
const IMAGE: &str =
    "aws ec2 copy-image --region us-east-1 --source-region us-west-2 --source-image-id ami-066877671789bd71b";
const SNAPSHOT: &str =
    "aws ec2 copy-snapshot --region us-east-1 --source-region us-west-2 --source-snapshot-id";

/// The findings of a text: `LINE:COLUMN RULE "UNDERLINED"`.
fn findings(folder: &Path, name: &str, text: &str) -> Vec<String> {
    fs::write(folder.join(name), text).unwrap();
    let run = run(folder, &["check", "--format", "json", "--allow-empty", name]);
    let report = run.json();
    let findings = report["findings"].as_array().unwrap().iter();
    let number = |value: &Value| usize::try_from(value.as_u64().unwrap()).unwrap();
    findings
        .map(|finding| {
            let (start, end) = (&finding["start"], &finding["end"]);
            let underlined = &text[number(&start["offset"])..number(&end["offset"])];
            let rule = finding["rule"].as_str().unwrap();
            format!("{}:{} {rule} {underlined:?}", start["line"], start["column"])
        })
        .collect()
}

/// The requests of a text.
fn requests(folder: &Path, name: &str, text: &str) -> Vec<Value> {
    fs::write(folder.join(name), text).unwrap();
    let run = run(folder, &["plan", "--format", "json", "--allow-empty", name]);
    run.json()["plans"].as_array().unwrap().iter().map(|plan| plan["request"].clone()).collect()
}

/// How many copies a text asks for.
fn count(folder: &Path, name: &str, text: &str) -> u64 {
    fs::write(folder.join(name), text).unwrap();
    let run = run(folder, &["check", "--format", "json", "--allow-empty", name]);
    run.json()["summary"]["requests"].as_u64().unwrap()
}

// ---------------------------------------------------------------- bash as a witness

/// The arguments of every `aws` that bash runs for a script, by the description that each command has.
fn run_by_bash(folder: &Path, script: &str) -> BTreeMap<String, Vec<Vec<String>>> {
    fs::write(folder.join("witnessed.sh"), script).unwrap();
    let log = folder.join("log");
    let witness = "exec 9>log; aws() { printf '%s\\x1f' \"$@\" >&9; printf '\\x1e' >&9; }; set -- first; \
                   cd empty; . ../witnessed.sh > /dev/null 2>&1 < /dev/null";
    fs::create_dir_all(folder.join("empty")).unwrap();
    let mut bash = Command::new("bash");
    bash.args(["-c", witness]).current_dir(folder).env("LC_ALL", "C.UTF-8");
    for variable in ["X", "Y", "Z", "K", "U", "W"] {
        bash.env_remove(variable);
    }
    bash.output().unwrap();
    let mut calls: BTreeMap<String, Vec<Vec<String>>> = BTreeMap::new();
    let log = fs::read_to_string(log).unwrap();
    for call in log.split('\x1e').filter(|call| !call.is_empty()) {
        let words: Vec<String> = call.split('\x1f').map(str::to_owned).collect();
        let at = words.iter().position(|word| word == "--description").unwrap();
        calls.entry(words[at + 1].clone()).or_default().push(words);
    }
    calls
}

/// The value behind `--name`, if it is one word.
fn name(words: &[String]) -> Option<&str> {
    let at = words.iter().position(|word| word == "--name")?;
    match &words[at + 1..] {
        [name, end] if end.is_empty() => Some(name),
        _ => None,
    }
}

/// Words in every spelling; copylint must read in them what bash reads.
#[test]
fn words_are_what_bash_makes_of_them() {
    let words = [
        "plain",
        "'single quotes'",
        "\"double quotes\"",
        "a\\ b",
        "'it'\\''s'",
        "\"it's\"",
        "'a \"b\" c'",
        "\"a \\\"b\\\" c\"",
        "\"back\\\\slash \\n stays\"",
        "'\\n stays'",
        "a\\nb",
        "\\\\x",
        "$'tab\\tx'",
        "$'\\x41\\u00e9\\101'",
        "$'it\\'s'",
        "$\"locale\"",
        "a\"b\"'c'd",
        "\"a\\\nb\"",
        "a\\\nbc",
        "'a\nb'",
        "\"a\nb\"",
        "\"$K\"",
        "\"${K}\"",
        "x\"$K\"y",
        "\"${U:-default text}\"",
        "\"${K:-default}\"",
        "${U:-default}",
        "\"${U-'quotes stay'}\"",
        "\"${U:-\"in quotes\"}\"",
        "${W}",
        "$W-$W",
        "\"a$\"",
        "100%",
        "a#b",
        "\\#x",
        "\"#x\"",
        "a=b",
        "{x}",
        "{}x",
        "a{b",
        "\"{a,b}\"",
        "x,y",
        "ü",
        "\"日本 語\"",
        "🙂",
        "a~b",
        "\"~\"",
        "a\\-b",
        "a^b",
        "!x",
        "\"a;b|c&d\"",
        "a\\;b",
        "\\$K",
        "'$K'",
        "\"\\$K\"",
        "\"\\`x\\`\"",
        "\"a\\!b\"",
        "[x",
        "a@b",
        "a:b/c",
        "\"\"x",
        "x''",
        "\"$W\"\"$W\"",
        "'a'\\\n'b'",
    ];
    let folder = scratch("shell-words");
    let mut script = String::from("K='ab cd'\nW=word\n");
    for (number, word) in words.iter().enumerate() {
        writeln!(script, "{IMAGE} --description {number} --kms-key-id {word} --name name").unwrap();
    }
    let calls = run_by_bash(&folder, &script);
    let read = requests(&folder, "words.sh", &script);
    let read: BTreeMap<&str, &Value> = read
        .iter()
        .map(|request| {
            (request["parameters"]["Description"].as_str().unwrap(), &request["parameters"]["KmsKeyId"])
        })
        .collect();
    for (number, word) in words.iter().enumerate() {
        let number = number.to_string();
        let [call] = calls[&number].as_slice() else { panic!("{word}") };
        let at = call.iter().position(|word| word == "--kms-key-id").unwrap();
        assert_eq!(call[at + 2], "--name", "{word} is one word to bash");
        let text = read.get(number.as_str()).unwrap_or_else(|| panic!("{word}")).as_str();
        // A wildcard that nothing matches stays as it is in bash; here it is unknown.
        if word.starts_with('[') {
            assert_eq!(text, None, "{word}");
        } else {
            assert_eq!(text, Some(call[at + 1].as_str()), "{word}");
        }
    }
}

#[test]
fn what_only_the_shell_knows_is_unknown() {
    let folder = scratch("shell-unknown");
    let words = [
        "\"$1\"",
        "\"$(date)\"",
        "`date`",
        "\"$HOME\"",
        "$((1 + 2))",
        "\"${K%d}\"",
        "\"${#K}\"",
        "\"${K/a/b}\"",
        "~/x",
        "*.json",
        "\"${LIST[0]}\"",
        "x$RANDOM",
        "\"$$\"",
        "<(cat)",
        "\"${K:0:1}\"",
        "\"${!K}\"",
        "<key>",
        "{{ key }}",
    ];
    for word in words {
        let text = format!("K=ab\nLIST=(a b)\n{IMAGE} --name name --encrypted --kms-key-id {word}\n");
        assert_eq!(findings(&folder, "unknown.sh", &text), Vec::<String>::new(), "{word}");
        let read = requests(&folder, "unknown.sh", &text);
        assert_eq!(read[0]["parameters"]["KmsKeyId"], Value::Null, "{word}");
    }
}

/// What a script's variables come to at a command: what copylint says that it knows must be what bash hands
/// over, in every run of the command. `true` where it must know.
#[test]
fn variables_are_what_bash_says() {
    let scripts: &[(bool, &str)] = &[
        (true, "X=one; copy \"$X\""),
        (true, "X=one; X=two; copy \"$X\""),
        (true, "X=one\ncopy \"$X\"\nX=two"),
        (true, "Y=one; X=$Y-two; Y=three; copy \"$X\""),
        (true, "X=one; X+=two; copy \"$X\""),
        (true, "export X=one; copy \"$X\""),
        (true, "readonly X=one; copy \"$X\""),
        (true, "declare -r X=one; copy \"$X\""),
        (true, "declare -r X=one Y=two; copy \"$X$Y\""),
        (true, ": \"${X:=one}\"; copy \"$X\""),
        (true, "X=${X:-one}; copy \"$X\""),
        (true, "X=; copy \"${X:-one}\""),
        (true, "X=; copy \"pre${X-one}\""),
        (true, "X='two words'; copy \"$X\""),
        (true, "for X in one two; do copy \"$X\"; done"),
        (true, "LIST='one two'; for X in $LIST; do copy \"name-$X\"; done"),
        (true, "for X in one two; do for Y in red blue; do copy \"$X-$Y\"; done; done"),
        (true, "for X in one two; do Y=\"name-$X\"; copy \"$Y\"; done"),
        (true, "for X in one \"two words\"\ndo\ncopy \"$X\"\ndone"),
        (true, "if true; then X=one; copy \"$X\"; else X=two; copy \"$X\"; fi"),
        (true, "if true; then X=one; else X=one; fi; X=two; copy \"$X\""),
        (true, "case a in a) X=one; copy \"$X\";; *) X=two; copy \"$X\"; esac"),
        (true, "X=one && copy \"$X\""),
        (true, "true && X=one && copy \"$X\""),
        (true, "(X=one; copy \"$X\")"),
        (true, "X=one; (X=two); copy \"$X\""),
        (true, "X=one; Y=$(X=two; echo); copy \"$X\""),
        (true, "X=one; echo | { X=two; }; copy \"$X\""),
        (true, "f() { local X=one; copy \"$X\"; }; f"),
        (true, "X=one; f() { local X=two; }; f; copy \"$X\""),
        (true, "f() { copy \"$X\"; }\nX=one\nf"),
        (true, "X=one; Y=$(copy \"$X\")"),
        (true, "X=one; echo \"$(copy \"$X\")\""),
        (true, "while read -r Y; do X=one; copy \"$X\"; done <<< line"),
        (true, "X=one; Z=three copy \"$X\""),
        (true, "X=one # comment's end\ncopy \"$X\""),
        (true, "X=one\ncat <<EOF\nX=two isn't run\nEOF\ncopy \"$X\""),
        (true, "X=$(cat <<EOF\nit's text )\nEOF\n)\nX=one\ncopy \"$X\""),
        (true, "[[ $Y == a* || ( -n $Y && $Y =~ ^(a|b)$ ) ]]; X=one; copy \"$X\""),
        (true, "source /dev/null; X=one; copy \"$X\""),
        (false, "copy \"name-$X\""),
        (false, "X=$1; copy \"name-$X\""),
        (false, "X=$(echo one); copy \"$X\""),
        (false, "X=one; if true; then X=two; fi; copy \"$X\""),
        (false, "if true; then X=one; fi; copy \"$X\""),
        (false, "X=one; [ -n \"$Y\" ] && X=two; copy \"$X\""),
        (false, "X=one; true || X=two; copy \"$X\""),
        (false, "X=one; case $Y in a) X=two;; esac; copy \"$X\""),
        (false, "X=one; for Y in 1 2; do copy \"$X\"; X=two; done"),
        (false, "X=one; for Y in 1 2; do X=two; done; copy \"$X\""),
        (false, "for X in one two; do true; done; copy \"$X\""),
        (false, "X=one; f() { X=two; }; f; copy \"$X\""),
        (false, "f() { X=two; }; X=one; f; copy \"$X\""),
        (false, "f() { copy \"$X\"; }; X=one; f; X=two; f"),
        (false, "X=one; read -r X <<< two; copy \"$X\""),
        (false, "X=one; unset X; copy \"name-$X\""),
        (false, "X=one; eval X=two; copy \"$X\""),
        (false, "echo X=two > lib; X=one; . ./lib; copy \"$X\""),
        (false, "X=one; printf -v X two; copy \"$X\""),
        (false, "X=one; ((X = 222)); copy \"$X\""),
        (false, "X=one; : $((X = 222)); copy \"$X\""),
        (false, "X=(one two); copy \"$X\""),
        (false, "declare -u X=one; copy \"$X\""),
        (false, "X=one; while true; do copy \"$X\"; X=two; break; done; copy \"$X\""),
        (false, "select X in one two; do copy \"name-$X\"; break; done <<< 1"),
        (false, "for X; do copy \"$X\"; done"),
    ];
    let folder = scratch("shell-variables");
    for (knows, script) in scripts {
        let mut number = 0;
        let mut full = String::new();
        let mut parts = script.split("copy \"");
        full.push_str(parts.next().unwrap());
        for part in parts {
            number += 1;
            write!(full, "{IMAGE} --description d{number} --name \"{part}").unwrap();
        }
        full.push('\n');
        let calls = run_by_bash(&folder, &full);
        assert!(!calls.is_empty(), "bash runs no copy: {script}");
        let mut read: BTreeMap<String, BTreeSet<Option<String>>> = BTreeMap::new();
        for request in requests(&folder, "variables.sh", &full) {
            let text = |name: &str| request["parameters"][name].as_str().map(str::to_owned);
            read.entry(text("Description").unwrap()).or_default().insert(text("Name"));
        }
        assert_eq!(read.len(), number, "{script}: {read:?}");
        let all_known = read.values().all(|names| !names.contains(&None));
        assert_eq!(all_known, *knows, "{script}: {read:?}");
        for (description, runs) in &calls {
            let names = &read[description];
            let run: BTreeSet<Option<String>> =
                runs.iter().map(|words| Some(name(words).unwrap().to_owned())).collect();
            assert!(names.contains(&None) || *names == run, "{script}: {names:?}, but bash runs {run:?}");
        }
    }
}

// ---------------------------------------------------------------- places

/// Copies in various spellings. `NN` is a number of its own; what is wrong, and must be underlined, stands
/// between `«` and `»`.
const SPELLINGS: [&str; 25] = [
    "aws ec2 copy-snapshot --region us-east-1 --source-region us-west-2 --source-snapshot-id «snap-badNN»",
    "aws ec2 copy-snapshot \\\n  --region us-east-1 \\\n  --source-region us-west-2 \\\n  --source-snapshot-id «snap-badNN»",
    "  aws --region us-east-1 ec2 copy-snapshot --source-region us-west-2 --source-snapshot-id=«snap-badNN»",
    "\taws ec2 copy-snapshot --source-snapshot-id «\"snap-badNN\"» --region 'us-east-1' --source-region $'us-west-2'",
    "ID_NN=$(aws ec2 copy-snapshot --region us-east-1 --source-region us-west-2 --source-snapshot-id «'snap-badNN'» --query SnapshotId --output text)",
    "if ! aws ec2 copy-snapshot --region us-east-1 --source-region us-west-2 --source-snapshot-id «snap-badNN»; then exit NN; fi",
    "test -n \"$A\" && aws ec2 copy-snapshot --region us-east-1 --source-region us-west-2 --source-snapshot-id «snap-badNN» || echo failed",
    "AWS_REGION=us-east-1 AWS_PROFILE=pNN aws ec2 copy-snapshot --source-region us-west-2 --source-snapshot-id «snap-badNN» > /dev/null 2>&1",
    "sudo -E timeout 30 /usr/local/bin/aws ec2 copy-snapshot --region us-east-1 --source-region us-west-2 --source-snapshot-id «snap-badNN»",
    "SOURCE_NN=snap-badNN\naws ec2 copy-snapshot --region us-east-1 --source-region us-west-2 --source-snapshot-id «\"$SOURCE_NN\"»",
    "SOURCE_NN=badNN; aws ec2 copy-snapshot --region us-east-1 --source-region us-west-2 --source-snapshot-id «snap-${SOURCE_NN}»",
    "for source in snap-badNN snap-066877671789bd7NN; do\n  aws ec2 copy-snapshot --region us-east-1 --source-region us-west-2 --source-snapshot-id «\"$source\"»\ndone",
    "copy_NN() {\n  local target=us-east-1\n  aws ec2 copy-snapshot --region \"$target\" --source-region us-west-2 --source-snapshot-id «snap-badNN»\n}",
    "case $1 in\n  aNN | b) aws ec2 copy-snapshot --region us-east-1 --source-region us-west-2 --source-snapshot-id «snap-badNN» ;;\nesac",
    "echo \"it's $(aws ec2 copy-snapshot --region us-east-1 --source-region us-west-2 --source-snapshot-id «snap-badNN»)\" | tee log",
    "ID=`aws ec2 copy-snapshot --region us-east-1 --source-region us-west-2 --source-snapshot-id «snap-badNN»`",
    "echo 日本語 ü 🙂; aws ec2 copy-snapshot --description 'ü 🙂' --region us-east-1 --source-region us-west-2 --source-snapshot-id «snap-badNN»",
    "( cd /tmp && aws ec2 copy-snapshot --region us-east-1 --source-region us-west-2 --source-snapshot-id «snap-badNN» & )",
    "bash -c 'aws ec2 copy-snapshot --region us-east-1 --source-region us-west-2 --source-snapshot-id «snap-badNN»'",
    "ssh host <<'END'\n  aws ec2 copy-snapshot --region us-east-1 --source-region us-west-2 --source-snapshot-id «snap-badNN»\nEND",
    "aws ec2 copy-snapshot --region us-east-1 > copy-NN.json --source-region us-west-2 --source-snapshot-id «snap-badNN» < /dev/null",
    "aws ec2 copy-snapshot --tag-specifications '[\n    {\"ResourceType\": \"snapshot\", \"Tags\": [{\"Key\": \"n\", \"Value\": \"NN\"}]}\n  ]' --region us-east-1 --source-region us-west-2 --source-snapshot-id «snap-badNN»",
    "while read -r line; do aws ec2 copy-snapshot --region us-east-1 --source-region us-west-2 --source-snapshot-id «snap-badNN» --description \"$line\"; done < list",
    "AWS=\"aws --region us-east-1\"; $AWS ec2 copy-snapshot --source-region us-west-2 --source-snapshot-id «snap-badNN»",
    "aws ec2 copy-snapshot --region us-east-1 --source-region us-west-2 --source-snapshot-id \\\n    «sn\"ap-b\"adNN» # at last",
];

/// Lines between them, which hold no copy.
const FILLERS: [&str; 15] = [
    "# aws ec2 copy-snapshot --source-snapshot-id snap-comment isn't run",
    "echo \"usage: aws ec2 copy-snapshot --source-snapshot-id snap-echo\"",
    "log 'aws ec2 copy-image --name in-a-string'",
    "cat <<EOF\naws ec2 copy-snapshot --source-snapshot-id snap-heredoc\nit's text $(date)\nEOF",
    "aws ec2 describe-snapshots --owner-ids self --query 'Snapshots[?Description==`copy-image`]' | jq -r '.[] | .id'",
    "if [[ $A =~ ^(x|y)$ ]]; then B=1; elif (( A > 1 )); then B=2; else B=3; fi",
    "f() { local a=$1; shift; printf '%s\\n' \"${@:2}\" \"${a%%.*}\" \"${#a}\"; }",
    "for ((i = 0; i < 10; i++)); do echo $((i << 2)); done",
    "",
    "set -euo pipefail",
    "A=(\"one\" 'two' # three's missing\n  four)",
    "awk '{ print $1 \"'\"$A\"'\" }' <<< \"$B\" 2>/dev/null || true",
    "case $A in (x) echo 1 ;; y) echo 2 ;& *) ;; esac",
    "trap 'rm -f \"$TMP\"' EXIT",
    "aws ec2 wait snapshot-completed --snapshot-ids \"$A\"",
];

#[test]
fn fifty_copies_in_two_thousand_lines() {
    let mut text = String::from("#!/usr/bin/env bash\n");
    let mut expected = Vec::new();
    let mut origins = Vec::new();
    for copy in 0..50 {
        while text.lines().count() < (copy + 1) * 39 {
            let filler = FILLERS[(text.lines().count() * 7 + copy) % FILLERS.len()];
            text.push_str(filler);
            text.push('\n');
        }
        let command = SPELLINGS[copy % SPELLINGS.len()].replace("NN", &format!("{copy:02}"));
        let (before, rest) = command.split_once('«').unwrap();
        let (wrong, behind) = rest.split_once('»').unwrap();
        text.push_str(before);
        let line = text.lines().count();
        let column = text.lines().last().unwrap().chars().count() + 1;
        expected.push(format!("{line}:{column} invalid-parameter-value {wrong:?}"));
        text.push_str(wrong);
        text.push_str(behind);
        text.push('\n');
        let program = ["$AWS ec2", "aws ec2", "aws --region"];
        let start = program.iter().filter_map(|program| text.rfind(program)).max().unwrap();
        let runs = if before.starts_with("for ") { 2 } else { 1 };
        origins.extend(std::iter::repeat_n(text[..start].matches('\n').count() as u64 + 1, runs));
    }
    while text.lines().count() < 2_000 {
        text.push_str("echo filler\n");
    }
    let folder = scratch("shell-long");
    for (name, text) in [("copies.sh", text.clone()), ("copies-crlf.sh", text.replace('\n', "\r\n"))] {
        assert_eq!(findings(&folder, name, &text), expected, "{name}");
        let requests = requests(&folder, name, &text);
        let lines: Vec<u64> =
            requests.iter().map(|request| request["origin"]["line"].as_u64().unwrap()).collect();
        assert_eq!(lines, origins, "{name}");
        assert!(requests.iter().all(|request| request["region"] == "us-east-1"), "{name}");
    }
    let syntax = Command::new("bash").args(["-n", "copies.sh"]).current_dir(&folder).output().unwrap();
    assert!(syntax.status.success(), "{}", String::from_utf8_lossy(&syntax.stderr));
}

#[test]
fn hard_texts() {
    let folder = scratch("shell-hard");
    let bad = format!("{SNAPSHOT} snap-bad");
    let column = SNAPSHOT.chars().count() + 2;
    let texts = [
        // The end of the text ends the command, with or without a line break of any kind.
        (bad.clone(), 1, column),
        (format!("{bad}\n"), 1, column),
        (format!("{bad}\r\n"), 1, column),
        (format!("{bad}\r"), 1, column),
        (format!("{bad} \\\n"), 1, column),
        (format!("\u{feff}{bad}\n"), 1, column + 1),
        (format!("\t\t{bad}\n"), 1, column + 2),
        (format!("echo '日本語 🙂' ü; {bad}\n"), 1, column + 16),
        (format!("{bad} # ü 🙂"), 1, column),
        (format!("\n\r\n\n{bad} "), 4, column),
        // What is never closed does not hide what stands before or behind it.
        (format!("{bad}\necho 'never closed\n"), 1, column),
        (format!("echo 'never closed\n{bad}\n"), 2, column),
        (format!("echo \"$(never closed\n{bad}\n"), 2, column),
        (format!("cat <<EOF\nnever closed\n{bad}\n"), 3, column),
        (format!("if true; then\n{bad}\n"), 2, column),
        (format!("done fi esac }} )\n{bad}\n"), 2, column),
        (format!("{}\n{bad}\n", "(".repeat(5_000)), 2, column),
        (format!("{}\n{bad}\n", "$(".repeat(5_000)), 2, column),
        (format!("x={}\n{bad}\n", "${a:-".repeat(5_000)), 2, column),
    ];
    for (text, line, column) in texts {
        let expected = format!("{line}:{column} invalid-parameter-value \"snap-bad\"");
        for name in ["hard.sh", "hard"] {
            assert_eq!(findings(&folder, name, &text), [expected.as_str()], "{name} {text:?}");
        }
    }
}

#[test]
fn what_is_no_copy_is_passed_over() {
    let folder = scratch("shell-passed-over");
    let scripts = [
        "# aws ec2 copy-image --bad",
        "echo aws ec2 copy-image --bad",
        "printf '%s\\n' aws ec2 copy-image --bad",
        "echo \"aws ec2 copy-image --bad\"",
        "MESSAGE='aws ec2 copy-image --bad'",
        "cat <<EOF\naws ec2 copy-image --bad\nEOF",
        "cat > other.sh <<'EOF'\n#!/bin/bash\naws ec2 copy-image --bad\nEOF",
        "grep -r 'aws ec2 copy-image --bad' .",
        "aws ec2 copy-image help",
        "aws s3 cp copy-image s3://bucket/copy-image",
        "aws ec2 describe-images --name copy-image",
        "aws rds copy-db-snapshot --bad copy-snapshot",
        "my-aws ec2 copy-image --bad",
        "gcloud compute copy-image --bad",
        "./copy-image --bad",
        "copy-image() { true; }; copy-image --bad",
    ];
    for script in scripts {
        assert_eq!(count(&folder, "script.sh", script), 0, "{script}");
        fs::write(folder.join("script.sh"), script).unwrap();
        let run = run(&folder, &["check", "script.sh"]);
        assert_eq!(run.code, 2, "{script}");
        assert!(
            run.stderr.starts_with("skipped: script.sh: is neither a policy nor a copy request"),
            "{run:?}"
        );
    }
    let pages = [
        "Use aws ec2 copy-image to copy an image.",
        "The `aws ec2 copy-image` command takes `--name`.",
        "See aws ec2 copy-image --name for more.",
        "    # aws ec2 copy-image --bad",
        "* `copy-image`: see the AWS CLI",
        "  copy-image\n  --name <value>\n  [--encrypted | --no-encrypted]",
        "// aws ec2 copy-image --bad",
        "<!-- copy-image -->",
        "aws ec2 copy-image",
        "my-aws ec2 copy-image --bad",
        "steps := \"1. Copy: aws ec2 copy-snapshot --source-snapshot-id x --encrypted\\n2. Go on\"",
    ];
    for page in pages {
        for name in ["page.md", "page.rst", "page.py", "Makefile"] {
            assert_eq!(count(&folder, name, page), 0, "{name}: {page}");
        }
    }
}

#[test]
fn commands_in_other_texts_are_found() {
    let folder = scratch("shell-other-texts");
    let option = "invalid-parameter-value \"snap-bad\"";
    let texts = [
        ("page.md", format!("Text, and it's followed by:\n\n```sh\n$ {SNAPSHOT} snap-bad\n```\n"), 4),
        ("page.md", format!("1. {SNAPSHOT} snap-bad\n"), 1),
        ("page.md", format!("Run `{SNAPSHOT} snap-bad` (don't wait).\n"), 1),
        ("page.md", format!("| {SNAPSHOT} snap-bad | a cell |\n"), 1),
        ("page.rst", format!("Like this::\n\n    {SNAPSHOT} \\\n        snap-bad\n"), 4),
        ("page.html", format!("<pre>{SNAPSHOT} snap-bad</pre>\n"), 1),
        ("notes.txt", format!("It's late.\n\n    {SNAPSHOT} snap-bad\n\nIt's later.\n"), 3),
        ("notes", format!("Don't forget:\n\n{SNAPSHOT} snap-bad\n"), 3),
        (
            "Makefile",
            format!("copy:\n\t@{SNAPSHOT} snap-bad --description $(NAME) --kms-key-id $${{KEY}}\n"),
            2,
        ),
        (
            "Makefile",
            format!("copy:\n\t-{SNAPSHOT} snap-bad --description $$(cat ids | head) \\\n\t --encrypted\n"),
            2,
        ),
        ("rules.mk", format!("copy:\n\tX=1 {SNAPSHOT} snap-bad\n"), 2),
        ("Dockerfile", format!("FROM aws\nRUN {SNAPSHOT} snap-bad && rm -rf x\n"), 2),
        ("steps.yml", format!("steps:\n  - run: {SNAPSHOT} snap-bad\n"), 2),
        ("steps.yml", format!("steps:\n  - run: |\n      {SNAPSHOT} snap-bad\n      echo done\n"), 3),
        ("steps.yml", format!("steps:\n  - run: >\n      {SNAPSHOT} snap-bad\n      --encrypted\n"), 3),
        ("steps.yml", format!("run: \"{SNAPSHOT} snap-bad --kms-key-id ${{{{ inputs.key }}}}\"\n"), 1),
        ("copy.py", format!("os.system('{SNAPSHOT} snap-bad --description ' + text)\n"), 1),
        ("copy.py", format!("run(f\"{SNAPSHOT} snap-bad --description {{text}}\")\n"), 1),
        (
            "copy.cmd",
            format!(
                "@echo off\r\nrem {SNAPSHOT} snap-comment\r\n@{SNAPSHOT} snap-bad ^\r\n  --encrypted\r\n"
            ),
            3,
        ),
        (
            "copy.bat",
            format!(
                "call {SNAPSHOT} snap-bad --description \"it's %1 & more\" --kms-key-id %KEY% & exit\r\n"
            ),
            1,
        ),
        (
            "copy.ps1",
            format!(
                "# {SNAPSHOT} snap-comment\n$copy = {SNAPSHOT} snap-bad `\n  --kms-key-id $Key | ConvertFrom-Json\n"
            ),
            2,
        ),
        ("copy.ps1", format!("{SNAPSHOT} snap-bad --description 'it''s $5' (Get-More)\n"), 1),
        ("page.md", format!("    PS C:\\> {SNAPSHOT} snap-bad `\n      --encrypted\n"), 1),
        ("page.md", format!("    C:\\> {SNAPSHOT} snap-bad ^\n      --encrypted\n"), 1),
    ];
    for (name, text, line) in texts {
        let found = findings(&folder, name, &text);
        let [found] = found.as_slice() else { panic!("{name} {text:?}: {found:?}") };
        assert!(
            found.starts_with(&format!("{line}:")) && found.ends_with(option),
            "{name} {text:?}: {found}"
        );
        assert_eq!(count(&folder, name, &text), 1, "{name} {text:?}");
    }
}

#[test]
fn pages_may_leave_things_out() {
    let folder = scratch("shell-left-out");
    let texts = [
        ("page.md", "Run `aws ec2 copy-image --copy-image-tags`."),
        (
            "page.md",
            "    aws ec2 copy-image --source-region <region> --source-image-id <image-id> --name <name> --region <to>",
        ),
        ("page.md", "    aws ec2 copy-image ... --encrypted"),
        (
            "page.md",
            "    aws ec2 copy-image --source-region {{ region }} --source-image-id {{ image }} --name x-{{ name }} --region us-east-1",
        ),
        ("page.md", "    aws ec2 copy-image [--encrypted | --no-encrypted]"),
        (
            "page.md",
            "    aws ec2 copy-snapshot --source-region SRC --source-snapshot-id SNAP_ID --region DST",
        ),
        (
            "page.md",
            "    aws ec2 copy-image --source-image-id ami-xxx --source-region us-east-1 --region eu-west-1 --name your-name",
        ),
        (
            "copy.ts",
            "cli: `# A comment\naws ec2 copy-snapshot \\\\\n  --source-region <region> \\\\\n  --encrypted`,",
        ),
        (
            "copy.rb",
            "copy = \"aws ec2 copy-image --source-image-id #{image} \" \\\n  \"--source-region #{region} --name #{name}\"",
        ),
    ];
    for (name, text) in texts {
        assert_eq!(findings(&folder, name, text), Vec::<String>::new(), "{text}");
        assert_eq!(count(&folder, name, text), 1, "{text}");
    }
}

// ---------------------------------------------------------------- what goes wrong between lines

#[test]
fn options_behind_the_end_of_a_command() {
    let folder = scratch("shell-orphans");
    let orphan = |place: &str, text: &str| format!("{place} orphaned-options {text:?}");
    let snapshot = format!("{SNAPSHOT} snap-066877671789bd71b");
    let texts = [
        ("a.sh", format!("{snapshot}\n  --encrypted\n"), orphan("2:3", "--encrypted")),
        ("a.sh", format!("{snapshot}\r\n  --encrypted\r\n"), orphan("2:3", "--encrypted")),
        ("a.sh", format!("{snapshot} \\ \n  --encrypted"), orphan("2:3", "--encrypted")),
        ("a.sh", format!("{snapshot} \\\t\r\n--encrypted"), orphan("2:1", "--encrypted")),
        ("a.sh", format!("{snapshot} \\\n\n  --encrypted"), orphan("3:3", "--encrypted")),
        ("a.sh", format!("{snapshot} \\\n  # why\n  --encrypted"), orphan("3:3", "--encrypted")),
        ("a.sh", format!("{snapshot} # why \\\n  --encrypted"), orphan("2:3", "--encrypted")),
        (
            "a.sh",
            format!("{snapshot}\n  --encrypted \\\n  --kms-key-id 'a\nb' # x\n"),
            orphan("2:3", "--encrypted \\\n  --kms-key-id 'a\nb'"),
        ),
        (
            "a.sh",
            format!("{snapshot}\n  --encrypted\n  --kms-key-id x\n"),
            orphan("2:3", "--encrypted\n  --kms-key-id x"),
        ),
        ("a.sh", format!("X=$({snapshot}\n  --encrypted)\n"), orphan("2:3", "--encrypted")),
        ("a.sh", format!("{snapshot} ^\n  --encrypted\n"), orphan("2:3", "--encrypted")),
        ("a.cmd", format!("{snapshot}\r\n  --encrypted\r\n"), orphan("2:3", "--encrypted")),
        ("a.cmd", format!("{snapshot} ^ \r\n  --encrypted\r\n"), orphan("2:3", "--encrypted")),
        ("a.ps1", format!("{snapshot} ` \n  --encrypted\n"), orphan("2:3", "--encrypted")),
        ("a.ps1", format!("{snapshot} \\\n  --encrypted\n"), orphan("2:3", "--encrypted")),
        ("a.md", format!("    {snapshot}\n    --encrypted\n"), orphan("2:5", "--encrypted")),
        ("a.yml", format!("run: |\n  {snapshot}\n  --encrypted\n"), orphan("3:3", "--encrypted")),
    ];
    for (name, text, expected) in texts {
        assert_eq!(findings(&folder, name, &text), [expected], "{name} {text:?}");
    }
    let fine = [
        ("a.sh", format!("{snapshot} \\\n  --encrypted\n")),
        ("a.sh", format!("{snapshot}\n\necho --encrypted\n")),
        ("a.sh", format!("{snapshot} <<EOF\n--encrypted\nEOF\n")),
        ("a.sh", format!("{snapshot} |\n  jq .\n")),
        ("a.md", format!("    {snapshot}\n\n--encrypted is another option.\n")),
        ("a.md", format!("    {snapshot}\n\n---\n")),
        ("a.yml", format!("run: >-\n  {snapshot}\n  --encrypted\n")),
        ("a.yml", format!("run: {snapshot}\n  --encrypted\n")),
        ("a.cmd", format!("{snapshot} ^\r\n  --encrypted\r\n")),
        ("a.ps1", format!("{snapshot} `\n  --encrypted\n")),
    ];
    for (name, text) in fine {
        assert_eq!(findings(&folder, name, &text), Vec::<String>::new(), "{name} {text:?}");
    }
}

/// What the report says about the end of the command.
#[test]
fn the_end_of_the_command_is_pointed_at() {
    let folder = scratch("shell-orphan-causes");
    let snapshot = format!("{SNAPSHOT} snap-066877671789bd71b");
    let causes = [
        (format!("{snapshot}\n --encrypted\n"), "snap-066877671789bd71b", "the command ends here"),
        (format!("{snapshot} \\ \n --encrypted\n"), "\\ ", "this `\\` does not continue the line"),
        (format!("{snapshot} \\\n\n --encrypted\n"), "snap-066877671789bd71b", "goes on with an empty line"),
        (format!("{snapshot} \\\n # why\n --encrypted\n"), "# why", "this comment ends the command"),
        (format!("{snapshot} ^\n --encrypted\n"), "^", "this does not continue a line here"),
    ];
    for (text, place, words) in causes {
        fs::write(folder.join("a.sh"), &text).unwrap();
        let report = run(&folder, &["check", "--format", "json", "a.sh"]).json();
        let related = &report["findings"][0]["related"][0];
        let number = |value: &Value| usize::try_from(value["offset"].as_u64().unwrap()).unwrap();
        assert_eq!(&text[number(&related["start"])..number(&related["end"])], place, "{text:?}");
        assert!(related["message"].as_str().unwrap().contains(words), "{related}");
    }
}

#[test]
fn braces_are_taken_apart() {
    let folder = scratch("shell-braces");
    let image = format!("{IMAGE} --name name");
    let finding = |place: &str, text: &str| format!("{place} unquoted-braces {text:?}");
    let texts = [
        ("--tag-specifications ResourceType=image,Tags=[{Key=a,Value=b}]", "{Key=a,Value=b}"),
        (
            "--tag-specifications ResourceType=image,Tags=[{Key=a,Value=\"b c\"},{Key=c,Value=d}]",
            "{Key=a,Value=\"b c\"}",
        ),
        (
            "--tag-specifications [{\"ResourceType\":\"image\",\"Tags\":[]}]",
            "{\"ResourceType\":\"image\",\"Tags\":[]}",
        ),
    ];
    for (words, underlined) in texts {
        let text = format!("{image} {words}\n");
        let expected = finding(&format!("1:{}", text.find('{').unwrap() + 1), underlined);
        assert_eq!(findings(&folder, "a.sh", &text), [expected], "{words}");
    }
    let fine = [
        "--tag-specifications 'ResourceType=image,Tags=[{Key=a,Value=b}]'",
        "--tag-specifications ResourceType=image,Tags=\"[{Key=a,Value=b}]\"",
        "--tag-specifications ResourceType=image,Tags=[{Key=a\\,Value=b}]",
        "--tag-specifications ResourceType={image,snapshot},'Tags=[{Key=a,Value=b}]'",
        "--query Images[].{Id:ImageId}",
        "--description {}",
    ];
    for words in fine {
        assert_eq!(findings(&folder, "a.sh", &format!("{image} {words}\n")), Vec::<String>::new(), "{words}");
    }
}

// ---------------------------------------------------------------- Regions, loops, branches

#[test]
fn the_region_of_the_environment() {
    let folder = scratch("shell-region");
    let copy = "aws ec2 copy-snapshot --source-region us-west-2 --source-snapshot-id snap-066877671789bd71b";
    let texts: [(String, Option<&str>, Option<&str>); 12] = [
        (format!("export AWS_REGION=us-east-1\n{copy}"), Some("us-east-1"), Some("AWS_REGION")),
        (
            format!("export AWS_DEFAULT_REGION='us-east-1'\n{copy}"),
            Some("us-east-1"),
            Some("AWS_DEFAULT_REGION"),
        ),
        (format!("AWS_REGION=us-east-1\nexport AWS_REGION\n{copy}"), Some("us-east-1"), Some("AWS_REGION")),
        (format!("set -a\nAWS_REGION=us-east-1\n{copy}"), Some("us-east-1"), Some("AWS_REGION")),
        (format!("declare -x AWS_REGION=us-east-1\n{copy}"), Some("us-east-1"), Some("AWS_REGION")),
        (format!("export AWS_REGION=${{R:-us-east-1}}\n{copy}"), Some("us-east-1"), Some("AWS_REGION")),
        (
            format!("for r in us-east-1; do export AWS_REGION=$r; {copy}; done"),
            Some("us-east-1"),
            Some("AWS_REGION"),
        ),
        (format!("AWS_REGION=us-east-1 {copy}"), Some("us-east-1"), Some("AWS_REGION")),
        (
            format!("export AWS_REGION=eu-west-1\n{copy} --region us-east-1"),
            Some("us-east-1"),
            Some("the command's --region"),
        ),
        // Whether the command sees it is not known.
        (format!("AWS_REGION=us-east-1\n{copy}"), None, Some("AWS_REGION")),
        (format!("export AWS_REGION=$1\n{copy}"), None, Some("AWS_REGION")),
        (format!("{copy}\nexport AWS_REGION=us-east-1"), None, None),
    ];
    for (text, region, from) in texts {
        let requests = requests(&folder, "a.sh", &text);
        let [request] = requests.as_slice() else { panic!("{text}") };
        assert_eq!((request["region"].as_str(), request["region_from"].as_str()), (region, from), "{text}");
    }
    // The environment of copylint is not that of the script; its option is for what the script leaves open.
    fs::write(folder.join("a.sh"), copy).unwrap();
    let run =
        finish(copylint(&folder).args(["plan", "--format", "json", "a.sh"]).env("AWS_REGION", "us-east-1"));
    assert_eq!(run.json()["plans"][0]["request"]["region"], Value::Null);
    let run = finish(copylint(&folder).args(["plan", "--format", "json", "--region", "eu-west-1", "a.sh"]));
    assert_eq!(run.json()["plans"][0]["request"]["region"], "eu-west-1");
    let text = format!("export AWS_REGION=us-esat-1x\n{copy}");
    assert_eq!(findings(&folder, "a.sh", &text), ["1:19 unknown-region \"us-esat-1x\""]);
}

#[test]
fn a_loop_makes_a_copy_for_each_word() {
    let folder = scratch("shell-loops");
    let regions = |text: &str| -> Vec<String> {
        let requests = requests(&folder, "a.sh", text);
        requests.iter().map(|request| request["region"].as_str().unwrap_or("?").to_owned()).collect()
    };
    let copy = "aws ec2 copy-image --source-region us-west-2 --source-image-id ami-066877671789bd71b";
    let text =
        format!("for r in us-east-1 eu-west-1 eu-central-1; do {copy} --name web --region \"$r\"; done\n");
    assert_eq!(regions(&text), ["us-east-1", "eu-west-1", "eu-central-1"]);
    assert_eq!(findings(&folder, "a.sh", &text), Vec::<String>::new());
    let text = format!(
        "for r in us-east-1 eu-west-1; do for n in red blue; do {copy} --name \"web-$n\" --region $r; done; done\n"
    );
    assert_eq!(regions(&text), ["us-east-1", "us-east-1", "eu-west-1", "eu-west-1"]);
    // What is wrong with every copy is said once, what is wrong with one of them is said for that one.
    let text = format!("for r in us-east-1 eu-west-l; do {copy} --name ab --region \"$r\"; done\n");
    let column = text.find("\"$r\"").unwrap() + 1;
    assert_eq!(
        findings(&folder, "a.sh", &text),
        [
            format!("1:{} invalid-parameter-value \"ab\"", text.find("ab").unwrap() + 1),
            format!("1:{column} unknown-region \"\\\"$r\\\"\"")
        ]
    );
    // Too many to be looked at one by one.
    let many: Vec<String> = (0..60).map(|number| format!("r{number}")).collect();
    assert_eq!(
        regions(&format!("for r in {}; do {copy} --name web --region $r; done\n", many.join(" "))),
        ["?"]
    );
}

#[test]
fn branches_are_not_taken_together() {
    let folder = scratch("shell-branches");
    let image = format!("{IMAGE} --name web");
    let twice = "duplicate-image-name";
    let texts = [
        (format!("{image}\n{image}\n"), true),
        (format!("for x in 1 2; do {image} --description $x; done\n"), true),
        (format!("if test $1; then {image}; else {image} --copy-image-tags; fi\n"), false),
        (format!("case $1 in a) {image};; b) {image};; esac\n"), false),
        (format!("{image} || {image}\n"), false),
        (format!("f() {{ {image}; }}\ng() {{ {image}; }}\n"), false),
    ];
    for (text, expected) in texts {
        let found = findings(&folder, "a.sh", &text).iter().any(|finding| finding.contains(twice));
        assert_eq!(found, expected, "{text}");
    }
    let text = format!("    {image}\n\nor\n\n    {image}\n");
    assert_eq!(findings(&folder, "page.md", &text), Vec::<String>::new());
    let snapshots = |between: &str| {
        let copies = (10..40).map(|number| format!("{SNAPSHOT} snap-066877671789bd7{number}\n{between}"));
        findings(&folder, "a.sh", &copies.collect::<String>())
    };
    assert!(snapshots("").iter().any(|finding| finding.contains("copies-beyond-quota")));
    assert_eq!(snapshots("aws ec2 wait snapshot-completed --snapshot-ids \"$ID\"\n"), Vec::<String>::new());
}

// ---------------------------------------------------------------- which texts are read so

#[test]
fn scripts_among_other_files() {
    let folder = scratch("shell-files");
    let copy = format!("{SNAPSHOT} snap-bad\n");
    fs::create_dir_all(folder.join("sub")).unwrap();
    fs::write(folder.join("sub/copies.sh"), &copy).unwrap();
    fs::write(folder.join("sub/other.sh"), "echo\n").unwrap();
    let check = |arguments: &[&str]| run(&folder, &[&["check", "--format", "line"], arguments].concat());
    let found =
        |run: &Run| run.stdout.lines().filter(|line| line.contains("invalid-parameter-value")).count();

    // In a folder only documents are looked for; what is named is read.
    let run = check(&["sub"]);
    assert_eq!((run.code, found(&run)), (2, 0), "{run:?}");
    let run = check(&["sub/copies.sh", "sub/other.sh"]);
    assert_eq!((run.code, found(&run)), (1, 1), "{run:?}");
    assert!(
        run.stderr.starts_with("skipped: sub/other.sh: is neither a policy nor a copy request"),
        "{run:?}"
    );
    let run = check(&["sub/*.sh"]);
    assert_eq!((run.code, found(&run)), (1, 1), "{run:?}");

    // Standard input.
    let run = run_with_input(&folder, &["check", "--format", "line", "-"], copy.as_bytes());
    assert_eq!(run.code, 1, "{run:?}");
    let column = SNAPSHOT.len() + 2;
    assert!(
        run.stdout.starts_with(&format!("<stdin>:1:{column}: error[invalid-parameter-value]")),
        "{run:?}"
    );
    let arguments = ["check", "--format", "line", "--stdin-filename", "x.ps1", "-"];
    let run = run_with_input(&folder, &arguments, format!("{SNAPSHOT} 'snap-`bad'\n").as_bytes());
    assert!(run.stdout.contains("`snap-`bad`"), "{run:?}");

    // Counts.
    let report = self::run(&folder, &["check", "--format", "json", "sub/copies.sh"]).json();
    let summary = &report["summary"];
    assert_eq!((summary["files"].as_u64(), summary["requests"].as_u64()), (Some(1), Some(1)), "{summary}");
    assert_eq!(report["findings"][0]["pointer"], Value::Null);

    // A script with a policy in it is no policy.
    let with_policy =
        format!("cat > p.json <<'EOF'\n{{\"Statement\": [{{\"Effect\": \"Allow\"}}]}}\nEOF\n{copy}");
    assert_eq!(findings(&folder, "a.sh", &with_policy).len(), 1);

    // What is not UTF-8 is no reason to be silent.
    fs::write(folder.join("latin.sh"), [b"# caf\xe9\n", copy.as_bytes()].concat()).unwrap();
    let run = check(&["latin.sh"]);
    assert_eq!(run.code, 3, "{run:?}");
    assert!(run.stderr.contains("latin.sh: is not UTF-8 text: byte 0xE9 on line 1"), "{run:?}");
}

#[test]
fn documents_stay_documents() {
    let folder = scratch("shell-documents");
    let policy = r#"{"Version": "2012-10-17", "Statement": [{"Sid": "aws ec2 copy-image --bad", "Effect": "Allow",
        "Action": "ec2:CopyImage", "Resource": "*"}]}"#;
    let broken = policy.replacen("\"Effect\": ", "\"Effect\" ", 1);
    let request = r#"{"SourceRegion": "us-west-2", "SourceSnapshotId": "snap-066877671789bd71b",
        "Description": "made by aws ec2 copy-snapshot --bad"}"#;
    let package = r#"{"scripts": {"copy": "aws ec2 copy-image --bad"}}"#;
    for name in ["a.json", "a", "a.txt"] {
        for text in [policy, &broken, request, package] {
            let found = findings(&folder, name, text);
            assert!(
                !found.iter().any(|finding| finding.contains("unknown-option")),
                "{name} {text}: {found:?}"
            );
        }
        assert_eq!(count(&folder, name, policy), 0);
        assert_eq!(count(&folder, name, request), 1);
        assert_eq!(count(&folder, name, package), 0);
        assert!(findings(&folder, name, &broken).iter().any(|finding| finding.contains("syntax")));
    }
    // A script may begin like a document, and a document is not a script because it is broken.
    let script = format!("[ -n \"$A\" ] || exit 1\n{SNAPSHOT} snap-bad\n");
    assert_eq!(findings(&folder, "a.sh", &script).len(), 1);
    assert_eq!(count(&folder, "a.json", &script), 0);
}
