//! What stands before a command on its line: what runs it, shows it, quotes it, or makes it a comment.

use super::raw::is_name;

/// Commands and functions that show what stands behind them.
const SHOWS: [&str; 10] = [
    "echo",
    "printf",
    "print",
    "println",
    "puts",
    "Write-Host",
    "Write-Output",
    "Write-Verbose",
    "Write-Warning",
    "Write-Error",
];

/// Words that run the command behind them, or stand before one.
const BEFORE: [&str; 16] = [
    "sudo", "time", "env", "exec", "nohup", "command", "xargs", "call", "do", "then", "else", "if", "while",
    "&&", "||", "RUN",
];

/// Those among them that may have words of their own in between.
const BEFORE_OTHERS: [&str; 6] = ["sudo", "nohup", "timeout", "xargs", "RUN", "aws-vault"];

/// Whether the line that begins so is a comment, in any of the languages that commands stand in.
pub(super) fn is_comment(line: &str) -> bool {
    let line = line.trim_start();
    let is_remark = || line.split_whitespace().next().is_some_and(|word| word.eq_ignore_ascii_case("rem"));
    line.starts_with('#') || line.starts_with("//") || line.starts_with("::") || is_remark()
}

/// Whether what follows the beginning of a line is only shown.
pub(super) fn shows(line: &str) -> bool {
    let ends = ["$(", "<(", "`", "&&", ";", "|"].iter().filter_map(|end| Some(line.rfind(end)? + end.len()));
    let own = line.get(ends.max().unwrap_or(0)..).unwrap_or_default();
    let mut words = own.split(|letter: char| !letter.is_alphanumeric() && letter != '-' && letter != '_');
    words.any(|word| SHOWS.contains(&word))
}

/// The quote that the beginning of a line opens and does not close.
pub(super) fn open_quote(line: &str) -> Option<char> {
    let mut open = None;
    // Those around each substitution that is open.
    let mut around = Vec::new();
    let mut before = ' ';
    for letter in line.chars() {
        if before == '\\' {
            before = ' ';
            continue;
        }
        let is_apostrophe = letter == '\'' && before.is_alphanumeric();
        match open {
            Some('"') | None if letter == '(' && before == '$' => around.push(open.take()),
            None if letter == ')' => open = around.pop().flatten(),
            Some(quote) if quote == letter => open = None,
            None if matches!(letter, '"' | '\'') && !is_apostrophe => open = Some(letter),
            _ => {}
        }
        before = letter;
    }
    open
}

/// Whether a command can begin behind the beginning of a line.
pub(super) fn can_precede(line: &str) -> bool {
    let Some(last) = line.chars().next_back() else { return true };
    if !last.is_whitespace() {
        return "\"'`(>{=[|;&!:@-+".contains(last);
    }
    let mut words = line.split_whitespace();
    if words.clone().any(|word| BEFORE_OTHERS.contains(&word)) {
        return !line.trim_start().starts_with('#');
    }
    let Some(word) = words.next_back() else { return true };
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    BEFORE.contains(&word)
        || matches!(word, "-" | "*" | "+" | "!" | "|" | "@")
        || word.ends_with(['$', '%', '>', '@', ';', '|', '&', '(', '{', '=', ':', '`'])
        || word.strip_suffix(['.', ')']).is_some_and(is_number)
        || is_assignment(word)
}

/// The length of the assignments at the end of what stands before a command.
pub(super) fn assignments_length(line: &str) -> usize {
    let mut rest = line;
    loop {
        let trimmed = rest.trim_end_matches([' ', '\t']);
        let start = trimmed.rfind([' ', '\t']).map_or(0, |blank| blank + 1);
        let word = trimmed.get(start..).unwrap_or_default();
        if trimmed.len() == rest.len() || !is_assignment(word) {
            return line.len() - rest.len();
        }
        rest = trimmed.get(..start).unwrap_or_default();
    }
}

/// `NAME=value`, in one piece.
fn is_assignment(word: &str) -> bool {
    word.split_once('=').is_some_and(|(name, value)| is_name(name) && !value.contains(['"', '\'', '(']))
}
