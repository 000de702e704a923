//! README.md and CONTRIBUTING.md, taken at their word.
//!
//! What a fenced block holds is told by its info string, and each kind is held to what it says:
//!
//! - `console`: a session. A line that begins with `$ ` is a command, run by `sh` in the repository's root
//!   without standard input; what follows, up to the next command, is exactly what it prints. It exits 0
//!   unless the next command is `echo $?`, which then prints the code.
//! - `sh`: commands that exit 0; what they print does not matter.
//! - `sh by-hand`: commands that install something or need an account. They are not run, but the files of
//!   the repository that they name must be there, and `copylint` must know the words after its name.
//! - `json`: a policy or a request, in which `check` finds nothing.
//! - `yaml` is for other programs; `tests/hooks.py` runs it. Blocks without an info string are text.
//!
//! `cargo run --release -- …` runs the program that was built for this test; `cargo test` is what runs it.
//! The table between the marks `<!-- rules -->` and `<!-- /rules -->` lists the registry.
//!
//! `UPDATE_README=1 cargo test --test readme` writes what is printed, and the table, into the pages.

#![allow(clippy::panic, clippy::expect_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::env;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use copylint::rule::Family;
use copylint::rules;

const README: &str = "README.md";
const CONTRIBUTING: &str = "CONTRIBUTING.md";
const PAGES: [&str; 2] = [README, CONTRIBUTING];
/// Pages whose links are followed.
const LINKING: [&str; 4] = [README, CONTRIBUTING, "CHANGELOG.md", "editors/README.md"];
const TABLE: (&str, &str) = ("<!-- rules -->\n", "<!-- /rules -->");

#[test]
fn pages_print_what_they_say() {
    for page in PAGES {
        hold(page, said);
    }
}

#[test]
fn table_lists_the_rules() {
    hold(README, |text| {
        let (before, rest) = text.split_once(TABLE.0).expect("the table has a beginning");
        let (_, after) = rest.split_once(TABLE.1).expect("the table has an end");
        format!("{before}{}{}{}{after}", TABLE.0, table(), TABLE.1)
    });
}

#[test]
fn plain_commands_succeed() {
    for block in blocks("sh") {
        for command in commands(&block.lines) {
            let (code, printed) = run(&command, 0);
            assert_eq!(code, 0, "{}: `{command}` printed\n{printed}", block.at);
        }
    }
}

#[test]
fn commands_by_hand_name_what_exists() {
    for block in blocks("sh by-hand") {
        for command in commands(&block.lines) {
            for word in command.split_whitespace().filter(|word| is_path(word)) {
                assert!(root().join(word).exists(), "{}: there is no {word}", block.at);
            }
            for part in command.split('|').map(str::trim).filter(|part| part.starts_with("copylint ")) {
                let (code, printed) = run(&format!("{part} --help"), 0);
                assert_eq!(code, 0, "{}: `{part}` is not understood: {printed}", block.at);
            }
        }
    }
}

#[test]
fn documents_are_without_findings() {
    for block in blocks("json") {
        let mut child = shell("copylint check --fail-on note -", 0)
            .stdin(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("{}: {error}", block.at));
        let mut stdin = child.stdin.take().expect("it was asked for");
        stdin.write_all(block.lines.join("\n").as_bytes()).expect("check reads its input");
        drop(stdin);
        let output = child.wait_with_output().expect("check ends");
        let printed = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{}: {printed}", block.at);
    }
}

#[test]
fn every_block_is_of_a_kind_that_is_checked() {
    let kinds = ["", "console", "sh", "sh by-hand", "json", "yaml"];
    for page in PAGES {
        for block in parse(page) {
            assert!(kinds.contains(&block.info.as_str()), "{}: unknown kind `{}`", block.at, block.info);
        }
    }
}

/// A newcomer needs two commands, and CI takes them from this page.
#[test]
fn readme_has_the_two_commands() {
    let session: Vec<String> =
        blocks("console").filter(|block| block.page == README).flat_map(|block| block.lines).collect();
    let cargo: Vec<&str> = session.iter().filter_map(|line| line.strip_prefix("$ cargo ")).collect();
    let [run, "test"] = cargo.as_slice() else { panic!("not the two commands: {cargo:?}") };
    assert!(run.starts_with("run --release -- check "), "{run}");
}

