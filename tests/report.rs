//! One hard report through every format, each judged by something that is not the format itself:
//! the shipped problem matchers, the JSON Schema, and the texts that the findings point into.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test fails by panicking"
)]

use std::collections::BTreeMap;
use std::fmt::Write as _;

use copylint::lint::{Failure, Report, Reported, Summary};
use copylint::report::{self, Style, json, line, pretty};
use copylint::rule::{Certainty, Family, Finding, Level, Rule};
use copylint::text::{Source, Sources, Span, TextRange};
use regex::Regex;
use serde_json::Value;
use unicode_width::UnicodeWidthChar;

// ---------------------------------------------------------------- rules and texts

static REFUSED: Rule = rule("kms-key-without-encrypted", Family::Request, Level::Error, None);
static RISKY: Rule = rule("wildcard-resource", Family::Policy, Level::Warning, None);
static REDUNDANT: Rule = rule("redundant-action", Family::Policy, Level::Note, Some("REDUNDANT_ACTION"));

const fn rule(id: &'static str, family: Family, level: Level, access_analyzer: Option<&'static str>) -> Rule {
    Rule { id, family, level, since: "0.1.0", supersedes: &[], access_analyzer, page: "# A rule\n" }
}

const REQUEST: &str = concat!(
    r#"{
  "operation": "CopyImage",
  "parameters": {
    "Name": "größer als 東京",
    "Description": "Grüße, 東京 🚀 "#,
    "e\u{301}",
    r#": é", "KmsKeyId": "alias/copies",
    "Encrypted": false
  }
}
"#
);

const CRLF: &str = "{\r\n  \"Effect\": \"Allow\",\r\n  \"Action\": [\r\n    \"ec2:CopyImage\",\r\n    \"ec2:Copy*\"\r\n  ]\r\n}\r\n";

const TABS: &str = "{\n\t\"Sid\":\t\"東京\u{200b}\t\u{1b}[31m\u{202e}x\u{7}\",\t\"Effect\": \"Deny\"\n}";

const TEMPLATE: &str = r#"{
  "Policy": "{\"Effect\":\"Allow\",\n \"Action\":\"ec2:*\"}"
}
"#;

const ANSWER: &str = r#"{
  "PolicyVersion": {
    "Document": {
      "Statement": {
        "Effect": "Allow",
        "Action": "ec2:CopyImage",
        "Resource": "*"
      }
    }
  }
}
"#;

/// Minified, with characters of two and three bytes all over it.
fn minified() -> String {
    let mut text = String::from(r#"{"Statement":["#);
    for number in 0..4000 {
        write!(
            text,
            r#"{{"Sid":"Größe{number}","Effect":"Allow","Action":"s3:Get{number}","Resource":"*東"}},"#
        )
        .unwrap();
    }
    text.pop();
    text.push_str("]}");
    text
}

fn span(source: &Source, text: &str) -> Span {
    let found: Vec<_> = source.text().match_indices(text).collect();
    assert_eq!(found.len(), 1, "{text:?} stands once in {}", source.name());
    TextRange::new(found[0].0, found[0].0 + text.len()).of(source.id())
}

fn reported(finding: Finding, pointer: Option<&str>) -> Reported {
    let related_pointers = vec![None; finding.related.len()];
    Reported { level: finding.level(), pointer: pointer.map(str::to_owned), related_pointers, finding }
}

fn report(sources: &Sources, findings: Vec<Reported>) -> Report<'_> {
    let count = |level| findings.iter().filter(|reported| reported.level == level).count();
    let summary = Summary {
        files: 3,
        policies: 2,
        requests: 1,
        errors: count(Level::Error),
        warnings: count(Level::Warning),
        notes: count(Level::Note),
        skipped: 4,
    };
    let errors = vec![Failure {
        path: "gone\u{1b}[2J.json".to_owned(),
        message: "no such file:\nline 2, \"quoted\" 100 %".to_owned(),
    }];
    let remarks = vec!["permissions not checked: no policy given".to_owned()];
    Report { sources, findings, errors, summary, remarks }
}

