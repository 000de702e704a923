//! The registry of rules: names, pages, and the messages that the pages promise.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test fails by panicking"
)]

use std::collections::{BTreeMap, BTreeSet};

use copylint::rule::Rule;
use copylint::rules;

#[allow(dead_code, reason = "other tests use the rest")]
mod page;

use page::{Example, Page, SECTIONS};

/// Panics with all complaints at once.
fn none(complaints: &[String]) {
    assert!(complaints.is_empty(), "\n{}\n", complaints.join("\n"));
}

fn pages() -> Vec<Page> {
    page::all().unwrap_or_else(|errors| panic!("\n{}\n", errors.join("\n")))
}

#[test]
fn ids_are_unique_and_name_the_offence() {
    let mut complaints = Vec::new();
    let mut seen = BTreeSet::new();
    for rule in rules::all() {
        let id = rule.id;
        if !seen.insert(id) {
            complaints.push(format!("{id}: two rules have this id"));
        }
        let kebab = id.split('-').all(|word| {
            !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
        });
        if !kebab || !id.starts_with(|first: char| first.is_ascii_lowercase()) {
            complaints.push(format!("{id}: not in kebab-case"));
        }
        match rule.access_analyzer {
            Some(code) if code.to_ascii_lowercase().replace('_', "-") == id => {}
            Some(code) => complaints.push(format!("{id}: Access Analyzer calls it {code}")),
            None => {
                if ["no-", "avoid-", "use-"].iter().any(|prefix| id.starts_with(prefix)) {
                    complaints.push(format!("{id}: names the remedy, not the offence"));
                }
            }
        }
        if rules::by_id(id) != Some(rule) {
            complaints.push(format!("{id}: not found by its id"));
        }
    }
    none(&complaints);
}

#[test]
fn rules_that_are_superseded_exist() {
    let complaints: Vec<String> = rules::all()
        .flat_map(|rule| rule.supersedes.iter().map(move |other| (rule, *other)))
        .filter(|(rule, other)| rules::by_id(other).is_none() || rule.id == *other)
        .map(|(rule, other)| format!("{} supersedes {other}", rule.id))
        .collect();
    none(&complaints);
}

/// A rename or a new level is an event for everyone who has configured the rule.
#[test]
fn rules_are_these() {
    let list: Vec<String> =
        rules::all().map(|rule| format!("{} {} {}", rule.family.name(), rule.level, rule.id)).collect();
    insta::assert_snapshot!(list.join("\n"));
}

#[test]
fn every_rule_has_its_page_and_every_page_its_rule() {
    let rules: BTreeMap<(&str, &str), &Rule> =
        rules::all().map(|rule| ((rule.family.name(), rule.id), rule)).collect();
    let pages = pages();
    let names: BTreeSet<(&str, &str)> =
        pages.iter().map(|page| (page.family.as_str(), page.rule.as_str())).collect();
    let mut complaints = Vec::new();
    for (family, id) in rules.keys().filter(|name| !names.contains(*name)) {
        complaints.push(format!("rules/{family}/{id}.md is missing"));
    }
    for page in &pages {
        let path = format!("{}/{}.md", page.family, page.rule);
        let Some(rule) = rules.get(&(page.family.as_str(), page.rule.as_str())) else {
            complaints.push(format!("rules/{path} has no rule"));
            continue;
        };
        if std::fs::read_to_string(page::folder().join(&path)).unwrap() != rule.page {
            complaints.push(format!("{path}: another page is compiled in"));
        }
        if rule.summary() != page.summary {
            complaints.push(format!("{path}: the summary is {:?}", rule.summary()));
        }
    }
    none(&complaints);
}

#[test]
fn every_page_says_what_why_and_what_to_do() {
    let mut complaints = Vec::new();
    for page in pages() {
        let mut complain = |what: String| complaints.push(format!("{}: {what}", page.rule));
        let titles: Vec<&str> = page.sections.iter().map(|(title, _)| title.as_str()).collect();
        if titles != SECTIONS {
            complain(format!("the sections are {titles:?}"));
            continue;
        }
        for (title, text) in &page.sections {
            if text.trim().is_empty() {
                complain(format!("the section {title:?} is empty"));
            }
        }
        let sources = &page.sections.last().unwrap().1;
        for line in sources.lines().filter(|line| !line.trim().is_empty()) {
            if !line.starts_with("- ") && !line.starts_with("  ") {
                complain(format!("a source that is no item of a list: {line}"));
            }
        }
        if !sources.contains("https://") {
            complain("no source has an address".to_owned());
        }
        if page.summary.is_empty() || page.summary.ends_with('.') || page.summary.len() > 100 {
            complain(format!("not a short sentence without a full stop: {:?}", page.summary));
        }
        for (what, examples) in [("flagged", &page.flagged), ("accepted", &page.accepted)] {
            if examples.len() < 2 {
                complain(format!("only {} {what} examples", examples.len()));
            }
        }
        let titles: Vec<&str> =
            page.flagged.iter().chain(&page.accepted).map(|example| example.title.as_str()).collect();
        if titles.iter().collect::<BTreeSet<_>>().len() < titles.len() {
            complain("two examples have the same title".to_owned());
        }
    }
    none(&complaints);
}

