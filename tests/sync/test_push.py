from __future__ import annotations

import dataclasses
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from ctxh_desktop.errors import InputError, IntegrityError
from ctxh_desktop.security.device import FIRST_HASH, DeviceKey, sign_batch
from ctxh_desktop.storage import devices, outbox
from ctxh_desktop.sync import judge, push
from ctxh_desktop.sync.client import Client
from ctxh_desktop.sync.columns import pack
from ctxh_desktop.sync.judge import Judge
from ctxh_desktop.sync.protocol import Batch, Frame, Head, PageFrame, decode_frames
from tests.data.invariants import check_all
from tests.data.laptops import (
    SCOPE,
    Fleet,
    Laptop,
    history_of,
    import_people,
    operations_of,
    rank,
    rows_of,
)
from tests.data.lines import Cutting
from tests.data.province_db import ProvinceDb


@pytest.fixture
def fleet(province_db: ProvinceDb, tmp_path: Path) -> Iterator[Fleet]:
    made = Fleet(province_db, tmp_path, count=1)
    yield made
    made.close()


def batch_of(laptop: Laptop) -> Batch | None:
    with laptop.store.read() as reader:
        return push.make_batch(reader, laptop.key)


def group(laptop: Laptop, size: int, note: str = "x") -> None:
    with laptop.edit() as work:
        for _ in range(size):
            values = {"full_name": "Hồ", "note": note}
            work.insert("person", laptop.ambient.new_id(), SCOPE, values)


def sizes(laptop: Laptop) -> list[int]:
    """Return the sizes of the batches that carry everything."""
    found = []
    while batch := batch_of(laptop):
        found.append(msgspec.json.decode(batch.ops)["n"])
        with laptop.store.write(by="sync") as work:
            book = work.tables.book("operation")
            ops = [op.id for op in outbox.unsent(work, found[-1])]
            work.connection.execute(
                book.update().where(book.c.op_id.in_(ops)).values(state=outbox.RETAINED)
            )
            work.commit()
    return found


def receive(fleet: Fleet, batch: Batch) -> list[str]:
    laptop = fleet.laptops[0]
    with fleet.province.write(by="A") as work:
        judge = Judge(devices.device(work, "A"), rank)
        ids = push.receive(work, judge, batch, laptop.key.public, {}).ids
        work.commit()
        return ids


def test_nothing_unsent_is_no_batch(fleet: Fleet) -> None:
    assert batch_of(fleet.laptops[0]) is None


