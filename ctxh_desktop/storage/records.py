"""Records: rows of the database as `Row`s, and the other way."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from operator import itemgetter
from typing import Any

import msgspec
from sqlalchemy import (
    JSON,
    ColumnElement,
    Connection,
    Result,
    RowMapping,
    Select,
    any_,
    cast,
    func,
    literal,
    select,
)

from ctxh_desktop.domain.schema import RecordType, Row
from ctxh_desktop.domain.values import Plain, fits
from ctxh_desktop.storage import engine, search
from ctxh_desktop.storage.tables import Role, Tables

IDS_MAX = 500
"""Ids in one query, below SQLite's limit of variables."""

_SEARCH_TEXT, _SHADOW = "search_text", "name_fold"
_SYSTEM = (
    "id", "scope", "seq", "created_at", "created_by", "deleted_at", "deleted_reason", "extra",
)  # fmt: skip
"""Columns that every record has."""
MISFIT = "!"
"""Ends the name under which a value is kept that came before its field was declared otherwise."""


class Reader:
    """One consistent view of the database; queries are written against it.

    Attributes:
        tables: what there is.
    """

    def __init__(self, connection: Connection, tables: Tables) -> None:
        self._connection = connection
        self.tables = tables

    @property
    def connection(self) -> Connection:
        """The connection, open in a transaction."""
        return self._connection

    def get(self, record_type: str, row_id: str) -> Row | None:
        """Return a record, or None when there is none with this id."""
        return self.rows(record_type, [row_id]).get(row_id)

    def rows(self, record_type: str, ids: Iterable[str]) -> dict[str, Row]:
        """Return records by id; ids that are not there are left out."""
        table = self.tables.records[record_type]
        wanted, found = list(dict.fromkeys(ids)), {}
        if len(wanted) == 1 and self.tables.role is Role.LAPTOP:
            return self._one(record_type, wanted[0])
        for start in range(0, len(wanted), IDS_MAX):
            part = wanted[start : start + IDS_MAX]
            is_wanted = among(table.c.id, part, self.tables.role)
            for row in self.listing(record_type, self._reading(select(table).where(is_wanted))):
                found[row.id] = row
        return found

    def _one(self, record_type: str, row_id: str) -> dict[str, Row]:
        one = self.tables.one[record_type]
        found = engine.run(self.connection, one.sql, (row_id,)).fetchone()
        if found is None:
            return {}
        mapping = dict(zip(one.columns, found, strict=True))
        for name in one.truths:
            if mapping[name] is not None:
                mapping[name] = bool(mapping[name])
        return {row_id: to_row(self.tables.types[record_type], mapping)}

    def _reading(self, statement: Select[Any]) -> Select[Any]:
        """Return how rows are read by id; a unit of work locks them."""
        return statement

    def where(self, record_type: str, *, newest_first: bool = False, **equal: object) -> list[Row]:
        """Return the undeleted records whose fields equal the given ones, in order of making."""
        table = self.tables.records[record_type]
        statement = select(table).where(table.c.deleted_at.is_(None))
        for name, value in equal.items():
            statement = statement.where(table.c[name] == value)
        order = table.c.id.desc() if newest_first else table.c.id
        return self.listing(record_type, statement.order_by(order))

    def listing(self, record_type: str, statement: Any) -> list[Row]:
        """Return the rows of a `select(table)`."""
        return list(_rows(self.tables.types[record_type], self.connection.execute(statement)))

    def local(self, key: str, default: str = "") -> str:
        """Return what this laptop (or province) knows of itself under *key*."""
        if self.tables.role is Role.LAPTOP:
            asked = engine.run(self.connection, "SELECT value FROM local WHERE key = ?", (key,))
            (found,) = asked.fetchone() or (None,)
        else:
            book = self.tables.book("state")
            found = self.connection.execute(select(book.c.value).where(book.c.key == key)).scalar()
        return default if found is None else str(found)


def among(column: ColumnElement[Any], values: Iterable[str], role: Role) -> ColumnElement[bool]:
    """Return the condition that a column is one of *values*.

    They go as one JSON array: a mark for each of 500 ids costs more to write than the search.
    """
    array = literal(msgspec.json.encode(list(values)).decode())
    if role is Role.PROVINCE:
        each = select(func.json_array_elements_text(cast(array, JSON))).scalar_subquery()
        return column == any_(func.array(each))
    return column.in_(select(func.json_each(array).table_valued("value").c.value))


