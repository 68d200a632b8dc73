"""Attachments: a laptop's book of files, and their bytes in the vault beside the database.

    here, row not stored   only this laptop is sure to have it: sent when there is a line, kept
    here, row stored       the province has it too: may be let go of, oldest use first
    not here               fetched on demand, piece by piece, pieces inside the database

Whether the province has a file is never written in this book: only the attachment's row says so,
and only the province writes it there (`stored_at`).  A file is on the disk before the book says
so, and leaves the disk after the book says so; what a dead program left between is swept.

Which files are in two backups of the province it says by numbers: those of attachments numbered up
to there (`set_safe`).  One that was restored says so by its rows, and gets the files again.  Files
of records that have left this laptop are no longer named by any row: `storage.left_files`.

Invariants (I17): no way out of here for bytes that are not in two backups of the province, but of
attachments that were taken away longer than `KEPT_DAYS` ago, as two backups tell.
Source: sync design §4.2, §4.8, §4.13; ADR-0016.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, and_, delete, exists, false, func, or_, select, true, update

from ctxh_desktop.domain.schema import Row
from ctxh_desktop.domain.values import Kind, to_plain
from ctxh_desktop.errors import InputError, IntegrityError
from ctxh_desktop.security.vault import KEY_BYTES, Vault
from ctxh_desktop.storage import bulk
from ctxh_desktop.storage.records import Reader, among
from ctxh_desktop.storage.store import Store
from ctxh_desktop.storage.unit_of_work import UnitOfWork

KEPT_DAYS = 35
"""How long the file of an attachment that was taken away stays here: it may be brought back."""
BUDGET_BYTES = 2 * 1024**3
"""What files may take on a laptop's disk."""
_SAFE = "files_safe"
"""Where it is kept which files are in two backups."""


@dataclass(frozen=True)
class Blob:
    """What this laptop knows of one file.

    Units: bytes; `got_bytes` of a download under way.
    """

    sha256: str
    size_bytes: int
    key: bytes
    is_here: bool
    is_wanted: bool
    sent_bytes: int
    got_bytes: int


def blobs(reader: Reader, hashes: Iterable[str]) -> dict[str, Blob]:
    """Return what the book says of files; unknown ones are left out."""
    book, part = reader.tables.book("blob"), reader.tables.book("blob_part")
    got = (
        select(func.coalesce(func.sum(func.length(part.c.body)), 0))
        .where(part.c.sha256 == book.c.sha256)
        .scalar_subquery()
    )
    wanted = among(book.c.sha256, set(hashes), reader.tables.role)
    found = reader.connection.execute(select(book, got.label("got")).where(wanted))
    return {
        row.sha256: Blob(
            row.sha256,
            int(row.size_bytes),
            bytes.fromhex(row.key),
            bool(row.is_here),
            bool(row.is_wanted),
            int(row.sent_bytes),
            int(row.got),
        )
        for row in found
    }


