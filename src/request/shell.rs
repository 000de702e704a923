//! Requests in shell text: every `aws ec2 copy-image` and `aws ec2 copy-snapshot` in a script, in a file of
//! another kind that holds commands, or in prose. What is not such a copy is passed over.
//!
//! A script is read from front to back, as a shell would, so that what its variables hold is known where the
//! script itself decides it. In other texts each command is read by itself.
//!
//! No grammar of a whole script is used: such a grammar (tree-sitter-bash was tried) loses every command behind
//! an unclosed quote, takes time with the square of a text that is no script, and knows no prose.

mod builtins;
mod compound;
mod copies;
mod expand;
mod expansions;
mod line;
mod orphans;
mod prose;
mod quoting;
mod raw;
mod reaching;
mod reader;
mod rules;
mod script;
mod statements;
mod variables;
mod windows;

use raw::RawWord;
use reader::{Reader, Simple};

use super::CopyRequest;
use crate::operation::CLI_NAMES;
use crate::rule::Finding;
use crate::text::{Source, TextRange};
use copies::{Call, Copies};
use prose::Prose;
use reaching::Use;
use variables::Variables;

pub use rules::{ORPHANED_OPTIONS, UNQUOTED_BRACES};

/// Whether a text mentions a copy operation by the name that the AWS CLI has for it.
pub fn mentions_copy(text: &str) -> bool {
    CLI_NAMES.iter().any(|name| text.contains(name))
}

/// The copies that a text asks for, in order.
pub fn read(source: &Source, findings: &mut Vec<Finding>) -> Vec<CopyRequest<'static>> {
    let kind = Kind::of(source.name(), source.text());
    let mut copies = Copies::new(source, kind.brace_expansion());
    match kind {
        Kind::Script(_) | Kind::Plain => read_script(source, kind, &mut copies),
        Kind::Lines(lines) => Prose::new(source, lines, Vec::new()).read(content(source), &mut copies),
    }
    findings.append(&mut copies.findings);
    copies.requests.sort_by_key(|request| request.span);
    copies.requests
}

/// What a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// A script for a POSIX shell.
    Script(BraceExpansion),
    /// It may be a script, or notes.
    Plain,
    /// Something else, in which commands stand.
    Lines(Lines),
}

/// A text in which commands stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Lines {
    /// The shell that they are for, where the text can hold those for one only.
    dialect: Option<Dialect>,
    /// Whether line breaks may count as spaces.
    folds: bool,
    /// What they stand in.
    host: Host,
}

/// What shell text stands in, where that has rules of its own for it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Host {
    /// Nothing that changes it.
    #[default]
    Plain,
    /// The strings of another language: a backslash may be written as two, and there are templates.
    Code,
    /// A Dockerfile: comments between continued lines are taken away.
    Dockerfile,
}

/// The extensions of texts whose commands stand there as they are.
const PAGES: [&str; 14] = [
    "md", "markdown", "mdx", "rst", "adoc", "asciidoc", "html", "htm", "org", "tex", "txt", "text", "mk",
    "make",
];

/// Whether a shell makes several words of `{a,b}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum BraceExpansion {
    /// As bash and zsh do.
    Always,
    /// It is not known which shell it is.
    Perhaps,
    /// As POSIX has it.
    Never,
}

/// A family of shells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Dialect {
    /// POSIX shells, bash, zsh.
    Posix,
    /// `cmd.exe`
    Cmd,
    /// PowerShell
    PowerShell,
}