/// Everything that has ever gone wrong in a report of someone.
fn fixture(sources: &Sources) -> Report<'_> {
    let request = sources.add("requests/größe, 100 %.json", REQUEST);
    let crlf = sources.add(r"C:\policies:1:2:\crlf.json", CRLF);
    let tabs = sources.add("a::b\n\u{1b}[2J\u{202e}.json", TABS);
    let empty = sources.add("<stdin>", "");
    let unfinished = sources.add("unfinished: error[x] y.json", "{\n  \"Effect\": \"Allow\"");
    let ended = sources.add("x:1:1: note[spoof] ended.json", "{}\n");
    let template = sources.add("template.json", TEMPLATE);
    let encoded = span(template, r#""{\"Effect\":\"Allow\",\n \"Action\":\"ec2:*\"}""#);
    let decoded = "{\"Effect\":\"Allow\",\n \"Action\":\"ec2:*\"}";
    let decoded = sources.add_within("template.json#/Policy", decoded, encoded);
    let answer = sources.add("answer.json", ANSWER);
    let view = sources.add_view("answer.json#/PolicyVersion/Document", answer);
    let minified = sources.add("minified.json", minified());
    let at_end = |source: &Source| TextRange::new(source.text().len(), source.text().len()).of(source.id());

    let mut findings = vec![
        // Non-ASCII before the place on its line, and another place on the next.
        reported(
            Finding::new(&REFUSED, span(request, "\"KmsKeyId\""), "`KmsKeyId` is set but `Encrypted` is not")
                .label("this key would be refused")
                .related(span(request, "false"), "not encrypted")
                .help("set `Encrypted` to true, or drop `KmsKeyId`"),
            Some("/parameters/KmsKeyId"),
        ),
        // Wide and combining characters in the place itself; `%`, `,`, `:`, `::` in the message.
        reported(
            Finding::new(&RISKY, span(request, "\"Grüße, 東京 🚀 e\u{301}: é\""), "100 %: a, b::c `%0A`")
                .certainty(Certainty::Inferred),
            Some("/parameters/Description"),
        ),
        // Several lines, with a place on one of them.
        reported(
            Finding::new(
                &RISKY,
                span(crlf, "[\r\n    \"ec2:CopyImage\",\r\n    \"ec2:Copy*\"\r\n  ]"),
                "two\nlines",
            )
            .label("these actions")
            .related(span(crlf, "\"ec2:Copy*\""), "covers the other"),
            Some("/Action"),
        ),
        // A place over a line break and nothing but it; a range that ends in the middle of CRLF.
        reported(Finding::new(&REDUNDANT, span(crlf, "\"ec2:CopyImage\",\r"), "cut \r\n in two"), None),
        // Tabs, wide and invisible characters, controls.
        reported(
            Finding::new(
                &RISKY,
                span(tabs, "\"Deny\""),
                "\u{1b}]8;;https://example.org\u{7} \u{202e}evil\u{2028}",
            )
            .label("\u{1b}[31mred\nnext")
            .related(span(tabs, "\u{1b}[31m\u{202e}x"), "here\ttoo")
            .related(span(tabs, "東京"), ""),
            Some("/Effect"),
        ),
        // At the end: of nothing, of a text without and with a final line break.
        reported(Finding::new(&REFUSED, at_end(empty), "the file is empty").label("here"), None),
        reported(
            Finding::new(&REFUSED, at_end(unfinished), "`}` is missing: error[x] y:1:1: note[z] w"),
            None,
        ),
        reported(Finding::new(&REDUNDANT, at_end(ended), "nothing follows"), None),
        // Other sources: a decoded document, a view.
        reported(
            Finding::new(&RISKY, span(decoded, "\"ec2:*\""), "`ec2:*` allows everything in EC2")
                .related(span(view, "\"ec2:CopyImage\""), "this would do")
                .related(span(request, "\"CopyImage\""), "for this"),
            Some("/Action"),
        ),
        reported(
            Finding::new(&RISKY, span(view, "\"*\""), "every image")
                .related(span(answer, "\"Allow\""), "allowed"),
            Some("/Resource"),
        ),
        // Places that overlap cannot be drawn together.
        reported(
            Finding::new(&RISKY, span(answer, "\"Resource\": \"*\""), "overlapping")
                .label("the member")
                .related(span(answer, "\"*\""), "its value")
                .related(span(answer, "\"Resource\""), "its key"),
            None,
        ),
        // No place at all.
        reported(
            Finding {
                place: None,
                ..Finding::new(&REFUSED, at_end(empty), "no policy of the organization could be used")
            }
            .help("first line\n\n  {\"kept\": \"as it is\"}\nlast line"),
            None,
        ),
    ];
    // Far out on a line of 300 kB: one place, one that is itself too long, and its far end.
    let sid = span(minified, "\"Größe3210\"");
    let statement = span(
        minified,
        "{\"Sid\":\"Größe3300\",\"Effect\":\"Allow\",\"Action\":\"s3:Get3300\",\"Resource\":\"*東\"}",
    );
    findings.push(reported(
        Finding::new(&REDUNDANT, sid, "far out")
            .label("here")
            .related(span(minified, "\"s3:Get3999\""), "and here"),
        Some("/Statement/3210/Sid"),
    ));
    findings.push(reported(Finding::new(&REDUNDANT, statement, "too long").label("all of it"), None));
    report(sources, findings)
}

// ---------------------------------------------------------------- the formats

fn lines_of(report: &Report) -> String {
    written(|out| line::write(report, out))
}

fn json_of(report: &Report) -> String {
    written(|out| json::write(report, "2026-10-27", out))
}

fn pretty_of(report: &Report, style: Style) -> String {
    written(|out| pretty::write(report, &style, out))
}

fn written(write: impl FnOnce(&mut dyn std::io::Write) -> std::io::Result<()>) -> String {
    let mut out = Vec::new();
    write(&mut out).unwrap();
    String::from_utf8(out).unwrap()
}

// ---------------------------------------------------------------- oracles

/// A problem matcher, as its product would apply it.
struct Matcher {
    owner: String,
    pattern: Regex,
    pattern_is: Value,
    severity: Option<String>,
}

impl Matcher {
    fn all(file: &str, at: &str) -> Vec<Self> {
        let file = std::fs::read_to_string(file).unwrap();
        let file: Value = serde_json::from_str(&file).unwrap();
        let matchers = file.pointer(at).unwrap().as_array().unwrap();
        let all = matchers.iter().map(|matcher| {
            let pattern = matcher.pointer("/pattern/0").unwrap_or(&matcher["pattern"]);
            Self {
                owner: matcher["owner"].as_str().unwrap().to_owned(),
                pattern: Regex::new(pattern["regexp"].as_str().unwrap()).unwrap(),
                pattern_is: pattern.clone(),
                severity: matcher["severity"].as_str().map(str::to_owned),
            }
        });
        all.collect()
    }

