//! Accounts that are described as a whole: the policies of everyone in them, each read once.

use std::borrow::Cow;
use std::collections::HashMap;

use super::{Finding, Found, Given, Linter, Node, Source, SourceId, point};
use crate::account::{self, Account, Boundary, Principal};
use crate::authorization::Attachment;
use crate::policy;
use crate::rules;

/// An account and its documents.
pub(super) struct Snapshot<'t> {
    /// What the text is called.
    name: String,
    pub(super) account: Account,
    /// Where its policies begin among all; the others follow.
    first: usize,
    documents: Vec<Document<'t>>,
    whole: Node<'t>,
}

/// A policy document of an account.
pub(super) struct Document<'t> {
    id: SourceId,
    /// Its place in the whole, if it stands there as it is.
    pointer: String,
    /// The document, if it stands there as an encoded string.
    own: Option<Node<'t>>,
    /// What its reader found.
    findings: Vec<Finding>,
    /// Whether it takes part in a decision, and what is wrong with it is said.
    is_used: bool,
}

impl<'t> Snapshot<'t> {
    /// The documents that take part, by their sources.
    pub(super) fn roots(&self) -> impl Iterator<Item = (SourceId, &Node<'t>)> {
        let used = self.documents.iter().filter(|document| document.is_used);
        used.filter_map(|document| Some((document.id, document.root(&self.whole)?)))
    }

    /// What the text is called.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// How many documents there are.
    pub(super) fn len(&self) -> usize {
        self.documents.len()
    }

    /// The policies that decide for a user or a role, and what of them could not be read.
    pub(super) fn policies_of(&self, principal: &Principal) -> (Vec<Given>, Vec<String>) {
        let given = |number: &usize, attachment| Given::new(self.first + number, attachment);
        let mut all: Vec<Given> =
            principal.identity.iter().map(|number| given(number, Attachment::Identity)).collect();
        let mut unread = principal.unread.clone();
        match &principal.boundary {
            Some(Boundary::Document(number)) => all.push(given(number, Attachment::Boundary)),
            Some(Boundary::Unread(name)) => unread.push(name.clone()),
            None => {}
        }
        let mut doubts: Vec<String> =
            unread.iter().map(|name| format!("what {name} says (not in {})", self.name)).collect();
        if principal.hides {
            doubts.push(format!("what the faults in the text of {} hide", self.name));
        }
        (all, doubts)
    }
}

impl<'t> Document<'t> {
    fn root<'n>(&'n self, whole: &'n Node<'t>) -> Option<&'n Node<'t>> {
        if self.own.is_some() {
            return self.own.as_ref();
        }
        self.pointer.split('/').skip(1).try_fold(whole, |node, step| match step.parse::<usize>() {
            Ok(index) => node.elements().get(index),
            Err(_) => node.get(step),
        })
    }
}

impl<'t> Linter<'t> {
    /// Whether an account is described.
    pub fn describes_account(&self) -> bool {
        !self.accounts.is_empty()
    }

    /// Reads the documents of an account.
    pub(super) fn read_documents(&mut self, found: Vec<Found<'_, 't>>) -> Vec<Document<'t>> {
        let mut documents = Vec::with_capacity(found.len());
        for Found { source, pointer, root, kind, .. } in found {
            let mut findings = Vec::new();
            self.policies.push(policy::read(&root, source.id(), kind, &mut findings));
            let own = match root {
                Cow::Owned(root) => Some(root),
                Cow::Borrowed(_) => None,
            };
            documents.push(Document { id: source.id(), pointer, own, findings, is_used: false });
        }
        documents
    }

    /// Takes in an account, whose policies were read last.
    pub(super) fn add_account(
        &mut self,
        source: &'t Source,
        whole: Node<'t>,
        documents: Vec<Document<'t>>,
        findings: Vec<Finding>,
    ) {
        let numbers: HashMap<&str, usize> = documents
            .iter()
            .enumerate()
            .map(|(number, document)| (document.pointer.as_str(), number))
            .collect();
        let account = account::read(&whole, &|pointer| numbers.get(pointer).copied());
        let first = self.policies.len() - documents.len();
        self.summary.files += 1;
        self.raised.extend(point(findings, &HashMap::new()));
        self.accounts.push(Snapshot { name: source.name().to_owned(), account, first, documents, whole });
    }

    /// What to know of a list of everybody in the accounts.
    pub(super) fn missing_principals(&self) -> impl Iterator<Item = String> {
        let cut = self.accounts.iter().filter(|snapshot| snapshot.account.is_cut);
        cut.map(|snapshot| format!("{} was cut off: there may be more users and roles", snapshot.name))
    }

    /// The account that makes the copies, if one is described and nothing else says so.
    pub(super) fn use_account_of_description(&mut self) {
        let facts = &mut self.settings.facts;
        if facts.account.is_none() && facts.principal.is_none() {
            let mut ids = self.accounts.iter().filter_map(|snapshot| snapshot.account.id());
            let id = ids.next().map(str::to_owned);
            if ids.all(|other| Some(other) == id.as_deref()) {
                facts.account = id;
            }
        }
    }

    /// The user or the role of a described account that an ARN means.
    pub(super) fn described(&self, arn: &str) -> Option<(&Snapshot<'t>, &Principal)> {
        self.accounts.iter().find_map(|snapshot| Some((snapshot, snapshot.account.principal(arn)?)))
    }

    /// Says why nobody's policies can be taken from the described accounts.
    pub(super) fn fail_principal(&mut self, arn: Option<&str>) {
        let mut failures = Vec::new();
        for Snapshot { name, account, .. } in &self.accounts {
            let message = match arn {
                None => format!(
                    "tells of {}: say with `--principal ARN` which of them makes the copy, or ask with \
                     `copylint plan --who` which of them can",
                    account.counts()
                ),
                Some(arn) => {
                    let hint = account.nearest(arn).map(|near| format!(": did you mean `{near}`?"));
                    let rest = if account.is_cut { ", and the answer was cut off" } else { "" };
                    let hint = hint.unwrap_or_else(|| format!(": it tells of {}{rest}", account.counts()));
                    format!("does not tell of `{arn}`{hint}")
                }
            };
            failures.push((name.clone(), message));
        }
        for (name, message) in failures {
            if !self.errors.iter().any(|error| error.path == name && error.message == message) {
                self.fail_policy(name, message);
            }
        }
    }

    /// Has the policies of accounts that are asked looked at, each once.
    pub(super) fn look_at_used(&mut self, given: &[Given]) {
        let mut raised = Vec::new();
        for snapshot in &mut self.accounts {
            for Given { policy: place, .. } in given {
                let Some(number) = place.checked_sub(snapshot.first) else { continue };
                let Some(document) = snapshot.documents.get_mut(number).filter(|document| !document.is_used)
                else {
                    continue;
                };
                document.is_used = true;
                self.summary.policies += 1;
                let mut findings = std::mem::take(&mut document.findings);
                if let Some(policy) = self.policies.get(*place) {
                    rules::policy::check(policy, &mut findings);
                }
                let roots =
                    document.root(&snapshot.whole).map(|root| (document.id, root)).into_iter().collect();
                raised.extend(point(findings, &roots));
            }
        }
        self.raised.extend(raised);
    }
}
