"""Pull: bring the province's rows to the laptop, page by page, and apply them at once at the end.

    province: log after cursor ─▶ page frames ─▶ laptop: kept as they arrive ─▶ applied at `End`

A cut costs the page under way; the next request goes on after the last kept page.

Source: sync design §4.7.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import asdict, fields
from typing import Any

import msgspec

from ctxh_desktop.domain.schema import RecordType, Row
from ctxh_desktop.errors import TransientError
from ctxh_desktop.storage import inbox, ledger, older_history, outbox, records, stubs
from ctxh_desktop.storage.inbox import HistoryEntry, Page
from ctxh_desktop.storage.ledger import Own
from ctxh_desktop.storage.records import Reader
from ctxh_desktop.storage.store import Store
from ctxh_desktop.storage.unit_of_work import UnitOfWork
from ctxh_desktop.sync.columns import Block, Pool, count, ids_in, pack, unpack
from ctxh_desktop.sync.protocol import JSON_ERRORS, PageFrame, decode_frame

_MISSED = "missed_types"

PAGE_ROWS_MAX = 500
PAGE_BYTES_MAX = 2 * 1024 * 1024
"""Rows full of long notes travel in smaller pages, well below what a laptop takes in one frame."""


def pages(
    store: Store,
    cursors: Mapping[str, int],
    rows_max: int,
    own: Own | None = None,
    since: Mapping[str, int] | None = None,
    *,
    pooled: bool = False,
) -> Iterator[PageFrame]:
    """Return what is newer than *cursors*, as frames, each read in a snapshot of its own.

    What is the laptop's *own* is left out, as long as nobody has changed it since; so is history
    numbered up to *since* (`sync.older_history`).  *pooled* for a laptop that reads pools.

    It ends with a snapshot in which no scope has anything newer, so that together the pages are one
    state of the province, also where a record went from one commune to another meanwhile.
    """
    reached = dict(cursors)
    rows_max = max(1, min(rows_max, PAGE_ROWS_MAX))
    since = since or {}
    while frame := _next_frame(store, reached, rows_max, own, since, pooled=pooled):
        yield frame
        reached[frame.scope] = frame.to


def _next_frame(
    store: Store,
    reached: Mapping[str, int],
    rows_max: int,
    own: Own | None,
    since: Mapping[str, int],
    *,
    pooled: bool,
) -> PageFrame | None:
    with store.read() as reader:
        for scope, cursor in sorted(reached.items()):
            mark = since.get(scope, 0)
            page = ledger.page_after(reader, scope, cursor, rows_max, own, mark)
            while page is not None:
                frame = _frame(reader, page, Pool() if pooled else None)
                if len(page.rows) <= 1 or len(msgspec.json.encode(frame)) <= PAGE_BYTES_MAX:
                    return frame
                page = ledger.page_after(reader, scope, cursor, len(page.rows) // 2, own, mark)
    return None


def keep(work: UnitOfWork, frame: PageFrame, line: bytes, *, whole: bool = False) -> int:
    """Keep an arriving page until all have arrived; return how many rows it brings.

    One that leaves out history which this laptop needs is passed over; with *whole* it needs all.

    Raises:
        TransientError: "answer-malformed" when it brings more than a page may, or rows of a
            commune that this laptop does not hold.
    """
    if frame.scope not in inbox.cursors(work):
        raise TransientError("answer-malformed")
    rows = count(frame.rows)
    count([frame.history] if frame.history else [])
    if frame.since and (whole or _lacks_lines(work, frame)):
        return 0
    inbox.keep_page(work, frame.scope, frame.from_, frame.to, line)
    return rows


def _lacks_lines(work: UnitOfWork, frame: PageFrame) -> bool:
    """Return whether a page leaves out history that stands in no page before it.

    An answer to another question may have been made for another mark; it may also take the place of
    a page with these lines that was kept.  The first page of a commune that this laptop did not
    hold sets the mark.
    """
    marks = older_history.marks(work)
    if frame.scope not in marks and not frame.from_ and not inbox.downloaded(work)[frame.scope]:
        older_history.mark(work, frame.scope, frame.since)
        return False
    return frame.since > max(frame.from_, marks.get(frame.scope, 0))


def staged(reader: Reader) -> tuple[dict[tuple[str, str], Row], set[str]]:
    """Return what has been downloaded and not yet applied.

    Shapes: the rows, each as it came last; the operations of the history.
    """
    rows: dict[tuple[str, str], Row] = {}
    heard: set[str] = set()
    for frame in _kept(reader):
        page = _page(reader, frame)
        rows |= {(row.type, row.id): row for row in page.rows}
        heard |= {entry.op_id for entry in page.history}
    return rows, heard


def apply(work: UnitOfWork, *, whole: bool = False, news: Counter[str] | None = None) -> int:
    """Apply all kept pages in this transaction; return the number of rows taken.

    With *whole* they hold everything, and what they do not hold is not there any more; in *news*
    the rows that others wrote are counted by record type.

    Raises:
        TransientError: "answer-malformed"; the pages are forgotten, to be fetched anew.
    """
    arrived = _kept(work)
    try:
        pages = [_page(work, frame) for frame in arrived]
    except (TransientError, KeyError, ValueError, TypeError, AttributeError, *JSON_ERRORS) as error:
        inbox.forget_pages(work)
        work.commit()
        raise TransientError("answer-malformed") from error
    missed = set(work.local(_MISSED).split())
    missed |= {str(part["t"]) for frame in arrived for part in frame.rows}
    work.set_local(_MISSED, " ".join(sorted(missed - set(work.tables.types))))
    if news is not None:
        news.update(_others(work, pages))
    stubs.keep(work, (stub for frame in arrived for stub in frame.moved))
    return inbox.apply_pages(work, pages, whole=whole)


def _others(reader: Reader, pages: Sequence[Page]) -> Counter[str]:
    """Count the rows that are no mere echo of what this laptop sent."""
    own, device = outbox.waiting_rows(reader), reader.local("device_id")
    theirs = {entry.row_id for page in pages for entry in page.history if entry.device != device}
    rows = {(row.type, row.id) for page in pages for row in page.rows}
    return Counter(name for name, row_id in rows if row_id not in own or row_id in theirs)


def has_missed(reader: Reader) -> bool:
    """Return whether rows went by of a record type that this version has since learned."""
    return not set(reader.local(_MISSED).split()).isdisjoint(reader.tables.types)


def fetch_again(work: UnitOfWork) -> None:
    """Ask for everything once more, after an upgrade taught this laptop a new record type."""
    older_history.mark_whole(work, [scope for scope, seq in inbox.cursors(work).items() if seq])
    inbox.start_over(work)
    missed = set(work.local(_MISSED).split()) - set(work.tables.types)
    work.set_local(_MISSED, " ".join(sorted(missed)))


def _kept(reader: Reader) -> list[PageFrame]:
    frames = (decode_frame(line) for line in inbox.kept_pages(reader))
    return [frame for frame in frames if isinstance(frame, PageFrame)]


def _frame(reader: Reader, page: Page, pool: Pool | None = None) -> PageFrame:
    by_type: dict[str, list[Row]] = {}
    for row in page.rows:
        by_type.setdefault(row.type, []).append(row)
    older = page.older if page.since else None
    blocks = [block(reader.tables.types[name], rows, older, pool) for name, rows in by_type.items()]
    history = [asdict(entry) for entry in page.history]
    entered = pack("history", history, pool) if history else None
    return PageFrame(
        scope=page.scope,
        from_=page.from_seq,
        to=page.to_seq,
        ids=pool.packed() if pool else None,
        rows=blocks,
        left=list(page.left),
        history=entered,
        moved=stubs.of(reader, page.scope, page.left) if page.left else [],
        since=page.since,
    )


def block(
    declared: RecordType,
    rows: Sequence[Row],
    older: Set[str] | None = None,
    pool: Pool | None = None,
) -> Block:
    """Return rows of one record type as they travel; with *older* each says if it is among them."""
    return pack(
        declared.name,
        [
            {
                "id": row.id,
                "seq": row.seq,
                "created_at": row.created_at,
                "created_by": row.created_by,
                "deleted_at": row.deleted_at,
                "deleted_reason": row.deleted_reason,
                "extra": msgspec.json.encode(row.extra).decode() if row.extra else None,
                **({} if older is None else {_OLDER: row.id in older}),
                **row.values,
            }
            for row in rows
        ],
        pool,
    )


def rows_of(
    declared: RecordType, scope: str, part: Block | None, ids: Sequence[str] = ()
) -> list[Row]:
    """Return the rows of a block as they arrived; *ids* are those of the page's pool."""
    return [_row(declared, scope, values) for values in unpack(part, ids)] if part else []


