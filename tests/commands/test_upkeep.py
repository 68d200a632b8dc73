"""A backup is whole, encrypted, and never in the place of another file."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from ctxh_desktop.commands import upkeep
from ctxh_desktop.commands.bus import Bus
from ctxh_desktop.errors import InputError, TransientError
from tests.data.desks import new_desk, open_desk


def test_a_backup_frees_the_book_and_can_be_opened(tmp_path: Path) -> None:
    target = tmp_path / "copy.zip"

    size = upkeep.back_up(new_desk(tmp_path / "a"), target)
    open_desk(tmp_path / "a").close()
    with zipfile.ZipFile(target) as archive:
        archive.extractall(tmp_path / "b")
        names = archive.namelist()
    open_desk(tmp_path / "b").close()

    assert size == target.stat().st_size
    assert names == ["ctxh.db", "keys.json"]
    assert b"SQLite format 3" not in target.read_bytes()


def test_a_file_that_is_there_stays(tmp_path: Path) -> None:
    target = tmp_path / "copy.zip"
    target.write_bytes(b"mine")

    with pytest.raises(InputError, match="file-exists"):
        upkeep.back_up(new_desk(tmp_path / "a"), target)

    assert target.read_bytes() == b"mine"


def test_a_folder_that_is_not_there_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(TransientError, match="folder-not-writable"):
        upkeep.back_up(new_desk(tmp_path / "a"), tmp_path / "gone" / "copy.zip")

    open_desk(tmp_path / "a").close()


def test_columns_are_filled_step_by_step_once(tmp_path: Path) -> None:
    desk = new_desk(tmp_path / "a")
    steps = 1
    while Bus(desk).send(upkeep.FillColumns()).result:
        steps += 1

    assert steps == len(desk.store.tables.types)
    assert Bus(desk).send(upkeep.FillColumns()).result is False
    desk.close()
