//! Actions and resource types, as the service reference describes them.

use std::sync::OnceLock;

use super::arns::ArnFormat;
use super::keys::Keys;

/// An action, such as `CopySnapshot` of `ec2`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Action {
    /// Its name without the prefix, in AWS's spelling.
    pub name: &'static str,
    /// What it does, in AWS's five classes.
    pub level: AccessLevel,
    /// Whether it only grants a permission and is no API operation. `None` where the data do not
    /// say: for actions that are newer than the last data on that.
    pub permission_only: Option<bool>,
    /// The resource types that it can be restricted to, each once, sorted. Empty: it takes only
    /// `*`. If none of them is required, one of them is.
    pub resources: Vec<ActionResource>,
    /// The condition keys that every request for this action may carry, whatever the resource.
    pub keys: Keys,
    /// The actions that its caller may need besides, in full (`ec2:CreateTags`), sorted. `None`
    /// where the data do not say.
    pub dependent_actions: Option<Vec<&'static str>>,
}

/// A resource type of an action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ActionResource {
    /// Name of a resource type of the same service, see [`super::Service::resource_type`].
    pub resource_type: &'static str,
    /// Whether each request for the action names such a resource.
    pub required: bool,
    /// The condition keys that come with such a resource, for this action.
    pub keys: Keys,
}

/// A resource type, such as `snapshot` of `ec2`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResourceType {
    /// Its name; may hold spaces.
    pub name: &'static str,
    /// Prefix of the service that defines it.
    pub service: &'static str,
    /// Its ARN formats, such as `arn:${Partition}:ec2:${Region}::snapshot/${SnapshotId}`; at
    /// least one.
    pub arns: Vec<&'static str>,
    /// The condition keys that describe such a resource.
    pub keys: Keys,
    pub(super) formats: OnceLock<Vec<ArnFormat>>,
}

impl ResourceType {
    /// Its ARN formats, taken apart.
    pub fn formats(&self) -> &[ArnFormat] {
        let format = |arn: &&'static str| ArnFormat::of(arn, self.service, self.name);
        self.formats.get_or_init(|| self.arns.iter().filter_map(format).collect())
    }
}

/// What an action does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AccessLevel {
    /// Shows which resources there are.
    List,
    /// Shows what is in a resource.
    Read,
    /// Makes, changes or deletes resources.
    Write,
    /// Makes, changes or deletes tags, and nothing else.
    Tagging,
    /// Grants or withdraws permissions on resources.
    PermissionsManagement,
}

impl AccessLevel {
    /// AWS's name for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::List => "List",
            Self::Read => "Read",
            Self::Write => "Write",
            Self::Tagging => "Tagging",
            Self::PermissionsManagement => "Permissions management",
        }
    }

    pub(super) fn from_letter(letter: char) -> Option<Self> {
        match letter {
            'L' => Some(Self::List),
            'R' => Some(Self::Read),
            'W' => Some(Self::Write),
            'T' => Some(Self::Tagging),
            'P' => Some(Self::PermissionsManagement),
            _ => None,
        }
    }
}
