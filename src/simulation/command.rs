//! The request of a command line: `aws iam simulate-custom-policy`, or `simulate-principal-policy`.
//!
//! The options are those of the AWS CLI Command Reference. What they say becomes the request that the AWS CLI sends.

use serde_json::{Map, Value as Json};

use super::{Draft, Place};
use crate::request::aws_cli::read_shorthand;
use crate::request::schema::to_json;
use crate::suggest;
use crate::text::Sources;
use crate::tree::Node;
use crate::words::{listed, quoted};

/// What the request of a command line is called.
pub const COMMAND: &str = "<command>";

const COMMANDS: [&str; 2] = ["simulate-custom-policy", "simulate-principal-policy"];

/// What stands behind an option.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// One string.
    Text,
    /// One number.
    Number,
    /// Strings, or a list of them in JSON.
    Texts,
    /// Objects in shorthand, or a list of them in JSON.
    Objects,
    /// One value that changes nothing here.
    Valued,
    /// Nothing, and it changes nothing here.
    Flag,
}

/// The options, and the members that they give.
const OPTIONS: [(&str, &str, Kind); 32] = [
    ("--policy-input-list", "PolicyInputList", Kind::Texts),
    ("--permissions-boundary-policy-input-list", "PermissionsBoundaryPolicyInputList", Kind::Texts),
    ("--ordered-organization-policy-input-list", "OrderedOrganizationPolicyInputList", Kind::Objects),
    ("--action-names", "ActionNames", Kind::Texts),
    ("--resource-arns", "ResourceArns", Kind::Texts),
    ("--resource-policy", "ResourcePolicy", Kind::Text),
    ("--resource-owner", "ResourceOwner", Kind::Text),
    ("--caller-arn", "CallerArn", Kind::Text),
    ("--policy-source-arn", "PolicySourceArn", Kind::Text),
    ("--context-entries", "ContextEntries", Kind::Objects),
    ("--resource-handling-option", "ResourceHandlingOption", Kind::Text),
    ("--max-items", "MaxItems", Kind::Number),
    ("--starting-token", "Marker", Kind::Text),
    ("--marker", "Marker", Kind::Text),
    ("--page-size", "", Kind::Valued),
    ("--region", "", Kind::Valued),
    ("--profile", "", Kind::Valued),
    ("--output", "", Kind::Valued),
    ("--query", "", Kind::Valued),
    ("--endpoint-url", "", Kind::Valued),
    ("--color", "", Kind::Valued),
    ("--ca-bundle", "", Kind::Valued),
    ("--cli-read-timeout", "", Kind::Valued),
    ("--cli-connect-timeout", "", Kind::Valued),
    ("--cli-binary-format", "", Kind::Valued),
    ("--debug", "", Kind::Flag),
    ("--no-verify-ssl", "", Kind::Flag),
    ("--no-paginate", "", Kind::Flag),
    ("--no-sign-request", "", Kind::Flag),
    ("--no-cli-pager", "", Kind::Flag),
    ("--no-cli-auto-prompt", "", Kind::Flag),
    ("--cli-auto-prompt", "", Kind::Flag),
];

impl<'t> Draft<'t> {
    /// Adds what a command line asks. `load` reads the file that a value names; if it cannot,
    /// that has been said.
    pub fn add_command(
        &mut self,
        sources: &'t Sources,
        words: &[String],
        load: &mut dyn FnMut(&str) -> Option<String>,
    ) {
        let mut reader = Reader { load, request: Map::new() };
        match reader.command(words) {
            Ok(()) => {
                // The AWS CLI asks for one page after the other.
                let is_paged = reader.request.contains_key("MaxItems");
                self.add_request(sources, sources.add(COMMAND, Json::Object(reader.request).to_string()));
                self.most = self.most.filter(|_| is_paged);
            }
            Err(Stop::Fault(message)) => {
                self.is_unread = true;
                self.fault(Place::Nowhere, message);
            }
            Err(Stop::Unread) => self.is_unread = true,
        }
    }
}

struct Reader<'l> {
    load: &'l mut dyn FnMut(&str) -> Option<String>,
    request: Map<String, Json>,
}

/// Why a command is read no further.
enum Stop {
    /// Because of this, for people.
    Fault(String),
    /// Because a file could not be read.
    Unread,
}

impl From<String> for Stop {
    fn from(message: String) -> Self {
        Self::Fault(message)
    }
}

