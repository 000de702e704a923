//! The arguments of the command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

mod simulate;

pub(super) use simulate::{SIMULATE_EXIT_CODES, Simulate, SimulateFormat};

use crate::arn::is_account;
use crate::policy::PolicyKind;
use crate::reference::RegionName;
use crate::request::principal_account;
use crate::rule::{Level, Rule};
use crate::rules::request::key_hint;
use crate::{reference, rules, suggest};

mod policies;

pub(super) use policies::Policies;

/// Lints planned copies of machine images and disk snapshots, together with the IAM policies that must
/// allow them.
#[derive(Debug, Parser)]
#[command(name = "copylint", version = version(), about, max_term_width = 100)]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub(super) command: Command,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Lint files, folders and a command line
    #[command(after_help = EXIT_CODES)]
    Check(Check),
    /// Show what each copy would do, needs, and is granted
    #[command(after_help = EXIT_CODES)]
    Plan(Plan),
    /// Decide single actions, as `aws iam simulate-custom-policy` does, offline
    #[command(after_help = SIMULATE_EXIT_CODES)]
    Simulate(Simulate),
    /// Show the page of a rule
    Explain {
        /// The id of the rule, such as `missing-copy-permission`
        rule: String,
    },
    /// List the rules
    Rules,
    /// Print a JSON Schema
    Schema {
        /// Which one
        name: SchemaName,
    },
    /// Print the completions for a shell
    Completions {
        /// Which shell
        shell: clap_complete::Shell,
    },
}

const EXIT_CODES: &str = "\
Exit codes:
  0  nothing at or above the level of --fail-on
  1  findings
  2  wrong usage, or nothing to lint among what was named
  3  something could not be read or written";

#[derive(Debug, Args)]
pub(super) struct Check {
    /// Files, folders and quoted patterns; `-` is standard input
    ///
    /// Files that are named may also be scripts, or other texts with commands of the AWS CLI in them.
    ///
    /// If no path, no command and no policy is given, the current folder is linted.
    #[arg(value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,
    #[command(flatten)]
    pub(super) common: Common,
    /// How findings are printed
    #[arg(long, value_enum, default_value_t = Format::Pretty)]
    pub(super) format: Format,
}

#[derive(Debug, Args)]
pub(super) struct Plan {
    /// Files with copy requests or with commands of the AWS CLI; `-` is standard input
    #[arg(value_name = "REQUEST")]
    pub(super) paths: Vec<PathBuf>,
    #[command(flatten)]
    pub(super) common: Common,
    /// List who can make each copy, of the users and roles that `--policy` tells of
    ///
    /// `--policy` must name what `aws iam get-account-authorization-details` prints.
    #[arg(long)]
    pub(super) who: bool,
    /// How plans are printed
    #[arg(long, value_enum, default_value_t = PlanFormat::Pretty)]
    pub(super) format: PlanFormat,
}

