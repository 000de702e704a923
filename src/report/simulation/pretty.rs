//! Simulated actions for people: what each comes to, with the statements that decide underlined, and what would
//! have to be known.

use std::collections::BTreeMap;
use std::io;

use crate::authorization::{Attachment, Decision, DependencyKind, Mismatch};
use crate::policy::Effect;
use crate::report::Style;
use crate::report::escape::Visible;
use crate::report::palette::{Palette, Tone};
use crate::report::pretty::Places;
use crate::rule::{Label, Level};
use crate::simulation::{Answer, Decided, Results, Simulation};
use crate::text::Sources;
use crate::words::joined;

/// How many statements are shown of those that decide one answer; JSON names all.
const MOST_STATEMENTS: usize = 4;

/// Writes answers, a blank line after each, and how many there are of each sort.
///
/// # Errors
///
/// Whatever the writer fails with.
pub fn write(
    simulation: &Simulation<'_>,
    results: &Results,
    sources: &Sources,
    style: &Style,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let palette = Palette::new(style.color);
    let mut page = Page { simulation, palette, places: Places::new(sources, *style) };
    for answer in &results.answers {
        page.answer(answer, out)?;
        writeln!(out)?;
    }
    page.summary(results, out)
}

struct Page<'a> {
    simulation: &'a Simulation<'a>,
    palette: Palette,
    places: Places<'a>,
}

impl Page<'_> {
    fn answer(&mut self, answer: &Answer, out: &mut dyn io::Write) -> io::Result<()> {
        let (tone, level) = match answer.outcome.decision {
            Decision::Allowed => (Tone::Good, Level::Note),
            Decision::Depends => (Tone::Doubtful, Level::Warning),
            Decision::ExplicitDeny | Decision::ImplicitDeny => (Tone::Bad, Level::Error),
        };
        let question = self.palette.tone(Tone::Strong, &question(answer));
        writeln!(out, "{question}: {}", self.palette.tone(tone, &verdict(answer)))?;
        let mut shown: Vec<Label> = answer
            .matched
            .iter()
            .filter_map(|at| {
                let given = self.simulation.given(*at)?;
                let statement = given.policy.statements.get(at.statement)?;
                let does = match (statement.effect?, answer.is_open()) {
                    (Effect::Allow, false) => "allows it",
                    (Effect::Allow, true) => "may allow it",
                    (Effect::Deny, false) => "denies it",
                    (Effect::Deny, true) => "may deny it",
                };
                let which =
                    statement.sid.as_ref().map_or("this".to_owned(), |sid| format!("`{}`", sid.value));
                let text = format!("{which} {does} ({})", kind(given.attachment));
                Some(Label { span: statement.span, text })
            })
            .collect();
        shown.extend(self.why_not(answer));
        let left_out = shown.len().saturating_sub(MOST_STATEMENTS);
        shown.truncate(MOST_STATEMENTS);
        for label in &shown {
            self.places.draw(label, level, out)?;
        }
        if left_out > 0 {
            self.places.aside("note", &format!("and {left_out} more, which `--format json` names"), out)?;
        }
        for depends in &answer.uncertain {
            let text = match depends.kind {
                DependencyKind::Key => format!("what the context key `{}` holds", depends.name),
                DependencyKind::Resource | DependencyKind::Fact => depends.name.clone(),
            };
            self.places.aside("uncertain", &text, out)?;
        }
        if !answer.taken_for_absent.is_empty() {
            let keys: Vec<String> =
                answer.taken_for_absent.iter().map(|key| format!("`{}`", Visible(key))).collect();
            let text = format!(
                "{}: asked for by statements about this action and not given, so taken for absent",
                joined(&keys, "and")
            );
            self.places.aside("missing", &text, out)?;
        }
        Ok(())
    }

    /// Of an implicit denial, what comes closest to allowing it in each policy that would have to.
    fn why_not(&self, answer: &Answer) -> Vec<Label> {
        let blocker = answer.outcome.blocked_by;
        if answer.outcome.decision != Decision::ImplicitDeny || blocker.is_none() {
            return Vec::new();
        }
        let closest: BTreeMap<usize, &Mismatch> =
            answer.closest.iter().map(|mismatch| (mismatch.at.policy, mismatch)).collect();
        let policies = self.simulation.policies.iter().enumerate();
        let asked = policies.filter(|(_, given)| Some(given.attachment) == blocker);
        asked
            .map(|(place, given)| match closest.get(&place) {
                Some(mismatch) => Label { span: mismatch.span, text: mismatch.reason.clone() },
                None => Label {
                    span: given.policy.statement_key.unwrap_or(given.policy.span),
                    text: self.nothing_here(given.attachment, &answer.action),
                },
            })
            .collect()
    }

    fn nothing_here(&self, attachment: Attachment, action: &str) -> String {
        let to_whom = match attachment {
            Attachment::Resource | Attachment::Endpoint if self.simulation.knows_caller() => {
                " to whoever asks"
            }
            _ => "",
        };
        format!("no statement here allows `{action}`{to_whom}")
    }

    /// `3 allowed, 1 denied, 1 uncertain`.
    fn summary(&self, results: &Results, out: &mut dyn io::Write) -> io::Result<()> {
        let count = |is: fn(&Answer) -> bool| results.answers.iter().filter(|answer| is(answer)).count();
        let uncertain = count(Answer::is_open);
        let allowed = count(|answer| answer.decision == Decided::Allowed);
        let denied = results.answers.len() - allowed - uncertain;
        let counts = [
            (allowed, "allowed", Tone::Good),
            (denied, "denied", Tone::Bad),
            (uncertain, "uncertain", Tone::Doubtful),
        ];
        let counts = counts.into_iter().filter(|(count, ..)| *count > 0);
        let counts: Vec<String> =
            counts.map(|(count, word, tone)| self.palette.tone(tone, &format!("{count} {word}"))).collect();
        let counts = if counts.is_empty() { "nothing asked".to_owned() } else { counts.join(", ") };
        match results.next {
            Some(next) => writeln!(out, "{counts}; there are others: go on with the `Marker` {next}"),
            None => writeln!(out, "{counts}"),
        }
    }
}

