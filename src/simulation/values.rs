//! Values of context keys: whether they have the form that their type asks for.
//!
//! The forms are those that the policy simulator takes; `boolean` is stricter, as it takes every other word
//! for false.

use std::net::IpAddr;

use super::context::Element;

/// The value as conditions compare it.
///
/// # Errors
///
/// The words for what it should be.
pub(super) fn read(element: Element, text: &str) -> Result<String, &'static str> {
    match element {
        Element::String => Ok(text.to_owned()),
        Element::Boolean => match text.to_ascii_lowercase() {
            word if word == "true" || word == "false" => Ok(word),
            _ => Err("a boolean: write true or false"),
        },
        Element::Numeric => is_number(text).then(|| text.to_owned()).ok_or("a number such as `15` or `2.5`"),
        Element::Ip => match text.parse::<IpAddr>() {
            Ok(_) => Ok(text.to_owned()),
            Err(_) => Err("the IP address of a request, such as `203.0.113.7`"),
        },
        Element::Date => is_date(text)
            .then(|| text.to_owned())
            .ok_or("a date such as `2026-11-21T09:30:00Z`, or seconds since 1970"),
        Element::Binary => is_base64(text).then(|| text.to_owned()).ok_or("base64, with padding"),
    }
}

/// A sign, digits with a point among them, an exponent.
fn is_number(text: &str) -> bool {
    let (digits, exponent) = match text.split_once(['e', 'E']) {
        Some((digits, exponent)) => (digits, Some(exponent)),
        None => (text, None),
    };
    let digits = unsigned(digits);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let has_digits = !(whole.is_empty() && fraction.is_empty()) && all_digits(whole) && all_digits(fraction);
    has_digits && exponent.is_none_or(|exponent| are_digits(unsigned(exponent)))
}

fn unsigned(text: &str) -> &str {
    text.strip_prefix(['+', '-']).unwrap_or(text)
}

fn are_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Seconds since 1970, or a date of the W3C profile of ISO 8601, with or without a time and an offset.
fn is_date(text: &str) -> bool {
    if are_digits(text.strip_prefix('-').unwrap_or(text)) {
        return true;
    }
    let (date, time) = match text.split_once('T') {
        Some((date, time)) => (date, Some(time)),
        None => (text, None),
    };
    let fields: Vec<&str> = date.split('-').collect();
    let is_day = match fields.as_slice() {
        [year, month] => time.is_none() && year.len() == 4 && are_digits(year) && is_within(month, 1, 12),
        [year, month, day] => {
            year.len() == 4 && are_digits(year) && is_within(month, 1, 12) && is_within(day, 1, 31)
        }
        _ => false,
    };
    is_day && time.is_none_or(is_time)
}

fn is_time(text: &str) -> bool {
    let time = match text.strip_suffix('Z') {
        Some(time) => time,
        None => match text.rsplit_once(['+', '-']) {
            Some((time, offset)) => {
                let is_offset =
                    offset.split_once(':').is_some_and(|(h, m)| is_within(h, 0, 23) && is_within(m, 0, 59));
                if !is_offset {
                    return false;
                }
                time
            }
            None => text,
        },
    };
    let fields: Vec<&str> = time.split(':').collect();
    match fields.as_slice() {
        [hour, minute] => is_within(hour, 0, 24) && is_within(minute, 0, 59),
        [hour, minute, second] => {
            let (second, fraction) = second.split_once('.').unwrap_or((second, "0"));
            is_within(hour, 0, 24)
                && is_within(minute, 0, 59)
                && is_within(second, 0, 60)
                && are_digits(fraction)
        }
        _ => false,
    }
}

/// Whether a text is a number of two digits between two others.
fn is_within(text: &str, least: u8, most: u8) -> bool {
    text.len() == 2
        && are_digits(text)
        && text.parse::<u8>().is_ok_and(|number| (least..=most).contains(&number))
}

fn is_base64(text: &str) -> bool {
    let body = text.trim_end_matches('=');
    let of_alphabet = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'+' || byte == b'/';
    text.len().is_multiple_of(4) && text.len() - body.len() <= 2 && body.bytes().all(of_alphabet)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_have_the_form_of_their_type() {
        let cases: &[(Element, &[&str], &[&str])] = &[
            (Element::String, &["", "anything", "*"], &[]),
            (Element::Boolean, &["true", "False"], &["yes", "1", ""]),
            (
                Element::Numeric,
                &["0", "01.00", "+1", "-2.5", "1e2", "1E-3", "1e9999", ".5", "5."],
                &["abc", "NaN", "Infinity", "0x10", " 1 ", "", ".", "1e", "--1", "1.2.3"],
            ),
            (Element::Ip, &["192.0.2.1", "2001:db8::1"], &["999.0.0.1", "192.0.2.0/24", "fe80::1%eth0", ""]),
            (
                Element::Date,
                &[
                    "2035",
                    "2035-01",
                    "2035-01-02",
                    "2035-01-02T03:04Z",
                    "2035-01-02T03:04:05.123+02:00",
                    "2035-01-02T03:04:05",
                    "0",
                    "1735787045",
                ],
                &["tomorrow", "", "2035-13-01", "2035-01-02T", "2035-01T03:04Z", "2035-01-02T03:04:05+2"],
            ),
            (Element::Binary, &["eWVz", "Zg==", ""], &["!base64", "Zg", "Zg=", "===="]),
        ];
        for (element, good, bad) in cases {
            for text in *good {
                assert!(read(*element, text).is_ok(), "{element:?} {text}");
            }
            for text in *bad {
                assert!(read(*element, text).is_err(), "{element:?} {text}");
            }
        }
        assert_eq!(read(Element::Boolean, "TRUE").as_deref(), Ok("true"));
    }
}
