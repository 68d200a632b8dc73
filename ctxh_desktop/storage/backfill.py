"""Backfill: after an upgrade, what had come as unknown gets the columns that it now has.

A field of a newer version travels to an older one and waits in `extra`.  Once the field is declared
it is read from there at once (`records.known`); but lists, filters and the search ask the columns.
So rows that hold such a field are written anew, once, a few in each transaction, so that nobody
waits for it.  What a row says does not change: no operation comes of it, and its sum stays equal.
At the province the rows get new numbers and travel once more.

Source: sync design §4.10, I14; ADR-0018.
"""

from __future__ import annotations

import zlib

from sqlalchemy import func, select

from ctxh_desktop.storage.records import Reader
from ctxh_desktop.storage.store import Store
from ctxh_desktop.storage.tables import Tables

ROWS_MAX = 500
"""Rows written in one transaction."""
SPAN = 5_000
"""Rows looked through in one transaction."""

_DONE = "backfilled"
"""Where a database keeps for which declaration it was last looked through, and how far."""


def is_due(reader: Reader) -> bool:
    """Return whether rows may hold fields that were declared since they were written."""
    return reader.local(_DONE) != _mark(reader.tables)


def step(store: Store, by: str) -> bool:
    """Go on for one short transaction; return whether there is more to do."""
    with store.read() as reader:
        if not is_due(reader):
            return False
    with store.write(by=by, label="Backfill") as work:
        types = list(work.tables.types)
        place, row_no = _place(work)
        name = types[place]
        table = work.tables.records[name]
        span = (table.c.row_no > row_no) & (table.c.row_no <= row_no + SPAN)
        candidates = (
            select(table.c.row_no, table.c.id)
            .where(span & table.c.extra.is_not(None))
            .order_by(table.c.row_no)
            .limit(ROWS_MAX)
        )
        found = work.connection.execute(candidates).all()
        work.load(name, [row_id for _, row_id in found])
        for _, row_id in found:
            work.rewrite(name, row_id)
        row_no = found[-1][0] if len(found) == ROWS_MAX else row_no + SPAN
        top = work.connection.execute(select(func.max(table.c.row_no))).scalar() or 0
        if row_no >= top:
            place, row_no = place + 1, 0
        is_done = place == len(types)
        mark = _mark(work.tables)
        work.set_local(_DONE, mark if is_done else f"{mark} {place} {row_no}")
        work.commit()
        return not is_done


def run(store: Store, by: str) -> None:
    """Do all of it."""
    while step(store, by):
        pass


def _place(reader: Reader) -> tuple[int, int]:
    mark, *place = reader.local(_DONE).split()[:3] or [""]
    return (int(place[0]), int(place[1])) if place and mark == _mark(reader.tables) else (0, 0)


def _mark(tables: Tables) -> str:
    """Return what stands for the declared fields; another declaration has another."""
    names = [f"{kind.name}.{name}" for kind in tables.types.values() for name in kind.by_name]
    return f"{zlib.crc32(' '.join(names).encode()):08x}"
