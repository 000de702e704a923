//! The JSON reader through the front door: what it accepts, what it finds, and that nothing upsets it.
//!
//! `serde_json` is the oracle for what is JSON; which finding a fault gives, and where, stands in the
//! table below.

#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "a test fails by a panic"
)]

use copylint::rule::Finding;
use copylint::text::{Sources, TextRange};
use copylint::tree::json::{self, MAX_DEPTH, MAX_DUPLICATES, MAX_FAULTS};
use copylint::tree::{Node, Value};

/// A text, the tree that is read (a `~` marks an incomplete node), and the findings: what is
/// underlined, and the message.
type Case = (&'static str, &'static str, &'static [(&'static str, &'static str)]);

#[rustfmt::skip]
const FAULTS: &[Case] = &[
    // commas
    (r#"{"a": 1,}"#, r#"~{"a": 1}"#, &[
        (",", "a comma stands before `}` with nothing after it"),
    ]),
    ("[1,]", "~[1]", &[
        (",", "a comma stands before `]` with nothing after it"),
    ]),
    ("[1,,2]", "~[1, 2]", &[
        (",", "a comma stands where a value belongs"),
    ]),
    ("[,1]", "~[1]", &[
        (",", "a comma stands where a value belongs"),
    ]),
    ("[,]", "~[]", &[
        (",", "a comma stands where a value belongs"),
    ]),
    ("[1,2,,,]", "~[1, 2]", &[
        (",", "a comma stands where a value belongs"),
    ]),
    (r#"{"a": 1 "b": 2}"#, r#"~{"a": 1, "b": 2}"#, &[
        (r#""b""#, r#"a comma is missing before `"b"`"#),
    ]),
    ("[1 2]", "~[1, 2]", &[
        ("2", "a comma is missing before `2`"),
    ]),
    (r#"["a""b"]"#, r#"~["a", "b"]"#, &[
        (r#""b""#, r#"a comma is missing before `"b"`"#),
    ]),
    ("[{} {}]", "~[{}, {}]", &[
        ("{", "a comma is missing before `{`"),
    ]),
    (r#"{"a": 1; "b": 2}"#, r#"~{"a": 1, "b": 2}"#, &[
        (";", "`;` stands where a `,` belongs"),
    ]),
    // colons
    (r#"{"a" 1}"#, r#"~{"a": 1}"#, &[
        (r#""a""#, "a colon is missing after the key `a`"),
    ]),
    (r#"{"a": }"#, r#"~{"a": ~unknown}"#, &[
        (r#""a""#, "the key `a` has no value"),
    ]),
    (r#"{"a", "b": 1}"#, r#"~{"a": ~unknown, "b": 1}"#, &[
        (r#""a""#, "the key `a` has no value"),
    ]),
    (r#"{"a"}"#, r#"~{"a": ~unknown}"#, &[
        (r#""a""#, "the key `a` has no value"),
    ]),
    (r#"{"a" = 1, "b" => 2, "c":: 3, "d" := 4}"#, r#"~{"a": 1, "b": 2, "c": 3, "d": 4}"#, &[
        ("=", "`=` stands where a `:` belongs"),
        ("=>", "`=>` stands where a `:` belongs"),
        (":", "there is one `:` too many after the key `c`"),
        ("=", "there is one `=` too many after the key `d`"),
    ]),
    (r#"["a": 1, "b": 2]"#, r#"~["a", 1, "b", 2]"#, &[
        (":", "a `:` stands in a list"),
    ]),
    (r#"{"a": "b": "c", "d": 1}"#, r#"~{"a": "b", "d": 1}"#, &[
        (":", "a `:` has no key before it"),
    ]),
    (r#"{: 1, "b": 2}"#, r#"~{"b": 2}"#, &[
        (":", "a `:` has no key before it"),
    ]),
    // brackets
    (r#"{"a": [1, 2}"#, r#"~{"a": ~[1, 2]}"#, &[
        ("}", "`]` is missing before `}`"),
    ]),
    (r#"{"a": [1}, "b": 2}"#, r#"~{"a": ~[1], "b": 2}"#, &[
        ("}", "`}` stands where a `]` belongs"),
    ]),
    (r#"{"a": {"b": [1}}}"#, r#"~{"a": ~{"b": ~[1]}}"#, &[
        ("}", "`}` stands where a `]` belongs"),
    ]),
    (r#"{"a": {"b": [1}}"#, r#"~{"a": ~{"b": ~[1]}}"#, &[
        ("}", "`]` is missing before `}`"),
    ]),
    (r#"[{"a": 1], {"b": 2}]"#, r#"~[~{"a": 1}, {"b": 2}]"#, &[
        ("]", "`]` stands where a `}` belongs"),
    ]),
    (r#"{"a": {"b": [[[1}}"#, r#"~{"a": ~{"b": ~[~[~[1]]]}}"#, &[
        ("}", "3 closing brackets are missing before `}`"),
    ]),
    (r#"[{"a": ["x", "y", "b": 1}]"#, r#"~[~{"a": ~["x", "y"], "b": 1}]"#, &[
        (r#""b""#, r#"`]` is missing before `"b"`"#),
    ]),
    (r#"[{"a": 1, {"b": 2}]"#, r#"~[~{"a": 1}, {"b": 2}]"#, &[
        ("{", "`}` is missing before `{`"),
    ]),
    (r#"[{"a": ["x"]], "b": 1}]"#, r#"~[~{"a": ["x"], "b": 1}]"#, &[
        ("]", "`]` closes nothing"),
    ]),
    (r#"{"a": "x", "y"], "b": 1}"#, r#"~{"a": ~["x", "y"], "b": 1}"#, &[
        (r#""y""#, r#"the list that `"y"` belongs to has no opening `[`"#),
    ]),
    (r#"{"a": {"b": 1}, {"c": 2}], "d": 3}"#, r#"~{"a": ~[{"b": 1}, {"c": 2}], "d": 3}"#, &[
        ("{", "the list that `{` belongs to has no opening `[`"),
    ]),
    (r#"{"a": "b": {"c": 1}}, "d": 2}"#, r#"~{"a": ~{"b": {"c": 1}}, "d": 2}"#, &[
        (r#""b""#, r#"the object that `"b"` belongs to has no opening `{`"#),
    ]),
    (r#"["a": 1}, {"a": 2}]"#, r#"~[~{"a": 1}, {"a": 2}]"#, &[
        (r#""a""#, r#"the object that `"a"` belongs to has no opening `{`"#),
    ]),
    (r#"{{"a": 1}"#, r#"~{"a": 1}"#, &[
        ("{", "there is one `{` too many"),
    ]),
    (r#"{ {"a": 1}, "b": 2 }"#, r#"~{"b": 2}"#, &[
        ("{", "`{` stands where a key belongs"),
    ]),
    (r#"{"a": 1}}"#, r#"~{"a": 1}"#, &[
        ("}", "`}` closes nothing"),
    ]),
    (r#"{"a": 1}, "b": 2}"#, r#"~{"a": 1, "b": 2}"#, &[
        ("}", "`}` closes the document, but further members follow"),
    ]),
    (r#"{"a": 1]"#, r#"~{"a": 1}"#, &[
        ("]", "`]` stands where a `}` belongs"),
    ]),
    ("]", "~unknown", &[
        ("]", "unexpected `]`"),
    ]),
    (r#"{"a": 1"#, r#"~{"a": 1}"#, &[
        ("1", "the text ends before the `{` is closed"),
    ]),
    ("[", "~[]", &[
        ("[", "the text ends before the `[` is closed"),
    ]),
    (r#"{"a": [1, {"b":"#, r#"~{"a": ~[1, ~{"b": ~unknown}]}"#, &[
        (":", "the text ends before 3 brackets are closed"),
    ]),
    // strings
    (r#"{"a": "b"#, r#"~{"a": ~unknown}"#, &[
        (r#""b"#, r#"the string `"b` is not closed"#),
    ]),
    (r#"{"a": "b}"#, r#"~{"a": ~unknown}"#, &[
        (r#""b"#, r#"the string `"b` is not closed"#),
    ]),
    ("{\"a\": \"b,\n \"c\": [\"d, \"e\"], \"f\": [\"${g}]}", r#"~{"a": ~unknown, "c": ~[~unknown, "e"], "f": ~[~unknown]}"#, &[
        (r#""b"#, r#"the string `"b` is not closed"#),
        (r#""d"#, r#"the string `"d` is not closed"#),
        (r#""${g}"#, r#"the string `"${g}` is not closed"#),
    ]),
    ("{\"a: \"b\", \"c: [1],\n \"d\": 1}", r#"~{"a": "b", "c": [1], "d": 1}"#, &[
        (r#""a"#, r#"the string `"a` is not closed"#),
        (r#""c"#, r#"the string `"c` is not closed"#),
    ]),
    (r#"{"a": "b, "c": "d"}"#, r#"~{"a": ~unknown, "c": "d"}"#, &[
        (r#""b"#, r#"the string `"b` is not closed"#),
    ]),
    ("{\"a\": \"some\ntext\", \"b\": 1}", r#"~{"a": ~unknown, "b": 1}"#, &[
        ("\n", "a line break stands inside a string"),
    ]),
    ("[\"a\tb\", \"a\0b\", \"a\r\nb\"]", "~[~unknown, ~unknown, ~unknown]", &[
        ("\t", "a tab stands inside a string"),
        ("\0", "the control character U+0000 stands inside a string"),
        ("\r\n", "a line break stands inside a string"),
    ]),
    (r#"{"a": "say "hello" to", "b": 1}"#, r#"~{"a": ~unknown, "b": 1}"#, &[
        (r#"""#, r#"a quote inside the string `"say "hello" to"` is not escaped"#),
    ]),
    (r#"{"a": "b"c, "d": 1}"#, r#"~{"a": "b", "d": 1}"#, &[
        ("c", "unexpected `c`"),
    ]),
    (r#"{"a"": 1, "b": "x""}"#, r#"~{"a": 1, "b": ~"x"}"#, &[
        (r#"""#, r#"the string `"a""` has one quote too many"#),
        (r#"""#, r#"the string `"x""` has one quote too many"#),
    ]),
    (r#"["\q", "\u12", "\ud800", "\udc00x", "\ud800\u0041", "C:\Users\x"]"#, "~[~unknown, ~unknown, ~unknown, ~unknown, ~unknown, ~unknown]", &[
        (r"\q", r"`\q` is not an escape that JSON has"),
        (r"\u12", r"`\u12` has fewer than four hexadecimal digits"),
        (r"\ud800", r"`\ud800` is only half of a surrogate pair"),
        (r"\udc00", r"`\udc00` is only half of a surrogate pair"),
        (r"\ud800", r"`\ud800` is only half of a surrogate pair"),
        (r"\U", r"`\U` is not an escape that JSON has"),
        (r"\x", r"`\x` is not an escape that JSON has"),
    ]),
    ("[\"a\\\nb\"]", "~[~unknown]", &[
        ("\\\n", "a string goes on in the next line, with a backslash at the end of this one"),
    ]),
    (r#"{"\q": [1,], "b": 2}"#, r#"~{"b": 2}"#, &[
        (r"\q", r"`\q` is not an escape that JSON has"),
        (",", "a comma stands before `]` with nothing after it"),
    ]),
    ("{\"path\": \"C:\\dir\\\",\n \"b\": 1}", r#"~{"path": ~unknown, "b": 1}"#, &[
        (r#"\""#, r#"the closing quote of `"C:\dir\"` is escaped"#),
    ]),
    (r#"{'a': 'it''s', "b": 'c\'d'}"#, r#"~{"a": ~"it''s", "b": ~"c'd"}"#, &[
        ("'a'", "`'a'` is in single quotes"),
        ("'it''s'", "`'it''s'` is in single quotes"),
        (r"'c\'d'", r"`'c\'d'` is in single quotes"),
    ]),
    ("['a, 1]", "~[~unknown]", &[
        ("'a, 1", "the string `'a, 1` is not closed"),
    ]),
    ("[`a`]", r#"~[~"a"]"#, &[
        ("`a`", "a string is in backward quotes"),
    ]),
    ("{“a”: “b”, \"c”: \"d\", \"e\": \"f”,\n \"g\": ‘h’}", r#"~{"a": ~"b", "c": "d", "e": ~"f", "g": ~"h"}"#, &[
        ("“a”", "`“a”` is in typographic quotes"),
        ("“b”", "`“b”` is in typographic quotes"),
        ("”", r#"the string `"c”` ends with a typographic quote"#),
        ("”", r#"the string `"f”` ends with a typographic quote"#),
        ("‘h’", "`‘h’` is in typographic quotes"),
    ]),
    // words and numbers
    ("{a: True, b: FALSE, c: None, d: undefined, e: NaN}", r#"~{"a": ~true, "b": ~false, "c": ~unknown, "d": ~unknown, "e": ~unknown}"#, &[
        ("a", "the key `a` is not in double quotes"),
        ("True", "`True` is not how JSON writes a boolean"),
        ("b", "the key `b` is not in double quotes"),
        ("FALSE", "`FALSE` is not how JSON writes a boolean"),
        ("c", "the key `c` is not in double quotes"),
        ("None", "`None` is not a value of JSON"),
        ("d", "the key `d` is not in double quotes"),
        ("undefined", "`undefined` is not a value of JSON"),
        ("e", "the key `e` is not in double quotes"),
        ("NaN", "`NaN` is not a number of JSON"),
    ]),
    ("[Allow all, arn:aws:s3:::x/*, ${var.name}]", "~[~unknown, ~unknown, ~unknown]", &[
        ("Allow all", "the text `Allow all` is not in double quotes"),
        ("arn:aws:s3:::x/*", "the text `arn:aws:s3:::x/*` is not in double quotes"),
        ("${var.name}", "the text `${var.name}` is not in double quotes"),
    ]),
    (r#"{"a": Allow", b": "c"}"#, r#"~{"a": ~unknown, "b": "c"}"#, &[
        (r#"Allow""#, "the string `Allow` has no opening quote"),
        (r#"b""#, "the key `b` has no opening quote"),
    ]),
    (r#"{"a": u"b", "c": [12"d" , ü"e"], "f": 1"g": 2}"#, r#"~{"a": ~"b", "c": ~[~"d", ~"e"], "f": 1, "g": 2}"#, &[
        ("u", "unexpected `u` before a string"),
        ("12", "unexpected `12` before a string"),
        ("ü", "unexpected `ü` before a string"),
        (r#""g""#, r#"a comma is missing before `"g"`"#),
    ]),
    (r#"{aws:x": 1, "b": y}"#, r#"~{"aws:x": 1, "b": ~unknown}"#, &[
        (r#"aws:x""#, "the key `aws:x` has no opening quote"),
        ("y", "the text `y` is not in double quotes"),
    ]),
    ("[truest, nullnull, true1]", "~[~unknown, ~unknown, ~unknown]", &[
        ("truest", "the text `truest` is not in double quotes"),
        ("nullnull", "the text `nullnull` is not in double quotes"),
        ("true1", "the text `true1` is not in double quotes"),
    ]),
    ("[01, +1, .5, 1., 1e, 1e+, 0x1, -01, 1.e5, --1, 2012-10-17]", "~[~unknown, ~unknown, ~unknown, ~unknown, ~unknown, ~unknown, ~unknown, ~unknown, ~unknown, ~unknown, ~unknown]", &[
        ("01", "`01` is not a number as JSON writes them"),
        ("+1", "`+1` is not a number as JSON writes them"),
        (".5", "`.5` is not a number as JSON writes them"),
        ("1.", "`1.` is not a number as JSON writes them"),
        ("1e", "`1e` is not a number as JSON writes them"),
        ("1e+", "`1e+` is not a number as JSON writes them"),
        ("0x1", "`0x1` is not a number as JSON writes them"),
        ("-01", "`-01` is not a number as JSON writes them"),
        ("1.e5", "`1.e5` is not a number as JSON writes them"),
        ("--1", "`--1` is not a number as JSON writes them"),
        ("2012-10-17", "`2012-10-17` is not a number as JSON writes them"),
    ]),
    ("[-]", "~[~unknown]", &[
        ("-", "unexpected `-`"),
    ]),
    (r#"{"a": 1 @, "b": 2}"#, r#"~{"a": 1, "b": 2}"#, &[
        ("@", "unexpected `@`"),
    ]),
    (r#"{"a": 1 b, "c": 2}"#, r#"~{"a": 1, "c": 2}"#, &[
        ("b", "unexpected `b`"),
    ]),
    (r#"{"a": 1, b, "c": 2}"#, r#"~{"a": 1, "c": 2}"#, &[
        ("b", "unexpected `b` in an object"),
    ]),
    // comments and white space
    ("// a\n{\"b\": 1, # c\n /* d\n */ \"e\": [2] // f\n}", r#"~{"b": 1, "e": [2]}"#, &[
        ("// a", "JSON has no comments"),
        ("# c", "JSON has no comments"),
        ("/* d\n */", "JSON has no comments"),
        ("// f", "JSON has no comments"),
    ]),
    ("[1, [2] /* 3", "~[1, [2]]", &[
        ("/*", "a comment is not closed, and JSON has no comments"),
    ]),
    ("\u{feff}{\"a\": 1}", r#"~{"a": 1}"#, &[
        ("\u{feff}", "the text begins with a byte order mark"),
    ]),
    ("{\u{a0}\"a\":\u{a0}\u{a0}1}", r#"~{"a": 1}"#, &[
        ("\u{a0}", "U+00A0 is not white space in JSON"),
        ("\u{a0}\u{a0}", "U+00A0 is not white space in JSON"),
    ]),
    ("[1\u{feff}]", "~[1]", &[
        ("\u{feff}", "U+FEFF is not white space in JSON"),
    ]),
    // the document
    ("", "~unknown", &[
        ("", "the text holds no JSON value"),
    ]),
    (" \n\t", "~unknown", &[
        (" \n\t", "the text holds no JSON value"),
    ]),
    ("// nothing", "~unknown", &[
        ("// nothing", "JSON has no comments"),
        ("// nothing", "the text holds no JSON value"),
    ]),
    (r#"{"a": 1} {"b": 2}"#, r#"~{"a": 1}"#, &[
        (r#"{"b": 2}"#, r#"the document is over, but `{"b": 2}` follows"#),
    ]),
    (r#""a": 1, "b": 2"#, r#"~"a""#, &[
        (r#": 1, "b": 2"#, r#"the document is over, but `: 1, "b": 2` follows"#),
    ]),
    (r#"{\"a\": \"b\"}"#, "~{}", &[
        (r#"\""#, r#"`\"` stands outside a string: this is JSON that has been encoded as a string"#),
    ]),
    ("hello world\nthis is text", "~unknown", &[
        ("hello world", "the text `hello world` is not in double quotes"),
    ]),
    ("\0", "~unknown", &[
        ("\0", r"unexpected `\u0000`"),
    ]),
];

