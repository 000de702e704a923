//! How much of the data a copy moves (EBS User Guide, "Copy a snapshot": incremental copies).

/// How much of the data is copied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Transfer {
    /// Nothing: within an account and a Region, without a change of encryption, no data move.
    None,
    /// All of it.
    Full,
    /// All of it, or only what has changed since an earlier copy: that depends on earlier copies and
    /// their keys, which no request tells.
    FullOrIncremental,
}

/// What a copy changes of the encryption.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Change {
    /// Nothing.
    None,
    /// What was not encrypted becomes so.
    Encrypted,
    /// What was encrypted gets another key.
    Key,
    /// It cannot be told.
    Unknown,
}

impl Transfer {
    /// The word for it in every format.
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Full => "full",
            Self::FullOrIncremental => "full-or-incremental",
        }
    }

    /// How much is moved for a change. `at_home` says that the copy stays in the account and the Region of its
    /// source; `is_snapshot`, that a snapshot is copied there, and to no other place in it.
    pub(super) fn of(change: Change, at_home: bool, is_snapshot: bool) -> Self {
        match change {
            Change::None if at_home && is_snapshot => Self::None,
            Change::Encrypted => Self::Full,
            // In another Region or account the key is another one in any case, and earlier copies there may
            // have it.
            Change::Key if at_home => Self::Full,
            _ => Self::FullOrIncremental,
        }
    }

    /// How much is moved if it is the one or the other.
    #[must_use]
    pub(super) fn or(self, other: Self) -> Self {
        if self == other { self } else { Self::FullOrIncremental }
    }

    /// How much is moved in all of these cases; what is not known of may be anything.
    pub(super) fn of_any(transfers: impl IntoIterator<Item = Self>) -> Self {
        transfers.into_iter().reduce(Self::or).unwrap_or(Self::FullOrIncremental)
    }
}
