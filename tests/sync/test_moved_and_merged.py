"""Moves and merges that cross, and those that a restored province hears of again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ctxh_desktop.domain.records.transfer_request import MOVED
from ctxh_desktop.storage import outbox
from tests.data.backups import ProvinceBackup
from tests.data.invariants import check_all
from tests.data.laptops import SCOPE, Fleet, Laptop, operations_of, rows_of
from tests.data.province_db import ProvinceDb

OTHER = "19900"


@pytest.fixture
def fleet(province_db: ProvinceDb, tmp_path: Path) -> Iterator[Fleet]:
    """A and B work for one commune, Z for another."""
    made = Fleet(province_db, tmp_path)
    made.laptops.append(Laptop(made, "Z", [OTHER], 2))
    made.found(SCOPE, OTHER)
    yield made
    made.close()


def add(laptop: Laptop) -> tuple[str, str]:
    person_id = laptop.add(full_name="Hồ Văn Mía")
    values = {"person_id": person_id, "number": "HS-1", "opened_on": "2026-11-21"}
    return person_id, laptop.add("case", **values)


def ask(laptop: Laptop, person_id: str) -> str:
    values = {"person_id": person_id, "to_commune": OTHER, "moved_on": "2026-11-20"}
    return laptop.add("transfer_request", **values)


def merge(laptop: Laptop, stays: str, goes: str, case_id: str) -> None:
    with laptop.edit("MergePeople") as work:
        work.patch("case", case_id, {"person_id": stays})
        work.delete("person", goes, "merged")
        work.patch("person", goes, {"merged_into": stays})


def held(laptop: Laptop) -> list[object]:
    return [op["note"] for op in operations_of(laptop.store) if op["state"] == outbox.HELD]


def scopes(fleet: Fleet, *keys: tuple[str, str]) -> set[str]:
    rows = rows_of(fleet.province)
    return {rows[key].scope for key in keys}


@pytest.mark.parametrize("order", ["AZ", "ZA"])
def test_a_restored_province_moves_the_person_again(fleet: Fleet, order: str) -> None:
    a, b, z = fleet.laptops
    person_id, case_id = add(a)
    fleet.settle()
    backup = ProvinceBackup(fleet.province)
    request_id = ask(a, person_id)
    fleet.settle()
    z.patch(person_id, alias="ở nơi mới")
    fleet.settle()
    backup.restore()

    for name in order:
        {"A": a, "Z": z}[name].sync()
    fleet.settle()

    assert b.row(person_id) is None
    assert z.row(case_id, "case") is not None
    assert z.row(request_id, "transfer_request")["outcome"] == MOVED  # type: ignore[index]
    there, asked = z.row(person_id), [row["proposed"] for row in z.rows("conflict")]
    assert there is not None
    if order == "AZ":
        assert (there["alias"], asked) == ("ở nơi mới", [])
    else:  # the edit arrived while the person was in the old commune again
        assert (there["alias"], asked) == (None, ['{"alias":"ở nơi mới"}'])
    check_all(fleet)


def test_who_was_merged_before_the_move_and_is_told_of_after_it_follows(fleet: Fleet) -> None:
    """A merged, B asked for the move; B comes first, so the merge arrives where nobody is left."""
    a, b, z = fleet.laptops
    (stays, _), (goes, case_id) = add(a), add(a)
    fleet.settle()
    backup = ProvinceBackup(fleet.province)
    merge(a, stays, goes, case_id)
    fleet.settle()
    ask(b, stays)
    fleet.settle()
    backup.restore()

    b.sync()
    assert scopes(fleet, ("person", stays)) == {OTHER}
    assert scopes(fleet, ("person", goes), ("case", case_id)) == {SCOPE}, "nobody told of it yet"
    a.sync()

    keys = (("person", stays), ("person", goes), ("case", case_id))
    assert scopes(fleet, *keys) == {OTHER}
    fleet.settle()
    assert {z.row(goes)["merged_into"], z.row(case_id, "case")["person_id"]} == {stays}  # type: ignore[index]
    assert a.rows() == b.rows() == []
    check_all(fleet)


def test_a_record_that_was_led_over_follows_though_its_old_entry_was_not_merged(
    fleet: Fleet,
) -> None:
    """Of a merge that was taken back only the leading over may stand."""
    a, b, z = fleet.laptops
    (stays, _), (other, case_id) = add(a), add(a)
    fleet.settle()
    backup = ProvinceBackup(fleet.province)
    a.patch(case_id, "case", person_id=stays)
    fleet.settle()
    ask(b, stays)
    fleet.settle()
    backup.restore()

    b.sync()
    a.sync()

    assert scopes(fleet, ("person", stays), ("case", case_id)) == {OTHER}
    assert scopes(fleet, ("person", other)) == {SCOPE}
    fleet.settle()
    assert z.row(case_id, "case") is not None
    check_all(fleet)


def test_a_new_part_of_who_moved_is_not_led_to_somebody_who_stays(fleet: Fleet) -> None:
    """Written and merged in one batch, by a laptop that had not heard of the move."""
    a, b, z = fleet.laptops
    (stays, _), (goes, _) = add(a), add(a)
    fleet.settle()
    ask(a, goes)
    a.sync()
    part_id = b.add("person_phone", person_id=goes, number="0905111222")
    with b.edit("MergePeople") as work:
        work.patch("person_phone", part_id, {"person_id": stays})
        work.delete("person", goes, "merged")
        work.patch("person", goes, {"merged_into": stays})

    fleet.settle()

    assert held(b) == ["merge-across-communes"] * 2
    assert z.row(part_id, "person_phone")["person_id"] == goes
    check_all(fleet)


def test_what_follows_a_merge_that_is_held_is_held_too(fleet: Fleet) -> None:
    """A window leads over by changes of their own what points to a merged entry."""
    a, b, _ = fleet.laptops
    (stays, _), (goes, _) = add(a), add(a)
    part_id = a.add("person_phone", person_id=goes, number="0905111222")
    fleet.settle()
    ask(a, stays)
    a.sync()
    with b.edit("MergePeople") as work:
        work.delete("person", goes, "merged")
        work.patch("person", goes, {"merged_into": stays})
    b.patch(part_id, "person_phone", person_id=stays)

    fleet.settle()

    assert held(b) == ["merge-across-communes"] * 2
    assert a.row(part_id, "person_phone")["person_id"] == goes
    check_all(fleet)