impl Reader<'_> {
    fn command(&mut self, words: &[String]) -> Result<(), Stop> {
        let mut rest = words;
        self.positional(&mut rest, &["aws"])?;
        self.positional(&mut rest, &["iam"])?;
        self.positional(&mut rest, &COMMANDS)?;
        while !rest.is_empty() {
            self.option(&mut rest)?;
        }
        Ok(())
    }

    /// The next word that is no option.
    fn positional(&mut self, rest: &mut &[String], wanted: &[&'static str]) -> Result<(), Stop> {
        while let Some((word, after)) = rest.split_first() {
            if word.starts_with("--") {
                self.option(rest)?;
                continue;
            }
            let name = word.rsplit(['/', '\\']).next().unwrap_or_default();
            if wanted.contains(&name) {
                *rest = after;
                return Ok(());
            }
            let hint = suggest::hint(name, wanted.iter().copied());
            let hint = hint.unwrap_or_else(|| format!("it should be {}", listed(wanted, "or")));
            return Err(format!("{} is no command that can be simulated: {hint}", quoted(word)).into());
        }
        Err(format!("the command ends where {} should stand", listed(wanted, "or")).into())
    }

    fn option(&mut self, rest: &mut &[String]) -> Result<(), Stop> {
        let Some((word, after)) = rest.split_first() else { return Ok(()) };
        let (name, joined) = match word.split_once('=') {
            Some((name, value)) if name.starts_with("--") => (name, Some(value.to_owned())),
            _ => (word.as_str(), None),
        };
        let Some((_, member, kind)) = OPTIONS.into_iter().find(|(option, ..)| *option == name) else {
            let hint = suggest::hint(name, OPTIONS.iter().map(|(option, ..)| *option));
            let hint = hint.map(|hint| format!(": {hint}")).unwrap_or_default();
            return Err(format!("{} is no option of this command{hint}", quoted(word)).into());
        };
        let most = match kind {
            Kind::Flag => 0,
            Kind::Text | Kind::Number | Kind::Valued => 1,
            Kind::Texts | Kind::Objects => usize::MAX,
        };
        let mut values: Vec<String> = joined.into_iter().collect();
        let own = after.iter().take_while(|word| !word.starts_with("--")).take(most - most.min(values.len()));
        let own: Vec<String> = own.cloned().collect();
        *rest = after.get(own.len()..).unwrap_or_default();
        values.extend(own);
        if values.is_empty() && kind != Kind::Flag {
            return Err(format!("`{name}` has no value").into());
        }
        let mut texts = Vec::with_capacity(values.len());
        if !matches!(kind, Kind::Flag | Kind::Valued) {
            for value in values {
                texts.push(self.loaded(value)?);
            }
        }
        if let Some(value) = value(kind, texts).map_err(|message| format!("`{name}`: {message}"))? {
            self.request.insert(member.to_owned(), value);
        }
        Ok(())
    }

    /// A value, or the content of the file that it names.
    fn loaded(&mut self, value: String) -> Result<String, Stop> {
        match value.strip_prefix("file://") {
            Some(path) => (self.load)(path).ok_or(Stop::Unread),
            None => Ok(value),
        }
    }
}

/// What the values of an option are in a request.
fn value(kind: Kind, mut texts: Vec<String>) -> Result<Option<Json>, String> {
    let first = texts.first().map(|text| text.trim_start()).unwrap_or_default();
    let json =
        |text: &str| serde_json::from_str::<Json>(text).map_err(|error| format!("is no JSON: {error}"));
    Ok(match kind {
        Kind::Flag | Kind::Valued => None,
        Kind::Text => texts.pop().map(Json::String),
        Kind::Number => texts.pop().map(|text| text.parse::<u64>().map_or(Json::String(text), Json::from)),
        Kind::Texts | Kind::Objects if texts.len() == 1 && first.starts_with('[') => Some(json(first)?),
        Kind::Texts => Some(texts.into_iter().map(Json::String).collect()),
        Kind::Objects if first.starts_with('{') => {
            Some(Json::Array(texts.iter().map(|text| json(text)).collect::<Result<_, _>>()?))
        }
        Kind::Objects => {
            let objects = texts.iter().map(|text| read_shorthand(text).map(|node| object(&node)));
            Some(Json::Array(objects.collect::<Result<_, _>>()?))
        }
    })
}

/// Shorthand writes a list of one value as that value.
fn object(node: &Node<'_>) -> Json {
    let mut object = to_json(node);
    for list in ["ContextKeyValues", "ServiceControlPolicyInputList"] {
        if let Some(value) = object.get_mut(list)
            && value.is_string()
        {
            *value = Json::Array(vec![value.take()]);
        }
    }
    object
}
