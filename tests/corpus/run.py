#!/usr/bin/env python3
"""Lints the managed policies of AWS and compares what is found with what was found before.

    python3 tests/corpus/run.py                   download the pinned package, verify it, lint, compare
    python3 tests/corpus/run.py --wheel FILE      the same with a wheel that is there already
    python3 tests/corpus/run.py --update          write counts.json anew
    python3 tests/corpus/run.py --binary FILE     another copylint than the newest in target/

The policies are those that the PyPI package moto carries; rules/reference/SOURCES.lock pins it. The wheel
is read as a zip file: nothing in it is imported or installed.

AWS checks its own policies before it publishes them, so they are nearly all without fault:

- counts.json says how often each rule fires at each level, in how many policies, and on how many
  different texts. A change is looked at before it is recorded with --update.
- errors.json explains every finding of level error (`policy`, `rule`, underlined `text`, `why` it is
  right), and nothing else.
- Every policy must be read, in every format, without anything on standard error.
- Actions and services that are not in the data may only be the few that are known to have been
  retired or never documented.

It needs Python 3.9 or newer and nothing but its standard library.
"""

import argparse
import ast
import collections
import hashlib
import json
import os
import subprocess
import sys
import tempfile
import zipfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
COUNTS = os.path.join(HERE, "counts.json")
ERRORS = os.path.join(HERE, "errors.json")
CACHE = os.path.join(ROOT, ".cache")
PACKAGE = "moto"
MEMBER = "moto/iam/aws_managed_policies.py"
# Different actions that AWS's policies use and its reference does not list: 51 of services that it
# lists, 100 of services that it does not.
NOT_IN_REFERENCE = 51 + 100
# A rule that fires on more of AWS's own policies than this is wrong before users are.
MOST = 0.4


def fail(message):
    sys.exit(f"corpus: {message}")


def pinned():
    """The line of SOURCES.lock for the package: version, file name, sha256."""
    with open(os.path.join(ROOT, "rules", "reference", "SOURCES.lock"), encoding="utf-8") as lock:
        for line in lock:
            fields = line.rstrip("\n").split("\t")
            if len(fields) == 7 and fields[1] == PACKAGE:
                return fields[2], fields[3], fields[4]
    return fail(f"SOURCES.lock has no line for {PACKAGE}")


def wheel(given):
    """The path of the wheel, downloaded if need be, and verified."""
    version, name, sha256 = pinned()
    path = given or os.path.join(CACHE, name)
    if not given and not os.path.isfile(path):
        os.makedirs(CACHE, exist_ok=True)
        with tempfile.TemporaryDirectory() as folder:
            requirements = os.path.join(folder, "requirements.txt")
            with open(requirements, "w", encoding="utf-8") as file:
                file.write(f"{PACKAGE}=={version} --hash=sha256:{sha256}\n")
            command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"]
            command += ["--no-deps", "--only-binary", ":all:", "--require-hashes"]
            command += ["--dest", CACHE, "--requirement", requirements]
            if subprocess.run(command).returncode != 0:
                fail(f"pip could not download {name}")
    with open(path, "rb") as file:
        found = hashlib.sha256(file.read()).hexdigest()
    if found != sha256:
        fail(f"{path} has sha256 {found}, SOURCES.lock says {sha256}")
    return path


def policies(path):
    """Name and document of every managed policy: the module assigns one JSON text to one name."""
    with zipfile.ZipFile(path) as archive:
        module = ast.parse(archive.read(MEMBER).decode("utf-8"))
    texts = [node.value for node in module.body if isinstance(node, ast.Assign)]
    if len(texts) != 1 or not isinstance(texts[0], ast.Constant):
        fail(f"{MEMBER} no longer assigns one text")
    return {name: policy["Document"] for name, policy in json.loads(texts[0].value).items()}


def newest_binary():
    built = [os.path.join(ROOT, "target", profile, "copylint") for profile in ("release", "debug")]
    built = [path for path in built if os.path.isfile(path)]
    return max(built, key=os.path.getmtime) if built else fail("build copylint first, or give --binary")