#[test]
fn each_fault_is_found_where_it_is() {
    for (text, tree, expected) in FAULTS {
        read(text, |sources, node, findings| {
            let found: Vec<_> = findings
                .iter()
                .map(|finding| (sources.slice(finding.span().unwrap()), finding.message.as_str()))
                .collect();
            assert_eq!(found, *expected, "findings in {text}");
            assert_eq!(show(node), *tree, "tree of {text}");
            for finding in findings {
                assert_well_formed(finding);
            }
        });
    }
}

/// One finding, understandable alone, that says what is underlined.
fn assert_well_formed(finding: &Finding) {
    let message = &finding.message;
    assert!(!message.contains(['\n', '\r', '\t']) && !message.ends_with('.'), "{message}");
    assert!(message.chars().count() < 200, "{message}");
    assert!(!finding.place.as_ref().unwrap().text.ends_with('.'), "{message}");
    assert_eq!(finding.rule.id, "json-syntax-error", "{message}");
}

#[test]
fn what_is_json_gives_no_finding_and_the_same_values() {
    for text in VALID {
        let oracle: serde_json::Value =
            serde_json::from_str(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        read(text, |_, node, findings| {
            let messages: Vec<_> = findings.iter().map(|finding| &finding.message).collect();
            assert!(messages.is_empty(), "{text}: {messages:?}");
            assert!(!node.incomplete, "{text}");
            assert_eq!(plain(node), oracle, "{text}");
        });
    }
}

const VALID: &[&str] = &[
    "null",
    "true",
    "false",
    "0",
    "-0",
    "7",
    "-12",
    "10",
    "1234567890",
    "0.5",
    "-0.0",
    "1.25",
    "1e3",
    "1E3",
    "1e+3",
    "1e-3",
    "0e0",
    "0.1e1",
    "-1.5E-2",
    "123456789012345678",
    r#""""#,
    r#""a""#,
    r#""a b""#,
    r#"" ""#,
    r#""\"""#,
    r#""\\""#,
    r#""\\\"""#,
    r#""\/""#,
    r#""/""#,
    r#""\b\f\n\r\t""#,
    r#""\u0000""#,
    r#""\u0041\u00e9\u20ac\uD7FF\ue000\uffff""#,
    r#""\ud83d\ude00""#,
    r#""\uD834\uDD1E and \udbff\udfff""#,
    r#""x\\u0041""#,
    "\"é € 😀 日本\"",
    "\"\u{7f}\u{80}\u{85}\u{a0}\u{2028}\u{2029}\u{feff}\u{fffd}\u{10ffff}\"",
    r#""// no comment /* none */ # none""#,
    r#""{[]}:,'`""#,
    r#""“”‘’""#,
    "[]",
    "[ ]",
    "[\n]",
    "[1]",
    "[1,2]",
    "[ 1 , 2 ]",
    "[[]]",
    "[[],[],{}]",
    "[[[[[[[[1]]]]]]]]",
    "[null,true,false,0,\"\",[],{}]",
    "{}",
    "{ }",
    r#"{"a":1}"#,
    r#"{ "a" : 1 }"#,
    r#"{"a":1,"b":2}"#,
    r#"{"":""}"#,
    r#"{"a":{"b":{"c":[{"d":null}]}}}"#,
    r#"{"a\u0062":1,"a\"b":2}"#,
    r#"{"A":1,"a":2}"#,
    r#"{"a":{"a":{"a":1}},"b":[{"a":1},{"a":1}]}"#,
    "\t\r\n {\r\n\t\"a\"\r\n:\t1\r\n}\t\r\n ",
    "\n\n[\n1\n,\n2\n]\n",
    r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["ec2:CopySnapshot"],"Resource":"*"}]}"#,
];

