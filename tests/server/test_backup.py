"""A province is dumped, the dump proven by restoring it, and laptops hand in what it lacks."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from ctxh_desktop.errors import InputError, IntegrityError, TransientError
from ctxh_desktop.server import backup, embedded, province
from ctxh_desktop.server.backup import back_up, restore
from ctxh_desktop.storage import epochs
from tests.data.invariants import check_equal
from tests.data.laptops import Fleet, operations_of
from tests.data.province_db import ProvinceDb

SCHEMA = "fleet"


@pytest.fixture
def fleet(province_db: ProvinceDb, tmp_path: Path) -> Iterator[Fleet]:
    made = Fleet(province_db, tmp_path, count=2)
    province.found(made.province, "46", "Thành phố Huế", ["19819"])
    yield made
    made.close()


def epoch_of(fleet: Fleet) -> str:
    with fleet.province.read() as reader:
        return reader.local("epoch")


def databases(fleet: Fleet) -> set[str]:
    with fleet.province.engine.connect() as connection:
        return set(connection.execute(text("SELECT datname FROM pg_database")).scalars())


def test_what_two_backups_hold_is_safe_and_the_rest_is_handed_in(
    fleet: Fleet, province_db: ProvinceDb, tmp_path: Path
) -> None:
    a, b = fleet.laptops
    row_id = a.add(full_name="Hồ Thị Lài")
    fleet.settle()
    before = databases(fleet)
    made = [back_up(fleet.province, province_db.uri, SCHEMA, tmp_path / "safe") for _ in range(2)]

    assert [one.operations for one in made] == [1, 1]
    files = sorted((tmp_path / "safe").iterdir())
    assert [file.name for file in files] == sorted(one.file for one in made)
    assert [file.stat().st_mode & 0o077 for file in files] == [0, 0]
    assert databases(fleet) == before, "the proof leaves nothing behind"
    a.sync()
    assert [op["is_safe"] for op in operations_of(a.store)] == [True]

    a.patch(row_id, alias="sau bản sao")
    new = b.add(full_name="Lê Văn Tư")
    fleet.settle()
    old_epoch = epoch_of(fleet)
    fleet.province.engine.dispose()
    began = restore(province_db.uri, SCHEMA, tmp_path / "safe" / made[1].file, fleet.ambient)

    assert epochs.number_of(began) == epochs.number_of(old_epoch) + 1
    assert len(operations_of(fleet.province)) == 1
    fleet.settle()
    check_equal(fleet)
    assert a.row(row_id)["alias"] == "sau bản sao"
    assert a.row(new)["full_name"] == "Lê Văn Tư"
    assert a.rows("conflict") == []


def test_a_dump_that_is_damaged_or_not_whole_does_not_count(
    fleet: Fleet, province_db: ProvinceDb, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fleet.laptops[0].add(full_name="Hồ Thị Lài")
    fleet.settle()
    made = back_up(fleet.province, province_db.uri, SCHEMA, tmp_path)
    file = tmp_path / made.file
    content = file.read_bytes()
    file.write_bytes(content[: len(content) // 2])

    with pytest.raises(IntegrityError, match="backup-unreadable"):
        restore(province_db.uri, SCHEMA, file, fleet.ambient)
    assert len(operations_of(fleet.province)) == 1, "nothing was replaced"
    with pytest.raises(InputError, match="file-not-readable"):
        restore(province_db.uri, SCHEMA, tmp_path / "none", fleet.ambient)

    monkeypatch.setattr(backup, "_sync", lambda unfinished: os.truncate(unfinished, 2000))
    with pytest.raises(IntegrityError, match="backup-unreadable"):
        back_up(fleet.province, province_db.uri, SCHEMA, tmp_path / "other")
    assert list((tmp_path / "other").iterdir()) == []


def test_books_that_do_not_agree_are_not_called_a_backup(
    fleet: Fleet, province_db: ProvinceDb, tmp_path: Path
) -> None:
    fleet.laptops[0].add(full_name="Hồ Thị Lài")
    fleet.settle()
    with fleet.province.engine.begin() as connection:
        connection.execute(text("DELETE FROM log"))

    with pytest.raises(IntegrityError, match="backup-unreadable"):
        back_up(fleet.province, province_db.uri, SCHEMA, tmp_path)
    with fleet.province.read() as reader:
        assert epochs.safe(reader)[1] == 0


def test_missing_tools_and_a_missing_server_are_told(
    fleet: Fleet, province_db: ProvinceDb, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(TransientError, match="province-database-down"):
        back_up(fleet.province, "postgresql://nobody@127.0.0.1:1/x", SCHEMA, tmp_path)

    monkeypatch.setattr(embedded, "tool", lambda name: None)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(InputError, match="database-tools-missing"):
        back_up(fleet.province, province_db.uri, SCHEMA, tmp_path)
