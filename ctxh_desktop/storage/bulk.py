"""Bulk: write many rows in one statement, in the way each database does it fastest.

PostgreSQL takes the rows as one JSON document, SQLite as one prepared statement run for each.  Both
are upserts on the table's key, so writing twice is harmless.

The document goes through `json_to_recordset`: no `jsonb` is built only to be taken apart again, and
a text column takes an object as the very JSON that was sent, so that what is kept as JSON need not
be encoded twice.

Source: stack reference §5 (measured); ADR-0011.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, TypeVar

import msgspec
from sqlalchemy import BigInteger, Boolean, Connection, Integer, Table

from ctxh_desktop.storage import engine

R = TypeVar("R")

PART_ROWS = 250
SAME_ROWS_MIN = 8
"""Rows from which on it is worth to look for what they have in common."""


def upsert(
    connection: Connection,
    table: Table,
    rows: Sequence[Mapping[str, Any]],
    key: Sequence[str],
    *,
    keep: bool = False,
) -> None:
    """Write *rows*, all with the same columns; on an equal *key* the new values win.

    With *keep* a row that is already there stays as it is.  Without a key all rows are new, and one
    that is not is a bug that the database refuses.
    """
    if not rows:
        return
    names = tuple(rows[0])
    if connection.dialect.name == "postgresql":
        given, source, document = selected(table, rows)
        statement = _statement(table.name, names, tuple(key), keep, given, source)
        connection.exec_driver_sql(statement, document)
        return
    statement = _statement(table.name, names, tuple(key), keep)
    values = [tuple(map(row.__getitem__, names)) for row in rows]
    engine.run(connection, statement, *values)


def parts(rows: Sequence[R]) -> Iterator[Sequence[R]]:
    """Yield *rows* by as many as are best made ready while the database writes the part before."""
    for start in range(0, len(rows), PART_ROWS):
        yield rows[start : start + PART_ROWS]


def selected(
    table: Table, rows: Sequence[Mapping[str, Any]]
) -> tuple[tuple[str, ...], str, tuple[str, ...]]:
    """Return which columns of *rows* are filled, the `SELECT` that gives these, and its values.

    A text that is the same in all rows is sent once; the others are one JSON document (`r`).
    """
    same = _same(rows)
    filled = [
        {name: value for name, value in row.items() if value is not None and name not in same}
        for row in rows
    ]
    varying = tuple(sorted(set[str]().union(*filled)))
    source = _select(table, tuple(same), varying)
    return (*same, *varying), source, (*same.values(), msgspec.json.encode(filled).decode())


def _same(rows: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Return the texts that all of many rows have."""
    if len(rows) < SAME_ROWS_MIN:
        return {}
    first, second = rows[:2]
    likely = [n for n, value in first.items() if type(value) is str and second[n] == value]
    return {n: first[n] for n in likely if all(row[n] == first[n] for row in rows)}


@lru_cache(maxsize=256)
def _select(table: Table, same: tuple[str, ...], varying: tuple[str, ...]) -> str:
    types = ", ".join(f'"{name}" {_pg_type(table, name)}' for name in varying)
    named = [f'%s::text AS "{name}"' for name in same]
    listed = ", ".join([*named, *(f'r."{name}"' for name in varying)])
    return f"SELECT {listed} FROM json_to_recordset(%s::json) AS r({types})"  # noqa: S608 (own names)


@lru_cache(maxsize=256)
def _statement(
    table: str,
    names: tuple[str, ...],
    key: tuple[str, ...],
    keep: bool,
    given: tuple[str, ...] = (),
    source: str = "",
) -> str:
    """Return the upsert that takes its rows from *source*, or else from one mark for each name.

    Of *names* the source has only the *given* ones; what it leaves out is empty in all rows.
    """
    others = [name for name in names if name not in key]
    updates = ", ".join(f'"{name}" = excluded."{name}"' for name in others)
    on_conflict = "NOTHING" if keep or not others else f"UPDATE SET {updates}"
    rows = source or f"VALUES ({', '.join('?' for _ in names)})"
    insert = f'INSERT INTO "{table}" ({_listed(given or names)}) {rows}'
    return f"{insert} ON CONFLICT ({_listed(key)}) DO {on_conflict}" if key else insert


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _pg_type(table: Table, name: str) -> str:
    kind = table.c[name].type
    if isinstance(kind, Boolean):
        return "boolean"
    return "bigint" if isinstance(kind, BigInteger | Integer) else "text"
