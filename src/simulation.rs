//! Single actions put to policies of every kind, as AWS's policy simulator puts them, without AWS.
//!
//! A [`Draft`] collects what is asked, from the request of SimulateCustomPolicy and from options, and the
//! faults in it. Checked, it is a [`Simulation`]: its context is full, so that a key which is not given is
//! absent. Its [`Answer`]s say which statements decided, and what remains uncertain all the same.
//!
//! The rules: IAM API Reference, "SimulateCustomPolicy"; IAM User Guide, "IAM policy testing with the IAM policy
//! simulator".

use crate::authorization::Attachment;
use crate::policy::Policy;
use crate::text::Span;

mod answer;
mod asking;
mod check;
mod command;
mod context;
mod described;
mod documents;
mod draft;
mod input;
mod keys;
mod options;
mod values;

pub use answer::{Answer, Decided, Results, Sides};
pub use check::Simulation;
pub use command::COMMAND;
pub use documents::FileKind;
pub use draft::Draft;
pub use input::MEMBERS;

/// A policy that takes part.
#[derive(Clone, Debug)]
pub struct Given<'t> {
    /// How it takes part.
    pub attachment: Attachment,
    /// What answers call it by, such as `PolicyInputList.1`, or the path of its file.
    pub id: String,
    /// The policy.
    pub policy: Policy<'t>,
}

/// Something that makes it impossible to answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Where it is.
    pub place: Place,
    /// One sentence, understandable alone; no full stop, no line break.
    pub message: String,
}

/// Where something was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// In a text that was read.
    Text(Span),
    /// In an option of the command line, by its name.
    Option(&'static str),
    /// Nowhere.
    Nowhere,
}

/// A text that was given, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// The text.
    pub text: String,
    /// Where.
    pub place: Place,
}
