//! Rules and findings: plain data that knows no model.
//!
//! A rule is a `static` record that stands beside the code which raises it. A finding says what is
//! wrong, where, why it matters and what to do; the driver ([`crate::lint`]) decides its level.

use std::fmt;

use crate::text::Span;

/// How many places explain a finding at the most, where it could have any number of them.
pub const RELATED: usize = 3;

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Could be better, or good to know.
    Note,
    /// Probably wrong, or dangerous.
    Warning,
    /// Will fail, or does not mean what it says.
    Error,
}

impl Level {
    /// The word for it in every format and option.
    pub fn name(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.name())
    }
}

/// How sure the fact behind a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Certainty {
    /// The vendor documents it.
    Documented,
    /// A real service or tool answered so.
    Observed,
    /// It follows necessarily from documented facts.
    Deduced,
    /// It is likely, from documented facts or the vendor's own policies.
    Inferred,
    /// The vendor's documents contradict one another.
    Contradicted,
}

impl Certainty {
    /// The word for it in every format.
    pub fn name(self) -> &'static str {
        match self {
            Self::Documented => "documented",
            Self::Observed => "observed",
            Self::Deduced => "deduced",
            Self::Inferred => "inferred",
            Self::Contradicted => "contradicted",
        }
    }

    /// The highest level that a fact of this certainty can carry.
    pub fn ceiling(self) -> Level {
        match self {
            Self::Documented | Self::Observed | Self::Deduced => Level::Error,
            Self::Inferred => Level::Warning,
            Self::Contradicted => Level::Note,
        }
    }
}

/// What a rule is about; also the folder of its page below `rules/`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Family {
    /// A policy document.
    Policy,
    /// A copy request.
    Request,
    /// Requests and policies together.
    Access,
}

impl Family {
    /// Every family, in the order of the journey.
    pub const ALL: [Self; 3] = [Self::Policy, Self::Request, Self::Access];

    /// The word for it in every format, and the folder of its rules' pages.
    pub fn name(self) -> &'static str {
        match self {
            Self::Policy => "policy",
            Self::Request => "request",
            Self::Access => "access",
        }
    }
}

/// One rule: what can be wrong, and how bad it is at the most.
#[derive(Debug)]
pub struct Rule {
    /// Kebab-case; names the offence. A check that AWS's Access Analyzer makes too carries its code.
    pub id: &'static str,
    /// What it is about.
    pub family: Family,
    /// The highest level of its findings, unless configured otherwise.
    pub level: Level,
    /// The version of copylint that brought it.
    pub since: &'static str,
    /// Ids of rules whose finding at the same primary span says less, and is dropped.
    pub supersedes: &'static [&'static str],
    /// The issue code of AWS's Access Analyzer, if this is one of its checks.
    pub access_analyzer: Option<&'static str>,
    /// Its page: documentation, help and test in one (`rules/<family>/<id>.md`).
    pub page: &'static str,
}

impl Rule {
    /// A rule, with the page that is compiled in.
    ///
    /// Every rule so far came with the first version; a later one says so by [`Rule::since`].
    pub const fn new(family: Family, id: &'static str, level: Level, page: &'static str) -> Self {
        Self { id, family, level, since: "0.1.0", supersedes: &[], access_analyzer: None, page }
    }

    /// Names rules whose finding at the same place says less.
    #[must_use]
    pub const fn supersedes(self, rules: &'static [&'static str]) -> Self {
        Self { supersedes: rules, ..self }
    }

    /// Names the check of AWS's Access Analyzer that this is.
    #[must_use]
    pub const fn access_analyzer(self, code: &'static str) -> Self {
        Self { access_analyzer: Some(code), ..self }
    }

    /// The first line of the page without its heading mark: the rule in one sentence.
    pub fn summary(&self) -> &'static str {
        self.page.lines().next().unwrap_or_default().trim_start_matches('#').trim()
    }
}

impl PartialEq for Rule {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl Eq for Rule {}

/// A place with something to say about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// What is to be said; may be empty for the place of a finding itself.
    pub text: String,
}

/// One thing that is wrong at one place.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The rule that found it.
    pub rule: &'static Rule,
    /// How sure the fact behind it is.
    pub certainty: Certainty,
    /// The highest level that this very finding asks for, if lower than its rule's.
    pub at_most: Option<Level>,
    /// One sentence, understandable alone; no full stop, no line break.
    pub message: String,
    /// Where; `None` only if there is no text to point at.
    pub place: Option<Label>,
    /// Other places that explain it, possibly in other sources.
    pub related: Vec<Label>,
    /// What to do, in one or more lines.
    pub help: Option<String>,
}

impl Finding {
    /// A finding of a documented fact, so far without labels and help.
    pub fn new(rule: &'static Rule, span: Span, message: impl Into<String>) -> Self {
        Self {
            rule,
            certainty: Certainty::Documented,
            at_most: None,
            message: message.into(),
            place: Some(Label { span, text: String::new() }),
            related: Vec::new(),
            help: None,
        }
    }

    /// Says what is underlined.
    #[must_use]
    pub fn label(mut self, text: impl Into<String>) -> Self {
        if let Some(place) = &mut self.place {
            place.text = text.into();
        }
        self
    }

    /// Adds a place that explains the finding. Its own place does not: two runs of one command have the
    /// same.
    #[must_use]
    pub fn related(mut self, span: Span, text: impl Into<String>) -> Self {
        if self.span() != Some(span) {
            self.related.push(Label { span, text: text.into() });
        }
        self
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Says what to do, if there is something to say.
    #[must_use]
    pub fn maybe_help(mut self, help: Option<String>) -> Self {
        if help.is_some() {
            self.help = help;
        }
        self
    }

    /// Says how sure it is.
    #[must_use]
    pub fn certainty(mut self, certainty: Certainty) -> Self {
        self.certainty = certainty;
        self
    }

    /// Asks for no more than a level.
    #[must_use]
    pub fn at_most(mut self, level: Level) -> Self {
        self.at_most = Some(level);
        self
    }

    /// Its place in a text, if it has one.
    pub fn span(&self) -> Option<Span> {
        self.place.as_ref().map(|place| place.span)
    }

    /// The level without configuration: the lowest of the rule's, the certainty's ceiling, and what
    /// the finding asks for.
    pub fn level(&self) -> Level {
        self.rule.level.min(self.certainty.ceiling()).min(self.at_most.unwrap_or(Level::Error))
    }
}
