//! What a request does not say: facts about the account and its settings, as far as they were given.

use crate::request::{CopyRequest, principal_account};

/// What is known besides the request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// The account that makes the copy: twelve digits.
    pub account: Option<String>,
    /// The ARN of whoever makes the copy.
    pub principal: Option<String>,
    /// Whether EBS encryption by default is on in the destination Region.
    pub encryption_by_default: Option<bool>,
}

impl Facts {
    /// The same facts for a request that says itself who makes it.
    #[must_use]
    pub fn with_principal_of(&self, request: &CopyRequest<'_>) -> Self {
        let Some(principal) = &request.principal else { return self.clone() };
        let principal = principal.value.clone().into_owned();
        let account = principal_account(&principal).map(str::to_owned).or_else(|| self.account.clone());
        Self { account, principal: Some(principal), ..self.clone() }
    }

    /// The account, as it was given or as the principal's ARN says.
    pub fn account(&self) -> Option<&str> {
        self.account.as_deref().or_else(|| principal_account(self.principal.as_deref()?))
    }
}