#[test]
fn plain_strings_are_borrowed() {
    read(r#"{"key": "value", "k\u0065y2": "v\n"}"#, |_, node, _| {
        use std::borrow::Cow;
        let [plain, escaped] = node.members() else { panic!("two members") };
        assert!(matches!(plain.key, Cow::Borrowed("key")));
        assert!(matches!(&plain.value.value, Value::String(Cow::Borrowed("value"))));
        assert!(matches!(&escaped.key, Cow::Owned(key) if key == "key2"));
        assert!(matches!(&escaped.value.value, Value::String(Cow::Owned(value)) if value == "v\n"));
    });
}

#[test]
fn places_are_exact() {
    let text = "{ \"é\" : [ 1, \"x\" ] ,\n \"b\":null}";
    read(text, |_, node, findings| {
        assert!(findings.is_empty());
        let slice = |range: TextRange| &text[range.start as usize..range.end as usize];
        assert_eq!(slice(node.range), text);
        let [first, second] = node.members() else { panic!("two members") };
        assert_eq!(slice(first.key_range), "\"é\"");
        assert_eq!(slice(first.value.range), "[ 1, \"x\" ]");
        assert_eq!(slice(first.value.elements()[1].range), "\"x\"");
        assert_eq!(slice(second.value.range), "null");
        assert_eq!(slice(second.key_range), "\"b\"");
    });
}

