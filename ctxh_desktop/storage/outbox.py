"""Outbox: a laptop's own operations, from the edit to the province's answer and beyond.

    queued ──ack──▶ acked_waiting ──row arrives──▶ retained
       └────ack held──▶ held (shown, never dropped)

An operation that is queued, waiting or held lies over the province's row; what lies beneath is kept
in `base_row`.  Nothing here is ever deleted: the same table is outbox, undo list and audit.

Source: sync design §4.2, §4.7; ADR-0007.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from sqlalchemy import func, select, update

from ctxh_desktop.domain.operation import Ack, Operation, OpKind, Status
from ctxh_desktop.domain.schema import Row
from ctxh_desktop.storage import bulk
from ctxh_desktop.storage.records import Reader, among, body_of
from ctxh_desktop.storage.unit_of_work import UnitOfWork

QUEUED, WAITING, RETAINED, HELD = "queued", "acked_waiting", "retained", "held"
ROWS_ASKED_MAX = 100
"""Rows that are asked for by id; for more, all operations of the state are read: they are few."""
OVERLAID = (QUEUED, WAITING, HELD)
"""States in which an operation still lies over the province's row."""


class Outbox:
    """The laptop's journal."""

    def next_no(self, work: UnitOfWork) -> int:
        """Return the number of the next operation: without gaps, from 1."""
        found = work.connection.exec_driver_sql("SELECT max(no) FROM operation")
        return int(found.scalar() or 0) + 1

    def write(
        self, work: UnitOfWork, operations: list[Operation], before: dict[str, Row | None]
    ) -> None:
        """Queue the operations and keep the province's version beneath them."""
        rows = [{**_columns(op), "label": work.label, "state": QUEUED} for op in operations]
        bulk.upsert(work.connection, work.tables.book("operation"), rows, ["op_id"])
        beneath = [
            {"record_type": row.type, "row_id": row.id, "seq": row.seq, "body": body_of(row)}
            for row in before.values()
            if row is not None and row.seq
        ]
        book = work.tables.book("base_row")
        bulk.upsert(work.connection, book, beneath, ["record_type", "row_id"], keep=True)


def unsent(reader: Reader, limit: int, after: int = 0) -> list[Operation]:
    """Return the oldest queued operations with a number over *after*, at most *limit*, in order."""
    book = reader.tables.book("operation")
    where = (book.c.state == QUEUED) & (book.c.no > after)
    statement = select(book).where(where).order_by(book.c.no).limit(limit)
    return [_operation(mapping) for mapping in reader.connection.execute(statement).mappings()]


def of_group(reader: Reader, group_id: str) -> list[Operation]:
    """Return the operations of one transaction, in order."""
    book = reader.tables.book("operation")
    statement = select(book).where(book.c.group_id == group_id).order_by(book.c.no)
    return [_operation(mapping) for mapping in reader.connection.execute(statement).mappings()]


def count(reader: Reader, *states: str, scope: str = "") -> int:
    """Return how many groups have operations in *states*, in all communes or in one *scope*."""
    book = reader.tables.book("operation")
    groups = select(func.count(func.distinct(book.c.group_id))).where(book.c.state.in_(states))
    if scope:
        groups = groups.where(book.c.scope == scope)
    return int(reader.connection.execute(groups).scalar() or 0)


def oldest(reader: Reader) -> str | None:
    """Return when the oldest unsent operation was made, by this laptop's clock."""
    book = reader.tables.book("operation")
    statement = select(func.min(book.c.made_at)).where(book.c.state == QUEUED)
    return reader.connection.execute(statement).scalar()


def entries(reader: Reader, *states: str, limit: int = 200) -> list[dict[str, Any]]:
    """Return operations with their state and label, newest first, for the outbox list."""
    book = reader.tables.book("operation")
    statement = select(book).where(book.c.state.in_(states)).order_by(book.c.no.desc()).limit(limit)
    return [dict(mapping) for mapping in reader.connection.execute(statement).mappings()]


def of_row(reader: Reader, row_id: str, states: Sequence[str] = OVERLAID) -> list[Operation]:
    """Return the operations on one row in *states*, oldest first."""
    return of_rows(reader, [row_id], states).get(row_id, [])


def of_rows(
    reader: Reader, row_ids: Iterable[str], states: Sequence[str] = OVERLAID
) -> dict[str, list[Operation]]:
    """Return the operations in *states* by row, oldest first."""
    book, wanted = reader.tables.book("operation"), set(row_ids)
    statement = select(book).where(book.c.state.in_(states)).order_by(book.c.no)
    if len(wanted) <= ROWS_ASKED_MAX:
        statement = statement.where(among(book.c.row_id, wanted, reader.tables.role))
    found: dict[str, list[Operation]] = {}
    for mapping in reader.connection.execute(statement).mappings():
        if mapping["row_id"] in wanted:
            found.setdefault(mapping["row_id"], []).append(_operation(mapping))
    return found


def last_group(reader: Reader) -> tuple[str, list[Operation]]:
    """Return label and operations of the last transaction made here; ("", []) when none."""
    book = reader.tables.book("operation")
    statement = select(book.c.group_id, book.c.label)
    last = reader.connection.execute(statement.order_by(book.c.no.desc()).limit(1)).first()
    if last is None:
        return "", []
    return str(last.label), of_group(reader, last.group_id)


def settle(work: UnitOfWork, acks: Iterable[Ack]) -> int:
    """Take the province's answers, by operation id; return how many were new here."""
    answered = []
    for ack in acks:
        state = HELD if ack.status is Status.HELD else WAITING
        answered.append((state, ack.status.value, ack.seq, ack.note or None, ack.op_id, QUEUED))
    if not answered:
        return 0
    done = work.connection.exec_driver_sql(
        "UPDATE operation SET state = ?, status = ?, wait_seq = ?, note = ? "
        "WHERE op_id = ? AND state = ?",
        answered,
    )
    return done.rowcount


def covered(work: UnitOfWork, scope: str, cursor: int) -> list[tuple[str, str]]:
    """Retain the waiting operations that *cursor* covers; return their (record type, row id)."""
    book = work.tables.book("operation")
    where = (book.c.state == WAITING) & (book.c.scope == scope) & (book.c.wait_seq <= cursor)
    found = work.connection.execute(
        select(book.c.record_type, book.c.row_id).where(where).distinct()
    ).all()
    work.connection.execute(update(book).where(where).values(state=RETAINED))
    return [(kind, row_id) for kind, row_id in found]


def _columns(operation: Operation) -> dict[str, Any]:
    return {
        "op_id": operation.id,
        "no": operation.no,
        "group_id": operation.group_id,
        "record_type": operation.record_type,
        "row_id": operation.row_id,
        "kind": operation.kind.value,
        "changes": msgspec.json.encode(operation.changes).decode(),
        "scope": operation.scope,
        "by": operation.by,
        "made_at": operation.made_at,
        "seen": operation.seen,
    }


def _operation(mapping: Any) -> Operation:
    changes = {n: (old, new) for n, (old, new) in msgspec.json.decode(mapping["changes"]).items()}
    return Operation(
        id=mapping["op_id"],
        no=mapping["no"],
        group_id=mapping["group_id"],
        record_type=mapping["record_type"],
        row_id=mapping["row_id"],
        kind=OpKind(mapping["kind"]),
        changes=changes,
        scope=mapping["scope"],
        by=mapping["by"],
        made_at=mapping["made_at"],
        seen=mapping["seen"],
    )
