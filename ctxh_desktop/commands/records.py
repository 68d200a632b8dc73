"""Records: list, show, save, delete any record type by its declaration; undo the last command."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from ctxh_desktop.commands import owners
from ctxh_desktop.commands.access_log import note_sealed
from ctxh_desktop.commands.desk import Desk, require
from ctxh_desktop.commands.handling import handles
from ctxh_desktop.commands.same_number import explained
from ctxh_desktop.domain import validation
from ctxh_desktop.domain.operation import Operation, inverse
from ctxh_desktop.domain.schema import Row
from ctxh_desktop.domain.values import Plain
from ctxh_desktop.errors import InputError
from ctxh_desktop.storage import outbox, registers
from ctxh_desktop.storage.records import Reader

NOT_UNDONE = ("ImportPeople", "UndoImport", "UndoLast", "SendHeldAnew", "LeadOver")
"""Commands after which Ctrl+Z does nothing: too large, an undo itself, or no way back to held."""


@dataclass(frozen=True)
class ListRecords:
    """Read one window of the register of a record type."""

    type: str
    offset: int
    limit: int
    text: str = ""


@dataclass(frozen=True)
class CountRecords:
    """Count the register of a record type."""

    type: str
    text: str = ""


@dataclass(frozen=True)
class ShowRecord:
    """Read one record."""

    type: str
    id: str


@dataclass(frozen=True)
class SaveRecord:
    """Save a record: new when `id` is None, else the given fields of an existing one.

    Args:
        number_reason: why a person's number is somebody else's too, as a line of the note.
    """

    type: str
    id: str | None
    values: Mapping[str, Any]
    number_reason: str = ""


@dataclass(frozen=True)
class DeleteRecord:
    """Mark a record as deleted; it can be brought back."""

    type: str
    id: str
    reason: str


@dataclass(frozen=True)
class UndoLast:
    """Reverse what the last command did, where nobody has changed it since."""


@dataclass(frozen=True)
class Undone:
    """Name of the command that was reversed, and how many of its changes had to stay."""

    label: str
    kept: int


@dataclass(frozen=True)
class ListHistory:
    """Read who changed what on a record, and when.

    Args:
        is_sealed_asked: whether values of sealed fields are read too; it is noted.
    """

    type: str
    id: str
    is_sealed_asked: bool = False


@dataclass(frozen=True)
class HistoryEntry:
    """One change of one record.

    Shapes: `changes` is (field, old, new) in plain form, both None of a sealed field that was not
    asked for; `is_unsent` while only this laptop has it.
    """

    at: str
    by: str
    changes: tuple[tuple[str, Plain, Plain], ...]
    is_unsent: bool


@handles(ListRecords)
def list_records(desk: Desk, command: ListRecords) -> tuple[Row, ...]:
    """Return one window of a register."""
    declared = desk.type(command.type)
    with desk.read() as reader:
        found = registers.window(reader, declared.name, command.text, command.offset, command.limit)
        return tuple(found)


@handles(CountRecords)
def count_records(desk: Desk, command: CountRecords) -> int:
    """Return the size of a register."""
    declared = desk.type(command.type)
    with desk.read() as reader:
        return registers.count(reader, declared.name, command.text)


@handles(ShowRecord)
def show_record(desk: Desk, command: ShowRecord) -> Row:
    """Return one record (InputError "record-not-found")."""
    declared = desk.type(command.type)
    with desk.read() as reader:
        return require(reader, declared.name, command.id)


@handles(SaveRecord)
def save_record(desk: Desk, command: SaveRecord) -> str:
    """Save a record and return its id.

    Raises:
        InputError: "record-has-issues" with what is wrong by field, "record-not-found"; for parts
            as `owners.check_links`, for people as `same_number.explained`.
    """
    declared, reason = desk.type(command.type), command.number_reason
    if command.id is None:
        values = checked(desk, declared.name, command.values)
        row_id = desk.ambient.new_id()
        with desk.write("SaveRecord") as work:
            if declared.name == owners.PERSON:
                values = explained(desk, work, None, values, reason)
            scope, values = owners.placed(desk, work, declared, values)
            made = work.insert(declared.name, row_id, scope, values)
            owners.keep_in_step(desk, work, None, made)
        return row_id
    with desk.write("SaveRecord") as work:
        row = require(work, declared.name, command.id)
        values = checked(desk, declared.name, command.values, row)
        owners.check_links(desk, work, declared, values, row)
        if declared.name == owners.PERSON:
            values = explained(desk, work, row, values, reason)
        owners.keep_in_step(desk, work, row, work.patch(declared.name, row.id, values))
    return row.id


@handles(DeleteRecord)
def delete_record(desk: Desk, command: DeleteRecord) -> None:
    """Mark a record as deleted (InputError "record-not-found")."""
    declared = desk.type(command.type)
    with desk.write("DeleteRecord") as work:
        row = require(work, declared.name, command.id)
        if row.deleted_at is None:
            gone = work.delete(declared.name, row.id, command.reason)
            owners.keep_in_step(desk, work, row, gone)


@handles(UndoLast)
def undo_last(desk: Desk, command: UndoLast) -> Undone | None:
    """Reverse the last command; None when there is nothing to reverse."""
    with desk.write("UndoLast") as work:
        label, operations = outbox.last_group(work)
        if label in NOT_UNDONE:
            return None
        kept = 0
        for operation, (record_type, row_id, values) in zip(
            reversed(operations), inverse(operations), strict=True
        ):
            row = work.get(record_type, row_id)
            if row is None or not _is_still(row, operation):
                kept += 1
            elif values:
                work.patch(record_type, row_id, values)
            elif row.deleted_at is None:
                work.delete(record_type, row_id, "undo")
    return Undone(label, kept) if operations else None


@handles(ListHistory)
def list_history(desk: Desk, command: ListHistory) -> tuple[HistoryEntry, ...]:
    """Return the changes of a record, newest first; own unanswered ones on top."""
    with desk.read() as reader:
        row = require(reader, desk.type(command.type).name, command.id)
        found = history_of(reader, row, is_sealed_asked=command.is_sealed_asked)
    if command.is_sealed_asked:
        olds = ({name: old or new for name, old, new in entry.changes} for entry in found)
        note_sealed(desk, row.type, row.id, *olds)
    return found


def history_of(
    reader: Reader, row: Row, *, is_sealed_asked: bool = False
) -> tuple[HistoryEntry, ...]:
    """Return the changes of a row, newest first; the last entry is its making."""
    covered = frozenset() if is_sealed_asked else reader.tables.types[row.type].sealed
    own = outbox.of_row(reader, row.id)
    found = [
        HistoryEntry(op.made_at, op.by, _pairs(op.changes, covered), is_unsent=True)
        for op in reversed(own)
        if op.kind == "patch"
    ]
    known = {op.id for op in own}
    for entry in registers.history(reader, row.id):
        if entry.op_id not in known:
            changes = _pairs(msgspec.json.decode(entry.changes), covered)
            found.append(HistoryEntry(entry.at, entry.by, changes, is_unsent=False))
    found.append(HistoryEntry(row.created_at, row.created_by, (), is_unsent=row.seq == 0))
    return tuple(found)


def checked(
    desk: Desk, record_type: str, raw: Mapping[str, Any], row: Row | None = None
) -> dict[str, Plain]:
    """Return cleaned values, or say what is wrong with the record as it would be.

    Raises:
        InputError: "record-has-issues"; `issues` holds them by field.
    """
    declared = desk.type(record_type)
    unknown = sorted(set(raw) - set(declared.by_name))
    if unknown:
        raise InputError("field-unknown", name=unknown[0])
    values = validation.cleaned(declared, raw)
    defaults = {} if row else declared.record.defaults()
    whole = {**defaults, **(row.values if row else {}), **values}
    issues = validation.issues(declared, whole, desk.catalogue)
    if not issues:
        stored, day = (row.values if row else {}), desk.ambient.today()
        issues = validation.newly_retired(declared, values, stored, desk.catalogue, day)
    if issues:
        raise InputError("record-has-issues", issues=issues, count=len(issues))
    return values if row else {**defaults, **values}


def _is_still(row: Row, operation: Operation) -> bool:
    """Whether what the operation wrote is still there."""
    if operation.kind == "insert":
        return row.deleted_at is None
    now = row.whole()
    return all(now.get(name) == new for name, (_, new) in operation.changes.items())


def _pairs(
    changes: Mapping[str, Any], covered: frozenset[str]
) -> tuple[tuple[str, Plain, Plain], ...]:
    """Return what differs as (field, old, new); of *covered* fields only that they were changed."""
    return tuple(
        (name, None, None) if name in covered else (name, old, new)
        for name, (old, new) in changes.items()
        if old != new
    )
