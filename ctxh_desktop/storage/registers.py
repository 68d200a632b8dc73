"""Registers: any record type as a list, by its declaration alone."""

from __future__ import annotations

from sqlalchemy import func, select

from ctxh_desktop.domain.records import parts_of
from ctxh_desktop.domain.schema import RecordType, Row
from ctxh_desktop.storage import finding
from ctxh_desktop.storage.inbox import HistoryEntry
from ctxh_desktop.storage.lookups import Register
from ctxh_desktop.storage.records import Reader

FOUND_MAX = 200


def window(reader: Reader, record_type: str, typed: str, offset: int, limit: int) -> list[Row]:
    """Return one window of a register: by name, else newest first; or what matches *typed*."""
    declared, table = reader.tables.types[record_type], reader.tables.records[record_type]
    if typed.strip() and declared.searched:
        ids = _found(reader, declared, typed)
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
        return len(_found(reader, declared, typed))
    statement = select(func.count()).select_from(table).where(table.c.deleted_at.is_(None))
    return int(reader.connection.execute(statement).scalar() or 0)


def by_parts(reader: Reader, record_type: str, typed: str, limit: int) -> list[str]:
    """Return who has a part that matches: an old number, a guardian's name, a member's name."""
    found: list[str] = []
    for part in parts_of(record_type, reader.tables.types.values()):
        if part.searched and part.owner is not None:
            table = reader.tables.records[part.name]
            ids = finding.as_typed(Register(reader.connection, part, table), typed, limit)
            rows = reader.rows(part.name, ids).values()
            found += [row.text(part.owner.name) for row in rows]
    owners = reader.rows(record_type, found)
    there = (row_id for row_id in found if row_id in owners and not owners[row_id].deleted_at)
    return list(dict.fromkeys(there))


def _found(reader: Reader, declared: RecordType, typed: str) -> list[str]:
    register = Register(reader.connection, declared, reader.tables.records[declared.name])
    ids = finding.as_typed(register, typed, FOUND_MAX)
    ids += by_parts(reader, declared.name, typed, FOUND_MAX)
    ids = ids or finding.guessed(register, typed, FOUND_MAX)
    return list(dict.fromkeys(ids))[:FOUND_MAX]


def parts(reader: Reader, declared: RecordType, owner_id: str) -> list[Row]:
    """Return the undeleted parts of one type that an owner has, in order of making."""
    assert declared.owner is not None
    table = reader.tables.records[declared.name]
    is_theirs = (table.c[declared.owner.name] == owner_id) & table.c.deleted_at.is_(None)
    return reader.listing(declared.name, select(table).where(is_theirs).order_by(table.c.id))


def history(reader: Reader, row_id: str) -> list[HistoryEntry]:
    """Return what the province has applied to a row, newest first."""
    table = reader.tables.history
    newest = (table.c.seq.desc(), table.c.op_id.desc())
    statement = select(table).where(table.c.row_id == row_id).order_by(*newest)
    return [HistoryEntry(**m) for m in reader.connection.execute(statement).mappings()]
