"""A province is put back to a backup: its files come back from the laptops that still have them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ctxh_desktop.errors import InputError
from ctxh_desktop.storage import attachments, transfer
from tests.data.backups import ProvinceBackup
from tests.data.files import Files, content_of
from tests.data.invariants import check_all, check_files
from tests.data.laptops import Fleet, operations_of
from tests.data.province_db import ProvinceDb

CONTENT = content_of("restored", 100_000)
SIZE = len(CONTENT)
OTHER = "19753"


@pytest.fixture
def fleet(province_db: ProvinceDb, tmp_path: Path) -> Iterator[Fleet]:
    made = Fleet(province_db, tmp_path)
    made.found()
    yield made
    made.close()


def back_up(fleet: Fleet) -> ProvinceBackup:
    made = ProvinceBackup(fleet.province)
    made.mark()
    return made


def is_let_go(files: Files, sha256: str) -> bool:
    """Let go of all that may be let go of; return whether this file was among it."""
    for budget in range(0, 4 * SIZE, 1000):
        try:
            attachments.make_room(files.laptop.store, files.vault, 0, budget)
        except InputError:
            continue
        return files.read(sha256) is None
    raise AssertionError("there is room for all")


def send(files: Files, sha256: str) -> None:
    files.laptop.sync()
    files.carry()
    files.laptop.sync()
    assert files.is_stored(sha256)


@pytest.mark.parametrize("has_row", [True, False])
@pytest.mark.parametrize("by_stick", [False, True])
def test_a_file_that_the_backup_does_not_hold_comes_back_by_itself(
    fleet: Fleet, *, has_row: bool, by_stick: bool
) -> None:
    files, other = (Files(laptop) for laptop in fleet.laptops)
    fleet.settle()
    backup = back_up(fleet)
    sha256 = files.attach(CONTENT)
    if has_row:
        files.laptop.sync()
        backup = back_up(fleet)
    send(files, sha256)
    other.laptop.sync()
    assert not is_let_go(files, sha256)

    backup.restore()
    for _ in range(5):
        for each in (files, other):
            if by_stick:
                each.by_stick()
            else:
                each.laptop.sync()
                each.carry()

    assert files.is_stored(sha256)
    assert files.laptop.rows("conflict") == [], "nobody is asked about it"
    assert {op["status"] for op in operations_of(fleet.province)} == {"ok"}, "nor at the province"
    check_all(fleet)
    other.want(sha256, SIZE)
    assert other.by_stick().fetched == 1
    assert other.read(sha256) == CONTENT


def test_a_file_is_let_go_of_when_two_backups_hold_it_and_not_before(fleet: Fleet) -> None:
    files, _ = (Files(laptop) for laptop in fleet.laptops)
    sha256 = files.attach(CONTENT)
    send(files, sha256)
    for _ in range(2):
        files.laptop.sync()
        assert not is_let_go(files, sha256)
        last = back_up(fleet)

    assert not is_let_go(files, sha256), "it has yet to be told"
    files.laptop.sync()
    assert is_let_go(files, sha256)
    last.restore()
    fleet.settle()
    check_files(fleet)
    assert files.is_stored(sha256)


def test_what_was_sent_after_the_backups_stays_and_the_rest_goes(fleet: Fleet) -> None:
    files, _ = (Files(laptop) for laptop in fleet.laptops)
    old = files.attach(content_of("old", 1000))
    send(files, old)
    back_up(fleet)
    between = files.attach(content_of("between", 1000))
    send(files, between)
    back_up(fleet)
    new = files.attach(content_of("new", 1000))
    send(files, new)

    files.laptop.sync()

    assert is_let_go(files, old)
    assert files.read(between), "only one backup holds it"
    assert files.read(new)


def test_by_sticks_alone_it_is_let_go_of_too(fleet: Fleet) -> None:
    files, _ = (Files(laptop) for laptop in fleet.laptops)
    sha256 = files.attach(CONTENT)
    files.by_stick()
    for _ in range(2):
        back_up(fleet)
    assert not is_let_go(files, sha256)

    files.by_stick()

    assert is_let_go(files, sha256)


def test_an_attachment_that_moved_is_as_safe_as_its_file(fleet: Fleet) -> None:
    """Its number at the new commune is low, and says nothing of when the file was stored."""
    files, _ = (Files(laptop) for laptop in fleet.laptops)
    with fleet.province.write(by="set-up") as work:
        book = work.tables.book("device")
        work.connection.execute(book.update().values(scopes=f"19819 {OTHER}"))
        work.commit()
    fleet.settle()
    for _ in range(2):
        back_up(fleet)
    sha256 = files.attach(CONTENT)
    send(files, sha256)
    (row,) = files.rows(sha256)
    with fleet.province.write(by="province") as work:
        transfer.move_person(work, row.text("person_id"), OTHER)
        work.commit()
    for _ in range(2):
        files.laptop.sync()
    assert files.rows(sha256)[0].scope == OTHER
    assert not is_let_go(files, sha256)

    for _ in range(2):
        back_up(fleet)
    files.laptop.sync()
    assert is_let_go(files, sha256)


def test_the_word_of_a_lost_history_counts_no_more(fleet: Fleet) -> None:
    files, _ = (Files(laptop) for laptop in fleet.laptops)
    fleet.settle()
    empty = back_up(fleet)
    sha256 = files.attach(CONTENT)
    send(files, sha256)
    for _ in range(2):
        back_up(fleet)
    files.laptop.sync()  # it may be let go of now, and nobody needs the room

    empty.restore()
    files.laptop.sync()
    assert not is_let_go(files, sha256)
    with files.laptop.store.read() as reader:
        assert attachments.blobs(reader, [sha256])[sha256].sent_bytes == 0
        assert attachments.safe_mark(reader) == 0
    send(files, sha256)


def test_a_laptop_without_files_is_told_nothing(fleet: Fleet) -> None:
    files, other = (Files(laptop) for laptop in fleet.laptops)
    sha256 = files.attach(CONTENT)
    send(files, sha256)
    for _ in range(2):
        back_up(fleet)
    fleet.settle()

    with files.laptop.store.read() as mine, other.laptop.store.read() as theirs:
        assert attachments.safe_mark(mine) > 0
        assert attachments.safe_mark(theirs) == 0
