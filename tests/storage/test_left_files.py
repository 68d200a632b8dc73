"""A file whose record has left is kept until two backups of the province hold it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ctxh_desktop.storage import attachments, left_files
from tests.data.backups import ProvinceBackup
from tests.data.files import Files, content_of
from tests.data.invariants import check_files
from tests.data.laptops import Fleet
from tests.data.province_db import ProvinceDb

OTHER = "19900"
CONTENT = content_of("a", 1000)


@pytest.fixture
def fleet(province_db: ProvinceDb, tmp_path: Path) -> Iterator[Fleet]:
    made = Fleet(province_db, tmp_path)
    made.found()
    yield made
    made.close()


@pytest.fixture
def files(fleet: Fleet) -> Files:
    return Files(fleet.laptops[0])


def leave(fleet: Fleet, files: Files) -> str:
    """Let the record of a file that is only here go to another commune; return the hash."""
    sha256 = files.attach(CONTENT)
    files.laptop.sync()
    (row,) = files.rows(sha256)
    fleet.move(row.id, OTHER, "attachment")
    files.laptop.sync()
    return sha256


def back_up(fleet: Fleet) -> ProvinceBackup:
    """Back the province up, after somebody has written something."""
    fleet.laptops[1].add(full_name="Hồ")
    fleet.laptops[1].sync()
    made = ProvinceBackup(fleet.province)
    made.mark()
    return made


def kept(files: Files) -> set[str]:
    attachments.sweep(files.laptop.store, files.vault)
    return files.vault.names()


def test_it_is_forgotten_after_backups_that_were_made_since_and_not_before(
    fleet: Fleet, files: Files
) -> None:
    sha256 = leave(fleet, files)
    for _ in range(left_files.RISES + 1):
        back_up(fleet)
        files.laptop.sync()
    assert kept(files) == {sha256}, "nobody has confirmed it yet"
    files.carry()

    for _ in range(left_files.RISES):
        assert kept(files) == {sha256}
        files.laptop.sync()
        files.laptop.sync()  # the same mark twice is told once
        back_up(fleet)
    files.laptop.sync()

    assert kept(files) == set()
    with files.laptop.store.read() as reader:
        assert attachments.blobs(reader, [sha256]) == {}, "its key is gone too"


def test_a_restored_province_gets_it_again(fleet: Fleet, files: Files) -> None:
    sha256 = leave(fleet, files)
    backups = [back_up(fleet), back_up(fleet)]
    files.carry()
    back_up(fleet)
    files.laptop.sync()
    backups[1].restore()
    fleet.settle()

    assert kept(files) == {sha256}
    assert files.carry().sent == 1
    check_files(fleet)


def test_what_was_fetched_here_is_not_sent_back_when_its_record_leaves(
    fleet: Fleet, files: Files
) -> None:
    other = Files(fleet.laptops[1])
    sha256 = other.attach(CONTENT)
    other.laptop.sync()
    other.carry()
    fleet.settle()
    files.want(sha256, len(CONTENT))
    files.carry()
    (row,) = files.rows(sha256)
    fleet.move(row.id, OTHER, "attachment")
    files.laptop.sync()

    with files.laptop.store.read() as reader:
        assert attachments.to_send(reader) == attachments.unconfirmed(reader) == []
    for _ in range(left_files.RISES + 2):
        back_up(fleet)
        files.laptop.sync()
    assert kept(files) == set()


def test_a_record_that_comes_back_finds_its_file(fleet: Fleet, files: Files) -> None:
    sha256 = leave(fleet, files)
    files.carry()
    with fleet.province.read() as reader:
        (row,) = reader.where("attachment")
    fleet.move(row.id, row.scope.replace(OTHER, "19819"), "attachment")
    for _ in range(left_files.RISES + 2):
        back_up(fleet)
        files.laptop.sync()

    assert kept(files) == {sha256}
    assert files.read(sha256) == CONTENT
