"""What becomes of an operation; `tests/scenarios` has the stories over whole laptops."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import msgspec
import pytest

from ctxh_desktop.domain.operation import Digest, Operation, OpKind
from ctxh_desktop.storage import ledger
from ctxh_desktop.storage.devices import Device
from ctxh_desktop.storage.store import Store
from ctxh_desktop.sync.judge import VALUE_CHARS_MAX, Judge
from tests.data.laptops import SCOPE, empty, history_of, rank, rows_of, ticking_ambient
from tests.data.province_db import ProvinceDb

A = Device("A", "A", "", (SCOPE,), "A", "active", "")
B = replace(A, id="B")
ROW = "row-1"


class Bench:
    """A province to which operations are handed one after another."""

    def __init__(self, store: Store) -> None:
        self.store, self.count = store, 0

    def operation(self, changes: dict[str, Any], **others: Any) -> Operation:
        self.count += 1
        op_id = f"op-{self.count}"
        usual = {
            "kind": OpKind.PATCH, "record_type": "person", "row_id": ROW, "scope": SCOPE,
            "by": "Hoa", "made_at": "2026-11-21T01:00:00.000Z",
        }  # fmt: skip
        return Operation(
            id=op_id, no=self.count, group_id="g", changes=changes, **{**usual, **others}
        )

    def take(
        self, *operations: Operation, device: Device = A, is_again: bool = False
    ) -> list[tuple[str, str]]:
        with self.store.write(by=device.label) as work:
            judge = Judge(device, rank, is_again=is_again)
            judge.take(work, operations)
            judge.keep(work)
            work.commit()
        with self.store.read() as reader:
            found = ledger.answers(reader, [operation.id for operation in operations])
        return [(found[op.id].status.value, found[op.id].note) for op in operations]

    def insert(self, **values: Any) -> list[tuple[str, str]]:
        changes = {name: (None, new) for name, new in {"full_name": "Hồ", **values}.items()}
        return self.take(self.operation(changes, kind=OpKind.INSERT))

    def patch(self, device: Device = A, seen: int = 1, **changes: Any) -> tuple[str, str]:
        return self.take(self.operation(changes, seen=seen), device=device)[0]

    def delete(self, device: Device = A, seen: int = 1, at: str = "02", **more: Any) -> str:
        day = f"2026-11-{at}T00:00:00.000Z"
        changes = {"deleted_at": (None, day), "deleted_reason": (None, at), **more}
        return self.patch(device, seen, **changes)[0]

    def row(self):
        return rows_of(self.store)["person", ROW]

    def conflicts(self):
        return [row for (kind, _), row in rows_of(self.store).items() if kind == "conflict"]


@pytest.fixture
def bench(province_db: ProvinceDb) -> Bench:
    store = province_db.open(ticking_ambient("p"), schema="fleet")
    empty(store)
    made = Bench(store)
    assert made.insert() == [("ok", "")]
    return made


@pytest.mark.parametrize(
    ("changes", "others", "reason"),
    [
        ({"alias": (None, "x" * (VALUE_CHARS_MAX + 1))}, {}, "value-malformed:alias"),
        ({"alias": (None, "a\0b")}, {}, "value-malformed:alias"),
        ({"alias": (None, 5)}, {}, "value-malformed:alias"),
        ({"alias": (None, 1.5)}, {}, "value-malformed:alias"),
        ({"alias": (None, ["a"])}, {}, "value-malformed:alias"),
        ({"has_no_id": (None, 1)}, {}, "value-malformed:has_no_id"),
        ({"born": (None, "2026-02-31")}, {}, "value-malformed:born"),
        ({"born": (None, "20260221")}, {}, "value-malformed:born"),
        ({"deleted_at": (None, "gestern")}, {}, "value-malformed"),
        ({"un\0known": (None, "x")}, {}, "value-malformed"),
        ({"alias": (None, "x")}, {"row_id": "nobody"}, "row-unknown"),
        ({"alias": (None, "x")}, {"record_type": "nothing"}, "record-type-unknown"),
        ({"full_name": (None, "x")}, {"kind": OpKind.INSERT, "row_id": "n", "scope": "1"},
         "scope-not-yours"),
        ({"field": (None, "x")}, {"kind": OpKind.INSERT, "row_id": "n", "record_type": "conflict"},
         "record-type-not-writable"),
    ],
)  # fmt: skip
def test_what_cannot_be_applied_is_held_with_its_whole_group(
    bench, changes, others, reason
) -> None:
    fine = bench.operation({"note": (None, "cùng nhóm")})
    bad = bench.operation(changes, **others)

    assert bench.take(fine, bad) == [("held", reason)] * 2
    assert bench.row()["note"] is None
    assert bench.patch(alias=(None, "đi tiếp")) == ("ok", "")


def test_a_revoked_device_is_heard_but_changes_nothing(bench: Bench) -> None:
    gone = replace(A, status="revoked")

    assert bench.patch(gone, alias=(None, "x")) == ("held", "device-revoked")
    assert bench.row()["alias"] is None
    assert bench.conflicts() == []


def test_a_deletion_after_ones_own_edit_is_no_conflict(bench: Bench) -> None:
    bench.patch(alias=(None, "x"))

    assert bench.delete(seen=1) == "ok"
    assert bench.row().deleted_at
    assert bench.conflicts() == []


def test_a_deletion_in_knowledge_of_anothers_edit_is_no_conflict(bench: Bench) -> None:
    bench.patch(B, alias=(None, "x"))
    seen = bench.row().seq

    assert bench.delete(seen=seen) == "ok"


def test_a_deletion_without_knowledge_of_anothers_edit_asks(bench: Bench) -> None:
    bench.patch(B, alias=(None, "x"))

    assert bench.delete(seen=1, note=(None, "cũng ghi")) == "conflict"
    assert bench.row().deleted_at is None
    assert (bench.row()["alias"], bench.row()["note"]) == ("x", "cũng ghi")
    (conflict,) = bench.conflicts()
    assert (conflict["kind"], conflict["field"]) == ("delete", "deleted_at")
    assert '"02"' in conflict.text("proposed")


def test_an_edit_without_knowledge_of_the_deletion_shows_the_record_again(bench: Bench) -> None:
    bench.delete(B)

    assert bench.patch(alias=(None, "x"))[0] == "conflict"
    assert bench.row().deleted_at is None
    assert len(bench.conflicts()) == 1
    assert bench.patch(note=(None, "y"))[0] == "ok"
    assert len(bench.conflicts()) == 1


def test_who_makes_a_deleted_record_again_stands_in_its_history(bench: Bench) -> None:
    """Its id may be made of what it says; found by seed 4772 of the simulation."""
    bench.delete(A)
    again = {"full_name": (None, "Hồ"), "note": (None, "lại"), "alias": (None, "x")}
    made = bench.operation(again, kind=OpKind.INSERT, by="Bình")

    assert bench.take(made, device=B) == [("conflict", "")]
    assert bench.row().deleted_at is None
    line = history_of(bench.store)[made.id]
    assert line["by"] == "Bình"
    assert msgspec.json.decode(line["changes"]) == {
        "note": [None, "lại"], "alias": [None, "x"],
        "deleted_at": ["2026-11-02T00:00:00.000Z", None], "deleted_reason": ["02", None],
    }  # fmt: skip


def test_a_new_record_has_no_line(bench: Bench) -> None:
    assert history_of(bench.store) == {}
    assert bench.insert() == [("noop", "")]
    assert history_of(bench.store) == {}


def test_an_edit_in_knowledge_of_the_deletion_leaves_it_deleted(bench: Bench) -> None:
    bench.delete(A)
    own = bench.patch(A, alias=(None, "x"))
    other = bench.patch(B, bench.row().seq, note=(None, "y"))

    assert (own, other) == (("ok", ""), ("ok", ""))
    assert bench.row().deleted_at
    assert bench.conflicts() == []


def test_two_deletions_agree(bench: Bench) -> None:
    assert (bench.delete(A, at="02"), bench.delete(B, at="03")) == ("ok", "noop")
    assert bench.row().deleted_reason == "02"
    assert bench.conflicts() == []


def test_an_undelete_is_an_ordinary_change(bench: Bench) -> None:
    bench.delete(A)
    back = {"deleted_at": (bench.row().deleted_at, None), "deleted_reason": ("02", None)}

    assert bench.patch(B, bench.row().seq, **back) == ("ok", "")
    assert bench.row().deleted_at is None
    assert bench.delete(A, seen=bench.row().seq) == "ok"


def test_a_long_note_known_by_its_digest_is_replaced_or_asked_about(bench: Bench) -> None:
    long, other = "dài " * 50, "khác " * 50
    bench.patch(note=(None, long))

    assert bench.patch(note=(Digest.of(long), "b"))[0] == "ok"
    assert bench.patch(B, note=(Digest.of(other), "c"))[0] == "conflict"
    assert bench.conflicts()[0]["base"] == '{"note":null}'


def test_a_conflict_settled_twice_keeps_the_first_choice(bench: Bench) -> None:
    bench.patch(A, alias=(None, "a"))
    bench.patch(B, alias=(None, "b"))
    (conflict,) = bench.conflicts()
    others = {"record_type": "conflict", "row_id": conflict.id}
    for device, choice in ((A, "mine"), (B, "province")):
        changes = {"state": ("open", "resolved"), "choice": (None, choice)}
        bench.take(bench.operation(changes, **others), device=device)

    (settled,) = bench.conflicts()
    assert (settled["state"], settled["choice"]) == ("resolved", "mine")


def test_history_names_what_was_written_in_the_commune_of_the_row(bench: Bench) -> None:
    bench.patch(alias=(None, "x"), note=(None, None))

    (entry,) = history_of(bench.store).values()
    assert (entry["changes"], entry["scope"], entry["device"]) == (
        '{"alias":[null,"x"]}',
        SCOPE,
        "A",
    )
    assert entry["seq"] == bench.row().seq


def test_unknown_fields_of_a_newer_laptop_are_kept(bench: Bench) -> None:
    assert bench.patch(nick=(None, "Gái")) == ("ok", "")
    assert bench.row().extra == {"nick": "Gái"}
    assert bench.patch(B, nick=(None, "Lài"))[0] == "conflict"


@pytest.mark.parametrize(
    ("author", "status", "asked"),
    [
        ({}, "noop", []),
        ({"by": "Lan"}, "conflict", ["Lê"]),
        ({"made_at": "2026-11-21T02:00:00.000Z"}, "conflict", ["Lê"]),
    ],
    ids=["the same hand", "another", "the same another time"],
)
def test_an_insert_given_again_is_no_news_only_of_what_it_made_itself(
    bench: Bench, author: dict[str, str], status: str, asked: list[str]
) -> None:
    """Two laptops may make one row, what was said of two people: both answers are kept."""
    bench.patch(full_name=("Hồ", "Hồ Lài"))
    values = {"full_name": (None, "Lê")}

    again = bench.operation(values, kind=OpKind.INSERT, **author)

    assert [found for found, _ in bench.take(again, device=B, is_again=True)] == [status]
    assert bench.row()["full_name"] == "Hồ Lài"
    proposed = [msgspec.json.decode(row.text("proposed")) for row in bench.conflicts()]
    assert [values["full_name"] for values in proposed] == asked
