"""Lines of history at the province: those of a page, the older ones of a record, who has any.

A line is what one operation changed in one row, with who, when, old and new.  Its number is that of
its row when it was written; lines are never changed, but for a transfer, which numbers all lines of
a row anew in the scope where it now is.

Source: sync design §4.3 (row_history), §4.7; ADR-0022.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sqlalchemy import select, tuple_

from ctxh_desktop.storage.inbox import HistoryEntry
from ctxh_desktop.storage.older_history import Ask
from ctxh_desktop.storage.records import Reader, among


def between(reader: Reader, scope: str, after: int, upto: int) -> Iterator[HistoryEntry]:
    """Yield the lines of a scope numbered after *after* up to *upto*, in their order."""
    table = reader.tables.history
    statement = select(table).where(
        table.c.scope == scope, table.c.seq > after, table.c.seq <= upto
    )
    for mapping in reader.connection.execute(statement.order_by(table.c.seq)).mappings():
        yield HistoryEntry(**mapping)


def before(reader: Reader, ask: Ask, limit: int) -> list[HistoryEntry]:
    """Return the newest lines of a row that are older than *ask* says, newest first."""
    table = reader.tables.history
    place = tuple_(table.c.seq, table.c.op_id)
    statement = (
        select(table)
        .where(table.c.row_id == ask.id, table.c.scope == ask.scope)
        .where(place < tuple_(ask.seq, ask.op_id))
        .order_by(table.c.seq.desc(), table.c.op_id.desc())
        .limit(limit)
    )
    return [HistoryEntry(**mapping) for mapping in reader.connection.execute(statement).mappings()]


def having(reader: Reader, scope: str, row_ids: Iterable[str], upto: int) -> frozenset[str]:
    """Return which rows of a scope have lines numbered up to *upto*."""
    table = reader.tables.history
    is_of_them = among(table.c.row_id, row_ids, reader.tables.role)
    statement = select(table.c.row_id).where(
        is_of_them, table.c.scope == scope, table.c.seq <= upto
    )
    return frozenset(reader.connection.execute(statement.distinct()).scalars())