#[test]
fn links_lead_somewhere() {
    for page in LINKING {
        let text = read(page);
        let folder = Path::new(page).parent().expect("a file has a folder");
        for (_, rest) in text.match_indices("](").map(|(at, mark)| text.split_at(at + mark.len())) {
            let target = rest.split(')').next().unwrap_or_default();
            if let Some(anchor) = target.strip_prefix('#') {
                assert!(anchors(&text).contains(anchor), "{page}: no heading for #{anchor}");
            } else if !target.contains("://") {
                assert!(root().join(folder).join(target).exists(), "{page}: {target} is not there");
            }
        }
    }
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn read(page: &str) -> String {
    fs::read_to_string(root().join(page)).unwrap_or_else(|error| panic!("{page}: {error}"))
}

/// Compares a page with what it should be, or makes it so.
fn hold(page: &str, should_be: impl Fn(&str) -> String) {
    // Two tests may want to write the same page.
    static ONE_AT_A_TIME: std::sync::Mutex<()> = std::sync::Mutex::new(());
    let _guard = ONE_AT_A_TIME.lock();
    let is = read(page);
    let should = should_be(&is);
    if is == should {
        return;
    }
    if env::var_os("UPDATE_README").is_some() {
        fs::write(root().join(page), should).unwrap_or_else(|error| panic!("{page}: {error}"));
        return;
    }
    let differs = is.lines().zip(should.lines()).position(|(is, should)| is != should);
    let line = differs.unwrap_or_else(|| is.lines().count().min(should.lines().count()));
    let from = |text: &str| text.lines().skip(line).take(8).collect::<Vec<_>>().join("\n");
    panic!(
        "{page}:{}: the page says\n{}\n\nbut it should say\n{}\n\n`UPDATE_README=1 cargo test --test readme` corrects it",
        line + 1,
        from(&is),
        from(&should)
    );
}

/// A fenced block.
struct Block {
    page: &'static str,
    /// Page and line of its first line.
    at: String,
    info: String,
    lines: Vec<String>,
}

fn parse(page: &'static str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut open = false;
    for (number, line) in (1..).zip(read(page).lines()) {
        let at = format!("{page}:{number}");
        assert!(!line.starts_with(' ') || !line.trim().starts_with("```"), "{at}: a fence is not indented");
        if let Some(info) = line.strip_prefix("```") {
            if !open {
                blocks.push(Block { page, at, info: info.to_owned(), lines: Vec::new() });
            }
            open = !open;
        } else if open && let Some(block) = blocks.last_mut() {
            block.lines.push(line.to_owned());
        }
    }
    assert!(!open, "{page}: the last fence is not closed");
    blocks
}

/// The blocks of one kind in all pages.
fn blocks(info: &'static str) -> impl Iterator<Item = Block> {
    PAGES.into_iter().flat_map(parse).filter(move |block| block.info == info)
}

/// The commands of an `sh` block: lines, without comments, joined where a backslash ends one.
fn commands(lines: &[String]) -> Vec<String> {
    let text = lines.join("\n").replace("\\\n", " ");
    text.lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(|line| line.split("  #").next().unwrap_or(line).trim().to_owned())
        .collect()
}

/// Whether a word of a command is meant as a path in the repository.
fn is_path(word: &str) -> bool {
    let ends = |ending: &str| Path::new(word).extension().is_some_and(|extension| extension == ending);
    (word.contains('/') || ends("py") || ends("sh"))
        && !word.starts_with(['-', '/', '<'])
        && !word.contains("://")
}

/// A page as it should be: every session prints what its commands print.
fn said(text: &str) -> String {
    let mut page = String::with_capacity(text.len());
    let mut session = false;
    let mut open = false;
    let mut code = 0;
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        if line.starts_with("```") {
            open = !open;
            session = open && line == "```console";
            code = 0;
        }
        page.push_str(line);
        page.push('\n');
        let Some(command) = line.strip_prefix("$ ").filter(|_| session) else { continue };
        while lines.peek().is_some_and(|next| !next.starts_with("$ ") && !next.starts_with("```")) {
            lines.next();
        }
        if command == "cargo test" {
            continue;
        }
        let (exit, printed) = run(command, code);
        code = exit;
        page.push_str(&printed);
        assert!(
            code == 0 || lines.peek() == Some(&"$ echo $?"),
            "`{command}` exits {code}, which the page does not say (`$ echo $?`); it printed\n{printed}"
        );
    }
    page
}

/// Runs a command after one that exited with `before`; gives its exit code and what it printed.
fn run(command: &str, before: i32) -> (i32, String) {
    let output = shell(command, before).output().unwrap_or_else(|error| panic!("sh does not run: {error}"));
    let code = output.status.code().unwrap_or_else(|| panic!("`{command}` was killed"));
    (code, String::from_utf8(output.stdout).expect("what is printed is UTF-8"))
}

/// A shell about to run a command, both streams in one, as a terminal shows them.
fn shell(command: &str, before: i32) -> Command {
    let command = match command.strip_prefix("cargo run --release -- ") {
        Some(arguments) => format!("copylint {arguments}"),
        None => command.to_owned(),
    };
    assert!(!command.contains("cargo "), "`{command}`: building is not for this test");
    let built = Path::new(env!("CARGO_BIN_EXE_copylint")).parent().expect("a file has a folder");
    let path = env::var_os("PATH").unwrap_or_default();
    let path = env::join_paths([built.to_owned()].into_iter().chain(env::split_paths(&path)));
    let mut shell = Command::new("sh");
    shell.arg("-c").arg(format!("exec 2>&1\n(exit {before})\n{command}"));
    shell.current_dir(root()).env("PATH", path.expect("no folder has a colon in its name"));
    for variable in ["AWS_REGION", "AWS_DEFAULT_REGION", "NO_COLOR", "TERM"] {
        shell.env_remove(variable);
    }
    shell.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    shell
}

/// The table of rules.
fn table() -> String {
    let mut table = String::new();
    for family in Family::ALL {
        let mut rules = rules::all().filter(|rule| rule.family == family).peekable();
        if rules.peek().is_none() {
            continue;
        }
        let _ = writeln!(table, "\n### {}\n\n| rule | level | |\n|---|---|---|", family.name());
        for rule in rules {
            let (id, level) = (rule.id, rule.level);
            let summary = rule.summary().replace('|', "\\|");
            let _ = writeln!(table, "| [`{id}`](rules/{}/{id}.md) | {level} | {summary} |", family.name());
        }
    }
    table.push('\n');
    table
}

/// The names that a page's headings can be linked by.
fn anchors(text: &str) -> BTreeSet<String> {
    let headings = text.lines().filter(|line| line.starts_with('#'));
    headings
        .map(|line| {
            let kept = line.trim_start_matches('#').trim().to_lowercase();
            kept.chars()
                .filter(|letter| letter.is_alphanumeric() || *letter == '-' || *letter == ' ')
                .map(|letter| if letter == ' ' { '-' } else { letter })
                .collect()
        })
        .collect()
}
