//! From a command of a text to the copies that it makes.

use std::collections::{BTreeSet, HashSet};

use super::expand::{expand, unknown};
use super::orphans::{self, Orphans};
use super::raw::{Part, RawWord, Variable};
use super::reader::Simple;
use super::rules::UNQUOTED_BRACES;
use super::script::LoopId;
use super::variables::{Choice, Found, Variables};
use super::{BraceExpansion, Dialect, Use};
use crate::operation::CLI_NAMES;
use crate::request::aws_cli::{Reading, Word, copy_word, read_words};
use crate::request::{CopyRequest, Occasion, Region, RegionFrom};
use crate::rule::{Finding, Level};
use crate::text::{Source, TextRange};

/// How many copies of one command in loops are looked at, one by one.
const MOST_COPIES: usize = 32;

/// How many copies of all commands in loops are.
const MOST_COPIES_OF_ALL: usize = 1000;

/// The variables of the environment that name a Region, the one that counts more first.
const REGION_VARIABLES: [&str; 2] = ["AWS_REGION", "AWS_DEFAULT_REGION"];

/// Commands that show their words, or look for them.
const SHOWS: [&str; 11] =
    ["echo", "printf", "print", ":", "grep", "egrep", "fgrep", "rg", "man", "logger", "Write-Host"];

/// Commands that put further words behind those that they are given, or in their place.
const FILLS: [&str; 3] = ["xargs", "parallel", "find"];

/// The copies of a text, as far as it was read.
pub(super) struct Copies<'s> {
    source: &'s Source,
    /// Whether the shell makes several words of `{a,b}`.
    braces: BraceExpansion,
    pub(super) requests: Vec<CopyRequest<'static>>,
    pub(super) findings: Vec<Finding>,
    /// How many more copies of commands in loops are looked at.
    spare: usize,
}

/// A command, and how it is to be taken.
#[derive(Clone, Copy, Debug)]
pub(super) struct Call<'c, 't> {
    /// What is written.
    pub(super) simple: &'c Simple<'t>,
    /// Where the text ends that it stands in.
    pub(super) limit: usize,
    /// The shell that it is written for.
    pub(super) dialect: Dialect,
    /// Whether words may be missing.
    pub(super) is_open: bool,
    /// Whether it stands in a text that may only speak of it.
    pub(super) is_prose: bool,
    /// Whether commands may stand before it that run it.
    pub(super) may_be_run_by_others: bool,
}

/// Where in the words of a command the copy is.
struct Located {
    /// The words to be read: assignments, and everything from `aws` on.
    words: Vec<Word>,
    /// Whether there may be words beside them.
    is_open: bool,
    /// Whether a command stands before it.
    is_run_by_other: bool,
}

impl<'s> Copies<'s> {
    pub(super) fn new(source: &'s Source, braces: BraceExpansion) -> Self {
        Self { source, braces, requests: Vec::new(), findings: Vec::new(), spare: MOST_COPIES_OF_ALL }
    }

    /// Reads a command, if it makes copies; says whether it is a command that speaks of copies at all.
    pub(super) fn add(&mut self, call: Call<'_, '_>, variables: Option<(&Variables<'_, '_>, Use)>) -> bool {
        let choices = self.choices(&call.simple.words, variables);
        let mut all = Vec::with_capacity(choices.len());
        for choice in &choices {
            let words = self.expand(call, variables, choice);
            if shows(&words) {
                return true;
            }
            match locate(&words) {
                Some(located) if call.may_be_run_by_others || !located.is_run_by_other => {
                    all.push((located, choice));
                }
                _ => return false,
            }
        }
        let orphans = orphans::find(self.source.text(), call.limit, call.simple, call.dialect, call.is_prose);
        let has_options = |located: &Located| {
            located.words.iter().any(|word| word.is_dynamic() || word.text().starts_with("--"))
        };
        if call.is_prose && orphans.is_none() && !all.iter().any(|(located, _)| has_options(located)) {
            return true;
        }
        let before = self.findings.len();
        for (located, choice) in all {
            self.read(
                call,
                located,
                orphans.as_ref(),
                variables.map(|(variables, used)| (variables, used, choice)),
            );
        }
        self.findings.extend(orphans.map(|orphans| {
            let end = call.simple.words.last().map_or(call.simple.range(), |word| word.range);
            orphans.finding(self.source.id(), end, call.dialect)
        }));
        self.unquoted_braces(call);
        let mut said = HashSet::new();
        let mut own = self.findings.split_off(before);
        own.retain(|finding| said.insert((finding.rule.id, finding.span(), finding.message.clone())));
        self.findings.append(&mut own);
        true
    }

