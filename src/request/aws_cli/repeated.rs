//! Options that are given in vain: again later, or beside one that makes the command copy nothing.

use std::collections::HashMap;

use super::arguments::{Arity, Given, Piece};
use super::options::{Meaning, SKELETONS, Type};
use super::rules::{COPIES_NOTHING, LOST_TAG, REPEATED_OPTION};
use super::words::is_dynamic;
use super::{Parameter, Reader};
use crate::rule::{Certainty, Finding, Level};
use crate::suggest::nearest;
use crate::tree::Value;
use crate::words::listed;

/// An option that was given.
struct Occurrence<'g> {
    /// What it stands for: the same for `--encrypted` and `--no-encrypted`.
    key: &'g str,
    option: &'g str,
    word: usize,
    values: &'g [Piece],
    /// Whether it gives tags.
    tags: bool,
}

impl<'g> Occurrence<'g> {
    fn new<T>(given: &'g Given<'_, T>, key: Option<&'g str>, tags: bool) -> Self {
        let option = given.spec.name.as_str();
        Self { key: key.unwrap_or(option), option, word: given.word, values: &given.values, tags }
    }
}

impl Reader<'_> {
    /// Says which options are given again.
    pub(super) fn repeated(&mut self, global: &[Given<'_, usize>], own: &[Given<'_, Meaning>]) {
        let of_global = global.iter().filter(|given| given.spec.arity != Arity::None);
        let of_global = of_global.map(|given| Occurrence::new(given, None, false));
        let of_own = own.iter().map(|given| match given.spec.key {
            Meaning::Parameter(name, kind) => Occurrence::new(given, Some(name), kind == Type::List),
            Meaning::Not(name) => Occurrence::new(given, Some(name), false),
            Meaning::InputJson | Meaning::InputYaml | Meaning::Skeleton => {
                Occurrence::new(given, None, false)
            }
        });
        let all: Vec<_> = of_global.chain(of_own).collect();
        let last: HashMap<&str, usize> =
            all.iter().enumerate().map(|(index, occurrence)| (occurrence.key, index)).collect();
        for (index, occurrence) in all.iter().enumerate() {
            if let Some(last) = last.get(occurrence.key).filter(|last| **last != index)
                && let Some(last) = all.get(*last)
            {
                let finding = self.in_vain(occurrence, last);
                self.push(finding.certainty(Certainty::Observed));
            }
        }
    }

    /// What is to be said of an option that another one replaces.
    fn in_vain(&self, given: &Occurrence<'_>, last: &Occurrence<'_>) -> Finding {
        let (option, span) = (given.option, self.option_span(given.word));
        let texts = |values: &[Piece]| values.iter().map(|piece| self.text(*piece)).collect::<Vec<_>>();
        let (ours, theirs) = (texts(given.values), texts(last.values));
        let known = !ours.iter().chain(&theirs).any(|text| is_dynamic(text));
        let counts = |finding: Finding| finding.related(self.option_span(last.word), "this one counts");
        if option == last.option && known && ours == theirs {
            let message = if ours.is_empty() {
                format!("`{option}` is given more than once")
            } else {
                format!("`{option}` is given more than once, with the same value")
            };
            return counts(Finding::new(&REPEATED_OPTION, span, message).help("leave one of them"))
                .at_most(Level::Note);
        }
        if given.tags && !ours.is_empty() {
            let message = format!("`{option}` is given again later, so the tags here are lost");
            let finding = Finding::new(&LOST_TAG, self.values_span(given.word, given.values), message)
                .label("these tags are not sent");
            let help = format!("write all tag specifications behind one `{option}`, separated by spaces");
            let finding = counts(finding).help(help);
            return if known { finding } else { finding.at_most(Level::Warning) };
        }
        let message = if option == last.option {
            format!("`{option}` is given again later, and only the last one counts")
        } else {
            format!("`{option}` is undone by `{}` later", last.option)
        };
        let finding = Finding::new(&REPEATED_OPTION, span, message).label("this has no effect");
        counts(finding).help("leave one of them")
    }

    /// The word `help` in the place of parameters.
    pub(super) fn helps(&mut self, word: usize) {
        self.prints("`help` prints a manual and copies nothing", word);
    }

    pub(super) fn version(&mut self, word: usize) {
        self.prints("`--version` prints the version of the AWS CLI and copies nothing", word);
    }

    pub(super) fn skeleton(&mut self, given: &Given<'_, Meaning>) {
        if let Some(piece) = given.values.first().copied() {
            let text = self.text(piece);
            if !SKELETONS.contains(&text) && !is_dynamic(text) {
                let help = nearest(text, SKELETONS).map_or_else(
                    || format!("it takes {}", listed(&SKELETONS, "or")),
                    |near| format!("did you mean `{near}`?"),
                );
                let message = format!("`{}` does not take `{text}`", given.spec.name);
                self.invalid(self.piece_span(piece), &message, Some(help));
            }
        }
        self.prints("`--generate-cli-skeleton` prints a template and copies nothing", given.word);
    }

    /// Says that the command only prints something.
    fn prints(&mut self, message: &str, word: usize) {
        self.refused = true;
        self.incomplete = true;
        let finding = Finding::new(&COPIES_NOTHING, self.option_span(word), message);
        self.push(finding.certainty(Certainty::Observed));
    }

    /// Says what a dry run is not.
    pub(super) fn dry_run(&mut self, parameters: &[Parameter<'_>]) {
        let asked = |parameter: &&Parameter<'_>| {
            parameter.name == "DryRun" && matches!(parameter.value.value, Value::Bool(true))
        };
        let Some(dry_run) = parameters.iter().find(asked).filter(|_| !self.refused) else { return };
        let message = "a dry run copies nothing, and always ends with an error: `DryRunOperation` if the \
                       permissions suffice";
        let finding = Finding::new(&COPIES_NOTHING, dry_run.name_span, message)
            .certainty(Certainty::Observed)
            .label("only asks for the permissions")
            .help("it proves neither that the source exists nor that the key can be used");
        self.push(finding);
    }
}
