//! The arguments of `copylint simulate`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::Color;

pub(in crate::cli) const SIMULATE_EXIT_CODES: &str = "\
Exit codes:
  0  every action was decided, whatever the decisions are
  2  wrong usage, or a request or a policy that cannot be used
  3  something could not be read or written";

/// What `aws iam simulate-custom-policy` asks, and what its simulator does not know.
#[derive(Debug, Args)]
pub(in crate::cli) struct Simulate {
    /// A request of SimulateCustomPolicy; `-` is standard input
    ///
    /// The answer is then JSON in AWS's shape, unless --format says otherwise. Options add to the request.
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) cli_input_json: Option<PathBuf>,
    /// An action to ask for, such as `ec2:CopySnapshot`; may be repeated
    #[arg(long, value_name = "ACTION")]
    pub(in crate::cli) action: Vec<String>,
    /// The ARN of a resource; may be repeated, and without any it is `*`
    #[arg(long, value_name = "ARN")]
    pub(in crate::cli) resource: Vec<String>,
    /// A value of a context key; repeated for each key, and for each value of a key
    ///
    /// Its type (string, numeric, boolean, ip, binary or date) is known for the keys of AWS, and may be written
    /// behind the key: `--context aws:SourceIp:ip=203.0.113.7`. A key that is not given is absent.
    #[arg(long, value_name = "KEY[:TYPE]=VALUE")]
    pub(in crate::cli) context: Vec<String>,
    /// An identity policy of whoever asks; may be repeated
    ///
    /// As with every option that names policies, the file may also be what `aws iam get-policy-version` and the
    /// like print, or a list of policies. Of what `aws iam get-account-authorization-details` prints, the policies
    /// and the boundary of --principal are asked.
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) policy: Vec<PathBuf>,
    /// The permissions boundary of whoever asks
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) boundary: Option<PathBuf>,
    /// A session policy; may be repeated
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) session_policy: Vec<PathBuf>,
    /// The service control policies of one level of the organization; repeated for each level
    ///
    /// A level is the root, an organizational unit or the account. A file with a list of policies, or a folder,
    /// holds all that are attached at the level. Every level must allow what is asked.
    #[arg(long, value_name = "PATH")]
    pub(in crate::cli) scp: Vec<PathBuf>,
    /// The resource control policies of one level of the resource's organization; repeated for each level
    #[arg(long, value_name = "PATH")]
    pub(in crate::cli) rcp: Vec<PathBuf>,
    /// The policy of the VPC endpoint that the request comes through
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) endpoint_policy: Vec<PathBuf>,
    /// The policy of the resource, such as a bucket or a KMS key
    #[arg(long, value_name = "FILE", visible_alias = "key-policy")]
    pub(in crate::cli) resource_policy: Option<PathBuf>,
    /// Who asks: an ARN, an account id, a service such as `ec2.amazonaws.com`, or `anonymous`
    #[arg(long, value_name = "ARN")]
    pub(in crate::cli) principal: Option<String>,
    /// The account, or an ARN in it, that owns resources whose ARN does not tell
    #[arg(long, value_name = "ACCOUNT")]
    pub(in crate::cli) resource_owner: Option<String>,
    /// How answers are printed
    #[arg(long, value_enum)]
    pub(in crate::cli) format: Option<SimulateFormat>,
    /// When to use colour
    #[arg(long, value_enum, default_value_t = Color::Auto)]
    pub(in crate::cli) color: Color,
    /// A command line: `aws iam simulate-custom-policy …`, or `simulate-principal-policy`
    ///
    /// The answer is then JSON in AWS's shape, as with --cli-input-json.
    #[arg(last = true, value_name = "COMMAND")]
    pub(in crate::cli) words: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum SimulateFormat {
    /// For people, with the statements that decide
    Pretty,
    /// For programs, in AWS's shape; see `copylint schema simulate`
    Json,
}

impl Simulate {
    /// Why options contradict one another, if they do.
    pub(in crate::cli) fn contradiction(&self) -> Option<String> {
        let lists = [&self.policy, &self.session_policy, &self.scp, &self.rcp, &self.endpoint_policy];
        let single = [&self.cli_input_json, &self.boundary, &self.resource_policy];
        let files = lists.into_iter().flatten().chain(single.into_iter().flatten());
        let stdin = files.filter(|path| path.as_os_str() == "-").count();
        if self.cli_input_json.is_some() && !self.words.is_empty() {
            return Some(
                "there are two requests: that of --cli-input-json, and that of the command".to_owned(),
            );
        }
        (stdin > 1).then(|| "standard input can be read only once: `-` stands here several times".to_owned())
    }

    /// How answers are printed: as scripts expect if they ask as a script does.
    pub(in crate::cli) fn format(&self) -> SimulateFormat {
        let is_script = self.cli_input_json.is_some() || !self.words.is_empty();
        self.format.unwrap_or(if is_script { SimulateFormat::Json } else { SimulateFormat::Pretty })
    }
}
