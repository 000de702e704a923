//! Reads what was named on the command line and gives it to the linter.

use std::collections::HashSet;
use std::env;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::arguments::{Common, Policies, Switch};
use super::say;
use crate::authorization::Attachment;
use crate::discover::{Candidate, Unreadable, discover, read, read_file};
use crate::facts::AllFacts;
use crate::lint::{Levels, Linter, Role, Settings, Taken, is_meant};
use crate::request::shell::mentions_copy;
use crate::text::Sources;

/// What standard input is called.
const STDIN: &str = "<stdin>";

/// Has everything read: policies, descriptions of sources, paths, the command. `who` says whether to work out who
/// of an account can make the copies.
pub(super) fn gather<'t>(sources: &'t Sources, common: &Common, paths: &[PathBuf], who: bool) -> Linter<'t> {
    let may_repeat = common.policies.paths().count() + common.source.len() + paths.len() > 1;
    let linter = Linter::new(sources, Settings { who, ..settings(common) });
    let mut gatherer = Gatherer { linter, common, may_repeat, seen: HashSet::new() };
    gatherer.policies(&common.policies);
    for path in &common.source {
        gatherer.named(path, Role::Source);
    }
    let current = [PathBuf::from(".")];
    let alone = common.policies.is_empty() && common.words.is_empty();
    let paths = if paths.is_empty() && alone { &current } else { paths };
    let (stdin, paths): (Vec<_>, Vec<_>) = paths.iter().cloned().partition(|path| is_stdin(path));
    if let Some(path) = stdin.first() {
        gatherer.named(path, Role::Any);
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
        keys: common.policies.key_policy.iter().map(|policy| policy.key.clone()).collect(),
        who: false,
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
    /// Reads the policies that copies are put to.
    fn policies(&mut self, policies: &Policies) {
        for path in &policies.policy {
            self.named(path, Role::IdentityPolicy);
        }
        for path in &policies.boundary {
            self.named(path, Role::Policy(Attachment::Boundary));
        }
        for path in &policies.session_policy {
            self.named(path, Role::Policy(Attachment::Session));
        }
        for (level, path) in policies.scp.iter().enumerate() {
            self.level(path, Role::Policy(Attachment::ServiceControl { level }));
        }
        for (level, path) in policies.rcp.iter().enumerate() {
            self.level(path, Role::Policy(Attachment::ResourceControl { level }));
        }
        for (place, policy) in policies.key_policy.iter().enumerate() {
            self.named(&policy.path, Role::KeyPolicy(place));
        }
    }

    /// Reads the policies of one level of an organization: a file, or all files of a folder.
    fn level(&mut self, path: &Path, role: Role) {
        if is_stdin(path) {
            return self.named(path, role);
        }
        let discovered = discover(&[path.to_owned()]);
        if discovered.files.is_empty() && discovered.failures.is_empty() {
            self.linter.fail_policy(path.display().to_string(), "there is no policy in this folder");
        }
        for (path, message) in discovered.failures {
            self.linter.fail_policy(path, message);
        }
        for candidate in &discovered.files {
            self.file(candidate, role);
        }
    }

    /// Reads what was named itself.
    fn named(&mut self, path: &Path, role: Role) {
        self.file(&Candidate { path: path.to_owned(), named: true }, role);
    }

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
                    Role::IdentityPolicy | Role::Policy(_) | Role::KeyPolicy(_) => {
                        self.linter.fail_policy(name, message);
                    }
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
