from __future__ import annotations

from dataclasses import replace

import pytest

from ctxh_desktop.domain.records.household import Household
from ctxh_desktop.domain.records.person import Person
from ctxh_desktop.domain.schema import Row
from ctxh_desktop.storage.records import IDS_MAX, body_of, known, row_of, to_columns, to_row
from ctxh_desktop.storage.store import Store
from ctxh_desktop.storage.tables import Role
from tests.data.laptops import SCOPE
from tests.data.people import people

VALUES = {**dict.fromkeys(Person.type.by_name), "full_name": "Hồ Thị Lài", "has_no_id": False}
ROW = Row("person", "p", SCOPE, VALUES, 7, "t", "Hoa", extra={"nick": "Gái"})


@pytest.mark.parametrize("role", list(Role))
def test_a_row_comes_back_from_its_columns(role: Role) -> None:
    assert to_row(Person.type, to_columns(Person.type, ROW, role)) == ROW


def test_a_row_comes_back_from_its_body() -> None:
    assert row_of(Person.type, body_of(ROW)) == ROW


def test_a_body_of_an_older_version_gets_the_new_fields() -> None:
    values = {name: value for name, value in VALUES.items() if name not in ("alias", "phone")}
    old = replace(ROW, values=values, extra={"alias": "Gái"})

    row = row_of(Person.type, body_of(old))

    assert (row["alias"], row["phone"], row.extra) == ("Gái", None, {})


def test_what_was_unknown_takes_its_place_only_where_it_is_empty() -> None:
    values = {**dict.fromkeys(Household.type.by_name), "phone": "0905"}
    extra = {"note": "x", "phone": "0234", "newer": "y"}

    assert known(Household.type, values, extra) == ({**values, "note": "x"}, {"newer": "y"})


def test_what_its_field_cannot_hold_breaks_no_column() -> None:
    values = dict.fromkeys(Household.type.by_name)

    assert known(Household.type, values, {"class_year": "soon", "note": "x"}) == (
        {**values, "note": "x"},
        {"class_year!": "soon"},
    )


def test_many_records_are_read_in_parts(store: Store) -> None:
    ids = [store.ambient.new_id() for _ in range(IDS_MAX + 20)]
    with store.write(by="Hoa") as work:
        for row_id, values in zip(ids, people(len(ids), seed=1), strict=True):
            work.insert("person", row_id, SCOPE, values)
        work.commit()

    with store.read() as reader:
        assert set(reader.rows("person", [*ids, "nobody", ids[0]])) == set(ids)
        assert reader.get("person", "nobody") is None
        assert [row.id for row in reader.where("person", newest_first=True)] == sorted(ids)[::-1]
        assert reader.local("nothing", "default") == "default"
