//! What is asked, as it was given, and the faults in it.

use std::collections::HashMap;

use super::context::Entry;
use super::{Fault, Given, Place, Said};
use crate::authorization::Attachment;

/// What is asked, as far as it was given.
#[derive(Debug, Default)]
pub struct Draft<'t> {
    /// The policies.
    pub(super) policies: Vec<Given<'t>>,
    /// Levels of control policies that hold no policy.
    pub(super) empty_levels: Vec<Attachment>,
    /// The actions.
    pub(super) actions: Vec<Said>,
    /// The resources.
    pub(super) resources: Vec<Said>,
    /// Who asks.
    pub(super) caller: Option<Said>,
    /// Whose policies they are, as SimulatePrincipalPolicy asks it.
    pub(super) policy_source: Option<Said>,
    /// The role that is, or that the session is of, if the description of its account tells.
    pub(super) role: Option<String>,
    /// Whether an account is described, which tells who has which policies.
    pub(super) is_described: bool,
    /// To whom resources belong whose ARN does not tell.
    pub(super) owner: Option<Said>,
    /// The values of context keys.
    pub(super) context: Vec<Entry>,
    /// Where among these stand those that options give, by the names of the keys in lower case.
    pub(super) by_options: HashMap<String, usize>,
    /// How many results are wanted at the most.
    pub(super) most: Option<usize>,
    /// How many results were given before.
    pub(super) start: usize,
    /// The request that was read, if one was.
    pub(super) document: Option<Document>,
    /// Whether something of it could not be read, so that nothing can be said about what is absent.
    pub(super) is_unread: bool,
    /// What is wrong with it so far.
    pub(super) faults: Vec<Fault>,
}

/// A request document that was read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Document {
    /// Its place.
    pub(super) place: Place,
    /// Whether it has a member `PolicyInputList`.
    pub(super) has_policies: bool,
    /// Whether it has a member `ActionNames`.
    pub(super) has_actions: bool,
}

impl Draft<'_> {
    /// Says that something which was named could not be read.
    pub fn mark_unread(&mut self) {
        self.is_unread = true;
    }

    pub(super) fn fault(&mut self, place: Place, message: impl Into<String>) {
        self.faults.push(Fault { place, message: message.into() });
    }

    /// How many levels of control policies there are so far, of the kind that `is` knows.
    pub(super) fn levels(&self, is: impl Fn(Attachment) -> Option<usize>) -> usize {
        let given = self.policies.iter().map(|given| given.attachment);
        given
            .chain(self.empty_levels.iter().copied())
            .filter_map(is)
            .map(|level| level + 1)
            .max()
            .unwrap_or(0)
    }
}

/// The level of a service control policy.
pub(super) fn service_level(attachment: Attachment) -> Option<usize> {
    match attachment {
        Attachment::ServiceControl { level } => Some(level),
        _ => None,
    }
}

/// The level of a resource control policy.
pub(super) fn resource_level(attachment: Attachment) -> Option<usize> {
    match attachment {
        Attachment::ResourceControl { level } => Some(level),
        _ => None,
    }
}
