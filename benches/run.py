#!/usr/bin/env python3
"""Measures copylint beside an empty program, jq and serde_json, and prints what is aimed at beside it.

    python3 benches/run.py              builds what it needs; takes minutes
    python3 benches/run.py --quick      with target/release/copylint, few rounds, small inputs: does it all still run?

What is compared is measured in one run, in turns. Nothing is asserted: machines differ, and only ratios travel.
AWS's managed policies come from the package moto, pinned in rules/reference/SOURCES.lock.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CACHE = ROOT / ".cache"
WORK = CACHE / "bench"
COPYLINT = ROOT / "target" / "release" / "copylint"

sys.path.insert(0, str(ROOT / "rules" / "reference"))
import refresh  # noqa: E402: its folder must be found first

SMALL = {
    "Version": "2012-10-17",
    "Statement": [{
        "Sid": "Copy",
        "Effect": "Allow",
        "Action": ["ec2:CopyImage", "ec2:CopySnapshot"],
        "Resource": ["arn:aws:ec2:*::image/*", "arn:aws:ec2:*::snapshot/*"],
    }],
}


def row(what, measured, budget=""):
    print(f"{what:58} {measured:>24}   {budget}", flush=True)


def milliseconds(nanoseconds):
    return f"{nanoseconds / 1e6:.2f} ms"


def build():
    WORK.mkdir(parents=True, exist_ok=True)
    (WORK / "empty.rs").write_text("fn main() {}\n", encoding="utf-8")
    for source in (WORK / "empty.rs", ROOT / "benches" / "processes.rs"):
        subprocess.run(["rustc", "-O", "--edition", "2024", "--out-dir", WORK, source], check=True)


def managed_policies():
    """AWS's managed policies, a file each, as AWS shows them."""
    folder = WORK / "managed"
    source = refresh.one(refresh.read_lock(), "moto", "check")
    if not (CACHE / source["file"]).exists():
        refresh.download(source, CACHE)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name, document in refresh.managed_policies(refresh.Wheel(CACHE, source)).items():
        (folder / f"{name}.json").write_text(json.dumps(document, indent=4), encoding="utf-8")
    return folder


def medians(rounds, commands):
    """The median time of each command, in nanoseconds, all of them run in turns."""
    listed = WORK / "commands.txt"
    listed.write_text("\n".join("\t".join(map(str, command)) for command in commands), encoding="utf-8")
    done = subprocess.run([WORK / "processes", str(rounds), listed], check=True, stdout=subprocess.PIPE, text=True)
    return [statistics.median(map(int, line.split())) for line in done.stdout.splitlines()]


def compare(title, rounds, named):
    """Times commands and prints each beside the first; gives the times."""
    times = dict(zip(named, medians(rounds, named.values())))
    for name, taken in times.items():
        row(f"{title}: {name}", milliseconds(taken))
    return times


def start_up(jq, rounds):
    small = WORK / "small.json"
    small.write_text(json.dumps(SMALL, indent=2), encoding="utf-8")
    named = {"empty Rust program": [WORK / "empty"], "copylint check": [COPYLINT, "check", small]}
    if jq:
        named["jq empty"] = [jq, "empty", small]
    times = compare("one small policy", rounds, named)
    row("  to the empty program", f"{times['copylint check'] / times['empty Rust program']:.2f}", "at most 3")
    if jq:
        row("  to jq", f"{times['copylint check'] / times['jq empty']:.2f}", "under 0.5")


def corpus(jq, folder, rounds):
    files = sorted(folder.iterdir())
    size = sum(file.stat().st_size for file in files)
    title = f"{len(files)} managed policies, {size / 1e6:.1f} MB"
    named = {
        "copylint check": [COPYLINT, "check", *files],
        "copylint check --format line": [COPYLINT, "check", "--format", "line", *files],
        "copylint check FOLDER": [COPYLINT, "check", folder],
    }
    if jq:
        named["jq empty"] = [jq, "empty", *files]
    times = compare(title, rounds, named)
    if jq:
        row("  to jq", f"{times['copylint check'] / times['jq empty']:.2f}", "under 0.5")


