"""Archive: the province's files of attachments, as pieces inside its database.

A backup of the database therefore holds everything, and what a row says of a file is as true after
a restore as before.  A file counts once its whole hash was checked; in that transaction every row
that names it is marked (`stored_at`), as an ordinary change that is numbered and travels.

What is left of an upload that nobody went on with is thrown away in the end (`tidy`); the laptop
still has the file, and begins anew.

Invariants (I17): `verified_at` ⇔ the pieces together have this hash; only then is a row marked.
Source: sync design §4.3, §4.13; ADR-0016.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, func, or_, select, update

from ctxh_desktop.domain.values import Kind, to_plain
from ctxh_desktop.storage import bulk
from ctxh_desktop.storage.devices import Device
from ctxh_desktop.storage.records import Reader
from ctxh_desktop.storage.unit_of_work import UnitOfWork

ABANDONED_DAYS = 30
"""How long pieces wait for the next one: a laptop that comes only by stick comes once a month."""
TIDIED_MAX = 1_000
"""Uploads thrown away in one transaction."""


@dataclass(frozen=True)
class Holding:
    """What the province has of one file, in bytes."""

    size_bytes: int
    have_bytes: int
    is_verified: bool


def may_fetch(reader: Reader, device: Device, sha256: str) -> bool:
    """Return whether a device's communes hold an attachment with this file."""
    row = reader.tables.records["attachment"]
    named = (row.c.sha256 == sha256) & row.c.scope.in_(device.scopes)
    found = reader.connection.execute(select(row.c.id).where(named).limit(1)).first()
    return device.is_active and found is not None


def may_send(reader: Reader, device: Device, sha256: str) -> bool:
    """Return whether a file may come from a device: of its communes, or of its own making.

    The second covers a record that has left the device's communes, and one whose row is held: the
    bytes may be nowhere else (sync trap 10).
    """
    if may_fetch(reader, device, sha256):
        return True
    book = reader.tables.book("operation")
    own = (book.c.device == device.id) & (book.c.record_type == "attachment")
    names_it = select(book.c.op_id).where(own, book.c.body.contains(sha256, autoescape=True))
    return reader.connection.execute(names_it.limit(1)).first() is not None


def holding(reader: Reader, sha256: str) -> Holding | None:
    """Return what there is of a file."""
    book = reader.tables.book("blob")
    return _holding(reader, select(book).where(book.c.sha256 == sha256))


def locked(work: UnitOfWork, sha256: str, size_bytes: int) -> Holding:
    """Return what there is of a file, entered where it is new; others wait until this ends."""
    book = work.tables.book("blob")
    new = {"sha256": sha256, "size_bytes": size_bytes, "have_bytes": 0}
    bulk.upsert(work.connection, book, [new], ["sha256"], keep=True)
    found = _holding(work, select(book).where(book.c.sha256 == sha256).with_for_update())
    assert found is not None, "it was entered"
    return found


def add_part(work: UnitOfWork, sha256: str, offset: int, body: bytes) -> int:
    """Keep the next piece of a locked file; return how many bytes there are now."""
    book, part = work.tables.book("blob"), work.tables.book("blob_part")
    values = {"sha256": sha256, "from_byte": offset, "body": body}
    work.connection.execute(part.insert().values(**values))
    have = offset + len(body)
    reached = {"have_bytes": have, "touched_at": work.ambient.instant()}
    work.connection.execute(update(book).where(book.c.sha256 == sha256).values(**reached))
    return have


def verify(work: UnitOfWork, sha256: str) -> bool:
    """Check the hash of a locked file that is complete; a wrong one is thrown away."""
    part, book = work.tables.book("blob_part"), work.tables.book("blob")
    pieces = select(part.c.body).where(part.c.sha256 == sha256).order_by(part.c.from_byte)
    digest = hashlib.sha256()
    for body in work.connection.execute(pieces).scalars():
        digest.update(body)
    if digest.hexdigest() != sha256:
        start_over(work, sha256, 0)
        return False
    now = work.ambient.instant()
    work.connection.execute(update(book).where(book.c.sha256 == sha256).values(verified_at=now))
    return True


def start_over(work: UnitOfWork, sha256: str, size_bytes: int) -> None:
    """Throw away the pieces of a locked file."""
    part, book = work.tables.book("blob_part"), work.tables.book("blob")
    work.connection.execute(delete(part).where(part.c.sha256 == sha256))
    values = {"have_bytes": 0, "size_bytes": size_bytes, "verified_at": None}
    work.connection.execute(update(book).where(book.c.sha256 == sha256).values(**values))


