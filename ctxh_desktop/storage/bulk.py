"""Bulk: write many rows in one statement, in the way each database does it fastest.

PostgreSQL takes the rows as one JSON document, SQLite as one prepared statement run for each.  Both
are upserts on the table's key, so writing twice is harmless.

The document goes through `json_to_recordset`: no `jsonb` is built only to be taken apart again, and
a text column takes an object as the very JSON that was sent, so that what is kept as JSON need not
be encoded twice.

Source: stack reference §5 (measured); ADR-0011.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import msgspec
from sqlalchemy import BigInteger, Boolean, Connection, Integer, Table

from ctxh_desktop.storage import engine


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
        statement = _statement(table.name, names, tuple(key), keep, recordset(table, names))
        connection.exec_driver_sql(statement, (msgspec.json.encode(rows).decode(),))
        return
    statement = _statement(table.name, names, tuple(key), keep)
    values = [tuple(map(row.__getitem__, names)) for row in rows]
    engine.run(connection, statement, *values)


@lru_cache(maxsize=256)
def recordset(table: Table, names: tuple[str, ...]) -> str:
    """Return the `FROM` of the columns *names* of *table*, given as one JSON document (`r`)."""
    types = ", ".join(f'"{name}" {_pg_type(table, name)}' for name in names)
    return f"FROM json_to_recordset(%s::json) AS r({types})"


@lru_cache(maxsize=256)
def _statement(
    table: str, names: tuple[str, ...], key: tuple[str, ...], keep: bool, source: str = ""
) -> str:
    """Return the upsert that takes its rows from *source*, or else from one mark for each name."""
    listed = ", ".join(f'"{name}"' for name in names)
    unique = ", ".join(f'"{name}"' for name in key)
    others = [name for name in names if name not in key]
    updates = ", ".join(f'"{name}" = excluded."{name}"' for name in others)
    on_conflict = "NOTHING" if keep or not others else f"UPDATE SET {updates}"
    rows = f"SELECT {listed} {source}" if source else f"VALUES ({', '.join('?' for _ in names)})"
    insert = f'INSERT INTO "{table}" ({listed}) {rows}'
    return f"{insert} ON CONFLICT ({unique}) DO {on_conflict}" if key else insert


def _pg_type(table: Table, name: str) -> str:
    kind = table.c[name].type
    if isinstance(kind, Boolean):
        return "boolean"
    return "bigint" if isinstance(kind, BigInteger | Integer) else "text"
