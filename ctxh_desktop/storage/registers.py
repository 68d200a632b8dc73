"""Registers: any record type as a list, by its declaration alone."""

from __future__ import annotations

from sqlalchemy import func, select

from ctxh_desktop.domain.schema import Row
from ctxh_desktop.storage import finding
from ctxh_desktop.storage.inbox import HistoryEntry
from ctxh_desktop.storage.records import Reader

FOUND_MAX = 200


def window(reader: Reader, record_type: str, typed: str, offset: int, limit: int) -> list[Row]:
    """Return one window of a register: by name, else newest first; or what matches *typed*."""
    declared, table = reader.tables.types[record_type], reader.tables.records[record_type]
    if typed.strip() and declared.searched:
        ids = finding.find_ids(reader.connection, declared, table, typed, FOUND_MAX)
        found = reader.rows(record_type, ids[offset : offset + limit])
        return [found[row_id] for row_id in ids[offset : offset + limit] if row_id in found]
    statement = select(table).where(table.c.deleted_at.is_(None))
    if declared.name_field:
        statement = statement.order_by(table.c.sort_key, table.c.row_no)
    else:
        statement = statement.order_by(table.c.id.desc())
    return reader.listing(record_type, statement.offset(offset).limit(limit))


def count(reader: Reader, record_type: str, typed: str = "") -> int:
    """Return how many rows the register has, or how many match."""
    declared, table = reader.tables.types[record_type], reader.tables.records[record_type]
    if typed.strip() and declared.searched:
        return len(finding.find_ids(reader.connection, declared, table, typed, FOUND_MAX))
    statement = select(func.count()).select_from(table).where(table.c.deleted_at.is_(None))
    return int(reader.connection.execute(statement).scalar() or 0)


def history(reader: Reader, row_id: str) -> list[HistoryEntry]:
    """Return what the province has applied to a row, newest first."""
    table = reader.tables.history
    newest = (table.c.seq.desc(), table.c.op_id.desc())
    statement = select(table).where(table.c.row_id == row_id).order_by(*newest)
    return [HistoryEntry(**m) for m in reader.connection.execute(statement).mappings()]
