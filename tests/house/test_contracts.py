"""The contracts of imports hold, and each of them bites."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.house.source import PACKAGE, ROOT, modules

# What breaks each contract: the file that gets a line, and the line.
BREAKS = {
    "road": ("domain/values.py", "from ctxh_desktop import storage"),
    "pure": ("domain/schema.py", "import socket"),
    "qt": ("commands/__init__.py", "import PySide6"),
    "sql": ("sync/__init__.py", "import sqlalchemy"),
    "drivers": ("server/__init__.py", "import psycopg"),
    "door": ("ui/__init__.py", "from ctxh_desktop import storage"),
    "people": ("server/__init__.py", "from ctxh_desktop import commands"),
    "siblings": ("domain/values.py", "from ctxh_desktop.domain import schema"),
}


# Parts behind the door of `commands`; one that does not exist yet cannot be named in a contract.
BEHIND_THE_DOOR = ("storage", "sync", "documents", "exchange", "security")


def _entries() -> dict[str, dict[str, Any]]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return {entry["id"]: entry for entry in project["tool"]["importlinter"]["contracts"]}


def _contracts() -> dict[str, str]:
    return {key: entry["name"] for key, entry in _entries().items()}


def _lint(folder: Path) -> subprocess.CompletedProcess[str]:
    linter = Path(sys.executable).parent / "lint-imports"
    return subprocess.run(
        [str(linter), "--no-cache"], cwd=folder, capture_output=True, text=True, check=False
    )


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Return a copy of the package's code that may be spoilt."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for file in modules():
        target = tmp_path / file.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(file, target)
    return tmp_path


def test_contracts_hold() -> None:
    done = _lint(ROOT)

    assert done.returncode == 0, done.stdout + done.stderr


def test_each_contract_bites(copy: Path) -> None:
    for file, line in BREAKS.values():
        spoilt = copy / PACKAGE.name / file
        with spoilt.open("a", encoding="utf-8") as text:
            text.write(f"\n{line}\n")

    report = _lint(copy).stdout

    assert _contracts().keys() == BREAKS.keys()
    assert [name for name in _contracts().values() if f"{name} BROKEN" not in report] == [], report


def test_a_new_part_must_join_the_road(copy: Path) -> None:
    part = copy / PACKAGE.name / "attic"
    part.mkdir()
    (part / "__init__.py").write_text("", encoding="utf-8")

    done = _lint(copy)

    assert done.returncode != 0
    assert "ctxh_desktop.attic" in done.stdout


def test_every_part_with_data_is_behind_the_door() -> None:
    there = {part for part in BEHIND_THE_DOOR if (PACKAGE / part / "__init__.py").is_file()}

    assert {f"ctxh_desktop.{part}" for part in there} == set(
        _entries()["door"]["protected_modules"]
    )
