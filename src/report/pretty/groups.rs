//! Which places of a finding are drawn together.

use super::super::excerpt::Mark;
use super::super::place;
use crate::rule::{Finding, Label};
use crate::text::{Source, Sources};

/// How many places beside a finding's own are drawn: what stands a thousand times in a list is not shown so often.
pub(super) const MAX_RELATED: usize = 20;

/// The places of a finding, put together so that each group can be drawn as one snippet: those in
/// one source that do not overlap. The finding's own place is in the first one.
pub(super) fn groups<'a>(sources: &'a Sources, finding: &'a Finding) -> Vec<(&'a Source, Vec<Mark>)> {
    let own = place(sources, finding).map(|(source, label)| (source, label, true));
    let related = finding.related.iter().take(MAX_RELATED);
    let related = related.filter_map(|label: &Label| Some((sources.get(label.span.source)?, label, false)));
    let mut groups = Vec::<(&Source, Vec<Mark>)>::new();
    for (source, label, primary) in own.into_iter().chain(related) {
        let mark = Mark::new(source, label, primary);
        let fitting = groups.iter_mut().find(|(other, marks)| other.id() == source.id() && mark.fits(marks));
        match fitting {
            Some((_, marks)) => marks.push(mark),
            None => groups.push((source, vec![mark])),
        }
    }
    for (_, marks) in &mut groups {
        name_silent_marks(marks);
    }
    groups
}

/// miette draws a line down from each mark of a row on which one has a text: none may lead nowhere.
fn name_silent_marks(marks: &mut [Mark]) {
    let leads_nowhere = |mark: &Mark| {
        mark.text.is_empty() && marks.iter().any(|other| !other.text.is_empty() && other.shares_row(mark))
    };
    let silent: Vec<bool> = marks.iter().map(leads_nowhere).collect();
    for (mark, _) in marks.iter_mut().zip(silent).filter(|(_, silent)| *silent) {
        "here".clone_into(&mut mark.text);
    }
}
