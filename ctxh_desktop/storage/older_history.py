"""Older history: what a laptop does not hold of the lines from before its first sync of a commune.

    mark       up to which number the lines of a commune stayed at the province; from there on the
               laptop has every line
    older ID   a row of which lines up to the mark stayed there, or were all fetched since
    asked ID   a row whose older lines a person wants, and from where on they are still to come

Lines are fetched newest first, so that what a laptop holds of a row is always its newest lines,
without a gap.  All of it lies among what a laptop knows of itself (`local`).

Invariants: a mark is set once, with the first page of a commune; it goes with the commune, or when
a recovery has brought all lines.

Source: sync design §4; ADR-0022.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Annotated

import msgspec
from sqlalchemy import delete, select

from ctxh_desktop.storage import bulk
from ctxh_desktop.storage.records import Reader, among
from ctxh_desktop.storage.unit_of_work import UnitOfWork

_MARKS = "history_since"
_OLDER, _OLDER_END = "older ", "older!"
_ASKED, _ASKED_END = "asked ", "asked!"
"""Before the id of a row, and the first key after all of them."""

Name = Annotated[str, msgspec.Meta(pattern=r"\A[!-~]{0,100}\Z")]
Number = Annotated[int, msgspec.Meta(ge=0, lt=2**62)]


class Ask(msgspec.Struct, frozen=True, array_like=True):
    """Wish for the lines of a row in a scope that are older than the line (`seq`, `op_id`)."""

    id: Name
    scope: Name
    seq: Number
    op_id: Name = ""


class _Older(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is known of a row's older lines."""

    scope: str
    is_here: bool = False


# ------------------------------------------------------------------ marks


def marks(reader: Reader) -> dict[str, int]:
    """Return the mark of each commune that has one."""
    return msgspec.json.decode(reader.local(_MARKS, "{}"), type=dict[str, int])


def mark(work: UnitOfWork, scope: str, number: int) -> None:
    """Set the mark of a commune that has none."""
    _keep_marks(work, {scope: number, **marks(work)})


def mark_whole(work: UnitOfWork, scopes: Iterable[str]) -> None:
    """Note that the laptop has all lines of those communes that have no mark."""
    _keep_marks(work, {**dict.fromkeys(scopes, 0), **marks(work)})


def _keep_marks(work: UnitOfWork, numbers: dict[str, int]) -> None:
    work.set_local(_MARKS, msgspec.json.encode(numbers).decode())


# ------------------------------------------------------------------ rows


def note(work: UnitOfWork, scope: str, row_ids: Iterable[str]) -> None:
    """Note that lines of these rows stayed at the province, where they have not been fetched."""
    body = _encoded(_Older(scope))
    ids = list(row_ids)
    strange = [row_id for row_id, known in _known(work, ids).items() if known.scope != scope]
    forget(work, strange)
    rows = [{"key": _OLDER + row_id, "value": body} for row_id in ids]
    bulk.upsert(work.connection, work.tables.book("local"), rows, ["key"], keep=True)


def absent(reader: Reader, row_ids: Sequence[str]) -> list[str]:
    """Return the rows of which lines are still at the province."""
    return [row_id for row_id, known in _known(reader, row_ids).items() if not known.is_here]


def forget(work: UnitOfWork, row_ids: Iterable[str]) -> None:
    """Forget what is known of the older lines of rows that are gone from this laptop."""
    ids = list(row_ids)
    book = work.tables.book("local")
    keys = [prefix + row_id for prefix in (_OLDER, _ASKED) for row_id in ids]
    work.connection.execute(delete(book).where(among(book.c.key, keys, work.tables.role)))


def forget_scope(work: UnitOfWork, scope: str) -> None:
    """Forget the mark of a commune and what is known of its rows."""
    numbers = marks(work)
    if numbers.pop(scope, None) is not None:
        _keep_marks(work, numbers)
        found = _between(work, _OLDER, _OLDER_END)
        forget(work, [i for i, body in found.items() if _read(body).scope == scope])


def forget_all(work: UnitOfWork) -> None:
    """Note that this laptop now has every line of all it holds."""
    forget(work, _between(work, _OLDER, _OLDER_END))
    _keep_marks(work, {})


# ------------------------------------------------------------------ wishes


def want(work: UnitOfWork, row_ids: Sequence[str]) -> None:
    """Ask for the older lines of those rows of which there are any."""
    numbers = marks(work)
    known = _known(work, absent(work, row_ids))
    rows = [
        {"key": _ASKED + i, "value": _encoded(Ask(i, row.scope, numbers[row.scope] + 1))}
        for i, row in known.items()
        if row.scope in numbers
    ]
    bulk.upsert(work.connection, work.tables.book("local"), rows, ["key"], keep=True)


def wanted(reader: Reader, limit: int) -> list[Ask]:
    """Return what is asked for, at most *limit* rows."""
    found = _between(reader, _ASKED, _ASKED_END, limit)
    return [msgspec.json.decode(body, type=Ask) for body in found.values()]


def asked(reader: Reader, row_id: str) -> Ask | None:
    """Return what is asked for of a row."""
    body = reader.local(_ASKED + row_id)
    return msgspec.json.decode(body, type=Ask) if body else None


def arrived(work: UnitOfWork, ask: Ask, *, is_last: bool) -> None:
    """Note that lines came and *ask* is what is still to come, nothing if those were the last."""
    if not is_last:
        work.set_local(_ASKED + ask.id, _encoded(ask))
        return
    forget(work, [ask.id])
    work.set_local(_OLDER + ask.id, _encoded(_Older(ask.scope, is_here=True)))


# ------------------------------------------------------------------ bytes


def _known(reader: Reader, row_ids: Sequence[str]) -> dict[str, _Older]:
    book = reader.tables.book("local")
    keys = [_OLDER + row_id for row_id in row_ids]
    found = reader.connection.execute(
        select(book.c.key, book.c.value).where(among(book.c.key, keys, reader.tables.role))
    )
    return {key.removeprefix(_OLDER): _read(body) for key, body in found}


def _between(reader: Reader, first: str, end: str, limit: int | None = None) -> dict[str, str]:
    book = reader.tables.book("local")
    asked_for = select(book.c.key, book.c.value).where(book.c.key >= first, book.c.key < end)
    found = reader.connection.execute(asked_for.order_by(book.c.key).limit(limit))
    return {key.removeprefix(first): body for key, body in found}


def _read(body: str) -> _Older:
    return msgspec.json.decode(body, type=_Older)


def _encoded(known: _Older | Ask) -> str:
    return msgspec.json.encode(known).decode()
