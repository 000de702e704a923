//! `copylint plan`: what each copy would do, needs, and is granted.

use std::io;

use super::arguments::{Plan, PlanFormat};
use super::gather::gather;
use super::{exit, output, say, write_out};
use crate::reference;
use crate::report::plan::{Plans, json, picture, policy};
use crate::report::{failures, line, pretty};
use crate::text::Sources;

pub(super) fn run(plan: &Plan) -> u8 {
    if plan.paths.is_empty() && plan.common.words.is_empty() {
        say("error: nothing to plan: name files with copy requests, or a command after `--`");
        return exit::USAGE;
    }
    if plan.who && plan.format == PlanFormat::Policy {
        say("error: `--format policy` prints what the copies need, whoever makes them: leave out `--who`");
        return exit::USAGE;
    }
    let sources = Sources::new();
    let linter = gather(&sources, &plan.common, &plan.paths, plan.who);
    if plan.who && !linter.describes_account() {
        // Why what was named is none. Nobody is left to tell if standard error is gone.
        let (report, ..) = linter.finish();
        let _ = failures(&report, &mut io::stderr().lock());
        let _ = line::write(&report, &mut io::stderr().lock());
        say(
            "error: --who needs an account: name what `aws iam get-account-authorization-details` prints with --policy",
        );
        return exit::USAGE;
    }
    let (report, planned, policies) = linter.finish();
    let code = output::conclude(
        &report,
        &plan.common,
        planned.is_empty().then_some("nothing to plan: there is no copy request"),
    );
    let plans = Plans { planned: &planned, policies: &policies };
    if plan.format == PlanFormat::Policy {
        let err = &mut io::stderr().lock();
        // Nobody is left to tell if standard error is gone.
        let _ = line::write(&report, err);
        if !plan.common.quiet {
            let _ = policy::remarks(plans, &sources, err);
        }
    }
    write_out(code, |out| match plan.format {
        PlanFormat::Policy => policy::write(plans, out),
        PlanFormat::Json => json::write(plans, &report, reference::date(), out),
        PlanFormat::Pretty => {
            let style = output::style(plan.common.color);
            picture::write(plans, &sources, &style, out)?;
            pretty::write(&report, &style, out)?;
            if plan.common.quiet { Ok(()) } else { pretty::summary(&report, &style, out) }
        }
    })
}
