//! A resource of which parts may be unknown, matched against what a statement names.
//!
//! ARNs are matched field by field: a `*` does not reach over a colon. A `*` that ends a field may
//! do so all the same (IAM User Guide, "Resource"), on which AWS advises not to rely: if a pattern
//! fits only that way, the answer is "it depends".

use super::Dependency;
use super::answer::{Answer, DependencyKind, Verdict};
use super::context::Context;
use crate::arn::Arn;
use crate::pattern::{self, Pattern, Piece, has_variable, pieces};
use crate::policy::{Policy, Statement, Text};

/// The ARN that is checked, field by field.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Resource {
    /// The partition.
    pub partition: Part,
    /// The service.
    pub service: Part,
    /// The Region.
    pub region: Part,
    /// The account.
    pub account: Part,
    /// The resource itself: `snapshot/*` is a literal asterisk, the id of what does not exist yet.
    pub id: Part,
}

/// One field of a resource to be checked.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Part {
    /// Exactly this text, in which `*` is a character.
    Known(String),
    /// Some text of this form; `name` says what is unknown, for people.
    Like {
        /// The form, with wildcards: `????????????` for an account.
        form: &'static str,
        /// What it is: `the account`.
        name: &'static str,
    },
    /// Some text of this form, of which much is known.
    Partial {
        /// The form, with wildcards: `backup-????????????`.
        form: String,
        /// What it is: `the bucket`.
        name: &'static str,
    },
}

impl Part {
    /// A field with this text.
    pub fn known(text: impl Into<String>) -> Self {
        Self::Known(text.into())
    }

    /// The text, if it is known.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Known(text) => Some(text),
            Self::Like { .. } | Self::Partial { .. } => None,
        }
    }

    /// The form, with wildcards, and what is unknown; `None` if nothing is.
    pub fn form(&self) -> Option<(&str, &'static str)> {
        match self {
            Self::Known(_) => None,
            Self::Like { form, name } => Some((form, name)),
            Self::Partial { form, name } => Some((form, name)),
        }
    }
}

impl std::fmt::Display for Part {
    /// The text, with `?` for what is not known.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Known(text) => formatter.write_str(text),
            Self::Like { .. } => formatter.write_str("?"),
            Self::Partial { form, .. } => {
                let mut unknown = false;
                for character in form.chars() {
                    let was_unknown = std::mem::replace(&mut unknown, matches!(character, '*' | '?'));
                    match unknown {
                        true if was_unknown => {}
                        true => formatter.write_str("?")?,
                        false => write!(formatter, "{character}")?,
                    }
                }
                Ok(())
            }
        }
    }
}

impl std::fmt::Display for Resource {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.is_all() {
            return formatter.write_str("*");
        }
        let Self { partition, service, region, account, id } = self;
        write!(formatter, "arn:{partition}:{service}:{region}:{account}:{id}")
    }
}

impl Resource {
    /// What is checked for an action that knows no resources: only `*` matches it.
    pub fn all() -> Self {
        let any = || Part::known("*");
        Self { partition: any(), service: any(), region: any(), account: any(), id: any() }
    }

    /// Whether it is what an action that knows no resources is checked on.
    pub(super) fn is_all(&self) -> bool {
        self.parts().iter().all(|(part, _)| part.text() == Some("*"))
    }

    /// The fields with the words for them in messages.
    pub(super) fn parts(&self) -> [(&Part, &'static str); 5] {
        [
            (&self.partition, "partition"),
            (&self.service, "service"),
            (&self.region, "Region"),
            (&self.account, "account"),
            (&self.id, "resource"),
        ]
    }

    /// The whole ARN, if all of it is known.
    fn text(&self) -> Option<String> {
        self.parts().iter().all(|(part, _)| part.text().is_some()).then(|| self.to_string())
    }

    /// The whole ARN as one pattern: unknown parts by their form.
    fn whole(&self) -> Pattern<'static> {
        let form = |part: &Part| match part {
            // Wildcard characters of a known part are characters: as variables they stay so.
            Part::Known(text) => text.replace('*', "${*}").replace('?', "${?}"),
            Part::Like { form, .. } => (*form).to_owned(),
            Part::Partial { form, .. } => form.clone(),
        };
        let text = format!(
            "arn:{}:{}:{}:{}:{}",
            form(&self.partition),
            form(&self.service),
            form(&self.region),
            form(&self.account),
            form(&self.id)
        );
        Pattern::own_variables(&text)
    }
}

/// The words for "which of these resources is checked is not known".
pub(super) fn which_is_checked(resources: &[Resource]) -> Dependency {
    let differs = |part: fn(&Resource) -> &Part| {
        resources.windows(2).any(|pair| matches!(pair, [one, other] if part(one) != part(other)))
    };
    let name = if differs(|resource| &resource.region) {
        "the Region in the ARN of the source"
    } else {
        "the resource that is checked"
    };
    Dependency { kind: DependencyKind::Resource, name: name.to_owned() }
}

