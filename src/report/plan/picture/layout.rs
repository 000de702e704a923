//! Paragraphs beside their headings, broken at the width of the terminal; on a narrow one, below them.
//! Words are never broken, so that what stands in one can be copied.

use std::io;

use unicode_width::UnicodeWidthStr;

use crate::report::palette::{Palette, Tone};

/// Where paragraphs begin beside a heading.
const COLUMN: usize = 15;

/// Where they begin below it.
const BELOW: usize = 4;

/// From this width on there is room beside a heading.
const WIDE: usize = 60;

/// How much further the second line of a paragraph begins than the first.
const HANGING: usize = 2;

/// How much room a mark takes, with the space after it.
const MARK: usize = 2;

/// What stands between two columns.
const GAP: usize = 2;

/// How much room a line has at the least, be the terminal as narrow as it may.
const LEAST: usize = 20;

/// The shape of a plan on the page.
#[derive(Clone, Copy)]
pub(super) struct Layout {
    width: usize,
    palette: Palette,
}

/// A text that begins on a line of its own.
pub(super) struct Paragraph {
    pub(super) text: String,
    pub(super) tone: Tone,
}

/// What a line is about in three columns, with a text below the last of them.
pub(super) struct Entry {
    pub(super) mark: Paragraph,
    pub(super) name: String,
    pub(super) object: String,
    pub(super) detail: Paragraph,
}

impl Paragraph {
    pub(super) fn plain(text: impl Into<String>) -> Self {
        Self { text: text.into(), tone: Tone::Plain }
    }

    pub(super) fn toned(text: impl Into<String>, tone: Tone) -> Self {
        Self { text: text.into(), tone }
    }
}

impl Layout {
    pub(super) fn new(width: usize, palette: Palette) -> Self {
        Self { width, palette }
    }

    fn is_narrow(self) -> bool {
        self.width < WIDE
    }

    /// How much room there is right of a column.
    fn room(self, column: usize) -> usize {
        self.width.saturating_sub(column).max(LEAST)
    }

    fn indent(self) -> usize {
        if self.is_narrow() { BELOW } else { COLUMN }
    }

    /// Writes a heading and what stands beside or below it.
    pub(super) fn section(
        self,
        heading: &str,
        paragraphs: &[Paragraph],
        out: &mut dyn io::Write,
    ) -> io::Result<()> {
        let mut start = self.heading(heading, out)?;
        for paragraph in paragraphs {
            self.paragraph(&mut start, self.indent(), paragraph, out)?;
        }
        Ok(())
    }

    /// Writes a heading and entries: the columns of an entry beside each other if there is room, else
    /// below each other.
    pub(super) fn entries(self, heading: &str, entries: &[Entry], out: &mut dyn io::Write) -> io::Result<()> {
        let indent = self.indent();
        let fits = |entry: &Entry, names: usize| {
            !self.is_narrow() && indent + MARK + names + GAP + entry.object.width() <= self.width
        };
        let alone = |entry: &&Entry| fits(entry, entry.name.width());
        let names = entries.iter().filter(alone).map(|entry| entry.name.width()).max().unwrap_or_default();
        let mut start = self.heading(heading, out)?;
        for entry in entries {
            let mark = self.palette.tone(entry.mark.tone, &entry.mark.text);
            let mut column = indent + MARK;
            if fits(entry, names.max(entry.name.width())) {
                writeln!(out, "{start:indent$}{mark} {:names$}  {}", entry.name, entry.object)?;
                column += names + GAP;
            } else {
                writeln!(out, "{start:indent$}{mark} {}", entry.name)?;
                writeln!(out, "{:column$}{}", "", entry.object)?;
            }
            start.clear();
            self.paragraph(&mut start, column, &entry.detail, out)?;
        }
        Ok(())
    }

    /// Writes a heading if nothing is to stand beside it; gives what the next line begins with.
    fn heading(self, heading: &str, out: &mut dyn io::Write) -> io::Result<String> {
        let start = format!("  {heading}");
        if !self.is_narrow() {
            return Ok(start);
        }
        writeln!(out, "{start}")?;
        Ok(String::new())
    }

    fn paragraph(
        self,
        start: &mut String,
        column: usize,
        paragraph: &Paragraph,
        out: &mut dyn io::Write,
    ) -> io::Result<()> {
        let mut indent = column;
        for line in wrapped(&paragraph.text, self.room(column)) {
            writeln!(out, "{start:indent$}{}", self.palette.tone(paragraph.tone, &line))?;
            start.clear();
            indent = column + HANGING;
        }
        Ok(())
    }
}

/// The lines of a text: the first as wide as there is room, the others less, as they hang.
fn wrapped(text: &str, room: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for word in text.split(' ') {
        let left = if lines.is_empty() { room } else { room.saturating_sub(HANGING) };
        if !line.is_empty() && line.width() + 1 + word.width() > left {
            lines.push(std::mem::take(&mut line));
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    lines.push(line);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(width: usize, paragraphs: &[Paragraph]) -> String {
        let mut out = Vec::new();
        Layout::new(width, Palette::new(false)).section("heading", paragraphs, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn lines_break_between_words_and_hang() {
        let paragraphs = [
            Paragraph::plain("seven words that do not fit on one line of sixty columns"),
            Paragraph::plain("and a second"),
        ];
        assert_eq!(
            drawn(60, &paragraphs),
            "  heading      seven words that do not fit on one line of\n                 sixty columns\n               and a second\n"
        );
        assert_eq!(
            drawn(30, &paragraphs),
            "  heading\n    seven words that do not\n      fit on one line of sixty\n      columns\n    and a second\n"
        );
    }

    #[test]
    fn the_columns_of_an_entry_stand_beside_each_other_where_there_is_room() {
        let entry = |name: &str| Entry {
            mark: Paragraph::plain("+"),
            name: name.to_owned(),
            object: "arn:aws:ec2:us-east-1::snapshot/*".to_owned(),
            detail: Paragraph::plain("the new snapshot"),
        };
        let drawn = |width| {
            let mut out = Vec::new();
            let entries = [entry("ec2:CopySnapshot"), entry("x")];
            Layout::new(width, Palette::new(false)).entries("list", &entries, &mut out).unwrap();
            String::from_utf8(out).unwrap()
        };
        assert_eq!(
            drawn(68),
            "  list         + ec2:CopySnapshot  arn:aws:ec2:us-east-1::snapshot/*
                                   the new snapshot
               + x                 arn:aws:ec2:us-east-1::snapshot/*
                                   the new snapshot
"
        );
        assert_eq!(
            drawn(67),
            "  list         + ec2:CopySnapshot
                 arn:aws:ec2:us-east-1::snapshot/*
                 the new snapshot
               + x  arn:aws:ec2:us-east-1::snapshot/*
                    the new snapshot
"
        );
        assert_eq!(
            drawn(40),
            "  list
    + ec2:CopySnapshot
      arn:aws:ec2:us-east-1::snapshot/*
      the new snapshot
    + x
      arn:aws:ec2:us-east-1::snapshot/*
      the new snapshot
"
        );
    }

    #[test]
    fn long_words_stay_whole_and_wide_characters_count_twice() {
        let arn = "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
        let text = format!("encrypted with {arn}, if so");
        assert_eq!(
            drawn(40, &[Paragraph::plain(text)]),
            format!("  heading\n    encrypted with\n      {arn},\n      if so\n")
        );
        assert_eq!(wrapped("日本 日本 日本", 10), ["日本 日本", "日本"]);
        assert_eq!(wrapped("", 10), [""]);
        assert!(!drawn(0, &[Paragraph::plain("")]).is_empty());
    }
}
