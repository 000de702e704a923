//! Accounts: twelve digits.

use super::Value;
use crate::arn::{Arn, is_account};
use crate::rule::{Certainty, Finding};
use crate::suggest;
use crate::words::quoted;

const DIGITS: usize = 12;

pub(super) fn judge(value: &Value<'_, '_>) -> Option<Finding> {
    let (text, key) = (value.str(), value.key());
    if is_account(text) || value.is_word() {
        return None;
    }
    if value.is_pattern {
        let message = || format!("no account matches {}, for `{key}`", quoted(text));
        return (!matches_account(text)).then(|| value.impossible(message()).help(HELP));
    }
    if text.is_empty() {
        return Some(value.impossible(format!("an empty string is not an account, for `{key}`")).help(HELP));
    }
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    if digits.len() == text.len() {
        let count = digits.len();
        let message = format!("{} has {count} digits where an account has twelve", quoted(text));
        let help = if count < DIGITS {
            "write all twelve digits, also zeros at the beginning, in quotes"
        } else {
            HELP
        };
        return Some(value.impossible(message).help(help));
    }
    let finding = value.impossible(format!("{} is not an account, for `{key}`", quoted(text)));
    let of_arn = Arn::parse(text).ok().map(|arn| arn.account.text).filter(|account| is_account(account));
    if let Some(account) = of_arn {
        return Some(finding.help(format!("write the account alone: `{account}`")));
    }
    let separates = |byte: u8| byte.is_ascii_digit() || matches!(byte, b'-' | b' ' | b'\t');
    if is_account(&digits) && text.bytes().all(separates) {
        return Some(finding.help(format!("write the digits alone: `{digits}`")));
    }
    if let Some(hint) = suggest::hint(text, value.known.words.iter().copied()) {
        return Some(finding.help(hint));
    }
    // Names in place of accounts, such as those of AWS itself, are not all written down.
    Some(finding.help(HELP).certainty(Certainty::Inferred))
}

const HELP: &str = "write the twelve digits of the account";

/// Whether a text with wildcards matches some twelve digits.
fn matches_account(text: &str) -> bool {
    let least = text.bytes().filter(|byte| *byte != b'*').count();
    let fits = if text.contains('*') { least <= DIGITS } else { least == DIGITS };
    fits && text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'*' | b'?'))
}
