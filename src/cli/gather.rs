//! Reads what was named on the command line and gives it to the linter.

use std::collections::HashSet;
use std::env;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::arguments::{Common, Switch};
use super::say;
use crate::discover::{Candidate, Unreadable, discover, read, read_file};
use crate::facts::AllFacts;
use crate::lint::{Levels, Linter, Role, Settings, Taken, is_meant};
use crate::request::shell::mentions_copy;
use crate::text::Sources;

/// What standard input is called.
const STDIN: &str = "<stdin>";

/// Has everything read: policies, descriptions of sources, paths, the command.
pub(super) fn gather<'t>(sources: &'t Sources, common: &Common, paths: &[PathBuf]) -> Linter<'t> {
    let may_repeat = common.policy.len() + common.source.len() + paths.len() > 1;
    let linter = Linter::new(sources, settings(common));
    let mut gatherer = Gatherer { linter, common, may_repeat, seen: HashSet::new() };
    for path in &common.policy {
        gatherer.file(&Candidate { path: path.clone(), named: true }, Role::IdentityPolicy);
    }
    for path in &common.source {
        gatherer.file(&Candidate { path: path.clone(), named: true }, Role::Source);
    }
    let current = [PathBuf::from(".")];
    let alone = common.policy.is_empty() && common.words.is_empty();
    let paths = if paths.is_empty() && alone { &current } else { paths };
    let (stdin, paths): (Vec<_>, Vec<_>) = paths.iter().cloned().partition(|path| is_stdin(path));
    if let Some(path) = stdin.first() {
        gatherer.file(&Candidate { path: path.clone(), named: true }, Role::Any);
    }
    let discovered = discover(&paths);
    for (path, message) in discovered.failures {
        gatherer.linter.fail(path, message);
    }
    gatherer.linter.skip(discovered.skipped);
    for candidate in &discovered.files {
        gatherer.file(candidate, Role::Any);
    }
    if !common.words.is_empty() {
        gatherer.linter.add_command(&common.words, region_of_environment());
    }
    gatherer.linter
}

fn settings(common: &Common) -> Settings {
    let mut levels = Levels::default();
    for (rule, level) in &common.level {
        levels.set(rule, *level);
    }
    Settings {
        facts: AllFacts {
            account: common.account.clone(),
            principal: common.principal.clone(),
            encryption_by_default: common.encryption_by_default.map(|switch| switch == Switch::On),
            default_key: common.default_key.clone(),
            ..AllFacts::default()
        },
        region: common.region.clone(),
        policy_kind: common.policy_type.map(Into::into),
        levels,
    }
}

/// The Region of the environment, as the AWS CLI takes it: `AWS_REGION` first.
fn region_of_environment() -> Option<(&'static str, String)> {
    ["AWS_REGION", "AWS_DEFAULT_REGION"].into_iter().find_map(|variable| {
        let region = env::var(variable).ok().filter(|region| !region.is_empty())?;
        Some((variable, region))
    })
}

fn is_stdin(path: &Path) -> bool {
    path.as_os_str() == "-"
}

struct Gatherer<'t, 'c> {
    linter: Linter<'t>,
    common: &'c Common,
    /// Whether a file can be met twice: only if several things are named.
    may_repeat: bool,
    seen: HashSet<PathBuf>,
}

impl Gatherer<'_, '_> {
    /// Reads a file, unless it was read before: a policy that is asked is linted once, though a
    /// folder around it was named too.
    fn file(&mut self, candidate: &Candidate, role: Role) {
        let path = &candidate.path;
        let stdin = is_stdin(path);
        if self.may_repeat && !stdin {
            let same = fs::canonicalize(path).unwrap_or_else(|_| path.clone());
            if !self.seen.insert(same) {
                return;
            }
        }
        let name = if stdin {
            self.common.stdin_filename.clone().unwrap_or_else(|| STDIN.to_owned())
        } else {
            path.display().to_string()
        };
        let text = if stdin { read(&mut io::stdin().lock()) } else { read_file(path) };
        let outcome = match text {
            Ok(text) => self.linter.add_text(&name, text, role),
            // Pictures and programs are not what is looked for; a policy or a script in another encoding is.
            Err(Unreadable::NotText { why, readable })
                if role == Role::Any && !stdin && !is_meant(&readable) && !mentions_copy(&readable) =>
            {
                self.linter.skip(1);
                Taken::Neither(why)
            }
            Err(Unreadable::NotText { why: message, .. } | Unreadable::Failed(message)) => {
                match role {
                    Role::IdentityPolicy => self.linter.fail_policy(name, message),
                    Role::Source => self.linter.fail_description(name, message),
                    Role::Any => self.linter.fail(name, message),
                }
                return;
            }
        };
        if let Taken::Neither(why) = outcome
            && candidate.named
            && !self.common.quiet
        {
            say(&format!("skipped: {name}: {why}"));
        }
    }
}
