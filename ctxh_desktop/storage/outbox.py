"""Outbox: a laptop's own operations, from the edit to the province's answer and beyond.

    queued ──ack──▶ acked_waiting ──row arrives──▶ retained
       ├────ack held──▶ held (shown, never dropped) ──by a person──▶ withdrawn
       └──parked here──▶ held, without an answer

An operation that is queued, waiting or held lies over the province's row; what lies beneath is kept
in `base_row`.  Nothing here is ever deleted: the same table is outbox, undo list and audit.  What
the province had received but may have lost when it was restored is *due* and given again.

Source: sync design §4.2, §4.7, §4.8; ADR-0007, ADR-0013.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import timedelta
from typing import Any

import msgspec
from sqlalchemy import func, select, update

from ctxh_desktop.domain.operation import Ack, Operation, OpKind, Status
from ctxh_desktop.domain.schema import Row
from ctxh_desktop.domain.values import Kind, to_plain
from ctxh_desktop.storage import bulk, engine
from ctxh_desktop.storage.records import Reader, among, body_of
from ctxh_desktop.storage.unit_of_work import UnitOfWork

QUEUED, WAITING, RETAINED, HELD = "queued", "acked_waiting", "retained", "held"
WITHDRAWN = "withdrawn"
HELD_ASKED_MAX = 200
"""Held operations after which the province is asked with one request."""
ROWS_ASKED_MAX = 100
"""Rows that are asked for by id; for more, all operations of the state are read: they are few."""
KEPT_DAYS = 35
"""Days for which an operation is given again to a restored province, however safe it was."""
_SAFE = "safe"
"""Where the last mark of the province's backups is kept."""
OVERLAID = (QUEUED, WAITING, HELD)
"""States in which an operation still lies over the province's row."""


class Outbox:
    """The laptop's journal."""

    def next_no(self, work: UnitOfWork) -> int:
        """Return the number of the next operation: without gaps, from 1."""
        (last,) = engine.run(work.connection, "SELECT max(no) FROM operation").fetchone()
        return int(last or 0) + 1

    def write(
        self, work: UnitOfWork, operations: list[Operation], before: dict[str, Row | None]
    ) -> None:
        """Queue the operations and keep the province's version beneath them."""
        rows = [{**_columns(op), "label": work.label, "state": QUEUED} for op in operations]
        bulk.upsert(work.connection, work.tables.book("operation"), rows, [])
        beneath = [
            {"record_type": row.type, "row_id": row.id, "seq": row.seq, "body": body_of(row)}
            for row in before.values()
            if row is not None and row.seq
        ]
        book = work.tables.book("base_row")
        bulk.upsert(work.connection, book, beneath, ["record_type", "row_id"], keep=True)


def unsent(
    reader: Reader, limit: int, after: int = 0, aside: Collection[str] = ()
) -> list[Operation]:
    """Return the oldest operations to be sent, with a number over *after*: due ones, then queued.

    What is due was queued, and sent, before all that is queued now.  Groups *aside* are left out.
    """
    book = reader.tables.book("operation")
    found: list[Operation] = []
    for where in (book.c.is_due, book.c.state == QUEUED):
        # Their numbers stand in an index: only the rows that are wanted are read.
        wanted = where & (book.c.no > after)
        if aside:
            wanted &= book.c.group_id.not_in(aside)
        numbers = select(book.c.no).where(wanted).order_by(book.c.no).limit(limit - len(found))
        statement = select(book).where(book.c.no.in_(numbers)).order_by(book.c.no)
        mappings = reader.connection.execute(statement).mappings()
        found += [_operation(mapping) for mapping in mappings]
    return found


def has_unsent(reader: Reader, aside: Collection[str] = ()) -> bool:
    """Return whether anything is still to be sent or to be given again, but for groups *aside*."""
    return bool(unsent(reader, 1, aside=aside))


def park(work: UnitOfWork, group_id: str, note: str) -> None:
    """Hold a group that does not get through to the province, with the reason, for a person.

    Nobody has received it: it has no answer, and stays over its rows until it is sent anew.
    """
    book = work.tables.book("operation")
    where = (book.c.group_id == group_id) & ((book.c.state == QUEUED) | book.c.is_due)
    work.connection.execute(update(book).where(where).values(state=HELD, note=note, is_due=False))


def is_handed_in(reader: Reader, scope: str = "") -> bool:
    """Return whether the province has all that was written here, or all of one *scope*.

    What is parked is nowhere else either, though nothing sends it by itself.
    """
    book = reader.tables.book("operation")
    is_parked = (book.c.state == HELD) & book.c.status.is_(None)
    is_only_here = (book.c.state == QUEUED) | book.c.is_due | is_parked
    if scope:
        is_only_here &= book.c.scope == scope
    found = reader.connection.execute(select(book.c.no).where(is_only_here).limit(1))
    return found.first() is None


def give_again(work: UnitOfWork) -> None:
    """Make due what a province restored from one of its last two backups may no longer have."""
    since = work.ambient.now() - timedelta(days=KEPT_DAYS)
    book = work.tables.book("operation")
    is_new = book.c.made_at >= to_plain(Kind.INSTANT, since)
    where = (book.c.state != QUEUED) & (~book.c.is_safe | is_new)
    work.connection.execute(update(book).where(where).values(is_due=True))


