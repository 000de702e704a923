//! Who of an account can make a copy, in groups: those who lack the same stand together.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::layout::Paragraph;
use crate::access::{Ability, AccessVerdict, Lack, Why, kind_words, one_of};
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
    ("who may", &[AccessVerdict::Depends, AccessVerdict::Unknown], Tone::Doubtful),
    ("who cannot", &[AccessVerdict::Denied], Tone::Bad),
];

/// The sections: headings and what stands beside them.
pub(super) fn sections(abilities: &[Ability]) -> Vec<(&'static str, Vec<Paragraph>)> {
    let short = accounts(abilities) <= 1;
    let section = |(heading, verdicts, tone): (&'static str, &[AccessVerdict], Tone)| {
        let all: Vec<&Ability> =
            abilities.iter().filter(|ability| verdicts.contains(&ability.verdict)).collect();
        let count = Paragraph::toned(format!("{} of {}", all.len(), abilities.len()), tone);
        let mut paragraphs = vec![count];
        paragraphs.extend(groups(&all, short));
        (heading, paragraphs)
    };
    SECTIONS.into_iter().map(section).collect()
}

/// In how many accounts they are.
fn accounts(abilities: &[Ability]) -> usize {
    let account = |ability: &Ability| Arn::parse(&ability.arn).map(|arn| arn.account.text.to_owned());
    let mut accounts: Vec<_> = abilities.iter().filter_map(|ability| account(ability).ok()).collect();
    accounts.sort_unstable();
    accounts.dedup();
    accounts.len()
}

/// Those who lack the same, the largest groups first.
fn groups(abilities: &[&Ability], short: bool) -> Vec<Paragraph> {
    let mut groups: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for ability in abilities {
        let name = match Arn::parse(&ability.arn) {
            Ok(arn) if short => arn.resource.text,
            _ => &ability.arn,
        };
        groups.entry(lacking(&ability.lacks)).or_default().push(name);
    }
    let mut groups: Vec<(String, Vec<&str>)> = groups.into_iter().collect();
    // Groups of one size stay in the order of what they lack.
    groups.sort_by_key(|(_, names)| Reverse(names.len()));
    let more = groups.len().saturating_sub(MOST_GROUPS);
    let rest: usize = groups.iter().skip(MOST_GROUPS).map(|(_, names)| names.len()).sum();
    let mut paragraphs = Vec::new();
    for (lacking, names) in groups.into_iter().take(MOST_GROUPS) {
        if !lacking.is_empty() {
            paragraphs.push(Paragraph::plain(format!("{}: {lacking}", names.len())));
        }
        paragraphs.push(Paragraph::toned(listed(names), Tone::Faint));
    }
    if more > 0 {
        paragraphs
            .push(Paragraph::plain(format!("and {rest} in {more} more groups: `--format json` lists all")));
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

/// What is lacking, in words; nothing if nothing is.
fn lacking(lacks: &[Lack]) -> String {
    let mut reasons: Vec<(&Why, Vec<&str>)> = Vec::new();
    for lack in lacks {
        let action = lack.permission.action.as_str();
        match reasons.iter_mut().find(|(why, _)| *why == &lack.why) {
            Some((_, actions)) if actions.contains(&action) => {}
            Some((_, actions)) => actions.push(action),
            None => reasons.push((&lack.why, vec![action])),
        }
    }
    let words = |(why, actions): &(&Why, Vec<&str>)| format!("{} {}", actions.join(", "), reason(why));
    let reasons: Vec<String> = reasons.iter().map(words).collect();
    reasons.join("; ")
}

fn reason(why: &Why) -> String {
    match why {
        Why::NotAllowed(kinds) if kinds.as_slice() == [Attachment::Identity] => "not allowed".to_owned(),
        Why::NotAllowed(kinds) => {
            let kinds: Vec<String> = kinds.iter().map(|kind| kind_words(*kind)).collect();
            format!("not allowed by {}", joined(&kinds, "and"))
        }
        Why::Denied(Some(kind)) => format!("denied by {}", one_of(*kind)),
        Why::Denied(None) => "denied".to_owned(),
        Why::Depends(names) => {
            let names: Vec<String> = names.iter().map(|name| Visible(name).to_string()).collect();
            format!("depending on {}", names.join(" and "))
        }
    }
}
