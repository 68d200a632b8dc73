"""Imports that were made here, and each undone in one step, also days later.

    ImportPeople ──▶ entry (when, who, file, operations from … to …)
    UndoImport   ──▶ its people are deleted, what it filled in is emptied again, but for those
                     that were changed or used since

Entries are kept in the encrypted file of this laptop and never synced; what an undo changes is
ordinary operations and goes to the province like any other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import msgspec

from ctxh_desktop.commands.desk import Desk
from ctxh_desktop.commands.handling import handles
from ctxh_desktop.domain.merge import units
from ctxh_desktop.domain.operation import Operation, OpKind, inverse
from ctxh_desktop.domain.schema import Row
from ctxh_desktop.domain.values import Plain
from ctxh_desktop.errors import InputError
from ctxh_desktop.storage import outbox, people
from ctxh_desktop.storage.records import Reader
from ctxh_desktop.storage.unit_of_work import UnitOfWork

ENTRIES_MAX = 100
_KEY = "imports"


@dataclass(frozen=True)
class ImportEntry:
    """One import.

    Shapes: `at` and `undone_at` are instants, `undone_at` is "" while it stands; `first` and `last`
    are numbers of this laptop's operations; `count` people were new and `filled` were filled in.
    """

    id: str
    at: str
    by: str
    file: str
    count: int
    first: int
    last: int
    undone_at: str = ""
    filled: int = 0


@dataclass(frozen=True)
class ListImports:
    """Read the imports made on this laptop, newest first."""


@dataclass(frozen=True)
class UndoImport:
    """Take back everybody whom one import brought in, and what it filled in."""

    id: str


@dataclass(frozen=True)
class ImportUndone:
    """How many people were taken back, and how many stay because they were worked on since.

    Shapes: `emptied` people have again what they had before the import filled something in; who
    was changed in one of the fields since keeps that one, and is `kept`.
    """

    count: int
    kept: int
    emptied: int = 0


@handles(ListImports)
def list_imports(desk: Desk, command: ListImports) -> tuple[ImportEntry, ...]:
    """Return the imports."""
    with desk.read() as reader:
        return tuple(entries(reader))


@handles(UndoImport)
def undo_import(desk: Desk, command: UndoImport) -> ImportUndone:
    """Delete the people of an import and empty what it filled in; who was worked on since stays.

    Raises:
        InputError: "import-not-found", also when it was undone already.
    """
    with desk.write("UndoImport") as work:
        work.is_one_group = False
        known = entries(work)
        entry = next((one for one in known if one.id == command.id and not one.undone_at), None)
        if entry is None:
            raise InputError("import-not-found")
        made = outbox.between(work, entry.first, entry.last)
        work.load("person", [operation.row_id for operation in made])
        undone = _taken_back(work, made)
        done = replace(entry, undone_at=desk.ambient.instant())
        _keep(work, [done if one.id == entry.id else one for one in known])
    return undone


def _taken_back(work: UnitOfWork, made: Sequence[Operation]) -> ImportUndone:
    new = [operation.row_id for operation in made if operation.kind is OpKind.INSERT]
    used = people.pointed_at(work, new)
    gone = kept = emptied = 0
    for operation in made:
        row = work.get("person", operation.row_id)
        if row is None or row.deleted_at is not None:
            continue
        if operation.kind is OpKind.PATCH:
            before = _before_filling(work, row, operation)
            work.patch("person", row.id, before)
            is_whole = len(before) == len(operation.changes)
            emptied, kept = emptied + is_whole, kept + (not is_whole)
        elif row.id in used or not _is_as_made(row, operation):
            kept += 1
        else:
            work.delete("person", row.id, "undo")
            gone += 1
    return ImportUndone(gone, kept, emptied)


def _before_filling(work: UnitOfWork, row: Row, operation: Operation) -> dict[str, Plain]:
    """Return what stood before in the fields that nobody changed since, group by group."""
    ((_, _, old),) = inverse([operation])
    before: dict[str, Plain] = {}
    for names in units(work.tables.types["person"], operation.changes).values():
        if all(row[name] == operation.changes[name][1] for name in names):
            before |= {name: old[name] for name in names}
    return before


def entries(reader: Reader) -> list[ImportEntry]:
    """Return all entries, newest first."""
    return msgspec.json.decode(reader.local(_KEY, "[]"), type=list[ImportEntry])


def note(desk: Desk, work: UnitOfWork, file: str, count: int, filled: int = 0) -> str:
    """Note an import of *count* new people and *filled* ones; return its id, "" of nobody.

    Must be called before the commit, in the same transaction, which writes nothing else.
    """
    if not count + filled:
        return ""
    first = outbox.Outbox().next_no(work)
    made = ImportEntry(
        desk.ambient.new_id(), desk.ambient.instant(), desk.user, file, count, first,
        first + count + filled - 1, filled=filled,
    )  # fmt: skip
    _keep(work, [made, *entries(work)][:ENTRIES_MAX])
    return made.id


def _keep(work: UnitOfWork, all_entries: Sequence[ImportEntry]) -> None:
    work.set_local(_KEY, msgspec.json.encode(all_entries).decode())


def _is_as_made(row: Row, operation: Operation) -> bool:
    made = {name: new for name, (_, new) in operation.changes.items()}
    return all(value == made.get(name) for name, value in row.values.items())