/// `ec2:CopySnapshot on arn:…`.
fn question(answer: &Answer) -> String {
    let action = Visible(&answer.action);
    match answer.resource.as_str() {
        "*" => format!("{action} on all resources"),
        resource => format!("{action} on {}", Visible(resource)),
    }
}

/// What it comes to, and which kind of policy is the first to block it.
fn verdict(answer: &Answer) -> String {
    let blocker = answer.outcome.blocked_by;
    match answer.outcome.decision {
        Decision::Allowed => "allowed".to_owned(),
        Decision::Depends => format!("uncertain, and so {}", denial(answer.decision)),
        Decision::ExplicitDeny => match blocker {
            Some(attachment) => format!("explicitly denied by {}", with_article(attachment)),
            None => denial(answer.decision).to_owned(),
        },
        Decision::ImplicitDeny => match blocker {
            Some(attachment) => format!("implicitly denied: {}", nothing_allows(attachment)),
            None => denial(answer.decision).to_owned(),
        },
    }
}

fn denial(decided: Decided) -> &'static str {
    match decided {
        Decided::Allowed => "allowed",
        Decided::ExplicitDeny => "taken for explicitly denied",
        Decided::ImplicitDeny => "taken for implicitly denied",
    }
}

fn kind(attachment: Attachment) -> &'static str {
    match attachment {
        Attachment::Identity => "identity policy",
        Attachment::Boundary => "permissions boundary",
        Attachment::Session => "session policy",
        Attachment::Resource => "resource policy",
        Attachment::Endpoint => "endpoint policy",
        Attachment::ServiceControl { .. } => "service control policy",
        Attachment::ResourceControl { .. } => "resource control policy",
    }
}

fn with_article(attachment: Attachment) -> String {
    let article = match attachment {
        Attachment::Identity | Attachment::Endpoint => "an",
        Attachment::Boundary | Attachment::Resource => "the",
        _ => "a",
    };
    format!("{article} {}", kind(attachment))
}

fn nothing_allows(attachment: Attachment) -> String {
    match attachment {
        Attachment::Identity => "no identity policy allows it".to_owned(),
        Attachment::Boundary => "the permissions boundary does not allow it".to_owned(),
        Attachment::Session => "no session policy allows it".to_owned(),
        Attachment::Resource => "the resource policy does not allow it".to_owned(),
        Attachment::Endpoint => "the endpoint policy does not allow it".to_owned(),
        Attachment::ServiceControl { level } | Attachment::ResourceControl { level } => {
            format!("no {} of level {} allows it", kind(attachment), level + 1)
        }
    }
}
