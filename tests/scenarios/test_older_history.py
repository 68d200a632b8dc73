"""Older history over sticks, with old versions, after a restore, and where communes change."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ctxh_desktop.storage import devices, inbox, older_history, transfer
from ctxh_desktop.sync import older_history as step
from ctxh_desktop.sync import pull
from ctxh_desktop.sync.client import Client
from ctxh_desktop.sync.protocol import (
    Request,
    decode_request,
)
from tests.data.invariants import check_all, check_history
from tests.data.laptops import SCOPE, Fleet, Laptop, history_of
from tests.data.older import absent, aliases, back_up, begin
from tests.data.province_db import ProvinceDb

OTHER = "19900"


@pytest.fixture
def fleet(province_db: ProvinceDb, tmp_path: Path) -> Iterator[Fleet]:
    made = Fleet(province_db, tmp_path)
    yield made
    made.close()


def asked(client: Client) -> Request:
    return decode_request(client.request())


def test_a_stick_brings_it_too(fleet: Fleet) -> None:
    row_id = begin(fleet)
    _, b = fleet.laptops
    b.by_stick()
    b.by_stick()
    assert (aliases(b, row_id), absent(b)) == ([], [row_id])
    b.want_older(row_id)

    b.by_stick()

    assert len(aliases(b, row_id)) == 5
    assert absent(b) == []


def test_an_unasked_stick_brings_everything_as_before(fleet: Fleet) -> None:
    row_id = begin(fleet)
    _, b = fleet.laptops

    b.read_answer(fleet.answer_unasked("B"))

    assert (len(aliases(b, row_id)), absent(b)) == (5, [])
    b.sync()
    assert absent(b) == []


def test_an_answer_made_for_another_mark_takes_nothing_away(fleet: Fleet) -> None:
    """A stick was written before the first sync, and is answered after it."""
    row_id = begin(fleet)
    a, b = fleet.laptops
    stick = b.give()
    b.sync()
    a.patch(row_id, alias="later")
    a.sync()
    back_up(fleet)

    b.read_answer(fleet.answer("B", stick))
    check_history(b, history_of(fleet.province))
    b.sync()

    assert aliases(b, row_id) == ["later"]
    check_all(fleet)


def test_an_old_province_sends_all_and_an_old_laptop_gets_all(
    fleet: Fleet, monkeypatch: pytest.MonkeyPatch
) -> None:
    row_id = begin(fleet)
    _, b = fleet.laptops
    monkeypatch.setattr(step, "ask", lambda reader, request: None)

    b.sync()

    assert len(aliases(b, row_id)) == 5
    monkeypatch.undo()
    b.sync()
    assert asked(Client(b.store, b.key)).since == {}, "it has them all, and no mark"
    assert absent(b) == []


def test_an_upgraded_laptop_that_starts_over_keeps_its_history(fleet: Fleet) -> None:
    row_id = begin(fleet)
    a, _ = fleet.laptops
    with a.store.write(by="sync") as work:
        pull.fetch_again(work)
        work.commit()

    assert asked(Client(a.store, a.key)).since == {SCOPE: 0}
    a.sync()

    assert (len(aliases(a, row_id)), absent(a)) == (5, [])


def test_a_laptop_with_a_mark_that_starts_over_keeps_it(fleet: Fleet) -> None:
    row_id = begin(fleet)
    _, b = fleet.laptops
    b.sync()
    b.want_older(row_id)
    b.sync()
    with b.store.write(by="sync") as work:
        pull.fetch_again(work)
        work.commit()

    b.sync()

    assert (len(aliases(b, row_id)), absent(b)) == (5, []), "what was fetched stays"


def test_a_recovering_laptop_gets_all_its_history(fleet: Fleet) -> None:
    row_id = begin(fleet)
    a, b = fleet.laptops
    b.sync()
    saved = back_up(fleet)[-1]
    b.patch(row_id, alias="from B")
    b.sync()
    a.sync()
    saved.restore()

    client = Client(b.store, b.key)
    body = client.request()
    b.feed(client, b.ask(body))
    message = asked(client)

    assert (message.recover != "", message.caps.get(step.SINCE), message.since) == (True, None, {})
    for laptop in (b, a, b):
        laptop.sync()
    assert aliases(b, row_id) == ["from B", "5", "4", "3", "2", "1"]
    assert absent(b) == []
    assert [row["state"] for row in a.rows("conflict")] == []
    check_all(fleet)


def test_what_moved_to_another_commune_is_not_told_to_the_old_one(fleet: Fleet) -> None:
    row_id = begin(fleet)
    _, b = fleet.laptops
    d = Laptop(fleet, "D", [OTHER], 2)
    fleet.laptops.append(d)
    b.sync()
    b.want_older(row_id)
    with fleet.province.write(by="province") as work:
        transfer.move_person(work, row_id, OTHER)
        work.commit()

    b.sync()
    fleet.settle()

    assert (b.row(row_id), aliases(b, row_id), b.want_older()) == (None, [], [])
    assert len(aliases(d, row_id)) == 5, "where it is now it is new, and comes whole"
    with b.store.read() as reader:
        assert older_history.wanted(reader, 9) == []


def test_who_gets_a_second_commune_begins_there_without_older_history(fleet: Fleet) -> None:
    row_id = begin(fleet)
    d = Laptop(fleet, "D", [OTHER], 2)
    fleet.laptops.append(d)
    d.sync()
    with fleet.province.write(by="province") as work:
        known = devices.device(work, "D")
        assert known is not None
        book = work.tables.book("device")
        scopes = " ".join([*known.scopes, SCOPE])
        work.connection.execute(book.update().where(book.c.id == "D").values(scopes=scopes))
        work.commit()

    d.sync()
    d.sync()
    assert (aliases(d, row_id), absent(d)) == ([], [row_id])
    d.want_older(row_id)
    d.sync()
    assert len(aliases(d, row_id)) == 5
    with d.store.write(by="sync") as work:
        inbox.drop_scope(work, SCOPE)
        assert (older_history.marks(work), older_history.absent(work, [row_id])) == ({}, [])
