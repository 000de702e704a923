//! Did you mean, for condition keys: among those that requests for the statement's actions carry first, then the
//! global ones, then all of the services that the prefix belongs to.

use std::cell::OnceCell;

use crate::pattern::begins_caseless;
use crate::policy::{Statement, split_action};
use crate::reference::{self, KeyMeaning, Service, global_keys, key_matches, key_stem, misnamed_keys};
use crate::suggest;

/// How many actions of a statement are asked for their keys.
const MOST_ACTIONS: usize = 24;

/// The longest name that is looked for: no key is nearly as long.
const LONGEST: usize = 200;

/// What stands for the variable part of a template in a suggestion.
const EXAMPLE: &str = "tag-key";

/// The keys that requests for a statement's actions carry, looked up when they are first asked for.
pub(super) struct Here<'p> {
    statement: &'p Statement<'p>,
    keys: OnceCell<Vec<&'static str>>,
}

impl<'p> Here<'p> {
    pub(super) fn of(statement: &'p Statement<'p>) -> Self {
        Self { statement, keys: OnceCell::new() }
    }

    /// The identity providers that the statement lets in, as their condition keys begin.
    pub(super) fn providers(&self) -> impl Iterator<Item = &'p str> {
        let principals = self.statement.principal.iter().filter(|principal| !principal.negated);
        let members = principals.flat_map(|principal| &principal.members);
        members.filter(|(kind, _)| kind == "Federated").map(|(_, member)| {
            let name = member.value.as_ref();
            name.split_once(":oidc-provider/").map_or(name, |(_, url)| url).trim_end_matches('/')
        })
    }

    fn keys(&self) -> &[&'static str] {
        self.keys.get_or_init(|| carried(self.statement))
    }
}

/// The key that a name which is none was probably meant to be, in the policy's terms: what stands behind the slash
/// of a tag is kept. `services` are those that define keys with the name's prefix.
pub(super) fn key(name: &str, here: &Here<'_>, services: &[&'static Service]) -> Option<String> {
    if name.len() > LONGEST {
        return None;
    }
    if let Some(mended) = mended(name) {
        return Some(mended);
    }
    let here = here.keys();
    let globals = || global_keys().iter().map(|key| key.name);
    let Some((prefix, local)) =
        name.split_once(':').filter(|(prefix, local)| !prefix.is_empty() && !local.is_empty())
    else {
        let local = name.trim_matches(':').trim();
        return elsewhere(local, here.iter().copied())
            .or_else(|| elsewhere(local, globals()))
            .or_else(|| misnamed(&format!("aws:{local}")))
            .or_else(|| near(local, here.iter().copied()))
            .or_else(|| near(local, globals()));
    };
    let own = |name: &&'static str| {
        name.split_once(':').is_some_and(|(known, _)| known.eq_ignore_ascii_case(prefix))
    };
    let of_services = || services.iter().flat_map(|service| service.condition_keys()).map(|key| key.name);
    misnamed(name)
        .or_else(|| elsewhere(local, here.iter().copied()))
        .or_else(|| elsewhere(local, globals()))
        .or_else(|| near(local, here.iter().copied().filter(own)))
        .or_else(|| near(local, globals().filter(own)))
        .or_else(|| near(local, of_services().filter(own)))
        .or_else(|| near(local, here.iter().copied()))
}

/// The key with this local name under a prefix that is nearly the one given.
pub(super) fn with_prefix(prefix: &str, local: &str) -> Option<String> {
    let is_near = |known: &&str| suggest::nearest(prefix, [*known]).is_some();
    prefixes().filter(is_near).map(|known| format!("{known}:{local}")).find_map(|name| known_as(&name))
}

/// What the names of keys begin with, placeholders aside.
pub(super) fn prefixes() -> impl Iterator<Item = &'static str> {
    reference::key_prefix_names().chain(["aws"]).filter(|known| !known.contains("${"))
}

/// The name itself, if it is that of a key.
fn known_as(name: &str) -> Option<String> {
    KeyMeaning::of(name).name().map(|known| rendered(known, name))
}

/// A name with white space, or with another mark than the colon.
fn mended(name: &str) -> Option<String> {
    let bare: String = name.chars().filter(|character| !character.is_whitespace()).collect();
    let bare = bare.trim_matches(|character: char| "${}\"'".contains(character));
    if let Some(known) = (bare != name).then(|| known_as(bare)).flatten() {
        return Some(known);
    }
    let (prefix, local) = name.trim().split_once([' ', '.', '/', ';', '-', '_', ',', '=', ':'])?;
    let mended = format!("{}:{}", prefix.trim(), local.trim_start_matches([':', ' ', '/', '.']));
    (mended != name).then(|| known_as(&mended))?
}

