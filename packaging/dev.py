"""Chores of a developer, behind the Makefile: `python3 packaging/dev.py help`.

Needs nothing but Python: it makes the environment in which everything else runs.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable

import machine
from machine import BIN, PYTHON, ROOT

QUIET_TESTS = ("-m", "pytest", "-q")
SECOND_HALF = ("scenarios", "security", "server", "simulation")
"""Folders of tests that run beside the others, since one process keeps one core busy."""


def run(*command: object) -> int:
    """Run a program in the clone; return its exit status."""
    return subprocess.run([str(part) for part in command], cwd=ROOT, check=False).returncode


def python(*arguments: object) -> int:
    """Run the environment's Python."""
    return run(PYTHON, *arguments)


def setup(*_: str) -> int:
    """Make .venv, install pinned packages and Qt's system libraries, compile translations."""
    return machine.prepare() or python("packaging/strings.py", "compile")


def check(*_: str) -> int:
    """Check format, lint, types, contracts and the rules of the house; run all, then fail."""
    steps = (
        (BIN / "ruff", "format", "--check", "."),
        (BIN / "ruff", "check", "."),
        (BIN / "mypy", "--strict", "ctxh_desktop"),
        (BIN / "lint-imports",),
        (PYTHON, *QUIET_TESTS, "tests/house"),
    )
    failed = [step[0] for step in steps if run(*step)]
    print("check: clean" if not failed else f"check: {len(failed)} of {len(steps)} failed")
    return int(bool(failed))


def fix(*_: str) -> int:
    """Mend what tools can mend: lint, format, translations."""
    return run(BIN / "ruff", "check", "--fix", ".") | run(BIN / "ruff", "format", ".") | strings()


def test(*arguments: str) -> int:
    """Run the suite, in two halves side by side; with arguments for pytest in one process."""
    if arguments or (os.cpu_count() or 1) == 1:
        return python(*QUIET_TESTS, "tests", "--ignore=tests/benchmarks", *arguments)
    second = [f"tests/{name}" for name in SECOND_HALF]
    left_out = [f"--ignore={folder}" for folder in ("tests/benchmarks", *second)]
    with tempfile.TemporaryDirectory(prefix="ctxh-") as folder, tempfile.TemporaryFile() as told:
        first = (*QUIET_TESTS, "tests", *left_out, f"--basetemp={folder}/1")
        beside = [PYTHON, *QUIET_TESTS, *second, f"--basetemp={folder}/2"]
        with subprocess.Popen(beside, cwd=ROOT, stdout=told, stderr=told) as running:
            status = python(*first)
            status = running.wait() or status
        told.seek(0)
        sys.stdout.write(told.read().decode(errors="replace"))
    return status


def bench(*arguments: str) -> int:
    """Measure, beside rivals and budgets."""
    return python("-m", "tests.benchmarks", *arguments)


def sim(seed: str = "", seeds: str = "") -> int:
    """Run the long simulation: one seed again, or as many as are wanted, on all cores."""
    count = seeds or ("1" if seed else "200")
    jobs = min(int(count), os.cpu_count() or 1)
    options = ("--seed", seed or "1", "--runs", count, "--jobs", str(jobs), "--steps", "80")
    return python("-m", "tests.simulation.run", *options)


def strings(*_: str) -> int:
    """Read the sources into translations/ and compile them."""
    return python("packaging/strings.py", "refresh")


def translate(*files: str) -> int:
    """Fill translations from lists: context, English, Vietnamese (or code, English, Vietnamese)."""
    return python("packaging/strings.py", "translate", *files)


def messages(*files: str) -> int:
    """Merge lists of error codes (code, English, Vietnamese) into messages.py and translations/."""
    return python("packaging/strings.py", "messages", *files)


def migration(*arguments: str) -> int:
    """Write a numbered migration from what the declarations say now."""
    return python("packaging/migration.py", *arguments)


def pins(*_: str) -> int:
    """Write requirements.txt and requirements-dev.txt anew, with hashes and without host names."""
    wanted = {
        "requirements.txt": ("desktop", "server"),
        "requirements-dev.txt": ("desktop", "server", "dev"),
    }
    options = ("--universal", "--generate-hashes", "--no-header", "--no-annotate", "--quiet")
    status = 0
    for file, extras in wanted.items():
        chosen = [part for extra in extras for part in ("--extra", extra)]
        command = ("uv", "pip", "compile", "pyproject.toml", *options, *chosen)
        status |= run(*command, "--python-version", "3.11", "--output-file", file)
    return status


def drills(*arguments: str) -> int:
    """Run the drills, in their long form: lost power, full disk, damaged files."""
    os.environ["CTXH_LONG"] = "1"
    return python(*QUIET_TESTS, "tests", "-m", "drill", *arguments)


CHORES: dict[str, Callable[..., int]] = {
    chore.__name__: chore
    for chore in (
        setup, check, fix, test, bench, sim, strings, translate, messages, migration, pins, drills,
    )
}  # fmt: skip


def main(arguments: list[str]) -> int:
    """Run one chore."""
    chore = CHORES.get(arguments[0]) if arguments else None
    if chore is None:
        for name, known in CHORES.items():
            print(f"{name:<12}{known.__doc__}")
        return int(bool(arguments and arguments[0] != "help"))
    return chore(*arguments[1:])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
