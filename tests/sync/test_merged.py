"""One laptop merges two entries, the other edits them offline: in every order nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from ctxh_desktop.domain.records.person_pair import SAME, pair_id
from ctxh_desktop.storage import likeness
from tests.data.invariants import check_all
from tests.data.laptops import Fleet, Laptop
from tests.data.province_db import ProvinceDb

LAN = {"full_name": "Nguyễn Thị Thuý Lan", "born": "1951-03-02", "groups": "NCT"}
ORDERS = ["AB", "BA", "ABAB", "BAAB"]


@pytest.fixture
def fleet(province_db: ProvinceDb, tmp_path: Path) -> Iterator[Fleet]:
    made = Fleet(province_db, tmp_path)
    yield made
    made.close()


def merge(laptop: Laptop, stays: str, goes: str, **values: str) -> None:
    """Merge as the command does (commands are above what is tested here)."""
    with laptop.edit("MergePeople") as work:
        work.load("person", [stays, goes])
        if values:
            work.patch("person", stays, values)
        for record_type, row_id, name in list(likeness.linked(work, goes)):
            work.patch(record_type, row_id, {name: stays})
        work.delete("person", goes, "merged")
        work.patch("person", goes, {"merged_into": stays})
        row_id = pair_id(stays, goes)
        assert work.get("person_pair", row_id) is None
        said = {"person_id": stays, "other_id": goes, "verdict": SAME}
        work.insert("person_pair", row_id, work.get("person", stays).scope, said)  # type: ignore[union-attr]


def sync(fleet: Fleet, order: str) -> None:
    for name in order:
        fleet.laptops["AB".index(name)].sync()
    fleet.settle()
    check_all(fleet)


def two(fleet: Fleet) -> tuple[str, str]:
    ids = [fleet.laptops[0].add("person", **LAN) for _ in range(2)]
    fleet.settle()
    return min(ids), max(ids)


@pytest.mark.parametrize("order", ORDERS)
def test_an_edit_of_the_merged_entry_is_asked_about_at_the_other(fleet: Fleet, order: str) -> None:
    a, b = fleet.laptops
    stays, goes = two(fleet)
    merge(a, stays, goes, phone="0905111222")
    b.patch(goes, ethnicity="PACO")
    case_id = b.add("case", person_id=goes, number="B-1", opened_on="2026-11-21")

    sync(fleet, order)

    for laptop in fleet.laptops:
        gone = laptop.row(goes)
        assert gone is not None
        assert gone.deleted_at
        assert gone["merged_into"] == stays
        assert gone["ethnicity"] == "PACO"
        (asked,) = laptop.rows("conflict")
        assert (asked["record_id"], asked["field"]) == (stays, "ethnicity")
        assert msgspec.json.decode(asked.text("proposed")) == {"ethnicity": "PACO"}
        assert laptop.row(case_id, "case") is not None


@pytest.mark.parametrize("order", ORDERS)
def test_both_merge_the_same_two(fleet: Fleet, order: str) -> None:
    a, b = fleet.laptops
    stays, goes = two(fleet)
    merge(a, stays, goes)
    merge(b, stays, goes)

    sync(fleet, order)

    for laptop in fleet.laptops:
        assert [row.id for row in laptop.rows()] == [stays]
        assert not laptop.rows("conflict")
        assert len(laptop.rows("person_pair")) == 1


@pytest.mark.parametrize("order", ORDERS)
def test_different_answers_are_a_question(fleet: Fleet, order: str) -> None:
    a, b = fleet.laptops
    stays, goes = two(fleet)
    merge(a, stays, goes)
    values = {"person_id": stays, "other_id": goes, "verdict": "different"}
    with b.edit("KeepApart") as work:
        row = work.get("person", stays)
        assert row is not None
        work.insert("person_pair", pair_id(stays, goes), row.scope, values)

    sync(fleet, order)

    for laptop in fleet.laptops:
        (asked,) = laptop.rows("conflict")
        assert (asked["record_type"], asked["field"]) == ("person_pair", "verdict")
