//! The forms in which a KMS key is named, and what is meant by a text that has none of them.

use crate::arn::Arn;
use crate::reference::{self, RegionName};
use crate::rules::request::shown;
use crate::suggest::nearest;

/// The longest alias, with `alias/` in front.
const LONGEST_ALIAS: usize = 256;

/// What a `KmsKeyId` names.
pub(super) enum Key<'a> {
    /// A key or an alias of the caller's account, in the Region that the copy goes to.
    Here,
    /// A key or an alias of any account and Region.
    Arn(KeyArn<'a>),
}

/// The ARN of a key or of an alias.
pub(super) struct KeyArn<'a> {
    pub(super) partition: &'a str,
    pub(super) region: &'a str,
    pub(super) account: &'a str,
    /// `key/…` or `alias/…`.
    pub(super) resource: &'a str,
}

impl<'a> Key<'a> {
    /// Reads a text.
    ///
    /// # Errors
    ///
    /// What to write instead, if the text has none of the forms that name a key.
    pub(super) fn read(text: &'a str) -> Result<Self, String> {
        if is_key_id(text) || is_alias(text) {
            return Ok(Self::Here);
        }
        if text.starts_with("arn:") {
            return arn(text).map(Self::Arn);
        }
        Err(meant(text))
    }
}

/// Whether a text is the id of a key that exists in one Region only.
pub(in crate::rules::request) fn is_single_region_key_id(text: &str) -> bool {
    is_key_id(text) && !text.starts_with("mrk-")
}

/// A UUID in lower case, or the id of a multi-Region key.
fn is_key_id(text: &str) -> bool {
    if let Some(digits) = text.strip_prefix("mrk-") {
        return digits.len() == 32 && is_hexadecimal(digits);
    }
    text.split('-').map(str::len).eq([8, 4, 4, 4, 12]) && text.split('-').all(is_hexadecimal)
}

fn is_hexadecimal(text: &str) -> bool {
    text.bytes().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f'))
}

fn is_alias(text: &str) -> bool {
    text.len() <= LONGEST_ALIAS && text.strip_prefix("alias/").is_some_and(is_alias_name)
}

fn is_alias_name(name: &str) -> bool {
    !name.is_empty() && name.chars().all(is_of_alias)
}

fn is_of_alias(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || "/_-".contains(letter)
}

/// Takes an ARN apart; the error names the first field that is not right.
fn arn(text: &str) -> Result<KeyArn<'_>, String> {
    let arn = Arn::parse(text).map_err(|_| {
        "a key ARN is `arn:PARTITION:kms:REGION:ACCOUNT:key/ID`, an alias ARN ends with `alias/NAME`"
            .to_owned()
    })?;
    let [_, partition, service, region, account, resource] = arn.fields();
    if reference::partition(partition).is_none() && !partition.starts_with("aws-") {
        return Err(format!("`{}` is no partition", shown(partition)));
    }
    if service != "kms" {
        return Err(format!("the service of a key's ARN is `kms`, not `{}`", shown(service)));
    }
    if region.is_empty() {
        return Err("the Region is missing behind `kms:`".to_owned());
    }
    if reference::region(region) == RegionName::Unknown {
        let near = nearest(region, reference::regions()).map(|near| format!(": did you mean `{near}`?"));
        return Err(format!("`{}` is no Region{}", shown(region), near.unwrap_or_default()));
    }
    if account.len() != 12 || !account.bytes().all(|digit| digit.is_ascii_digit()) {
        return Err(format!("an account has 12 digits, this is `{}`", shown(account)));
    }
    if resource.strip_prefix("key/").map_or_else(|| is_alias(resource), is_key_id) {
        return Ok(KeyArn { partition, region, account, resource });
    }
    let start = format!("arn:{partition}:{service}:{region}:{account}:");
    Err(if is_key_id(resource) {
        format!("did you mean `{start}key/{resource}`?")
    } else if let Some(id) = resource.strip_prefix("key/") {
        wrong_id(id).unwrap_or_else(|| "a key has an id of 36 characters or one with `mrk-`".to_owned())
    } else if let Some(name) = resource.strip_prefix("alias/") {
        wrong_alias(name)
    } else {
        format!("behind the account stands `key/ID` or `alias/NAME`, not `{}`", shown(resource))
    })
}

/// What to write instead of a text that is neither an id, nor an alias, nor an ARN.
fn meant(text: &str) -> String {
    let bare = text.trim();
    if bare != text && Key::read(bare).is_ok() {
        return format!("did you mean `{bare}`, without blanks around it?");
    }
    if let Some(id) = bare.strip_prefix("key/").filter(|id| is_key_id(id)) {
        return format!("did you mean `{id}`?");
    }
    if let Some(name) = bare.strip_prefix("alias/") {
        return wrong_alias(name);
    }
    if let Some(remedy) = wrong_id(bare) {
        return remedy;
    }
    if is_alias_name(bare) && !bare.starts_with("key/") && bare.len() + "alias/".len() <= LONGEST_ALIAS {
        return format!("did you mean `alias/{bare}`?");
    }
    "give a key id, a key ARN, `alias/NAME` or an alias ARN".to_owned()
}

