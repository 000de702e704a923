//! Words of a documented list.

use super::Value;
use crate::rule::{Finding, Level};
use crate::suggest;
use crate::words::{listed, quoted};

pub(super) fn judge(value: &Value<'_, '_>) -> Option<Finding> {
    let (text, key, words) = (value.str(), value.key(), &value.known.words);
    if text.is_empty() || value.is_word() {
        return None;
    }
    if let Some(word) = words.iter().find(|word| word.eq_ignore_ascii_case(text)) {
        let message = format!("`{key}` holds `{word}`, never {}", quoted(text));
        let help = format!("write `{word}`: values are compared with their case");
        return Some(value.impossible(message).help(help));
    }
    let help = if words.len() <= 8 {
        format!("the known ones are {}; a newer one is not wrong", listed(words, "and"))
    } else {
        "one that is newer than copylint is not wrong".to_owned()
    };
    if value.is_pattern {
        let message = format!("no known value of `{key}` matches {}", quoted(text));
        return Some(
            value.impossible(message).label("probably no request").help(help).at_most(Level::Warning),
        );
    }
    let finding =
        value.impossible(format!("{} is no known value of `{key}`", quoted(text))).label("not known");
    Some(match suggest::nearest(text, words.iter().copied()) {
        Some(near) => finding.help(format!("did you mean `{near}`? {help}")).at_most(Level::Warning),
        None => finding.help(help).at_most(Level::Note),
    })
}
