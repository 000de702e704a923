//! Plans as a picture for people: the route, what becomes of encryption, and every permission with
//! what decides it.

use std::io;

use super::Plans;
use crate::access::{AccessVerdict, Reason, kind_words};
use crate::authorization::{Attachment, Decision, Outcome};
use crate::copy::{CopyPlan, Need, PlannedRoute, RouteVerdict, Untold};
use crate::lint::Planned;
use crate::report::Style;
use crate::report::escape::Visible;
use crate::report::palette::{Palette, Tone};
use crate::request::CopyRequest;
use crate::text::Sources;
use crate::words::joined;

mod layout;
mod who;
mod words;

use layout::{Entry, Layout, Paragraph};

/// Draws plans, a blank line after each.
///
/// # Errors
///
/// Whatever the writer fails with.
pub fn write(plans: Plans<'_>, sources: &Sources, style: &Style, out: &mut dyn io::Write) -> io::Result<()> {
    let palette = Palette::new(style.color);
    let layout = Layout::new(style.width, palette);
    let mut picture = Picture { plans, sources, marks: Marks::of(style), palette, layout, out };
    for planned in plans.planned {
        picture.draw(planned)?;
    }
    Ok(())
}

/// How many statements are named of those that decide something; JSON names all.
const MOST_STATEMENTS: usize = 3;

struct Picture<'a, 'w> {
    plans: Plans<'a>,
    sources: &'a Sources,
    marks: Marks,
    palette: Palette,
    layout: Layout,
    out: &'w mut dyn io::Write,
}

/// The characters of the drawing.
struct Marks {
    arrow: &'static str,
    barred: &'static str,
    yes: &'static str,
    no: &'static str,
    maybe: &'static str,
    open: &'static str,
}

impl Marks {
    fn of(style: &Style) -> Self {
        if style.unicode {
            Self { arrow: "──▶", barred: "─╳─", yes: "✓", no: "✗", maybe: "?", open: "·" }
        } else {
            Self { arrow: "-->", barred: "-x-", yes: "+", no: "x", maybe: "?", open: "." }
        }
    }
}

impl Picture<'_, '_> {
    fn draw(&mut self, planned: &Planned<'_>) -> io::Result<()> {
        let request = &planned.request;
        let Some(plan) = &planned.plan else {
            writeln!(
                self.out,
                "{}: no plan, as the client itself would refuse this command\n",
                title(request)
            )?;
            return Ok(());
        };
        let heading = self.palette.tone(Tone::Strong, &title(request));
        writeln!(self.out, "{heading}")?;
        self.route(request, &plan.route)?;
        self.encryption(plan)?;
        let untold = plan.encryption.untold();
        if untold != Some(Untold::Refused) {
            self.section("transfer", &[Paragraph::plain(words::transfer(plan))])?;
        }
        // A completion time is one of snapshots.
        if !matches!(untold, Some(Untold::Refused | Untold::S3Backed)) {
            let duration: Vec<_> =
                words::duration(&plan.duration).into_iter().map(Paragraph::plain).collect();
            self.section("duration", &duration)?;
        }
        let results: Vec<_> = plan.results.iter().map(|result| Paragraph::plain(&result.text)).collect();
        if !results.is_empty() {
            self.section("result", &results)?;
        }
        self.permissions(planned, plan)?;
        self.keys(planned, plan)?;
        match &planned.who {
            Some(abilities) => {
                for (heading, paragraphs) in who::sections(abilities) {
                    self.section(heading, &paragraphs)?;
                }
                if !planned.asked.is_empty() {
                    self.verdict(planned)?;
                }
            }
            None => self.verdict(planned)?,
        }
        writeln!(self.out)
    }

    fn section(&mut self, heading: &str, paragraphs: &[Paragraph]) -> io::Result<()> {
        self.layout.section(heading, paragraphs, self.out)
    }