/// Whether a statement names a resource, by `Resource` or by `NotResource`.
pub(super) fn names(
    policy: &Policy<'_>,
    statement: &Statement<'_>,
    resource: &Resource,
    context: &Context,
) -> Verdict {
    let Some(resources) = &statement.resources else {
        // The policy of a role or of a repository need not say which resource it is about.
        return Verdict::of(Answer::from(statement.principal.is_some()));
    };
    let mut verdict = Verdict::of(Answer::No);
    for pattern in &resources.patterns {
        if verdict.answer == Answer::Yes {
            break;
        }
        verdict = verdict.or(matches(pattern, policy.has_variables(), resource, context));
    }
    if resources.negated { verdict.opposite() } else { verdict }
}

/// Whether one pattern matches a resource.
pub fn matches(text: &Text<'_>, variables: bool, resource: &Resource, context: &Context) -> Verdict {
    if text.value == "*" {
        return Verdict::of(Answer::Yes);
    }
    let verdict = matches_by_field(text, variables, resource, context);
    if resource.is_all() {
        return verdict;
    }
    if verdict.answer == Answer::No && matches_over_colons(&text.value, variables, resource, context) {
        let doubt = format!("whether a `*` of `{}` reaches over a colon", text.value);
        return Verdict::maybe(DependencyKind::Resource, doubt);
    }
    verdict
}

/// Whether one pattern matches a resource field by field, no `*` reaching over a colon.
pub fn matches_by_field(text: &Text<'_>, variables: bool, resource: &Resource, context: &Context) -> Verdict {
    if text.value == "*" {
        return Verdict::of(Answer::Yes);
    }
    let Ok(arn) = Arn::parse(&text.value) else { return Verdict::of(Answer::No) };
    if resource.is_all() {
        return Verdict::of(Answer::No);
    }
    let mut verdict = Verdict::of(Answer::from(arn.prefix.text == "arn"));
    let fields = [arn.partition, arn.service, arn.region, arn.account, arn.resource];
    for (field, (part, name)) in fields.iter().zip(resource.parts()) {
        if verdict.answer == Answer::No {
            break;
        }
        verdict = verdict.and(field_matches(field.text, variables, part, context));
        // Variables are for the part after the fifth colon, and the service is to be spelt out; what IAM
        // makes of them elsewhere is not documented.
        let undocumented = match name {
            "resource" => false,
            "service" => field.is_open(),
            _ => variables && has_variable(field.text),
        };
        if verdict.answer == Answer::Yes && undocumented {
            let doubt = format!("what the {name} `{}` matches", field.text);
            verdict = Verdict::maybe(DependencyKind::Resource, doubt);
        }
    }
    verdict
}

/// Whether one field of a pattern matches one field of a resource.
pub(super) fn field_matches(text: &str, variables: bool, part: &Part, context: &Context) -> Verdict {
    if let Part::Known(known) = part
        && !(variables && has_variable(text))
    {
        return Verdict::of(Answer::from(pattern::matches(text, known)));
    }
    let Some(pattern) = pattern(text, variables, context) else { return Verdict::of(Answer::No) };
    let Some((form, name)) = part.form() else {
        let matches = part.text().is_some_and(|known| pattern.matches(known));
        return match (matches, pattern.unknown_variables().next()) {
            (false, _) => Verdict::of(Answer::No),
            (true, None) => Verdict::of(Answer::Yes),
            (true, Some(_)) => Verdict::maybe_keys(pattern.unknown_variables()),
        };
    };
    let unknown = Pattern::plain(form);
    if pattern.covers(&unknown) {
        Verdict::of(Answer::Yes)
    } else if pattern.meets_form(&unknown) {
        let verdict = Verdict::maybe(DependencyKind::Resource, name);
        verdict.and(Verdict::maybe_keys(pattern.unknown_variables()))
    } else {
        Verdict::of(Answer::No)
    }
}

/// The pattern of a text; `None` if it holds a variable that has no value, so that it matches nothing.
fn pattern<'p>(text: &'p str, variables: bool, context: &Context) -> Option<Pattern<'p>> {
    if variables {
        Pattern::with_variables(text, true, |key| context.substitute(key))
    } else {
        Some(Pattern::plain(text))
    }
}

/// Whether a pattern that has a `*` at the end of a field could match by reaching over the colon behind it.
fn matches_over_colons(text: &str, variables: bool, resource: &Resource, context: &Context) -> bool {
    let ends_a_field = |text: &str| text.contains("*:") || text.ends_with('*');
    if !variables || !has_variable(text) {
        return ends_a_field(text)
            && match resource.text() {
                Some(known) => pattern::matches(text, &known),
                None => Pattern::plain(text).meets_arn(&resource.whole()),
            };
    }
    let mut plain = String::with_capacity(text.len());
    for piece in pieces(text) {
        match piece {
            Piece::Plain(text) => plain.push_str(text),
            Piece::Variable(_) => plain.push('$'),
        }
    }
    ends_a_field(&plain)
        && pattern(text, variables, context).is_some_and(|pattern| pattern.meets_arn(&resource.whole()))
}
