"""The register as a table: any columns, and of a protected person nothing that tells why."""

from __future__ import annotations

import pytest

from ctxh_desktop.commands.bus import Bus
from ctxh_desktop.commands.cases import AddPlanStep
from ctxh_desktop.commands.people import RegisterPerson
from ctxh_desktop.commands.people_table import (
    DEFAULT_COLUMNS,
    CountPeopleTable,
    ListPeopleTable,
    PeopleTable,
    chosen,
    offered,
)
from ctxh_desktop.commands.records import SaveRecord
from ctxh_desktop.commands.who import Who
from ctxh_desktop.domain.schema import Secrecy
from ctxh_desktop.domain.values import Kind

COLUMNS = (
    "person.full_name", "person.groups", "household.household_class", "case.number",
    "plan_step.task",
)  # fmt: skip


@pytest.fixture
def filled(bus: Bus) -> Bus:
    """Return the bus of a book with one person in a poor household, one protected, one alone."""
    home = bus.send(
        SaveRecord("household", None, {"head_name": "Hồ Thị Mía", "household_class": "NGHEO"})
    ).result
    mia = {"full_name": "Hồ Thị Mía", "groups": "NCT", "household_id": home, "village": "Thôn 1"}
    done = bus.send(RegisterPerson(mia, {"source": "THON"})).result
    bus.send(AddPlanStep(done.case_id, {"task": "Thăm nhà", "due_on": "2026-12-01"}))
    bus.send(RegisterPerson({"full_name": "Lê Ánh", "groups": "TEXH"}, {"source": "THON"}))
    bus.send(SaveRecord("person", None, {"full_name": "Lê Đa", "groups": "NKT"}))
    return bus


def test_cells_come_from_person_household_case_and_next_step(filled: Bus) -> None:
    rows = filled.send(ListPeopleTable(PeopleTable(COLUMNS), 0, 10)).result

    by_name = {row.values[0]: row for row in rows}
    number = by_name["Hồ Thị Mía"].values[3]
    assert by_name["Hồ Thị Mía"].values == ("Hồ Thị Mía", "NCT", "NGHEO", number, "Thăm nhà")
    assert str(number).startswith("HS-")
    assert by_name["Lê Đa"].values == ("Lê Đa", "NKT", None, None, None)
    assert by_name["Lê Đa"].case_id is None


def test_of_a_protected_person_the_groups_are_hidden(filled: Bus) -> None:
    rows = filled.send(ListPeopleTable(PeopleTable(COLUMNS, words="lê ánh"), 0, 10)).result

    assert rows[0].values[0] == "Lê Ánh"
    assert rows[0].values[1] is None
    assert rows[0].hidden == (1,)


def test_filters_words_and_windows_hold_for_the_table_too(filled: Bus) -> None:
    narrowed = PeopleTable(COLUMNS, Who(village="Thôn 1"))
    searched = PeopleTable(COLUMNS, words="le")

    assert filled.send(CountPeopleTable(PeopleTable(COLUMNS))).result == 3
    assert filled.send(CountPeopleTable(narrowed)).result == 1
    assert filled.send(CountPeopleTable(searched)).result == 2
    assert [r.values[0] for r in filled.send(ListPeopleTable(narrowed, 0, 9)).result] == [
        "Hồ Thị Mía"
    ]
    first = filled.send(ListPeopleTable(searched, 0, 1)).result
    second = filled.send(ListPeopleTable(searched, 1, 1)).result
    assert {first[0].values[0], second[0].values[0]} == {"Lê Ánh", "Lê Đa"}


def test_columns_offered_are_declared_unsealed_and_fit_a_cell(bus: Bus) -> None:
    types = bus.desk.store.tables.types
    columns = offered(types)

    assert set(DEFAULT_COLUMNS) <= {column.key for column in columns}
    assert all(column.field.secrecy is Secrecy.STORED for column in columns)
    assert not {Kind.LINK, Kind.LONG_TEXT} & {column.field.kind for column in columns}
    assert len({column.key for column in columns}) == len(columns)


def test_a_column_that_only_a_newer_program_knows_is_passed_over(filled: Bus) -> None:
    keys = ("person.shoe_size", "person.full_name")

    rows = filled.send(ListPeopleTable(PeopleTable(keys), 0, 1)).result

    assert [c.key for c in chosen(filled.desk.store.tables.types, keys)] == ["person.full_name"]
    assert len(rows[0].values) == 1
