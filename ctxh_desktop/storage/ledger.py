"""Ledger: the province's book of operations, history, devices and the number of each row.

Every operation that ever arrived is kept with its outcome, so that a repeated one gets the stored
answer.  Rows get their number from the scope's counter by a deferred trigger (migration 0001): it
runs as the last thing before commit and covers every writer, `psql` included.  Where history is
kept it runs just before that.

Source: sync design §4.3–4.6; ADR-0007, ADR-0011.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec
from sqlalchemy import func, or_, select
from sqlalchemy.dialects.postgresql import insert

from ctxh_desktop.domain.operation import Ack, Operation, OpKind, Status
from ctxh_desktop.domain.schema import Row
from ctxh_desktop.storage import bulk, lines
from ctxh_desktop.storage.inbox import Page
from ctxh_desktop.storage.records import Reader, among, to_row
from ctxh_desktop.storage.unit_of_work import UnitOfWork

PROVINCE_DEVICE = "province"
"""Device of changes made at the province itself."""


@dataclass(frozen=True)
class Outcome:
    """What became of one operation, and what it changed.

    Shapes: `applied` is {field: (old, new)} of what was changed, nothing for a new row; `scope` is
    where the row now is, which may be another than the laptop knew.
    """

    operation: Operation
    status: Status
    applied: dict[str, tuple[Any, Any]]
    scope: str
    note: str = ""


class Ledger:
    """The province's journal, for changes made by its own staff."""

    def next_no(self, work: UnitOfWork) -> int:
        """Return the number of the next operation of the province's own."""
        book = work.tables.book("operation")
        where = book.c.device == PROVINCE_DEVICE
        return (
            int(work.connection.execute(select(func.max(book.c.no)).where(where)).scalar() or 0) + 1
        )

    def write(
        self, work: UnitOfWork, operations: list[Operation], before: dict[str, Row | None]
    ) -> None:
        """Keep operations of the province's own as applied."""
        patches = {op.id: dict(op.changes) for op in operations if op.kind is OpKind.PATCH}
        outcomes = [Outcome(op, Status.OK, patches.get(op.id, {}), op.scope) for op in operations]
        record(work, PROVINCE_DEVICE, "", outcomes)


def record(work: UnitOfWork, device: str, incarnation: str, outcomes: Sequence[Outcome]) -> None:
    """Keep operations with their outcome, and the history of what they changed.

    What changed has been flushed, so that its history can have its number.
    """
    keep_operations(work, device, incarnation, outcomes)
    keep_history(work, outcomes, device)


def keep_operations(
    work: UnitOfWork, device: str, incarnation: str, outcomes: Sequence[Outcome]
) -> None:
    """Keep operations with their outcome."""
    received_at = work.ambient.instant()
    for part in bulk.parts(outcomes):
        rows = [
            {
                "op_id": o.operation.id,
                "device": device,
                "incarnation": incarnation,
                "no": o.operation.no,
                "group_id": o.operation.group_id,
                "recv_at": received_at,
                "record_type": o.operation.record_type,
                "row_id": o.operation.row_id,
                "scope": o.operation.scope,
                "status": o.status.value,
                "note": o.note,
                "body": msgspec.json.encode(o.operation).decode(),
            }
            for o in part
        ]
        bulk.upsert(work.ahead.writing(), work.tables.book("operation"), rows, [])


def keep_history(work: UnitOfWork, outcomes: Sequence[Outcome], device: str) -> None:
    """Keep the old and new value of what was changed in rows that were there.

    Inserts have such, too, where a record is made twice: its id may be made of what it says.
    """
    history = [
        {
            "op_id": o.operation.id,
            "record_type": o.operation.record_type,
            "row_id": o.operation.row_id,
            "scope": o.scope,
            "changes": o.applied,
            "by": o.operation.by,
            "at": o.operation.made_at,
            "device": device,
        }
        for o in outcomes
        if o.applied
    ]
    if history:
        _keep_history(work, history)


