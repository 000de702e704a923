//! The picture of a plan on terminals of any width, with and without colour, in ASCII, and read aloud.

#![expect(clippy::unwrap_used, reason = "a test that panics has failed")]

mod common;

use common::shell_words;
use copylint::facts::AllFacts;
use copylint::lint::{Linter, Role, Settings};
use copylint::report::Style;
use copylint::report::plan::{Plans, picture};
use copylint::text::Sources;
use unicode_width::UnicodeWidthStr;

/// An image of two snapshots, of which one is encrypted.
const SOURCE: &str = r#"{
  "Images": [
    {
      "ImageId": "ami-0abcdef1234567890",
      "OwnerId": "444455556666",
      "BlockDeviceMappings": [
        { "DeviceName": "/dev/xvda", "Ebs": { "SnapshotId": "snap-0aaaaaaaaaaaaaaaa", "Encrypted": false, "VolumeSize": 500 } },
        { "DeviceName": "/dev/sdb", "Ebs": { "SnapshotId": "snap-0bbbbbbbbbbbbbbbb", "Encrypted": true, "KmsKeyId": "arn:aws:kms:us-west-2:444455556666:key/1234abcd-12ab-34cd-56ef-1234567890ab", "VolumeSize": 8 } }
      ]
    }
  ]
}"#;

/// Allows a part of what the copy needs, denies another, and makes a third depend.
const POLICY: &str = r#"{
  "Version": "2012-10-17",
  "Statement": [
    { "Sid": "Copy", "Effect": "Allow", "Action": "ec2:CopyImage", "Resource": "arn:aws:ec2:*::image/*" },
    { "Sid": "New", "Effect": "Allow", "Action": "ec2:CopyImage", "Resource": "arn:aws:ec2:*::snapshot/*", "Condition": { "IpAddress": { "aws:SourceIp": "192.0.2.0/24" } } },
    { "Sid": "NoTags", "Effect": "Deny", "Action": "ec2:CreateTags", "Resource": "*" }
  ]
}"#;

const COMMAND: &str = "aws ec2 copy-image --source-region us-west-2 --source-image-id ami-0abcdef1234567890 \
    --name web-2026-11 --region us-east-1 --snapshot-copy-completion-duration-minutes 15 \
    --tag-specifications ResourceType=image,Tags=[{Key=Team,Value=web}]";