    fn read(
        &mut self,
        call: Call<'_, '_>,
        located: Located,
        orphans: Option<&Orphans>,
        variables: Option<(&Variables<'_, '_>, Use, &Choice)>,
    ) {
        let Located { mut words, is_open, .. } = located;
        if orphans.is_some()
            && call.simple.words.last().is_some_and(|last| call.dialect.is_foreign_mark(last))
        {
            words.pop();
        }
        let start = words.first().map_or(0, |word| word.range().start);
        let end = words.last().map_or(start, |word| word.range().end);
        if call.is_open {
            words.push(unknown(TextRange { start: end, end }));
        }
        let reading = Reading {
            range: TextRange { start, end },
            follows_files: false,
            incomplete: is_open || call.is_open || orphans.is_some(),
        };
        let Some(mut request) = read_words(self.source, &words, reading, &mut self.findings) else { return };
        request.occasion = None;
        if let Some((variables, used, choice)) = variables {
            let script = variables.script();
            request.region = request.region.or_else(|| self.environment(variables, used, choice));
            request.credentials = request.credentials.or_else(|| variables.credentials_chosen(used));
            request.occasion = Some(Occasion {
                branch: script.branch(used.scope).map(|branch| (self.source.id(), branch)),
                // Every run has a moment of its own where the script waits in between.
                moment: script.moment(used.at, used.scope).unwrap_or(usize::MAX - self.requests.len()),
            });
        }
        self.requests.push(request);
    }

    /// The Region that the script puts into the environment.
    fn environment(&self, variables: &Variables<'_, '_>, used: Use, choice: &Choice) -> Option<Region> {
        REGION_VARIABLES.into_iter().find_map(|name| {
            let (name_of_region, span) = match variables.lookup(name, used) {
                Found::Unassigned => return None,
                Found::Known(value, place) if variables.is_exported(name) => {
                    (variables.text(&value, choice), Some(place.of(self.source.id())))
                }
                Found::Known(_, place) => (None, Some(place.of(self.source.id()))),
                Found::Unknown => (None, None),
            };
            let is_empty = name_of_region.as_deref() == Some("");
            (!is_empty).then_some(Region { name: name_of_region, span, from: RegionFrom::Environment(name) })
        })
    }

    /// The runs of a command: one, or one for each word of the loops that it uses.
    fn choices(
        &mut self,
        words: &[RawWord<'_>],
        variables: Option<(&Variables<'_, '_>, Use)>,
    ) -> Vec<Choice> {
        let mut choices = vec![Choice::new()];
        let Some((variables, used)) = variables else { return choices };
        let mut loops = BTreeSet::new();
        for variable in words.iter().flat_map(|word| &word.parts).filter_map(|part| match part {
            Part::Variable(variable) => Some(variable),
            _ => None,
        }) {
            loops.extend(variables.value(variable, used).iter().flat_map(|value| value.loops()));
        }
        for name in REGION_VARIABLES {
            if let Found::Known(value, _) = variables.lookup(name, used) {
                loops.extend(value.loops());
            }
        }
        let runs = |id: &LoopId| variables.loop_words(*id).len();
        let count = loops.iter().map(runs).try_fold(1_usize, usize::checked_mul);
        let Some(count) = count.filter(|count| *count <= MOST_COPIES && *count <= self.spare) else {
            return choices;
        };
        if count > 1 {
            self.spare -= count;
        }
        for id in loops {
            let longer = choices.iter().flat_map(|choice| {
                (0..variables.loop_words(id).len()).map(move |number| {
                    let mut choice = choice.clone();
                    choice.push((id, number));
                    choice
                })
            });
            choices = longer.collect();
        }
        choices
    }

    fn expand(
        &self,
        call: Call<'_, '_>,
        variables: Option<(&Variables<'_, '_>, Use)>,
        choice: &Choice,
    ) -> Vec<Word> {
        let value = |variable: &Variable<'_>| {
            let (variables, used) = variables?;
            variables.text(&*variables.value(variable, used)?, choice)
        };
        let expands_braces = call.dialect == Dialect::Posix && self.braces != BraceExpansion::Never;
        let mut words = Vec::with_capacity(call.simple.words.len());
        for raw in &call.simple.words {
            expand(raw, &value, expands_braces, &mut words);
        }
        words
    }

