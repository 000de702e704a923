//! Which files: what was named, what lies below a folder that was named, what a pattern matches.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use ignore::WalkBuilder;

use crate::text::Sources;

/// A file to be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Its path, as people will see it.
    pub path: PathBuf,
    /// Whether it was named itself, not only a folder above it.
    pub named: bool,
}

/// What was found.
#[derive(Debug, Default)]
pub struct Discovered {
    /// The files to be read: what was named in the order of naming, what lies in a folder by path.
    pub files: Vec<Candidate>,
    /// Files below folders that cannot be policies or requests by their names.
    pub skipped: usize,
    /// What could not be found or entered: the path and why.
    pub failures: Vec<(String, String)>,
}

/// Finds the files that are meant by paths, folders and quoted patterns.
///
/// Below a folder only `.json` files are read. What version control ignores is left out, and so is
/// `.git`; hidden files are not.
pub fn discover(paths: &[PathBuf]) -> Discovered {
    let mut discovered = Discovered::default();
    for path in paths {
        match fs::metadata(path) {
            Ok(metadata) if metadata.is_dir() => walk(path, &mut discovered),
            Ok(_) => discovered.files.push(Candidate { path: path.clone(), named: true }),
            Err(error) => match pattern(path) {
                Some(pattern) => expand(path, &pattern, &mut discovered),
                None => discovered.failures.push((path.display().to_string(), reason(&error))),
            },
        }
    }
    discovered
}

/// The path as a pattern, if it holds wildcards that no shell has expanded.
fn pattern(path: &Path) -> Option<String> {
    let text = path.to_str()?;
    text.contains(['*', '?', '[']).then(|| text.to_owned())
}

fn expand(path: &Path, pattern: &str, discovered: &mut Discovered) {
    let shown = path.display().to_string();
    let matches = match glob::glob(pattern) {
        Ok(matches) => matches,
        Err(error) => {
            discovered.failures.push((shown, format!("is not a pattern: {}", error.msg)));
            return;
        }
    };
    let mut any = false;
    for found in matches {
        any = true;
        match found {
            Ok(found) if found.is_dir() => walk(&found, discovered),
            Ok(found) => discovered.files.push(Candidate { path: found, named: true }),
            Err(error) => {
                let path = error.path().display().to_string();
                discovered.failures.push((path, reason(error.error())));
            }
        }
    }
    if !any {
        discovered.failures.push((shown, "no file matches this pattern".to_owned()));
    }
}

fn walk(folder: &Path, discovered: &mut Discovered) {
    let walker = WalkBuilder::new(folder)
        .hidden(false)
        .require_git(false)
        .filter_entry(|entry| entry.file_name() != ".git")
        .sort_by_file_path(Path::cmp)
        .build();
    for entry in walker {
        match entry {
            Ok(entry) if entry.file_type().is_some_and(|kind| kind.is_file()) => {
                let path = entry.into_path();
                // `./` stands before everything below the current folder and says nothing.
                let path = path.strip_prefix("./").map_or(path.clone(), Path::to_path_buf);
                let is_json =
                    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json"));
                if is_json {
                    discovered.files.push(Candidate { path, named: false });
                } else {
                    discovered.skipped += 1;
                }
            }
            Ok(_) => {}
            Err(error) => {
                discovered.failures.push((folder.display().to_string(), error.to_string()));
            }
        }
    }
}

/// Why a text could not be read.
#[derive(Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// The system says so.
    Failed(String),
    /// It is not UTF-8 text.
    NotText {
        /// Why not, for people.
        why: String,
        /// What can be read of it, to see what it was meant to be.
        readable: String,
    },
}

/// Reads a text to its end.
///
/// # Errors
///
/// If it cannot be read, is not UTF-8, or is longer than the longest text that can be kept.
pub fn read(reader: &mut dyn Read) -> Result<String, Unreadable> {
    let mut bytes = Vec::new();
    reader.read_to_end(&mut bytes).map_err(|error| Unreadable::Failed(reason(&error)))?;
    text(bytes)
}

/// Reads a file to its end; as [`read`].
///
/// # Errors
///
/// As [`read`].
pub fn read_file(path: &Path) -> Result<String, Unreadable> {
    let bytes = fs::read(path).map_err(|error| Unreadable::Failed(reason(&error)))?;
    text(bytes)
}

fn text(bytes: Vec<u8>) -> Result<String, Unreadable> {
    if bytes.len() > Sources::MAX_LENGTH {
        return Err(Unreadable::Failed("is longer than 4 GB".to_owned()));
    }
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let bytes = error.as_bytes();
        if let Some(readable) = utf16(bytes) {
            return Unreadable::NotText {
                why: "is UTF-16, not UTF-8: save it as UTF-8".to_owned(),
                readable,
            };
        }
        let line = bytes.iter().take(at).filter(|byte| **byte == b'\n').count() + 1;
        let byte = bytes.get(at).copied().unwrap_or_default();
        let why = format!("is not UTF-8 text: byte 0x{byte:02X} on line {line}");
        Unreadable::NotText { why, readable: String::from_utf8_lossy(bytes).into_owned() }
    })
}

/// The text of bytes that say that they are UTF-16.
fn utf16(bytes: &[u8]) -> Option<String> {
    let unit: fn([u8; 2]) -> u16 = match bytes.get(..2)? {
        [0xFF, 0xFE] => u16::from_le_bytes,
        [0xFE, 0xFF] => u16::from_be_bytes,
        _ => return None,
    };
    let units = bytes.chunks_exact(2).filter_map(|pair| Some(unit(pair.try_into().ok()?)));
    Some(char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)).collect())
}

/// What the system says, without its error number.
fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "no such file".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        io::ErrorKind::IsADirectory => "is a folder".to_owned(),
        _ => error.to_string(),
    }
}