/// What a name stands for in the table of mistaken names.
fn misnamed(name: &str) -> Option<String> {
    misnamed_keys().find_map(|(wrong, right)| {
        let Some(stem) = wrong.strip_suffix('/') else {
            return wrong.eq_ignore_ascii_case(name).then(|| right.to_owned());
        };
        let (head, tail) = name.split_at_checked(stem.len())?;
        let tail = tail.strip_prefix('/').filter(|tail| !tail.is_empty())?;
        head.eq_ignore_ascii_case(stem).then(|| format!("{right}{tail}"))
    })
}

/// The candidate with the same local name: the prefix is the slip.
fn elsewhere(local: &str, mut candidates: impl Iterator<Item = &'static str>) -> Option<String> {
    candidates.find_map(|candidate| {
        let (prefix, known) = candidate.split_once(':')?;
        key_matches(known, local).then(|| rendered(candidate, &format!("{prefix}:{local}")))
    })
}

/// The candidate whose local name is nearest.
fn near(local: &str, candidates: impl Iterator<Item = &'static str>) -> Option<String> {
    let candidates: Vec<&'static str> = candidates.collect();
    let parts = |candidate: &&'static str| Some((*candidate, candidate.split_once(':')?.1));
    let stems = candidates.iter().filter_map(parts).filter_map(|(name, part)| Some((name, key_stem(part)?)));
    if let Some(marked) = stems.clone().find_map(|(name, stem)| with_other_mark(local, name, stem)) {
        return Some(marked);
    }
    // Behind the slash, or the colon of an encryption context, stands what is the user's own.
    for separator in ['/', ':'] {
        let (head, tail) = local.split_once(separator).unwrap_or((local, ""));
        let heads = stems.clone().filter_map(|(name, stem)| Some((name, stem.strip_suffix(separator)?)));
        let same = heads.clone().find(|(_, known)| known.eq_ignore_ascii_case(head));
        let nearest = || {
            let found = suggest::nearest(head, heads.clone().map(|(_, known)| known))?;
            heads.clone().find(|(_, known)| *known == found)
        };
        let wanted = if tail.is_empty() { same } else { same.or_else(nearest) };
        if let Some(stem) = wanted.and_then(|(name, _)| key_stem(name)) {
            let tail = if tail.is_empty() { EXAMPLE } else { tail };
            return Some(format!("{stem}{tail}"));
        }
    }
    let whole = candidates.iter().filter_map(parts).filter(|(_, part)| key_stem(part).is_none());
    let heads = stems.clone().filter_map(|(name, stem)| Some((name, stem.strip_suffix(['/', ':'])?)));
    let all = whole.chain(heads);
    let found = suggest::nearest(local, all.clone().map(|(_, part)| part))?;
    let (name, _) = all.clone().find(|(_, part)| *part == found)?;
    Some(key_stem(name).map_or_else(|| name.to_owned(), |stem| format!("{stem}{EXAMPLE}")))
}

/// The name with the mark of a template, `/` mostly, where it has another one: `ResourceTag:team`.
fn with_other_mark(local: &str, template: &str, stem: &str) -> Option<String> {
    let (head, tail) = local.split_at_checked(stem.len().checked_sub(1)?)?;
    let mark = tail.chars().next().filter(|mark| !mark.is_alphanumeric())?;
    let tail = tail.get(mark.len_utf8()..).filter(|tail| !tail.is_empty())?;
    (begins_caseless(stem, head) && !stem.ends_with(mark))
        .then(|| key_stem(template).map(|stem| format!("{stem}{tail}")))?
}

/// A name in AWS's spelling, with its own text where a template has a gap.
fn rendered(known: &str, name: &str) -> String {
    match key_stem(known) {
        Some(stem) => format!("{stem}{}", name.get(stem.len()..).unwrap_or_default()),
        None if known.contains("${") => name.to_owned(),
        None => known.to_owned(),
    }
}

/// The keys that requests for the statement's actions carry, as far as so many are asked.
fn carried(statement: &Statement<'_>) -> Vec<&'static str> {
    let Some(actions) = statement.actions.as_ref().filter(|actions| !actions.negated) else {
        return Vec::new();
    };
    let mut keys = Vec::new();
    for action in actions.patterns.iter().take(MOST_ACTIONS) {
        let Some((prefix, name)) = split_action(&action.value) else { continue };
        let Some(service) = reference::service(prefix) else { continue };
        let named: Vec<_> = service.actions_named(name).take(MOST_ACTIONS).collect();
        if named.len() < MOST_ACTIONS {
            keys.extend(named.into_iter().flat_map(|action| service.keys_of(action)).map(|key| key.name));
        } else {
            keys.extend(service.condition_keys().iter().map(|key| key.name));
        }
    }
    keys.sort_unstable();
    keys.dedup();
    keys
}
