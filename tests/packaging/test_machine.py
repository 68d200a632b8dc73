"""Tests of packaging/machine.py: what is missing is installed or told in one line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.house.source import script

machine = script("machine")
STEPS = ("_make_venv", "_install_pins", "_install_program", "_install_qt_libraries")


@pytest.fixture
def steps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Replace what changes the machine by a list of what would have been done."""
    done: list[str] = []
    for name in STEPS:
        monkeypatch.setattr(machine, name, lambda name=name: done.append(name) or True)
    monkeypatch.setattr(machine, "STAMP", tmp_path / "stamp")
    return done


def test_bare_machine_is_made_ready_once(steps: list[str]) -> None:
    assert machine.prepare() == 0
    assert machine.prepare() == 0

    assert steps == list(STEPS)


def test_changed_pins_are_installed(
    steps: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine.prepare()
    changed = tmp_path / "requirements-dev.txt"
    changed.write_text("other==1 --hash=sha256:0\n", encoding="utf-8")
    monkeypatch.setattr(machine, "PINS", changed)

    machine.prepare()

    assert steps == list(STEPS) * 2


def test_failed_step_is_tried_again(steps: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "_install_program", lambda: False)

    assert machine.prepare() == 1
    assert not machine.STAMP.exists()
    assert steps == list(STEPS[:2])


def test_old_python_is_told_what_to_install(
    steps: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(machine.sys, "version_info", (3, 10, 12))

    assert machine.prepare() == 1
    assert steps == []
    assert "apt-get install python3.11 python3.11-venv" in capsys.readouterr().out


def test_without_rights_the_line_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(machine.os, "geteuid", lambda: 1000)

    assert not machine._apt("libgl1", "libegl1")
    told = capsys.readouterr().out
    assert "sudo apt-get install -y --no-install-recommends libgl1 libegl1" in told


def test_qt_finds_its_libraries_here() -> None:
    if not (machine.VENV / "lib").is_dir():
        pytest.skip("Qt lies elsewhere than in .venv")

    assert machine._missing_libraries("offscreen") == []
