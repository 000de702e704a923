//! Keys that do not exist.

use super::super::Test;
use super::records::{
    INVALID_CONDITION_KEY_FORMAT, INVALID_GLOBAL_CONDITION_KEY, INVALID_SERVICE_CONDITION_KEY,
    MISSING_TAG_KEY_IN_CONDITION, UNKNOWN_CONDITION_KEY_PREFIX,
};
use super::suggestion::Here;
use super::{arn, is_provider, suggestion};
use crate::reference::{self, KeyMeaning, Retired, Service, global_keys, key_stem};
use crate::rule::{Certainty, Finding, Level, Rule};
use crate::suggest;
use crate::text::Span;
use crate::words::{named, newer, shorten};

/// The claims that any OpenID Connect provider can be asked for (IAM User Guide, "Available keys for OIDC
/// federation").
const CLAIMS: [&str; 4] = ["amr", "aud", "oaud", "sub"];

/// The finding about a key that there is not.
pub(super) fn judge(here: &Here<'_>, test: &Test<'_, '_>) -> Option<Finding> {
    let key = &test.condition.key;
    let name = key.value.as_ref();
    match &*test.key {
        KeyMeaning::Global(_) | KeyMeaning::Defined(_) => None,
        KeyMeaning::Malformed => Some(malformed(here, key.span, name)),
        KeyMeaning::NotGlobal if name.eq_ignore_ascii_case("aws:ARN") => Some(arn::judge(test)),
        KeyMeaning::NotGlobal => {
            if let Some(stem) = tag_stem(name, global_keys().iter().map(|key| key.name)) {
                return Some(without_tag(key.span, name, stem));
            }
            let message = format!("there is no global condition key {}", named(name));
            Some(unknown(&INVALID_GLOBAL_CONDITION_KEY, here, (key.span, name), message, &[]))
        }
        KeyMeaning::NotDefined(services) => not_defined(here, key.span, name, services),
        KeyMeaning::UnknownPrefix => unknown_prefix(here, key.span, name),
    }
}

/// A key that is not `service:name`.
fn malformed(here: &Here<'_>, place: Span, name: &str) -> Finding {
    let message = if name.is_empty() {
        "a condition key is an empty string".to_owned()
    } else {
        format!("{} does not have the form of a condition key", named(name))
    };
    let finding = Finding::new(&INVALID_CONDITION_KEY_FORMAT, place, message)
        .label("a condition key is a prefix, a colon, and a name");
    match suggestion::key(name, here, &[]) {
        Some(near) => finding.help(format!("did you mean `{near}`?")),
        None => finding.help("write it as `service:KeyName`, such as `aws:SourceIp`"),
    }
}

/// A key of a known prefix that none of its services defines.
fn not_defined(here: &Here<'_>, place: Span, name: &str, services: &[&'static Service]) -> Option<Finding> {
    let (prefix, claim) = name.split_once(':')?;
    if is_provider(prefix) {
        return unknown_claim(place, (prefix, claim), services);
    }
    let names = services.iter().flat_map(|service| service.condition_keys()).map(|key| key.name);
    if let Some(stem) = tag_stem(name, names) {
        return Some(without_tag(place, name, stem));
    }
    let message = match services {
        [service] if service.condition_keys().iter().all(|key| key.name.starts_with("aws:")) => {
            format!("{} has no condition keys of its own, and so no {}", service.name, named(name))
        }
        [service] => format!("{} has no condition key {}", service.name, named(name)),
        _ => format!("there is no condition key {}", named(name)),
    };
    if reference::retired_action(prefix, claim) == Some(Retired::Unlisted) {
        let message = format!("{} is in AWS's documentation, but not in its service reference", named(name));
        return Some(
            Finding::new(&INVALID_SERVICE_CONDITION_KEY, place, message)
                .label("not listed")
                .help("nothing, if it stands where the documentation has it")
                .at_most(Level::Note),
        );
    }
    Some(unknown(&INVALID_SERVICE_CONDITION_KEY, here, (place, name), message, services))
}

/// A key that there is not, with what was probably meant.
fn unknown(
    rule: &'static Rule,
    here: &Here<'_>,
    (place, name): (Span, &str),
    message: String,
    services: &[&'static Service],
) -> Finding {
    let finding = Finding::new(rule, place, message).label("no request carries it");
    match suggestion::key(name, here, services) {
        Some(near) => finding.help(format!("did you mean `{near}`?")),
        // What is like no other may be newer than the data.
        None if may_be_new(name) => {
            finding.at_most(Level::Warning).help(newer("condition keys", reference::date()))
        }
        None => {
            finding.help("the names of condition keys are made of letters and digits, and take no wildcards")
        }
    }
}

/// Whether a name that is not known could be that of a key.
fn may_be_new(name: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b':' | b'/' | b'-' | b'_' | b'.');
    name.bytes().all(is_part)
}