def _rows(record_type: RecordType, result: Result[Any]) -> Iterator[Row]:
    """Yield the records of a result that has all columns of its table."""
    names = list(result.keys())
    ordered = itemgetter(*map(names.index, (*_SYSTEM, *record_type.by_name)))
    for found in map(ordered, result.all()):
        values = dict(zip(record_type.by_name, found[len(_SYSTEM) :], strict=True))
        yield _row(record_type, found[: len(_SYSTEM)], values)


def to_row(record_type: RecordType, mapping: RowMapping | Mapping[str, Any]) -> Row:
    """Return a database row as a record.

    What came as unknown and is declared by now stands in its field.
    """
    values = {name: mapping[name] for name in record_type.by_name}
    return _row(record_type, [mapping[name] for name in _SYSTEM], values)


def _row(record_type: RecordType, system: Sequence[Any], values: dict[str, Plain]) -> Row:
    row_id, scope, seq, created_at, created_by, deleted_at, deleted_reason, unknown = system
    extra: dict[str, Any] = {}
    if unknown:
        values, extra = known(record_type, values, msgspec.json.decode(unknown))
    return Row(
        record_type.name, row_id, scope, values, seq,
        created_at, created_by, deleted_at, deleted_reason, extra,
    )  # fmt: skip


def to_columns(record_type: RecordType, row: Row, role: Role) -> dict[str, Any]:
    """Return a record as a database row, with its derived columns."""
    columns: dict[str, Any] = {
        "id": row.id,
        "scope": row.scope,
        "seq": row.seq,
        "created_at": row.created_at,
        "created_by": row.created_by,
        "deleted_at": row.deleted_at,
        "deleted_reason": row.deleted_reason,
        "extra": _extra(row),
        **row.values,
        **search.shadows(record_type, row.values),
    }
    if role is Role.PROVINCE and record_type.searched:
        columns[_SEARCH_TEXT] = search.search_text(record_type, row.values)
    return columns


def some_columns(record_type: RecordType, row: Row, names: Collection[str]) -> dict[str, Any]:
    """Return the columns *names* of the province's row, and those that no row can be without."""
    columns: dict[str, Any] = {name: getattr(row, name) for name in _SYSTEM[:-1]}
    columns |= {name: row.values[name] for name in row.values.keys() & names}
    if "extra" in names:
        columns["extra"] = _extra(row)
    if _SHADOW in names:
        columns |= search.shadows(record_type, row.values)
    if _SEARCH_TEXT in names:
        columns[_SEARCH_TEXT] = search.search_text(record_type, row.values)
    return columns


def _extra(row: Row) -> str | None:
    return msgspec.json.encode(row.extra).decode() if row.extra else None


def differing(record_type: RecordType, before: Row, after: Row) -> set[str]:
    """Return the names of the province's columns in which two versions of a row differ.

    Those that every write of a row has are not looked at.
    """
    old = before.values.get
    names = {name for name, value in after.values.items() if value != old(name)}
    if not names.isdisjoint(field.name for field in record_type.searched):
        names.add(_SEARCH_TEXT)
    if record_type.name_field is not None and record_type.name_field.name in names:
        names.update(search.shadows(record_type, {}))
    return names | {"extra"} if before.extra != after.extra else names


def body_of(row: Row) -> str:
    """Return a record as the JSON that a base row keeps."""
    return msgspec.json.encode(row).decode()


def row_of(record_type: RecordType, body: str) -> Row:
    """Return the record that a base row keeps, perhaps since an older version of the program."""
    row = msgspec.json.decode(body, type=Row)
    named = {**dict.fromkeys(record_type.by_name), **row.values}
    values, extra = known(record_type, named, row.extra)
    return dataclasses.replace(row, values=values, extra=extra)


def known(
    declared: RecordType, values: Mapping[str, Plain], extra: Mapping[str, Any]
) -> tuple[dict[str, Plain], dict[str, Any]]:
    """Return values and extra after giving each declared name in *extra* its place, if empty.

    A value that no such field can hold would break the column: it is kept under another name.
    """
    found, rest = dict(values), {}
    for name, value in extra.items():
        field = declared.by_name.get(name)
        if field is None:
            rest[name] = value
        elif not fits(field.kind, value):
            rest[name + MISFIT] = value
        elif found[name] is None:
            found[name] = value
    return found, rest