#[test]
fn some_accepted_example_is_all_but_flagged() {
    let complaints: Vec<String> = pages()
        .iter()
        .filter(|page| {
            !page.accepted.iter().any(|one| page.flagged.iter().any(|other| is_neighbour(one, other)))
        })
        .map(|page| {
            format!("{}: no accepted example differs from a flagged one in one place only", page.rule)
        })
        .collect();
    none(&complaints);
}

/// Whether two examples differ in one place only: there one token stands for another one, or there is a
/// line, or a part of one, that is missing in the other (a member, an element, an option).
fn is_neighbour(one: &Example, other: &Example) -> bool {
    let text = |example: &Example| {
        let mut text = example.options.join(" ");
        for block in &example.blocks {
            text.push_str("\n\u{c}\n");
            text.push_str(&block.text);
        }
        text
    };
    let (one, other) = (text(one), text(other));
    [false, true].into_iter().any(|strings| {
        let (one, other) = (tokens(&one, strings), tokens(&other, strings));
        let prefix = one.iter().zip(&other).take_while(|(one, other)| one == other).count();
        let (one, other) = (&one[prefix..], &other[prefix..]);
        let suffix = one.iter().rev().zip(other.iter().rev()).take_while(|(one, other)| one == other).count();
        match (&one[..one.len() - suffix], &other[..other.len() - suffix]) {
            ([_], [_]) => true,
            ([], []) => false,
            ([], stretch) | (stretch, []) => stretch.iter().filter(|token| **token == "\n").count() <= 1,
            _ => false,
        }
    })
}

/// Runs of characters that words, names and ARNs are made of; with `strings`, what stands in double quotes
/// is one token; every other character, blanks aside, is a token by itself.
fn tokens(text: &str, strings: bool) -> Vec<&str> {
    let is_of_word = |character: char| character.is_ascii_alphanumeric() || "_*$:/.-".contains(character);
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = match rest[first.len_utf8()..].find('"') {
            Some(closing) if strings && first == '"' => closing + 2,
            _ if is_of_word(first) => rest.find(|character| !is_of_word(character)).unwrap_or(rest.len()),
            _ => first.len_utf8(),
        };
        let (token, after) = rest.split_at(length);
        if token == "\n" || !token.trim().is_empty() {
            tokens.push(token);
        }
        rest = after;
    }
    tokens
}

#[test]
fn neighbours_differ_in_one_place() {
    let example = |text: &str| Example {
        blocks: vec![page::Block { kind: page::Kind::Policy, file: String::new(), text: text.to_owned() }],
        ..Example::default()
    };
    let neighbours = |one: &str, other: &str| is_neighbour(&example(one), &example(other));
    let text = "{\n  \"Action\": \"ec2:CopyImage\",\n  \"Resource\": \"arn:aws:ec2:*::image/*\"\n}";
    assert!(neighbours(text, &text.replace("ec2:CopyImage", "ec2:CopyImages")));
    assert!(neighbours(text, &text.replace("aws", "*")));
    assert!(neighbours(text, &text.replacen('{', "{ \"Effect\": \"Allow\", ", 1)));
    assert!(neighbours(text, &text.replace("\"ec2:CopyImage\"", "null")));
    assert!(neighbours(text, &text.replace("{\n", "{\n  \"Effect\": \"Allow\",\n")));
    assert!(!neighbours(text, text));
    assert!(!neighbours(text, &text.replace(":CopyImage", ":Copy").replace("image/*", "image/ami-*")));
    assert!(!neighbours(text, "{}"));
}

/// What messages may begin with besides a lower-case letter and user text in backticks.
const NAMES: [&str; 12] =
    ["ARN", "AWS", "CopyImage", "CopySnapshot", "EBS", "EC2", "IAM", "JSON", "KMS", "Region", "S3", "UTF-8"];

#[test]
fn messages_are_one_sentence_in_one_style() {
    let mut complaints = Vec::new();
    let mut count = 0;
    for page in pages() {
        for promise in page.flagged.iter().flat_map(|example| &example.findings) {
            count += 1;
            let message = &promise.message;
            let mut complain = |what: &str| complaints.push(format!("{}: {what}: {message}", page.rule));
            let first =
                message.split(|character: char| !character.is_alphanumeric() && character != '-').next();
            if !message.starts_with(|first: char| first == '`' || first.is_lowercase())
                && !first.is_some_and(|word| NAMES.contains(&word))
            {
                complain("begins neither with a small letter nor with a name");
            }
            // What stands in backticks is the user's, or a sign.
            let words: String = message.split('`').step_by(2).collect();
            if message.ends_with(['.', '!', ':', ' ']) || words.contains(". ") {
                complain("not one sentence without a full stop");
            }
            if message.chars().any(char::is_control) {
                complain("holds a control character");
            }
            if message.matches('`').count() % 2 != 0 {
                complain("a backtick without its partner");
            }
            if message.chars().count() > 300 {
                complain("too long to be read in one line");
            }
            if rules::by_id(&promise.rule).is_none() {
                complain("of a rule that does not exist");
            }
        }
    }
    none(&complaints);
    assert!(count > 100, "only {count} messages were looked at");
}
