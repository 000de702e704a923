#!/usr/bin/env python3
"""Holds copylint against the real AWS CLI: the same parameters, or refused by both.

usage: aws_cli_differential.py COPYLINT [--seed N] [--count N]

Makes command lines at random from a seed (tests/aws_cli_lines.py), has each read by the argument parser
of the AWS CLI (tests/aws_cli_oracle.py) and by `copylint plan -- aws …`, and prints every line on which the
two disagree, with both answers. Beside that, copylint must say why it refuses what it refuses, must
warn of an address that version 1 of the AWS CLI would fetch, and must never show a placeholder of its own.

No line is left out, and each class of lines must occur often enough. The pinned AWS CLI is taken from
this Python if it is there, else it is installed into .cache/aws-cli.
"""

import argparse
import concurrent.futures
import json
import os
import random
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from multiprocessing import get_context
from pathlib import Path

from aws_cli_lines import OPERATIONS, Lines, all_options
from aws_cli_oracle import PINNED, Oracle, text

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".cache" / "aws-cli"
# What a run must have tried, at least: the share of all lines, or how many of them.
SHARES = {"refused by both": 0.15, "tag specifications": 0.20}
LEAST = {
    "repeats": 100,
    "prefixes": 100,
    "= forms": 100,
    "--cli-input-json": 100,
    "--cli-input-json with flags over it": 100,
    "numbers": 50,
    "booleans": 50,
    "empty values": 50,
    "quotes": 50,
    "unicode": 50,
    "negative numbers": 50,
    "--": 50,
    "files": 50,
    "addresses": 20,
    "lost tags": 20,
    "braces taken apart": 20,
    "the same key twice in JSON": 10,
    "slips": 100,
    "slips in a value": 50,
    "options of every command": 200,
}
LEAST.update({
    f"{operation} {flag}": 20 for operation, table in OPERATIONS.items() for flag in all_options(table, False)
})


def has_the_pinned(python):
    ask = f"import awscli; assert awscli.__version__ == '{PINNED}'"
    return subprocess.run([python, "-c", ask], capture_output=True).returncode == 0


def install():
    """Runs this program again with a Python that has the pinned AWS CLI."""
    python = VENV / "bin" / "python"
    if not python.exists() or not has_the_pinned(python):
        shutil.rmtree(VENV, ignore_errors=True)
        subprocess.run([sys.executable, "-m", "venv", VENV], check=True)
        pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, f"awscli=={PINNED}"], check=True)
    os.execv(python, [python, *sys.argv])


def judged(copylint, folder, words):
    """What copylint makes of the words behind `aws`."""
    environment = {"PATH": os.environ["PATH"]}
    done = subprocess.run(
        [copylint, "plan", "--format", "json", "--", "aws", *words],
        cwd=folder, env=environment, stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8",
    )
    if done.returncode not in (0, 1, 2) or not done.stdout:
        sys.exit(f"{shlex.join(words)}\nexit code {done.returncode}: {done.stderr}")
    return done.stdout


def difference(line, answer, output):
    """Why copylint is wrong about a line; None if it is right."""
    report = json.loads(output)
    plans = report["plans"]
    ours = plans[0]["request"]["parameters"] if plans else None
    rules = {finding["rule"]: finding["level"] for finding in report["findings"]}
    if text(ours) != text(answer.parameters):
        return f"  AWS CLI:  {text(answer.parameters)}\n  copylint: {text(ours)} {rules}"
    if ours is None and "error" not in rules.values() and "copies-nothing" not in rules:
        return f"  copylint refuses it and does not say why: {rules}"
    if ours is not None and answer.fetched and "fetched-value" not in rules:
        return f"  copylint does not say that {answer.fetched} would be fetched: {rules}"
    if "\ufdd0" in output or "\\ufdd0" in output:
        return "  copylint shows its own placeholder"
    return None


def answers(folder, lines):
    """The AWS CLI's answers: for a process of its own."""
    os.chdir(folder)
    oracle = Oracle()
    return [oracle.answer(words) for words in lines]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("copylint", type=Path)
    parser.add_argument("--seed", type=int, default=20261121)
    parser.add_argument("--count", type=int, default=2600)
    options = parser.parse_args()
    if not has_the_pinned(sys.executable):
        install()
    copylint = options.copylint.resolve()
    with tempfile.TemporaryDirectory() as folder:
        maker = Lines(random.Random(options.seed), folder)
        lines = [maker.line() for _ in range(options.count)]
        workers = os.cpu_count() or 1
        shares = [[line.words for line in lines[start::workers]] for start in range(workers)]
        with concurrent.futures.ProcessPoolExecutor(workers, get_context("spawn")) as pool:
            parts = list(pool.map(answers, [folder] * workers, shares))
        with concurrent.futures.ThreadPoolExecutor(workers) as pool:
            outputs = list(pool.map(lambda line: judged(copylint, folder, line.words), lines))
    counts = Counter({name: 0 for name in LEAST})
    wrong = 0
    for number, (line, output) in enumerate(zip(lines, outputs)):
        answer = parts[number % workers][number // workers]
        counts.update(line.classes.keys())
        counts["refused by both"] += answer.parameters is None
        found = difference(line, answer, output)
        if found:
            wrong += 1
            print(f"aws {shlex.join(line.words)}\n{found}")
    print(f"seed {options.seed}, {len(lines)} lines, AWS CLI {PINNED}")
    for name, count in sorted(counts.items()):
        print(f"{count:6} {name}")
    rare = [name for name, least in LEAST.items() if counts[name] < least]
    rare += [name for name, share in SHARES.items() if counts[name] < share * len(lines)]
    if len(lines) < 2000 or rare:
        print(f"too few of: {', '.join(rare) or 'lines'}")
    print(f"{wrong} lines are read differently" if wrong else "every line is read as the AWS CLI reads it")
    return 1 if wrong or rare or len(lines) < 2000 else 0


if __name__ == "__main__":
    sys.exit(main())
