//! Plans as a picture for people: the route, what becomes of encryption, and every permission with
//! what decides it.

use std::io;

use super::Plans;
use crate::access::AccessVerdict;
use crate::authorization::{Decision, Outcome};
use crate::copy::{Assumption, CopyPlan, EncryptionOutcome, Endpoint, Key, Need, PlannedRoute};
use crate::lint::Planned;
use crate::report::Style;
use crate::report::escape::Visible;
use crate::report::palette::{Palette, Tone};
use crate::request::CopyRequest;
use crate::text::Sources;

/// Draws plans, a blank line after each.
///
/// # Errors
///
/// Whatever the writer fails with.
pub fn write(plans: Plans<'_>, sources: &Sources, style: &Style, out: &mut dyn io::Write) -> io::Result<()> {
    let mut picture =
        Picture { plans, sources, marks: Marks::of(style), palette: Palette::new(style.color), out };
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
        self.permissions(planned, plan)?;
        if plan.encryption.iter().any(|row| row.encrypted && !matches!(row.key, Key::Given(_))) {
            let denied = planned.access.as_ref().is_some_and(|access| {
                access.key_outcomes.iter().any(|outcome| outcome.decision == Decision::ExplicitDeny)
            });
            let (words, tone) = if denied {
                ("denied: an encrypted copy would fail, see the findings", Tone::Doubtful)
            } else {
                ("not checked: what an encrypted source and a default key need besides", Tone::Plain)
            };
            let words = self.palette.tone(tone, words);
            writeln!(self.out, "  keys         {words}")?;
        }
        self.verdict(planned)?;
        writeln!(self.out)
    }

    fn route(&mut self, request: &CopyRequest<'_>, route: &PlannedRoute) -> io::Result<()> {
        let impossible = route.verdict == crate::copy::RouteVerdict::Impossible;
        let arrow = if impossible { self.marks.barred } else { self.marks.arrow };
        let source = end(&route.source);
        let mut destination = end(&route.destination);
        for (parameter, words) in [
            ("DestinationOutpostArn", "on an Outpost"),
            ("DestinationAvailabilityZone", "in a Local Zone"),
            ("DestinationAvailabilityZoneId", "in a Local Zone"),
        ] {
            if request.gives(parameter) {
                destination = format!("{destination}, {words}");
            }
        }
        let kind = match route.kind {
            Some(kind) => format!("{}: {}", kind.replace('-', " "), route.verdict.name()),
            None => "where it goes is not known".to_owned(),
        };
        let tone = if impossible { Tone::Bad } else { Tone::Plain };
        let kind = self.palette.tone(tone, &kind);
        writeln!(self.out, "  route        {source} {arrow} {destination}  ({kind})")?;
        if let Some(region) = request.region.as_ref().filter(|region| region.span.is_none()) {
            writeln!(self.out, "               the destination is from {}", region.from.name())?;
        }
        Ok(())
    }

    fn encryption(&mut self, plan: &CopyPlan) -> io::Result<()> {
        if plan.encryption.is_empty() {
            return writeln!(self.out, "  encryption   cannot be told beforehand");
        }
        let mut heading = "encryption";
        for row in &plan.encryption {
            let outcome = outcome_words(row, plan.route.destination.region.as_deref());
            writeln!(self.out, "  {heading:12} {outcome}{}", when_words(&row.when))?;
            heading = "";
        }
        Ok(())
    }

    fn permissions(&mut self, planned: &Planned<'_>, plan: &CopyPlan) -> io::Result<()> {
        let width = plan.needs.iter().map(|need| need.permission.action.len()).max().unwrap_or_default();
        let mut heading = "permissions";
        for (index, need) in plan.needs.iter().enumerate() {
            let outcome = planned.access.as_ref().and_then(|access| access.outcomes.get(index));
            let (mark, tone) = match outcome.map(|outcome| outcome.decision) {
                Some(Decision::Allowed) => (self.marks.yes, Tone::Good),
                Some(Decision::ExplicitDeny | Decision::ImplicitDeny) => (self.marks.no, Tone::Bad),
                Some(Decision::Depends) => (self.marks.maybe, Tone::Doubtful),
                None => (self.marks.open, Tone::Plain),
            };
            let resource = need.query.resources.first().map(ToString::to_string).unwrap_or_default();
            let mark = self.palette.tone(tone, mark);
            writeln!(
                self.out,
                "  {heading:12} {mark} {:width$}  {}",
                need.permission.action,
                Visible(&resource),
            )?;
            let detail = self.palette.tone(Tone::Faint, &self.detail(planned, need, outcome));
            writeln!(self.out, "  {:12}   {:width$}  {detail}", "", "")?;
            heading = "";
        }
        Ok(())
    }

    /// What a permission is for, and what decides it.
    fn detail(&self, planned: &Planned<'_>, need: &Need, outcome: Option<&Outcome>) -> String {
        let mut detail = need.permission.text.clone();
        if need.assumed {
            detail.push_str(" (taken to be EBS-backed)");
        } else if need.conditional {
            detail.push_str(", if there are any");
        }
        let Some(outcome) = outcome else { return detail };
        let decision = match outcome.decision {
            Decision::Allowed => "allowed",
            Decision::ExplicitDeny => "explicitly denied",
            Decision::ImplicitDeny => "no statement allows it",
            Decision::Depends => "it depends",
        };
        detail = format!("{detail}: {decision}");
        if outcome.decision == Decision::Depends {
            let names: Vec<String> =
                outcome.depends_on.iter().map(|one| Visible(&one.name).to_string()).collect();
            detail = format!("{detail} on {}", names.join(" and "));
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
            _ if planned.asked.is_empty() => ("permissions not checked: no policy given", Tone::Plain),
            Some(AccessVerdict::Allowed) => ("allowed by the given policies", Tone::Good),
            Some(AccessVerdict::Denied) => ("denied", Tone::Bad),
            Some(AccessVerdict::Depends) => ("it depends: see above", Tone::Doubtful),
            Some(AccessVerdict::Unknown) | None => ("unknown: the policies cannot be asked", Tone::Doubtful),
        };
        let words = self.palette.tone(tone, words);
        writeln!(self.out, "  verdict      {words}")
    }
}

