"""Stubs: what a commune keeps of the people who moved to another one: name, where to, since when.

    province  note(…) when somebody is moved · of(…) beside the rows that left, page by page
    laptop    keep(…) what came · find(…) when somebody is looked for

Nothing else of them stays.  Who has come back is a person like any other again, and no stub.

Source: sync design §4.9; ADR-0020.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Annotated

import msgspec
from sqlalchemy import delete, select

from ctxh_desktop.domain import words
from ctxh_desktop.storage.records import Reader
from ctxh_desktop.storage.unit_of_work import UnitOfWork

FOUND_MAX = 5
LOOKED_THROUGH_MAX = 5_000
"""Stubs of one laptop that are looked through; a commune loses some dozens of people a year."""

_PERSON = "person"
_KEY, _AFTER = "moved ", "moved!"
"""Before the id of a person, among what each side knows of itself; and the first key after."""


class Stub(msgspec.Struct, frozen=True):
    """One person who moved away from `scope`.

    Units: `on` is a plain day in Vietnam, "" where nobody wrote it down.
    """

    id: str
    name: Annotated[str, msgspec.Meta(max_length=500)]
    scope: str
    to: str
    on: str = ""


def note(work: UnitOfWork, person_id: str) -> None:
    """Write down at the province that a person moves today."""
    work.set_local(_KEY + person_id, str(work.ambient.today()))


def of(reader: Reader, scope: str, left: Iterable[tuple[str, str]]) -> list[Stub]:
    """Return stubs of the people among the rows that *left* a scope and are elsewhere now."""
    people = reader.rows(_PERSON, [row_id for kind, row_id in left if kind == _PERSON])
    return [
        Stub(row.id, row.text("full_name"), scope, row.scope, reader.local(_KEY + row.id))
        for row in people.values()
        if row.scope != scope and row.deleted_at is None
    ]


def keep(work: UnitOfWork, arrived: Iterable[Stub]) -> None:
    """Keep stubs on a laptop, each in the place of an older one of the same person."""
    for stub in arrived:
        work.set_local(_KEY + stub.id, msgspec.json.encode(stub).decode())


def drop(work: UnitOfWork, scope: str) -> None:
    """Forget the stubs of a scope that was taken from this laptop."""
    book = work.tables.book("local")
    gone = [_KEY + stub.id for stub in _all(work) if stub.scope == scope]
    work.connection.execute(delete(book).where(book.c.key.in_(gone)))


def find(reader: Reader, typed: str) -> list[Stub]:
    """Return the people who moved away and whose name has all words *typed*, newest first."""
    wanted = words.fold(typed).split()
    if not wanted:
        return []
    found = [stub for stub in _all(reader) if _matches(words.fold(stub.name).split(), wanted)]
    found.sort(key=lambda stub: (stub.on, stub.id), reverse=True)
    here = reader.rows(_PERSON, [stub.id for stub in found])
    return [stub for stub in found if stub.id not in here][:FOUND_MAX]


def _all(reader: Reader) -> list[Stub]:
    book = reader.tables.book("local")
    kept = select(book.c.value).where(book.c.key >= _KEY, book.c.key < _AFTER)
    found = reader.connection.execute(kept.limit(LOOKED_THROUGH_MAX)).scalars()
    return [msgspec.json.decode(value, type=Stub) for value in found]


def _matches(name: Sequence[str], wanted: Sequence[str]) -> bool:
    return all(any(word.startswith(part) for word in name) for part in wanted)
