//! What the texts that name KMS keys say about one another.

use crate::arn::Arn;

/// How the key that AWS manages for EBS is called.
pub(super) const MANAGED: &str = "alias/aws/ebs";

/// Whether a key is the one that AWS manages for EBS: its own policy lets everyone in the account use it
/// (AWS KMS Developer Guide, "AWS managed keys"), and what it encrypts cannot be shared.
pub fn is_managed_key(id: &str) -> bool {
    id == MANAGED || id.strip_suffix(MANAGED).is_some_and(|arn| arn.ends_with(':'))
}

/// Whether two texts name the same key of one Region; `None` if only AWS can tell, as an alias can stand
/// for any key.
pub(super) fn same_key(one: &str, other: &str) -> Option<bool> {
    if one == other || (is_managed_key(one) && is_managed_key(other)) {
        return Some(true);
    }
    let (first, second) = (KeyName::read(one)?, KeyName::read(other)?);
    let whole = first.arn.is_none() || second.arn.is_none() || first.arn == second.arn;
    Some(first.id == second.id && whole)
}

/// A key by its id.
struct KeyName<'a> {
    /// The ARN, if it was given as one.
    arn: Option<&'a str>,
    id: &'a str,
}

impl<'a> KeyName<'a> {
    /// `None` if the text is an alias.
    fn read(text: &'a str) -> Option<Self> {
        match Arn::parse(text) {
            Ok(arn) => Some(Self { arn: Some(text), id: arn.resource.text.strip_prefix("key/")? }),
            Err(_) => (!text.contains('/')).then_some(Self { arn: None, id: text }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "1234abcd-12ab-34cd-56ef-1234567890ab";
    const ARN: &str = "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";

    #[test]
    fn a_key_is_the_same_under_its_id_and_its_arn() {
        assert_eq!(same_key(ID, ARN), Some(true));
        assert_eq!(same_key(ARN, ARN), Some(true));
        assert_eq!(same_key(&ARN.replace("1111", "4444"), ARN), Some(false));
        assert_eq!(same_key("mrk-1234abcd12ab34cd56ef1234567890ab", ARN), Some(false));
        assert_eq!(same_key("alias/backup", ARN), None);
        assert_eq!(same_key("alias/backup", "alias/backup"), Some(true));
        assert_eq!(same_key("alias/backup", "alias/other"), None);
    }

    #[test]
    fn the_managed_key_is_known_by_its_alias_alone() {
        assert!(is_managed_key("alias/aws/ebs"));
        assert!(is_managed_key("arn:aws:kms:us-east-1:111122223333:alias/aws/ebs"));
        assert!(
            !is_managed_key("my-alias/aws/ebs") && !is_managed_key("alias/aws/s3") && !is_managed_key(ARN)
        );
        assert_eq!(same_key("alias/aws/ebs", "arn:aws:kms:us-east-1:111122223333:alias/aws/ebs"), Some(true));
    }
}
