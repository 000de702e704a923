//! What several test programs need: running copylint, and the words of a command line.

#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "each test program uses a part of this; a test that panics has failed"
)]

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

pub(crate) mod examples;

/// What a run of copylint came to.
#[derive(Debug)]
pub(crate) struct Run {
    /// The exit code.
    pub(crate) code: i32,
    /// What it wrote to standard output.
    pub(crate) stdout: String,
    /// What it wrote to standard error.
    pub(crate) stderr: String,
}

impl Run {
    /// Standard output as JSON.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }
}

/// The program, started in a folder, in an environment that says nothing about Regions and colours.
pub(crate) fn copylint(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_copylint"));
    command.current_dir(folder).stdin(Stdio::null());
    for variable in ["AWS_REGION", "AWS_DEFAULT_REGION", "NO_COLOR", "TERM"] {
        command.env_remove(variable);
    }
    command
}

/// Runs copylint in a folder.
pub(crate) fn run(folder: &Path, arguments: &[&str]) -> Run {
    finish(copylint(folder).args(arguments))
}

/// Runs copylint in a folder, with a text on standard input.
pub(crate) fn run_with_input(folder: &Path, arguments: &[&str], input: &[u8]) -> Run {
    let mut command = copylint(folder);
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(input).unwrap();
    ended(child.wait_with_output().unwrap())
}

/// Runs a command to its end.
pub(crate) fn finish(command: &mut Command) -> Run {
    ended(command.output().unwrap())
}

fn ended(output: std::process::Output) -> Run {
    Run {
        code: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

/// A folder of this repository.
pub(crate) fn folder(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// A new, empty folder for the files of a test.
pub(crate) fn scratch(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// The words of a command line, as a POSIX shell splits it.
pub(crate) fn shell_words(line: &str) -> Vec<String> {
    shell_words::split(line).unwrap_or_else(|error| panic!("{error}: {line}"))
}

/// A row of the encryption in a plan, on one line: `source_encrypted=true encrypted, key default`.
pub(crate) fn encryption_row(row: &Value) -> String {
    let key = |key: &Value| match (key["key"].as_str().unwrap(), key["key_id"].as_str()) {
        (key, Some(id)) => format!("{key} {id}"),
        (key, None) => key.to_owned(),
    };
    let mut line = String::new();
    if let Some(ids) = row["snapshots"].as_array() {
        let ids: Vec<&str> = ids.iter().map(|id| id.as_str().unwrap_or("?")).collect();
        line = format!("of {}: ", ids.join(", "));
    }
    for (fact, is) in row["when"].as_object().unwrap() {
        line = format!("{line}{fact}={is} ");
    }
    let encrypted = if row["encrypted"] == true { "encrypted" } else { "plain" };
    line = format!("{line}{encrypted}, key {}", key(row));
    let candidates: Vec<String> = row["candidates"].as_array().unwrap().iter().map(key).collect();
    if candidates.is_empty() { line } else { format!("{line}: {}", candidates.join(", ")) }
}

/// Numbers that look random and are the same in every run (Marsaglia, "Xorshift RNGs").
pub(crate) struct Numbers(pub(crate) u64);

impl Numbers {
    /// A number below a limit.
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 16).unwrap() % limit.max(1)
    }

    /// One of these.
    pub(crate) fn of<'a, T: ?Sized>(&mut self, all: &[&'a T]) -> &'a T {
        all[self.below(all.len())]
    }

    /// A text of these characters.
    pub(crate) fn text(&mut self, alphabet: &[char], longest: usize) -> String {
        let length = self.below(longest + 1);
        (0..length).map(|_| alphabet[self.below(alphabet.len())]).collect()
    }
}