#[test]
fn numbers_are_kept_as_written() {
    read("[1.50, 1E400, 123456789012345678901234567890]", |_, node, findings| {
        assert!(findings.is_empty());
        assert_eq!(show(node), "[1.50, 1E400, 123456789012345678901234567890]");
    });
}

#[test]
fn intact_neighbours_of_a_fault_are_complete() {
    read(r#"{"a": {"b": 1}, "c": {"d": [1,]}, "e": {"f": 2}}"#, |_, node, _| {
        let incomplete =
            |pointer: &[&str]| pointer.iter().fold(node, |node, key| node.get(key).unwrap()).incomplete;
        assert!(incomplete(&[]) && incomplete(&["c"]) && incomplete(&["c", "d"]));
        assert!(!incomplete(&["a"]) && !incomplete(&["a", "b"]) && !incomplete(&["e"]));
    });
}

#[test]
fn repeated_keys_are_found_and_all_kept() {
    let text = r#"{"a": 1, "b": {"a": 2}, "\u0061": 3, "A": 4, "a": [{"x": 1, "x": 2}]}"#;
    read(text, |sources, node, findings| {
        assert_eq!(show(node), r#"{"a": 1, "b": {"a": 2}, "a": 3, "A": 4, "a": [{"x": 1, "x": 2}]}"#);
        let found: Vec<_> = findings
            .iter()
            .map(|finding| {
                assert_eq!(finding.rule.id, "duplicate-json-key");
                let span = finding.span().unwrap();
                let [first] = finding.related.as_slice() else { panic!("one related place") };
                assert!(first.span < span);
                (sources.slice(span), sources.slice(first.span), span.start, first.span.start)
            })
            .collect();
        assert_eq!(
            found,
            [(r#""\u0061""#, r#""a""#, 24, 1), (r#""a""#, r#""a""#, 45, 1), (r#""x""#, r#""x""#, 60, 52)]
        );
        assert_eq!(
            findings[0].message,
            "the key `a` is repeated in the same object: most readers keep only the last value, others the first"
        );
    });
}

#[test]
fn repeated_keys_are_found_in_objects_of_any_size() {
    for size in [2, 11, 12, 13, 14, 100, 500] {
        let mut members: Vec<String> = (0..size).map(|number| format!("\"k{number}\": 0")).collect();
        read(&format!("{{{}}}", members.join(",")), |_, _, findings| assert!(findings.is_empty()));
        members.extend(["\"k1\": 1".to_owned(), "\"k0\": 2".to_owned(), "\"k1\": 3".to_owned()]);
        read(&format!("{{{}}}", members.join(",")), |sources, _, findings| {
            let found: Vec<_> =
                findings.iter().map(|finding| sources.slice(finding.span().unwrap())).collect();
            assert_eq!(found, ["\"k1\"", "\"k0\"", "\"k1\""], "{size}");
        });
    }
}

#[test]
fn very_many_faults_are_cut_off_with_a_word() {
    let text = format!("[{}]", "True, ".repeat(500));
    read(&text, |_, node, findings| {
        assert_eq!(findings.len(), MAX_FAULTS + 1);
        assert_eq!(findings[MAX_FAULTS].message, "there are more than 50 faults of syntax here");
        assert_eq!(node.elements().len(), 500, "reading went on");
    });
    let text = format!("{{{}\"a\": 0}}", "\"a\": 0,".repeat(5000));
    read(&text, |_, node, findings| {
        assert_eq!(findings.len(), MAX_DUPLICATES + 1);
        assert_eq!(findings[MAX_DUPLICATES].message, "more than 1000 keys are repeated here");
        assert_eq!(node.members().len(), 5001);
    });
}

#[test]
fn what_is_nested_too_deep_is_one_finding() {
    let nested = |depth: usize| format!("{}1{}", "[".repeat(depth), "]".repeat(depth));
    read(&nested(MAX_DEPTH), |_, node, findings| assert!(findings.is_empty() && !node.incomplete));
    for text in [
        nested(MAX_DEPTH + 1),
        nested(100_000),
        "[".repeat(100_000),
        "{\"a\":".repeat(100_000),
        "[{\"a\":".repeat(50_000),
    ] {
        read(&text, |_, node, findings| {
            let messages: Vec<_> = findings.iter().map(|finding| &finding.message).collect();
            assert_eq!(messages, ["lists and objects are nested more than 128 deep"]);
            assert!(node.incomplete);
        });
    }
    let text = format!("{{\"a\": {}, \"b\": [\"]]\", 2]}}", nested(200));
    read(&text, |_, node, findings| {
        assert_eq!(findings.len(), 1);
        assert_eq!(node.get("b").unwrap().elements().len(), 2, "what follows is read");
        assert!(!node.get("b").unwrap().incomplete);
    });
}

#[test]
fn unclosed_brackets_point_to_where_they_were_opened() {
    read("{\"a\": [1, {\"b\": 2}", |sources, _, findings| {
        let [finding] = findings else { panic!("one finding") };
        let related: Vec<_> =
            finding.related.iter().map(|label| (sources.slice(label.span), label.span.start)).collect();
        assert_eq!(related, [("[", 6), ("{", 0)], "innermost first");
        assert_eq!(finding.help.as_deref(), Some("add `]}` at the end"));
    });
}

#[test]
fn a_text_in_a_word_is_read_with_its_own_offsets() {
    let sources = Sources::new();
    let word = sources.add("<command>", "aws --x {\"a\":1,}");
    let mut findings = Vec::new();
    let mut node = json::read_text(&word.text()[8..], word.id(), &mut findings);
    assert_eq!((node.range, findings[0].span().unwrap().start), (TextRange::new(0, 8), 6));
    node.relocate(&|range| TextRange { start: range.start + 8, end: range.end + 8 });
    assert_eq!(word.slice(node.members()[0].key_range), "\"a\"");
}

const POLICIES: [&str; 4] = [
    r#"{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Sid": "CopySnapshots",
      "Effect": "Allow",
      "Action": ["ec2:CopySnapshot", "ec2:DescribeSnapshots"],
      "Resource": "arn:aws:ec2:*::snapshot/*",
      "Condition": {
        "StringEquals": {"aws:RequestedRegion": ["eu-west-1", "us-east-1"]},
        "Bool": {"aws:MultiFactorAuthPresent": true}
      }
    },
    {
      "Effect": "Deny",
      "NotAction": [
        "iam:*",
        "sts:*"
      ],
      "Resource": [
        "*"
      ]
    }
  ]
}
"#,
    r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "ec2:CopyImage", "Resource": ["arn:aws:ec2:*::image/*", "arn:aws:ec2:*::snapshot/*"]}, {"Effect": "Allow", "Action": ["kms:Decrypt", "kms:CreateGrant"], "Resource": "*", "Condition": {"Bool": {"kms:GrantIsForAWSResource": "true"}}}]}"#,
    "{\"Id\":\"é😀\\u00e9\\ud83d\\ude00\\\\\\\"\",\"Statement\":{\"n\":[-1.5e+3,0,null,true,false,[],{}]},\"\":[[1],[[2]]]}",
    "[{\r\n\t\"Effect\" : \"Deny\" ,\r\n\t\"Action\" : \"*\"\r\n} , { \"ü\" : \"\\/\\b\" } ]\r\n",
];

