//! The options that name policies: what decides whether a copy is allowed.

use std::path::PathBuf;

use clap::Args;

use crate::rules::request::key_hint;

/// The policies that copies are put to.
#[derive(Debug, Args)]
pub(in crate::cli) struct Policies {
    /// An identity policy of whoever makes the copy; may be repeated
    ///
    /// Also what `aws iam get-account-authorization-details` prints: then `--principal` says whose policies
    /// count, with those of groups and the permissions boundary.
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) policy: Vec<PathBuf>,
    /// The permissions boundary of whoever makes the copy
    ///
    /// Of several, it is enough if one allows what is asked.
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) boundary: Vec<PathBuf>,
    /// A session policy, given when the role was assumed; may be repeated
    ///
    /// Of several, it is enough if one allows what is asked.
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) session_policy: Vec<PathBuf>,
    /// The service control policies of one level of the organization; repeated for each level
    ///
    /// A level is the root, an organizational unit or the account. A file with a list of policies, or a folder,
    /// holds all that are attached at the level. Every level must allow what is asked; of a level whose given
    /// policies only deny, it is not known.
    #[arg(long, value_name = "PATH")]
    pub(in crate::cli) scp: Vec<PathBuf>,
    /// The resource control policies of one level of the organization that the keys and buckets are in;
    /// repeated for each level
    #[arg(long, value_name = "PATH")]
    pub(in crate::cli) rcp: Vec<PathBuf>,
    /// The policy of a KMS key that the copy uses; may be repeated
    ///
    /// KEY is the key's ARN, or as the request names it: `--key-policy arn:aws:kms:…:key/…=policy.json`. It may
    /// be left out if the copies name one key only. The account in the ARN owns the key.
    #[arg(long, value_name = "[KEY=]FILE", value_parser = key_policy)]
    pub(in crate::cli) key_policy: Vec<KeyPolicy>,
}

/// The policy of a key.
#[derive(Clone, Debug)]
pub(in crate::cli) struct KeyPolicy {
    /// The key, in any form of a `KmsKeyId`, if it was named.
    pub(in crate::cli) key: Option<String>,
    /// The file.
    pub(in crate::cli) path: PathBuf,
}

impl Policies {
    /// Whether there is none.
    pub(in crate::cli) fn is_empty(&self) -> bool {
        self.paths().next().is_none()
    }

    /// Every path.
    pub(in crate::cli) fn paths(&self) -> impl Iterator<Item = &PathBuf> {
        let Self { policy, boundary, session_policy, scp, rcp, key_policy } = self;
        let keys = key_policy.iter().map(|policy| &policy.path);
        [policy, boundary, session_policy, scp, rcp].into_iter().flatten().chain(keys)
    }
}

/// A key may hold no `=`, and a path may: what stands before it is a key if it has the form of one.
fn key_policy(text: &str) -> Result<KeyPolicy, String> {
    let (key, path) = match text.split_once('=') {
        Some((key, path)) if key_hint(key).is_none() => (Some(key.to_owned()), path),
        Some((key, _)) if key.starts_with("arn:") || key.starts_with("alias/") => {
            return Err(key_hint(key).unwrap_or_default());
        }
        _ => (None, text),
    };
    if path.is_empty() {
        return Err("write KEY=FILE, or the file alone".to_owned());
    }
    Ok(KeyPolicy { key, path: PathBuf::from(path) })
}
