//! The form that versions, actions and resources must have for IAM to store a policy, whatever they name.

use super::{CURRENT_VERSION, Statement, Text};
use crate::arn::{Arn, Field};
use crate::pattern::{has_variable, has_wildcard};
use crate::reference;

/// The versions that there are, the current one first.
pub const VERSIONS: [&str; 2] = [CURRENT_VERSION, "2008-10-17"];

/// Whether a text is a version of the policy language.
pub fn is_version(text: &str) -> bool {
    VERSIONS.contains(&text)
}

/// The prefix of an action's service and its name; of `*`, `*` for both. `None` if no service is named.
pub fn split_action(text: &str) -> Option<(&str, &str)> {
    if text == "*" {
        return Some((text, text));
    }
    // Actions are many and their prefixes short: looking at one byte after the other is fastest.
    let colon = text.bytes().position(|byte| byte == b':')?;
    Some((text.get(..colon)?, text.get(colon + 1..)?))
}

/// What keeps a resource from being an ARN.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoArn<'a> {
    /// It has only so many fields.
    Fields(usize),
    /// It begins with something other than `arn`.
    Prefix(Field<'a>),
}

/// The ARN of a resource; `None` for `*` and for what begins with a variable, which may hold any of its
/// fields.
///
/// # Errors
///
/// Why it is neither.
pub fn resource_arn(text: &str) -> Result<Option<Arn<'_>>, NoArn<'_>> {
    if text == "*" || text.starts_with("${") {
        return Ok(None);
    }
    let arn = Arn::parse(text).map_err(NoArn::Fields)?;
    if arn.prefix.text == "arn" { Ok(Some(arn)) } else { Err(NoArn::Prefix(arn.prefix)) }
}

/// Whether the partition of an ARN is one that there is, or open.
pub fn has_partition(arn: &Arn<'_>) -> bool {
    arn.partition.is_open() || reference::partition(arn.partition.text).is_some()
}

/// Whether the service of an ARN is a pattern, which it must not be (IAM User Guide, "IAM JSON policy
/// elements: Resource").
pub fn has_service_wildcard(arn: &Arn<'_>) -> bool {
    has_wildcard(arn.service.text) && !has_variable(arn.service.text)
}

/// Whether the actions and resources of a statement have a form that IAM stores. Its answers to others:
/// "Actions/Conditions must be prefaced by a vendor", "Vendor … is not valid", "Actions/Condition can
/// contain only one colon", "Resource … must be in ARN format or "*"", "Partition … is not valid for
/// resource …", "Resource vendor must be fully qualified and cannot contain regexes".
///
/// ARNs of fewer than six fields count among these: IAM completes them with wildcards in identity policies
/// and refuses them in session policies (IAM User Guide, "Amazon Resource Names").
pub(super) fn is_storable(statement: &Statement<'_>) -> bool {
    let actions = statement.actions.iter().flat_map(|element| &element.patterns);
    let resources = statement.resources.iter().flat_map(|element| &element.patterns);
    actions.into_iter().all(is_storable_action) && resources.into_iter().all(is_storable_resource)
}

fn is_storable_action(action: &Text<'_>) -> bool {
    // What IAM says to variables and wildcards in a prefix is documented nowhere.
    let of_prefix = |byte: u8| byte.is_ascii_alphanumeric() || b"-.*?".contains(&byte);
    split_action(&action.value).is_some_and(|(prefix, name)| {
        !prefix.is_empty() && prefix.bytes().all(of_prefix) && !name.bytes().any(|byte| byte == b':')
            || action.has_variable()
    })
}

fn is_storable_resource(resource: &Text<'_>) -> bool {
    match resource_arn(&resource.value) {
        Ok(Some(arn)) => has_partition(&arn) && !arn.service.is_empty() && !has_service_wildcard(&arn),
        Ok(None) => true,
        Err(_) => false,
    }
}