    fn route(&mut self, request: &CopyRequest<'_>, route: &PlannedRoute) -> io::Result<()> {
        let impossible = route.verdict == RouteVerdict::Impossible;
        let arrow = if impossible { self.marks.barred } else { self.marks.arrow };
        let (source, destination) = (words::end(&route.source), words::end(&route.destination));
        let kind = match route.route {
            Some(kind) => format!("{}: {}", kind.text, route.verdict.name()),
            None => "whether that is possible is not known".to_owned(),
        };
        let tone = if impossible { Tone::Bad } else { Tone::Plain };
        let mut paragraphs = vec![Paragraph::toned(format!("{source} {arrow} {destination} ({kind})"), tone)];
        if let Some(remark) = route.route.and_then(|route| route.remark.as_deref()) {
            paragraphs.push(Paragraph::plain(remark));
        }
        if let Some(owner) = route.other_owner() {
            let account = route.destination.account.as_deref().unwrap_or_default();
            let sharing = if route.is_public {
                "and is public".to_owned()
            } else {
                format!("which must share it with {account}, the account that makes the copy")
            };
            paragraphs.push(Paragraph::plain(format!("the source belongs to account {owner}, {sharing}")));
        }
        if let Some(region) = request.region.as_ref().filter(|region| region.span.is_none()) {
            paragraphs.push(Paragraph::plain(format!("the destination is from {}", region.from.name())));
        }
        self.section("route", &paragraphs)
    }

    fn encryption(&mut self, plan: &CopyPlan) -> io::Result<()> {
        if let Some(why) = plan.encryption.untold() {
            return self.section("encryption", &[Paragraph::plain(words::untold(why))]);
        }
        let rows = plan.encryption.outcomes();
        let region = plan.route.destination.region.as_deref();
        let mut paragraphs: Vec<_> =
            rows.iter().map(|row| Paragraph::plain(words::outcome(row, region))).collect();
        paragraphs.extend(words::sharing(rows).map(Paragraph::plain));
        self.section("encryption", &paragraphs)
    }

    /// What keys need that neither the request nor a description of the source names.
    fn keys(&mut self, planned: &Planned<'_>, plan: &CopyPlan) -> io::Result<()> {
        let outcome = |index| planned.access.as_ref().and_then(|access| access.key_outcomes.get(index));
        let mut groups: Vec<(&Need, Option<&Outcome>, Vec<&str>)> = Vec::new();
        for (index, need) in plan.key_needs.iter().enumerate() {
            let outcome = outcome(index);
            // At which key EC2 looks besides is not known for sure: only that it may not is worth telling.
            let denied = outcome.is_some_and(|outcome| outcome.decision == Decision::ExplicitDeny);
            if need.permission.resource == "default-key" && !denied {
                continue;
            }
            let same = |group: &&mut (&Need, Option<&Outcome>, Vec<&str>)| {
                let answer = |outcome: &Outcome| {
                    (outcome.decision, outcome.depends_on.clone(), outcome.decided_by.clone())
                };
                group.1.map(answer) == outcome.map(answer)
                    && group.0.proviso == need.proviso
                    && group.0.query.resources == need.query.resources
            };
            match groups.iter_mut().find(same) {
                Some((.., actions)) if actions.contains(&need.permission.action.as_str()) => {}
                Some((.., actions)) => actions.push(&need.permission.action),
                None => groups.push((need, outcome, vec![&need.permission.action])),
            }
        }
        let paragraphs: Vec<_> = groups
            .iter()
            .map(|(need, outcome, actions)| {
                let (words, tone) = words::key_need(need, *outcome, actions);
                Paragraph::toned(words, tone)
            })
            .collect();
        if paragraphs.is_empty() { Ok(()) } else { self.section("keys", &paragraphs) }
    }

    fn permissions(&mut self, planned: &Planned<'_>, plan: &CopyPlan) -> io::Result<()> {
        let entry = |(index, need): (usize, &Need)| {
            let outcome = planned.access.as_ref().and_then(|access| access.outcomes.get(index));
            let reason = planned.access.as_ref().and_then(|access| access.reasons.get(index));
            let (mark, tone) = match outcome.map(|outcome| outcome.decision) {
                Some(Decision::Allowed) => (self.marks.yes, Tone::Good),
                Some(Decision::ExplicitDeny | Decision::ImplicitDeny) => (self.marks.no, Tone::Bad),
                Some(Decision::Depends) => (self.marks.maybe, Tone::Doubtful),
                None => (self.marks.open, Tone::Plain),
            };
            let resource = need.query.resources.first().map(ToString::to_string).unwrap_or_default();
            Entry {
                mark: Paragraph::toned(mark, tone),
                name: need.permission.action.clone(),
                object: Visible(&resource).to_string(),
                detail: Paragraph::toned(self.detail(planned, need, outcome, reason), Tone::Faint),
            }
        };
        let entries: Vec<Entry> = plan.needs.iter().enumerate().map(entry).collect();
        self.layout.entries("permissions", &entries, self.out)
    }

