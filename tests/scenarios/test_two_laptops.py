"""The house and the road: a list is imported, two laptops edit without a network, all agree again.

Every story ends with all invariants of `tests.data.invariants` and with both laptops and the
province holding the same rows, conflicts and history.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest

from ctxh_desktop.domain.operation import Operation
from ctxh_desktop.domain.schema import Row
from ctxh_desktop.storage import outbox
from ctxh_desktop.storage.unit_of_work import UnitOfWork
from tests.data.invariants import check_all, check_nothing_lost
from tests.data.laptops import (
    SCOPE,
    Fleet,
    Laptop,
    history_of,
    import_people,
    operations_of,
)
from tests.data.lines import Line, Lossy, Repeating
from tests.data.province_db import ProvinceDb

PEOPLE = 12
LINES: dict[str, Callable[[], Line]] = {
    "good": Line,
    "repeating": Repeating,
    **{f"answers-{n}": lambda n=n: Lossy(answers=n) for n in (2, 3, 4)},
    "requests-2": lambda: Lossy(requests=2),
}


@pytest.fixture
def fleet(province_db: ProvinceDb, tmp_path: Path) -> Iterator[Fleet]:
    made = Fleet(province_db, tmp_path)
    yield made
    made.close()


def conflicts(laptop: Laptop) -> list[Row]:
    return laptop.rows("conflict")


def edit_both(fleet: Fleet, ids: list[str]) -> str:
    """Make the edits of the story on both laptops; return the id of a case with visits."""
    a, b = fleet.laptops
    a.patch(ids[0], note="Hay đau lưng.")  # disjoint fields
    b.patch(ids[0], ethnicity="PACO")
    a.patch(ids[1], phone="0905111222")  # the same field
    b.patch(ids[1], phone="0905333444")
    a.patch(ids[2], note="Đã chuyển đến Thôn 3.")  # edit against delete, either side
    b.delete(ids[2])
    a.delete(ids[3])
    b.patch(ids[3], note="Vẫn ở đây.")
    a.patch(ids[4], groups="NCT NKT")  # the same choice list
    b.patch(ids[4], groups="HIV NCT")
    a.patch(ids[5], alias="Mệ Gái")  # the same value
    b.patch(ids[5], alias="Mệ Gái")
    a.patch(ids[6], village="Thôn 1")  # one group of fields
    b.patch(ids[6], address="gần chợ")
    a.delete(ids[7])  # two deletions
    b.delete(ids[7], reason="mất")
    return a.add("case", person_id=ids[8], number="A-1", opened_on="2026-11-21")


@pytest.mark.parametrize("line", LINES, ids=str)
@pytest.mark.parametrize("order", ["AB", "BA", "BAAB"])
def test_both_laptops_and_the_province_agree(fleet: Fleet, line: str, order: str) -> None:
    a, b = fleet.laptops
    ids = import_people(a, PEOPLE)
    fleet.settle()
    case_id = edit_both(fleet, ids)
    bad = {laptop.name: LINES[line]() for laptop in fleet.laptops}

    for name in order:
        (a if name == "A" else b).try_sync(bad[name])
    fleet.settle()
    for laptop in fleet.laptops:  # a visit by each on the same case
        laptop.add("visit", case_id=case_id, person_id=ids[8], visited_on="2026-11-22",
                   contact_kind="TAINHA")  # fmt: skip
    fleet.settle()

    check_all(fleet)
    found = {(row.text("record_id"), row.text("field")) for row in conflicts(b)}
    assert found == {(ids[1], "phone"), (ids[2], "deleted_at"), (ids[3], "deleted_at"),
                     (ids[6], "address")}  # fmt: skip
    assert len(conflicts(b)) == 4
    row = b.row(ids[0])
    assert row is not None
    assert (row["note"], row["ethnicity"]) == ("Hay đau lưng.", "PACO")
    assert b.row(ids[4])["groups"] == "HIV NCT NKT"
    assert b.row(ids[7]).deleted_at
    assert b.row(ids[2]).deleted_at is None
    assert len(b.rows("visit")) == 2


def test_a_conflict_names_both_values_and_both_people(fleet: Fleet) -> None:
    a, b = fleet.laptops
    (row_id,) = import_people(a, 1)
    fleet.settle()
    before = a.row(row_id)["phone"]
    a.patch(row_id, phone="0905111222")
    b.patch(row_id, phone="0905333444")
    fleet.settle()

    (row,) = conflicts(a)

    assert '"0905111222"' in row.text("current")
    assert '"0905333444"' in row.text("proposed")
    assert f'"phone":"{before}"' in row.text("base") or before is None
    assert (row["current_by"], row["proposed_by"]) == ("user of A", "user of B")
    assert row["kind"] == "edit"
    assert a.row(row_id)["phone"] == b.row(row_id)["phone"] == "0905111222"


def test_every_interleaving_of_two_edits_and_their_syncs_agrees(
    province_db: ProvinceDb, tmp_path: Path
) -> None:
    """Each laptop edits, syncs, edits again, syncs: all 20 ways to mix the two."""
    for number, order in enumerate(sorted(set(itertools.permutations("AAABBB")))):
        folder = tmp_path / str(number)
        folder.mkdir()
        fleet = Fleet(province_db, folder, seed=order)
        row_id = fleet.laptops[0].add(full_name="Hồ Thị Lài", groups="NCT")
        fleet.settle()
        done = {"A": 0, "B": 0}
        for name in order:
            laptop = fleet.laptops["AB".index(name)]
            done[name] += 1
            if done[name] == 2:
                laptop.sync()
            else:
                groups = f"NCT {'NKT' if name == 'A' else 'HIV'}"
                laptop.patch(row_id, phone=f"{name}{done[name]}", groups=groups)
        fleet.settle()

        check_all(fleet)
        values = _phones_ever(fleet, row_id)
        assert values == {"A1", "A3", "B1", "B3"}, order
        fleet.close()


def _phones_ever(fleet: Fleet, row_id: str) -> set[str]:
    texts = [str(entry) for entry in operations_of(fleet.province) if entry["row_id"] == row_id]
    return {phone for phone in ("A1", "A3", "B1", "B3") if any(phone in body for body in texts)}


def test_resolving_on_one_laptop_settles_it_everywhere(fleet: Fleet) -> None:
    a, b = fleet.laptops
    row_id = _conflict_on_phone(fleet)

    b.resolve(conflicts(b)[0], "mine", phone="0905333444")
    fleet.settle()

    check_all(fleet)
    assert a.row(row_id)["phone"] == "0905333444"
    assert [row["state"] for row in conflicts(a)] == ["resolved"]


def test_both_resolving_alike_is_no_new_conflict(fleet: Fleet) -> None:
    a, b = fleet.laptops
    row_id = _conflict_on_phone(fleet)

    for laptop in (a, b):
        laptop.resolve(conflicts(laptop)[0], "province", phone="0905333444")
    fleet.settle()

    check_all(fleet)
    assert a.row(row_id)["phone"] == "0905333444"
    assert [row["state"] for row in conflicts(a)] == ["resolved"]


def test_both_resolving_differently_asks_once_more(fleet: Fleet) -> None:
    a, b = fleet.laptops
    row_id = _conflict_on_phone(fleet)

    a.resolve(conflicts(a)[0], "value", phone="0905000001")
    b.resolve(conflicts(b)[0], "mine", phone="0905333444")
    fleet.settle()

    check_all(fleet)
    assert a.row(row_id)["phone"] == "0905000001"
    first, second = sorted(conflicts(a), key=lambda row: str(row["state"]))
    assert (first["state"], second["state"]) == ("open", "resolved")
    assert '"0905333444"' in first.text("proposed")


def _conflict_on_phone(fleet: Fleet) -> str:
    a, b = fleet.laptops
    (row_id,) = import_people(a, 1)
    fleet.settle()
    a.patch(row_id, phone="0905111222")
    b.patch(row_id, phone="0905333444")
    fleet.settle()
    assert len(conflicts(a)) == 1
    return row_id


def test_undo_goes_the_same_road(fleet: Fleet) -> None:
    a, b = fleet.laptops
    (row_id,) = import_people(a, 1)
    fleet.settle()
    before = a.row(row_id)["village"]
    a.patch(row_id, village="Thôn 99", address="cuối xóm")
    a.sync()

    with a.store.read() as reader:
        _, operations = outbox.last_group(reader)
    with a.edit("Undo") as work:
        _undo(work, operations)
    fleet.settle()

    check_all(fleet)
    assert b.row(row_id)["village"] == before
    assert conflicts(b) == []


def _undo(work: UnitOfWork, operations: list[Operation]) -> None:
    for operation in operations:
        olds = {name: old for name, (old, _) in operation.changes.items()}
        work.patch(operation.record_type, operation.row_id, olds)


def test_an_edit_saved_during_a_push_is_pushed_too(fleet: Fleet) -> None:
    a, b = fleet.laptops
    (row_id,) = import_people(a, 1)

    class Typing(Line):
        def carry(self, body, ask):
            if a.row(row_id)["note"] is None:
                a.patch(row_id, note="vừa gõ")
            return ask(body)

    a.sync(Typing())
    b.sync()

    assert b.row(row_id)["note"] == "vừa gõ"
    check_all(fleet)


def test_a_held_group_is_shown_kept_and_blocks_nothing(fleet: Fleet) -> None:
    a, b = fleet.laptops
    good, other = import_people(a, 2)
    fleet.settle()
    with a.edit() as work:  # one group: a fine change and one that no province takes
        work.patch("person", good, {"note": "cùng nhóm"})
        work.insert("person", a.ambient.new_id(), "99999", {"full_name": "Xã khác"})
    a.patch(other, note="đi tiếp")

    a.sync()
    fleet.settle()

    check_nothing_lost(fleet)
    assert b.row(other)["note"] == "đi tiếp"
    assert b.row(good)["note"] is None
    assert a.row(good)["note"] == "cùng nhóm"
    assert a.count(outbox.HELD) == 1
    with a.store.read() as reader:
        assert {e["note"] for e in outbox.entries(reader, outbox.HELD)} == {"scope-not-yours"}

    b.patch(good, phone="0905000009")  # what lies beneath a held change still moves
    fleet.settle()

    assert (a.row(good)["note"], a.row(good)["phone"]) == ("cùng nhóm", "0905000009")


@pytest.mark.parametrize("is_deleted", [False, True])
def test_a_record_made_on_both_laptops_has_the_history_of_both(
    fleet: Fleet, *, is_deleted: bool
) -> None:
    """Its id is made of what it says, so the second laptop changes what the first has made."""
    a, b = fleet.laptops
    row_id = a.ambient.new_id()
    for laptop, values in ((a, {"alias": "Mía"}), (b, {"note": "đã gặp", "phone": "0905000001"})):
        with laptop.edit() as work:
            work.insert("person", row_id, SCOPE, {"full_name": "Hồ Văn Mía", **values})
    if is_deleted:
        a.delete(row_id)

    a.sync()
    b.sync()
    fleet.settle()

    (line,) = [e for e in history_of(fleet.province).values() if e["by"] == "user of B"]
    assert {"note", "phone"} < set(msgspec.json.decode(line["changes"])) or not is_deleted
    assert all(laptop.row(row_id)["note"] == "đã gặp" for laptop in fleet.laptops)
    assert len(conflicts(a)) == is_deleted
    check_all(fleet)
