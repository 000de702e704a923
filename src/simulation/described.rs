//! The policies of a user or a role, from the description of its account: what `aws iam
//! get-account-authorization-details` prints.

use std::collections::HashMap;

use super::{Draft, Place};
use crate::account::{self, Account, Boundary, Principal};
use crate::authorization::Attachment;
use crate::policy::Found;
use crate::text::Source;
use crate::tree::Node;
use crate::words::{joined, quoted};

impl<'t> Draft<'t> {
    /// Adds the identity policies and the permissions boundary of whoever asks, from an account in which these
    /// documents were found.
    pub(super) fn add_account(
        &mut self,
        source: &'t Source,
        root: &Node<'t>,
        found: &[Found<'_, 't>],
        option: &'static str,
    ) {
        let numbers: HashMap<&str, usize> =
            found.iter().enumerate().map(|(number, found)| (found.pointer.as_str(), number)).collect();
        let account = account::read(root, &|pointer| numbers.get(pointer).copied());
        self.is_described = true;
        let principal = match self.described(&account) {
            Ok(principal) => principal,
            Err(why) => {
                self.fault(Place::Option(option), format!("{} {why}", quoted(source.name())));
                return;
            }
        };
        self.role = Some(principal.arn.clone()).filter(|_| principal.is_role());
        let identity = principal.identity.iter().map(|number| (*number, Attachment::Identity));
        let boundary = match principal.boundary {
            Some(Boundary::Document(number)) => Some((number, Attachment::Boundary)),
            _ => None,
        };
        for (number, attachment) in identity.chain(boundary) {
            let Some(found) = found.get(number) else { continue };
            let name = found.source.name();
            // A document that stands there as an encoded string has a name of its own.
            let is_own = found.source.id() != source.id();
            let id = if is_own { name.to_owned() } else { format!("{name}#{}", found.pointer) };
            self.add_policy(found.source, &found.root, attachment, id, Vec::new());
        }
    }

    /// The user or the role of an account whose policies are asked, or why there is none.
    fn described<'a>(&self, account: &'a Account) -> Result<&'a Principal, String> {
        let Some(said) = self.policy_source.as_ref().or(self.caller.as_ref()) else {
            return Err(format!("tells of {}: say with --principal whose policies to ask", account.counts()));
        };
        let principal = account.principal(&said.text).ok_or_else(|| {
            let hint = match account.nearest(&said.text) {
                Some(near) => format!("did you mean `{near}`?"),
                None if account.is_cut => format!("it tells of {}, and was cut off", account.counts()),
                None => format!("it tells of {}", account.counts()),
            };
            format!("does not tell of {}: {hint}", quoted(&said.text))
        })?;
        let mut unread = principal.unread.clone();
        if let Some(Boundary::Unread(name)) = &principal.boundary {
            unread.push(name.clone());
        }
        if unread.is_empty() {
            return Ok(principal);
        }
        Err(format!("does not hold {}, which {} has", joined(&unread, "and"), quoted(principal.name())))
    }
}
