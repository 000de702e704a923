//! The layout of the source: a module uses only what stands above it in the list of `src/lib.rs`.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test fails by panicking"
)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// One file below `src`.
struct File {
    /// Its path below `src`, with `/`.
    path: String,
    text: String,
}

impl File {
    /// The module of the crate that it belongs to: `report` for `report/pretty.rs`.
    fn module(&self) -> &str {
        self.path.split(['/', '.']).next().unwrap()
    }

    /// How deep it lies: 0 is the root of the crate.
    fn depth(&self) -> usize {
        self.path.matches('/').count() + usize::from(!self.is_root())
    }

    fn is_root(&self) -> bool {
        self.path == "lib.rs" || self.path == "main.rs"
    }

    /// The text without comments.
    fn code(&self) -> String {
        let mut code = String::with_capacity(self.text.len());
        for line in self.text.lines() {
            let line = line.split("//").next().unwrap_or_default();
            code.push_str(line);
            code.push('\n');
        }
        code
    }
}

fn files() -> Vec<File> {
    fn walk(folder: &Path, root: &Path, files: &mut Vec<File>) {
        let mut entries: Vec<PathBuf> =
            fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        entries.sort();
        for path in entries {
            if path.is_dir() {
                walk(&path, root, files);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let name = path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
                files.push(File { path: name, text: fs::read_to_string(&path).unwrap() });
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    walk(&root, &root, &mut files);
    assert!(files.len() > 50, "only {} files", files.len());
    files
}

/// The list in the doc comment of `lib.rs`, from the first module to the last.
fn order(files: &[File]) -> Vec<String> {
    let library = files.iter().find(|file| file.path == "lib.rs").unwrap();
    let order: Vec<String> = library
        .text
        .lines()
        .filter_map(|line| line.strip_prefix("//! - [`")?.split_once('`'))
        .map(|(module, _)| module.to_owned())
        .collect();
    assert_eq!(order.first().map(String::as_str), Some("text"), "the list was not found");
    order
}

/// Names of the crate's own modules that some code names by path: `crate::a::…`, `crate::{a, b::…}`, and
/// `super::…` that climbs to the root.
fn modules_named(code: &str, depth: usize) -> BTreeSet<String> {
    let mut named = BTreeSet::new();
    let mut add_after = |rest: &str| {
        let rest = rest.trim_start();
        if let Some(group) = rest.strip_prefix('{') {
            let mut level = 0;
            let mut item = String::new();
            for character in group.chars() {
                match character {
                    '{' => level += 1,
                    '}' if level == 0 => break,
                    '}' => level -= 1,
                    ',' if level == 0 => {
                        named.insert(name_at_start(&item).to_owned());
                        item.clear();
                    }
                    _ if level == 0 => item.push(character),
                    _ => {}
                }
            }
            named.insert(name_at_start(&item).to_owned());
        } else {
            named.insert(name_at_start(rest).to_owned());
        }
    };
    for keyword in ["crate::", "copylint::"] {
        for (at, _) in code.match_indices(keyword) {
            let before = code[..at].chars().next_back();
            if !before.is_some_and(|before| before.is_alphanumeric() || before == '_') {
                add_after(&code[at + keyword.len()..]);
            }
        }
    }
    if depth > 0 {
        let climb = "super::".repeat(depth);
        for (at, _) in code.match_indices(&climb) {
            let rest = &code[at + climb.len()..];
            if !code[..at].ends_with("super::") && !rest.starts_with("super::") {
                add_after(rest);
            }
        }
    }
    named.remove("");
    named
}

fn name_at_start(text: &str) -> &str {
    let text = text.trim_start();
    let end = text.find(|character: char| !character.is_alphanumeric() && character != '_');
    &text[..end.unwrap_or(text.len())]
}

#[test]
fn modules_are_found_however_they_are_named() {
    let names = |code: &str, depth: usize| modules_named(code, depth).into_iter().collect::<Vec<_>>();
    assert_eq!(names("use crate::text::Span;", 1), ["text"]);
    assert_eq!(names("pub(crate) use crate::tree;\nfn x() -> crate::rule::Rule", 1), ["rule", "tree"]);
    assert_eq!(
        names("use crate::{\n    tree::{Node, json},\n    text::{self, Span},\n    arn,\n};", 1),
        ["arn", "text", "tree"]
    );
    assert_eq!(names("use super::lint::Report;", 1), ["lint"]);
    assert_eq!(names("use super::lint::Report; use super::super::cli;", 2), ["cli"]);
    assert_eq!(names("std::process::exit(copylint::cli::run(x))", 0), ["cli"]);
    assert_eq!(names("use other_crate::text;", 1), Vec::<String>::new());
}

#[test]
fn modules_use_only_what_stands_above_them() {
    let files = files();
    let order = order(&files);
    let place = |module: &str| order.iter().position(|listed| listed == module);
    let mut wrong = Vec::new();
    for file in &files {
        // The root holds the list, and the program comes last.
        if file.is_root() {
            continue;
        }
        let Some(own) = place(file.module()) else {
            wrong.push(format!("src/{}: `{}` is not in the list of src/lib.rs", file.path, file.module()));
            continue;
        };
        for named in modules_named(&file.code(), file.depth()) {
            if place(&named).is_some_and(|other| other > own) {
                wrong.push(format!("src/{}: uses `{named}`, which stands below it", file.path));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

#[test]
fn the_list_holds_every_module_once() {
    let files = files();
    let listed = order(&files);
    let library = files.iter().find(|file| file.path == "lib.rs").unwrap();
    let mut declared: Vec<String> = library
        .code()
        .lines()
        .filter_map(|line| line.trim_start_matches("pub ").strip_prefix("mod ")?.strip_suffix(';'))
        .map(str::to_owned)
        .collect();
    let mut sorted = listed.clone();
    sorted.sort_unstable();
    declared.sort_unstable();
    assert_eq!(sorted, declared);
    let code = library.code();
    let logic: Vec<&str> =
        code.lines().filter(|line| !line.trim().is_empty() && !line.starts_with("pub mod ")).collect();
    assert_eq!(logic, Vec::<&str>::new(), "src/lib.rs holds the list and nothing else");
}

#[test]
fn only_the_report_for_people_names_miette() {
    let named: Vec<String> =
        files().into_iter().filter(|file| file.code().contains("miette")).map(|file| file.path).collect();
    assert_eq!(named, ["report/pretty.rs"]);
}

#[test]
fn every_file_says_what_it_is_for() {
    let silent: Vec<String> = files()
        .into_iter()
        .filter(|file| {
            let first = file.text.lines().next().unwrap_or_default();
            first.strip_prefix("//! ").is_none_or(|words| words.split_whitespace().count() < 2)
        })
        .map(|file| file.path)
        .collect();
    assert_eq!(silent, Vec::<String>::new());
}
