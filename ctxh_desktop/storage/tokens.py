"""Tokens: what a laptop holds as proof of what the province has told it.

Source: sync design §4.8.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, select

from ctxh_desktop.storage import bulk
from ctxh_desktop.storage.records import Reader
from ctxh_desktop.storage.unit_of_work import UnitOfWork


def held(reader: Reader) -> list[str]:
    """Return the tokens not yet answered in knowledge of."""
    book = reader.tables.book("token")
    return list(reader.connection.execute(select(book.c.token)).scalars())


def exchange(work: UnitOfWork, new: str, answered: Sequence[str]) -> None:
    """Keep the *new* token and drop those that the answer was made in knowledge of."""
    book = work.tables.book("token")
    work.connection.execute(delete(book).where(book.c.token.in_(answered)))
    row = {"token": new, "got_at": work.ambient.instant()}
    bulk.upsert(work.connection, book, [row], ["token"])
