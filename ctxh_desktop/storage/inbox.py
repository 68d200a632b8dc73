"""Inbox: what a laptop received from the province, page by page, and how it becomes its rows.

A page is kept as it arrives; when the province has said that there is no more, all pages are
applied in one transaction, so that a half-finished download is never seen.  A row under own
operations goes to `base_row`, and the working row is built anew as base + own operations.

Source: sync design §4.7 (staging, skip what is not newer, cursor in the same transaction).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, delete, select, update

from ctxh_desktop.domain.merge import overlay
from ctxh_desktop.domain.operation import Operation
from ctxh_desktop.domain.schema import Row
from ctxh_desktop.storage import bulk, outbox
from ctxh_desktop.storage.records import IDS_MAX, Reader, body_of, row_of
from ctxh_desktop.storage.unit_of_work import UnitOfWork

SEQ_MAX = 2**63 - 1


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

    Shapes: `left` holds (record type, row id) of rows that are no longer in the scope.
    """

    scope: str
    from_seq: int
    to_seq: int
    rows: tuple[Row, ...] = ()
    left: tuple[tuple[str, str], ...] = ()
    history: tuple[HistoryEntry, ...] = ()


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
    """Keep a page as it arrived; a page that came before is kept once."""
    row = {"scope": scope, "from_seq": from_seq, "to_seq": to_seq, "body": body}
    bulk.upsert(work.connection, work.tables.book("page"), [row], ["scope", "from_seq"])


def kept_pages(reader: Reader) -> list[bytes]:
    """Return the pages that are downloaded but not applied, in order."""
    book = reader.tables.book("page")
    statement = select(book.c.body).order_by(book.c.scope, book.c.from_seq)
    return list(reader.connection.execute(statement).scalars())


def forget_pages(work: UnitOfWork) -> None:
    """Forget what is downloaded but not applied."""
    work.connection.execute(delete(work.tables.book("page")))


def apply_pages(work: UnitOfWork, pages: Sequence[Page]) -> int:
    """Apply downloaded pages, move the cursors and retain what they cover; return rows taken.

    A page that begins after the cursor is a gap: it is kept for later, not applied.  One that ends
    at or before the cursor is late: what it says is known, or no longer true.
    """
    taken = 0
    reached = cursors(work)
    for page in pages:
        cursor = reached.get(page.scope, 0)
        if page.from_seq > cursor:
            continue
        if page.to_seq > cursor:
            taken += _apply(work, page, cursor)
            reached[page.scope] = page.to_seq
        _drop_page(work, page)
    rows = [{"scope": scope, "seq": seq} for scope, seq in reached.items()]
    bulk.upsert(work.connection, work.tables.book("cursor"), rows, ["scope"])
    settled = [key for scope, seq in reached.items() for key in outbox.covered(work, scope, seq)]
    _rebuild(work, settled)
    return taken


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
            work.remove(record_type, row_id)
            _drop_base(work, record_type, row_id)
    outbox.covered(work, scope, SEQ_MAX)
    for book in (work.tables.book("page"), work.tables.book("cursor"), work.tables.history):
        work.connection.execute(delete(book).where(book.c.scope == scope))


def _apply(work: UnitOfWork, page: Page, cursor: int) -> int:
    fresh = [row for row in page.rows if row.seq > cursor]
    by_type: dict[str, list[str]] = {}
    for row in fresh:
        by_type.setdefault(row.type, []).append(row.id)
    for record_type, ids in by_type.items():
        work.load(record_type, ids)
    own = outbox.of_rows(work, [row.id for row in fresh])
    beneath = [row for row in fresh if row.id in own]
    _set_bases(work, beneath)
    for row in fresh:
        work.put(_laid_over(work, row, own.get(row.id, [])))
    for record_type, row_id in page.left:
        held = work.get(record_type, row_id) if record_type in work.tables.types else None
        if held is not None and held.scope == page.scope:
            work.remove(record_type, row_id)
            _drop_base(work, record_type, row_id)
    entries = [vars(entry) for entry in page.history]
    bulk.upsert(work.connection, work.tables.history, entries, ["op_id"])
    return len(fresh)


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
