//! How the answers of policies of every kind combine: a tree whose leaves are statements that say the same thing
//! about the same layer.

use super::answer::{Answer, Dependency, Verdict};
use super::{Attachment, StatementRef};

/// A statement that may speak of the request.
#[derive(Clone)]
pub(super) struct Voice {
    /// Which statement, as a place among all that are asked.
    pub(super) entry: usize,
    /// Whether it speaks of whoever asks, in the way in which this leaf counts it.
    pub(super) principal: Verdict,
}

/// Statements of one kind and one effect, of which one is enough.
pub(super) struct Layer {
    pub(super) attachment: Attachment,
    pub(super) voices: Vec<Voice>,
}

/// What must come together.
pub(super) enum Node {
    /// One of these statements.
    Layer(Layer),
    /// What is known without asking a policy.
    Known(Verdict),
    /// Every one of these.
    All(Vec<Node>),
    /// One of these.
    Any(Vec<Node>),
}

/// What a tree comes to, and which statements make it so.
#[derive(Clone, Debug)]
pub(super) struct Ruling {
    pub(super) answer: Answer,
    /// Places of entries: of those that apply if the answer is yes; of those that may apply if it is not known.
    pub(super) by: Vec<usize>,
    pub(super) depends_on: Vec<Dependency>,
}

impl Ruling {
    fn of(verdict: Verdict) -> Self {
        Self { answer: verdict.answer, by: Vec::new(), depends_on: verdict.depends_on }
    }

    /// Of several, those that have the answer to all make it.
    fn join(answer: Answer, rulings: Vec<Self>) -> Self {
        let mut joined = Self { answer, by: Vec::new(), depends_on: Vec::new() };
        if answer == Answer::No {
            return joined;
        }
        for ruling in rulings.into_iter().filter(|ruling| ruling.answer == answer) {
            joined.by.extend(ruling.by);
            joined.depends_on.extend(ruling.depends_on);
        }
        joined
    }
}

impl Node {
    /// What it comes to if the statements answer so.
    pub(super) fn ruling(&self, verdict: &impl Fn(usize) -> Verdict) -> Ruling {
        match self {
            Self::Known(known) => Ruling::of(known.clone()),
            Self::Layer(layer) => {
                let rulings = layer.voices.iter().map(|voice| {
                    let Verdict { answer, depends_on } = voice.principal.clone().and(verdict(voice.entry));
                    Ruling { answer, by: vec![voice.entry], depends_on }
                });
                any(rulings.collect())
            }
            Self::Any(nodes) => any(nodes.iter().map(|node| node.ruling(verdict)).collect()),
            Self::All(nodes) => {
                let rulings: Vec<Ruling> = nodes.iter().map(|node| node.ruling(verdict)).collect();
                let answer = rulings.iter().fold(Answer::Yes, |all, ruling| all.and(ruling.answer));
                Ruling::join(answer, rulings)
            }
        }
    }

    /// Its answer alone.
    pub(super) fn answer(&self, answer: &impl Fn(usize) -> Answer) -> Answer {
        match self {
            Self::Known(known) => known.answer,
            Self::Layer(layer) => layer.voices.iter().fold(Answer::No, |any, voice| match any {
                Answer::Yes => any,
                _ => any.or(voice.principal.answer.and(answer(voice.entry))),
            }),
            Self::Any(nodes) => nodes.iter().fold(Answer::No, |any, node| match any {
                Answer::Yes => any,
                _ => any.or(node.answer(answer)),
            }),
            Self::All(nodes) => nodes.iter().fold(Answer::Yes, |all, node| match all {
                Answer::No => all,
                _ => all.and(node.answer(answer)),
            }),
        }
    }

    /// The places of the statements in it.
    pub(super) fn entries(&self) -> Vec<usize> {
        match self {
            Self::Known(_) => Vec::new(),
            Self::Layer(layer) => layer.voices.iter().map(|voice| voice.entry).collect(),
            Self::Any(nodes) | Self::All(nodes) => nodes.iter().flat_map(Self::entries).collect(),
        }
    }

    /// Whether it depends on more than the statements in it.
    pub(super) fn has_other_doubts(&self) -> bool {
        match self {
            Self::Known(known) => known.answer == Answer::Maybe,
            Self::Layer(layer) => layer.voices.iter().any(|voice| voice.principal.answer == Answer::Maybe),
            Self::Any(nodes) | Self::All(nodes) => nodes.iter().any(Self::has_other_doubts),
        }
    }

    /// The same tree without what is decided already; nothing is left of one that is decided as a whole.
    pub(super) fn undecided(&self, answer: &impl Fn(usize) -> Answer) -> Option<Self> {
        if self.answer(answer) != Answer::Maybe {
            return None;
        }
        let rest = |nodes: &[Self]| nodes.iter().filter_map(|node| node.undecided(answer)).collect();
        Some(match self {
            Self::Known(known) => Self::Known(known.clone()),
            Self::Any(nodes) => Self::Any(rest(nodes)),
            Self::All(nodes) => Self::All(rest(nodes)),
            Self::Layer(Layer { attachment, voices }) => {
                let is_open =
                    |voice: &&Voice| voice.principal.answer.and(answer(voice.entry)) == Answer::Maybe;
                let voices = voices.iter().filter(is_open).cloned().collect();
                Self::Layer(Layer { attachment: *attachment, voices })
            }
        })
    }

    /// The first kind of policy, in the order of the tree, that must be another for the answer to be yes; `None` if
    /// it is yes, or if no policy could change it.
    pub(super) fn blocker(&self, answer: &impl Fn(usize) -> Answer) -> Option<Attachment> {
        if self.answer(answer) == Answer::Yes {
            return None;
        }
        match self {
            Self::Known(_) => None,
            Self::Layer(layer) => Some(layer.attachment),
            // Of several ways, the one that gets farthest.
            Self::Any(nodes) => nodes.iter().filter_map(|node| node.blocker(answer)).max(),
            Self::All(nodes) => {
                let first = |wanted| nodes.iter().find(|node| node.answer(answer) == wanted);
                first(Answer::No).or_else(|| first(Answer::Maybe))?.blocker(answer)
            }
        }
    }

    /// The kind of the first layer that says yes.
    pub(super) fn first(&self, answer: &impl Fn(usize) -> Answer) -> Option<Attachment> {
        match self {
            Self::Known(_) => None,
            Self::Layer(layer) => (self.answer(answer) == Answer::Yes).then_some(layer.attachment),
            Self::Any(nodes) | Self::All(nodes) => nodes.iter().find_map(|node| node.first(answer)),
        }
    }
}

fn any(rulings: Vec<Ruling>) -> Ruling {
    let answer = rulings.iter().fold(Answer::No, |any, ruling| any.or(ruling.answer));
    Ruling::join(answer, rulings)
}

/// The places of entries as places of statements, in order, each once.
pub(super) fn places(by: &[usize], place: impl Fn(usize) -> Option<StatementRef>) -> Vec<StatementRef> {
    let mut places: Vec<StatementRef> = by.iter().copied().filter_map(place).collect();
    places.sort_unstable();
    places.dedup();
    places
}