def _keep_history(work: UnitOfWork, history: Sequence[Mapping[str, Any]]) -> None:
    """Number the rows that were changed, and write their history with these numbers.

    Numbered at commit instead, each entry would be written twice.
    """
    names, source, document = bulk.selected(work.tables.history, history)
    listed = ", ".join(f'"{name}"' for name in names)
    number_now(work)
    # A join would read the whole log, since the database cannot know how few entries come.
    number = (
        "SELECT seq FROM log WHERE (log.scope, log.record_type, log.row_id) "
        "= (entry.scope, entry.record_type, entry.row_id)"
    )
    work.ahead.writing().exec_driver_sql(
        f"INSERT INTO history ({listed}, seq) "  # noqa: S608 (own names)
        f"SELECT entry.*, ({number}) FROM ({source}) AS entry ON CONFLICT (op_id) DO NOTHING",
        document,
    )


def number_now(work: UnitOfWork) -> None:
    """Number what this transaction has changed; others of the commune wait until it commits."""
    writing = work.ahead.writing()
    writing.exec_driver_sql("SET CONSTRAINTS number_pending IMMEDIATE")
    writing.exec_driver_sql("SET CONSTRAINTS number_pending DEFERRED")


def numbers(
    reader: Reader, scopes: Iterable[str], row_ids: Mapping[str, Sequence[str]]
) -> dict[tuple[str, str, str], int]:
    """Return the present number of some rows (ids by record type) by (scope, record type, id)."""
    log, role = reader.tables.book("log"), reader.tables.role
    found: dict[tuple[str, str, str], int] = {}
    for record_type, ids in row_ids.items():
        is_wanted = (log.c.record_type == record_type) & among(log.c.row_id, ids, role)
        statement = select(log.c.scope, log.c.row_id, log.c.seq).where(
            among(log.c.scope, scopes, role), is_wanted
        )
        for scope, row_id, seq in reader.connection.execute(statement):
            found[scope, record_type, row_id] = int(seq)
    return found


def known(reader: Reader, op_ids: Sequence[str]) -> set[str]:
    """Return which operations have arrived before."""
    book = reader.tables.book("operation")
    is_wanted = among(book.c.op_id, op_ids, reader.tables.role)
    return set(reader.connection.execute(select(book.c.op_id).where(is_wanted)).scalars())


def answers(reader: Reader, op_ids: Sequence[str]) -> dict[str, Ack]:
    """Return the stored answer of each known operation, with its row's present number.

    The number is that of the commune which the laptop knew: there it will hear what became of it.
    """
    book, log = reader.tables.book("operation"), reader.tables.book("log")
    joined = (
        (log.c.row_id == book.c.row_id)
        & (log.c.record_type == book.c.record_type)
        & (log.c.scope == book.c.scope)
    )
    statement = (
        select(book.c.op_id, book.c.status, book.c.note, log.c.seq, book.c.recv_no)
        .select_from(book.outerjoin(log, joined))
        .where(among(book.c.op_id, op_ids, reader.tables.role))
    )
    return {
        op_id: Ack(
            op_id, Status(status), 0 if status == Status.HELD else int(seq or 0), note, recv_no
        )
        for op_id, status, note, seq, recv_no in reader.connection.execute(statement)
    }


def clashed(reader: Reader, row_id: str, device: str) -> list[Operation]:
    """Return the operations of a device on a row that clashed, newest first."""
    book = reader.tables.book("operation")
    is_wanted = (book.c.status == Status.CONFLICT) & (book.c.row_id == row_id)
    statement = select(book.c.body).where(is_wanted, book.c.device == device)
    found = reader.connection.execute(statement.order_by(book.c.recv_no.desc())).scalars()
    return [msgspec.json.decode(body, type=Operation) for body in found]


def rows_of(reader: Reader, op_ids: Sequence[str]) -> list[str]:
    """Return the ids of the rows that some known operations are about."""
    book = reader.tables.book("operation")
    about = among(book.c.op_id, op_ids, reader.tables.role)
    return list(reader.connection.execute(select(book.c.row_id).where(about)).scalars())


