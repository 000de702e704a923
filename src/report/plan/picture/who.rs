//! Who of an account can make a copy, in groups: those who lack the same stand together.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::layout::Paragraph;
use crate::access::{Ability, AccessVerdict, Loophole, Why, kind_words, one_of};
use crate::arn::Arn;
use crate::authorization::Attachment;
use crate::report::escape::Visible;
use crate::report::palette::Tone;
use crate::words::joined;

/// How many of a group are named; JSON names all.
const MOST_NAMES: usize = 8;

/// How many groups there are; JSON knows all.
const MOST_GROUPS: usize = 12;

/// The verdicts in their order, each with its heading and its tone. Of policies that cannot be asked, nothing is
/// known.
const SECTIONS: [(&str, &[AccessVerdict], Tone); 3] = [
    ("who can", &[AccessVerdict::Allowed], Tone::Good),
    ("it depends", &[AccessVerdict::Depends, AccessVerdict::Unknown], Tone::Doubtful),
    ("who cannot", &[AccessVerdict::Denied], Tone::Bad),
];

/// The sections: headings and what stands beside them. A verdict that nobody has is left out, except that somebody
/// can make the copy.
pub(super) fn sections(abilities: &[Ability]) -> Vec<(&'static str, Vec<Paragraph>)> {
    if abilities.is_empty() {
        let nobody = "nobody: neither a user nor a role is described";
        return vec![("who can", vec![Paragraph::toned(nobody, Tone::Doubtful)])];
    }
    let short = accounts(abilities) <= 1;
    let section = |(heading, verdicts, tone): (&'static str, &[AccessVerdict], Tone)| {
        let all: Vec<&Ability> =
            abilities.iter().filter(|ability| verdicts.contains(&ability.verdict)).collect();
        if all.is_empty() {
            let nobody = verdicts.contains(&AccessVerdict::Allowed);
            return nobody.then(|| (heading, vec![Paragraph::toned("nobody for sure", Tone::Doubtful)]));
        }
        let count = Paragraph::toned(format!("{} of {}", all.len(), abilities.len()), tone);
        let mut paragraphs = vec![count];
        paragraphs.extend(groups(&all, short));
        Some((heading, paragraphs))
    };
    SECTIONS.into_iter().filter_map(section).collect()
}

/// In how many accounts they are.
fn accounts(abilities: &[Ability]) -> usize {
    let account = |ability: &Ability| Arn::parse(&ability.arn).map(|arn| arn.account.text.to_owned());
    let mut accounts: Vec<_> = abilities.iter().filter_map(|ability| account(ability).ok()).collect();
    accounts.sort_unstable();
    accounts.dedup();
    accounts.len()
}

