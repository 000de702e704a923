//! How much of the data a copy moves.

use super::PlannedRoute;
use crate::facts::Facts;
use crate::request::CopyRequest;

/// How much of the data is copied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transfer {
    /// Nothing: within a Region, without a change of encryption, no data move.
    None,
    /// All of it, or only what has changed since an earlier copy: that depends on earlier copies and
    /// their keys, which no request tells.
    FullOrIncremental,
}

impl Transfer {
    /// The word for it in every format.
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::FullOrIncremental => "full-or-incremental",
        }
    }
}

/// How much a request moves (EBS User Guide, "Copy a snapshot": incremental copies).
pub(super) fn of(request: &CopyRequest<'_>, route: &PlannedRoute, facts: &Facts<'_>) -> Transfer {
    let unchanged = !request.gives("Encrypted")
        && !request.gives("KmsKeyId")
        && facts.encryption_by_default == Some(false);
    let plain_snapshot = request.operation.name == "CopySnapshot" && unchanged;
    if route.kind == Some("same-region") && plain_snapshot {
        Transfer::None
    } else {
        Transfer::FullOrIncremental
    }
}