def touched_since(reader: Reader, row_id: str, seen: int, device: str, field: str = "") -> bool:
    """Return whether another device changed the row (or its *field*) after the version *seen*."""
    history = reader.tables.history
    statement = select(history.c.changes).where(
        history.c.row_id == row_id,
        history.c.device != device,
        or_(history.c.seq.is_(None), history.c.seq > seen),
    )
    found = reader.connection.execute(statement).scalars()
    return any(not field or field in msgspec.json.decode(changes) for changes in found)


def author_of(reader: Reader, row: Row, fields: Iterable[str]) -> tuple[str, str]:
    """Return who last wrote one of *fields* of a row, and when by their clock."""
    history = reader.tables.history
    statement = (
        select(history.c.changes, history.c.by, history.c.at)
        .where(history.c.row_id == row.id)
        .order_by(history.c.seq.desc().nulls_first())
    )
    wanted = set(fields)
    for changes, by, at in reader.connection.execute(statement):
        if wanted & set(msgspec.json.decode(changes)):
            return by, at
    return row.created_by, row.created_at


def changes_of(reader: Reader, row_ids: Sequence[str]) -> list[tuple[str, str]]:
    """Return (row id, changes as JSON) for all that ever changed some rows."""
    history = reader.tables.history
    statement = select(history.c.row_id, history.c.changes)
    where = among(history.c.row_id, row_ids, reader.tables.role)
    return [
        (row_id, changes) for row_id, changes in reader.connection.execute(statement.where(where))
    ]


def conflicts_of(reader: Reader, row_ids: Sequence[str]) -> list[Row]:
    """Return all conflicts, settled ones too, about some rows."""
    table = reader.tables.records["conflict"]
    about = among(table.c.record_id, row_ids, reader.tables.role)
    return reader.listing("conflict", select(table).where(about))


def add_scopes(work: UnitOfWork, scopes: Iterable[str]) -> None:
    """Make scopes known; those that are there keep their counter."""
    rows = [{"scope": scope, "seq": 0} for scope in scopes]
    bulk.upsert(work.connection, work.tables.book("scope"), rows, ["scope"], keep=True)


def scopes(reader: Reader) -> dict[str, int]:
    """Return the scopes of this province, each with the highest number given in it."""
    book = reader.tables.book("scope")
    found = reader.connection.execute(select(book.c.scope, book.c.seq).order_by(book.c.scope))
    return {scope: int(seq) for scope, seq in found}


def tops(reader: Reader, wanted: Sequence[str]) -> dict[str, int]:
    """Return the highest number given in each of some scopes."""
    book = reader.tables.book("scope")
    statement = select(book.c.scope, book.c.seq).where(book.c.scope.in_(wanted))
    return {scope: int(seq) for scope, seq in reader.connection.execute(statement)}


def count_operations(reader: Reader) -> dict[str, int]:
    """Return how many operations there are of each status."""
    book = reader.tables.book("operation")
    counted = select(book.c.status, func.count()).group_by(book.c.status).order_by(book.c.status)
    return {status: int(number) for status, number in reader.connection.execute(counted)}


def count_received(reader: Reader, upto: int) -> int:
    """Return how many operations have a place up to *upto*."""
    book = reader.tables.book("operation")
    counted = select(func.count()).where(book.c.recv_no <= upto)
    return int(reader.connection.execute(counted).scalar() or 0)


def top(reader: Reader, scope: str) -> int:
    """Return the highest number given in a scope."""
    return tops(reader, [scope]).get(scope, 0)


@dataclass(frozen=True)
class Own:
    """What a laptop has just changed and need not be told: its rows by number, its operations."""

    rows: Mapping[tuple[str, str], int] = field(default_factory=dict)
    op_ids: frozenset[str] = frozenset()


