"""What the province could not take is looked at, let go, or mended and sent anew."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest

from ctxh_desktop.commands.bus import Bus
from ctxh_desktop.commands.desk import Desk
from ctxh_desktop.commands.held import SendHeldAnew, ShowHeld, WithdrawHeld
from ctxh_desktop.commands.sync import ListOutbox
from ctxh_desktop.domain.operation import Ack, Status
from ctxh_desktop.errors import InputError
from ctxh_desktop.storage import outbox
from tests.data.desks import PHONG_DIEN, new_desk
from tests.data.laptops import operations_of

BAD = "2026-02-31"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = new_desk(tmp_path / "book")
    yield made
    made.close()


def hold(desk: Desk, note: str) -> str:
    """Let the province hold all that was just done; return its group."""
    with desk.store.write(by="sync") as work:
        group_id = outbox.last_group(work)[1][0].group_id
        ops = outbox.of_group(work, group_id)
        outbox.settle(work, [Ack(op.id, Status.HELD, 0, note) for op in ops])
        work.commit()
    return group_id


def insert(desk: Desk, **values: str) -> str:
    """Write somebody down as a faulty version of the program would."""
    row_id = desk.ambient.new_id()
    with desk.store.write(by=desk.user, label="RegisterPerson") as work:
        work.insert("person", row_id, PHONG_DIEN, values)
        work.commit()
    return row_id


def row(desk: Desk, row_id: str):
    with desk.read() as reader:
        return reader.get("person", row_id)


def known_person(desk: Desk) -> str:
    """Return somebody whom the province knows, with nothing unsent."""
    row_id = insert(desk, full_name="Hồ Thị Lài", groups="NCT", alias="cũ")
    with desk.store.write(by="sync") as work:
        found = work.get("person", row_id)
        assert found is not None
        ops = outbox.of_row(work, row_id)
        outbox.settle(work, [Ack(op.id, Status.OK, 1) for op in ops])
        outbox.covered(work, PHONG_DIEN, 1)
        work.put(dataclasses.replace(found, seq=1))
        work.commit()
    return row_id


def test_a_held_change_is_shown_with_the_field_at_fault(desk: Desk) -> None:
    row_id = insert(desk, full_name="Hồ Thị Lài", born=BAD)
    group_id = hold(desk, "value-malformed:born")

    shown = Bus(desk).send(ShowHeld(group_id)).result
    (change,) = shown.changes
    assert (shown.person_name, change.record_id, change.is_new) == ("Hồ Thị Lài", row_id, True)
    assert (change.reason, change.field, change.values["born"]) == ("value-malformed", "born", BAD)
    item = Bus(desk).send(ListOutbox()).result[0]
    assert (item.state, item.reason, item.field) == ("held", "value-malformed", "Date of birth")

    with pytest.raises(InputError, match="record-not-found"):
        Bus(desk).send(ShowHeld("another"))


def test_a_withdrawn_new_record_is_gone_and_stays_in_the_book(desk: Desk) -> None:
    row_id = insert(desk, full_name="Hồ Thị Lài", born=BAD)
    group_id = hold(desk, "value-malformed:born")

    Bus(desk).send(WithdrawHeld(group_id))
    assert row(desk, row_id) is None
    assert [op["state"] for op in operations_of(desk.store)] == ["withdrawn"]
    Bus(desk).send(WithdrawHeld(group_id))  # twice is no harm


def test_a_withdrawn_change_gives_the_province_s_row_back_with_later_changes(desk: Desk) -> None:
    row_id = known_person(desk)
    with desk.store.write(by=desk.user, label="SaveRecord") as work:
        work.patch("person", row_id, {"born": BAD, "alias": "giữ lại"})
        work.commit()
    group_id = hold(desk, "value-malformed:born")
    with desk.store.write(by=desk.user, label="SaveRecord") as work:
        work.patch("person", row_id, {"note": "viết sau"})
        work.commit()

    Bus(desk).send(WithdrawHeld(group_id))
    found = row(desk, row_id)
    assert (found["born"], found["alias"], found["note"]) == (None, "cũ", "viết sau")


def test_a_mended_change_is_sent_anew_from_what_the_province_has(desk: Desk) -> None:
    row_id = known_person(desk)
    with desk.store.write(by=desk.user, label="SaveRecord") as work:
        work.patch("person", row_id, {"born": BAD, "alias": "giữ lại"})
        work.commit()
    group_id = hold(desk, "value-malformed:born")

    Bus(desk).send(SendHeldAnew(group_id, {row_id: {"born": "1951-02-28"}}))
    found = row(desk, row_id)
    assert (found["born"], found["alias"]) == ("1951-02-28", "giữ lại")
    with desk.read() as reader:
        (anew,) = outbox.unsent(reader, 9)
    assert anew.changes["born"] == (None, "1951-02-28")
    assert anew.changes["alias"] == ("cũ", "giữ lại"), "on the row as it is there"


def test_a_mended_new_record_is_new_once_more(desk: Desk) -> None:
    row_id = insert(desk, full_name="Hồ Thị Lài", groups="NCT", born=BAD)
    group_id = hold(desk, "value-malformed:born")

    Bus(desk).send(SendHeldAnew(group_id, {row_id: {"born": "1951"}}))
    assert row(desk, row_id)["born"] == "1951"
    with desk.read() as reader:
        (anew,) = outbox.unsent(reader, 9)
    assert (anew.kind, anew.row_id) == ("insert", row_id)
    assert [op["state"] for op in operations_of(desk.store)] == ["withdrawn", "queued"]


def test_what_is_still_wrong_stays_held(desk: Desk) -> None:
    row_id = insert(desk, full_name="Hồ Thị Lài", groups="NCT", born=BAD)
    group_id = hold(desk, "value-malformed:born")

    with pytest.raises(InputError, match="record-has-issues"):
        Bus(desk).send(SendHeldAnew(group_id))
    assert [op["state"] for op in operations_of(desk.store)] == ["held"]
    assert row(desk, row_id)["born"] == BAD