/// What `check` and `plan` have in common.
#[derive(Debug, Args)]
pub(super) struct Common {
    #[command(flatten)]
    pub(super) policies: Policies,
    /// A description of what is copied; may be repeated
    ///
    /// The JSON that `aws ec2 describe-images` or `aws ec2 describe-snapshots` prints, also cut down by
    /// `--query`. Of several descriptions of one image or snapshot the last counts.
    #[arg(long, value_name = "FILE")]
    pub(super) source: Vec<PathBuf>,
    /// The account that makes the copy
    #[arg(long, value_name = "ID", value_parser = account)]
    pub(super) account: Option<String>,
    /// The ARN of whoever makes the copy
    #[arg(long, value_name = "ARN", value_parser = principal)]
    pub(super) principal: Option<String>,
    /// The Region that a copy goes to, where the request leaves it open
    #[arg(long, value_name = "REGION", value_parser = region)]
    pub(super) region: Option<String>,
    /// Whether EBS encryption by default is on in the destination Region
    #[arg(long, value_name = "on|off")]
    pub(super) encryption_by_default: Option<Switch>,
    /// The default KMS key for EBS in the destination Region
    #[arg(long, value_name = "KEY", value_parser = key)]
    pub(super) default_key: Option<String>,
    /// What policies are attached to, where their content does not say
    #[arg(long, value_name = "KIND")]
    pub(super) policy_type: Option<PolicyType>,
    /// The level of a rule; may be repeated
    #[arg(long, value_name = "RULE=LEVEL", value_parser = level)]
    pub(super) level: Vec<(&'static Rule, Option<Level>)>,
    /// The lowest level that makes the exit code 1
    #[arg(long, value_enum, default_value_t = FailOn::Warning)]
    pub(super) fail_on: FailOn,
    /// When to use colour
    #[arg(long, value_enum, default_value_t = Color::Auto)]
    pub(super) color: Color,
    /// Print nothing but findings
    #[arg(long, short)]
    pub(super) quiet: bool,
    /// Do not fail if there is nothing to lint
    #[arg(long)]
    pub(super) allow_empty: bool,
    /// The path that reports call standard input by
    #[arg(long, value_name = "PATH")]
    pub(super) stdin_filename: Option<String>,
    /// A command line, such as `aws ec2 copy-image …`
    #[arg(last = true, value_name = "COMMAND")]
    pub(super) words: Vec<String>,
}

impl Common {
    /// Why options contradict one another, if they do.
    pub(super) fn contradiction(&self, paths: &[PathBuf]) -> Option<String> {
        let files = paths.iter().chain(self.policies.paths()).chain(&self.source);
        let stdin = files.filter(|path| path.as_os_str() == "-").count();
        if stdin > 1 {
            return Some("standard input can be read only once: `-` stands here several times".to_owned());
        }
        let account = self.account.as_deref()?;
        let of_principal = principal_account(self.principal.as_deref()?)?;
        (account != of_principal)
            .then(|| format!("--account is {account}, but --principal is of account {of_principal}"))
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For people, with the text around each finding
    Pretty,
    /// `PATH:LINE:COLUMN: LEVEL[RULE] MESSAGE`, a line for each finding
    Line,
    /// For programs; see `copylint schema findings`
    Json,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum PlanFormat {
    /// For people
    Pretty,
    /// For programs; see `copylint schema plan`
    Json,
    /// The least-privilege identity policy for all copies together; findings go to standard error
    Policy,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum SchemaName {
    /// The output of `check --format json`
    Findings,
    /// The output of `plan --format json`
    Plan,
    /// The output of `simulate --format json`
    Simulate,
    /// The input of `simulate --cli-input-json`
    SimulateRequest,
    /// The parameters of CopyImage
    CopyImage,
    /// The parameters of CopySnapshot
    CopySnapshot,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Switch {
    /// It is on
    On,
    /// It is off
    Off,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum PolicyType {
    /// A user, a group or a role
    Identity,
    /// A resource, such as a key or a bucket
    Resource,
    /// A role: who may assume it
    Trust,
    /// An organization, as a service control policy
    Scp,
    /// An organization, as a resource control policy
    Rcp,
    /// A user or a role, as its permissions boundary
    Boundary,
    /// A session, when a role is assumed
    Session,
}

impl From<PolicyType> for PolicyKind {
    fn from(value: PolicyType) -> Self {
        match value {
            PolicyType::Identity => Self::Identity,
            PolicyType::Resource => Self::Resource,
            PolicyType::Trust => Self::Trust,
            PolicyType::Scp => Self::ServiceControl,
            PolicyType::Rcp => Self::ResourceControl,
            PolicyType::Boundary => Self::Boundary,
            PolicyType::Session => Self::Session,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum FailOn {
    /// Only errors
    Error,
    /// Warnings and errors
    Warning,
    /// Any finding
    Note,
    /// No finding
    Never,
}

impl FailOn {
    /// Whether a finding of this level makes the run fail.
    pub(super) fn counts(self, level: Level) -> bool {
        match self {
            Self::Error => level >= Level::Error,
            Self::Warning => level >= Level::Warning,
            Self::Note => level >= Level::Note,
            Self::Never => false,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Color {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

fn version() -> String {
    let (actions, regions) = (reference::date(), reference::regions_date());
    format!("{} (actions of {actions}, Regions of {regions})", env!("CARGO_PKG_VERSION"))
}

fn account(text: &str) -> Result<String, String> {
    if is_account(text) {
        return Ok(text.to_owned());
    }
    Err("an account id has twelve digits".to_owned())
}

fn principal(text: &str) -> Result<String, String> {
    match principal_account(text) {
        Some(_) => Ok(text.to_owned()),
        None => {
            Err("write the ARN of a user or a role, such as `arn:aws:iam::111122223333:role/copier`"
                .to_owned())
        }
    }
}

fn key(text: &str) -> Result<String, String> {
    match key_hint(text) {
        Some(hint) => Err(hint),
        None => Ok(text.to_owned()),
    }
}

fn region(text: &str) -> Result<String, String> {
    if reference::region(text) != RegionName::Unknown {
        return Ok(text.to_owned());
    }
    let zone = reference::availability_zone(text).map(|zone| format!("its Region is `{}`", zone.region));
    let hint = zone.or_else(|| suggest::hint(text, reference::regions()));
    Err(hint.unwrap_or_else(|| "write a Region such as `us-east-1`".to_owned()))
}

fn level(text: &str) -> Result<(&'static Rule, Option<Level>), String> {
    let (id, level) = text.split_once('=').ok_or("write RULE=error, =warning, =note or =off")?;
    let rule = rules::by_id(id).ok_or_else(|| unknown_rule(id))?;
    let level = match level {
        "error" => Some(Level::Error),
        "warning" => Some(Level::Warning),
        "note" => Some(Level::Note),
        "off" => None,
        other => return Err(format!("`{other}` is no level: write error, warning, note or off")),
    };
    Ok((rule, level))
}

/// What to say about an id that no rule has.
pub(super) fn unknown_rule(id: &str) -> String {
    let hint = suggest::hint(id, rules::all().map(|rule| rule.id));
    let hint = hint.unwrap_or_else(|| "`copylint rules` lists them".to_owned());
    format!("there is no rule `{id}`: {hint}")
}
