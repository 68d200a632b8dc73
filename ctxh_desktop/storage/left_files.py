"""Left files: those of records that left this laptop, kept until two backups hold them.

Nobody here sees such a file any more, and no row here says whether it is safe.  So it is handed in
like any other (`attachments.to_send`), and then the mark of the province's backups is watched: the
number up to which the last two hold all operations.  The mark is the number of the older of the
two, so one that has risen twice since it was read is that of a backup made after that reading.

Invariants: a file goes no earlier than `RISES` rises after the province has confirmed it, all in
one history; a province that was restored is offered the file anew, and the count begins anew.

Source: sync design §4.13, invariant I17; ADR-0016, ADR-0028.
"""

from __future__ import annotations

import msgspec
from sqlalchemy import delete, select

from ctxh_desktop.storage.records import Reader, among
from ctxh_desktop.storage.unit_of_work import UnitOfWork

RISES = 4
"""Rises of the mark after which a confirmed file is in two backups.

One may have been said before the file was whole, and have come late by stick; the next was not, and
two more make sure that both backups are younger.
"""
_LEFT = "files_left"


class _Left(msgspec.Struct, frozen=True):
    """What is known of the backups in one history; `rises` is {hash: rises since confirmed}."""

    epoch: str = ""
    recv_no: int = 0
    rises: dict[str, int] = {}


def note_mark(work: UnitOfWork, recv_no: int) -> list[str]:
    """Count a risen mark; return the files that are forgotten now, with their keys.

    Which rows have just left or come back is written first.  What lies of a forgotten file on the
    disk can no longer be read, and is swept away.
    """
    known, epoch = _known(work), work.local("epoch")
    if known.epoch != epoch:
        known = _Left(epoch)
    if recv_no <= known.recv_no:
        return []
    work.flush()
    rises = {sha256: known.rises.get(sha256, 0) + 1 for sha256 in _confirmed(work)}
    gone = [sha256 for sha256, count in rises.items() if count >= RISES]
    book = work.tables.book("blob")
    work.connection.execute(delete(book).where(among(book.c.sha256, gone, work.tables.role)))
    kept = {sha256: count for sha256, count in rises.items() if count < RISES}
    work.set_local(_LEFT, msgspec.json.encode(_Left(epoch, recv_no, kept)).decode())
    return gone


def _known(reader: Reader) -> _Left:
    return msgspec.json.decode(reader.local(_LEFT) or "{}", type=_Left)


def _confirmed(reader: Reader) -> list[str]:
    """Return the files here that no row names any more and that the province has, it says."""
    row, book = reader.tables.records["attachment"], reader.tables.book("blob")
    statement = (
        select(book.c.sha256)
        .outerjoin(row, row.c.sha256 == book.c.sha256)
        .where(book.c.is_here, row.c.id.is_(None), book.c.sent_bytes >= book.c.size_bytes)
        .order_by(book.c.sha256)
    )
    return list(reader.connection.execute(statement).scalars())