    /// File, line, column, severity, code and message of a line, if it matches.
    fn read(&self, line: &str) -> Option<[String; 6]> {
        let found = self.pattern.captures(line)?;
        let group =
            |name: &str| found[usize::try_from(self.pattern_is[name].as_u64().unwrap()).unwrap()].to_owned();
        let severity = self.severity.clone().unwrap_or_else(|| group("severity"));
        Some([group("file"), group("line"), group("column"), severity, group("code"), group("message")])
    }
}

/// The byte offset of a line and a column, found by walking the whole text.
fn walk(text: &str, line: u64, column: u64) -> usize {
    let (mut at_line, mut at_column) = (1, 1);
    for (offset, character) in text.char_indices() {
        if (at_line, at_column) == (line, column) {
            return offset;
        }
        (at_line, at_column) = if character == '\n' { (at_line + 1, 1) } else { (at_line, at_column + 1) };
    }
    assert_eq!((at_line, at_column), (line, column), "no such place in {text:?}");
    text.len()
}

/// A text as a snippet shows it, from the start of its line.
fn shown(text: &str) -> String {
    let mut shown = String::new();
    for character in text.chars() {
        match character {
            '\t' => shown.push_str(&" ".repeat(4 - columns(&shown) % 4)),
            '\r' => shown.push_str("\\r"),
            '\u{300}'..='\u{36f}' => shown.push(character),
            other if other.is_control() || other.width() == Some(0) || other == '\u{2028}' => {
                shown.push_str(&other.escape_unicode().to_string());
            }
            other => shown.push(other),
        }
    }
    shown
}

fn columns(text: &str) -> usize {
    text.chars().filter_map(UnicodeWidthChar::width).sum()
}

/// What stands in each column of a row; the second column of a wide character holds nothing.
fn cells(row: &str) -> Vec<String> {
    let mut cells = Vec::<String>::new();
    for character in row.chars() {
        match character.width().unwrap_or_default() {
            0 => {}
            width => {
                cells.push(character.to_string());
                cells.extend(std::iter::repeat_n(String::new(), width - 1));
            }
        }
    }
    cells
}

/// Combining marks share the column of another character.
fn without_marks(text: &str) -> String {
    text.chars().filter(|character| !matches!(character, '\u{300}'..='\u{36f}')).collect()
}

/// Where one underline was drawn.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Drawn {
    /// The path in the heading of its snippet.
    path: String,
    line: u32,
    /// What stands on the row before it, as far as it was not left out.
    before: String,
    /// What stands above the underline; `▲` for an arrow, `╭` and `╰` for the ends of several lines.
    text: String,
}

/// Reads what a snippet underlines from the drawing alone.
fn drawn(pretty: &str) -> (Vec<(String, u32, u32)>, Vec<Drawn>) {
    let mut headings = Vec::new();
    let mut drawn = Vec::new();
    let mut row: Option<(u32, &str)> = None;
    let has_gutter = pretty.contains("▶");
    for line in pretty.lines() {
        let inner = line.trim_start();
        if let Some(heading) = inner.strip_prefix("╭─[").and_then(|heading| heading.strip_suffix(']')) {
            let mut parts = heading.rsplitn(3, ':');
            let column = parts.next().unwrap().parse().unwrap();
            let line = parts.next().unwrap().parse().unwrap();
            headings.push((parts.next().unwrap().to_owned(), line, column));
            row = None;
            continue;
        }
        let path = || headings.last().map(|(path, ..)| path.clone()).unwrap();
        if let Some((number, text)) = inner.split_once(" │ ").filter(|_| !headings.is_empty())
            && let Ok(number) = number.parse()
        {
            row = Some((number, text));
            for (mark, text_is) in [("╭", "╭"), ("├", "╰"), ("╰", "╰")] {
                if has_gutter && text.starts_with(mark) {
                    drawn.push(Drawn {
                        path: path(),
                        line: number,
                        before: String::new(),
                        text: text_is.to_owned(),
                    });
                }
            }
            continue;
        }
        let Some(under) = inner.strip_prefix("· ") else { continue };
        let Some((number, above)) = row else { continue };
        if under.contains('╰') || !under.contains(['─', '┬', '▲']) {
            continue;
        }
        let gutter = if has_gutter { 4 } else { 0 };
        let above = cells(above);
        let mut under: Vec<char> = under.chars().collect();
        under.push(' ');
        let mut start = None;
        for (column, mark) in under.iter().enumerate().skip(gutter) {
            let before = || {
                let before = above[gutter..column.min(above.len())].concat();
                before.rsplit('…').next().unwrap().to_owned()
            };
            match (mark, start.take()) {
                ('─' | '┬', None) => start = Some((column, before())),
                ('─' | '┬', going_on) => start = going_on,
                ('▲', None) => {
                    drawn
                        .push(Drawn { path: path(), line: number, before: before(), text: "▲".to_owned() });
                }
                (' ', Some((from, before))) => {
                    let text = above[from.min(above.len())..column.min(above.len())].concat();
                    drawn.push(Drawn { path: path(), line: number, before, text });
                }
                (' ', None) => {}
                other => panic!("{other:?} in {line:?}"),
            }
        }
        row = None;
    }
    drawn.sort();
    (headings, drawn)
}

