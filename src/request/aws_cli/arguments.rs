//! How the AWS CLI divides words into options, their values, and other arguments.
//!
//! The AWS CLI is written in Python and leaves this to `argparse`, three times over: once for the
//! options that every command has and the name of the service, once for the name of the operation,
//! once for the operation's own options. What one pass does not know is left for the next. The
//! rules of `argparse` decide what a word is: an option may be cut short as long as only one is
//! meant, `--option=value` is one word, and a word that begins with a hyphen is a value only if it
//! holds a space or is a negative number.

/// How many values an option takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Arity {
    /// None: its presence says it all.
    None,
    /// Exactly one.
    One,
    /// One, or none.
    AtMostOne,
    /// As many as follow.
    Any,
}

/// An option that a pass knows.
#[derive(Clone, Debug)]
pub(super) struct Spec<T> {
    /// Its long form: `--region`.
    pub(super) name: String,
    /// How many values it takes.
    pub(super) arity: Arity,
    /// Whether only version 2 of the AWS CLI has it: then no short form that version 1 takes for another
    /// option is taken for this one.
    pub(super) only_version_2: bool,
    /// What the caller knows it by.
    pub(super) key: T,
}

/// A positional argument that a pass expects, at most one per pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Positional {
    /// There must be one.
    One,
    /// There may be one.
    AtMostOne,
}

/// A value: a word, or what stands behind the `=` in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    /// The index of the word.
    pub(super) word: usize,
    /// Where in the word the value begins.
    pub(super) start: usize,
}

/// An option that was given.
#[derive(Debug)]
pub(super) struct Given<'s, T> {
    /// Which.
    pub(super) spec: &'s Spec<T>,
    /// The index of its word.
    pub(super) word: usize,
    /// Its values.
    pub(super) values: Vec<Piece>,
}

/// Why the client refuses the words.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Fault<'s> {
    /// The word could be any of these options.
    Ambiguous(usize, Vec<&'s str>),
    /// The option at the word lacks its value.
    MissingValue(usize, &'s str),
    /// The option at the word has an `=value`, and takes none.
    UnwantedValue(usize, &'s str),
}

/// What one pass made of the words.
#[derive(Debug)]
pub(super) struct Parsed<'s, T> {
    /// The options that it knows, in order.
    pub(super) given: Vec<Given<'s, T>>,
    /// The word of the positional argument.
    pub(super) positional: Option<usize>,
    /// The words that it does not know, in order.
    pub(super) rest: Vec<usize>,
    /// What is wrong. The client stops at the first; this goes on.
    pub(super) faults: Vec<Fault<'s>>,
}

/// What a word is to a pass.
enum Kind<'s, T> {
    /// An option, perhaps with `=value`, whose offset is given.
    Option(&'s Spec<T>, Option<usize>),
    /// Something that looks like an option but is not known.
    UnknownOption,
    /// The start of several options.
    Ambiguous(Vec<&'s str>),
    /// A value or an argument.
    Argument,
    /// The word `--`.
    Dashes,
}

/// One pass over the words of the given indices.
pub(super) fn parse<'s, T>(
    specs: &'s [Spec<T>],
    positional: Option<Positional>,
    words: &[usize],
    text: impl Fn(usize) -> &'s str,
) -> Parsed<'s, T> {
    let mut kinds = Vec::with_capacity(words.len());
    let mut only_arguments = false;
    for word in words {
        let text = text(*word);
        if only_arguments {
            kinds.push(Kind::Argument);
        } else if text == "--" {
            only_arguments = true;
            kinds.push(Kind::Dashes);
        } else {
            kinds.push(kind(specs, text));
        }
    }
    let mut pass = Pass {
        words,
        kinds,
        waiting: positional,
        parsed: Parsed { given: Vec::new(), positional: None, rest: Vec::new(), faults: Vec::new() },
    };
    pass.run();
    pass.parsed
}

/// What a word is, by itself.
fn kind<'s, T>(specs: &'s [Spec<T>], text: &str) -> Kind<'s, T> {
    if !text.starts_with('-') || text.len() == 1 {
        return Kind::Argument;
    }
    if let Some(spec) = specs.iter().find(|spec| spec.name == text) {
        return Kind::Option(spec, None);
    }
    let (name, value) = match text.split_once('=') {
        Some((name, _)) => (name, Some(name.len() + 1)),
        None => (text, None),
    };
    if let Some(spec) = specs.iter().find(|spec| spec.name == name) {
        return Kind::Option(spec, value);
    }
    if text.starts_with("--") {
        let (of_version_2, of_both): (Vec<_>, Vec<_>) =
            specs.iter().filter(|spec| spec.name.starts_with(name)).partition(|spec| spec.only_version_2);
        match (of_both.as_slice(), of_version_2.as_slice()) {
            ([spec], _) | ([], [spec]) => return Kind::Option(spec, value),
            ([], _) => {}
            (several, _) => {
                return Kind::Ambiguous(several.iter().map(|spec| spec.name.as_str()).collect());
            }
        }
    }
    if is_negative_number(text) || text.contains(' ') {
        return Kind::Argument;
    }
    Kind::UnknownOption
}

