// Checks the shipped problem matchers against what copylint really prints:
//
//     node tests/matchers.mjs LINES_FILE FINDINGS_JSON
//
// LINES_FILE holds the line format ("-" for standard input), FINDINGS_JSON the JSON format of the same
// run. Every line must be matched by exactly one owner of each product, and say what the JSON says.

import { readFileSync } from "node:fs";

const [linesFile, findingsFile, ...rest] = process.argv.slice(2);
if (linesFile === undefined || findingsFile === undefined || rest.length > 0) {
  console.error("usage: node tests/matchers.mjs LINES_FILE FINDINGS_JSON");
  process.exit(2);
}

const read = (path) => readFileSync(path === "-" ? 0 : path, "utf8");
const shipped = (name) => JSON.parse(readFileSync(new URL(`../editors/${name}`, import.meta.url), "utf8"));

// What each product makes of a file of ours, and its own words for our levels.
const products = [
  {
    name: "GitHub Actions",
    matchers: shipped("github-actions.json").problemMatcher,
    severities: { error: "error", warning: "warning", note: "notice" },
  },
  {
    name: "Visual Studio Code",
    matchers: shipped("vscode-tasks.json").tasks.flatMap((task) => task.problemMatcher),
    severities: { error: "error", warning: "warning", note: "info" },
  },
];

const problems = [];

for (const { name, matchers, severities } of products) {
  const owners = matchers.map((matcher) => matcher.owner);
  if (new Set(owners).size !== owners.length) problems.push(`${name}: two matchers have one owner: ${owners}`);
  for (const matcher of matchers) {
    const patterns = [matcher.pattern].flat();
    if (patterns.length !== 1) problems.push(`${name}: ${matcher.owner} has ${patterns.length} patterns`);
    if (!/^\^.*\$$/.test(patterns[0].regexp)) problems.push(`${name}: ${matcher.owner} is not anchored`);
    if ((matcher.severity === undefined) === (patterns[0].severity === undefined)) {
      problems.push(`${name}: ${matcher.owner} takes its severity from nowhere, or from two places`);
    }
    if (matcher.severity !== undefined && !Object.values(severities).includes(matcher.severity)) {
      problems.push(`${name}: ${matcher.owner} has a severity that the product does not know: ${matcher.severity}`);
    }
  }
}

function apply({ owner, severity, pattern }, line) {
  const [single] = [pattern].flat();
  const found = new RegExp(single.regexp).exec(line);
  if (found === null) return [];
  const group = (name) => found[single[name]];
  return [
    {
      owner,
      file: group("file"),
      line: group("line"),
      column: group("column"),
      severity: severity ?? group("severity"),
      code: group("code"),
      message: group("message"),
    },
  ];
}

// The escapes of the line format, as documented: control characters, separators, bidirectional
// controls, and the blank of whatever looks like the middle of a line.
function escaped(text) {
  const control = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
  const names = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };
  return text
    .replace(/: (?=(?:error|warning|note)\[)/g, ":\\u{20}")
    .replace(control, (character) => names[character] ?? `\\u{${character.codePointAt(0).toString(16)}}`);
}

const lines = read(linesFile).split("\n");
if (lines.pop() !== "") problems.push("the last line is not ended");
const { findings } = JSON.parse(read(findingsFile));
if (lines.length !== findings.length) {
  problems.push(`${lines.length} lines, but ${findings.length} findings in the JSON`);
}

lines.slice(0, findings.length).forEach((line, at) => {
  const finding = findings[at];
  for (const { name, matchers, severities } of products) {
    const matches = matchers.flatMap((matcher) => apply(matcher, line));
    if (matches.length !== 1) {
      const owners = matches.map((match) => match.owner).join(", ") || "no owner";
      problems.push(`${name}: line ${at + 1} is matched by ${owners}: ${line}`);
      continue;
    }
    const expected = {
      owner: finding.level === "note" ? "copylint-note" : "copylint",
      file: escaped(finding.path ?? "<copylint>"),
      line: String(finding.start?.line ?? 1),
      column: String(finding.start?.column ?? 1),
      severity: severities[finding.level],
      code: finding.rule,
      message: escaped(finding.message),
    };
    for (const [part, value] of Object.entries(expected)) {
      if (matches[0][part] !== value) {
        const [is, should] = [matches[0][part], value].map((text) => JSON.stringify(text));
        problems.push(`${name}: line ${at + 1}: ${part} is ${is}, but the JSON says ${should}: ${line}`);
      }
    }
  }
});

if (problems.length > 0) {
  console.error(problems.slice(0, 20).join("\n"));
  if (problems.length > 20) console.error(`… and ${problems.length - 20} more`);
  process.exit(1);
}
console.log(`${lines.length} lines, each matched by exactly one owner in ${products.length} products`);