impl Kind {
    /// The kind of a text, by its name and its first line.
    fn of(name: &str, text: &str) -> Self {
        let lines = |dialect, folds, host| Self::Lines(Lines { dialect, folds, host });
        if let Some(program) = interpreter(text) {
            return match program {
                "sh" | "ksh" => Self::Script(BraceExpansion::Perhaps),
                "bash" | "zsh" => Self::Script(BraceExpansion::Always),
                "dash" | "ash" => Self::Script(BraceExpansion::Never),
                "pwsh" | "powershell" => lines(Some(Dialect::PowerShell), false, Host::Plain),
                _ => lines(None, false, Host::Code),
            };
        }
        let file = name.rsplit(['/', '\\']).next().unwrap_or(name).to_ascii_lowercase();
        let (stem, extension) = file.rsplit_once('.').unwrap_or((&file, ""));
        match extension {
            "sh" | "bash" | "zsh" | "ksh" | "bats" | "command" => Self::Script(BraceExpansion::Always),
            "dash" | "ash" => Self::Script(BraceExpansion::Never),
            "cmd" | "bat" => lines(Some(Dialect::Cmd), false, Host::Plain),
            "ps1" | "psm1" => lines(Some(Dialect::PowerShell), false, Host::Plain),
            "yml" | "yaml" => lines(None, true, Host::Plain),
            "dockerfile" | "containerfile" => lines(None, false, Host::Dockerfile),
            _ if matches!(stem, "dockerfile" | "containerfile") => lines(None, false, Host::Dockerfile),
            _ if stem == "jenkinsfile" => lines(None, false, Host::Code),
            _ if matches!(stem, "makefile" | "gnumakefile") => lines(None, false, Host::Plain),
            "" | "txt" => Self::Plain,
            page if PAGES.contains(&page) => lines(None, false, Host::Plain),
            _ => lines(None, false, Host::Code),
        }
    }

    fn brace_expansion(self) -> BraceExpansion {
        match self {
            Self::Script(braces) => braces,
            Self::Plain => BraceExpansion::Always,
            Self::Lines(_) => BraceExpansion::Perhaps,
        }
    }
}

/// The program that the first line names: `#!/usr/bin/env bash`.
fn interpreter(text: &str) -> Option<&str> {
    let line = text.strip_prefix("#!")?.lines().next()?;
    let mut programs = line.split_whitespace().map(|word| word.rsplit('/').next().unwrap_or(word));
    programs.find(|program| *program != "env" && !program.starts_with('-') && !program.contains('='))
}

impl Dialect {
    /// What continues a line.
    fn mark(self) -> char {
        match self {
            Self::Posix => '\\',
            Self::Cmd => '^',
            Self::PowerShell => '`',
        }
    }

    /// Whether a word is what continues a line for another shell.
    fn is_foreign_mark(self, word: &RawWord<'_>) -> bool {
        let others = [Self::Posix, Self::Cmd, Self::PowerShell].into_iter().filter(|other| *other != self);
        word.plain().is_some_and(|text| others.map(Self::mark).any(|mark| text.chars().eq([mark])))
    }

    /// The command that begins with a range of a text, and ends in it.
    fn read(self, text: &str, range: TextRange, host: Host) -> Simple<'_> {
        match self {
            Self::Posix => Reader::new(text, range).within(host).read_command(),
            Self::Cmd => windows::read(windows::Shell::Cmd, text, range),
            Self::PowerShell => windows::read(windows::Shell::PowerShell, text, range),
        }
    }
}

/// All of a text but the byte order mark that it may begin with.
fn content(source: &Source) -> TextRange {
    let text = source.text();
    TextRange::new(text.len() - text.trim_start_matches('\u{feff}').len(), text.len())
}

/// Reads a text as a script, and what is no part of the script as prose.
fn read_script(source: &Source, kind: Kind, copies: &mut Copies<'_>) {
    let text = source.text();
    let mut reader = Reader::new(text, content(source));
    reader.read_script();
    let Reader { script, broken, .. } = reader;
    let variables = Variables::new(&script, text.len());
    let mut settled = Vec::new();
    for command in &script.commands {
        let range = command.simple.range();
        let call = Call {
            simple: &command.simple,
            limit: text.len(),
            dialect: Dialect::Posix,
            is_open: command.is_open,
            is_prose: false,
            may_be_run_by_others: kind != Kind::Plain,
        };
        let used = Use { at: range.start as usize, scope: command.scope };
        // In notes, backquotes are quotes.
        let is_quoted = text.get(..used.at).is_some_and(|before| before.ends_with('`'));
        if !(is_quoted && kind == Kind::Plain) && copies.add(call, Some((&variables, used))) {
            settled.push(range);
        }
    }
    let mut rest = script.texts.clone();
    rest.extend(broken.map(|broken| TextRange::new(broken, text.len())));
    if kind == Kind::Plain {
        rest = vec![content(source)];
    }
    let lines = Lines { dialect: None, folds: false, host: Host::Plain };
    let mut prose = Prose::new(source, lines, settled);
    for range in rest {
        prose.read(range, copies);
    }
}
