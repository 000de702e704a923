//! Values that stand somewhere else: `file://…`, `fileb://…`, `https://…`.

use std::fs;

use super::rules::{FETCHED_VALUE, UNREAD_OPTION};
use super::words::is_dynamic;
use super::{INVALID_OPTION_VALUE, Reader};
use crate::rule::{Certainty, Finding};
use crate::text::Span;
use crate::words::quoted;

/// The largest file that a value is read from, in bytes.
const MAX_FILE: u64 = 1 << 20;

/// Where a value stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place<'t> {
    /// Here.
    Here,
    /// In a file, as text.
    File(&'t str),
    /// In a file, as bytes.
    Bytes(&'t str),
}

impl<'t> Place<'t> {
    pub(super) fn of(text: &'t str) -> Self {
        if let Some(path) = text.strip_prefix("file://") {
            Self::File(path)
        } else if let Some(path) = text.strip_prefix("fileb://") {
            Self::Bytes(path)
        } else {
            Self::Here
        }
    }
}

impl Reader<'_> {
    /// The text of a value, or of the file that it names; `None` if that cannot be known.
    pub(super) fn load(&mut self, text: &str, span: Span, option: &str) -> Option<String> {
        if is_dynamic(text) {
            return None;
        }
        match Place::of(text) {
            Place::Here => Some(text.to_owned()),
            Place::File(path) => {
                let bytes = self.read_file(path, span, option)?;
                self.decode(bytes, path, span, option)
            }
            Place::Bytes(_) => {
                let message = format!("`{option}` takes text, and `fileb://` gives it bytes");
                self.invalid(span, &message, Some("write `file://`".to_owned()));
                None
            }
        }
    }

    /// The bytes of a file, if it is one of those that are here.
    pub(super) fn read_file(&mut self, path: &str, span: Span, option: &str) -> Option<Vec<u8>> {
        if !self.reading.follows_files || is_dynamic(path) {
            return None;
        }
        let shown = quoted(path);
        let path = expand_home(path)?;
        let metadata = fs::metadata(&path);
        if metadata.as_ref().is_ok_and(|metadata| !metadata.is_file() || metadata.len() > MAX_FILE) {
            let message = format!("the file {shown} of `{option}` is not a regular file of at most 1 MB");
            self.push(Finding::new(&UNREAD_OPTION, span, message).label("its content is taken as unknown"));
            return None;
        }
        match metadata.and_then(|_| fs::read(&path)) {
            Ok(bytes) => Some(bytes),
            Err(error) => {
                self.invalid(span, &format!("the file {shown} of `{option}` cannot be read: {error}"), None);
                None
            }
        }
    }

    /// The text in a file, with the line breaks of Unix.
    pub(super) fn decode(&mut self, bytes: Vec<u8>, path: &str, span: Span, option: &str) -> Option<String> {
        let Ok(text) = String::from_utf8(bytes) else {
            let message = format!("the file {} of `{option}` is not UTF-8 text", quoted(path));
            self.invalid(span, &message, None);
            return None;
        };
        Some(text.replace("\r\n", "\n").replace('\r', "\n"))
    }

    /// Says that version 1 puts the content of an address in the place of a value.
    pub(super) fn fetched(&mut self, text: &str, span: Span, option: &str) {
        if !["http://", "https://"].iter().any(|scheme| text.starts_with(scheme)) || is_dynamic(text) {
            return;
        }
        let message = format!("version 1 of the AWS CLI fetches the address behind `{option}`");
        let finding = Finding::new(&FETCHED_VALUE, span, message).certainty(Certainty::Observed);
        self.push(if option == "--presigned-url" {
            finding
                .label("fetching a presigned URL does what it is signed for")
                .help("leave it out: the AWS CLI makes it itself")
        } else {
            finding
                .label("what stands there would be sent, not the address")
                .help("version 2 sends the address as it is; for version 1, let the value begin otherwise")
        });
    }

    /// Refuses an option that only takes the word itself.
    pub(super) fn takes_no_file(&mut self, span: Span, option: &str) {
        let message = format!("`{option}` takes a number, and does not read it from a file");
        let finding = Finding::new(&INVALID_OPTION_VALUE, span, message).certainty(Certainty::Observed);
        self.refused = true;
        self.push(finding.label("the command is refused").help("write the number here"));
    }
}

/// A path with the home of whoever runs this in the place of `~`; `None` if it is the home of somebody
/// else, or not known.
fn expand_home(path: &str) -> Option<String> {
    match path.strip_prefix('~') {
        None => Some(path.to_owned()),
        Some(rest) if rest.is_empty() || rest.starts_with('/') => {
            std::env::var("HOME").ok().map(|home| format!("{home}{rest}"))
        }
        Some(_) => None,
    }
}