/// Leaving out or doubling any one bracket, quote, comma or colon of a policy is one mistake, and gives
/// one finding.
#[test]
fn one_mistake_is_one_finding() {
    for policy in &POLICIES[..2] {
        for (at, character) in policy.match_indices(['{', '}', '[', ']', ',', ':', '"']) {
            let (before, after) = (&policy[..at], &policy[at + 1..]);
            for text in [format!("{before}{after}"), format!("{before}{character}{character}{after}")] {
                read(&text, |_, _, findings| {
                    let messages: Vec<_> = findings.iter().map(|finding| &finding.message).collect();
                    let expected = usize::from(!is_json(&text));
                    assert_eq!(messages.len(), expected, "{text}\n{messages:#?}");
                });
            }
        }
    }
}

#[test]
fn every_beginning_of_a_policy_is_at_most_one_fault() {
    for policy in POLICIES {
        for (at, _) in policy.char_indices() {
            let text = &policy[..at];
            read(text, |_, _, findings| {
                let messages: Vec<_> = findings.iter().map(|finding| &finding.message).collect();
                assert_eq!(messages.len(), usize::from(!is_json(text)), "{text}\n{messages:#?}");
            });
        }
    }
}

/// Whatever is done to a text, it is JSON for this reader exactly if it is for `serde_json`, and the
/// tree and all findings stay within the text.
#[test]
fn changed_texts_are_judged_as_serde_json_judges_them() {
    let mut random = Random(0x2545_F491_4F6C_DD1D);
    let mut refused = 0;
    for round in 0..20_000 {
        let mut text = POLICIES[round % POLICIES.len()].to_owned();
        for _ in 0..=random.below(3) {
            random.change(&mut text);
        }
        refused += usize::from(!is_json(&text));
        assert_consistent(&text);
    }
    assert!((5_000..19_900).contains(&refused), "{refused} of 20,000 texts are broken");
}