def _page(reader: Reader, frame: PageFrame) -> Page:
    rows: list[Row] = []
    older: set[str] = set()
    ids = ids_in(frame.ids)
    for part in frame.rows:
        declared = reader.tables.types.get(str(part["t"]))
        if declared is None:
            continue
        for values in unpack(part, ids):
            if values.pop(_OLDER, False):
                older.add(str(values["id"]))
            rows.append(_row(declared, frame.scope, values))
    history = unpack(frame.history, ids) if frame.history else []
    return Page(
        scope=frame.scope,
        from_seq=frame.from_,
        to_seq=frame.to,
        rows=tuple(rows),
        left=tuple((kind, row_id) for kind, row_id in frame.left),
        history=tuple(
            HistoryEntry(**{name: entry[name] for name in _HISTORY}) for entry in history
        ),
        since=frame.since,
        older=frozenset(older),
    )


def _row(declared: RecordType, scope: str, values: dict[str, Any]) -> Row:
    extra = values.pop("extra")
    known = {name: values.pop(name, None) for name in declared.by_name}
    system = {name: values.pop(name) for name in _SYSTEM}
    unknown = {**(msgspec.json.decode(extra) if extra else {}), **values}
    plain, unknown = records.known(declared, known, unknown)
    return Row(type=declared.name, scope=scope, values=plain, extra=unknown, **system)


_HISTORY = tuple(field.name for field in fields(HistoryEntry))
_OLDER = "older!"
"""Column that says whether older lines of a row stayed at the province; no field has this name."""
_SYSTEM = ("id", "seq", "created_at", "created_by", "deleted_at", "deleted_reason")
