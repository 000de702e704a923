//! One service, read from its block of lines on the first question about its contents; what it says of an action
//! on the first question about that action.

use std::collections::HashMap;
use std::fmt;
use std::iter::Peekable;
use std::ops::Range;
use std::sync::OnceLock;

use rustc_hash::FxBuildHasher;

use super::action::{AccessLevel, Action, ActionResource, ResourceType};
use super::keys::{ConditionKey, KeyType, Keys, global_key};
use super::{Lines, compare_ignoring_case};
use crate::pattern::{self, Pattern, begins_caseless, has_wildcard};

/// A service, such as `ec2`.
pub struct Service {
    /// What its actions begin with, in lower case.
    pub prefix: &'static str,
    /// Its name for people, such as `Amazon EC2`.
    pub name: &'static str,
    /// The blocks of all services, and where in them its own lies. Cut out only when it is read:
    /// looking at every block would touch the whole file.
    blocks: &'static str,
    range: Range<usize>,
    names: OnceLock<Names>,
    contents: OnceLock<Contents>,
    /// Its actions in the order of their names, each read when it is asked for: a service has hundreds, of which
    /// a policy names a few.
    actions: OnceLock<Vec<OnceLock<Option<Action>>>>,
}

/// The names of its actions alone, which is all that most questions are about.
struct Names {
    sorted: Vec<&'static str>,
    /// The line of each.
    lines: Vec<&'static str>,
    /// The place of each, as AWS spells it.
    places: HashMap<&'static str, usize, FxBuildHasher>,
}

/// What the block of a service says of all its actions. All lists are sorted by name without case, as in the file.
struct Contents {
    keys: &'static [ConditionKey],
    /// Those of them that stand for many names.
    templates: Keys,
    /// The sets of keys that types and actions name by number.
    sets: Vec<Keys>,
    types: Vec<ResourceType>,
    /// The places of the types by their names as AWS spells them, which is how the actions name them.
    places: HashMap<&'static str, usize, FxBuildHasher>,
}

impl Service {
    /// A service whose contents stand in a range, in bytes, of the blocks of all services.
    pub(super) fn new(
        prefix: &'static str,
        name: &'static str,
        blocks: &'static str,
        range: Range<usize>,
    ) -> Self {
        let (names, contents, actions) = (OnceLock::new(), OnceLock::new(), OnceLock::new());
        Self { prefix, name, blocks, range, names, contents, actions }
    }

    /// Its actions, sorted by name.
    pub fn actions(&self) -> impl Iterator<Item = &Action> {
        (0..self.action_names().len()).filter_map(|place| self.action_at(place))
    }

    /// The action of that name (without prefix), whatever its case.
    pub fn action(&self, name: &str) -> Option<&Action> {
        self.action_at(self.names().place(name)?)
    }

    /// The action whose name stands at a place of the sorted names.
    fn action_at(&self, place: usize) -> Option<&Action> {
        let lines = &self.names().lines;
        let actions = self.actions.get_or_init(|| lines.iter().map(|_| OnceLock::new()).collect());
        let line = lines.get(place)?;
        actions.get(place)?.get_or_init(|| action(&self.contents().sets, line)).as_ref()
    }

    /// Whether it has an action of that name (without prefix), whatever its case. Far cheaper than
    /// [`action`](Self::action) where nothing else is asked of it.
    pub fn has_action(&self, name: &str) -> bool {
        self.names().place(name).is_some()
    }

    /// The names of its actions, sorted.
    pub fn action_names(&self) -> &[&'static str] {
        &self.names().sorted
    }

