"""Tests of packaging/dev.py and the Makefile before it: thin, complete, honest about failure."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from tests.house.source import ROOT, script

script("machine")
dev = script("dev")
TARGETS = {
    "help", "setup", "demo", "test", "check", "fix", "bench", "bench-sync", "sim", "strings",
    "migration", "drills",
}  # fmt: skip
RULE = re.compile(r"^([a-z-]+):.*?\n((?:\t.*\n)+)", re.MULTILINE)


def test_makefile_is_thin() -> None:
    rules = dict(RULE.findall((ROOT / "Makefile").read_text(encoding="utf-8")))

    assert rules.keys() == TARGETS
    assert [name for name, recipe in rules.items() if recipe.count("\n") > 2] == []


def test_every_chore_of_the_makefile_exists() -> None:
    named = set(re.findall(r"\$\(DEV\) (\w+)", (ROOT / "Makefile").read_text(encoding="utf-8")))

    assert named
    assert named - dev.CHORES.keys() == set()


def test_help_lists_every_chore() -> None:
    command = [sys.executable, "packaging/dev.py", "help"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)

    assert {line.split()[0] for line in done.stdout.splitlines()} == dev.CHORES.keys()


def test_unknown_chore_fails() -> None:
    assert dev.main(["nonsense"]) == 1


def test_check_runs_all_and_tells_failure(monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    ran: list[str] = []
    statuses = iter([0, 1, 0, 0, 0])
    monkeypatch.setattr(dev, "run", lambda *step: ran.append(str(step[0])) or next(statuses))

    assert dev.check() == 1
    assert len(ran) == 5
    assert "1 of 5 failed" in capsys.readouterr().out


def test_seed_is_handed_to_the_simulation(monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[tuple[str, ...]] = []
    monkeypatch.setattr(dev, "run", lambda *step: ran.append(step) or 0)

    assert dev.sim("7") == dev.sim("", "9") == 0
    once, many = (" ".join(map(str, step)) for step in ran)
    assert "--seed 7 --runs 1 --jobs 1" in once
    assert "--seed 1 --runs 9" in many


def test_ci_runs_the_suite() -> None:
    text = (ROOT / ".ci" / "run").read_text(encoding="utf-8")

    assert "set -eu" in text
    assert text.rstrip().endswith("exec make test")


@pytest.mark.parametrize(("second", "first", "whole"), [(0, 0, 0), (1, 0, 1), (0, 1, 1)])
def test_the_halves_of_the_suite_are_all_of_it(
    monkeypatch: pytest.MonkeyPatch, capfd, second: int, first: int, whole: int
) -> None:
    """Both are told, and one that fails is enough."""
    ran: list[tuple[str, ...]] = []
    monkeypatch.setattr(dev.os, "cpu_count", lambda: 2)
    monkeypatch.setattr(dev, "python", lambda *arguments: ran.append(arguments) or first)
    say = f"import sys; print('told', sys.argv[1:]); sys.exit({second})"
    monkeypatch.setattr(dev, "QUIET_TESTS", ("-c", say))

    assert dev.test() == whole

    told = capfd.readouterr().out
    ignored = {part.removeprefix("--ignore=") for part in ran[0] if "--ignore" in part}
    assert ignored - {"tests/benchmarks"} == {f"tests/{name}" for name in dev.SECOND_HALF}
    assert all(f"'tests/{name}'" in told for name in dev.SECOND_HALF)
    assert all((ROOT / "tests" / name).is_dir() for name in dev.SECOND_HALF)