/// `-5`, `-5.2`, `-.5`: digits, and at most one point with digits behind it.
fn is_negative_number(text: &str) -> bool {
    let digits = |text: &str| text.chars().all(|character| character.is_ascii_digit());
    text.strip_prefix('-').is_some_and(|number| match number.split_once('.') {
        Some((whole, fraction)) => digits(whole) && digits(fraction) && !fraction.is_empty(),
        None => digits(number) && !number.is_empty(),
    })
}

struct Pass<'w, 's, T> {
    words: &'w [usize],
    kinds: Vec<Kind<'s, T>>,
    waiting: Option<Positional>,
    parsed: Parsed<'s, T>,
}

impl<T> Pass<'_, '_, T> {
    fn run(&mut self) {
        let mut at = 0;
        while let Some(option) = self.next_option(at) {
            if at != option {
                let after = self.take_positional(at);
                if after > at {
                    at = after;
                    continue;
                }
                self.leave(at, option);
                at = option;
            }
            at = self.take_option(at);
        }
        let at = self.take_positional(at);
        self.leave(at, self.kinds.len());
    }

    /// The first option at or after a place.
    fn next_option(&self, from: usize) -> Option<usize> {
        let is_option = |kind: &Kind<'_, T>| !matches!(kind, Kind::Argument | Kind::Dashes);
        self.kinds.iter().skip(from).position(is_option).map(|found| from + found)
    }

    fn is_argument(&self, at: usize) -> bool {
        matches!(self.kinds.get(at), Some(Kind::Argument))
    }

    fn after_dashes(&self, mut at: usize) -> usize {
        while matches!(self.kinds.get(at), Some(Kind::Dashes)) {
            at += 1;
        }
        at
    }

    /// Takes the positional argument if it stands here; gives the place behind it.
    fn take_positional(&mut self, at: usize) -> usize {
        let Some(waiting) = self.waiting else { return at };
        let argument = self.after_dashes(at);
        if self.is_argument(argument) {
            self.waiting = None;
            self.parsed.positional = self.words.get(argument).copied();
            return self.after_dashes(argument + 1);
        }
        if waiting == Positional::AtMostOne {
            self.waiting = None;
            return argument;
        }
        at
    }

    /// Leaves the words of a range for the next pass.
    fn leave(&mut self, start: usize, end: usize) {
        self.parsed.rest.extend(self.words.iter().take(end).skip(start));
    }

    /// Takes an option and its values; gives the place behind them.
    fn take_option(&mut self, at: usize) -> usize {
        let Some(word) = self.words.get(at).copied() else { return at + 1 };
        let arguments = (at + 1..self.kinds.len()).take_while(|next| self.is_argument(*next)).count();
        match self.kinds.get(at) {
            Some(Kind::Option(spec, explicit)) => {
                let (spec, explicit) = (*spec, *explicit);
                let taken = match (spec.arity, explicit) {
                    (Arity::None, Some(_)) => {
                        self.parsed.faults.push(Fault::UnwantedValue(word, &spec.name));
                        return at + 1;
                    }
                    (_, Some(_)) | (Arity::None, None) => 0,
                    (Arity::One, None) if arguments == 0 => {
                        self.parsed.faults.push(Fault::MissingValue(word, &spec.name));
                        return at + 1;
                    }
                    (Arity::One, None) => 1,
                    (Arity::AtMostOne, None) => arguments.min(1),
                    (Arity::Any, None) => arguments,
                };
                let mut values: Vec<_> = explicit.map(|start| Piece { word, start }).into_iter().collect();
                let following = self.words.iter().skip(at + 1).take(taken);
                values.extend(following.map(|word| Piece { word: *word, start: 0 }));
                self.parsed.given.push(Given { spec, word, values });
                at + 1 + taken
            }
            Some(Kind::Ambiguous(names)) => {
                self.parsed.faults.push(Fault::Ambiguous(word, names.clone()));
                // Whichever it is, what follows are its values.
                at + 1 + arguments
            }
            _ => {
                self.parsed.rest.push(word);
                at + 1
            }
        }
    }
}