    /// Structures in braces that the shell takes apart.
    fn unquoted_braces(&mut self, call: Call<'_, '_>) {
        if call.dialect != Dialect::Posix || self.braces == BraceExpansion::Never {
            return;
        }
        for raw in &call.simple.words {
            let Some(braces) = raw.braces().filter(|braces| braces.is_structure) else { continue };
            let shown = self.source.slice(braces.range);
            let message = format!("the shell takes `{shown}` apart, because it is not quoted");
            let whole = self.source.slice(raw.range);
            let help = if whole.contains(['\'', '$', '\n']) {
                "quote the whole value".to_owned()
            } else {
                format!("quote the whole value: `'{whole}'`")
            };
            let finding = Finding::new(&UNQUOTED_BRACES, braces.range.of(self.source.id()), message)
                .label("each part becomes a word of its own")
                .help(help);
            self.findings.push(if self.braces == BraceExpansion::Perhaps {
                finding.at_most(Level::Warning)
            } else {
                finding
            });
        }
    }
}

/// Whether a command shows its words, and runs none of them.
fn shows(words: &[Word]) -> bool {
    words.first().is_some_and(|first| SHOWS.contains(&first.text()))
}

/// The copy in the words of a command: behind assignments, and behind commands that run others (`sudo`,
/// `timeout 30`).
fn locate(words: &[Word]) -> Option<Located> {
    let is_copy = |at: usize| words.get(at..).and_then(copy_word).is_some();
    let is_behind_unknown = |at: usize| {
        let text = |at: usize| words.get(at).map_or("", Word::text);
        words.get(at).is_some_and(Word::is_dynamic)
            && text(at + 1) == "ec2"
            && CLI_NAMES.contains(&text(at + 2))
    };
    let at = (0..words.len()).find(|at| is_copy(*at) || is_behind_unknown(*at))?;
    let is_called = is_copy(at);
    let (before, call) = words.split_at_checked(at)?;
    let fills = before.iter().any(|word| FILLS.contains(&word.text()));
    let mut chosen: Vec<Word> = before.iter().filter(|word| is_assignment(word.text())).cloned().collect();
    for (number, word) in call.iter().enumerate() {
        if number == 0 && !is_called {
            // A variable that holds the name of the program, and perhaps options.
            let mut program = Word::new(word.range());
            program.push_as("aws", word.range());
            chosen.push(program);
        } else if fills && word.text().contains("{}") {
            chosen.push(unknown(word.range()));
        } else if !(fills && matches!(word.text(), ";" | "+")) {
            chosen.push(word.clone());
        }
    }
    let asks_for_help = call.last().is_some_and(|word| word.text() == "help");
    let is_run_by_other = before.iter().any(|word| !is_assignment(word.text()));
    (!asks_for_help).then_some(Located { words: chosen, is_open: fills || !is_called, is_run_by_other })
}

fn is_assignment(text: &str) -> bool {
    text.split_once('=').is_some_and(|(name, _)| super::raw::is_name(name))
}
