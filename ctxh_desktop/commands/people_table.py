"""The register as a table: a person chooses the columns among what is declared.

The same cells are shown, printed and written into a file, so what is not shown to somebody in the
window is not in the file either: of a protected person no field that tells why.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ctxh_desktop.commands.desk import Desk
from ctxh_desktop.commands.handling import handles
from ctxh_desktop.commands.protection import shown
from ctxh_desktop.commands.who import ALL, Who
from ctxh_desktop.domain.codes import Catalogue
from ctxh_desktop.domain.schema import Field, RecordType, Row
from ctxh_desktop.domain.values import Kind, Plain
from ctxh_desktop.storage import people
from ctxh_desktop.storage.people import PersonLine
from ctxh_desktop.storage.records import Reader

FOUND_MAX = 200
"""Hits of a search that are shown; beyond it one has to type more."""

DEFAULT_COLUMNS = (
    "person.full_name", "person.born", "person.sex", "person.village", "person.groups",
    "household.household_class", "case.number", "plan_step.due_on",
)  # fmt: skip
_BESIDE = (
    "household.household_class", "case.number", "case.opened_on", "case.status",
    "case.responsible", "plan_step.task", "plan_step.due_on",
)  # fmt: skip
"""What is offered besides the person's own fields: of the household, the case, the next step."""
_LEFT_OUT = (Kind.LINK, Kind.LONG_TEXT, Kind.ATTACHMENT)
"""Kinds that no cell of a table has room for."""


@dataclass(frozen=True)
class Column:
    """One column: a field of the person, or of what belongs to the person."""

    key: str
    field: Field

    @property
    def record_type(self) -> str:
        """The record type whose field it is."""
        return self.key.partition(".")[0]


@dataclass(frozen=True)
class PeopleTable:
    """What a table shows: which people, in which order, which columns (keys).

    With *words* those who match, best first, and no other order.
    """

    columns: tuple[str, ...] = DEFAULT_COLUMNS
    who: Who = ALL
    order: str = "name"
    words: str = ""


@dataclass(frozen=True)
class PersonCells:
    """One row: plain values in the order of the columns; None also where nothing may be shown.

    Attributes:
        hidden: places of the columns that are not shown because the person is protected.
    """

    id: str
    case_id: str | None
    values: tuple[Plain, ...]
    hidden: tuple[int, ...] = ()


@dataclass(frozen=True)
class ListPeopleTable:
    """Read one window of a table."""

    table: PeopleTable
    offset: int
    limit: int


@dataclass(frozen=True)
class CountPeopleTable:
    """Count the rows of a table."""

    table: PeopleTable


def offered(types: Mapping[str, RecordType]) -> tuple[Column, ...]:
    """Return all columns that may be chosen: nothing sealed, nothing the program itself writes."""
    person = types["person"]
    own = [
        Column(f"person.{field.name}", field)
        for field in person.fields
        if field.kind not in _LEFT_OUT and field.name not in person.sealed and field.entered
    ]
    beside = []
    for key in _BESIDE:
        name, _, field_name = key.partition(".")
        beside.append(Column(key, types[name].by_name[field_name]))
    return (*own, *beside)


def chosen(types: Mapping[str, RecordType], keys: Sequence[str]) -> tuple[Column, ...]:
    """Return the columns of *keys*; a key that a newer program chose is passed over."""
    known = {column.key: column for column in offered(types)}
    return tuple(known[key] for key in keys if key in known)


def cells(
    desk: Desk, reader: Reader, table: PeopleTable, offset: int, limit: int
) -> tuple[PersonCells, ...]:
    """Return one window of a table, for other commands."""
    where = table.who.filter(desk.ambient.today())
    if table.words:
        ids = people.find(reader, table.words, FOUND_MAX, where)
        lines = people.lines(reader, ids[offset : offset + limit])
    else:
        lines = people.window(reader, where, table.order, offset, limit)
    columns = chosen(desk.store.tables.types, table.columns)
    households: dict[str, Row] = {}
    if any(column.record_type == "household" for column in columns):
        wanted = {line.person.text("household_id") for line in lines} - {""}
        households = reader.rows("household", wanted)
    return tuple(_cells(desk, line, columns, households) for line in lines)


def count(desk: Desk, reader: Reader, table: PeopleTable) -> int:
    """Return how many rows a table has, for other commands."""
    where = table.who.filter(desk.ambient.today())
    if table.words:
        return len(people.find(reader, table.words, FOUND_MAX, where))
    return people.count(reader, where)


@handles(ListPeopleTable)
def list_people_table(desk: Desk, command: ListPeopleTable) -> tuple[PersonCells, ...]:
    """Return one window of the table."""
    with desk.read() as reader:
        return cells(desk, reader, command.table, command.offset, command.limit)


@handles(CountPeopleTable)
def count_people_table(desk: Desk, command: CountPeopleTable) -> int:
    """Return the number of rows."""
    with desk.read() as reader:
        return count(desk, reader, command.table)


def _cells(
    desk: Desk, line: PersonLine, columns: Sequence[Column], households: Mapping[str, Row]
) -> PersonCells:
    rows = {
        "person": line.person,
        "case": line.case,
        "plan_step": line.step,
        "household": households.get(line.person.text("household_id")),
    }
    is_protected = shown(desk, line.person, line.cases, line.child_groups).is_protected
    values: list[Plain] = []
    hidden = []
    for place, column in enumerate(columns):
        row = rows[column.record_type]
        value = row.values.get(column.field.name) if row else None
        if is_protected and value is not None and _is_telling(desk.catalogue, column.field):
            hidden.append(place)
            value = None
        values.append(value)
    case_id = line.case.id if line.case else None
    return PersonCells(line.person.id, case_id, tuple(values), tuple(hidden))


def _is_telling(catalogue: Catalogue, field: Field) -> bool:
    """Return whether a field may say why somebody is protected: its list has restricted codes."""
    codes = catalogue.get(field.codes or "")
    return codes is not None and codes.has_restricted(codes.by_code)
