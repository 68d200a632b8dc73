"""Drafts: half-written forms in the encrypted file of one laptop."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import delete, select

from ctxh_desktop.storage import bulk
from ctxh_desktop.storage.records import Reader
from ctxh_desktop.storage.unit_of_work import UnitOfWork


def keep(work: UnitOfWork, key: str, body: dict[str, Any]) -> str:
    """Keep a draft, the newest version only; return when."""
    saved_at = work.ambient.instant()
    row = {"key": key, "body": msgspec.json.encode(body).decode(), "saved_at": saved_at}
    bulk.upsert(work.connection, work.tables.book("draft"), [row], ["key"])
    return saved_at


def find(reader: Reader, key: str) -> dict[str, Any] | None:
    """Return a draft, or None when there is none."""
    book = reader.tables.book("draft")
    body = reader.connection.execute(select(book.c.body).where(book.c.key == key)).scalar()
    return None if body is None else msgspec.json.decode(body, type=dict[str, Any])


def drop(work: UnitOfWork, key: str) -> None:
    """Remove a draft."""
    book = work.tables.book("draft")
    work.connection.execute(delete(book).where(book.c.key == key))
