#!/usr/bin/env python3
"""Tries the pre-commit hooks and the GitHub action, as the README describes them.

    python3 tests/hooks.py [COPYLINT]      the program to try; without it, target/debug/copylint
    python3 tests/hooks.py --rust          the hook that builds the program, too: takes minutes

The real pre-commit is installed into .cache/hooks and runs the configuration that stands in the README, with
`repo` set to a clone of this repository and the hook that takes copylint from the path. The action's
scripts are run by bash with the variables that GitHub would set.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

PRE_COMMIT = "4.7.0"
ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".cache" / "hooks"

POLICY = '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "ec2:CopyImage", "Resource": "*"}}\n'
NO_REGION = POLICY.replace('"*"', '"arn:aws:ec2:::snapshot/*"')
REQUEST = '{"SourceRegion": "us-west-2", "SourceSnapshotId": "snap-0123456789abcdef0"}\n'

passed = 0


def check(what, condition, shown=""):
    global passed
    if not condition:
        sys.exit(f"hooks.py: {what}: it is not so\n{shown}")
    passed += 1
    print(f"ok: {what}")


def run(command, folder, environment, **options):
    return subprocess.run(
        [str(word) for word in command], cwd=folder, env=environment, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8", **options,
    )


def must(command, folder, environment):
    done = run(command, folder, environment)
    if done.returncode != 0:
        sys.exit(f"hooks.py: {command} exits {done.returncode}\n{done.stdout}")
    return done.stdout


def install():
    """The pinned pre-commit, and yaml with it."""
    python = VENV / "bin" / "python"
    ask = [python, "-c", f"import pre_commit.constants as c; assert c.VERSION == '{PRE_COMMIT}'"]
    if not python.exists() or run(ask, ROOT, os.environ).returncode != 0:
        shutil.rmtree(VENV, ignore_errors=True)
        must([sys.executable, "-m", "venv", VENV], ROOT, os.environ)
        must([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", f"pre-commit=={PRE_COMMIT}"],
             ROOT, os.environ)
    return python


def yaml_blocks():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    return [yaml.safe_load(block) for block in re.findall(r"^```yaml\n(.*?)^```$", text, re.M | re.S)]


class Project:
    """A scratch repository that uses the hooks."""

    def __init__(self, folder, environment):
        self.folder, self.environment = folder, environment
        must(["git", "init", "--quiet", folder], folder.parent, environment)

    def configure(self, source, revision, hook, arguments=()):
        config = next(block for block in yaml_blocks() if "repos" in block)
        repository = config["repos"][0]
        repository["repo"], repository["rev"] = str(source), revision
        repository["hooks"][0].update(id=hook, args=list(arguments))
        self.write(".pre-commit-config.yaml", yaml.safe_dump(config))

    def write(self, path, text):
        path = self.folder / path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())

    def only(self, **files):
        """Has exactly these files: names with `__` for a slash and `_json` for the ending."""
        for path in self.folder.iterdir():
            if path.name not in (".git", ".pre-commit-config.yaml"):
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        for name, text in files.items():
            self.write(name.replace("__", "/").replace("_json", ".json"), text)
        must(["git", "add", "--all"], self.folder, self.environment)

    def hook(self):
        done = run([VENV / "bin" / "pre-commit", "run", "--all-files", "--verbose"], self.folder, self.environment)
        return done.returncode, done.stdout


def try_hooks(folder, environment, with_rust):
    source = folder / "copylint"
    must(["git", "clone", "--quiet", "--no-local", ROOT, source], folder, environment)
    # The hooks as they are now, committed or not.
    shutil.copy(ROOT / ".pre-commit-hooks.yaml", source)
    must(["git", "add", "--all"], source, environment)
    must(["git", "commit", "--quiet", "--allow-empty", "--message", "as it is"], source, environment)
    revision = must(["git", "rev-parse", "HEAD"], source, environment).strip()

    (folder / "project").mkdir()
    project = Project(folder / "project", environment)
    project.configure(source, revision, "copylint-system")

    project.only(role_json=POLICY)
    code, shown = project.hook()
    check("one file without findings passes", code == 0 and "Passed" in shown and "skipped" not in shown, shown)

    project.only(role_json=NO_REGION)
    code, shown = project.hook()
    check("one file with a finding fails and shows it", code == 1 and "missing-arn-region" in shown, shown)
    check("the exit code is that of findings", "exit code: 1" in shown, shown)

    project.only(**{f"iam__role{number}_json": POLICY for number in range(300)}, bad_json=NO_REGION)
    code, shown = project.hook()
    check("many files are taken, and the one with a finding is shown once",
          code == 1 and shown.count("error[missing-arn-region]") == 1 and "exit code: 1" in shown, shown)

    project.only(package_json='{"name": "x"}\n', tsconfig_json="{ // comment\n}\n", README="x")
    code, shown = project.hook()
    check("files that are neither policy nor request pass without a word",
          code == 0 and "Passed" in shown and "skipped:" not in shown, shown)

    project.only(README="x")
    code, shown = project.hook()
    check("no JSON at all: nothing to do", code == 0 and "no files to check" in shown, shown)

    project.only(role_json='{"Version": "2012-10-17", "Statement": [')
    code, shown = project.hook()
    check("a broken policy fails", code == 1 and "json-syntax-error" in shown, shown)

    project.configure(source, revision, "copylint-system", ["--policy", "iam/role.json"])
    project.only(iam__role_json=POLICY, copy_json=REQUEST)
    code, shown = project.hook()
    check("`args` reach copylint: the policy is asked for the copy",
          code == 1 and "missing-copy-permission" in shown, shown)

    if with_rust:
        project.configure(source, revision, "copylint")
        project.only(role_json=NO_REGION, other_json=POLICY)
        code, shown = project.hook()
        check("the hook that builds copylint runs it", code == 1 and "missing-arn-region" in shown, shown)


def try_action(folder, environment, copylint):
    action = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    steps = action["runs"]["steps"]
    check("no input is pasted into a script", all("${{" not in step["run"] for step in steps))
    uses = [step for block in yaml_blocks() if "jobs" in block for job in block["jobs"].values() for step in job["steps"]
            if "/copylint@" in step["uses"]]
    given = uses[0]["with"]
    check("the README names inputs that there are", len(uses) == 1 and set(given) <= set(action["inputs"]), given)

    binary = folder / "temp" / "copylint" / "bin" / "copylint"
    binary.parent.mkdir(parents=True)
    binary.symlink_to(copylint)

    def step(**inputs):
        variables = dict(environment, GITHUB_ACTION_PATH=str(ROOT), RUNNER_TEMP=str(folder / "temp"))
        for name, value in steps[1]["env"].items():
            key = re.fullmatch(r"\$\{\{ inputs\.(\w+) \}\}", value).group(1)
            variables[name] = inputs.get(key, action["inputs"][key]["default"])
        done = run(["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", steps[1]["run"]], folder / "work", variables)
        return done.returncode, done.stdout.splitlines()

    work = folder / "work"
    for name, text in {
        "iam/role.json": NO_REGION, "copies/copy.json": REQUEST, "with space/a $(touch pwned).json": NO_REGION,
        "-quiet.json": NO_REGION,
    }.items():
        path = work / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    code, lines = step(paths=given["paths"], options=given["options"])
    matchers = ROOT / "editors" / "github-actions.json"
    check("the matchers are there and registered first", lines[0] == f"::add-matcher::{matchers}" and matchers.exists(), lines)
    check("and removed last, each of them",
          lines[-2:] == ["::remove-matcher owner=copylint::", "::remove-matcher owner=copylint-note::"], lines)
    rules = " ".join(lines)
    check("the README's inputs find what is wrong in both files",
          code == 1 and "missing-arn-region" in rules and "missing-copy-permission" in rules, lines)
    code, lines = step(paths="with space/a $(touch pwned).json\n\n-quiet.json\r\n")
    found = [line for line in lines if "missing-arn-region" in line]
    check("a line is a word, whatever it holds", code == 1 and len(found) == 2 and not (work / "pwned").exists(), lines)
    code, lines = step(options="--fail-on\nnever")
    check("without paths it lints the folder, and options are taken word by word",
          code == 0 and len(lines) > 3, lines)
    code, lines = step(paths="nowhere.json")
    check("its exit code is copylint's", code == 3 and lines[-1].startswith("::remove-matcher"), lines)


def main(arguments):
    with_rust = "--rust" in arguments
    rest = [argument for argument in arguments if argument != "--rust"]
    copylint = Path(rest[0] if rest else ROOT / "target" / "debug" / "copylint").resolve()
    if not copylint.exists():
        sys.exit(f"hooks.py: {copylint} is not there: build it first (cargo build)")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        bin = folder / "bin"
        bin.mkdir()
        (bin / "copylint").symlink_to(copylint)
        environment = dict(
            os.environ, PATH=f"{bin}{os.pathsep}{os.environ['PATH']}", PRE_COMMIT_HOME=str(folder / "pre-commit"),
            GIT_CONFIG_NOSYSTEM="1", GIT_CONFIG_GLOBAL=os.devnull, GIT_AUTHOR_NAME="a", GIT_AUTHOR_EMAIL="a@example.com",
            GIT_COMMITTER_NAME="a", GIT_COMMITTER_EMAIL="a@example.com",
        )
        for variable in [name for name in environment if name.startswith("GIT_") and "CONFIG" not in name
                         and "AUTHOR" not in name and "COMMITTER" not in name]:
            del environment[variable]
        try_hooks(folder, environment, with_rust)
        try_action(folder, environment, copylint)
    print(f"{passed} passed, 0 failed")


if __name__ == "__main__":
    python = install()
    if Path(sys.prefix) != VENV:
        os.execv(python, [str(python), __file__, *sys.argv[1:]])
    import yaml

    main(sys.argv[1:])