def set_safe(work: UnitOfWork, epoch: str, recv_no: int) -> None:
    """Note that two verified backups of the present history hold what came up to *recv_no*."""
    mark = f"{epoch} {recv_no}"
    if work.local(_SAFE) == mark:
        return
    work.set_local(_SAFE, mark)
    book = work.tables.book("operation")
    where = (book.c.recv_epoch == epoch) & (book.c.recv_no <= recv_no) & ~book.c.is_safe
    work.connection.execute(update(book).where(where).values(is_safe=True))


def of_group(reader: Reader, group_id: str) -> list[Operation]:
    """Return the operations of one transaction, in order."""
    book = reader.tables.book("operation")
    statement = select(book).where(book.c.group_id == group_id).order_by(book.c.no)
    return [_operation(mapping) for mapping in reader.connection.execute(statement).mappings()]


def between(reader: Reader, first: int, last: int) -> list[Operation]:
    """Return the operations numbered from *first* to *last*, in order."""
    book = reader.tables.book("operation")
    statement = select(book).where(book.c.no.between(first, last)).order_by(book.c.no)
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
        # A bare state tempts SQLite to read all that is queued, nearly everything after an import.
        is_open = func.coalesce(book.c.state, "").in_(states)
        is_theirs = among(book.c.row_id, wanted, reader.tables.role)
        statement = select(book).where(is_theirs, is_open).order_by(book.c.no)
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


def waiting_rows(reader: Reader) -> set[str]:
    """Return the rows that this laptop changed and whose new state has yet to come back."""
    book = reader.tables.book("operation")
    statement = select(book.c.row_id).where(book.c.state == WAITING).distinct()
    return set(reader.connection.execute(statement).scalars())


def held_group(reader: Reader, group_id: str) -> list[tuple[Operation, str]]:
    """Return the held operations of a group, each with the province's note, in order."""
    book = reader.tables.book("operation")
    where = (book.c.group_id == group_id) & (book.c.state == HELD)
    found = reader.connection.execute(select(book).where(where).order_by(book.c.no)).mappings()
    return [(_operation(mapping), str(mapping["note"] or "")) for mapping in found]


def open_ones(reader: Reader, op_ids: Sequence[str]) -> list[Operation]:
    """Return those of some operations whose row has not come back, in order."""
    book = reader.tables.book("operation")
    is_open = book.c.state.in_((QUEUED, WAITING))
    where = among(book.c.op_id, op_ids, reader.tables.role) & is_open
    found = reader.connection.execute(select(book).where(where).order_by(book.c.no)).mappings()
    return [_operation(mapping) for mapping in found]


def held_ids(reader: Reader) -> list[str]:
    """Return held operations, oldest first: the province may take them after all."""
    book = reader.tables.book("operation")
    statement = select(book.c.op_id).where(book.c.state == HELD).order_by(book.c.no)
    return list(reader.connection.execute(statement.limit(HELD_ASKED_MAX)).scalars())


def withdraw(work: UnitOfWork, group_id: str) -> list[Operation]:
    """Take a held group off the rows it lies over; return its operations, in order.

    The caller has the rows built anew (`inbox.uncover`).
    """
    operations = [operation for operation, _ in held_group(work, group_id)]
    book = work.tables.book("operation")
    where = (book.c.group_id == group_id) & (book.c.state == HELD)
    work.connection.execute(update(book).where(where).values(state=WITHDRAWN))
    return operations


def settle(work: UnitOfWork, acks: Iterable[Ack], epoch: str = "") -> int:
    """Take the answers given in *epoch*, by operation id; return how many were new here."""
    answered = [
        {
            "of": ack.op_id,
            "answer": HELD if ack.status is Status.HELD else WAITING,
            "status": ack.status.value,
            "seq": ack.seq,
            "note": ack.note or None,
            "epoch": epoch,
            "recv_no": ack.recv_no,
        }
        for ack in acks
    ]
    if not answered:
        return 0
    return sum(work.connection.exec_driver_sql(sql, answered).rowcount for sql in _SETTLE)


_ANSWER = (
    "status = :status, wait_seq = :seq, note = :note, recv_epoch = :epoch, recv_no = :recv_no "
    "WHERE op_id = :of AND"
)
_SETTLE = (
    f"UPDATE operation SET state = :answer, {_ANSWER} state = 'queued'",  # noqa: S608 (own words)
    # Taken after all, for example once the record that it is about had arrived.
    (
        f"UPDATE operation SET state = :answer, {_ANSWER} "  # noqa: S608 (own words)
        "state = 'held' AND NOT is_due AND :answer <> 'held'"
    ),
    # What was settled before keeps its place, unless the restored province now says otherwise.
    (
        "UPDATE operation SET is_safe = 0, is_due = 0, "  # noqa: S608 (own words)
        "state = CASE WHEN 'held' IN (:answer, state) THEN :answer ELSE state END, "
        f"{_ANSWER} is_due"
    ),
)


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
        "revision": operation.revision,
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
        revision=mapping["revision"],
    )
