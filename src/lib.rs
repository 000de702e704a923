//! Lints planned copies of machine images and disk snapshots, together with the IAM policies that
//! must allow them.
//!
//! The library follows the journey of the data. A module uses only what stands *above* it in this
//! list (`tests/order.rs` reads the list and checks it):
//!
//! - [`text`]: sources, spans, lines and columns
//! - [`rule`]: rules, levels, certainties, findings: plain data
//! - [`suggest`]: did you mean
//! - [`words`]: phrases of messages
//! - [`tree`]: the spanned value tree, and the readers that make it
//! - [`pattern`]: IAM wildcards and policy variables
//! - [`arn`]: Amazon Resource Names, field by field
//! - [`reference`](mod@reference): what is known about actions, resources, condition keys, partitions and Regions
//! - [`policy`]: the policy model and its reader
//! - [`account`]: who has which policies in an account
//! - [`authorization`]: may this action be done on this resource, under these policies?
//! - [`operation`]: the copy operations, as `rules/operations` describes them
//! - [`request`]: planned copy requests and their readers
//! - [`facts`]: what a request does not say
//! - [`copy`]: what a copy does: route, encryption, and the permissions that it needs
//! - [`access`]: the needs of a copy, put to the policies
//! - [`rules`]: the registry of rules, and the functions that raise them
//! - [`simulation`]: single actions, decided as AWS's policy simulator decides them
//! - [`discover`]: which files, and of what kind
//! - [`lint`]: the driver: levels, precedence, order
//! - [`report`]: findings and plans as text and JSON
//! - [`cli`]: arguments, and one file per subcommand

pub mod access;
pub mod account;
pub mod arn;
pub mod authorization;
pub mod cli;
pub mod copy;
pub mod discover;
pub mod facts;
pub mod lint;
pub mod operation;
pub mod pattern;
pub mod policy;
pub mod reference;
pub mod report;
pub mod request;
pub mod rule;
pub mod rules;
pub mod simulation;
pub mod suggest;
pub mod text;
pub mod tree;
pub mod words;
