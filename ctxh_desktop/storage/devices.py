"""Devices: the laptops a province knows, and the one-time codes by which they come in.

Source: sync design §4.3; security reference §4.5.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import msgspec
from sqlalchemy import Table, func, select, update

from ctxh_desktop.storage.records import Reader
from ctxh_desktop.storage.unit_of_work import UnitOfWork

ATTEMPTS_MAX = 10
"""Wrong proofs after which an enrolment code is spent."""

SESSIONS_KEPT = 30
_LOCK = 0x43545844
"""Advisory lock under which a device gets its letters ("CTXD")."""


@dataclass(frozen=True)
class Device:
    """One enrolled laptop.

    Units: `public_key` is hexadecimal Ed25519; `reached` is JSON {scope: seq}, the cursors that it
    last presented; `revision` is that of the record types which its program knows, 0 before the
    first contact; `sessions` are those of its program, the present one first, and `doubled_at` is
    when an earlier one was heard again: then two machines use one copy.

    Invariants: `block` is unlike that of any other device of the province, so that case numbers
    never collide.
    """

    id: str
    label: str
    public_key: str
    scopes: tuple[str, ...]
    block: str
    status: str
    enrolled_at: str
    last_seen_at: str | None = None
    reached: str | None = None
    revision: int = 0
    sessions: tuple[str, ...] = ()
    doubled_at: str | None = None

    @property
    def is_active(self) -> bool:
        """Whether it may still fetch rows."""
        return self.status == "active"


@dataclass(frozen=True)
class Enrolment:
    """One enrolment code, as the province keeps it (never the code itself)."""

    code_id: str
    stored: str
    scopes: tuple[str, ...]
    expires_at: str
    used_at: str | None
    device: str | None
    attempts: int


def devices(reader: Reader) -> list[Device]:
    """Return all devices in the order of their enrolment."""
    book = reader.tables.book("device")
    rows = reader.connection.execute(select(book).order_by(book.c.enrolled_at)).mappings()
    return [_device(dict(row)) for row in rows]


def device(reader: Reader, device_id: str, *, lock: bool = False) -> Device | None:
    """Return a device, or None when it was never enrolled here.

    With *lock* its other requests wait until this transaction has ended.
    """
    book = reader.tables.book("device")
    statement = select(book).where(book.c.id == device_id)
    found = reader.connection.execute(statement.with_for_update() if lock else statement)
    row = found.mappings().first()
    return None if row is None else _device(dict(row))


def add_device(work: UnitOfWork, new: Device) -> None:
    """Write down a newly enrolled device."""
    columns = {**vars(new), "scopes": " ".join(new.scopes)}
    columns["incarnation"] = " ".join(columns.pop("sessions"))
    work.connection.execute(work.tables.book("device").insert().values(**columns))


def next_block(reader: Reader) -> str:
    """Return letters for case numbers that no device has: A … Z, AA, AB …."""
    book = reader.tables.book("device")
    number = int(reader.connection.execute(select(func.count()).select_from(book)).scalar() or 0)
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def one_at_a_time(work: UnitOfWork) -> None:
    """Wait until nobody else is taking letters, and keep others waiting until this commits."""
    work.connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))


def seen(
    work: UnitOfWork, known: Device, reached: Mapping[str, int], revision: int, session: str
) -> None:
    """Note that a device was in contact now, how far it had come, with a program of *revision*.

    A program draws its *session* anew each time it opens the book, so a session that is heard
    again after another one runs on another machine, from a copy of the same disk.  A stick has
    none: its parcels may be read late.
    """
    book = work.tables.book("device")
    now = work.ambient.instant()
    noted = {
        "last_seen_at": now,
        "reached": msgspec.json.encode(reached).decode(),
        "revision": revision,
    }
    if session and session != "".join(known.sessions[:1]):
        others = [one for one in known.sessions if one != session]
        noted["incarnation"] = " ".join([session, *others][:SESSIONS_KEPT])
        if len(others) < len(known.sessions):
            noted["doubled_at"] = now
    work.connection.execute(update(book).where(book.c.id == known.id).values(**noted))


def change_scope(work: UnitOfWork, old: str, new: str) -> None:
    """Give the devices of one scope another in its place."""
    book = work.tables.book("device")
    for known in devices(work):
        if old in known.scopes:
            scopes = dict.fromkeys(new if scope == old else scope for scope in known.scopes)
            changed = update(book).where(book.c.id == known.id).values(scopes=" ".join(scopes))
            work.connection.execute(changed)


def revoke(work: UnitOfWork, device_id: str) -> bool:
    """Stop a device from fetching; return whether there was such a device."""
    book = work.tables.book("device")
    done = work.connection.execute(
        update(book).where(book.c.id == device_id).values(status="revoked")
    )
    return bool(done.rowcount)


def add_enrolment(work: UnitOfWork, new: Enrolment) -> None:
    """Write down a new enrolment code."""
    columns = {**vars(new), "scopes": " ".join(new.scopes)}
    work.connection.execute(work.tables.book("enrolment").insert().values(**columns))


def enrolment(reader: Reader, code_id: str, *, lock: bool = False) -> Enrolment | None:
    """Return an enrolment code by its public part; *lock* it when it is to be used."""
    book = reader.tables.book("enrolment")
    statement = select(book).where(book.c.code_id == code_id)
    found = reader.connection.execute(statement.with_for_update() if lock else statement)
    row = found.mappings().first()
    return None if row is None else Enrolment(**{**row, "scopes": tuple(row["scopes"].split())})


def count_attempt(work: UnitOfWork, code_id: str) -> None:
    """Count a wrong proof against a code."""
    book: Table = work.tables.book("enrolment")
    statement = update(book).where(book.c.code_id == code_id)
    work.connection.execute(statement.values(attempts=book.c.attempts + 1))


def use_enrolment(work: UnitOfWork, code_id: str, device_id: str) -> None:
    """Mark a code as used by a device."""
    book = work.tables.book("enrolment")
    statement = update(book).where(book.c.code_id == code_id)
    work.connection.execute(statement.values(used_at=work.ambient.instant(), device=device_id))


def _device(row: dict[str, str]) -> Device:
    names = ("id", "label", "public_key", "block", "status", "enrolled_at")
    more = ("last_seen_at", "reached", "doubled_at")
    known = {name: row[name] for name in (*names, *more)}
    return Device(
        scopes=tuple(row["scopes"].split()),
        revision=int(row["revision"]),
        sessions=tuple(row["incarnation"].split()),
        **known,
    )
