"""Access log (nhật ký xem hồ sơ): who looked at what is kept apart, and what left the book.

A note says who, when, which record and which fields, never a value.  It is on the disk before
anything is shown: what cannot be noted is not shown.  Who looks at the same again within a quarter
of an hour is still looking.  The notes stay on this laptop, and nothing is taken out of them.

    reading     sealed fields (class A) of a record, or the opening of a protected case
    file, paper a list of people that was written into a file, or printed

Source: security reference T04, T25; domain reference §6.1.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import msgspec

from ctxh_desktop.commands.desk import Desk, require
from ctxh_desktop.commands.handling import handles
from ctxh_desktop.commands.protection import person_of, shown_of
from ctxh_desktop.domain.schema import Row
from ctxh_desktop.domain.values import Plain
from ctxh_desktop.storage import access, people
from ctxh_desktop.storage.records import Reader

READING, FILE, PAPER = "reading", "file", "paper"
STILL = timedelta(minutes=15)
"""Looking at the same again within this time is the same reading."""
_LOOKED_BACK = 50
"""Notes among which the same reading is looked for."""


@dataclass(frozen=True)
class AccessNote:
    """One time that somebody looked, or took something out.

    Shapes: `at` is an instant; `kind` is READING, FILE or PAPER; `fields` are names, none where a
    protected case was opened; `file` is a file's name without its folder.
    """

    at: str
    by: str
    kind: str
    record_type: str = ""
    record_id: str = ""
    fields: tuple[str, ...] = ()
    rows: int = 0
    file: str = ""


@dataclass(frozen=True)
class AccessEntry:
    """A note with whom it is about; empty where it is about nobody, or they are not here."""

    note: AccessNote
    person_id: str = ""
    person_name: str = ""
    case_number: str = ""
    is_protected: bool = False


@dataclass(frozen=True)
class ListAccess:
    """Read the newest notes."""

    limit: int = 100


@dataclass(frozen=True)
class ReadSealed:
    """Look at the sealed fields of a record; it is noted."""

    type: str
    id: str
    fields: tuple[str, ...]


@handles(ListAccess)
def list_access(desk: Desk, command: ListAccess) -> tuple[AccessEntry, ...]:
    """Return the notes, newest first."""
    with desk.read() as reader:
        return tuple(_entry(desk, reader, note) for note in _newest(reader, command.limit))


@handles(ReadSealed)
def read_sealed(desk: Desk, command: ReadSealed) -> Row:
    """Return the record after this was noted (InputError "record-not-found")."""
    declared = desk.type(command.type)
    with desk.read() as reader:
        row = require(reader, declared.name, command.id)
    note_reading(desk, declared.name, row.id, command.fields)
    return row


def note_reading(desk: Desk, record_type: str, record_id: str, fields: Iterable[str]) -> None:
    """Note that somebody looks at sealed fields of a record, or (none) opens a protected case."""
    now, names = desk.ambient.instant(), tuple(sorted(fields))
    made = AccessNote(now, desk.user, READING, record_type, record_id, names)
    with desk.read() as reader:
        is_still = any(_holds(note, made) for note in _newest(reader, _LOOKED_BACK))
    if not is_still:
        _write(desk, made)


def note_sealed(desk: Desk, record_type: str, record_id: str, *shown: Mapping[str, Plain]) -> None:
    """Note a reading where one of these values is of a sealed field; nothing where none is."""
    declared = desk.store.tables.types.get(record_type)
    sealed = declared.sealed if declared is not None else frozenset()
    named = {name for values in shown for name, value in values.items() if value is not None}
    if sealed & named:
        note_reading(desk, record_type, record_id, sealed & named)


def note_export(desk: Desk, rows: int, file: str) -> None:
    """Note that a list left the book: into a file of this name, or ("") onto paper."""
    kind = FILE if file else PAPER
    _write(desk, AccessNote(desk.ambient.instant(), desk.user, kind, rows=rows, file=file))


def _write(desk: Desk, note: AccessNote) -> None:
    with desk.store.write(by=desk.user, label="NoteAccess") as work:
        access.write(work, msgspec.json.encode(note).decode())
        work.commit()


def _newest(reader: Reader, limit: int) -> list[AccessNote]:
    return [msgspec.json.decode(note, type=AccessNote) for note in access.newest(reader, limit)]


def _holds(known: AccessNote, new: AccessNote) -> bool:
    """Whether a note of shortly before says all that the new one would."""
    same = replace(known, at=new.at, fields=new.fields) == new
    if not same or bool(known.fields) != bool(new.fields):
        return False
    since = datetime.fromisoformat(new.at) - datetime.fromisoformat(known.at)
    return set(new.fields) <= set(known.fields) and timedelta(0) <= since < STILL


def _entry(desk: Desk, reader: Reader, note: AccessNote) -> AccessEntry:
    person = person_of(reader, note.record_type, note.record_id) if note.record_id else None
    if person is None:
        return AccessEntry(note)
    (line,) = people.lines(reader, [person.id])
    number = line.case.text("number") if line.case else ""
    is_protected = shown_of(desk, reader, person).is_protected
    return AccessEntry(note, person.id, person.text("full_name"), number, is_protected)
