//! What options of the command line ask.

use super::context::{ContextType, Entry};
use super::{Draft, Place, Said};
use crate::words::quoted;

/// Where the values of context keys are given.
const CONTEXT: Place = Place::Option("--context");

impl Draft<'_> {
    /// Adds an action, given by an option.
    pub fn add_action(&mut self, action: &str) {
        self.actions.push(said(action, "--action"));
    }

    /// Adds a resource, given by an option.
    pub fn add_resource(&mut self, resource: &str) {
        self.resources.push(said(resource, "--resource"));
    }

    /// Says who asks, by an option, whatever a request says.
    pub fn set_caller(&mut self, caller: &str) {
        self.caller = Some(said(caller, "--principal"));
    }

    /// Says who owns the resources, by an option, whatever a request says.
    pub fn set_owner(&mut self, owner: &str) {
        self.owner = Some(said(owner, "--resource-owner"));
    }

    /// Adds a value of a context key: `KEY=VALUE` or `KEY:TYPE=VALUE`. Several values of one key make a list.
    pub fn add_context(&mut self, text: &str) {
        if let Err(message) = self.try_add_context(text) {
            self.fault(CONTEXT, message);
        }
    }

    fn try_add_context(&mut self, text: &str) -> Result<(), String> {
        let Some((key, value)) = text.split_once('=') else {
            let text = quoted(text);
            return Err(format!("{text} has no value: write KEY=VALUE, such as `aws:SourceIp=203.0.113.7`"));
        };
        let (name, context_type) = split_type(key)?;
        let place = *self.by_options.entry(name.to_ascii_lowercase()).or_insert(self.context.len());
        let Some(entry) = self.context.get_mut(place) else {
            let (name, values) = (name.to_owned(), vec![value.to_owned()]);
            self.context.push(Entry { name, place: CONTEXT, context_type, values });
            return Ok(());
        };
        let known = entry.context_type;
        if known.is_some() && context_type.is_some() && known != context_type {
            return Err(format!("the context key {} has another type before", quoted(name)));
        }
        entry.context_type = known.or(context_type);
        entry.values.push(value.to_owned());
        Ok(())
    }
}

/// The name of a key and the type that stands behind it, if one does.
fn split_type(key: &str) -> Result<(&str, Option<ContextType>), String> {
    let Some((name, last)) = key.rsplit_once(':').filter(|(name, _)| name.contains(':')) else {
        return Ok((key, None));
    };
    match ContextType::parse(last) {
        Some(context_type) => Ok((name, Some(context_type))),
        // The keys of tags may hold colons.
        None if name.contains('/') => Ok((key, None)),
        None => Err(ContextType::unknown(last)),
    }
}

fn said(text: &str, option: &'static str) -> Said {
    Said { text: text.to_owned(), place: Place::Option(option) }
}
