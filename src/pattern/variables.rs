//! Policy variables in a text: where they stand, and what is written inside.

/// Whether a text holds the beginning of a policy variable.
pub fn has_variable(text: &str) -> bool {
    // To look at every byte is faster than to stop at the first dollar sign, which hardly any text has.
    text.bytes().fold(false, |found, byte| found | matches!(byte, b'$')) && text.contains("${")
}

/// A stretch of a text that may hold policy variables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece<'p> {
    /// Text outside of variables; a `${` that is never closed belongs to it.
    Plain(&'p str),
    /// What stands between `${` and `}`.
    Variable(&'p str),
}

/// The pieces of a text, in order.
pub fn pieces(text: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = text;
    let mut variable = None;
    std::iter::from_fn(move || {
        if let Some(inside) = variable.take() {
            return Some(Piece::Variable(inside));
        }
        if rest.is_empty() {
            return None;
        }
        let Some((before, inside, after)) = rest
            .split_once("${")
            .and_then(|(before, after)| after.split_once('}').map(|(inside, after)| (before, inside, after)))
        else {
            return Some(Piece::Plain(std::mem::take(&mut rest)));
        };
        rest = after;
        if before.is_empty() {
            return Some(Piece::Variable(inside));
        }
        variable = Some(inside);
        Some(Piece::Plain(before))
    })
}

/// What stands inside a variable.
pub(super) struct Variable<'p> {
    /// The context key.
    pub(super) key: &'p str,
    /// What counts if the key is absent.
    pub(super) default: Default<'p>,
}

/// The default of a variable.
#[derive(Clone, Copy)]
pub(super) enum Default<'p> {
    /// There is none.
    None,
    /// This text.
    Text(&'p str),
    /// Something stands in its place that has not its form.
    Malformed,
}

impl<'p> Variable<'p> {
    /// Takes apart what stands inside: `aws:username, 'nobody'`.
    pub(super) fn parse(inside: &'p str) -> Self {
        let Some((key, default)) = inside.split_once(',') else {
            return Self { key: inside.trim(), default: Default::None };
        };
        let quoted = default.trim().strip_prefix('\'').and_then(|rest| rest.strip_suffix('\''));
        Self { key: key.trim(), default: quoted.map_or(Default::Malformed, Default::Text) }
    }
}