    /// The names of the actions that begin so, whatever the case.
    pub fn action_names_beginning_with<'n>(
        &self,
        head: &'n str,
    ) -> impl Iterator<Item = &'static str> + use<'_, 'n> {
        let names = self.action_names();
        let first = names.partition_point(|name| compare_ignoring_case(name, head).is_lt());
        names.iter().copied().skip(first).take_while(move |name| begins_caseless(name, head))
    }

    /// The names of the actions that a name stands for, with `*` and `?` or without, whatever the case, sorted.
    pub fn actions_matching<'n>(&self, name: &'n str) -> impl Iterator<Item = &'static str> + use<'_, 'n> {
        let names = self.action_names();
        self.places_matching(name).filter_map(|place| names.get(place).copied())
    }

    /// The actions that a name stands for, with `*` and `?` or without, whatever the case, sorted.
    pub fn actions_named<'n>(&self, name: &'n str) -> impl Iterator<Item = &Action> + use<'_, 'n> {
        self.places_matching(name).filter_map(|place| self.action_at(place))
    }

    /// The places of the actions that a name stands for, with `*` and `?` or without, whatever the case.
    fn places_matching<'n>(&self, name: &'n str) -> impl Iterator<Item = usize> + use<'_, 'n> {
        let names = self.names();
        // A name without wildcards, as nearly all are, stands for one action at the most.
        let (one, open) =
            if has_wildcard(name) { (None, Some(matcher(name))) } else { (names.place(name), None) };
        let matching = open.into_iter().flat_map(move |(head, matches)| {
            let first = names.sorted.partition_point(|name| compare_ignoring_case(name, head).is_lt());
            let begun = names.sorted.iter().enumerate().skip(first);
            let begun = begun.take_while(move |(_, name)| begins_caseless(name, head));
            begun.filter(move |(_, name)| matches(name)).map(|(place, _)| place)
        });
        one.into_iter().chain(matching)
    }

    /// Its resource types, sorted by name.
    pub fn resource_types(&self) -> &[ResourceType] {
        &self.contents().types
    }

    /// The resource type of that name, whatever its case.
    pub fn resource_type(&self, name: &str) -> Option<&ResourceType> {
        let Contents { types, places, .. } = self.contents();
        let exact = places.get(name).and_then(|place| types.get(*place));
        exact.or_else(|| find(types, name, |resource_type| resource_type.name))
    }

    /// The condition keys that its actions and resource types use, sorted by name. Some begin
    /// with `aws:` or with the prefix of another service.
    pub fn condition_keys(&self) -> &'static [ConditionKey] {
        self.contents().keys
    }

    /// The condition key that a full name (`ec2:ResourceTag/Team`) stands for: the one spelt so,
    /// whatever the case, else the first template that it matches.
    pub fn condition_key(&self, name: &str) -> Option<&'static ConditionKey> {
        let Contents { keys, templates, .. } = self.contents();
        let template = || templates.iter().copied().find(|key| key.matches(name));
        find(keys, name, |key| key.name).or_else(template)
    }

    /// All condition keys that a request for one of this service's actions may carry: those of
    /// the action, of its resource types for this action, and of these resource types in general.
    /// A key can come more than once. Global keys are not among them, except where the service
    /// lists them.
    pub fn keys_of(&self, action: &Action) -> impl Iterator<Item = &'static ConditionKey> {
        let of_resources = action.resources.iter().flat_map(|resource| {
            let general = self.resource_type(resource.resource_type).map_or(&[][..], |known| known.keys);
            resource.keys.iter().chain(general)
        });
        action.keys.iter().chain(of_resources).copied()
    }

    /// Whether a request for one of its actions may carry a key of this full name, whatever its case: one of
    /// [`keys_of`](Self::keys_of), or one that any request may carry.
    ///
    /// By the data alone. That a key is not listed for an action proves little where it is one of the resource
    /// (`aws:ResourceTag/…`, `ec2:ResourceTag/…`).
    pub fn carries(&self, action: &Action, key: &str) -> bool {
        global_key(key).is_some_and(|global| !global.per_action)
            || self.keys_of(action).any(|carried| carried.matches(key))
    }

    fn contents(&self) -> &Contents {
        self.contents.get_or_init(|| Contents::read(self.prefix, self.lines()))
    }

    fn names(&self) -> &Names {
        self.names.get_or_init(|| Names::read(self.lines()))
    }

    /// The lines of its block, behind the one that names it; none if the block is not its own, of which the
    /// tests prove that there is none.
    fn lines(&self) -> Lines {
        let block = self.blocks.get(self.range.clone()).unwrap_or_default();
        let (first, rest) = block.split_once('\n').unwrap_or_default();
        if first.strip_prefix('@') == Some(self.prefix) { Lines(rest) } else { Lines("") }
    }
}

impl fmt::Debug for Service {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Service").field("prefix", &self.prefix).finish_non_exhaustive()
    }
}

/// What stands before the first wildcard of a name that has one, and whether another name that begins so is matched,
/// too.
fn matcher(name: &str) -> (&str, impl Fn(&str) -> bool + use<>) {
    let head = pattern::head(name);
    let rest = name.get(head.len()..).unwrap_or_default();
    // Nearly all patterns are a beginning and a `*`, which needs no matching.
    let pattern = rest.bytes().any(|byte| byte != b'*').then(|| Pattern::caseless(name));
    let matches = move |other: &str| {
        pattern.as_ref().is_none_or(|pattern| pattern.matches(&other.to_ascii_lowercase()))
    };
    (head, matches)
}

/// Finds a name in a list that is sorted by name without case.
fn find<'a, T>(sorted: &'a [T], name: &str, name_of: impl Fn(&T) -> &'static str) -> Option<&'a T> {
    let at = sorted.binary_search_by(|item| compare_ignoring_case(name_of(item), name)).ok()?;
    sorted.get(at)
}

