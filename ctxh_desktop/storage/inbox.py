"""Inbox: what a laptop received from the province, page by page, and how it becomes its rows.

A page is kept as it arrives; when the province has said that there is no more, all pages are
applied in one transaction, so that a half-finished download is never seen.  A row under own
operations goes to `base_row`, and the working row is built anew as base + own operations.

Source: sync design §4.7 (staging, skip what is not newer, cursor in the same transaction).
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import msgspec
from sqlalchemy import bindparam, delete, func, select, update

from ctxh_desktop.domain.merge import merge, overlay
from ctxh_desktop.domain.operation import Ack, Operation, OpKind
from ctxh_desktop.domain.schema import RecordType, Row
from ctxh_desktop.errors import TransientError
from ctxh_desktop.storage import bulk, likeness, older_history, outbox
from ctxh_desktop.storage.records import IDS_MAX, Reader, among, body_of, row_of
from ctxh_desktop.storage.unit_of_work import UnitOfWork

SEQ_MAX = 2**63 - 1
PAGES_KEPT_MAX = 20_000
"""Pages downloaded and not yet applied: ten million rows."""


@dataclass(frozen=True)
class HistoryEntry:
    """One change as the province applied it.

    Shapes: `changes` is JSON {field: [old, new]}.
    """

    op_id: str
    record_type: str
    row_id: str
    scope: str
    seq: int
    changes: str
    by: str
    at: str
    device: str


@dataclass(frozen=True)
class Page:
    """Rows of one scope numbered after `from_seq` up to `to_seq`.

    Shapes: `left` holds (record type, row id) of rows that are no longer in the scope; lines of
    history numbered up to `since` are left out, and `older` are the rows that have such lines.
    """

    scope: str
    from_seq: int
    to_seq: int
    rows: tuple[Row, ...] = ()
    left: tuple[tuple[str, str], ...] = ()
    history: tuple[HistoryEntry, ...] = ()
    since: int = 0
    older: frozenset[str] = frozenset()


def cursors(reader: Reader) -> dict[str, int]:
    """Return how far each scope has been applied."""
    book = reader.tables.book("cursor")
    return {found.scope: int(found.seq) for found in reader.connection.execute(select(book))}


def downloaded(reader: Reader) -> dict[str, int]:
    """Return how far each scope has been downloaded, applied or not."""
    reached = cursors(reader)
    book = reader.tables.book("page")
    statement = select(book.c.scope, book.c.from_seq, book.c.to_seq).order_by(book.c.from_seq)
    for scope, from_seq, to_seq in reader.connection.execute(statement):
        if from_seq <= reached.get(scope, 0):
            reached[scope] = max(reached.get(scope, 0), to_seq)
    return reached


def keep_page(work: UnitOfWork, scope: str, from_seq: int, to_seq: int, body: bytes) -> None:
    """Keep a page as it arrived; a page that came before is kept once.

    Raises:
        TransientError: "answer-malformed" when more are kept than any commune has.
    """
    book = work.tables.book("page")
    kept = work.connection.execute(select(func.count()).select_from(book)).scalar() or 0
    if kept >= PAGES_KEPT_MAX:
        raise TransientError("answer-malformed")
    row = {"scope": scope, "from_seq": from_seq, "to_seq": to_seq, "body": body}
    bulk.upsert(work.connection, book, [row], ["scope", "from_seq"])


def kept_pages(reader: Reader) -> list[bytes]:
    """Return the pages that are downloaded but not applied, in order."""
    book = reader.tables.book("page")
    statement = select(book.c.body).order_by(book.c.scope, book.c.from_seq)
    return list(reader.connection.execute(statement).scalars())


def forget_pages(work: UnitOfWork) -> None:
    """Forget what is downloaded but not applied."""
    work.connection.execute(delete(work.tables.book("page")))


def apply_pages(work: UnitOfWork, pages: Sequence[Page], *, whole: bool = False) -> int:
    """Apply downloaded pages, move the cursors and retain what they cover; return rows taken.

    A page that begins after the cursor is a gap: it is kept for later, not applied.  One that ends
    at or before the cursor is late: what it says is known, or no longer true.  With *whole* the
    pages begin at the start: rows and history that they do not hold are taken out.
    """
    taken = 0
    if whole:
        _drop_others(work, pages)
    reached = cursors(work)
    filling = {
        scope: m for scope, m in older_history.marks(work).items() if reached.get(scope, 0) < m
    }
    for page in pages:
        cursor = reached.get(page.scope, 0)
        if page.from_seq > cursor:
            continue
        if page.to_seq > cursor:
            taken += _apply(work, page, cursor)
            reached[page.scope] = page.to_seq
            _note_older(work, page, cursor, filling.get(page.scope))
        _drop_page(work, page)
    rows = [{"scope": scope, "seq": seq} for scope, seq in reached.items()]
    bulk.upsert(work.connection, work.tables.book("cursor"), rows, ["scope"])
    tops = dict.fromkeys(reached, SEQ_MAX) if whole else reached
    settled = [key for scope, seq in tops.items() for key in outbox.covered(work, scope, seq)]
    _rebuild(work, settled)
    return taken


def told(reader: Reader, record_types: Sequence[str] = ()) -> Iterator[Row]:
    """Yield the rows (of all record types) as the province told them, without own operations."""
    book = reader.tables.book("base_row")
    beneath = {
        (base.record_type, base.row_id): base.body
        for base in reader.connection.execute(select(book))
    }
    for name in record_types or reader.tables.types:
        table = reader.tables.records[name]
        for row in reader.listing(name, select(table).where(table.c.seq > 0)):
            body = beneath.get((name, row.id))
            yield row_of(reader.tables.types[name], body) if body else row


def told_history(reader: Reader, but: Container[str] = ()) -> dict[str, list[HistoryEntry]]:
    """Return the history by row in the province's order, without the operations in *but*."""
    table = reader.tables.history
    found: dict[str, list[HistoryEntry]] = {}
    for mapping in reader.connection.execute(
        select(table).order_by(table.c.seq, table.c.op_id)
    ).mappings():
        if mapping["op_id"] not in but:
            found.setdefault(mapping["row_id"], []).append(HistoryEntry(**mapping))
    return found