/// Those who lack the same, the largest groups first: their names, and what stands in their way.
fn groups(abilities: &[&Ability], short: bool) -> Vec<Paragraph> {
    let mut groups: BTreeMap<Vec<Obstacle<'_>>, Vec<&str>> = BTreeMap::new();
    for ability in abilities {
        let name = match Arn::parse(&ability.arn) {
            Ok(arn) if short => arn.resource.text,
            _ => &ability.arn,
        };
        groups.entry(obstacles(ability)).or_default().push(name);
    }
    let mut groups: Vec<(Vec<Obstacle<'_>>, Vec<&str>)> = groups.into_iter().collect();
    // Groups of one size stay in the order of what they lack.
    groups.sort_by_key(|(_, names)| Reverse(names.len()));
    let more = groups.len().saturating_sub(MOST_GROUPS);
    let rest: usize = groups.iter().skip(MOST_GROUPS).map(|(_, names)| names.len()).sum();
    let mut paragraphs = Vec::new();
    for (obstacles, names) in groups.into_iter().take(MOST_GROUPS) {
        let many = names.len() > 1;
        let names = listed(names);
        if obstacles.is_empty() {
            paragraphs.push(Paragraph::toned(names, Tone::Faint));
        } else {
            let words: Vec<String> = obstacles.iter().map(|obstacle| obstacle.words(many)).collect();
            paragraphs.push(Paragraph::plain(format!("{names}: {}", words.join("; "))));
        }
    }
    if more > 0 {
        let groups = if more == 1 { "group" } else { "groups" };
        paragraphs
            .push(Paragraph::plain(format!("and {rest} in {more} more {groups}: `--format json` lists all")));
    }
    paragraphs
}

/// `role/a, role/b and 3 more`, by name.
fn listed(mut names: Vec<&str>) -> String {
    names.sort_unstable();
    let shown: Vec<String> = names.iter().take(MOST_NAMES).map(|name| Visible(name).to_string()).collect();
    match names.len() - shown.len() {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

/// What stands in somebody's way: the actions on resources that are not surely allowed for one reason.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Obstacle<'a> {
    why: &'a Why,
    /// Actions with the resources that they are needed on.
    needs: Vec<(Vec<&'a str>, Vec<&'a str>)>,
    /// Why the copy may be possible even so.
    loophole: Option<Loophole>,
}

/// What stands in somebody's way. Who surely cannot make the copy is told of what is surely denied alone.
fn obstacles(ability: &Ability) -> Vec<Obstacle<'_>> {
    let is_denied = ability.verdict == AccessVerdict::Denied;
    let mut obstacles: Vec<Obstacle<'_>> = Vec::new();
    for lack in &ability.lacks {
        let loophole = lack.loophole;
        if is_denied && loophole.is_some() {
            continue;
        }
        let (action, resource) = (lack.permission.action.as_str(), lack.resource.as_str());
        let place = obstacles.iter().position(|other| other.why == &lack.why && other.loophole == loophole);
        if let Some(obstacle) = place.and_then(|place| obstacles.get_mut(place)) {
            obstacle.add(action, resource);
        } else {
            let needs = vec![(vec![action], vec![resource])];
            obstacles.push(Obstacle { why: &lack.why, needs, loophole });
        }
    }
    for obstacle in &mut obstacles {
        obstacle.join();
    }
    obstacles
}

impl<'a> Obstacle<'a> {
    fn add(&mut self, action: &'a str, resource: &'a str) {
        match self.needs.iter_mut().find(|(actions, _)| actions.as_slice() == [action]) {
            Some((_, resources)) if resources.contains(&resource) => {}
            Some((_, resources)) => resources.push(resource),
            None => self.needs.push((vec![action], vec![resource])),
        }
    }

    /// Puts together the actions that are needed on the same resources.
    fn join(&mut self) {
        let mut joined: Vec<(Vec<&str>, Vec<&str>)> = Vec::new();
        for (actions, resources) in std::mem::take(&mut self.needs) {
            match joined.iter_mut().find(|(_, others)| *others == resources) {
                Some((others, _)) => others.extend(actions),
                None => joined.push((actions, resources)),
            }
        }
        self.needs = joined;
    }

    /// What one or many `lack`, `are denied` or `depend on`.
    fn words(&self, many: bool) -> String {
        let needs: Vec<String> = self
            .needs
            .iter()
            .map(|(actions, resources)| {
                let resources: Vec<String> = resources.iter().map(|one| Visible(one).to_string()).collect();
                format!("{} on {}", actions.join(", "), joined(&resources, "and"))
            })
            .collect();
        let needs = needs.join(", and ");
        let (lack, are, depend) = if many { ("lack", "are", "depend") } else { ("lacks", "is", "depends") };
        let words = match self.why {
            Why::NotAllowed(kinds) if kinds.as_slice() == [Attachment::Identity] => format!("{lack} {needs}"),
            Why::NotAllowed(kinds) => {
                let kinds: Vec<String> = kinds.iter().map(|kind| kind_words(*kind)).collect();
                format!("{are} not allowed {needs} by {}", joined(&kinds, "or"))
            }
            Why::Denied(Some(kind)) => format!("{are} denied {needs} by {}", one_of(*kind)),
            Why::Denied(None) => format!("{are} denied {needs}"),
            Why::Depends(names) => {
                let names: Vec<String> = names.iter().map(|name| Visible(name).to_string()).collect();
                let actions: Vec<&str> =
                    self.needs.iter().flat_map(|(actions, _)| actions.iter().copied()).collect();
                return format!("{depend} on {}, for {}", joined(&names, "and"), actions.join(", "));
            }
        };
        let unless = match self.loophole {
            Some(Loophole::KeyPolicy) => ", unless the policy of the key allows it",
            Some(Loophole::BucketPolicy) => ", unless the policy of the bucket allows it",
            Some(Loophole::Need) => ", though it is not certain that this is needed",
            Some(Loophole::Key) => ", which matters if the copy uses a key that AWS does not manage",
            Some(Loophole::Open) | None => "",
        };
        format!("{words}{unless}")
    }
}