/// What should be underlined for a span that lies at the edges of characters.
fn expected(source: &Source, span: Span) -> Vec<Drawn> {
    let text = source.text();
    let (start, mut end) = (span.start as usize, span.end as usize);
    while text[start..end].ends_with('\n') {
        end -= if text[start..end].ends_with("\r\n") { 2 } else { 1 };
    }
    let line_of = |at: usize| u32::try_from(text[..at].matches('\n').count() + 1).unwrap();
    let from_line_start = |at: usize| &text[text[..at].rfind('\n').map_or(0, |at| at + 1)..at];
    let before = shown(from_line_start(start));
    let path = report_path(source.name());
    let one = |line, before: &str, text: &str| Drawn {
        path: path.clone(),
        line,
        before: without_marks(before),
        text: without_marks(text),
    };
    if start == end {
        return vec![one(line_of(start), &before, "▲")];
    }
    if line_of(start) != line_of(end) {
        return vec![one(line_of(start), "", "╭"), one(line_of(end), "", "╰")];
    }
    let covered = shown(from_line_start(end)).strip_prefix(&before).unwrap().to_owned();
    vec![one(line_of(start), &before, &covered)]
}

fn report_path(path: &str) -> String {
    path.replace('\n', "\\n").replace('\u{1b}', "\\u{1b}").replace('\u{202e}', "\\u{202e}")
}

/// Whether something was drawn as expected, or is the visible part of it.
fn agrees(drawn: &Drawn, expected: &Drawn, whole: bool) -> bool {
    let text = match drawn.text.split_once('…') {
        Some((head, tail)) if !whole => {
            head.len() + tail.len() > 2 && expected.text.starts_with(head) && expected.text.ends_with(tail)
        }
        _ => drawn.text == expected.text,
    };
    // Where a line was cut, its tab stops are others.
    let packed = |text: &str| text.replace(' ', "");
    let before = if whole {
        drawn.before == expected.before
    } else {
        packed(&expected.before).ends_with(&packed(&drawn.before))
    };
    drawn.path == expected.path && drawn.line == expected.line && before && text
}

/// Draws one finding and checks every underline of it; gives the drawing.
fn check_drawing(sources: &Sources, finding: &Reported, width: usize, whole: bool) -> String {
    let mut spans: Vec<Span> = finding.finding.related.iter().map(|label| label.span).collect();
    spans.extend(finding.finding.span());
    let mut expected: Vec<Drawn> =
        spans.iter().flat_map(|span| expected(sources.get(span.source).unwrap(), *span)).collect();
    expected.sort();

    let level = finding.level;
    let one = report(sources, vec![copy(finding)]);
    let pretty = pretty_of(&one, Style { width, ..Style::default() });
    let (headings, drawn) = drawn(&pretty);
    assert!(pretty.starts_with(&format!("{level}[{}]: ", finding.finding.rule.id)), "{pretty}");
    assert_eq!(drawn.len(), expected.len(), "{drawn:#?} {expected:#?} {pretty}");
    let mut left = drawn;
    for expected in &expected {
        let found = left.iter().position(|drawn| agrees(drawn, expected, whole));
        let found = found.unwrap_or_else(|| panic!("{expected:#?} is not among {left:#?}\n{pretty}"));
        left.swap_remove(found);
    }
    if let Some(span) = finding.finding.span() {
        let source = sources.get(span.source).unwrap();
        let at = source.position(span.start);
        assert_eq!(headings[0], (report_path(source.name()), at.line, at.column), "{pretty}");
    }
    assert!(!pretty.chars().any(|character| character != '\n' && character.is_control()), "{pretty:?}");
    pretty
}

fn copy(reported: &Reported) -> Reported {
    Reported {
        finding: reported.finding.clone(),
        level: reported.level,
        pointer: reported.pointer.clone(),
        related_pointers: reported.related_pointers.clone(),
    }
}

// ---------------------------------------------------------------- lines

#[test]
fn problem_matchers_read_back_every_line() {
    let sources = Sources::new();
    let report = fixture(&sources);
    let lines = lines_of(&report);
    assert_eq!(lines.lines().count(), report.findings.len());

    let products = [
        (Matcher::all("editors/github-actions.json", "/problemMatcher"), "notice"),
        (Matcher::all("editors/vscode-tasks.json", "/tasks/0/problemMatcher"), "info"),
    ];
    for (line, reported) in lines.lines().zip(&report.findings) {
        let Reported { finding, level, .. } = reported;
        let span = finding.span();
        let name = span.map_or(report::NO_PATH, |span| sources.name(span.source));
        let (line_is, column_is) = span.map_or((1, 1), |span| {
            let text = &sources.get(span.source).unwrap().text()[..span.start as usize];
            let last = text.rsplit('\n').next().unwrap();
            (text.matches('\n').count() + 1, last.chars().count() + 1)
        });
        for (matchers, word_for_note) in &products {
            let read: Vec<_> =
                matchers.iter().filter_map(|matcher| Some((&matcher.owner, matcher.read(line)?))).collect();
            let [(owner, [file, at_line, at_column, severity, code, message])] = &read[..] else {
                panic!("not exactly one owner of {line:?}: {read:?}");
            };
            let is_note = *level == Level::Note;
            assert_eq!(owner.as_str(), if is_note { "copylint-note" } else { "copylint" }, "{line}");
            assert_eq!(severity, if is_note { word_for_note } else { level.name() }, "{line}");
            assert_eq!((at_line, at_column), (&line_is.to_string(), &column_is.to_string()), "{line}");
            assert_eq!(code, finding.rule.id, "{line}");
            assert_eq!(unescaped(file), name, "{line}");
            assert_eq!(unescaped(message), finding.message, "{line}");
        }
    }
}