impl Names {
    /// Reads the names of actions out of a block: their lines begin with the letter of a level, which is a
    /// capital, unlike those of all other lines.
    fn read(lines: Lines) -> Self {
        let name = |line: &'static str| {
            let rest = line.strip_prefix(|letter: char| letter.is_ascii_uppercase())?;
            let rest = rest.strip_prefix(['!', '?']).unwrap_or(rest);
            // Names are short: looking at one byte after the other is fastest.
            let end = rest.bytes().position(|byte| byte == b'\t').unwrap_or(rest.len());
            Some((rest.get(..end)?, line))
        };
        let (sorted, lines): (Vec<&'static str>, Vec<&'static str>) = lines.filter_map(name).unzip();
        let places = sorted.iter().enumerate().map(|(place, name)| (*name, place)).collect();
        Self { sorted, lines, places }
    }

    /// The place of a name, whatever its case.
    fn place(&self, name: &str) -> Option<usize> {
        // Nearly all are spelt as AWS spells them.
        let exact = self.places.get(name).copied();
        exact.or_else(|| self.sorted.binary_search_by(|other| compare_ignoring_case(other, name)).ok())
    }
}

impl Contents {
    /// Reads a block. A line that does not follow the grammar is left out; the tests prove that there is
    /// none.
    fn read(prefix: &'static str, lines: Lines) -> Self {
        let mut lines = lines.peekable();
        let keys: Vec<ConditionKey> = run(&mut lines, 'c').filter_map(condition_key).collect();
        // Keys and sets of keys live as long as the program, like the cell that holds the rest,
        // so that actions can point at them.
        let keys: &'static [ConditionKey] = keys.leak();
        let templates: Vec<_> = keys.iter().filter(|key| key.is_template()).collect();
        let sets: Vec<Keys> = run(&mut lines, 'k').map(|members| key_set(keys, members)).collect();
        let types: Vec<_> = run(&mut lines, 'r').map(|line| resource_type(prefix, &sets, line)).collect();
        let places = types.iter().enumerate().map(|(place, known)| (known.name, place)).collect();
        Self { keys, templates: templates.leak(), sets, types, places }
    }
}

/// The lines from here on that begin with a letter, without that letter.
fn run(lines: &mut Peekable<Lines>, letter: char) -> impl Iterator<Item = &'static str> {
    std::iter::from_fn(move || lines.next_if(|line| line.starts_with(letter))?.strip_prefix(letter))
}

fn condition_key(line: &'static str) -> Option<ConditionKey> {
    let (letter, name) = first(line)?;
    Some(ConditionKey { name, key_type: KeyType::from_letter(letter)? })
}

fn key_set(keys: &'static [ConditionKey], members: &str) -> Keys {
    let set: Vec<_> =
        members.split(',').filter_map(|member| keys.get(member.parse::<usize>().ok()?)).collect();
    set.leak()
}

fn resource_type(service: &'static str, sets: &[Keys], line: &'static str) -> ResourceType {
    let mut fields = line.split('\t');
    let name = fields.next().unwrap_or_default();
    let arns = fields.next().unwrap_or_default().split(' ').collect();
    ResourceType { name, service, arns, keys: set(sets, fields.next()), formats: OnceLock::new() }
}

fn action(sets: &[Keys], line: &'static str) -> Option<Action> {
    let mut fields = line.split('\t');
    let (letter, marked) = first(fields.next()?)?;
    let keys = set(sets, fields.next());
    let resources = list(fields.next().unwrap_or_default(), ',', |row| action_resource(sets, row));
    let dependent = fields.next().unwrap_or_default();
    let (name, known, permission_only) = match first(marked)? {
        ('!', name) => (name, true, true),
        ('?', name) => (name, false, false),
        _ => (marked, true, false),
    };
    Some(Action {
        name,
        level: AccessLevel::from_letter(letter)?,
        permission_only: known.then_some(permission_only),
        resources,
        keys,
        dependent_actions: known.then(|| list(dependent, ' ', |name| name)),
    })
}

/// The items of a list, in a vector of just the right size: most of the many lists hold one item or
/// none, where a growing vector makes room for four.
fn list<T>(text: &'static str, separator: char, item: impl FnMut(&'static str) -> T) -> Vec<T> {
    if text.is_empty() {
        return Vec::new();
    }
    let mut items = Vec::with_capacity(text.matches(separator).count() + 1);
    items.extend(text.split(separator).map(item));
    items
}

fn action_resource(sets: &[Keys], row: &'static str) -> ActionResource {
    let (required, row) = match row.strip_prefix('*') {
        Some(rest) => (true, rest),
        None => (false, row),
    };
    let (resource_type, number) =
        row.split_once(':').map_or((row, None), |(name, number)| (name, Some(number)));
    ActionResource { resource_type, required, keys: set(sets, number) }
}

/// The set of keys of a number; the empty set where there is none.
fn set(sets: &[Keys], number: Option<&str>) -> Keys {
    number.and_then(|number| sets.get(number.parse::<usize>().ok()?)).copied().unwrap_or_default()
}

/// The first character, and the rest.
fn first(text: &'static str) -> Option<(char, &'static str)> {
    let mut characters = text.chars();
    Some((characters.next()?, characters.as_str()))
}
