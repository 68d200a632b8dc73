"""The pins: complete, with hashes, alike in both files, silent about where they come from."""

from __future__ import annotations

import re
import tomllib

import pytest

from tests.house.source import ROOT

FILES = ("requirements.txt", "requirements-dev.txt")
PIN = re.compile(r"^([a-z0-9-]+)==(\S+)", re.MULTILINE)


def _text(file: str) -> str:
    return (ROOT / file).read_text(encoding="utf-8")


def _direct(*extras: str) -> set[str]:
    project = tomllib.loads(_text("pyproject.toml"))["project"]
    lists = [project["dependencies"], *(project["optional-dependencies"][name] for name in extras)]
    names = (re.match(r"[A-Za-z0-9_.-]+", line) for wanted in lists for line in wanted)
    return {name[0].lower().replace("_", "-") for name in names if name}


@pytest.mark.parametrize("file", FILES)
def test_no_host_is_named(file: str) -> None:
    named = [word for word in ("http", "pypi", "files.", "://", "@") if word in _text(file).lower()]

    assert named == []


@pytest.mark.parametrize("file", FILES)
def test_every_pin_has_hashes(file: str) -> None:
    entries = re.split(r"\n(?=[a-z0-9])", _text(file).strip())

    assert len(entries) > 20
    assert [entry for entry in entries if not re.search(r"--hash=sha256:[0-9a-f]{64}", entry)] == []


@pytest.mark.parametrize("file", FILES)
def test_windows_is_covered(file: str) -> None:
    assert "sys_platform == 'win32'" in _text(file)


def test_every_dependency_is_pinned() -> None:
    run_time, development = (dict(PIN.findall(_text(file))) for file in FILES)

    assert _direct("desktop", "server") - run_time.keys() == set()
    assert _direct("desktop", "server", "dev") - development.keys() == set()


def test_both_files_pin_the_same() -> None:
    run_time, development = (dict(PIN.findall(_text(file))) for file in FILES)
    differing = {name for name in run_time if development.get(name) != run_time[name]}

    assert differing == set()


def test_qt_is_not_the_one_that_aborts() -> None:
    assert dict(PIN.findall(_text("requirements.txt")))["pyside6-essentials"].startswith("6.11.")
