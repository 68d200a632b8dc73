"""Conflicts: show the two values of a field edited in two places, and take a person's choice.

Suggestions rest on the province's order, never on a clock; risk, numbers, consent and status are
never suggested.

Source: ADR-0007; ux reference §7; visual reference, conflict cell.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import msgspec

from ctxh_desktop.commands.access_log import note_sealed
from ctxh_desktop.commands.desk import Desk, require
from ctxh_desktop.commands.handling import handles
from ctxh_desktop.commands.protection import person_of, shown_of
from ctxh_desktop.commands.records import checked
from ctxh_desktop.domain.merge import elements
from ctxh_desktop.domain.operation import DELETED_AT
from ctxh_desktop.domain.records import conflict
from ctxh_desktop.domain.schema import Merge, RecordType, Row
from ctxh_desktop.domain.values import Kind, Plain
from ctxh_desktop.errors import InputError
from ctxh_desktop.storage import likeness, registers
from ctxh_desktop.storage.records import Reader
from ctxh_desktop.storage.unit_of_work import UnitOfWork

_NEVER_SUGGESTED = (Kind.IDENTIFIER, Kind.BOOL, Kind.CODE, Kind.CODES)
MERGED_MAX = 10


@dataclass(frozen=True)
class ConflictItem:
    """One record with open conflicts, for the list."""

    record_type: str
    record_id: str
    person_name: str
    is_protected: bool
    field_count: int


@dataclass(frozen=True)
class ConflictField:
    """One field or group with its two values.

    The first field of a group decides whether a value may be suggested: a phone, not its owner.

    Shapes: `mine` and `province` are {field: plain value}; `labels` the fields' English labels;
    `suggested` is "", or "province" where the value that arrived first may be proposed.
    """

    conflict_id: str
    name: str
    kind: str
    labels: tuple[str, ...]
    mine: Mapping[str, Plain]
    mine_by: str
    mine_at: str
    province: Mapping[str, Plain]
    province_by: str
    province_at: str
    is_mine_here: bool
    suggested: str


@dataclass(frozen=True)
class MergedField:
    """One change that needed nobody: who made it and what it set."""

    label: str
    value: Plain
    name: str
    by: str
    is_here: bool


@dataclass(frozen=True)
class ConflictFile:
    """All open conflicts of one record, and what was merged without asking."""

    record_type: str
    record_id: str
    person_name: str
    is_protected: bool
    fields: tuple[ConflictField, ...]
    merged: tuple[MergedField, ...]


@dataclass(frozen=True)
class ListConflicts:
    """Read the records that need a person's choice."""


@dataclass(frozen=True)
class ShowConflict:
    """Read the conflicts of one record."""

    record_type: str
    record_id: str


@dataclass(frozen=True)
class ResolveConflict:
    """Settle one conflict.

    Args:
        choice: "mine" (the value that arrived later), "province" (the one that stands), "both"
            (the province's stays, the other is added to the note), or "value" with `values`.
    """

    conflict_id: str
    choice: str
    values: Mapping[str, Plain] | None = None


@dataclass(frozen=True)
class ResolveConflicts:
    """Settle several conflicts as one change, so that one undo asks all of them again."""

    choices: tuple[ResolveConflict, ...]


@handles(ListConflicts)
def list_conflicts(desk: Desk, command: ListConflicts) -> tuple[ConflictItem, ...]:
    """Return one line for each record with open conflicts, oldest first."""
    with desk.read() as reader:
        counts: dict[tuple[str, str], int] = {}
        for row in reader.where("conflict", state=conflict.OPEN):
            key = (row.text("record_type"), row.text("record_id"))
            counts[key] = counts.get(key, 0) + 1
        found = []
        for (record_type, record_id), count in counts.items():
            person = person_of(reader, record_type, record_id)
            name = person.text("full_name") if person else ""
            hidden = shown_of(desk, reader, person).is_protected
            found.append(ConflictItem(record_type, record_id, name, hidden, count))
        return tuple(found)


@handles(ShowConflict)
def show_conflict(desk: Desk, command: ShowConflict) -> ConflictFile:
    """Return the open conflicts of a record (InputError "record-not-found").

    Values of sealed fields are shown, since a person has to choose among them; that is noted.
    """
    declared = desk.type(command.record_type)
    with desk.read() as reader:
        record = require(reader, declared.name, command.record_id)
        open_rows = reader.where("conflict", record_id=record.id, state=conflict.OPEN)
        person = person_of(reader, declared.name, record.id)
        file = ConflictFile(
            record_type=declared.name,
            record_id=record.id,
            person_name=person.text("full_name") if person else "",
            is_protected=shown_of(desk, reader, person).is_protected,
            fields=tuple(_field(desk, declared, record, row) for row in open_rows),
            merged=tuple(_merged(desk, reader, declared, record, open_rows)),
        )
    sides = [values for field in file.fields for values in (field.mine, field.province)]
    merged = {change.name: change.value for change in file.merged}
    note_sealed(desk, declared.name, record.id, *sides, merged)
    return file