def tidy(work: UnitOfWork) -> int:
    """Throw away the pieces of uploads to which nothing came for `ABANDONED_DAYS`; return how many.

    One that is being added to at this moment is passed over.  Pieces from before their time was
    kept have it from now on.
    """
    book = work.tables.book("blob")
    is_open = book.c.verified_at.is_(None) & (book.c.have_bytes > 0)
    now = work.ambient.now()
    undated = update(book).where(is_open, book.c.touched_at.is_(None))
    work.connection.execute(undated.values(touched_at=to_plain(Kind.INSTANT, now)))
    before = to_plain(Kind.INSTANT, now - timedelta(days=ABANDONED_DAYS))
    stale = select(book.c.sha256).where(is_open, book.c.touched_at < before)
    stale = stale.order_by(book.c.touched_at).limit(TIDIED_MAX).with_for_update(skip_locked=True)
    found = list(work.connection.execute(stale).scalars())
    for sha256 in found:
        start_over(work, sha256, 0)
    return len(found)


def mark_stored(work: UnitOfWork, sha256: str) -> int:
    """Say on every attachment with a verified file that it is here; return how many were new."""
    ids = unmarked(work, sha256)
    work.load("attachment", ids)
    now = work.ambient.instant()
    for row_id in ids:
        work.patch("attachment", row_id, {"stored_at": now})
    return len(ids)


def unmarked(reader: Reader, sha256: str) -> list[str]:
    """Return the ids of attachments that name a file and do not say that it is here."""
    row = reader.tables.records["attachment"]
    named = (row.c.sha256 == sha256) & row.c.stored_at.is_(None)
    return sorted(reader.connection.execute(select(row.c.id).where(named)).scalars())


def piece(reader: Reader, sha256: str, offset: int, length: int) -> bytes:
    """Return the bytes of a file from *offset*, at most *length*."""
    part = reader.tables.book("blob_part")
    end = part.c.from_byte + func.length(part.c.body)
    overlaps = (part.c.from_byte < offset + length) & (end > offset)
    statement = select(part.c.from_byte, part.c.body).where(part.c.sha256 == sha256, overlaps)
    found = reader.connection.execute(statement.order_by(part.c.from_byte)).all()
    if not found:
        return b""
    skipped = offset - int(found[0].from_byte)
    return b"".join(each.body for each in found)[skipped : skipped + length]


def false_marks(reader: Reader) -> list[str]:
    """Return the ids of attachments that are marked while their file is not here (I17: none)."""
    row, book = reader.tables.records["attachment"], reader.tables.book("blob")
    statement = (
        select(row.c.id)
        .outerjoin(book, book.c.sha256 == row.c.sha256)
        .where(row.c.stored_at.is_not(None))
        .where(or_(book.c.sha256.is_(None), book.c.verified_at.is_(None)))
    )
    return sorted(reader.connection.execute(statement).scalars())


def safe_numbers(reader: Reader, wanted: Sequence[str], recv_no: int) -> dict[str, int]:
    """Return for each of some scopes a number: no attachment up to it was changed after *recv_no*.

    A file is stored in the transaction that says so on its attachments, so what holds the last
    change of an attachment holds its file.  It is read in one snapshot: what others commit
    meanwhile gets a higher number.
    """
    scope, log = reader.tables.book("scope"), reader.tables.book("log")
    operation = reader.tables.book("operation")
    newer = (operation.c.record_type == "attachment") & (operation.c.recv_no > recv_no)
    is_of = (log.c.record_type == "attachment") & (log.c.row_id == operation.c.row_id)
    first = (
        select(log.c.scope, func.min(log.c.seq).label("seq"))
        .select_from(operation.join(log, is_of))
        .where(newer, log.c.kind == "r", log.c.scope.in_(wanted))
        .group_by(log.c.scope)
        .subquery()
    )
    number = func.least(scope.c.seq, func.coalesce(first.c.seq - 1, scope.c.seq))
    statement = (
        select(scope.c.scope, number)
        .outerjoin(first, first.c.scope == scope.c.scope)
        .where(scope.c.scope.in_(wanted))
    )
    return {each: int(upto) for each, upto in reader.connection.execute(statement)}


def _holding(reader: Reader, statement: object) -> Holding | None:
    row = reader.connection.execute(statement).first()  # type: ignore[call-overload]
    if row is None:
        return None
    return Holding(int(row.size_bytes), int(row.have_bytes), row.verified_at is not None)
