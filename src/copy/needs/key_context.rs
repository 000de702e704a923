//! What is known of the context when a key is used: what its name tells, and how EBS uses keys.
//!
//! AWS KMS Developer Guide, "AWS KMS condition keys", "Multi-Region keys in AWS KMS" (the ids) and "How Amazon EBS
//! uses AWS KMS" (the encryption context).

use super::keys::KeyUse;
use crate::authorization::{Context, Fact, State};

/// What begins the id of every multi-Region key, and of no other.
const MULTI_REGION: &str = "mrk-";

impl KeyUse {
    /// Sets what is known of the keys of a context that speak of this KMS key and of its use.
    pub(super) fn set(&self, context: &mut Context) {
        let one = |value: &str| State::Values(vec![value.to_owned()]);
        if let Some(alias) = &self.alias {
            // The key has this alias; it may have others. Whether EC2 asks KMS by the alias is documented nowhere.
            context.set("kms:ResourceAliases", Fact::inferred(one(alias)));
        }
        if let Some(id) = self.resource.id.text().and_then(|id| id.strip_prefix("key/")) {
            // Who is told an id has no alias to ask by.
            context.set("kms:RequestAlias", Fact::inferred(State::Absent));
            if id.starts_with(MULTI_REGION) {
                context.set("kms:MultiRegion", Fact::new(one("true")));
            } else if is_uuid(id) {
                context.set("kms:MultiRegion", Fact::new(one("false")));
                context.set("kms:MultiRegionKeyType", Fact::inferred(State::Absent));
            }
        }
        // The encryption context names the snapshot or the volume, which does not exist yet or is not told.
        context.set_family("kms:encryptioncontext:", Fact::inferred(State::Absent));
        let ids = State::Like(["snap-*", "vol-*"].map(str::to_owned).to_vec());
        context.set("kms:EncryptionContext:aws:ebs:id", Fact::inferred(ids));
        context.set("kms:EncryptionContextKeys", Fact::inferred(one("aws:ebs:id")));
    }
}

/// Whether a text has the form of the ids of keys in one Region.
fn is_uuid(text: &str) -> bool {
    let groups: Vec<&str> = text.split('-').collect();
    let is_hex = |group: &&str| group.bytes().all(|byte| byte.is_ascii_hexdigit());
    groups.iter().map(|group| group.len()).eq([8, 4, 4, 4, 12]) && groups.iter().all(is_hex)
}

#[cfg(test)]
mod tests {
    use super::super::keys::KeyRole;
    use super::*;
    use crate::authorization::{Part, Resource};
    use crate::text::Sources;

    /// A use of a key of this id, or of the one behind an alias.
    fn key(id: Option<&str>) -> KeyUse {
        let known = Part::known;
        let behind = Part::Like { form: "key/*", name: "the key behind the alias" };
        let sources = Sources::new();
        let source = sources.add("request.json", "");
        KeyUse {
            role: KeyRole::Destination,
            resource: Resource {
                partition: known("aws"),
                service: known("kms"),
                region: known("us-east-1"),
                account: known("111122223333"),
                id: id.map_or(behind, |id| Part::known(format!("key/{id}"))),
            },
            alias: id.is_none().then(|| "alias/backup".to_owned()),
            cause: source.range().of(source.id()),
            proviso: None,
            is_told: true,
        }
    }

    fn state(id: Option<&str>, action: &str, name: &str) -> State {
        let mut context = Context::new(action, "key");
        key(id).set(&mut context);
        context.state(name).clone()
    }

    #[test]
    fn the_name_of_a_key_tells_whether_it_is_in_several_regions() {
        let one = |value: &str| State::Values(vec![value.to_owned()]);
        for (id, expected) in [
            (Some("mrk-1234abcd12ab34cd56ef1234567890ab"), one("true")),
            (Some("1234abcd-12ab-34cd-56ef-1234567890ab"), one("false")),
            (Some("1234abcd"), State::Unknown),
            (None, State::Unknown),
        ] {
            assert_eq!(state(id, "kms:DescribeKey", "kms:MultiRegion"), expected, "{id:?}");
        }
    }

    #[test]
    fn an_alias_is_asked_by_only_if_the_request_names_it() {
        let id = Some("1234abcd-12ab-34cd-56ef-1234567890ab");
        assert_eq!(state(id, "kms:DescribeKey", "kms:RequestAlias"), State::Absent);
        assert_eq!(state(None, "kms:DescribeKey", "kms:RequestAlias"), State::Unknown);
        assert_eq!(state(None, "kms:CreateGrant", "kms:RequestAlias"), State::Absent);
    }

    /// What the actions carry that a copy needs (Service Authorization Reference for AWS KMS).
    #[test]
    fn only_some_actions_carry_a_key() {
        let cryptographic =
            ["kms:Decrypt", "kms:GenerateDataKeyWithoutPlaintext", "kms:ReEncryptFrom", "kms:ReEncryptTo"];
        let with = |other: &'static str| cryptographic.into_iter().chain([other]).collect::<Vec<_>>();
        let grants = vec!["kms:CreateGrant"];
        let every = [with("kms:DescribeKey"), grants.clone()].concat();
        for (name, carried) in [
            ("kms:GrantIsForAWSResource", grants.clone()),
            ("kms:GrantOperations", grants.clone()),
            ("kms:GranteePrincipal", grants.clone()),
            ("kms:GrantConstraintType", grants),
            ("kms:RequestAlias", with("kms:DescribeKey")),
            ("kms:EncryptionContextKeys", with("kms:CreateGrant")),
            ("kms:EncryptionContext:aws:ebs:id", with("kms:CreateGrant")),
            ("kms:ViaService", every.clone()),
            ("kms:CallerAccount", every.clone()),
            ("kms:MultiRegion", every.clone()),
            ("kms:ResourceAliases", every.clone()),
        ] {
            for action in &every {
                let is_carried = state(None, action, name) != State::Absent;
                assert_eq!(is_carried, carried.contains(action), "{name} of {action}");
            }
        }
        for action in with("kms:CreateGrant") {
            assert_eq!(state(None, action, "kms:EncryptionContext:team"), State::Absent);
        }
    }
}