def throughput(folder):
    environment = dict(os.environ, COPYLINT_POLICIES=str(folder))
    command = ["cargo", "bench", "--quiet", "--locked", "--bench", "throughput"]
    done = subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    title, *lines = done.stdout.splitlines()
    print(f"in memory, one thread: {title}")
    for line in lines:
        name, _, rest = line.partition("  ")
        row(f"  {name}", " ".join(rest.split()), "at most 3.00" if "all rules" in name else "")


def statement(number, wrong=False):
    region = "" if wrong else "*"
    return {
        "Sid": f"Copy{number}",
        "Effect": "Allow",
        "Action": ["ec2:CopyImage", "ec2:CopySnapshot"],
        "Resource": [f"arn:aws:ec2:{region}::snapshot/snap-{number:017x}", "arn:aws:ec2:*::image/*"],
        "Condition": {"StringEquals": {"aws:RequestedRegion": ["eu-west-1", "us-east-1"]}},
    }


def large(name, count, wrong=False):
    path = WORK / f"{name}.json"
    document = {"Version": "2012-10-17", "Statement": [statement(number, wrong) for number in range(count)]}
    path.write_text(json.dumps(document, indent=2), encoding="utf-8")
    return path


# Linux counts a process's memory from before it became another program: started from here it would be said to have
# had whatever this script has. So a small Python starts it, and what is less than that one's 10 MB is not seen.
ONCE = """
import os, subprocess, sys, time
began = time.perf_counter()
child = subprocess.Popen(sys.argv[1:], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
_, status, usage = os.wait4(child.pid, 0)
print(time.perf_counter() - began, usage.ru_maxrss * 1024, os.waitstatus_to_exitcode(status))
"""


def once(command):
    """One run: seconds, the most memory that it had in bytes, and its exit code."""
    words = [sys.executable, "-S", "-c", ONCE, *map(str, command)]
    done = subprocess.run(words, check=True, stdout=subprocess.PIPE, text=True)
    seconds, memory, code = done.stdout.split()
    return float(seconds), int(memory), int(code)


def growth(counts, bytes_wanted, wrong):
    first = None
    for count in counts:
        path = large("growth", count)
        seconds, memory, code = once([COPYLINT, "check", path])
        size = path.stat().st_size
        each = seconds / count * 1e6
        first = first or each
        row(f"{count} statements, {size / 1e6:.1f} MB (exit {code})", f"{seconds * 1000:.0f} ms",
            f"{each:.2f} µs each, {each / first:.2f} of the first (linear: 1)")
        row("  memory to input", f"{memory / size:.1f}", "at most 10")
    if bytes_wanted:
        path = large("huge", bytes_wanted * counts[-1] // size)
        size = path.stat().st_size
        seconds, memory, code = once([COPYLINT, "check", path])
        row(f"one file of {size / 1e6:.0f} MB (exit {code})", f"{seconds:.2f} s")
        row("  memory to input", f"{memory / size:.1f}", "at most 10")
        path.unlink()
    path = large("wrong", wrong, wrong=True)
    for form in ("line", "json", "pretty"):
        seconds, memory, code = once([COPYLINT, "check", "--format", form, path])
        row(f"{wrong} findings as {form} (exit {code})", f"{seconds:.2f} s", f"{memory / 1e6:.0f} MB of memory")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="few rounds, small inputs, nothing is built by cargo")
    quick = parser.parse_args().quick
    build()
    folder = managed_policies()
    if not quick:
        subprocess.run(["cargo", "build", "--quiet", "--release", "--locked"], cwd=ROOT, check=True)
    elif not COPYLINT.exists():
        sys.exit(f"run.py: {COPYLINT} is not there: cargo build --release")
    jq = shutil.which("jq")
    if jq is None:
        print("jq is not on the path: not compared with it")
    row("what", "measured", "aimed at")
    start_up(jq, 20 if quick else 300)
    corpus(jq, folder, 2 if quick else 10)
    if quick:
        growth([1000, 2000], 0, 1000)
    else:
        throughput(folder)
        growth([12_500, 25_000, 50_000, 100_000], 100_000_000, 100_000)
    row("binary", f"{COPYLINT.stat().st_size / 1e6:.1f} MB", "under 10 MB")


if __name__ == "__main__":
    main()
