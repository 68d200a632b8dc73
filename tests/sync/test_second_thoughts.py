"""Who changes a thing once more before hearing of a clash is asked once, or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from tests.data.invariants import check_all
from tests.data.laptops import Fleet, Laptop
from tests.data.province_db import ProvinceDb

LONG = "Bà kể rất lâu về những năm làm rẫy trên núi, và hỏi bao giờ con về. " * 3


@pytest.fixture
def fleet(province_db: ProvinceDb, tmp_path: Path) -> Iterator[Fleet]:
    made = Fleet(province_db, tmp_path)
    yield made
    made.close()


def clash(fleet: Fleet, field: str, start: object, *mine: object, theirs: object) -> Laptop:
    """Let A change a field several times while B has changed it once."""
    a, b = fleet.laptops
    row_id = a.add(**{"full_name": "Hồ Thị Lài", field: start})
    fleet.settle()
    for value in mine:
        a.patch(row_id, **{field: value})
    b.patch(row_id, **{field: theirs})
    b.sync()
    fleet.settle()
    check_all(fleet)
    return a


def asked(laptop: Laptop) -> list[tuple[object, object]]:
    """Return base and proposal of the open conflicts."""
    return [
        (msgspec.json.decode(row.text("base")), msgspec.json.decode(row.text("proposed")))
        for row in laptop.rows("conflict")
        if row["state"] == "open"
    ]


def test_the_question_is_about_where_it_began_and_where_it_ended(fleet: Fleet) -> None:
    a = clash(fleet, "alias", "0", "1", "2", "3", theirs="x")

    assert asked(a) == [({"alias": "0"}, {"alias": "3"})]
    assert len(a.rows("conflict")) == 3, "what was written in between is kept"
    closed = [row for row in a.rows("conflict") if row["state"] == "resolved"]
    assert {(row["choice"], row["resolved_by"]) for row in closed} == {("province", "user of A")}


@pytest.mark.parametrize(
    ("field", "start", "between", "theirs"),
    [("alias", "0", "1", "x"), ("note", LONG, LONG + "1", LONG + "x"), ("address", "0", "1", "x")],
)
def test_what_was_taken_back_asks_nothing(
    fleet: Fleet, field: str, start: str, between: str, theirs: str
) -> None:
    a = clash(fleet, field, start, between, start, theirs=theirs)

    assert asked(a) == []
    assert a.rows()[0][field] == theirs


def test_who_comes_to_write_the_same_as_the_other_asks_nothing(fleet: Fleet) -> None:
    a = clash(fleet, "alias", "0", "1", "x", theirs="x")

    assert asked(a) == []


def test_what_somebody_chose_meanwhile_stands(fleet: Fleet) -> None:
    a, b = fleet.laptops
    row_id = a.add(full_name="Hồ Thị Lài", alias="0")
    fleet.settle()
    b.patch(row_id, alias="x")
    b.sync()
    a.patch(row_id, alias="1")
    first = a.give()
    a.patch(row_id, alias="0")
    fleet.answer("A", first)
    b.sync()
    (conflict,) = b.rows("conflict")
    b.resolve(conflict, "value", alias="1")
    b.sync()

    fleet.settle()

    assert a.row(row_id)["alias"] == "0", "it was written over what had been chosen"  # type: ignore[index]
    assert [row["choice"] for row in a.rows("conflict")] == ["value"]
    check_all(fleet)


def test_only_the_own_first_thought_is_left_behind(fleet: Fleet) -> None:
    """Another laptop's proposal of the same value is another's."""
    a, b = fleet.laptops
    row_id = a.add(full_name="Hồ Thị Lài", alias="0")
    fleet.settle()
    with fleet.at_province() as work:
        work.patch("person", row_id, {"alias": "x"})
    b.patch(row_id, alias="1")
    b.sync()
    a.patch(row_id, alias="1")
    a.patch(row_id, alias="0")

    fleet.settle()

    assert asked(a) == [({"alias": "0"}, {"alias": "1"})]
    check_all(fleet)


def test_a_deletion_taken_back_asks_nothing(fleet: Fleet) -> None:
    a, b = fleet.laptops
    row_id = a.add(full_name="Hồ Thị Lài")
    fleet.settle()
    b.patch(row_id, alias="x")
    b.sync()
    a.delete(row_id)
    a.patch(row_id, deleted_at=None, deleted_reason=None)

    fleet.settle()

    assert asked(a) == []
    assert a.row(row_id).deleted_at is None  # type: ignore[union-attr]
    check_all(fleet)