/// A key whose prefix nobody is known to use.
fn unknown_prefix(here: &Here<'_>, place: Span, name: &str) -> Option<Finding> {
    let (prefix, rest) = name.split_once(':')?;
    if name.contains("${") {
        return Some(malformed(here, place, name));
    }
    // `https://token.actions.githubusercontent.com:sub`
    if let Some(provider) = rest.strip_prefix("//") {
        let finding = Finding::new(
            &INVALID_CONDITION_KEY_FORMAT,
            place,
            format!(
                "{} is the URL of an identity provider, whose keys begin without `{prefix}://`",
                named(name)
            ),
        );
        return Some(
            finding.label("no request carries it").help(format!("did you mean `{}`?", shorten(provider))),
        );
    }
    if is_provider(prefix) {
        return unknown_provider(here, place, name);
    }
    let message = format!(
        "no service and no identity provider is known by {}, the prefix of {}",
        named(prefix),
        named(name)
    );
    let finding = Finding::new(&UNKNOWN_CONDITION_KEY_PREFIX, place, message);
    if reference::retired_service(prefix).is_some() {
        let help = "remove it, unless it is needed for what still exists of the service";
        return Some(finding.label("the prefix of a retired service").help(help).at_most(Level::Note));
    }
    let finding = finding.label("no request carries it");
    if let Some(near) = suggestion::key(name, here, &[]).or_else(|| suggestion::with_prefix(prefix, rest)) {
        return Some(finding.help(format!("did you mean `{near}`?")));
    }
    let prefixes = suggestion::prefixes().chain(reference::service_prefixes());
    let help = suggest::nearest(prefix, prefixes).map_or_else(
        || "write it with the prefix of a service, such as `ec2:`, or with `aws:`".to_owned(),
        |near| format!("the prefix with the nearest name is `{near}`, which has no such key either"),
    );
    Some(finding.certainty(Certainty::Inferred).help(help))
}

/// More identity providers than a trust policy of any allowed length names.
const MOST_PROVIDERS: usize = 50;

/// A claim of an identity provider that the statement does not trust, and nearly one that it does; or nearly a claim
/// of that one.
fn unknown_provider(here: &Here<'_>, place: Span, name: &str) -> Option<Finding> {
    let (provider, claim) = name.rsplit_once(':')?;
    let provider = provider.trim_end_matches('/');
    let trusted: Vec<&str> = here.providers().take(MOST_PROVIDERS + 1).collect();
    if trusted.len() > MOST_PROVIDERS {
        return None;
    }
    if trusted.iter().any(|known| known.eq_ignore_ascii_case(provider)) {
        return unknown_claim(place, (provider, claim), &[]);
    }
    let near = suggest::nearest(provider, trusted)?;
    let message =
        format!("{} is a claim of an identity provider that this statement does not trust", named(name));
    Some(
        Finding::new(&UNKNOWN_CONDITION_KEY_PREFIX, place, message)
            .label("no token that is accepted here carries it")
            .help(format!("did you mean `{}:{}`?", shorten(near), shorten(claim))),
    )
}

/// A claim of a provider of which AWS lists claims: others are not wrong, unless one is nearly a listed one.
fn unknown_claim(
    place: Span,
    (prefix, claim): (&str, &str),
    services: &[&'static Service],
) -> Option<Finding> {
    if CLAIMS.iter().any(|known| known.eq_ignore_ascii_case(claim)) {
        return None;
    }
    let keys = services.iter().flat_map(|service| service.condition_keys());
    let listed = keys.filter_map(|key| key.name.split_once(':'));
    let listed = listed.filter(|(known, _)| reference::key_matches(known, prefix)).map(|(_, claim)| claim);
    let near = suggest::nearest(claim, listed.chain(CLAIMS))?;
    let message = format!("`{}` has no claim {} that AWS could test", shorten(prefix), named(claim));
    Some(
        Finding::new(&INVALID_SERVICE_CONDITION_KEY, place, message)
            .label("no request carries it")
            .help(format!("did you mean `{}:{near}`?", shorten(prefix)))
            .certainty(Certainty::Inferred),
    )
}

/// The stem of the tag keys among some names that a name is, without a key behind it: `aws:RequestTag/`.
fn tag_stem(name: &str, mut templates: impl Iterator<Item = &'static str>) -> Option<&'static str> {
    let bare = name.strip_suffix('/').unwrap_or(name);
    templates.find_map(|template| {
        let stem = key_stem(template)?;
        let known = stem.strip_suffix('/')?;
        let of_tags = known.len().checked_sub(3).and_then(|at| known.get(at..))?.eq_ignore_ascii_case("tag");
        (of_tags && known.eq_ignore_ascii_case(bare)).then_some(stem)
    })
}

/// A key of tags that does not say of which.
fn without_tag(place: Span, name: &str, stem: &str) -> Finding {
    let message = format!("the condition key {} names no tag", named(name));
    Finding::new(&MISSING_TAG_KEY_IN_CONDITION, place, message)
        .label("the key of a tag is missing here")
        .help(format!("write the key of the tag behind it: `{stem}tag-key`"))
}