/// Undoes the escapes of the line format; the texts here have no backslashes of their own before
/// one of these letters.
fn unescaped(text: &str) -> String {
    let escape = Regex::new(r"\\(?:u\{([0-9a-f]+)\}|([nrt]))").unwrap();
    let mut out = String::new();
    let mut rest = text;
    while let Some(found) = escape.captures(rest) {
        let (start, end) = match (found.get(1), found.get(2)) {
            (Some(code), _) => (code.start() - 3, code.end() + 1),
            (_, Some(letter)) => (letter.start() - 1, letter.end()),
            _ => unreachable!(),
        };
        out.push_str(&rest[..start]);
        out.push(match (found.get(1), found.get(2).map(|letter| letter.as_str())) {
            (Some(code), _) => char::from_u32(u32::from_str_radix(code.as_str(), 16).unwrap()).unwrap(),
            (_, Some("n")) => '\n',
            (_, Some("r")) => '\r',
            _ => '\t',
        });
        rest = &rest[end..];
    }
    out + rest
}

#[test]
fn lines_look_like_this() {
    let sources = Sources::new();
    let lines = lines_of(&fixture(&sources));
    insta::assert_snapshot!(lines);
}

// ---------------------------------------------------------------- JSON

#[test]
fn json_follows_its_schema_and_points_at_the_text() {
    let sources = Sources::new();
    let report = fixture(&sources);
    let json: Value = serde_json::from_str(&json_of(&report)).unwrap();
    let errors: Vec<_> = validator().iter_errors(&json).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{errors:#?}");

    let by_name: BTreeMap<&str, &str> = report
        .findings
        .iter()
        .flat_map(|reported| {
            let related = reported.finding.related.iter().map(|label| label.span);
            reported.finding.span().into_iter().chain(related)
        })
        .map(|span| (sources.name(span.source), sources.get(span.source).unwrap().text()))
        .collect();
    let check = |place: &Value, span: Span| {
        let path = place["path"].as_str().unwrap();
        assert_eq!(path, sources.name(span.source));
        let text = by_name[path];
        let offset = |edge: &str| usize::try_from(place[edge]["offset"].as_u64().unwrap()).unwrap();
        let walked = |edge: &str| {
            walk(text, place[edge]["line"].as_u64().unwrap(), place[edge]["column"].as_u64().unwrap())
        };
        let underlined = sources.slice(span);
        assert_eq!(&text[offset("start")..offset("end")], underlined, "{place}");
        assert_eq!(&text[walked("start")..walked("end")], underlined, "{place}");
        assert_eq!((walked("start"), walked("end")), (offset("start"), offset("end")), "{place}");
    };

    let findings = json["findings"].as_array().unwrap();
    assert_eq!(findings.len(), report.findings.len());
    for (json, reported) in findings.iter().zip(&report.findings) {
        let finding = &reported.finding;
        assert_eq!(json["rule"], finding.rule.id);
        assert_eq!(json["family"], finding.rule.family.name());
        assert_eq!(json["access_analyzer"].as_str(), finding.rule.access_analyzer);
        assert_eq!(json["level"], reported.level.name());
        assert_eq!(json["certainty"], finding.certainty.name());
        assert_eq!(json["message"], finding.message);
        assert_eq!(json["help"].as_str(), finding.help.as_deref());
        assert_eq!(json["pointer"].as_str(), reported.pointer.as_deref());
        match finding.span() {
            Some(span) => check(json, span),
            None => assert_eq!(
                (&json["path"], &json["start"], &json["end"]),
                (&Value::Null, &Value::Null, &Value::Null)
            ),
        }
        let related = json["related"].as_array().unwrap();
        assert_eq!(related.len(), finding.related.len());
        for (json, label) in related.iter().zip(&finding.related) {
            assert_eq!(json["message"], label.text);
            check(json, label.span);
        }
    }
    assert_eq!(json["errors"][0]["path"], report.errors[0].path);
    assert_eq!(json["summary"]["warnings"], report.summary.warnings);
    assert_eq!(json["tool"]["reference_date"], "2026-10-27");
}

fn validator() -> jsonschema::Validator {
    let schema: Value = serde_json::from_str(json::SCHEMA).unwrap();
    jsonschema::meta::validate(&schema).unwrap();
    jsonschema::draft202012::new(&schema).unwrap()
}

/// Makes a good report a bad one.
type Change = fn(&mut Value);

#[test]
fn the_schema_refuses_what_the_format_never_is() {
    let sources = Sources::new();
    let good: Value = serde_json::from_str(&json_of(&fixture(&sources))).unwrap();
    let validator = validator();
    let break_it: [(&str, Change); 9] = [
        ("an unknown member", |json| json["findings"][0]["extra"] = Value::Null),
        ("a missing member", |json| drop(json["findings"][0].as_object_mut().unwrap().remove("fix"))),
        ("an unknown level", |json| json["findings"][0]["level"] = "fatal".into()),
        ("a line 0", |json| json["findings"][0]["start"]["line"] = 0.into()),
        ("a place without an end", |json| json["findings"][0]["end"] = Value::Null),
        ("an end without a path", |json| json["findings"][0]["path"] = Value::Null),
        ("a pointer that is none", |json| json["findings"][0]["pointer"] = "a~2".into()),
        ("a related place without a path", |json| json["findings"][0]["related"][0]["path"] = Value::Null),
        ("another version", |json| json["version"] = 2.into()),
    ];
    for (what, break_it) in break_it {
        let mut json = good.clone();
        break_it(&mut json);
        assert!(!validator.is_valid(&json), "{what} passes");
    }
    assert!(validator.is_valid(&good));
}

#[test]
fn every_object_of_the_schema_is_closed_and_described() {
    fn visit(schema: &Value, at: &str) {
        if let Some(properties) = schema.get("properties").filter(|_| schema.get("type").is_some()) {
            assert_eq!(schema["additionalProperties"], false, "{at}");
            let required: Vec<_> = schema["required"].as_array().unwrap().iter().collect();
            assert_eq!(
                required.len(),
                properties.as_object().unwrap().len(),
                "{at}: all members are required"
            );
            for (name, member) in properties.as_object().unwrap() {
                let described = member.get("description").or(member.get("$ref"));
                assert!(described.is_some(), "{at}/{name} is not described");
            }
        }
        for (name, inner) in schema.as_object().into_iter().flatten() {
            visit(inner, &format!("{at}/{name}"));
        }
    }
    visit(&serde_json::from_str(json::SCHEMA).unwrap(), "");
}

// ---------------------------------------------------------------- for people

#[test]
fn underlines_lie_under_what_they_speak_of() {
    let sources = Sources::new();
    let report = fixture(&sources);
    for reported in &report.findings {
        // What breaks a line in two has no drawing that these checks could read back.
        if reported.finding.message.starts_with("cut") {
            continue;
        }
        let is_long =
            reported.finding.span().is_some_and(|span| sources.name(span.source) == "minified.json");
        check_drawing(&sources, reported, 1000, !is_long);
        for width in [0, 40, 60, 80, 100, 140, 200] {
            check_drawing(&sources, reported, width, false);
        }
    }
}

#[test]
fn any_span_of_any_text_is_drawn_right() {
    let texts = [
        "{\"a\":\t\"東京\",\r\n\te\u{301}\u{200b}x\n}",
        "\u{feff}{\n\n \u{1b}[1m\u{202e}🚀é\u{7f}\r\r\n",
        "\n\r\n\n",
        "",
    ];
    for text in texts {
        let sources = Sources::new();
        let source = sources.add("t.json", text);
        for start in 0..=text.len() + 1 {
            for end in start.saturating_sub(1)..=text.len() + 1 {
                let span = TextRange::new(start, end).of(source.id());
                let finding = reported(Finding::new(&RISKY, span, "message"), None);
                let is_range = text.get(start..end).is_some();
                // The middle of a line break cannot be drawn on, and a mark that combines has no
                // column of its own: these are drawn near their place.
                let cuts = |at: usize| text[..at].ends_with('\r') && text[at..].starts_with('\n');
                if !is_range
                    || cuts(start)
                    || cuts(end)
                    || without_marks(&text[start..end]) != text[start..end]
                {
                    let pretty = pretty_of(&report(&sources, vec![finding]), Style::default());
                    let (headings, drawn) = drawn(&pretty);
                    assert_eq!((headings.len(), drawn.is_empty()), (1, false), "{start}..{end} {pretty}");
                    continue;
                }
                check_drawing(&sources, &finding, 100, true);
            }
        }
    }
}

#[test]
fn rows_keep_to_the_width() {
    let sources = Sources::new();
    let report = fixture(&sources);
    for width in [0, 60, 80, 100, 120, 200] {
        for unicode in [true, false] {
            let pretty = pretty_of(&report, Style { color: false, unicode, width });
            let frame = if unicode { '│' } else { '|' };
            for row in pretty.lines().filter(|row| row.starts_with(' ')) {
                let Some((number, _)) = row.split_once(frame) else { continue };
                if number.trim().parse::<u32>().is_ok() {
                    assert!(columns(row) <= width.max(60), "{width}: {row}");
                }
            }
        }
    }
}

#[test]
fn long_ranges_show_where_they_begin_and_say_where_they_end() {
    let sources = Sources::new();
    let long = sources.add("long.json", format!("[\n{}]\n", "  1,\n".repeat(500)));
    let all = TextRange::new(0, long.text().len() - 1).of(long.id());
    let finding = Finding::new(&RISKY, all, "long").label("all this");
    let pretty = pretty_of(&report(&sources, vec![reported(finding, None)]), Style::default());
    insta::assert_snapshot!(pretty, @r#"
    warning[wildcard-resource]: long
       ╭─[long.json:1:1]
     1 │ [
       · ┬
       · ╰── all this (to line 502)
     2 │   1,
       ╰────
      more: copylint explain wildcard-resource
    "#);
}

#[test]
fn pretty_looks_like_this() {
    let sources = Sources::new();
    let pretty = pretty_of(&fixture(&sources), Style::default());
    insta::assert_snapshot!(pretty);
}

#[test]
fn ascii_and_colors_change_nothing_but_ink() {
    let sources = Sources::new();
    let report = fixture(&sources);
    let plain = pretty_of(&report, Style::default());
    let colored = pretty_of(&report, Style { color: true, ..Style::default() });
    let ink = Regex::new("\u{1b}\\[[0-9;]*m").unwrap();
    assert_ne!(plain, colored);
    assert_eq!(ink.replace_all(&colored, ""), plain);

    let wide = Style { width: 1000, ..Style::default() };
    let ascii = pretty_of(&report, Style { unicode: false, ..wide });
    assert!(!ascii.contains(['╭', '│', '╰', '─', '▶', '▲', '┬', '├', '·', '…']), "{ascii}");
    assert_eq!(ascii.lines().count(), pretty_of(&report, wide).lines().count());
}

#[test]
fn colors_tell_the_place_of_the_finding_from_the_others() {
    let sources = Sources::new();
    let text = sources.add("a.json", "{\"first\": 1, \"second\": 2}");
    let finding =
        Finding::new(&REFUSED, span(text, "\"second\""), "m").related(span(text, "\"first\""), "before");
    let pretty = pretty_of(
        &report(&sources, vec![reported(finding, None)]),
        Style { color: true, ..Style::default() },
    );
    insta::assert_snapshot!(pretty.replace('\u{1b}', "~"), @r#"
    ~[31;1merror[kms-key-without-encrypted]~[0m~[1m: m~[0m
       ╭─[~[1ma.json:1:14~[0m]
     ~[2m1~[0m │ {"first": 1, "second": 2}
       · ~[34;1m ───┬───~[0m~[31;1m     ────┬───~[0m
       ·     ~[34;1m│~[0m            ~[31;1m╰── ~[31;1mhere~[0m~[0m
       ·     ~[34;1m╰── ~[34;1mbefore~[0m~[0m
       ╰────
      ~[34;1mmore:~[0m copylint explain kms-key-without-encrypted
    "#);
}

#[test]
fn a_mark_without_text_beside_one_with_text_is_not_left_dangling() {
    let sources = Sources::new();
    let text = sources.add("a.json", "{\"first\": 1, \"second\": 2}");
    let finding =
        Finding::new(&REFUSED, span(text, "\"first\""), "m").related(span(text, "\"second\""), "because");
    let pretty = pretty_of(&report(&sources, vec![reported(finding, None)]), Style::default());
    insta::assert_snapshot!(pretty, @r#"
    error[kms-key-without-encrypted]: m
       ╭─[a.json:1:2]
     1 │ {"first": 1, "second": 2}
       ·  ───┬───     ────┬───
       ·     │            ╰── because
       ·     ╰── here
       ╰────
      more: copylint explain kms-key-without-encrypted
    "#);
}

#[test]
fn of_very_many_places_some_are_drawn_and_the_others_counted() {
    let lines: Vec<String> = (0..5_000).map(|number| format!("place {number}\n")).collect();
    let text = lines.concat();
    let sources = Sources::new();
    let source = sources.add("list.txt", text);
    let finding = (1..5_000).fold(
        Finding::new(&REDUNDANT, span(source, "place 0\n"), "it stands in this list 5000 times"),
        |finding, number| finding.related(span(source, &format!("place {number}\n")), "the same again"),
    );
    let report = report(&sources, vec![reported(finding, None)]);
    let pretty = pretty_of(&report, Style::default());
    assert_eq!(pretty.matches("the same again").count(), 20, "{pretty}");
    assert!(pretty.contains("also: 4979 more places, left out here"), "{pretty}");
    let json: Value = serde_json::from_str(&json_of(&report)).unwrap();
    assert_eq!(json["findings"][0]["related"].as_array().unwrap().len(), 4_999);
}

#[test]
fn documents_in_documents_in_documents_say_where_they_are_from() {
    let sources = Sources::new();
    let outer = sources.add("a.json", "[\"[\\\"[1]\\\"]\"]");
    let middle = sources.add_within("a.json#/0", "[\"[1]\"]", TextRange::new(1, 11).of(outer.id()));
    let inner = sources.add_within("a.json#/0#/0", "[1]", TextRange::new(1, 6).of(middle.id()));
    let finding = Finding::new(&RISKY, span(inner, "1"), "deep");
    let pretty = pretty_of(&report(&sources, vec![reported(finding, None)]), Style::default());
    insta::assert_snapshot!(pretty, @r#"
    warning[wildcard-resource]: deep
       ╭─[a.json#/0#/0:1:2]
     1 │ [1]
       ·  ─
       ╰────
      note: `a.json#/0#/0` is decoded from the string at a.json#/0:1:2
      note: `a.json#/0` is decoded from the string at a.json:1:2
      more: copylint explain wildcard-resource
    "#);
}

// ---------------------------------------------------------------- counts and failures

#[test]
fn summaries_have_their_numbers_and_plurals_right() {
    let sources = Sources::new();
    let none = Summary::default();
    let table = [
        (none, 0, "no findings in 0 files"),
        (Summary { files: 1, policies: 1, ..none }, 0, "no findings in 1 file (1 policy)"),
        (
            Summary { files: 3, policies: 2, requests: 1, errors: 2, warnings: 1, skipped: 4, ..none },
            0,
            "2 errors, 1 warning in 3 files (2 policies, 1 request), 4 skipped",
        ),
        (
            Summary { files: 2, requests: 2, errors: 1, warnings: 2, notes: 3, ..none },
            1,
            "1 error, 2 warnings, 3 notes in 2 files (2 requests), 1 failed",
        ),
        (Summary { files: 1, notes: 1, ..none }, 0, "1 note in 1 file"),
    ];
    for (summary, failed, expected) in table {
        let mut report = report(&sources, Vec::new());
        report.summary = summary;
        report.errors = vec![Failure { path: "p".into(), message: "m".into() }; failed];
        let text = written(|out| pretty::summary(&report, &Style::default(), out));
        assert_eq!(text, format!("{expected}\npermissions not checked: no policy given\n"));
    }
}

#[test]
fn failures_are_a_line_each() {
    let sources = Sources::new();
    let report = fixture(&sources);
    let text = written(|out| report::failures(&report, out));
    assert_eq!(text, "error: gone\\u{1b}[2J.json: no such file:\\nline 2, \"quoted\" 100 %\n");
}

// ---------------------------------------------------------------- many

/// One line per statement, so that a place can be anywhere in a large file.
fn many(sources: &Sources, count: usize) -> Report<'_> {
    let mut text = String::from("[\n");
    let mut places = Vec::new();
    for number in 0..count {
        text.push_str("  {\"Effect\": \"Allow\", \"Action\": ");
        let start = text.len();
        write!(text, "\"ec2:Größe{number}\"").unwrap();
        places.push(TextRange::new(start, text.len()));
        text.push_str("},\n");
    }
    let source = sources.add("many.json", text);
    let findings = places.iter().map(|place| {
        let finding = Finding::new(&RISKY, place.of(source.id()), "`ec2:Größe` is no action");
        reported(finding.label("no such action").help("look again"), None)
    });
    report(sources, findings.collect())
}

#[test]
fn ten_thousand_findings_in_every_format() {
    let sources = Sources::new();
    let report = many(&sources, 10_000);
    assert_eq!(lines_of(&report).lines().count(), 10_000);

    let json: Value = serde_json::from_str(&json_of(&report)).unwrap();
    assert!(validator().is_valid(&json));
    assert_eq!(json["findings"][9_999]["start"]["line"], 10_001);

    let (headings, drawn) = drawn(&pretty_of(&report, Style::default()));
    assert_eq!((headings.len(), drawn.len()), (10_000, 10_000));
    let mut texts: Vec<_> = drawn.iter().map(|drawn| (drawn.line, drawn.text.clone())).collect();
    texts.sort();
    for (number, (line, text)) in texts.iter().enumerate() {
        assert_eq!((*line as usize, text.as_str()), (number + 2, format!("\"ec2:Größe{number}\"").as_str()));
    }
}

#[test]
fn a_place_in_an_unknown_text_is_no_place() {
    let (sources, others) = (Sources::new(), Sources::new());
    let lost = TextRange::new(3, 5).of(others.add("other.json", "1234567").id());
    let finding = Finding::new(&REFUSED, lost, "lost").related(lost, "lost too");
    let report = report(&sources, vec![reported(finding, Some("/a"))]);

    assert_eq!(lines_of(&report), "<copylint>:1:1: error[kms-key-without-encrypted] lost\n");
    let json: Value = serde_json::from_str(&json_of(&report)).unwrap();
    assert!(validator().is_valid(&json));
    assert_eq!((&json["findings"][0]["path"], &json["findings"][0]["pointer"]), (&Value::Null, &Value::Null));
    assert_eq!(
        pretty_of(&report, Style::default()),
        "error[kms-key-without-encrypted]: lost\n  more: copylint explain kms-key-without-encrypted\n\n"
    );
}

#[test]
fn a_closed_pipe_is_told_as_one() {
    struct Closed;
    impl std::io::Write for Closed {
        fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
            Err(std::io::ErrorKind::BrokenPipe.into())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let sources = Sources::new();
    let report = fixture(&sources);
    let style = Style::default();
    let results = [
        line::write(&report, &mut Closed),
        json::write(&report, "2026-10-27", &mut Closed),
        pretty::write(&report, &style, &mut Closed),
        pretty::summary(&report, &style, &mut Closed),
        report::failures(&report, &mut Closed),
    ];
    for result in results {
        assert_eq!(result.unwrap_err().kind(), std::io::ErrorKind::BrokenPipe);
    }
}

/// Leaves what `tests/matchers.mjs` reads in the folder for temporary files of tests.
#[test]
#[ignore = "needs node"]
fn node_reads_back_every_line() {
    let sources = Sources::new();
    let report = fixture(&sources);
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR"));
    let (lines, json) = (folder.join("report-lines.txt"), folder.join("report-findings.json"));
    std::fs::write(&lines, lines_of(&report)).unwrap();
    std::fs::write(&json, json_of(&report)).unwrap();
    let run = |lines: &std::path::Path| {
        std::process::Command::new("node").arg("tests/matchers.mjs").arg(lines).arg(&json).output().unwrap()
    };
    let good = run(&lines);
    assert!(good.status.success(), "{}", String::from_utf8_lossy(&good.stderr));

    let spoiled = folder.join("report-lines-spoiled.txt");
    for (from, to) in [(":5:41:", ":5:42:"), ("error[", "fatal["), ("redundant-action", "redundant-actions")]
    {
        let lines = lines_of(&report);
        assert!(lines.contains(from), "{from} does not occur");
        std::fs::write(&spoiled, lines.replacen(from, to, 1)).unwrap();
        assert!(!run(&spoiled).status.success(), "{from} as {to} passes");
    }
}

/// Figures, not judgements: `cargo test --release --test report figures -- --ignored --nocapture`.
#[test]
#[ignore = "prints how long things take"]
fn figures() {
    let sources = Sources::new();
    let report = many(&sources, 4_000);
    let far = fixture(&sources).findings.pop().unwrap();
    let wide = self::report(&sources, (0..4_000).map(|_| copy(&far)).collect());
    for (what, report) in [("4,000 findings", &report), ("4,000 on a line of 300 kB", &wide)] {
        let time = |write: &dyn Fn(&mut dyn std::io::Write) -> std::io::Result<()>| {
            let start = std::time::Instant::now();
            let mut out = Vec::new();
            write(&mut out).unwrap();
            format!("{:?} ({} kB)", start.elapsed(), out.len() / 1000)
        };
        println!("{what}: line {}", time(&|out| line::write(report, out)));
        println!("{what}: json {}", time(&|out| json::write(report, "2026-10-27", out)));
        println!("{what}: pretty {}", time(&|out| pretty::write(report, &Style::default(), out)));
        println!(
            "{what}: color {}",
            time(&|out| pretty::write(report, &Style { color: true, ..Style::default() }, out))
        );
    }
}
