"""Access: the notes of who looked at what and took what out, in the book of one laptop.

Each note is a line of its own under the laptop's local facts, in the order of writing; none is
changed or taken out again.
"""

from __future__ import annotations

from sqlalchemy import select

from ctxh_desktop.storage.records import Reader
from ctxh_desktop.storage.unit_of_work import UnitOfWork

_FIRST, _BEYOND = "access:", "access;"
"""Keys of notes lie between; what follows the colon is an id that begins with the time."""


def write(work: UnitOfWork, note: str) -> None:
    """Keep a note."""
    work.set_local(_FIRST + work.ambient.new_id(), note)


def newest(reader: Reader, limit: int) -> list[str]:
    """Return the notes written last, the newest first."""
    book = reader.tables.book("local")
    is_note = (book.c.key >= _FIRST) & (book.c.key < _BEYOND)
    statement = select(book.c.value).where(is_note).order_by(book.c.key.desc()).limit(limit)
    return list(reader.connection.execute(statement).scalars())
