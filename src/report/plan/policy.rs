//! The least-privilege identity policy for all planned copies together, and what it leaves out.

use std::collections::{HashMap, HashSet};
use std::io;

use serde::Serialize;

use super::Plans;
use crate::authorization::{Part, Query, Resource};
use crate::copy::{CopyPlan, Grants, Need, Proviso, Statement};
use crate::lint::Planned;
use crate::report::escape::Visible;
use crate::text::Sources;

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Document {
    version: &'static str,
    statement: Vec<Statement>,
}

/// How many characters a managed policy may have, white space apart (IAM User Guide, "IAM and AWS STS quotas").
const MOST_CHARACTERS: usize = 6_144;

impl Document {
    fn of(plans: Plans<'_>) -> Self {
        let mut grants = Grants::default();
        for (planned, need) in granted(plans) {
            grants.add(&planned.request, need);
        }
        Self { version: "2012-10-17", statement: grants.statements() }
    }
}

/// What the policy grants, each with the copy that needs it.
fn granted<'a>(plans: Plans<'a>) -> impl Iterator<Item = (&'a Planned<'a>, &'a Need)> {
    let needs = |planned: &'a Planned<'a>| {
        planned.plan.iter().flat_map(|plan| &plan.needs).map(move |need| (planned, need))
    };
    plans.planned.iter().flat_map(needs)
}

/// Writes the policy as JSON.
///
/// # Errors
///
/// Whatever the writer fails with.
pub fn write(plans: Plans<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, &Document::of(plans)).map_err(io::Error::from)?;
    out.write_all(b"\n")
}

/// Writes what the policy holds in case something is so, what it leaves out, where it is wider than it would have to be, and whether it is too long, a line
/// each.
///
/// # Errors
///
/// Whatever the writer fails with.
pub fn remarks(plans: Plans<'_>, sources: &Sources, out: &mut dyn io::Write) -> io::Result<()> {
    let mut said = HashSet::new();
    for planned in plans.planned {
        let (in_case, left_out) = match &planned.plan {
            Some(plan) => (if_needed(plan), left_out(plan)),
            None => (Vec::new(), vec![refused(planned, sources)]),
        };
        let in_case = in_case.into_iter().map(|line| format!("in the policy, and needed only {line}"));
        let left_out = left_out.into_iter().map(|line| format!("not in the policy: {line}"));
        for line in in_case.chain(left_out) {
            if !said.contains(&line) {
                writeln!(out, "{line}")?;
                said.insert(line);
            }
        }
    }
    let unknown = unknown(plans);
    if !unknown.is_empty() {
        writeln!(out, "a wildcard of the policy stands for what is not known: {}", unknown.join(", "))?;
    }
    let document = serde_json::to_string(&Document::of(plans)).map_err(io::Error::from)?;
    let length = document.chars().filter(|character| !character.is_whitespace()).count();
    if length > MOST_CHARACTERS {
        writeln!(
            out,
            "the policy has {length} characters, white space apart; a managed policy may have {MOST_CHARACTERS}"
        )?;
    }
    Ok(())
}

/// What a description, an option or the request could tell, so that the policy would be narrower.
fn unknown(plans: Plans<'_>) -> Vec<&'static str> {
    let mut names = Vec::new();
    for name in granted(plans).flat_map(|(_, need)| unknown_parts(need)) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

fn unknown_parts(need: &Need) -> Vec<&'static str> {
    let Query { resources, context, .. } = &need.query;
    let name = |part: &Part| match part {
        Part::Like { name, .. } => Some(*name),
        Part::Known(_) | Part::Partial { .. } => None,
    };
    let mut names = Vec::new();
    for Resource { partition, region, account, id, .. } in resources {
        names.extend([partition, region, account].into_iter().filter_map(name));
        // Which key it is, the condition says.
        names.extend(name(id).filter(|_| context.values("kms:ResourceAliases").is_none()));
    }
    // The name of that bucket holds the account.
    if need.permission.resource == "destination-bucket" && context.values("aws:PrincipalAccount").is_none() {
        names.push("the account");
    }
    names
}

/// A copy that has no plan.
fn refused(planned: &Planned<'_>, sources: &Sources) -> String {
    let Planned { request, .. } = planned;
    let line = sources.get(request.span.source).map_or(1, |source| source.position(request.span.start).line);
    let place = Visible(sources.name(request.span.source)).to_string();
    format!("{} of {place}:{line}, which the client itself would refuse", request.operation.name)
}

/// What a copy needs only if something holds that is not known.
fn if_needed(plan: &CopyPlan) -> Vec<String> {
    lines(plan.needs.iter().filter(|need| need.proviso.is_some()))
}

/// What a copy needs of keys that nothing names, if it uses any.
fn left_out(plan: &CopyPlan) -> Vec<String> {
    // What an older guide asks of the default key is no part of what is known to be needed.
    lines(plan.key_needs.iter().filter(|need| need.permission.resource != "default-key"))
}

/// A line for each thing that must hold, and each resource.
fn lines<'a>(needs: impl Iterator<Item = &'a Need>) -> Vec<String> {
    let mut lines: Vec<(&Need, Vec<&str>)> = Vec::new();
    let mut places: HashMap<(Option<Proviso>, &str, Option<String>), usize> = HashMap::new();
    for need in needs {
        let resource = need.query.resources.first().map(Resource::to_string);
        let place = *places.entry((need.proviso, &need.permission.text, resource)).or_insert(lines.len());
        match lines.get_mut(place) {
            Some((_, actions)) => actions.push(&need.permission.action),
            None => lines.push((need, vec![&need.permission.action])),
        }
    }
    lines.iter().map(|(need, actions)| line(need, actions)).collect()
}

fn line(need: &Need, actions: &[&str]) -> String {
    let condition = need.proviso.map_or("unless AWS manages the key", Proviso::words);
    let resource = need.query.resources.first().map(Resource::to_string).unwrap_or_default();
    let (actions, text) = (actions.join(", "), &need.permission.text);
    format!("{condition}: {actions} on {}, {text}", Visible(&resource))
}