#[test]
fn texts_made_of_pieces_are_judged_as_serde_json_judges_them() {
    const PIECES: [&str; 34] = [
        "{", "}", "[", "]", ",", ":", "\"", "\"a\"", "\"b\":", "'", "“", "”", "\\", "\\\"", "\\u", "d800",
        "1", "-", ".", "e", "true", "null", "None", " ", "\n", "\r\n", "\t", "//", "/*", "*/", "#", "\u{a0}",
        "\u{feff}", "${",
    ];
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    for _ in 0..20_000 {
        let text: String = (0..random.below(12)).map(|_| PIECES[random.below(PIECES.len())]).collect();
        assert_consistent(&text);
    }
}

#[test]
fn hostile_texts_are_read_in_linear_time() {
    const SIZE: usize = 5_000_000;
    let fill = |piece: &str| piece.repeat(SIZE / piece.len());
    for text in [
        fill("["),
        fill("{\"a\":"),
        fill("]"),
        fill("\""),
        fill("\"\\"),
        fill("\"a\n"),
        fill("{\"a: 1, \\\"b\n"),
        fill("'"),
        fill("{'x: 1, \\"),
        fill("“a"),
        fill("[}"),
        fill("{]"),
        fill("{},\"a\":1}\n"),
        fill("[\"a\", \"b\": 1}, "),
        fill("{\"a\" \"b"),
        fill("/*"),
        fill("#\n"),
        fill("//"),
        fill("${"),
        fill("a "),
        fill("a:"),
        fill("\u{a0} "),
        fill(","),
        fill(":"),
        fill("{\"a\":1 "),
        fill("\\u"),
        fill(" "),
        format!("[\"{}", fill("\\u00")),
        format!("\"{}\"", fill("a\n")),
        format!("{{{}", fill("\"a\":{},")),
        format!("[{}}}{}", "[".repeat(100), fill(" ]")),
        format!("{}{}", "[{\"a\":".repeat(60), fill(" ")),
    ] {
        read(&text, |_, node, findings| {
            assert!(!findings.is_empty(), "{text:.40}");
            assert!(
                node.incomplete || findings.iter().all(|finding| finding.rule.id == "duplicate-json-key")
            );
        });
    }
}

