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
    "for source in snap-badNN snap-066877671789bd71b; do\n  aws ec2 copy-snapshot --region us-east-1 --source-region us-west-2 --source-snapshot-id «\"$source\"»\ndone",
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
const FILLERS: [&str; 14] = [
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
