"""Province rows: write what a unit of work has changed into PostgreSQL, ahead of the answers.

A row goes part by part through libpq's pipeline, so that the database writes while the next ones
are judged and made ready.  A new row is refused when another transaction has written it since it
was read as missing: to write over it would lose what it says.  Of a changed row, which is locked
since it was read, only what differs is sent.

Source: ADR-0011.
"""

from __future__ import annotations

from collections.abc import Iterable

from ctxh_desktop.domain.schema import RecordType, Row
from ctxh_desktop.storage import bulk
from ctxh_desktop.storage.ahead import Ahead
from ctxh_desktop.storage.records import differing, some_columns, to_columns
from ctxh_desktop.storage.tables import Role, Tables


def write(
    ahead: Ahead,
    tables: Tables,
    declared: RecordType,
    changes: Iterable[tuple[Row | None, Row]],
) -> None:
    """Write rows as they were and are now; a row that was not there is new."""
    table = tables.records[declared.name]
    new, known = list[Row](), list[tuple[Row, Row]]()
    for before, after in changes:
        if before is None:
            new.append(after)
        else:
            known.append((before, after))
    for rows in bulk.parts(new):
        whole = [to_columns(declared, row, Role.PROVINCE) for row in rows]
        bulk.upsert(ahead.writing(), table, whole, [])
    names = set[str]()
    for before, after in known:
        is_other = before != after
        names.update(differing(declared, before, after) if is_other else table.columns.keys())
    for pairs in bulk.parts(known):
        some = [some_columns(declared, after, names) for _, after in pairs]
        bulk.upsert(ahead.writing(), table, some, ["id"])
