//! `copylint simulate`: decides single actions, as AWS's policy simulator does.

use std::io;
use std::path::{Path, PathBuf};

use super::arguments::{Simulate, SimulateFormat};
use super::{exit, output, say, write_out};
use crate::discover::{Unreadable, discover, read, read_file};
use crate::report::escaped;
use crate::report::simulation::{json, pretty};
use crate::simulation::{COMMAND, Draft, Fault, FileKind, Place, Simulation};
use crate::text::{Source, Sources};

pub(super) fn run(arguments: &Simulate) -> u8 {
    let sources = Sources::new();
    let mut gatherer = Gatherer { sources: &sources, draft: Draft::default(), code: exit::CLEAN };
    gatherer.gather(arguments);
    let Gatherer { draft, code, .. } = gatherer;
    let simulation = match Simulation::new(draft) {
        Ok(_) if code != exit::CLEAN => return code,
        Ok(simulation) => simulation,
        Err(faults) => {
            tell(&faults, &sources);
            return exit::USAGE;
        }
    };
    for remark in &simulation.remarks {
        say(&format!("note: {}", escaped(remark)));
    }
    let results = simulation.run();
    write_out(exit::CLEAN, |out| match arguments.format() {
        SimulateFormat::Json => json::write(&simulation, &results, &sources, out),
        SimulateFormat::Pretty => {
            let style = output::style(arguments.color);
            pretty::write(&simulation, &results, &sources, &style, out)
        }
    })
}

/// How many faults are told; one more line says that there are others.
const MOST_FAULTS: usize = 50;

fn tell(faults: &[Fault], sources: &Sources) {
    for fault in faults.iter().take(MOST_FAULTS) {
        let place = match fault.place {
            Place::Text(span) => sources.get(span.source).map(|source| {
                let at = source.position(span.start);
                // What stands in the request of a command stands elsewhere in the command.
                if source.name() == COMMAND {
                    return format!("{COMMAND}: ");
                }
                format!("{}:{}:{}: ", escaped(source.name()), at.line, at.column)
            }),
            Place::Option(option) => Some(format!("{option}: ")),
            Place::Nowhere => None,
        };
        say(&format!("error: {}{}", place.unwrap_or_default(), escaped(&fault.message)));
    }
    if faults.len() > MOST_FAULTS {
        say(&format!("error: and {} more", faults.len() - MOST_FAULTS));
    }
}

/// Reads what options name.
struct Gatherer<'t> {
    sources: &'t Sources,
    draft: Draft<'t>,
    code: u8,
}

impl<'t> Gatherer<'t> {
    fn gather(&mut self, arguments: &Simulate) {
        if let Some(path) = &arguments.cli_input_json
            && let Some(source) = self.request(path)
        {
            self.draft.add_request(self.sources, source);
        }
        if !arguments.words.is_empty() {
            self.command(&arguments.words);
        }
        // Files may tell of a whole account.
        if let Some(principal) = &arguments.principal {
            self.draft.set_caller(principal);
        }
        self.files(FileKind::Identity, "--policy", &arguments.policy);
        self.files(FileKind::Boundary, "--boundary", arguments.boundary.as_slice());
        self.files(FileKind::Session, "--session-policy", &arguments.session_policy);
        self.files(FileKind::Endpoint, "--endpoint-policy", &arguments.endpoint_policy);
        self.files(FileKind::ServiceControl, "--scp", &arguments.scp);
        self.files(FileKind::ResourceControl, "--rcp", &arguments.rcp);
        self.files(FileKind::Resource, "--resource-policy", arguments.resource_policy.as_slice());
        for action in &arguments.action {
            self.draft.add_action(action);
        }
        for resource in &arguments.resource {
            self.draft.add_resource(resource);
        }
        if let Some(owner) = &arguments.resource_owner {
            self.draft.set_owner(owner);
        }
        for context in &arguments.context {
            self.draft.add_context(context);
        }
    }

    /// The request of a command of the AWS CLI, and the files that its values name.
    fn command(&mut self, words: &[String]) {
        let mut unread = false;
        self.draft.add_command(self.sources, words, &mut |path| {
            let text = read_file(Path::new(path)).map_err(|error| unreadable(path, error));
            unread |= text.is_err();
            text.ok()
        });
        if unread {
            self.code = exit::UNREADABLE;
        }
    }

    /// Files with policies; of control policies, also folders that hold all of one level.
    fn files(&mut self, kind: FileKind, option: &'static str, paths: &[impl AsRef<Path>]) {
        let of_levels = matches!(kind, FileKind::ServiceControl | FileKind::ResourceControl);
        for path in paths {
            let path = path.as_ref();
            let attachment = self.draft.attachment(kind);
            let files = if of_levels && path.is_dir() { self.folder(path) } else { vec![path.to_owned()] };
            if files.is_empty() && self.code == exit::CLEAN {
                self.draft.add_empty(path, option);
            }
            for file in files {
                if let Some(source) = self.file(&file) {
                    self.draft.add_file(self.sources, source, attachment, option);
                }
            }
        }
    }

    fn folder(&mut self, path: &Path) -> Vec<PathBuf> {
        let found = discover(&[path.to_owned()]);
        for (path, message) in found.failures {
            unreadable(&path, Unreadable::Failed(message));
            self.draft.mark_unread();
            self.code = exit::UNREADABLE;
        }
        found.files.into_iter().map(|file| file.path).collect()
    }

    /// The request: also as the AWS CLI takes it, by a `file://` path or as the text itself.
    fn request(&mut self, path: &Path) -> Option<&'t Source> {
        match path.to_str() {
            Some(text) if text.trim_start().starts_with('{') => Some(self.sources.add("<request>", text)),
            Some(text) => self.file(Path::new(text.strip_prefix("file://").unwrap_or(text))),
            None => self.file(path),
        }
    }

    fn file(&mut self, path: &Path) -> Option<&'t Source> {
        let stdin = path.as_os_str() == "-";
        let name = if stdin { "<stdin>".to_owned() } else { path.display().to_string() };
        let text = if stdin { read(&mut io::stdin().lock()) } else { read_file(path) };
        match text {
            Ok(text) => Some(self.sources.add(name, text)),
            Err(error) => {
                unreadable(&name, error);
                self.draft.mark_unread();
                self.code = exit::UNREADABLE;
                None
            }
        }
    }
}

fn unreadable(name: &str, error: Unreadable) {
    let (Unreadable::NotText { why: message, .. } | Unreadable::Failed(message)) = error;
    say(&format!("error: {}: {}", escaped(name), escaped(&message)));
}
