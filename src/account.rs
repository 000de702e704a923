//! The users and roles of an account, and which policies are attached to whom: what
//! `aws iam get-account-authorization-details` prints.
//!
//! Documents are numbered by whoever reads them, each once; who has which is told by their numbers.

use std::collections::HashMap;

use crate::arn::Arn;
use crate::suggest;

mod reader;

pub use reader::{read, recognizes};

/// An account.
#[derive(Clone, Debug, Default)]
pub struct Account {
    /// Its users and roles, in the order of the text.
    principals: Vec<Principal>,
    /// Where they stand in the list, by their ARNs; roles also by what the ARNs of their sessions begin with.
    places: HashMap<String, usize>,
    /// Whether the answer goes on elsewhere, so that users and roles are missing.
    pub is_cut: bool,
}

/// A user or a role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Principal {
    /// Its ARN, path included.
    pub arn: String,
    /// The identity policies that are in force for it: the numbers of documents, each once.
    pub identity: Vec<usize>,
    /// Its permissions boundary, if it has one.
    pub boundary: Option<Boundary>,
    /// The names of what is attached to it and cannot be read here: policies and groups.
    pub unread: Vec<String>,
    /// Whether faults of the text may hide policies that it has.
    pub hides: bool,
}

/// A permissions boundary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Boundary {
    /// The number of its document.
    Document(usize),
    /// The name of one that cannot be read here.
    Unread(String),
}

impl Principal {
    /// The account in its ARN.
    pub fn account(&self) -> Option<&str> {
        let arn = Arn::parse(&self.arn).ok()?;
        Some(arn.account.text).filter(|account| !account.is_empty())
    }

    /// What its ARN ends in: `role/service/backup`.
    pub fn name(&self) -> &str {
        Arn::parse(&self.arn).map_or(self.arn.as_str(), |arn| arn.resource.text)
    }

    /// Whether it is a role.
    pub fn is_role(&self) -> bool {
        self.name().starts_with("role/")
    }

    /// What the ARNs of its sessions begin with, if it is a role: they leave its path out (IAM User Guide, "IAM
    /// identifiers").
    fn session_prefix(&self) -> Option<String> {
        let arn = Arn::parse(&self.arn).ok().filter(|_| self.is_role())?;
        let name = arn.resource.text.rsplit('/').next()?;
        Some(format!("arn:{}:sts::{}:assumed-role/{name}", arn.partition.text, arn.account.text))
    }
}

impl Account {
    /// An account with these users and roles; of several with one ARN the first counts.
    fn new(principals: Vec<Principal>, is_cut: bool) -> Self {
        let mut places = HashMap::with_capacity(principals.len() * 2);
        for (place, principal) in principals.iter().enumerate() {
            places.entry(principal.arn.clone()).or_insert(place);
            if let Some(prefix) = principal.session_prefix() {
                places.entry(prefix).or_insert(place);
            }
        }
        Self { principals, places, is_cut }
    }

    /// Its users and roles, in the order of the text.
    pub fn principals(&self) -> &[Principal] {
        &self.principals
    }

    /// Its id, as the ARNs say it.
    pub fn id(&self) -> Option<&str> {
        self.principals.iter().find_map(Principal::account)
    }

    /// The user or the role that an ARN means; the ARN of a session means its role.
    pub fn principal(&self, arn: &str) -> Option<&Principal> {
        let session = || arn.rsplit_once('/').filter(|_| arn.contains(":assumed-role/"));
        let place = self.places.get(arn).or_else(|| self.places.get(session()?.0))?;
        self.principals.get(*place)
    }

    /// How many users and roles there are: `2 users and 1 role`.
    pub fn counts(&self) -> String {
        let roles = self.principals.iter().filter(|principal| principal.is_role()).count();
        let count = |count: usize, noun: &str| match count {
            1 => format!("1 {noun}"),
            _ => format!("{count} {noun}s"),
        };
        format!("{} and {}", count(self.principals.len() - roles, "user"), count(roles, "role"))
    }

    /// The ARN that one was probably meant to be: of the same name with another path, else written almost so.
    pub fn nearest(&self, arn: &str) -> Option<&str> {
        let split = |arn: &str| {
            let (kind, path) = Arn::parse(arn).ok()?.resource.text.split_once('/')?;
            let name = match kind {
                "assumed-role" => path.split('/').next()?,
                _ => path.rsplit('/').next()?,
            };
            Some((kind == "user", name.to_ascii_lowercase()))
        };
        let sought = split(arn);
        let all = || self.principals.iter().map(|principal| principal.arn.as_str());
        let same_name = all().find(|other| sought.is_some() && split(other) == sought);
        same_name.or_else(|| suggest::nearest(arn, all()))
    }
}