def start_over(work: UnitOfWork) -> None:
    """Forget how far each scope has come, so that all rows are fetched once more."""
    forget_pages(work)
    work.connection.execute(update(work.tables.book("cursor")).values(seq=0))


def drop_scope(work: UnitOfWork, scope: str) -> None:
    """Take out what this laptop may no longer hold; what it did itself stays in the outbox.

    The caller has made sure that nothing of it is unsent.
    """
    for record_type, table in work.tables.records.items():
        found = work.connection.execute(select(table.c.id).where(table.c.scope == scope))
        ids = list(found.scalars())
        work.load(record_type, ids)
        for row_id in ids:
            held = work.get(record_type, row_id)
            if held is not None and held.scope == scope:  # else it has just come from another
                work.remove(record_type, row_id)
                _drop_base(work, record_type, row_id)
    outbox.covered(work, scope, SEQ_MAX)
    older_history.forget_scope(work, scope)
    for book in (work.tables.book("page"), work.tables.book("cursor"), work.tables.history):
        work.connection.execute(delete(book).where(book.c.scope == scope))


def replace_rows(
    work: UnitOfWork, record_type: str, rows: Sequence[Row], gone: Sequence[str]
) -> None:
    """Set rows to what the province says they are, and take out those that are *gone*."""
    _set_rows(work, rows)
    work.load(record_type, list(gone))
    for row_id in gone:
        work.remove(record_type, row_id)
        _drop_base(work, record_type, row_id)


def confirm(work: UnitOfWork, acks: Sequence[Ack]) -> None:
    """Lay answered operations over what this laptop was told: that is the province's row now.

    Their history is written here too.  The rows themselves follow when the cursor has passed.
    """
    if not acks:
        return
    answered = {ack.op_id: ack for ack in acks}
    operations = outbox.open_ones(work, list(answered))
    bases = _bases(work, [operation.row_id for operation in operations])
    entries: list[dict[str, Any]] = []
    device = work.local("device_id")
    for op in operations:
        declared, ack = work.tables.types[op.record_type], answered[op.id]
        known = bases.get((op.record_type, op.row_id))
        base = known or _blank(declared, op)
        if base.seq > ack.seq:
            continue
        # What the province did: no value can be in the way, for nobody else had changed the row.
        now = merge(declared, base.whole(), op.changes, lambda codes, code: 0).values
        applied = {name: (base.whole().get(name), new) for name, new in now.items()}
        bases[op.record_type, op.row_id] = replace(base.changed(now), seq=ack.seq)
        if applied and (known or op.kind is OpKind.PATCH):
            entry = HistoryEntry(
                op.id, op.record_type, op.row_id, op.scope, ack.seq,
                msgspec.json.encode(applied).decode(), op.by, op.made_at, device,
            )  # fmt: skip
            entries.append(vars(entry))
    _set_bases(work, list(bases.values()))
    bulk.upsert(work.connection, work.tables.history, entries, ["op_id"])


def _bases(work: UnitOfWork, row_ids: Sequence[str]) -> dict[tuple[str, str], Row]:
    book = work.tables.book("base_row")
    found = work.connection.execute(
        select(book).where(among(book.c.row_id, row_ids, work.tables.role))
    )
    types = work.tables.types
    return {(b.record_type, b.row_id): row_of(types[b.record_type], b.body) for b in found}


def _blank(declared: RecordType, operation: Operation) -> Row:
    return Row(
        type=declared.name,
        id=operation.row_id,
        scope=operation.scope,
        values=dict.fromkeys(declared.by_name),
        created_at=operation.made_at,
        created_by=operation.by,
    )


def uncover(work: UnitOfWork, operations: Sequence[Operation]) -> None:
    """Build the rows of withdrawn *operations* anew; what nobody else ever wrote goes away."""
    keys = list(dict.fromkeys((op.record_type, op.row_id) for op in operations))
    remaining = outbox.of_rows(work, [row_id for _, row_id in keys])
    for record_type, row_id in keys:
        row = work.get(record_type, row_id)
        if row is not None and not row.seq and row_id not in remaining:
            work.remove(record_type, row_id)
    _rebuild(work, keys)
    work.flush()  # what is changed next is changed from here