/// Reads a text, and shows what came of it.
fn read(text: &str, look: impl FnOnce(&Sources, &Node<'_>, &[Finding])) {
    let sources = Sources::new();
    let source = sources.add("policy.json", text);
    let mut findings = Vec::new();
    let node = json::read(source, &mut findings);
    look(&sources, &node, &findings);
}

/// Whether a text is JSON. A number that no `f64` can hold is, though `serde_json` refuses it.
fn is_json(text: &str) -> bool {
    match serde_json::from_str::<serde_json::Value>(text) {
        Ok(_) => true,
        Err(error) if error.to_string().starts_with("number out of range") => {
            serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok()
        }
        Err(_) => false,
    }
}

fn assert_consistent(text: &str) {
    read(text, |sources, node, findings| {
        let syntax = findings.iter().filter(|finding| finding.rule.id == "json-syntax-error").count();
        assert_eq!(syntax == 0, is_json(text), "{text}");
        assert_eq!(node.incomplete, syntax > 0, "{text}");
        let mut last = 0;
        for finding in findings {
            let labels = finding.place.iter().chain(&finding.related);
            for span in labels.map(|label| label.span) {
                assert!(span.start <= span.end, "{text}");
                assert!(text.get(span.start as usize..span.end as usize).is_some(), "{text}");
                assert_eq!(sources.name(span.source), "policy.json");
            }
            let start = finding.span().unwrap().start;
            assert!(last <= start, "in the order of the text: {text}");
            last = start;
        }
        assert_places(text, node, node.range);
        if let Ok(oracle) = serde_json::from_str::<serde_json::Value>(text) {
            assert_eq!(plain(node), oracle, "{text}");
        }
    });
}

/// Values lie inside what holds them, one after the other.
fn assert_places(text: &str, node: &Node<'_>, within: TextRange) {
    assert!(text.get(node.range.start as usize..node.range.end as usize).is_some(), "{text}");
    assert!(within.start <= node.range.start && node.range.end <= within.end, "{text}");
    let mut last = node.range.start;
    let mut next = |range: TextRange| {
        assert!(last <= range.start && range.start <= range.end, "{text}");
        last = range.end;
    };
    for element in node.elements() {
        next(element.range);
        assert_places(text, element, node.range);
        assert!(!element.incomplete || node.incomplete, "{text}");
    }
    for member in node.members() {
        next(member.key_range);
        next(member.value.range);
        assert_places(text, &member.value, node.range);
        assert!(!member.value.incomplete || node.incomplete, "{text}");
    }
}

/// The tree as `serde_json` would have it: of repeated keys the last value.
fn plain(node: &Node<'_>) -> serde_json::Value {
    match &node.value {
        Value::Unknown => panic!("nothing is unknown in valid JSON"),
        Value::Null => serde_json::Value::Null,
        Value::Bool(value) => (*value).into(),
        Value::Number(number) => serde_json::from_str(number).unwrap(),
        Value::String(text) => text.as_ref().into(),
        Value::Array(elements) => elements.iter().map(plain).collect(),
        Value::Object(members) => serde_json::Value::Object(
            members.iter().map(|member| (member.key.to_string(), plain(&member.value))).collect(),
        ),
    }
}

/// The tree on one line, with a `~` before each incomplete node.
fn show(node: &Node<'_>) -> String {
    let value = match &node.value {
        Value::Unknown => "unknown".to_owned(),
        Value::Null => "null".to_owned(),
        Value::Bool(value) => value.to_string(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => format!("{text:?}"),
        Value::Array(elements) => format!("[{}]", elements.iter().map(show).collect::<Vec<_>>().join(", ")),
        Value::Object(members) => {
            let members: Vec<_> =
                members.iter().map(|member| format!("{:?}: {}", member.key, show(&member.value))).collect();
            format!("{{{}}}", members.join(", "))
        }
    };
    if node.incomplete { format!("~{value}") } else { value }
}

/// The same numbers in each run.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 16).unwrap() % limit
    }

    /// The start of some character.
    fn place(&mut self, text: &str) -> usize {
        let mut at = self.below(text.len() + 1);
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    }

    fn change(&mut self, text: &mut String) {
        let at = self.place(text);
        match self.below(6) {
            0 => text.truncate(at),
            1 if at < text.len() => {
                text.remove(at);
            }
            2 => text.insert(at, char::from(b"{}[],:\"\\'/ \n"[self.below(12)])),
            3 => text.insert(at, char::from(u8::try_from(self.below(128)).unwrap())),
            4 if at < text.len() => {
                text.remove(at);
                text.insert(at, char::from(u8::try_from(self.below(128)).unwrap()));
            }
            _ => {
                let other = self.place(text);
                let piece = text[at.min(other)..at.max(other)].to_owned();
                let target = self.place(text);
                text.insert_str(target, &piece);
            }
        }
    }
}
