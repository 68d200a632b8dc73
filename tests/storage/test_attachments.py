from __future__ import annotations

import errno
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from ctxh_desktop.errors import InputError, IntegrityError, TransientError
from ctxh_desktop.storage import attachments
from tests.data.faulty_disk import FaultyDisk
from tests.data.files import Files, content_of, sha
from tests.data.laptops import Fleet
from tests.data.province_db import ProvinceDb

SMALL = 1000


@pytest.fixture
def fleet(province_db: ProvinceDb, tmp_path: Path) -> Iterator[Fleet]:
    made = Fleet(province_db, tmp_path, count=1)
    yield made
    made.close()


@pytest.fixture
def files(fleet: Fleet) -> Files:
    return Files(fleet.laptops[0])


def add(files: Files, count: int, *, stored: int = 0) -> list[str]:
    """Attach files; the first *stored* of them are at the province."""
    made = [files.attach(content_of(number, SMALL)) for number in range(stored)]
    files.laptop.sync()
    files.carry()
    files.laptop.sync()
    return made + [files.attach(content_of(n, SMALL)) for n in range(stored, count)]


def pass_days(files: Files, days: int) -> None:
    now = files.laptop.store.ambient.now
    files.laptop.store.ambient = replace(
        files.laptop.store.ambient, now=lambda: now() + timedelta(days=days)
    )


def make_room(files: Files, needed: int, budget: int) -> None:
    attachments.make_room(files.laptop.store, files.vault, needed, budget)


def test_the_same_picture_twice_lies_there_once(files: Files) -> None:
    first, second = files.attach(content_of("a", SMALL)), files.attach(content_of("a", SMALL))

    assert first == second == sha(content_of("a", SMALL))
    assert files.vault.names() == {first}
    with files.laptop.store.read() as reader:
        assert attachments.used_bytes(reader) == SMALL
        assert [len(rows) for rows in attachments.waiting(reader).values()] == [2]


def test_each_file_has_a_key_of_its_own(files: Files) -> None:
    hashes = add(files, 3)

    with files.laptop.store.read() as reader:
        found = attachments.blobs(reader, [*hashes, "ff" * 32])
    assert found.keys() == set(hashes)
    assert len({blob.key for blob in found.values()}) == 3


def test_what_only_this_laptop_has_is_never_let_go_of(files: Files) -> None:
    hashes = add(files, 3, stored=1)
    files.make_safe()
    pass_days(files, 400)

    make_room(files, SMALL, 3 * SMALL)

    assert files.read(hashes[0]) is None
    assert [len(files.read(sha256)) for sha256 in hashes[1:]] == [SMALL, SMALL]
    with pytest.raises(InputError, match="attachment-budget-used-up") as refused:
        make_room(files, SMALL, 2 * SMALL)
    assert refused.value.facts == {"megabytes": 0}
    assert files.vault.names() == set(hashes[1:])


def test_a_file_stays_until_two_backups_hold_it_however_long_that_takes(files: Files) -> None:
    hashes = add(files, 2, stored=2)
    pass_days(files, 400)

    with pytest.raises(InputError, match="attachment-budget-used-up"):
        make_room(files, SMALL, SMALL)
    files.make_safe()
    with files.laptop.store.write(by="x") as work:
        attachments.note_used(work, hashes[0])
        work.commit()
    make_room(files, SMALL, 2 * SMALL)

    assert files.vault.names() == {hashes[0]}, "the longest unused goes first"
    make_room(files, SMALL, SMALL * 2)
    assert files.vault.names() == {hashes[0]}, "what fits stays"


def test_a_file_of_a_row_that_is_not_stored_stays_though_another_row_is(files: Files) -> None:
    (sha256,) = add(files, 1, stored=1)
    files.make_safe()
    files.attach(content_of(0, SMALL))

    with pytest.raises(InputError, match="attachment-budget-used-up"):
        make_room(files, SMALL, SMALL)
    assert files.vault.names() == {sha256}


def test_a_file_taken_away_is_not_sent_and_goes_only_when_it_is_long_ago(files: Files) -> None:
    sha256 = files.attach(content_of("a", SMALL))
    (row,) = files.rows(sha256)
    files.laptop.delete(row.id, "attachment")
    files.laptop.sync()

    assert files.carry().sent == 0
    with pytest.raises(InputError, match="attachment-budget-used-up"):
        make_room(files, SMALL, SMALL)
    pass_days(files, attachments.KEPT_DAYS + 1)
    with pytest.raises(InputError, match="attachment-budget-used-up"):
        make_room(files, SMALL, SMALL)
    files.make_safe()
    make_room(files, SMALL, SMALL)
    assert files.vault.names() == set()