def _drop_others(work: UnitOfWork, pages: Sequence[Page]) -> None:
    """Take out the told rows and the history that *pages* do not hold."""
    named = {(row.type, row.id) for page in pages for row in page.rows}
    for record_type, table in work.tables.records.items():
        found = work.connection.execute(select(table.c.id).where(table.c.seq > 0)).scalars()
        gone = [row_id for row_id in found if (record_type, row_id) not in named]
        replace_rows(work, record_type, [], gone)
    work.connection.execute(delete(work.tables.history))
    older_history.forget_all(work)


def _note_older(work: UnitOfWork, page: Page, cursor: int, mark: int | None) -> None:
    """Note of which rows of a page older lines stayed at the province.

    A page that was made for another mark cannot say it: of its rows there may be some.  After the
    first download all rows from before the mark are here, and nothing more is to be noted.
    """
    if page.since == mark:
        older_history.note(work, page.scope, page.older)
    elif mark is not None and max(page.since, page.from_seq):
        fresh = [row.id for row in page.rows if row.seq > cursor]
        older_history.note(work, page.scope, fresh)


def _apply(work: UnitOfWork, page: Page, cursor: int) -> int:
    fresh = [row for row in page.rows if row.seq > cursor]
    _set_rows(work, fresh)
    likeness.note_arrived(work, fresh)
    for record_type, row_id in page.left:
        held = work.get(record_type, row_id) if record_type in work.tables.types else None
        if held is not None and held.scope == page.scope:
            work.remove(record_type, row_id)
            _drop_base(work, record_type, row_id)
            history = work.tables.history
            is_of_it = (history.c.row_id == row_id) & (history.c.scope == page.scope)
            work.connection.execute(delete(history).where(is_of_it))
            older_history.forget(work, [row_id])
    entries = [vars(entry) for entry in page.history]
    bulk.upsert(work.connection, work.tables.history, entries, ["op_id"])
    return len(fresh)


def _set_rows(work: UnitOfWork, rows: Sequence[Row]) -> None:
    """Set rows as the province has them, with own operations laid over them."""
    by_type: dict[str, list[str]] = {}
    for row in rows:
        by_type.setdefault(row.type, []).append(row.id)
    for record_type, ids in by_type.items():
        work.load(record_type, ids)
    own = outbox.of_rows(work, [row.id for row in rows])
    _set_bases(work, [row for row in rows if row.id in own])
    for row in rows:
        work.put(_laid_over(work, row, own.get(row.id, [])))


def _rebuild(work: UnitOfWork, keys: Sequence[tuple[str, str]]) -> None:
    """Build rows anew after some of their own operations have been settled."""
    book = work.tables.book("base_row")
    remaining = outbox.of_rows(work, [row_id for _, row_id in keys])
    done: list[dict[str, str]] = []
    for start in range(0, len(keys), IDS_MAX):
        ids = [row_id for _, row_id in keys[start : start + IDS_MAX]]
        found = work.connection.execute(select(book).where(book.c.row_id.in_(ids))).all()
        for record_type in {base.record_type for base in found}:
            work.load(record_type, ids)
        for base in found:
            row = row_of(work.tables.types[base.record_type], base.body)
            work.put(_laid_over(work, row, remaining.get(row.id, [])))
            if row.id not in remaining:
                done.append({"of_type": base.record_type, "of_row": base.row_id})
    if done:
        where = (book.c.record_type == bindparam("of_type")) & (
            book.c.row_id == bindparam("of_row")
        )
        work.connection.execute(delete(book).where(where), done)


def _laid_over(work: UnitOfWork, base: Row, own: list[Operation]) -> Row:
    declared, row = work.tables.types[base.type], base
    for operation in own:
        row = row.changed(overlay(declared, row.whole(), operation.changes))
    return row


def _set_bases(work: UnitOfWork, rows: Sequence[Row]) -> None:
    bases: list[dict[str, Any]] = [
        {"record_type": row.type, "row_id": row.id, "seq": row.seq, "body": body_of(row)}
        for row in rows
    ]
    book = work.tables.book("base_row")
    bulk.upsert(work.connection, book, bases, ["record_type", "row_id"])


def _drop_base(work: UnitOfWork, record_type: str, row_id: str) -> None:
    book = work.tables.book("base_row")
    where = (book.c.record_type == record_type) & (book.c.row_id == row_id)
    work.connection.execute(delete(book).where(where))


def _drop_page(work: UnitOfWork, page: Page) -> None:
    book = work.tables.book("page")
    where = (book.c.scope == page.scope) & (book.c.from_seq == page.from_seq)
    work.connection.execute(delete(book).where(where))


def add_scopes(work: UnitOfWork, scopes: Sequence[str]) -> None:
    """Begin to hold newly granted scopes, from their start."""
    rows = [{"scope": scope, "seq": 0} for scope in scopes]
    bulk.upsert(work.connection, work.tables.book("cursor"), rows, ["scope"], keep=True)
