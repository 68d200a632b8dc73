from __future__ import annotations

import threading

import pytest
from sqlalchemy import text

from ctxh_desktop.domain.operation import Operation, OpKind, Status
from ctxh_desktop.storage import epochs, ledger
from ctxh_desktop.storage.ledger import Outcome
from ctxh_desktop.storage.store import Store
from tests.data.laptops import ticking_ambient


def test_a_new_epoch_is_newer_than_all_that_are_known() -> None:
    ambient = ticking_ambient(1)
    first = epochs.following(ambient)
    second = epochs.following(ambient, [first, "7.aa", "none", ""])

    assert epochs.number_of(first) == 1
    assert epochs.number_of(second) == 8
    assert epochs.number_of("²") == 0
    assert epochs.following(ambient, [first]) != epochs.following(ambient, [first])


@pytest.mark.parametrize(
    ("told", "known", "expected"),
    [
        ("1.a", "2.b", True),
        ("2.a", "2.b", True),
        ("", "1.a", True),
        ("9" * 30, "1.a", True),
        ("2.b", "2.b", False),
        ("3.c", "2.b", False),
        ("1.a", "", False),
        ("", "", False),
    ],
)
def test_an_epoch_never_goes_back(told: str, known: str, expected: bool) -> None:
    assert epochs.is_past(told, known) == expected


def test_a_database_knows_its_cluster_again(province: Store) -> None:
    with province.write(by="x") as work:
        epochs.begin(work)
        assert not epochs.check_cluster(work)
        assert not epochs.check_cluster(work), "the same cluster"
        before = work.local("epoch")

        work.set_local("cluster", "6987654321/1")
        assert epochs.check_cluster(work), "a dump that was restored elsewhere"
        assert epochs.number_of(work.local("epoch")) == epochs.number_of(before) + 1
        assert not epochs.check_cluster(work)


def test_safe_is_what_the_last_two_backups_hold(province: Store) -> None:
    with province.write(by="x") as work:
        epoch = epochs.begin(work)
        found = []
        for number, recv_no in enumerate((10, 20, 30)):
            epochs.mark_backup(work, f"b{number}", epoch, recv_no, {})
            found.append(epochs.safe(work))
        assert found == [(epoch, 0), (epoch, 10), (epoch, 20)]

        later = epochs.begin(work)
        assert epochs.safe(work) == (later, 0)


def receive(store: Store, op_id: str, waits_for: threading.Event | None = None) -> None:
    """Let the province receive one operation, and commit it only when told."""
    with store.write(by="x") as work:
        op = Operation(op_id, 1, op_id, "person", "r", OpKind.INSERT, {}, "19819", "A", "now")
        ledger.record(work, "A", "1", [Outcome(op, Status.OK, {}, "19819")])
        if waits_for is not None:
            assert waits_for.wait(10)
        work.commit()


@pytest.mark.slow
def test_a_mark_waits_for_whoever_took_an_earlier_place(province: Store) -> None:
    go = threading.Event()
    slow = threading.Thread(target=receive, args=(province, "early", go))
    slow.start()
    with province.read() as reader:
        while not _is_writing(reader):
            pass
    receive(province, "late")
    places: list[int] = []

    def mark() -> None:
        with province.write(by="backup") as work:
            places.append(epochs.received_upto(work))

    marking = threading.Thread(target=mark)
    marking.start()
    marking.join(0.2)
    assert places == [], "somebody may still commit an earlier place"
    go.set()
    slow.join()
    marking.join()

    with province.read() as reader:
        known = ledger.answers(reader, ["early", "late"])
    assert places == [max(ack.recv_no for ack in known.values())]
    assert known["early"].recv_no < known["late"].recv_no


def _is_writing(reader: ledger.Reader) -> bool:
    """Return whether another transaction holds the operation book for writing."""
    found = reader.connection.execute(
        text(
            "SELECT count(*) FROM pg_locks WHERE mode = 'RowExclusiveLock' "
            "AND relation = 'operation'::regclass"
        )
    )
    return bool(found.scalar())


def test_numbers_are_safe_that_two_backups_of_this_history_hold(province: Store) -> None:
    with province.write(by="x") as work:
        epoch = epochs.begin(work)
        found = []
        for number, tops in enumerate(({"1": 5}, {"1": 9, "2": 4}, {"1": 12, "2": 6})):
            epochs.mark_backup(work, f"b{number}", epoch, 10, tops)
            found.append(epochs.safe_tops(work))
        assert found == [{}, {"1": 5}, {"1": 9, "2": 4}]

        later = epochs.begin(work)
        assert epochs.safe_tops(work) == {}
        epochs.mark_backup(work, "b3", later, 1, {"1": 1})
        assert epochs.safe_tops(work) == {}
