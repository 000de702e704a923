//! The page of a rule, taken apart: sections, examples, and the findings that the examples promise.
//!
//! Shared by the tests about pages. The form is strict, so that a slip in a page is an error and no
//! example that is silently left out.
//!
//! Where an example must be long, a line of a block stands for many: `… 50 × {"Key": "k#"},` is 50 lines with a
//! comma between them, and one behind the last because one stands there. `#` is the line's number, from 1; several
//! (`"10000000####"`) give it that many digits.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

/// The sections of a page, in their order.
pub(crate) const SECTIONS: [&str; 6] =
    ["What it finds", "Why it matters", "What to do", "Flagged", "Accepted", "Sources"];

/// The page of a rule.
pub(crate) struct Page {
    /// The rule's id: the name of the file.
    pub(crate) rule: String,
    /// The family: the name of the folder.
    pub(crate) family: String,
    /// The first line, without its mark.
    pub(crate) summary: String,
    /// The text below each heading of the second level, in order.
    pub(crate) sections: Vec<(String, String)>,
    /// Examples that must be found fault with.
    pub(crate) flagged: Vec<Example>,
    /// Examples that must not.
    pub(crate) accepted: Vec<Example>,
}

/// One example.
#[derive(Default)]
pub(crate) struct Example {
    /// Its heading.
    pub(crate) title: String,
    /// Its blocks, in order.
    pub(crate) blocks: Vec<Block>,
    /// Further options of `copylint check`.
    pub(crate) options: Vec<String>,
    /// The findings that it promises, in order.
    pub(crate) findings: Vec<Promise>,
}

/// One fenced block.
pub(crate) struct Block {
    /// What it holds.
    pub(crate) kind: Kind,
    /// The name of the file that it is put in; empty for a command.
    pub(crate) file: String,
    /// The text.
    pub(crate) text: String,
}

/// What a block holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// `json policy`
    Policy,
    /// `json request`
    Request,
    /// `json source`: what `aws ec2 describe-images` or `describe-snapshots` prints.
    Source,
    /// `json key-policy`, `json boundary`, `json session-policy`, `json scp`: given with the option of that name.
    Option(&'static str),
    /// `sh`: one command line.
    Command,
    /// `sh script`: shell text in a file.
    Script,
}

/// One line `> LEVEL underlines "TEXT": MESSAGE`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Promise {
    /// The rule; the page's own, unless the line names another.
    pub(crate) rule: String,
    /// The level.
    pub(crate) level: String,
    /// The underlined text.
    pub(crate) underlined: String,
    /// The message.
    pub(crate) message: String,
}

impl Promise {
    /// As it is written on the page of a rule.
    pub(crate) fn line(&self, page: &str) -> String {
        let rule = if self.rule == page { String::new() } else { format!("[{}]", self.rule) };
        let underlined = serde_json::Value::from(self.underlined.as_str());
        format!("> {}{rule} underlines {underlined}: {}", self.level, self.message)
    }
}

/// The folder of the pages.
pub(crate) fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("rules")
}

/// The pages of all rules, by family and name. What is wrong with their form is one error each.
pub(crate) fn all() -> Result<Vec<Page>, Vec<String>> {
    let mut pages = Vec::new();
    let mut errors = Vec::new();
    for family in copylint::rule::Family::ALL {
        let family = family.name();
        let folder = folder().join(family);
        let mut files: Vec<PathBuf> =
            std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        files.sort();
        for path in files {
            let name = path.file_name().unwrap().to_str().unwrap();
            let Some(rule) = name.strip_suffix(".md") else {
                errors.push(format!("rules/{family}/{name} is not a page"));
                continue;
            };
            match Page::parse(family, rule, &std::fs::read_to_string(&path).unwrap()) {
                Ok(page) => pages.push(page),
                Err(error) => errors.push(format!("rules/{family}/{name}: {error}")),
            }
        }
    }
    if errors.is_empty() { Ok(pages) } else { Err(errors) }
}

impl Page {
    /// Takes the text of a page apart.
    fn parse(family: &str, rule: &str, text: &str) -> Result<Self, String> {
        let mut lines = text.lines();
        let summary = lines.next().and_then(|line| line.strip_prefix("# ")).ok_or("no summary")?;
        let mut page = Self {
            rule: rule.to_owned(),
            family: family.to_owned(),
            summary: summary.to_owned(),
            sections: Vec::new(),
            flagged: Vec::new(),
            accepted: Vec::new(),
        };
        // The lines since the last heading, and the fence that is open.
        let mut fence: Option<String> = None;
        for line in lines {
            match &fence {
                Some(open) if line == open => fence = None,
                Some(_) => {}
                None if line.starts_with("```") => {
                    fence = Some(line.chars().take_while(|character| *character == '`').collect());
                }
                None => {
                    if let Some(title) = line.strip_prefix("## ") {
                        page.sections.push((title.to_owned(), String::new()));
                        continue;
                    }
                }
            }
            match page.sections.last_mut() {
                Some((_, section)) => {
                    section.push_str(line);
                    section.push('\n');
                }
                None if line.trim().is_empty() => {}
                None => return Err(format!("text between the summary and the first section: {line}")),
            }
        }
        if let Some(fence) = fence {
            return Err(format!("a block that begins with {fence} is never closed"));
        }
        for (title, section) in &page.sections {
            match title.as_str() {
                "Flagged" => page.flagged = examples(rule, section)?,
                "Accepted" => page.accepted = examples(rule, section)?,
                _ => {}
            }
        }
        Ok(page)
    }
}