def page_after(
    reader: Reader, scope: str, cursor: int, rows_max: int, own: Own | None = None, since: int = 0
) -> Page | None:
    """Return the next page of a scope after *cursor*; None when there is nothing newer.

    Lines of history that are numbered up to *since* are left out.
    """
    own = own or Own()
    log = reader.tables.book("log")
    entries = reader.connection.execute(
        select(log.c.record_type, log.c.row_id, log.c.seq, log.c.kind)
        .where(log.c.scope == scope, log.c.seq > cursor)
        .order_by(log.c.seq)
        .limit(rows_max)
    ).all()
    if not entries:
        return None
    to_seq = (
        entries[-1].seq if len(entries) == rows_max else max(top(reader, scope), entries[-1].seq)
    )
    rows: list[Row] = []
    by_type: dict[str, dict[str, int]] = {}
    for entry in entries:
        is_told = own.rows.get((entry.record_type, entry.row_id)) == entry.seq
        if entry.kind == "r" and not is_told:
            by_type.setdefault(entry.record_type, {})[entry.row_id] = entry.seq
    for record_type, seqs in by_type.items():
        rows += _numbered(reader, record_type, seqs)
    left = tuple((e.record_type, e.row_id) for e in entries if e.kind != "r")
    entered = lines.between(reader, scope, max(cursor, since), to_seq)
    history = tuple(entry for entry in entered if entry.op_id not in own.op_ids)
    ordered = tuple(sorted(rows, key=lambda row: row.seq))
    ids = [row.id for row in rows]
    older = lines.having(reader, scope, ids, since) if since else frozenset[str]()
    return Page(scope, cursor, to_seq, ordered, left, history, since, older)


def rows_in(reader: Reader, scope: str, record_type: str) -> list[Row]:
    """Return all rows of a record type in a scope, deleted ones too, with their numbers."""
    log = reader.tables.book("log")
    statement = select(log.c.row_id, log.c.seq).where(
        log.c.scope == scope, log.c.record_type == record_type, log.c.kind == "r"
    )
    seqs = {entry.row_id: int(entry.seq) for entry in reader.connection.execute(statement)}
    return _numbered(reader, record_type, seqs)


def _numbered(reader: Reader, record_type: str, seqs: dict[str, int]) -> list[Row]:
    declared, table = reader.tables.types[record_type], reader.tables.records[record_type]
    statement = select(table).where(among(table.c.id, seqs, reader.tables.role))
    return [
        to_row(declared, {**mapping, "seq": seqs[mapping["id"]]})
        for mapping in reader.connection.execute(statement).mappings()
    ]


def keep_batch(work: UnitOfWork, digest: str, device: str, signature: str, body: bytes) -> None:
    """Keep a batch exactly as it was signed."""
    row = {"digest": digest, "device": device, "signature": signature, "body": body}
    book = work.tables.book("batch")
    work.ahead.writing().execute(insert(book).values(**row).on_conflict_do_nothing())


def issue_token(work: UnitOfWork, device: str) -> str:
    """Return a fresh random token for one answer, stored before it is sent.

    64 bits: it has to be another than all that were given, not hard to guess, for whoever wants to
    name one that is unknown can.
    """
    token = work.ambient.random_bytes(8).hex()
    row = {"token": token, "device": device, "issued_at": work.ambient.instant()}
    bulk.upsert(work.connection, work.tables.book("token"), [row], ["token"])
    return token


def tokens_of(reader: Reader, device: str, limit: int) -> list[str]:
    """Return the newest tokens given to a device, at most *limit*."""
    book = reader.tables.book("token")
    given = select(book.c.token).where(book.c.device == device)
    newest = given.order_by(book.c.issued_at.desc(), book.c.token).limit(limit)
    return list(reader.connection.execute(newest).scalars())


def last_batches(reader: Reader, device: str, limit: int) -> list[bytes]:
    """Return the batches that a device sent last, newest first, at most *limit*."""
    book = reader.tables.book("batch")
    sent = select(book.c.body).where(book.c.device == device).order_by(book.c.recv_no.desc())
    return list(reader.connection.execute(sent.limit(limit)).scalars())


def unknown_tokens(reader: Reader, tokens: Sequence[str]) -> set[str]:
    """Return which of a laptop's tokens this province never gave (it was restored)."""
    book = reader.tables.book("token")
    statement = select(book.c.token).where(book.c.token.in_(tokens))
    return set(tokens) - set(reader.connection.execute(statement).scalars())
