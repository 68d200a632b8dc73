"""Compared: a laptop's books of people who are still to be compared, and of those who look alike.

Nothing here travels: every laptop compares for itself what it holds.

Source: ADR-0024.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import (
    Column,
    Connection,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
)

from ctxh_desktop.storage import bulk


def compared(metadata: MetaData) -> None:
    """Declare the books."""
    Table("compare_due", metadata, Column("person_id", Text, primary_key=True))
    likeness = Table(
        "likeness",
        metadata,
        Column("person_id", Text, nullable=False, comment="the smaller id"),
        Column("other_id", Text, nullable=False),
        Column("score", Integer, nullable=False),
        Column("reasons", Text, nullable=False, comment="codes separated by spaces"),
        PrimaryKeyConstraint("person_id", "other_id"),
    )
    Index("likeness_other_id", likeness.c.other_id)


def note_written(connection: Connection, due: Table, ids: Iterable[str]) -> None:
    """Put people who have just been written on the list *due* of those to be compared."""
    rows = [{"person_id": person_id} for person_id in ids]
    bulk.upsert(connection, due, rows, ["person_id"], keep=True)