@handles(ResolveConflict)
def resolve_conflict(desk: Desk, command: ResolveConflict) -> None:
    """Write the choice as ordinary changes; harmless when somebody has chosen already.

    Raises:
        InputError: "record-not-found", "choice-unknown", or "record-has-issues" for own values.
    """
    with desk.write("ResolveConflict") as work:
        _settle(desk, work, command)


@handles(ResolveConflicts)
def resolve_conflicts(desk: Desk, command: ResolveConflicts) -> None:
    """Write all choices or none; raises as `resolve_conflict`."""
    with desk.write("ResolveConflict") as work:
        for choice in command.choices:
            _settle(desk, work, choice)


def _settle(desk: Desk, work: UnitOfWork, command: ResolveConflict) -> None:
    row = require(work, "conflict", command.conflict_id)
    if row["state"] != conflict.OPEN:
        return
    declared = desk.type(row.text("record_type"))
    # What was asked about an entry that was merged since is decided at the one that stays.
    record = require(work, declared.name, likeness.standing(work, row.text("record_id")))
    values = _chosen(desk, work, declared, record, row, command)
    changed = {name: new for name, new in values.items() if record.whole().get(name) != new}
    if changed:
        work.patch(declared.name, record.id, changed)
    settled = {"state": conflict.RESOLVED, "choice": command.choice, "resolved_by": desk.user}
    work.patch("conflict", row.id, settled)


def _field(desk: Desk, declared: RecordType, record: Row, row: Row) -> ConflictField:
    current, proposed = _object(row["current"]), _object(row["proposed"])
    fields = [declared.by_name[name] for name in proposed if name in declared.by_name]
    lead = fields[0] if fields else None
    is_plain = lead is not None and lead.kind not in _NEVER_SUGGESTED and lead.merge is Merge.PLAIN
    may_suggest = is_plain and row["kind"] == "edit"
    return ConflictField(
        conflict_id=row.id,
        name=row.text("field"),
        kind=row.text("kind"),
        labels=tuple(field.label for field in fields),
        mine=proposed,
        mine_by=row.text("proposed_by"),
        mine_at=row.text("proposed_at"),
        province={name: record.whole().get(name, value) for name, value in current.items()},
        province_by=row.text("current_by"),
        province_at=row.text("current_at"),
        is_mine_here=row["proposed_by"] == desk.user,
        suggested="province" if may_suggest else "",
    )


def _merged(
    desk: Desk, reader: Reader, declared: RecordType, record: Row, open_rows: list[Row]
) -> list[MergedField]:
    contested = {name for row in open_rows for name in _object(row["proposed"])}
    found: list[MergedField] = []
    for entry in registers.history(reader, record.id):
        for name, (_, new) in msgspec.json.decode(entry.changes).items():
            field = declared.by_name.get(name)
            if field is not None and name not in contested:
                mine = entry.by == desk.user
                found.append(MergedField(field.label, new, name, entry.by, mine))
    return found[:MERGED_MAX]


def _chosen(
    desk: Desk,
    work: UnitOfWork,
    declared: RecordType,
    record: Row,
    row: Row,
    command: ResolveConflict,
) -> dict[str, Plain]:
    mine = _object(row["proposed"])
    if command.choice == "province":
        return {}
    if command.choice == "mine":
        return mine
    if command.choice == "value" and command.values is not None:
        return checked(desk, declared.name, command.values, record)
    if command.choice == "both" and row["field"] != DELETED_AT:
        return _both(declared, record, mine)
    raise InputError("choice-unknown", choice=command.choice)


def _both(declared: RecordType, record: Row, mine: Mapping[str, Plain]) -> dict[str, Plain]:
    """Keep the standing value and put the other into the note, or join choices."""
    joined: dict[str, Plain] = {}
    others = []
    for name, value in mine.items():
        field = declared.by_name.get(name)
        if field is not None and field.kind is Kind.CODES:
            joined[name] = elements(None, value, record.values.get(name))
        elif field is not None and field.kind is Kind.LONG_TEXT:
            joined[name] = "\n".join(str(v) for v in (record.values.get(name), value) if v)
        elif value is not None and value != record.values.get(name):
            others.append(str(value))
    if others and "note" in declared.by_name and "note" not in joined:
        joined["note"] = "\n".join([p for p in (record.text("note"), " · ".join(others)) if p])
    return joined


def _object(value: Plain) -> dict[str, Plain]:
    return msgspec.json.decode(str(value), type=dict[str, str | int | bool | None])