def test_batches_hold_whole_groups(fleet: Fleet, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(push, "BATCH_OPS_MAX", 10)
    for size in (4, 4, 4, 25, 1):
        group(fleet.laptops[0], size)

    assert sizes(fleet.laptops[0]) == [8, 4, 25, 1]


def test_batches_of_long_texts_are_smaller(fleet: Fleet, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(push, "BATCH_BYTES_MAX", 5000)
    for _ in range(4):
        group(fleet.laptops[0], 2, "x" * 1000)
    group(fleet.laptops[0], 20, "x" * 1000)

    assert sizes(fleet.laptops[0]) == [4, 4, 20]


def test_a_batch_that_was_altered_is_refused(fleet: Fleet) -> None:
    laptop = fleet.laptops[0]
    laptop.add(full_name="Hồ")
    batch = batch_of(laptop)
    other = DeviceKey(bytes(32))

    for wrong in (
        Batch(
            batch.prev, 1, msgspec.Raw(bytes(batch.ops).replace("Hồ".encode(), b"Ho ")), batch.sig
        ),
        Batch("11" * 32, 1, batch.ops, batch.sig),
        Batch(batch.prev, 1, batch.ops, sign_batch(other, FIRST_HASH, bytes(batch.ops))),
    ):
        with pytest.raises(IntegrityError, match="bad-signature"):
            receive(fleet, wrong)


@pytest.mark.parametrize(
    "ops", [b"[]", b"{}", b'{"t":"op","n":1,"c":{}}', b'{"t":"op","n":1,"c":{"id":{"k":"x"}}}']
)
def test_signed_nonsense_is_refused(fleet: Fleet, ops: bytes) -> None:
    signature = sign_batch(fleet.laptops[0].key, FIRST_HASH, ops)
    with pytest.raises(InputError, match="request-malformed"):
        receive(fleet, Batch(FIRST_HASH.hex(), 1, msgspec.Raw(ops), signature))


def test_a_batch_received_twice_has_effect_once_and_one_answer(fleet: Fleet) -> None:
    laptop = fleet.laptops[0]
    laptop.add(full_name="Hồ")
    batch = batch_of(laptop)

    first, second = receive(fleet, batch), receive(fleet, batch)

    assert first == second
    with fleet.province.read() as reader:
        answers, _ = push.answers(reader, first)
        assert (answers["n"], answers["c"]["status"]) == (1, {"k": "ok"})
        assert len(reader.connection.execute(reader.tables.book("batch").select()).all()) == 1


def test_batches_are_chained(fleet: Fleet) -> None:
    laptop = fleet.laptops[0]
    laptop.add(full_name="Hồ")
    first = batch_of(laptop)
    laptop.sync()
    laptop.add(full_name="Lê")

    assert batch_of(laptop).prev == push.digest_of(first)


def test_what_came_before_its_record_is_taken_when_that_arrives(fleet: Fleet) -> None:
    """Fault 14 of the security reference: it waits for its parent, and its laptop hears of it."""
    a, b = fleet.laptops[0], Laptop(fleet, "B", [SCOPE], 1)
    fleet.laptops.append(b)
    row_id = a.add(full_name="Hồ Thị Lài")
    copied = a.row(row_id)
    assert copied is not None
    with b.store.write(by="x") as work:
        work.put(dataclasses.replace(copied, seq=1))  # as a clone of A's disk would know it
        work.commit()
    b.patch(row_id, alias="chị Lài")
    b.sync()
    assert b.count(outbox.HELD) == 1

    a.sync()
    assert {op["status"] for op in operations_of(fleet.province)} == {"ok"}
    b.sync()
    assert b.count(outbox.HELD, outbox.QUEUED, outbox.WAITING) == 0
    a.sync()
    check_all(fleet)
    assert a.row(row_id)["alias"] == "chị Lài"


def test_a_held_change_is_asked_about_with_each_request_and_answered_once(fleet: Fleet) -> None:
    a = fleet.laptops[0]
    a.add(full_name="Hồ", born="2026-02-31")
    a.sync()
    with a.store.read() as reader:
        (held,) = outbox.held_ids(reader)
    with fleet.province.read() as reader:
        assert push.answers(reader, [], [held, "stranger"])[0] is None


# ------------------------------------------------------------------ what need not come back


def frames_of(laptop: Laptop) -> list[Frame]:
    """Sync with one request; return the frames of the answer."""
    client = Client(laptop.store, laptop.key)
    found = list(decode_frames(laptop.ask(client.request())))
    for frame, line in found:
        client.feed(frame, line)
    return [frame for frame, _ in found]


def rows_in(frames: list[Frame]) -> int:
    return sum(block["n"] for f in frames if isinstance(f, PageFrame) for block in f.rows)


def test_own_rows_do_not_come_back_and_are_the_province_s_all_the_same(fleet: Fleet) -> None:
    a, b = fleet.laptops[0], Laptop(fleet, "B", [SCOPE], 1)
    fleet.laptops.append(b)
    row_id = a.add(full_name="Hồ Thị Lài", groups="NCT")
    frames_of(a)  # the commune is new to it: its own row comes back once
    a.patch(row_id, alias="chị Lài", groups="HIV NCT", phone="0905", phone_of="CON")
    other = a.add(full_name="Lê Văn Tư")
    a.patch(other, note="cùng lần gửi")

    frames = frames_of(a)
    assert rows_in(frames) == 0
    head = frames[0]
    assert isinstance(head, Head)
    assert head.acks is not None
    assert "op_id" not in head.acks["c"], "they are in the order of the batch"
    b.sync()
    check_all(fleet)
    assert a.count(outbox.QUEUED, outbox.WAITING) == 0


def test_a_row_that_another_changed_comes_back(fleet: Fleet) -> None:
    a, b = fleet.laptops[0], Laptop(fleet, "B", [SCOPE], 1)
    fleet.laptops.append(b)
    row_id = a.add(full_name="Hồ Thị Lài")
    fleet.settle()
    b.patch(row_id, note="của B")
    b.sync()
    a.patch(row_id, alias="của A")

    assert rows_in(frames_of(a)) == 1
    b.sync()
    check_all(fleet)


def test_text_that_the_province_composed_comes_back(fleet: Fleet) -> None:
    a = fleet.laptops[0]
    row_id = a.add(full_name="Hồ Thị Lài")
    frames_of(a)
    a.patch(row_id, alias=unicodedata.normalize("NFD", "chị Lài"))

    assert rows_in(frames_of(a)) == 1
    assert a.row(row_id)["alias"] == "chị Lài"


def test_rows_come_back_while_something_downloaded_is_not_applied(fleet: Fleet) -> None:
    a, b = fleet.laptops[0], Laptop(fleet, "B", [SCOPE], 1)
    fleet.laptops.append(b)
    row_id = a.add(full_name="Hồ Thị Lài")
    fleet.settle()
    b.patch(row_id, note="của B")
    b.sync()
    a.try_sync(Cutting(pieces=2))  # the page is kept, the end is lost
    a.patch(row_id, alias="của A")

    assert rows_in(frames_of(a)) == 1
    fleet.settle()
    check_all(fleet)


def test_an_answer_that_only_newer_ones_know_still_means_that_it_arrived(fleet: Fleet) -> None:
    laptop = fleet.laptops[0]
    laptop.add(full_name="Hồ")
    batch = batch_of(laptop)
    op_id = operations_of(laptop.store)[0]["op_id"]
    acks = pack("ack", [{"op_id": op_id, "status": "blessed", "seq": 1, "note": "", "new": 7}])

    with laptop.store.write(by="sync") as work:
        assert push.settle(work, batch, Head("e", "t", "now", acks=acks)) == 1
        work.commit()

    assert laptop.count("queued", "held") == 0


def played(db: ProvinceDb, folder: Path) -> tuple[list[object], ...]:
    """Play a push with clashes, a held group and a row changed again and again; tell what is."""
    folder.mkdir()
    fleet = Fleet(db, folder)
    a, b = fleet.laptops
    ids = import_people(a, 9)
    fleet.settle()
    for row_id in ids[2:5]:
        b.patch(row_id, note="của B")
    b.sync()
    for turn in range(3):
        for row_id in ids:
            a.patch(row_id, note=f"của A {turn}")
    with a.edit() as work:  # held whole, for one text that is too long
        work.patch("person", ids[0], {"alias": "x" * (judge.VALUE_CHARS_MAX + 1)})
        work.patch("person", ids[1], {"alias": "y"})
    a.add(full_name="Hồ")
    a.sync()
    rows = {key: dataclasses.replace(row, seq=0) for key, row in rows_of(fleet.province).items()}
    history = {op_id: {**entry, "seq": 0} for op_id, entry in history_of(fleet.province).items()}
    operations = operations_of(fleet.province)
    b.sync()
    check_all(fleet)
    fleet.close()
    return list(rows.items()), list(history.items()), operations


def test_what_becomes_of_a_batch_does_not_hang_on_where_its_parts_end(
    province_db: ProvinceDb, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = played(province_db, tmp_path / "whole")
    for size in (1, 4):
        monkeypatch.setattr(judge, "PART_OPS", size)
        rows, history, operations = played(province_db, tmp_path / f"{size}")
        assert sorted(rows, key=str) == sorted(whole[0], key=str)
        assert (history, operations) == whole[1:]

    statuses = {operation["status"] for operation in whole[2]}
    assert statuses == {"ok", "conflict", "held"}