    /// What a permission is for, and what decides it.
    fn detail(
        &self,
        planned: &Planned<'_>,
        need: &Need,
        outcome: Option<&Outcome>,
        reason: Option<&Reason>,
    ) -> String {
        let mut detail = need.permission.text.clone();
        if need.assumed {
            detail.push_str(" (taken to be EBS-backed)");
        } else if let Some(proviso) = need.proviso {
            detail = format!("{detail}, {}", proviso.words());
        }
        let Some(outcome) = outcome else { return detail };
        let decision = match outcome.decision {
            Decision::Allowed => "allowed",
            Decision::ExplicitDeny => "explicitly denied",
            Decision::ImplicitDeny => &Self::not_allowed(planned, reason),
            Decision::Depends => "it depends",
        };
        detail = format!("{detail}: {decision}");
        if outcome.decision == Decision::Depends {
            detail.push_str(&words::dependencies(outcome));
        }
        let mut by: Vec<String> =
            outcome.by.iter().take(MOST_STATEMENTS).filter_map(|at| self.by(planned, *at)).collect();
        if outcome.by.len() > MOST_STATEMENTS {
            by.push(format!("and {} more", outcome.by.len() - MOST_STATEMENTS));
        }
        match outcome.decision {
            _ if by.is_empty() => {}
            Decision::Depends => detail = format!("{detail} ({})", by.join(", ")),
            _ => detail = format!("{detail} by {}", by.join(", ")),
        }
        if outcome.inferred {
            detail.push_str(" (inferred)");
        }
        detail
    }

    /// Which policies do not allow something, where there are several kinds.
    fn not_allowed(planned: &Planned<'_>, reason: Option<&Reason>) -> String {
        let is_of_identity = planned.asked.iter().all(|given| given.attachment == Attachment::Identity);
        match reason {
            Some(Reason { lacking, .. }) if !is_of_identity && !lacking.is_empty() => {
                let kinds: Vec<String> = lacking.iter().map(|kind| kind_words(*kind)).collect();
                format!("no statement of {} allows it", joined(&kinds, "or of"))
            }
            _ => "no statement allows it".to_owned(),
        }
    }

    fn by(&self, planned: &Planned<'_>, at: crate::authorization::StatementRef) -> Option<String> {
        let policy = self.plans.policy(planned, at.policy)?;
        let statement = policy.statements.get(at.statement)?;
        let source = self.sources.get(policy.source)?;
        let line = source.position(statement.span.start).line;
        let sid = statement.sid.as_ref().map(|sid| format!(" `{}`", Visible(&sid.value))).unwrap_or_default();
        Some(format!("{}:{line}{sid}", Visible(source.name())))
    }

    fn verdict(&mut self, planned: &Planned<'_>) -> io::Result<()> {
        let (words, tone) = match planned.access.as_ref().map(|access| access.verdict) {
            Some(AccessVerdict::Unknown) | None if planned.asked.is_empty() => {
                ("permissions not checked: no policy given", Tone::Plain)
            }
            Some(AccessVerdict::Allowed) => ("allowed by the given policies", Tone::Good),
            Some(AccessVerdict::Denied) => ("denied", Tone::Bad),
            Some(AccessVerdict::Depends) => ("it depends: see above", Tone::Doubtful),
            Some(AccessVerdict::Unknown) | None => ("unknown: the policies cannot be asked", Tone::Doubtful),
        };
        self.section("verdict", &[Paragraph::toned(words, tone)])
    }
}

/// `CopySnapshot of snap-…`.
fn title(request: &CopyRequest<'_>) -> String {
    match request.string(&request.operation.source_id) {
        Some(source) => format!("{} of {}", request.operation.name, Visible(&source.value)),
        None => request.operation.name.clone(),
    }
}