def lint(binary, folder, output):
    """What copylint writes about the folder; it must not fail, and have nothing to say about that."""
    command = [binary, "check", "--format", output, "--fail-on", "never", "--color", "never", "."]
    run = subprocess.run(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if run.returncode != 0 or run.stderr:
        fail(f"{' '.join(command)} exits with {run.returncode}: {run.stderr.decode()}")
    return run.stdout.decode("utf-8")


def underlined(folder, finding):
    """The text that a finding underlines."""
    with open(os.path.join(folder, finding["path"]), "rb") as file:
        return file.read()[finding["start"]["offset"]:finding["end"]["offset"]].decode("utf-8")


def at(document, pointer):
    """The value that a JSON pointer names."""
    for step in pointer.split("/")[1:]:
        step = step.replace("~1", "/").replace("~0", "~")
        document = document[int(step)] if isinstance(document, list) else document[step]
    return document


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--wheel", metavar="FILE")
    parser.add_argument("--binary", metavar="FILE")
    parser.add_argument("--update", action="store_true")
    options = parser.parse_args()
    documents = policies(wheel(options.wheel))
    binary = os.path.abspath(options.binary) if options.binary else newest_binary()
    with tempfile.TemporaryDirectory() as folder:
        for name, document in documents.items():
            with open(os.path.join(folder, name + ".json"), "w", encoding="utf-8") as file:
                json.dump(document, file, indent=2, ensure_ascii=False)
        report = json.loads(lint(binary, folder, "json"))
        lines = lint(binary, folder, "line").splitlines()
        pretty = lint(binary, folder, "pretty")
        findings = report["findings"]
        texts = [underlined(folder, finding) for finding in findings]
    faults = []
    summary = report["summary"]
    if report["errors"] or summary["policies"] != len(documents) or summary["skipped"]:
        faults.append(f"not every policy was read: {report['errors']}, {summary}")
    if len(lines) != len(findings):
        faults.append(f"{len(lines)} lines for {len(findings)} findings")
    if findings and not pretty:
        faults.append("nothing for people")
    faults += explain(findings, texts)
    faults += judge(documents, findings)
    counts = count(findings, texts, len(documents))
    if options.update:
        with open(COUNTS, "w", encoding="utf-8") as file:
            file.write(json.dumps(counts, indent=2) + "\n")
    with open(COUNTS, encoding="utf-8") as file:
        before = json.load(file)
    faults += differences(before, counts)
    for fault in faults:
        print(fault, file=sys.stderr)
    if faults:
        fail(f"{len(faults)} differences; look at what fires, then record it with --update")
    print(f"{len(documents)} policies, {len(findings)} findings, as recorded")


def explain(findings, texts):
    """Every error must be explained, and nothing that is no longer an error."""
    with open(ERRORS, encoding="utf-8") as file:
        explained = {(one["policy"], one["rule"], one["text"]): one["why"] for one in json.load(file)}
    errors = collections.Counter()
    for finding, text in zip(findings, texts):
        if finding["level"] == "error":
            policy = os.path.splitext(os.path.basename(finding["path"]))[0]
            errors[policy, finding["rule"], text] += 1
    faults = [f"errors.json does not explain {key}" for key in errors if not explained.get(key)]
    return faults + [f"errors.json explains {key}, which is none" for key in explained if key not in errors]


def judge(documents, findings):
    unknown = set()
    touched = collections.defaultdict(set)
    for finding in findings:
        name = os.path.splitext(os.path.basename(finding["path"]))[0]
        touched[finding["rule"]].add(name)
        if finding["rule"] in ("invalid-action", "invalid-service-in-action"):
            unknown.add(at(documents[name], finding["pointer"]).lower())
    faults = []
    if len(unknown) > NOT_IN_REFERENCE:
        faults.append(f"{len(unknown)} different actions are not in the data, not {NOT_IN_REFERENCE}")
    for rule, names in touched.items():
        if len(names) > MOST * len(documents):
            faults.append(f"{rule} fires in {len(names)} of {len(documents)} policies of AWS")
    return faults


def count(findings, texts, policies_read):
    rules = {}
    for finding, text in zip(findings, texts):
        one = rules.setdefault(finding["rule"], {}).setdefault(finding["level"], ([], set(), set()))
        one[0].append(finding)
        one[1].add(finding["path"])
        one[2].add(text)
    return {
        "package": f"{PACKAGE} {pinned()[0]}",
        "policies": policies_read,
        "rules": {
            rule: {
                level: {"findings": len(found), "policies": len(paths), "texts": len(different)}
                for level, (found, paths, different) in sorted(levels.items())
            }
            for rule, levels in sorted(rules.items())
        },
    }


def differences(before, now):
    faults = [f"{key}: {now[key]}, not {before[key]}" for key in ("package", "policies") if before[key] != now[key]]
    for rule in sorted(before["rules"].keys() | now["rules"].keys()):
        was, found = before["rules"].get(rule), now["rules"].get(rule)
        if was != found:
            faults.append(f"{rule}: {json.dumps(found)}, not {json.dumps(was)}")
    return faults


if __name__ == "__main__":
    main()