/// `CopySnapshot of snap-…`.
fn title(request: &CopyRequest<'_>) -> String {
    let source = ["SourceSnapshotId", "SourceImageId"].iter().find_map(|name| request.string(name));
    match source {
        Some(source) => format!("{} of {}", request.operation.name, Visible(&source.value)),
        None => request.operation.name.clone(),
    }
}

fn end(endpoint: &Endpoint) -> String {
    let region = endpoint.region.as_deref().unwrap_or("?");
    let shown = Visible(region).to_string();
    match endpoint.partition {
        Some("aws") | None => shown,
        Some(partition) => format!("{shown} ({partition})"),
    }
}

fn outcome_words(row: &EncryptionOutcome, region: Option<&str>) -> String {
    let region = region.unwrap_or("the destination Region");
    match &row.key {
        Key::None => "not encrypted".to_owned(),
        Key::Given(Some(key)) => format!("encrypted with {}", Visible(key)),
        Key::Given(None) => "encrypted with the given key".to_owned(),
        Key::Default => format!("encrypted with the default key for EBS in {}", Visible(region)),
        Key::SourceOrDefault => {
            format!(
                "encrypted with the source's key or the default key of {}: AWS says both",
                Visible(region)
            )
        }
    }
}

fn when_words(when: &[Assumption]) -> String {
    let words: Vec<&str> = when
        .iter()
        .map(|fact| match (fact.name, fact.value) {
            ("source_encrypted", true) => "the source is encrypted",
            ("source_encrypted", false) => "the source is not encrypted",
            (_, true) => "encryption by default is on",
            (_, false) => "encryption by default is off",
        })
        .collect();
    if words.is_empty() { String::new() } else { format!(", if {}", words.join(" and ")) }
}
