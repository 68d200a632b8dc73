from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from ctxh_desktop.domain.operation import Ack, Status
from ctxh_desktop.storage import outbox
from ctxh_desktop.storage.store import Store
from tests.data.laptops import SCOPE


def add(store: Store, count: int = 1) -> list[str]:
    ids = [store.ambient.new_id() for _ in range(count)]
    for row_id in ids:
        with store.write(by="Hoa", label="Add") as work:
            work.insert("person", row_id, SCOPE, {"full_name": "Hồ"})
            work.commit()
    return ids


def settle(store: Store, *acks: Ack) -> int:
    with store.write(by="sync") as work:
        new = outbox.settle(work, acks)
        work.commit()
        return new


def test_operations_wait_in_the_order_in_which_they_were_made(laptop: Store) -> None:
    ids = add(laptop, 3)

    with laptop.read() as reader:
        assert [op.row_id for op in outbox.unsent(reader, 2)] == ids[:2]
        assert [op.no for op in outbox.unsent(reader, 9)] == [1, 2, 3]
        assert outbox.count(reader, outbox.QUEUED) == 3
        assert outbox.count(reader, outbox.QUEUED, scope="other") == 0


def test_a_clock_that_is_set_back_changes_nothing_in_the_order(laptop: Store) -> None:
    ids = add(laptop, 2)
    laptop.ambient = replace(laptop.ambient, now=lambda: datetime(2020, 1, 1, tzinfo=UTC))
    ids += add(laptop)

    with laptop.read() as reader:
        operations = outbox.unsent(reader, 3)
    assert [op.row_id for op in operations] == ids
    assert operations[2].id < operations[0].id


def test_an_answer_settles_its_operation_once_and_no_other(laptop: Store) -> None:
    add(laptop, 3)
    with laptop.read() as reader:
        first, second, _ = outbox.unsent(reader, 9)
    held = Ack(second.id, Status.HELD, 0, "value-malformed")

    assert settle(laptop, Ack(first.id, Status.OK, 5), held, Ack("stranger", Status.OK, 1)) == 2
    assert settle(laptop, Ack(first.id, Status.HELD, 0, "late")) == 0
    assert settle(laptop) == 0
    with laptop.read() as reader:
        counts = [outbox.count(reader, s) for s in (outbox.QUEUED, outbox.WAITING, outbox.HELD)]
        assert counts == [1, 1, 1]
        assert outbox.entries(reader, outbox.HELD)[0]["note"] == "value-malformed"


def test_a_settled_operation_is_kept_when_its_row_has_come(laptop: Store) -> None:
    add(laptop)
    with laptop.read() as reader:
        (operation,) = outbox.unsent(reader, 9)
    settle(laptop, Ack(operation.id, Status.OK, 5))

    for cursor, found in ((4, []), (5, [("person", operation.row_id)]), (6, [])):
        with laptop.write(by="sync") as work:
            assert outbox.covered(work, SCOPE, cursor) == found
            work.commit()
    with laptop.read() as reader:
        assert outbox.count(reader, outbox.RETAINED) == 1
        assert outbox.of_row(reader, operation.row_id) == []
        assert outbox.of_group(reader, operation.group_id) == [operation]


def test_the_last_command_is_found_for_undo(laptop: Store) -> None:
    with laptop.read() as reader:
        assert outbox.last_group(reader) == ("", [])
    (row_id,) = add(laptop)
    with laptop.write(by="Hoa", label="Undo") as work:
        work.patch("person", row_id, {"alias": "x"})
        work.commit()

    with laptop.read() as reader:
        label, operations = outbox.last_group(reader)
        assert (label, [op.no for op in operations]) == ("Undo", [2])


def test_rows_are_asked_for_by_id_or_all_at_once_alike(laptop: Store, monkeypatch) -> None:
    ids = add(laptop, 4)
    with laptop.read() as reader:
        some = outbox.of_rows(reader, ids[:2])
        monkeypatch.setattr(outbox, "ROWS_ASKED_MAX", 1)
        assert outbox.of_rows(reader, ids[:2]) == some
        assert set(some) == set(ids[:2])
