//! The colours of output for people, or none.

use owo_colors::Style as Paint;

use crate::rule::Level;

/// The colours, or none.
#[derive(Clone, Copy)]
pub(super) struct Palette {
    pub(super) error: Paint,
    pub(super) warning: Paint,
    pub(super) note: Paint,
    pub(super) strong: Paint,
    pub(super) aside: Paint,
    pub(super) faint: Paint,
    good: Paint,
}

impl Palette {
    /// The colours, if there are to be any.
    pub(super) fn new(color: bool) -> Self {
        let plain = Paint::new();
        if !color {
            return Self {
                error: plain,
                warning: plain,
                note: plain,
                strong: plain,
                aside: plain,
                faint: plain,
                good: plain,
            };
        }
        Self {
            error: plain.red().bold(),
            warning: plain.yellow().bold(),
            note: plain.cyan().bold(),
            strong: plain.bold(),
            aside: plain.blue().bold(),
            faint: plain.dimmed(),
            good: plain.green().bold(),
        }
    }

    /// The colour of a level; without one, what merely stands out.
    pub(super) fn level(self, level: Option<Level>) -> Paint {
        match level {
            Some(Level::Error) => self.error,
            Some(Level::Warning) => self.warning,
            Some(Level::Note) => self.note,
            None => self.strong,
        }
    }

    /// A text in the colour of what it means.
    pub(super) fn tone(&self, tone: Tone, text: &str) -> String {
        let paint = match tone {
            Tone::Plain => return text.to_owned(),
            Tone::Strong => self.strong,
            Tone::Faint => self.faint,
            Tone::Good => self.good,
            Tone::Doubtful => self.warning,
            Tone::Bad => self.error,
        };
        paint.style(text).to_string()
    }
}

/// What a text means, as far as colour can show it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tone {
    /// Nothing special.
    Plain,
    /// It stands out.
    Strong,
    /// It stands back.
    Faint,
    /// It is as it should be.
    Good,
    /// It may be as it should be.
    Doubtful,
    /// It is not as it should be.
    Bad,
}
