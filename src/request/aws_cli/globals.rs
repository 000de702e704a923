//! The options that every command has.

use std::collections::HashMap;

use super::Reader;
use super::arguments::{Given, Piece};
use super::numbers::{Number, number};
use super::options::{GLOBAL, VERSION};
use super::words::is_dynamic;
use crate::request::{Region, RegionFrom};
use crate::suggest::nearest;
use crate::words::listed;

/// The variables by which the AWS CLI chooses credentials.
pub(in crate::request) const CREDENTIALS: [&str; 6] = [
    "AWS_PROFILE",
    "AWS_DEFAULT_PROFILE",
    "AWS_ACCESS_KEY_ID",
    "AWS_ROLE_ARN",
    "AWS_CONFIG_FILE",
    "AWS_SHARED_CREDENTIALS_FILE",
];

impl Reader<'_> {
    /// Checks the options that every command has; gives the Region that they name.
    pub(super) fn globals(&mut self, given: &[Given<'_, usize>]) -> Option<Region> {
        let mut last: HashMap<usize, (&str, Piece)> = HashMap::new();
        for given in given {
            let option = given.spec.name.as_str();
            if option == VERSION {
                self.version(given.word);
            }
            let Some(piece) = given.values.first().copied() else { continue };
            self.choice(option, given.spec.key, piece);
            last.insert(given.spec.key, (option, piece));
        }
        let mut region = None;
        let mut last: Vec<_> = last.into_values().collect();
        last.sort_unstable_by_key(|(_, piece)| piece.word);
        for (option, piece) in last {
            if option == "--region" {
                region = self.region(piece);
            } else if !is_dynamic(self.text(piece)) {
                self.global_value(option, piece);
            }
        }
        region
    }

    /// What the command itself says of the credentials: `--profile`, or variables before `aws`.
    pub(super) fn credentials(&self, program: usize, given: &[Given<'_, usize>]) -> Option<String> {
        let profile = given.iter().rev().find(|given| given.spec.name == "--profile");
        if let Some(profile) = profile.and_then(|given| given.values.first()) {
            let text = self.text(*profile);
            let shown =
                if is_dynamic(text) { self.source.slice(self.piece_span(*profile).range()) } else { text };
            return Some(format!("--profile {shown}"));
        }
        let before = self.words.get(..program).unwrap_or_default();
        let chosen: Vec<_> = before
            .iter()
            .filter(|word| word.text().split_once('=').is_some_and(|(name, _)| CREDENTIALS.contains(&name)))
            .map(|word| if word.is_dynamic() { self.source.slice(word.range()) } else { word.text() })
            .collect();
        (!chosen.is_empty()).then(|| chosen.join(" "))
    }

    fn region(&self, piece: Piece) -> Option<Region> {
        let text = self.text(piece);
        (!text.is_empty()).then(|| Region {
            name: (!is_dynamic(text)).then(|| text.to_owned()),
            span: Some(self.piece_span(piece)),
            from: RegionFrom::Command,
        })
    }

    /// A value that must be one of a few; each is looked at, also if the option is given again.
    fn choice(&mut self, option: &str, key: usize, piece: Piece) {
        let choices = GLOBAL.get(key).map_or(&[][..], |global| global.choices);
        let text = self.text(piece);
        if choices.is_empty() || choices.contains(&text) || is_dynamic(text) {
            return;
        }
        let help = match nearest(text, choices.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("it takes {}", listed(choices, "or")),
        };
        self.invalid(self.piece_span(piece), &format!("`{option}` does not take `{text}`"), Some(help));
    }

    /// A value that must have a certain form; only the last is looked at.
    fn global_value(&mut self, option: &str, piece: Piece) {
        let (text, span) = (self.text(piece), self.piece_span(piece));
        if option.ends_with("-timeout") && number(text) == Number::None {
            let message = format!("`{option}` takes a whole number of seconds, not `{text}`");
            self.invalid(span, &message, None);
        } else if option == "--endpoint-url" && !has_scheme(text) {
            let message = format!("`{option}` takes a URL with its scheme, not `{text}`");
            self.invalid(span, &message, Some("write it as `https://HOST`".to_owned()));
        } else if option == "--query" && text.is_empty() {
            self.invalid(span, "`--query` is empty", Some("leave it out".to_owned()));
        }
    }
}

/// Whether a URL names its scheme: `https://…`.
fn has_scheme(url: &str) -> bool {
    url.split_once(':').is_some_and(|(scheme, _)| {
        scheme.starts_with(|first: char| first.is_ascii_alphabetic())
            && scheme.chars().all(|letter| letter.is_ascii_alphanumeric() || "+-.".contains(letter))
    })
}
