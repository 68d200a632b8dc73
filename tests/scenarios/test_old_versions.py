"""Old and new side by side: released files and bytes are taken over, and both directions sync.

Versions before this one are what they left behind (tests/data/released/); "old" and "new" in one
process are today's code with fewer and more declared fields.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pytest

from ctxh_desktop.domain.records import RECORD_TYPES
from ctxh_desktop.domain.schema import Record, Row, name, record, text
from ctxh_desktop.domain.versions import SCHEMA_REVISION
from ctxh_desktop.errors import IntegrityError
from ctxh_desktop.storage import backfill, devices
from ctxh_desktop.storage.devices import Device
from ctxh_desktop.sync import digest, judge, push
from ctxh_desktop.sync.client import Client
from ctxh_desktop.sync.protocol import End, Frame, Head, PageFrame, decode_frames, decode_request
from ctxh_desktop.sync.province import Province
from tests.data.invariants import check_all
from tests.data.laptops import SCOPE, Fleet, Laptop, history_of, operations_of, rank, rows_of
from tests.data.province_db import ProvinceDb
from tests.data.released_books import REVISIONS, Released


@pytest.fixture(params=REVISIONS)
def released(
    request: pytest.FixtureRequest, province_db: ProvinceDb, tmp_path: Path
) -> Iterator[Released]:
    made = Released(request.param, province_db, tmp_path)
    yield made
    made.close()


def told(frames: list[Frame]) -> tuple[Head, list[PageFrame]]:
    head, end = frames[0], frames[-1]
    assert isinstance(head, Head)
    assert isinstance(end, End)
    return head, [frame for frame in frames if isinstance(frame, PageFrame)]


def answer(province: Province, recorded: dict[str, Any]) -> tuple[Head, list[PageFrame]]:
    pieces = province.handle(*Released.request(recorded))
    return told([frame for frame, _ in decode_frames(pieces)])


def as_today(plain: dict[str, Any]) -> Row:
    """Return a row of an older version as it reads now: fields declared since are empty."""
    row = msgspec.convert(plain, Row)
    declared = next(known for known in RECORD_TYPES if known.name == row.type)
    return replace(row, values={**dict.fromkeys(declared.by_name), **row.values})


# ------------------------------------------------------------------ files of released versions


@pytest.mark.parametrize("side", ["laptop", "province"])
def test_everything_is_still_there_row_by_row(released: Released, side: str) -> None:
    store = released.laptop.store if side == "laptop" else released.fleet.province
    was = released.held[side]

    rows = {row["id"]: as_today(row) for row in was["rows"]}
    assert len(rows) > 10
    assert {row.id: row for row in rows_of(store).values()} == rows
    assert history_of(store) == {entry["op_id"]: entry for entry in was["history"]}
    operations = {op["op_id"]: op for op in operations_of(store)}
    assert operations.keys() == {op["op_id"] for op in was["operations"]}
    for op in was["operations"]:
        assert op.items() <= operations[op["op_id"]].items()


def test_an_old_file_goes_on_where_it_was(released: Released) -> None:
    """Unsent, waiting, held and half-downloaded things all arrive, both ways."""
    old = released.laptop
    states = {op["state"] for op in operations_of(old.store)}
    assert states >= {"queued", "acked_waiting", "retained", "held"}
    new = Laptop(released.fleet, "N", [SCOPE], 1)
    released.fleet.laptops.append(new)
    made = new.add(full_name="Phan Thị Bưởi")

    released.fleet.settle()

    assert old.row(made) is not None
    check_all(released.fleet)
    with old.store.read() as reader:
        assert not digest.differing(reader, digest.compare(
            released.fleet.province,
            Device("A", "", "", (SCOPE,), "A", "active", ""),
            asked(old),
        ))  # fmt: skip


def asked(laptop: Laptop) -> Any:
    """Return a request with the sums of everything that a laptop holds."""
    request = decode_request(Client(laptop.store, laptop.key).request())
    with laptop.store.read() as reader:
        request.dig = digest.of_laptop(reader)
    return request


# ------------------------------------------------------------------ bytes of released versions


def test_requests_of_old_laptops_are_taken_as_their_own_province_took_them(
    released: Released, province_db: ProvinceDb, tmp_path: Path
) -> None:
    fleet = Fleet(province_db, tmp_path, count=0)
    with fleet.province.write(by="set-up") as work:
        for device, public in released.sent["keys"].items():
            devices.add_device(
                work, Device(device, device, public, (SCOPE,), device, "active", "t")
            )
        # As their own province did, this one knows what it told them.
        bodies = [released.request(recorded)[1] for recorded in released.sent["requests"]]
        book = work.tables.book("token")
        for token in {token for body in bodies for token in decode_request(body).tokens}:
            work.connection.execute(book.insert().values(token=token, device="A", issued_at="t"))
        work.commit()

    released.replay(fleet.answering)
    released.replay(fleet.answering)  # as bad lines do

    was = {op["op_id"]: op for op in released.held["province"]["operations"]}
    now = {str(op["op_id"]): op for op in operations_of(fleet.province)}
    assert was.keys() == now.keys()
    for op_id, op in was.items():
        assert (op["status"], op["note"].partition(":")[0]) == (
            now[op_id]["status"], str(now[op_id]["note"]).partition(":")[0],
        )  # fmt: skip
    rows = {row.id: replace(row, seq=0) for row in rows_of(fleet.province).values()}
    for row in map(as_today, released.held["province"]["rows"]):
        assert row.type == "conflict" or rows.pop(row.id) == replace(row, seq=0)
    assert {row.type for row in rows.values()} == {"conflict"}
    with fleet.province.read() as reader:
        assert {d.revision for d in devices.devices(reader)} == {released.sent["revision"]}


def test_what_was_on_its_way_when_the_province_was_upgraded_is_taken(released: Released) -> None:
    recorded = released.sent["requests"][-1]
    head, pages = answer(released.fleet.answering, recorded)

    statuses = push.unpack(head.acks or {})
    assert len(statuses) == recorded["operations"]["n"]
    assert {ack["status"] for ack in statuses} == {"ok", "conflict"}
    assert pages
    assert not head.upgrade


def test_a_laptop_that_is_too_old_is_heard_and_told(released: Released) -> None:
    province = Province(released.fleet.province, rank, revision_min=SCHEMA_REVISION + 1)

    head, pages = answer(province, released.sent["requests"][-1])

    assert head.upgrade
    assert {ack["status"] for ack in push.unpack(head.acks or {})} == {"ok", "conflict"}
    assert pages == []


def test_an_answer_of_an_old_province_is_taken(released: Released, tmp_path: Path) -> None:
    laptop = Laptop(released.fleet, "N", [SCOPE], 1)
    client = Client(laptop.store, laptop.key)
    client.request()

    for frame, line in decode_frames([base64.b64decode(released.sent["answer"])]):
        client.feed(frame, line)

    was = {row["id"]: as_today(row) for row in released.held["province"]["rows"]}
    assert {row.id: row for row in rows_of(laptop.store).values()} == was
    laptop.store.close()


# ------------------------------------------------------------------ fewer and more fields


@record("event", label="Event", plural="Events")
class Event(Record):
    title: str = name("Title", searched=True, listed=True)
    note: str | None = text("Note", default=None, group="about")


@record("event", label="Event", plural="Events")
class NewerEvent(Event):
    place: str | None = text("Place", default=None, group="about", listed=True)


@record("gift", label="Gift", plural="Gifts")
class Gift(Record):
    title: str = text("Title", listed=True)


OLD = (*RECORD_TYPES, Event.type)
NEW = (*RECORD_TYPES, NewerEvent.type, Gift.type)


@pytest.fixture
def fleet(province_db: ProvinceDb, tmp_path: Path) -> Iterator[Fleet]:
    """Return a fleet in which all are new; each test makes some of them old."""
    made = Fleet(province_db, tmp_path, count=2, record_types=NEW)
    yield made
    made.close()


def province_as(fleet: Fleet, db: ProvinceDb, types: Any) -> None:
    """Stop the province and start it with another version of the program."""
    with fleet.province.read() as reader:
        schema = reader.connection.exec_driver_sql("SELECT current_schema()").scalar()
    fleet.province.close()
    fleet.record_types = types
    fleet.province = db.open(fleet.ambient, schema=str(schema), record_types=types)
    fleet.answering = Province(fleet.province, rank)
    backfill.run(fleet.province, by="province")
    push.judge_learned(fleet.province, rank)


def equal(fleet: Fleet) -> None:
    """Assert that daily comparison finds nothing to mend, whoever knows what."""
    for laptop in fleet.laptops:
        with laptop.store.write(by="test") as work:
            digest.note(work, "")
            work.commit()
        assert laptop.sync().mended == 0


def test_an_old_laptop_changes_nothing_it_does_not_know(fleet: Fleet) -> None:
    new, old = fleet.laptops
    old.reopen(OLD)
    event = new.add("event", title="Ngày hội", note="sáng", place="Nhà văn hoá")
    fleet.settle()
    assert old.row(event, "event").extra == {"place": "Nhà văn hoá"}

    old.patch(event, "event", note="chiều")
    new.patch(event, "event", place="Sân đình", title="Ngày hội lớn")
    fleet.settle()
    old.delete(event, "event")
    fleet.settle()

    row = new.row(event, "event")
    assert (row["title"], row["place"], bool(row.deleted_at)) == ("Ngày hội lớn", "Sân đình", True)
    equal(fleet)


def test_after_its_upgrade_it_has_them_all(fleet: Fleet) -> None:
    new, old = fleet.laptops
    old.reopen(OLD)
    event = new.add("event", title="Ngày hội", place="Nhà văn hoá")
    gift = new.add("gift", title="Gạo")
    fleet.settle()
    old.patch(event, "event", title="Ngày hội lớn")  # made by the old version, sent by the new one
    made_by_old = operations_of(old.store)[-1]["revision"]

    old.reopen(NEW)
    backfill.run(old.store, by="user")
    with old.store.read() as reader:
        where = reader.tables.records["event"].c.place == "Nhà văn hoá"
        table = reader.tables.records["event"]
        assert [row.id for row in reader.listing("event", table.select().where(where))] == [event]
    fleet.settle()

    assert made_by_old == SCHEMA_REVISION
    assert old.row(gift, "gift")["title"] == "Gạo"
    assert new.row(event, "event")["title"] == "Ngày hội lớn"
    equal(fleet)
    check_all(fleet)


def test_a_new_laptop_at_an_old_province_loses_nothing(
    fleet: Fleet, province_db: ProvinceDb
) -> None:
    new, other = fleet.laptops
    province_as(fleet, province_db, OLD)
    other.reopen(OLD)
    event = new.add("event", title="Ngày hội", place="Nhà văn hoá")
    gift = new.add("gift", title="Gạo")
    fleet.settle()
    other.patch(event, "event", note="sáng")
    fleet.settle()
    assert (new.row(event, "event")["note"], new.row(event, "event")["place"]) == (
        "sáng", "Nhà văn hoá",
    )  # fmt: skip
    assert new.count("held") == 1
    equal(fleet)

    province_as(fleet, province_db, NEW)
    other.reopen(NEW)
    fleet.settle()

    assert new.count("held") == 0
    assert other.row(gift, "gift")["title"] == "Gạo"
    assert other.row(event, "event")["place"] == "Nhà văn hoá"
    equal(fleet)
    check_all(fleet)


def test_a_laptop_below_the_minimum_sends_and_waits(fleet: Fleet) -> None:
    """Its work arrives, nothing is lost, and after the upgrade it has everything."""
    new, old = fleet.laptops
    person = new.add(full_name="Hồ Thị Lài")
    new.sync()
    answering = fleet.answering
    fleet.answering = Province(fleet.province, rank, revision_min=SCHEMA_REVISION + 1)
    made = old.add(full_name="Lê Văn Chữ")
    old.patch(made, note="mới")

    old.sync()
    with old.store.read() as reader:
        assert reader.local("outdated") == "1"
    assert old.row(person) is None
    assert old.row(made)["note"] == "mới"
    assert old.count("queued") == 0

    fleet.answering = answering
    fleet.settle()
    assert old.row(person) is not None
    assert new.row(made)["note"] == "mới"
    with old.store.read() as reader:
        assert reader.local("outdated") == ""
    check_all(fleet)


def test_a_stick_for_a_laptop_that_is_too_old_brings_it_no_rows(fleet: Fleet) -> None:
    new, old = fleet.laptops
    new.add(full_name="Hồ Thị Lài")
    fleet.settle()
    too_high = Province(fleet.province, rank, revision_min=SCHEMA_REVISION + 1)

    for province, is_told in ((fleet.answering, False), (too_high, True)):
        frames = [frame for frame, _ in decode_frames(province.answer_unasked(old.device))]
        assert told(frames)[0].upgrade is is_told


def test_a_revoked_laptop_is_dismissed_however_old_it_is(fleet: Fleet) -> None:
    _, old = fleet.laptops
    old.add(full_name="Hồ Thị Lài")
    fleet.settle()
    with fleet.province.write(by="province") as work:
        devices.revoke(work, old.device)
        work.commit()
    fleet.answering = Province(fleet.province, rank, revision_min=SCHEMA_REVISION + 1)

    with pytest.raises(IntegrityError, match="device-revoked"):
        old.sync()

    fleet.laptops.remove(old)
    old.store.close()


def test_operations_say_of_which_revision_they_are(
    fleet: Fleet, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What an old version recorded is upcast, also when the upgraded laptop sends it."""
    laptop = fleet.laptops[0]
    laptop.add("event", title="cũ")
    with laptop.store.write(by="test") as work:
        book = work.tables.book("operation")
        work.connection.execute(book.update().values(revision=1))
        work.commit()
    laptop.add("event", title="mới")
    judged: list[int] = []
    upcast = judge.upcast

    def noting(operation: Any) -> Any:
        judged.append(operation.revision)
        return upcast(operation)

    monkeypatch.setattr(judge, "upcast", noting)
    laptop.sync()

    assert judged == [1, SCHEMA_REVISION]