def take_in(work: UnitOfWork, vault: Vault, content: bytes) -> str:
    """Keep a file that a person gave to this laptop; return its hash.

    The bytes are on the disk, sealed, before the transaction that names them ends.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    known = blobs(work, [sha256]).get(sha256)
    if known is None or not known.is_here:
        key = _enter(work, sha256, len(content))
        vault.write(sha256, key, content)
        _set(work, sha256, is_here=True)
    return sha256


def read(reader: Reader, vault: Vault, sha256: str) -> bytes | None:
    """Return the bytes of a file, None when they are not here.

    Raises:
        IntegrityError: "attachment-damaged".
    """
    blob = blobs(reader, [sha256]).get(sha256)
    if blob is None or not blob.is_here:
        return None
    content = vault.read(sha256, blob.key)
    if hashlib.sha256(content).hexdigest() != sha256:
        raise IntegrityError("attachment-damaged")
    return content


def want(work: UnitOfWork, sha256: str, size_bytes: int) -> None:
    """Ask for a file that is not here: it comes before all others."""
    _enter(work, sha256, size_bytes)
    _set(work, sha256, is_wanted=True)


def note_used(work: UnitOfWork, sha256: str) -> None:
    """Note that somebody looked at a file, so that it is let go of late."""
    _set(work, sha256, used_at=work.ambient.instant())


def note_sent(work: UnitOfWork, sha256: str, sent_bytes: int) -> None:
    """Note how much of a file the province has, for the person who waits."""
    _set(work, sha256, sent_bytes=sent_bytes)


def fetch_again(work: UnitOfWork, sha256: str) -> None:
    """Fetch a file once more that is damaged here; only for one that the province has."""
    _set(work, sha256, is_here=False, is_wanted=True, sent_bytes=0)


def keep_part(work: UnitOfWork, sha256: str, size_bytes: int, offset: int, body: bytes) -> None:
    """Keep a piece of a file that is being fetched, in the transaction that moves the offset."""
    _enter(work, sha256, size_bytes)
    part = work.tables.book("blob_part")
    row = {"sha256": sha256, "from_byte": offset, "body": body}
    bulk.upsert(work.connection, part, [row], ["sha256", "from_byte"])


def finish(work: UnitOfWork, vault: Vault, sha256: str) -> bool:
    """Put the pieces of a fetched file together; return whether they are the file.

    Pieces that are not are thrown away, so that it can be fetched from the start.
    """
    blob = blobs(work, [sha256])[sha256]
    part = work.tables.book("blob_part")
    of_file = part.c.sha256 == sha256
    pieces = work.connection.execute(select(part.c.body).where(of_file).order_by(part.c.from_byte))
    content = b"".join(pieces.scalars())
    work.connection.execute(delete(part).where(of_file))
    if hashlib.sha256(content).hexdigest() != sha256:
        return False
    vault.write(sha256, blob.key, content)
    came = {"is_here": True, "is_wanted": False, "sent_bytes": len(content)}
    _set(work, sha256, **came, used_at=work.ambient.instant())
    return True


def to_send(reader: Reader) -> list[Blob]:
    """Return the files that the province has yet to confirm, oldest attachment first.

    Only those whose row the province already has, since the text goes before the picture; and last
    those that no row names any more because their record has left this laptop.
    """
    return _unconfirmed(reader, reader.tables.records["attachment"].c.seq > 0)


def only_here(reader: Reader) -> list[Blob]:
    """Return the files that the province has not confirmed, also where it holds their row back."""
    return [blob for blob in unconfirmed(reader) if blob.sent_bytes < blob.size_bytes]


def unconfirmed(reader: Reader) -> list[Blob]:
    """Return the files here of which the province has not said that it has them, oldest first.

    Also those whose row is still unsent: on a stick row and file travel together.  Last those that
    no row names any more.
    """
    return _unconfirmed(reader, true())


def _unconfirmed(reader: Reader, is_due: ColumnElement[bool]) -> list[Blob]:
    row, book = reader.tables.records["attachment"], reader.tables.book("blob")
    is_open = row.c.id.is_not(None) & row.c.deleted_at.is_(None) & row.c.stored_at.is_(None)
    has_left = row.c.id.is_(None) & (book.c.sent_bytes < book.c.size_bytes)
    statement = (
        select(book.c.sha256)
        .outerjoin(row, row.c.sha256 == book.c.sha256)
        .where(book.c.is_here, or_(has_left, is_open & is_due))
        .order_by(row.c.id.is_(None), row.c.id)
    )
    return _ordered(reader, reader.connection.execute(statement).scalars())


def waiting(reader: Reader) -> dict[str, list[Row]]:
    """Return what is only here for all this laptop knows: hash → its attachments, oldest first."""
    row, book = reader.tables.records["attachment"], reader.tables.book("blob")
    statement = (
        select(row)
        .join(book, and_(book.c.sha256 == row.c.sha256, book.c.is_here))
        .where(row.c.deleted_at.is_(None), row.c.stored_at.is_(None))
        .order_by(row.c.id)
    )
    found: dict[str, list[Row]] = {}
    for each in reader.listing("attachment", statement):
        found.setdefault(each.text("sha256"), []).append(each)
    return found


def to_fetch(reader: Reader, responsible: str = "") -> list[tuple[str, int]]:
    """Return (hash, size) of files to fetch, newest first.

    Args:
        reader: the laptop's data.
        responsible: also those of this person's open cases; else only what somebody asked for.
    """
    row, book = reader.tables.records["attachment"], reader.tables.book("blob")
    case = reader.tables.records["case"]
    is_due: ColumnElement[bool] = func.coalesce(book.c.is_wanted, False)
    if responsible:
        own = (case.c.id == row.c.case_id) & (case.c.responsible == responsible)
        never_here = book.c.sha256.is_(None) | (book.c.used_at == "")
        is_due = or_(is_due, never_here & exists().where(own & case.c.closed_on.is_(None)))
    statement = (
        select(row.c.sha256, row.c.size_bytes)
        .outerjoin(book, book.c.sha256 == row.c.sha256)
        .where(row.c.deleted_at.is_(None), row.c.stored_at.is_not(None), is_due)
        .where(func.coalesce(book.c.is_here, False).is_(False))
        .order_by(func.coalesce(book.c.is_wanted, False).desc(), row.c.id.desc())
    )
    found = reader.connection.execute(statement).all()
    return list(dict.fromkeys((sha256, int(size)) for sha256, size in found))


def here(reader: Reader) -> list[str]:
    """Return the hashes of the files that lie on this laptop."""
    book = reader.tables.book("blob")
    return list(reader.connection.execute(select(book.c.sha256).where(book.c.is_here)).scalars())


def used_bytes(reader: Reader) -> int:
    """Return what files take on this laptop, pieces of downloads too."""
    book, part = reader.tables.book("blob"), reader.tables.book("blob_part")
    whole = select(func.coalesce(func.sum(book.c.size_bytes), 0)).where(book.c.is_here)
    pieces = select(func.coalesce(func.sum(func.length(part.c.body)), 0))
    return sum(int(reader.connection.execute(each).scalar() or 0) for each in (whole, pieces))


def make_room(store: Store, vault: Vault, needed: int, budget: int = BUDGET_BYTES) -> None:
    """Let go of files that the province has, longest unused first, until *needed* bytes fit.

    Raises:
        InputError: "attachment-budget-used-up": what is left is only here, or too fresh.
    """
    gone: list[str] = []
    with store.write(by="", label="MakeRoom") as work:
        excess = used_bytes(work) + needed - budget
        for sha256, size in _spare(work) if excess > 0 else ():
            if excess <= 0:
                break
            _set(work, sha256, is_here=False, is_wanted=False)
            gone.append(sha256)
            excess -= size
        if excess > 0:
            raise InputError("attachment-budget-used-up", megabytes=budget // 1024**2)
        work.commit()
    for sha256 in gone:
        vault.remove(sha256)


def sweep(store: Store, vault: Vault) -> int:
    """Remove what a dead program left on the disk; return how many files.

    Writers wait meanwhile: a file that is being taken in is named by the book before they go on.
    Pieces of a download go, too, when no attachment names the file any more.
    """
    with store.write(by="", label="Sweep") as work:
        row, part = work.tables.records["attachment"], work.tables.book("blob_part")
        named = select(row.c.sha256).where(row.c.deleted_at.is_(None))
        work.connection.execute(delete(part).where(part.c.sha256.not_in(named)))
        stray = vault.names() - set(here(work))
        for name in stray:
            vault.remove(name)
        work.commit()
    return len(stray)


def has_any(reader: Reader) -> bool:
    """Return whether any file lies on this laptop."""
    book = reader.tables.book("blob")
    found = reader.connection.execute(select(book.c.sha256).where(book.c.is_here).limit(1))
    return found.first() is not None


def safe_mark(reader: Reader) -> int:
    """Return the mark of the backups of which this laptop knows which files they hold; 0: none."""
    return _safe(reader).recv_no


def set_safe(work: UnitOfWork, numbers: Mapping[str, int], recv_no: int) -> None:
    """Note up to which number of each scope the files of attachments are in two backups.

    The rows here are as new as *numbers* or newer: only then a low number tells that the row has
    not changed since.
    """
    if numbers:
        said = _Safe(recv_no, dict(numbers))
        work.set_local(_SAFE, msgspec.json.encode(said).decode())


def forget_word(work: UnitOfWork) -> None:
    """Forget what the province said of files in a history that has ended: it was restored."""
    work.set_local(_SAFE, "")
    work.connection.execute(update(work.tables.book("blob")).values(sent_bytes=0))


class _Safe(msgspec.Struct, frozen=True):
    """What is known of the backups; `numbers` is {scope: number}."""

    recv_no: int = 0
    numbers: dict[str, int] = {}


def _safe(reader: Reader) -> _Safe:
    return msgspec.json.decode(reader.local(_SAFE) or "{}", type=_Safe)


def _spare(work: UnitOfWork) -> list[tuple[str, int]]:
    """Return (hash, size) of files here that may be let go of, longest unused first."""
    row, book = work.tables.records["attachment"], work.tables.book("blob")
    before = to_plain(Kind.INSTANT, work.ambient.now() - timedelta(days=KEPT_DAYS))
    named = row.c.sha256 == book.c.sha256
    in_backups = [
        (row.c.scope == scope) & row.c.seq.between(1, number)
        for scope, number in _safe(work).numbers.items()
    ]
    is_over = or_(row.c.stored_at.is_not(None), row.c.deleted_at < before)
    safe = and_(or_(false(), *in_backups), is_over)
    unsafe = exists().where(named, func.coalesce(safe, False).is_(False))
    statement = (
        select(book.c.sha256, book.c.size_bytes)
        .where(book.c.is_here, exists().where(named), ~unsafe)
        .order_by(book.c.used_at, book.c.sha256)
    )
    return [(sha256, int(size)) for sha256, size in work.connection.execute(statement)]


def _ordered(reader: Reader, hashes: Iterable[str]) -> list[Blob]:
    wanted = list(dict.fromkeys(hashes))
    known = blobs(reader, wanted)
    return [known[sha256] for sha256 in wanted]


def _enter(work: UnitOfWork, sha256: str, size_bytes: int) -> bytes:
    """Write a file into the book where it is not there yet; return its key."""
    known = blobs(work, [sha256]).get(sha256)
    if known is not None:
        return known.key
    key = work.ambient.random_bytes(KEY_BYTES)
    row: dict[str, Any] = {
        "sha256": sha256,
        "size_bytes": size_bytes,
        "key": key.hex(),
        "is_here": False,
        "is_wanted": False,
        "used_at": "",
    }
    bulk.upsert(work.connection, work.tables.book("blob"), [row], ["sha256"], keep=True)
    return key


def _set(work: UnitOfWork, sha256: str, **values: Any) -> None:
    book = work.tables.book("blob")
    if values.get("is_here"):
        values.setdefault("used_at", work.ambient.instant())
    work.connection.execute(update(book).where(book.c.sha256 == sha256).values(**values))
