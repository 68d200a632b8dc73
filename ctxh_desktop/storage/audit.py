"""Audit: what must always hold between the books of one database, checked on demand.

    both       the last change of a field in the history is its present value
    laptop     operations are numbered without gaps; what lies beneath a row belongs to a row
    province   each row stands in the log of its commune, below the counter, and the other way;
               history is numbered; an inserted row is there; what is marked as stored is here

An empty answer is the proof; each finding names a rule and how often it is broken, never a person.

Source: sync design §5.3; security reference §5.
"""

from __future__ import annotations

from dataclasses import dataclass

import msgspec
from sqlalchemy import Table, func, select, text

from ctxh_desktop.storage import archive
from ctxh_desktop.storage.records import Reader
from ctxh_desktop.storage.tables import Role

_NO_HISTORY = ("conflict",)
"""Record types that the province also changes without an operation."""


@dataclass(frozen=True)
class Finding:
    """A rule that is broken, and how often."""

    rule: str
    count: int


def findings(reader: Reader) -> tuple[Finding, ...]:
    """Return what is broken in this database."""
    found = _laptop(reader) if reader.tables.role is Role.LAPTOP else _province(reader)
    found["history-differs-from-rows"] = _history_ends(reader)
    return tuple(Finding(rule, count) for rule, count in found.items() if count)


def _laptop(reader: Reader) -> dict[str, int]:
    book = reader.tables.book("operation")
    count, last = reader.connection.execute(select(func.count(), func.max(book.c.no))).one()
    homeless = 0
    for name in reader.tables.types:
        homeless += _count(
            reader,
            f"SELECT count(*) FROM base_row b WHERE b.record_type = :name AND NOT EXISTS "  # noqa: S608 (own names)
            f'(SELECT 1 FROM "{name}" r WHERE r.id = b.row_id)',
            name=name,
        )
    return {"operations-have-gaps": int(last or 0) - int(count), "base-without-row": homeless}


def _province(reader: Reader) -> dict[str, int]:
    found = {
        "history-without-number": _count(reader, "SELECT count(*) FROM history WHERE seq IS NULL"),
        "log-beyond-counter": _count(
            reader, "SELECT count(*) FROM log JOIN scope USING (scope) WHERE log.seq > scope.seq"
        ),
        "row-without-log": 0,
        "log-without-row": 0,
        "insert-without-row": 0,
        "mark-without-file": len(archive.false_marks(reader)),
    }
    for name in reader.tables.types:
        log = "SELECT 1 FROM log l WHERE l.record_type = :name AND l.row_id = r.id AND l.kind = 'r'"
        found["row-without-log"] += _count(
            reader,
            f'SELECT count(*) FROM "{name}" r WHERE NOT EXISTS ({log} AND l.scope = r.scope)',  # noqa: S608 (own names)
            name=name,
        )
        row = f'SELECT 1 FROM "{name}" r WHERE r.id = o.row_id'  # noqa: S608 (own names)
        found["log-without-row"] += _count(
            reader,
            "SELECT count(*) FROM log o WHERE record_type = :name AND kind = 'r' "  # noqa: S608
            f"AND NOT EXISTS ({row} AND r.scope = o.scope)",
            name=name,
        )
        found["insert-without-row"] += _count(
            reader,
            "SELECT count(*) FROM operation o WHERE record_type = :name AND status = 'ok' "  # noqa: S608
            f"AND body::json->>'kind' = 'insert' AND NOT EXISTS ({row})",
            name=name,
        )
    return found


def _history_ends(reader: Reader) -> int:
    """Return in how many fields the last change and the present value differ."""
    table: Table = reader.tables.history
    order = (table.c.seq, table.c.op_id)
    columns = (table.c.record_type, table.c.row_id, table.c.changes)
    last: dict[str, dict[tuple[str, str], object]] = {}
    for record_type, row_id, changes in reader.connection.execute(
        select(*columns).where(table.c.record_type.not_in(_NO_HISTORY)).order_by(*order)
    ):
        values = last.setdefault(record_type, {})
        for name, (_, new) in msgspec.json.decode(changes).items():
            values[row_id, name] = new
    wrong = 0
    for record_type, values in last.items():
        if record_type in reader.tables.types:
            rows = reader.rows(record_type, [row_id for row_id, _ in values])
            wholes = {row_id: row.whole() for row_id, row in rows.items()}
            wrong += sum(
                wholes[row_id].get(name) != new
                for (row_id, name), new in values.items()
                if row_id in wholes
            )
    return wrong


def _count(reader: Reader, sql: str, **values: str) -> int:
    return int(reader.connection.execute(text(sql), values).scalar() or 0)
