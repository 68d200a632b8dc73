"""Transfer: records go from one commune to another, with all that belongs to them.

One transaction of the province rewrites the scope of a person and of every record that links to the
person, and of their history: the laptops of the old commune hear that they left, those of the new
one receive them as if they had been written there, and the old ones keep a stub
(`storage.stubs`).  What an old laptop still sends becomes a conflict of kind `moved` at the new
home (`sync.judge`).

Source: sync design §4.9, traps 9 and 10.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import func, select, update

from ctxh_desktop.domain.schema import RecordType
from ctxh_desktop.domain.values import Kind
from ctxh_desktop.storage import stubs
from ctxh_desktop.storage.records import Reader, among
from ctxh_desktop.storage.unit_of_work import UnitOfWork

PERSON = "person"
CONFLICT = "conflict"


def move_person(work: UnitOfWork, person_id: str, scope: str) -> int:
    """Give a person, with everything about the person, to another scope; return rows moved.

    A person that is not there, or is there already, moves nothing.
    """
    person = work.get(PERSON, person_id)
    if person is None or person.scope == scope:
        return 0
    stubs.note(work, person_id)
    moved = 0
    about = _about(work, person_id)
    about[CONFLICT] = _conflicts(work, [row_id for ids in about.values() for row_id in ids])
    for record_type, row_ids in about.items():
        moved += _rewrite(work, record_type, row_ids, scope)
    work.forget()
    return moved


def move_rows(work: UnitOfWork, record_type: str, row_ids: Sequence[str], scope: str) -> int:
    """Give some rows, with their history, to another scope; return how many were elsewhere."""
    table, role = work.tables.records[record_type], work.tables.role
    is_elsewhere = among(table.c.id, row_ids, role) & (table.c.scope != scope)
    found = work.connection.execute(select(table.c.id).where(is_elsewhere)).scalars()
    moved = _rewrite(work, record_type, list(found), scope)
    work.forget()
    return moved


def homes(reader: Reader, person_ids: Iterable[str]) -> dict[str, str]:
    """Return the scope of each of some people."""
    table = reader.tables.records[PERSON]
    wanted = among(table.c.id, dict.fromkeys(person_ids), reader.tables.role)
    found = reader.connection.execute(select(table.c.id, table.c.scope).where(wanted))
    return {str(row_id): str(scope) for row_id, scope in found}


def move_scope(work: UnitOfWork, old: str, new: str) -> int:
    """Give all records of a commune to the one it was merged into; return rows moved."""
    moved = 0
    for record_type, table in work.tables.records.items():
        found = work.connection.execute(select(table.c.id).where(table.c.scope == old)).scalars()
        moved += _rewrite(work, record_type, list(found), new)
    return moved


def links(declared: RecordType) -> tuple[str, ...]:
    """Return the fields by which records go where a person goes.

    A part goes with its owner only: a guardian who moves leaves the ward's entry where it is, and
    a member of a household leaves the household.
    """
    fields = declared.fields if declared.owner is None else (declared.owner,)
    return tuple(f.name for f in fields if f.kind is Kind.LINK and f.target == PERSON)


def people_in(reader: Reader, scope: str) -> int:
    """Return how many people, deleted ones too, a scope holds."""
    table = reader.tables.records[PERSON]
    counted = select(func.count()).where(table.c.scope == scope)
    return int(reader.connection.execute(counted).scalar() or 0)


def _about(work: UnitOfWork, person_id: str) -> dict[str, list[str]]:
    """Return the ids of a person, of the entries merged into it and of what links to any of them.

    Units: ids by record type, each once.
    """
    found: dict[str, dict[str, None]] = {PERSON: {person_id: None}}
    new = [person_id]
    while new:
        linked = _linked(work, new)
        new = [row_id for row_id in linked.get(PERSON, ()) if row_id not in found[PERSON]]
        for name, row_ids in linked.items():
            found.setdefault(name, {}).update(dict.fromkeys(row_ids))
    return {name: list(row_ids) for name, row_ids in found.items()}


def _linked(work: UnitOfWork, person_ids: Sequence[str]) -> dict[str, list[str]]:
    """Return the ids of the records that go where some people go, by record type."""
    found: dict[str, list[str]] = {}
    for name, declared in work.tables.types.items():
        table = work.tables.records[name]
        for link in links(declared):
            asked = select(table.c.id).where(among(table.c[link], person_ids, work.tables.role))
            found.setdefault(name, []).extend(work.connection.execute(asked).scalars())
    return found


def _conflicts(work: UnitOfWork, row_ids: Sequence[str]) -> list[str]:
    table = work.tables.records[CONFLICT]
    about = among(table.c.record_id, row_ids, work.tables.role)
    return list(work.connection.execute(select(table.c.id).where(about)).scalars())


def _rewrite(work: UnitOfWork, record_type: str, row_ids: Sequence[str], scope: str) -> int:
    """Set the scope of rows and of their history, which is numbered anew with them."""
    if not row_ids:
        return 0
    table, history, role = work.tables.records[record_type], work.tables.history, work.tables.role
    is_row = among(table.c.id, row_ids, role)
    done = work.connection.execute(update(table).where(is_row).values(scope=scope))
    is_entry = among(history.c.row_id, row_ids, role) & (history.c.record_type == record_type)
    work.connection.execute(update(history).where(is_entry).values(scope=scope, seq=None))
    return int(done.rowcount)