/// The examples of a section.
fn examples(rule: &str, section: &str) -> Result<Vec<Example>, String> {
    let mut examples: Vec<Example> = Vec::new();
    let mut lines = section.lines();
    while let Some(line) = lines.next() {
        if let Some(title) = line.strip_prefix("### ") {
            examples.push(Example { title: title.to_owned(), ..Example::default() });
            continue;
        }
        if line.trim().is_empty() {
            continue;
        }
        let Some(example) = examples.last_mut() else {
            return Err(format!("outside of an example: {line}"));
        };
        let within = |error: String| format!("{:?}: {error}", example.title);
        if line.starts_with("```") {
            let info = line.trim_start_matches('`');
            let fence = &line[..line.len() - info.len()];
            let text: Vec<&str> = lines.by_ref().take_while(|line| *line != fence).collect();
            let text = text.into_iter().map(written_out).collect::<Result<Vec<_>, _>>().map_err(within)?;
            let block = block(info, &text.join("\n"), &example.blocks).map_err(within)?;
            example.blocks.push(block);
        } else if let Some(options) = line.strip_prefix("options: ") {
            let options = shell_words::split(options).map_err(|error| within(error.to_string()))?;
            example.options.extend(options);
        } else if let Some(finding) = line.strip_prefix("> ") {
            let finding = promise(rule, finding)
                .ok_or_else(|| within(format!("not `> LEVEL underlines \"TEXT\": MESSAGE`: {line}")))?;
            example.findings.push(finding);
        }
        // Everything else is prose.
    }
    match examples.iter().find(|example| example.blocks.is_empty()) {
        Some(example) => Err(format!("{:?} has no block", example.title)),
        None => Ok(examples),
    }
}

/// A line of a block, or the many lines that it stands for.
fn written_out(line: &str) -> Result<Cow<'_, str>, String> {
    let bare = line.trim_start();
    let Some(rest) = bare.strip_prefix("… ") else { return Ok(Cow::Borrowed(line)) };
    let malformed = || format!("not `… NUMBER × LINE`: {line}");
    let (count, repeated) = rest.split_once(" × ").ok_or_else(malformed)?;
    let count: usize = count.parse().map_err(|_| malformed())?;
    let (repeated, end) = repeated.strip_suffix(',').map_or((repeated, ""), |without| (without, ","));
    let signs = repeated.matches('#').count();
    let run = "#".repeat(signs);
    if count < 2 || signs == 0 || !repeated.contains(&run) {
        return Err(malformed());
    }
    let indent = &line[..line.len() - bare.len()];
    let copies: Vec<String> = (1..=count)
        .map(|number| format!("{indent}{}", repeated.replace(&run, &format!("{number:0signs$}"))))
        .collect();
    Ok(Cow::Owned(copies.join(",\n") + end))
}

/// A block, by its info string: `json policy`, `json request copies.json`, `sh`, `sh script`.
fn block(info: &str, text: &str, before: &[Block]) -> Result<Block, String> {
    let words: Vec<&str> = info.split_whitespace().collect();
    let (kind, stem, extension, name) = match words.as_slice() {
        ["json", "policy", name @ ..] => (Kind::Policy, "policy", "json", name),
        ["json", "request", name @ ..] => (Kind::Request, "request", "json", name),
        ["json", "source", name @ ..] => (Kind::Source, "source", "json", name),
        ["json", "key-policy", name @ ..] => (Kind::Option("--key-policy"), "key-policy", "json", name),
        ["json", "boundary", name @ ..] => (Kind::Option("--boundary"), "boundary", "json", name),
        ["json", "session-policy", name @ ..] => {
            (Kind::Option("--session-policy"), "session-policy", "json", name)
        }
        ["json", "scp", name @ ..] => (Kind::Option("--scp"), "scp", "json", name),
        ["sh", "script", name @ ..] => (Kind::Script, "script", "sh", name),
        ["sh"] => {
            return Ok(Block { kind: Kind::Command, file: String::new(), text: text.to_owned() });
        }
        _ => return Err(format!("a block of an unknown kind: {info}")),
    };
    let file = match name {
        [] => match before.iter().filter(|block| block.kind == kind).count() {
            0 => format!("{stem}.{extension}"),
            count => format!("{stem}-{}.{extension}", count + 1),
        },
        [name] => (*name).to_owned(),
        _ => return Err(format!("too many words: {info}")),
    };
    if before.iter().any(|block| block.file == file) {
        return Err(format!("two files of the name {file}"));
    }
    Ok(Block { kind, file, text: text.to_owned() })
}

/// `LEVEL[RULE] underlines "TEXT": MESSAGE`.
fn promise(page: &str, line: &str) -> Option<Promise> {
    let (head, rest) = line.split_once(" underlines ")?;
    let (level, rule) = match head.split_once('[') {
        Some((level, rule)) => (level, rule.strip_suffix(']')?),
        None => (head, page),
    };
    let mut values = serde_json::Deserializer::from_str(rest).into_iter::<String>();
    let underlined = values.next()?.ok()?;
    let message = rest.get(values.byte_offset()..)?.strip_prefix(": ")?;
    matches!(level, "error" | "warning" | "note").then(|| Promise {
        rule: rule.to_owned(),
        level: level.to_owned(),
        underlined,
        message: message.to_owned(),
    })
}
