"""`ctxh` run in this process, as a script would run it: exit code, JSON data, what was said."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ctxh_desktop.ambient import system
from ctxh_desktop.cli import book as book_commands
from ctxh_desktop.cli import main as program
from ctxh_desktop.commands import profile
from ctxh_desktop.commands.bus import Bus
from ctxh_desktop.commands.cases import OpenCase
from ctxh_desktop.security.keys import KdfCost
from tests.data.province_server import COMMUNE

PHRASE = "cánh đồng lúa chín vàng óng"
CHEAP = KdfCost(memory_kib=64, passes=1)
"""Opening a book is slow on purpose; what is tested here is not that."""

Run = Callable[..., tuple[int, Any, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command on the laptop *name*."""
    monkeypatch.setenv("CTXH_PASSPHRASE", PHRASE)
    cheap_create = functools.partial(profile.create_profile, cost=CHEAP)
    cheap_unlock = functools.partial(profile.unlock, cost_floor=CHEAP)
    monkeypatch.setattr(book_commands, "create_profile", cheap_create)
    monkeypatch.setattr(book_commands, "unlock", cheap_unlock)

    def ran(name: str, *words: str) -> tuple[int, Any, str]:
        capsys.readouterr()
        try:
            code = program.main(["--profile", str(tmp_path / name), "--json", *words])
        except SystemExit as end:
            code = int(end.code or 0)
        out, err = capsys.readouterr()
        return code, json.loads(out) if out else None, err

    return ran


@pytest.fixture
def book(run: Run) -> Run:
    """The same, with the book of laptop "a" made."""
    assert run("a", "init", "--commune", COMMUNE, "--user", "Hoa")[0] == 0
    return run


def list_of(folder: Path, *rows: str) -> str:
    """Write a commune's list and return its path."""
    file = folder / "list.csv"
    head = "Họ và tên,Ngày sinh,Giới tính,Thôn/TDP"
    file.write_text("\n".join([head, *rows]), encoding="utf-8-sig")
    return str(file)


def open_case(folder: Path, person_id: str) -> str:
    """Open a case for a person of a book; return its id."""
    desk = profile.unlock(folder, user="Hoa", passphrase=PHRASE, ambient=system(), cost_floor=CHEAP)
    try:
        return str(Bus(desk).send(OpenCase(person_id, {"source": "TUDEN"})).result)
    finally:
        desk.close()
