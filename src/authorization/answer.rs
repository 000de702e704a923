//! Yes, no, or it depends, and on what.

use std::collections::HashSet;

/// An answer with three values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Surely not.
    No,
    /// It cannot be known beforehand.
    Maybe,
    /// Surely.
    Yes,
}

impl From<bool> for Answer {
    fn from(value: bool) -> Self {
        if value { Self::Yes } else { Self::No }
    }
}

impl Answer {
    /// The opposite.
    #[must_use]
    pub fn opposite(self) -> Self {
        match self {
            Self::No => Self::Yes,
            Self::Maybe => Self::Maybe,
            Self::Yes => Self::No,
        }
    }

    /// Both: the weaker of the two.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::No, _) | (_, Self::No) => Self::No,
            (Self::Yes, Self::Yes) => Self::Yes,
            _ => Self::Maybe,
        }
    }

    /// Either: the stronger of the two.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        self.opposite().and(other.opposite()).opposite()
    }
}

/// What an answer depends on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dependency {
    /// What kind of thing.
    pub kind: DependencyKind,
    /// Its name: a context key, or words for a part of a resource or for a fact.
    pub name: String,
}

/// What kind of thing an answer depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DependencyKind {
    /// A key of the request's context.
    Key,
    /// A part of the resource.
    Resource,
    /// Something else about the copy or the policies.
    Fact,
}

impl DependencyKind {
    /// The word for it in every format.
    pub fn name(self) -> &'static str {
        match self {
            Self::Key => "key",
            Self::Resource => "resource",
            Self::Fact => "fact",
        }
    }
}

/// An answer and what it depends on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// The answer.
    pub answer: Answer,
    /// What it depends on, perhaps more than once; empty unless the answer is [`Answer::Maybe`].
    pub depends_on: Vec<Dependency>,
}

impl Verdict {
    /// An answer that depends on nothing that could be named.
    pub fn of(answer: Answer) -> Self {
        Self { answer, depends_on: Vec::new() }
    }

    /// It depends.
    pub fn maybe(kind: DependencyKind, name: impl Into<String>) -> Self {
        Self { answer: Answer::Maybe, depends_on: vec![Dependency { kind, name: name.into() }] }
    }

    /// It depends on these context keys.
    pub fn maybe_keys<'k>(keys: impl Iterator<Item = &'k str>) -> Self {
        let dependency = |key: &str| Dependency { kind: DependencyKind::Key, name: key.to_owned() };
        Self { answer: Answer::Maybe, depends_on: keys.map(dependency).collect() }
    }

    /// Both must hold.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        let answer = self.answer.and(other.answer);
        self.join(other, answer)
    }

    /// One is enough.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        let answer = self.answer.or(other.answer);
        self.join(other, answer)
    }

    /// The opposite.
    #[must_use]
    pub fn opposite(self) -> Self {
        Self { answer: self.answer.opposite(), depends_on: self.depends_on }
    }

    fn join(mut self, other: Self, answer: Answer) -> Self {
        if answer != Answer::Maybe {
            return Self::of(answer);
        }
        self.depends_on.extend(other.depends_on);
        Self { answer, depends_on: self.depends_on }
    }
}

/// Each dependency once, in the order in which they come first. The names of keys have no case.
pub(super) fn distinct(mut dependencies: Vec<Dependency>) -> Vec<Dependency> {
    let mut seen = HashSet::with_capacity(dependencies.len());
    dependencies.retain(|Dependency { kind, name }| {
        let name = if *kind == DependencyKind::Key { name.to_ascii_lowercase() } else { name.clone() };
        seen.insert((*kind, name))
    });
    dependencies
}
