//! The values of `Date…`.

use super::super::Test;
use super::instead;
use super::records::{INVALID_DATE_VALUE, TYPE_MISMATCH_DATE};
use crate::policy::Text;
use crate::policy::value::date::Date;
use crate::reference::KeyType;
use crate::rule::{Certainty, Finding, Level};
use crate::words::quoted;

/// The key whose values are seconds since 1970.
const EPOCH_TIME: &str = "aws:EpochTime";

pub(super) fn check(test: &Test<'_, '_>, findings: &mut Vec<Finding>) {
    if !test.takes(&[KeyType::Date, KeyType::Numeric]) {
        return;
    }
    for value in test.condition.values.iter().filter(|value| !value.has_variable()) {
        match Date::read(&value.value) {
            Some(date) => findings.extend(epoch(test, value, &date)),
            None => findings.push(mismatch(test, value)),
        }
    }
}

/// What is no date as IAM documents it. Other forms of ISO 8601 may be dates to IAM.
fn mismatch(test: &Test<'_, '_>, value: &Text<'_>) -> Finding {
    let meant = meant(&value.value);
    let is_iso = matches!(&meant, Some((_, true)));
    let (message, label) = if is_iso {
        ("is not a date as IAM documents it", "IAM may read other forms of ISO 8601, or may not".to_owned())
    } else {
        ("is not a date", format!("{} compares dates", quoted(&test.condition.operator.value)))
    };
    let help = "write a date such as `2026-11-21`, or a date and a time such as `2026-11-21T10:00:00Z`";
    let finding =
        Finding::new(&TYPE_MISMATCH_DATE, value.span, format!("{} {message}", quoted(&value.value)))
            .label(label)
            .help(instead(meant.map(|(date, _)| date), help));
    if is_iso { finding.certainty(Certainty::Inferred).at_most(Level::Note) } else { finding }
}

/// Seconds since 1970 where a date would do.
fn epoch(test: &Test<'_, '_>, value: &Text<'_>, date: &Date<'_>) -> Option<Finding> {
    let digits = value.value.as_ref();
    let name = quoted(digits);
    if !date.is_epoch()? {
        let message = format!("{name} can be read as a year and as seconds since 1970");
        return Some(
            Finding::new(&INVALID_DATE_VALUE, value.span, message)
                .label("which of them IAM takes is documented nowhere")
                .help(format!("write `{digits}-01-01` for the year"))
                .certainty(Certainty::Inferred)
                .at_most(Level::Note),
        );
    }
    let thousandth = || digits.get(..digits.len().saturating_sub(3)).and_then(Date::read)?.calendar();
    let help = match (meant(digits), date.calendar(), thousandth()) {
        (Some((day, _)), ..) => format!("did you mean `{day}`?"),
        (_, Some(calendar), _) => format!("write `{calendar}`"),
        (_, None, Some(calendar)) => format!("write `{calendar}` if milliseconds were meant"),
        _ => "write a date such as `2026-11-21`".to_owned(),
    };
    let finding = Finding::new(&INVALID_DATE_VALUE, value.span, format!("{name} counts seconds since 1970"))
        .label("it might not be the time that you expect")
        .help(help);
    Some(if test.condition.is_about(EPOCH_TIME) { finding.at_most(Level::Note) } else { finding })
}

/// The date that a text stands for, and whether that text is ISO 8601 of another form.
fn meant(text: &str) -> Option<(String, bool)> {
    // No form of a date is longer.
    if text.len() > 60 || !text.is_ascii() {
        return None;
    }
    let upper = text.trim().to_ascii_uppercase();
    let (day, time) = match upper.split_once(['T', ' ']) {
        Some((day, time)) => (day, Some(time)),
        None => (upper.as_str(), None),
    };
    let dashed = dashed(day);
    let time = time.map(|time| format!("T{}", with_offset(time)));
    let meant = format!("{dashed}{}", time.unwrap_or_default());
    let is_date = Date::read(&meant).is_some_and(|date| date.is_epoch().is_none());
    let is_iso =
        !text.contains([' ', '/']) && (dashed == day || day.bytes().all(|byte| byte.is_ascii_digit()));
    is_date.then_some((meant, is_iso))
}

/// `2026/1/5` and `20260105` as `2026-01-05`.
fn dashed(day: &str) -> String {
    if let (8, Some((year, rest))) = (day.len(), day.split_at_checked(4))
        && let Some((month, day)) = rest.split_at_checked(2)
        && day.bytes().chain(rest.bytes()).all(|byte| byte.is_ascii_digit())
    {
        return format!("{year}-{month}-{day}");
    }
    let fields: Vec<String> = day.split(['-', '/']).map(|field| format!("{field:0>2}")).collect();
    fields.join("-")
}

/// A time with colons, and with an offset from UTC if it has none.
fn with_offset(time: &str) -> String {
    let at = time.find(['Z', '+', '-']).unwrap_or(time.len());
    let (time, offset) = time.split_at_checked(at).unwrap_or((time, ""));
    let time = colons(time);
    match offset {
        "" | "Z" => format!("{time}Z"),
        offset => {
            let (sign, digits) = offset.split_at_checked(1).unwrap_or_default();
            format!("{time}{sign}{}", colons(digits))
        }
    }
}

/// `1000` as `10:00`, `10` as `10:00`, `100000` as `10:00:00`.
fn colons(digits: &str) -> String {
    match (digits.get(..2), digits.get(2..4), digits.get(4..)) {
        _ if digits.contains(':') => digits.to_owned(),
        (Some(hours), Some(minutes), Some("")) => format!("{hours}:{minutes}"),
        (Some(hours), Some(minutes), Some(seconds)) => format!("{hours}:{minutes}:{seconds}"),
        (Some(hours), ..) if digits.len() == 2 => format!("{hours}:00"),
        _ => digits.to_owned(),
    }
}
