"""Cut, late, huge and strange answers between two laptops and a province; nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ctxh_desktop.errors import TransientError
from ctxh_desktop.storage import inbox, outbox
from ctxh_desktop.sync.client import Client
from ctxh_desktop.sync.protocol import Head, PageFrame, decode_frames
from tests.data.invariants import check_all
from tests.data.laptops import SCOPE, Fleet, history_of, import_people, operations_of, rows_of
from tests.data.lines import Cutting, Keeping, Line
from tests.data.people import people
from tests.data.province_db import ProvinceDb


@pytest.fixture
def fleet(province_db: ProvinceDb, tmp_path: Path) -> Iterator[Fleet]:
    made = Fleet(province_db, tmp_path)
    yield made
    made.close()


def test_a_cut_download_goes_on_where_it_stopped_and_shows_nothing_half(fleet: Fleet) -> None:
    a, b = fleet.laptops
    import_people(a, 1200)
    a.sync()

    assert not b.try_sync(Cutting(pieces=2))
    assert b.rows() == []
    with b.store.read() as reader:
        assert inbox.downloaded(reader) == {SCOPE: 500}
    assert not b.try_sync(Cutting(pieces=2))
    with b.store.read() as reader:
        assert inbox.downloaded(reader) == {SCOPE: 1000}
    b.sync()

    assert len(b.rows()) == 1200
    check_all(fleet)


@pytest.mark.parametrize("length", range(0, 1400, 100))
def test_an_answer_cut_after_any_byte_loses_nothing(fleet: Fleet, length: int) -> None:
    a, b = fleet.laptops
    ids = import_people(a, 5)
    fleet.settle()
    b.patch(ids[0], note="b")
    b.sync()
    a.patch(ids[0], note="a")
    a.patch(ids[1], note="a")

    a.try_sync(Cutting(length=length))
    shown = a.row(ids[1])["note"]
    fleet.settle()

    assert shown == "a"
    check_all(fleet)
    assert len(a.rows("conflict")) == 1


def test_a_late_answer_and_a_late_request_change_nothing(fleet: Fleet) -> None:
    a, b = fleet.laptops
    ids = import_people(a, 3)
    keeping = Keeping()
    assert not a.try_sync(keeping)
    a.patch(ids[0], note="a2")
    assert not a.try_sync(keeping)
    fleet.settle()
    b.patch(ids[0], note="b")
    fleet.settle()
    before = rows_of(a.store)

    for body in keeping.bodies:  # asked again, as a slow proxy would
        list(a.ask(body))
    for pieces in keeping.answers:  # delivered at last
        a.feed(Client(a.store, a.key), pieces)
    fleet.settle()

    assert rows_of(a.store) == before
    check_all(fleet)


def test_a_late_answer_takes_nothing_out_that_has_come_back(
    province_db: ProvinceDb, tmp_path: Path
) -> None:
    """Sync design §5.2: an old answer says that a record left; meanwhile it is here again."""
    fleet = Fleet(province_db, tmp_path, count=1)
    (a,) = fleet.laptops
    row_id = a.add(full_name="Hồ Văn Mía")
    a.sync()
    fleet.move(row_id, "19900")
    keeping = Keeping()
    assert not a.try_sync(keeping)
    fleet.move(row_id, SCOPE)
    a.sync()

    a.feed(Client(a.store, a.key), keeping.answers[0])

    assert a.row(row_id) is not None
    assert not a.try_sync(Keeping())


def test_a_late_page_takes_nothing_out_even_without_the_tokens(
    province_db: ProvinceDb, tmp_path: Path
) -> None:
    """The number of the page is a second guard behind the tokens."""
    fleet = Fleet(province_db, tmp_path, count=1)
    (a,) = fleet.laptops
    row_id = a.add(full_name="Hồ Văn Mía")
    a.sync()
    fleet.move(row_id, "19900")
    keeping = Keeping()
    a.try_sync(keeping)
    fleet.move(row_id, SCOPE)
    a.sync()
    client = Client(a.store, a.key)
    client._takes_rows = True

    for frame, raw in decode_frames(keeping.answers[0]):
        if not isinstance(frame, Head):
            client.feed(frame, raw)

    assert a.row(row_id) is not None


def test_a_group_of_5000_travels_whole(fleet: Fleet) -> None:
    a, b = fleet.laptops
    with a.edit() as work:
        for values in people(5000, seed=2):
            work.insert("person", a.ambient.new_id(), SCOPE, values)
    b_id = b.add(full_name="Người khác")

    tally = a.sync()

    assert tally.sent == 5000
    assert {op["status"] for op in operations_of(fleet.province)} == {"ok"}
    b.sync()
    assert len(b.rows()) == 5001
    assert b.row(b_id) is not None


def test_rows_full_of_long_notes_travel(fleet: Fleet) -> None:
    a, b = fleet.laptops
    note = "Ờ" * 20_000
    with a.edit(is_one_group=False) as work:
        for number in range(60):
            values = {
                "full_name": f"Hồ {number}",
                "note": f"{number:05d}" + note[5:],
                "alias": note[:-5] + f"{number:05d}",
            }
            work.insert("person", a.ambient.new_id(), SCOPE, values)

    a.sync()
    frames = [frame for frame, _ in decode_frames(b.ask(Client(b.store, b.key).request()))]
    b.sync()

    assert len([frame for frame in frames if isinstance(frame, PageFrame)]) > 3
    assert len(b.rows()) == 60


def test_there_and_back_again_in_one_batch_leaves_its_history(fleet: Fleet) -> None:
    """Found by the simulation, seed 119: the row is as before, so nothing numbered its history."""
    a, b = fleet.laptops
    row_id = a.add(full_name="Hồ Văn Mía", groups="NCT")
    fleet.settle()
    a.patch(row_id, groups="NCT NKT")
    a.patch(row_id, groups="NCT")
    a.sync()

    fleet.settle()

    check_all(fleet)
    assert len(history_of(b.store)) == 2


def test_answers_that_are_not_ours_leave_everything_as_it_was(fleet: Fleet) -> None:
    a, _ = fleet.laptops
    import_people(a, 2)
    before = rows_of(a.store)

    class Portal(Line):
        def carry(self, body, ask):
            return [b"<html>Dang nhap Wi-Fi</html>"]

    with pytest.raises(TransientError, match="answer-malformed"):
        a.sync(Portal())

    assert rows_of(a.store) == before
    assert a.count(outbox.QUEUED) == 2
