//! Numbers of conditions: integers and decimals of any length, compared exactly.

use std::cmp::Ordering;

/// A number as text: a sign, digits, and perhaps a point and more digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Number<'a> {
    negative: bool,
    /// Without zeros at the front.
    whole: &'a str,
    /// Without zeros at the end.
    fraction: &'a str,
}

impl<'a> Number<'a> {
    /// Reads a number. Other forms (`1e3`, `+5`, `.5`) may be numbers to IAM: that is documented nowhere.
    pub fn read(text: &'a str) -> Option<Self> {
        let (negative, digits) = match text.strip_prefix('-') {
            Some(digits) => (true, digits),
            None => (false, text),
        };
        let (whole, fraction) = match digits.split_once('.') {
            Some((whole, fraction)) if are_digits(fraction) => (whole, fraction),
            Some(_) => return None,
            None => (digits, ""),
        };
        if !are_digits(whole) {
            return None;
        }
        let (whole, fraction) = (whole.trim_start_matches('0'), fraction.trim_end_matches('0'));
        let is_zero = whole.is_empty() && fraction.is_empty();
        Some(Self { negative: negative && !is_zero, whole, fraction })
    }
}

impl Ord for Number<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        let size = |number: &Self| (number.whole.len(), number.whole, number.fraction);
        match (self.negative, other.negative) {
            (false, false) => size(self).cmp(&size(other)),
            (true, true) => size(other).cmp(&size(self)),
            (false, true) => Ordering::Greater,
            (true, false) => Ordering::Less,
        }
    }
}

impl PartialOrd for Number<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Numbers that stand for all there are: these, and one between each and the next, below the least and above
/// the greatest.
pub fn around(numbers: &[Number<'_>]) -> Vec<String> {
    let zero = Number { negative: false, whole: "", fraction: "" };
    let digits = numbers.iter().map(|number| number.fraction.len()).max().unwrap_or_default();
    let mut around = Vec::with_capacity(numbers.len() * 2 + 3);
    for Number { negative, whole, fraction } in numbers.iter().chain([&zero]) {
        let zeros = "0".repeat(digits - fraction.len());
        let sign = if *negative { "-" } else { "" };
        around.push(format!("{sign}0{whole}.{fraction}0"));
        // A digit more than any of them has: farther from zero, and nearer than the next.
        around.push(format!("{sign}0{whole}.{fraction}{zeros}1"));
    }
    around.push(format!("-0.{}1", "0".repeat(digits)));
    around
}

/// Whether a text is one decimal digit or more, and nothing else.
pub fn are_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stand_in_their_order() {
        let sorted = [
            "-100000000000000000000000000001",
            "-100000000000000000000000000000.5",
            "-20",
            "-3.25",
            "-3.2",
            "-0.5",
            "0",
            "0.000000000000000000000001",
            "0.5",
            "0.51",
            "3",
            "20",
            "9007199254740992",
            "9007199254740993",
            "100000000000000000000000000000",
        ];
        for (one, first) in sorted.iter().enumerate() {
            for (other, second) in sorted.iter().enumerate() {
                let (first, second) = (Number::read(first).unwrap(), Number::read(second).unwrap());
                assert_eq!(first.cmp(&second), one.cmp(&other), "{first:?} {second:?}");
            }
        }
        for same in [["0", "-0"], ["0", "000.00"], ["7", "007"], ["1.5", "1.500"], ["-1", "-01.0"]] {
            let [one, other] = same.map(|text| Number::read(text).unwrap());
            assert_eq!(one, other);
        }
    }

    #[test]
    fn what_is_no_number_is_not_read() {
        for text in
            ["", "-", "+5", "1e3", ".5", "5.", "1.2.3", "--5", " 5", "5 ", "0x10", "1_000", "٣", "∞", "NaN"]
        {
            assert_eq!(Number::read(text), None, "{text:?}");
        }
    }
}