def test_what_is_taken_away_and_in_backups_stays_as_long_as_it_may_be_brought_back(
    files: Files,
) -> None:
    sha256 = files.attach(content_of("a", SMALL))
    (row,) = files.rows(sha256)
    files.laptop.delete(row.id, "attachment")
    files.laptop.sync()
    files.make_safe()

    with pytest.raises(InputError, match="attachment-budget-used-up"):
        make_room(files, SMALL, SMALL)
    pass_days(files, attachments.KEPT_DAYS + 1)
    make_room(files, SMALL, SMALL)
    assert files.vault.names() == set()


def test_what_was_let_go_of_comes_only_when_asked_for(files: Files) -> None:
    (sha256,) = add(files, 1, stored=1)
    files.make_safe()
    make_room(files, SMALL, SMALL)

    assert files.carry(responsible="Hoa").fetched == 0
    files.want(sha256, SMALL)
    assert files.carry().fetched == 1
    assert files.read(sha256) == content_of(0, SMALL)


def test_a_damaged_file_is_told_and_what_the_province_has_is_fetched_again(files: Files) -> None:
    (sha256,) = add(files, 1, stored=1)
    (files.vault.folder / sha256).write_bytes(b"?" * 100)

    with pytest.raises(IntegrityError, match="attachment-damaged"):
        files.read(sha256)
    with files.laptop.store.write(by="x") as work:
        attachments.fetch_again(work, sha256)
        work.commit()
    assert files.carry().fetched == 1
    assert files.read(sha256) == content_of(0, SMALL)


def test_a_damaged_file_that_is_only_here_stays_on_the_disk(files: Files) -> None:
    sha256 = files.attach(content_of("a", SMALL))
    files.laptop.sync()
    (files.vault.folder / sha256).write_bytes(b"?" * 100)

    assert files.carry().sent == 0
    attachments.sweep(files.laptop.store, files.vault)
    assert files.vault.names() == {sha256}


@pytest.mark.drill
def test_a_full_disk_takes_nothing_in_and_names_nothing(fleet: Fleet) -> None:
    for steps in range(3):
        files = Files(fleet.laptops[0], FaultyDisk(steps, errno.ENOSPC))
        with pytest.raises(TransientError, match="disk-full"):
            files.attach(content_of(steps, SMALL))

    whole = Files(fleet.laptops[0])
    assert whole.laptop.rows("attachment") == []
    with whole.laptop.store.read() as reader:
        assert attachments.used_bytes(reader) == 0
    attachments.sweep(whole.laptop.store, whole.vault)
    assert whole.vault.names() == set()
    assert whole.read(whole.attach(content_of(1, SMALL))) == content_of(1, SMALL)


@pytest.mark.drill
def test_a_disk_that_is_full_at_the_end_of_a_download_keeps_what_came(files: Files) -> None:
    (sha256,) = add(files, 1, stored=1)
    files.make_safe()
    make_room(files, SMALL, SMALL)
    files.want(sha256, SMALL)

    full = Files(files.laptop, FaultyDisk(0, errno.ENOSPC))
    with pytest.raises(TransientError, match="disk-full"):
        full.carry()
    assert files.read(sha256) is None
    assert files.carry().fetched == 1
    assert files.read(sha256) == content_of(0, SMALL)


def test_sweeping_removes_only_what_no_book_names(files: Files) -> None:
    (sha256,) = add(files, 1)
    (files.vault.folder / ("00" * 32)).write_bytes(b"left by a dead program")
    (files.vault.folder / (sha256 + ".new")).write_bytes(b"half")

    assert attachments.sweep(files.laptop.store, files.vault) == 2
    assert files.vault.names() == {sha256}


def test_pieces_of_a_download_go_when_nothing_names_the_file_any_more(files: Files) -> None:
    (sha256,) = add(files, 1, stored=1)
    (row,) = files.rows(sha256)
    files.make_safe()
    make_room(files, SMALL, SMALL)
    files.want(sha256, SMALL)
    with files.laptop.store.write(by="x") as work:
        attachments.keep_part(work, sha256, SMALL, 0, content_of(0, SMALL)[:400])
        work.commit()

    def used() -> int:
        attachments.sweep(files.laptop.store, files.vault)
        with files.laptop.store.read() as reader:
            return attachments.used_bytes(reader)

    assert used() == 400
    files.laptop.delete(row.id, "attachment")
    assert used() == 0
