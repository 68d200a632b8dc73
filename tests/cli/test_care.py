"""`ctxh-province backup | restore | verify | held | accept`, as the province's IT types them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ctxh_desktop.ambient import system
from ctxh_desktop.cli import province as program
from ctxh_desktop.domain.operation import Operation, OpKind, Status
from ctxh_desktop.server.province import ProvinceFolder
from ctxh_desktop.storage import devices, ledger
from ctxh_desktop.storage.ledger import Outcome
from tests.data.province_db import ProvinceDb

Run = Callable[..., tuple[int, Any, str]]


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str], province_db: ProvinceDb) -> Run:
    def ran(command: str, *words: str) -> tuple[int, Any, str]:
        code = program.main([command, str(tmp_path / "hue"), "--json", "--lang", "en", *words])
        out, err = capsys.readouterr()
        return code, json.loads(out) if out else None, err

    options = ("--province", "46", "--dsn", province_db.uri, "--schema", province_db.new_schema())
    assert ran("init", *options)[0] == 0
    return ran


def hold(folder: Path) -> None:
    """Let the province hold what a revoked laptop sent."""
    with ProvinceFolder(folder).store(system()) as store, store.write(by="x") as work:
        laptop = devices.Device("A", "A", "", ("19819",), "A", "revoked", work.ambient.instant())
        devices.add_device(work, laptop)
        row_id = work.ambient.new_id()
        changes = {"full_name": (None, "Hồ Thị Lài")}
        op = Operation(
            "op", 1, "g", "person", row_id, OpKind.INSERT, changes, "19819", "Hoa", "now"
        )
        ledger.record(work, "A", "1", [Outcome(op, Status.HELD, {}, "19819", "device-revoked")])
        work.commit()


def test_backup_restore_verify(run: Run, tmp_path: Path) -> None:
    code, made, said = run("backup", str(tmp_path / "safe"))
    assert (code, made["operations"]) == (0, 0), said
    assert "proven" in said
    file = str(tmp_path / "safe" / made["file"])

    assert run("restore", file)[0] == 2
    code, told, said = run("restore", file, "--yes")
    assert (code, told["epoch"].split(".")[0]) == (0, "2"), said
    assert run("verify")[:2] == (0, [])
    assert run("restore", str(tmp_path / "none"), "--yes")[1]["error"]["code"] == (
        "file-not-readable"
    )


def test_books_that_disagree_end_with_their_own_code(run: Run, tmp_path: Path) -> None:
    with ProvinceFolder(tmp_path / "hue").store(system()) as store:
        with store.write(by="x") as work:
            work.insert("person", work.ambient.new_id(), "19819", {"full_name": "Hồ"})
            work.commit()
        with store.write(by="x") as work:
            work.connection.execute(work.tables.book("log").delete())
            work.commit()

    code, found, said = run("verify")
    assert (code, found) == (4, [{"rule": "row-without-log", "count": 1}])
    assert "do not agree" in said


def test_what_is_held_is_listed_and_let_in(run: Run, tmp_path: Path) -> None:
    hold(tmp_path / "hue")
    code, (held,), _ = run("held")
    assert (code, held["reason"], held["device"]) == (0, "device-revoked", "A")

    assert run("accept", "g")[0] == 0
    assert run("held")[1] == []
    assert run("accept", "g")[1]["error"]["code"] == "held-not-found"
    assert run("verify")[0] == 0