/// The picture of a command.
fn drawn(command: &str, style: Style) -> String {
    let sources = Sources::new();
    let facts = AllFacts {
        account: Some("111122223333".to_owned()),
        default_key: Some(
            "arn:aws:kms:us-east-1:111122223333:key/dddddddd-12ab-34cd-56ef-1234567890ab".to_owned(),
        ),
        ..AllFacts::default()
    };
    let mut linter = Linter::new(&sources, Settings { facts, ..Settings::default() });
    linter.add_text("source.json", SOURCE.to_owned(), Role::Source);
    linter.add_text("role.json", POLICY.to_owned(), Role::IdentityPolicy);
    linter.add_command(&shell_words(command), None);
    let (_, planned, policies) = linter.finish();
    let mut out = Vec::new();
    picture::write(Plans { planned: &planned, policies: &policies }, &sources, &style, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn of_width(width: usize) -> Style {
    Style { color: false, unicode: true, width }
}

#[test]
fn no_line_is_wider_than_the_terminal_unless_a_word_is() {
    for width in [0, 20, 40, 59, 60, 72, 80, 100, 1000] {
        for line in drawn(COMMAND, of_width(width)).lines().filter(|line| line.starts_with(' ')) {
            // A mark belongs to the word after it.
            let text = line.trim_start().trim_start_matches(['✓', '✗', '?']).trim_start();
            let longest = text.split_whitespace().map(UnicodeWidthStr::width).max().unwrap_or_default();
            let indent = line.width() - text.width();
            // However narrow it is, there is room for twenty columns beside the indent.
            let room = width.max(indent + longest).max(indent + 20);
            assert!(line.width() <= room, "{} > {room} at {width}: {line}", line.width());
        }
    }
}

#[test]
fn what_can_be_copied_from_the_terminal_stays_whole() {
    for width in [20, 60, 100] {
        let picture = drawn(COMMAND, of_width(width));
        for whole in [
            "arn:aws:kms:us-east-1:111122223333:key/dddddddd-12ab-34cd-56ef-1234567890ab",
            "arn:aws:ec2:us-east-1::snapshot/*",
            "snap-0bbbbbbbbbbbbbbbb",
        ] {
            assert!(picture.contains(whole), "{whole} at {width}:\n{picture}");
        }
    }
}

#[test]
fn every_width_says_the_same() {
    let words = |width| {
        let picture = drawn(COMMAND, of_width(width));
        picture.split_whitespace().map(str::to_owned).collect::<Vec<_>>()
    };
    for width in [0, 20, 59, 60, 80] {
        assert_eq!(words(width), words(1000), "{width}");
    }
}

#[test]
fn without_colour_and_box_drawing_it_is_ascii() {
    let ascii = drawn(COMMAND, Style { unicode: false, ..of_width(80) });
    assert!(ascii.is_ascii(), "{ascii}");
    assert!(!drawn(COMMAND, of_width(80)).contains('\u{1b}'));
    // Colour changes nothing but colour.
    let colored = drawn(COMMAND, Style { color: true, ..of_width(80) });
    let bare = regex::Regex::new("\u{1b}\\[[0-9;]*m").unwrap().replace_all(&colored, "").into_owned();
    assert!(colored.contains('\u{1b}'));
    assert_eq!(bare, drawn(COMMAND, of_width(80)));
}

#[test]
fn what_a_mark_says_a_word_says_too() {
    let picture = drawn(COMMAND, of_width(1000));
    let marked = |mark: &str| picture.lines().filter(|line| line.contains(mark)).count();
    let said = |words: &str| picture.lines().filter(|line| line.contains(words)).count();
    assert!(marked(" ✓ ") > 0 && marked(" ✗ ") > 0 && marked(" ? ") > 0, "{picture}");
    assert_eq!(marked(" ✓ "), said(": allowed by "), "{picture}");
    assert_eq!(
        marked(" ✗ "),
        said(": explicitly denied by ") + said(": no statement allows it"),
        "{picture}"
    );
    assert_eq!(marked(" ? "), said(": it depends"), "{picture}");
    for words in [
        "(to another Region: possible)",
        "cannot be met",
        "unencrypted stays unencrypted",
        "encrypted stays encrypted",
    ] {
        assert!(picture.contains(words), "{words}:\n{picture}");
    }
    let impossible = drawn(&COMMAND.replace("--region us-east-1", "--region cn-north-1"), of_width(1000));
    assert!(
        impossible.contains("─╳─") && impossible.contains("(to another partition: impossible)"),
        "{impossible}"
    );
}

#[test]
fn what_a_copy_does_looks_like_this() {
    let picture = drawn(COMMAND, of_width(64));
    let (copied, _) = picture.split_once("  result ").unwrap();
    insta::assert_snapshot!(copied, @r"
    CopyImage of ami-0abcdef1234567890
      route        us-west-2 ──▶ us-east-1 (to another Region:
                     possible)
                   the source belongs to account 444455556666, which
                     must share it with 111122223333, the account
                     that makes the copy
      encryption   snap-0aaaaaaaaaaaaaaaa: unencrypted stays
                     unencrypted, if encryption by default is off
                   snap-0aaaaaaaaaaaaaaaa: unencrypted becomes
                     encrypted with the default key for EBS in
                     us-east-1,
                     arn:aws:kms:us-east-1:111122223333:key/dddddddd-12ab-34cd-56ef-1234567890ab,
                     if encryption by default is on
                   snap-0bbbbbbbbbbbbbbbb: encrypted stays
                     encrypted, with the key that AWS manages
                     (alias/aws/ebs), or the default key for EBS in
                     us-east-1
                     (arn:aws:kms:us-east-1:111122223333:key/dddddddd-12ab-34cd-56ef-1234567890ab)
                     (AWS's documents contradict one another), if
                     encryption by default is off
                   snap-0bbbbbbbbbbbbbbbb: encrypted stays
                     encrypted, with the default key for EBS in
                     us-east-1,
                     arn:aws:kms:us-east-1:111122223333:key/dddddddd-12ab-34cd-56ef-1234567890ab,
                     if encryption by default is on
                   a copy under alias/aws/ebs cannot be shared with
                     another account: to share it, name a key of
                     your own with KmsKeyId
      transfer     full, or incremental if an earlier snapshot of
                     the volume was copied there, the latest of
                     these copies still exists and is not archived,
                     and all of them are unencrypted or under one
                     key
      duration     15 minutes asked for: cannot be met (500 GiB of
                     volume, perhaps less data, 569 MiB a second of
                     at most 500); the least is 30 minutes
                   0.020 USD for each GiB by the price list of
                     November 2026, beside storage and transfer
    ");
}
