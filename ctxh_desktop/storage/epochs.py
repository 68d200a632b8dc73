"""Epochs: the histories of a province, and what of the present one its backups hold.

A province that was restored from a backup begins a new epoch: its counters go over the same numbers
once more, for other changes.  An epoch is `number.noise`: the number tells which of two is newer,
the noise tells apart two restores of one backup.

Invariants: an operation is *safe*, and so is the number of a row, when the last two verified
backups of the present epoch hold it, so that any of the two may be restored without losing it.

Source: sync design §4.8; ADR-0013.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec
from sqlalchemy import func, select, text

from ctxh_desktop.ambient import Ambient
from ctxh_desktop.storage.records import Reader
from ctxh_desktop.storage.unit_of_work import UnitOfWork

NUMBER_DIGITS_MAX = 19
BELIEVED_MAX = 10**18
"""Number of an epoch beyond which no laptop is believed: one must not lead all others astray."""
BACKUPS_TRUSTED = 2
"""Verified backups that must hold an operation before laptops may stop giving it again."""
_CLUSTER = "cluster"
"""Where the identity of the database cluster is kept."""
_TOPS = "backup_tops"
"""Where it is kept which numbers the last verified backups hold."""


def number_of(epoch: str) -> int:
    """Return the number of an epoch; 0 for one that is none."""
    number, _, _ = epoch.partition(".")
    is_number = number.isascii() and number.isdigit() and len(number) <= NUMBER_DIGITS_MAX
    return int(number) if is_number else 0


def is_past(told: str, known: str) -> bool:
    """Return whether an epoch that was *told* is none that can follow the *known* one.

    A province never goes back: one that was restored begins an epoch newer than any that its
    laptops know.  So what says otherwise is late, or is not the province's word.
    """
    return bool(known) and told != known and number_of(told) <= number_of(known)


def following(ambient: Ambient, known: Iterable[str] = ()) -> str:
    """Return a new epoch, newer than all the *known*."""
    number = max(map(number_of, known), default=0) + 1
    return f"{number}.{ambient.random_bytes(4).hex()}"


def begin(work: UnitOfWork, *known: str) -> str:
    """Begin a new epoch, newer than the present one and all the *known*; return it."""
    new = following(work.ambient, [work.local("epoch"), *known])
    work.set_local("epoch", new)
    return new


def check_cluster(work: UnitOfWork) -> bool:
    """Begin a new epoch when this database is a copy in another cluster; return whether it is.

    A dump that is restored elsewhere, or a cluster rolled back to a point in time, carries the
    identity of the cluster in which it was made.
    """
    found = work.connection.execute(
        text(
            "SELECT s.system_identifier || '/' || c.timeline_id "
            "FROM pg_control_system() s, pg_control_checkpoint() c"
        )
    )
    here, known = str(found.scalar_one()), work.local(_CLUSTER)
    if here == known:
        return False
    work.set_local(_CLUSTER, here)
    if not known:
        return False
    begin(work)
    return True


def received_upto(work: UnitOfWork) -> int:
    """Return the last place given to an operation, when nobody is about to give an earlier one.

    A place is given before its transaction commits, so a snapshot may hold a later one and miss an
    earlier (sync trap 1); here all writers are waited for.
    """
    book = work.tables.book("operation")
    work.connection.execute(text(f'LOCK TABLE "{book.name}" IN SHARE MODE'))
    return int(work.connection.execute(select(func.max(book.c.recv_no))).scalar() or 0)


def mark_backup(
    work: UnitOfWork, backup_id: str, epoch: str, recv_no: int, tops: Mapping[str, int]
) -> None:
    """Note that a backup was verified and holds all operations of *epoch* up to *recv_no*.

    Shapes: `tops` is {scope: the highest number given in it before the backup was begun}.
    """
    row = {
        "id": backup_id,
        "epoch": epoch,
        "recv_no": recv_no,
        "verified_at": work.ambient.instant(),
    }
    work.connection.execute(work.tables.book("backup").insert().values(**row))
    last = [*_marked(work), _Marked(epoch, dict(tops))][-BACKUPS_TRUSTED:]
    work.set_local(_TOPS, msgspec.json.encode(last).decode())


def safe(reader: Reader) -> tuple[str, int]:
    """Return (epoch, recv_no): operations up to there are in two verified backups of it."""
    book, epoch = reader.tables.book("backup"), reader.local("epoch")
    last = (
        select(book.c.recv_no)
        .where(book.c.epoch == epoch)
        .order_by(book.c.verified_at.desc(), book.c.recv_no.desc())
        .limit(BACKUPS_TRUSTED)
    )
    found = list(reader.connection.execute(last).scalars())
    return epoch, min(found) if len(found) == BACKUPS_TRUSTED else 0


def safe_tops(reader: Reader) -> dict[str, int]:
    """Return {scope: number}: rows and history up to there are in two verified backups.

    A scope of which that is not known is not named.
    """
    epoch = reader.local("epoch")
    found = [marked.tops for marked in _marked(reader) if marked.epoch == epoch]
    if len(found) < BACKUPS_TRUSTED:
        return {}
    return {
        scope: min(tops[scope] for tops in found)
        for scope in found[0]
        if all(scope in tops for tops in found)
    }


class _Marked(msgspec.Struct, frozen=True):
    """The numbers that one verified backup holds."""

    epoch: str
    tops: dict[str, int]


def _marked(reader: Reader) -> list[_Marked]:
    return msgspec.json.decode(reader.local(_TOPS, "[]"), type=list[_Marked])
