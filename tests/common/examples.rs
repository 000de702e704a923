//! How the examples of `testdata/requests/rules.json` are written: what they begin with, and repetitions.

use regex::{Captures, Regex};

/// A copy of a snapshot that is fine.
pub(crate) const SNAPSHOT: &str = "aws ec2 copy-snapshot --source-region us-west-2 \
    --source-snapshot-id snap-066877671789bd71b --region us-east-1";

/// A copy of an image that is fine.
pub(crate) const IMAGE: &str = "aws ec2 copy-image --source-region us-west-2 --source-image-id ami-0abcdef1234567890 \
    --name web --region us-east-1";

/// A text with its repetitions written out.
pub(crate) fn expanded(text: &str) -> String {
    let repetition = Regex::new(r"\[([0-9]+)\*(\{[^}]*\}|[^\];]+)(?:;([^\]]+))?\]").unwrap();
    let repeat = |captures: &Captures<'_>| {
        let count: usize = captures[1].parse().unwrap();
        let each = (1..=count).map(|number| numbered(&captures[2], number));
        each.collect::<Vec<_>>().join(captures.get(3).map_or("", |between| between.as_str()))
    };
    repetition.replace_all(text, repeat).into_owned()
}

/// A text with the number of a repetition in it.
pub(crate) fn numbered(text: &str, number: usize) -> String {
    let place = Regex::new("##+").unwrap();
    place
        .replace_all(text, |captures: &Captures<'_>| format!("{number:0width$}", width = captures[0].len()))
        .into_owned()
}