/// What is wrong with a text that is meant to be a key id, if it is.
fn wrong_id(text: &str) -> Option<String> {
    let lower = text.to_ascii_lowercase();
    if is_key_id(&lower) {
        return Some(format!("did you mean `{lower}`?"));
    }
    if lower.starts_with("mrk-") {
        return Some(
            "the id of a multi-Region key is `mrk-` and 32 lower-case hexadecimal digits".to_owned(),
        );
    }
    let begins = lower.split_once('-').is_some_and(|(first, _)| first.len() == 8 && is_hexadecimal(first));
    let only_digits = lower.chars().all(|letter| letter == '-' || letter.is_ascii_hexdigit());
    (begins && only_digits || lower.len() == 32 && is_hexadecimal(&lower)).then(|| {
        "a key id has 8, 4, 4, 4 and 12 lower-case hexadecimal digits with hyphens between".to_owned()
    })
}

/// What is wrong with the name of an alias.
fn wrong_alias(name: &str) -> String {
    match name.chars().find(|letter| !is_of_alias(*letter)) {
        Some(wrong) => {
            format!("an alias is made of letters, digits and `/ _ -`, not of `{}`", shown(&wrong.to_string()))
        }
        None if name.is_empty() => "the name of the alias is missing behind `alias/`".to_owned(),
        None => {
            let length = "alias/".len() + name.len();
            format!("an alias has at most {LONGEST_ALIAS} characters, this has {length}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "1234abcd-12ab-34cd-56ef-1234567890ab";
    const ACCOUNT: &str = "arn:aws:kms:us-east-1:111122223333:";

    fn remedy(text: &str) -> String {
        Key::read(text).err().unwrap_or_default()
    }

    #[test]
    fn every_documented_form_names_a_key() {
        let alias = format!("alias/{}", "a".repeat(250));
        let multi_region = format!("mrk-{}", "0a".repeat(16));
        for id in [ID, &multi_region, "alias/ExampleAlias", "alias/aws/ebs", "alias/a_b-c/D9", &alias] {
            assert!(matches!(Key::read(id), Ok(Key::Here)), "{id}");
        }
        for resource in [&format!("key/{ID}"), &format!("key/{multi_region}"), &alias] {
            let arn = format!("{ACCOUNT}{resource}");
            assert!(matches!(Key::read(&arn), Ok(Key::Arn(_))), "{arn}");
            for partition in ["aws-cn", "aws-us-gov", "aws-iso-b", "aws-eusc", "aws-new"] {
                let arn = arn.replacen("aws", partition, 1);
                assert!(matches!(Key::read(&arn), Ok(Key::Arn(_))), "{arn}");
            }
        }
        assert!(is_single_region_key_id(ID) && !is_single_region_key_id(&multi_region));
        assert!(
            !is_single_region_key_id("alias/x") && !is_single_region_key_id(&format!("{ACCOUNT}key/{ID}"))
        );
    }

    #[test]
    fn what_is_meant_by_another_text_is_said() {
        let alias = format!("alias/{}", "a".repeat(251));
        for (text, expected) in [
            ("aws/ebs", "did you mean `alias/aws/ebs`?"),
            ("backup", "did you mean `alias/backup`?"),
            (&format!("key/{ID}"), &format!("did you mean `{ID}`?")),
            (&ID.to_ascii_uppercase(), &format!("did you mean `{ID}`?")),
            (&format!(" {ID}\n"), &format!("did you mean `{ID}`, without blanks around it?")),
            ("1234abcd-12ab-34cd-56ef-1234567890", "8, 4, 4, 4 and 12 lower-case hexadecimal digits"),
            ("1234abcd12ab34cd56ef1234567890ab", "8, 4, 4, 4 and 12 lower-case hexadecimal digits"),
            ("mrk-1234", "`mrk-` and 32 lower-case hexadecimal digits"),
            ("alias/", "the name of the alias is missing"),
            ("alias/größe", "not of `ö`"),
            (&alias, "at most 256 characters, this has 257"),
            (&"a".repeat(300), "give a key id, a key ARN"),
            ("arn:aws:kms:us-east-1", "a key ARN is `arn:PARTITION:kms:REGION:ACCOUNT:key/ID`"),
            (&format!("{ACCOUNT}{ID}"), &format!("did you mean `{ACCOUNT}key/{ID}`?")),
            (&format!("{ACCOUNT}key/{}", ID.to_ascii_uppercase()), &format!("did you mean `{ID}`?")),
            (&format!("{ACCOUNT}key/*"), "a key has an id of 36 characters"),
            (&format!("{ACCOUNT}alias/"), "the name of the alias is missing"),
            (&format!("{ACCOUNT}backup"), "not `backup`"),
            (&format!("arn:aws:iam:us-east-1:111122223333:key/{ID}"), "is `kms`, not `iam`"),
            (&format!("arn:AWS:kms:us-east-1:111122223333:key/{ID}"), "`AWS` is no partition"),
            (&format!("arn:aws:kms:us-east-1:1111:key/{ID}"), "12 digits, this is `1111`"),
            (&format!("arn:aws:kms:us-esat-1:111122223333:key/{ID}"), ""),
            (
                &format!("arn:aws:kms:useast1:111122223333:key/{ID}"),
                "`useast1` is no Region: did you mean `us-east-1`?",
            ),
            (&format!("arn:aws:kms::111122223333:key/{ID}"), "the Region is missing"),
        ] {
            let remedy = remedy(text);
            assert!(remedy.contains(expected), "{text}: {remedy}");
            assert_eq!(remedy.is_empty(), expected.is_empty(), "{text}: {remedy}");
        }
    }
}
